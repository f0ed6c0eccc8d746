"""Sentences generated from contact counts: contacts by counting rule, and their share of a published headline."""

from __future__ import annotations

from sim.analysis.counting import ATTEMPTS, Counting
from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.notation import listed, number, per_cent, printable
from sim.report.contacts import of_design, of_headline, per_person, plain
from sim.report.levels import level
from sim.scenario.distributions import Known
from sim.scenario.schema import Headline


def contact_sentences(analysis: Analysis) -> tuple[str, ...]:
    """The sentences about the counts under the reference design."""
    found = of_design(analysis, analysis.reference)
    return (about_rules(analysis.reference, found), *about_headline(analysis, found))


def legend(analysis: Analysis) -> str:
    """The meaning of each counting rule."""
    return "; ".join(f"{name}: {printable(rule.title)}" for name, rule in analysis.scenario.counting.items()) + "."


def about_rules(design: str, found: tuple[Counting, ...]) -> str:
    """The digital contacts that a year's messages make, by the rules that count least and most."""
    least, most = min(found, key=lambda one: one.total), max(found, key=lambda one: one.total)
    highest = number(most.contacts, 2)
    if least.total == most.total:
        made = f"{highest} digital contacts, whatever the rule"
    else:
        made = f"{number(least.contacts, 2)} ({least.rule}) to {highest} ({most.rule}) digital contacts, by the rule"
    return f"Under {design} the {number(most.matters, 2)} messages per citizen per year make {made}."


def about_headline(analysis: Analysis, found: tuple[Counting, ...]) -> tuple[str, ...]:
    """The published headline, the share of it that the scenario covers, and the composition of that share."""
    headline = analysis.scenario.headline
    if headline is None:
        return ()
    return (
        published(headline),
        covered(headline, found),
        attempts(headline, found),
        *logins(headline, found),
        *grades(analysis, headline),
    )


def published(headline: Headline) -> str:
    """The published headline as a sentence."""
    over_all = "" if headline.contacts is None else f", of {plain(headline.contacts.value)} over any channel"
    return (
        f"Published: {plain(headline.digital_contacts.value)} digital contacts per person per year{over_all} "
        f"({printable(headline.title)})."
    )


def covered(headline: Headline, found: tuple[Counting, ...]) -> str:
    """The people whom the scenario describes, and the share of the headline counted for them."""
    shares = [of_headline(headline, per_person(headline, one)) for one in found]
    # Rounded, because 0.29 * 100 is 28.999999999999996 and would be shown with a decimal.
    people = f"{plain(round(headline.covers.value * 100.0, 1))} % of these people{plausible(headline.covers, 100.0)}"
    return (
        f"The scenario describes {people} "
        f"and, of their digital contacts, those of the message box: {lowest_to_highest(shares)}. "
        "Of the rest it says nothing."
    )


def attempts(headline: Headline, found: tuple[Counting, ...]) -> str:
    """The share of the headline made up of notifications and logins, by the rule that counts most of them."""
    most = max(found, key=lambda one: sum(one.events.get(event, 0) for event in ATTEMPTS))

    def share(covers: float | None) -> str:
        return per_cent(of_headline(headline, per_person(headline, most, ATTEMPTS, covers)), 0)

    low, high = headline.covers.low, headline.covers.high
    spread = "" if low is None or high is None else f" ({share(low)} to {share(high)} over that range)"
    return (
        f"Counted as {most.rule}, notifications and logins alone, which are no matters of their own, would be "
        f"{share(headline.covers.value)} of the headline{spread}."
    )


def logins(headline: Headline, found: tuple[Counting, ...]) -> tuple[str, ...]:
    """The message box's share of all logins; empty if none were published or no rule counts logins."""
    counted = [one for one in found if "login" in one.events]
    if headline.logins is None or not counted:
        return ()
    ours = number(per_person(headline, counted[0], ("login",)), 2)
    every = f"{plain(headline.logins.value)} logins per person for all services{plausible(headline.logins, 1.0)}"
    return (f"Of about {every} the message box makes {ours}.",)


def grades(analysis: Analysis, headline: Headline) -> tuple[str, ...]:
    """The published grade beside that of the survey, under the reference and under compulsory designs."""
    if headline.grade is None or analysis.scenario.survey is None:
        return ()
    designs = analysis.scenario.designs
    others = [name for name in analysis.designs if designs[name].compulsory and name != analysis.reference]
    found = [f"{level(analysis, ALL.name, name, 'grade').line} under {name}" for name in (analysis.reference, *others)]
    return (f"Grade published: {plain(headline.grade.value)}. The survey here gives {listed(found)}.",)


def lowest_to_highest(shares: list[float | None]) -> str:
    """The range of shares of the headline, in whole per cent."""
    known = [share for share in shares if share is not None]
    least, most = (per_cent(end(known, default=None), 0) for end in (min, max))
    if least == most:
        return f"{most} of the headline"
    return f"{least.removesuffix(' %')} to {most} of the headline, by the rule"


def plausible(known: Known[float], factor: float) -> str:
    """The plausible range of a published number, in the unit of the sentence; empty if none is given."""
    if known.low is None or known.high is None:
        return ""
    low, high = (plain(round(bound * factor, 1)) for bound in (known.low, known.high))
    return f" (plausibly {low} to {high}{' %' if factor == 100.0 else ''})"
