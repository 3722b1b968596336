"""Teaching cases: what a resident is shown step by step, what is asked, and the expert's key."""

from .addresses import LESIONS, OF_LESIONS, addresses_in, addresses_of, differing, fact_at, without_diagnoses
from .case import FIRST_FORMAT, FORMAT, FORMATS, StepFigure, StepTable, TeachingContent, TeachingStep
from .case_reading import TeachingCaseError, read_teaching_case
from .case_schema import teaching_case_schema
from .giving import Standing, given_at, standing
from .key import AcceptedValue, FactKey
