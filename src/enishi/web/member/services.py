"""The addresses where services send people back; the library's other pages are left out.

Those would make users, tie accounts to staff, or take a token without the state of a sign-in.
"""

from __future__ import annotations

from allauth.socialaccount.providers.apple.provider import AppleProvider
from allauth.socialaccount.providers.apple.views import oauth2_finish_login
from allauth.socialaccount.providers.facebook.provider import FacebookProvider
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.line.provider import LineProvider
from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns
from django.urls import path

urlpatterns = [
    *default_urlpatterns(LineProvider),
    *default_urlpatterns(GoogleProvider),
    *default_urlpatterns(AppleProvider),
    path("apple/login/callback/finish/", oauth2_finish_login, name="apple_finish_callback"),
    *default_urlpatterns(FacebookProvider),
]
