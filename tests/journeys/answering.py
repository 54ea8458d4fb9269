"""What a guest's calendar program does with an invitation: it answers to the organiser's address, by way of a mail server."""

import smtplib
import socket
import time
from email.message import EmailMessage
from uuid import uuid4

from icalendar import Calendar

from tests.journeys.letters import Received


def organiser_of(letter: Received) -> str:
    """Return the address that the invitation is organised by."""
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return str(event["ORGANIZER"]).removeprefix("mailto:")


def reply(letter: Received, participation: str, *, answered_at: str) -> bytes:
    """Write the answer (RFC 5546 section 3.2.3) as a calendar program sends it; ``answered_at``: 20261123T030000Z."""
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//example//a calendar program//EN",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{event['UID']}",
        f"SEQUENCE:{event['SEQUENCE']}",
        f"DTSTAMP:{answered_at}",
        f"ATTENDEE;PARTSTAT={participation}:mailto:{letter.to}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    message = EmailMessage()
    message["From"], message["To"] = letter.to, organiser_of(letter)
    message["Subject"], message["Message-ID"] = f"承諾: {letter.subject}", f"<{uuid4()}@calendar.example.jp>"
    message.set_content("出席します。\n")
    message.add_alternative(
        "\r\n".join(lines).encode(), maintype="text", subtype="calendar", params={"method": "REPLY"}
    )
    return message.as_bytes()


def hand_in(port: int, content: bytes, recipient: str) -> None:
    """Bring a message to the LMTP door, as the mail server in front does."""
    _wait_for(port)
    with smtplib.LMTP("127.0.0.1", port) as door:
        assert door.sendmail("", [recipient], content) == {}


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            assert time.monotonic() < until, "the door does not open"
            time.sleep(0.1)
