"""The citizen: notices, judges, decides, logs in, reads, and pays; or does not.

The behaviour is that of the SimPy engine (`sim.model.citizen`), whose processes are cut at each place where a citizen
waits: every function here covers the time from one event to the next.
"""

from __future__ import annotations

from typing import Final

from sim.clock import MINUTE, NEVER
from sim.compilation import compiled
from sim.kernel.booking import book
from sim.kernel.digid import GAVE_UP, LOGGED_IN, WAITING, log_in
from sim.kernel.events import NO_EVENT, key_of, schedule
from sim.kernel.helpdesk import may_call
from sim.kernel.memory import (
    belief_class_of,
    beliefs_of,
    clocks_of,
    contact_of,
    following_of,
    lying_of,
    message_at,
    payment_of,
    points_of,
    season_knots_of,
    season_masses_of,
    step_at,
    table_of,
    type_at,
)
from sim.kernel.records import Record
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
from sim.rules.appraisal import CHECKED, PHISHING, judgement, learnt, urgency
from sim.rules.distributions import whole
from sim.rules.frustration import FRUSTRATION_SHIFT, opts_out, remaining
from sim.rules.login import method_for, next_unprompted
from sim.rules.opening import (
    IGNORE,
    OPEN,
    choice,
    is_moot,
    navigating,
    needs_login,
    reads_along,
    reconsidered_at,
    utility_of_opening,
)
from sim.rules.order import (
    ATTEMPT,
    ATTEMPT_BITS,
    CONSIDERATION,
    CONSIDERATION_BITS,
    FIRST_COLLECTION_LETTER,
    Happening,
    occurrence,
)
from sim.rules.parameters import ANNOUNCEMENT, INVOICE, LETTER

NOTICED: Final = Activity.NOTICED.value
DOUBTED: Final = Activity.DOUBTED.value
TAKEN_FOR_PHISHING: Final = Activity.TAKEN_FOR_PHISHING.value
CHOSE: Final = Activity.CHOSE.value
FORGOTTEN: Final = Activity.FORGOTTEN.value
NAVIGATED: Final = Activity.NAVIGATED.value
LOGIN_WASTED: Final = Activity.LOGIN_WASTED.value
OPENED: Final = Activity.OPENED.value
READ: Final = Activity.READ.value
PAID: Final = Activity.PAID.value
RESPONDED: Final = Activity.RESPONDED.value
OBJECTED: Final = Activity.OBJECTED.value
ANSWERED_BY_POST: Final = Activity.ANSWERED_BY_POST.value
REMINDER_HANDLED: Final = Activity.REMINDER_HANDLED.value
OPTED_OUT: Final = Activity.OPTED_OUT.value
PHISHING_STAGE: Final = Stage.TAKEN_FOR_PHISHING.value
IGNORED_STAGE: Final = Stage.IGNORED.value
POSTPONED_STAGE: Final = Stage.POSTPONED.value
LOGIN_ABANDONED_STAGE: Final = Stage.LOGIN_ABANDONED.value
DRAWN: Final = Way.DRAWN.value
ALONG: Final = Way.ALONG.value
UNPROMPTED_WAY: Final = Way.UNPROMPTED.value
IN_CONTACT: Final = Way.IN_CONTACT.value
ON_PAPER_WAY: Final = Way.ON_PAPER.value
FEE_FOR_UNSEEN_BILL: Final = Frustration.FEE_FOR_UNSEEN_BILL.value
ABANDONED_LOGIN: Final = Frustration.ABANDONED_LOGIN.value
OPENED_ANNOUNCEMENT: Final = Frustration.OPENED_ANNOUNCEMENT.value
CALL_ABOUT_FEE: Final = Reason.FEE_FOR_UNSEEN_BILL.value
RECONSIDERING: Final = Happening.RECONSIDERING.value
UNPROMPTED: Final = Happening.UNPROMPTED.value
ACTING: Final = Happening.ACTING.value
LEAVING: Final = Happening.LEAVING.value
PAID_AFTER_READING, PAID_AS_PLANNED, PAID_ON_LETTER, PAID_BY_DEBIT = range(4)
NO_CONTACT: Final = -1


# From a contact to the message


@compiled
def attend(world: Record, me: Record, message: Record, contact: Record, case_of_draws: int) -> None:
    """A look notices a contact about one message, or about a bundle whose first message is `message`.

    A bundle is judged once, by the message that is worth most to open; its time is booked on the first message.
    """
    seconds = world.effort_triage_letter if contact.channel == LETTER else world.effort_triage
    case = message.case
    while case > 0:
        # A bundle is one e-mail, so its time is booked once, although each of its messages is noticed.
        book(world, me, message_at(me, case), NOTICED, contact.number, seconds if case == message.case else 0, 0)
        case = case_after(me, case, contact)
    if next_news(me, message.case, contact) > 0 and trusts(world, me, message, contact, case_of_draws):
        consider(world, me, message, contact, case_of_draws, 0)


@compiled
def case_after(me: Record, case: int, contact: Record) -> int:
    """The case that follows another one in its bundle; 0 after the last, and for a contact that is not bundled."""
    return int(following_of(me)[case, contact.number]) if contact.is_bundled else 0


@compiled
def next_news(me: Record, case: int, contact: Record) -> int:
    """The first case from this one on, in its bundle, about which the contact is still news; 0 if there is none."""
    while case > 0 and is_pointless(message_at(me, case), contact):
        case = case_after(me, case, contact)
    return case


@compiled
def news_after(me: Record, case: int, contact: Record) -> int:
    """The next case in the bundle, after this one, about which the contact is still news; 0 after the last."""
    return next_news(me, case_after(me, case, contact), contact)


@compiled
def reach(me: Record, message: Record, contact: Record, stage: int) -> None:
    """Record that the messages that a contact still announces have reached at least this stage."""
    case = next_news(me, message.case, contact)
    while case > 0:
        each = message_at(me, case)
        each.stage = max(each.stage, stage)
        case = news_after(me, case, contact)


@compiled
def note_news(world: Record, me: Record, message: Record, contact: Record, activity: int, detail: int) -> None:
    """Book an activity without duration for each message that a contact still announces."""
    case = next_news(me, message.case, contact)
    while case > 0:
        book(world, me, message_at(me, case), activity, detail, 0, 0)
        case = news_after(me, case, contact)


@compiled
def put_off(me: Record, message: Record, contact: Record, more: int) -> None:
    """Count a contact as postponed (`more` is 1) or no longer postponed (-1) in all its messages."""
    case = message.case
    while case > 0:
        message_at(me, case).put_off += more
        case = case_after(me, case, contact)


@compiled
def is_pointless(message: Record, contact: Record) -> bool:
    """True if a contact contains nothing new about a message."""
    return is_moot(contact.asks_for_payment != 0, message.settled_at < NEVER, message.known_at < NEVER)


@compiled
def trusts(world: Record, me: Record, message: Record, contact: Record, case_of_draws: int) -> bool:
    """True if an electronic contact is taken for genuine, directly or after a check. Letters are always trusted."""
    if contact.channel == LETTER:
        return True
    # Draws of a bundle are those of its day. Its first message would not do, for which message is
    # first depends on the design.
    address = (world.seed, world.replication, me.number, case_of_draws, contact.number)
    verdict = judgement(*address, contact.doubtful, world.suspicion_checks)
    if verdict == PHISHING:
        reach(me, message, contact, PHISHING_STAGE)
        note_news(world, me, message, contact, TAKEN_FOR_PHISHING, contact.number)
        return False
    if verdict == CHECKED:
        book(world, me, message, DOUBTED, contact.number, world.effort_checking, 0)
    return True


@compiled
def reconsider(world: Record, me: Record, message: Record, contact: Record, note: int) -> None:
    """A postponed contact is reconsidered, if it is still news."""
    # Uncounted before the choice: a bill that is ignored on second thoughts is not missed because it was postponed.
    put_off(me, message, contact, -1)
    if next_news(me, message.case, contact) > 0:
        consider(world, me, message, contact, note >> CONSIDERATION_BITS, note & CONSIDERATION)


@compiled
def consider(
    world: Record, me: Record, message: Record, contact: Record, case_of_draws: int, consideration: int
) -> None:
    """The citizen opens, postpones or ignores a contact."""
    decision = choice(
        world.seed,
        world.replication,
        me.number,
        case_of_draws,
        contact.number,
        consideration,
        most_worth(world, me, message, contact),
        world.opening_b_postpone,
    )
    # Booked before the choice is carried out, since what is opened is no longer news and would be left out.
    note_news(world, me, message, contact, CHOSE, contact.number << 4 | decision)
    if decision == OPEN:
        open_it(world, me, message, contact, consideration)
    elif decision == IGNORE:
        reach(me, message, contact, IGNORED_STAGE)
    else:
        back_at = comes_back_at(world, me, message, contact, case_of_draws, consideration)
        if back_at == NEVER:
            reach(me, message, contact, POSTPONED_STAGE)
            note_news(world, me, message, contact, FORGOTTEN, contact.number)
        else:
            put_off(me, message, contact, 1)
            note = case_of_draws << CONSIDERATION_BITS | consideration + 1
            schedule(world, me, back_at, RECONSIDERING, message.case, contact.number, note)


@compiled
def most_worth(world: Record, me: Record, message: Record, contact: Record) -> float:
    """The largest utility of opening among the messages about which a contact is still news."""
    case = next_news(me, message.case, contact)
    most = worth(world, me, message_at(me, case), contact)
    case = news_after(me, case, contact)
    while case > 0:
        most = max(most, worth(world, me, message_at(me, case), contact))
        case = news_after(me, case, contact)
    return most


@compiled
def worth(world: Record, me: Record, message: Record, contact: Record) -> float:
    """The utility of opening a message because of a contact."""
    belief_class = belief_class_of(world, message, contact.number)
    # A contact that shows the content leaves nothing to believe: the citizen sees what the message is worth.
    belief = beliefs_of(me)[belief_class] if belief_class >= 0 else type_at(world, message.number_of_type).importance
    pressing, constant, minutes = 0.0, world.opening_b_letter, 0.0
    if contact.tells_deadline and message.kind != ANNOUNCEMENT:
        pressing = urgency(me.now, message.deadline, world.opening_urgency_window)
    if needs_login(contact.access, contact.channel, message.kind, payment_of(world, message)):
        constant = world.opening_b0
        method = method_for(contact.access, me.app != 0, me.login_method)
        minutes = world.method_expected_minutes[method] + navigating(contact.link, world.effort_navigating) / MINUTE
    return utility_of_opening(
        world.opening_b_value,
        belief,
        me.diligence,
        message.appeal,
        world.opening_b_urgency,
        pressing,
        constant,
        world.opening_b_friction * me.burden,
        minutes,
    )


@compiled
def comes_back_at(
    world: Record, me: Record, message: Record, contact: Record, case_of_draws: int, consideration: int
) -> int:
    """The moment at which a postponed contact is reconsidered; NEVER if it is forgotten."""
    if consideration >= world.opening_max_postponements:
        return NEVER
    reminded_at, case = NEVER, next_news(me, message.case, contact)
    while case > 0:
        at = reminded_by_deadline_at(world, me, message_at(me, case), contact)
        if me.now < at < reminded_at:
            reminded_at = at
        case = news_after(me, case, contact)
    return reconsidered_at(
        world.seed,
        world.replication,
        me.number,
        case_of_draws,
        contact.number,
        consideration,
        me.now,
        world.opening_remembers,
        table_of(world),
        points_of(world),
        world.opening_postponement_row + me.segment,
        reminded_at,
        clocks_of(world),
        me.screen_clock,
    )


@compiled
def reminded_by_deadline_at(world: Record, me: Record, message: Record, contact: Record) -> int:
    """The moment at which a disclosed deadline brings a postponed message back to mind; NEVER without one."""
    if not contact.tells_deadline or message.kind == ANNOUNCEMENT:
        return NEVER
    return ahead_of(clocks_of(world), me.screen_clock, message.deadline, world.opening_deadline_lead)


# Opening: an envelope, or a login and what lies in the box


@compiled
def open_it(world: Record, me: Record, message: Record, contact: Record, consideration: int) -> None:
    """The citizen opens the messages of a contact."""
    if contact.number >= FIRST_COLLECTION_LETTER:
        open_collection_letter(world, me, message, contact.number - FIRST_COLLECTION_LETTER)
        return
    way = ON_PAPER_WAY if contact.channel == LETTER else IN_CONTACT
    by_login, case = False, next_news(me, message.case, contact)
    while case > 0:
        each = message_at(me, case)
        case = news_after(me, case, contact)
        if needs_login(contact.access, contact.channel, each.kind, payment_of(world, each)):
            by_login = True
        else:
            read(world, me, each, way, contact.number)
            act(world, me, each, reminder_of(contact))
    # One login serves all messages of a bundle that need one.
    if by_login and me.activated:
        go_to_the_box(world, me, message, contact, consideration, 0)
    elif by_login:
        reach(me, message, contact, LOGIN_ABANDONED_STAGE)


@compiled
def go_to_the_box(
    world: Record,
    me: Record,
    message: Record,
    contact: Record,
    consideration: int,
    attempt: int,
) -> None:
    """A login because of a contact, from this attempt on, and a visit to the box if it succeeds.

    At most one login ends in any second; its outcome holds for all of that second.
    """
    if me.logged_in_at == me.now:
        visit_box(world, me, message, contact)
        return
    if me.gave_up_at == me.now:
        reach(me, message, contact, LOGIN_ABANDONED_STAGE)
        return
    method = method_for(contact.access, me.app != 0, me.login_method)
    # Attempts are numbered within a consideration of a contact. A count of all logins would
    # depend on the design, and would move the draws of later ones.
    first = occurrence(contact.number, consideration, 0)
    outcome = log_in(world, me, message, contact.number, consideration, first, method, attempt)
    if outcome == LOGGED_IN:
        me.logged_in_at, me.found_more = me.now, 0
        seconds = navigating(contact.link, world.effort_navigating)
        book(world, me, message, NAVIGATED, contact.number, seconds, 0)
        visit_box(world, me, message, contact)
        # An event of the same second that comes after all others: other contacts may share this login first.
        schedule(world, me, me.now, LEAVING, message.case, contact.number, 0)
    elif outcome == GAVE_UP:
        reach(me, message, contact, LOGIN_ABANDONED_STAGE)
        me.gave_up_at = me.now
        frustrate(world, me, message, ABANDONED_LOGIN, contact.number)
    # The bill counts as lost at the login until the credentials come, for its due date may pass before.
    elif outcome == WAITING:
        reach(me, message, contact, LOGIN_ABANDONED_STAGE)


@compiled
def leave_box(world: Record, me: Record, message: Record, number: int) -> None:
    """The second of a login is over: it was wasted if only announcements were opened in it."""
    if not me.found_more:
        book(world, me, message, LOGIN_WASTED, number, 0, 0)
        frustrate(world, me, message, OPENED_ANNOUNCEMENT, number)


@compiled
def visit_box(world: Record, me: Record, message: Record, contact: Record) -> None:
    """Read the messages of a contact, and possibly others in the box; record if any was more than an announcement."""
    case = next_news(me, message.case, contact)
    while case > 0:
        drawn = message_at(me, case)
        case = news_after(me, case, contact)
        if drawn.kind != ANNOUNCEMENT:
            me.found_more = 1
        if drawn.opened_at == NEVER:
            read(world, me, drawn, DRAWN, contact.number)
        act(world, me, drawn, reminder_of(contact))
    place = 0
    while place < me.unread:
        other = message_at(me, lying_of(me)[place])
        # Addressed by the message read and the contact that caused the login, so that nothing
        # else that lies in the box moves the draw.
        address = (world.seed, world.replication, me.number, other.case)
        if reads_along(*address, message.case, contact.number, world.opening_reads_all):
            if other.kind != ANNOUNCEMENT:
                me.found_more = 1
            read(world, me, other, ALONG, announced_by(me, other))  # removes it from the list, so `place` stays
            act(world, me, other, NO_CONTACT)
        else:
            place += 1


@compiled
def announced_by(me: Record, message: Record) -> int:
    """Number of the contact that announced a message; `NO_CONTACT` if none has arrived by now."""
    return message.announcement if message.arrived_at <= me.now else NO_CONTACT


@compiled
def read(world: Record, me: Record, message: Record, way: int, announcement: int) -> None:
    """Open and read one message, and update the belief about contacts like the one that announced it.

    A message already known, for example from a letter, is opened and recognised, but takes no time to read and does
    not change beliefs.
    """
    seconds = world.effort_opening_letter if way == ON_PAPER_WAY else world.effort_opening_message
    book(world, me, message, OPENED, way, seconds, 0)
    # Asked before `known_at` is set: only a first reading takes time and changes a belief.
    is_new = message.known_at == NEVER
    reading = whole(message.words * MINUTE / world.effort_words_per_minute) if is_new else 0
    book(world, me, message, READ, way, reading, 0)
    message.known_at = min(message.known_at, me.now)
    if way != ON_PAPER_WAY:
        message.opened_at = min(message.opened_at, me.now)
        take(me, message.case)
    if is_new and announcement != NO_CONTACT:
        belief_class = belief_class_of(world, message, announcement)
        if belief_class >= 0:
            importance = type_at(world, message.number_of_type).importance
            beliefs = beliefs_of(me)
            beliefs[belief_class] = learnt(beliefs[belief_class], importance, world.appraisal_learning_rate)
    if is_new:
        may_object(world, me, message)


@compiled
def take(me: Record, case: int) -> None:
    """Remove a message from the unread ones in the box, if it is there."""
    lying, place = lying_of(me), 0
    while place < me.unread and lying[place] != case:
        place += 1
    if place < me.unread:
        me.unread -= 1
        # The others move up, for an unprompted login reads in order of delivery in both engines.
        for following in range(place, me.unread):
            lying[following] = lying[following + 1]


# Logins that nothing caused


@compiled
def expect_unprompted(world: Record, me: Record) -> None:
    """Find the next unprompted login, skipping those that were due while the last one waited.

    There are none without a box.
    """
    me.unprompted_key = NO_EVENT
    if not world.design_message_box:
        return
    at = moment_of_unprompted(world, me)
    while at < me.now:
        me.unprompted_number += 1
        at = moment_of_unprompted(world, me)
    if at < world.end:
        me.unprompted_key = key_of(at, UNPROMPTED, 0, 0)


@compiled
def moment_of_unprompted(world: Record, me: Record) -> int:
    """The moment of the unprompted login with the current number."""
    at, me.unprompted_mass = next_unprompted(
        world.seed,
        world.replication,
        me.number,
        me.unprompted_number,
        me.unprompted_mass,
        me.unprompted_logins,
        season_knots_of(world),
        season_masses_of(world),
        clocks_of(world),
        me.screen_clock,
        me.habit != 0,
    )
    return at


@compiled
def spend_unprompted(world: Record, me: Record) -> None:
    """Go on to the next unprompted login, after one was made or its occasion has passed."""
    me.unprompted_number += 1
    expect_unprompted(world, me)


@compiled
def log_in_unprompted(world: Record, me: Record, attempt: int) -> None:
    """An unprompted login, from this attempt on, in which all unread messages are read.

    None is made in a second in which another login has succeeded or been given up.
    """
    if me.now in (me.logged_in_at, me.gave_up_at):
        spend_unprompted(world, me)
        return
    nothing, number = message_at(me, 0), me.unprompted_number
    outcome = log_in(world, me, nothing, number, 0, number << 8, me.login_method, attempt)
    if outcome == WAITING:
        return
    if outcome == LOGGED_IN:
        me.logged_in_at = me.now
        book(world, me, nothing, NAVIGATED, number, world.effort_navigating, 0)
        # The list shrinks with every message read, so that its first place is always the next one.
        while me.unread > 0:
            message = message_at(me, lying_of(me)[0])
            read(world, me, message, UNPROMPTED_WAY, announced_by(me, message))
            act(world, me, message, NO_CONTACT)
    elif outcome == GAVE_UP:
        me.gave_up_at = me.now
        frustrate(world, me, nothing, ABANDONED_LOGIN, number)
    spend_unprompted(world, me)


@compiled
def begin_unprompted(world: Record, me: Record) -> None:
    """The moment of an unprompted login; a citizen who has opted out makes none.

    A login that is due while new credentials are on their way is dropped, not postponed: its occasion has passed.
    """
    me.unprompted_key = NO_EVENT
    if me.opted_out or me.credentials_at > me.now:
        spend_unprompted(world, me)
    else:
        log_in_unprompted(world, me, 0)


@compiled
def receive_credentials(world: Record, me: Record, case: int, number: int, note: int) -> None:
    """New credentials have arrived: the waiting login continues, unless it is no longer needed."""
    consideration, attempt = note >> ATTEMPT_BITS, note & ATTEMPT
    if case > 0:
        message = message_at(me, case)
        contact = contact_of(world, message, number)
        if next_news(me, case, contact) > 0:
            go_to_the_box(world, me, message, contact, consideration, attempt)
    elif me.opted_out:
        spend_unprompted(world, me)
    else:
        log_in_unprompted(world, me, attempt)


# Acting on what was read


@compiled
def reminder_of(contact: Record) -> int:
    """The number of a contact if it is a reminder of payment; otherwise `NO_CONTACT`."""
    return int(contact.number) if contact.asks_for_payment else NO_CONTACT


@compiled
def act(world: Record, me: Record, message: Record, reminder: int) -> None:
    """Pay or respond now, plan to, or forget.

    On opening a reminder of payment the citizen pays with some probability; otherwise an earlier intention stays.
    """
    # Who cannot pay a bill does not pay it on any contact. Steps of collection have a probability
    # of their own for them.
    if message.kind == ANNOUNCEMENT or message.settled_at < NEVER or message.unable:
        return
    # A debit takes place at the deadline, without any act of the citizen.
    if pays_by_debit(message.kind, me.direct_debit != 0, payment_of(world, message)):
        return
    if reminder != NO_CONTACT:
        whose = (world.seed, world.replication, me.number, message.case)
        if pays_on_reminder(*whose, reminder, world.acting_pays_on_reminder):
            settle(world, me, message, PAID_AFTER_READING)
            return
        # The intention from the first reading stands. A reminder that is not acted on is no new chance to remember.
        if message.known_at < me.now:
            return
    address = (world.seed, world.replication, me.number, message.case, me.now, message.deadline)
    intention = plan(*address, world.acting_last_minute, world.acting_pays_at_once, me.forgets)
    if intention == AT_ONCE:
        settle(world, me, message, PAID_AFTER_READING)
    elif intention == PLANNED:
        row = world.acting_planned_lead_row + me.segment
        at = planned_moment(*address, table_of(world), points_of(world), row, clocks_of(world), me.screen_clock)
        schedule(world, me, at, ACTING, message.case, 0, 0)


@compiled
def act_as_planned(world: Record, me: Record, message: Record) -> None:
    """The moment of a planned payment or response, which is made unless it was made earlier."""
    if message.settled_at == NEVER:
        settle(world, me, message, PAID_AS_PLANNED)


@compiled
def open_collection_letter(world: Record, me: Record, message: Record, step: int) -> None:
    """A collection letter is opened and dealt with; it makes the bill known, and some citizens pay now."""
    book(world, me, message, OPENED, ON_PAPER_WAY, world.effort_opening_letter, 0)
    book(world, me, message, REMINDER_HANDLED, step, world.effort_handling_reminder, 0)
    is_new = message.known_at == NEVER
    message.known_at = min(message.known_at, me.now)
    if message.surprises >> step & 1:
        frustrate(world, me, message, FEE_FOR_UNSEEN_BILL, step)
        may_call(world, me, message, CALL_ABOUT_FEE, step)
    numbers = step_at(world, type_at(world, message.number_of_type).first_step + step)
    chance = numbers.unable_pays if message.unable else numbers.able_pays
    if pays_on_step(world.seed, world.replication, me.number, message.case, step, chance):
        settle(world, me, message, PAID_ON_LETTER)
    if is_new:
        may_object(world, me, message)


@compiled
def may_object(world: Record, me: Record, message: Record) -> None:
    """The citizen, who has just learnt of a bill, may object to it."""
    if message.kind != INVOICE:
        return
    objections = type_at(world, message.number_of_type).objections
    if objects(world.seed, world.replication, me.number, message.case, objections):
        book(world, me, message, OBJECTED, 1, world.effort_responding, 0)
        send_answer(world, me, message)


@compiled
def send_answer(world: Record, me: Record, message: Record) -> None:
    """A response or an objection is sent: online, or by post if necessary."""
    kind = type_at(world, message.number_of_type)
    if answers_by_post(world.seed, world.replication, me.number, message.case, kind.online):
        book(world, me, message, ANSWERED_BY_POST, 1 if message.kind == INVOICE else 0, kind.by_post, kind.postage)


@compiled
def settle(world: Record, me: Record, message: Record, how: int) -> None:
    """Pay the bill with all its fees, or respond to the request."""
    message.settled_at = me.now
    if message.kind == INVOICE:
        book(world, me, message, PAID, how, world.effort_paying, message.amount + message.charged)
    else:
        book(world, me, message, RESPONDED, how, world.effort_responding, 0)
        send_answer(world, me, message)


@compiled
def is_debited(world: Record, me: Record, message: Record) -> None:
    """The bill is paid by direct debit, which takes the citizen no time."""
    message.settled_at = me.now
    book(world, me, message, PAID, PAID_BY_DEBIT, 0, message.amount + message.charged)


@compiled
def frustrate(world: Record, me: Record, message: Record, by: int, place: int) -> None:
    """An event causes frustration; the citizen may opt out, if the design allows a return to paper."""
    weight = world.opt_out_opened_announcement
    if by == FEE_FOR_UNSEEN_BILL:
        weight = world.opt_out_fee_for_unseen_bill
    elif by == ABANDONED_LOGIN:
        weight = world.opt_out_abandoned_login
    # Frustration decays all the time, but is only brought up to date when it grows, since nothing
    # asks for it in between.
    left = remaining(me.frustration, me.now - me.frustrated_at, world.opt_out_half_life)
    me.frustration, me.frustrated_at = left + weight, me.now
    takes_digital_post = world.design_message_box and not me.opted_out
    if not takes_digital_post or not world.design_return_to_paper_on_opt_out:
        return
    # Numbered by its cause and not by a count of frustrations, which depends on the design.
    address = (world.seed, world.replication, me.number, message.case, by << FRUSTRATION_SHIFT | place)
    if opts_out(*address, world.opt_out_hazard * me.opt_out_factor, me.frustration):
        me.opted_out = 1
        book(world, me, message, OPTED_OUT, by, world.effort_opting_out, 0)
