"""Logs to test with: a lively scenario in which everything happens, and texts that try to break out."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from functools import cache
from pathlib import Path

from sim import __version__
from sim.experiment.engines import Engine, engine_for
from sim.model.engine import Simulation
from sim.report.event_log.event import Event
from sim.report.event_log.event_labels import ACTIVITIES
from sim.report.event_log.log import EventLog
from sim.report.event_log.ocel import write_ocel
from sim.report.event_log.saved_study import SavedStudy
from sim.report.event_log.spreadsheet import write_table
from sim.report.event_log.xes import write_xes
from sim.rules.activity import ACTIVITY, Activity
from sim.scenario.resolution import dump, resolve
from sim.scenario.schema import Scenario
from tests.experiment.studies import QUEUEING
from tests.shipped import main_scenario

DESIGNS = ("opaque", "digest", "direct-debit", "paper")
HOSTILE = "=1+1 <x a=\"1\" b='2'>&amp;]]> \x07\t\n\ud7ff\U0001f4ec -->"


@cache
def lively() -> Scenario:
    """The shipped scenario with much that goes wrong, and a design that bundles."""
    return main_scenario(
        "population.size=30",
        "horizon=200 days",
        "replications=2",
        "login.methods.password.success=0.4",
        "login.recovers=0.3",
        "phishing.per_year=10 / year",
        "phishing.base=2",
        "suspicion.base=-1",
        "population.direct_debit=0.5",
        "population.forgets=0.6",
        "collections.tax.unable=0.3",
        "opt_out.hazard=0.1",
        "senders.municipality.message_types.yearly-tax-bill.answer="
        "{online: 0.3, by_post: 20 min, postage: EUR 0.73, objections: 0.5}",
        f"compare.designs=[{', '.join(DESIGNS)}]",
    )


@cache
def queueing() -> Scenario:
    """A scenario in which citizens meet in the queue of a helpdesk."""
    slow = (
        "warm_up=0 days",
        "helpdesk.patience=1 min",
        "helpdesk.talks=8 h",
        "helpdesk.closes=09:30",
        "login.methods.password.success=0.1",
    )
    return resolve(QUEUEING, settings=slow).scenario


def log_of(
    scenario: Scenario,
    designs: tuple[str, ...] = ("opaque",),
    citizens: tuple[range, ...] = (range(30),),
    replication: int = 0,
    engine: Engine | None = None,
) -> EventLog:
    """A log of a study that is kept nowhere."""
    study = SavedStudy(Path("nowhere"), scenario, "ab" * 32, __version__, designs)
    return EventLog(study, engine or engine_for(scenario), designs, replication, citizens)


@cache
def lively_log() -> EventLog:
    """The log of the lively scenario under all its designs."""
    return log_of(lively(), DESIGNS)


@cache
def lively_events() -> tuple[Event, ...]:
    """All events of the lively log and of one with a queue."""
    return tuple(event for log in (lively_log(), log_of(queueing())) for life in log.lives() for event in life)


@cache
def few() -> EventLog:
    """A small log, to be damaged."""
    return log_of(lively(), citizens=(range(5),))


def table_of(log: EventLog) -> str:
    file = io.StringIO(newline="")
    write_table(log, file)
    return file.getvalue()


def xes_of(log: EventLog) -> str:
    file = io.StringIO()
    write_xes(log, file)
    return file.getvalue()


def ocel_of(log: EventLog) -> str:
    file = io.StringIO()
    write_ocel(log, file)
    return file.getvalue()


@cache
def lively_table() -> str:
    return table_of(lively_log())


@cache
def lively_xes() -> str:
    return xes_of(lively_log())


@cache
def lively_ocel() -> str:
    return ocel_of(lively_log())


@cache
def journal_counts() -> Counter[str]:
    """How often each activity is in the journal of the lively log, straight from the engine."""
    simulation = Simulation(lively())
    rows = [code for design in DESIGNS for code in simulation.run(design, 0, range(30)).journal[:, ACTIVITY].tolist()]
    return Counter(ACTIVITIES[Activity(code)] for code in rows)


def with_hostile_titles(scenario: Scenario) -> Scenario:
    """The scenario with titles that mean something to XML, JSON and spreadsheets."""
    collections = {
        name: scheme.model_copy(
            update={"steps": tuple(step.model_copy(update={"title": HOSTILE}) for step in scheme.steps)}
        )
        for name, scheme in scenario.collections.items()
    }
    return scenario.model_copy(update={"title": HOSTILE, "collections": collections})


def results_folder_of(folder: Path, scenario: Scenario, **changes: object) -> Path:
    """A results folder with what an export needs and nothing else; `changes` are made to its manifest."""
    text = dump(scenario)
    manifest: dict[str, object] = {
        "software": "messagebox-sim",
        "version": __version__,
        "scenario_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "designs": list(scenario.compare.designs),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "resolved.yaml").write_text(text, encoding="utf-8")
    kept = {key: value for key, value in (manifest | changes).items() if value is not None}
    (folder / "manifest.json").write_text(json.dumps(kept), encoding="utf-8")
    return folder
