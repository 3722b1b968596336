"""The kidneys, their imaging, and the proof of what is in them."""

from collections.abc import Mapping
from datetime import date

from guidance.domain.vocabulary import NONE, VOCABULARY

from ..kidneys import BOTH, laterality
from ..known import HAEMATOLOGICAL, METASTASIS, Recorded, choice, chosen, lesions
from .contradiction_rule import ContradictionRule, Misfit, both, either, given, unknown, unless

_NO_BIOPSY = {"not_done", "planned", "contraindicated"}
_NO_CONTRAST = frozenset({"ct_plain", "ultrasound", NONE})
_ASSESSED = frozenset({"less_than_cortex", "like_cortex", "more_than_cortex"})
_TISSUE = frozenset(VOCABULARY["tissue_source"].choice_values) - {NONE}
_CANCER_SHOWN = frozenset({"metastasis", "renal_primary", "urothelial", "lymphoma"})
_NO_CANCER = frozenset({"benign_or_infection"})
_OF_A_LESION = frozenset({"metastasis", "renal_primary"})
"""What a biopsy shows of a lesion; the others may be of the renal pelvis or of the kidney as a whole."""
_NOT_LYMPHOMA = _CANCER_SHOWN - {"lymphoma"} | _NO_CANCER
_UROTHELIAL = frozenset({"bladder", "upper_tract"})
_OPEN = frozenset({"unknown", "other"})

# A resected kidney, tissue from elsewhere and cytology are proof, or give a result, without a biopsy of the
# kidney: where they are recorded nothing is said of one that is missing.
_OTHER_TISSUE = given(tissue_source=_TISSUE - {"kidney_biopsy"})
_RESULT_ELSEWHERE = given(tissue_source={"kidney_resection", "cytology"})


def _both_sides(facts: Recorded, _today: date) -> bool:
    return facts["solitary_kidney"] is True and laterality(facts) == BOTH


def _none_listed(facts: Recorded, _today: date) -> bool:
    return lesions(facts) == ()


def _no_lesion(facts: Recorded, today: date) -> bool:
    return _none_listed(facts, today) and choice(facts, "kidney_diagnosis") not in METASTASIS


def _contrast_missing(facts: Recorded, _today: date) -> bool:
    done = facts["imaging_done"]
    assessed = any(lesion.get("enhancement") in _ASSESSED for lesion in lesions(facts) or ())
    return assessed and isinstance(done, frozenset) and done <= _NO_CONTRAST


def _confirmed_lesion(facts: Recorded, _today: date) -> bool:
    """A lesion with a diagnosis of its own, where that of the kidney says nothing of proof."""
    own = [lesion.get("diagnosis") for lesion in lesions(facts) or ()]
    return "metastasis_confirmed" in own and choice(facts, "kidney_diagnosis") != "metastasis_confirmed"


def _own_diagnoses(facts: Recorded, _today: date) -> bool:
    return any("diagnosis" in lesion for lesion in lesions(facts) or ())


def _second_lesion(facts: Recorded, _today: date) -> bool:
    """A lesion that is of another cancer by its own diagnosis, where that of the kidney does not say so."""
    own = {lesion.get("diagnosis") for lesion in lesions(facts) or ()}
    return not own.isdisjoint(_of_a_second(facts)) and choice(facts, "kidney_diagnosis") not in _of_a_second(
        facts
    )


def _second_kidney(facts: Recorded, _today: date) -> bool:
    return choice(facts, "kidney_diagnosis") in _of_a_second(facts)


def _of_a_second(facts: Recorded) -> frozenset[str]:
    """The diagnoses that make a lesion a cancer beside the primary."""
    is_lymphoma = choice(facts, "primary_site") in HAEMATOLOGICAL
    return frozenset({"second_primary"} if is_lymphoma else {"second_primary", "lymphoma"})


def _number_of_second(facts: Recorded, _today: date) -> Mapping[str, str]:
    own = [lesion.get("diagnosis") for lesion in lesions(facts) or ()]
    place = next(place for place, diagnosis in enumerate(own, start=1) if diagnosis in _of_a_second(facts))
    return {"lesion": f"Lesion {place}", "held": VOCABULARY["kidney_diagnosis"].words(str(own[place - 1]))}


def _which_lesion(facts: Recorded, _today: date) -> Mapping[str, str]:
    own = [lesion.get("diagnosis") for lesion in lesions(facts) or ()]
    return {"lesion": f"Lesion {own.index('metastasis_confirmed') + 1}"}


_INCONCLUSIVE = given(biopsy_result={"non_diagnostic"})
_CONFIRMED = given(kidney_diagnosis={"metastasis_confirmed"})
_NOTHING_TAKEN = both(given(biopsy_status=_NO_BIOPSY), unknown("biopsy_result", "tissue_source"))
_NO_TISSUE = both(given(tissue_source={NONE}), unless(given(biopsy_result=_CANCER_SHOWN)))
_NO_ANSWER = both(_INCONCLUSIVE, unless(_OTHER_TISSUE), unless(_NO_TISSUE))


def _without_proof(
    code: str, fact: str, when: Misfit, what: str
) -> tuple[ContradictionRule, ContradictionRule]:
    """A confirmed metastasis that nothing proves: as the diagnosis of the kidney, and of one lesion."""
    return (
        ContradictionRule(
            code=f"W_CONFIRMED_{code}",
            facts=("kidney_diagnosis", fact),
            when=both(_CONFIRMED, when),
            sentence=f"The lesion is held to be a {{kidney_diagnosis}}, but {what}.",
        ),
        ContradictionRule(
            code=f"W_LESION_CONFIRMED_{code}",
            facts=("lesions", fact),
            when=both(_confirmed_lesion, when),
            sentence=f"{{lesion}} is held to be a confirmed metastasis, but {what}.",
            words=_which_lesion,
        ),
    )


_PROOF = (
    *_without_proof(
        "WITHOUT_BIOPSY",
        "biopsy_status",
        _NOTHING_TAKEN,
        "the biopsy is recorded as {biopsy_status}, and no other tissue is recorded",
    ),
    *_without_proof(
        "WITHOUT_TISSUE", "tissue_source", _NO_TISSUE, "the source of tissue is recorded as {tissue_source}"
    ),
    *_without_proof(
        "WITHOUT_RESULT",
        "biopsy_result",
        _NO_ANSWER,
        "the biopsy is recorded as {biopsy_result}, and no other tissue is recorded",
    ),
    ContradictionRule(
        code="W_PRESUMED_WITH_PROOF",
        facts=("kidney_diagnosis", "biopsy_result"),
        when=both(
            given(kidney_diagnosis={"metastasis_presumed"}, biopsy_result={"metastasis"}),
            unless(_own_diagnoses),
        ),
        sentence="The lesion is held to be a {kidney_diagnosis}, but the biopsy is recorded to show "
        "{biopsy_result}.",
    ),
)


def _in_both_lists(facts: Recorded, _today: date) -> bool:
    return bool(_stained_twice(facts))


def _stained_twice(facts: Recorded) -> frozenset[str]:
    return (chosen(facts, "ihc_positive") or frozenset()) & (chosen(facts, "ihc_negative") or frozenset())


def _markers_in_both(facts: Recorded, _today: date) -> Mapping[str, str]:
    return {"markers": VOCABULARY["ihc_positive"].words(_stained_twice(facts))}


def _without_tissue(code: str, key: str, of: Misfit) -> ContradictionRule:
    """Markers of a kidney lesion of which no tissue is recorded."""
    return ContradictionRule(
        code=code,
        facts=(key, "biopsy_status"),
        when=both(given(biopsy_status=_NO_BIOPSY), unless(_OTHER_TISSUE), of),
        sentence=f"Markers are recorded as {key.removeprefix('ihc_')}: {{{key}}}. But the biopsy of the "
        "kidney is recorded as {biopsy_status}, and no other tissue is recorded.",
    )


_MARKERS = (
    ContradictionRule(
        code="W_MARKER_IN_BOTH_LISTS",
        facts=("ihc_positive", "ihc_negative"),
        when=_in_both_lists,
        sentence="Recorded as positive and as negative in the immunohistochemistry: {markers}.",
        asks="{markers} in both?",
        words=_markers_in_both,
    ),
    _without_tissue("W_POSITIVE_WITHOUT_TISSUE", "ihc_positive", lambda _facts, _today: True),
    _without_tissue("W_NEGATIVE_WITHOUT_TISSUE", "ihc_negative", unknown("ihc_positive")),
)


def _of_another(result: str, primaries: frozenset[str]) -> Misfit:
    """A biopsy that shows a cancer that neither the primary nor the second cancer is."""
    sites = frozenset(VOCABULARY["primary_site"].choice_values) - primaries - _OPEN
    return both(
        given(biopsy_result={result}, primary_site=sites, kidney_diagnosis=METASTASIS),
        unless(given(second_cancer_site=primaries | _OPEN)),
    )


_BIOPSY = (
    ContradictionRule(
        code="W_RESULT_WITHOUT_BIOPSY",
        facts=("biopsy_result", "biopsy_status"),
        when=both(given(biopsy_status=_NO_BIOPSY), unless(_RESULT_ELSEWHERE)),
        sentence="The result of the biopsy is recorded as {biopsy_result}, but the biopsy itself as "
        "{biopsy_status}.",
    ),
    ContradictionRule(
        code="W_ROUTE_WITHOUT_BIOPSY",
        facts=("biopsy_status", "biopsy_route"),
        when=given(biopsy_status={"not_done", "contraindicated"}),
        sentence="The biopsy is recorded as {biopsy_status}, but also its route, {biopsy_route}.",
    ),
    ContradictionRule(
        code="W_TISSUE_WITHOUT_BIOPSY",
        facts=("tissue_source", "biopsy_status"),
        when=given(tissue_source={"kidney_biopsy"}, biopsy_status=_NO_BIOPSY),
        sentence="The source of tissue is recorded as {tissue_source}, but the biopsy of the kidney as "
        "{biopsy_status}.",
    ),
    ContradictionRule(
        code="W_BIOPSY_WITHOUT_TISSUE",
        facts=("tissue_source", "biopsy_status"),
        when=both(
            given(tissue_source={NONE}, biopsy_status={"done"}),
            unless(_INCONCLUSIVE),
        ),
        sentence="The source of tissue is recorded as {tissue_source}, but the biopsy of the kidney as "
        "{biopsy_status}.",
    ),
    ContradictionRule(
        code="W_RESULT_WITHOUT_TISSUE",
        facts=("tissue_source", "biopsy_result"),
        when=both(
            given(tissue_source={NONE}, biopsy_result=_CANCER_SHOWN | _NO_CANCER),
            unknown("biopsy_status"),
        ),
        sentence="The source of tissue is recorded as {tissue_source}, but the result of the biopsy as "
        "{biopsy_result}.",
    ),
    ContradictionRule(
        code="W_BIOPSY_OF_ANOTHER_CANCER",
        facts=("kidney_diagnosis", "biopsy_result"),
        when=both(
            either(_of_another("lymphoma", HAEMATOLOGICAL), _of_another("urothelial", _UROTHELIAL)),
            unless(_own_diagnoses),
        ),
        sentence="The lesion is held to be a {kidney_diagnosis}, but the biopsy is recorded to show "
        "{biopsy_result}, which the primary is not.",
    ),
    ContradictionRule(
        code="W_BIOPSY_OF_ANOTHER_NATURE",
        facts=("kidney_diagnosis", "biopsy_result"),
        when=both(
            either(
                given(kidney_diagnosis={"benign"}, biopsy_result=_CANCER_SHOWN),
                given(kidney_diagnosis={"lymphoma"}, biopsy_result=_NOT_LYMPHOMA),
                given(kidney_diagnosis={"second_primary", "direct_growth"}, biopsy_result=_NO_CANCER),
            ),
            unless(_own_diagnoses),
        ),
        sentence="The lesion is held to be {kidney_diagnosis}, but the biopsy is recorded to show "
        "{biopsy_result}.",
    ),
)

_SECOND = (
    ContradictionRule(
        code="W_SECOND_PRIMARY_WITHOUT_SECOND_CANCER",
        facts=("kidney_diagnosis", "second_cancer_site"),
        when=both(_second_kidney, given(second_cancer_site={NONE})),
        sentence="The lesion is held to be {kidney_diagnosis}, but a second cancer is recorded as "
        "{second_cancer_site}.",
    ),
    ContradictionRule(
        code="W_SECOND_LESION_WITHOUT_SECOND_CANCER",
        facts=("lesions", "second_cancer_site"),
        when=both(_second_lesion, given(second_cancer_site={NONE})),
        sentence="{lesion} is held to be {held}, but a second cancer is recorded as {second_cancer_site}.",
        words=_number_of_second,
    ),
)

_KIDNEYS = (
    ContradictionRule(
        code="W_SOLITARY_KIDNEY",
        facts=("solitary_kidney", "lesions"),
        when=_both_sides,
        sentence="One kidney alone is recorded, but lesions on both sides.",
    ),
    ContradictionRule(
        code="W_DIAGNOSIS_WITHOUT_LESION",
        facts=("lesions", "kidney_diagnosis"),
        when=both(_no_lesion, unless(given(tissue_source={"kidney_resection"}))),
        sentence="It is recorded that there is no lesion in the kidneys, but also what it is held to be: "
        "{kidney_diagnosis}.",
    ),
    ContradictionRule(
        code="W_BIOPSY_WITHOUT_LESION",
        facts=("lesions", "biopsy_result"),
        when=both(
            _none_listed,
            given(biopsy_result=_OF_A_LESION),
            unknown("kidney_diagnosis"),
            unless(_OTHER_TISSUE),
        ),
        sentence="It is recorded that there is no lesion in the kidneys, but also that the biopsy showed "
        "{biopsy_result}.",
    ),
    ContradictionRule(
        code="W_CONCLUSION_WITHOUT_LESION",
        facts=("lesions", "imaging_conclusion"),
        when=both(
            _none_listed,
            given(imaging_conclusion={"favours_metastasis", "favours_renal_primary"}),
            unknown("kidney_diagnosis", "biopsy_result"),
            unless(given(tissue_source={"kidney_resection"})),
        ),
        sentence="It is recorded that there is no lesion in the kidneys, but the conclusion of imaging as "
        "{imaging_conclusion}.",
    ),
    ContradictionRule(
        code="W_CONCLUSION_WITHOUT_IMAGING",
        facts=("imaging_conclusion", "imaging_done"),
        when=given(imaging_done={NONE}),
        sentence="A conclusion of imaging is recorded, {imaging_conclusion}, but imaging done as "
        "{imaging_done}.",
    ),
    ContradictionRule(
        code="W_HYDRONEPHROSIS_WITHOUT_IMAGING",
        facts=("hydronephrosis", "imaging_done"),
        when=given(hydronephrosis={True}, imaging_done={NONE}),
        sentence="Hydronephrosis is recorded, but imaging done as {imaging_done}.",
    ),
    ContradictionRule(
        code="W_ENHANCEMENT_WITHOUT_CONTRAST",
        facts=("lesions", "imaging_done"),
        when=_contrast_missing,
        sentence="The enhancement of a lesion is recorded, but as imaging done no more than {imaging_done}.",
    ),
)

RULES = (*_KIDNEYS, *_SECOND, *_BIOPSY, *_MARKERS, *_PROOF)
