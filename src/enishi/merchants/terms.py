"""The terms under which a shop takes part : their version, and their few points; pure."""

from __future__ import annotations

from dataclasses import dataclass

# The day from which they hold; a shop keeps the version it agreed to.
VERSION = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Point:
    """One of the terms, as a shopkeeper reads it."""

    head: str
    text: str
    head_en: str
    text_en: str

    def told(self, language: str) -> tuple[str, str]:
        """Return head and text in a language."""
        return (self.head, self.text) if language == "ja" else (self.head_en, self.text_en)


TERMS = (
    Point(
        "費用",
        "入会金も、月々の費用も、機械も、いりません。お手持ちのスマホか、紙だけで始められます。",
        "Costs",
        "No joining fee, no monthly fee, no machine: your own phone or paper is enough.",
    ),
    Point(
        "ポイントの約束",
        "1ポイントは1円として受け取り、あとで町(発行者)からお支払いします。"
        "会員がお持ちのポイントを、理由なくお断りにならないでください。",
        "What points are worth",
        "Take one point as one yen; the issuer pays you for them later. "
        "Please do not refuse points without a reason.",
    ),
    Point(
        "返品",
        "返品のときは、使われたポイントをお返しし、ついたポイントを取り消します。"
        "画面の「返す」から、いつでもできます。",
        "Goods brought back",
        "When goods come back, the points used go back and those earned are taken back: "
        "“Give back” on the till does both.",
    ),
    Point(
        "お客さまの情報",
        "お店に見えるのは、ご自分の店で買った会員のことだけです。"
        "名簿を作ったり、ほかの人に渡したりしないでください。",
        "Your customers",
        "You see only members who bought at your own shop. Make no list of them for others.",
    ),
    Point(
        "お知らせ",
        "会員へのお知らせは、受け取ると決めた方だけに、町の確認のあとで届きます。",
        "Messages",
        "Your offers reach only members who want messages, after the town has read them.",
    ),
    Point(
        "お店の札と番号",
        "お店の札と4けたの番号は、お店の方だけでお使いください。"
        "なくしたときは、すぐ町へお知らせください。新しいものに替えます。",
        "Card and PIN",
        "Keep the shop card and its four digits to yourselves. "
        "Lost? Tell the town at once, and it is replaced.",
    ),
    Point(
        "やめるとき",
        "いつでもやめられます。それまでに受け取ったポイントは、最後の精算でお支払いします。",
        "Leaving",
        "You may leave at any time. What you took until then is paid with the last settlement.",
    ),
)
