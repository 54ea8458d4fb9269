"""What mail servers send back: reports, and plain words."""

from email.header import Header


def report(*fields, subject="Undelivered Mail Returned to Sender", kind="message/delivery-status"):
    """A report as Postfix writes it; ``fields`` are those of the recipient."""
    return "\r\n".join([
        "From: MAILER-DAEMON@mail.example.jp (Mail Delivery System)", "To: forum+b1-0-x@forum.test", f"Subject: {subject}",
        "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status;', '\tboundary="9B095B5ADSN=_01/mail"', "",
        "--9B095B5ADSN=_01/mail", "Content-Description: Notification", "Content-Type: text/plain; charset=us-ascii", "",
        "This is the mail system at host mail.example.jp. 550 5.7.1 is quoted here.", "",
        "--9B095B5ADSN=_01/mail", "Content-Description: Delivery report", f"Content-Type: {kind}", "",
        "Reporting-MTA: dns; mail.example.jp", "X-Postfix-Queue-ID: 9B095B5A", "Arrival-Date: Mon,  1 Jul 2024 09:00:00 +0900", "",
        *fields, "", "--9B095B5ADSN=_01/mail", "Content-Type: message/rfc822", "", "Subject: 4.4.1", "", "text", "",
        "--9B095B5ADSN=_01/mail--", "",
    ]).encode()  # fmt: skip


def words(subject, *lines, **fields):
    """A message of plain text, in ISO-2022-JP as old gateways write it."""
    encoded = subject if subject.isascii() else Header(subject, "iso-2022-jp").encode()
    given = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    head = f"Subject: {encoded}\r\n{given}Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
    return head.encode("ascii") + "\r\n".join(lines).encode("iso-2022-jp")
