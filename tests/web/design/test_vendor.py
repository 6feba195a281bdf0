"""Every vendored file is the one whose hash we wrote down, and asks nobody else's server."""

from __future__ import annotations

import re
import tomllib

import pytest

from tools import vendor

WRITTEN = tomllib.loads((vendor.VENDOR / "hashes.toml").read_text(encoding="utf-8"))["sha256"]
NAMESPACE = b"http://www.w3.org/"


def test_every_vendored_file_has_the_hash_we_wrote_down():
    assert vendor.hashes() == WRITTEN


@pytest.mark.parametrize("name", sorted(name for name in WRITTEN if not name.endswith("LICENSE")))
def test_no_vendored_file_names_a_server_to_fetch_from(name):
    content = (vendor.VENDOR / name).read_bytes().replace(NAMESPACE, b"")
    assert b"sourceMappingURL" not in content
    assert re.findall(rb"https?://[a-z0-9.-]*(?:npm|cdn|jsdelivr|unpkg)[^\"'` ]*", content) == []


def test_every_vendored_package_is_credited():
    page = vendor.CREDITS.read_text(encoding="utf-8")
    for package in vendor.read_list():
        assert f"| {package.name} | {package.version} | {package.licence} |" in page
        assert f"{package.folder}/LICENSE" in WRITTEN
