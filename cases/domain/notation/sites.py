"""Metastatic sites as reports write them, and the codes of TNM for them."""

import re

from guidance.domain.vocabulary.tokens import SITE_CODES

KIDNEY, SOFT_TISSUE = "KID", "SOF"
"""No codes of TNM: both are written OTH, but are no unknown organs where sites are held against M."""

_NAMES = {
    "PUL": "pul lung lungs pulmonary lun",
    "OSS": "oss bone bones bon osseous skeletal skeleton spine vertebra vertebrae rib ribs pelvis femur",
    "HEP": "hep liver hepatic liv",
    "BRA": "bra brain cns cerebral cerebrum cerebellum meninges meningeal|spinal cord|central nervous system",
    "LYM": "lym ln lns lymph nodes node nodal|lymph node|lymph nodes|non-regional nodes"
    "|non-regional lymph nodes|nonregional nodes|nonregional lymph nodes",
    "MAR": "mar marrow|bone marrow",
    "PLE": "ple mpe pleura pleural|pleural effusion|malignant pleural effusion",
    "PER": "per peritoneum peritoneal omentum omental",
    "ADR": "adr adrenal adrenals|adrenal gland|adrenal glands",
    "SKI": "ski skin cutaneous",
    "OTH": "oth other others spleen splenic pancreas pancreatic pericardium pericardial thyroid heart "
    "breast ovary ovaries bowel stomach eye bladder prostate ureter parotid tongue"
    "|other organ|other organs",
    SOFT_TISSUE: "muscle muscles subcutis subcutaneous|soft tissue|soft tissues|subcutaneous tissue",
    KIDNEY: "kidney kidneys renal ren kid",
}


def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for code, names in _NAMES.items():
        single, *several = names.split("|")
        words |= dict.fromkeys([*single.split(), *several], code)
    return words


CODE_OF = _words()
WRITTEN = frozenset(code.lower() for code in SITE_CODES)
SHORT = frozenset(name for name in CODE_OF if len(name) == len("OSS"))
"""The codes, and what is written in their place: LIV, BON."""
SPOKEN = frozenset(
    name for name in CODE_OF if len(name) > 3 and name not in ("other", "others", "node", "nodes")
)
"""Names that can only be a site where they follow M1 without a bracket."""

_NO_SITE = frozenset({"pet", "mri", "mrt", "fdg", "psa", "cea", "ctc", "csf", "suv", "nos", "alk", "met"})
"""Three letters that are no site and are not meant as one."""

_SAID_BESIDE = re.compile(
    r"\b(?:left|right|both|bilateral|contralateral|ipsilateral|distant|multiple|single|solitary|"
    r"metastas[ei]s|metastatic|mets?|lesions?|deposits?)\b ?|^\d{1,2} (?=[a-z])"
)
_BOTH = re.compile(r"\b(?:left and right|right and left)\b")
_NODES = re.compile(
    r"(?:(?:retroperitoneal|para-?(?:aortic|caval|tracheal)|mediastinal|hilar|cervical|supraclavicular|axillary"
    r"|inguinal|pelvic|iliac|mesenteric|abdominal|coeliac|celiac|thoracic|retrocrural) ?){1,3}"
    r"(?:lymph )?(?:nodes?|lns?)"
)
_BETWEEN = re.compile(r" ?(?:[,;:/&+]| and ) ?")


def codes_in(words: str) -> tuple[str, ...] | None:
    """The codes of a list of sites such as "lung, liver" or "OSS/KID", None where a word is no site."""
    found: list[str] = []
    for word in words_in(words):
        code = code_of(word)
        if code is None:
            return None
        found.append(code)
    return tuple(dict.fromkeys(found)) or None


def words_in(words: str) -> list[str]:
    """The names in a list of sites. Codes may stand side by side with only a space between."""
    names = filter(None, (word.strip() for word in _BETWEEN.split(_BOTH.sub("both", words))))
    return [
        each
        for name in names
        for each in (name.split() if all(code in WRITTEN for code in name.split()) else [name])
    ]


def code_of(word: str) -> str | None:
    """The code of one site in lower case; KID for a kidney, SOF for muscle and soft tissue."""
    name = _SAID_BESIDE.sub("", word).strip()
    return CODE_OF.get(word.strip()) or CODE_OF.get(name) or ("LYM" if _NODES.fullmatch(name) else None)


def unknown_code(words: str) -> str | None:
    """The first word of a list of sites that is written as a code and is none."""
    pieces = (piece.strip() for piece in _BETWEEN.split(words))
    return next((each for each in pieces if _is_like_code(each) and not code_of(each)), None)


def _is_like_code(word: str) -> bool:
    return len(word) == len("OSS") and word.isalpha() and word not in _NO_SITE


def written(organs: tuple[str, ...]) -> tuple[str, ...]:
    """The codes as a notation writes them: the kidney is one of the others."""
    return tuple(dict.fromkeys("OTH" if organ in (KIDNEY, SOFT_TISSUE) else organ for organ in organs))
