"""Chapter 3: the kidneys and the lesions in them."""

from .fact import Fact
from .kinds import LesionsFact, NumberFact, OneOfFact, YesNoFact
from .values import NONE, Choice

NO_LESION = (("lesions", NONE),)
"""With which nobody is sent to ask about the kidney lesion."""

KIDNEY_DIAGNOSES = (
    Choice(
        "metastasis_confirmed",
        "Metastasis, confirmed",
        "Shown under the microscope.",
        words="confirmed metastasis",
    ),
    Choice(
        "metastasis_presumed",
        "Metastasis, presumed",
        "Accepted without tissue.",
        words="presumed metastasis",
    ),
    Choice(
        "direct_growth",
        "Direct growth of the primary",
        "The primary itself reaches into the kidney.",
    ),
    Choice(
        "second_primary",
        "A second primary",
        "A new cancer that started in the kidney.",
        words="a second primary",
    ),
    Choice("lymphoma", "Lymphoma", "Lymphoma in the kidney, whatever else is known."),
    Choice("benign", "Benign", "No cancer, such as an abscess."),
    Choice("uncertain", "Uncertain", "Not decided; it may count as a metastasis or not."),
)
"""What a lesion in a kidney can be held to be: for the kidney as a whole, and for each lesion."""

LESION_FIELDS: tuple[Fact, ...] = (
    OneOfFact(
        key="side",
        label="Side",
        question="Which kidney?",
        choices=(Choice("left", "Left"), Choice("right", "Right")),
        help="The side of the body, not of the picture.",
    ),
    OneOfFact(
        key="pole",
        label="Pole",
        question="Which part of the kidney?",
        choices=(
            Choice("upper", "Upper pole"),
            Choice("interpolar", "Interpolar"),
            Choice("lower", "Lower pole"),
        ),
        help="Upper, middle or lower third of the kidney.",
    ),
    OneOfFact(
        key="location",
        label="Location",
        question="In the parenchyma, or in the sinus or pelvis?",
        choices=(
            Choice("parenchyma", "Parenchyma"),
            Choice(
                "sinus_or_pelvis",
                "Renal sinus or pelvis",
                "With a urothelial cancer this may be a separate primary of the upper tract.",
            ),
        ),
        teaches="A urothelial lesion in the renal pelvis is a primary of the upper tract, not a metastasis.",
        source="SEER EOD, renal pelvis.",
        certainty="A",
    ),
    NumberFact(
        key="size_mm",
        label="Size",
        question="What is the largest diameter?",
        unit="mm",
        within=(1, 300),
        help="Largest diameter.",
        teaches="It never gives a T category: the kidney deposit is not the primary.",
    ),
    OneOfFact(
        key="growth",
        label="Growth",
        question="Does it grow inside the kidney or out of it?",
        choices=(
            Choice("endophytic", "Endophytic", "Inside the outline of the kidney."),
            Choice("exophytic", "Exophytic", "Bulging out of the outline."),
        ),
        teaches="Metastases were endophytic more often than renal cell cancers in one CT series.",
        source="Patel et al., AJR 2011, doi 10.2214/AJR.11.6518.",
        certainty="A",
    ),
    OneOfFact(
        key="enhancement",
        label="Enhancement",
        question="How does it enhance, against the renal cortex?",
        choices=(
            Choice("less_than_cortex", "Less than the cortex"),
            Choice("like_cortex", "Like the cortex"),
            Choice("more_than_cortex", "More than the cortex"),
            Choice("not_assessed", "Not assessed", "No contrast given, or not described."),
        ),
        teaches="Low enhancement is often taught as a sign of metastasis; the studies do not agree.",
        source="Sanchez-Ortiz et al. 2004 found it useful; Patel et al. 2011 did not.",
        certainty="A",
    ),
    OneOfFact(
        key="margin",
        label="Margin",
        question="Is the margin sharp?",
        choices=(Choice("well_defined", "Well defined"), Choice("ill_defined", "Ill defined")),
        teaches="An ill-defined margin is taught as a sign of metastasis, without a series to show it.",
        source="Teaching, no reference.",
        certainty="C",
    ),
    OneOfFact(
        key="content",
        label="Content",
        question="Solid or cystic?",
        choices=(Choice("solid", "Solid"), Choice("cystic", "Cystic")),
        teaches="Metastases were solid more often than renal cell cancers in one CT series.",
        source="Patel et al., AJR 2011, doi 10.2214/AJR.11.6518.",
        certainty="A",
    ),
    YesNoFact(
        key="venous_involvement",
        label="Venous involvement",
        question="Does it extend into the renal vein or vena cava?",
        teaches="Favours a primary tumour of the kidney, but metastases can do it too.",
    ),
    OneOfFact(
        key="diagnosis",
        asks_for_judgement=True,
        label="Diagnosis",
        question="What is this lesion held to be?",
        choices=KIDNEY_DIAGNOSES,
        help="Only where it differs from the others: left open, it is what the kidney lesions are held to be "
        "in the chapter Biopsy.",
    ),
)

FACTS: tuple[Fact, ...] = (
    LesionsFact(
        key="lesions",
        label="Kidney lesions",
        question="Which lesions are in the kidneys?",
        fields=LESION_FIELDS,
        help="One entry for each lesion. An empty list that was recorded means: looked for, and "
        "there is none.",
    ),
    NumberFact(
        key="lesion_count",
        label="Number of kidney lesions",
        question="How many lesions are in the kidneys?",
        within=(0, 99),
        integer=True,
        derived_from=("lesions",),
        help="Counted from the lesions, both kidneys together.",
    ),
    NumberFact(
        key="largest_lesion_mm",
        label="Largest kidney lesion",
        question="How large is the largest kidney lesion?",
        unit="mm",
        within=(1, 300),
        derived_from=("lesions",),
        help="The largest diameter among the lesions.",
    ),
    OneOfFact(
        key="laterality",
        label="Kidneys affected",
        question="Which kidneys are affected?",
        choices=(
            Choice("left", "Left"),
            Choice("right", "Right"),
            Choice("bilateral", "Both", words="both kidneys"),
        ),
        derived_from=("lesions",),
        help="From the sides of the lesions.",
    ),
    YesNoFact(
        key="lesion_in_sinus",
        label="A lesion in the renal sinus or pelvis",
        question="Is any lesion in the renal sinus or pelvis?",
        derived_from=("lesions",),
        help="Yes when any lesion is located in the renal sinus or pelvis.",
    ),
    YesNoFact(
        key="lesion_hypervascular",
        label="A lesion that enhances more than the cortex",
        question="Does any lesion enhance more than the renal cortex?",
        derived_from=("lesions",),
        help="Yes when any lesion enhances more than the cortex; no when each of them was assessed and none "
        "does.",
    ),
    YesNoFact(
        key="kidney_architecture_distorted",
        label="Kidney architecture distorted",
        question="Is the normal architecture of the kidney distorted?",
        help="The normal outline or inner structure of the kidney is displaced or lost.",
    ),
)
