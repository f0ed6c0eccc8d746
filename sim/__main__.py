"""Entry point of `mbsim` and `python -m sim`."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from types import FrameType

from sim.errors import NO_MEMORY, lacks_memory


def leave(_number: int, _frame: FrameType | None) -> None:
    """Handle an interrupt while the command line is still being loaded: end the process without a traceback."""
    # Straight to the file descriptor and out: while modules are half loaded, neither buffers nor
    # exit handlers can be relied on.
    os.write(2, b"Interrupted.\n")
    os._exit(130)


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, leave)
    # Nearly all objects live to the end. Searching them for cycles as often as Python does by default took an eighth of
    # the processor time of a small study, which now ends before the first search.
    gc.set_threshold(1_000_000, 50, 50)
    try:
        from sim.cli import main as run  # noqa: PLC0415  # loading takes a moment, in which an interrupt may come
    except Exception as error:
        if not lacks_memory(error):
            raise
        sys.exit(f"Error: {NO_MEMORY}")
    # Python searches all objects once more before it ends, a twelfth of the time of a small study, and frees what ends
    # with the process anyway. What is frozen is not searched.
    atexit.register(gc.freeze)
    run(whole_process=True)


if __name__ == "__main__":
    main()
