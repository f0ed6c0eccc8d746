"""The correspondence as a page: a card for each mail, push message, text message and letter."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Final

from sim.notation import printable
from sim.population.personas import Persona
from sim.report.correspondence.language import SPECIMEN, Language, day
from sim.report.correspondence.letter_texts import text_of
from sim.report.correspondence.occasion import Medium, Occasion

WIDTH: Final = 78
NAMES: Final[dict[Language, dict[Medium, str]]] = {
    "nl": {
        "email": "E-mail",
        "push": "Pushmelding",
        "sms": "Sms",
        "letter": "Brief",
        "box": "In de Berichtenbox",
    },
    "en": {
        "email": "E-mail",
        "push": "Push message",
        "sms": "Text message",
        "letter": "Letter",
        "box": "In the message box",
    },
}
STYLE: Final = """
body { margin: 0; padding: 2rem 1rem; background: #f2f2f0; color: #1c1c1c; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
.meta { color: #565656; font-size: .85rem; margin: 1.5rem 0 .3rem; }
article { background: #fff; border: 1px solid #cfcfcf; padding: 1.2rem 1.5rem; break-inside: avoid; }
article.email { border-radius: 6px; } article.push, article.sms { border-radius: 16px; max-width: 24rem; }
article.box { border-left: 4px solid #0072b2; }
article.letter { padding: 3rem 3.2rem; box-shadow: 0 1px 4px #0002; }
article.lost { opacity: .65; border-style: dashed; }
.specimen { color: #a33c00; font-size: .72rem; font-weight: 700; letter-spacing: .04em; margin: 0 0 .9rem; }
.from { color: #565656; font-size: .85rem; margin: 0; } .subject { font-weight: 700; margin: .15rem 0 .9rem; }
.address { white-space: pre-line; margin: 1rem 0 1.5rem; } p { margin: 0 0 .8rem; overflow-wrap: anywhere; }
@media print { body { background: #fff; padding: 0; } article { box-shadow: none; } }
"""


def page(listed: Sequence[Occasion], reader: Persona, language: Language) -> str:
    """One self-contained page with every item, grouped by design."""
    titles = {"nl": "Wat de burger zag", "en": "What the citizen saw"}
    parts = [f"<h1>{titles[language]}</h1>", f'<p class="from">{escaped(SPECIMEN[language])}</p>']
    for design, title in {one.design: one.design_title[language] for one in listed}.items():
        parts.append(f"<h2>{escaped(title)}</h2>")
        parts += [card(one, reader, language) for one in listed if one.design == design]
    content = "\n".join(parts)
    # The policy forbids scripts and requests: the page is complete, and texts from a scenario stand in it.
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{titles[language]}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{content}\n</main>\n"
        "</body>\n</html>\n"
    )


def card(one: Occasion, reader: Persona, language: Language) -> str:
    """One item, below a line with its medium and time."""
    lost = "" if one.arrived else (" - niet aangekomen" if language == "nl" else " - did not arrive")
    meta = f"{NAMES[language][one.medium]}, {day(one.sent_at, language)}, {one.sent_at:%H:%M}{lost}"
    kind = f"{one.medium}{'' if one.arrived else ' lost'}"
    return f'<p class="meta">{escaped(meta)}</p>\n<article class="{kind}">\n{inside(one, reader, language)}\n</article>'


def fragment(one: Occasion, reader: Persona, language: Language) -> str:
    """A mail as an HTML document of its own."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        f"<body>\n{inside(one, reader, language)}\n</body></html>\n"
    )


def inside(one: Occasion, reader: Persona, language: Language) -> str:
    """The content of a card."""
    words = text_of(one, reader, language)
    parts = [f'<p class="specimen">{escaped(SPECIMEN[language])}</p>']
    if one.medium == "letter":
        address = "\n".join((reader.name, reader.street, f"{reader.postcode} {reader.town}"))
        parts += [
            f'<p class="from">{escaped(one.sender[language])}</p>',
            f'<p class="address">{html.escape(address)}</p>',
            f'<p class="from">{escaped(day(one.sent_at, language))}</p>',
        ]
    parts.append(f'<p class="subject">{escaped(words.subject)}</p>')
    # A push or text message has no room for a salutation.
    shown = words.paragraphs[1:] if one.medium in {"push", "sms"} else words.paragraphs
    parts += [f"<p>{escaped(paragraph)}</p>" for paragraph in shown]
    return "\n".join(parts)


def plain(listed: Sequence[Occasion], reader: Persona, language: Language) -> str:
    """Every item as text of at most 78 columns."""
    return "\n".join(plain_one(one, reader, language) for one in listed)


def plain_one(one: Occasion, reader: Persona, language: Language) -> str:
    """One item as text."""
    words = text_of(one, reader, language)
    lost = "" if one.arrived else (", niet aangekomen" if language == "nl" else ", did not arrive")
    when = f"{day(one.sent_at, language)}, {one.sent_at:%H:%M}{lost}"
    head = f"-- {NAMES[language][one.medium]} ({printable(one.design_title[language])}), {when} "
    lines = [head.ljust(WIDTH, "-"), SPECIMEN[language], ""]
    if one.medium == "letter":
        lines += [
            printable(one.sender[language]),
            "",
            reader.name,
            reader.street,
            f"{reader.postcode} {reader.town}",
            "",
        ]
    lines += [*textwrap.wrap(words.subject, WIDTH), ""]
    for paragraph in words.paragraphs:
        # A web address that is broken at a hyphen can no longer be copied.
        lines += [*textwrap.wrap(paragraph, WIDTH, break_on_hyphens=False), ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Escaped text on one line, safe in a page."""
    return html.escape(printable(text))
