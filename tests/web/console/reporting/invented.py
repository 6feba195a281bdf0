"""An invented report for tests: one chapter with two pictures, one with a table alone."""

from __future__ import annotations

from enishi.web.console.drawing import bars
from enishi.web.console.drawing.bars import Bar, Bars
from enishi.web.console.figures.figure import NO_PICTURE, Figure, picture
from enishi.web.console.figures.key import Key
from enishi.web.console.reporting.report import Chapter, Report
from enishi.web.design.numbers.tables import Cell, Row, Table


def drawn(title: str, rows: int) -> Figure:
    lines = [
        Bar(f"県{n}", n / 100, n / 120, n / 80, None, f"{n}人", f"{n}%") for n in range(9, 1, -1)
    ]
    svg = bars.wide(Bars(lines, "", "幅", "県ごとの割合"))
    cells = [
        Row(f"県{n}", [Cell(f"{100 + n}"), Cell(f"10.{n}"), Cell("x", is_hidden=True)])
        for n in range(1, rows + 1)
    ]
    table = Table("住まい", ["住まい", "人数", "割合 %"], [Row(r.head, r.cells[:2]) for r in cells])
    return Figure("homes", title, "愛知が多めです。", "棒が長いほど多い。", table, picture(svg))


def report() -> Report:
    table = Table(
        "性別",
        ["性別", "人数"],
        [Row("女性", [Cell("527")]), Row("男性", [Cell("x", is_hidden=True)])],
    )
    alone = Figure("sexes", "性別", "差ははっきりしません。", "", table, NO_PICTURE)
    return Report(
        place="美浜町",
        period="2023年度",
        months="2023年4月〜2024年3月",
        head=["2023年度に美浜町で記録された1,005人のうち、", "77%は県外に住む人です。"],
        scope=["1度でも記録された人です。"],
        keys=[Key("記録された人（実人数）", "1,005", "人", ["誤差はふつう5人以内"])],
        chapters=[
            Chapter("where-from", "どこから来ているか", ["愛知・大阪から多く来ています。"],
                    [drawn("ほかの都道府県", 20), drawn("ほかの都道府県を地図で", 3)]),
            Chapter("who", "どんな人か", ["50代が多めです。"], [alone]),
        ],
        reading=[("数字の守り方", "人数にはごく小さな誤差を加えています。")],
        credits=["福井県観光連盟「FTAS」"],
        made="2026年11月22日に作りました。",
        sample="見本",
        language="ja",
    )  # fmt: skip
