"""What holds for all tests: examples may take their time, for the first of them may wait for the compiler."""

import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.sparing import fewer_certified

settings.register_profile("messagebox", deadline=None)
settings.load_profile("messagebox")

ADVICE = (
    "The compiled engine does not compile. What was changed in sim/rules or sim/model is to be changed in sim/kernel "
    "as well: see 'A rule' in sim/README.md. The compiler says where:"
)
SAID = "The compiled engine does not compile: see the first test that failed for it, and what to do there."
HEARD = pytest.StashKey[bool]()
"""Whether the words of the compiler were printed."""


UNASKED = 64
"""The parameter sets that a comparison has by default."""


@pytest.fixture(autouse=True, scope="session")
def no_points_unasked() -> Iterator[None]:
    """Leaves out the points of a comparison that asks for no other number of them: they would take most of the time."""
    from sim.studies.parameter_uncertainty import points_of  # noqa: PLC0415  (some tests look at what is loaded)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "sim.studies.compare.points_of",
            lambda wanted: None if wanted.scenario.compare.points == UNASKED else points_of(wanted),
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def nothing_flushed() -> Iterator[None]:
    """Leaves files to the operating system: no test takes the power away, and waiting for the disk took minutes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


MOST_PARSED = 300
"""The texts that are kept as they were parsed: those that were read last, so that shipped scenarios stay."""


@pytest.fixture(autouse=True, scope="session")
def parsed_once() -> Iterator[None]:
    """Parses the same YAML once in a process, wherever it lies: that took a third of the time of many tests."""
    from ruamel.yaml.events import Event  # noqa: PLC0415  (some tests look at what is loaded)

    from sim.scenario import reading  # noqa: PLC0415  (as above)

    parse, kept = reading._events, dict[str, list[Event]]()

    def events(text: str) -> Iterator[Event]:
        if text in kept:
            kept[text] = kept.pop(text)  # the last again
            yield from kept[text]
            return
        found = []
        for event in parse(text):
            found.append(event)
            yield event
        # Only here, since reading stops early in what is not a scenario.
        kept[text] = found
        if len(kept) > MOST_PARSED:
            del kept[next(iter(kept))]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_events", events)
        yield


@pytest.fixture(autouse=True, scope="session")
def fewer_certified_unasked() -> Iterator[None]:
    """Certifies studies on fewer citizens where no number of them is asked for."""
    with fewer_certified():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-golden` writes anew what was looked at, before it is compared."""
    parser.addoption("--write-golden", action="store_true", help="write golden files anew; read them before committing")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Says what to do before the long words of the compiler, which are heard once; it fails all that simulate."""
    report = yield
    if call.excinfo is not None and type(call.excinfo.value).__module__ == "numba.core.errors":
        words = f"{ADVICE}\n{report.longrepr}"
        report.longrepr = SAID if item.config.stash.get(HEARD, False) else words
        item.config.stash[HEARD] = True
    return report
