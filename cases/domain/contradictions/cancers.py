"""Sex, history, the primary, a second cancer, and where it has spread."""

from guidance.domain.vocabulary import NONE, VOCABULARY

from ..known import HAEMATOLOGICAL
from .contradiction_rule import ContradictionRule, both, either, given, unknown, unless

OF_WOMEN = frozenset({"ovary", "endometrium", "cervix"})
OF_MEN = frozenset({"prostate", "testis"})
_SITES = frozenset(VOCABULARY["primary_site"].choice_values)
_HISTOLOGIES = frozenset(VOCABULARY["histology"].choice_values)
_NAMED = _SITES - {"unknown"}
"""A primary that was looked for and not found is no cancer that was known before."""
_OPEN = frozenset({"unknown", "other"})


def _sex_and(site: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    return {"sex": frozenset({"male"}), site: OF_WOMEN}, {"sex": frozenset({"female"}), site: OF_MEN}


_PEOPLE = (
    ContradictionRule(
        code="W_SEX_AND_PRIMARY",
        facts=("sex", "primary_site"),
        when=either(*(given(**pair) for pair in _sex_and("primary_site"))),
        sentence="Sex is recorded as {sex}, but the primary site as {primary_site}.",
    ),
    ContradictionRule(
        code="W_SEX_AND_SECOND_CANCER",
        facts=("sex", "second_cancer_site"),
        when=either(*(given(**pair) for pair in _sex_and("second_cancer_site"))),
        sentence="Sex is recorded as {sex}, but the second cancer as {second_cancer_site}.",
    ),
    ContradictionRule(
        code="W_SEX_AND_PSA",
        facts=("sex", "tumour_markers_rising"),
        when=given(sex={"female"}, tumour_markers_rising={"psa"}),
        sentence="Sex is recorded as {sex}, but PSA as rising.",
        asks="PSA rising?",
    ),
    ContradictionRule(
        code="W_SEX_AND_PREGNANCY",
        facts=("sex", "pregnant"),
        when=given(sex={"male"}, pregnant={True}),
        sentence="Sex is recorded as {sex}, but also a pregnancy.",
    ),
    ContradictionRule(
        code="W_PREGNANCY_AND_PRIMARY",
        facts=("pregnant", "primary_site"),
        when=both(given(pregnant={True}, primary_site=OF_MEN), unknown("sex")),
        sentence="A pregnancy is recorded, but the primary site as {primary_site}.",
    ),
    ContradictionRule(
        code="W_PREGNANCY_AND_SECOND_CANCER",
        facts=("pregnant", "second_cancer_site"),
        when=both(given(pregnant={True}, second_cancer_site=OF_MEN), unknown("sex")),
        sentence="A pregnancy is recorded, but the second cancer as {second_cancer_site}.",
    ),
    ContradictionRule(
        code="W_PRIMARY_AND_SECOND_CANCER",
        facts=("primary_site", "second_cancer_site"),
        when=both(
            either(
                given(primary_site=OF_MEN, second_cancer_site=OF_WOMEN),
                given(primary_site=OF_WOMEN, second_cancer_site=OF_MEN),
            ),
            unknown("sex"),
        ),
        sentence="The primary site is recorded as {primary_site}, but the second cancer as "
        "{second_cancer_site}: one of them is of men, the other of women.",
    ),
)

_HISTORY = (
    ContradictionRule(
        code="W_PRIMARY_WITHOUT_CANCER",
        facts=("cancer_history", "primary_site"),
        when=given(cancer_history={"none_known"}, primary_site=_NAMED),
        sentence="The history is recorded as {cancer_history}, but the primary site as {primary_site}.",
    ),
    ContradictionRule(
        code="W_SECOND_CANCER_WITHOUT_CANCER",
        facts=("cancer_history", "second_cancer_site"),
        when=given(cancer_history={"none_known"}, second_cancer_site=_NAMED),
        sentence="The history is recorded as {cancer_history}, but a second cancer as {second_cancer_site}.",
    ),
    ContradictionRule(
        code="W_DIAGNOSIS_WITHOUT_CANCER",
        facts=("cancer_history", "diagnosis_date"),
        when=both(given(cancer_history={"none_known"}), unless(given(primary_site=_NAMED))),
        sentence="The history is recorded as {cancer_history}, but a primary as "
        "diagnosed in {diagnosis_date}.",
    ),
    ContradictionRule(
        code="W_FOUND_BY_FOLLOW_UP_WITHOUT_CANCER",
        facts=("detection", "cancer_history"),
        when=given(detection={"staging_or_surveillance"}, cancer_history={"none_known"}),
        sentence="The lesion is recorded as {detection}, but the history as {cancer_history}.",
    ),
)


def _tissue(code: str, primary: set[str], histology: frozenset[str]) -> ContradictionRule:
    return ContradictionRule(
        code=code,
        facts=("histology", "primary_site"),
        when=given(primary_site=primary, histology=histology),
        sentence="The histology is recorded as {histology}, but the primary site as {primary_site}.",
    )


_HISTOLOGY = (
    _tissue("W_HISTOLOGY_OF_LYMPHOMA", {"lymphoma"}, _HISTOLOGIES - {"lymphoma", "other"}),
    _tissue("W_LYMPHOMA_ELSEWHERE", set(_SITES - _OPEN - HAEMATOLOGICAL), frozenset({"lymphoma"})),
    _tissue("W_HISTOLOGY_OF_BLOOD", {"myeloma_leukaemia"}, _HISTOLOGIES - {"lymphoma", "other"}),
    _tissue(
        "W_HISTOLOGY_OF_MELANOMA", {"melanoma_skin", "melanoma_uveal"}, _HISTOLOGIES - {"melanoma", "other"}
    ),
    _tissue(
        "W_HISTOLOGY_OF_SARCOMA",
        {"soft_tissue_sarcoma", "bone_sarcoma", "gist"},
        _HISTOLOGIES - {"sarcoma", "other"},
    ),
    _tissue("W_HISTOLOGY_OF_MESOTHELIOMA", {"mesothelioma"}, _HISTOLOGIES - {"sarcoma", "other"}),
    _tissue(
        "W_HISTOLOGY_OF_MERKEL_CELL",
        {"merkel_cell"},
        _HISTOLOGIES - {"neuroendocrine", "small_cell", "other"},
    ),
)


def _without_second(code: str, key: str, value: str) -> ContradictionRule:
    """What is recorded of a second cancer that there is said not to be."""
    return ContradictionRule(
        code=code,
        facts=("second_cancer_site", key),
        when=given(second_cancer_site={NONE}),
        sentence=f"A second cancer is recorded as {{second_cancer_site}}, but {value}.",
    )


_SECOND = (
    _without_second(
        "W_DATE_OF_NO_SECOND_CANCER", "second_cancer_date", "also its month, {second_cancer_date}"
    ),
    _without_second(
        "W_STAGE_OF_NO_SECOND_CANCER", "second_cancer_stage", "also its stage, {second_cancer_stage}"
    ),
    _without_second("W_TNM_OF_NO_SECOND_CANCER", "second_cancer_tnm", "also its TNM, {second_cancer_tnm}"),
    ContradictionRule(
        code="W_SPREAD_OF_NO_SECOND_CANCER",
        facts=("second_cancer_site", "which_cancer_spread"),
        when=given(second_cancer_site={NONE}, which_cancer_spread={"second", "unclear"}),
        sentence="A second cancer is recorded as {second_cancer_site}, but the cancer that has spread as "
        "{which_cancer_spread}.",
    ),
)

_SPREAD = (
    ContradictionRule(
        code="W_PROGRESSION_WITHOUT_SITE",
        facts=("progression_elsewhere", "other_metastatic_sites"),
        when=given(progression_elsewhere={True}, other_metastatic_sites={NONE}),
        sentence="Progression elsewhere is recorded, but other metastatic sites as {other_metastatic_sites}.",
    ),
    ContradictionRule(
        code="W_PROGRESSION_WITHOUT_LESION",
        facts=("progression_elsewhere", "other_lesion_count"),
        when=both(
            given(progression_elsewhere={True}, other_lesion_count={0}), unknown("other_metastatic_sites")
        ),
        sentence="Progression elsewhere is recorded, but lesions outside the "
        "kidneys as {other_lesion_count}.",
    ),
    ContradictionRule(
        code="W_CYTOLOGY_WITHOUT_PLEURA",
        facts=("pleural_cytology", "other_metastatic_sites"),
        when=both(
            given(pleural_cytology={"positive"}),
            unless(unknown("other_metastatic_sites")),
            unless(given(other_metastatic_sites={"pleura"})),
        ),
        sentence="Cytology of the pleura is recorded as {pleural_cytology}, but other metastatic sites as "
        "{other_metastatic_sites}.",
    ),
)

RULES = (*_PEOPLE, *_HISTORY, *_HISTOLOGY, *_SECOND, *_SPREAD)
