"""Every setting of KidMet, read from the environment: docs/operations.md has the table of variables."""

import re
from pathlib import Path

from guidance.domain.limits import FILES, FORM_FIELDS, PACK_REQUEST_BYTES
from kidmet_site import environment as env
from kidmet_site.institution import institution
from kidmet_site.logs import logging_settings
from kidmet_site.sqlite_file import Connection

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "data")))
VERSION = next(re.finditer(r"^## (\S+)", (BASE_DIR / "CHANGELOG.md").read_text(), re.M))[1]

# What kind of site this is

DEBUG = env.flag("DEBUG", default=False)
DEMO_MODE = env.flag("DEMO_MODE", default=DEBUG)
HTTPS = env.flag("HTTPS", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", env.LOCAL_HOSTS)
LISTENS_ON = env.text("HOST", "127.0.0.1")
env.keep_private(
    "DEBUG",
    DEBUG,
    hosts=ALLOWED_HOSTS,
    listens_on=LISTENS_ON,
    is_meant=env.flag("DEBUG_PUBLIC", default=False),
    because="a fault would show its inside, and what people typed, to everybody",
)
env.keep_private(
    "DEMO_MODE",
    DEMO_MODE,
    hosts=ALLOWED_HOSTS,
    listens_on=LISTENS_ON,
    is_meant=env.flag("DEMO_MODE_PUBLIC", default=False),
    because="everybody could enter without a password, as curator too",
)
SECRET_KEY = env.secret_key("SECRET_KEY", kept_in=DATA_DIR / "secret_key", hosts=ALLOWED_HOSTS)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# The parts

INSTALLED_APPS = [
    "kidmet_site.accounts",
    "kidmet_site.work",
    "kidmet_site.backups",
    "cases",
    "guidance",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Also where no institution signs people in: its tables say how somebody came, whatever is set today.
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "template_partials",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kidmet_site.request_log.request_log",
    "kidmet_site.metrics.counted",
    "kidmet_site.heavy.HeavyMiddleware",
    "kidmet_site.time_limit.time_limit",
    # Pages alone, which hold tokens: gzip with padding, never Brotli. Static files were compressed before.
    "kidmet_site.middleware.TextGZipMiddleware",
    "kidmet_site.middleware.CacheControlMiddleware",
    "kidmet_site.middleware.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "kidmet_site.health.answered_by_address",
    "kidmet_site.away.file_or_away",
    "kidmet_site.sizes.SizesMiddleware",
    "kidmet_site.refused_characters.CharactersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kidmet_site.methods.MethodsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kidmet_site.accounts.their_zone.in_their_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kidmet_site.signed_out.SignedOutMiddleware",
    "kidmet_site.accounts.institution_again.SeenAgainMiddleware",
    "kidmet_site.accounts.sign_in_limits.TooOftenMiddleware",
    "kidmet_site.accounts.gone_meanwhile.GoneMeanwhileMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "kidmet_site.urls"
WSGI_APPLICATION = "kidmet_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOADERS = ["kidmet_site.templates.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", LOADERS)])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kidmet_site.context_processors.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Where things are kept

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "factory": Connection,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; "
        "PRAGMA secure_delete=ON"  # what is deleted is overwritten: not every build does so of itself
    ),
}
# A server that falls silent is given up soon: who waits for it holds a thread.
POSTGRESQL_OPTIONS = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'kidmet.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["OPTIONS"] = POSTGRESQL_OPTIONS | DATABASES["default"].get("OPTIONS", {})

# What all workers must know of each other: how often somebody has tried to sign in, which codes were used.
CACHES = {"default": env.cache("CACHE_URL", "dbcache://kidmet_cache")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
    # Past so many, what is out of date is cleared away. The default of 300 would forget attempts.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}

# What is done outside of requests waits in the database, in the transaction that asks for it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "kidmet_site.static_files.UsedFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

vars().update(env.email("EMAIL_URL", "consolemail://", hosts=ALLOWED_HOSTS))
# What one message may take at the mail server: while the worker waits for it, it does nothing else.
EMAIL_TIMEOUT = env.seconds("EMAIL_TIMEOUT", 10, at_least=0.1, at_most=60)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "KidMet <kidmet@localhost>")

# The address of this site as it stands in messages, which are written where no request says it.
SITE_URL = env.site_address("SITE_URL", hosts=ALLOWED_HOSTS, listens_on=LISTENS_ON, https=HTTPS)

# Who comes in

SIGN_UP_OPEN = env.flag("SIGN_UP_OPEN", default=True)
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "kidmet_site.accounts.backends.CuratorBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# An institution's sign-in; None where there is none.
OIDC = institution(
    issuer=env.text("OIDC_ISSUER"),
    client_id=env.text("OIDC_CLIENT_ID"),
    client_secret=env.text("OIDC_CLIENT_SECRET"),
    name=env.text("OIDC_NAME"),
    scopes=env.words("OIDC_SCOPES"),
    roles_claim=env.text("OIDC_ROLES_CLAIM"),
    roles=env.text("OIDC_ROLES"),
    domains=env.words("OIDC_DOMAINS"),
    origins=env.words("OIDC_ORIGINS"),
    new_people=env.flag("OIDC_NEW_PEOPLE", default=False),
    passwords=env.flag("OIDC_PASSWORDS", default=True),
)
# Seconds that all the questions to the provider may take: of who comes back from it, or of the worker.
OIDC_SECONDS = 5.0
# How many threads of a process may wait for the provider at once: one always goes on serving pages.
OIDC_AT_ONCE = max(1, env.number("THREADS", 8, at_least=1, at_most=256) - 1)
SOCIALACCOUNT_ADAPTER = "kidmet_site.accounts.institution_adapter.InstitutionAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "case_list"
LOGOUT_REDIRECT_URL = "landing"

ACCOUNT_ADAPTER = "kidmet_site.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_CHANGE_EMAIL = True
# Who signs up comes in by the mailed link: were a new address let in at once, that would tell of a taken one.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "KidMet: "
# One message, be the address known or not: else the time that the page takes tells who has an account.
# How many a stranger can be made to get is limited by address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Room for sixty people behind one hospital's address in a minute, little for who guesses one password.
LIMIT_ACCOUNT = env.rate("LIMIT_ACCOUNT", "5/5m")
LIMIT_ADDRESS = env.rate("LIMIT_ADDRESS", "180/m")
LIMIT_MAIL = env.rate("LIMIT_MAIL", "5/15m")
ACCOUNT_RATE_LIMITS = {
    "login": f"{LIMIT_ADDRESS}/ip",
    "login_failed": f"{LIMIT_ADDRESS}/ip,{LIMIT_ACCOUNT}/key",
    "institution": f"{LIMIT_ADDRESS}/ip",
    "signup": f"{LIMIT_ADDRESS}/ip",
    "signup_mail": f"{LIMIT_MAIL}/key",
    "reset_password": f"{LIMIT_ADDRESS}/ip,{LIMIT_MAIL}/key",
    "reset_password_from_key": f"{LIMIT_ADDRESS}/ip",
    "confirm_email": f"{LIMIT_MAIL}/key",
}
MFA_RATE_LIMITS = {"webauthn_login": f"{LIMIT_ADDRESS}/ip"}
ACCOUNT_USER_DISPLAY = "kidmet_site.accounts.models.shown_name"
ACCOUNT_FORMS = {
    "login": "kidmet_site.accounts.forms.LoginForm",
    "signup": "kidmet_site.accounts.forms.SignupForm",
    "reauthenticate": "kidmet_site.accounts.forms.ReauthenticateForm",
    "reset_password": "kidmet_site.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "kidmet_site.accounts.forms.ResetPasswordKeyForm",
    "change_password": "kidmet_site.accounts.forms.ChangePasswordForm",
    "set_password": "kidmet_site.accounts.forms.SetPasswordForm",
    "add_email": "kidmet_site.accounts.forms.AddEmailForm",
}
MFA_FORMS = {
    "authenticate": "kidmet_site.accounts.forms.SecondStepForm",
    "reauthenticate": "kidmet_site.accounts.forms.SecondStepAgainForm",
    "activate_totp": "kidmet_site.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "kidmet_site.accounts.forms.AddKeyForm",
    "edit_webauthn": "kidmet_site.accounts.forms.RenameKeyForm",
}
MFA_ADAPTER = "kidmet_site.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# The admin shows what a row was; it does not bring it back.
SIMPLE_HISTORY_REVERT_DISABLED = True

# What one request may hold at most; how many bytes, each view says for itself (kidmet_site.sizes).
DATA_UPLOAD_MAX_NUMBER_FIELDS = FORM_FIELDS.most
DATA_UPLOAD_MAX_NUMBER_FILES = FILES.most
DATA_UPLOAD_MAX_MEMORY_SIZE = PACK_REQUEST_BYTES.most

# How long one request may take, once all of it is here: docs/decisions/request-time.md
REQUEST_SECONDS = env.seconds("REQUEST_SECONDS", 20, at_least=1, at_most=600)

# For an installation with a single curator: without it nobody accepts their own changes of the guidance.
ACCEPT_OWN_CHANGES = env.flag("ACCEPT_OWN_CHANGES", default=False)

# How long things are kept; 0 days is for good

RETAIN_EXPORTS_DAYS = env.days("RETAIN_EXPORTS_DAYS", 7, at_least=1)
RETAIN_TRANSFERS_DAYS = env.days("RETAIN_TRANSFERS_DAYS", 90)
RETAIN_NOTICES_DAYS = env.days("RETAIN_NOTICES_DAYS", 0)
RETAIN_UNCONFIRMED_DAYS = env.days("RETAIN_UNCONFIRMED_DAYS", 30)
RETAIN_CLOSED_DAYS = env.days("RETAIN_CLOSED_DAYS", 0)
# Whom to ask about privacy, as the pages say it.
PRIVACY_CONTACT = env.text("PRIVACY_CONTACT")

# What browsers may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in [
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ]
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = HTTPS
# A load balancer asks after the site's health from inside, by plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# For how many days backups are kept here: what `backup` obeys, and pages say. Without it they say that they
# do not know.
BACKUP_DAYS = env.days("BACKUP_DAYS", 0, at_least=1) if env.text("BACKUP_DAYS") else None

# Words and times

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["kidmet_site.formats"]
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# Who may ask for what is counted; without it nobody may.
METRICS_TOKEN = env.token("METRICS_TOKEN")

# What is written down

LOGGING = logging_settings(
    level=env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]),
    shape=env.choice("LOG_FORMAT", "console", ["console", "json"]),
)
