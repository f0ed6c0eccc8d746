"""Who the citizens are."""

from __future__ import annotations

from math import fsum
from pathlib import PurePath
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from sim.scenario.delimited import Decimal, Encoding, Form, Separator
from sim.scenario.forms import TOLERANCE, invalid
from sim.scenario.quantities import (
    Categories,
    CategoriesForm,
    Known,
    KnownForm,
    NonNegativeNumber,
    Number,
    PositiveSpan,
    PositiveVariedSpan,
    Share,
    VariedNumber,
    VariedRate,
    VariedShare,
)
from sim.scenario.schema.parts import LoginMethod, Part, Preferred, Slug
from sim.scenario.units import SHARE


class Segment(Part):
    """A group of citizens that attributes can depend on, such as an age band."""

    title: str
    """How tables name it."""
    share: Share
    """Share of the population; the shares of all segments add up to 1."""


class PopulationFile(Part):
    """A file of citizens, one row for each: CSV, or Parquet. A bare text stands for its path.

    Its columns are attributes of the population, any of them. What the scenario is depends on what the file holds and
    not on where it lies: the resolved form calls it `population.csv` (or `.parquet`), as the results do.
    """

    bare: ClassVar[str | None] = "path"

    path: str
    """Where the file is, relative to the scenario file that says so."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of its content; found when the scenario is read, and checked if given."""
    rows: Annotated[int, Field(ge=1)]
    """Number of its rows below the header; found when the scenario is read, and checked if given."""
    encoding: Encoding = "utf-8"
    """Of CSV: how its text is encoded. Files of statistics offices are often `windows-1252`."""
    separator: Separator = ","
    """Of CSV: what divides the cells."""
    decimal: Decimal = "."
    """Of CSV: what stands before the decimals of a number."""

    @property
    def fixed_name(self) -> str:
        """A fixed name for the file, used where only its content matters."""
        return "population" + PurePath(self.path).suffix.lower()

    @property
    def form(self) -> Form:
        """How its text is written."""
        return Form(self.encoding, self.separator, self.decimal)


class Attitude(Part):
    """How people with one preference take to digital post."""

    activation: Number
    """Added to the logit of the share whose account is activated."""
    paper: Share
    """Probability to have chosen paper, where the design lets people choose."""
    opt_out: NonNegativeNumber
    """Factor on the hazard of giving digital post up (`opt_out.hazard`)."""
    burden: NonNegativeNumber
    """Factor on how burdensome a login is felt: on what its minutes take from opening (`opening.b_friction`), and on
    its time in the grade (`survey.per_hour`)."""


class Preference(Part):
    """Which channel people prefer, and what follows from it."""

    shares: Annotated[Categories[Preferred], CategoriesForm()]
    """Who prefers to deal with government digitally; of the others, who can well, who could, and who cannot."""
    prefers: Attitude
    """Of who prefers digital post."""
    can: Attitude
    """Of who could well do all digitally, and does not prefer it."""
    could: Attitude
    """Of who could, with more trouble."""
    cannot: Attitude
    """Of who could not."""


class Busy(Part):
    """Spells in which people look at nothing, and between which they look the more often: attention in bursts."""

    share: Annotated[Known[float], KnownForm(SHARE, most=0.9)]
    """Share of the spells that are busy; each is, or is not, for itself."""
    lasts: PositiveSpan
    """Length of a spell. Busy ones may follow on each other."""


class Population(Part):
    """Who the citizens are. Every attribute that no file gives is drawn per citizen by its own address."""

    size: Annotated[int, Field(ge=1, le=100_000_000)] = 10_000
    """Number of citizens in one replication; at most the rows of a file of citizens, of which the first are taken.
    Where a file is named, all its rows by default."""
    from_file: PopulationFile | None = None
    """A file with attributes of each citizen, the same in every replication. What it gives takes the place of the
    distributions below; what it does not give is drawn from them."""
    segments: Annotated[dict[Slug, Segment], Field(min_length=1)]
    """Groups of citizens; at least one."""
    activated: VariedShare
    """Share whose account is activated. Post to an account that is not activated lies there unseen."""
    dormant: VariedShare
    """Share of activated accounts that no digital contact reaches and whose owner never logs in unprompted."""
    email: Annotated[Categories[Literal["valid", "none", "stale"]], CategoriesForm()]
    """Address for notifications: valid, none registered, or out of date."""
    phone: Annotated[Categories[Literal["valid", "none", "stale"]], CategoriesForm()] | None = None
    """Number for text messages: valid, none registered, or out of date. Absent: like the e-mail address of the same
    citizen."""
    app: VariedShare
    """Share with the app installed and its push messages on."""
    reminder_opt_in: VariedShare
    """Share that asked for reminders where a design offers them on request."""
    check_interval: PositiveVariedSpan
    """Mean time between two looks at the e-mail inbox, per citizen."""
    letterbox_interval: PositiveVariedSpan
    """Mean time between two looks into the letterbox, per citizen."""
    attention: VariedShare
    """Probability to notice a plain notification at the first look, before the visibility of its channel."""
    diligence: VariedNumber
    """Shifts the appeal of opening for everything this citizen receives; in units of utility."""
    login_method: Annotated[Categories[LoginMethod], CategoriesForm()]
    """How the citizen logs in with DigiD."""
    forgets: VariedShare
    """Probability that a planned payment or response is forgotten."""
    direct_debit: VariedShare
    """Share that gave a direct debit mandate, used by designs that pay by it."""
    unprompted_logins: VariedRate
    """Logins per year that no contact caused."""
    habit: VariedShare | None = None
    """Share of people of habit: they look at each channel once in each of their intervals, always at the same point of
    it, and log in unprompted every so many whole weeks, at the same hour of the same weekday and in all seasons alike.
    Absent: nobody, and all come at random moments."""
    preference: Preference | None = None
    """Which channel people prefer: it shapes who has an account, who chooses paper, who gives digital post up, and how
    burdensome a login is felt. Absent: all take to it alike."""
    busy: Busy | None = None
    """Spells in which people look at nothing, over whatever channel. Intervals between looks are means over all spells.
    Absent: looks come at any time alike."""
    helper: VariedShare | None = None
    """Share with somebody in the household, or a helper, who sees e-mails and letters that come for them as well, looks
    as often and as attentively, and tells. Absent: nobody."""
    mail_rule: VariedShare | None = None
    """Share whose mail program files all notifications away by a rule, into a folder where nobody sees them. Absent:
    nobody."""

    @model_validator(mode="after")
    def _segments_make_the_whole(self) -> Population:
        total = fsum(segment.share.value for segment in self.segments.values())
        if abs(total - 1) > TOLERANCE:
            raise invalid(f"the shares of the segments must add up to 1; they add up to {total:.12g}", "segments")
        return self
