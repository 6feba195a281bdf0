"""Staff leave notes and bookmarks at figures, and find them again."""

from __future__ import annotations

import re

import pytest

from enishi.notes import queries
from enishi.web.console import questions

pytestmark = pytest.mark.django_db
TOWN, NEIGHBOUR, PREFECTURE = "182010", "182028", "180009"
WHO = questions.address(questions.WHO, TOWN, {"year": "2025"})
WORDS = "5月に全国大会があり、<若い人>が多かった。"


def form(page: str, action: str) -> dict[str, str]:
    """Read the hidden fields of the first form that goes somewhere."""
    found = re.search(rf'<form[^>]*action="[^"]*{action}".*?</form>', page, re.DOTALL)
    assert found, action
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[0]))


def shown(reader, address: str = WHO) -> str:
    return reader.get(address).content.decode()


def leave(reader, **given: str) -> str:
    fields = form(shown(reader), "/notes/write")
    fields.pop("shared", "")
    answer = reader.post(f"/console/{TOWN}/notes/write", {**fields, "text": WORDS, **given})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_note_stands_below_its_figure_and_is_written_once(closed, desk):
    reader = desk()
    fields = form(shown(reader), "/notes/write")
    fields.pop("shared")
    for _ in range(2):
        answer = reader.post(f"/console/{TOWN}/notes/write", {**fields, "text": WORDS})
        assert answer["Location"] == f"{WHO}#{fields['figure']}"
    page = shown(reader)
    assert page.count("&lt;若い人&gt;が多かった。</p>") == 1
    assert page.index(f'id="{fields["figure"]}"') < page.index("&lt;若い人&gt;")
    assert "書いたときの表示を見る" not in page
    other = shown(reader, questions.address(questions.WHO, TOWN))
    assert "書いたときの表示を見る" in other
    listed = shown(reader, f"/console/{TOWN}/notes/")
    assert "&lt;若い人&gt;" in listed
    assert "森田うみ" in listed


def test_a_shared_note_reaches_the_prefecture_without_its_authors_name(closed, desk):
    leave(desk())
    above = desk(code=PREFECTURE)
    address = f"/console/{PREFECTURE}/notes/"
    assert "全国大会" not in shown(above, address)
    leave(desk("admin"), shared="1")
    page = shown(above, address)
    assert page.count("<p>5月に全国大会") == 1
    assert "森田うみ・" not in page
    assert "/notes/withdraw" not in page
    assert "全国大会" not in shown(desk(code=NEIGHBOUR), f"/console/{NEIGHBOUR}/notes/")


def test_only_its_author_removes_a_note(closed, desk):
    reader, other = desk(), desk("admin")
    leave(reader)
    assert "/notes/withdraw" not in shown(other)
    fields = form(shown(reader), "/notes/withdraw")
    assert other.post(f"/console/{TOWN}/notes/withdraw", fields).status_code == 404
    assert len(queries.notes(TOWN)) == 1
    answer = reader.post(f"/console/{TOWN}/notes/withdraw", fields)
    assert answer["Location"].startswith(WHO)
    assert queries.notes(TOWN) == []


def test_a_figure_is_bookmarked_as_the_address_shows_it_and_dropped(closed, desk):
    reader = desk()
    fields = form(shown(reader), "/notes/bookmark")
    answer = reader.post(f"/console/{TOWN}/notes/bookmark", fields)
    assert answer["Location"] == f"{WHO}#{fields['figure']}"
    assert "★ しおりを見る" in shown(reader)
    assert "★ しおりを見る" not in shown(reader, questions.address(questions.WHO, TOWN))
    listed = shown(reader, f"/console/{TOWN}/notes/")
    assert f'href="{WHO}#{fields["figure"]}">どんな人か・2025年度</a>' in listed
    assert "/notes/drop" not in shown(desk("admin"), f"/console/{TOWN}/notes/")
    reader.post(f"/console/{TOWN}/notes/drop", form(listed, "/notes/drop"))
    assert "まだありません。数字の下の「しおりをはさむ」" in shown(
        reader, f"/console/{TOWN}/notes/"
    )


NO_NOTES = (
    ({"text": ""}, 422),
    ({"text": "あ" * 501}, 422),
    ({"figure": ""}, 404),
    ({"page": "nowhere"}, 404),
    ({"key": "forged"}, 404),
)


def test_what_is_no_note_is_refused_with_a_page(closed, desk):
    reader = desk()
    fields = {**form(shown(reader), "/notes/write"), "text": WORDS}
    for given, status in NO_NOTES:
        answer = reader.post(f"/console/{TOWN}/notes/write", {**fields, **given})
        assert answer.status_code == status, given
    assert queries.notes(TOWN) == []


def test_another_regions_notes_are_not_there(country, desk):
    reader = desk(code=NEIGHBOUR)
    assert reader.get(f"/console/{TOWN}/notes/").status_code == 404
    for verb in ("write", "withdraw", "bookmark", "drop"):
        assert reader.post(f"/console/{TOWN}/notes/{verb}", {}).status_code == 404


def test_a_sign_that_is_no_letter_is_left_out_and_too_long_a_note_is_refused(closed, desk):
    reader = desk()
    leave(reader, text="春は\0全国大会。")
    assert "春は全国大会。" in shown(reader)
    fields = form(shown(reader), "/notes/write")
    answer = reader.post(f"/console/{TOWN}/notes/write", {**fields, "text": "あ" * 10_000})
    assert answer.status_code == 422
