from __future__ import annotations

import shlex

from sim.shell import typed

COMMAND = ("mbsim", "run", "my studies\\one.yaml", "--set", "population.size=5", "--margin", "missed_share 1 pp")


def test_a_posix_shell_gives_the_words_back() -> None:
    assert tuple(shlex.split(typed(COMMAND, windows=False))) == COMMAND


def test_windows_has_double_quotes_and_plain_backslashes() -> None:
    line = 'mbsim run "my studies\\one.yaml" --set population.size=5 --margin "missed_share 1 pp"'
    assert typed(COMMAND, windows=True) == line
