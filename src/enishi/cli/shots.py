"""Make every screenshot again, at the width of a phone and of a desk."""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from enishi.cli import installation, pictures
from enishi.cli.pictures import Picture
from enishi.kit.refusal import Refusal

HELP = "Make every screenshot again: ./enishi shots DIR"
NEEDS_DATABASE = False
WIDTHS = {390: 844, 1280: 800}
TOWN = "993018"
PEOPLE = {
    pictures.STAFF: "staff@demo.example",
    pictures.ADMIN: "admin@demo.example",
    pictures.ANALYST: "mihama@demo.example",
    pictures.OPERATOR: "operator@demo.example",
}
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
STOP_SECONDS_MAX = 60
FAULT = 500
REFUSED = 400
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Software drawing, and not a word to anybody outside.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Refusal):
    """Screenshots need a browser."""

    code = "no_browser"
    sentence = "There is no Chromium here: apt-get install chromium fonts-noto-cjk"


class DemoDoesNotStart(Refusal):
    """The demo whose pages are photographed ended."""

    code = "demo_does_not_start"
    sentence = "The demo in {folder} did not start; see the lines above."


class NoEventToday(Refusal):
    """No poster of the invented town lets anybody in now."""

    code = "no_event_today"
    sentence = "No event of {region} is open today."


class PageIsBroken(Refusal):
    """A page that is photographed answers with a fault."""

    code = "page_is_broken"
    sentence = "{path} answers {status}."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where to put the pictures."""
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--only", metavar="WORD", default="", help="names that hold this word")
    parser.add_argument("--language", choices=sorted(LOCALES), default="ja")


def run(args: argparse.Namespace) -> int:
    """Start a demo of our own, visit every page, take its picture at both widths.

    Raises:
        NoBrowser: there is no Chromium.
        PageIsBroken: a page answers with a fault.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise NoBrowser
    args.directory.mkdir(parents=True, exist_ok=True)
    wanted = [picture for picture in pictures.ALL if args.only in picture.name]
    with _demo(args.folder) as (address, told), sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=list(QUIET))
        studio = _Studio(opened, address, told, args.language)
        studio.find_event_of_today()
        for picture in wanted:
            for width in WIDTHS:
                studio.take(picture, width, args.directory / f"{picture.name}-{width}.png")
            print(f"{picture.name:<20}{picture.address}", flush=True)
        opened.close()
    return 0


@contextmanager
def _demo(folder: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Serve a demo of our own; yield its address and what it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-P", "-m", "enishi.cli", "demo", "--no-browser", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own words only
        [*words, "--data", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "ENISHI_DATA"},
    ) as process:
        assert process.stdout is not None, "we asked for a pipe"
        try:
            if not any("ready after" in line for line in process.stdout):
                raise DemoDoesNotStart(folder=folder)
            yield f"http://localhost:{port}", installation.read_demo(folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=STOP_SECONDS_MAX)


class _Studio:
    """A browser with one visitor per person, each prepared once."""

    def __init__(
        self, browser: Browser, address: str, told: Mapping[str, object], language: str
    ) -> None:
        """Remember where to look and whom one can be."""
        self._browser = browser
        self._address = address
        self._locale = LOCALES[language]
        self._passwords = {
            person["email"]: person["password"]
            for person in cast("list[dict[str, str]]", told["sign_ins"])
        }
        self._visitors: dict[str, BrowserContext] = {}
        self._words = {"region": TOWN}

    def find_event_of_today(self) -> None:
        """Read the posters of the invented town's events until one lets people in now.

        Raises:
            NoEventToday: none does.
        """
        staff = self._visitor(pictures.STAFF).new_page()
        phone = self._visitor(pictures.STRANGER).new_page()
        staff.goto(f"/console/{TOWN}/events/")
        events = re.findall(rf"/console/{TOWN}/events/([0-9A-Z]{{8}})/", staff.content())
        for event in dict.fromkeys(events):
            staff.goto(f"/console/{TOWN}/events/{event}/poster")
            photo = Image.open(io.BytesIO(staff.screenshot(full_page=True)))
            for code in zxingcpp.read_barcodes(photo):
                answer = phone.goto(code.text)
                if answer is not None and answer.status < REFUSED:
                    ticket = parse_qs(urlsplit(code.text).query)["t"][0]
                    self._words |= {"event": event, "ticket": ticket}
                    staff.close()
                    phone.close()
                    return
        raise NoEventToday(region=TOWN)

    def take(self, picture: Picture, width: int, file: Path) -> None:
        """Visit one page and take its picture; a refusal is a page like any other.

        Raises:
            PageIsBroken: the page answers with a fault.
        """
        page = self._visitor(picture.who).new_page()
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.on("pageerror", _complaint(picture))
        path = picture.address.format(**self._words)
        answer = page.goto(path)
        if answer is None or answer.status >= FAULT:
            raise PageIsBroken(path=path, status=answer.status if answer else "nothing")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=file, full_page=True)
        page.close()

    def _visitor(self, who: str) -> BrowserContext:
        """Return the browser of one visitor, prepared once: a one-time code works once."""
        if who not in self._visitors:
            context = self._browser.new_context(
                base_url=self._address,
                locale=self._locale,
                timezone_id="Asia/Tokyo",
                reduced_motion="reduce",
            )
            self._visitors[who] = context
            if who == pictures.MEMBER:
                self._collect(context.new_page())
            elif who in PEOPLE:
                self._sign_in(context.new_page(), PEOPLE[who])
        return self._visitors[who]

    def _collect(self, page: Page) -> None:
        """Collect today's coins as somebody does who scanned the poster."""
        page.goto("/e/{event}?t={ticket}".format(**self._words))
        page.click("main form button[type=submit]")
        page.wait_for_url("**/held*")
        page.close()

    def _sign_in(self, page: Page, email: str) -> None:
        """Sign in as a person does; the demo's page shows the one-time code."""
        page.goto("/accounts/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", self._passwords[email])
        page.click("main button[type=submit]")
        page.fill("[name=code]", page.text_content("#demo-code") or "")
        page.click("main button[type=submit]")
        page.wait_for_url("**/console/**")
        page.close()


def _complaint(picture: Picture) -> Callable[[object], None]:
    """Return what tells that a script of a page failed."""

    def tell(error: object) -> None:
        print(f"{picture.name}: {error}", file=sys.stderr)

    return tell
