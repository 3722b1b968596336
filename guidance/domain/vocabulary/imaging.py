"""Chapters 4 and 5: imaging and biopsy."""

from .fact import Fact
from .kidney import KIDNEY_DIAGNOSES, NO_LESION
from .kinds import AnyOfFact, OneOfFact, YesNoFact
from .values import NONE, Choice

IMAGING: tuple[Fact, ...] = (
    AnyOfFact(
        key="imaging_done",
        label="Imaging done",
        question="Which imaging of the kidneys has been done?",
        choices=(
            Choice("ct_contrast", "CT with contrast"),
            Choice("ct_plain", "CT without contrast"),
            Choice("mri", "MRI"),
            Choice("ultrasound", "Ultrasound"),
            Choice("contrast_ultrasound", "Contrast-enhanced ultrasound"),
            Choice("fdg_pet_ct", "FDG PET-CT"),
            Choice(NONE, "None yet", "No imaging of the kidneys so far.", words="none"),
        ),
        help="Choose all that were done. “None yet” means that none was done.",
    ),
    OneOfFact(
        key="imaging_conclusion",
        needless_with=NO_LESION,
        asks_for_judgement=True,
        label="Conclusion of imaging",
        question="What does imaging favour?",
        choices=(
            Choice("favours_metastasis", "Favours metastasis", words="metastasis favoured"),
            Choice(
                "favours_renal_primary",
                "Favours a primary renal tumour",
                words="primary renal tumour favoured",
            ),
            Choice("indeterminate", "Indeterminate", "Imaging does not decide between them."),
        ),
        help="What the images as a whole favour, as the report says or as you read them.",
        teaches="No single imaging sign is decisive.",
    ),
    YesNoFact(
        key="hydronephrosis",
        label="Hydronephrosis",
        question="Is there hydronephrosis?",
        help="A dilated renal pelvis and calyces, on one side or both.",
    ),
    YesNoFact(
        key="contrast_allergy",
        label="Allergy to contrast",
        question="Is there an allergy to iodinated contrast?",
        help="A reaction to iodinated contrast in the past.",
    ),
    YesNoFact(
        key="repeat_imaging_expected",
        label="Repeated imaging expected",
        question="Will imaging have to be repeated often?",
        help="Follow-up that adds up radiation over months or years.",
    ),
    YesNoFact(
        key="pregnant",
        label="Pregnant",
        question="Is the person pregnant?",
        needless_with=(("sex", "male"),),
        teaches="Ionising radiation and contrast are then weighed differently; the eGFR formula is not "
        "valid.",
        source="NIDDK on CKD-EPI 2021.",
        certainty="A",
    ),
)

_MARKERS = (
    Choice("pax8", "PAX8"),
    Choice("gata3", "GATA3"),
    Choice("ttf1", "TTF-1"),
    Choice("thyroglobulin", "Thyroglobulin"),
    Choice("cdx2", "CDX2"),
    Choice("ck7", "CK7"),
    Choice("ck20", "CK20"),
    Choice("p40", "p40"),
    Choice("sox10_s100", "SOX10 or S100"),
    Choice("caix", "CAIX"),
    Choice("psa_nkx3_1", "PSA or NKX3.1"),
    Choice("er", "ER"),
    Choice("wt1", "WT1"),
)


def _immunohistochemistry(found: str) -> Fact:
    return AnyOfFact(
        key=f"ihc_{found}",
        needless_with=NO_LESION,
        label=f"Immunohistochemistry: {found}",
        question=f"Which markers are {found} in the kidney lesion?",
        choices=_MARKERS,
        help=f"Those that the report calls {found}.",
        teaches="No single marker decides: they are read together.",
        source="Not referenced: expert consensus.",
        certainty="C",
    )


BIOPSY: tuple[Fact, ...] = (
    OneOfFact(
        key="biopsy_status",
        needless_with=NO_LESION,
        label="Biopsy of the kidney lesion",
        question="Has the kidney lesion been biopsied?",
        choices=(
            Choice("not_done", "Not done"),
            Choice("planned", "Planned"),
            Choice("done", "Done"),
            Choice("contraindicated", "Contraindicated", "The risk is held to outweigh the answer."),
        ),
        teaches="Biopsy comes before treatment when the answer changes care.",
    ),
    OneOfFact(
        key="biopsy_route",
        needless_with=NO_LESION,
        only_with=(("biopsy_status", "done"), ("biopsy_status", "planned")),
        label="Route of the biopsy",
        question="By which route is the kidney lesion biopsied?",
        choices=(
            Choice("percutaneous", "Percutaneous", "By a needle through the skin."),
            Choice("endoscopic", "Endoscopic", "Through the urinary tract, by ureteroscopy."),
            Choice("surgical", "Surgical", "During an operation."),
        ),
        help="The route that was taken, or that is planned.",
    ),
    OneOfFact(
        key="biopsy_result",
        needless_with=(
            *NO_LESION,
            *(("biopsy_status", status) for status in ("not_done", "planned", "contraindicated")),
        ),
        asks_for_judgement=True,
        label="Result of the biopsy",
        question="What did the biopsy show?",
        choices=(
            Choice("metastasis", "Metastasis"),
            Choice("renal_primary", "Primary renal tumour"),
            Choice("urothelial", "Urothelial carcinoma"),
            Choice("lymphoma", "Lymphoma"),
            Choice("benign_or_infection", "Benign or infection"),
            Choice("non_diagnostic", "Non-diagnostic", "Too little tissue, or no answer."),
        ),
        teaches="A non-diagnostic biopsy is not a negative one: it excludes nothing.",
        source="Marconi et al., Eur Urol 2016; Patel HD et al., J Urol 2016 (abstracts).",
        certainty="A",
    ),
    AnyOfFact(
        key="tissue_source",
        label="Source of tissue proof",
        question="Where was tissue taken?",
        choices=(
            Choice("kidney_biopsy", "Biopsy of the kidney"),
            Choice("kidney_resection", "Kidney resected", "In part or as a whole."),
            Choice("other_site", "Another site", "A metastasis elsewhere."),
            Choice("cytology", "Cytology", "Cells from a fluid, a washing or a fine needle."),
            Choice(NONE, "None of these", "No metastasis and no kidney lesion was sampled.", words="none"),
        ),
        help="Tissue from a kidney lesion or from a metastasis.",
        teaches="It is what a p before M rests on; tissue of the primary itself proves no metastasis.",
    ),
    _immunohistochemistry("positive"),
    _immunohistochemistry("negative"),
    OneOfFact(
        key="upper_tract_cytology",
        label="Cytology of the upper urinary tract",
        question="What did the cytology of the upper urinary tract show?",
        choices=(
            Choice("positive", "Positive", "Cancer cells from the renal pelvis or the ureter."),
            Choice("negative", "Negative", "No cancer cells from the renal pelvis or the ureter."),
            Choice("not_done", "Not done"),
        ),
        help="Of urine or washings taken from the renal pelvis or the ureter, not from the bladder.",
        teaches="Where it is positive, a separate primary of the upper tract is asked about.",
    ),
    OneOfFact(
        key="kidney_diagnosis",
        needless_with=NO_LESION,
        asks_for_judgement=True,
        label="Diagnosis of the kidney lesion",
        question="What is the kidney lesion held to be?",
        choices=KIDNEY_DIAGNOSES,
        help="Your working diagnosis, with tissue or without. A lesion that is something else says so in the "
        "chapter Kidney.",
        teaches="Direct growth of the primary is T, never M.",
    ),
)
