"""Staging of the primary: TNM notation, M from the metastatic pattern, stage groups, Lugano.

KidMet is for education and no official AJCC or UICC calculator; the edition is printed with every result.
"""

from .editions import EditionChoice, allowed_categories, default_edition, editions_for
from .findings import Finding, Option, Question, Step
from .loading import StagingTableError, load_tables, shipped_tables
from .reading import NotationFinding, Reading, read_tnm, write_tnm
from .result import StageResult
from .staging import stage
from .tables import StagingTable, StagingTables, UnknownEdition, UnknownPrimary
