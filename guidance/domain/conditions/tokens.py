"""TNM tokens as rules compare them."""

import re

from guidance.domain.vocabulary.tokens import SITE

_PREFIX = re.compile(r"^[ra]?y?[cpu]?(?=[TNM])")
_DESCRIPTORS = re.compile(rf"\((?:m|[2-9]|1\d|sn|f|\d+/\d+|{SITE}(?:,{SITE})*)\)$")


def category_of(token: str) -> str:
    """The category alone: "rpM1a(OTH)" is "M1a", "pN1mi(sn)" is "N1mi"; "M0(i+)" and "M1c(1)" stay."""
    category = _PREFIX.sub("", token)
    while (shorter := _DESCRIPTORS.sub("", category)) != category:
        category = shorter
    return category
