"""The forms of a case: one for each chapter, built from the vocabulary and a layout."""

from collections.abc import Container, Mapping
from typing import Any

from cases.domain.kept import Kept
from cases.domain.questions import QuestionAnswer
from cases.domain.teaching import LESIONS, OF_LESIONS, TeachingStep
from cases.forms.case_file import CaseImportForm
from cases.forms.chapter import ChapterForm, FieldGroup
from cases.forms.kidney import KidneyForm, LesionForm, LesionFormSet
from cases.forms.lesion_diagnoses import LesionDiagnosesForm
from cases.forms.primary import PrimaryForm
from cases.forms.questions import QuestionForm
from cases.forms.staging import StagingForm
from cases.forms.step import ReflectionForm, SelfMarkForm, StepForm
from cases.forms.titles import ConfirmedTitleForm
from cases.models import PatientCase

_FORMS: dict[str, type[ChapterForm]] = {
    "primary": PrimaryForm,
    "kidney": KidneyForm,
    "staging": StagingForm,
}


def chapter_form(
    chapter: str,
    case: PatientCase,
    data: Mapping[str, Any] | None = None,
    only: Container[str] | None = None,
) -> ChapterForm:
    """The form of a chapter, or of `only` some of its addresses: with what is recorded or what was sent."""
    form = _FORMS.get(chapter, ChapterForm)
    if form is KidneyForm and only is not None and LESIONS not in only:
        form = LesionDiagnosesForm if OF_LESIONS in only else ChapterForm
    return form(chapter=chapter, case=case, data=data, only=only)


def step_form(
    step: TeachingStep,
    case: PatientCase,
    answers: Mapping[str, QuestionAnswer],
    kept_answers: Mapping[str, Kept],
    data: Mapping[str, Any] | None = None,
) -> StepForm:
    """The form of a step: its chapters with what is recorded, its questions with their answers."""
    return StepForm(step, case, answers, kept_answers, chapter_form, data)
