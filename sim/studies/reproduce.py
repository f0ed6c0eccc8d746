"""Reproduction of a finished study: its tasks are performed again, and must agree to the last bit."""

from __future__ import annotations

from pathlib import Path

from sim.experiment.engines import Choice, engine_for_all
from sim.experiment.manifest import read_manifest
from sim.experiment.processes import leave_if_unguarded
from sim.experiment.reproduction import Reproduction, performed_again, scenarios_of
from sim.studies.arguments import checked
from sim.studies.session import PROGRAM, Session

__all__ = ["Reproduction", "reproduce", "reproduced"]


@checked()
def reproduce(
    folder: str | Path, *, most: int | None = 10, engine: Choice = "auto", workers: int | None = None
) -> Reproduction:
    """Performs tasks of a finished study of any kind again, and compares the results with its parts.

    The arguments:

    - `folder`: the results folder.
    - `most`: number of tasks to perform again, or None for all. The selection depends only on the parts.
    - `engine`, `workers`: as in `sim.compare`.

    Returns a `Reproduction`, whose `equal` says whether everything agrees to the last bit. Raises `UsageError` if the
    folder holds no finished study, and `StudyError` if a task fails.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> study = sim.compare(scenario, ["opaque", "wmebv"], out="results/mine")
    >>> sim.reproduce("results/mine").equal
    True
    """
    return reproduced(Path(folder), most, engine, workers, PROGRAM)


def reproduced(folder: Path, most: int | None, engine: Choice, workers: int | None, session: Session) -> Reproduction:
    """Performs tasks of a finished study again."""
    leave_if_unguarded()
    scenarios = scenarios_of(folder, read_manifest(folder))
    chosen = engine_for_all(scenarios, engine)
    # In a program without a guarded main part every process would start the program again.
    unasked = None if chosen.threads or session.starts_processes else 1
    return performed_again(
        folder,
        most=most,
        engine=chosen,
        workers=workers if workers is not None else unasked,
        watchers=session.watchers,
    )
