"""`enishi staff`: people who work for a region, their password and second factor shown once."""

import argparse
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.contrib.auth import authenticate
from tests import world
from tests.world import TOWN

from enishi.cli import staff as command
from enishi.membership import queries as members
from enishi.membership.queries import UnknownMember
from enishi.regions import queries
from enishi.regions.operations import UnknownRole
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
UMI = "umi@example.jp"


def run(*words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))


def test_a_person_gets_a_role_a_password_and_a_second_factor(capsys):
    world.a_region()
    assert run("add", UMI, "--region", TOWN, "--role", "admin", "--name", "森田うみ") == 0
    told = capsys.readouterr().out
    password = re.search(r"password +(\S+)", told)[1]
    secret = re.search(r"second factor +(\S+)", told)[1]
    member = authenticate(email=UMI, password=password)
    assert member.pk == members.staff_by_email(UMI)
    assert [held.role for held in queries.staff_roles(member.pk)] == ["admin"]
    factor = Authenticator.objects.get(user=member, type=Authenticator.Type.TOTP)
    assert decrypt(factor.data["secret"]) == secret
    assert f"otpauth://totp/umi%40example.jp?secret={secret}" in told


def test_a_known_person_gets_one_more_role_and_keeps_the_password(capsys):
    world.a_region()
    run("add", UMI, "--region", TOWN, "--role", "staff")
    capsys.readouterr()
    run("add", UMI, "--region", TOWN, "--role", "analyst", "--section", "観光課")
    assert "password" not in capsys.readouterr().out
    run("list", "--region", TOWN)
    assert capsys.readouterr().out == f"{UMI}\tanalyst\t観光課\t\n{UMI}\tstaff\t\t\n"
    run("end", UMI, "--region", TOWN, "--role", "staff")
    member_id = members.staff_by_email(UMI)
    assert [held.role for held in queries.staff_roles(member_id)] == ["analyst"]


@pytest.mark.parametrize(
    ("region", "role", "refusal"),
    [(TOWN, "mayor", UnknownRole), ("000000", "staff", UnknownRegion)],
)
def test_a_role_or_region_that_is_not_there_makes_nobody(region, role, refusal):
    world.a_region()
    with pytest.raises(refusal):
        run("add", UMI, "--region", region, "--role", role)
    assert members.staff_by_email(UMI) is None


def test_nobody_is_no_longer_staff():
    with pytest.raises(UnknownMember):
        run("end", UMI, "--region", TOWN, "--role", "staff")
