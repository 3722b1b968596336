"""What the provider says of itself: where it is asked what, and its keys. All workers keep it together."""

import hashlib
from collections.abc import Mapping
from time import time
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import cache
from jwt import PyJWK, PyJWKSet, PyJWTError
from requests import RequestException, Response

from kidmet_site.accounts.institution_line import ProviderSession, may_wait
from kidmet_site.institution import Institution, origin_of

KEPT = 14 * 24 * 60 * 60
"""Seconds. The worker asks anew each day, so this is how long it may be kept from that."""
AT_MOST_EVERY = 60
"""Seconds after which a key that is not among those kept is looked for again."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
WELL_KNOWN = "/.well-known/openid-configuration"


class NotTrusted(OAuth2Error):
    """What came does not hold together, or was not made for us. The message names what, never a value."""


class NotKept(Exception):
    """It is not here, and whoever wants it may not wait for another server."""


def metadata(institution: Institution) -> dict[str, Any]:
    """Raises NotKept; who may wait for it gets NotTrusted, or RequestException if the provider is silent."""
    kept = _kept(institution, "metadata")
    if kept is None and not may_wait():
        raise NotKept
    return kept or refresh_metadata(institution)


def refresh_metadata(institution: Institution) -> dict[str, Any]:
    read = _read_metadata(_asked(institution.issuer + WELL_KNOWN), institution)
    cache.set(kept_as(institution, "metadata"), read, KEPT)
    return read


def key_for(institution: Institution, kid: str | None) -> PyJWK:
    """The key that a token names; the only one where it names none. Raises NotTrusted."""
    held = _kept(institution, "keys")
    found = held and _find(held["keys"], kid)
    if not found and (not held or time() - held["at"] > AT_MOST_EVERY):
        found = _find(refresh_keys(institution), kid)
    if not found:
        raise NotTrusted("key")
    return found


def refresh_keys(institution: Institution) -> dict[str, Any]:
    keys = _asked(metadata(institution)["jwks_uri"])
    cache.set(kept_as(institution, "keys"), {"keys": keys, "at": time()}, KEPT)
    return keys


def _asked(address: str) -> dict[str, Any]:
    with ProviderSession() as session:
        response = session.get(address)
        response.raise_for_status()
        said = read_answer(response)
    if response.status_code != 200 or not isinstance(said, dict):
        raise NotTrusted("answer")
    return said


def read_answer(response: Response) -> Any:
    """Also of a provider that sends more levels or digits than anybody reads. Raises NotTrusted,
    RequestException."""
    try:
        return response.json()
    except RequestException:
        raise
    except (ValueError, RecursionError) as fault:
        raise NotTrusted("answer") from fault


def _read_metadata(said: Mapping[str, Any], institution: Institution) -> dict[str, Any]:
    if str(said.get("issuer", "")).rstrip("/") != institution.issuer:
        raise NotTrusted("issuer")
    names = [*ENDPOINTS, *(["userinfo_endpoint"] if said.get("userinfo_endpoint") else [])]
    scheme = institution.issuer.partition("://")[0]
    if not all(str(said.get(name)).startswith(f"{scheme}://") for name in names):
        raise NotTrusted("endpoint")
    if _origin_of(said["authorization_endpoint"]) not in institution.may_lead_to:
        # No form may lead there, by our own policy: it is said here, and not left to the browser.
        raise NotTrusted("authorization_endpoint, whose origin OIDC_ORIGINS does not name")
    methods = said.get("token_endpoint_auth_methods_supported")
    return {name: said[name] for name in ("issuer", *names)} | {
        "token_endpoint_auth_methods_supported": methods if isinstance(methods, list) else []
    }


def _origin_of(address: str) -> str:
    try:
        return origin_of(address)
    except ValueError as fault:
        raise NotTrusted("authorization_endpoint") from fault


def _find(keys: Mapping[str, Any], kid: str | None) -> PyJWK | None:
    try:
        listed = [key for key in PyJWKSet.from_dict(dict(keys)).keys if key.public_key_use in (None, "sig")]
    except (PyJWTError, TypeError, ValueError, AttributeError):
        return None
    if kid is None:
        return listed[0] if len(listed) == 1 else None
    return next((key for key in listed if key.key_id == kid), None)


def _kept(institution: Institution, what: str) -> Any:
    return cache.get(kept_as(institution, what))


def kept_as(institution: Institution, what: str) -> str:
    """By all that the answer hangs on: another issuer or list of origins is asked anew."""
    of = f"{institution.issuer} {institution.may_lead_to}"
    return f"institution-{what}-{hashlib.sha256(of.encode()).hexdigest()[:32]}"
