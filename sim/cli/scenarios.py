"""The verbs for scenario files: new, check, resolve, diff, why and schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completion import SCENARIO_FILE, changes, complete_files, complete_paths
from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_output

if TYPE_CHECKING:
    from sim.scenario.explanation import KeyExplanation
    from sim.scenario.problems import Problem
    from sim.scenario.schema import Source


as_json_option = click.option("--json", "as_json", is_flag=True, help="Print a JSON document.")


def show_json(document: object) -> None:
    """Prints a JSON document."""
    print_output(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@click.argument("name")
@click.option(
    "--folder",
    type=WritablePath(folder=True),
    default=Path(),
    help="Where to write it; by default here.",
)
def new_command(name: str, folder: Path) -> None:
    """Copy a commented starter scenario.

    Writes NAME.yaml, and beside it the parts it builds on. Nothing that exists is changed.
    """
    from sim.scenario.shipped import start_scenario

    path = start_scenario(name.removesuffix(".yaml"), folder)
    print_output(f"Wrote {path}. Next: mbsim check {path}")


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=SCENARIO_FILE, shell_complete=complete_files)
@click.option("--part", is_flag=True, help="The files are parts: they may lack what others add.")
@changes
@as_json_option
def check_command(
    files: tuple[Path, ...], part: bool, settings: tuple[str, ...], overrides: tuple[str, ...], as_json: bool
) -> None:
    """Check scenario files; list every problem with its place.

    Named overrides are checked too, each on its own. Says how many numbers have no range, for robust, sensitivity,
    calibrate and validate cannot vary these. Exit code 2 if there is any problem.
    """
    from sim.scenario.checking import check, reach
    from sim.studies.centrality import edge_words
    from sim.studies.request import scenario_request

    found = {str(file): check(file, overrides=overrides, settings=settings, partial=part) for file in files}
    reached = {
        file: reach(file, overrides=overrides, settings=settings)
        for file, problems in found.items()
        if not problems and not part
    }
    edges = {file: edge_words(scenario_request(file, settings=settings, overrides=overrides)) for file in reached}
    if as_json:
        rows = (
            {
                "file": file,
                "edges": edges.get(file, ""),
                "problems": [_problem_row(each) for each in found[file]],
                "coverage": reached[file].document() if file in reached else None,
            }
            for file in found
        )
        show_json(list(rows))
    for file, problems in found.items() if not as_json else ():
        if not problems:
            said = (reached[file].words, edges[file]) if file in reached else ()
            print_output(" ".join([f"{file}: good{'.' if said else ''}", *(each for each in said if each)]))
            continue
        for problem in problems:
            print_output(str(problem))
        print_output(f"{file}: {len(problems)} problem{'s' if len(problems) > 1 else ''}")
        if not part and any("lacks the key" in problem.message for problem in problems):
            print_output("If it is a part that other files extend, check it with --part.")
    if any(found.values()):
        sys.exit(2)


def _problem_row(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": problem.message,
        "allowed": problem.allowed,
        "hint": problem.hint,
    }


@click.command()
@click.argument("file", type=SCENARIO_FILE, shell_complete=complete_files)
@changes
@click.option("--order", is_flag=True, help="Print the files in the order in which they apply instead.")
@as_json_option
def resolve_command(
    file: Path, settings: tuple[str, ...], overrides: tuple[str, ...], order: bool, as_json: bool
) -> None:
    """Print a scenario with everything explicit.

    The first line gives its identity: the SHA-256 of the text below it.
    """
    from sim.scenario.resolution import resolve
    from sim.scenario.writing import dump, explicit

    resolution = resolve(file, overrides=overrides, settings=settings)
    if as_json:
        scenario = explicit(resolution.scenario)
        show_json({"sha256": resolution.sha256, "files": resolution.files, "scenario": scenario})
    elif order:
        print_output(
            "\n".join(
                [*resolution.files, *(f"--override {name}" for name in overrides), *(f"--set {s}" for s in settings)]
            )
        )
    else:
        print_output(f"# sha256 {resolution.sha256}\n{dump(resolution.scenario)}".rstrip("\n"))


@click.command()
@click.argument("before", metavar="A", type=SCENARIO_FILE, shell_complete=complete_files)
@click.argument("after", metavar="B", required=False, type=SCENARIO_FILE, shell_complete=complete_files)
@changes
@as_json_option
def diff_command(
    before: Path, after: Path | None, settings: tuple[str, ...], overrides: tuple[str, ...], as_json: bool
) -> None:
    """List how two scenarios differ.

    Settings and overrides apply to B. Without B, A is compared with itself after them.
    """
    from sim.scenario.difference import differences
    from sim.scenario.resolution import resolve

    left = resolve(before)
    right = resolve(after if after is not None else before, overrides=overrides, settings=settings)
    found = differences(left.scenario, right.scenario)
    if as_json:
        rows = [{"path": each.path, "before": each.before, "after": each.after, "words": each.words} for each in found]
        show_json({"before": left.sha256, "after": right.sha256, "differences": rows})
        return
    print_output("\n".join(each.words for each in found) if found else "No difference.")


@click.command()
@click.argument("file", type=SCENARIO_FILE, shell_complete=complete_files)
@click.argument("key", shell_complete=complete_paths)
@changes
@as_json_option
def why_command(file: Path, key: str, settings: tuple[str, ...], overrides: tuple[str, ...], as_json: bool) -> None:
    """Show where a value comes from and what it means.

    KEY is a path such as population.dormant or designs.opaque.contacts.reminder.when.
    """
    from sim.scenario.explanation import explain
    from sim.scenario.resolution import resolve

    explanation = explain(resolve(file, overrides=overrides, settings=settings), key)
    if as_json:
        show_json(_explanation_document(explanation))
    else:
        print_output("\n".join(_explanation_lines(explanation)))


def _explanation_lines(explanation: KeyExplanation) -> list[str]:
    """The explanation as lines of text: value, meaning, evidence, history."""
    rows: list[tuple[str, str]] = []
    if explanation.unit:
        rows.append(("unit", explanation.unit))
    if explanation.low is not None or explanation.high is not None:
        rows.append(("range", f"{explanation.low or explanation.text} to {explanation.high or explanation.text}"))
    if explanation.grade is not None:
        rows.append(("grade", explanation.grade))
    rows += [("source", _source_line(key, source)) for key, source in explanation.sources]
    if explanation.note:
        rows.append(("note", explanation.note))
    rows.append(
        ("written", "nowhere: the default" if explanation.origin.place is None else str(explanation.origin.place))
    )
    rows += [("instead of", f"{earlier.text} in {earlier.place}") for earlier in explanation.origin.overrode]
    rows += [(key, text) for key, text in explanation.below if explanation.text == "" or len(explanation.below) > 1]
    width = max(len(name) for name, _ in rows)
    head = f"{explanation.path} = {explanation.text}" if explanation.text else explanation.path
    return [
        head,
        *([f"  {explanation.meaning}"] if explanation.meaning else []),
        *(f"  {name:<{width}}  {text}" for name, text in rows),
    ]


def _source_line(key: str, source: Source) -> str:
    year = f", {source.year}" if source.year is not None else ""
    return f"{key}: {source.title}{year}; {source.where} (solidity {source.solidity})"


def _explanation_document(explanation: KeyExplanation) -> dict[str, object]:
    origin = explanation.origin
    return {
        "path": explanation.path,
        "value": explanation.text or None,
        "meaning": explanation.meaning,
        "unit": explanation.unit or None,
        "low": explanation.low,
        "high": explanation.high,
        "grade": explanation.grade,
        "sources": [{"key": key, **source.model_dump()} for key, source in explanation.sources],
        "note": explanation.note,
        "written": None if origin.place is None else str(origin.place),
        "instead_of": [{"value": earlier.text, "written": str(earlier.place)} for earlier in origin.overrode],
        "below": dict(explanation.below),
    }


@click.command()
@click.option("--complete", is_flag=True, help="The schema of resolved documents, in which everything is required.")
@click.option("--reference", is_flag=True, help="The reference of all keys in Markdown instead.")
def schema_command(complete: bool, reference: bool) -> None:
    """Print the JSON Schema that editors use.

    In it nothing is required, since any file may be a part that another one completes.
    """
    if reference:
        from sim.scenario.reference import reference as written

        print_output(written().rstrip("\n"))
        return
    from sim.scenario.editor_schema import editor_schema

    show_json(editor_schema(complete=complete))
