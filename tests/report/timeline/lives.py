"""Lives to tell of: the shipped scenario with everything frequent, and texts that must be escaped."""

from functools import cache

from sim.outcomes.biography import life_pair
from sim.outcomes.life import LifePair
from tests.model.test_observer import SETTINGS
from tests.shipped import main_scenario

HOSTILE = "<b>&\"'\x1b[31m"
TITLES = (
    'title="<script>alert(1)</script> & study\\e[31m"',
    'population.segments.age-20-40.title="<b>young & \\e[31m"',
    'population.segments.age-40-65.title="<b>middle & \\e[31m"',
    'population.segments.age-65-80.title="<b>old & \\e[31m"',
    'population.segments.age-80-up.title="<b>very old & \\e[31m"',
    'senders.belastingdienst.title="<i>Tax & \\e[31m"',
    'senders.belastingdienst.message_types.assessment-to-pay.title="<u>Bill & \\e[31m"',
    'designs.opaque.title="<q>Opaque & \\e[31m"',
    'collections.tax.steps.0.title="<s>Reminder & \\e[31m"',
)


@cache
def frequent(citizen: int, one: str = "opaque", other: str = "wmebv") -> LifePair:
    return life_pair(main_scenario(*SETTINGS), citizen, (one, other))


@cache
def hostile(citizen: int) -> LifePair:
    return life_pair(main_scenario(*SETTINGS, *TITLES), citizen, ("opaque", "wmebv"))


@cache
def a_missed_bill() -> LifePair:
    """Somebody who misses a bill and pays a fee under opaque, and not under wmebv."""
    return life_pair(main_scenario(), 6948, ("opaque", "wmebv"))
