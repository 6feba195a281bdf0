"""The messages that say a letter or an invitation waits; what it says stays on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A subject and a text in one language."""

    subject: str
    text: str


LETTER = {
    "ja": Notice(
        "{region}から、お便りが届きました",
        "{region}から、お便りが届きました。ホームの「町からのお礼」で読めます。\n"
        "お知らせを止めるときは、「わたしのデータ」の「同意していること」で選べます。",
    ),
    "en": Notice(
        "A letter from {region}",
        "{region} has written to you. Read it on your home, under “Thanks from the town”.\n"
        "To stop these messages, open “My data” and change what you agreed to.",
    ),
}
INVITATION = {
    "ja": Notice(
        "{region}から、ご招待が届きました",
        "{region}から、あなたにご招待が届きました。ホームで読んで、お返事ができます。\n"
        "お知らせを止めるときは、「わたしのデータ」の「同意していること」で選べます。",
    ),
    "en": Notice(
        "An invitation from {region}",
        "{region} has an invitation for you. Read it on your home and answer there.\n"
        "To stop these messages, open “My data” and change what you agreed to.",
    ),
}


def written(notice: dict[str, Notice], *, language: str, region: str) -> Notice:
    """Write a notice in a member's language, for a region."""
    chosen = notice["en" if language.startswith("en") else "ja"]
    return Notice(chosen.subject.format(region=region), chosen.text.format(region=region))
