"""Where staging asks and never decides: upper tract or metastasis, second primary or metastasis."""

from __future__ import annotations

from ..kidneys import UROTHELIAL_PRIMARIES, KidneyStatus, kidney_status, lesion_in_sinus
from ..known import METASTASIS, Recorded, choice
from .findings import Finding, Option, Question
from .tables import StagingTable

_SEPARATE = Option(
    "A separate primary of the upper tract, staged on its own: T3 where it grows into the parenchyma.",
    "kidney_diagnosis",
    "second_primary",
)


def guard_question(facts: Recorded, table: StagingTable) -> Question | None:
    """The question that has to be answered by a person before M can follow from the pattern."""
    status = kidney_status(facts)
    if status in (KidneyStatus.NOT, KidneyStatus.UNKNOWN):
        return None
    if _is_urothelial(facts, table) and lesion_in_sinus(facts):
        return _upper_tract()
    decided = choice(facts, "kidney_diagnosis") in METASTASIS
    if choice(facts, "primary_site") == "upper_tract" and not decided:
        return _beside_an_upper_tract_primary()
    if "upper_tract" in table.guards and lesion_in_sinus(facts) is None and not decided:
        return _where_is_it()
    if "rcc_second_primary" in table.guards and not decided:
        return _second_primary()
    return None


def location_finding(facts: Recorded, table: StagingTable) -> Finding | None:
    """An accepted metastasis of a urothelial cancer whose place in the kidney is not recorded."""
    if "upper_tract" not in table.guards or kidney_status(facts) is not KidneyStatus.METASTASIS:
        return None
    if lesion_in_sinus(facts) is not None:
        return None
    message = (
        "Where in the kidney the lesions lie is not recorded. In the renal sinus or pelvis a urothelial "
        "lesion would be a separate primary of the upper tract rather than a metastasis."
    )
    return Finding("W_LOCATION_NOT_RECORDED", "warning", message, "lesions")


def _is_urothelial(facts: Recorded, table: StagingTable) -> bool:
    if "upper_tract" in table.guards or choice(facts, "primary_site") in UROTHELIAL_PRIMARIES:
        return True
    return "urothelial" in (choice(facts, "histology"), choice(facts, "biopsy_result"))


def _upper_tract() -> Question:
    parenchyma = Option(
        "A metastasis in the parenchyma: record the lesion's place as parenchyma.", "lesions", None
    )
    text = (
        "A lesion lies in the renal sinus or pelvis. A urothelial lesion there is usually a separate primary "
        "of the upper tract, not a metastasis; biopsy shows urothelial cancer either way. Which is it?"
    )
    return Question("Q_UPPER_TRACT", text, (_SEPARATE, parenchyma), "kidney_diagnosis")


def _beside_an_upper_tract_primary() -> Question:
    options = (
        Option(
            "Growth of the primary into its own kidney: T3 (from the ureter T4), M is not changed.",
            "kidney_diagnosis",
            "second_primary",
        ),
        Option("A metastasis in the other kidney: M1.", "kidney_diagnosis", "metastasis_presumed"),
    )
    text = (
        "The primary is in the renal pelvis or ureter. Does it grow into the kidney, or is this a metastasis?"
    )
    return Question("Q_UPPER_TRACT", text, options, "kidney_diagnosis")


def _where_is_it() -> Question:
    options = (
        Option(
            "In the renal sinus or pelvis: a separate primary of the upper tract has to be considered.",
            "lesions",
        ),
        Option("In the parenchyma: a metastasis, once it is accepted as one.", "lesions"),
    )
    text = (
        "Where in the kidney do the lesions lie? A urothelial lesion in the sinus or pelvis is asked about."
    )
    return Question("Q_UPPER_TRACT", text, options, "lesions")


def _second_primary() -> Question:
    options = (
        Option("A metastasis in the other kidney: M1, stage IV.", "kidney_diagnosis", "metastasis_presumed"),
        Option("A second primary: each kidney is staged on its own.", "kidney_diagnosis", "second_primary"),
        Option("A second focus in the kidney of the primary: not M1; T and N stage it (certainty C)."),
    )
    text = (
        "A renal mass with renal cell carcinoma as the primary is a second primary or a metastasis. "
        "That is a clinical decision. What is it held to be?"
    )
    return Question("Q_RCC_SECOND_PRIMARY", text, options, "kidney_diagnosis")
