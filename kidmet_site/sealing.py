"""Texts that are kept for a while and nobody is to read in the database or in a copy of it."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NotSealedHere(ValueError):
    """It was sealed with a key that this site does not have."""


def seal(text: str) -> str:
    return _seals().encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """Also what was sealed with one of SECRET_KEY_FALLBACKS. Raises NotSealedHere."""
    try:
        return _seals().decrypt(text.encode()).decode()
    except InvalidToken as fault:
        raise NotSealedHere("This was sealed with a SECRET_KEY that this site does not have.") from fault


def _seals() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"kidmet.sealing {key}".encode()).digest())
