"""Chapter 6: the stage of the primary."""

from functools import partial

from .fact import Fact
from .kinds import Choice, Kind

_fact = partial(Fact, chapter="staging")

_PREFIX = "(?:[ra])?y?[cpu]?"
_SITE = "(?:PUL|OSS|HEP|BRA|LYM|MAR|PLE|PER|ADR|SKI|OTH)"
_GRAMMAR = "TNM notation: TNM-O, SEER and MII code systems; the grammar is KidMet's own."

T_PATTERN = (
    _PREFIX
    + r"T(?:X|0|a|is(?:\((?:DCIS|LCIS|Paget|AIS|SCIS|pu|pd|LAMN)\))?|[1-4](?:mi|\(mi\)|[a-e][1-3]?)?)"
    + r"(?:\((?:m|[2-9]|1\d)\))?"
)
N_PATTERN = (
    _PREFIX
    + r"N(?:X|0|[1-3](?:mi|\(mi\)|[a-c])?)(?:\((?:i\+|i-|mol\+|mol-)\))?(?:\((?:sn|f)\))?(?:\(\d+/\d+\))?"
)
_SITES = rf"(?:\({_SITE}(?:,{_SITE})*\))?"
M_PATTERN = _PREFIX + r"M(?:0(?:\(i\+\))?|1(?:[a-d][12]?)?(?:\([01]\))?" + _SITES + ")"
GROUP_PATTERN = r"0(?:a|is)?|(?:IV|III|II|I)(?:[A-D][1-3]?|E|_bulky)?"

FACTS: tuple[Fact, ...] = (
    _fact(
        key="staging_edition",
        label="Staging edition",
        kind=Kind.ONE_OF,
        question="By which edition is the primary staged?",
        choices=(
            Choice("ajcc8", "AJCC/UICC 8th edition", words="AJCC/UICC 8th edition"),
            Choice("v9", "Version 9 (lung, from 2025)", words="version 9"),
            Choice("lugano", "Lugano 2014 (lymphoma)", words="Lugano 2014"),
        ),
        help="The 8th edition for all, version 9 for lung cancer diagnosed from January 2025, Lugano "
        "for lymphoma.",
        source="SEER EOD 2.1 and 3.3. KidMet is no official AJCC or UICC calculator.",
        certainty="A",
    ),
    _fact(
        key="t_category",
        not_with=("primary_site", "lymphoma"),
        label="T category",
        kind=Kind.TOKEN,
        question="What is the T category of the primary?",
        pattern=T_PATTERN,
        example="cT2b",
        help="The primary tumour, never the kidney deposit. c before it for clinical, p for pathological.",
        source=_GRAMMAR,
        certainty="B",
    ),
    _fact(
        key="n_category",
        not_with=("primary_site", "lymphoma"),
        label="N category",
        kind=Kind.TOKEN,
        question="What is the N category of the primary?",
        pattern=N_PATTERN,
        example="cN2b",
        help="The regional nodes of the primary, never those beside the kidney.",
        source=_GRAMMAR,
        certainty="B",
    ),
    _fact(
        key="m_category",
        not_with=("primary_site", "lymphoma"),
        label="M category",
        kind=Kind.TOKEN,
        question="What is the M category?",
        pattern=M_PATTERN,
        example="pM1c2",
        help="A kidney metastasis makes it M1. MX no longer exists: enter cM0 or leave it out.",
        source=_GRAMMAR,
        certainty="B",
    ),
    _fact(
        key="lugano_stage",
        only_with=("primary_site", "lymphoma"),
        label="Lugano stage",
        kind=Kind.ONE_OF,
        question="What is the Lugano stage of the lymphoma?",
        choices=(
            Choice("I", "I", words="I"),
            Choice("IE", "IE", "One kidney alone, no nodes.", words="IE"),
            Choice("II", "II", words="II"),
            Choice("IIE", "IIE", words="IIE"),
            Choice("II_bulky", "II bulky", words="II bulky"),
            Choice("III", "III", words="III"),
            Choice("IV", "IV", "Both kidneys count as stage IV.", words="IV"),
        ),
        help="Lymphoma has no TNM.",
        source="SEER EOD 2.1 and 3.3; Lugano 2014.",
        certainty="A",
    ),
    _fact(
        key="m_from_pattern",
        label="M from the metastatic pattern",
        kind=Kind.DERIVED,
        holds=Kind.TOKEN,
        question="Which M category follows from the metastatic pattern?",
        pattern=M_PATTERN,
        example="M1c2",
        derived_from=(
            "primary_site",
            "staging_edition",
            "kidney_diagnosis",
            "lesions",
            "other_metastatic_sites",
            "extrathoracic_lesion_count",
        ),
        help="Derived from the primary, the edition and the recorded sites, with its steps.",
        source="SEER EOD 2.1 and 3.3.",
        certainty="A",
    ),
    _fact(
        key="stage_group",
        label="Stage group",
        kind=Kind.DERIVED,
        holds=Kind.TOKEN,
        question="What is the stage group?",
        pattern=GROUP_PATTERN,
        example="IVB",
        derived_from=(
            "primary_site",
            "staging_edition",
            "t_category",
            "n_category",
            "m_category",
            "lugano_stage",
        ),
        help="From T, N and M in the chosen edition. M1 is usually stage IV, not always.",
        source="SEER EOD 2.1 and 3.3.",
        certainty="A",
    ),
)
