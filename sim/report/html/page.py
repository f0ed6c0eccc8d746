"""The page of a study: policy answers first, methods last.

The same results give the same bytes: nothing on the page comes from the clock, the machine or the network. A security
policy in the page itself forbids every request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.analysis.study_analysis import Analysis
from sim.notation import per_cent, printable
from sim.report.answer import ComparisonAnswer
from sim.report.causes import causes_block, causes_meaning, meanings
from sim.report.evidence import by_section
from sim.report.figures import Drawn, figures_for_pages
from sim.report.html import grades, winners
from sim.report.html.answer import board
from sim.report.html.claims import compared
from sim.report.html.designs import described
from sim.report.html.exploration_sections import ExplorationSection
from sim.report.html.facts import Facts
from sim.report.html.illustrations import illustrations, inline
from sim.report.html.lives import ExampleLife
from sim.report.html.methods import methods
from sim.report.html.responses import listed
from sim.report.html.scoreboard import panels
from sim.report.parameter_uncertainty import by_response, unknown_blocks, unknown_meaning
from sim.report.trade_offs import trade_offs_meaning
from sim.report.value_of_information import information_block, information_meaning
from sim.report.verdicts import against_reference, cautions, sentences
from sim.report.winners import segments_block, segments_meaning
from sim.report.years import years_block, years_meaning
from sim.scenario.evidence import ledger

TIED: Final = re.compile(r"(?<=\d) (?=%)|(?<=€) (?=\S)")
CROWDED: Final = 2
"""Two panels stand side by side up to this number of designs."""
BESIDE: Final = {"losses": ("funnel",), "winners": ("winners", "lorenz"), "trades": ("pareto",)}
"""Figures that belong to the section of their subject. All others stand in the section of the compared designs."""
TEMPLATES: Final = Path(__file__).with_name("templates")


def html_report(
    analysis: Analysis,
    facts: Facts,
    *,
    figures: Sequence[Drawn] | None = None,
    lives: Sequence[ExampleLife] = (),
    unknown: Sequence[ExplorationSection] = (),
) -> str:
    """The whole page as HTML.

    `figures` defaults to those of the study. The sections of `lives` and `unknown` are left out if empty.
    """
    found = figures_for_pages(analysis) if figures is None else figures
    return environment().get_template("page.html").render(content(analysis, facts, found, lives, unknown))


def environment() -> Environment:
    """The environment of the templates.

    They escape every text, and put it on one line without control or bidirectional characters.
    """
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def shown(value: object) -> object:
    """A text without control characters, and with signs bound to their numbers; other values unchanged."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return TIED.sub("\N{NO-BREAK SPACE}", printable(value))


def content(
    analysis: Analysis,
    facts: Facts,
    figures: Sequence[Drawn],
    lives: Sequence[ExampleLife],
    unknown: Sequence[ExplorationSection],
) -> dict[str, Any]:
    """Every value that the templates use."""
    evidence, boards = ledger(analysis.scenario), panels(analysis)
    script, style = own("page.js"), styled("page.css")
    lost_by, known = meanings(analysis), analysis.uncertainty
    return {
        "style": style,
        "script": script,
        "script_digest": digest(script),
        "analysis": analysis,
        "scenario": analysis.scenario,
        "facts": facts,
        "compared": compared(analysis),
        "answer": ComparisonAnswer(analysis),
        "answer_board": board(analysis),
        "unknown_blocks": unknown_blocks(analysis),
        "unknown_meaning": "" if analysis.uncertainty is None else unknown_meaning(analysis.uncertainty),
        "information": by_response(information_block(analysis)) if known is not None and known.information else (),
        "information_meaning": "" if known is None else information_meaning(known),
        "years": by_response(years_block(analysis)) if analysis.years else (),
        "years_meaning": years_meaning(analysis) if analysis.years else "",
        "panels": boards,
        "crowded": any(len(board.columns) > CROWDED for board in boards),
        "verdicts": sentences(analysis),
        "changes": tuple(filter(None, against_reference(analysis).split("\n"))),
        "cautions": tuple(filter(None, cautions(analysis))),
        "figures": {one.name: one for one in illustrations(analysis, figures)},
        "beside": BESIDE,
        "confidence": per_cent(analysis.confidence),
        "losses": causes_block(analysis).turned() if lost_by else (),
        "losses_meaning": causes_meaning(analysis),
        "losses_meanings": lost_by,
        "winners": winners.winners(analysis) if analysis.others else None,
        "winners_said": winners.sentences(analysis) if analysis.others else (),
        "winners_by_segment": winners.by_segment(analysis) if analysis.others else None,
        "segments": by_response(segments_block(analysis)) if analysis.others else (),
        "segments_meaning": segments_meaning(analysis),
        "trade_offs_said": trade_offs_meaning(analysis),
        "lives": tuple(
            (life, inline(life.svg, f"life-{number}", life.alt) if life.svg else None)
            for number, life in enumerate(lives, start=1)
        ),
        "unknown": tuple(unknown),
        "responses": tuple(listed(analysis)),
        "grades": grades.grades(evidence),
        "grades_said": grades.summary_sentence(evidence),
        "grades_by_section": by_section(evidence),
        "sources": grades.sources(evidence),
        "designs": described(analysis),
        "methods": methods(analysis, facts),
    }


def own(name: str) -> Markup:
    """A style sheet or script of the package, inserted unchanged."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  (a file of this package)


def styled(name: str) -> Markup:
    """A style sheet of the package after the colours that all pages share, which it names."""
    return own("colours.css") + own(name)


def digest(script: str) -> Markup:
    """The digest by which the security policy allows a script."""
    # A browser hashes the text between the tags, so the script must stand in the page unchanged.
    found = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Markup("sha256-") + found
