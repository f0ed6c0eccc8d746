"""Results of a study as the page receives them: numbers with their names, to be put into the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeAlias

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL
from sim.analysis.joint import Joint
from sim.analysis.study_analysis import Analysis
from sim.clock import Calendar
from sim.outcomes.life import LifePair
from sim.outcomes.responses import Response
from sim.play.growing_study import FoundLife, GrowingStudy, group_of, main_response
from sim.report.causes import OUT_OF_REACH, response_of_cause
from sim.report.layout import difference_decimals, printable, scaled
from sim.report.timeline.json_document import entry_document
from sim.report.timeline.narrative import outcome
from sim.report.timeline.person import who
from sim.report.timeline.phrases import TIED
from sim.report.timeline.story import story_pair
from sim.rules.columns import CAUSES

Json: TypeAlias = dict[str, Any]
SHOWN: Final = ("effort_minutes", "logins", "fees_eur")
"""Told of after the main response."""
EFFECTS: Final[tuple[tuple[str, str, Callable[[Joint], Estimate], Callable[[Joint], float | None]], ...]] = (
    ("less_effort", "effort_minutes", lambda one: one.less, lambda one: one.mean_less),
    ("more_effort", "effort_minutes", lambda one: one.more, lambda one: one.mean_more),
    ("freed", "missed_invoices", lambda one: one.only_there, lambda _: None),
    ("caught", "missed_invoices", lambda one: one.only_here, lambda _: None),
    ("lower_fees", "fees_eur", lambda one: one.less, lambda one: one.mean_less),
    ("higher_fees", "fees_eur", lambda one: one.more, lambda one: one.mean_more),
)
"""Outcomes for citizens: the name, the burden, the share of citizens affected, and the mean size of the effect."""


def answer_of(growing: GrowingStudy) -> Json:
    """All that is known of a study so far."""
    analysis = growing.analysis
    group, (done, every) = group_of(analysis), growing.progress
    return {
        "citizens": growing.citizens,
        "most": growing.played.most,
        "group": group,
        "share": analysis.contrast(group, analysis.reference, "effort_minutes").citizens / growing.citizens,
        "reference": analysis.reference,
        "design": growing.designs[1],
        "differences": [difference(analysis, each) for each in reported_responses(analysis)],
        "causes": causes(analysis) if growing.played.has_invoices else [],
        "effects": effects(analysis, group),
        "points": {"done": done, "of": every, "sought": growing.points_drawn},
        "sets": bool(growing.unknown is not None and growing.unknown.sets),
        "left_out": growing.unknown.left_out if growing.unknown is not None else "",
        "rests": [{"name": each.factor.name, "clear": each.clear} for each in growing.rests],
        "life": None if growing.life is None else life(growing.life),
    }


def reported_responses(analysis: Analysis) -> list[Response]:
    """The responses that are told of: those that have a number."""
    group, reference = group_of(analysis), analysis.reference
    found = (main_response(analysis), *SHOWN)
    known = [each for each in found if analysis.contrast(group, reference, each).level.value is not None]
    return [analysis.responses[each] for each in known]


def difference(analysis: Analysis, response: Response) -> Json:
    """A difference with both its intervals and what they come to, in the unit that is shown."""
    group, design, name, factor = group_of(analysis), analysis.others[0], response.name, response.factor
    row, reach = analysis.contrast(group, design, name), analysis.range_of(group, design, name)
    read = scaled(row.displayed, factor)
    return {
        "name": name,
        "decimals": difference_decimals(analysis, response, (group,)),
        "better": response.better,
        "reference": level(analysis, group, analysis.reference, response),
        "design": level(analysis, group, design, response),
        "value": read.value,
        "low": read.low,
        "high": read.high,
        "margin": analysis.margins.get(name, 0.0) * factor,
        "band": None if reach is None else [reach.low * factor, reach.high * factor],
        "verdict": asdict(analysis.conclusion(group, design, name)),
    }


def level(analysis: Analysis, group: str, design: str, response: Response) -> float | None:
    """A level in the unit that is shown."""
    return scaled(analysis.contrast(group, design, response.name).level, response.factor).value


def causes(analysis: Analysis) -> list[Json]:
    """The share of the invoices of all citizens that is missed for each cause, under both designs."""
    design = analysis.others[0]
    found = [
        {
            "cause": cause,
            "out_of_reach": cause in OUT_OF_REACH,
            "reference": level(analysis, ALL.name, analysis.reference, analysis.responses[response_of_cause(cause)]),
            "design": level(analysis, ALL.name, design, analysis.responses[response_of_cause(cause)]),
        }
        for cause in CAUSES
        if response_of_cause(cause) in analysis.responses
    ]
    return [each for each in found if each["reference"] or each["design"]]


def effects(analysis: Analysis, group: str) -> list[Json]:
    """The shares of the citizens who gain and who lose, in per cent."""
    found = []
    for name, burden, share, mean in EFFECTS:
        if burden in analysis.burdens:
            joint = analysis.joint(group, analysis.others[0], burden)
            whom = scaled(share(joint), 100.0)
            found.append({"effect": name, "value": whom.value, "low": whom.low, "high": whom.high, "mean": mean(joint)})
    return found


def life(told: FoundLife) -> Json:
    """One citizen's two lives: the message in which they part most tellingly, step by step."""
    pair = told.pair
    found: Json = {
        "citizen": pair.citizen,
        "command": told.command,
        "why": told.why,
        "who": plain(who(pair)),
        "outcome": plain([outcome(pair)])[0],
        "message": None,
    }
    if pair.differing:
        found["message"] = message(pair, pair.differing[0][0].case)
    return found


def message(pair: LifePair, case: int) -> Json:
    """A message under both designs: what is the same, why they part, and what is not the same."""
    what, calendar = story_pair(pair, case), Calendar(pair.scenario.begins)
    return {
        "case": case,
        "title": plain([f"{what.title} from {what.sender}: {what.facts}."])[0],
        "shared": [entry_document(one, calendar) for one, _ in what.shared],
        "parts": plain([what.why])[0],
        "apart": [[entry_document(each, calendar) for each in entries] for entries in what.apart],
    }


def plain(sentences: Sequence[str]) -> list[str]:
    """Sentences on one line each, with plain spaces."""
    return [printable(each.replace(TIED, " ")) for each in sentences]
