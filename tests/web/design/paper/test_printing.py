"""Papers as they leave the printer: our letters inside, codes that read, nothing over the edge."""

from __future__ import annotations

import hashlib
import io
import re
import tomllib
import zlib

import pytest
import typst
import zxingcpp
from PIL import Image

from enishi.web.design import qr
from enishi.web.design.paper import drawings, printing

ADDRESS = "https://enishi.example/e/ABCDEFGH?t=0123456789ABCDEFGHJKMNPQRS"
SQUARE = '<svg viewBox="0 0 8 8"><path class="thread" d="M0 0h8" fill="var(--scene-sea)"/></svg>'
LONG = ("棚田の稲刈りと新米のおにぎりづくり、港の朝市のあら汁と地酒をゆっくりあじわう秋の一日" * 3)[
    :80
]
POSTER = {
    "language": "ja",
    "sample": "見本",
    "title": "港の朝市とあら汁の会",
    "when": "11月21日（土） 7:00–11:00",
    "place": "縁ヶ浦港",
    "thanks": ["来てくれて、", "ありがとう。"],
    "lead": "スマホで読むと、町から",
    "coins": "2,000",
    "unit": "コイン",
    "sign": "参加のしるし",
    "free": "アプリも、お名前も、いりません。",
    "later": ["11月21日（土）の24時まで、", "受け取れます。"],
    "scene": drawings.on_paper(SQUARE),
    "scene_alt": "絵",
    "loop": drawings.on_paper(drawings.LOOP),
    "logo": drawings.on_paper(SQUARE),
    "qr": qr.svg(ADDRESS, label=""),
    "qr_alt": "参加のQRコード",
    "here": "ここを、カメラで",
    "steps": ["カメラで読む", "「受け取る」を押す", "おしまい"],
    "without_phone": ["スマホがない方", "は、受付で紙の会員証をどうぞ。"],
    "typed": ["読めないときは", "enishi.example/j", "に", "K7Q2 PXAB"],
    "other": "Scan to keep a memory of today.",
    "other_language": "en",
    "town": "縁ヶ浦町",
    "owner": "地域振興課",
}
MM_A_DOT = 25.4 / 150


def seen(template: str, facts: dict[str, object]) -> Image.Image:
    return Image.open(io.BytesIO(printing.picture(template, facts))).convert("L")


def texts_of(content: bytes) -> bytes:
    """Return a PDF with its streams unpacked, as far as they are."""
    found = [content]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found)


def fonts_of(content: bytes) -> set[str]:
    """Name the fonts in a PDF without the six letters of their subset."""
    names = re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([A-Za-z0-9-]+)", texts_of(content))
    return {name.decode().removesuffix("-Identity-H") for name in names}


def letters_of(content: bytes) -> str:
    """Return the letters that a reader can copy out: what the fonts' ToUnicode tables name."""
    mapped = re.findall(rb"beginbfchar(.*?)endbfchar", texts_of(content), re.DOTALL)
    codes = [code for part in mapped for code in re.findall(rb"<[0-9A-F]+>\s*<([0-9A-F]+)>", part)]
    return "".join(bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes)


def test_the_fonts_are_the_ones_whose_hashes_we_wrote_down():
    written = tomllib.loads((printing.FONTS / "hashes.toml").read_text(encoding="utf-8"))["sha256"]
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in printing.FONTS.glob("*.otf")
    }
    assert found == written
    assert len(found) == 2


@pytest.mark.parametrize("template", ["poster", "table", "slide"])
def test_papers_carry_our_letters_only_and_they_can_be_copied_out(template):
    made = printing.pdf(template, POSTER)
    assert fonts_of(made) <= {"NotoSansJP-Regular", "NotoSansJP-Bold"}
    assert len(fonts_of(made)) == 2
    assert set("港の朝市とあら汁の会来てくれてありがとう2,000K7Q2") <= set(letters_of(made))


def test_another_font_would_be_noticed():
    wrong = typst.compile(b'#set text(font: "Noto Sans JP")\nHello', ignore_system_fonts=True)
    assert fonts_of(wrong) & {"LibertinusSerif-Regular"}


def test_a_wrong_font_name_stops_the_printer(tmp_path, monkeypatch):
    wrong = '#set document(title: "x")\n#set text(font: "Noto Sans JP")\nHello'
    (tmp_path / "wrong.typ").write_text(wrong, encoding="utf-8")
    monkeypatch.setattr(printing, "FOLDER", tmp_path)
    with pytest.raises(AssertionError, match="noto sans jp"):
        printing.pdf("wrong", {})


def test_the_posters_code_reads_back_and_is_sixty_millimetres_wide():
    (found,) = zxingcpp.read_barcodes(seen("poster", POSTER))
    assert found.text == ADDRESS
    corners = found.position
    width = corners.top_right.x - corners.top_left.x
    assert width * MM_A_DOT >= 60


@pytest.mark.parametrize(("template", "codes"), [("table", 2), ("slide", 1)])
def test_the_codes_of_the_table_card_and_the_slide_read_back(template, codes):
    found = zxingcpp.read_barcodes(seen(template, POSTER))
    assert [one.text for one in found] == [ADDRESS] * codes


@pytest.mark.parametrize(
    "changed",
    [
        {"title": LONG},
        {"title": LONG, "place": LONG},
        {"title": "Satoyama " * 8, "place": ""},
        {"place": "", "coins": "", "later": [], "owner": "", "sample": ""},
    ],
)
@pytest.mark.parametrize("template", ["poster", "table", "slide"])
def test_long_and_missing_words_leave_the_code_and_the_margins_free(template, changed):
    picture = seen(template, POSTER | changed)
    assert {one.text for one in zxingcpp.read_barcodes(picture)} == {ADDRESS}
    facts = POSTER | changed
    made = typst_pages(template, facts)
    assert made == 1
    top, bottom = (0.36, 1.0) if template == "poster" else (0.0, 1.0)
    edge = picture.crop((0, int(picture.height * top), 20, int(picture.height * bottom)))
    right = picture.crop(
        (picture.width - 20, int(picture.height * top), picture.width, picture.height)
    )
    for strip in (edge, right):
        dark = sum(strip.histogram()[:128])
        assert dark == 0, (template, dark)


def typst_pages(template: str, facts: dict[str, object]) -> int:
    """Count the pages of a paper."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", texts_of(printing.pdf(template, facts))))


def card(number: str) -> dict[str, str]:
    address = f"https://enishi.example/c#{number}"
    return {"number": number, "code": "482913", "qr": qr.svg(address, label="")}


def cards(numbers: list[str], **changed: object) -> dict[str, object]:
    return {
        "language": "ja",
        "title": "紙の会員証",
        "town": "縁ヶ浦町",
        "name": "縁ヶ浦町　会員証",
        "sample": "",
        "colour": 2,
        "pattern": drawings.on_paper(SQUARE, colour="#ffffff"),
        "qr_alt": "会員証のQRコード",
        "show": ["受付で、この面を", "見せてください。"],
        "what": ["コインがたまります。", "スマホはいりません。"],
        "call": "お名前（書かなくても大丈夫です）",
        "slip": ["控え", "切りはなして、家に置いてください。", "スマホにつなぐ番号"],
        "sheets": [[card(number) for number in numbers]],
    } | changed


def test_each_card_of_a_sheet_reads_back_as_its_own_number():
    numbers = [f"{index}123456789ABCDEF" for index in range(8)]
    found = zxingcpp.read_barcodes(seen("cards", cards(numbers)))
    assert {one.text[-16:] for one in found} == set(numbers)


def test_a_card_name_of_any_length_stays_on_its_card_and_a_sheet_on_its_page():
    long = cards(
        ["0123456789ABCDEF"] * 8, name="縁ヶ浦町とその島々をいつまでも応援する人たちの会員証" * 2
    )
    assert typst_pages("cards", long) == 1
    assert len(zxingcpp.read_barcodes(seen("cards", long))) == 8


def test_notices_are_printed_four_to_a_page():
    line = {
        "until": "2027年3月31日（水）まで",
        "amount": "350円ぶん",
        "after": "そのあとは、寄附になります。",
    }
    notice = {"card": "0123 •••• •••• CDEF", "lines": [line]}
    facts = {
        "language": "ja",
        "title": "期限のお知らせ",
        "town": "縁ヶ浦町",
        "kick": "縁ヶ浦町",
        "head": "期限が近づいています",
        "card": "会員証",
        "can": "受付で、残りを確かめられます。",
        "foot": "わからないことは、受付へ。",
        "notices": [notice] * 5,
    }
    assert typst_pages("slips", facts) == 2
    assert set("期限が近づいています350円•") <= set(letters_of(printing.pdf("slips", facts)))


def test_a_drawing_on_paper_names_no_colour_and_needs_no_stylesheet():
    drawn = drawings.on_paper(SQUARE)
    assert "var(" not in drawn
    assert drawings.colours()["scene-sea"] in drawn
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
