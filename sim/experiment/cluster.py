"""Tasks on a Dask cluster: any scheduler that the user provides, with workers anywhere.

Every worker must have the same versions as this process, since only then are results the same to the last bit. All
workers are checked before work starts, and each worker again by the tasks it receives, since workers come and go.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.errors import StudyError, UsageError
from sim.experiment.engines import Engine
from sim.experiment.interrupts import interrupts_held
from sim.experiment.libraries import shared, versions
from sim.experiment.plan import Task
from sim.experiment.task_execution import FailedTask, failed, perform_text, scenario_of
from sim.experiment.workers import AHEAD, Outcome, Pool, cores
from sim.scenario.resolution import dump
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from concurrent.futures import Future

    from distributed import Client

LOCAL: Final = "local"
ANSWER: Final = 10
"""Seconds to wait for the answer of a scheduler."""
PATIENCE: Final = 60
"""Seconds to wait for the first worker of a scheduler that answers."""
ADDRESS: Final = re.compile(r"((tcp|tls|ws|wss|ucx|ucxx)://)?(\[[0-9a-fA-F:.%]+\]|[^\s/:\[\]]+):\d{1,5}")
BETWEEN_COUNTS: Final = 5.0
"""Seconds between two counts of the workers."""


class Cluster(Pool):
    """The workers of a Dask scheduler."""

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine, address: str, workers: int | None) -> None:
        super().__init__(1)
        self.engine = engine
        self.address = address
        self.texts = tuple(dump(scenario, located=True) for scenario in scenarios)
        self.expected = shared(versions())
        # The stack is closed on any error up to here, so that no half-opened cluster is left behind.
        with contextlib.ExitStack() as opened:
            self.client = connected(address, workers, opened)
            require_same(self.client, address, self.expected, self.texts[0])
            self.opened = opened.pop_all()
        self.counted_at = 0.0

    @property
    def room(self) -> int:
        """The number of further tasks that keep the workers busy; workers may come and go."""
        if time.monotonic() - self.counted_at > BETWEEN_COUNTS:
            self.counted_at = time.monotonic()
            self.most = AHEAD * max(1, sum(self.client.nthreads().values()))
        return super().room

    def submit(self, task: Task) -> None:
        """Hands a task to the scheduler."""
        arguments = (task, self.texts[task.point], self.engine, self.expected)
        # As a pure function, a task that is tried again would get its stored failure back.
        future: Any = self.client.submit(perform_remotely, *arguments, pure=False)
        self.launch(future, task)

    def finished(self, timeout: float) -> list[Outcome]:
        """The outcomes that have arrived; raises `StudyError` if the scheduler is gone."""
        if self.client.status != "running":
            raise StudyError(
                f"The Dask scheduler at {self.address} is gone. What is done is kept: run the same command again."
            )
        found: list[Outcome] = []
        for task, future in self.landed(timeout):
            if task is NOBODYS:
                continue
            try:
                found.append(future.result())
            except Exception as error:  # whatever befell the worker, the study says so and goes on
                found.append(failed(task, "waiting for", error))
        return found

    def stop(self) -> list[Task]:
        """Cancels all tasks that have not come back, and returns them."""
        tasks = list(self.flying.values())
        self.client.cancel(list(self.flying))
        self.flying.clear()
        return tasks

    def land(self, future: Future[Outcome]) -> tuple[Task, Future[Outcome]]:
        """A task that has come back; a cancelled one may come back as well, and is then replaced by `NOBODYS`."""
        return self.flying.pop(future, None) or NOBODYS, future

    def close(self, *, at_once: bool) -> None:  # noqa: ARG002  # a cluster is never waited for
        """Disconnects from the cluster, and ends it if it was started here."""
        self.opened.close()


NOBODYS: Final = Task(None, -1, 0, 0)


def connected(address: str, workers: int | None, opened: contextlib.ExitStack) -> Client:
    """A client of the scheduler, which has at least one worker."""
    try:
        import distributed  # noqa: PLC0415  # an extra
    except ImportError:
        raise UsageError("--cluster needs Dask: install it with pip install 'messagebox-sim[cluster]'.") from None
    try:
        if address == LOCAL:
            # A local cluster starts processes, which an interrupt at the terminal would kill.
            with interrupts_held():
                cluster = distributed.LocalCluster(
                    n_workers=workers or cores(),
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",  # any free port: another study may have a cluster here too
                    silence_logs=logging.CRITICAL,
                )
            opened.enter_context(cluster)
            client = distributed.Client(cluster, set_as_default=False)
        else:
            client = answering(address)
        opened.enter_context(client)
        client.wait_for_workers(1, timeout=PATIENCE)
    except Exception as error:  # something else may answer, and what that leads to is anybody's guess
        reason = str(error) or type(error).__name__
        raise StudyError(f"There is no Dask scheduler with a worker at {address}: {reason}.") from error
    return client


def require_address(address: str) -> None:
    """Raises `UsageError` if this cannot be the address of a scheduler."""
    if address != LOCAL and not ADDRESS.fullmatch(address):
        raise UsageError(
            f"{address!r} is no address of a Dask scheduler. It has a host and a port, such as tcp://host:8786; "
            f"{LOCAL} starts a scheduler here."
        )


def answering(address: str) -> Client:
    """A client of the scheduler at an address; raises `TimeoutError` if nothing there answers in time.

    Dask's own limit covers only the connection: it would wait forever for a server that accepts and then says nothing.
    """
    import distributed  # noqa: PLC0415  # an extra

    found: list[Client | Exception] = []

    def connect() -> None:
        try:
            found.append(distributed.Client(address, timeout=ANSWER, set_as_default=False))
        except Exception as error:  # it is raised below
            found.append(error)

    # A daemon, since a thread that waits for a silent server cannot be stopped and must not keep the program.
    connecting = threading.Thread(target=connect, daemon=True)
    connecting.start()
    connecting.join(ANSWER + 1)
    if not found:
        raise TimeoutError(f"nothing answered within {ANSWER} seconds")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def require_same(client: Client, address: str, expected: Mapping[str, str], text: str) -> None:
    """Raises `StudyError` that names each worker, package and both versions, if any differ from those here.

    Workers must also be able to read the scenario: a file of citizens must lie at the same path for all of them.
    """
    try:
        answers: dict[str, tuple[dict[str, str], str]] = client.run(inspect, text)
    except Exception as error:
        raise StudyError(
            f"The workers at {address} cannot load this program: {type(error).__name__}: {error}. "
            "Install the same version of messagebox-sim on all of them."
        ) from error
    complaints = [
        f"worker {worker}: {complaint}"
        for worker, (found, problem) in answers.items()
        for complaint in [*differences(expected, found), *([problem] if problem else [])]
    ]
    if complaints:
        raise StudyError(
            "The workers are not like this process, so their results could differ. Nothing was simulated. "
            f"{'; '.join(complaints)}."
        )


def inspect(text: str) -> tuple[dict[str, str], str]:
    """On a worker: its versions, and the problem with reading the scenario there, or an empty text."""
    problem = ""
    try:
        scenario_of(text)
    except Exception as error:  # it is reported where the study runs
        problem = f"it cannot read the scenario: {error}"
    return shared(versions()), problem


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """The differences between two sets of versions, in words."""
    return [
        f"it has {name} {found.get(name, 'not installed')}, and here is {number}"
        for name, number in expected.items()
        if found.get(name) != number
    ]


def perform_remotely(task: Task, text: str, engine: Engine, expected: Mapping[str, str]) -> Outcome:
    """On a worker: performs one task, or fails it if the worker's versions differ from those of the calling process."""
    found = differences(expected, shared(versions()))
    if found:
        return FailedTask(task, "preparing", f"This worker is not like the process that asks: {'; '.join(found)}.", "")
    return perform_text(task, text, engine)
