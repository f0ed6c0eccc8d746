"""The queue of answers: one simulation at a time, and of every tab of a browser only the newest request."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sim.errors import SimError
from sim.play.answers import Json, answer_of
from sim.play.growing_study import MANY, GrowingStudy, warm
from sim.play.played_study import PlayedStudy
from sim.play.state import State, first_state

Found = TypeVar("Found")
MOST_TABS: Final = 16
MOST_KEPT: Final = 6
"""Studies whose citizens are kept: those of the last states, so that going back to one costs nothing."""
ERROR: Final = "Something went wrong that nobody expected: {}. Go back in the browser, or open the page again."


class SupersededError(Exception):
    """A newer wish of the same tab has come."""


class EndedError(Exception):
    """The program ends, and no more answers are given."""


class AnswerQueue:
    """The studies of all tabs, which take turns: a step of one follows a step of another."""

    def __init__(self, played: PlayedStudy) -> None:
        self.played = played
        self.wishes: OrderedDict[str, object] = OrderedDict()
        """The newest wish of each tab."""
        self.kept: OrderedDict[State, GrowingStudy] = OrderedDict()
        self.warmed: asyncio.Task[None] | None = None
        self.ended = asyncio.Event()
        """Set once the program ends: an answer that is awaited then is given up."""
        # One thread each: simulations take turns, and a question about a study does not wait for one.
        self._simulating = ThreadPoolExecutor(1, "simulating")
        self._thinking = ThreadPoolExecutor(1, "thinking")

    def begin(self) -> None:
        """Compiles what simulates, if it was not compiled before; called once the program serves."""
        if self.warmed is None:
            self.warmed = asyncio.ensure_future(
                self.on(self._simulating, warm, self.played, first_state(self.played.scenario))
            )

    @property
    def is_warm(self) -> bool:
        """True if an answer can be given at once, because compilation has finished."""
        return self.warmed is not None and self.warmed.done()

    async def answers(self, state: State, tab: str) -> AsyncIterator[Json]:
        """Successive answers for a state as it grows; ends when the tab makes a newer request, or the program ends."""
        wish = self.wishes[tab] = object()
        self.wishes.move_to_end(tab)
        # Whoever asks names the tab, so the number of tabs is bounded.
        while len(self.wishes) > MOST_TABS:
            self.wishes.popitem(last=False)
        try:
            if not self.is_warm:
                yield {"kind": "waiting"}
                await self.ready()
            async for answer in self.steps(state, tab, wish):
                yield {"kind": "answer", **answer}
            yield {"kind": "done"}
        except SupersededError:
            yield {"kind": "superseded"}
        except EndedError:
            # Nothing more is said, so that the page knows that the program is gone.
            return
        except SimError as error:
            yield {"kind": "refused", "message": str(error)}
        except Exception as error:
            # A page that is told nothing would seem to hang.
            yield {"kind": "refused", "message": ERROR.format(f"{type(error).__name__}: {error}")}

    async def ready(self) -> None:
        """Waits for what simulates to be compiled; who stops waiting does not stop that."""
        self.begin()
        assert self.warmed is not None  # noqa: S101  (it has begun)
        await self.unless_ended(asyncio.shield(self.warmed))

    async def steps(self, state: State, tab: str, wish: object) -> AsyncIterator[Json]:
        """An answer after every step of a study."""

        async def step(what: Callable[[], Found], *, thinking: bool = False) -> Found:
            self.require(tab, wish)
            threads = self._thinking if thinking else self._simulating
            return await self.unless_ended(self.on(threads, lambda: self.wanted(tab, wish, what)))

        growing = await step(lambda: self.begun(state))
        yield answer_of(growing)
        few = min(MANY, self.played.most)
        while growing.citizens < few:
            await step(growing.grow)
            yield answer_of(growing)
        if growing.life is None:
            await step(growing.find_example_life)
            yield answer_of(growing)
        if not growing.points_drawn:
            await step(growing.draw_points, thinking=True)
            yield answer_of(growing)
        while growing.awaits_points:
            await step(growing.simulate_points)
            yield answer_of(growing)
        if growing.unknown is None and growing.points is not None:
            await step(growing.conclude, thinking=True)
            yield answer_of(growing)
        while not growing.is_grown:
            await step(growing.grow)
            yield answer_of(growing)

    def require(self, tab: str, wish: object) -> None:
        """Raises `SupersededError` if a newer wish of the tab has come."""
        if self.wishes.get(tab) is not wish:
            raise SupersededError

    def wanted(self, tab: str, wish: object, what: Callable[[], Found]) -> Found:
        """Does something unless a newer wish came while it waited for its turn."""
        self.require(tab, wish)
        return what()

    def begun(self, state: State) -> GrowingStudy:
        """The study of a state, of which some citizens have lived; those not asked for longest are let go."""
        growing = self.kept.get(state) or GrowingStudy(self.played, state)
        if not growing.citizens:
            growing.grow()
        self.kept[state] = growing
        self.kept.move_to_end(state)
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)
        return growing

    async def unless_ended(self, awaited: Awaitable[Found]) -> Found:
        """The result of something that is awaited. Raises `EndedError` if the program ends before there is one."""
        doing, ending = asyncio.ensure_future(awaited), asyncio.ensure_future(self.ended.wait())
        try:
            await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise EndedError
            return doing.result()
        finally:
            doing.cancel()
            ending.cancel()

    async def think(self, what: Callable[[], Found]) -> Found:
        """Does something that simulates nothing, beside whatever is simulated."""
        return await self.on(self._thinking, what)

    async def on(self, threads: ThreadPoolExecutor, what: Callable[..., Found], *given: object) -> Found:
        """Does something on a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(threads, what, *given)

    def close(self) -> None:
        """Lets go of the threads; what is half done is not waited for."""
        for each in (self._simulating, self._thinking):
            each.shutdown(wait=False, cancel_futures=True)
