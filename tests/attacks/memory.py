"""The disclosure engine over a country in memory: a stand-in for lake and API with no storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from tests.attacks.asking import Body, Refused
from tests.attacks.world import World

from enishi.insight.disclosure import cellkey, protect, rules
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.groupings import Grouping
from enishi.insight.disclosure.language import OutsideLanguage, parse
from enishi.kit import codes
from enishi.simulation import country as simulation

# Homes are published for the whole official list, whoever is in the data.
PREFECTURES = tuple(codes.prefecture_of(f"{number:02d}0000") for number in range(1, 48))


def catalogue_of(country: simulation.Country) -> Catalogue:
    """Return the published categories of the country."""
    return Catalogue(
        places=tuple(Place(town.code, town.prefecture) for town in country.towns),
        months=country.months,
        kinds=simulation.KINDS,
        themes=simulation.THEMES,
        home_prefectures=PREFECTURES,
        sensitive=frozenset(theme for theme in simulation.THEMES if rules.is_sensitive(theme)),
    )


class Truth:
    """True persons of groupings, worked out once for all secrets."""

    def __init__(self, world: World) -> None:
        """Start with nothing worked out."""
        self.world = world
        self._known: dict[Grouping, tuple[list[tuple[str, ...]], np.ndarray, np.ndarray]] = {}

    def groups(self, wanted: Grouping) -> tuple[list[tuple[str, ...]], np.ndarray, np.ndarray]:
        """Run one grouping, as the metrics layer would."""
        if wanted not in self._known:
            conditions: dict[str, str | Iterable[str]] = {
                "region": wanted.regions,
                "month": wanted.months,
                **dict(wanted.filters),
            }
            self._known[wanted] = self.world.groups(wanted.by, conditions)
        return self._known[wanted]


class Engine:
    """Answers the bodies of the statistics API with one secret."""

    def __init__(self, truth: Truth, catalogue: Catalogue, secret: bytes, limit: int = 10) -> None:
        """Draw every person's record key from the secret."""
        self.truth, self.catalogue = truth, catalogue
        self.settings = protect.Settings(secret=secret, limit=limit)
        self.record_keys = np.array(
            [cellkey.record_key(secret, person) for person in truth.world.persons], dtype=np.uint64
        )
        self.asked = 0

    def ask(self, body: Body) -> list[dict[str, object]]:
        """Answer as the API does; Refused stands for its 422."""
        self.asked += 1
        try:
            question = parse(body, self.catalogue)
        except OutsideLanguage as refusal:
            raise Refused(str(refusal)) from refusal
        counts = {
            wanted: self._counts(*self.truth.groups(wanted))
            for wanted in protect.needed_groupings(question, self.catalogue)
        }
        rows = protect.protect(
            question, catalogue=self.catalogue, counts=counts, settings=self.settings
        )
        return [
            {**dict(zip(question.by, row.values, strict=True)), "n": row.persons} for row in rows
        ]

    def ask_anything(self, body: Body) -> list[dict[str, object]]:
        """Answer one cell with the language check taken out: lists and negation are allowed.

        Noise and thresholds stay. Only trackers use it, to show what the language prevents.
        """
        filters = body["filters"]
        assert isinstance(filters, Mapping), "a tracker asks for one cell by filters"
        conditions = {name: self._any_of(name, wanted) for name, wanted in filters.items()}
        persons = np.unique(self.truth.world.person[self.truth.world.mask(conditions)])
        key = int(np.bitwise_xor.reduce(self.record_keys[persons], initial=0))
        u = cellkey.uniform(self.settings.secret, key)
        shown = cellkey.perturb(protect.ptable.USUAL, len(persons), u)
        allowed = rules.has_enough_persons(len(persons)) and rules.is_large_enough(
            shown, self.settings.limit
        )
        return [{"n": shown if allowed else None}]

    def _any_of(self, dimension: str, wanted: object) -> list[str]:
        if isinstance(wanted, str):
            return [wanted]
        if isinstance(wanted, Mapping):
            return [value for value in self.truth.world.values(dimension) if value != wanted["not"]]
        assert isinstance(wanted, list), "a value, a list or a negation"
        return [str(value) for value in wanted]

    def _counts(
        self, keys: list[tuple[str, ...]], starts: np.ndarray, persons: np.ndarray
    ) -> dict[tuple[str, ...], protect.Count]:
        if not keys:
            return {}
        sizes = np.diff(np.append(starts, len(persons)))
        cell_keys = np.bitwise_xor.reduceat(self.record_keys[persons], starts)
        return {
            key: protect.Count(size, cell_key)
            for key, size, cell_key in zip(keys, sizes.tolist(), cell_keys.tolist(), strict=True)
        }
