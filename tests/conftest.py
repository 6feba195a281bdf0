"""What every test stands on: a data folder of its own and a database server."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: tests never touch a real installation.
os.environ["ENISHI_DATA"] = tempfile.mkdtemp(prefix="enishi-test-")
os.environ.pop("ENISHI_DEMO", None)
