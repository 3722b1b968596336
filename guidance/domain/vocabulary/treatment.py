"""Chapters 8 and 9: the plan, and palliative care."""

from .fact import Fact
from .kinds import AnyOfFact, NumberFact, OneOfFact, YesNoFact
from .values import NONE, Choice

_ESAS_SOURCE = "ESAS-r: Watanabe et al., J Pain Symptom Manage 2011;41:456."


def _esas(key: str, label: str, asked: str, best: str = "none", worst: str = "the worst possible") -> Fact:
    return NumberFact(
        key=f"esas_{key}",
        label=f"ESAS: {label}",
        question=f"How bad is {asked} now, from 0 to 10?",
        within=(0, 10),
        integer=True,
        help=f"How the person rates it now: 0 {best}, 10 {worst}.",
        teaches="From 4 upwards it asks for action.",
        source=_ESAS_SOURCE,
        certainty="A",
    )


TREATMENT: tuple[Fact, ...] = (
    OneOfFact(
        key="treatment_intent",
        asks_for_judgement=True,
        label="Intent of treatment",
        question="What is treatment meant to achieve?",
        choices=(
            Choice("disease_control", "Control of the disease"),
            Choice("local_control_of_limited_disease", "Local control of limited disease"),
            Choice("symptom_control_only", "Control of symptoms only"),
        ),
        help="Say it before choosing a treatment.",
    ),
    AnyOfFact(
        key="treatments_considered",
        asks_for_judgement=True,
        label="Treatments considered",
        question="Which treatments are you considering?",
        choices=(
            Choice("radical_nephrectomy", "Radical nephrectomy", "Removal of the whole kidney."),
            Choice("nephron_sparing_surgery", "Nephron-sparing surgery", "Partial nephrectomy."),
            Choice("debulking", "Debulking"),
            Choice(
                "thermal_ablation",
                "Thermal ablation",
                "Radiofrequency, microwave or cryoablation.",
                split_from="ablation_or_sbrt",
            ),
            Choice(
                "stereotactic_radiotherapy",
                "Stereotactic radiotherapy",
                "SBRT or SABR (stereotactic body or ablative radiotherapy).",
                split_from="ablation_or_sbrt",
            ),
            Choice(
                "ablation_or_sbrt",
                "Ablation or stereotactic radiotherapy",
                "Recorded before the two were told apart.",
            ),
            Choice("embolisation", "Embolisation"),
            Choice("external_radiotherapy", "External radiotherapy", "External beam, not stereotactic."),
            Choice("radioiodine", "Radioiodine"),
            Choice("radioligand_therapy", "Radioligand therapy", "Or another radionuclide therapy."),
            Choice("chemotherapy", "Chemotherapy"),
            Choice("targeted_therapy", "Targeted therapy"),
            Choice("immunotherapy", "Immunotherapy"),
            Choice("hormone_therapy", "Hormone therapy"),
            Choice("bone_agent", "Bone agent", "Zoledronate or denosumab."),
            Choice("ureteric_drainage", "Ureteric drainage", "A ureteric stent or a nephrostomy."),
            Choice("clinical_trial", "Clinical trial"),
            Choice("surveillance", "Surveillance"),
            Choice("supportive_care_only", "Supportive care only"),
            Choice("other", "Another treatment"),
        ),
        help="Your plan, as far as it goes. Nothing here is an order.",
    ),
    YesNoFact(
        key="prior_systemic_therapy",
        label="Earlier systemic therapy",
        question="Has there been systemic therapy before?",
        help="Chemotherapy, targeted, immune or hormone therapy for this cancer.",
    ),
    OneOfFact(
        key="disease_course",
        label="Course of the disease",
        question="How has the disease behaved under treatment?",
        choices=(
            Choice("untreated", "Untreated"),
            Choice("responding", "Responding"),
            Choice("stable", "Stable"),
            Choice("progressing_on_treatment", "Progressing on treatment"),
            Choice("recurred_after_surgery", "Recurred after surgery"),
        ),
        help="The cancer as a whole, not the kidney lesion alone.",
    ),
)

PALLIATIVE: tuple[Fact, ...] = (
    _esas("pain", "pain", "pain"),
    _esas("tiredness", "tiredness", "tiredness (lack of energy)"),
    _esas("drowsiness", "drowsiness", "drowsiness (feeling sleepy)"),
    _esas("nausea", "nausea", "nausea"),
    _esas("appetite", "lack of appetite", "the lack of appetite"),
    _esas("breathlessness", "breathlessness", "breathlessness"),
    _esas("depression", "depression", "depression (feeling sad)"),
    _esas("anxiety", "anxiety", "anxiety (feeling nervous)"),
    _esas("wellbeing", "wellbeing", "overall wellbeing", best="the best", worst="the worst possible"),
    NumberFact(
        key="oxygen_saturation_percent",
        label="Oxygen saturation",
        question="What is the oxygen saturation?",
        unit="%",
        within=(50, 100),
        help="At rest, breathing air, as a pulse oximeter or a blood gas gives it.",
        source="The range is a product choice.",
    ),
    AnyOfFact(
        key="symptom_measures_considered",
        asks_for_judgement=True,
        label="Measures against symptoms",
        question="Which measures against symptoms are you considering?",
        choices=(
            Choice("opioid", "Opioid"),
            Choice("nsaid", "NSAID", "A non-steroidal anti-inflammatory drug."),
            Choice("other_analgesic", "Another analgesic", "Such as paracetamol."),
            Choice("antiemetic", "Antiemetic"),
            Choice("oxygen", "Oxygen"),
            Choice("breathing_and_fan", "Breathing techniques or a fan"),
            Choice("nutrition", "Nutritional support"),
            Choice("physiotherapy", "Physiotherapy"),
            Choice("counselling", "Counselling"),
            Choice(NONE, "None of these", "Weighed, and none is needed now.", words="none"),
        ),
        help="Your plan for the symptoms, as far as it goes. Nothing here is an order.",
    ),
    YesNoFact(
        key="patient_informed",
        label="Person informed",
        question="Has the person been told about the disease and what to expect?",
        help="As far as the person wishes to know.",
    ),
    YesNoFact(
        key="goals_of_care_discussed",
        label="Goals of care discussed",
        question="Have the goals of care been discussed?",
        help="What matters to the person, and how far treatment should go.",
    ),
    YesNoFact(
        key="carer_support",
        label="Support by carers",
        question="Is there a carer who can help?",
        help="Family, friends or others who can help at home.",
    ),
    YesNoFact(
        key="psychological_support_offered",
        label="Psychological support offered",
        question="Has psychological support been offered?",
        help="To the person, and to those close to them.",
    ),
    AnyOfFact(
        key="practical_needs",
        label="Practical needs",
        question="Which practical needs are there, if any?",
        choices=(
            Choice("financial", "Financial help"),
            Choice("transport", "Transport"),
            Choice("nutrition", "Nutrition"),
            Choice("home_care", "Care at home"),
            Choice(NONE, "None of these", "Asked, and there is no need.", words="none"),
        ),
        help="Choose all that apply. “None of these” means that needs were asked about and there are none.",
    ),
)
