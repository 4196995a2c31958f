"""Django's settings. The database is whatever DATABASE_URL says; `config.database` sets it.

Everything else that a real server must say is an environment variable too: docs/deploy.md lists them.
"""

import hashlib
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()  # NAME, or NAME_FILE for a secret kept in a file

DEBUG = False
# The URL holds a random password; hashed, so that no key of ours is ever a piece of it.
SECRET_KEY = env("SECRET_KEY", default="") or (
    "from the database's address " + hashlib.sha256(env("DATABASE_URL").encode()).hexdigest()
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Served over HTTPS: everywhere but on the machine itself.
SECURE = env.bool("POOLBOOK_HTTPS", default=False)
if SECURE and len(env("SECRET_KEY", default="")) < 50:
    # An address of a database may hold no password, and a key made of it could then be guessed.
    raise ImproperlyConfigured("POOLBOOK_HTTPS needs SECRET_KEY: 50 characters or more, at random")

INSTALLED_APPS = [
    "poolbook.web",  # first: its templates stand in for those of the libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "poolbook.audit",
    "poolbook.partners",
    "poolbook.agreements",
    "poolbook.finance",
    "poolbook.performance",
    "poolbook.caseload",
    "poolbook.reports",
    "poolbook.intake",
    "poolbook.notices",
    "poolbook.api",
]
MIDDLEWARE = [
    "poolbook.web.health.measure.Measure",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "poolbook.web.people.second.SecondFactor",
    "poolbook.web.frame.gate.Gate",
]
ROOT_URLCONF = "poolbook.config.urls"
WSGI_APPLICATION = "poolbook.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "poolbook.web.frame.context.frame",
            ],
            "builtins": ["poolbook.web.templatetags.poolbook"],
        },
    }
]
FORM_RENDERER = "poolbook.web.frame.forms.Renderer"

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("POOLBOOK_DB_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all workers, so that a guess is counted wherever it is made.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "partners.Person"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in the book
    "staticfiles": {"BACKEND": "poolbook.web.frame.static.Versioned"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 300  # modules that scripts import carry no version
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # a pasted grid; files have their own limit
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
POOLBOOK_UPLOAD_MB = env.int("POOLBOOK_UPLOAD_MB", default=100)  # a ledger file's limit
FILE_UPLOAD_HANDLERS = [
    "poolbook.web.frame.uploading.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

from poolbook.config.database import var_folder  # noqa: E402
from poolbook.config.logs import LOGGING  # noqa: E402, F401
from poolbook.config.sign_in import *  # noqa: E402, F403

# The caseload's files and the key of its pseudonyms, where the environment gives no key.
POOLBOOK_CASELOAD_FOLDER = Path(
    env("POOLBOOK_CASELOAD_FOLDER", default=str(var_folder() / "caseload"))
)

# How small counts of people are hidden in whatever is published: a name of rules.disclosure.PRESETS.
POOLBOOK_SMALL_NUMBERS = env("POOLBOOK_SMALL_NUMBERS", default="default")

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("POOLBOOK_SESSION_HOURS", default=12) * 3600
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("POOLBOOK_MAIL_FROM", default="poolbook@localhost")
EMAIL_TIMEOUT = 20  # seconds; a job of the queue tries again
# Where the site is, for links in e-mail.
POOLBOOK_ADDRESS = env("POOLBOOK_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
