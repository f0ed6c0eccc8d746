"""Lists to choose from: the shipped studies, and the designs and responses of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.outcomes.responses import responses_of
from sim.scenario.nodes import Scalar
from sim.scenario.reading import read_file
from sim.scenario.shipped import USUAL, shipped_folder, shipped_names
from sim.studies.arguments import checked
from sim.studies.data_frames import frame, long_table
from sim.studies.request import AnyScenario, scenario_request

if TYPE_CHECKING:
    import pandas as pd


@checked()
def list_studies() -> pd.DataFrame:
    """Lists the studies that come with the program.

    Returns a DataFrame with a row for each study: its `name`, and in `title` the question that it answers.

    >>> import sim
    >>> studies = sim.list_studies().set_index("name")
    >>> studies.loc["paper-fallback", "title"]
    'A letter for what stays unread'
    """
    return frame(long_table(("name", "title"), ((name, title_of(name)) for name in shipped_names())))


def title_of(name: str) -> str:
    """The title of a study that comes with the program, from its file."""
    file = shipped_folder() / f"{name}.yaml"
    # The file alone is read: resolving every study for one line of text would take far longer.
    title = read_file(file, name).root.entries["title"].node
    return str(title.value) if isinstance(title, Scalar) else ""


@checked()
def list_designs(scenario: AnyScenario = USUAL) -> pd.DataFrame:
    """Lists the notification designs of a scenario.

    Returns a DataFrame with a row for each design: `name`, `title`, `description`, and whether it is `compared`. Raises
    `ScenarioError` if the scenario is wrong.

    >>> import sim
    >>> designs = sim.list_designs("mijnoverheid-2016")
    >>> list(designs.columns)
    ['name', 'title', 'description', 'compared']
    """
    whole = scenario_request(scenario).scenario
    rows = (
        (name, design.title, design.description, name in (whole.compare.reference, *whole.compare.designs))
        for name, design in whole.designs.items()
    )
    return frame(long_table(("name", "title", "description", "compared"), rows))


@checked()
def list_responses(scenario: AnyScenario = USUAL) -> pd.DataFrame:
    """Lists the responses that a study of a scenario reports.

    Returns a DataFrame with a row for each response: `name`, `title`, `unit`, and in `better` the better direction,
    `lower` or `higher`. `better` is empty if neither is better for the citizen. Raises `ScenarioError` if the scenario
    is wrong.

    >>> import sim
    >>> responses = sim.list_responses("mijnoverheid-2016").set_index("name")
    >>> responses.loc["missed_share", ["unit", "better"]].to_list()
    ['share of invoices', 'lower']
    """
    rows = (
        (each.name, each.title, each.unit, each.better or "")
        for each in responses_of(scenario_request(scenario).scenario).values()
    )
    return frame(long_table(("name", "title", "unit", "better"), rows))
