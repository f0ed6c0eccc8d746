"""The whole description: templates hold the text, this module the values that fill them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sim.clock import MINUTE, span_in_words
from sim.outcomes.responses import FAMILY, JUDGED, Response, responses_of
from sim.report.description.levers import design_tables, message_table
from sim.report.description.markdown import code, in_code, plain, table
from sim.report.description.parameter_tables import parameter_tables, source_table
from sim.report.description.run import Run
from sim.report.description.streams import stream_table
from sim.report.evidence import summary
from sim.rules.columns import CAUSES, LATE_CAUSES, NAMES
from sim.rules.order import Happening
from sim.scenario.distributions import Known
from sim.scenario.evidence import ledger
from sim.scenario.schema import Scenario

TEMPLATES: Final = Path(__file__).with_name("templates")
# No line of Markdown is that long, so nothing is wrapped.
WIDE: Final = 10_000
CONFIDENCE: Final = 0.95
"""The confidence level if the scenario states none."""


def description(scenario: Scenario, name: str, run: Run | None = None) -> str:
    """The description of a scenario as Markdown, with the facts of a run if one is given.

    `name` is the name of the scenario in commands. Without a run the text is a function of the scenario alone.
    """
    return environment().get_template("description.md").render(content(scenario, name, run))


def environment() -> Environment:
    """The environment of the Markdown templates.

    Text from a scenario passes the filter `plain`, which escapes Markdown.
    """
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        # A missing value must fail instead of leaving a gap in the text of a paper.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["plain"] = plain
    found.filters["in_code"] = in_code
    return found


def content(scenario: Scenario, name: str, run: Run | None) -> dict[str, Any]:
    """Every value that the templates use."""
    evidence = ledger(scenario)
    confidence = scenario.compare.confidence
    return {
        "scenario": scenario,
        "name": in_code(name),
        "run": run,
        "horizon": span_in_words(scenario.horizon.value),
        "least_interval": "a minute"
        if scenario.hours is None
        else span_in_words(max(MINUTE, scenario.hours.least_interval.value)),
        "warm_up": in_words(scenario.warm_up),
        "in_use": in_words(scenario.in_use),
        "follow_up": in_words(scenario.follow_up),
        "confidence": f"{100 * (CONFIDENCE if confidence is None else confidence.value):g} %",
        "unit": "replication" if scenario.helpdesk is not None else "citizen",
        "answers": any(kind.answer is not None for kind in scenario.message_types()),
        "happenings": [happening.name.lower().replace("_", " ") for happening in Happening],
        "columns": len(NAMES),
        "causes": table(("cause", "the invoice was missed because"), cause_rows()),
        "late_causes": "; or ".join(LATE_CAUSES.values()),
        "designs": design_tables(scenario),
        "messages": message_table(scenario),
        "responses": response_table(scenario),
        "segments": segment_table(scenario),
        "judged": " and ".join(code(each) for each in JUDGED),
        "parameters": parameter_tables(scenario, evidence),
        "evidence": summary(evidence.tally, WIDE),
        "sources": source_table(evidence),
        "streams": stream_table(),
    }


def in_words(span: Known[int] | None) -> str | None:
    """A span in words; None if it is missing or zero."""
    return span_in_words(span.value) if span is not None and span.value else None


def cause_rows() -> list[tuple[str, str]]:
    """The causes of a missed invoice with their meanings, in the order of the stages."""
    return [(name.replace("_", " "), meaning) for name, meaning in CAUSES.items()]


def segment_table(scenario: Scenario) -> str:
    """The segments and their shares."""
    rows = (
        (plain(segment.title), f"{100 * segment.share.value:g} %") for segment in scenario.population.segments.values()
    )
    return table(("segment", "share of the citizens"), rows)


def response_table(scenario: Scenario) -> str:
    """The responses whose differences are compared, with unit, ratio of sums, and margin."""
    known = responses_of(scenario)
    margins = scenario.compare.margins
    rows = []
    for name in FAMILY:
        if name in known:
            response = known[name]
            margin = None if margins is None else getattr(margins, name)
            least = "none" if margin is None else plain(str(margin.dimension.write(margin.value)))
            rows.append((code(name), plain(response.title), plain(response.unit), ratio_of(response), least))
    return table(("response", "what it is", "unit", "sum over citizens / sum over citizens", "margin"), rows)


def ratio_of(response: Response) -> str:
    """The ratio of sums over citizens that defines a response. Its scale is that of the response's unit."""
    terms = " ".join(f"{'+' if factor > 0 else '-'} {column}" for factor, column in response.numerator)
    above = terms.removeprefix("+ ")
    numerator = f"({above})" if len(response.numerator) > 1 else above
    return code(f"{numerator} / {response.denominator or 'citizens'}")
