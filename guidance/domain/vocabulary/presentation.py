"""Chapter 1: who came, and with what."""

from .fact import Fact
from .kidney import NO_LESION
from .kinds import AnyOfFact, NumberFact, OneOfFact, YesNoFact
from .values import NONE, Choice, OtherUnit

FACTS: tuple[Fact, ...] = (
    NumberFact(
        key="age_years",
        label="Age",
        question="How old is the person?",
        unit="years",
        within=(18, 120),
        integer=True,
        help="Age now, in whole years, shown as 90+ above 89. The formulas used here are for adults.",
    ),
    OneOfFact(
        key="sex",
        label="Sex",
        question="Which sex do the kidney-function formulas use?",
        choices=(Choice("female", "Female"), Choice("male", "Male")),
        help="The sex that the CKD-EPI and Cockcroft-Gault formulas take.",
    ),
    NumberFact(
        key="weight_kg",
        label="Weight",
        question="What is the body weight?",
        unit="kg",
        within=(20, 350),
        help="Actual body weight. Creatinine clearance and body surface area need it.",
    ),
    NumberFact(
        key="height_cm",
        label="Height",
        question="What is the height?",
        unit="cm",
        within=(100, 250),
        other_units=(OtherUnit("m", 100),),
        help="Body surface area needs it.",
    ),
    OneOfFact(
        key="detection",
        needless_with=NO_LESION,
        label="How it was found",
        question="How was the kidney lesion found?",
        choices=(
            Choice("incidental", "By chance", "Imaging done for another reason.", words="found by chance"),
            Choice(
                "staging_or_surveillance",
                "At staging or follow-up of a cancer",
                "Imaging done because of a known cancer.",
                words="found at staging or follow-up of a cancer",
            ),
            Choice(
                "symptoms",
                "Because of symptoms",
                "Imaging done to explain symptoms.",
                words="found because of symptoms",
            ),
        ),
        teaches="Many kidney metastases give no symptoms of their own.",
    ),
    AnyOfFact(
        key="symptoms",
        label="Symptoms",
        question="Which symptoms are there, if any?",
        choices=(
            Choice("flank_pain", "Flank pain"),
            Choice("gross_haematuria", "Visible haematuria", "Blood in the urine that the eye can see."),
            Choice("microscopic_haematuria", "Microscopic haematuria", "Blood found only by a urine test."),
            Choice("weight_loss", "Weight loss"),
            Choice("appetite_loss", "Loss of appetite"),
            Choice("fatigue", "Fatigue"),
            Choice("fever", "Fever"),
            Choice("night_sweats", "Night sweats"),
            Choice("malaise", "Malaise"),
            Choice("nausea_vomiting", "Nausea or vomiting"),
            Choice("breathlessness", "Breathlessness"),
            Choice("bone_or_back_pain", "Bone or back pain"),
            Choice(NONE, "None of these", "Asked, and there are no symptoms.", words="none"),
        ),
        help="Choose all that apply. “None of these” means that symptoms were asked about and there "
        "are none.",
    ),
    YesNoFact(
        key="cord_compression_signs",
        label="Signs of cord compression",
        question="Are there signs of spinal cord compression?",
        help="Weakness or numbness of the limbs, trouble with walking, or loss of control of bladder or "
        "bowel.",
        source="NICE guideline NG234 (2023); Scottish Palliative Care Guidelines, malignant spinal cord "
        "compression.",
        certainty="B",
    ),
    AnyOfFact(
        key="infection_signs",
        label="Signs of infection",
        question="Which signs of infection are there, if any?",
        choices=(
            Choice("positive_culture", "Positive culture", "Of urine, blood or a sample of the lesion."),
            Choice("pyuria", "Pyuria", "White cells in the urine."),
            Choice("raised_inflammation", "Raised inflammation markers", "Such as C-reactive protein."),
            Choice(NONE, "None of these", "Looked for, and there is none.", words="none"),
        ),
        help="Choose all that were found. “None of these” means that they were looked for and there is none.",
    ),
    YesNoFact(
        key="urinary_stones",
        label="Urinary stones",
        question="Are stones of the urinary tract known?",
        help="Seen on imaging now, or known from earlier.",
    ),
    OneOfFact(
        key="hereditary_syndrome",
        label="Hereditary kidney tumour syndrome",
        question="Is a hereditary kidney tumour syndrome known?",
        choices=(
            Choice(NONE, "None known"),
            Choice("vhl", "Von Hippel-Lindau disease"),
            Choice("tsc", "Tuberous sclerosis complex"),
            Choice("hlrcc", "Hereditary leiomyomatosis and renal cell carcinoma"),
            Choice("bhd", "Birt-Hogg-Dubé syndrome", words="Birt-Hogg-Dubé syndrome"),
            Choice("other", "Another syndrome"),
        ),
        teaches="A syndrome makes a primary tumour of the kidney more likely, often in both kidneys.",
    ),
    YesNoFact(
        key="solitary_kidney",
        label="Solitary kidney",
        question="Is there only one (functioning) kidney?",
        help="Only one kidney works, whatever the reason.",
        teaches="What is left of it decides what can be removed.",
    ),
)
