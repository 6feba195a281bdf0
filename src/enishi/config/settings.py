"""Django's settings: one installation, its data folder, its database."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from enishi.config import secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("ENISHI_DATA") or ".enishi").resolve()
SECRETS_DIR = DATA_DIR / "secrets"
LAKE_DIR = DATA_DIR / "lake"
LOG_DIR = DATA_DIR / "log"
# Who was erased, by number; outside the database, for a backup of it may be older.
ERASED_LIST = DATA_DIR / "erased.jsonl"

DEBUG = False
SECRET_KEY = secret.read_or_make(SECRETS_DIR / "django.key").hex()
# Signs posters and device cookies; a change would end every printed poster.
TICKET_SECRET = secret.read_or_make(SECRETS_DIR / "ticket.key")
# Pseudonyms and cell keys: never in the database, never rotated inside a series.
DISCLOSURE_SECRET = secret.read_or_make(SECRETS_DIR / "disclosure.key")
# Transfer ids: nobody who knows a member and an event can compute them again.
TRANSFER_SECRET = secret.read_or_make(SECRETS_DIR / "transfer.key")
# Digests of the six digits that prove an address; a change ends those on their way.
CODE_SECRET = secret.read_or_make(SECRETS_DIR / "code.key")
# Signs the log. Its name in the world is taken once, when the log is made.
LOG_KEY = secret.read_or_make(SECRETS_DIR / "log.ed25519")
LOG_ORIGIN = os.environ.get("ENISHI_ORIGIN") or "localhost/log"
# Signs web push: browsers take messages of this key and of no other.
PUSH_SECRET = secret.read_or_make(SECRETS_DIR / "push.key")

ALLOWED_HOSTS = os.environ.get("ENISHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("ENISHI_ORIGINS", "").split(",") if origin
]
IS_DEMO = os.environ.get("ENISHI_DEMO") == "1"
# Where the pages are for the world: messages link there.
PUBLIC_URL = os.environ.get("ENISHI_URL", "").rstrip("/")
# The ways out for messages; without them messages wait, and the worker says so.
OUTBOX = {
    "sender": os.environ.get("ENISHI_SENDER", ""),
    "mail": os.environ.get("ENISHI_MAIL", ""),
    "mail_from": os.environ.get("ENISHI_MAIL_FROM", ""),
    "sms_url": os.environ.get("ENISHI_SMS_URL", ""),
    "sms_token": os.environ.get("ENISHI_SMS_TOKEN", ""),
    "sms_body": os.environ.get("ENISHI_SMS_BODY", ""),
    "sms_form": os.environ.get("ENISHI_SMS_FORM", ""),
    "line_token": os.environ.get("ENISHI_LINE_TOKEN", ""),
    "push_hosts": os.environ.get("ENISHI_PUSH_HOSTS", ""),
}
# Hosts that webhooks may go to though they lie inside, and without TLS.
WEBHOOK_HOSTS = [host for host in os.environ.get("ENISHI_WEBHOOK_HOSTS", "").split(",") if host]

# What partners' APIs are asked with: partner=token, separated by commas.
PARTNER_TOKENS = dict(
    one.split("=", 1)
    for one in os.environ.get("ENISHI_PARTNER_TOKENS", "").split(",")
    if "=" in one
)


def _database(url: str) -> dict[str, object]:
    """Read a PostgreSQL address, also one with a socket folder as ?host=."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "enishi", **options},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///enishi"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.line",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.apple",
    "allauth.socialaccount.providers.facebook",
    "ninja",
    "csp",
    "enishi.regions",
    "enishi.transparency",
    "enishi.outbox",
    "enishi.webhooks",
    "enishi.ledger",
    "enishi.membership",
    "enishi.programs",
    "enishi.activities",
    "enishi.events",
    "enishi.surveys",
    "enishi.outside",
    "enishi.notes",
    "enishi.merchants",
    "enishi.sales",
    "enishi.settlement",
    "enishi.sponsors",
    "enishi.rewards",
    "enishi.partners",
    "enishi.funds",
    "enishi.supporters",
    "enishi.actions",
    "enishi.ties",
    "enishi.rights",
    "enishi.insight.releases",
    "enishi.web.design",
    "enishi.web.member",
    "enishi.web.console",
    "enishi.web.opendata",
    "enishi.web.till",
]
AUTH_USER_MODEL = "membership.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "enishi.web.member.social.FormsMayLeadOut",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "enishi.web.design.letters.LettersMiddleware",
    "enishi.web.design.furigana.FuriganaMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "enishi.web.design.offline.OfflineMiddleware",
    "enishi.web.design.tries.TriesMiddleware",
    "enishi.web.member.acting.ActingMiddleware",
    "enishi.web.design.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "enishi.config.urls"
WSGI_APPLICATION = "enishi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first: the sign-in pages of allauth wear our look.
        "DIRS": [BASE_DIR / "web" / "design" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "enishi.web.design.context.page",
            ]
        },
    }
]

# Language and time: Japanese first, English second; moments are stored in UTC.
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# Static files: served by the one process, no collectstatic needed to start.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True

# Sign-in of staff: e-mail and password, then TOTP. Members keep a device cookie.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "enishi.web.design.accounts.ClosedSignup"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Enishi"
MFA_TOTP_TOLERANCE = 1  # typing takes time: the code before counts too (RFC 6238, section 5.2)
MFA_FORMS = {
    "authenticate": "enishi.web.design.second_factor.Authenticate",
    "reauthenticate": "enishi.web.design.second_factor.Reauthenticate",
}
# How long backups are kept: an erasure is finished when the last that knew the person is gone.
BACKUP_DAYS = int(os.environ.get("ENISHI_BACKUP_DAYS", "35"))
# Accounts elsewhere sign members in, where this installation has an app there. Asked for is who
# somebody is; no mail, no friends, no messages.
SOCIALACCOUNT_ADAPTER = "enishi.web.member.social.MembersDoor"
SOCIALACCOUNT_STORE_TOKENS = False


# Service, id, secret, and what is asked for besides: nothing that the service lets us leave out.
_SIGN_IN: tuple[tuple[str, str, str, list[str]], ...] = (
    ("line", "ENISHI_LINE_ID", "ENISHI_LINE_SECRET", ["profile"]),
    ("google", "ENISHI_GOOGLE_ID", "ENISHI_GOOGLE_SECRET", ["openid"]),
    ("apple", "ENISHI_APPLE_ID", "ENISHI_APPLE_SECRET", []),
    ("facebook", "ENISHI_FACEBOOK_ID", "ENISHI_FACEBOOK_SECRET", []),
)


def _sign_in_apps() -> dict[str, dict[str, object]]:
    """Return the services that sign members in: those whose id and secret are set."""
    found: dict[str, dict[str, object]] = {}
    for service, id_, secret_, scope in _SIGN_IN:
        app: dict[str, object] = {
            "client_id": os.environ.get(id_, ""),
            "secret": os.environ.get(secret_, ""),
        }
        if not all(app.values()):
            continue
        found[service] = {"APPS": [app], "SCOPE": scope}
        if service == "apple":
            file = os.environ.get("ENISHI_APPLE_KEY_FILE", "")
            certificate = Path(file).read_text(encoding="utf-8") if file else ""
            app["key"] = os.environ.get("ENISHI_APPLE_TEAM", "")
            app["settings"] = {"certificate_key": certificate}
        if service == "facebook":
            found[service] |= {"METHOD": "oauth2", "FIELDS": ["id"]}
    return found


SOCIALACCOUNT_PROVIDERS = _sign_in_apps()
SIGN_IN_HOSTS: dict[str, str] = {}  # where a service's pages stand, if not at its usual address
# The host that passkeys are made for, where pages stand under several; else the one asked for.
PASSKEY_HOST = os.environ.get("ENISHI_PASSKEY_HOST", "")
LOGIN_REDIRECT_URL = "/console/"
LOGIN_URL = "/accounts/login/"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Security: strict pages; HTTPS when the installation says that it stands behind it.
_HTTPS = os.environ.get("ENISHI_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
# Whose X-Forwarded-For we believe: that many proxies of our own stand before the server.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ENISHI_PROXIES") or _HTTPS)
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# Only counts of tries and answered passkey questions live here; in the database, so that all web
# processes share them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "enishi_tries",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ENISHI_LOG", "WARNING")},
}
