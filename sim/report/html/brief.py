"""The brief as a page: HTML that prints to two pages of A4, in the colours of the report and without a script."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from sim.analysis.study_analysis import Analysis
from sim.report.answer import ComparisonAnswer
from sim.report.brief.amounts import amounts
from sim.report.brief.content import Brief
from sim.report.brief.typeface import faces
from sim.report.brief.wording import Language, wording
from sim.report.figures.brief import brief_figure
from sim.report.figures.saving import inline_svg
from sim.report.figures.style import house_style
from sim.report.html.facts import Facts
from sim.report.html.illustrations import inline
from sim.report.html.page import environment, styled

TAGS: Final = re.compile(r"<[^>]*>")
TYPEFACE: Final = "/* typeface */"
"""Where the typeface goes, once it is known which letters the page has."""


def brief_page(analysis: Analysis, facts: Facts, language: Language, scale: int | None, missing: int) -> str:
    """The whole page; `missing` citizens are in no number. Raises `UsageError` if nothing is compared."""
    answer, words = ComparisonAnswer(analysis), wording(language)
    brief = Brief(answer, words, facts)
    with house_style():
        svg = inline_svg(brief_figure(answer, words))
    wanted = analysis.scenario.population.size * analysis.scenario.replications
    page = environment().get_template("brief.html").render(
        brief=brief,
        scenario=analysis.scenario,
        say=words.say,
        style=Markup(f"{TYPEFACE}\n{styled('brief.css')}"),  # noqa: S704  (files of this package)
        figure=inline(svg, "brief", " ".join(brief.sentences)),
        table=amounts(answer, words, scale),
        notes=notes(brief, scale),
        lacks=words.say("page.lacks", missing=words.number(missing), wanted=words.number(wanted)) if missing else "",
        language=language,
        facts=facts,
    )  # fmt: skip
    # Sorted, because the order of a set of letters differs between processes.
    return page.replace(TYPEFACE, faces("".join(sorted(set(TAGS.sub("", page))))), 1)


def notes(brief: Brief, scale: int | None) -> tuple[str, ...]:
    """How the table is read, and whom the totals stand for."""
    words, analysis = brief.words, brief.answer.analysis
    key = "table.legend" if brief.has_points else "table.legend.sampling"
    found = [words.say(key, reference=brief.reference)]
    found += [words.say("table.fees.meaning")] if brief.answer.responses[0].name == "missed_share" else []
    found += [] if "sender_cost_eur" in analysis.responses else [words.say("table.no_senders")]
    if scale is not None:
        boxed = any(analysis.scenario.designs[each].message_box for each in analysis.designs)
        accounts = boxed and analysis.scenario.population.preference is None
        whom = "table.scale.accounts" if accounts else "table.scale.people"
        found += [words.say(whom, scale=words.number(scale))]
    left_out = amounts(brief.answer, words, None).left_out
    if left_out == 1:
        found += [words.say("table.more.one")]
    elif left_out:
        found += [words.say("table.more", count=words.number(left_out))]
    return tuple(found)
