"""Teaching cases: what a resident is shown step by step, what is asked, and the expert's key."""

from .case import FORMAT, StepFigure, StepTable, TeachingCase, TeachingStep
from .key import AcceptedValue, FactKey
from .reading import TeachingCaseError, read_teaching_case
from .schema import teaching_case_schema
