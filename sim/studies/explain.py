"""Explanation of one citizen's life under two designs, with the reasons of every decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.errors import UsageError
from sim.outcomes.biography import life_pair
from sim.outcomes.finding import conditions_of, designs_asked, find, why_found
from sim.outcomes.life import LifePair
from sim.report.timeline.json_document import Json, document_of
from sim.report.timeline.narrative import sentences_of
from sim.report.timeline.svg import svg_of
from sim.report.timeline.text import text_of
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.studies.arguments import checked
from sim.studies.request import AnyScenario, scenario_request

SHOWN: Final = 3
"""Number of messages shown in full by default."""
TOGETHER: Final = (
    "Citizens meet in the queue of the helpdesk, so all {count:,} of the replication were simulated together for this."
)


@dataclass(frozen=True)
class Explanation:
    """One citizen's life under two designs, as `sim.explain` returns it.

    Both lives have the same messages and the same random draws, so that every difference follows from the designs.

    >>> import sim
    >>> explanation = sim.explain("mijnoverheid-2016", 7, ["opaque", "paper"], everything=True)
    >>> explanation.pair.designs
    ('opaque', 'paper')
    """

    pair: LifePair
    cases: tuple[int, ...]
    """Numbers of the messages that are shown, in order."""
    why: str = ""
    """Reason for the choice of this citizen."""

    @checked()
    def text(self, width: int = 80, *, colour: bool = False) -> str:
        """The explanation as text for a terminal, with lines of at most `width` characters (at least 80).

        `colour` adds the escape codes of a terminal.

        >>> max(map(len, explanation.text(72).splitlines())) <= 72
        True
        """
        return text_of(self.pair, self.cases, why=self.why, width=width, colour=colour)

    def svg(self) -> str:
        """The explanation as one SVG document.

        It needs no other file, and has the same bytes each time.

        >>> explanation.svg().startswith("<svg"), explanation.svg() == explanation.svg()
        (True, True)
        """
        return svg_of(self.pair, self.cases, why=self.why)

    def to_dict(self) -> dict[str, Json]:
        """The explanation as a mapping; `sim.report.timeline.json_document` defines its keys.

        It can be written as JSON. Times are Dutch local times with their offset, money is in cents and effort in
        seconds.

        >>> sorted(explanation.to_dict())[:3]
        ['apart', 'citizen', 'designs']
        """
        return document_of(self.pair, self.cases, self.why)

    def sentences(self) -> tuple[str, ...]:
        """The most informative message in a few sentences.

        Empty if no message of the citizen differs between the designs.

        >>> all(isinstance(each, str) for each in explanation.sentences())
        True
        """
        return sentences_of(self.pair, self.cases[0] if self.cases else None)

    def __repr__(self) -> str:
        """The citizen, designs and messages in one line."""
        one, other = self.pair.designs
        return f"<Explanation of citizen {self.pair.citizen} under {one} and {other}: messages {list(self.cases)}>"


@checked()
def explain(
    scenario: AnyScenario,
    citizen: int | None = None,
    designs: Sequence[str] = (),
    *,
    replication: int = 0,
    conditions: str = "",
    case: int | None = None,
    everything: bool = False,
) -> Explanation:
    """Explains one citizen's life under two designs, of which the first is the reference.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `citizen`: number of the citizen, from 0. Without it, the first citizen who meets `conditions`, or else the one
      whose life shows most about the two designs.
    - `designs`: two designs; by default the reference and the first that is compared with it.
    - `replication`: number of the simulated history, from 0.
    - `conditions`: such as `"missed-under=opaque,not-under=wmebv,segment=age-20-40"`.
    - `case`: number of a single message to show, from 1; `everything` shows all of them. By default the three most
      informative ones are shown.

    Returns an `Explanation`. Raises `UsageError` for a citizen, design, message or condition that does not exist, and
    `StudyError` if nobody meets the conditions.

    >>> import sim
    >>> explanation = sim.explain("mijnoverheid-2016.yaml", 7, ["opaque", "paper"], everything=True)
    >>> explanation.pair.citizen, explanation.pair.designs
    (7, ('opaque', 'paper'))
    >>> story = explanation.text()
    """
    if citizen is not None and conditions:
        raise UsageError("Either a citizen is named or one is found by conditions, not both.")
    if case is not None and everything:
        raise UsageError("Either one message is shown (case) or everything is, not both.")
    whole = scenario_request(scenario).scenario
    wanted = conditions_of(conditions, whole) if conditions else ()
    # Conditions name designs too, and a life under others would not show what was asked for.
    chosen = two_designs(whole, designs or designs_asked(wanted))
    require_number(replication, whole.replications, "replication")
    why = ""
    if citizen is None:
        found = find(whole, chosen, wanted, replication=replication)
        citizen, why = found.citizen, why_found(found, chosen)
    require_number(citizen, whole.population.size, "citizen")
    pair = life_pair(whole, citizen, chosen, replication)
    if pair.together > 1:
        why = f"{why} {TOGETHER.format(count=pair.together)}".strip()
    return Explanation(pair, cases_of(pair, case, everything=everything), why)


def two_designs(scenario: Scenario, designs: Sequence[str]) -> tuple[str, str]:
    """The two designs to show: those named, or the reference and the first that is compared with it."""
    for name in designs:
        require_known(name, scenario.designs, "There is no design {}", "The scenario has")
    compared = dict.fromkeys((scenario.compare.reference, *scenario.compare.designs, *scenario.designs))
    named = tuple(dict.fromkeys(designs))
    if len(named) > 2 or len(named) < len(designs):
        raise UsageError(f"A life is shown under two different designs; found {', '.join(designs)}.")
    # One design that is named is put beside the reference; the reference itself beside the next.
    chosen = named if len(named) == 2 else tuple(dict.fromkeys((scenario.compare.reference, *named, *compared)))[:2]
    if len(chosen) < 2:
        raise UsageError(f"A life is shown under two designs, and the scenario has only {chosen[0]}.")
    return chosen[0], chosen[1]


def require_number(number: int, count: int, what: str) -> None:
    """Raises `UsageError` if there is no such citizen or replication."""
    if not 0 <= number < count:
        raise UsageError(f"There is no {what} {number}: the scenario has 0 to {count - 1}.")


def cases_of(pair: LifePair, case: int | None, *, everything: bool) -> tuple[int, ...]:
    """The messages to show, in order."""
    if case is not None:
        if not 1 <= case <= len(pair.pairs):
            raise UsageError(f"There is no message {case}: citizen {pair.citizen} has 1 to {len(pair.pairs)}.")
        return (case,)
    if everything:
        return tuple(story.case for story, _ in pair.pairs)
    return tuple(story.case for story, _ in pair.differing[:SHOWN])
