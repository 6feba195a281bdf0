"""Foreign keys point down the house; public readings are values, not rows."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
FLOOR = {
    room.strip(): len(LAYERS) - number
    for number, layer in enumerate(LAYERS)
    for room in layer.split("|")
}


def floor_of(module: str) -> int | None:
    """The floor of a module's room; None outside the house."""
    parts = module.split(".")
    return FLOOR.get(parts[1]) if parts[0] == "enishi" and len(parts) > 1 else None


def upward_keys(model: type[models.Model]) -> list[str]:
    """Name the foreign keys of a model that point up or sideways."""
    own = floor_of(model.__module__)
    faults = []
    for field in model._meta.get_fields():  # noqa: SLF001 - Django's own way
        if not isinstance(field, models.ForeignKey) or isinstance(field.related_model, str):
            continue
        other = floor_of(field.related_model.__module__)
        same = field.related_model.__module__ == model.__module__
        if own is not None and other is not None and not same and other >= own:
            faults.append(f"{model.__name__}.{field.name} points to {field.related_model.__name__}")
    return faults


def test_foreign_keys_point_down() -> None:
    assert [fault for model in apps.get_models() for fault in upward_keys(model)] == []


def test_a_planted_upward_key_is_red() -> None:
    class Planted(models.Model):  # noqa: DJ008 - lives for one test
        event = models.ForeignKey("events.Event", models.PROTECT, related_name="+")

        class Meta:
            app_label = "regions"
            managed = False

    Planted.__module__ = "enishi.regions.models"
    try:
        assert upward_keys(Planted) == ["Planted.event points to Event"]
    finally:
        del apps.all_models["regions"]["planted"]
        apps.clear_cache()


def readings() -> list[tuple[str, object]]:
    """Every public function of every room's queries, with its return annotation."""
    found = []
    package = importlib.import_module("enishi")
    for info in pkgutil.walk_packages(package.__path__, "enishi."):
        if not info.name.endswith(".queries"):
            continue
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and function.__module__ == info.name:
                found.append((f"{info.name}.{name}", function.__annotations__.get("return")))
    return found


def test_queries_return_values_not_rows() -> None:
    found = readings()
    assert len(found) > 20
    assert [name for name, returned in found if returned is None] == []
    assert [name for name, returned in found if "models." in str(returned)] == []


@pytest.mark.parametrize("app", ["regions", "ledger", "activities", "releases"])
def test_the_rooms_are_where_the_contracts_say(app: str) -> None:
    assert floor_of(apps.get_app_config(app).name) is not None
