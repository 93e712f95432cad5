"""Settings by environment, secure unless the process says that it is the demo or a test.

DATABASE_URL              postgres://…?options, or nothing: SQLite in DOORSTEP_VAR
DOORSTEP_MODE             production (default) | demo | test
DOORSTEP_SECRET_KEY       required in production: signs sessions
DOORSTEP_MASTER_KEY       required in production: 32 bytes as 64 hexadecimal digits; wraps the keys of persons
DOORSTEP_HOSTS            required in production: host names, separated by commas
DOORSTEP_VAR              where data, keys and files live (default: .var beside the project)
DOORSTEP_POLICY           the policy folder (default: policy/shanghai beside the project)
DOORSTEP_CLOCK_OFFSET     seconds added to the real clock (the demo stands on another day)
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parents[3]
MODE = os.environ.get("DOORSTEP_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"DOORSTEP_MODE is {MODE!r}; write production, demo or test")
DEMO = MODE == "demo"
LENIENT = MODE != "production"

VAR = Path(os.environ.get("DOORSTEP_VAR", PROJECT / ".var"))
POLICY = Path(os.environ.get("DOORSTEP_POLICY", PROJECT / "policy" / "shanghai"))
CLOCK_OFFSET_SECONDS = int(os.environ.get("DOORSTEP_CLOCK_OFFSET", "0"))


def required(name: str, lenient: str) -> str:
    """The value of an environment variable; `lenient` stands in for it in the demo and in tests only."""
    value = os.environ.get(name) or (lenient if LENIENT else "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: production does not start without it (see config/settings.py)")
    return value


SECRET_KEY = required("DOORSTEP_SECRET_KEY", "demo-only-" + "0123456789" * 5)
MASTER_KEY = bytes.fromhex(required("DOORSTEP_MASTER_KEY", "d0" * 32))
if len(MASTER_KEY) != 32:
    raise ImproperlyConfigured("DOORSTEP_MASTER_KEY must be 64 hexadecimal digits (32 bytes)")
ALLOWED_HOSTS = required("DOORSTEP_HOSTS", "127.0.0.1,localhost,testserver").split(",")
DEBUG = False

INSTALLED_APPS = [
    "doorstep.ledger",
    "doorstep.files",
    "doorstep.papers",
    "doorstep.post",
    "doorstep.places",
    "doorstep.staff",
    "doorstep.people",
    "doorstep.catalogue",
    "doorstep.cases",
    "doorstep.wire",
    "doorstep.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "doorstep.wire.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "doorstep.wire.middleware.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "doorstep.wire.middleware.SizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "doorstep.wire.middleware.MomentMiddleware",
    "doorstep.wire.middleware.ActingMiddleware",
    "doorstep.wire.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "doorstep.config.urls"
WSGI_APPLICATION = "doorstep.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "doorstep.web.context.house",
            ],
        },
    }
]

FORM_RENDERER = "doorstep.web.inputs.PlainInputs"

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{VAR / 'doorstep.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writing transaction takes its lock at the start and never dies at its first write.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # A file, because an in-memory database knows no second connection and so no race.
    _database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    VAR.mkdir(parents=True, exist_ok=True)
else:
    # What a connection asks again and again the server plans once: a page costs it half. What the address says goes
    # first: behind a pooler that shares connections among transactions, write ?server_side_binding=false.
    _database["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 3, **_database.get("OPTIONS", {})}
    # Tests keep plain connections: a pool outlives the test database that is dropped under it.
    if MODE != "test":
        _database["OPTIONS"]["pool"] = True
    _database["TEST"] = {"CHARSET": "UTF8", "TEMPLATE": "template0"}
    _database["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if DEMO:  # its one password is printed for everybody: forty accounts need not cost ten seconds at the first start
    PASSWORD_HASHERS = ["doorstep.wire.signin.PrintedPasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "doorstep.wire.signin.NoSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # axes counts failures, by name and address together
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "house/locked.html"
AXES_VERBOSE = False
AXES_ENABLED = MODE != "test"

SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LENIENT
SESSION_COOKIE_NAME = "doorstep_session"
SECURE_SSL_REDIRECT = not LENIENT
SECURE_HSTS_SECONDS = 0 if LENIENT else 365 * 24 * 60 * 60
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PROJECT / "src" / "doorstep" / "wire" / "locale"]
FORMAT_MODULE_PATH = "doorstep.wire.formats"
LANGUAGE_COOKIE_NAME = "doorstep_language"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
MEDIA_ROOT = VAR / "files"

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # a city's domain has other hosts: whether all of them speak TLS is not ours to promise
    "security.W021",  # nor is the browsers' preload list
    "axes.W006",  # the front end sets REMOTE_ADDR
]
