"""The mails as a mailbox file (mbox, RFC 4155), which mail readers open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timezone
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from sim.population.personas import Persona
from sim.report.correspondence.language import SPECIMEN, Language
from sim.report.correspondence.letter_page import fragment
from sim.report.correspondence.letter_texts import text_of
from sim.report.correspondence.occasion import Occasion

SENDER: Final = "no-reply@box.example.org"
# RFC 5322 (2.1.1) recommends lines of at most 78 characters.
POLICY: Final = policy.default.clone(linesep="\n", max_line_length=78)


def mailbox(listed: Iterable[Occasion], reader: Persona, language: Language) -> bytes:
    """The mails that arrived, in order; the same mails give the same bytes."""
    return b"".join(entry(one, reader, language) for one in listed if one.medium == "email" and one.arrived)


def entry(one: Occasion, reader: Persona, language: Language) -> bytes:
    """One mail of a mailbox file: a line that begins with `From `, the mail with such lines quoted, an empty line."""
    content = mail(one, reader, language).as_bytes(policy=POLICY)
    # The quoting of mboxrd: one `>` more, so that it can be undone exactly.
    lines = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in content.split(b"\n")]
    # RFC 4155 asks for the time in UTC, in the form of asctime.
    sent_at = one.sent_at.astimezone(timezone.utc).ctime()  # ctime is in English in every locale
    # RFC 4155 ends each message with an empty line.
    return f"From {SENDER} {sent_at}\n".encode() + b"\n".join(lines).rstrip(b"\n") + b"\n\n"


def mail(one: Occasion, reader: Persona, language: Language) -> EmailMessage:
    """The mail, as text and as HTML, marked as a specimen in its first line."""
    words = text_of(one, reader, language)
    found = EmailMessage(policy=POLICY)
    found["From"] = f"MijnOverheid {SPECIMEN[language].split(' ')[0]} <{SENDER}>"
    found["To"] = f"{reader.name} <{reader.email}>"
    found["Subject"] = words.subject
    found["Date"] = format_datetime(one.sent_at)
    # Made from the mail itself, because a random identity would change the bytes.
    found["Message-ID"] = f"<{one.design}.{one.case}.{one.contact}.{language}@box.example.org>"
    found.set_content("\n\n".join((SPECIMEN[language], *words.paragraphs)) + "\n")
    found.add_alternative(fragment(one, reader, language), subtype="html")
    # The default boundary is random, and the same mail must give the same bytes.
    found.set_boundary(f"specimen-{one.design}-{one.case}-{one.contact}")
    return found
