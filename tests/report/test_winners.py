from __future__ import annotations

from dataclasses import replace

from sim.report.terminal import in_columns
from sim.report.trade_offs import trade_offs_block, trade_offs_meaning
from sim.report.winners import segments_block, segments_meaning, segments_of, winners_block
from sim.scenario.resolution import with_settings
from tests.report.figures.studies import analysed

DESIGNS = "opaque, sender, paper"


def cells(text: str, label: str) -> list[str]:
    """The cells of the row with this label, real minus signs made plain."""
    (line,) = (line for line in text.splitlines() if line.strip().startswith(label))
    return line.strip().removeprefix(label).replace("−", "-").split()


def percents(values: list[float | None]) -> list[str]:
    return [f"{100.0 * (value or 0.0):.1f}" for value in values]


def test_each_row_counts_those_whom_it_names() -> None:
    analysis = analysed(DESIGNS)
    text = in_columns(winners_block(analysis)).plain
    effort, missed, fees = (
        [analysis.joint("all", design, burden) for design in analysis.others]
        for burden in ("effort_minutes", "missed_invoices", "fees_eur")
    )
    assert cells(text, "less effort") == percents([one.less.value for one in effort])
    assert cells(text, "more effort") == percents([one.more.value for one in effort])
    assert cells(text, "missed an invoice, now none") == percents([one.only_there.value for one in missed])
    assert cells(text, "missed none, now one or more") == percents([one.only_here.value for one in missed])
    assert cells(text, "missed one or more either way") == percents([one.both.value for one in missed])
    assert cells(text, "lower fees") == percents([one.less.value for one in fees])
    assert cells(text, "higher fees") == percents([one.more.value for one in fees])
    assert [one.only_there.value for one in missed] != [one.only_here.value for one in missed]


def test_the_net_gain_of_a_segment_has_the_sign_of_the_gain() -> None:
    analysis = analysed(DESIGNS)
    text = in_columns(segments_block(analysis)).plain
    group = next(group for group in analysis.groups if group.column == "segment")
    first = [line for line in text.splitlines() if line.strip().startswith(group.title)]
    for line, burden, gain, loss in zip(
        first, ("effort_minutes", "missed_invoices"), ("less", "only_there"), ("more", "only_here"), strict=True
    ):
        rows = [analysis.joint(group.name, design, burden) for design in analysis.others]
        expected = [getattr(row, gain).value - getattr(row, loss).value for row in rows]
        found = [float(cell) for cell in cells(line, group.title)]
        assert found == [round(100.0 * value, 1) for value in expected]
    assert text.count("95 % interval") == 2 * len(segments_of(analysis))


def test_segments_that_differ_in_nothing_are_said_to() -> None:
    analysis = analysed(DESIGNS)
    assert segments_meaning(analysis).startswith("By construction segments do not differ")
    told = "{by_segment: {age-20-40: 0.1, age-40-65: 0.2, age-65-80: 0.3, age-80-up: 0.4}}"
    apart = with_settings(analysis.scenario, [f"population.dormant={told}"])
    assert segments_meaning(replace(analysis, scenario=apart)) == ""


def test_what_is_traded_is_what_was_measured_and_who_beats_whom_is_named() -> None:
    analysis = analysed(DESIGNS)
    text, meaning = in_columns(trade_offs_block(analysis)).plain, trade_offs_meaning(analysis)
    missed = [analysis.contrast("reachable", design, "missed_share").level.value for design in analysis.designs]
    assert cells(text, "invoices missed, %") == percents(missed)
    beaten = cells(text, "beaten by")
    assert len(beaten) == 3
    for design, count in zip(analysis.designs, beaten, strict=True):
        named = [
            part for part in meaning.rstrip(".").split("Beaten: ")[-1].split("; ") if part.startswith(f"{design} by")
        ]
        expected = "none" if not named else str(len(named[0].split(" by ")[1].split(", ")))
        assert count == expected
