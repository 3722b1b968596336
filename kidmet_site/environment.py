"""Reads settings from environment variables and says in one sentence what is wrong with them."""

import importlib.util
import ipaddress
import os
import re
import secrets
import tempfile
import zoneinfo
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
CACHES = {"dbcache": "", "locmemcache": "", "pymemcache": "pymemcache", "redis": "redis", "rediss": "redis"}
"""By the beginning of its address: the package that talks to it."""
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SHORTEST_SECRET_KEY = 50
SHORTEST_TOKEN = 20


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """A misspelt flag is refused: read as "off", `HTTPS=ture` would quietly leave a site open."""
    given = text(name).lower()
    if not given:
        return default
    if given not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be on or off, not {given!r}.")
    return given in _TRUE


def number(name: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
    given = text(name, str(default))
    bounds = f"from {at_least} to {at_most}" if at_most is not None else f"of at least {at_least}"
    fits = given.isdecimal() and int(given) >= at_least and (at_most is None or int(given) <= at_most)
    if not fits:
        raise ImproperlyConfigured(f"{name} must be a whole number {bounds}, not {given!r}.")
    return int(given)


def days(name: str, default: int, *, at_least: int = 0) -> int:
    """Of ten years at most: what is counted back from today has to be a date."""
    return number(name, default, at_least=at_least, at_most=3650)


def seconds(name: str, default: float, *, at_least: float, at_most: float) -> float:
    given = text(name, f"{default:g}")
    if not re.fullmatch(r"\d+(\.\d+)?", given) or not at_least <= float(given) <= at_most:
        raise ImproperlyConfigured(
            f"{name} must be a number of seconds from {at_least:g} to {at_most:g}, not {given!r}."
        )
    return float(given)


def words(name: str, default: list[str] | None = None) -> list[str]:
    given = [word.strip() for word in text(name).split(",") if word.strip()]
    return given or list(default or [])


def choice(name: str, default: str, allowed: list[str]) -> str:
    given = text(name, default)
    if given not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {given!r}.")
    return given


def rate(name: str, default: str) -> str:
    """How often in which time: 5/5m is five times in five minutes."""
    given = text(name, default)
    if not re.fullmatch(r"[1-9]\d*/([1-9]\d*)?[smhd]", given):
        raise ImproperlyConfigured(
            f"{name} must say how often in which time, as 5/5m does for five times in five minutes "
            f"(s, m, h or d), not {given!r}."
        )
    return given


def time_zone(name: str, default: str) -> str:
    given = text(name, default)
    if given not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Berlin, not {given!r}.")
    return given


def database(name: str, default: str) -> dict:
    settings = _database_settings(text(name, default))
    if settings.get("ENGINE") not in DATABASES or not settings["NAME"]:
        # The address itself is not repeated: it may hold a password.
        raise ImproperlyConfigured(
            f"{name} is not a database address that KidMet can use; "
            "it looks like postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3."
        )
    if settings["ENGINE"] == DATABASES[0] and settings["NAME"] != ":memory:":
        _make_folder(Path(settings["NAME"]).parent, name)
    return settings


def _make_folder(folder: Path, name: str) -> None:
    """Only its owner reads it: it holds e-mail addresses and the secret key."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise ImproperlyConfigured(
            f"the folder {folder} cannot be written ({fault.strerror}); set {name} to another."
        ) from fault


def cache(name: str, default: str) -> dict:
    """One that all workers share: allauth keeps in it how often somebody has tried to sign in."""
    given = text(name, default)
    scheme, _, place = given.partition("://")
    try:
        settings = environ.Env.cache_url_config(given) if scheme in CACHES else {}
    except (ValueError, ImproperlyConfigured):
        settings = {}
    if not settings or not (place or scheme == "locmemcache"):
        # The address itself is not repeated: it may hold a password.
        raise ImproperlyConfigured(
            f"{name} is not the address of a cache that KidMet can use; it looks like redis://host:6379/1, "
            "pymemcache://host:11211 or dbcache://kidmet_cache."
        )
    client = CACHES[scheme]
    if client and not importlib.util.find_spec(client):
        raise ImproperlyConfigured(f"{name} needs a client that is not installed: pip install {client}.")
    return settings


def _database_settings(address: str) -> dict:
    if "://" not in address:
        return {}
    try:
        return environ.Env.db_url_config(address)
    except (ValueError, ImproperlyConfigured):
        return {}


def email(name: str, default: str, *, hosts: list[str]) -> dict:
    """Mail goes to the server's window unless the site is served to others, who could not read it there."""
    if serves_others(hosts) and not text(name):
        raise ImproperlyConfigured(
            f"{name} is required once ALLOWED_HOSTS names more than this machine; without it nobody could "
            "choose a new password (smtp+tls://user:password@host:587, or consolemail:// to do without)."
        )
    try:
        settings = environ.Env.email_url_config(text(name, default))
    except (ImproperlyConfigured, KeyError, ValueError) as fault:
        raise ImproperlyConfigured(
            f"{name} is not a mail address; it looks like smtp+tls://user:password@host:587."
        ) from fault
    if settings["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        settings["EMAIL_BACKEND"] = "kidmet_site.mail.EmailBackend"
    return settings


def site_address(name: str, *, hosts: list[str], listens_on: str, https: bool) -> str:
    """Given whole, or made of the first name that others know, or of where it listens on this machine."""
    given = text(name).rstrip("/")
    if given:
        if not re.fullmatch(r"https?://[^/?#\s@]+", given):
            raise ImproperlyConfigured(
                f"{name} must be the address of the site alone, as https://kidmet.example, not {given!r}."
            )
        return given
    public = [host.lstrip(".") for host in hosts if host not in (*LOCAL_HOSTS, "*")]
    if public:
        return f"{'https' if https else 'http'}://{public[0]}"
    own = "127.0.0.1" if listens_on in ("0.0.0.0", "::") else listens_on
    return f"http://{f'[{own}]' if ':' in own else own}:{text('PORT', '8000')}"


def serves_others(hosts: list[str]) -> bool:
    return bool(set(hosts) - set(LOCAL_HOSTS))


def keep_private(
    name: str, is_on: bool, *, hosts: list[str], listens_on: str, is_meant: bool, because: str
) -> None:
    """What is made for one's own machine is shown to others only where that is said in so many words."""
    if not is_on or is_meant:
        return
    if serves_others(hosts):
        reached = "ALLOWED_HOSTS names"
    elif not is_this_machine(listens_on):
        reached = f"HOST={listens_on} is open to"
    else:
        return
    raise ImproperlyConfigured(
        f"{name} is on and {reached} more than this machine, where {because}; "
        f"set {name}=off, or {name}_PUBLIC=on if that is what you want."
    )


def is_this_machine(address: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address.lower() == "localhost"


def secret_key(name: str, *, kept_in: Path, hosts: list[str]) -> str:
    """The key from the environment or, on a machine that serves only itself, one made and kept in a file."""
    given = text(name)
    if given:
        return _long_enough(name, given)
    if serves_others(hosts):
        raise ImproperlyConfigured(
            f"{name} is required once ALLOWED_HOSTS names more than this machine; "
            f"give it at least {SHORTEST_SECRET_KEY} random characters."
        )
    return _kept_secret_key(name, kept_in)


def _long_enough(name: str, key: str) -> str:
    if len(key) < SHORTEST_SECRET_KEY or len(set(key)) < 5:
        raise ImproperlyConfigured(f"{name} must be at least {SHORTEST_SECRET_KEY} random characters.")
    return key


def token(name: str) -> str:
    given = text(name)
    if given and (len(given) < SHORTEST_TOKEN or len(set(given)) < 5):
        raise ImproperlyConfigured(f"{name} must be at least {SHORTEST_TOKEN} random characters.")
    if not re.fullmatch(r"[!-~]*", given):  # it comes in a header
        raise ImproperlyConfigured(f"{name} takes letters, digits and signs of ASCII alone, without spaces.")
    return given


def _kept_secret_key(name: str, path: Path) -> str:
    if not _is_there(path):
        _make_folder(path.parent, "DATA_DIR")
        try:
            _write_once(path, secrets.token_urlsafe(SHORTEST_SECRET_KEY))
        except OSError as fault:
            raise ImproperlyConfigured(f"{name} cannot be kept in {path} ({fault.strerror}).") from fault
    try:
        kept = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no text"
        raise ImproperlyConfigured(f"{name}, kept in {path}, cannot be read ({why}).") from fault
    return _long_enough(f"{name} (kept in {path})", kept)


def _is_there(path: Path) -> bool:
    """Also one in a folder that one may not look into: reading it says so."""
    try:
        return path.exists()
    except PermissionError:
        return True


def _write_once(path: Path, text: str) -> None:
    """Of several processes started at once one writes; none reads a file that is half written."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(text)
    try:
        os.link(file.name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(file.name)
