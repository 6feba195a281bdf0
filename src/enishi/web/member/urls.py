"""The map of the member's pages and the public sites, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.member import (
    card,
    demo_messages,
    donate,
    history,
    home,
    honour,
    landing,
    letters,
    log,
    points,
    region,
    scan,
    texts,
    town_points,
    worker,
)

urlpatterns = [
    path("", worker.kept(home.home), name="home"),
    path("e/<slug:event_code>", landing.landing, name="landing"),
    path("e/<slug:event_code>/held", landing.held, name="held"),
    path("j", landing.typed, name="typed"),
    path("scan", scan.scan, name="scan"),
    path("me", history.history, name="history"),
    path("me/card", worker.kept(card.card), name="card"),
    path("me/card/<slug:region_code>", worker.kept(card.card), name="card"),
    path("me/letters", letters.letters, name="letters"),
    path("me/honours/<int:honoured_id>", honour.honour, name="honour"),
    path("me/receipts/<uuid:transfer>", history.receipt, name="receipt"),
    path("me/points/<slug:region_code>", points.points, name="points"),
    path("me/points/<slug:region_code>/donate", donate.donate, name="donate"),
    path("me/points/<slug:region_code>/donated/<uuid:transfer>", donate.donated, name="donated"),
    path("towns", home.towns, name="towns"),
    path("r/<slug:region_code>/", region.site, name="region"),
    path("r/<slug:region_code>/events/<slug:event_code>", region.event, name="event"),
    path("r/<slug:region_code>/events/<slug:event_code>/sign-up", region.sign_up, name="sign-up"),
    path("r/<slug:region_code>/points/", town_points.town_points, name="town-points"),
    path("r/<slug:region_code>/privacy", region.privacy, name="privacy"),
    path("privacy", region.privacy, name="privacy"),
    path("hello", texts.hello, name="hello"),
    path("accessibility", texts.accessibility, name="accessibility"),
    path("demo/messages", demo_messages.demo_messages, name="demo-messages"),
    path("log/", log.log, name="log"),
    path("log/checkpoint", log.checkpoint, name="checkpoint"),
    path("log/tile/<path:tile_path>", log.tile, name="tile"),
    path("robots.txt", texts.robots, name="robots"),
    path("manifest.webmanifest", texts.manifest, name="manifest"),
    path("sw.js", worker.worker, name="worker"),
    path("offline", worker.away, name="offline"),
    path("offline/token", worker.token, name="offline-token"),
]
