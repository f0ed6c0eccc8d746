"""The comparison as a JSON document for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.analysis.association import Association
from sim.analysis.comparison import CONFIDENCE, NOT_ESTIMABLE, Contrast, Estimate
from sim.analysis.counting import Counting
from sim.analysis.groups import ALL, REACHABLE, segments_alike
from sim.analysis.joint import Joint
from sim.analysis.spread import Spread
from sim.analysis.study_analysis import Analysis
from sim.analysis.verdict import Verdict
from sim.outcomes.distribution import PERCENTILES
from sim.report.answer import ComparisonAnswer
from sim.report.contacts import counts_shown
from sim.report.headlines import contact_sentences
from sim.report.trade_offs import positions_of
from sim.report.verdicts import sentences
from sim.report.years import years_block


def document(
    analysis: Analysis,
    sha256: str,
    folder: Path,
    missing: int = 0,
    lacks: str = "",
    simulated_by: Mapping[str, Any] | None = None,
) -> str:
    """The numbers of all tables and the data behind them, as JSON text; null means not estimable.

    `missing` citizens are in no number, and `lacks` says why. `simulated_by` names the engine and its certificate.
    """
    scenario, answer = analysis.scenario, ComparisonAnswer(analysis)
    content = {
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_sha256": sha256,
        "results": str(folder),
        "seed": scenario.seed,
        "citizens": scenario.population.size,
        "replications": scenario.replications,
        "missing_citizens": missing,
        "lacks": lacks or None,
        "simulated_by": dict(simulated_by) if simulated_by is not None else None,
        "reference": analysis.reference,
        "designs": list(analysis.designs),
        "confidence": CONFIDENCE,
        "unit": analysis.unit,
        "groups": {group.name: group.title for group in analysis.groups},
        "responses": {
            name: {"title": response.title, "unit": response.unit, "better": response.better}
            for name, response in analysis.responses.items()
        },
        "burdens": {name: {"title": one.title, "unit": one.unit} for name, one in analysis.burdens.items()},
        "margins": dict(analysis.margins),
        "families": {
            name: {"size": one.size, "method": one.method, "confidence": one.confidence}
            for name, one in analysis.families.items()
        },
        "question": answer.question,
        "answer": list(answer.sentences),
        "by_year": years_block(analysis).document() if analysis.years else None,
        "unknown": None if analysis.uncertainty is None else analysis.uncertainty.document(),
        "verdicts": list(sentences(analysis)),
        "rankings": [ranking_of(verdict) for verdict in analysis.verdicts],
        "counting_rules": {name: rule.title for name, rule in scenario.counting.items()},
        "contacts_said": list(contact_sentences(analysis)) if counts_shown(analysis) else [],
        "contrasts": [row_of(analysis, row) for row in analysis.contrasts],
        "segments_alike": segments_alike(scenario),
        "winners_and_losers": [joint_of(row) for row in analysis.joints],
        "trade_offs": {
            group.name: [
                {"design": one.design, "values": dict(one.values), "dominated_by": list(one.dominated_by)}
                for one in positions_of(analysis, group.name)
            ]
            for group in (ALL, REACHABLE)
        },
        "spreads": [spread_of(row) for row in analysis.spreads],
        "countings": [counting_of(row) for row in analysis.countings],
        "associations": [association_of(row) for row in analysis.associations],
    }
    # NaN is not JSON, and many readers refuse it; what is not estimable is null.
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


def conclusion_of(analysis: Analysis, row: Contrast) -> dict[str, Any] | None:
    """The conclusion from sampling error and parameter uncertainty together; None if the difference has no range."""
    if analysis.range_of(row.group, row.design, row.response) is None:
        return None
    found = analysis.conclusion(row.group, row.design, row.response)
    return {"standing": found.standing, "way": found.direction, "share": found.share, "because": found.because or None}


def row_of(analysis: Analysis, row: Contrast) -> dict[str, Any]:
    """One contrast as a mapping."""
    return {
        "group": row.group,
        "design": row.design,
        "response": row.response,
        "citizens": row.citizens,
        "level": bounds_of(row.level),
        "difference": None if row.difference is None else bounds_of(row.difference),
        "together": None if row.together is None else bounds_of(row.together),
        "holm_probability": row.adjusted,
        "judgement": row.judgement,
        "conclusion": conclusion_of(analysis, row),
        "differing": row.differing,
        "effective": row.effective,
        "worth_unpaired": row.worth,
    }


def ranking_of(verdict: Verdict) -> dict[str, Any]:
    """The best design by one response, and how far the others are behind."""
    return {
        "group": verdict.group,
        "response": verdict.response,
        "margin": verdict.margin,
        "best": verdict.best,
        "as_good": list(verdict.as_good),
        "unsettled": list(verdict.unsettled),
        "behind": {
            design: {**bounds_of(row.together or NOT_ESTIMABLE), "judgement": row.judgement}
            for design, row in verdict.behind.items()
        },
    }


def joint_of(row: Joint) -> dict[str, Any]:
    """The shares of citizens who gain and who lose under a design, for one burden of one group."""
    shares = ("more", "equal", "less", "both", "only_here", "only_there", "neither", "net_less", "net_freed")
    return {
        "group": row.group,
        "design": row.design,
        "reference": row.other,
        "burden": row.burden,
        "citizens": row.citizens,
        **{name: bounds_of(getattr(row, name)) for name in shares},
        "mean_more": row.mean_more,
        "mean_less": row.mean_less,
    }


def spread_of(row: Spread) -> dict[str, Any]:
    """The distribution of one burden over the citizens of a group."""
    found = row.distribution
    percentiles = found.percentiles or (None,) * len(PERCENTILES)
    return {
        "group": row.group,
        "design": row.design,
        "burden": row.burden,
        "citizens": found.citizens,
        "mean": found.mean,
        "percentiles": dict(zip(map(str, PERCENTILES), percentiles, strict=True)),
        "gini": found.gini,
        "top_tenth_share": found.top_share,
    }


def counting_of(row: Counting) -> dict[str, Any]:
    """The contacts counted by one rule for one group under one design; events as shares of the contacts."""
    return {
        "group": row.group,
        "design": row.design,
        "rule": row.rule,
        "citizens": row.citizens,
        "contacts": row.contacts,
        "messages": row.matters,
        "event_shares": {event: row.share((event,)) for event in row.events},
        "attempt_share": row.attempt_share,
    }


def association_of(row: Association) -> dict[str, Any]:
    """The correlation of one grade with the overhead."""
    return {
        "group": row.group,
        "design": row.design,
        "grade": row.grade,
        "asked": row.asked,
        "correlation_with_overhead": row.correlation,
    }


def bounds_of(estimate: Estimate) -> dict[str, float | None]:
    """An estimate with its interval."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
