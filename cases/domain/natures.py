"""What each kidney lesion is held to be: by its own diagnosis, else by that of the kidney."""

from collections.abc import Sequence

from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, Value, joined

from .kidneys import diagnosis_of as held_to_be
from .known import METASTASIS, Lesion, Recorded, lesions

DIAGNOSIS = "diagnosis"
OF_KIDNEY = "kidney_diagnosis"
METASTATIC, NOT_RECORDED = "metastasis", ""


def diagnosis_of(lesion: Lesion, of_kidney: Value | None) -> str:
    """Its own diagnosis, else that of the kidney; "" where neither is recorded."""
    facts = {} if of_kidney is None else {OF_KIDNEY: of_kidney}
    return held_to_be(lesion, facts) or NOT_RECORDED


def nature_of(lesion: Lesion, of_kidney: Value | None) -> str:
    """As the diagnosis, but for metastases, which are one nature, confirmed or presumed."""
    diagnosis = diagnosis_of(lesion, of_kidney)
    return METASTATIC if diagnosis in METASTASIS else diagnosis


def with_diagnoses(recorded: Recorded) -> tuple[Lesion, ...]:
    """The lesions, each with the diagnosis that holds for it, where one does."""
    of_kidney = recorded.get(OF_KIDNEY)
    return tuple(
        {**lesion, DIAGNOSIS: diagnosis} if (diagnosis := diagnosis_of(lesion, of_kidney)) else lesion
        for lesion in lesions(recorded) or ()
    )


def diagnosis_words(diagnosis: str) -> str:
    """ "presumed metastasis", "a second primary", or that it is not recorded."""
    return LESION_FIELDS[DIAGNOSIS].words(diagnosis) if diagnosis else "diagnosis not recorded"


def own_diagnoses(found: Sequence[Lesion]) -> str:
    """ "1 benign and 2 uncertain": the lesions that say for themselves what they are, counted."""
    own = [str(lesion[DIAGNOSIS]) for lesion in found if DIAGNOSIS in lesion]
    order = [value for value in VOCABULARY[OF_KIDNEY].choice_values if value in own]
    return joined([f"{own.count(each)} {diagnosis_words(each).removeprefix('a ')}" for each in order])
