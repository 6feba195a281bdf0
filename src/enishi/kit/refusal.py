"""A refusal is a no that a person can be told, with a code and facts."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Base of every refusal; each is defined right above the function that raises it.

    The sentence a person reads lives in the translations under `code`; `facts` fill it.
    `status` is the HTTP status that the surfaces answer with.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, **facts: object) -> None:
        """Keep the facts that the sentence needs."""
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        """Name the code and the facts, for logs and command lines."""
        told = ", ".join(f"{name}={value}" for name, value in sorted(self.facts.items()))
        return f"{self.code} ({told})" if told else self.code
