"""The recorder: an observer that stores each decision of one citizen with the draws that decided it.

A draw is a function of its address, so the recorder computes the same draws again, and they need not be passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.clock import NEVER
from sim.draws import Decision, gumbels, uniform
from sim.elementary import exp, logistic
from sim.model.decisions import (
    ActionPlanned,
    Attempted,
    Considered,
    Frustrated,
    Judged,
    LayBeside,
    Learnt,
    Look,
    OpeningUtility,
    Postponed,
    Received,
    Recorded,
    Testimony,
    Travelled,
    WeighedPayment,
)
from sim.model.message_box import Message, Trip
from sim.model.observer import Observer
from sim.rules.acting import PLANNED, planned_moment
from sim.rules.activity import CITIZEN, Frustration
from sim.rules.attention import OWN, chance_of_notice, is_filed, next_look_of
from sim.rules.frustration import FRUSTRATION_SHIFT
from sim.rules.login import after_failure, goes_on
from sim.rules.opening import utility_of_opening
from sim.rules.order import ATTEMPT, occurrence
from sim.rules.parameters import APP_PIN, ContactNumbers
from sim.rules.reaching import can_reach

if TYPE_CHECKING:
    from sim.model.citizen import Citizen
    from sim.model.digid import Visit


class Recorder(Observer):
    """Stores the decisions of one citizen."""

    __slots__ = ("own", "records", "seen")

    def __init__(self) -> None:
        self.records: list[Recorded] = []
        self.seen = self.own = 0
        """Number of journal rows so far, and of those that are about the citizen."""

    def receives(self, citizen: Citizen, message: Message) -> None:
        """A message came."""
        what = (message.number_of_type, message.kind, message.words, message.amount, message.deadline, message.unable)
        self._notes(citizen, message.case, Received(*what))

    def sends(self, citizen: Citizen, plan: ContactNumbers, trip: Trip) -> None:
        """A contact left: its probability of being lost, and each look up to the one that noticed it."""
        is_seen = trip.arrives_at < NEVER and not is_filed(plan.channel, citizen.mail_rule)
        looks = self._looks(citizen, plan, trip) if is_seen else ()
        what = Travelled(
            contact=plan.number,
            channel=plan.channel,
            has_address=can_reach(plan.channel, citizen.activated, citizen.dormant, citizen.valid),
            lost=citizen.world.parameters.channels[plan.channel].lost,
            draw=uniform(*citizen.address, trip.case_of_draws, int(Decision.LOST), occurrence(plan.number, 0, 0)),
            arrives_at=trip.arrives_at,
            looks=looks,
            noticed_at=trip.noticed_at,
            filed=trip.arrives_at < NEVER and is_filed(plan.channel, citizen.mail_rule),
            helped=trip.noticed_at < NEVER and all(look.at != trip.noticed_at for look in looks),
        )
        self._notes(citizen, trip.case, what)

    @staticmethod
    def _looks(citizen: Citizen, plan: ContactNumbers, trip: Trip) -> tuple[Look, ...]:
        """The looks at a channel after something arrived, up to the one that noticed it."""
        parameters = citizen.world.parameters
        channel, busy = parameters.channels[plan.channel], (parameters.busy_share, parameters.busy_lasts)
        chance, at, looks = chance_of_notice(citizen.attention, channel.visibility), trip.arrives_at, []
        for look in range(channel.looks_before_lost):
            clocks, clock = citizen.clock_of(plan.channel)
            interval = citizen.look_intervals[plan.channel]
            at = next_look_of(*citizen.address, plan.channel, clocks, clock, interval, at, OWN, citizen.habit, *busy)
            # A helper may have noticed it first. Then the citizen's later looks were for nothing, and are not told.
            if at >= min(parameters.end, trip.noticed_at + 1):
                break
            draw = uniform(*citizen.address, trip.case_of_draws, int(Decision.NOTICE), occurrence(plan.number, 0, look))
            looks.append(Look(at, chance, draw))
            if at == trip.noticed_at:
                break
            chance *= channel.sinking
        return tuple(looks)

    def judges(self, citizen: Citizen, case: int, trip: Trip, contact: ContactNumbers, doubt: float) -> None:
        """A contact was judged genuine or not."""
        address = (*citizen.address, trip.case_of_draws)
        number = occurrence(contact.number, 0, 0)
        what = Judged(
            contact=contact.number,
            chance=logistic(doubt),
            draw=uniform(*address, int(Decision.SUSPICION), number),
            checks=citizen.world.parameters.suspicion.checks,
            check_draw=uniform(*address, int(Decision.SUSPICION_CHECK), number),
        )
        self._notes(citizen, case, what)

    def chooses(
        self,
        citizen: Citizen,
        case: int,
        trip: Trip,
        contact: ContactNumbers,
        consideration: int,
        first: int,
        worth: OpeningUtility,
    ) -> None:
        """The citizen opened, postponed or ignored: the utilities and the Gumbel draws."""
        number = occurrence(contact.number, consideration, 0)
        utilities = (utility_of_opening(*worth), citizen.world.parameters.opening.b_postpone, 0.0)
        luck = gumbels(*citizen.address, trip.case_of_draws, int(Decision.OPENING), number)
        others = first if len(trip.messages) > 1 else 0
        self._notes(citizen, case, Considered(contact.number, consideration, worth, utilities, luck, others))

    def postpones(
        self, citizen: Citizen, message: Message, trip: Trip, contact: ContactNumbers, consideration: int, back_at: int
    ) -> None:
        """A postponed contact is reconsidered, or forgotten."""
        numbers = citizen.world.parameters.opening
        number = occurrence(contact.number, consideration, 0)
        what = Postponed(
            contact=contact.number,
            consideration=consideration,
            remembers=numbers.remembers,
            draw=uniform(*citizen.address, trip.case_of_draws, int(Decision.REMEMBER), number),
            back_at=back_at,
            by_deadline=any(back_at == citizen.reminded_by_deadline_at(m, contact) != NEVER for m in trip.messages),
            too_often=consideration >= numbers.max_postponements,
        )
        self._notes(citizen, message.case, what)

    def tries(self, citizen: Citizen, visit: Visit, number: int, *, outage: bool) -> None:
        """An attempt to log in, and the reaction to a failure."""
        login = citizen.world.parameters.login
        wish = after_failure(*citizen.address, visit.case, number, login.retries, login.recovers)
        attempt, by_digid = number & ATTEMPT, visit.method != APP_PIN
        what = Attempted(
            number=visit.number,
            prompted=visit.trip is not None,
            method=visit.method,
            chance=login.methods[visit.method].success,
            draw=uniform(*citizen.address, visit.case, int(Decision.LOGIN_ATTEMPT), number),
            outage=outage and by_digid,
            retries=login.retries,
            recovers=login.recovers,
            reaction_draw=uniform(*citizen.address, visit.case, int(Decision.AFTER_FAILURE), number),
            may_go_on=goes_on(wish, by_digid, attempt, login.max_attempts),
        )
        self._notes(citizen, visit.case, what)

    def leaves_or_reads(self, citizen: Citizen, other: Message, cause: int, contact: ContactNumbers) -> None:
        """Another unread message was read or left in a login."""
        place = cause << 8 | contact.number
        draw = uniform(*citizen.address, other.case, int(Decision.READ_ALONG), place)
        chance = citizen.world.parameters.opening.reads_all
        self._notes(citizen, other.case, LayBeside(cause, contact.number, chance, draw))

    def learns(self, citizen: Citizen, message: Message, contact: ContactNumbers, before: float, after: float) -> None:
        """A belief changed."""
        self._notes(citizen, message.case, Learnt(contact.number, before, message.type.importance, after))

    def plans(self, citizen: Citizen, message: Message, intention: int) -> None:
        """After reading, the citizen acts, plans to act, or does not."""
        parameters, world = citizen.world.parameters, citizen.world
        acting, address = parameters.acting, (*citizen.address, message.case)
        row = acting.planned_lead_row + citizen.segment
        lead = (message.deadline, parameters.table, parameters.points, row)
        what = ActionPlanned(
            intention=intention,
            at_once=acting.pays_at_once,
            draw=uniform(*address, int(Decision.ACT_AT_ONCE), 0),
            forgets=citizen.forgets,
            forget_draw=uniform(*address, int(Decision.FORGET), 0),
            planned_at=planned_moment(*address, world.now, *lead, *citizen.clock) if intention == PLANNED else NEVER,
            last_minute=message.deadline - world.now <= acting.last_minute,
        )
        self._notes(citizen, message.case, what)

    def weighs_payment(self, citizen: Citizen, message: Message, step: int, chance: float) -> None:
        """After opening a collection letter, the citizen pays or not."""
        draw = uniform(*citizen.address, message.case, int(Decision.PAY_ON_STEP), step)
        self._notes(citizen, message.case, WeighedPayment(step, chance, draw, message.unable))

    def frustrates(self, citizen: Citizen, by: Frustration, case: int, place: int) -> None:
        """An event caused frustration, and the citizen could opt out."""
        hazard = citizen.world.parameters.opt_out.hazard * citizen.opt_out_factor
        draw = uniform(*citizen.address, case, int(Decision.OPT_OUT), by << FRUSTRATION_SHIFT | place)
        chance = 1.0 - exp(-hazard * citizen.frustration)
        self._notes(citizen, case, Frustrated(int(by), citizen.frustration, chance, draw))

    def _notes(self, citizen: Citizen, case: int, what: Testimony) -> None:
        rows = citizen.world.journal.rows
        # Rows of other citizens lie between, because an environment is shared.
        self.own += sum(rows[place][CITIZEN] == citizen.number for place in range(self.seen, len(rows)))
        self.seen = len(rows)
        self.records.append(Recorded(citizen.world.now, case, self.own, what))
