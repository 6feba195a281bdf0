"""The map of the public pages of statistics, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.opendata import catalogue, dataset, method

urlpatterns = [
    path("", catalogue.catalogue, name="opendata"),
    path("catalog.json", catalogue.catalogue_json, name="opendata-catalogue"),
    path("method/", method.method, name="opendata-method"),
    path("<slug:region_code>/", dataset.region, name="opendata-region"),
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
]
