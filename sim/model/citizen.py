"""The citizen: looks, notices, judges, decides, logs in, reads, and pays; or does not."""

from __future__ import annotations

from itertools import count

import numpy as np
import simpy

from sim.clock import MINUTE, NEVER
from sim.elementary import logistic
from sim.model.decisions import OpeningUtility
from sim.model.digid import Outcome, Visit, log_in
from sim.model.message_box import Message, MessageBox, Trip
from sim.model.observer import NOBODY, Observer
from sim.model.world import Story, World
from sim.population.attributes import Citizens
from sim.rules.acting import (
    AT_ONCE,
    PLANNED,
    ahead_of,
    answers_by_post,
    objects,
    pays_by_debit,
    pays_on_reminder,
    pays_on_step,
    plan,
    planned_moment,
)
from sim.rules.activity import Activity, Frustration, Reason, Stage, Way
from sim.rules.appraisal import CHECKED, PHISHING, belief_in_new, judgement, learnt, logit_from_looks, urgency
from sim.rules.attention import HELPER, OWN, chance_of_notice, helper_sees, interval_between_looks, noticed_by
from sim.rules.distributions import whole
from sim.rules.frustration import FRUSTRATION_SHIFT, begins_on_paper, opts_out, remaining
from sim.rules.login import method_for, next_unprompted
from sim.rules.opening import (
    IGNORE,
    OPEN,
    choice,
    navigating,
    needs_login,
    reads_along,
    reconsidered_at,
    utility_of_opening,
)
from sim.rules.order import FIRST_COLLECTION_LETTER, Happening, occurrence
from sim.rules.parameters import (
    ANNOUNCEMENT,
    LETTER,
    ContactNumbers,
    Integers,
)
from sim.rules.reaching import first_stage

PAID_AFTER_READING, PAID_AS_PLANNED, PAID_ON_LETTER, PAID_BY_DEBIT = range(4)


class Citizen:
    """One citizen in one world: attributes, beliefs, frustration, and the message box."""

    def __init__(self, world: World, citizens: Citizens, place: int, observer: Observer = NOBODY) -> None:
        self.world = world
        self.observer = observer
        """The observer that is notified of each decision with its reasons."""
        self.number = citizens.first + place
        self.address = (world.parameters.seed, world.replication, self.number)
        """Seed, replication and citizen: the beginning of the address of all this citizen's draws."""
        self.segment = int(citizens.segment[place])
        self.activated = bool(citizens.activated[place])
        self.dormant = bool(citizens.dormant[place])
        self.registered = int(citizens.registered[place])
        self.valid = int(citizens.valid[place])
        self.app = bool(citizens.app[place])
        self.reminder_opt_in = bool(citizens.reminder_opt_in[place])
        self.attention = float(citizens.attention[place])
        self.diligence = float(citizens.diligence[place])
        self.login_method = int(citizens.login_method[place])
        self.forgets = float(citizens.forgets[place])
        self.direct_debit = bool(citizens.direct_debit[place])
        self.unprompted_logins = float(citizens.unprompted_logins[place])
        self.chooses_paper = bool(citizens.chooses_paper[place])
        self.opt_out_factor = float(citizens.opt_out_factor[place])
        self.burden = float(citizens.burden[place])
        self.habit = bool(citizens.habit[place])
        self.helper = bool(citizens.helper[place])
        self.mail_rule = bool(citizens.mail_rule[place])
        own = (int(citizens.check_interval[place]), int(citizens.letterbox_interval[place]))
        # Looks fall only outside busy spells, and are closer together there, so that their number
        # over time stays as stated.
        looked_at = 1.0 - world.parameters.busy_share
        self.look_intervals = [
            interval_between_looks(
                own[channel == LETTER], use.looks_per_interval / looked_at, world.parameters.least_interval
            )
            for channel, use in enumerate(world.parameters.channels)
        ]
        clocks = world.parameters.clocks
        self.clock = (clocks.knots, int(clocks.screens[self.segment]))
        """The clock of operational time on which the citizen looks at screens and acts."""
        self.letterbox_clock = (clocks.knots, int(clocks.letterbox[self.segment]))
        self.beliefs = list(world.design.initial_beliefs)
        self.box = MessageBox()
        self.bundles: dict[tuple[int, int], Trip] = {}
        """Trips of bundles by contact and moment. Contacts are keyed by identity: two designs may use one number."""
        self.credentials_at = 0
        """The moment at which new credentials arrive; before it no login is tried."""
        self.logged_in_at = self.gave_up_at = -1
        """The last moments at which a login succeeded or was given up; in the same second there is no further one."""
        self.found_more = False
        """True if the last login caused by a contact led to more than announcements."""
        self.frustration = 0.0
        self.frustrated_at = 0
        self.opted_out = self._begins_on_paper
        """True if messages come as letters, by choice from the beginning or by opting out later."""

    def meets_design(self) -> None:
        """The design to be measured begins: beliefs about its new classes derive from those about former classes."""
        design, before = self.world.design, np.array(self.beliefs)
        # Who opted out under the former design stays on paper, unless the new one is compulsory.
        self.opted_out = (self.opted_out and not design.compulsory) or self._begins_on_paper
        if not design.known_classes:
            self.beliefs = list(design.initial_beliefs)
            return
        new = zip(design.split_shares, design.split_means.tolist(), design.split_understood.tolist(), strict=True)
        self.beliefs += [belief_in_new(before, *numbers) for numbers in new]

    @property
    def _begins_on_paper(self) -> bool:
        """True if the citizen gets letters from the beginning of the design on."""
        design = self.world.design
        return begins_on_paper(self.chooses_paper, design.message_box, design.compulsory)

    @property
    def takes_digital_post(self) -> bool:
        """True if the next message goes into the box."""
        return self.world.design.message_box and not self.opted_out

    @property
    def first_stage(self) -> int:
        """The stage of a message for which no contact leaves."""
        design = self.world.design
        return first_stage(self.activated, self.dormant, self.valid, design.message_box, design.channels)

    def at(self, moment: int, happening: Happening, case: int = 0, contact: int = 0) -> simpy.Event:
        """The event to wait for until a moment, in the declared order within its second."""
        return self.world.at(moment, happening, self.number, case, contact)

    # From a contact to the message

    def clock_of(self, channel: int) -> tuple[Integers, int]:
        """The clock of operational time for looks at a channel: the array of clocks, and the first row in it."""
        return self.letterbox_clock if channel == LETTER else self.clock

    def looks_until_noticed(self, case: int, number: int, place: int, arrives_at: int) -> int:
        """The moment at which something that arrives over a channel is noticed; NEVER if it gets lost among others.

        `case` and `number` belong to the address of the draws. If a helper sees it first, the citizen hears of it then.
        """
        at = self.noticed_by(OWN, case, number, place, arrives_at)
        if self.helper and helper_sees(place):
            at = min(at, self.noticed_by(HELPER, case, number, place, arrives_at))
        return at

    def noticed_by(self, whose: int, case: int, number: int, place: int, arrives_at: int) -> int:
        """The moment at which the citizen or a helper (`whose`) notices something that arrives over a channel."""
        parameters = self.world.parameters
        channel = parameters.channels[place]
        return noticed_by(
            *self.address,
            case,
            number,
            place,
            *self.clock_of(place),
            self.look_intervals[place],
            arrives_at,
            chance_of_notice(self.attention, channel.visibility),
            channel.sinking,
            channel.looks_before_lost,
            parameters.end,
            whose,
            self.habit,
            parameters.busy_share,
            parameters.busy_lasts,
        )

    def attend(self, trip: Trip, contact: ContactNumbers) -> Story:
        """The process from noticing a contact to reading and dealing with its messages, or letting them go.

        A bundle is one contact: it is judged once, by the message that is worth most to open, and its time is booked on
        its first message.
        """
        # The time of a look is spent before it shows whether the contact is still news.
        self._triages(trip, contact)
        if not trip.news(contact) or not self._trusts(trip, contact):
            return
        for consideration in count():
            decision = self._chooses(trip, contact, consideration)
            if decision == OPEN:
                yield from self._opens(trip, contact, consideration)
                return
            if decision == IGNORE:
                trip.reaches(Stage.IGNORED, contact)
                return
            back_at = self._comes_back_at(trip, contact, consideration)
            for message in trip.news(contact):
                self.observer.postpones(self, message, trip, contact, consideration, back_at)
                if back_at == NEVER:
                    message.reaches(Stage.POSTPONED)
                    self._notes(message.case, Activity.FORGOTTEN, contact.number)
            if back_at == NEVER:
                return
            for message in trip.messages:
                message.put_off += 1
            yield self.at(back_at, Happening.RECONSIDERING, trip.case, contact.number)
            # Uncounted before the next choice: a bill that is ignored on second thoughts is not
            # missed because it was postponed.
            for message in trip.messages:
                message.put_off -= 1
            if not trip.news(contact):
                return

    def _triages(self, trip: Trip, contact: ContactNumbers) -> None:
        effort = self.world.parameters.effort
        seconds = effort.triage_letter if contact.channel == LETTER else effort.triage
        # A bundle is one e-mail, so its time is booked once, although each of its messages is noticed.
        for message in trip.messages:
            self.spends(message.case, Activity.NOTICED, contact.number, seconds if message.case == trip.case else 0)

    def _trusts(self, trip: Trip, contact: ContactNumbers) -> bool:
        """True if an electronic contact is taken for genuine, directly or after a check. Letters are always trusted."""
        if contact.channel == LETTER:
            return True
        numbers = self.world.parameters.suspicion
        doubt = logit_from_looks(numbers, contact.link, tells_details=contact.tells_details)
        verdict = judgement(*self.address, trip.case_of_draws, contact.number, logistic(doubt), numbers.checks)
        if verdict == CHECKED:
            self.observer.judges(self, trip.case, trip, contact, doubt)
            self.spends(trip.case, Activity.DOUBTED, contact.number, self.world.parameters.effort.checking)
            return True
        for message in trip.news(contact):
            self.observer.judges(self, message.case, trip, contact, doubt)
            if verdict == PHISHING:
                message.reaches(Stage.TAKEN_FOR_PHISHING)
                self._notes(message.case, Activity.TAKEN_FOR_PHISHING, contact.number)
        return verdict != PHISHING

    def _chooses(self, trip: Trip, contact: ContactNumbers, consideration: int) -> int:
        """The choice to open, postpone or ignore, by the message worth most among those that are still news."""
        news = trip.news(contact)
        worths = {message.case: self.worth_of_opening(message, contact) for message in news}
        first = max(worths, key=lambda case: utility_of_opening(*worths[case]))
        decision = choice(
            *self.address,
            trip.case_of_draws,
            contact.number,
            consideration,
            utility_of_opening(*worths[first]),
            self.world.parameters.opening.b_postpone,
        )
        # Noted before the choice is carried out, since what is opened is no longer news.
        for message in news:
            self.observer.chooses(self, message.case, trip, contact, consideration, first, worths[first])
            self._notes(message.case, Activity.CHOSE, contact.number << 4 | decision)
        return decision

    def worth_of_opening(self, message: Message, contact: ContactNumbers) -> OpeningUtility:
        """The components of the utility of opening a message because of a contact."""
        parameters = self.world.parameters
        numbers = parameters.opening
        pressing, constant, minutes = 0.0, numbers.b_letter, 0.0
        if contact.tells_deadline and message.kind != ANNOUNCEMENT:
            pressing = urgency(self.world.now, message.deadline, numbers.urgency_window)
        if self._needs_login(message, contact):
            constant = numbers.b0
            method = parameters.login.methods[method_for(contact.access, self.app, self.login_method)]
            minutes = method.expected_minutes + navigating(contact.link, parameters.effort.navigating) / MINUTE
        return OpeningUtility(
            numbers.b_value,
            self.belief(message, contact),
            self.diligence,
            message.appeal,
            numbers.b_urgency,
            pressing,
            constant,
            numbers.b_friction * self.burden,
            minutes,
        )

    def belief(self, message: Message, contact: ContactNumbers) -> float:
        """The believed worth of a message, given the disclosed fields; its true worth if the content is disclosed."""
        belief_class = contact.beliefs[message.number_of_type]
        return self.beliefs[belief_class] if belief_class >= 0 else message.type.importance

    def _comes_back_at(self, trip: Trip, contact: ContactNumbers, consideration: int) -> int:
        """The moment at which a postponed contact is reconsidered; NEVER if it is forgotten."""
        parameters = self.world.parameters
        numbers = parameters.opening
        if consideration >= numbers.max_postponements:
            return NEVER
        reminders = [self.reminded_by_deadline_at(message, contact) for message in trip.news(contact)]
        return reconsidered_at(
            *self.address,
            trip.case_of_draws,
            contact.number,
            consideration,
            self.world.now,
            numbers.remembers,
            parameters.table,
            parameters.points,
            numbers.postponement_row + self.segment,
            min((at for at in reminders if at > self.world.now), default=NEVER),
            *self.clock,
        )

    def reminded_by_deadline_at(self, message: Message, contact: ContactNumbers) -> int:
        """The moment at which a disclosed deadline brings a postponed message back to mind; NEVER without one."""
        if not contact.tells_deadline or message.kind == ANNOUNCEMENT:
            return NEVER
        return ahead_of(*self.clock, message.deadline, self.world.parameters.opening.deadline_lead)

    # Opening: an envelope, or a login and what lies in the box

    def _needs_login(self, message: Message, contact: ContactNumbers) -> bool:
        """True if opening the message takes a login."""
        return needs_login(contact.access, contact.channel, message.kind, message.design.pay_from_contact)

    def _opens(self, trip: Trip, contact: ContactNumbers, consideration: int) -> Story:
        """The citizen opens the messages of a contact."""
        if contact.number >= FIRST_COLLECTION_LETTER:
            self._opens_collection_letter(trip.messages[0], contact.number - FIRST_COLLECTION_LETTER)
            return
        news = trip.news(contact)
        for message in news:
            if not self._needs_login(message, contact):
                self._reads(message, Way.ON_PAPER if contact.channel == LETTER else Way.IN_CONTACT, contact)
                self._acts(message, contact)
        if any(self._needs_login(message, contact) for message in news):
            yield from self._goes_to_the_box(trip, contact, consideration)

    def _goes_to_the_box(self, trip: Trip, contact: ContactNumbers, consideration: int) -> Story:
        """A login because of a contact, unless one was made or given up in this second; it fails without an account.

        Whether a login was wasted is decided when its second is over, because other contacts of the same second also
        use it.
        """
        outcome = Outcome.GAVE_UP
        if self.activated:
            first = occurrence(contact.number, consideration, 0)
            method = method_for(contact.access, self.app, self.login_method)
            outcome = yield from log_in(self.world, self, Visit(trip, contact, contact.number, first, method))
        if outcome == Outcome.LOGGED_IN_ALREADY:
            self._visits_box(trip, contact)
        elif outcome == Outcome.LOGGED_IN:
            self.logged_in_at, self.found_more = self.world.now, False
            seconds = navigating(contact.link, self.world.parameters.effort.navigating)
            self.spends(trip.case, Activity.NAVIGATED, contact.number, seconds)
            self._visits_box(trip, contact)
            # An event of the same second that comes after all others: other contacts may share this login first.
            yield self.at(self.world.now, Happening.LEAVING, trip.case, contact.number)
            if not self.found_more:
                self._notes(trip.case, Activity.LOGIN_WASTED, contact.number)
                self.is_frustrated(Frustration.OPENED_ANNOUNCEMENT, trip.case, contact.number)
        elif outcome == Outcome.GAVE_UP:
            trip.reaches(Stage.LOGIN_ABANDONED, contact)
            if self.activated:
                self._gives_up(trip.case, contact.number)

    def _gives_up(self, case: int, number: int) -> None:
        """A login is given up, which causes frustration at most once per second."""
        if self.gave_up_at != self.world.now:
            self.gave_up_at = self.world.now
            self.is_frustrated(Frustration.ABANDONED_LOGIN, case, number)

    def has_nothing_to_log_in_for(self, visit: Visit) -> bool:
        """True if a login that had to wait is no longer needed: all is known or paid, or the citizen has opted out."""
        return self.opted_out if visit.trip is None else not visit.reasons

    def _visits_box(self, trip: Trip, contact: ContactNumbers) -> None:
        """Read the messages of a contact, and possibly others in the box; note if any was more than an announcement."""
        reads_all = self.world.parameters.opening.reads_all
        for message in trip.news(contact):
            self.found_more |= message.kind != ANNOUNCEMENT
            if not message.is_opened:
                self._reads(message, Way.DRAWN, contact)
            self._acts(message, contact)
        for other in self.box.in_order():
            # The observer comes first, so that a life tells the decision before the reading.
            self.observer.leaves_or_reads(self, other, trip.case, contact)
            if reads_along(*self.address, other.case, trip.case, contact.number, reads_all):
                self.found_more |= other.kind != ANNOUNCEMENT
                self._reads(other, Way.ALONG, other.announced_by(self.world.now))
                self._acts(other, None)

    def logs_in_unprompted(self) -> Story:
        """The process of all unprompted logins.

        A login that is due while new credentials are on their way is dropped, not postponed: its occasion has passed.
        """
        if not self.activated or self.dormant:
            return
        login = self.world.parameters.login
        mass = 0.0
        for number in count():
            at, mass = next_unprompted(
                *self.address,
                number,
                mass,
                self.unprompted_logins,
                login.season_knots,
                login.season_masses,
                *self.clock,
                self.habit,
            )
            if at >= self.world.parameters.end:
                return
            if at < self.world.now:  # its moment passed while the previous login waited for credentials
                continue
            yield self.at(at, Happening.UNPROMPTED)
            if not self.opted_out and self.world.design.message_box and self.credentials_at <= self.world.now:
                yield from self._logs_in_unprompted(number)

    def _logs_in_unprompted(self, number: int) -> Story:
        """One unprompted login, in which all unread messages are read."""
        outcome = yield from log_in(self.world, self, Visit(None, None, number, number << 8, self.login_method))
        if outcome == Outcome.LOGGED_IN:
            self.logged_in_at = self.world.now
            self.spends(0, Activity.NAVIGATED, number, self.world.parameters.effort.navigating)
            for message in self.box.in_order():
                self._reads(message, Way.UNPROMPTED, message.announced_by(self.world.now))
                self._acts(message, None)
        elif outcome == Outcome.GAVE_UP:
            self._gives_up(0, number)

    def _reads(self, message: Message, way: Way, announced_by: ContactNumbers | None) -> None:
        """Open and read one message, and update the belief about contacts like the one that announced it.

        A message already known, for example from a letter, is opened and recognised, but takes no time to read and
        does not change beliefs.
        """
        effort = self.world.parameters.effort
        seconds = effort.opening_letter if way is Way.ON_PAPER else effort.opening_message
        self.spends(message.case, Activity.OPENED, way, seconds)
        # Asked before `known_at` is set: only a first reading takes time and changes a belief.
        is_new = not message.is_known
        reading = whole(message.words * MINUTE / effort.words_per_minute) if is_new else 0
        self.spends(message.case, Activity.READ, way, reading)
        message.known_at = min(message.known_at, self.world.now)
        if way is not Way.ON_PAPER:
            message.opened_at = min(message.opened_at, self.world.now)
            self.box.take(message)
        if is_new and announced_by is not None and (belief_class := announced_by.beliefs[message.number_of_type]) >= 0:
            before = self.beliefs[belief_class]
            after = learnt(before, message.type.importance, self.world.parameters.appraisal.learning_rate)
            self.beliefs[belief_class] = after
            self.observer.learns(self, message, announced_by, before, after)
        if is_new:
            self._may_object(message)

    # Acting on what was read

    def _acts(self, message: Message, contact: ContactNumbers | None) -> None:
        """Pay or respond now, plan to, or forget.

        On opening a reminder of payment the citizen pays with some probability; otherwise an earlier intention stays.
        """
        # Who cannot pay a bill does not pay it on any contact. Steps of collection have a
        # probability of their own for them.
        if message.kind == ANNOUNCEMENT or message.is_settled or message.unable:
            return
        if self.pays_by_debit(message):
            return
        acting = self.world.parameters.acting
        if contact is not None and contact.asks_for_payment:
            if pays_on_reminder(*self.address, message.case, contact.number, acting.pays_on_reminder):
                self._settles(message, PAID_AFTER_READING)
                return
            # The intention from the first reading stands. A reminder that is not acted on is no
            # new chance to remember.
            if message.known_at < self.world.now:
                return
        intention = plan(
            *self.address,
            message.case,
            self.world.now,
            message.deadline,
            acting.last_minute,
            acting.pays_at_once,
            self.forgets,
        )
        self.observer.plans(self, message, intention)
        if intention == AT_ONCE:
            self._settles(message, PAID_AFTER_READING)
        elif intention == PLANNED:
            self.world.begin(self._acts_as_planned(message))

    def _acts_as_planned(self, message: Message) -> Story:
        """A planned payment or response, made shortly before the deadline unless already made."""
        parameters = self.world.parameters
        at = planned_moment(
            *self.address,
            message.case,
            self.world.now,
            message.deadline,
            parameters.table,
            parameters.points,
            parameters.acting.planned_lead_row + self.segment,
            *self.clock,
        )
        yield self.at(at, Happening.ACTING, message.case)
        if not message.is_settled:
            self._settles(message, PAID_AS_PLANNED)

    def _opens_collection_letter(self, message: Message, step: int) -> None:
        """A collection letter is opened and dealt with; it makes the bill known, and some citizens pay now."""
        effort = self.world.parameters.effort
        self.spends(message.case, Activity.OPENED, Way.ON_PAPER, effort.opening_letter)
        self.spends(message.case, Activity.REMINDER_HANDLED, step, effort.handling_reminder)
        is_new = not message.is_known
        message.known_at = min(message.known_at, self.world.now)
        if step in message.surprises:
            self.is_frustrated(Frustration.FEE_FOR_UNSEEN_BILL, message.case, step)
            self.may_call(message.case, Reason.FEE_FOR_UNSEEN_BILL, step)
        numbers = self.world.parameters.collections[message.type.collection].steps[step]
        chance = numbers.unable_pays if message.unable else numbers.able_pays
        self.observer.weighs_payment(self, message, step, chance)
        if pays_on_step(*self.address, message.case, step, chance):
            self._settles(message, PAID_ON_LETTER)
        if is_new:
            self._may_object(message)

    def _may_object(self, message: Message) -> None:
        """The citizen, who has just learnt of a bill, may object to it."""
        if message.is_invoice and objects(*self.address, message.case, message.type.objections):
            self.spends(message.case, Activity.OBJECTED, 1, self.world.parameters.effort.responding)
            self._sends_answer(message)

    def _sends_answer(self, message: Message) -> None:
        """A response or an objection is sent: online, or by post if necessary."""
        if answers_by_post(*self.address, message.case, message.type.online):
            numbers = message.type
            self.spends(message.case, Activity.ANSWERED_BY_POST, message.is_invoice, numbers.by_post, numbers.postage)

    def _settles(self, message: Message, how: int) -> None:
        """Pay the bill with all its fees, or respond to the request."""
        effort = self.world.parameters.effort
        message.settled_at = self.world.now
        if message.is_invoice:
            self.spends(message.case, Activity.PAID, how, effort.paying, message.amount + message.charged)
        else:
            self.spends(message.case, Activity.RESPONDED, how, effort.responding)
            self._sends_answer(message)

    def pays_by_debit(self, message: Message) -> bool:
        """True if the message is a bill that will be paid by direct debit."""
        return pays_by_debit(message.kind, self.direct_debit, message.design.pay_from_contact)

    def is_debited(self, message: Message) -> None:
        """The bill is paid by direct debit, which takes the citizen no time."""
        message.settled_at = self.world.now
        self.spends(message.case, Activity.PAID, PAID_BY_DEBIT, 0, message.amount + message.charged)

    # Frustration and the ledger

    def may_call(self, case: int, reason: Reason, place: int) -> None:
        """An event that makes some citizens call the helpdesk, if there is one; `place` distinguishes such events."""
        if self.world.helpdesk is not None:
            self.world.helpdesk.may_be_called(self, case, reason, place)

    def is_frustrated(self, by: Frustration, case: int, place: int) -> None:
        """An event causes frustration; the citizen may opt out, if the design allows a return to paper."""
        numbers = self.world.parameters.opt_out
        weight = (numbers.fee_for_unseen_bill, numbers.abandoned_login, numbers.opened_announcement)[by]
        # Frustration decays all the time, but is only brought up to date when it grows, since
        # nothing asks for it in between.
        left = remaining(self.frustration, self.world.now - self.frustrated_at, numbers.half_life)
        self.frustration, self.frustrated_at = left + weight, self.world.now
        if not self.takes_digital_post or not self.world.design.return_to_paper_on_opt_out:
            return
        self.observer.frustrates(self, by, case, place)
        hazard = numbers.hazard * self.opt_out_factor
        # Numbered by its cause and not by a count of frustrations, which depends on the design.
        if opts_out(*self.address, case, by << FRUSTRATION_SHIFT | place, hazard, self.frustration):
            self.opted_out = True
            self.spends(case, Activity.OPTED_OUT, by, self.world.parameters.effort.opting_out)

    def spends(self, case: int, activity: Activity, detail: int, seconds: int, cents: int = 0) -> None:
        """Write an activity with its time and money to the journal."""
        self.world.journal.write(self.number, case, self.world.now, activity, detail, seconds, cents)

    def _notes(self, case: int, activity: Activity, detail: int) -> None:
        """Write an activity that takes no time to the journal."""
        self.world.journal.write(self.number, case, self.world.now, activity, detail)
