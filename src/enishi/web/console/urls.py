"""The map of the staff's pages, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.console import (
    account,
    chooser,
    codes,
    compare,
    events,
    exact,
    files,
    journal,
    lapse,
    new_event,
    points,
    portrait,
    poster,
    programme,
    reception,
    what,
    when,
    where_from,
    who,
)

urlpatterns = [
    path("", chooser.chooser, name="console"),
    path("<slug:region_code>/", chooser.first, name="console-region"),
    path("<slug:region_code>/events/", events.listing, name="console-events"),
    path("<slug:region_code>/events/new", new_event.new, name="console-new-event"),
    path("<slug:region_code>/events/<slug:event_code>/", events.event, name="console-event"),
    path(
        "<slug:region_code>/events/<slug:event_code>/poster", poster.poster, name="console-poster"
    ),
    path(
        "<slug:region_code>/events/<slug:event_code>/new-code", events.renew, name="console-renew"
    ),
    path("<slug:region_code>/events/<slug:event_code>/close", events.close, name="console-close"),
    path(
        "<slug:region_code>/events/<slug:event_code>/reception",
        reception.reception,
        name="console-reception",
    ),
    path("<slug:region_code>/programme/", programme.programme, name="console-programme"),
    path("<slug:region_code>/programme/start", programme.start, name="console-start-programme"),
    path("<slug:region_code>/programme/lapse", lapse.lapse, name="console-lapse"),
    path(
        "<slug:region_code>/programme/<int:rule_id>/switch",
        programme.switch,
        name="console-switch-rule",
    ),
    path("<slug:region_code>/points/", points.points, name="console-points"),
    path("<slug:region_code>/points/use", points.use, name="console-fund-use"),
    path("<slug:region_code>/points/account", account.account, name="console-account"),
    path("<slug:region_code>/points/codes", codes.codes, name="console-codes"),
    path("<slug:region_code>/points/codes/change", codes.change, name="console-change-code"),
    path("<slug:region_code>/points/journal", journal.journal, name="console-journal"),
    path("<slug:region_code>/portrait/", portrait.portrait, name="portrait"),
    path("<slug:region_code>/where-from/", where_from.where_from, name="console-where-from"),
    path("<slug:region_code>/who/", who.who, name="console-who"),
    path("<slug:region_code>/what/", what.what, name="console-what"),
    path("<slug:region_code>/when/", when.when, name="console-when"),
    path("<slug:region_code>/compare/", compare.compare, name="console-compare"),
    path(
        "<slug:region_code>/<slug:slug>/table.csv", files.file, {"form": "csv"}, name="console-csv"
    ),
    path(
        "<slug:region_code>/<slug:slug>/table.json",
        files.file,
        {"form": "json"},
        name="console-json",
    ),
    path("<slug:region_code>/exact/", exact.exact, name="console-exact"),
]
