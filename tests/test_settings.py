"""Settings come from the environment; what is wrong with it is said in one sentence."""

import os
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kidmet_site.accounts.models import ROLES
from kidmet_site.institution import GRANTED
from kidmet_site.setup import PRODUCTION, ROOT

LONG_KEY = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"


OIDC = {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "kidmet", "OIDC_CLIENT_SECRET": "s"}
PUBLIC = {"ALLOWED_HOSTS": "kidmet.example,localhost", "SECRET_KEY": LONG_KEY, "EMAIL_URL": "consolemail://"}


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """`settings_with(HTTPS="on")["SECURE_SSL_REDIRECT"]`: settings as read from this environment alone."""

    def read(**environment: str) -> dict:
        for name in os.environ:
            if name not in ("PATH", "HOME"):
                monkeypatch.delenv(name)
        for name, value in {"DATA_DIR": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "kidmet_site" / "settings.py"))

    return read


FAULTS = {
    "a misspelt flag": ({"DEBUG": "ture"}, "DEBUG must be on or off, not 'ture'."),
    "a short token": ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN must be at least 20 random characters."),
    "a token that is not random": (
        {"METRICS_TOKEN": "a" * 30},
        "METRICS_TOKEN must be at least 20 random characters.",
    ),
    "a token that no header holds": (
        {"METRICS_TOKEN": "schlüssel-für-prometheus"},
        "METRICS_TOKEN takes letters, digits and signs of ASCII alone",
    ),
    "days that no calendar has": (
        {"RETAIN_CLOSED_DAYS": "999999999999"},
        "RETAIN_CLOSED_DAYS must be a whole number from 0 to 3650, not '999999999999'.",
    ),
    "exports that are kept for no day": (
        {"RETAIN_EXPORTS_DAYS": "0"},
        "RETAIN_EXPORTS_DAYS must be a whole number from 1 to 3650, not '0'.",
    ),
    "backups that are kept for no day": (
        {"BACKUP_DAYS": "0"},
        "BACKUP_DAYS must be a whole number from 1 to 3650, not '0'.",
    ),
    "a number of threads that no machine has": (
        {"THREADS": "1000"},
        "THREADS must be a whole number from 1 to 256, not '1000'.",
    ),
    "a database of another kind": ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL is not a database address"),
    "a database address that is none": ({"DATABASE_URL": "here"}, "DATABASE_URL is not a database address"),
    "a database without a name": ({"DATABASE_URL": "postgres://"}, "DATABASE_URL is not a database address"),
    "a short key": ({"SECRET_KEY": "short"}, "SECRET_KEY must be at least 50 random characters"),
    "a public site without a key": ({"ALLOWED_HOSTS": "kidmet.example"}, "SECRET_KEY is required"),
    "a public site without mail": (
        {"ALLOWED_HOSTS": "kidmet.example", "SECRET_KEY": LONG_KEY},
        "EMAIL_URL is required",
    ),
    "a demonstration for everybody": (
        PUBLIC | {"DEMO_MODE": "on"},
        "DEMO_MODE is on and ALLOWED_HOSTS names more than this machine, where everybody could enter without "
        "a password, as curator too; set DEMO_MODE=off, or DEMO_MODE_PUBLIC=on if that is what you want.",
    ),
    "tracebacks for everybody": (PUBLIC | {"DEBUG": "on"}, "DEBUG is on and ALLOWED_HOSTS names more"),
    "a demonstration that comes with them": (
        PUBLIC | {"DEBUG": "on", "DEBUG_PUBLIC": "on"},
        "DEMO_MODE is on and ALLOWED_HOSTS names more",
    ),
    "a demonstration at an address that others reach": (
        {"DEMO_MODE": "on", "HOST": "0.0.0.0"},
        "DEMO_MODE is on and HOST=0.0.0.0 is open to more than this machine, where everybody could enter",
    ),
    "tracebacks at an address that others reach": (
        {"DEBUG": "on", "DEMO_MODE": "off", "HOST": "::"},
        "DEBUG is on and HOST=:: is open to more than this machine, where a fault would show",
    ),
    "a demonstration at a name that others may reach": (
        {"DEMO_MODE": "on", "HOST": "kidmet.example"},
        "HOST=kidmet.example is open to more",
    ),
    "a wildcard": (
        PUBLIC | {"ALLOWED_HOSTS": "*", "DEBUG": "on"},
        "DEBUG is on and ALLOWED_HOSTS names more",
    ),
    "half an institution's sign-in": (
        {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "kidmet"},
        "OIDC_ISSUER is set without OIDC_CLIENT_SECRET; an institution's sign-in needs OIDC_ISSUER, "
        "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.",
    ),
    "no passwords, and no institution": (
        {"OIDC_PASSWORDS": "off"},
        "OIDC_PASSWORDS=off is set without OIDC_ISSUER and OIDC_CLIENT_ID and OIDC_CLIENT_SECRET;",
    ),
    "an institution that everybody can listen to": (
        OIDC | {"OIDC_ISSUER": "http://login.example"},
        "OIDC_ISSUER must be the address of the provider, such as https://login.example/realms/staff "
        "(http on this machine alone), not 'http://login.example'.",
    ),
    "an institution with a password in its address": (
        OIDC | {"OIDC_ISSUER": "https://me:secret@login.example"},
        "OIDC_ISSUER must be the address",
    ),
    "roles of no claim": (
        OIDC | {"OIDC_ROLES": "resident=trainees"},
        "OIDC_ROLES is set without OIDC_ROLES_CLAIM; the claim and what its values grant belong together.",
    ),
    "a claim for no roles": (
        OIDC | {"OIDC_ROLES_CLAIM": "groups"},
        "OIDC_ROLES_CLAIM is set without OIDC_ROLES;",
    ),
    "a role that no claim grants": (
        OIDC | {"OIDC_ROLES_CLAIM": "groups", "OIDC_ROLES": "administrator=heads"},
        "OIDC_ROLES must say which value of the claim grants which role, with semicolons between, as "
        "resident=trainees; educator=teachers does (resident, educator or curator), not "
        "'administrator=heads'.",
    ),
    "roles with commas between": (
        OIDC | {"OIDC_ROLES_CLAIM": "groups", "OIDC_ROLES": "resident=trainees, educator=teachers"},
        "OIDC_ROLES must say which value of the claim grants which role, with semicolons between",
    ),
    "a place to be led to that is a path": (
        OIDC | {"OIDC_ORIGINS": "https://login.example/adfs"},
        "OIDC_ORIGINS must be addresses without a path, such as https://login.example, not",
    ),
    "a domain in other letters": (
        OIDC | {"OIDC_DOMAINS": "example.edu,müller.example"},
        "OIDC_DOMAINS must be domains in the letters of ASCII, such as example.edu or xn--mller-kva.example,",
    ),
    "a place to be led to that is a policy": (
        OIDC | {"OIDC_ORIGINS": "https://login.example;script-src *"},
        "OIDC_ORIGINS must be",
    ),
    "a name that fits on no button": (
        OIDC | {"OIDC_NAME": "U" * 41},
        "OIDC_NAME stands on a button and takes at most 40 characters; this has 41.",
    ),
    "a mail address that is none": ({"EMAIL_URL": "post@example"}, "EMAIL_URL is not a mail address"),
    "a mail server that is waited for too long": (
        {"EMAIL_TIMEOUT": "900"},
        "EMAIL_TIMEOUT must be a number of seconds from 0.1 to 60, not '900'.",
    ),
    "a request that may last for ever": (
        {"REQUEST_SECONDS": "0"},
        "REQUEST_SECONDS must be a number of seconds from 1 to 600, not '0'.",
    ),
    "a time that is no number": (
        {"HTTPS": "on", "HSTS_SECONDS": "a year"},
        "HSTS_SECONDS must be a whole number of at least 0, not 'a year'.",
    ),
    "a level that logs do not know": ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of"),
    "a limit without a time": (
        {"LIMIT_ACCOUNT": "5"},
        "LIMIT_ACCOUNT must say how often in which time, as 5/5m does for five times in five minutes "
        "(s, m, h or d), not '5'.",
    ),
    "a limit of nothing": ({"LIMIT_ADDRESS": "0/m"}, "LIMIT_ADDRESS must say how often"),
    "a cache that keeps nothing": ({"CACHE_URL": "dummycache://"}, "CACHE_URL is not the address of a cache"),
    "a cache without a place": ({"CACHE_URL": "redis://"}, "CACHE_URL is not the address of a cache"),
    "a cache whose client is not there": (
        {"CACHE_URL": "pymemcache://127.0.0.1:11211"},
        "CACHE_URL needs a client that is not installed: pip install pymemcache.",
    ),
    "a shape that logs do not have": ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be one of console, json"),
    "a time zone that is none": (
        {"TIME_ZONE": "Mars"},
        "TIME_ZONE must be a time zone such as Europe/Berlin",
    ),
    "a database in a folder that cannot be made": (
        {"DATABASE_URL": "sqlite:////proc/kidmet/x.sqlite3"},
        "the folder /proc/kidmet cannot be written",
    ),
    "an address of the site with a path": (
        {"SITE_URL": "https://kidmet.example/app"},
        "SITE_URL must be the address of the site alone, as https://kidmet.example, not",
    ),
    "a folder that cannot be written": (
        {"DATA_DIR": "/proc/kidmet"},
        "the folder /proc/kidmet cannot be written",
    ),
}


@pytest.mark.parametrize(("environment", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_settings_refuse(settings_with, environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**environment)

    assert sentence in str(refusal.value)


def test_without_an_environment_the_site_is_local_quiet_and_no_demonstration(settings_with) -> None:
    settings = settings_with()

    assert settings["DEBUG"] is False and settings["DEMO_MODE"] is False
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_the_key_made_for_a_local_site_is_kept_and_only_its_owner_reads_it(
    settings_with, tmp_path: Path
) -> None:
    first, second = settings_with()["SECRET_KEY"], settings_with()["SECRET_KEY"]

    assert first == second and len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_cannot_be_read_is_one_sentence(settings_with, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"\xff" * 60)
    with pytest.raises(ImproperlyConfigured, match=r"kept in .*secret_key, cannot be read \(it is no text\)"):
        settings_with()

    (tmp_path / "secret_key").unlink()
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(ImproperlyConfigured, match=r"cannot be read \(Is a directory\)"):
        settings_with()


@pytest.mark.parametrize(
    ("environment", "shown"),
    [({"DEBUG": "on"}, True), ({"DEMO_MODE": "on"}, True), ({"DEBUG": "on", "DEMO_MODE": "off"}, False)],
)
def test_the_demonstration_is_on_when_debugging_or_asked_for(settings_with, environment, shown) -> None:
    assert settings_with(**environment)["DEMO_MODE"] is shown


@pytest.mark.parametrize("name", ["DEBUG", "DEMO_MODE"])
def test_what_is_made_for_ones_own_machine_is_public_when_that_is_said(settings_with, name: str) -> None:
    said = {name: "on", f"{name}_PUBLIC": "on", "DEMO_MODE_PUBLIC": "on"}

    assert settings_with(**PUBLIC | said)[name] is True


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_demonstration_starts_where_only_this_machine_reaches_it(settings_with, host: str) -> None:
    assert settings_with(DEMO_MODE="on", DEBUG="on", HOST=host)["DEMO_MODE"] is True


def test_a_demonstration_starts_at_an_open_address_when_that_is_said(settings_with) -> None:
    assert settings_with(DEMO_MODE="on", DEMO_MODE_PUBLIC="on", HOST="0.0.0.0")["DEMO_MODE"] is True
    assert settings_with(HOST="0.0.0.0")["DEMO_MODE"] is False


def test_sqlite_is_tuned_and_keeps_its_connections(settings_with) -> None:
    database = settings_with()["DATABASES"]["default"]

    assert database["CONN_MAX_AGE"] is None
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE" and database["OPTIONS"]["timeout"] == 5
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "mmap_size=", "secure_delete=ON"):
        assert pragma in database["OPTIONS"]["init_command"]


def test_postgresql_gets_none_of_what_sqlite_is_tuned_with(settings_with) -> None:
    database = settings_with(DATABASE_URL="postgres://me:secret@db:5432/kidmet")["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["NAME"], database["CONN_MAX_AGE"]) == ("db", "kidmet", None)
    assert "init_command" not in database["OPTIONS"]


def test_a_server_that_falls_silent_is_given_up_soon_unless_its_address_says_otherwise(settings_with) -> None:
    usual = settings_with(DATABASE_URL="postgres://db/kidmet")["DATABASES"]["default"]["OPTIONS"]
    own = settings_with(DATABASE_URL="postgres://db/kidmet?connect_timeout=9")["DATABASES"]["default"][
        "OPTIONS"
    ]

    assert (usual["connect_timeout"], own["connect_timeout"]) == (5, 9)
    assert usual["tcp_user_timeout"] == own["tcp_user_timeout"] == 15_000


def test_the_cache_is_one_that_workers_share_unless_another_is_named(settings_with) -> None:
    assert settings_with()["CACHES"]["default"]["BACKEND"].endswith("db.DatabaseCache")
    assert settings_with(CACHE_URL="locmemcache://")["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")


def test_an_institution_signs_people_in_when_its_three_settings_are_there(settings_with) -> None:
    assert settings_with()["OIDC"] is None
    plain = settings_with(**OIDC)["OIDC"]
    assert (plain.name, plain.passwords, plain.new_people) == ("your institution", True, False)
    assert plain.roles_in({"groups": ["heads"]}) is None
    assert plain.may_lead_to == ("https://login.example",) and "client_secret" not in repr(plain)

    whole = settings_with(
        **OIDC,
        OIDC_NAME="Example University",
        OIDC_SCOPES="groups,email",
        OIDC_ROLES_CLAIM="https://login.example/groups",
        OIDC_ROLES="resident=trainees; educator=CN=Teachers,OU=Medicine; educator=heads;",
        OIDC_DOMAINS="@Example.edu",
        OIDC_ORIGINS="https://adfs.example/",
        OIDC_NEW_PEOPLE="on",
        OIDC_PASSWORDS="off",
    )["OIDC"]
    assert whole.scopes == ("openid", "profile", "email", "groups") and whole.domains == {"example.edu"}
    assert whole.may_lead_to == ("https://login.example", "https://adfs.example")
    groups = {"https://login.example/groups": ["CN=Teachers,OU=Medicine", "trainees"]}
    assert whole.roles_in(groups) == {"educator", "resident"} and whole.roles_in({}) == frozenset()


def test_claims_grant_the_roles_that_people_hold() -> None:
    assert GRANTED == ROLES


def test_https_brings_redirect_hsts_and_secure_cookies(settings_with) -> None:
    settings = settings_with(HTTPS="on")

    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert settings[name] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000


def test_a_forwarded_scheme_is_believed_only_behind_a_proxy(settings_with) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in settings_with()
    assert settings_with(BEHIND_PROXY="on")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_the_version_is_the_newest_of_the_changelog(settings_with) -> None:
    heading = next(
        line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")
    )

    assert heading.removeprefix("## ").split()[0] == settings_with()["VERSION"]


def test_the_documented_production_environment_passes_the_deployment_check(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_a_wrong_setting_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = manage("check", DATA_DIR=str(tmp_path), HTTPS="maybe")

    assert done.returncode == 2
    assert done.stderr == "KidMet cannot start: HTTPS must be on or off, not 'maybe'.\n"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True
    )


def test_every_variable_that_is_read_is_documented() -> None:
    import re

    read = set()
    for name in ("settings.py", "serve.py", "setup.py"):
        source = (ROOT / "kidmet_site" / name).read_text()
        read |= set(re.findall(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"', source))

    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.M))

    assert read == documented
