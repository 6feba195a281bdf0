"""Phones of people who join: what they tap and type, through HTTP."""

from __future__ import annotations

from uuid import UUID

from django.test import Client
from tests import world

from enishi.activities import queries as activities
from enishi.ledger import queries as ledger
from enishi.outbox import queries as outbox
from enishi.web.member import device

NUMBER = "090-1234-5678"
E164 = "+819012345678"
OTHER = "080-8765-4321"
COIN = f"{world.TOWN}:coin"


class Phone(Client):
    """A phone in somebody's hand."""

    def scan(self, poster):
        """Read a poster and tap its button."""
        return self.post(f"/e/{poster.event_code}", {"t": poster.ticket}, follow=True)

    def ask(self, value=NUMBER, *, purpose="complete", kind="phone", **more):
        """Type a number and ask for the six digits."""
        told = {"kind": kind, "value": value, "purpose": purpose, **more}
        return self.post("/join/ask", told)

    def type(self, digits):
        """Type six digits."""
        return self.post("/join/code", {"digits": digits})

    def prove(self, value=NUMBER, **more):
        """Ask for the digits and type what arrived."""
        asked = self.ask(value, **more)
        assert asked.status_code == 302, asked.content.decode()
        return self.type(digits())

    @property
    def member(self) -> UUID | None:
        """The member this phone holds."""
        return device.person(self.get("/").wsgi_request)

    @property
    def coins(self) -> int:
        return ledger.balance(f"member:{self.member}", COIN)

    @property
    def visits(self) -> int:
        member = self.member
        return len(activities.of_member(member)) if member else 0

    def copied(self) -> Phone:
        """A phone with a copy of all cookies of this one."""
        other = Phone()
        for name, morsel in self.cookies.items():
            other.cookies[name] = morsel.value
        return other

    def plant(self, other: Phone) -> None:
        """Put this phone's device cookie into another phone, as an attacker might."""
        other.cookies[device.COOKIE] = self.cookies[device.COOKIE].value


def digits(to: str | None = None) -> str:
    """Return the six digits of the last message, perhaps of those to one address."""
    found = [one for one in outbox.recent() if one.purpose == "code" and to in (None, one.to)]
    newest = max(found, key=lambda one: one.created_at)
    return newest.text.split("は ")[1][:6] if "は " in newest.text else newest.text[:6]
