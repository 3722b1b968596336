"""Staging of the primary: TNM notation, M from the metastatic pattern, stage groups, Lugano.

KidMet is for education and no official AJCC or UICC calculator; the edition is printed with every result.
"""

from .canonical_form import write_tnm
from .case_stage import stage
from .edition_choice import EditionChoice, allowed_categories, default_edition, editions_for
from .findings import Finding, Question, StagingOption, StagingStep
from .line_reader import EXAMPLE, read_tnm
from .reading_result import NotationFinding, NotationReading
from .result import StageResult
from .table_loading import shipped_tables
from .tables import NO_SYSTEM, StagingTable, UnknownEdition, UnknownPrimary
