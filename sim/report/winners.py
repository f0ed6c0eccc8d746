"""Who gains and who loses, as text of at most 80 columns."""

from __future__ import annotations

from rich.text import Text

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL
from sim.analysis.joint import Joint
from sim.analysis.study import Analysis
from sim.report.grid import Row, grid
from sim.report.layout import number, printable


def winners_block(analysis: Analysis, group: str = ALL.name) -> Text:
    """The shares of a group who gain and lose by each design; a column per design but the reference."""
    title = next(found.title for found in analysis.groups if found.name == group)
    effort = [analysis.joint(group, design, "effort_minutes") for design in analysis.others]
    missed = [analysis.joint(group, design, "missed_invoices") for design in analysis.others]
    fees = [analysis.joint(group, design, "fees_eur") for design in analysis.others]
    rows = [
        Row("less effort", tuple(percent(one.less) for one in effort)),
        Row("  by so many minutes a year", tuple(number(one.mean_less, 1) for one in effort)),
        Row("more effort", tuple(percent(one.more) for one in effort)),
        Row("  by so many minutes a year", tuple(number(one.mean_more, 1) for one in effort)),
        Row("missed an invoice, now none", tuple(percent(one.only_there) for one in missed)),
        Row("missed none, now one or more", tuple(percent(one.only_here) for one in missed)),
        Row("missed one or more either way", tuple(percent(one.both) for one in missed)),
        Row("lower fees", tuple(percent(one.less) for one in fees)),
        Row("higher fees", tuple(percent(one.more) for one in fees)),
    ]
    heading = f"who gains and who loses against {analysis.reference}, {printable(title)}: % of citizens"
    return grid(heading, analysis.others, rows)


def segments_block(analysis: Analysis) -> Text:
    """The net gain by segment: % of citizens with less effort minus % with more, and the same of invoices missed."""
    segments = [group for group in analysis.groups if group.column == "segment"]
    rows: list[Row] = []
    for heading, burden, gain in (
        ("effort: % with less minus % with more", "effort_minutes", net_effort),
        ("invoices: % who miss none now minus % who do now", "missed_invoices", net_missed),
    ):
        rows.append(Row(heading))
        rows += [
            Row(
                f"  {printable(group.title)}",
                tuple(gain(analysis.joint(group.name, design, burden)) for design in analysis.others),
            )
            for group in segments
        ]
    return grid(f"who gains against {analysis.reference}, by segment", analysis.others, rows)


def net_effort(row: Joint) -> str:
    """The share with less effort minus the share with more, in per cent."""
    return net(row.less, row.more)


def net_missed(row: Joint) -> str:
    """The share who miss none any more minus the share who miss some now, in per cent."""
    return net(row.only_there, row.only_here)


def net(gain: Estimate, loss: Estimate) -> str:
    """The difference of two shares in per cent, with its sign."""
    if gain.value is None or loss.value is None:
        return number(None, 1)
    return number(100.0 * (gain.value - loss.value), 1, signed=True)


def percent(share: Estimate) -> str:
    """A share in per cent."""
    return number(None if share.value is None else 100.0 * share.value, 1)


def winners_meaning(analysis: Analysis) -> str:
    """How the shares are to be read."""
    return (
        f"Each citizen is counted under both designs, with the same messages and luck. Whoever is in no row bears the "
        f"same as under {analysis.reference}, or missed nothing under either."
    )
