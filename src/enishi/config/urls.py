"""The map of all addresses: each surface brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from enishi.web.design.permission import connect_app

# The sign-in pages answer with this after too many tries.
handler429 = "enishi.web.design.tries.too_many"
handler500 = "enishi.web.design.fault.fault"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("enishi.web.member.urls")),
    path("", include("enishi.web.design.reading")),
    path("accounts/2fa/totp/activate/", connect_app, name="mfa_activate_totp"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("enishi.web.member.services")),
    path("console/", include("enishi.web.console.urls")),
    path("till/", include("enishi.web.till.urls")),
    path("opendata/", include("enishi.web.opendata.urls")),
    path("api/v1/", include("enishi.api.urls", namespace="api")),
]
