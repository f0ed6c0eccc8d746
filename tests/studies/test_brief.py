"""The brief from both doors: where it is written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import cli
from sim.errors import UsageError
from sim.report.brief.wording import LANGUAGES
from tests.blank import blank_figures
from tests.shipped import MAIN, SCENARIOS


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> sim.Comparison:
    """A comparison with points of what is not known."""
    with blank_figures():
        out = tmp_path_factory.mktemp("brief") / "study"
        return sim.compare(MAIN, ["opaque", "wmebv"], size=60, points=4, out=out)


@pytest.fixture(autouse=True)
def _nothing_sets_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF is looked at in tests/report/html/test_brief.py."""
    monkeypatch.setattr("sim.report.brief.pdf.can_write", lambda: True)
    monkeypatch.setattr("sim.report.brief.pdf.pdf_of", lambda page: b"%PDF " + page.encode())


def brief(study: sim.Comparison, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["brief", str(study.folder), *arguments])


@pytest.mark.long
def test_both_forms_are_written_in_the_folder_and_elsewhere_the_one_that_is_named(
    study: sim.Comparison, tmp_path: Path
) -> None:
    assert study.folder is not None
    wanted = [study.folder / f"brief-nl.{form}" for form in ("html", "pdf")]
    answer = brief(study, "--scale", "360000")
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines() == [f"Wrote {each}." for each in wanted]
    assert "360.000" in wanted[0].read_text(encoding="utf-8")
    for form in ("html", "pdf"):
        place = tmp_path / f"mine.{form}"
        assert study.brief(place, language="en", scale=360_000) == (place,)
        other = tmp_path / f"other.{form}"
        assert brief(study, "--language=en", "--scale=360000", f"--out={other}").exit_code == 0
        assert other.read_bytes() == place.read_bytes()
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.long
def test_without_weasyprint_the_page_is_written_and_a_remedy_told(
    study: sim.Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.brief.pdf.can_write", lambda: False)
    assert study.folder is not None
    answer = brief(study, "--language=en")
    assert answer.exit_code == 0
    assert answer.output.startswith(f"Wrote {study.folder / 'brief-en.html'}.\nA PDF needs WeasyPrint: pip install")
    with pytest.raises(UsageError, match="A PDF needs WeasyPrint"):
        study.brief(tmp_path / "mine.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("scale", ["0", "-5", "nan", "1e30", "360.000", "inf", "9" * 30, "٣", ""])
def test_a_scale_that_is_no_number_of_people_is_refused(scale: str, study: sim.Comparison) -> None:
    answer = brief(study, f"--scale={scale}")
    assert answer.exit_code == 2
    assert "no whole number from 1 to 1,000,000,000" in " ".join(answer.output.split())


@pytest.mark.long
def test_what_cannot_be_told_or_written_is_refused(study: sim.Comparison, tmp_path: Path) -> None:
    assert study.folder is not None
    assert "'de' is not one of" in brief(study, "--language=de").output
    with pytest.raises(UsageError, match="There is no language 'de'"):
        study.brief(language="de")  # type: ignore[arg-type]
    for scale in (0, -5, float("nan"), 10**30, True):
        with pytest.raises(UsageError, match="scale is a whole number from 1"):
            study.brief(scale=scale)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"ends in \.html or \.pdf"):
        study.brief(tmp_path / "brief.docx")
    with pytest.raises(UsageError, match="lies in the results folder"):
        study.brief(study.folder / "resolved.html")
    with pytest.raises(UsageError, match="is no results folder"):
        CliRunner().invoke(cli, ["brief", str(tmp_path)], catch_exceptions=False)
    with blank_figures(), pytest.raises(UsageError, match="needs a results folder"):
        sim.compare(MAIN, ["opaque", "wmebv"], size=10, points=0).brief()


@pytest.mark.long
def test_the_methods_come_from_the_folder_through_both_doors(study: sim.Comparison, tmp_path: Path) -> None:
    told = study.methods()
    assert brief(study, "--methods").output == f"{told}\n"
    for each in ("60 citizens", "4 points with 60 citizens each", "seed of the points: 1", "seed 2016"):
        assert each in told
    assert brief(study, "--methods", "--language=nl").output == f"{study.methods(language='nl')}\n"
    assert brief(study, "--methods", f"--out={tmp_path / 'methods.txt'}").exit_code == 0
    assert (tmp_path / "methods.txt").read_text(encoding="utf-8") == f"{told}\n"
    assert "leave out --scale" in brief(study, "--methods", "--scale=5").output


@pytest.mark.long
def test_a_brief_of_earlier_results_is_removed_when_they_change(tmp_path: Path) -> None:
    with blank_figures():
        first = sim.compare(MAIN, ["opaque", "wmebv"], size=20, points=0, out=tmp_path / "out")
        (page, pdf) = first.brief()
        again = sim.compare(MAIN, ["opaque", "wmebv"], size=30, points=0, out=tmp_path / "out")
    assert not page.exists()
    assert not pdf.exists()
    assert f"{page} told of the earlier results, and was removed; mbsim brief makes it anew." in again.removed


@pytest.mark.long
@pytest.mark.parametrize("study_file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_study_has_a_brief(study_file: Path, tmp_path: Path) -> None:
    with blank_figures():
        found = sim.compare(study_file, size=60, points=0, certify=1, out=tmp_path / "out")
        pages = {language: found.brief(language=language, scale=360_000)[0] for language in LANGUAGES}
    for language, page in pages.items():
        assert page.read_text(encoding="utf-8").count('<section class="sheet">') == 2
        assert found.methods(language=language)
