"""The page over HTTP, on the loopback interface of this machine only.

Whatever a browser of this machine opens may send requests here. So a request is refused unless it names this server as
its host, which a name that was bent to the loopback address does not, and unless it comes from this page.
"""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.errors import SimError, UsageError
from sim.notation import printable
from sim.play.answer_queue import AnswerQueue
from sim.play.answers import Json
from sim.play.copying import command_of, file_of
from sim.play.played_study import PlayedStudy
from sim.play.sliders import CHOICES, designs, sliders
from sim.play.state import State, address_of, first_state, state_of
from sim.play.words import LANGUAGES, PAGES, language_of, page, words
from sim.report.html.page import styled

LOOPBACK: Final = "127.0.0.1"
USUAL_PORT: Final = 8765
"""The same every time, so that an address that a colleague sends works here."""
HOSTS: Final = (LOOPBACK, "localhost")
OUR_KEYS: Final = frozenset({"lang", "tab", "size"})
"""Keys of an address that are not part of the state of the study."""
GUARDED: Final = {
    # Nothing comes from elsewhere, and no other page may frame this one and steer its clicks.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
REFUSED: Final = "This page is served to this machine only, and to no other page: open http://{}:{}/ yourself.\n"


class Guard:
    """Refuses what does not come from this page, before anything looks at it."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.port = port
        self.hosts = {f"{host}:{port}" for host in HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it with a refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = [(key.encode(), value.encode()) for key, value in GUARDED.items()]
                message = {**message, "headers": [*message.get("headers", ()), *named]}
            await send(message)

        if self.allows(Headers(scope=scope), scope["path"]):
            await self.app(scope, receive, guarded)
        else:
            refusal = PlainTextResponse(REFUSED.format(LOOPBACK, self.port), 403)
            await refusal(scope, receive, guarded)

    def allows(self, headers: Headers, path: str) -> bool:
        """True if a request names this server and comes from its page; a link from elsewhere may open the page."""
        # Another name for this machine is refused, and so is a second Host header: by a name of its own a foreign page
        # could read the answers (DNS rebinding).
        if headers.getlist("host") != [headers.get("host", "")] or headers.get("host") not in self.hosts:
            return False
        # A browser says in these headers from which page a request comes.
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin.removeprefix("http://") != headers["host"]:
            return False
        opened = path == "/" and headers.get("sec-fetch-mode", "navigate") == "navigate"
        return site in {None, "same-origin", "none"} or opened


class Pages:
    """The responses of the server to requests from the page."""

    def __init__(self, played: PlayedStudy, folder: Path) -> None:
        self.played = played
        self.folder = folder
        """Where a copied file is to be saved; nothing is written there."""
        self.queue = AnswerQueue(played)

    def app(self, port: int) -> ASGIApp:
        """The application."""

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self.queue.begin()
            yield
            self.queue.close()

        routes = [
            Route("/", self.page),
            Route("/page.js", self.script),
            Route("/page.css", self.style),
            Route("/study", self.study),
            Route("/answers", self.answers),
            Route("/copy", self.copy),
        ]
        return Guard(Starlette(routes=routes, lifespan=lifespan), port)

    async def page(self, request: Request) -> Response:
        """The page, in the language that is asked for."""
        language = language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        scenario = self.played.scenario
        facts = {"title": printable(scenario.title), "study": scenario.name, "file": str(self.played.file)}
        return Response(page(language, facts), media_type="text/html")

    async def script(self, _: Request) -> Response:
        """The script of the page."""
        return Response((PAGES / "page.js").read_text(encoding="utf-8"), media_type="text/javascript")

    async def style(self, _: Request) -> Response:
        """How the page looks: as a report does, and what it has of its own."""
        own = (PAGES / "page.css").read_text(encoding="utf-8")
        return Response(f"{styled('page.css')}\n{own}", media_type="text/css")

    async def study(self, request: Request) -> Response:
        """The designs, numbers and other choices that the page offers."""
        language = language_of(request.query_params.get("lang"))
        return JSONResponse(
            {
                "words": dict(words(language)),
                "languages": LANGUAGES,
                "designs": designs(self.played.scenario),
                "built": self.played.built,
                "choices": CHOICES,
                "numbers": sliders(self.played, language),
                "first": address_of(first_state(self.played.scenario)),
            }
        )

    async def answers(self, request: Request) -> Response:
        """Successive answers for a state as it grows, one JSON document on each line."""
        # Cut, because names of tabs are kept in memory.
        tab = request.query_params.get("tab", "")[:64]
        try:
            state = self.state(request)
        except SimError as error:
            return lines([{"kind": "refused", "message": str(error)}])
        return StreamingResponse(
            (line(each) async for each in self.queue.answers(state, tab)), media_type="application/x-ndjson"
        )

    async def copy(self, request: Request) -> Response:
        """The file and the command that make the same study."""
        try:
            state, size = self.state(request), number(request, "size", 1, self.played.most)
            found = await self.queue.think(lambda: self.copied(state, size))
        except SimError as error:
            return JSONResponse({"message": str(error)}, 400)
        return JSONResponse(found)

    def copied(self, state: State, size: int) -> Json:
        """The file and the command."""
        return {
            "file": file_of(self.played, state, size, self.folder),
            "command": command_of(self.played, state, size),
        }

    def state(self, request: Request) -> State:
        """The state that an address says."""
        said = [pair for pair in request.query_params.multi_items() if pair[0] not in OUR_KEYS]
        return state_of(said, self.played.scenario, self.played.factors)


def number(request: Request, key: str, least: int, most: int) -> int:
    """A whole number of an address; raises `UsageError` if it is none between these."""
    text = request.query_params.get(key, str(least))
    # `isdecimal` is also true of digits of other scripts, and a long number takes quadratic time to read.
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most):
        raise UsageError(f"{key} is a whole number from {least:,} to {most:,}; found {text!r:.40}.")
    return int(text)


def line(document: Json) -> str:
    """A document on one line."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"


def lines(documents: Iterable[Json]) -> Response:
    """Some documents, each on its line."""
    return Response("".join(map(line, documents)), media_type="application/x-ndjson")


def listening(port: int | None) -> socket.socket:
    """A socket of the loopback interface; without a port the usual one, or any where that is taken.

    Raises `UsageError` if the port that was asked for is taken.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Without it the port stays taken for a while after the last program on it has ended.
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, USUAL_PORT if port is None else port))
    except OSError as error:
        if port is not None:
            found.close()
            raise UsageError(f"Port {port} cannot be used: {error.strerror}. Name another with --port.") from error
        found.bind((LOOPBACK, 0))
    found.listen(64)
    return found


class PageServer(uvicorn.Server):
    """A server of the page, which ends without waiting for answers that are on their way."""

    def __init__(self, pages: Pages, port: int) -> None:
        super().__init__(
            # Without web sockets, because the guard lets pass whatever is not HTTP.
            uvicorn.Config(
                pages.app(port), log_level="error", access_log=False, server_header=False, ws="none",
                timeout_graceful_shutdown=1,
            )
        )  # fmt: skip
        self.pages = pages

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the answers first: uvicorn waits for them otherwise, and then complains that they do not end."""
        self.pages.queue.ended.set()
        await super().shutdown(sockets)


def serve(pages: Pages, bound: socket.socket) -> None:
    """Serves the page until the program is interrupted."""
    PageServer(pages, bound.getsockname()[1]).run(sockets=[bound])
