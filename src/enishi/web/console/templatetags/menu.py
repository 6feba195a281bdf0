"""The menu of a region, as the frame of every page of the town hall asks for it."""

from __future__ import annotations

from django import template

from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import menu as menus
from enishi.web.design import permission

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: template.Context, region: Region) -> menus.Menu:
    """Return where the reader may go in a region; no tab leads to a closed door."""
    member_id = permission.reader(context["request"])
    allowed = regions.permissions(member_id=member_id, region_code=region.code)
    return menus.menu(region.code, str(context.get("here", "")), allowed)
