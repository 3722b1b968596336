"""Teaching cases: what a resident is shown step by step, what is asked, and the expert's key."""

from .addresses import LESIONS, OF_LESIONS, addresses_of, fact_at
from .case import FIRST_FORMAT, FORMAT, FORMATS, StepFigure, StepTable, TeachingContent, TeachingStep
from .case_reading import TeachingCaseError, read_teaching_case
from .case_schema import teaching_case_schema
from .key import AcceptedValue, FactKey
