"""Parts that templates ask for by name: icons, coins, days, codes to scan."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from enishi.kit.periods import jst_day
from enishi.regions import queries
from enishi.web.design import (
    dates,
    inline,
    offline,
    permission,
    qr,
    second_factor,
    sentences,
)

register = template.Library()
_ICONS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "lucide"


def _language() -> str:
    return get_language() or "ja"


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    """Return the inside of a vendored icon."""
    text = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    inside = text.partition("<svg")[2].partition(">")[2]
    return inside.rpartition("</svg>")[0].strip()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a vendored icon; it never stands without a word beside it."""
    # Safe: the drawing is a file of our own repository, hashed in hashes.toml.
    return mark_safe(  # noqa: S308
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{_drawing(name)}</svg>'
    )


@register.simple_tag(takes_context=True)
def inline_styles(context: template.Context, *names: str) -> SafeString:
    """Write stylesheets into the page; the view is `inline.allowed`."""
    # Safe: files of our own repository.
    text = inline.use(context["request"], "style-src", inline.styles(*names))
    return mark_safe(f"<style>{text}</style>")  # noqa: S308


@register.simple_tag(takes_context=True)
def inline_script(context: template.Context, *names: str) -> SafeString:
    """Write scripts into the page; the view is `inline.allowed`."""
    # Safe: files of our own repository, without an end of script in them.
    text = inline.use(context["request"], "script-src", inline.script(*names))
    return mark_safe(f"<script type=module>{text}</script>")  # noqa: S308


@register.simple_tag(takes_context=True)
def phone_mark(context: template.Context) -> str:
    """Return what a phone knows itself by."""
    return offline.mark(context["request"])


@register.simple_tag
def inline_picture(name: str) -> str:
    """Return a drawing as an address that needs no request."""
    return inline.picture(name)


@register.simple_tag
def coin(amount: int, size: str = "") -> SafeString:
    """Show coins: an open ring and a light number."""
    return format_html(
        '<span class="coin {}">{}<span class="unit">{}</span></span>',
        f"amount-{size}" if size else "",
        f"{amount:,}",
        gettext("コイン"),
    )


@register.simple_tag
def point(amount: int, size: str = "") -> SafeString:
    """Show points: a filled disc and a heavy number, worth so many yen."""
    return format_html(
        '<span class="point {}">{}<span class="unit">{}</span></span>',
        f"amount-{size}" if size else "",
        f"{amount:,}",
        gettext("円ぶん"),
    )


@register.simple_tag
def scan_code(text: str, label: str) -> SafeString:
    """Draw a QR code with its quiet zone."""
    # Safe: qr.svg writes numbers only, and escapes the label.
    return mark_safe(qr.svg(text, label=label))  # noqa: S308


@register.filter
def day(moment: date | datetime) -> str:
    """Write the day in Japan."""
    on = jst_day(moment) if isinstance(moment, datetime) else moment
    return dates.day(on, _language())


@register.filter
def full_day(moment: date | datetime) -> str:
    """Write the day in Japan with its year."""
    on = jst_day(moment) if isinstance(moment, datetime) else moment
    return dates.day(on, _language(), year=True)


@register.filter
def clock_time(moment: datetime) -> str:
    """Write the time of day in Japan."""
    return dates.time(moment)


@register.simple_tag
def span(starts_at: datetime, ends_at: datetime | None) -> str:
    """Write from when until when."""
    return dates.span(starts_at, ends_at, _language())


@register.filter
def spaced(code: str) -> str:
    """Write a card number in groups of four, as people read it aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission_wanted: str, region_code: str) -> bool:
    """Say whether the reader may do something in a region: no tab leads to a closed door."""
    return queries.may(
        member_id=permission.reader(context["request"]),
        region_code=region_code,
        permission=permission_wanted,
    )


@register.filter
def name_of(region: object) -> str:
    """Name a region in the reader's language; Japanese where no English name is known."""
    name = str(getattr(region, "name", ""))
    english = str(getattr(region, "name_en", ""))
    return name if _language().startswith("ja") or not english else english


@register.simple_tag
def demo_code(view: object) -> str:
    """Return the six digits a demo shows instead of a phone; nothing outside a demo."""
    if not settings.IS_DEMO:
        return ""
    request: HttpRequest = view.request  # type: ignore[attr-defined]
    stage = getattr(view, "stage", None)
    person = stage.login.user if stage is not None else request.user
    assert person.pk is not None, "the sign-in pages know who is signing in"
    held = second_factor.current_code_of(person.pk)
    if held is not None:
        return held
    return second_factor.current_code(request.session.get(SECRET_SESSION_KEY, ""))


@register.filter
def thousands(amount: int) -> str:
    """Write a number with commas."""
    return f"{amount:,}"


@register.filter
def moment(at: datetime) -> str:
    """Write a moment; midnight is told as 24:00 of the day that ends with it."""
    return sentences.told_moment(at)
