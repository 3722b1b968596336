"""Teaching cases: what a resident is shown step by step, what is asked, and the expert's key."""

from .case import FORMAT, StepFigure, StepTable, TeachingContent, TeachingStep
from .case_reading import TeachingCaseError, read_teaching_case
from .case_schema import teaching_case_schema
from .key import AcceptedValue, FactKey
