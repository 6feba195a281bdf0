"""A small till: looks a card up, quotes, sells, gives back, and reads signed webhooks.

Plain Python 3.11, nothing to install. Copy it and change it.

    export ENISHI_URL=https://enishi.example.jp ENISHI_KEY=...
    python pos_client.py sell CARD 1580 --points 137
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any

TRIES = 4
TOLERANCE_SECONDS = 300


class Refused(Exception):  # noqa: N818 - a no with its reason is an answer
    """The server says no, and why: `code` for programs, the text for people."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        """Keep the problem as it was told."""
        super().__init__(problem.get("detail", "?"))
        self.status = status
        self.code = problem.get("title", "")
        self.problem = problem


class Shop:
    """A shop's key and where to ask."""

    def __init__(self, url: str, key: str, *, pause: float = 0.5) -> None:
        """Keep them; `pause` comes before the second try and doubles."""
        self._url = url.rstrip("/") + "/api/v1/shop"
        self._key = key
        self._pause = pause

    def points(self, card: str) -> int:
        """Tell how many points a card may use."""
        return int(self._ask("POST", "/cards", {"card": card})["points"])

    def quote(self, card: str, yen: int, points: int = 0) -> dict[str, Any]:
        """Tell what a sale would be."""
        return self._ask("POST", "/quotes", {"card": card, "amount_yen": yen, "spend": points})

    def sell(self, key: str, card: str, yen: int, points: int = 0) -> dict[str, Any]:
        """Sell once. `key` is the receipt's number: asked again, the first answer comes again."""
        body = {"card": card, "amount_yen": yen, "spend": points}
        return self._ask("POST", "/sales", body, key=key)

    def give_back(self, key: str, sale: str, yen: int | None = None) -> dict[str, Any]:
        """Give a part of the price back, or all that is left."""
        return self._ask("POST", f"/sales/{sale}/returns", {"yen": yen}, key=key)

    def undo(self, sale: str) -> dict[str, Any]:
        """Undo a sale of today."""
        return self._ask("POST", f"/sales/{sale}/undo")

    def _ask(
        self, way: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = ""
    ) -> dict[str, Any]:
        """Ask, and again when nobody answers: what carries a key happens once all the same."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = json.dumps(body or {}).encode()
        asked = urllib.request.Request(self._url + path, data, headers, method=way)  # noqa: S310
        for number in range(TRIES):
            try:
                with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
                    return dict(json.load(answer))
            except urllib.error.HTTPError as error:
                if error.code < 500:  # noqa: PLR2004 - the server understood
                    raise Refused(error.code, json.load(error)) from error
            except OSError as error:
                if number == TRIES - 1:
                    raise ConnectionError("nobody answers; ask again with the same key") from error
            time.sleep(self._pause * 2**number)
        raise ConnectionError("the server is ill; ask again with the same key")


def read_webhook(secret: str, headers: Mapping[str, str], body: str) -> dict[str, Any]:
    """Return a webhook's message, once it is known to be the server's and fresh.

    Keep `webhook-id` and do nothing for one that you have seen: a message may come twice.
    """
    sent_at = int(headers["webhook-timestamp"])
    if abs(time.time() - sent_at) > TOLERANCE_SECONDS:
        raise ValueError("too old")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{sent_at}.{body}".encode()
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [one.partition(",")[2] for one in headers["webhook-signature"].split()]
    if not any(hmac.compare_digest(wanted, one) for one in given):
        raise ValueError("not signed by the server")
    return dict(json.loads(body))


def main() -> int:
    """Do one thing, as a till would."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ways = parser.add_subparsers(dest="way", required=True)
    for name in ("points", "quote", "sell"):
        one = ways.add_parser(name)
        one.add_argument("card")
        if name != "points":
            one.add_argument("yen", type=int)
            one.add_argument("--points", type=int, default=0)
        if name == "sell":
            one.add_argument("--receipt", default="", help="its number; made up without")
    one = ways.add_parser("undo")
    one.add_argument("sale")
    args = parser.parse_args()
    shop = Shop(os.environ["ENISHI_URL"], os.environ["ENISHI_KEY"])
    told: object
    try:
        if args.way == "points":
            told = shop.points(args.card)
        elif args.way == "quote":
            told = shop.quote(args.card, args.yen, args.points)
        elif args.way == "undo":
            told = shop.undo(args.sale)
        else:
            told = shop.sell(args.receipt or uuid.uuid4().hex, args.card, args.yen, args.points)
    except Refused as refused:
        print(f"{refused.code}: {refused}", file=sys.stderr)
        return 1
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
