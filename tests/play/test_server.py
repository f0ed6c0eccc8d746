"""The page over HTTP: who is answered, who is refused, and what happens when much is asked for at once."""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from sim.cli import cli
from sim.errors import UsageError
from sim.play import answer_queue
from sim.play.played_study import PlayedStudy
from sim.play.server import listening
from tests.play.conftest import MOST, free_port, served

PATIENCE = 300


def asked(
    port: int, path: str, headers: dict[str, str] | None = None, *, method: str = "GET"
) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), {key.lower(): value for key, value in answer.getheaders()}
    connection.close()
    return found


def answers(port: int, *said: tuple[str, str], tab: str = "one") -> list[dict[str, Any]]:
    status, text, _ = asked(port, f"/answers?{urlencode([*said, ('tab', tab)])}")
    assert status == 200
    return [json.loads(line) for line in text.splitlines()]


def test_an_answer_grows_to_its_end(port: int) -> None:
    found = answers(port, ("design", "wmebv"))
    assert found[-1]["kind"] == "done"
    last = found[-2]
    assert last["citizens"] == MOST
    assert last["points"] == {"done": 6, "of": 6, "sought": True}
    assert all(row["band"] for row in last["differences"])
    assert [row["name"] for row in last["differences"]] == ["missed_share", "effort_minutes", "logins", "fees_eur"]
    assert last["life"]["message"]["apart"]
    assert len(last["rests"]) == 6


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.:{port}", ""]
)
def test_another_host_name_is_refused(port: int, host: str) -> None:
    for path in ("/", "/answers", "/study", "/copy", "/page.js"):
        status, text, _ = asked(port, path, {"Host": host.format(port=port)})
        assert status in {400, 403}
        assert "design" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ],
)
def test_another_page_is_refused(port: int, headers: dict[str, str]) -> None:
    sent = {key: value.format(port=port) for key, value in headers.items()}
    assert asked(port, "/answers?design=wmebv", sent)[0] == 403
    assert asked(port, "/study", sent)[0] == 403


def test_a_link_from_elsewhere_opens_the_page(port: int) -> None:
    navigating = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    status, text, headers = asked(port, "/?design=wmebv", navigating)
    assert status == 200
    assert "<!DOCTYPE html>" in text
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert asked(port, "/answers", navigating)[0] == 403


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/page.css/../../state.py", "/%2e%2e/state.py", "/etc/passwd", "/docs"]
)
def test_no_other_file_is_read(port: int, path: str) -> None:
    assert asked(port, path)[0] == 404


def test_nothing_is_changed_by_asking(port: int, folder: Path) -> None:
    assert asked(port, "/answers", method="POST")[0] == 405
    status, text, _ = asked(port, f"/copy?{urlencode({'design': 'wmebv', 'size': 100})}")
    assert status == 200
    assert json.loads(text).keys() == {"file", "command"}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("language", "said"), [("en", "how people pay"), ("nl", "hoe mensen betalen")])
def test_every_number_says_to_what_it_belongs_in_the_language_of_the_reader(
    port: int, language: str, said: str
) -> None:
    _, text, _ = asked(port, f"/study?lang={language}")
    parts = {each["name"]: each["part"] for each in json.loads(text)["numbers"]}
    assert all(parts.values())
    assert parts["acting.pays_at_once"].startswith(said)


@pytest.mark.parametrize("size", ["0", "-1", "1e3", "9" * 50, "x", "²"])
def test_a_size_that_is_none_is_refused(port: int, size: str) -> None:
    status, text, _ = asked(port, f"/copy?{urlencode({'size': size})}")
    assert status == 400
    assert "size is a whole number" in json.loads(text)["message"]


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("design", "x" * 500, "There is no design"),
        ("contacts", '[{"name": "a", "channel": "pigeon"}]', "pigeon"),
        ("contacts", '[{"name": "a", "channel": "email", "when": {"unread_for": "1e9 days"}}]', "expected a span"),
        ("contacts", '[{"name": "../../x", "channel": "email"}]', "a name starts"),
        ("contacts", '[{"channel": "email"}]', "name"),
        ("number", "population.dormant:1", "lies from"),
    ],
)
def test_bad_input_is_answered_in_words(port: int, key: str, value: str, found: str) -> None:
    (only,) = [each for each in answers(port, (key, value)) if each["kind"] != "waiting"]
    assert only["kind"] == "refused"
    assert found in only["message"]
    assert len(only["message"]) < 5_000


@pytest.mark.long
def test_only_the_newest_wish_of_a_tab_is_served_and_every_tab_is(port: int, played: PlayedStudy) -> None:
    answers(port)  # everything is compiled
    low, high = played.factors["population.dormant"].low, played.factors["population.dormant"].high
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}

    def drag(tab: str, place: int) -> None:
        value = low + (high - low) * (place + (0.5 if tab == "two" else 0.0)) / 40
        found[tab, place] = answers(port, ("number", f"population.dormant:{value}"), tab=tab)

    threads = [threading.Thread(target=drag, args=(tab, place)) for place in range(12) for tab in ("one", "two")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    ends = {key: listed[-1]["kind"] for key, listed in found.items()}
    assert len(ends) == len(threads)
    assert set(ends.values()) <= {"done", "superseded"}
    assert all("done" in {kind for (tab, _), kind in ends.items() if tab == one} for one in ("one", "two"))
    assert list(ends.values()).count("superseded") >= len(threads) // 2


def test_every_colour_that_the_style_names_is_defined(port: int) -> None:
    status, style, _ = asked(port, "/page.css")
    assert status == 200
    always = "".join(re.findall(r"^:root \{(.*?)\}", style, re.MULTILINE | re.DOTALL))  # and in no medium alone
    assert set(re.findall(r"var\((--[\w-]+)", style)) - set(re.findall(r"(--[\w-]+):", always)) == {"--grade"}


def test_answers_on_their_way_end_at_once_and_quietly_when_the_program_does(
    played: PlayedStudy, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    going_on = threading.Event()
    monkeypatch.setattr(answer_queue, "warm", lambda *_: going_on.wait(PATIENCE))
    with served(played, folder) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/answers?tab=one")
        answer = connection.getresponse()
        assert json.loads(answer.readline()) == {"kind": "waiting"}
        began_at = time.monotonic()
    ended_after = time.monotonic() - began_at
    going_on.set()
    with contextlib.suppress(http.client.IncompleteRead):
        assert answer.read() == b""
    connection.close()
    assert ended_after < 0.9  # uvicorn would wait for a second
    assert [each.getMessage() for each in caplog.records if each.name.startswith("uvicorn")] == []


def interrupted(study: Path, until: str, **environment: str) -> tuple[int, str]:
    """The exit code of a program that is interrupted once it has answered like this, and all that it printed."""
    port = free_port()
    words = [sys.executable, "-m", "sim", "play", str(study), "--no-browser", "--port", str(port)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment}
    ) as program:
        assert program.stdout is not None
        assert "Ctrl+C ends it." in program.stdout.readline()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/answers?tab=one")
        answer = connection.getresponse()
        while f'"kind": "{until}"' not in answer.readline().decode():
            assert program.poll() is None
        program.send_signal(signal.SIGINT)
        said, _ = program.communicate(timeout=PATIENCE)
        connection.close()
    return program.returncode, said


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_ends_it_in_one_line_while_it_compiles_and_while_it_simulates(small: Path, tmp_path: Path) -> None:
    fresh = {"NUMBA_CACHE_DIR": str(tmp_path / "numba"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert interrupted(small, "waiting", **fresh) == (130, "Interrupted.\n")
    assert interrupted(small, "answer") == (130, "Interrupted.\n")


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.cli.play.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"starlette and uvicorn, which are not installed: pip install '.*\[play\]'"):
        CliRunner().invoke(cli, ["play", str(small)], catch_exceptions=False)


def test_a_port_that_is_taken_is_named(port: int) -> None:
    with pytest.raises(UsageError, match=f"Port {port} cannot be used"):
        listening(port)
