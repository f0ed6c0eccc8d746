"""The errors of the program, one class per layer.

Every error takes positional arguments only, so that it survives pickling and a failing SimPy process.
"""

from __future__ import annotations

import errno
from typing import Final


class SimError(Exception):
    """Something a person must know: its text is one paragraph without a traceback.

    Every error that the program raises on purpose is one of its subclasses.

    >>> import sim
    >>> try:
    ...     scenario = sim.load("mijnoverheid-2016", {"population.size": 0})
    ... except sim.SimError as error:
    ...     print(type(error).__name__)
    InvalidScenarioError
    """

    exit_code = 1


class ScenarioError(SimError):
    """The scenario is wrong: the text lists every problem with file, line and column.

    >>> import sim
    >>> try:
    ...     scenario = sim.load("mijnoverheid-2016", {"population.dormant": "often"})
    ... except sim.ScenarioError as error:
    ...     print(str(error).splitlines()[-1])
    1 problem
    """

    exit_code = 2


class UsageError(SimError):
    """A command was given something it cannot use: an unknown design, a folder it cannot write.

    It is raised before anything is simulated or written.

    >>> import sim
    >>> try:
    ...     comparison = sim.compare("mijnoverheid-2016", ["opaqe"])
    ... except sim.UsageError as error:
    ...     print(type(error).__name__)
    UsageError
    """

    exit_code = 2


class StudyError(SimError):
    """A simulation that was asked for did not come to its end.

    A task failed twice, a part was changed in its folder, the engines disagreed, or the disk refused. What was finished
    before is kept: the same call goes on from there.

    >>> import sim
    >>> issubclass(sim.StudyError, sim.SimError)
    True
    """


class ReconciliationError(SimError):
    """Counts that must add up do not: a fault of the program, never of the scenario."""


class StudyInterruptedError(SimError):
    """An interrupt came before the last task; what was done is kept.

    Its arguments are the number of tasks done in this run, the number that were missing, and then advice on going on.
    """

    exit_code = 130

    def __str__(self) -> str:
        """Tasks done, tasks left, and how to go on."""
        done, missing, *how = self.args
        text = (
            f"Interrupted: {done} of {missing} tasks are done, {missing - done} are left."
            if missing
            else "Interrupted."
        )
        return " ".join([text, *how])


class TallyError(SimError):
    """Rows or tallies that cannot be added up: of another study, or with numbers beyond what is added exactly."""


NO_MEMORY: Final = (
    "There was not enough memory. Fewer workers (--workers 1) and fewer citizens (--size) need less; "
    "--debug shows where it ran out."
)
OUT_OF_MEMORY: Final = (
    "cannot allocate memory",
    "failed to map segment",
    "can't start new thread",
    "launch worker thread",
)
"""Messages of libraries that lack memory for themselves, for an array or for a thread."""


def lacks_memory(error: BaseException) -> bool:
    """True if an error, or any of its causes, shows that memory has run out."""
    # Chains of causes may be circular, as with tasks of asyncio that raise errors in each other's place.
    seen: BaseException | None = error
    passed: set[int] = set()
    while seen is not None and id(seen) not in passed:
        passed.add(id(seen))
        text = str(seen).lower()
        if isinstance(seen, MemoryError) or (isinstance(seen, OSError) and seen.errno == errno.ENOMEM):
            return True
        # Libraries raise errors of their own classes for a lack of memory, so their words have to be read.
        if any(words in text for words in OUT_OF_MEMORY):
            return True
        # The cause that was named comes before the error that happened to be handled at the time.
        seen = seen.__cause__ or seen.__context__
    return False
