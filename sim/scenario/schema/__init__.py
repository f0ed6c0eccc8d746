"""The scenario as a frozen document: every key, its meaning, its unit and its default.

Each number is a *known* quantity: a value in the base unit of its dimension together with its plausible range, its
grade (measured, calibrated or assumed) and its source. Spans are whole seconds, money is whole cents, rates are per
year, shares lie in [0, 1].
"""

from sim.scenario.schema.behaviour import Acting, Appraisal, Channels, ChannelUse, Effort, Opening, OptOut, Suspicion
from sim.scenario.schema.calendar import PublicDay, WorkCalendar, WorkingDays
from sim.scenario.schema.citizens import Population, PopulationFile, Segment
from sim.scenario.schema.collection import Collection, CollectionStep, Fee
from sim.scenario.schema.consequences import (
    ChannelWeights,
    DisclosedWeights,
    Exposure,
    Helpdesk,
    Phishing,
    SenderCosts,
    Survey,
)
from sim.scenario.schema.designs import ContactPlan, Daily, Design, Weekly, WeeklyMoment, When
from sim.scenario.schema.digid import Login, LoginMethods, MethodUse, Outage, RandomOutages
from sim.scenario.schema.document import Comparison, CountingRule, Headline, Margins, Scenario, Source
from sim.scenario.schema.parts import (
    Channel,
    CountedEvent,
    DayOfYear,
    Disclosed,
    Kind,
    LoginMethod,
    Part,
    Preferred,
    Slug,
    TimeOfDay,
    Weekday,
    Weights,
)
from sim.scenario.schema.search import ContactChoices, MayTell, Search, SearchLimits
from sim.scenario.schema.senders import Arrival, MessageType, Sender
from sim.scenario.schema.trial import Adjustment, Clusters, Trial

__all__ = [
    "Acting",
    "Adjustment",
    "Appraisal",
    "Arrival",
    "Channel",
    "ChannelUse",
    "ChannelWeights",
    "Channels",
    "Clusters",
    "Collection",
    "CollectionStep",
    "Comparison",
    "ContactChoices",
    "ContactPlan",
    "CountedEvent",
    "CountingRule",
    "Daily",
    "DayOfYear",
    "Design",
    "Disclosed",
    "DisclosedWeights",
    "Effort",
    "Exposure",
    "Fee",
    "Headline",
    "Helpdesk",
    "Kind",
    "Login",
    "LoginMethod",
    "LoginMethods",
    "Margins",
    "MayTell",
    "MessageType",
    "MethodUse",
    "Opening",
    "OptOut",
    "Outage",
    "Part",
    "Phishing",
    "Population",
    "PopulationFile",
    "Preferred",
    "PublicDay",
    "RandomOutages",
    "Scenario",
    "Search",
    "SearchLimits",
    "Segment",
    "Sender",
    "SenderCosts",
    "Slug",
    "Source",
    "Survey",
    "Suspicion",
    "TimeOfDay",
    "Trial",
    "Weekday",
    "Weekly",
    "WeeklyMoment",
    "Weights",
    "When",
    "WorkCalendar",
    "WorkingDays",
]
