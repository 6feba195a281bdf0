# ruff: noqa: INP001 - a tool, not a package
"""Asks Lighthouse how accessible the main pages of members are, in both languages.

    python tools/lighthouse.py http://localhost:8000 [--cookie "enishi_device=..."] [--page /hello]

For development only: fetches the pinned version with npm into a temporary folder (or uses the one
named by --folder) and needs Chromium. Ends with 1 when a page has less than 1.0.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LIGHTHOUSE = "lighthouse@12.8.2"  # the newest that runs on Node 20
LANGUAGES = ("ja", "en")
PAGES = (
    "/", "/hello", "/scan", "/reading/", "/accessibility", "/accessibility/results",
    "/privacy", "/offline", "/r/993018/", "/r/993018/actions/", "/r/993018/points/",
)  # fmt: skip
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def install(folder: Path) -> Path:
    """Return the program, fetched where it is not there yet."""
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("Lighthouse needs Node.js and npm")
        words = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), LIGHTHOUSE]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return program


def score(program: Path, address: str, language: str, cookie: str) -> tuple[float, list[str]]:
    """Return the score of one page, and what it lost points for."""
    headers = {"Accept-Language": language} | ({"Cookie": cookie} if cookie else {})
    words = [
        str(program), address, "--only-categories=accessibility", "--output=json", "--quiet",
        f"--chrome-flags={FLAGS}", f"--extra-headers={json.dumps(headers)}",
    ]  # fmt: skip
    browser = shutil.which("chromium") or ""
    env = os.environ | ({"CHROME_PATH": browser} if browser else {})
    told = subprocess.run(words, env=env, check=True, capture_output=True, text=True)  # noqa: S603
    report = json.loads(told.stdout)
    lost = [one["id"] for one in report["audits"].values() if one["score"] == 0]
    return report["categories"]["accessibility"]["score"], lost


def main() -> int:
    """Ask about every page and say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("server", help="address of a running demo")
    parser.add_argument("--page", action="append", help="a path; may be given more than once")
    parser.add_argument("--cookie", default="", help="of a phone that holds a member")
    parser.add_argument("--folder", type=Path, help="where Lighthouse is or goes")
    args = parser.parse_args()
    least = 1.0
    with tempfile.TemporaryDirectory() as spare:
        program = install(args.folder or Path(spare))
        for page in args.page or PAGES:
            for language in LANGUAGES:
                reached, lost = score(program, args.server + page, language, args.cookie)
                least = min(least, reached)
                sys.stdout.write(f"{reached:.2f} {language} {page} {' '.join(lost)}\n")
                sys.stdout.flush()
    return 0 if least == 1.0 else 1


if __name__ == "__main__":
    sys.exit(main())
