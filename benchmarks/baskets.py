"""Measures a year of baskets: in bulk, and one by one through the API beside an empty POST.

    python benchmarks/baskets.py [--baskets FILE] [--seconds 5] [--rounds 3] [--shop-pays] [--json]

A server of its own (the embedded PostgreSQL as installed, fsync on). In bulk, batches of 1,000
sales are each one durable transaction: spend, activity, award, points, sale. Then 32 clients with
tills' keys sell over HTTP, and take turns with a signed-in POST that answers 204 (as
`benchmarks/checkin.py` does). Without a file, baskets are made up. Ends with 1 below a floor.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.core import management

import basket_town
import checkin
from basket_town import Basket, People
from checkin import Bench, Figures
from enishi.cli.bench_ledger.server import Server, running

BATCH = 1_000
BULK_FLOOR, HTTP_FLOOR = 1_000, 0.4
MADE = 201


@dataclass(frozen=True, slots=True)
class Bulk:
    """What the year in bulk came to."""

    baskets: int
    sold: int
    refused: int
    points: int
    seconds: float
    per_second: float
    client_cpu_seconds: float
    server_cpu_seconds: float


def in_bulk(server: Server, baskets: Sequence[Basket], people: People) -> Bulk:
    """Sell all baskets in batches, each durable before the next."""
    from django.db import transaction  # noqa: PLC0415 - Django has to stand first

    from enishi.sales import operations as sales  # noqa: PLC0415
    from enishi.sales.sale import API, NewSale, Sold  # noqa: PLC0415

    asked = [
        NewSale(
            key=one.key,
            shop_code=people.shops[one.store],
            member_id=people.members[one.household],
            asset=basket_town.POINT,
            amount_yen=one.yen,
            at=one.at,
            channel=API,
        )
        for one in baskets
    ]
    answers = []
    begun, client, books = time.perf_counter(), time.process_time(), server.cpu_seconds()
    for first in range(0, len(asked), BATCH):
        with transaction.atomic(durable=True):
            answers += sales.sell_many(asked[first : first + BATCH])
    seconds = time.perf_counter() - begun
    sold = [one for one in answers if isinstance(one, Sold)]
    return Bulk(
        baskets=len(asked),
        sold=len(sold),
        refused=len(answers) - len(sold),
        points=sum(one.earned for one in sold),
        seconds=round(seconds, 2),
        per_second=round(len(asked) / seconds, 1),
        client_cpu_seconds=round(time.process_time() - client, 2),
        server_cpu_seconds=round(server.cpu_seconds() - books, 2),
    )


@dataclass(frozen=True, slots=True)
class Tills:
    """What clients need to sell: a key for each shop, a card for each household."""

    keys: Sequence[str]
    cards: Sequence[str]


def tills(people: People) -> Tills:
    """Give each shop a key and each household a card."""
    from enishi.membership import operations as membership  # noqa: PLC0415 - Django stands first
    from enishi.merchants import operations as merchants  # noqa: PLC0415

    now = datetime.now(tz=UTC) - timedelta(hours=1)
    keys = [
        merchants.enrol_pos(shop_code=code, label="", at=now).secret
        for code in people.shops.values()
    ]
    cards = [
        membership.issue_card(member_id=member, region_code=basket_town.TOWN, kind="friend", at=now)
        for member in people.members.values()
    ]
    return Tills(keys, cards)


def sales_over_http(port: int, found: Tills, first: int, count: int) -> Iterator[bytes]:
    """Write sales as a till sends them, each with a key of its own."""
    for number in range(first, first + count):
        told = {
            "card": found.cards[number % len(found.cards)],
            "asset": basket_town.POINT,
            "amount_yen": 100 + number % 9_900,
        }
        body = json.dumps(told).encode()
        head = (
            f"POST /api/v1/shop/sales HTTP/1.1\r\nHost: localhost:{port}\r\n"
            f"Authorization: Bearer {found.keys[number % len(found.keys)]}\r\n"
            f"Idempotency-Key: http-{number}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nUser-Agent: bench\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def over_http(args: argparse.Namespace, server: Server, people: People) -> list[Figures]:
    """Let empty POSTs and sales take turns; the first turn of each only warms up."""
    found = tills(people)
    phones = checkin.a_crowd(server, args.phones, datetime.now(tz=UTC))
    port = checkin.free_port()
    told: list[Figures] = []
    with checkin.serving(port, args.workers, None) as web:
        warm = Bench(server, web, port, 1.0, phones)
        bench = Bench(server, web, port, args.seconds, phones)
        for turn in range(args.rounds + 1):
            one = bench if turn else warm
            pair = [
                one.measure("nothing", "/bench/nothing", checkin.NOTHING),
                one.count("sale", sales_over_http(port, found, turn * 10**6, 10**6), MADE),
            ]
            if turn:
                told += pair
                if not args.json:
                    checkin.show(pair)
    return told


def main() -> int:
    """Measure, tell, and say whether the floors are kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--baskets", type=Path, help="baskets.csv; made up without")
    parser.add_argument("--shop-pays", action="store_true", help="shops buy what they give")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each turn over HTTP")
    parser.add_argument("--rounds", type=int, default=3, help="over HTTP; 0 leaves it out")
    parser.add_argument("--workers", type=int, default=1, help="web processes, as `serve`")
    parser.add_argument("--phones", type=int, default=5_000, help="of the empty POST")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    baskets = basket_town.read(args.baskets) if args.baskets else basket_town.make_up()
    with running(args.home) as server:
        os.environ["ENISHI_LOG"] = "ERROR"
        django.setup()
        management.call_command("migrate", verbosity=0, interactive=False)
        management.call_command("createcachetable", verbosity=0)
        people = basket_town.a_town(baskets, earn_payer="shop" if args.shop_pays else "issuer")
        with server.connect() as connection:
            connection.execute("VACUUM ANALYZE")
        bulk = in_bulk(server, baskets, people)
        if not args.json:
            print(
                f"bulk {bulk.per_second:,.0f}/s: {bulk.baskets:,} baskets, {bulk.refused:,} not"
                f" sold, {bulk.points:,} points; CPU s client {bulk.client_cpu_seconds},"
                f" PostgreSQL {bulk.server_cpu_seconds}",
                flush=True,
            )
        told = over_http(args, server, people) if args.rounds else []
    reached = checkin.ratio(told) if told else None
    if args.json:
        rounds = [asdict(one) for one in told]
        print(json.dumps({"bulk": asdict(bulk), "ratio": reached, "rounds": rounds}))
    elif reached is not None:
        print(f"ratio {reached:.2f} (floor {HTTP_FLOOR})")
    is_quick = bulk.per_second >= BULK_FLOOR and (reached is None or reached >= HTTP_FLOOR)
    return 0 if is_quick else 1


if __name__ == "__main__":
    sys.exit(main())
