"""The paragraphs of the brief: the same facts that the first screen of a comparison is made of, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.analysis.groups import ALL
from sim.analysis.parameter_uncertainty import ENDS, LIKELY, SETTLED, Conclusion
from sim.clock import DAY
from sim.errors import UsageError
from sim.experiment.crate import AUTHORS, TITLE
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.brief.amounts import chosen, shown_of
from sim.report.brief.wording import Wording
from sim.report.html.facts import Facts
from sim.report.layout import scaled
from sim.scenario.schema import ContactPlan, When

DIGEST: Final = 12
PARTS: Final = 2
"""Parts of the scenario that are named as worth measuring."""
CONTACTS: Final = 3
"""Contacts of a design that are told of."""
WITHIN: Final = ENDS[1] - ENDS[0]


@dataclass(frozen=True, slots=True)
class Point:
    """A paragraph with the words that it begins with in bold; without any if it needs none."""

    text: str
    head: str = ""


@dataclass(frozen=True)
class Brief:
    """Everything that the brief says of a comparison, in one language. Raises `UsageError` if nothing is compared."""

    answer: ComparisonAnswer
    words: Wording
    facts: Facts

    def __post_init__(self) -> None:
        analysis = self.answer.analysis
        if not analysis.others:
            raise UsageError(
                f"The study has one design, {analysis.reference}, and a brief says what another one changes: compare "
                f"two, as in mbsim compare {analysis.scenario.name} --design {analysis.reference} --design OTHER."
            )
        if self.answer.best is None:
            raise UsageError(
                "No design but the reference has a number to compare, and so there is no answer to be brief about: "
                "simulate more citizens (--size), or look at mbsim report."
            )

    @property
    def best(self) -> str:
        """The design that does best of those that compete."""
        found = self.answer.best
        assert found is not None  # noqa: S101  (looked at when this was made)
        return found

    def title(self, design: str) -> str:
        """The title of a design."""
        return self.words.title(self.answer.analysis.scenario.designs[design])

    @property
    def reference(self) -> str:
        """The title of the reference design."""
        return self.title(self.answer.analysis.reference)

    @property
    def question(self) -> str:
        """The question that the study answers."""
        others = self.answer.analysis.others
        if len(others) == 1:
            return self.words.say("question.one", design=self.title(others[0]), reference=self.reference)
        return self.words.say("question.many", count=self.words.number(len(others)), reference=self.reference)

    @property
    def introduction(self) -> str:
        """How the question was studied: the designs, the citizens and the time simulated."""
        words, scenario = self.words, self.answer.analysis.scenario
        days = scenario.horizon.value // DAY
        found = words.say(
            "lead",
            designs=words.number(len(self.answer.analysis.designs)),
            citizens=words.number(scenario.population.size),
            span=words.say("span.year") if abs(days - 365) <= 1 else words.span(days * DAY),
        )
        count = scenario.replications
        return f"{found} {words.say('lead.histories', count=words.number(count))}" if count > 1 else found

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer: which design does best, how sure that is, what it takes of people, and whom nothing reaches."""
        effort = self.answer.analysis.responses["effort_minutes"]
        first = self.answer.responses[0]
        found = [self.first_sentence, self.difference("answer.difference", first)]
        found += [] if first is effort else [self.difference("answer.effort", effort)]
        return (*found, self.unreached)

    @property
    def who(self) -> str:
        """Whose numbers the answer tells."""
        return self.words.say(f"who.{self.answer.group}")

    @property
    def first_sentence(self) -> str:
        """Which of the competing designs does best, and at what level."""
        answer, words, shown = self.answer, self.words, self.answer.responses[0]
        after, before = (
            words.per_cent(answer.level(each, shown.name), shown.decimals) if shown.is_share
            else words.number(answer.level(each, shown.name), shown.decimals)
            for each in (self.best, answer.analysis.reference)
        )  # fmt: skip
        texts = {"best": self.title(self.best), "who": self.who, "after": after, "before": before}
        texts["reference"] = self.reference
        if shown.name == "read_share":
            return words.say("answer.read", **texts)
        count = len(answer.competing)
        if count == 1:
            return words.say("answer.missed.one", **texts)
        key = "others.boxed" if count < len(answer.analysis.others) else "others"
        texts["others"] = words.say(key, count=words.number(count))
        value = answer.row(self.best, shown.name).displayed
        # Even the best of several designs may do worse than the reference, and then it must not be praised.
        improves = value is not None and value.value is not None and value.value < 0.0
        return words.say("answer.missed.many" if improves else "answer.missed.none", **texts)

    def difference(self, key: str, shown: Response) -> str:
        """The difference that the best design makes in a response, with both intervals and what they come to."""
        answer, words = self.answer, self.words
        found = scaled(answer.row(self.best, shown.name).displayed, shown.factor)
        reach = answer.analysis.range_of(answer.group, self.best, shown.name)
        bounds = []
        if found.low is not None and found.high is not None:
            bounds.append(("bounds.sampling", found.low, found.high))
        if reach is not None and found.value is not None:
            bounds.append(("bounds.unknown", reach.low * shown.factor, reach.high * shown.factor))
        texts = {
            "value": self.in_unit(shown, found.value),
            "verdict": self.verdict(answer.analysis.conclusion(answer.group, self.best, shown.name)),
        }
        if not bounds:
            return words.say(f"{key}.bare", **texts)
        joined = "; ".join(
            words.say(name, low=self.signed(shown, low), high=self.signed(shown, high)) for name, low, high in bounds
        )
        return words.say(key, bounds=joined, **texts)

    def signed(self, shown: Response, value: float | None) -> str:
        """A difference without its unit."""
        return self.words.number(value, shown.decimals, signed=True)

    def in_unit(self, shown: Response, value: float | None) -> str:
        """A difference with its unit."""
        unit = "unit.points" if shown.is_share else "unit.minutes"
        return self.words.say(unit, value=self.signed(shown, value))

    def verdict(self, found: Conclusion) -> str:
        """A conclusion in words."""
        words = self.words
        if found.direction is None:
            known = self.answer.analysis.uncertainty is not None and found.because
            return words.say(f"verdict.open.{found.because}" if known else "verdict.open")
        way = words.say(f"way.{found.direction}")
        if found.standing == "likely":
            return words.say("verdict.likely", way=way, share=words.per_cent(found.share))
        return words.say(f"verdict.{found.standing}", way=way)

    @property
    def unreached(self) -> str:
        """Those whom no notification reaches."""
        found, words = self.answer.unreached, self.words
        if not found.citizens:
            return words.say("reach.all")
        share = words.per_cent(found.citizens)
        if found.missed is None:
            return words.say("reach.some", share=share)
        return words.say("reach.missed", share=share, missed=words.per_cent(found.missed))

    @property
    def has_points(self) -> bool:
        """True if the differences have a range that reflects parameter uncertainty."""
        unknown = self.answer.analysis.uncertainty
        return unknown is not None and bool(unknown.ranges)

    @property
    def figure_title(self) -> str:
        """The title of the figure."""
        return self.words.say("figure.title", reference=self.reference)

    @property
    def figure_legend(self) -> str:
        """How the figure is read."""
        analysis, words = self.answer.analysis, self.words
        count = self.answer.row(analysis.reference, "effort_minutes").citizens
        confidence = words.per_cent(analysis.confidence, None)
        found = [words.say("figure.read", who=self.who, count=words.number(count), confidence=confidence)]
        if self.has_points and analysis.uncertainty is not None:
            points = words.number(analysis.uncertainty.points)
            found += [words.say("figure.unknown", points=points, within=words.per_cent(WITHIN))]
            found += [words.say("figure.verdict")]
        return " ".join(found)

    @property
    def designs(self) -> tuple[Point, ...]:
        """Each design that is told of, with its contacts."""
        scenario = self.answer.analysis.scenario
        texts = (self.answer.analysis.reference, *chosen(self.answer))
        return tuple(Point(self.contacts(scenario.designs[each].contacts), self.title(each)) for each in texts)

    def contacts(self, plans: tuple[ContactPlan, ...]) -> str:
        """The contacts of a design, in one sentence."""
        if not plans:
            return f"{self.words.say('contact.none')}."
        first = plans[0]
        texts = "; ".join(
            # Contacts that differ only in their link or access read alike here.
            dict.fromkeys(
                self.contact(each, again=each is not first and are_alike(each, first)) for each in plans[:CONTACTS]
            )
        )
        return f"{texts}{'; …' if len(plans) > CONTACTS else '.'}"

    def contact(self, plan: ContactPlan, *, again: bool) -> str:
        """One contact: when, by what, with what, and for whom; `again` if it is like the first."""
        words, channel = self.words, self.words.say(f"channel.{plan.channel}")
        things = [words.say(f"disclosed.{each}") for each in plan.discloses]
        # The content includes whatever else is disclosed.
        if "content" in plan.discloses:
            things = [words.say("disclosed.content")]
        if again:
            found = words.say("contact.again")
        elif things:
            found = words.say("contact.tells", channel=channel, things=words.listed(things))
        else:
            found = words.say("contact.opaque", channel=channel)
        if isinstance(plan.when, When):
            for key, span in (
                ("contact.unread", plan.when.unread_for),
                ("contact.before", plan.when.unpaid_before_due),
                ("contact.after", plan.when.unpaid_after_due),
            ):
                if span is not None:
                    found = words.say(key, span=words.span(span.value), contact=found)
        recipients = {"opted_in": "contact.asked", "needs_action": "contact.needed"}.get(plan.recipients)
        return words.say(recipients, contact=found) if recipients else found

    @property
    def losers(self) -> tuple[str, ...]:
        """Who is worse off under the best design."""
        analysis, words, best = self.answer.analysis, self.words, self.best
        effort = analysis.joint(ALL.name, best, "effort_minutes")
        missed = analysis.joint(ALL.name, best, "missed_invoices")
        found = []
        texts = {"best": self.title(best), "less": words.per_cent(effort.less.value, 1)}
        if effort.more.value and effort.mean_more is not None:
            longer = words.say("unit.minutes", value=words.number(effort.mean_more, 1))
            found += [words.say("losers.effort", more=words.per_cent(effort.more.value, 1), longer=longer, **texts)]
        else:
            found += [words.say("losers.effort.none", **texts)]
        if self.answer.responses[0].name == "missed_share":
            now, before = (words.per_cent(each.value, 1) for each in (missed.only_here, missed.only_there))
            found += [words.say("losers.missed", now=now, before=before)]
        if "sender_cost_eur" in analysis.responses:
            row = analysis.contrast(ALL.name, best, "sender_cost_eur").displayed
            conclusion = analysis.conclusion(ALL.name, best, "sender_cost_eur")
            if conclusion.direction == "more" and row is not None:
                value = words.money(row.value)
                found += [words.say("losers.senders", value=value, verdict=self.verdict(conclusion))]
        return tuple(found)

    @property
    def sure(self) -> tuple[Point, ...]:
        """How certain the answer is, for each kind of uncertainty."""
        words, analysis = self.words, self.answer.analysis
        confidence = words.per_cent(analysis.confidence, None)
        found = [Point(words.say("sure.sampling", confidence=confidence), words.say("sure.sampling.head"))]
        found += [Point(self.unknown, words.say("sure.unknown.head"))]
        if self.has_points:
            ends = {"settled": words.per_cent(SETTLED), "likely": words.per_cent(LIKELY)}
            found += [Point(words.say("sure.verdict", **ends), words.say("sure.verdict.head"))]
        levels = [words.say("sure.levels"), *([words.say("sure.new")] if self.answer.is_new else [])]
        return (*found, Point(" ".join(levels), words.say("sure.levels.head")))

    @property
    def is_outside(self) -> bool:
        """True if any difference on the pages lies outside its range that reflects parameter uncertainty."""
        answer = self.answer
        told = [(answer.group, shown.name) for shown in answer.responses]
        told += [(ALL.name, shown.name) for shown in shown_of(answer)]
        return any(answer.lies_outside(group, design, name) for design in chosen(answer) for group, name in told)

    @property
    def unknown(self) -> str:
        """How far what is not known was looked at."""
        words, unknown = self.words, self.answer.analysis.uncertainty
        if not self.has_points or unknown is None:
            return words.say("sure.no_points")
        factors, assumed = (words.number(each) for each in self.answer.varied)
        points, within = words.number(unknown.points), words.per_cent(WITHIN)
        found = [words.say("sure.unknown", factors=factors, assumed=assumed, points=points, within=within)]
        found += [words.say("sure.fit")] if unknown.sets else []
        found += [words.say("sure.outside")] if self.is_outside else []
        without = len(self.answer.coverage.without_range)
        if without == 1:
            found += [words.say("sure.without.one")]
        elif without:
            found += [words.say("sure.without", count=words.number(without))]
        return " ".join(found)

    @property
    def following(self) -> tuple[str, ...]:
        """Recommended next steps, chosen by the questions that remain open."""
        words, answer, shown = self.words, self.answer, self.answer.responses[0]
        conclusion = answer.analysis.conclusion(answer.group, self.best, shown.name)
        # With a helpdesk a part of the citizens would meet in another queue, so a comparison has no points.
        points = "next.points" if answer.analysis.scenario.helpdesk is None else "next.robust"
        found = [] if self.has_points else [words.say(points)]
        if conclusion.because == "sampling":
            found += [words.say("next.citizens")]
        if self.has_points and conclusion.standing != "settled":
            found += [self.research]
        # Reading has no better direction of its own, so the direction is that of the ranking.
        bad = "less" if answer.sign < 0.0 else "more"
        improves = conclusion.direction not in {bad, "same"}
        found += [words.say("next.trial", best=self.title(self.best)) if improves else words.say("next.none")]
        found += [words.say("next.unreached")] if answer.unreached.missed else []
        return (*found, words.say("next.report"))

    @property
    def research(self) -> str:
        """Which numbers are worth measuring for this choice, where that is known."""
        unknown, words = self.answer.analysis.uncertainty, self.words
        assert unknown is not None  # noqa: S101  (asked where there are points)
        names = {each.name for each in self.answer.responses}
        worth = [
            each
            for each in unknown.information
            if each.group == self.answer.group and each.response in names and each.numbers and each.value > 0.0
        ]
        first = [each for each in worth if each.response == self.answer.responses[0].name] or worth
        parts = [each.numbers for each in sorted(first, key=lambda each: -each.value)]
        # A scenario may have parts that the brief has no words for.
        texts = [words.say(f"part.{each}") for each in dict.fromkeys(parts) if f"part.{each}" in words.sentences]
        if not texts:
            return words.say("next.research")
        return words.say("next.measure", parts=words.listed(texts[:PARTS]))

    @property
    def cite(self) -> str:
        """How the study is cited."""
        scenario = self.answer.analysis.scenario
        return self.words.say(
            "cite.text",
            authors=AUTHORS,
            version=self.facts.version,
            title=TITLE,
            name=scenario.name,
            citizens=self.words.number(scenario.population.size),
            seed=str(scenario.seed),
            digest=self.facts.scenario_sha256[:DIGEST],
        )

    @property
    def repeat(self) -> str:
        """How the study is repeated."""
        return self.words.say("cite.repeat", command=self.facts.repeat)


def are_alike(one: ContactPlan, other: ContactPlan) -> bool:
    """True if two contacts use the same channel and disclose the same."""
    return (one.channel, one.discloses) == (other.channel, other.discloses)
