"""The application as the web server's workers load it: they end with the server's main process."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import threading

from django.core.wsgi import get_wsgi_application
from django.db import connection

from enishi.cli.keeper import end_with_parent


def _warm_up() -> None:
    """Open the lake beside the first pages, so that nobody's first question waits for it."""
    importlib.import_module("enishi.insight.releases.operations").warm_up()
    connection.close()


# Who records for many asks the database twenty short questions; after each answer it would wait
# for up to so long behind threads that compute (Python's own: 5 ms).
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
if multiprocessing.parent_process() is not None:  # a worker; who merely reads this starts nothing
    end_with_parent(signal.SIGTERM, parent=os.getppid())()
    threading.Thread(target=_warm_up, name="enishi-warm-up", daemon=True).start()
