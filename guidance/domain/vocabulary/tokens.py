"""How TNM categories, a whole line of them and stage groups are written, and how rules compare them."""

import re

_PREFIX = "(?:[ra])?y?[cpu]?"
SITE_CODES = ("PUL", "OSS", "HEP", "BRA", "LYM", "MAR", "PLE", "PER", "ADR", "SKI", "OTH")
IN_SITU_WORDS = ("DCIS", "LCIS", "Paget", "AIS", "SCIS", "pu", "pd", "LAMN")
DESCRIPTORS: dict[str, tuple[str, ...]] = {
    "G": ("X", "1", "2", "3", "4"),
    "L": ("X", "0", "1"),
    "V": ("X", "0", "1", "2"),
    "Pn": ("X", "0", "1"),
    "R": ("X", "0", "1", "2"),
    "S": ("X", "0", "1", "2", "3"),
}
SITE = f"(?:{'|'.join(SITE_CODES)})"
TNM_SOURCE = "TNM notation: TNM-O, SEER and MII code systems; the grammar is KidMet's own."

T_PATTERN = (
    _PREFIX
    + rf"T(?:X|0|a|is(?:\((?:{'|'.join(IN_SITU_WORDS)})\))?|[1-4](?:mi|\(mi\)|[a-e][1-3]?)?)"
    + r"(?:\((?:m|[2-9]|1\d)\))?"
)
N_PATTERN = (
    _PREFIX
    + r"N(?:X|0[ab]?|[1-3](?:mi|\(mi\)|[a-c])?)(?:\((?:i\+|i-|mol\+|mol-)\))?(?:\((?:sn|f)\))?"
    + r"(?:\(\d+/\d+\))?"
)
_SITES = rf"(?:\({SITE}(?:,{SITE})*\))?"
M_PATTERN = _PREFIX + r"M(?:0(?:\(i\+\))?|1(?:[a-d][12]?)?(?:\([01]\))?" + _SITES + ")"
GROUP_PATTERN = r"0(?:a|is)?|occult|(?:IV|III|II|I)(?:[A-D][1-3]?|E|_bulky)?"
REPORTED_GROUP_PATTERN = r"0(?:a|is)?|occult|(?:IV|III|II|I)(?:[A-D][1-3]?)?"

_DESCRIPTOR = "|".join(f"{name}[{''.join(values)}]" for name, values in DESCRIPTORS.items())
_MORE = rf"(?: (?:{_DESCRIPTOR}))*(?: \([A-Z0-9]+\))?"
_LUGANO = r"(?:IV|III|II|I)(?:E|[ _]bulky)?"
TNM_LINE_PATTERN = (
    rf"(?:{T_PATTERN}(?: {N_PATTERN})?(?: {M_PATTERN})?|{N_PATTERN}(?: {M_PATTERN})?|{M_PATTERN}){_MORE}"
    rf"|{_LUGANO}"
)
"""A line as the reader of notation writes it: some of T, N and M in order, and what follows them."""

_BEFORE_CATEGORY = re.compile(r"^[ra]?y?[cpu]?(?=[TNM])")
_BEHIND_CATEGORY = re.compile(rf"\((?:m|[2-9]|1\d|sn|f|\d+/\d+|{SITE}(?:,{SITE})*)\)$")


def category_of(token: str) -> str:
    """The category alone: "rpM1a(OTH)" is "M1a", "pN1mi(sn)" is "N1mi"; "M0(i+)" and "M1c(1)" stay."""
    category = _BEFORE_CATEGORY.sub("", token)
    while (shorter := _BEHIND_CATEGORY.sub("", category)) != category:
        category = shorter
    return category
