"""LINE carries "you have a message" and a link, and nothing else: no words of the message.

The government's guideline on LINE (2021) keeps personal data of residents out of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from enishi.outbox.adapters import web
from enishi.outbox.adapters.letter import Letter

WORDS = "お知らせがあります。つづきはこちら (You have a message): {link}"
ADDRESS = "https://api.line.me/v2/bot/message/push"


@dataclass(frozen=True, slots=True)
class Line:
    """The town's official account."""

    token: str
    link: str
    address: str = ADDRESS

    def carry(self, letter: Letter) -> None:
        """Tell a LINE user that there is something to read; LINE drops a second try by its key.

        Raises:
            NotDeliveredError: nobody answers, or the answer is not a good one.
        """
        told = {
            "to": letter.to,
            "messages": [{"type": "text", "text": WORDS.format(link=self.link)}],
        }
        headers = {"Authorization": f"Bearer {self.token}", "X-Line-Retry-Key": str(letter.id)}
        web.post(self.address, headers=headers, json=told)
