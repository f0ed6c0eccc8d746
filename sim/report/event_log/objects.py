"""The objects of a life in an object-centric log: those that its events concern, and their relations."""

from __future__ import annotations

from typing import Final, NamedTuple

from sim.report.event_log.event import Event, Life
from sim.report.event_log.event_labels import Contact
from sim.report.event_log.log_columns import Datatype, Level, Value, columns_of
from sim.rules.activity import Activity, Way

OBJECT_TYPES: Final[dict[str, tuple[tuple[str, Datatype], ...]]] = {
    "citizen": tuple((column.name, column.datatype) for column in columns_of(Level.CITIZEN)),
    "message": (
        ("design", "string"),
        *((column.name, column.datatype) for column in columns_of(Level.MESSAGE)),
    ),
    "invoice": (("design", "string"), ("sender", "string"), ("collection", "string")),
    "contact": (("design", "string"), ("name", "string"), ("channel", "string")),
    "login": (("design", "string"), ("prompted", "boolean")),
}
"""The attributes of each type of object, with their data types."""
ABOUT_THE_INVOICE: Final = frozenset(
    {
        Activity.DELIVERED,
        Activity.POSTED,
        Activity.PAID,
        Activity.LATE,
        Activity.CHARGED,
        Activity.REMINDER_HANDLED,
    }
)
IN_THE_BOX: Final = frozenset({Way.DRAWN, Way.ALONG, Way.UNPROMPTED})


class Relation(NamedTuple):
    """The object that something is related to, and the kind of relation."""

    identity: str
    qualifier: str


class Object(NamedTuple):
    """An object: its attributes in the order of its type, and its relations to other objects."""

    identity: str
    object_type: str
    attributes: dict[str, Value]
    relations: list[Relation]


class Objects:
    """Collects the objects of one life, from its events in order."""

    def __init__(self, life: Life) -> None:
        self.found: dict[str, Object] = {}
        self.contacts: dict[tuple[int, int], str] = {}
        """The contact behind each number of a message: its own, or that of the bundle it travels in."""
        self.bundles: dict[tuple[int, int], str] = {}
        """The latest contact sent with each number at each time."""
        self.logged_in: tuple[int, str] | None = None
        """The time and the identity of the last successful login."""
        citizen = life[0].citizen
        self.citizen = citizen.identity
        self.design = citizen.design
        self._add("citizen", self.citizen, {column.name: column.value(life[0]) for column in columns_of(Level.CITIZEN)})

    def relations(self, event: Event) -> list[Relation]:
        """The objects of an event, including those that it creates."""
        related = [Relation(self.citizen, "done to" if event.is_of_the_sender else "done by")]
        if event.message is not None:
            related.append(Relation(self._message(event), "about"))
            if event.message.description.kind == "invoice" and event.activity in ABOUT_THE_INVOICE:
                related.append(Relation(f"{event.message.identity}/invoice", "concerns"))
        number = event.meaning.contact
        if number is not None and event.contact is not None:
            sends = event.meaning.channel is not None
            contact = self._sent(event, number, event.contact) if sends else self.contacts[event.case, number]
            related.append(Relation(contact, "sends" if sends else "because of"))
        login = self._login(event)
        return [*related, Relation(login, "in")] if login is not None else related

    def _add(self, object_type: str, identity: str, attributes: dict[str, Value], *relations: Relation) -> str:
        """Stores an object and returns its identity."""
        self.found[identity] = Object(identity, object_type, attributes, list(relations))
        return identity

    def _message(self, event: Event) -> str:
        """The message of an event; its first event creates it, and its invoice."""
        message = event.message
        assert message is not None  # noqa: S101  # the caller has one
        if message.identity in self.found:
            return message.identity
        attributes = {column.name: column.value(event) for column in columns_of(Level.MESSAGE)}
        to_citizen = Relation(self.citizen, "addressed to")
        self._add("message", message.identity, {"design": self.design, **attributes}, to_citizen)
        if message.description.kind == "invoice":
            self._add(
                "invoice",
                f"{message.identity}/invoice",
                {"design": self.design, "sender": message.sender, "collection": message.description.collection},
                Relation(message.identity, "asked for in"),
                Relation(self.citizen, "owed by"),
            )
        return message.identity

    def _sent(self, event: Event, number: int, left: Contact) -> str:
        """The contact that is sent, or the one whose bundle contains the message."""
        # A bundled message travels in the contact that was sent with its number at the same second.
        if event.activity == Activity.BUNDLED:
            identity = self.bundles[number, event.at]
            self.found[identity].relations.append(Relation(event.trace, "announces"))
        else:
            identity = self._add(
                "contact",
                f"{event.trace}/contact/{number}",
                {"design": self.design, "name": left.name, "channel": left.channel},
                Relation(event.trace, "announces"),
                Relation(self.citizen, "sent to"),
            )
            self.bundles[number, event.at] = identity
        self.contacts[event.case, number] = identity
        return identity

    def _login(self, event: Event) -> str | None:
        """The login that an event is part of, as an attempt or as reading in the box; None if there is none."""
        meaning = event.meaning
        if meaning.in_login:
            # A message numbers its logins by contact, and a citizen by occurrence, so the identities never meet.
            number = meaning.contact if meaning.contact is not None else meaning.occurrence
            identity = f"{event.trace}/login/{number}"
            if identity not in self.found:
                cause = self.contacts.get((event.case, meaning.contact)) if meaning.contact is not None else None
                causes = [Relation(cause, "caused by")] if cause is not None else []
                attributes: dict[str, Value] = {"design": self.design, "prompted": cause is not None}
                self._add("login", identity, attributes, Relation(self.citizen, "made by"), *causes)
            if event.activity == Activity.LOGGED_IN:
                self.logged_in = event.at, identity
            return identity
        # Reading in the box happens at the second of the login that led there.
        if meaning.way in IN_THE_BOX and self.logged_in is not None and self.logged_in[0] == event.at:
            return self.logged_in[1]
        return None
