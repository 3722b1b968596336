"""An ID token: signed by the provider, for us, now, and for the sign-in that was begun in this browser."""

from collections.abc import Mapping
from typing import Any

import jwt

from kidmet_site.accounts.institution_metadata import NotTrusted, key_for
from kidmet_site.institution import Institution

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signed with a key that only the provider has. Never `none`, nor a shared secret."""
CLOCKS_DIFFER = 60
"""Seconds by which the provider's clock may be wrong."""
LONGEST_SUBJECT = 191
"""What allauth keeps it in; the standard allows 255."""


def read_id_token(token: Any, *, institution: Institution, issuer: str, nonce: str) -> dict[str, Any]:
    """Its claims. Raises NotTrusted; RequestException where the keys have to be asked for and do not come.

    allauth reads it without its signature, since it came straight from the provider, and asks for no nonce.
    """
    if not isinstance(token, str):
        raise NotTrusted("no ID token")
    try:
        head = jwt.get_unverified_header(token)
        key = key_for(institution, head.get("kid"))
        claims = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            audience=institution.client_id,
            issuer=issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as fault:
        raise NotTrusted(type(fault).__name__) from fault
    if not nonce or claims["nonce"] != nonce:
        raise NotTrusted("nonce")
    if not _is_made_for(claims, institution.client_id):
        raise NotTrusted("authorised party")
    return claims


def _is_made_for(claims: Mapping[str, Any], client: str) -> bool:
    """Of several audiences one has asked for it, and says so."""
    is_of_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp", None if is_of_several else client)
    return party == client


def subject_of(claims: Mapping[str, Any]) -> str:
    """Who it is for the provider. Raises NotTrusted."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise NotTrusted("subject")
    return subject
