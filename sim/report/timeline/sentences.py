"""Narration: the events of a message as entries, each with a sentence and the reasons for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from sim.clock import HOUR, NEVER, Calendar, span_in_words
from sim.model.decisions import (
    ActionPlanned,
    Attempted,
    Considered,
    Judged,
    LayBeside,
    Learnt,
    Postponed,
    Travelled,
    WeighedPayment,
)
from sim.outcomes.life import Life, LifeMoment, LifePair, Story
from sim.outcomes.meaning import Choice, known
from sim.report.event_log.event_labels import CALLS, FRUSTRATIONS
from sim.report.timeline.entry import EntryMark, TimelineEntry
from sim.report.timeline.phrases import (
    CHOICES,
    KNOWN,
    LOST,
    SETTLEMENTS,
    WAYS,
    contact_name,
    disclosed_by,
    moment,
    money,
    percent,
    step_title,
)
from sim.report.timeline.reasons import (
    after_failure,
    appraisal,
    chance_and_draw,
    chances,
    feelings,
    intention,
    learning,
    looking,
    method,
    returning,
    suspicion,
    unnoticed,
    utility,
)
from sim.rules.activity import Activity, Lateness
from sim.rules.order import ON_PAPER
from sim.scenario.schema import Design, MessageType, Scenario

EntryParts: TypeAlias = "tuple[EntryMark, str, str, tuple[str, ...]]"
"""The mark, headline, aside and reasons of an entry."""
MARKS: Final[Mapping[Choice, EntryMark]] = {
    Choice.OPEN: EntryMark.SEEN,
    Choice.POSTPONE: EntryMark.POSTPONED,
    Choice.IGNORE: EntryMark.DROPPED,
}
NOTHING_NEW: Final = ("It contained nothing new.",)
AFTER_NOTICING: Final = frozenset({Activity.DOUBTED, Activity.TAKEN_FOR_PHISHING, Activity.CHOSE})


class Neighbours(NamedTuple):
    """The events of the same message just before and just after an event."""

    before: LifeMoment | None
    after: LifeMoment | None = None


@dataclass(frozen=True, slots=True)
class Narrator:
    """Narrates the stories of one life."""

    scenario: Scenario
    design: Design
    message_type: MessageType
    calendar: Calendar
    year: int
    """The year that dates leave out."""
    chose_paper: bool = False
    """True if the citizen has chosen paper, under a design that offers the choice."""

    def entries(self, story: Story) -> tuple[TimelineEntry, ...]:
        """The entries for the events of a message that deserve a sentence, in order."""
        found = []
        for place, each in enumerate(story.moments):
            around = (story.moments[place - 1] if place else None, *story.moments[place + 1 : place + 2])
            said = self.entry_for(each, Neighbours(*around))
            if said is not None:
                found.append(TimelineEntry(place, each.at, *said))
        return tuple(found)

    def entry_for(self, what: LifeMoment, near: Neighbours) -> EntryParts | None:
        """The entry for an event; None for a step that the next event covers."""
        if what.activity is None:
            return self.not_done(what)
        narrate = NARRATIONS.get(what.activity)
        return narrate(self, what, near) if narrate is not None else None

    def when(self, at: int) -> str:
        """A time in this story."""
        return moment(self.calendar, at, self.year)

    def name(self, contact: int) -> str:
        """The name of a contact."""
        return contact_name(self.scenario, self.design, self.message_type, contact)

    @property
    def verb(self) -> str:
        """The verb for the requested action."""
        return "pay" if self.message_type.kind == "invoice" else "respond"

    # Post, contacts, and their appraisal

    def delivered(self, _what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The message was put in the box."""
        return EntryMark.OTHER, "The message was put in the box", "", ()

    def posted(self, _what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The message was sent without a box."""
        gone = "paper had been chosen" if self.chose_paper else "digital post had been given up"
        why = gone if self.design.message_box else "this design has no box"
        return EntryMark.OTHER, "The message did not go into a box", why, ()

    def sent(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A contact was sent."""
        contact, trip = known(what.meaning.contact), what.reason(Travelled)
        name = self.name(contact)
        together = " with that of another message" if what.activity == Activity.BUNDLED else ""
        because = [f"It {disclosed_by(self.design, self.message_type, contact)}."] if contact < ON_PAPER else []
        lost = unnoticed(trip) if trip is not None else ""
        if trip is not None and not lost and trip.arrives_at - what.at >= 6 * HOUR:
            because.append(f"It arrived on {self.when(trip.arrives_at)}.")
        headline = f"{'An' if name[0] in 'aeiou' else 'A'} {name} went out{together}"
        return EntryMark.DROPPED if lost else EntryMark.SENT, headline, "", (*because, *([lost] if lost else []))

    def noticed(self, what: LifeMoment, near: Neighbours) -> EntryParts:
        """A contact was seen: it was taken for genuine, or contained nothing new."""
        trip, judged = what.reason(Travelled), what.reason(Judged)
        how = looking(trip) if trip is not None and (trip.looks or trip.helped) else ""
        follows = near.after is not None and near.after.at == what.at and near.after.activity in AFTER_NOTICING
        because = [f"Took it for genuine ({suspicion(judged)})."] if judged is not None else []
        told_nothing = judged is None and not follows
        headline = f"Saw the {self.name(known(what.meaning.contact))}"
        return EntryMark.SEEN, headline, how, NOTHING_NEW if told_nothing else tuple(because)

    def doubted(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A contact was suspected and checked."""
        judged, took = what.reason(Judged), span_in_words(what.seconds)
        how = f"{suspicion(judged)}; {took}" if judged is not None else took
        return EntryMark.OTHER, "Suspected phishing, checked, and found it genuine", how, ()

    def taken_for_phishing(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A contact was taken for phishing and dropped."""
        judged = what.reason(Judged)
        if judged is None:
            raise ValueError(f"a contact at second {what.at} was suspected without reasons")
        checking = f"Did not check it ({chance_and_draw(judged.checks, judged.check_draw)})."
        return EntryMark.DROPPED, "Took it for phishing and dropped it", suspicion(judged), (checking,)

    def chose(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A contact was opened, postponed or ignored."""
        choice, postponed = what.reason(Considered), what.reason(Postponed)
        if choice is None:
            raise ValueError(f"a choice at second {what.at} was made without reasons")
        decision = known(what.meaning.choice)
        verb = CHOICES[decision]
        headline = f"Thought of it again and {verb}" if choice.consideration else verb[:1].upper() + verb[1:]
        because = [appraisal(choice, self.design, self.message_type), utility(choice), chances(choice)]
        if choice.most_worth:
            which = "this one" if choice.most_worth == what.case else f"message {choice.most_worth}"
            because.insert(0, f"It announced several messages, of which {which} was worth most to open.")
        if postponed is not None and postponed.back_at < NEVER:
            because.append(returning(postponed, self.calendar, self.year))
        return MARKS[decision], headline, f"chance {percent(choice.chances[decision])}", tuple(because)

    def forgotten(self, _what: LifeMoment, near: Neighbours) -> EntryParts:
        """A postponed contact was forgotten."""
        postponed = near.before.reason(Postponed) if near.before is not None else None
        why = (returning(postponed, self.calendar, self.year),) if postponed is not None else ()
        return EntryMark.DROPPED, "Never thought of it again", "", why

    # Logins, and the contents of the box

    def tried(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """An attempt to log in."""
        attempt = what.reason(Attempted)
        if attempt is None:
            raise ValueError(f"a login at second {what.at} was tried without reasons")
        luck = f"{chance_and_draw(attempt.chance, attempt.draw)}; {span_in_words(what.seconds)}"
        if attempt.works:
            return EntryMark.LOGIN, f"Logged in {method(attempt)}", luck, ()
        why = ", for DigiD was out" if attempt.outage else ""
        return EntryMark.DROPPED, f"Failed to log in {method(attempt)}{why}", luck, (after_failure(attempt),)

    def asked_for_credentials(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """New credentials were requested."""
        headline = "Asked for new credentials, and could not log in until they came"
        return EntryMark.OTHER, headline, span_in_words(what.seconds), ()

    def gave_up(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A login was abandoned."""
        return EntryMark.DROPPED, "Gave up logging in", "", feelings(what)

    def wasted(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A login brought only announcements."""
        return EntryMark.OTHER, "The login had brought nothing but announcements", "", feelings(what)

    def read(self, what: LifeMoment, near: Neighbours) -> EntryParts:
        """A message was read, or recognised as one read before."""
        opened = near.before if near.before is not None and near.before.activity == Activity.OPENED else None
        seconds = what.seconds + (opened.seconds if opened is not None else 0)
        beside = opened.reason(LayBeside) if opened is not None else None
        learnt, planned = what.reason(Learnt), what.reason(ActionPlanned)
        headline, aside = WAYS[known(what.meaning.way)], span_in_words(seconds)
        if beside is not None:
            headline = f"{headline}, beside message {beside.cause} that the login was for"
            aside = f"{chance_and_draw(beside.chance, beside.draw)}; {aside}"
        if what.seconds == 0:
            headline += ", and knew it already"
        because = [learning(learnt)] if learnt is not None else []
        if planned is not None and what.seconds:  # a message read before was planned for then
            because.append(intention(planned, self.verb, self.calendar, self.year))
        return EntryMark.READ, headline, aside, tuple(because)

    def not_done(self, what: LifeMoment) -> EntryParts | None:
        """An event without a row in the journal: a message left unread, or an action planned for later."""
        beside, planned = what.reason(LayBeside), what.reason(ActionPlanned)
        if beside is not None:
            headline = f"Was in the box for message {beside.cause}, and left this one unread"
            return EntryMark.OTHER, headline, chance_and_draw(beside.chance, beside.draw), ()
        if planned is not None:
            return EntryMark.OTHER, intention(planned, self.verb, self.calendar, self.year).removesuffix("."), "", ()
        return None

    # Payment, and the consequences of not paying

    def settled(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A bill was paid, or a request was answered."""
        # Only a direct debit takes the citizen no time.
        if what.activity == Activity.PAID and not what.seconds:
            return EntryMark.SETTLED, f"{money(what.cents)} was collected by direct debit", "", ()
        planned, weighed = what.reason(ActionPlanned), what.reason(WeighedPayment)
        done = f"Paid {money(what.cents)}" if what.activity == Activity.PAID else "Did what was asked"
        aside = span_in_words(what.seconds)
        if planned is not None and planned.draw < planned.at_once:
            aside = f"{chance_and_draw(planned.at_once, planned.draw)}; {aside}"
        elif weighed is not None:
            aside = f"{chance_and_draw(weighed.chance, weighed.draw)}; {aside}"
        return EntryMark.SETTLED, f"{done} {SETTLEMENTS[known(what.meaning.settlement)]}", aside, ()

    def objected(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The citizen objected to a bill."""
        return EntryMark.OTHER, "Objected to the bill", span_in_words(what.seconds), self.planning(what)

    def posted_answer(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """An answer had to be sent by post."""
        headline = f"Had to send the answer by post, for {money(what.cents)}"
        return EntryMark.OTHER, headline, span_in_words(what.seconds), self.planning(what)

    def planning(self, what: LifeMoment) -> tuple[str, ...]:
        """The plan made at this event, if any."""
        planned = what.reason(ActionPlanned)
        return () if planned is None else (intention(planned, self.verb, self.calendar, self.year),)

    def late(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The due date of a bill passed."""
        cause = what.meaning.cause
        if isinstance(cause, Lateness):
            return EntryMark.LATE, f"The due date passed: {KNOWN[cause]}", "", ()
        return EntryMark.LATE, f"The due date passed, and the bill was missed: {LOST[known(cause)]}", "", ()

    def action_late(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The last day to respond passed."""
        known = "read, but forgotten" if what.meaning.was_read else "still unread"
        return EntryMark.LATE, f"The last day to respond passed: it was {known}", "", ()

    def charged(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A fee was added."""
        title = step_title(self.scenario, self.message_type, known(what.meaning.step))
        return EntryMark.FEE, f"{money(what.cents)} was added to the bill: {title}", "", ()

    def handled(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """A collection letter was opened and dealt with."""
        weighed, why = what.reason(WeighedPayment), feelings(what)
        if weighed is not None:
            unable = ", being short of money" if weighed.unable else ""
            why = (f"Did not pay on it{unable} ({chance_and_draw(weighed.chance, weighed.draw)}).", *why)
        title = step_title(self.scenario, self.message_type, known(what.meaning.step))
        return EntryMark.OTHER, f'Sorted out the letter "{title}"', span_in_words(what.seconds), why

    def opted_out(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The citizen opted out of digital post."""
        why = FRUSTRATIONS[known(what.meaning.frustration)]
        headline = f"Gave up digital post, and got letters from then on: {why}"
        return EntryMark.DROPPED, headline, span_in_words(what.seconds), feelings(what)

    def called(self, what: LifeMoment, _near: Neighbours) -> EntryParts:
        """The citizen called the helpdesk."""
        about, took = CALLS[known(what.meaning.call)], span_in_words(what.seconds)
        if what.activity == Activity.CALLED:
            return EntryMark.OTHER, f"Called the helpdesk {about}, and was answered", f"waited {took}", ()
        if what.activity == Activity.HUNG_UP:
            return EntryMark.DROPPED, f"Called the helpdesk {about}, and hung up", f"waited {took}", ()
        return EntryMark.OTHER, "Was helped", took, ()


NARRATIONS: Final[Mapping[Activity, Callable[[Narrator, LifeMoment, Neighbours], EntryParts]]] = {
    Activity.DELIVERED: Narrator.delivered,
    Activity.POSTED: Narrator.posted,
    Activity.SENT: Narrator.sent,
    Activity.BUNDLED: Narrator.sent,
    Activity.NOTICED: Narrator.noticed,
    Activity.DOUBTED: Narrator.doubted,
    Activity.TAKEN_FOR_PHISHING: Narrator.taken_for_phishing,
    Activity.CHOSE: Narrator.chose,
    Activity.FORGOTTEN: Narrator.forgotten,
    Activity.LOGIN_FAILED: Narrator.tried,
    Activity.LOGGED_IN: Narrator.tried,
    Activity.CREDENTIALS_REQUESTED: Narrator.asked_for_credentials,
    Activity.LOGIN_ABANDONED: Narrator.gave_up,
    Activity.LOGIN_WASTED: Narrator.wasted,
    Activity.READ: Narrator.read,
    Activity.PAID: Narrator.settled,
    Activity.RESPONDED: Narrator.settled,
    Activity.OBJECTED: Narrator.objected,
    Activity.ANSWERED_BY_POST: Narrator.posted_answer,
    Activity.LATE: Narrator.late,
    Activity.ACTION_LATE: Narrator.action_late,
    Activity.CHARGED: Narrator.charged,
    Activity.REMINDER_HANDLED: Narrator.handled,
    Activity.OPTED_OUT: Narrator.opted_out,
    Activity.CALLED: Narrator.called,
    Activity.HUNG_UP: Narrator.called,
    Activity.HELPED: Narrator.called,
}
"""The method that narrates each activity; opening and going to the box are narrated with the next event."""


def narrator(pair: LifePair, life: Life, story: Story) -> Narrator:
    """The narrator of one story of a life."""
    calendar = Calendar(pair.scenario.begins)
    _, message_type = pair.message_type(story)
    delivered_on = calendar.local(story.delivered_at).date()
    # During a warm-up another design is in use, and the day of delivery decides which one.
    design = pair.scenario.design_on(delivered_on, life.design)
    return Narrator(pair.scenario, design, message_type, calendar, delivered_on.year, pair.person.chooses_paper)
