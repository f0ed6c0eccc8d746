"""`mbsim play`: a page in the browser on which a study is played with."""

from __future__ import annotations

import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from sim.cli.printing import print_error
from sim.cli.studies import scenario_argument
from sim.errors import UsageError

NEEDED: Final = ("starlette", "uvicorn")
INSTALL: Final = "pip install 'messagebox-sim[play]'"


@click.command()
@scenario_argument
@click.option("--port", type=click.IntRange(1024, 65_535), help="By default 8765, or any that is free.")
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
def play_command(file: Path, port: int | None, no_browser: bool) -> None:
    """Open a page in the browser on which a study is played with.

    Two designs are compared while you build one of them and move the numbers that the answer rests on. Every difference
    has its sampling interval, which shrinks as more citizens live, and its range over the parameter uncertainty. The
    page is served to this machine only, and gives the file and the command that make the same study.

    Needs the extra: pip install 'messagebox-sim[play]'.
    """
    lacking = [each for each in NEEDED if find_spec(each) is None]
    if lacking:
        which = "which is" if len(lacking) == 1 else "which are"
        raise UsageError(f"The page is served by {' and '.join(lacking)}, {which} not installed: {INSTALL}.")
    # After the check, because the server cannot be imported without both packages.
    from sim.play.played_study import PlayedStudy
    from sim.play.server import LOOPBACK, Pages, listening, serve

    pages = Pages(PlayedStudy(file), Path.cwd())
    with listening(port) as bound:
        address = f"http://{LOOPBACK}:{bound.getsockname()[1]}/"
        print_error(f"Serving {address} to this machine. Ctrl+C ends it.")
        if not no_browser:
            # The socket already listens, so the browser may ask before the server runs.
            webbrowser.open(address)
        serve(pages, bound)
