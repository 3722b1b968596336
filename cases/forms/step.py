"""A step of an attempt as one form: its chapters and its questions are saved, and committed, together."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.domain.kept import Kept, place_and_key
from cases.domain.marks import QUESTION
from cases.domain.natures import DIAGNOSIS
from cases.domain.questions import AnyQuestion, QuestionAnswer
from cases.domain.sureness import SureSaid
from cases.domain.teaching import LESIONS, OF_LESIONS, TeachingStep, fact_at
from cases.forms.chapter import ChapterForm
from cases.forms.identifiers import confirmation, warning
from cases.forms.keeping import Marked
from cases.forms.questions import QuestionForm
from cases.forms.staging import ELEMENTS, NOTATION_FIELD
from cases.forms.sureness import SurenessForm
from cases.models import PatientCase
from guidance.domain.identifiers import suspicions
from guidance.domain.limits import ANSWER
from guidance.domain.vocabulary import VOCABULARY, Value
from guidance.forms.plain import PlainForm


class StepForm:
    """All parts of a step. What is valid is saved; the step can be committed when all of it is."""

    def __init__(
        self,
        step: TeachingStep,
        case: PatientCase,
        answers: Mapping[str, QuestionAnswer],
        kept_answers: Mapping[str, Kept],
        chapter_form: Any,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.step, self.is_bound, self.asked = step, data is not None, frozenset(step.asked)
        self.chapters: list[ChapterForm] = [
            chapter_form(key, case, data, only=self.asked) for key in step.chapters
        ]
        self.questions = [
            QuestionForm(question, answers.get(question.key), data, kept=kept_answers.get(question.key))
            for question in step.questions
        ]
        self.sureness: SurenessForm | None = None

    def ask_sureness(self, said: SureSaid, data: Mapping[str, Any] | None = None) -> None:
        """Ask as well how sure somebody is; what they said so far is chosen."""
        self.sureness = SurenessForm(self.step, said, data)
        for form in self.questions:
            form.sureness = self.sureness.at((QUESTION, form.question.key))

    def is_valid(self) -> bool:
        # Every part is asked first, so that every fault is shown at once.
        valid = [part.is_valid() for part in (*self.chapters, *self.questions)]
        return all(valid)

    def recorded(self) -> dict[str, dict[str, Value | None]]:
        return {form.chapter.key: form.recorded_chapter() for form in self.chapters}

    def answers(self) -> dict[str, QuestionAnswer | None]:
        """What is given now; a question with a fault is left out, and keeps the answer that it had."""
        valid = (form for form in self.questions if form.is_valid())
        return {form.question.key: form.cleaned_data.get("given") for form in valid}

    def kept(self) -> dict[str, Kept]:
        return {form.chapter.key: form.kept_text for form in self.chapters}

    def kept_answers(self) -> dict[str, Kept]:
        return {form.question.key: form.kept_text for form in self.questions if form.kept_text}

    @property
    def is_too_long(self) -> bool:
        """Whether something sent can be neither saved nor kept."""
        return any(part.is_too_long for part in (*self.chapters, *self.questions))

    @property
    def said(self) -> str:
        return " ".join(form.said for form in self.chapters if form.said)

    def tell(self, said: str) -> None:
        for form in self.chapters:
            form.tell(said)

    @property
    def marked(self) -> list[Marked]:
        return [each for part in (*self.chapters, *self.questions) for each in part.marked()]

    def stranger(self, data: Mapping[str, Any]) -> str:
        """The first thing in `data` that this step does not ask, in words; "" where there is none."""
        own = tuple(f"{form.prefix}-" for form in self.questions)
        for name in data:
            if name.startswith("q-") and not name.startswith(own):
                return f"The question “{name.removeprefix('q-')[:60]}”"
            if name == NOTATION_FIELD and not self.asked.issuperset(ELEMENTS):
                return "The notation of all of T, N and M"
            address = _address_of(name)
            if address and address not in self.asked:
                return f"“{VOCABULARY[fact_at(address)].label}”"
        return ""

    @property
    def part_errors(self) -> list[str]:
        """What is wrong with a chapter as a whole; faults of fields stand beside them."""
        return [error for form in self.chapters for error in form.whole_errors]

    @property
    def unanswered(self) -> int:
        return sum(not form.is_answered for form in self.questions)


def _address_of(name: str) -> str:
    """What the field of a name asks; "" where it asks nothing by itself."""
    of_lesion = place_and_key(name)
    if of_lesion:
        return OF_LESIONS if of_lesion[1] == DIAGNOSIS else LESIONS
    return LESIONS if name == "no_lesions_seen" else name if name in VOCABULARY else ""


class SelfMarkForm(PlainForm):
    """The points of a model answer that one's own text holds; none of them is an answer too."""

    points = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label="Your text holds"
    )

    def __init__(self, question: AnyQuestion, data: Any = None) -> None:
        super().__init__(data, prefix=f"s-{question.key}")
        self.question = question
        choices = list(enumerate(question.points_to_tick))
        self.can_choose("points", choices)


class ReflectionForm(forms.Form):
    reflection = forms.CharField(
        max_length=ANSWER.most,
        required=False,
        label="What do you take from it?",
        help_text="For yourself. What surprised you, what you would do otherwise. No names, no dates.",
        widget=forms.Textarea({"class": "form-control", "rows": 5}),
        error_messages={
            "max_length": "The text has %(show_value)d characters; at most %(limit_value)d are kept."
        },
    )
    confirmed = confirmation()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = suspicions(cleaned.get("reflection", ""))
        if found and not cleaned.get("confirmed"):
            self.add_error("reflection", forms.ValidationError(warning(found, "text"), code="identifying"))
        return cleaned

    @property
    def asks_to_confirm(self) -> bool:
        return self.has_error("reflection", "identifying")
