"""Status of a study in its results folder while it runs: `status.json`, and `log.txt` for people."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from sim.errors import StudyInterruptedError
from sim.experiment.identity import SOFTWARE
from sim.experiment.progress import StudyProgress
from sim.experiment.task_execution import FailedTask
from sim.files import write_whole
from sim.legible import visible

STATUS: Final = "status.json"
LOG: Final = "log.txt"
State: TypeAlias = Literal["unfinished", "done", "failed", "interrupted"]
"""`unfinished` holds for a study that runs and for one that was killed; the lock distinguishes them."""
BETWEEN_LINES: Final = 30.0
"""Seconds between two lines about the progress."""
BETWEEN_STATES: Final = 1.0


class StatusLog:
    """Status and log of one run. A disk that refuses them does not end the study: only the parts are essential.

    In the status, `planned` and `done` count citizens, once for each design and replication (once for all designs if
    only tallies are stored), earlier runs included; `tasks_missing` and `tasks_done` count the tasks of this run.
    """

    def __init__(self, folder: Path, command: str, say: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self.say = say
        self.content: dict[str, Any] = {
            "software": SOFTWARE,
            "state": "unfinished",
            "planned": None,
            "done": None,
            "tasks_missing": None,
            "tasks_done": 0,
            "failed": [],
            "began_at": now(),
            "updated_at": now(),
            "command": command,
        }
        self.line_at = self.state_at = 0.0
        self.failures: list[dict[str, str]] = []

    def begin(self) -> None:
        """Opens the log of this run."""
        self.write_state()
        self.log_line(f"begun: {self.content['command']}")

    def advanced(self, pace: StudyProgress) -> None:
        """Records the progress, though not at every task."""
        self.content |= {"planned": pace.before + pace.of_citizens, "done": pace.before + pace.citizens}
        self.content |= {"tasks_missing": pace.of_tasks, "tasks_done": pace.tasks}
        at, last = time.monotonic(), pace.tasks in {0, pace.of_tasks}
        # Tasks may finish many times a second.
        if last or at - self.state_at >= BETWEEN_STATES:
            self.state_at = at
            self.write_state()
        if last or at - self.line_at >= BETWEEN_LINES:
            self.line_at = at
            self.log_line(str(pace))

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        """Records a task that failed."""
        self.log_line(f"{failure}{' It is tried once more.' if again else ''}\n{failure.traceback.rstrip()}")
        if not again:
            named = {"task": failure.task.words, "stage": failure.stage, "reason": failure.reason}
            self.failures.append(named)
            self.content["failed"] = self.failures
            self.write_state()

    def began(self, what: str) -> None:
        """Records nothing: stages are short."""

    def log_line(self, line: str) -> None:
        """Adds a line to the log."""
        written = visible(f"{now()} {line}")
        with contextlib.suppress(OSError), (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(written + "\n")
        if self.say is not None:
            self.say(written)

    def end(self, state: State, line: str) -> None:
        """Records how the run ended."""
        self.content["state"] = state
        self.write_state()
        self.log_line(line)

    def ended_by(self, error: BaseException) -> None:
        """Records the error that ended the run early."""
        interrupted = isinstance(error, KeyboardInterrupt | StudyInterruptedError)
        self.end("interrupted" if interrupted else "failed", str(error) or type(error).__name__)

    def write_state(self) -> None:
        """Writes the status, completely or not at all."""
        self.content["updated_at"] = now()
        text = json.dumps(self.content, indent=2, ensure_ascii=False) + "\n"
        # Not flushed: only the parts are essential.
        with contextlib.suppress(OSError):
            write_whole(self.folder / STATUS, text.encode(), flushed=False)


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
