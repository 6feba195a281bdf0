"""The 38 success criteria of JIS X 8341-3:2016 (A and AA), and what our tests say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MACHINE, REVIEW, OPEN = "machine", "review", "open"
TESTED_ON = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its number and level, whether it applies, and how it was tested."""

    number: str
    level: str
    name: str
    name_en: str
    applies: bool
    how: str  # by machine on every page, by reading templates and pages, or not yet by people
    note: str
    note_en: str

    @property
    def met(self) -> bool:
        """Say whether it is met, as far as it was tested; what nobody tested is not met."""
        return not self.applies or self.how != OPEN


def _of(
    number: str, level: str, names: tuple[str, str], how: str, note: tuple[str, str]
) -> Criterion:
    return Criterion(number, level, *names, applies=True, how=how, note=note[0], note_en=note[1])


def _without(number: str, level: str, names: tuple[str, str], what: tuple[str, str]) -> Criterion:
    return Criterion(
        number, level, *names, applies=False, how=REVIEW, note=what[0], note_en=what[1]
    )


_NO_MEDIA = ("動画や音声はありません。", "There is no video or audio.")
_AXE = (
    "全ページを axe で日英・大小の画面で試験。",
    "axe on every page, in both languages, on a phone and on a desk.",
)

CRITERIA: Sequence[Criterion] = (
    _of("1.1.1", "A", ("非テキストコンテンツ", "Non-text content"), MACHINE,
        ("絵・QR・図に代わりの文があることを axe で試験。文の良しあしは作り手が読んで確認。",
         "axe finds a text for every picture, code and chart; the makers read whether it fits.")),
    _without("1.2.1", "A", ("音声だけ、映像だけ（収録済み）", "Audio-only and video-only"),
             _NO_MEDIA),
    _without("1.2.2", "A", ("キャプション（収録済み）", "Captions (prerecorded)"), _NO_MEDIA),
    _without("1.2.3", "A", ("音声解説または代替（収録済み）", "Audio description or alternative"),
             _NO_MEDIA),
    _without("1.2.4", "AA", ("キャプション（ライブ）", "Captions (live)"), _NO_MEDIA),
    _without("1.2.5", "AA", ("音声解説（収録済み）", "Audio description (prerecorded)"), _NO_MEDIA),
    _of("1.3.1", "A", ("情報および関係性", "Info and relationships"), MACHINE, _AXE),
    _of("1.3.2", "A", ("意味のある順序", "Meaningful sequence"), REVIEW,
        ("書かれた順と見える順が同じことを、ひな型で確認。",
         "Source order equals visual order; templates were read.")),
    _of("1.3.3", "A", ("感覚的な特徴", "Sensory characteristics"), REVIEW,
        ("「右の」「赤い」だけで指す文がないことを、文面で確認。",
         "No text points by place or colour alone; texts were read.")),
    _of("1.4.1", "A", ("色の使用", "Use of colour"), REVIEW,
        ("色には言葉か形を添えています。図は線の形と文でも伝えます。",
         "Colour always comes with a word or a shape, also in charts.")),
    _without("1.4.2", "A", ("音声の制御", "Audio control"), _NO_MEDIA),
    _of("1.4.3", "AA", ("コントラスト（最低限）", "Contrast (minimum)"), MACHINE,
        ("axe と、色の表からの計算で試験（4.5:1以上、はっきりした色では7:1以上）。",
         "axe, and a test that computes it from the colours: 4.5:1, with strong colours 7:1.")),
    _of("1.4.4", "AA", ("テキストのサイズ変更", "Resize text"), REVIEW,
        ("大きい文字の設定で横に動かないことを機械で試験。ブラウザの200%拡大は作り手が確認。",
         "With large letters no page scrolls sideways (tested); 200 % zoom was looked at.")),
    _of("1.4.5", "AA", ("文字画像", "Images of text"), REVIEW,
        ("文字の画像は使っていません。", "There are no images of text.")),
    _of("2.1.1", "A", ("キーボード", "Keyboard"), OPEN,
        ("押すものはすべてリンク・ボタン・入力欄。キーボードだけの通し試験は、人では未実施。",
         "Everything pressed is a link, button or field; nobody walked them all by keys yet.")),
    _of("2.1.2", "A", ("キーボードトラップなし", "No keyboard trap"), REVIEW,
        ("焦点を閉じこめる部品はありません。", "No part holds the focus.")),
    _of("2.2.1", "A", ("タイミング調整可能", "Timing adjustable"), REVIEW,
        ("入力に時間の制限はありません。6けたの番号は安全のため時間で切れ、送りなおせます。",
         "Forms have no time limit; six-digit codes end for safety and can be sent again.")),
    _of("2.2.2", "A", ("一時停止、停止、非表示", "Pause, stop, hide"), REVIEW,
        ("動きは5秒未満で止まり、動きを減らす設定では動きません。",
         "Movement ends within five seconds, and there is none with reduced motion.")),
    _of("2.3.1", "A", ("3回の閃光", "Three flashes"), REVIEW,
        ("閃光はありません。", "Nothing flashes.")),
    _of("2.4.1", "A", ("ブロックスキップ", "Bypass blocks"), MACHINE,
        ("全ページに「本文へ」。axe で試験。", "“Skip to content” on every page; axe.")),
    _of("2.4.2", "A", ("ページタイトル", "Page titled"), MACHINE, _AXE),
    _of("2.4.3", "A", ("フォーカス順序", "Focus order"), REVIEW,
        ("順序を変える指定を使っていません。", "Nothing changes the order of focus.")),
    _of("2.4.4", "A", ("リンクの目的", "Link purpose (in context)"), REVIEW,
        ("リンクの文だけで行き先が分かるように書いています。名前のないリンクは axe で試験。",
         "Links say where they lead; axe finds those without a name.")),
    _of("2.4.5", "AA", ("複数の手段", "Multiple ways"), REVIEW,
        ("上と下のメニュー、町のページの一覧から、どのページへも行けます。",
         "Pages are reached by the menus above and below and by lists.")),
    _of("2.4.6", "AA", ("見出しおよびラベル", "Headings and labels"), MACHINE,
        ("見出しの順とラベルの有無を axe で試験。言葉は作り手が確認。",
         "Order and presence by axe; their words were read.")),
    _of("2.4.7", "AA", ("フォーカスの可視化", "Focus visible"), REVIEW,
        ("焦点には、太い二重の枠が付きます。", "Focus has a thick double frame.")),
    _of("3.1.1", "A", ("ページの言語", "Language of page"), MACHINE, _AXE),
    _of("3.1.2", "AA", ("一部分の言語", "Language of parts"), REVIEW,
        ("言語の切りかえなど、別の言語の部分に指定があります。町が入れた文は町の言葉のままです。",
         "Parts in another language say so; what towns write stays as they wrote it.")),
    _of("3.2.1", "A", ("フォーカス時", "On focus"), REVIEW,
        ("焦点が来ただけでは、何も変わりません。", "Nothing changes on focus alone.")),
    _of("3.2.2", "A", ("入力時", "On input"), REVIEW,
        ("入れただけでは送られません。", "Nothing is sent on input alone.")),
    _of("3.2.3", "AA", ("一貫したナビゲーション", "Consistent navigation"), REVIEW,
        ("メニューは、どのページでも同じ順です。", "Menus stand in one order everywhere.")),
    _of("3.2.4", "AA", ("一貫した識別性", "Consistent identification"), REVIEW,
        ("同じ働きには、同じ絵と言葉を使っています。", "The same thing has the same words.")),
    _of("3.3.1", "A", ("エラーの特定", "Error identification"), REVIEW,
        ("何がいけなかったかを、文で伝えます。全部の断りに文があることを機械で試験。",
         "Every refusal says what was wrong, in words; a test finds one without.")),
    _of("3.3.2", "A", ("ラベルまたは説明", "Labels or instructions"), MACHINE, _AXE),
    _of("3.3.3", "AA", ("エラー修正の提案", "Error suggestion"), REVIEW,
        ("断りの文は、つぎにすることで終わります（機械で試験）。",
         "Every refusal ends with what to do next (tested).")),
    _of("3.3.4", "AA", ("エラー回避（法的、金融、データ）", "Error prevention"), REVIEW,
        ("寄付は確かめてから、記録はその日のうちに取り消せます。",
         "Donations are confirmed first; records can be taken back on the same day.")),
    _of("4.1.1", "A", ("構文解析", "Parsing"), MACHINE, _AXE),
    _of("4.1.2", "A", ("名前、役割、値", "Name, role, value"), OPEN,
        ("axe では不備なし。読み上げソフトを使う人による試験は、まだです。",
         "axe finds nothing; people who use a screen reader have not tested it yet.")),
)  # fmt: skip
