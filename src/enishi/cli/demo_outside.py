"""The invented town's own statistics: rooms of its inns, made up, beside the official series."""

from __future__ import annotations

from datetime import datetime

from enishi.outside import operations as outside
from enishi.outside.series import Series
from enishi.simulation import town

_ROOMS = {2020: 212, 2021: 208, 2022: 215, 2023: 219, 2024: 224, 2025: 231}
_SERIES = Series(
    code="demo_inn_rooms",
    name="宿の部屋数（見本）",
    name_en="Rooms of inns (invented)",
    unit="室",
    credit="縁ヶ浦町観光課（見本：作った数字です）",
    note="見本の町の、作った数字です。",
    note_en="Invented figures of an invented town.",
    owner=town.HOME_TOWN,
    is_fiscal=True,
)


def load(*, at: datetime) -> None:
    """Bring the official series and the town's own in; again adds nothing."""
    outside.load_official()
    rows = "".join(f"{town.HOME_TOWN},{year},{rooms}\n" for year, rooms in _ROOMS.items())
    content = f"region_code,year,value\n{rows}".encode()
    outside.import_series(series=_SERIES, content=content, at=at)
