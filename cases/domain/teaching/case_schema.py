"""The JSON Schema of a teaching case, which `manage.py write_case_schema` publishes."""

from cases.domain.parts import PartSchema
from cases.domain.questions import KINDS, QuestionOption
from cases.domain.questions.kind import TeachingQuestion, definition_of

from .case import StepFigure, StepTable, TeachingContent, TeachingStep
from .key import FactKey


def teaching_case_schema() -> PartSchema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kidmet:teaching-case:1",
        "title": "KidMet teaching case, format 1",
        "description": TeachingContent.described,
        **TeachingContent.schema(),
        "$defs": {
            QuestionOption.definition: QuestionOption.schema(),
            **{definition_of(name): kind.schema() for name, kind in KINDS.items()},
            **{
                part.definition: part.schema()
                for part in (TeachingQuestion, StepTable, StepFigure, TeachingStep, FactKey)
            },
        },
    }
