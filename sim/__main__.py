"""Entry point of `mbsim` and `python -m sim`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

from sim.errors import NO_MEMORY, lacks_memory


def leave(_number: int, _frame: FrameType | None) -> None:
    """Ends the process as quietly as later on, while the command line is still being loaded."""
    os.write(2, b"Interrupted.\n")
    os._exit(130)


def main() -> None:
    """Runs the command line."""
    signal.signal(signal.SIGINT, leave)
    # Nearly all that is made lives to the end. To look for cycles in it as often as Python does took an eighth of the
    # processor time of a small study.
    gc.set_threshold(50_000, 50, 50)
    try:
        from sim.cli import main as run  # noqa: PLC0415  # loading takes a moment, in which an interrupt may come
    except Exception as error:
        if not lacks_memory(error):
            raise
        sys.exit(f"Error: {NO_MEMORY}")
    run(whole_process=True)


if __name__ == "__main__":
    main()
