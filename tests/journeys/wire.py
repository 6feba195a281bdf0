"""A network that only seems to be there: what is sent is taken, and nothing comes back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

AT_ONCE = 65_536


class Wire(ThreadingTCPServer):
    """A way to a server of this machine that can fall silent and come back."""

    daemon_threads = True

    def __init__(self, server: str) -> None:
        """Lead to the server, at an address of our own."""
        self.leads_to = ("localhost", urlsplit(server).port)
        self.is_open = threading.Event()
        self.is_open.set()
        super().__init__(("127.0.0.1", 0), _Way)

    @property
    def address(self) -> str:
        """The server as it is reached through this wire."""
        return f"http://localhost:{self.server_address[1]}"

    def fall_silent(self) -> None:
        self.is_open.clear()

    def come_back(self) -> None:
        self.is_open.set()


class _Way(BaseRequestHandler):
    server: Wire

    def handle(self) -> None:
        with socket.create_connection(self.server.leads_to) as far:
            back = threading.Thread(target=self._carry, args=(far, self.request), daemon=True)
            back.start()
            self._carry(self.request, far)
            back.join()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(AT_ONCE):
                self.server.is_open.wait()
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def wire(server: str) -> Iterator[Wire]:
    """Lay a wire to a server for as long as it is needed."""
    with Wire(server) as laid:
        threading.Thread(target=laid.serve_forever, daemon=True).start()
        try:
            yield laid
        finally:
            laid.come_back()
            laid.shutdown()
