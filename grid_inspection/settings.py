"""One settings file. What differs between a demo and production stands in the environment: grid_inspection/env.py."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from grid_inspection import env, places
from grid_inspection.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = env.Environment()
PRODUCTION = ENV.mode() == "production"
DEBUG = ENV.flag("GRID_DEBUG") and not PRODUCTION

# Where this installation keeps what is not code: keys and servers of a demo, kept files, logs.
STATE_DIR = (BASE_DIR / ENV.get("GRID_STATE", "var")).resolve()


# Secrets -------------------------------------------------------------------------------------------------------------

SECRETS = {} if PRODUCTION else env.demo_secrets(STATE_DIR)


def secret(variable: env.Variable) -> str:
    """Production says every secret itself; a demo makes its own once."""
    return ENV.get(variable.name) or SECRETS.get(variable.name) or ENV.need(variable)


SECRET_KEY = secret(env.SECRET_KEY)
# key number -> 32 bytes; the first one encrypts, all decrypt (core/privacy.py)
DATA_KEYS = env.keyring(secret(env.DATA_KEYS))
HASH_KEY = env.key(secret(env.HASH_KEY), env.HASH_KEY)


# Servers -------------------------------------------------------------------------------------------------------------

DATABASE_URL, REDIS_URL = ENV.get(env.DATABASE_URL.name), ENV.get(env.REDIS_URL.name)
if PRODUCTION:
    DATABASE_URL, REDIS_URL = ENV.need(env.DATABASE_URL), ENV.need(env.REDIS_URL)
if not (DATABASE_URL and REDIS_URL):
    PLACES = places.places(STATE_DIR)
    DATABASE_URL, REDIS_URL = DATABASE_URL or PLACES.database_url, REDIS_URL or PLACES.redis_url

DATABASES = {"default": env.database(DATABASE_URL)}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}

BROKER_URL, CACHE_URL = env.queues(REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "grid",
        "OPTIONS": {"socket_timeout": 5, "socket_connect_timeout": 5},
    }
}


# Application ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "grid_inspection",
    "oversight",
    "dataexchange",
    "compliance",
    "employers",
    "inspectors",
    "grids",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
    "guardian",
    "django_htmx",
    "csp",
]


MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "grid_inspection.middleware.PrivatePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.MethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.middleware.LanguageMiddleware",
    "core.middleware.SessionLimitsMiddleware",
    "inspectors.middleware.ActorMiddleware",
    "core.middleware.RefusalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "compliance.middleware.WatchdogMiddleware",
]

ROOT_URLCONF = "grid_inspection.urls"
WSGI_APPLICATION = "grid_inspection.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms may override the widgets

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oversight.context_processors.area_name",
            ],
        },
    }
]


# Accounts ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "/login/", "/", "/login/"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
ANONYMOUS_USER_NAME = None  # else migrate makes an active account whose grants apply to every visitor
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "core.passwords.CharacterClassValidator"},
]


# Language and time ---------------------------------------------------------------------------------------------------

USE_I18N, USE_TZ = True, True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
# first digits of the division codes in most codes of this city: ranks suggestions for mistyped ones (core/codes.py)
HOME_DIVISION = "5101"


# Static and kept files -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(ENV.get("STATIC_ROOT") or STATE_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not DEBUG:
    STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
# deliveries as they came, encrypted (core/models/stored_file.py); never served by the web server
STORED_FILES_DIR = STATE_DIR / "files"
# a folder with the bureau's own licensed fonts; empty: the open ones of the packages (core/documents/fonts.py)
FONT_DIR = ENV.get("FONT_DIR")
# the address under which a QR code on paper is looked up; empty: the code holds text and no link
VERIFY_BASE_URL = ENV.get("VERIFY_BASE_URL")
MEDIA_ROOT = STATE_DIR / "media"

FILE_UPLOAD_TEMP_DIR = None  # the system's, private to the process owner
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2  # of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# What one delivered file may be (decisions: limits, each told in a sentence before anything is unpacked whole).
DELIVERY_LIMITS = {
    "upload_bytes": 200 * 1024**2,
    "rows": 2_000_000,
    "columns": 200,
    "cell_characters": 32_767,
    "inflated_bytes": 2 * 1024**3,
    "ratio": 200,
    "ratio_free_bytes": 10 * 1024**2,
    "members": 2_000,
}
DELIVERY_LIMITS_BY_DATASET: dict[str, dict[str, int]] = {}


# Security ------------------------------------------------------------------------------------------------------------

ALLOWED_HOSTS = ENV.words("ALLOWED_HOSTS")
if PRODUCTION:
    ENV.need(env.ALLOWED_HOSTS)
else:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY, SESSION_COOKIE_SAMESITE = True, "Lax"
CSRF_COOKIE_HTTPONLY, CSRF_COOKIE_SAMESITE = True, "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the container's own health check, over plain HTTP
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"
# Consent to the browsers' public HSTS list is a decision of whoever owns the domain, not of this program.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}


# Queued work ---------------------------------------------------------------------------------------------------------
# The queue is transport: state stands in PostgreSQL, the next tick drives on what a lost message left. So a message may
# be delivered twice, and is never redelivered without end (no reject on a lost worker).

CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # longer than the longest task
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 30,
    # an unreachable broker must not hold up a page: what is to be done is found by the next tick
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
# test runs beside each other have queues of their own
CELERY_TASK_DEFAULT_QUEUE = ENV.get("GRID_QUEUE", "celery")
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER, CELERY_RESULT_SERIALIZER, CELERY_ACCEPT_CONTENT = "json", "json", ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 270, 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_000_000  # KiB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30 if PRODUCTION else 3
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE, CELERY_ENABLE_UTC = TIME_ZONE, True
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")


# Logs ----------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"masked": {"()": "grid_inspection.logs.MaskingFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": ENV.get("LOG_LEVEL", "WARNING"), "propagate": False},
        "celery": {"handlers": ["console"], "level": ENV.get("LOG_LEVEL", "WARNING"), "propagate": False},
    },
}
