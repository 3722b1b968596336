"""The form of a question that is written, made of the fields of its kind: a new kind gets one by itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from cases.domain.questions import KINDS, QuestionOption
from cases.domain.questions.kind import AnyQuestion
from cases.forms.draft_fields import WrittenNumber
from cases.forms.draft_parts import WrittenField, settled
from cases.forms.part_form import NoSuchField, PartForm, PartPiece, Said
from guidance.domain.limits import OPTIONS
from guidance.domain.words import DOMAINS

NAMES: Mapping[str, Said] = {
    "stem": Said("What is asked", "The question as the resident reads it, with what it needs."),
    "domain": Said("Domain", "Which part of the guidance it is about."),
    "weight": Said("Weight", "How many points it counts. Usually 1."),
    "feedback": Said(
        "What is said afterwards", "For everybody, whatever they answered; told in the debrief."
    ),
    "source": Said(
        "Or where it comes from", "For what the guidance does not say: the source and how certain it is."
    ),
    "options": Said("Answers to choose from", "A resident sees them in the order of their words."),
    "text": Said("Answer"),
    "credit": Said("Credit, 0 to 1"),
    "harmful": Said("Would do harm"),
    "why": Said("What is said of it"),
    "also": Said("Other spellings, with semicolons"),
    "place": Said("Place"),
    "maximum": Said("Answers that may be given", "With one more than these, the question earns nothing."),
    "write_in": Said("Written in, not chosen from a list"),
    "about": Said("The finding moves"),
    "hypothesis": Said("You are thinking of", "A diagnosis or a plan."),
    "finding": Said("Then you learn of"),
    "panel": Said("The panel", "How many panellists chose each answer, and who they were."),
    "label": Said("Who sat on it"),
    "is_example": Said("Nobody did: the votes only show the form"),
    "votes": Said("Votes, from much less or strongly against (−2) to much more or strongly for (+2)"),
    **{f"votes{point}": Said(f"{point:+d}".replace("-", "−") if point else "0") for point in range(-2, 3)},
    "value": Said("The right number"),
    "tolerance": Said("Tolerance on either side"),
    "unit": Said("Unit"),
    "minimum": Said("Least that may be entered"),
    "model_answer": Said("Model answer", "Shown in the debrief, beside what the resident wrote."),
    "points": Said(
        "What a full answer holds", "One point a line. The resident ticks those that theirs holds."
    ),
    "maximum_length": Said("Characters that may be written"),
}
"""What fields are called, in every kind that has them; others by their own name."""
CHOICES: Mapping[str, Mapping[str, str]] = {
    "domain": DOMAINS,
    "about": {"diagnosis": "A diagnosis: more or less likely", "plan": "A plan: for or against it"},
}
OF_KIND: Mapping[str, Mapping[str, Said]] = {
    "numeric": {"maximum": Said("Most that may be entered")},
    "ranked_differential": {
        "options": Said(
            "Answers to choose from",
            "Give those of your list their places, 1 to the likeliest. Others are offered besides.",
        )
    },
    "multiple_best_answer": {"credit": Said("Right 1, wrong 0")},
}
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "key_feature": frozenset(),
    "ranked_differential": frozenset({"credit", "harmful", "also"}),
    "single_best_answer": frozenset({"also"}),
    "multiple_best_answer": frozenset({"also"}),
}
"""What of an option says nothing in a kind: it is not asked, and keeps what is held."""
BESIDES = frozenset({"objective", "domain", "weight", "feedback", "source"})
RANKED = "ranked"
"""The keys of options in an order, which each option says as its place."""


class DraftQuestionForm(PartForm):
    """A question of a draft: what is not valid keeps what the draft has."""

    new_objective = WrittenField(
        label="Another objective", help_text="Begin with a verb. It becomes one of this case and its library."
    )

    def __init__(
        self, held: Mapping[str, Any], objectives: Iterable[tuple[str, str]] = (), data: Any = None
    ) -> None:
        self.kind: type[AnyQuestion] = KINDS[held["kind"]]
        self.kind_name = self.kind.kind
        names = {**NAMES, **OF_KIND.get(held["kind"], {})}
        super().__init__(self.kind, held, data, names=names, leaving=("key", RANKED))
        for name, labels in CHOICES.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = [(key, labels.get(key, label)) for key, label in field.choices]
        known = list(objectives)
        own = str(held.get("objective") or "")
        others = [(own, own)] if own and own not in dict(known) else []
        self.fields["objective"] = forms.ChoiceField(
            label="It counts for the objective",
            required=False,
            choices=[("", "Choose one"), *known, *others],
            widget=forms.Select({"class": "form-select"}),
        )

    def row_form(self, part: Any, held: Mapping[str, Any], data: Any, prefix: str) -> PartForm:
        if part is not QuestionOption:
            return super().row_form(part, held, data, prefix)
        leaving = LEFT_OUT.get(self.kind.kind, frozenset())
        form = PartForm(part, held, data, prefix=prefix, names=self.names, leaving=leaving, is_row=True)
        if self._is_ranked:
            ranked = self.held.get(RANKED) or []
            place = ranked.index(held["key"]) + 1 if held.get("key") in ranked else None
            words = self.words("place")
            form.fields["place"] = WrittenNumber(
                least=1, most=20, whole=True, label=words.label, initial=place
            )
        return form

    @property
    def _is_ranked(self) -> bool:
        return RANKED in self.kind.__dataclass_fields__

    @property
    def asking(self) -> list[PartPiece]:
        """What is asked and answered; what every question has besides stands below it."""
        return [piece for piece in self.pieces if piece.name not in BESIDES]

    @property
    def options(self) -> list[PartForm]:
        return self.rows.get("options", [])

    @property
    def staying(self) -> list[PartForm]:
        return [row for row in self.options if not row.is_gone]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self.staying) > OPTIONS.most:
            self.add_error(None, OPTIONS.refusal(len(self.staying)))
        return cleaned

    def value(self) -> dict[str, Any]:
        found = super().value()
        found.pop("new_objective", None)
        if self.non_field_errors() and "options" in self.held:
            found["options"] = self.held["options"]
        elif "options" in found:
            found["options"] = settled(list(self._with_keys(found["options"])), self.held.get("options"))
        if self._is_ranked:
            found[RANKED] = self._ranked(found.get("options", []))
        whole = {"key": self.held["key"], "kind": self.held["kind"], **found}
        return settled({name: each for name, each in whole.items() if each != []}, self.held)

    def _with_keys(self, options: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
        """An option without a key gets one from its text, which none of the others has."""
        options = list(options)
        taken = {option["key"] for option in options if option.get("key")}
        for option in options:
            key = option.get("key") or free_key(str(option.get("text", "")), taken, "answer")
            taken.add(key)
            yield {"key": key, **option}

    def _ranked(self, options: list[dict[str, Any]]) -> list[str]:
        placed = []
        for row, option in zip(self.staying, options, strict=False):
            place = row.cleaned_data.get("place") if row.is_valid() else None
            if place is not None:
                placed.append((place, option["key"]))
        return [key for _, key in sorted(placed, key=lambda each: each[0])]


def free_key(text: str, taken: Iterable[str], otherwise: str) -> str:
    """A key made from words, at most forty characters of them, that is not taken."""
    words = slugify(text)[:40].strip("-") or otherwise
    held = set(taken)
    return next(key for key in (words, *(f"{words}-{number}" for number in range(2, 999))) if key not in held)


def new_question(kind: str, key: str, stem: str, domain: str, objective: str) -> dict[str, Any]:
    held: dict[str, Any] = {"key": key, "kind": kind, "stem": stem, "domain": domain}
    return held | ({"objective": objective} if objective else {})


def check_form_of(kind: str) -> None:
    """Raises NoSuchField for a kind with a field that no form can fill in."""
    try:
        DraftQuestionForm({"key": "example", "kind": kind})
    except NoSuchField as error:
        raise NoSuchField(f"{KINDS[kind].__name__}, a kind of question: {error}") from error


for _kind in KINDS:  # here, and not before an author
    check_form_of(_kind)
