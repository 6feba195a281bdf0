"""A demo that looks like a town some time after its start, with real data and invented people."""

from __future__ import annotations

import argparse
import dataclasses
import os
import shlex
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from django.utils import timezone

from enishi.cli import demo_data, demo_shops, installation, postgres, serve, supervise
from enishi.kit.refusal import Refusal
from enishi.regions import queries as regions

HELP = "Make and serve a demo: a prefecture of real towns and an invented one"
NEEDS_DATABASE = True
STAGES = ("day1", "month3", "year2")
DEFAULT_STAGE = "month3"


class OtherDemo(Refusal):
    """The demo in the folder shows another time than the one asked for."""

    code = "other_demo"
    sentence = "The demo here stands at {loaded}. Add --fresh to make it anew at {wanted}."


class OtherDatabase(Refusal):
    """The demo of this folder was loaded into another database."""

    code = "other_database"
    sentence = "The demo in {folder} lives in {loaded}, not in {given}. Name another --data DIR."


class DatabaseIsReal(Refusal):
    """Towns that are no demo's already take part in this database."""

    code = "database_is_real"
    sentence = "{database} already serves {towns} regions; a demo needs an empty database."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    serve.add_address(parser)
    parser.add_argument("--fresh", action="store_true", help="throw the old demo away first")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--stage", choices=STAGES, help=f"{DEFAULT_STAGE} if not given")


@contextmanager
def hold(args: argparse.Namespace) -> Iterator[None]:
    """Refuse another demo before anything is started; then hold port and folder.

    Raises:
        OtherDemo: the one here was loaded at another stage.
        OtherDatabase: it was loaded into another database.
    """
    told = installation.read_demo(args.folder)
    if told["state"] == "loaded" and args.stage not in {None, told["stage"]}:
        raise OtherDemo(loaded=told["stage"], wanted=args.stage)
    if told.get("database", _database()) != _database():
        raise OtherDatabase(folder=args.folder, loaded=told["database"], given=_database())
    with supervise.hold(args):
        yield


def run(args: argparse.Namespace) -> int:
    """Load the demo once, then serve it.

    Raises:
        DatabaseIsReal: the database is a real town's.
    """
    begun = time.monotonic()
    told = installation.read_demo(args.folder)
    if told["state"] == "loaded":
        demo_data.open_today(at=timezone.now())
    else:
        told = _load(args.folder, args.stage or DEFAULT_STAGE)
    demo_data.show_evidence(at=timezone.now())

    def tell(address: str) -> None:
        print(_welcome(address, args.folder, told), flush=True)
        print(f"(ready after {time.monotonic() - begun:.0f} s; Ctrl-C stops it)\n", flush=True)
        if not args.no_browser and _has_screen():
            webbrowser.open(address)

    return supervise.serve(host=args.host, number=args.port, workers=args.workers, when_ready=tell)


def _database() -> str:
    """Name the database as it may be written down."""
    return postgres.without_password(os.environ["DATABASE_URL"])


def refuse_real_town(told: Mapping[str, object]) -> None:
    """Refuse a database in which regions take part that this demo did not bring.

    Raises:
        DatabaseIsReal: there are such regions.
    """
    towns = len(regions.participating())
    if towns and "database" not in told:
        raise DatabaseIsReal(database=_database(), towns=towns)


def _load(folder: Path, stage: str) -> Mapping[str, object]:
    """Load the demo and write down what it is; a load that was cut short goes on."""
    told = dict(installation.read_demo(folder))
    refuse_real_town(told)
    told["database"] = _database()
    installation.write_demo(folder, told)
    print(f"enishi: loading the demo ({stage}) ...", file=sys.stderr, flush=True)
    sign_ins = demo_data.load(stage=stage, at=timezone.now(), tell=_tell_step)
    people = [dataclasses.asdict(sign_in) for sign_in in sign_ins]
    told |= {"state": "loaded", "stage": stage, "sign_ins": people}
    card = demo_shops.card(at=timezone.now())
    if card is not None:
        told["shop_card"] = {"name": demo_shops.FIRST, "secret": card.secret, "pin": card.pin}
    installation.write_demo(folder, told)
    return told


def _tell_step(step: str) -> None:
    """Show that something happens."""
    print(f"enishi:   {step} ...", file=sys.stderr, flush=True)


def _welcome(address: str, folder: Path, told: Mapping[str, object]) -> str:
    """Write the addresses and the invented people one can be."""
    pages = (
        ("", "会員 Members"),
        ("console/", "町の窓口 Town hall"),
        ("opendata/", "公開 Open data"),
        ("till/", "お店のレジ Till"),
    )
    lines = [f"\n縁 Enishi  demo ({told['stage']})\n"]
    lines += [f"  {address}/{path:<12}{name}" for path, name in pages]
    lines += ["\nSign in as / ログイン (the page shows the demo's one-time code):"]
    lines += [
        "  {email:<24}{password:<20}{role} {region}: {what_for}".format(**sign_in)
        for sign_in in cast("list[dict[str, str]]", told["sign_ins"])
    ]
    card = cast("dict[str, str] | None", told.get("shop_card"))
    if card:
        lines += ["\nA shop's card opens a till / お店の札:"]
        lines += [
            "  {name}: {address}/till/open?card={secret}  PIN {pin}".format(**card, address=address)
        ]
    lines += [f"\nOther commands for this demo: ./enishi COMMAND --data {shlex.quote(str(folder))}"]
    return "\n".join(lines)


def _has_screen() -> bool:
    """Say whether a browser would open beside us, not inside our terminal."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform == "darwin" or bool(named)
