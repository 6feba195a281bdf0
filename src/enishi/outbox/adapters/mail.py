"""Mail by SMTP (RFC 5321), with the one-tap way to stop it that RFC 8058 asks for."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from enishi.outbox.adapters.letter import ANSWER_SECONDS, Letter, NotDeliveredError

_FOR_NOW = 500  # SMTP answers below this may change (RFC 5321, 4.2.1)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server of the town: smtp:// (STARTTLS where offered) or smtps://."""

    server: str
    sender: str

    def carry(self, letter: Letter) -> None:
        """Hand a message to the server.

        Raises:
            NotDeliveredError: nobody answers, or the server does not take it.
        """
        try:
            with self._connected() as server:
                server.send_message(_written(letter, self.sender))
        except smtplib.SMTPRecipientsRefused as refused:
            code = min(code for code, _ in refused.recipients.values())
            raise NotDeliveredError(f"SMTP {code}", is_final=code >= _FOR_NOW) from refused
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            final = refused.smtp_code >= _FOR_NOW
            raise NotDeliveredError(f"SMTP {refused.smtp_code}", is_final=final) from refused
        except (smtplib.SMTPException, OSError) as silent:
            raise NotDeliveredError(type(silent).__name__, is_silent=True) from silent
        except ValueError as wrong:  # an address or a subject that no header can hold
            raise NotDeliveredError("not an address", is_final=True) from wrong

    def _connected(self) -> smtplib.SMTP:
        """Connect and sign in; without STARTTLS no password is told."""
        parts = urlsplit(self.server)
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            safe = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=ANSWER_SECONDS, context=safe
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=ANSWER_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            elif parts.username:
                server.close()
                raise NotDeliveredError("no STARTTLS: the password was not told")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _written(letter: Letter, sender: str) -> EmailMessage:
    """Write the mail; its Message-ID stays the same on every try, so readers show it once."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.written_at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<{letter.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if letter.stop_link:
        mail["List-Unsubscribe"] = f"<{letter.stop_link}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text)
    return mail
