"""Where staging asks and never decides: upper tract or metastasis, second primary or metastasis."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from ..kidneys import UROTHELIAL_PRIMARIES, KidneyStatus, diagnosis_of, kidney_status, lesion_status
from ..known import METASTASIS, OF_ANOTHER_NATURE, Lesion, Recorded, choice, lesions
from .findings import Finding, Question, StagingOption
from .tables import StagingTable

_DECIDED = METASTASIS | OF_ANOTHER_NATURE | {"lymphoma"}
IN_SINUS = "sinus_or_pelvis"


class Guard(StrEnum):
    """What a person has to decide about a kidney lesion before it counts one way or the other."""

    UPPER_TRACT = "upper_tract"
    CYTOLOGY = "cytology"
    BESIDE_AN_UPPER_TRACT_PRIMARY = "beside"
    PLACE = "place"
    SECOND_PRIMARY = "second_primary"


def guard_of(lesion: Lesion, facts: Recorded, table: StagingTable) -> Guard | None:
    """What is asked about this lesion; None once a diagnosis is recorded, for it or for the kidney.

    A lesion in the sinus says nothing of the others: each is asked about for itself.
    """
    if diagnosis_of(lesion, facts) in _DECIDED or lesion_status(lesion, facts) is KidneyStatus.NOT:
        return None
    place = lesion.get("location")
    if place == IN_SINUS and _is_urothelial(facts, table):
        return Guard.UPPER_TRACT
    if choice(facts, "primary_site") == "upper_tract":
        return Guard.BESIDE_AN_UPPER_TRACT_PRIMARY
    if _has_positive_cytology(facts, table):
        return Guard.CYTOLOGY
    if "upper_tract" in table.guards and place is None:
        return Guard.PLACE
    return Guard.SECOND_PRIMARY if "rcc_second_primary" in table.guards else None


def told_by(lesion: Lesion) -> tuple[object, object]:
    """What tells lesions apart as far as it is decided what they are: diagnosis and place."""
    return lesion.get("diagnosis"), lesion.get("location")


def guard_question(facts: Recorded, table: StagingTable) -> Question | None:
    """The question that a person has to answer about a kidney lesion; asked until it is decided."""
    spoken_of = _lesions_spoken_of(facts)
    asked = [(guard_of(lesion, facts, table), lesion) for lesion in spoken_of]
    guard = next((each for each in Guard if each in {found for found, _ in asked}), None)
    if guard is None:
        return None
    of_the_kidney = all(found is guard and "diagnosis" not in lesion for found, lesion in asked)
    question = _QUESTIONS[guard]
    return question if of_the_kidney else _at_the_lesion(question)


def _at_the_lesion(question: Question) -> Question:
    """The same of one among several lesions, or of one with a diagnosis of its own: it is answered there.

    An answer for the whole kidney would speak of the others too, or would change nothing.
    """
    options = tuple(StagingOption(option.label, "lesions") for option in question.options)
    return replace(question, options=options, fact="lesions")


def _lesions_spoken_of(facts: Recorded) -> tuple[Lesion, ...]:
    """The listed lesions; an unknown one where a diagnosis speaks of one that is not listed."""
    found = lesions(facts)
    if found:
        # Alike in what decides: of fifty lesions there are few kinds.
        return tuple({told_by(lesion): lesion for lesion in found}.values())
    return () if kidney_status(facts) in (KidneyStatus.NOT, KidneyStatus.UNKNOWN) else ({},)


def place_findings(facts: Recorded, table: StagingTable) -> Iterator[Finding]:
    """A metastasis that was accepted although its place is in the sinus, or not recorded.

    The decision stands, and nobody has to change the lesion's place for its sake.
    """
    accepted = [lesion for lesion in _lesions_spoken_of(facts) if diagnosis_of(lesion, facts) in METASTASIS]
    places = {lesion.get("location") for lesion in accepted}
    if IN_SINUS in places and _is_urothelial(facts, table):
        yield Finding("W_METASTASIS_IN_SINUS", "warning", _IN_SINUS_MESSAGE, "kidney_diagnosis")
    elif accepted and _has_positive_cytology(facts, table):
        yield Finding("W_METASTASIS_AND_CYTOLOGY", "warning", _CYTOLOGY_MESSAGE, "kidney_diagnosis")
    elif None in places and "upper_tract" in table.guards:
        yield Finding("W_LOCATION_NOT_RECORDED", "warning", _NO_PLACE_MESSAGE, "lesions")


_IN_SINUS_MESSAGE = (
    "A lesion in the renal sinus or pelvis is recorded as a metastasis, and is staged as one. With a "
    "urothelial cancer a lesion there is usually a separate primary of the upper tract."
)
_CYTOLOGY_MESSAGE = (
    "Cytology of the upper urinary tract is positive, and the kidney lesion is recorded as a metastasis and "
    "staged as one. A separate primary of the upper tract has to be considered."
)
_NO_PLACE_MESSAGE = (
    "Where in the kidney the lesions lie is not recorded. In the renal sinus or pelvis a urothelial "
    "lesion would be a separate primary of the upper tract rather than a metastasis."
)


def _is_urothelial(facts: Recorded, table: StagingTable) -> bool:
    if "upper_tract" in table.guards or choice(facts, "primary_site") in UROTHELIAL_PRIMARIES:
        return True
    return "urothelial" in (choice(facts, "histology"), choice(facts, "biopsy_result"))


def _has_positive_cytology(facts: Recorded, table: StagingTable) -> bool:
    """Of the upper tract, where that is not the primary itself."""
    if choice(facts, "upper_tract_cytology") != "positive" or choice(facts, "primary_site") == "upper_tract":
        return False
    return _is_urothelial(facts, table)


def _answers(**diagnoses: str) -> tuple[StagingOption, ...]:
    """A diagnosis of the kidney each, with what follows from it."""
    return tuple(StagingOption(said, "kidney_diagnosis", value) for value, said in diagnoses.items())


_QUESTIONS = {
    Guard.UPPER_TRACT: Question(
        "Q_UPPER_TRACT",
        "A lesion lies in the renal sinus or pelvis. A urothelial lesion there is usually a separate primary "
        "of the upper tract, not a metastasis; biopsy shows urothelial cancer either way. Which is it?",
        _answers(
            second_primary="A separate primary of the upper tract, staged on its own: T3 where it grows into "
            "the parenchyma.",
            metastasis_presumed="A metastasis all the same: it is then staged as one.",
        ),
        "kidney_diagnosis",
    ),
    Guard.CYTOLOGY: Question(
        "Q_UPPER_TRACT",
        "Cytology of the upper urinary tract is positive, so that there may be a separate primary of the "
        "upper tract. Is the kidney lesion that primary, or a metastasis?",
        _answers(
            second_primary="A separate primary of the upper tract, staged on its own: T3 where it grows into "
            "the parenchyma.",
            metastasis_presumed="A metastasis all the same: it is then staged as one.",
        ),
        "kidney_diagnosis",
    ),
    Guard.BESIDE_AN_UPPER_TRACT_PRIMARY: Question(
        "Q_UPPER_TRACT",
        "The primary is in the renal pelvis or ureter. Does it grow into the kidney, or is this a "
        "metastasis?",
        _answers(
            direct_growth="Growth of the primary into its own kidney: T3 (from the ureter T4), M is not "
            "changed.",
            metastasis_presumed="A metastasis in the other kidney: M1.",
        ),
        "kidney_diagnosis",
    ),
    Guard.PLACE: Question(
        "Q_UPPER_TRACT",
        "Where in the kidney do the lesions lie? A urothelial lesion in the sinus or pelvis is asked about.",
        (
            StagingOption(
                "In the renal sinus or pelvis: a separate primary of the upper tract has to be considered.",
                "lesions",
            ),
            StagingOption("In the parenchyma: a metastasis, once it is accepted as one.", "lesions"),
        ),
        "lesions",
    ),
    Guard.SECOND_PRIMARY: Question(
        "Q_RCC_SECOND_PRIMARY",
        "A renal mass with renal cell carcinoma as the primary is a second primary or a metastasis. "
        "That is a clinical decision. What is it held to be?",
        _answers(
            metastasis_presumed="A metastasis in the other kidney: M1, stage IV.",
            second_primary="A second primary: each kidney is staged on its own.",
            direct_growth="A second focus in the kidney of the primary: its own growth, not M1; T and N "
            "stage it (certainty C).",
        ),
        "kidney_diagnosis",
    ),
}
