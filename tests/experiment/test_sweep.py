from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError, UsageError
from sim.experiment.part_store import MemoryStore
from sim.experiment.result_tables import response_rows, responses_table
from sim.experiment.runner import RunSettings, perform_studies, run
from sim.experiment.sweep import grid, listed, points_table, split, sweep_table
from sim.report.sweeps import render
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, scenarios_at, small

SETTINGS = ("population.size=20", "compare.designs=[opaque, sender]")


def test_a_grid_holds_every_combination() -> None:
    assert grid(["a.b=1,2", "c=[x, y], {k: 1, l: 2}", "d='p,q'"]) == [
        {"a.b": a, "c": c, "d": "'p,q'"} for a in ("1", "2") for c in ("[x, y]", "{k: 1, l: 2}")
    ]
    assert split('5 min,(1,2),"a,\'b"') == ["5 min", "(1,2)", '"a,\'b"']


@pytest.mark.parametrize("over", ["a", "a=", "=1", "a=1,,2", "a=1,"])
def test_an_over_without_a_path_or_a_value_is_refused(over: str) -> None:
    with pytest.raises(UsageError, match=r"--over has the form path=a,b,c.*found "):
        grid([over])
    with pytest.raises(UsageError, match="names a twice"):
        grid(["a=1", "a=2"])


def test_points_are_listed_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text('\ufeffpopulation.dormant,compare.designs\n0.1,"[opaque, paper]"\n0.2,\n')
    assert listed(file) == [
        {"population.dormant": "0.1", "compare.designs": "[opaque, paper]"},
        {"population.dormant": "0.2", "compare.designs": ""},
    ]
    one, other = scenarios_at(listed(file), SHIPPED, settings=SETTINGS)
    assert one.compare.designs == ("opaque", "paper")
    assert other.compare.designs == ("opaque", "sender")


def test_a_blank_line_is_passed_over_among_columns_and_an_empty_cell_is_a_point(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("seed,horizon\n1,\n\n  \n2,90 days\n\n")
    assert listed(file) == [{"seed": "1", "horizon": ""}, {"seed": "2", "horizon": "90 days"}]
    file.write_text('seed\n1\n""\n')
    assert listed(file) == [{"seed": "1"}, {"seed": ""}]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('seed\n"1\n2\n', "a quotation mark of this row is never closed"),
        ('seed\n"1"2\n', "cannot be read as CSV"),
        ("seed\n1\n\n2\n", r"points\.csv:3: a blank line"),
        ("seed\n1\n \n", r"points\.csv:3: a blank line"),
        ("seed\n1\n\n", r"points\.csv:3: a blank line"),
        ("a,b\n\n", "and a line for each point"),
        ("", "needs a first line of paths"),
        ("a,b\n", "and a line for each point"),
        ("a,a\n1,2\n", "each once"),
        ("a,b\n1,2\n1\n", r"points\.csv:3: found 1 values, and there are 2 paths"),
    ],
)
def test_a_file_of_points_that_is_not_right_is_told(tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "points.csv"
    file.write_text(content)
    with pytest.raises(UsageError, match=complaint):
        listed(file)
    with pytest.raises(UsageError, match="cannot be read as CSV"):
        listed(tmp_path / "none.csv")


def test_a_point_with_an_unknown_path_is_told() -> None:
    with pytest.raises(ScenarioError, match="there is no 'dormnt' to set"):
        scenarios_at(grid(["population.dormnt=0.1"]), SHIPPED)


def test_every_point_says_what_its_own_study_says() -> None:
    points = grid(["seed=1,2", "population.size=20,30"])
    scenarios = scenarios_at(points, SHIPPED, settings=SETTINGS)
    part_store = MemoryStore()
    studies = perform_studies(scenarios, part_store, RunSettings(simulate, workers=1, citizens_per_task=10))
    # The larger population holds the smaller one: two seeds, two designs, three tasks of ten citizens.
    assert len(part_store.held) == 12
    for scenario, study in zip(scenarios, studies, strict=True):
        assert responses_table(study.analysis).csv() == responses_table(run(scenario, engine=simulate).analysis).csv()
    lines = sweep_table(points, studies).csv().splitlines()
    assert lines[0].startswith("seed,population.size,group,citizens,design,response,")
    assert len(lines) == 1 + sum(len(list(response_rows(study.analysis))) for study in studies)
    assert lines[1].startswith("1,20,all,20,opaque,effort_minutes,")


def test_a_value_stands_under_its_own_path_whatever_the_order_of_a_point() -> None:
    points = [{"seed": "1", "population.size": "20"}, {"population.size": "30", "seed": "2"}, {"horizon": "90 days"}]
    scenarios = scenarios_at(points, SHIPPED, settings=SETTINGS)
    studies = perform_studies(scenarios, MemoryStore(), RunSettings(simulate, workers=1, citizens_per_task=30))
    assert points_table(points).csv() == "seed,population.size,horizon\n1,20,\n2,30,\n,,90 days\n"
    lines = sweep_table(points, studies).csv().splitlines()
    assert lines[0].startswith("seed,population.size,horizon,group,citizens,design,response,")
    firsts = [next(line for line in lines if line.startswith(start)) for start in ("1,20,,all,", "2,30,,all,", ",,90")]
    assert [line.split(",")[4] for line in firsts] == ["20", "30", "20"]  # citizens
    printed = render(points, [study.analysis for study in studies], ["logins"], width=120).splitlines()
    assert printed[1].split()[:3] == ["seed", "population.size", "horizon"]


def test_the_points_of_a_sweep_read_back_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    points = [{"title": '"a, b"', "seed": "1"}, {"title": '""'}]
    file.write_text(points_table(points).csv(), encoding="utf-8")
    assert listed(file) == [{"title": '"a, b"', "seed": "1"}, {"title": '""', "seed": ""}]


@pytest.mark.long
def test_workers_are_given_the_scenario_of_each_point() -> None:
    scenarios = [small(40, designs="opaque", seed=seed) for seed in (1, 2)]
    here = perform_studies(scenarios, MemoryStore(), RunSettings(simulate, workers=1, citizens_per_task=10))
    there = perform_studies(scenarios, MemoryStore(), RunSettings(simulate, workers=2, citizens_per_task=10))
    tables = [[study.tables["opaque"]["logins"].tolist() for study in studies] for studies in (here, there)]
    assert tables[0] == tables[1]
    assert tables[0][0] != tables[0][1]
