"""A citizen's attributes in words, and the totals of both lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sim.clock import Calendar
from sim.notation import listed
from sim.outcomes.life import Life, LifePair, Person
from sim.report.layout import printable
from sim.report.timeline.phrases import moment, money, percent, plain, roughly

EMAIL: Final[Mapping[str, str]] = {
    "valid": "a valid e-mail address",
    "none": "no e-mail address",
    "stale": "an e-mail address that is out of date",
}
PREFERENCES: Final[Mapping[str, str]] = {
    "prefers": "Prefers to deal with government digitally",
    "can": "Can well deal with government digitally, without preferring it",
    "could": "Could deal with government digitally, with some trouble",
    "cannot": "Cannot well deal with government digitally",
}
METHODS: Final[Mapping[str, str]] = {"password": "by password", "sms": "by text message", "app": "by app"}


def who(pair: LifePair) -> tuple[str, ...]:
    """The citizen's attributes in a few sentences, without a name."""
    person = pair.person
    segment = printable(pair.scenario.population.segments[person.segment].title)
    if not person.activated:
        account = ["an account that was never activated"]
    elif person.dormant:
        account = ["a dormant account (no contact reaches it)"]
    else:
        account = ["an activated account", EMAIL[person.email]]
    held_too = {
        "a mobile number": person.phone == "valid",
        "a mobile number that is out of date": person.phone == "stale",
        "the app": person.app,
        "a direct debit mandate": person.direct_debit,
        "a rule that files notifications away": person.mail_rule,
        "somebody who sees mail and letters as well": person.helper,
    }
    extras = [name for name, there in held_too.items() if there]
    if person.reminder_opt_in:
        extras.append("a wish to be reminded")
    held = listed([*account, *extras])
    mail, letters = roughly(person.email_interval), roughly(person.letterbox_interval)
    looks = f"Looks at the mail every {mail} and into the letterbox every {letters} on average"
    looks += ", by habit" if person.habit else ""
    if person.activated and not person.dormant:
        login = f"Logs in {METHODS[person.login_method]}, unprompted {plain(person.unprompted_logins, 1)} times a year"
    else:
        login = "Never logs in"
    return (
        f"{segment}, with {held}.",
        f"{looks}; notices {percent(person.notices)} of e-mails at the first look.",
        *preference(person),
        diligence(person),
        f"{login}; forgets {percent(person.forgets)} of what is planned.",
    )


def preference(person: Person) -> tuple[str, ...]:
    """The citizen's attitude to digital post; empty if no preference is known."""
    if person.preference not in PREFERENCES:
        return ()
    chosen = ", and has chosen paper where that can be chosen" if person.chooses_paper else ""
    return (f"{PREFERENCES[person.preference]}{chosen}.",)


def first_divergence(pair: LifePair) -> str:
    """The first parting of the two lives."""
    if pair.first_divergence is None:
        return "Both lives are the same, message by message."
    case, where = pair.first_divergence
    when = moment(Calendar(pair.scenario.begins), where.at)
    return f"The two lives first diverge on {when}, about message {case}."


def diligence(person: Person) -> str:
    """The citizen's readiness to open messages, in words."""
    value = person.diligence
    size = "far" if abs(value) >= 1.5 else "clearly" if abs(value) >= 0.5 else "slightly"
    than = "more" if value > 0 else "less"
    words = "as inclined as most" if abs(value) < 0.1 else f"{size} {than} inclined than most"
    sign = "+" if value > 0 else ""
    return f"Is {words} to open what comes (diligence {sign}{plain(value)})."


def minutes(seconds: int) -> str:
    """Seconds as minutes with one decimal."""
    return f"{seconds / 60:,.1f}"


SUMMARY: Final[tuple[tuple[str, Callable[[Mapping[str, int]], str]], ...]] = (
    ("minutes spent", lambda row: minutes(row["effort_seconds"])),
    ("  of these overhead", lambda row: minutes(row["overhead_seconds"])),
    ("logins", lambda row: str(row["logins"])),
    ("  of these unprompted", lambda row: str(row["unprompted_logins"])),
    ("  of these for announcements only", lambda row: str(row["wasted_logins"])),
    ("messages read", lambda row: f"{row['read']} of {row['messages']}"),
    ("bills missed", lambda row: f"{row['missed']} of {row['invoices']}"),
    ("fees", lambda row: money(row["fees_cents"])),
    ("phishing mails believed", lambda row: str(row["imitations_believed"])),
    ("  expected losses to those noticed", lambda row: money(row["phishing_losses_cents"])),
    ("gave up digital post", lambda row: "yes" if row["opted_out"] else "no"),
)


def summary(lives: tuple[Life, Life]) -> tuple[tuple[str, str, str], ...]:
    """The totals of both lives: a name, and a value under each design."""
    one, other = lives
    return tuple((name, value(one.row), value(other.row)) for name, value in SUMMARY)
