"""The methods of a comparison in a paragraph for a paper. Every figure in it comes from the results folder."""

from __future__ import annotations

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.effective_number import LEAST_EFFECTIVE
from sim.analysis.groups import ALL
from sim.analysis.parameter_uncertainty import ENDS
from sim.clock import DAY
from sim.notation import per_cent
from sim.report.brief.content import DIGEST, Brief
from sim.report.correspondence.language import day


def methods_paragraph(brief: Brief, missing: int, points_seed: int | None) -> str:
    """The paragraph; `missing` citizens are in no number, and the seed of the points is None where there are none."""
    found = [model(brief), engine(brief), design(brief), brief.words.say("methods.pairing"), intervals(brief)]
    found += [points(brief, points_seed)]
    found += [brief.words.say("methods.lacks", missing=brief.words.number(missing))] if missing else []
    return " ".join([*found, brief.words.say("methods.cite", cite=brief.cite)])


def model(brief: Brief) -> str:
    """The model and its version."""
    words, facts = brief.words, brief.facts
    digest = facts.code_sha256[:DIGEST]
    code = (
        words.say("methods.code", digest=digest)
        if facts.commit is None
        else words.say("methods.code.commit", commit=facts.commit[:DIGEST], digest=digest)
    )
    return words.say("methods.model", name=brief.answer.analysis.scenario.name, version=facts.version, code=code)


def engine(brief: Brief) -> str:
    """The engine that simulated the citizens, and how its results were verified."""
    words, record = brief.words, brief.facts.certificate
    if record is None:
        return words.say("methods.engine", engine=brief.facts.engine)
    citizens, events = (words.number(record[each]) for each in ("citizens", "events"))
    return words.say("methods.engine.certified", engine=brief.facts.engine, citizens=citizens, events=events)


def design(brief: Brief) -> str:
    """The designs, the citizens and the time."""
    words, analysis = brief.words, brief.answer.analysis
    scenario, count = analysis.scenario, analysis.scenario.replications
    days = scenario.horizon.value // DAY
    before = ""
    if scenario.warmed_for:
        lived = words.number(scenario.warmed_for // DAY)
        before += words.say("methods.warm_up", days=lived, former=scenario.compare.former)
    if scenario.used_for:
        before += words.say("methods.in_use", days=words.number(scenario.used_for // DAY))
    return words.say(
        "methods.design",
        count=words.number(len(analysis.designs)),
        designs=words.listed(analysis.designs),
        reference=analysis.reference,
        citizens=words.number(scenario.population.size),
        seed=str(scenario.seed),
        replications=words.say("methods.replication")
        if count == 1
        else words.say("methods.replications", count=words.number(count)),
        days=words.number(days),
        start=day(scenario.start, words.language),
        before=before,
    )


def intervals(brief: Brief) -> str:
    """How intervals are computed, and where there are none."""
    words, analysis = brief.words, brief.answer.analysis
    unit, family = words.say(f"methods.unit.{analysis.unit}"), analysis.families.get(ALL.name)
    if family is None or not family.size:
        found = words.say("methods.intervals.single", unit=unit, confidence=words.per_cent(CONFIDENCE, None))
    else:
        found = words.say(
            "methods.intervals",
            unit=unit,
            confidence=words.per_cent(family.confidence, None),
            size=words.number(family.size),
            method=words.say(f"methods.{family.method}"),
        )
    # The effective number counts citizens, and means nothing where the replication is the unit.
    if analysis.unit != "citizen":
        return found
    return f"{found} {words.say('methods.few', least=words.number(LEAST_EFFECTIVE))}"


def points(brief: Brief, seed: int | None) -> str:
    """The points of what is not known, and how they were drawn."""
    words, unknown = brief.words, brief.answer.analysis.uncertainty
    if not brief.has_points or unknown is None or seed is None:
        return words.say("methods.no_points")
    taken, sets = words.number(len(unknown.bound.taken)), words.number(unknown.sets)
    drawn = words.say("methods.drawn.sets", taken=taken, sets=sets) if unknown.sets else words.say("methods.drawn")
    # The sentence speaks of percentiles, such as the 5th, and has no per cent sign.
    low, high = (per_cent(each).removesuffix(" %") for each in ENDS)
    return words.say(
        "methods.points",
        points=words.number(unknown.points),
        citizens=words.number(unknown.size),
        seed=str(seed),
        drawn=drawn,
        low=low,
        high=high,
    )
