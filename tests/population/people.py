"""Files of citizens to test with."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.draws import Decision, signed
from sim.population.attributes import Citizens, drawn
from sim.population.prepared import PreparedScenario
from sim.rules.parameters import ADDRESSES, METHODS, PREFERENCES
from sim.scenario.schema import Scenario
from sim.scenario.units import plain_decimal

Column = list[str] | list[bool] | list[float]


def citizens_of(scenario: Scenario, count: int, replication: int = 0) -> Citizens:
    """The first citizens as a simulation has them."""
    return PreparedScenario(scenario).citizens(replication, range(count))


def written(scenario: Scenario, count: int) -> dict[str, Column]:
    """The attributes that are drawn for the first citizens of the first replication, as a file would hold them."""
    citizens = citizens_of(scenario, count)
    prepared = PreparedScenario(scenario)
    parameters = prepared.parameters
    attention = drawn(
        signed(scenario.seed),
        0,
        0,
        citizens.segment,
        Decision.ATTENTION.value,
        parameters.table,
        parameters.points,
        prepared.rows.attention,
    )
    segments = list(scenario.population.segments)
    return {
        "segment": [segments[place] for place in citizens.segment.tolist()],
        "activated": citizens.activated.tolist(),
        "dormant": citizens.dormant.tolist(),
        "email": [ADDRESSES[place] for place in citizens.email.tolist()],
        "phone": [ADDRESSES[place] for place in citizens.phone.tolist()],
        "app": citizens.app.tolist(),
        "reminder_opt_in": citizens.reminder_opt_in.tolist(),
        "check_interval": [f"{seconds} s" for seconds in citizens.check_interval.tolist()],
        "letterbox_interval": [f"{seconds} s" for seconds in citizens.letterbox_interval.tolist()],
        "attention": attention.tolist(),
        "diligence": citizens.diligence.tolist(),
        "login_method": [METHODS[place] for place in citizens.login_method.tolist()],
        "forgets": citizens.forgets.tolist(),
        "direct_debit": citizens.direct_debit.tolist(),
        "unprompted_logins": [f"{plain_decimal(rate)} / year" for rate in citizens.unprompted_logins.tolist()],
        "preference": [PREFERENCES[place] for place in citizens.preference.tolist()],
        "habit": citizens.habit.tolist(),
        "helper": citizens.helper.tolist(),
        "mail_rule": citizens.mail_rule.tolist(),
    }


def write(path: Path, columns: dict[str, Column]) -> Path:
    """Writes a CSV or Parquet file, by its ending."""
    if path.suffix == ".parquet":
        pq.write_table(pa.table(dict(columns)), path)
        return path
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(columns)
        rows.writerows(zip(*columns.values(), strict=True))
    return path
