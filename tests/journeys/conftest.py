"""Phones and desks of the stories: real Chromium, a camera that looks at a picture."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright
from tests import world

from enishi.web.design import clock

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
SIDE = 640  # the camera's picture, in dots
WAIT_MS = 20_000
EVERY_SECONDS = 0.1
expect.set_options(timeout=WAIT_MS)  # a machine that does much else beside is slow, not wrong
# What moves to an end is there at once; what moves for ever stands still while it is looked at.
STILL = """() => document.getAnimations().forEach((one) =>
  one.effect.getComputedTiming().endTime === Infinity ? one.pause() : one.finish())"""

Window = Callable[..., Page]


class Clock:
    """The town's clock, moved by the story."""

    def __init__(self) -> None:
        """Begin on the Saturday of the stories."""
        self.at = world.NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def town_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until the story moves it."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def window(
    playwright_: Playwright, chromium: str, request: pytest.FixtureRequest
) -> Iterator[Window]:
    """Open a page of a new browser: a phone or a desk, in a language, perhaps with a camera.

    When a story fails, what its pages showed at the end is told with it.
    """
    browsers: list[Browser] = []
    failed_before = request.session.testsfailed

    def opened(
        *,
        size: dict[str, int] = PHONE,
        language: str = "ja-JP",
        looks_at: Path | None = None,
    ) -> Page:
        flags = list(FLAGS)
        if looks_at is not None:
            flags += [*CAMERA, f"--use-file-for-fake-video-capture={looks_at}"]
        browser = playwright_.chromium.launch(executable_path=chromium, args=flags)
        browsers.append(browser)
        page = browser.new_context(viewport=size, locale=language).new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.on("console", _no_complaints)
        return page

    yield opened
    if request.session.testsfailed > failed_before:
        for browser in browsers:
            for page in browser.contexts[0].pages:
                told = page.locator("body").inner_text()
                sys.stdout.write(f"{page.url}\n{told}\n")
    for browser in browsers:
        browser.close()


def _no_complaints(message: object) -> None:
    """A page that breaks its own content security policy says so in the console."""
    text = str(getattr(message, "text", ""))
    assert "Content Security Policy" not in text, text


def read_qr(picture: Path) -> str:
    """Read the one QR code in a picture with a reader that is not ours."""
    found = zxingcpp.read_barcodes(Image.open(picture))
    assert len(found) == 1, f"{len(found)} codes in {picture}"
    return str(found[0].text)


def screenshot(part: Locator, path: Path) -> Path:
    """Take a picture of a part of a page."""
    part.screenshot(path=path)
    return path


def film(picture: Path, path: Path) -> Path:
    """Make a film of a picture for the fake camera: Y4M with planes in 4:2:0."""
    still = Image.open(picture).convert("L")
    still.thumbnail((SIDE, SIDE))
    scene = Image.new("L", (SIDE, SIDE), 235)
    scene.paste(still, ((SIDE - still.width) // 2, (SIDE - still.height) // 2))
    grey = bytes([128]) * (SIDE // 2 * SIDE // 2)
    frame = b"FRAME\n" + scene.tobytes() + grey + grey
    path.write_bytes(f"YUV4MPEG2 W{SIDE} H{SIDE} F10:1 Ip A1:1 C420\n".encode() + frame * 10)
    return path


def until(page: Page, asked: str) -> object:
    """Ask a page in its own language until it says yes, and return what it said.

    The driver's own `wait_for_function` takes a promise for a yes, whatever it will say.
    """
    begun = time.monotonic()
    while not (told := page.evaluate(asked)):
        assert time.monotonic() - begun < WAIT_MS / 1000, f"never said yes: {asked}"
        time.sleep(EVERY_SECONDS)
    return told


def without_barriers(page: Page) -> None:
    """Let axe look at the page: nothing may stand in anybody's way."""
    page.evaluate(STILL)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} dots"
