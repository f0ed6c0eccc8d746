"""Files are read as YAML 1.2 with every place, and no file can make the reader hang or fill the memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.scenario.nodes import Mapping, Scalar, entry_at, plain
from sim.scenario.problems import InvalidScenarioError, Place
from sim.scenario.reading import DEEPEST, LARGEST_FILE, MOST_NODES, read_bytes, read_file, read_text, scalar_value
from sim.scenario.resolution import compose

PATIENCE = 2.0


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails if the body takes longer, not counting what other processes take."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def refusal(content: bytes, patience: float = PATIENCE) -> str:
    """What is said about content that is refused, within the time a person waits."""
    with within(patience), pytest.raises(InvalidScenarioError) as caught:
        read_bytes(content, "hostile.yaml")
    assert caught.value.problems[0].place.file == "hostile.yaml"
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("12", 12),
        ("-3", -3),
        ("0o14", "0o14"),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", float("-inf")),
        ("2016-01-01", "2016-01-01"),
        ("09:00", "09:00"),
        ("1_000", "1_000"),
        ("text", "text"),
    ],
)
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    assert scalar_value(text) == value
    assert type(scalar_value(text)) is type(value)


def test_every_key_and_value_knows_its_place() -> None:
    root = read_text("a: 1\nb:\n  - x\n  -  {c: 'd'}\n", "file.yaml").root
    assert plain(root) == {"a": 1, "b": ("x", {"c": "d"})}
    assert root.entries["a"].place == Place("file.yaml", 1, 1)
    assert root.entries["a"].node.place == Place("file.yaml", 1, 4)
    deep = entry_at(root, ["b", 1, "c"])
    assert deep is not None
    assert deep.place == Place("file.yaml", 4, 7)
    assert deep.node == Scalar("d", Place("file.yaml", 4, 10))


def test_all_duplicate_keys_are_told_together() -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        read_text("a: 1\na: 2\nb: {c: 1, c: 2}\n", "file.yaml")
    assert [problem.place.line for problem in caught.value.problems] == [2, 3]


def test_a_byte_order_mark_is_skipped() -> None:
    assert plain(read_bytes(b"\xef\xbb\xbfa: 1\n", "file.yaml").root) == {"a": 1}


def test_a_megabyte_of_nonsense_is_refused_at_once() -> None:
    assert "larger than" in refusal(os.urandom(1 << 20))
    assert "larger than" in refusal(b"a: [b, c]\n" * 100_000)


@pytest.mark.parametrize(
    "seed", [b"a: b\n", b"- ", b"[", b"{", b'"', b"&a ", b"*a ", b"? ", b"%", b"!!x ", b"| \n", b"\xff"]
)
def test_the_largest_file_of_any_monotony_is_refused_in_bounded_time(seed: bytes) -> None:
    content = (seed * LARGEST_FILE)[:LARGEST_FILE]
    assert "hostile.yaml:" in refusal(content, patience=4 * PATIENCE)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert f"more than {MOST_NODES} values" in refusal("\n".join(lines).encode())


def test_ten_thousand_levels_are_refused() -> None:
    assert "nested deeper" in refusal(b"a: " + b"[" * 10_000 + b"]" * 10_000)
    assert "nested deeper" in refusal(b"a: " + b"{b: " * 10_000)
    assert "nested deeper" in refusal(b"- " * 10_000 + b"x")


def test_the_deepest_allowed_nesting_is_read() -> None:
    inside = DEEPEST - 1
    root = read_text("a: " + "[" * inside + "]" * inside, "file.yaml").root
    assert isinstance(root, Mapping)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path, told in [(tmp_path / "none.yaml", "no such file"), (tmp_path, "not a regular file")]:
        with pytest.raises(InvalidScenarioError, match=told):
            read_file(path, "shown.yaml")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless device")
def test_an_endless_device_is_not_read() -> None:
    with within(PATIENCE), pytest.raises(InvalidScenarioError, match="not a regular file"):
        read_file(Path("/dev/zero"), "zero")


def test_composing_leaves_a_file_that_was_read_before_as_it_was(tmp_path: Path) -> None:
    base, over = tmp_path / "base.yaml", tmp_path / "over.yaml"
    base.write_text("opening: {b0: 1, reads_all: 0.5}\nsenders: {a: {title: A}}\n", encoding="utf-8")
    over.write_text("extends: base.yaml\nopening: {b0: null, reads_all: 0.6}\nsenders: {a: null}\n", encoding="utf-8")
    before = plain(read_file(base, "base.yaml").root)
    compose(over, settings=("opening.b_value=2",))
    again = read_file(base, "base.yaml")
    assert again is read_file(base, "base.yaml")
    assert plain(again.root) == before
    base.write_text("opening: {b0: 7}\n", encoding="utf-8")
    assert plain(read_file(base, "base.yaml").root) == {"opening": {"b0": 7}}
