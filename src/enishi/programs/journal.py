"""The books as an accountant reads them: daily journal lines with a region's own account codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from enishi.ledger.accounting import REVERSE, AccountClass, Day, class_of
from enishi.ledger.transfers import BUY, REFUND

ANY = ""
SETTLE = "settle"
# What settling with shops books beside points: kinds of the issuer's own account class.
FEE, FEE_TAX, BANK_FEE = "fee", "fee-tax", "bank-fee"


@dataclass(frozen=True, slots=True)
class Code:
    """The code and name (勘定科目) of a class of account, for one kind of transfer or for any."""

    account_class: str
    kind: str
    code: str
    name: str


# A start that a region replaces by the codes of its own chart of accounts.
DEFAULTS = (
    Code("member", ANY, "2210", "ポイント引当金"),
    Code("shop", ANY, "2120", "未払金（加盟店）"),
    Code("fund", ANY, "2130", "預り金（基金）"),
    Code("issue", ANY, "5210", "ポイント付与費用"),
    Code("issue", SETTLE, "1110", "普通預金"),
    Code("issue", BUY, "1140", "未収金（加盟店）"),
    Code("issue", "sell", "1110", "普通預金"),
    Code("issue", FEE, "4110", "手数料収入"),
    Code("issue", FEE_TAX, "2150", "仮受消費税"),
    Code("issue", BANK_FEE, "5310", "支払手数料"),
    Code("unused", ANY, "5290", "ポイント失効戻入"),
    Code("exchange", ANY, "2910", "ポイント交換勘定"),
    Code("migration", ANY, "2920", "旧制度ポイント引継勘定"),
    Code("external", ANY, "1110", "普通預金"),
    Code("other", ANY, "2990", "その他のポイント勘定"),
)
KINDS: Mapping[str, str] = {
    "grant": "ポイント付与",
    "sell": "ポイント販売",
    "spend": "ポイント利用",
    "lapse": "ポイント失効",
    "donate": "ポイント寄附",
    "reverse": "取消",
    REFUND: "返品",
    BUY: "加盟店のポイント購入",
    "merge": "会員の統合",
    "forgo": "退会による返上",
    "return": "登録がなく戻ったポイント",
    "convert": "ポイント交換",
    "open": "残高の引継ぎ",
    SETTLE: "精算",
    "gift": "ポイント譲渡",
    "reward": "特典との引換え",
    "redeem": "特典の引渡し",
}
MEMBERS = "会員"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of the journal (仕訳): what a day moved between two accounts, in yen."""

    number: str
    on: date
    debit_code: str
    debit_name: str
    credit_code: str
    credit_name: str
    yen: int
    description: str
    partner: str
    transfers: int
    asset: str


HEADS = (
    "伝票番号", "日付", "借方コード", "借方科目", "貸方コード", "貸方科目", "金額（円）", "摘要",
    "取引先", "件数", "資産",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chart:
    """The codes that a region set, over those it starts with."""

    codes: Mapping[tuple[str, str], Code]

    def of(self, account_class: AccountClass, kind: str) -> Code:
        """Return the code of a class for a kind, or the one for any kind."""
        word = account_class.value
        return self.codes.get((word, kind)) or self.codes[word, ANY]


def chart(own: Iterable[Code] = ()) -> Chart:
    """Lay a region's codes over the defaults."""
    return Chart({(code.account_class, code.kind): code for code in (*DEFAULTS, *own)})


def lines(
    days: Iterable[Day], chart_of: Chart, *, asset_name: str, partners: Mapping[str, str]
) -> Iterator[JournalLine]:
    """Write days of an asset worth yen as a journal, a point as 1 yen.

    Points leave the source, so it is debited; the target is credited. What moves between two
    accounts under one code (a gift between members) changes nothing there and is left out.
    `partners` names accounts; an account without a name there is called by its own.
    """
    last: date | None = None
    count = 0
    for day in days:
        source, target = class_of(day.source), class_of(day.target)
        kind = _meant(day.kind, source, target)
        debit, credit = chart_of.of(source, kind), chart_of.of(target, kind)
        if debit.code == credit.code:
            continue
        count = count + 1 if day.on == last else 1
        last = day.on
        yield JournalLine(
            number=f"{day.on:%Y%m%d}-{count:03d}",
            on=day.on,
            debit_code=debit.code,
            debit_name=debit.name,
            credit_code=credit.code,
            credit_name=credit.name,
            yen=day.points,
            description=f"{asset_name} {KINDS.get(day.kind, day.kind)} {day.transfers}件",
            partner=_partner(day, partners),
            transfers=day.transfers,
            asset=day.asset,
        )


def _meant(kind: str, source: AccountClass, target: AccountClass) -> str:
    """Return the kind whose codes count: of a settlement or purchase undone, its own."""
    if kind not in (REVERSE, REFUND) or AccountClass.WALLET in (source, target):
        return kind
    return BUY if target is AccountClass.ISSUE else SETTLE


def _partner(day: Day, partners: Mapping[str, str]) -> str:
    """Name whom the line concerns: the shop, fund or other; members are never named."""
    for place in (AccountClass.SHOP, AccountClass.FUND, AccountClass.OTHER):
        for name in (day.target, day.source):
            if class_of(name) is place:
                return partners.get(name, name)
    if AccountClass.WALLET in (class_of(day.source), class_of(day.target)):
        return MEMBERS
    return partners.get(day.target, day.target)


@dataclass(frozen=True, slots=True)
class Search:
    """What an inspector asks for (by date comes with the days): amounts and a partner's name."""

    least: int | None = None
    most: int | None = None
    partner: str = ""

    def finds(self, line: JournalLine) -> bool:
        """Say whether a line is one of those asked for."""
        return (
            (self.least is None or line.yen >= self.least)
            and (self.most is None or line.yen <= self.most)
            and self.partner in line.partner
        )


def row(line: JournalLine) -> tuple[str | int | date, ...]:
    """Return the cells of a line in the order of `HEADS`."""
    return (
        line.number, line.on, line.debit_code, line.debit_name, line.credit_code,
        line.credit_name, line.yen, line.description, line.partner, line.transfers, line.asset,
    )  # fmt: skip
