"""The answer of a comparison: the question, three or four sentences, one table, and how much is uncertain.

The command line prints it, and the page begins with the same sentences.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sim.analysis.comparison import Contrast, Estimate
from sim.analysis.exploration.robust import competing_of
from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.study_analysis import Analysis
from sim.clock import DAY, span_in_words
from sim.notation import listed, number, per_cent, printable
from sim.outcomes.responses import Response
from sim.report.causes import OUT_OF_REACH, response_of_cause
from sim.report.conclusions import conclusion_words, range_words
from sim.report.contacts import of_design
from sim.report.headlines import about_headline
from sim.report.layout import scaled
from sim.scenario.coverage import Coverage, coverage, ranges
from sim.scenario.factors import factors_of

SHOWN: Final = ("missed_share", "effort_minutes", "fees_eur")
"""The responses of the answer. Where no invoice is sent, the share of messages read replaces the first."""
NAMED: Final = 1
"""How many numbers without a range are named here; `mbsim check` names all."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Those whom no notification can reach."""

    citizens: float
    """Their share of the citizens."""
    missed: float | None
    """Their share of the invoices missed under the reference; None where none is missed, or none of theirs."""


@dataclass(frozen=True)
class ComparisonAnswer:
    """The first sentences of a comparison. Not slotted, because cached properties need a `__dict__`."""

    analysis: Analysis

    @cached_property
    def group(self) -> str:
        """The group whose numbers are reported: reachable accounts, or all citizens if no account is reachable."""
        contrast = self.analysis.contrast(REACHABLE.name, self.analysis.reference, "effort_minutes")
        # What a text changes, it changes among reachable accounts; all others would hide it.
        return REACHABLE.name if contrast.citizens else ALL.name

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """The responses that are reported, of those that have a number. The first one determines the best design."""
        found = [name for name in SHOWN if self.level(self.analysis.reference, name) is not None]
        if "missed_share" not in found:
            # Fees arise from invoices, so there are none to report without them.
            found = ["read_share", *(name for name in found if name != "fees_eur")]
        return tuple(self.analysis.responses[name] for name in found)

    @cached_property
    def competing(self) -> tuple[str, ...]:
        """The designs that can replace the reference: those with a message box, if there are any."""
        return competing_of(self.analysis.scenario, self.analysis.reference, self.analysis.designs)

    @cached_property
    def best(self) -> str | None:
        """The competing design that does best by the first response; None if no competing design has a number."""
        shown = self.responses[0]
        levels = {each: level for each in self.competing if (level := self.level(each, shown.name)) is not None}
        return min(levels, key=lambda each: self.sign * levels[each], default=None)

    @property
    def sign(self) -> float:
        """1 if designs with less of the first response come first, -1 if those with more do.

        More messages read come first, although neither is better for a citizen who rightly leaves some unread.
        """
        first = self.responses[0]
        return -1.0 if first.better == "higher" or first.name == "read_share" else 1.0

    def lies_outside(self, group: str, design: str, response: str) -> bool:
        """True if a difference lies outside its range over the parameter points; False where there is no range.

        The stated numbers of the study are then not central among those of the points.
        """
        reach = self.analysis.range_of(group, design, response)
        found = self.analysis.contrast(group, design, response).displayed
        if reach is None or found is None or found.value is None:
            return False
        return not reach.low <= found.value <= reach.high

    @property
    def question(self) -> str:
        """The research question, in one sentence."""
        others, reference = self.analysis.others, self.title(self.analysis.reference)
        if not others:
            return f"How do citizens fare under {reference}{f' in its first {self.span}' if self.is_new else ''}?"
        one = len(others) == 1
        whose = "its" if one else "their"
        changes = f"change in {whose} first {self.span}" if self.is_new else "change for citizens"
        subject = f"does {self.title(others[0])}" if one else f"do {len(others)} other ways to notify"
        return f"What {subject} {changes}, compared with {reference}?"

    @property
    def is_new(self) -> bool:
        """True if the designs are new to everybody at the start, so that beliefs about them have not settled."""
        scenario = self.analysis.scenario
        return scenario.warmed_for == scenario.used_for == 0

    @property
    def span(self) -> str:
        """The measured window in words; a year where it is about one."""
        days = self.analysis.scenario.horizon.value // DAY
        # A leap year has 366 days.
        return "year" if abs(days - 365) <= 1 else span_in_words(days * DAY)

    @property
    def beginning(self) -> str:
        """The citizens' experience with the designs when the measured window opens, in one or two sentences."""
        scenario = self.analysis.scenario
        if self.is_new:
            return (
                f"No citizen knew these designs before. So this is their first {self.span}, in which beliefs about "
                "each text still change; with warm_up (730 days) they settle first."
            )
        before = self.title(scenario.compare.former)
        lived = f"Everybody lived under {before} for {span_in_words(scenario.warmed_for)} first"
        used = f"each design had been in use for {span_in_words(scenario.used_for)}"
        sentence = " and ".join([*([lived] if scenario.warmed_for else []), *([used] if scenario.used_for else [])])
        return f"{sentence[:1].upper()}{sentence[1:]}, unmeasured."

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in a few sentences, the same on the screen and on the page."""
        best = self.best
        if best is None:
            return ("There is nothing to compare: no other design has a number to compare.",)
        first, *others = self.responses
        # Whom no notification reaches comes early, because they are the larger part of the problem.
        found = [self.first_sentence(best, first), self.unknown_sentence(best, first), self.out_of_reach]
        found += [self.unboxed_sentence(first)]
        found += [self.other_sentence(best, each) for each in others if each.name == "effort_minutes"]
        return tuple(each for each in found if each)

    def first_sentence(self, best: str, shown: Response) -> str:
        """The competing design that does best, and its level beside that of the reference."""
        count = len(self.competing)
        boxed = " with a message box" if count < len(self.analysis.others) else ""
        ahead = "leads to most reading" if shown.name == "read_share" else "does best"
        best_of = f"Of the {count} other designs{boxed}, {self.title(best)} {ahead}:"
        opening = best_of if count > 1 else f"Under {self.title(best)},"
        after, before = (self.level_text(each, shown) for each in (best, self.analysis.reference))
        verb = "read" if shown.name == "read_share" else "miss"
        levels = f"{self.who} {verb} {after} % of the {shown.whole} instead of {before} % under"
        return f"{opening} {levels} {self.title(self.analysis.reference)}."

    def unknown_sentence(self, best: str, shown: Response) -> str:
        """The difference of the best design by the first response, with both intervals and the conclusion."""
        found = scaled(self.row(best, shown.name).displayed, shown.factor)
        if found.value is None:
            return ""
        value = f"{number(found.value, shown.decimals, signed=True)} {unit_words(shown)}"
        return f"The difference is {value}{self.judged(best, shown, sampling_words(found, shown))}."

    def other_sentence(self, best: str, shown: Response) -> str:
        """The effect of the best design on another response."""
        value = scaled(self.row(best, shown.name).displayed, shown.factor).value
        if value is None:
            return ""
        change = f"{number(value, shown.decimals, signed=True)} {unit_words(shown)} a year"
        return f"The difference in {shown.label} is {change} under {best}{self.judged(best, shown)}."

    def unboxed_sentence(self, shown: Response) -> str:
        """The effect of the best design without a message box; empty if all designs have one, or none has."""
        others = [each for each in self.analysis.others if each not in self.competing]
        known = {each: level for each in others if (level := self.level(each, shown.name)) is not None}
        if not known:
            return ""
        best = min(known, key=lambda each: self.sign * known[each])
        value = scaled(self.row(best, shown.name).displayed, shown.factor).value
        changed = f"{number(value, shown.decimals, signed=True)} {unit_words(shown)}"
        return f"For {self.title(best)}, without a message box, it is {changed}{self.judged(best, shown)}."

    def judged(self, design: str, shown: Response, sampling: str = "") -> str:
        """Both intervals of a difference in brackets, followed by the conclusion.

        `sampling` is the sampling interval in words; it is left out if empty.
        """
        reach = self.analysis.range_of(self.group, design, shown.name)
        verdict = conclusion_words(self.analysis, self.group, design, shown.name)
        known = "" if reach is None else f"{range_words(reach, shown, shown.decimals)} over the parameter uncertainty"
        both = ", ".join(each for each in (sampling, known) if each)
        # Without a range the conclusion leaves parameter uncertainty out, which must be said.
        alone = ", by sampling error alone" if reach is None else ""
        return f"{f' ({both})' if both else ''}; {verdict}{alone}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The published number of contacts, who loses, and which numbers are assumed or never varied."""
        return tuple(each for each in (*self.headline, self.losers, self.numbers) if each)

    @property
    def headline(self) -> tuple[str, ...]:
        """A published number of contacts, and how much of it the scenario covers; empty if the scenario names none."""
        found = of_design(self.analysis, self.analysis.reference)
        return about_headline(self.analysis, found)[:2]

    @cached_property
    def unreached(self) -> Unreached:
        """The share of the citizens that no notification can reach, and of the invoices missed that are theirs."""
        analysis, reference = self.analysis, self.analysis.reference
        citizens, reached = (
            analysis.contrast(group.name, reference, "effort_minutes").citizens for group in (ALL, REACHABLE)
        )
        if citizens == reached:
            return Unreached(0.0, None)
        missed, *parts = (
            analysis.contrast(ALL.name, reference, name).level.value
            for name in ("missed_share", *map(response_of_cause, OUT_OF_REACH))
        )
        lost = sum(each or 0.0 for each in parts)
        return Unreached(1.0 - reached / citizens, lost / missed if missed and lost else None)

    @property
    def out_of_reach(self) -> str:
        """The same in a sentence."""
        found = self.unreached
        if not found.citizens:
            return "A notification can reach every citizen."
        texts = f"No notification reaches {per_cent(found.citizens, 0)} of citizens"
        if found.missed is None:
            return f"{texts}."
        return f"{texts}; {per_cent(found.missed, 0)} of missed invoices are theirs."

    @property
    def losers(self) -> str:
        """The shares of citizens who are worse off under the best design."""
        best = self.best
        if best is None:
            return ""
        effort = self.analysis.joint(ALL.name, best, "effort_minutes").more.value
        missed = self.analysis.joint(ALL.name, best, "missed_invoices").only_here.value
        texts = [
            f"{per_cent(share, 1)} {what}"
            for share, what in (
                (effort, "of the citizens spend more effort"),
                (missed, "now miss an invoice and missed none before"),
            )
            if share is not None
        ]
        return f"Who is worse off under {self.title(best)}: {listed(texts)}." if texts else ""

    @property
    def coverage(self) -> Coverage:
        """The numbers that have a range and those that have none."""
        if self.analysis.uncertainty is not None:
            return self.analysis.uncertainty.coverage
        return coverage(ranges(self.analysis.scenario, self.analysis.designs))

    @property
    def varied(self) -> tuple[int, int]:
        """How many numbers have a range, and how many of these are assumed."""
        factors = factors_of(self.analysis.scenario)
        # An ungraded number has no evidence behind it either.
        return len(factors), Counter(factor.grade or "assumed" for factor in factors)["assumed"]

    @property
    def numbers(self) -> str:
        """How many numbers are assumed, and how many have no range and so are never varied."""
        factors, unmeasured = self.varied
        without = [each.path for each in self.coverage.without_range]
        first = f"Of {factors} numbers with a range, {unmeasured} are assumed" if factors else ""
        named = ", ".join(without[:NAMED]) + (", ..." if len(without) > NAMED else "")
        have = "has" if len(without) == 1 else "have"
        none = f"more {have} none" if factors else f"numbers {have} no range"
        second = f"{len(without)} {none} ({named})" if without else ""
        left = "" if self.analysis.uncertainty is None else self.analysis.uncertainty.left_out
        why = f"Parameter uncertainty was left out: {left}" if left else ""
        joined = "; ".join(each for each in (first, second) if each)
        return " ".join(each for each in (f"{joined}." if joined else "", why) if each)

    @property
    def who(self) -> str:
        """The group whose numbers are reported, in words."""
        return next(each.title for each in self.analysis.groups if each.name == self.group)

    def title(self, design: str) -> str:
        """The title of a design, followed by its name where the two differ."""
        # A title comes from a file, and control characters in it could steer a terminal.
        title = printable(self.analysis.scenario.designs[design].title)
        return title if title.lower() == design.lower() else f"{title} ({design})"

    def meaning(self, design: str) -> str:
        """The first sentence of a design's description; its title if there is no description."""
        found = self.analysis.scenario.designs[design]
        description = printable(found.description or "")
        return f"{description.split('. ')[0].rstrip('.')}." if description else printable(found.title)

    def row(self, design: str, response: str) -> Contrast:
        """The contrast of a design in the reported group."""
        return self.analysis.contrast(self.group, design, response)

    def level(self, design: str, response: str) -> float | None:
        """The level of a design in the reported group."""
        return self.row(design, response).level.value

    def level_text(self, design: str, shown: Response) -> str:
        """The level as text, in the unit shown."""
        level = self.level(design, shown.name)
        return number(None if level is None else level * shown.factor, shown.decimals)


def unit_words(shown: Response) -> str:
    """The unit of a difference in a sentence: points, minutes, EUR."""
    return shown.measure.points or shown.sign


def sampling_words(found: Estimate, shown: Response) -> str:
    """The sampling interval of a difference in words."""
    if found.low is None or found.high is None:
        return "no interval: too few citizens differ"
    low, high = (number(each, shown.decimals, signed=True) for each in (found.low, found.high))
    return f"{low} to {high} by sampling error"
