"""Servers on this computer that take what the ways out send: HTTP and SMTP, as the real ones do."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Taken:
    """What a server took, what it answers, and where it listens."""

    answers: list[int] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)
    address: str = ""

    def next_answer(self, otherwise: int) -> int:
        return self.answers.pop(0) if self.answers else otherwise


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def http(good: int = 201) -> Iterator[Taken]:
    """A server that takes every POST, and answers as the test says."""
    taken = Taken()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.asked.append(Asked(self.path, dict(self.headers), body))
            self.send_response(taken.next_answer(good))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    taken.address = f"http://127.0.0.1:{server.server_port}"
    with _serving(server):
        yield taken


@contextmanager
def smtp() -> Iterator[Taken]:
    """A mail server as small as RFC 5321 allows (4.5.1); it answers RCPT as the test says."""
    taken = Taken()

    class Handler(socketserver.StreamRequestHandler):
        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self._say("220 loopback")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(maxsplit=1)[0].upper()
                if verb == "DATA":
                    self._say("354 go on")
                    lines = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        lines.append(part.removeprefix(b"."))
                    taken.mails.append(message_from_bytes(b"".join(lines), policy=default))
                    self._say("250 taken")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                elif verb == "RCPT":
                    self._say(f"{taken.next_answer(250)} so")
                else:
                    self._say("250 fine")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    taken.address = f"smtp://127.0.0.1:{server.server_address[1]}"
    with _serving(server):
        yield taken
