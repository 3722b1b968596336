"""Staging of the primary: TNM notation, M from the metastatic pattern, stage groups, Lugano.

KidMet is for education and no official AJCC or UICC calculator; the edition is printed with every result.
"""

from .case_stage import stage
from .edition_choice import EditionChoice, allowed_categories, default_edition, editions_for
from .findings import Finding, Question, StagingOption, StagingStep
from .result import StageResult
from .table_loading import shipped_tables
from .tables import StagingTable, UnknownEdition, UnknownPrimary
from .tnm_notation import NotationFinding, NotationReading, read_tnm, write_tnm
