"""The map of the public pages of statistics, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.opendata import catalogue, dataset, fixed, history, method

urlpatterns = [
    path("", catalogue.catalogue, name="opendata"),
    path("catalog.json", catalogue.machines, {"form": "json"}, name="opendata-catalogue"),
    path("catalog.ttl", catalogue.machines, {"form": "ttl"}, name="opendata-catalogue-ttl"),
    path("method/", method.method, name="opendata-method"),
    path("<slug:region_code>/", dataset.region, name="opendata-region"),
    path(
        "<slug:region_code>/catalog.json",
        catalogue.machines,
        {"form": "json"},
        name="opendata-catalogue-of",
    ),
    path(
        "<slug:region_code>/catalog.ttl",
        catalogue.machines,
        {"form": "ttl"},
        name="opendata-catalogue-ttl-of",
    ),
    path("<slug:region_code>/fixed/", fixed.page, name="opendata-fixed"),
    *(
        path(
            f"<slug:region_code>/fixed/table.{form}",
            fixed.file,
            {"form": form},
            name=f"opendata-fixed-{form}",
        )
        for form in ("csv", "json", "xlsx")
    ),
    path("<slug:region_code>/<slug:slug>/", dataset.dataset, name="opendata-dataset"),
    path(
        "<slug:region_code>/<slug:slug>/table.csv",
        dataset.file,
        {"form": "csv"},
        name="opendata-csv",
    ),
    path(
        "<slug:region_code>/<slug:slug>/table.json",
        dataset.file,
        {"form": "json"},
        name="opendata-json",
    ),
    path(
        "<slug:region_code>/<slug:slug>/table.xlsx",
        dataset.file,
        {"form": "xlsx"},
        name="opendata-xlsx",
    ),
    path(
        "<slug:region_code>/<slug:slug>/versions.json",
        history.versions,
        name="opendata-versions",
    ),
]
