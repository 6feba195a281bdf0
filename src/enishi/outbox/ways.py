"""Which ways out an installation has, and what is missing for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enishi.outbox.adapters.line import ADDRESS, Line
from enishi.outbox.adapters.mail import Mail
from enishi.outbox.adapters.push import Push
from enishi.outbox.adapters.sms import DEFAULT_BODY, Sms

# Whoever sends notices says who they are and how to stop them (特定電子メール法 第4条).
SIGNED = ("email", "sms")


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways out of one installation; those that are not set up are none."""

    mail: Mail | None
    sms: Sms | None
    push: Push | None
    line: Line | None
    sender: str
    link: str

    def missing(self, channel: str, purpose: str) -> str:
        """Name the setting without which a message cannot go; empty where it can."""
        if getattr(self, "mail" if channel == "email" else channel) is None:
            return _SETTING[channel]
        if purpose == "notice" and channel in SIGNED and not (self.sender and self.link):
            return "ENISHI_SENDER" if self.link else "ENISHI_URL"
        return ""


_SETTING = {
    "email": "ENISHI_MAIL and ENISHI_MAIL_FROM",
    "sms": "ENISHI_SMS_URL",
    "push": "ENISHI_URL",
    "line": "ENISHI_LINE_TOKEN and ENISHI_URL",
}


def read(told: Mapping[str, str], *, link: str, key: bytes) -> Ways:
    """Make the ways out from an installation's settings; `link` is its public address."""
    inbox = f"{link}/me/messages"
    hosts = tuple(host for host in told.get("push_hosts", "").split(",") if host)
    mail = told.get("mail") and told.get("mail_from") and Mail(told["mail"], told["mail_from"])
    sms = told.get("sms_url") and Sms(
        told["sms_url"],
        told.get("sms_token", ""),
        told.get("sms_body") or DEFAULT_BODY,
        is_form=told.get("sms_form") == "1",
    )
    line = told.get("line_token") and Line(
        told["line_token"], inbox, told.get("line_url") or ADDRESS
    )
    about = link if link.startswith("https://") else "mailto:nobody@localhost.localdomain"
    return Ways(
        mail=mail or None,
        sms=sms or None,
        push=Push(key, about, inbox, hosts) if link else None,
        line=line if link and line else None,
        sender=told.get("sender", ""),
        link=link,
    )


def signed(text: str, *, sender: str, stop_link: str) -> str:
    """Write under a notice who sends it and how to stop it."""
    return f"{text}\n\n--\n{sender}\nお知らせを止める Stop: {stop_link}\n"
