from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.report.figures.lettering import ABSENT, broken_path, drawable, ending, shortened, width_of, wrapped

WORDS = st.lists(st.text("abcWi-_", min_size=1, max_size=40), min_size=1, max_size=12)


def test_wide_letters_are_wide() -> None:
    assert width_of("W" * 10) > 2 * width_of("i" * 10) > 0.0
    assert width_of("word", weight="bold") > width_of("word")
    assert width_of("word", 18.0) > 1.9 * width_of("word", 9.0)


@given(WORDS)
def test_every_line_fits_and_no_letter_is_lost(words: list[str]) -> None:
    lines = wrapped(" ".join(words), 1.0)
    assert all(width_of(line) <= 1.0 for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)


def test_a_long_name_is_cut_after_a_hyphen() -> None:
    assert wrapped("the-sender-and-nothing-but-the-sender", 1.5) == ["the-sender-and-nothing-", "but-the-sender"]
    assert wrapped("", 1.0) == [""]


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert shortened("opaque", 1.0) == "opaque"
    short = shortened("opaque" * 9, 1.0)
    assert short.endswith("…")
    assert "opaque" in short
    assert width_of(short) <= 1.0


def test_letters_that_the_font_lacks_are_marked_and_control_letters_are_gone() -> None:
    assert drawable("Één\tpost\x1b[31m\n漢") == f"Één post [31m {ABSENT}"


def test_a_path_is_broken_behind_dots_and_only_where_it_must_be() -> None:
    path = "senders.*.message_types.*.also_on_paper"
    assert broken_path(path, 9.0) == [path]
    lines = broken_path(path, 1.2)
    assert len(lines) > 2
    assert "".join(lines) == path
    assert all(line.endswith(".") for line in lines[:-1])
    assert all(width_of(line) <= 1.2 for line in lines)
    assert "".join(broken_path("w" * 50, 1.0)) == "w" * 50


def test_the_end_of_a_path_is_kept() -> None:
    path = "behaviour.channels.email.looks_before_lost"
    assert ending(path, 9.0) == path
    short = ending(path, 1.5)
    assert short.startswith("…")
    assert short.endswith("looks_before_lost")
    assert width_of(short) <= 1.5
