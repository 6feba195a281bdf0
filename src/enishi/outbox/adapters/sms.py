"""SMS by any provider that takes one HTTP POST for one message."""

from __future__ import annotations

import json
from dataclasses import dataclass

from enishi.outbox.adapters import web
from enishi.outbox.adapters.letter import Letter

DEFAULT_BODY = '{"to": "{to}", "text": "{text}"}'


@dataclass(frozen=True, slots=True)
class Sms:
    """A provider: its address, its token, and the body it wants."""

    address: str
    token: str = ""
    body: str = DEFAULT_BODY
    is_form: bool = False

    def carry(self, letter: Letter) -> None:
        """Hand a message to the provider; the key lets it see a second try of the same message.

        Raises:
            NotDeliveredError: nobody answers, or the answer is not a good one.
        """
        headers = {"Idempotency-Key": str(letter.id)}
        sign_in = None
        if ":" in self.token:
            user, _, password = self.token.partition(":")
            sign_in = (user, password)
        elif self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        told = self._filled(letter)
        if self.is_form:
            web.post(self.address, headers=headers, auth=sign_in, data=told)
        else:
            web.post(self.address, headers=headers, auth=sign_in, json=told)

    def _filled(self, letter: Letter) -> dict[str, object]:
        """Fill the body field by field: no text can break out of its place."""
        facts = {"{to}": letter.to, "{text}": letter.text, "{key}": str(letter.id)}
        body: dict[str, object] = json.loads(self.body)
        return {name: facts.get(str(value), value) for name, value in body.items()}
