"""The Royal Marsden score, and the metastatic sites that it counts."""

from ..kidneys import KidneyStatus, kidney_status
from ..known import Recorded, chosen, count, number
from .score import Score, ScoreItem, counted_points, in_words, part

LUNGS = frozenset({"lung", "contralateral_lung"})
LOW_ALBUMIN_G_L = 35
MANY_SITES = 3
_INVOLVED = (KidneyStatus.METASTASIS, KidneyStatus.ASSUMED)


def site_range(facts: Recorded) -> tuple[int, int] | None:
    """The least and the most sites with metastases; None while the other sites are not recorded.

    The kidney counts as one site where its lesions count as metastases, both lungs as one; regional nodes
    are not asked about and do not count. The counting rule is certainty C.
    """
    elsewhere = chosen(facts, "other_metastatic_sites")
    if elsewhere is None:
        if count(facts, "other_lesion_count") != 0:
            return None
        elsewhere = frozenset()
    others = len(elsewhere) - (elsewhere >= LUNGS)
    status = kidney_status(facts)
    return others + (status in _INVOLVED), others + (status is not KidneyStatus.NOT)


def metastatic_site_count(facts: Recorded) -> int | None:
    """The number of sites with metastases; None while the kidney or the other sites leave it open."""
    found = site_range(facts)
    return found[0] if found and found[0] == found[1] else None


def royal_marsden_score(facts: Recorded) -> Score:
    """0 to 3: albumin, LDH, sites. Settled as soon as what is unknown cannot change it."""
    albumin, ldh = number(facts, "albumin_g_l"), number(facts, "ldh_u_l")
    limit, sites = number(facts, "ldh_upper_limit_u_l"), site_range(facts)
    many = None if sites is None or sites[0] < MANY_SITES <= sites[1] else sites[0] >= MANY_SITES
    missing = _missing(facts, many, sites)
    value = None
    parts: tuple[ScoreItem, ...] = ()
    if albumin is not None and ldh is not None and limit is not None and many is not None and sites:
        points = (albumin < LOW_ALBUMIN_G_L, ldh > limit, many)
        value = sum(points)
        words = str(sites[0]) if sites[0] == sites[1] else f"{sites[0]} or {sites[1]}"
        against_limit = f"{ldh:g} of at most {limit:g} U/L"
        parts = (
            part(facts, "albumin_g_l", points[0]),
            ScoreItem("LDH", against_limit, counted_points(points[1])),
            ScoreItem("Metastatic sites", words, counted_points(points[2])),
        )
    return Score(
        key="royal_marsden_score",
        label="Royal Marsden score",
        value=value,
        reported="" if value is None else str(value),
        group=None if value is None else ("poor" if value >= 2 else "good"),
        formula="1 point each: albumin under 35 g/L; LDH above its upper limit; three or more metastatic "
        "sites (the kidney is one). 0 to 1 good, 2 to 3 poor",
        inputs=in_words(
            facts,
            "albumin_g_l",
            "ldh_u_l",
            "ldh_upper_limit_u_l",
            "other_metastatic_sites",
            "kidney_diagnosis",
        ),
        parts=parts,
        meaning=""
        if value is None
        else "In the validation cohort median survival was 33.9 weeks (good) and 21.1 weeks (poor).",
        reference="Garrido-Laguna I et al. Cancer 2012;118:1422-8 (doi 10.1002/cncr.26413).",
        certainty="A",
        missing=missing,
        caveats=()
        if value is None
        else ("Made for people entering phase I trials. How sites are counted is C.",),
    )


def _missing(facts: Recorded, many: bool | None, sites: tuple[int, int] | None) -> tuple[str, ...]:
    keys = [key for key in ("albumin_g_l", "ldh_u_l", "ldh_upper_limit_u_l") if key not in facts]
    if sites is None:
        keys.append("other_metastatic_sites")
    elif many is None:
        keys.append("kidney_diagnosis")
    return tuple(keys)
