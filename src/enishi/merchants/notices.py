"""What a shop is told of its wish to join, in Japanese and shortly in English; pure.

No secret ever stands in a mail: what opens a till is handed over on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

OFFICE, OFFICE_EN = "町の窓口", "the town's office"


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it is sent."""

    subject: str
    text: str


def welcome(shop: str, region: str, *, office: str = "", link: str = "") -> Words:
    """Say yes to a shop, and what to do to sell."""
    by, by_en = office or OFFICE, office or OFFICE_EN
    japanese = [
        f"{shop} 様",
        "",
        f"お申し込みありがとうございました。{region}の加盟店になりました。",
        "",
        "はじめかた",
        f"1. {by}から、お店の札を受け取ってください。QRと4けたの番号があります。",
        "2. 札のQRをスマホのカメラで読み、4けたの番号を入れると、そのスマホがレジになります。",
        "3. お客さまの会員証を読み取って、金額を入れてください。",
        "スマホのないお店は、紙の伝票をお使いいただけます。",
        "",
        "4けたの番号を、メールや電話でおたずねすることはありません。",
    ]
    english = (
        f"Your shop now takes part in {region}. {by_en} hands you a shop card with a QR code and"
        " four digits: read it with a phone, and the phone is your till. We never ask for these"
        " digits by mail or telephone."
    )
    return _words(f"{region}：加盟店になりました", japanese, english, office=by, link=link)


def regret(shop: str, region: str, *, why: str, office: str = "", link: str = "") -> Words:
    """Say no to a shop, with the reason."""
    by, by_en = office or OFFICE, office or OFFICE_EN
    japanese = [
        f"{shop} 様",
        "",
        f"{region}の加盟店へのお申し込みは、今回はお受けできませんでした。",
        f"理由：{why}",
    ]
    english = (
        f"We could not take your shop in this time. The reason stands above; please ask {by_en}."
    )
    return _words(f"{region}：お申し込みへのお返事", japanese, english, office=by, link=link)


def _words(subject: str, japanese: list[str], english: str, *, office: str, link: str) -> Words:
    lines = [*japanese, "", f"お問い合わせ：{office}"]
    if link:
        lines.append(f"お申し込みのようす：{link}")
    return Words(subject, "\n".join([*lines, "", english]))
