"""Pages to test with, of studies by the small engine, and a page read back as a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.outcomes.responses import Columns
from sim.report.html.facts import Facts
from sim.report.html.lives import ExampleLife
from sim.report.html.page import html_report
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import QUEUEING, small

HOSTILE = "</script></style><img src=x onerror=alert(1)> \" ' & {{ 7 * 7 }} --> \u202e\x07 end"
FACTS = Facts(
    version="0.2.0",
    commit="c0ffee",
    code_sha256="ab" * 32,
    scenario_sha256="cd" * 32,
    engine="compiled",
    certificate={"citizens": 200, "designs": ["opaque", "paper"], "events": 96_985, "fields_per_citizen": 69},
    kept="rows",
    repeat="mbsim compare resolved.yaml",
    python="3.11.7",
    libraries={"numpy": "2.0"},
    files={"responses.csv": "ef" * 32},
)
LIVES = (ExampleLife("Citizen 7", ("She missed it.",), "<svg xmlns='http://www.w3.org/2000/svg'/>", "a line of time"),)
INVOICED = ("invoices", "missed", "missed_ignored", "late", "reminded", "fees_cents", "payments", "unpaid_at_end")
VOID = frozenset({"meta", "br", "img", "input", "link", "hr", "path"})


def analysed(scenario: Scenario, **zeroed: bool) -> Analysis:
    """A study by the small engine; columns that are named hold 0."""
    tables = {design: dict(columns) for design, columns in run(scenario, engine=simulate).tables.items()}
    for columns in tables.values():
        columns |= {name: columns[name] * 0 for name in zeroed}
    shown: dict[str, Columns] = dict(tables)
    return analyse(scenario, Tally.of(scenario, shown))


@cache
def three() -> Analysis:
    """Three designs, one of them without a message box."""
    return analysed(small(300, designs="opaque, action, paper"))


@cache
def paper_wins() -> Analysis:
    """The design without a message box does best, and the reference worst."""
    return analysed(small(300, designs="sender, wmebv, paper").with_({"compare.reference": "sender"}))


@cache
def fifteen() -> Analysis:
    """Every design of the catalogue."""
    return analysed(small(80, designs=", ".join(small().designs)))


@cache
def alone() -> Analysis:
    """One design."""
    return analysed(small(60, designs="opaque"))


@cache
def queueing() -> Analysis:
    """Citizens who meet in a queue: the replication is the unit."""
    return analysed(resolve(QUEUEING).scenario)


@cache
def without_invoices() -> Analysis:
    """Nobody is sent an invoice."""
    return analysed(small(60), **dict.fromkeys(INVOICED, True))


@cache
def read_most() -> Analysis:
    """Nobody is sent an invoice, and more is read under both other designs than under the reference."""
    scenario = small(60, designs="opaque, sender, wmebv").with_({"compare.reference": "wmebv"})
    return analysed(scenario, **dict.fromkeys(INVOICED, True))


@cache
def page_of_three() -> str:
    """The page with all its sections."""
    return html_report(three(), FACTS, lives=LIVES)


@cache
def hostile() -> Analysis:
    """Every text of the scenario tries to break out."""
    scenario = small(60)
    update = {"title": HOSTILE, "description": HOSTILE}
    designs = {name: design.model_copy(update=update) for name, design in scenario.designs.items()}
    sources = {
        name: source.model_copy(update={"title": HOSTILE, "where": f"javascript:alert(1) {HOSTILE}"})
        for name, source in scenario.sources.items()
    }
    segments = {
        name: segment.model_copy(update={"title": HOSTILE}) for name, segment in scenario.population.segments.items()
    }
    rules = {name: rule.model_copy(update={"title": HOSTILE}) for name, rule in scenario.counting.items()}
    population = scenario.population.model_copy(update={"segments": segments})
    made = {"designs": designs, "sources": sources, "population": population, "counting": rules}
    return analysed(scenario.model_copy(update={**update, **made}))


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these tags, in the order of the page."""
        return [element for element in self.walk() if element.tag in tags]

    @property
    def text(self) -> str:
        """All text below."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class Tree(HTMLParser):
    """Reads a page; complains about an element that is closed where it was not opened."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree_of(page: str) -> Element:
    """The page as a tree."""
    reader = Tree()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.root


@cache
def plain_text(study: Callable[[], Analysis]) -> str:
    """The page of a study with nothing added, written once."""
    return html_report(study(), FACTS)


def plain_page(study: Callable[[], Analysis]) -> Element:
    """The same as a tree."""
    return tree_of(plain_text(study))
