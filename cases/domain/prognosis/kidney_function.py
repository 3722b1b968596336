"""Kidney function and body size: CKD-EPI 2021, Cockcroft-Gault, Mosteller."""

from math import sqrt

from ..known import Recorded, answer, choice, number
from .score import Score, in_words, lacking, round_half_up

UMOL_L_PER_MG_DL = 88.4
UNSTABLE = (
    "The creatinine is not in a steady state (acute kidney injury): this is not a number to rely on, and "
    "no guidance is matched by it."
)
PREGNANT = "The equation is not valid in pregnancy."
MUSCLE = (
    "At extremes of muscle mass it misleads: cachexia makes it too high. Near a decision threshold "
    "cystatin C or a measured GFR is preferred."
)
ONE_VALUE = (
    "One value gives a GFR category, not chronic kidney disease, which takes more than three months and, in "
    "G1 and G2, a marker of kidney damage."
)

CATEGORIES = ((90, "G1"), (60, "G2"), (45, "G3a"), (30, "G3b"), (15, "G4"), (0, "G5"))
"""KDIGO 2024: the least eGFR (mL/min/1.73 m², whole number) of each category."""

DOSING_REFERENCE = "eGFR by CKD-EPI 2021 and body surface area by Mosteller; see there."


def ckd_epi_2021(creatinine_umol_l: float, age_years: float, *, female: bool) -> float:
    """eGFR in mL/min/1.73 m² from serum creatinine in µmol/L; adults from 18 years.

    Source: Inker et al., N Engl J Med 2021;385:1737-49, coefficients as given by NIDDK (certainty A).
    """
    kappa, alpha = (0.7, -0.241) if female else (0.9, -0.302)
    ratio = creatinine_umol_l / UMOL_L_PER_MG_DL / kappa
    egfr: float = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.200 * 0.9938**age_years
    return egfr * 1.012 if female else egfr


def gfr_category(egfr: float) -> str:
    """KDIGO category of an eGFR (mL/min/1.73 m²), which is first rounded half up to a whole number."""
    reported = round_half_up(egfr)
    return next(name for least, name in CATEGORIES if reported >= least)


def cockcroft_gault(creatinine_umol_l: float, age_years: float, weight_kg: float, *, female: bool) -> float:
    """Creatinine clearance in mL/min, not indexed. Source: Nephron 1976;16:31-41 (certainty C)."""
    clearance = (140 - age_years) * weight_kg / (72 * creatinine_umol_l / UMOL_L_PER_MG_DL)
    return clearance * 0.85 if female else clearance


def mosteller(height_cm: float, weight_kg: float) -> float:
    """Body surface area in m². Source: N Engl J Med 1987;317:1098 (certainty C)."""
    return sqrt(height_cm * weight_kg / 3600)


def du_bois(height_cm: float, weight_kg: float) -> float:
    """Body surface area in m². Source: Arch Intern Med 1916;17:863 (certainty C)."""
    area: float = 0.007184 * height_cm**0.725 * weight_kg**0.425
    return area


def deindexed(egfr: float, area_m2: float) -> float:
    """An eGFR (mL/min/1.73 m²) as mL/min for a body surface area in m²."""
    return egfr * area_m2 / 1.73


# As scores of a case


def egfr(facts: Recorded) -> Score:
    """eGFR with its KDIGO category. An unstable creatinine leaves the number with a caveat."""
    value = _egfr(facts)
    return Score(
        key="egfr",
        label="eGFR (CKD-EPI 2021)",
        value=value,
        reported="" if value is None else str(round_half_up(value)),
        category=None if value is None else gfr_category(value),
        unit="mL/min/1.73 m²",
        formula="142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age × 1.012 if female; Scr in mg/dL; "
        "κ 0.7 and α −0.241 female, κ 0.9 and α −0.302 male",
        inputs=in_words(facts, "creatinine_umol_l", "age_years", "sex"),
        reference="Inker LA et al. N Engl J Med 2021;385:1737-49. Categories: KDIGO 2024, "
        "Kidney Int 2024;105(4S):S117-S314.",
        certainty="A",
        missing=lacking(facts, "creatinine_umol_l", "age_years", "sex"),
        caveats=() if value is None else (*steady_state_caveats(facts), MUSCLE, ONE_VALUE),
        unsound="" if value is None else _unsound(facts),
    )


def _egfr(facts: Recorded) -> float | None:
    creatinine, age, sex = (
        number(facts, "creatinine_umol_l"),
        number(facts, "age_years"),
        choice(facts, "sex"),
    )
    if creatinine is None or age is None or sex is None:
        return None
    return ckd_epi_2021(creatinine, age, female=sex == "female")


def _unsound(facts: Recorded) -> str:
    if answer(facts, "creatinine_unstable"):
        return "not to rely on while the creatinine is not steady"
    return "not valid in pregnancy" if answer(facts, "pregnant") else ""


def steady_state_caveats(facts: Recorded) -> tuple[str, ...]:
    unstable = (UNSTABLE,) if answer(facts, "creatinine_unstable") else ()
    return (*unstable, PREGNANT) if answer(facts, "pregnant") else unstable


def creatinine_clearance(facts: Recorded) -> Score:
    """Cockcroft-Gault with the actual weight."""
    keys = ("creatinine_umol_l", "age_years", "sex", "weight_kg")
    missing = lacking(facts, *keys)
    value = None if missing else _clearance(facts)
    return Score(
        key="creatinine_clearance",
        label="Creatinine clearance (Cockcroft-Gault)",
        value=value,
        reported="" if value is None else str(round_half_up(value)),
        unit="mL/min",
        formula="(140 − age) × weight in kg / (72 × Scr in mg/dL) × 0.85 if female",
        inputs=in_words(facts, *keys),
        reference="Cockcroft and Gault. Nephron 1976;16:31-41 (citation not confirmed).",
        certainty="C",
        missing=missing,
        caveats=()
        if value is None
        else (
            *steady_state_caveats(facts),
            "With the actual weight; ideal or adjusted weight gives another figure.",
        ),
    )


def _clearance(facts: Recorded) -> float:
    creatinine, age = number(facts, "creatinine_umol_l"), number(facts, "age_years")
    weight = number(facts, "weight_kg")
    assert creatinine is not None and age is not None and weight is not None
    return max(0.0, cockcroft_gault(creatinine, age, weight, female=choice(facts, "sex") == "female"))


def _area(facts: Recorded) -> tuple[float, float] | None:
    height, weight = number(facts, "height_cm"), number(facts, "weight_kg")
    return None if height is None or weight is None else (height, weight)


def body_surface_area(facts: Recorded) -> Score:
    """Mosteller, with Du Bois beside it."""
    size = _area(facts)
    value = mosteller(*size) if size else None
    return Score(
        key="body_surface_area",
        label="Body surface area (Mosteller)",
        value=value,
        reported="" if value is None else f"{value:.2f}",
        unit="m²",
        formula="√(height in cm × weight in kg / 3600)",
        inputs=in_words(facts, "height_cm", "weight_kg"),
        also=(("Du Bois", f"{du_bois(*size):.2f} m²"),) if size else (),
        reference="Mosteller. N Engl J Med 1987;317:1098 (citation not confirmed).",
        certainty="C",
        missing=lacking(facts, "height_cm", "weight_kg"),
    )


def deindexed_egfr(facts: Recorded) -> Score:
    """The eGFR for this body surface, as drug dosing may want it."""
    indexed, size = _egfr(facts), _area(facts)
    value = deindexed(indexed, mosteller(*size)) if indexed is not None and size else None
    keys = ("creatinine_umol_l", "age_years", "sex", "height_cm", "weight_kg")
    return Score(
        key="deindexed_egfr",
        label="eGFR for this body surface",
        value=value,
        reported="" if value is None else str(round_half_up(value)),
        unit="mL/min",
        formula="eGFR × body surface area / 1.73",
        inputs=in_words(facts, *keys),
        reference=DOSING_REFERENCE,
        certainty="C",
        missing=lacking(facts, *keys),
        caveats=() if value is None else steady_state_caveats(facts),
    )
