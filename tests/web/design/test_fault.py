"""A page that breaks tells its reader that nothing is lost, and a number to pass on."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import RequestFactory

from enishi.web.design.fault import fault


def test_the_number_on_the_page_is_the_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = fault(RequestFactory().get("/console/182010/portrait/"))
    assert answer.status_code == 500
    told = re.findall(r"<b>(\d{4})</b>", answer.content.decode())
    assert len(told) == 2
    assert "データは失われていません。" in answer.content.decode()
    assert f"fault {told[0]} at /console/182010/portrait/" in caplog.text
