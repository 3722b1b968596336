"""The two palliative prognostic scores."""

from ..known import Recorded, answer, choice, chosen, number
from .score import Score, ScoreItem, counted_points, in_words, lacking, part

INTAKE = {"normal": 0.0, "moderately_reduced": 1.0, "severely_reduced": 2.5}
WEEKS = {"over_12": 0.0, "11_12": 2.0, "7_10": 2.5, "5_6": 4.5, "3_4": 6.0, "1_2": 8.5}

PPI_KEYS = ("pps", "oral_intake", "oedema", "dyspnoea_at_rest", "delirium")
BREATHLESSNESS = "breathlessness"
PAP_KEYS = (
    "anorexia",
    "karnofsky",
    "clinician_weeks",
    "white_cells_10_9_l",
    "lymphocyte_percent",
)


def palliative_prognostic_index(facts: Recorded) -> Score:
    """0 to 15. Source: Morita et al., Support Care Cancer 1999;7:128 (certainty A)."""
    missing = lacking(facts, *PPI_KEYS)
    points = {} if missing else _ppi_points(facts)
    value = sum(points.values()) if points else None
    return Score(
        key="palliative_prognostic_index",
        label="Palliative Prognostic Index",
        value=value,
        reported="" if value is None else f"{value:g}",
        group=None if value is None else _ppi_group(value),
        formula="PPS 10 to 20: 4, 30 to 50: 2.5, 60 and more: 0; intake severely reduced 2.5, moderately 1; "
        "oedema 1; dyspnoea at rest 3.5; delirium 4. Group A up to 2, B over 2 up to 4, C over 4",
        inputs=in_words(facts, *PPI_KEYS),
        parts=_parts(facts, points),
        meaning="" if value is None else _ppi_meaning(value),
        reference="Morita T et al. Support Care Cancer 1999;7:128.",
        certainty="A",
        missing=missing,
        caveats=()
        if value is None or not answer(facts, "delirium")
        else ("Delirium that one reversible drug explains alone does not count (certainty C).",),
    )


def _ppi_points(facts: Recorded) -> dict[str, float]:
    pps = number(facts, "pps") or 0
    return {
        "pps": 4.0 if pps <= 20 else 2.5 if pps <= 50 else 0.0,
        "oral_intake": INTAKE[choice(facts, "oral_intake") or "normal"],
        "oedema": 1.0 if answer(facts, "oedema") else 0.0,
        "dyspnoea_at_rest": 3.5 if answer(facts, "dyspnoea_at_rest") else 0.0,
        "delirium": 4.0 if answer(facts, "delirium") else 0.0,
    }


def _ppi_group(value: float) -> str:
    return "A" if value <= 2 else "B" if value <= 4 else "C"


def _ppi_meaning(value: float) -> str:
    if value > 6:
        return "Over 6: in the published cohort such people mostly lived less than three weeks."
    if value > 4:
        return "Over 4: in the published cohort such people mostly lived less than six weeks."
    return "Not over 4, from where the published cohort mostly lived less than six weeks."


def palliative_prognostic_score(facts: Recorded) -> Score:
    """0 to 17.5. Sources: Pirovano et al. and Maltoni et al. 1999; item weights are certainty B."""
    dyspnoea = has_dyspnoea(facts)
    missing = (*(("symptoms",) if dyspnoea is None else ()), *lacking(facts, *PAP_KEYS))
    points = {} if missing else _pap_points(facts)
    value = sum(points.values()) + (1.0 if dyspnoea else 0.0) if points else None
    group = None if value is None else "A" if value <= 5.5 else "B" if value <= 11 else "C"
    survival = {"A": "over 70%", "B": "30 to 70%", "C": "under 30%"}
    return Score(
        key="palliative_prognostic_score",
        label="Palliative Prognostic Score",
        value=value,
        reported="" if value is None else f"{value:g}",
        group=group,
        formula="Any dyspnoea 1; anorexia 1.5; Karnofsky 10 to 20: 2.5; expected weeks 11 to 12: 2, "
        "7 to 10: 2.5, 5 to 6: 4.5, 3 to 4: 6, 1 to 2: 8.5; white cells over 8.5: 0.5, over 11: 1.5; "
        "lymphocytes under 20%: 1, under 12%: 2.5. Group A up to 5.5, B up to 11, C over 11",
        inputs=_pap_inputs(facts, dyspnoea),
        parts=_pap_parts(facts, points, dyspnoea is True),
        meaning=f"Group {group}: 30-day survival {survival[group]} in the published cohorts."
        if group
        else "",
        reference="Pirovano M et al. and Maltoni M et al. J Pain Symptom Manage 1999;17:231-9 and 240-7; "
        "PCNOW Fast Fact 124.",
        certainty="B",
        missing=missing,
        caveats=() if value is None else ("The clinician's own estimate carries up to half of the score.",),
    )


def has_dyspnoea(facts: Recorded) -> bool | None:
    """Any breathlessness, at rest or not, as the score means it; None while it is not recorded.

    Source: Pirovano et al. 1999.
    """
    symptoms = chosen(facts, "symptoms")
    if answer(facts, "dyspnoea_at_rest") or BREATHLESSNESS in (symptoms or ()):
        return True
    return None if symptoms is None else False


def _pap_inputs(facts: Recorded, dyspnoea: bool | None) -> tuple[tuple[str, str], ...]:
    said = () if dyspnoea is None else (("any dyspnoea", "yes" if dyspnoea else "no"),)
    return (*said, *in_words(facts, *PAP_KEYS))


def _pap_parts(facts: Recorded, points: dict[str, float], dyspnoea: bool) -> tuple[ScoreItem, ...]:
    if not points:
        return ()
    first = ScoreItem("Any dyspnoea", "yes" if dyspnoea else "no", counted_points(1.0 if dyspnoea else 0.0))
    return (first, *_parts(facts, points))


def _pap_points(facts: Recorded) -> dict[str, float]:
    karnofsky = number(facts, "karnofsky") or 0
    cells, lymphocytes = number(facts, "white_cells_10_9_l") or 0, number(facts, "lymphocyte_percent") or 0
    return {
        "anorexia": 1.5 if answer(facts, "anorexia") else 0.0,
        "karnofsky": 2.5 if karnofsky < 30 else 0.0,
        "clinician_weeks": WEEKS[choice(facts, "clinician_weeks") or "over_12"],
        "white_cells_10_9_l": 1.5 if cells > 11 else 0.5 if cells > 8.5 else 0.0,
        "lymphocyte_percent": 2.5 if lymphocytes < 12 else 1.0 if lymphocytes < 20 else 0.0,
    }


def _parts(facts: Recorded, points: dict[str, float]) -> tuple[ScoreItem, ...]:
    return tuple(part(facts, key, counts) for key, counts in points.items())
