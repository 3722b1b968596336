"""An institution's sign-in, as the settings describe it: all that belongs together, or nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from guidance.domain.characters import without_hidden
from kidmet_site.environment import is_this_machine

GRANTED = ("resident", "educator", "curator")
"""What a claim may grant. Who administers the site is said here alone."""
NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
LONGEST_NAME = 40
MOST_VALUES = 1_000
"""Of a claim. Somebody who is in more groups than that has the roles of the first."""


@dataclass(frozen=True)
class Institution:
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scopes: tuple[str, ...] = ()
    roles_claim: str = ""
    roles: tuple[tuple[str, str], ...] = ()
    """A role and a value of the claim that grants it, as often as there are values."""
    domains: frozenset[str] = frozenset()
    """Of mail addresses that the provider alone gives out: it need not say that it has verified them."""
    origins: tuple[str, ...] = ()
    """Where a browser may be led on the way in, besides the issuer's own."""
    new_people: bool = False
    passwords: bool = True

    @property
    def may_lead_to(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((origin_of(self.issuer), *self.origins)))

    def gives_out(self, address: str) -> bool:
        """Whether it is of such a domain, as it is written: with a letter that stands for another one, or one
        that cannot be seen, it may be anybody's."""
        domain = address.strip().rpartition("@")[2]
        is_plain = domain.isascii() and without_hidden(address) == address
        return is_plain and domain.lower() in self.domains

    def roles_in(self, claims: Mapping[str, Any]) -> frozenset[str] | None:
        """The roles that these claims grant; None where roles are given here, by hand."""
        if not self.roles_claim:
            return None
        held = _values(_claim(claims, self.roles_claim))
        return frozenset(role for role, value in self.roles if value in held)


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """By its whole name, which may have dots in it; else along the dots: "realm_access.roles"."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _values(given: Any) -> set[str]:
    listed = given if isinstance(given, list) else [given]
    return {each for each in listed[:MOST_VALUES] if isinstance(each, str)}


def institution(
    *,
    issuer: str,
    client_id: str,
    client_secret: str,
    name: str,
    scopes: list[str],
    roles_claim: str,
    roles: str,
    domains: list[str],
    origins: list[str],
    new_people: bool,
    passwords: bool,
) -> Institution | None:
    """None where nothing is set. Raises ImproperlyConfigured, with one sentence, where half of it is."""
    needed = dict(zip(NEEDED, (issuer, client_id, client_secret), strict=True))
    more = {
        "OIDC_NAME": name,
        "OIDC_SCOPES": scopes,
        "OIDC_ROLES_CLAIM": roles_claim,
        "OIDC_ROLES": roles,
        "OIDC_DOMAINS": domains,
        "OIDC_ORIGINS": origins,
        "OIDC_NEW_PEOPLE": new_people,
        "OIDC_PASSWORDS=off": not passwords,
    }
    _check_whole(needed, [given for given, value in more.items() if value])
    if not issuer:
        return None
    _check_address("OIDC_ISSUER", issuer)
    _check_name(name)
    for origin in origins:
        _check_origin(origin)
    for domain in domains:
        _check_domain(domain)
    return Institution(
        issuer=issuer.rstrip("/"),
        client_id=client_id,
        client_secret=client_secret,
        name=name or "your institution",
        scopes=tuple(dict.fromkeys(("openid", "profile", "email", *scopes))),
        roles_claim=roles_claim,
        roles=_read_roles(roles, roles_claim),
        domains=frozenset(domain.lower().removeprefix("@") for domain in domains),
        origins=tuple(origin.rstrip("/") for origin in origins),
        new_people=new_people,
        passwords=passwords,
    )


def _check_whole(needed: Mapping[str, str], more: list[str]) -> None:
    given = [name for name, value in needed.items() if value] + more
    lacking = [name for name, value in needed.items() if not value]
    if given and lacking:
        raise ImproperlyConfigured(
            f"{given[0]} is set without {' and '.join(lacking)}; "
            "an institution's sign-in needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET."
        )


def _check_address(name: str, given: str) -> None:
    parts = urlsplit(given)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname is not None and is_this_machine(parts.hostname)
    )
    if not is_safe or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ImproperlyConfigured(
            f"{name} must be the address of the provider, such as https://login.example/realms/staff "
            f"(http on this machine alone), not {given!r}."
        )


def _check_origin(given: str) -> None:
    """It becomes a part of the policy that browsers follow."""
    _check_address("OIDC_ORIGINS", given)
    if given.rstrip("/") != origin_of(given) or any(each in given for each in " ;,'\"*"):
        raise ImproperlyConfigured(
            f"OIDC_ORIGINS must be addresses without a path, such as https://login.example, not {given!r}."
        )


def _check_name(given: str) -> None:
    if len(given) > LONGEST_NAME:
        raise ImproperlyConfigured(
            f"OIDC_NAME stands on a button and takes at most {LONGEST_NAME} characters; "
            f"this has {len(given)}."
        )


def _check_domain(given: str) -> None:
    if not given.isascii():
        raise ImproperlyConfigured(
            "OIDC_DOMAINS must be domains in the letters of ASCII, such as example.edu or "
            f"xn--mller-kva.example, not {given!r}."
        )


def _read_roles(given: str, claim: str) -> tuple[tuple[str, str], ...]:
    if bool(given) != bool(claim):
        there, lacking = ("OIDC_ROLES", "OIDC_ROLES_CLAIM") if given else ("OIDC_ROLES_CLAIM", "OIDC_ROLES")
        raise ImproperlyConfigured(
            f"{there} is set without {lacking}; the claim and what its values grant belong together."
        )
    pairs = [pair.partition("=") for pair in given.split(";") if pair.strip()]
    read = tuple((role.strip(), value.strip()) for role, _, value in pairs)
    for role, value in read:
        swallowed = any(f"{other}=" in value for other in GRANTED)
        if role not in GRANTED or not value or swallowed:
            raise ImproperlyConfigured(
                "OIDC_ROLES must say which value of the claim grants which role, with semicolons between, "
                "as resident=trainees; educator=teachers does (resident, educator or curator), "
                f"not {given!r}."
            )
    return read
