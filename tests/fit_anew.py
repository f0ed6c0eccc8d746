"""Fits the shipped numbers anew, and tells how far the model then is off each published figure.

`python -m tests.fit_anew` writes scenarios/parts/fitted.yaml (values, ranges and standings; what figures leave open is
graded assumed wherever a study takes it), fitted-ensemble.csv, and fitted-misses.csv, and prints what README.md and
CHANGELOG.md say of the fit. `--misses` leaves the fit as it is; `--size` is that of the misses. Golden files are then
written anew as sim/README.md says.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.analysis.exploration.ordinary import analyse_in_process
from sim.analysis.exploration.question import question_of, scenarios_of
from sim.analysis.exploration.space import space_of
from sim.report.block import Block, Head, row_of
from sim.report.terminal import in_columns
from sim.scenario.schema import Scenario
from sim.scenario.targets import Target, read_targets
from sim.spreadsheets import as_csv

SCENARIOS: Final = Path(__file__).parent.parent / "scenarios"
STUDY: Final = "mijnoverheid-2016"
FITTED: Final = SCENARIOS / "parts" / "fitted.yaml"
MISSES: Final = SCENARIOS / "parts" / "fitted-misses.csv"
TARGETS: Final = SCENARIOS / "parts" / "targets.yaml"
EXTENT: Final = ("--waves=5", "--members=1024")
"""After three waves the emulators still knew little of what is opened, and 30 of 512 sets fitted."""
SIZE: Final = 60_000
SEEDS: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Miss:
    """How far the fitted model is off a published figure, by seed; in the unit of its response."""

    target: Target
    answers: tuple[float, ...]

    @property
    def answer(self) -> float:
        """What the model says, over all seeds."""
        return sum(self.answers) / len(self.answers)

    @property
    def off(self) -> float:
        """How many of the figure's standard deviations it is off."""
        low, high = self.target.ends
        nearest = min(max(self.answer, low), high)
        return (self.answer - nearest) / self.target.uncertainty


def misses(size: int, seeds: Sequence[int]) -> Iterator[Miss]:
    """Every figure, fitted or not, with what the shipped numbers say of it."""
    targets = read_targets(TARGETS).targets
    scenarios = scenarios_of(targets, size)
    question = question_of(space_of(scenarios), targets)
    asked = [(probe.name, probe.scenario, probe.designs, seed) for probe in question.probes for seed in seeds]
    with ProcessPoolExecutor() as workers:
        told = [each.result() for each in [workers.submit(levels, targets, *one) for one in asked]]
    found = {key: value for each in told for key, value in each.items()}
    for target in targets:
        yield Miss(target, tuple(found[target.name, seed] for seed in seeds))


def levels(
    targets: Sequence[Target], name: str, scenario: Scenario, designs: tuple[str, ...], seed: int
) -> dict[tuple[str, int], float]:
    """What one scenario says of its figures with one seed."""
    compared = scenario.compare.model_copy(update={"designs": designs, "reference": designs[0]})
    analysis = analyse_in_process(scenario.model_copy(update={"seed": seed, "compare": compared}), designs)

    def level(design: str, response: str) -> float:
        value = analysis.contrast("all", design, response).level.value
        assert value is not None, response
        return value

    return {
        (each.name, seed): level(each.design, each.response)
        - (level(each.minus or each.design, each.minus_response or each.response) if each.is_difference else 0.0)
        for each in targets
        if each.scenario == name
    }


def misses_csv(found: Sequence[Miss], size: int) -> str:
    """The table of all figures; in the unit of the response, a share from 0 to 1."""
    header = ("target", "use", "published", "uncertainty", "citizens", *(f"seed {seed}" for seed in SEEDS), "mean",
              "miss", "standard_deviations")  # fmt: skip
    rows = (
        [each.target.name, each.target.use, each.target.value, each.target.uncertainty, size,
         *(round(value, 6) for value in each.answers), round(each.answer, 6),
         round(each.answer - each.target.value, 6), round(each.off, 3)]
        for each in found
    )  # fmt: skip
    return as_csv([header, *rows])


def words(found: Sequence[Miss], size: int) -> str:
    """The misses as a table, and how many of the fitted numbers the figures tell."""
    rows = [
        row_of(
            each.target.name, each.target.use, f"{each.target.value:.3f}", f"{each.answer:.3f}", f"{each.off:+.1f} sd"
        )
        for each in found
    ]
    heads = tuple(map(Head, ("", "published", "model", "off")))
    table = in_columns(Block(f"At {size:,} citizens, seeds {', '.join(map(str, SEEDS))}", heads, tuple(rows)))
    standings = Counter(
        line.rpartition("standing: ")[2].rstrip("}\n") for line in FITTED.open() if "standing: " in line
    )
    told = ", ".join(f"{count} {standing}" for standing, count in standings.items())
    fitted = sum(each.target.use == "fit" for each in found)
    return f"{table.plain}\n\n{standings.total()} numbers fitted to {fitted} figures: {told}."


def main() -> None:
    """Fits, unless the misses alone are asked for, and tells of the misses."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--misses", action="store_true", help="leave the fit as it is")
    asked.add_argument("--size", type=int, default=SIZE, help="citizens at which misses are told")
    asked.add_argument("--out", help="folder of the calibration; one that was interrupted goes on")
    asked.add_argument(
        "calibrate", nargs="*", help=f"after --: options of mbsim calibrate in place of {' '.join(EXTENT)}"
    )
    given = asked.parse_args()
    if not given.misses:
        out = [f"--out={given.out}"] if given.out else []
        command = [
            sys.executable,
            "-m",
            "sim",
            "calibrate",
            STUDY,
            *(given.calibrate or EXTENT),
            f"--write={FITTED}",
            *out,
        ]
        if code := subprocess.run(command, check=False).returncode:
            raise SystemExit(code)
    found = tuple(misses(given.size, SEEDS))
    MISSES.write_text(misses_csv(found, given.size), encoding="utf-8")
    sys.stdout.write(f"\n{words(found, given.size)}\n")


if __name__ == "__main__":
    main()
