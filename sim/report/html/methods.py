"""The methods as paragraphs for a paper, generated from the scenario and the analysis."""

from __future__ import annotations

from typing import Final

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.effective_number import LEAST_EFFECTIVE
from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.study_analysis import Analysis
from sim.clock import span_in_words
from sim.experiment.certificate import sample_in_words
from sim.notation import number, per_cent
from sim.report.evidence import summary
from sim.report.html.claims import day_in_words
from sim.report.html.facts import Facts
from sim.scenario.evidence import ledger

# No sentence is that long, so nothing is wrapped: a browser breaks the lines.
WIDE: Final = 10_000
LEVEL: Final = per_cent(CONFIDENCE)


def methods(analysis: Analysis, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Each paragraph with its heading; empty ones are left out."""
    found = (
        ("Simulation", simulation(analysis, facts)),
        ("Pairing", pairing(analysis)),
        ("Unit of analysis and intervals", intervals(analysis)),
        ("Many differences at once, and what matters", at_once(analysis)),
        ("Precision", facts.precision or ""),
        ("Groups", groups(analysis)),
        ("Engine", engine(facts)),
        ("What the intervals do not cover", limits(analysis, facts)),
    )
    return tuple((heading, paragraph) for heading, paragraph in found if paragraph)


def simulation(analysis: Analysis, facts: Facts) -> str:
    """The scenario, the number of citizens, and the simulated period."""
    scenario = analysis.scenario
    size, count = scenario.population.size, scenario.replications
    histories = f", in {count:,} independent replications" if count > 1 else ""
    follow_up = "" if scenario.follow_up is None else f" for up to {span_in_words(scenario.follow_up.value)}"
    (first, *_) = analysis.countings or (None,)
    matters = (
        ""
        if first is None or first.matters is None
        else f" A citizen was sent {number(first.matters, 1)} messages a year on average."
    )
    return (
        f"Scenario {scenario.name} was simulated with messagebox-sim {facts.version} as discrete events, timed to the "
        f"second, for {size:,} citizens{histories}, over a measured window of {span_in_words(scenario.horizon.value)} "
        f"from {day_in_words(scenario.start)}. Messages delivered in the window were followed to their end after it"
        f"{follow_up}.{matters}"
    )


def pairing(analysis: Analysis) -> str:
    """The pairing of designs by common random numbers."""
    seed = analysis.scenario.seed
    generator = (
        f"Every random draw is a function of the seed ({seed}), the replication, the citizen, the message, the "
        "decision and its occurrence (Philox4x32-10, a counter-based generator)"
    )
    if not analysis.others:
        return f"{generator}, so that a result does not depend on the order or the number of processes."
    worths = [
        row.worth
        for row in analysis.contrasts
        if (row.group, row.response) == (ALL.name, "effort_minutes") and row.worth is not None
    ]
    worth = f" For effort this was worth up to {max(worths):,.0f} times as many {analysis.unit}s." if worths else ""
    return (
        f"{generator}. So all {len(analysis.designs)} designs met the same citizens, the same messages and the same "
        f"luck (common random numbers), and each is compared with {analysis.reference} in pairs.{worth}"
    )


def intervals(analysis: Analysis) -> str:
    """The unit of analysis, and the computation of intervals."""
    if analysis.unit == "replication":
        count = analysis.scenario.replications
        unit = (
            "Citizens meet in the queue of the helpdesk and are not independent, so the unit of analysis is the "
            f"replication (n = {count:,})."
        )
    else:
        unit = "Citizens do not influence each other, so the unit of analysis is the citizen."
    return (
        f"{unit} Levels are means per citizen, or ratios of sums such as invoices missed over invoices sent; the "
        "variance of a ratio, and of a paired difference between two ratios, is that of its linearisation over the "
        f"units. Intervals of single numbers are at {LEVEL}, by Student's t with one degree of freedom less than there "
        f"are units.{few_citizens(analysis)} Where no unit differs between two designs there is no interval."
    )


def few_citizens(analysis: Analysis) -> str:
    """The degrees of freedom for differences due to few citizens; empty if the unit is not the citizen."""
    if analysis.unit != "citizen" or not analysis.others:
        return ""
    return (
        " Those of differences have fewer where few citizens make the difference: with s the influence of a citizen on "
        "it, its effective number is E = (sum of s^2)^2 / (sum of s^4), and the degrees of freedom are 2nE / (n - E) "
        f"(after Satterthwaite 1946), at most n - 1. With E below {LEAST_EFFECTIVE} there is no interval: too few "
        "citizens differ. Of ratios whose denominator a design can change, the number of citizens who differ stands "
        "for E in that rule."
    )


def at_once(analysis: Analysis) -> str:
    """The simultaneous intervals, and the margins that differences are compared with; empty if nothing is compared."""
    family = next(iter(analysis.families.values()), None)
    if not analysis.others or family is None or not family.size:
        return ""
    how = {
        "max-t": (
            "the distribution of the largest of the studentised differences, given their correlations as estimated "
            "from the paired units (single-step max-t; Hothorn, Bretz and Westfall 2008)"
        ),
        "Bonferroni": f"Bonferroni's inequality, as {analysis.unit}s are too few to estimate correlations",
    }
    margins = (
        "Judgements compare these intervals with margins that the scenario states, the smallest differences that "
        "matter: a difference is more or less where the interval lies wholly beyond the margin, practically the same "
        "where it lies wholly within it, and undecided otherwise."
        if analysis.margins
        else "The scenario states no margins, so differences are judged against zero."
    )
    return (
        f"The intervals of {family.size} differences, those from {analysis.reference} in the responses of the "
        "comparison and those between any two designs in what designs are ranked on, hold simultaneously in each group "
        f"with {per_cent(family.confidence)} confidence, by {how[family.method]}; each interval has the same "
        "confidence by itself, with its own degrees of freedom. So the best design may be picked after looking. "
        f"{margins}"
    )


def groups(analysis: Analysis) -> str:
    """The groups that are reported separately."""
    counts = {
        group.name: analysis.contrast(group.name, analysis.reference, "effort_minutes").citizens
        for group in analysis.groups
    }
    segments = len(analysis.groups) - 2
    apart = f" Each of the {segments} segments of the population is reported as well." if segments > 1 else ""
    return (
        f"Results are given for all citizens (n = {counts[ALL.name]:,}) and apart for reachable accounts "
        f"(n = {counts[REACHABLE.name]:,}): activated, not dormant, and with a valid address for an e-mail, push "
        "message or text message of any compared design. What the text of a notification changes, it changes there, "
        f"and all others would hide it.{apart} Every design is compared on the same groups."
    )


def engine(facts: Facts) -> str:
    """The engine that simulated, and its check against SimPy."""
    if facts.certificate is None:
        reference = ", which is the reference" if facts.engine == "simpy" else ""
        return f"The citizens were simulated by the {facts.engine} engine{reference}."
    record = facts.certificate
    return (
        f"The citizens were simulated by the {facts.engine} engine. To check it, a random sample was also "
        f"simulated by SimPy, {sample_in_words(record)}: all {record['events']:,} events and all "
        f"{record['fields_per_citizen']} numbers of each citizen were equal."
    )


def limits(analysis: Analysis, facts: Facts) -> str:
    """The limits of the intervals."""
    lacks = f" {facts.lacks}" if facts.lacks else ""
    return (
        "Intervals cover sampling error. They do not cover parameter uncertainty: read the "
        f"differences between designs, not the levels. {summary(ledger(analysis.scenario).tally, WIDE)}{lacks}"
    )
