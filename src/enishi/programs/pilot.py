"""The rule table that a region starts with: that of the actcoin pilot (Cabinet Office, FY2021)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of the table, before a region makes it a rule of its own."""

    name: str
    kind: str
    amount: int = 0
    per: str = "activity"
    rate_permille: int = 0
    daily_limit: int | None = None
    is_on: bool = True
    note: str = ""


_BY_THE_HOUR = "1時間につき1,000コイン。催しごとに決めた枚数があれば、そちらを渡します。"
_ONCE_A_DAY = "1日に1回まで。"

# actcoin's own table (1,000 an hour, 100 a share, 10 % of a donation); the daily actions of the
# pilot earn as a share does, once a day each, because nobody but the member saw them.
COINS = (
    Promise("催しに参加", "event", 1000, "hour", note=_BY_THE_HOUR),
    Promise("オンラインで参加 (e-VISIT)", "e_visit", 1000, "hour", note=_BY_THE_HOUR),
    Promise("担い手活動", "support", 1000, "hour", note=_BY_THE_HOUR),
    Promise("発信", "post", 100, daily_limit=1, note=_ONCE_A_DAY),
    Promise("訪問", "visit", 100, daily_limit=1, note=_ONCE_A_DAY),
    Promise("購入", "purchase", 100, daily_limit=1, note=_ONCE_A_DAY),
    Promise("連絡", "contact", 100, daily_limit=1, note=_ONCE_A_DAY),
    Promise(
        "寄附",
        "donation",
        per="yen",
        rate_permille=100,
        is_on=False,
        note="寄附額の10%。はじめは止めてあります。ふるさと納税には、ポイントもコインも渡しません。",
    ),
)
