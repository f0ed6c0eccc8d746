"""What can go wrong, one class per layer.

Every error takes positional arguments only, so that it survives pickling and a failing SimPy process.
"""

from __future__ import annotations


class SimError(Exception):
    """Something a person must know: its text is one paragraph without a traceback."""

    exit_code = 1


class ScenarioError(SimError):
    """The scenario is wrong: the text lists every problem with file, line and column."""

    exit_code = 2


class UsageError(SimError):
    """A command was given something it cannot use: an unknown design, a folder it cannot write."""

    exit_code = 2


class StudyError(SimError):
    """A simulation that was asked for did not come to its end."""


class ReconciliationError(SimError):
    """Counts that must add up do not: a fault of the program, never of the scenario."""


class StudyInterruptedError(SimError):
    """An interrupt came before the last task; what was done is kept.

    Takes the number of tasks done in this run and of those that were missing, and then how to go on.
    """

    exit_code = 130

    def __str__(self) -> str:
        """What is done, what is left, and how to go on."""
        done, missing, *how = self.args
        text = (
            f"Interrupted: {done} of {missing} tasks are done, {missing - done} are left."
            if missing
            else "Interrupted."
        )
        return " ".join([text, *how])


class TallyError(SimError):
    """Rows or tallies that cannot be added up: of another study, or with numbers beyond what is added exactly."""
