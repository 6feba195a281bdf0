"""Runs the command line as `python -m enishi.cli`."""

from __future__ import annotations

import sys

from enishi.cli import main

sys.exit(main())
