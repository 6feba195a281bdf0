"""The application as the web server's workers load it: they end with the server's main process."""

from __future__ import annotations

import os
import signal

from enishi.cli.keeper import end_with_parent
from enishi.config.wsgi import application

__all__ = ["application"]

end_with_parent(signal.SIGTERM, parent=os.getppid())()
