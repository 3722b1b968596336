"""The JSON Schema of a teaching case, which `manage.py write_case_schema` publishes."""

from cases.domain.parts import DocumentPart, PartSchema
from cases.domain.questions import KINDS, QuestionOption
from cases.domain.questions.kind import TeachingQuestion, definition_of

from .case import FIRST_FORMAT, FORMAT, StepFigure, StepTable, TeachingContent, TeachingStep
from .key import FactKey

ONLY_IN_FIRST = frozenset({"chapters"})
NOT_IN_FIRST = frozenset(
    {"given", "asked", "expert", "images", "answers_wait", "licence", "credits", "derived_from"}
)


def teaching_case_schema(format_: str = FORMAT) -> PartSchema:
    """The schema of a format, one of FORMATS."""
    number = format_.rpartition("/")[2]
    case, step = (_of_format(part, format_) for part in (TeachingContent, TeachingStep))
    case["properties"]["format"] = {"const": format_}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kidmet:teaching-case:{number}",
        "title": f"KidMet teaching case, format {number}",
        "description": TeachingContent.described,
        **case,
        "$defs": {
            QuestionOption.definition: QuestionOption.schema(),
            **{definition_of(name): kind.schema() for name, kind in KINDS.items()},
            **{part.definition: part.schema() for part in (TeachingQuestion, StepTable, StepFigure)},
            TeachingStep.definition: step,
            FactKey.definition: FactKey.schema(),
        },
    }


def _of_format(part: type[DocumentPart], format_: str) -> PartSchema:
    schema = part.schema()
    for name in NOT_IN_FIRST if format_ == FIRST_FORMAT else ONLY_IN_FIRST:
        schema["properties"].pop(name, None)
    return schema
