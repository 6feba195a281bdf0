"""Undertakings: what is planned, what it spends, how it goes on, and how it looks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.funds import models
from enishi.funds.queries import UnknownUndertaking, news_value, picture_value, undertaking_value
from enishi.funds.undertaking import (
    DONE,
    NEWS_KINDS,
    PICTURES_MOST,
    POINTS_MAX,
    STATES,
    News,
    NewUndertaking,
    Picture,
    Undertaking,
)
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.programs import queries as programs
from enishi.programs.operations import NoDonations
from enishi.programs.operations.giving import spend_fund
from enishi.programs.programme import NewFundUse

# What a JPEG begins with, and the mark of a part that may tell place, time and camera.
_JPEG, _EXIF = b"\xff\xd8\xff", b"Exif\x00\x00"


class BadUndertaking(Refusal):
    """An undertaking has a title, a goal that fits, and a state we know."""

    code = "bad_undertaking"
    status = 422


@transaction.atomic(durable=True)
def add_undertaking(*, new: NewUndertaking, at: datetime) -> Undertaking:
    """Write down what a region means to do with its fund.

    Raises:
        UnknownAsset: no asset has the code.
        NoDonations: the asset has no fund: nothing was given that could pay.
        BadUndertaking: no title, or a goal that does not fit.
    """
    asset = programs.asset(new.asset)
    if not asset.takes_donations:
        raise NoDonations(asset=new.asset)
    row = models.Undertaking.objects.create(
        region_id=asset.region_code, made_at=at, **_checked(new)
    )
    return undertaking_value(row)


@transaction.atomic(durable=True)
def change_undertaking(
    *, undertaking_id: int, region_code: str, new: NewUndertaking
) -> Undertaking:
    """Write an undertaking down anew; which fund pays stays.

    Raises:
        UnknownUndertaking: the region has no such undertaking.
        BadUndertaking: no title, or a goal that does not fit.
    """
    row = _row(undertaking_id, region_code)
    for name, value in _checked(new).items():
        if name != "asset":
            setattr(row, name, value)
    row.save()
    return undertaking_value(row)


def _checked(new: NewUndertaking) -> dict[str, object]:
    """Return the columns of an undertaking.

    Raises:
        BadUndertaking: as `add_undertaking`.
    """
    told: dict[str, object] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(new).items()
    }
    if not told["title"]:
        raise BadUndertaking(part="title")
    if new.goal_points is not None and not 1 <= new.goal_points <= POINTS_MAX:
        raise BadUndertaking(part="goal_points")
    return told


def _row(undertaking_id: int, region_code: str) -> models.Undertaking:
    """Return an undertaking of a region, locked.

    Raises:
        UnknownUndertaking: it has no such one.
    """
    rows = models.Undertaking.objects.select_for_update()
    row = rows.filter(pk=undertaking_id, region_id=region_code).first()
    if row is None:
        raise UnknownUndertaking(undertaking=undertaking_id)
    return row


@transaction.atomic(durable=True)
def set_state(*, undertaking_id: int, region_code: str, state: str, at: datetime) -> Undertaking:
    """Say that an undertaking is planned, goes on, is done, or was given up.

    Raises:
        UnknownUndertaking: the region has no such undertaking.
        BadUndertaking: no such state.
    """
    if state not in STATES:
        raise BadUndertaking(part="state")
    row = _row(undertaking_id, region_code)
    row.state = state
    row.done_on = periods.jst_day(at) if state == DONE else None
    row.save(update_fields=["state", "done_on"])
    return undertaking_value(row)


@transaction.atomic(durable=True)
def pay(*, undertaking_id: int, region_code: str, use: NewFundUse, key: str, at: datetime) -> UUID:
    """Spend points of the fund on an undertaking, once under a key; return the transfer.

    Raises:
        UnknownUndertaking: the region has no such undertaking.
        FundUseRefused: no purpose, too little in the fund, or the key stands for another use.
    """
    row = _row(undertaking_id, region_code)
    assert use.asset == row.asset, "an undertaking has one fund"
    transfer = spend_fund(use=use, key=f"undertaking:{row.pk}:{key}", at=at)
    models.UndertakingUse.objects.get_or_create(transfer=transfer, defaults={"undertaking": row})
    return transfer


class BadPicture(Refusal):
    """A picture needs words that say what is seen."""

    code = "bad_picture"
    status = 422


class TooManyPictures(Refusal):
    """An undertaking shows only so many pictures."""

    code = "too_many_pictures"


@transaction.atomic(durable=True)
def add_picture(
    *, undertaking_id: int, region_code: str, data: bytes, words: str, words_en: str, at: datetime
) -> Picture:
    """Show a picture with an undertaking; it was drawn anew before, and tells no place and no time.

    Raises:
        UnknownUndertaking: the region has no such undertaking.
        BadPicture: no words say what is seen.
        TooManyPictures: the undertaking has enough.
    """
    assert data.startswith(_JPEG), "drawn anew by who took it in"
    assert _EXIF not in data, "drawn anew by who took it in"
    row = _row(undertaking_id, region_code)
    if not words.strip():
        raise BadPicture
    if row.pictures.count() >= PICTURES_MOST:
        raise TooManyPictures(most=PICTURES_MOST)
    made = row.pictures.create(words=words.strip(), words_en=words_en.strip(), data=data, at=at)
    return picture_value(made)


@transaction.atomic(durable=True)
def remove_picture(*, picture_id: UUID, region_code: str) -> bool:
    """Take a picture away; say whether it was there."""
    rows = models.Picture.objects.filter(pk=picture_id, undertaking__region_id=region_code)
    return bool(rows.delete()[0])


class BadNews(Refusal):
    """News have a text, a kind we know, and no day to come."""

    code = "bad_news"
    status = 422


@transaction.atomic(durable=True)
def add_news(*, region_code: str, news: News, at: datetime) -> News:
    """Tell how an undertaking goes on, or pass thanks on; `news.id` is given here.

    Raises:
        UnknownUndertaking: the region has no such undertaking.
        BadNews: no text, no such kind, or a day to come.
    """
    row = _row(news.undertaking_id, region_code)
    if not news.text.strip() or news.kind not in NEWS_KINDS or _is_to_come(news.on, at):
        raise BadNews
    made = row.news.create(
        kind=news.kind, on=news.on, text=news.text.strip(), text_en=news.text_en.strip(), at=at
    )
    return news_value(made)


def _is_to_come(on: date, at: datetime) -> bool:
    return on > periods.jst_day(at)


@transaction.atomic(durable=True)
def remove_news(*, news_id: int, region_code: str) -> bool:
    """Take news away; say whether they were there."""
    rows = models.News.objects.filter(pk=news_id, undertaking__region_id=region_code)
    return bool(rows.delete()[0])
