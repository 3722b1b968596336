"""How TNM categories, a whole line of them and stage groups are written."""

_PREFIX = "(?:[ra])?y?[cpu]?"
_SITE = "(?:PUL|OSS|HEP|BRA|LYM|MAR|PLE|PER|ADR|SKI|OTH)"
TNM_SOURCE = "TNM notation: TNM-O, SEER and MII code systems; the grammar is KidMet's own."

T_PATTERN = (
    _PREFIX
    + r"T(?:X|0|a|is(?:\((?:DCIS|LCIS|Paget|AIS|SCIS|pu|pd|LAMN)\))?|[1-4](?:mi|\(mi\)|[a-e][1-3]?)?)"
    + r"(?:\((?:m|[2-9]|1\d)\))?"
)
N_PATTERN = (
    _PREFIX
    + r"N(?:X|0[ab]?|[1-3](?:mi|\(mi\)|[a-c])?)(?:\((?:i\+|i-|mol\+|mol-)\))?(?:\((?:sn|f)\))?"
    + r"(?:\(\d+/\d+\))?"
)
_SITES = rf"(?:\({_SITE}(?:,{_SITE})*\))?"
M_PATTERN = _PREFIX + r"M(?:0(?:\(i\+\))?|1(?:[a-d][12]?)?(?:\([01]\))?" + _SITES + ")"
GROUP_PATTERN = r"0(?:a|is)?|occult|(?:IV|III|II|I)(?:[A-D][1-3]?|E|_bulky)?"
REPORTED_GROUP_PATTERN = r"0(?:a|is)?|occult|(?:IV|III|II|I)(?:[A-D][1-3]?)?"

_MORE = r"(?: (?:G[X1-4]|L[X01]|V[X0-2]|Pn[X01]|R[X0-2]|S[X0-3]))*(?: \([A-Z0-9]+\))?"
_LUGANO = r"(?:IV|III|II|I)(?:E|[ _]bulky)?"
TNM_LINE_PATTERN = (
    rf"(?:{T_PATTERN}(?: {N_PATTERN})?(?: {M_PATTERN})?|{N_PATTERN}(?: {M_PATTERN})?|{M_PATTERN}){_MORE}"
    rf"|{_LUGANO}"
)
"""A line as the reader of notation writes it: some of T, N and M in order, and what follows them."""
