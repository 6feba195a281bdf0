"""The application as the web server's workers load it: they end with the server's main process."""

from __future__ import annotations

import os
import signal

from django.core.wsgi import get_wsgi_application

from enishi.cli.keeper import end_with_parent

application = get_wsgi_application()
end_with_parent(signal.SIGTERM, parent=os.getppid())()
