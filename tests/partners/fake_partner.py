"""A partner's API on this computer: pages of rows behind a token, as agreed or otherwise."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Api:
    """What it answers, by the cursor asked for, and what it was asked."""

    address: str = ""
    pages: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200


@contextmanager
def serving(pages: Mapping[str, object]) -> Iterator[Api]:
    """Answer until the block ends."""
    api = Api(pages=dict(pages))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            cursor = parse_qs(urlsplit(self.path).query).get("after", [""])[0]
            api.asked.append((cursor, self.headers.get("Authorization", "")))
            body = api.pages.get(cursor, {"rows": []})
            told = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(api.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    api.address = f"http://127.0.0.1:{server.server_port}/conversions"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
