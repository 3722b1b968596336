"""Chapter 6: the stage of the primary."""

from .fact import Fact
from .kinds import OneOfFact, TokenFact
from .tokens import (
    GROUP_PATTERN,
    M_PATTERN,
    N_PATTERN,
    REPORTED_GROUP_PATTERN,
    T_PATTERN,
)
from .tokens import TNM_SOURCE as _GRAMMAR
from .values import Choice

_NOT_STAGED = (("primary_site", "myeloma_leukaemia"),)
_WITHOUT_TNM = (("primary_site", "lymphoma"), *_NOT_STAGED)

FACTS: tuple[Fact, ...] = (
    OneOfFact(
        key="staging_edition",
        asks_for_judgement=True,
        not_with=_NOT_STAGED,
        label="Staging edition",
        question="By which edition is the primary staged?",
        choices=(
            Choice("ajcc8", "AJCC/UICC 8th edition"),
            Choice(
                "v9", "Version 9 (lung from 2025, appendix from 2023, cervix from 2021)", words="version 9"
            ),
            Choice("lugano", "Lugano 2014 (lymphoma)", words="Lugano 2014"),
        ),
        teaches="The 8th edition for all, version 9 for lung cancer diagnosed from January 2025, cancer of "
        "the appendix from 2023 and of the cervix from 2021, Lugano for lymphoma.",
        source="SEER EOD 2.1, 3.0 and 3.3. KidMet is no official AJCC or UICC calculator.",
        certainty="A",
    ),
    TokenFact(
        key="t_category",
        asks_for_judgement=True,
        element="T",
        not_with=_WITHOUT_TNM,
        label="T category",
        question="What is the T category of the primary?",
        pattern=T_PATTERN,
        example="cT2b",
        help="c before it for clinical, p for pathological.",
        teaches="The primary tumour, never the kidney deposit.",
        source=_GRAMMAR,
        certainty="B",
    ),
    TokenFact(
        key="n_category",
        asks_for_judgement=True,
        element="N",
        not_with=_WITHOUT_TNM,
        label="N category",
        question="What is the N category of the primary?",
        pattern=N_PATTERN,
        example="cN2b",
        help="c before it for clinical, p for pathological.",
        teaches="The regional nodes of the primary, never those beside the kidney.",
        source=_GRAMMAR,
        certainty="B",
    ),
    TokenFact(
        key="m_category",
        asks_for_judgement=True,
        element="M",
        not_with=_WITHOUT_TNM,
        label="M category",
        question="What is the M category?",
        pattern=M_PATTERN,
        example="pM1c2",
        help="MX no longer exists: enter cM0 or leave it out.",
        teaches="A kidney metastasis makes it M1.",
        source=_GRAMMAR,
        certainty="B",
    ),
    OneOfFact(
        key="lugano_stage",
        asks_for_judgement=True,
        only_with=(("primary_site", "lymphoma"),),
        label="Lugano stage",
        question="What is the Lugano stage of the lymphoma?",
        choices=(
            Choice("I", "I", words="I"),
            Choice("IE", "IE", "One kidney alone, no nodes."),
            Choice("II", "II"),
            Choice("IIE", "IIE"),
            Choice("II_bulky", "II bulky"),
            Choice("III", "III"),
            Choice("IV", "IV", "Both kidneys count as stage IV."),
        ),
        teaches="Lymphoma has no TNM.",
        source="SEER EOD 2.1 and 3.3; Lugano 2014.",
        certainty="A",
    ),
    OneOfFact(
        key="serum_marker_category",
        only_with=(("primary_site", "testis"),),
        label="Serum marker category (S)",
        question="In which serum marker category is the testicular cancer?",
        choices=(
            Choice("s0", "S0", "Markers within normal limits."),
            Choice("s1", "S1"),
            Choice("s2", "S2"),
            Choice("s3", "S3"),
        ),
        help="As the report gives it, from AFP, hCG and LDH after removal of the testis.",
        teaches="With M1a it decides between stage IIIA, IIIB and IIIC.",
        source="SEER EOD 2.1, testis; AJCC/UICC 8th edition.",
        certainty="A",
    ),
    TokenFact(
        key="reported_stage_group",
        not_with=_WITHOUT_TNM,
        label="Stage group in the report",
        question="Which stage group does the report give?",
        pattern=REPORTED_GROUP_PATTERN,
        example="IIIB",
        written="0, 0a, 0is, occult, or I to IV with its letter and digit, such as IIIB or IA1",
        help="As a report gives it. It is held against the group that follows from T, N and M, and never "
        "takes its place.",
    ),
    TokenFact(
        key="m_from_pattern",
        element="M",
        label="M from the metastatic pattern",
        question="Which M category follows from the metastatic pattern?",
        pattern=M_PATTERN,
        example="M1c2",
        derived_from=(
            "primary_site",
            "staging_edition",
            "kidney_diagnosis",
            "lesions",
            "other_metastatic_sites",
            "extrathoracic_lesion_count",
        ),
        help="Derived from the primary, the edition and the recorded sites, with its steps.",
        source="SEER EOD 2.1 and 3.3.",
        certainty="A",
    ),
    TokenFact(
        key="stage_group",
        label="Stage group",
        question="What is the stage group?",
        pattern=GROUP_PATTERN,
        example="IVB",
        derived_from=(
            "primary_site",
            "staging_edition",
            "t_category",
            "n_category",
            "m_category",
            "lugano_stage",
        ),
        help="From T, N and M in the chosen edition.",
        teaches="M1 is usually stage IV, not always.",
        source="SEER EOD 2.1 and 3.3.",
        certainty="A",
    ),
)
