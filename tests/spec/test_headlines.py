"""The rule book of sentences: what a page may say of published numbers, and when it is silent."""

from __future__ import annotations

import pytest

from enishi.web.console import sentences
from enishi.web.console.sentences import Frame, Part
from enishi.web.design.numbers import shares

TOWN = Frame("2023年度", "美浜町", 1004, "福井県全体")
ALONE = Frame("2023年度", "福井県", 13355)


def part(name: str, own: int | None, other: int | None = None, whole: int = 1004) -> Part:
    return Part(name, shares.share(own, whole), shares.share(other, 13_355))


DRIVE = part("ドライブ", 171, 1_270)  # 17 % here, 10 % there
SPRING = part("温泉", 127, 3_726)  # 13 % here, 28 % there
FOOD = part("地元の食", 491, 6_918)  # 49 % here, 52 % there
SMALL = part("スキー", 15, 30)  # clearly more, of 15 people


@pytest.mark.parametrize(
    ("frame", "outside", "parts", "peak", "said"),
    [
        (
            TOWN,
            (774, 1004),
            [FOOD, DRIVE, SPRING],
            "",
            (
                "2023年度に美浜町で記録された1,004人のうち、77%は県外に住む人です。"
                "「ドライブ」の割合は福井県全体の1.8倍、「温泉」は半分です。"
            ),
        ),
        (
            TOWN,
            (774, 1004),
            [FOOD, DRIVE],
            "",
            (
                "2023年度に美浜町で記録された1,004人のうち、77%は県外に住む人です。"
                "「ドライブ」の割合は福井県全体の1.8倍です。"
            ),
        ),
        (
            TOWN,
            (774, 1004),
            [FOOD, SPRING],
            "",
            (
                "2023年度に美浜町で記録された1,004人のうち、77%は県外に住む人です。"
                "「温泉」の割合は福井県全体の半分です。"
            ),
        ),
        (
            TOWN,
            (774, 1004),
            [FOOD, SMALL],
            "",
            (
                "2023年度に美浜町で記録された1,004人のうち、77%は県外に住む人です。"
                "分かれ方は福井県全体と大きくは変わりません。"
            ),
        ),
        (
            ALONE,
            (10_270, 13_355),
            [DRIVE, SPRING],
            "3月が山で、2,241人です。",
            (
                "2023年度に福井県で記録された13,355人のうち、77%は県外に住む人です。"
                "3月が山で、2,241人です。"
            ),
        ),
        (
            TOWN,
            (None, 1004),
            [DRIVE],
            "",
            (
                "2023年度に美浜町で記録された人は1,004人です。"
                "「ドライブ」の割合は福井県全体の1.8倍です。"
            ),
        ),
        (
            Frame("2023年度", "小さな町", 62, "福井県全体"),
            (30, 62),
            [DRIVE],
            "7月が山で、30人です。",
            (
                "2023年度に小さな町で記録された62人のうち、48%は県外に住む人です。"
                "人数が少ないため、おおまかな目安です。"
            ),
        ),
        (
            Frame("2023年度", "三人の町", None),
            (None, None),
            [],
            "",
            "2023年度に三人の町で記録された人は、まだ数えて見せられる人数になっていません。",
        ),
    ],
)
def test_a_headline_names_its_frame_and_claims_no_more(frame, outside, parts, peak, said):
    told = sentences.portrait(frame, shares.share(*outside), "県外", parts, peak)
    assert "".join(told) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([part("50代", 317), part("60代", 235)], "いちばん多いのは50代で、32%です。"),
        (
            [part("50代", 317), part("60代", 300), part("70代", 62)],
            "50代・60代が多く、たがいの差ははっきりしません。",
        ),
        (
            [part(f"{age}代", 200 + age) for age in (20, 30, 40, 50)],
            "上位の差ははっきりしません。",
        ),
        ([part("50代", None)], "人数が少ないため、まだ言えることがありません。"),
        ([], "人数が少ないため、まだ言えることがありません。"),
    ],
)
def test_ranks_too_near_to_tell_apart_are_not_ranked(parts, said):
    assert sentences.most(parts) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            [FOOD, DRIVE, SPRING],
            "福井県全体より多いのはドライブ、少ないのは温泉です。",
        ),
        ([FOOD, DRIVE], "福井県全体よりドライブが多くなっています。"),
        ([FOOD, SPRING], "福井県全体より温泉が少なくなっています。"),
        ([FOOD], "福井県全体と大きくは変わりません。"),
        ([part("50代", 317)], ""),
    ],
)
def test_a_difference_is_said_only_where_ranges_do_not_touch(parts, said):
    assert sentences.compared(parts, "福井県全体") == said
    assert sentences.compared(parts, "") == ""


def test_names_in_quotation_marks_follow_each_other_without_a_dot():
    parts = [part("「ドライブ・ツーリング」", 171, 1_000), part("「宿」", 300, 2_000)]
    assert sentences.compared(parts, "福井県全体").count("」「") == 1


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (
            [("7月", 179), ("8月", 125), ("1月", 33)],
            "7月が山で、179人です。いちばん少ない1月は33人です。",
        ),
        ([("4月", None), ("7月", 179), ("1月", 33)], "7月が山で、179人です。"),
        (
            [("2月", 36), ("3月", 36), ("5月", 10)],
            "2月・3月に多く、いちばん多い月で36人です。いちばん少ない5月は10人です。",
        ),
        ([("4月", 30), ("5月", 31), ("6月", 32), ("7月", 33)], "月ごとの差ははっきりしません。"),
        ([("10月", 27), ("11月", None)], "10月は27人です。"),
        ([("4月", None)], "月ごとの人数は少なく、まだ表示していません。"),
    ],
)
def test_months_nearer_than_seven_people_share_the_peak(months, said):
    assert sentences.months(months) == said


@pytest.mark.parametrize(
    ("own", "others", "said"),
    [
        (
            part("福井県", 231),
            [part("愛知県", 147), part("大阪府", 135), part("京都府", 76), part("石川県", 23)],
            "福井県に住む人は231人（23%）です。ほかでは愛知県・大阪府・京都府が多くなっています。",
        ),
        (part("福井県", None), [part("愛知県", 20)], "ほかでは愛知県が多くなっています。"),
        (None, [part("愛知県", None)], "住まいごとの人数は少なく、まだ表示していません。"),
    ],
)
def test_homes_are_named_without_adding_them_up(own, others, said):
    assert sentences.homes(own, others) == said


@pytest.mark.parametrize(
    ("people", "end"), [(62, "（いま約62人）。"), (None, "人数ではありません）。")]
)
def test_the_first_year_says_from_when_on_more_is_shown(people, end):
    said = sentences.first_year(people)
    assert said.startswith("100人をこえると、年代や住まいごとに見られます")
    assert said.endswith(end)


FORBIDDEN = ("により増え", "のおかげ", "促進", "関係人口")


def test_no_sentence_knows_a_cause():
    told = [
        *sentences.portrait(TOWN, shares.share(774, 1004), "県外", [FOOD, DRIVE, SPRING]),
        sentences.most([FOOD, DRIVE]),
        sentences.compared([DRIVE, SPRING], "福井県全体"),
    ]
    assert not [word for word in FORBIDDEN if word in "".join(told)]
