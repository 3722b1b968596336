"""Whether a fact of the key is marked, and how: weight, objective, reason, other answers that earn some."""

from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from typing import Any

from django import forms

from cases.domain.natures import DIAGNOSIS
from cases.domain.report_lines import read_fact
from cases.domain.teaching import OF_LESIONS
from cases.domain.teaching.key import DEFAULT_LESION_FIELDS
from cases.forms.conditions import AS_HELD, ConditionField, Conditions, code_of, condition_of, in_words
from cases.forms.draft_fields import CodesField, GrowingField, WrittenNumber
from cases.forms.draft_parts import WrittenField, settled, settled_set
from cases.forms.fields import field_for
from cases.forms.widgets import TypedLine
from guidance.domain.limits import ALTERNATIVES, NARRATIVE
from guidance.domain.vocabulary import LESION_FIELDS, Fact, FactError, LesionsFact, NumberFact
from guidance.forms.plain import PlainForm

SELECT = forms.Select({"class": "form-select"})
CONDITIONS = 2
"""As many facts a form can make an alternative hang on."""
MOST_ROWS = 60


class AlternativeForm(PlainForm):
    """Another answer that earns something. Without an answer it is none."""

    credit = WrittenNumber(least=0, most=1, label="Credit, 0 to 1")
    why = GrowingField(label="Why it earns that")

    def __init__(
        self, fact: Fact, number: int, held: Mapping[str, Any], conditions: Conditions, data: Any = None
    ) -> None:
        self.fact, self.held, self.number = fact, held, number + 1
        when = dict(held.get("when") or {})
        codes = [code_of(fact_key, value) for fact_key, value in when.items()]
        is_sayable = len(codes) <= CONDITIONS and all(code in conditions.codes for code in codes)
        initial = {
            "credit": held.get("credit", 1 if held else None),
            "why": held.get("why", ""),
            "value": _value(fact, held),
            **{f"when{place}": code for place, code in enumerate(codes if is_sayable else [AS_HELD])},
        }
        super().__init__(data, prefix=f"accept-{number}", initial=initial)
        self.fields["value"] = field_for(fact, current=None, compact=True)
        self.fields["value"].label = "Answer"
        self.fields["value"].help_text = ""
        if fact.element:
            self.fields["value"].widget = TypedLine()
        kept = [] if is_sayable else [(AS_HELD, f"As it stands: {in_words(when)}")]
        self.fields["when0"] = ConditionField(conditions, [("", "Always"), *kept], "Only where")
        self.fields["when1"] = ConditionField(conditions, [("", "–")], "and")

    @property
    def is_gone(self) -> bool:
        """Whether it was taken out; it stays on its page until that is left."""
        return bool(self.is_bound and self.data.get(self.add_prefix("gone")))

    def value(self) -> dict[str, Any] | None:
        """As a file has it; None where it says nothing. What is not valid stays as it is held."""
        if self.is_gone:
            return None
        if self.errors:
            return dict(self.held) or None
        answer = self.cleaned_data.get("value")
        if answer is None:
            return None
        new: dict[str, Any] = {"value": self.fact.as_data(answer)}
        if self.held and answer == _value(self.fact, self.held):
            new["value"] = self.held["value"]
        credit = self.cleaned_data.get("credit")
        if credit is not None and (credit != 1 or "credit" in self.held):
            new["credit"] = credit
        if self.cleaned_data.get("why"):
            new["why"] = self.cleaned_data["why"]
        when = self._when()
        return new | ({"when": when} if when else {})

    def _when(self) -> dict[str, Any]:
        sent = [self.cleaned_data.get(f"when{place}") or "" for place in range(CONDITIONS)]
        if AS_HELD in sent:
            return dict(self.held.get("when") or {})
        return dict(condition_of(code) for code in sent if code)


def _value(fact: Fact, held: Mapping[str, Any]) -> Any:
    if "value" not in held:
        return None
    try:
        return read_fact(fact.key, held["value"], beside={})
    except FactError:
        return None


class DraftMarkForm(PlainForm):
    is_marked = forms.BooleanField(
        required=False,
        label="It is marked",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    weight = WrittenNumber(
        above=0, most=100, label="Weight", help_text="How many points it counts. Usually 1."
    )
    objective = forms.ChoiceField(label="It counts for the objective", required=False, widget=SELECT)
    new_objective = WrittenField(
        label="Another objective", help_text="Begin with a verb. It becomes one of this case and its library."
    )
    why = WrittenField(
        NARRATIVE, rows=3, label="Why the expert records it so", help_text="Told in the debrief."
    )
    source = WrittenField(
        label="Or where it comes from",
        help_text="For what the guidance does not say: the source and how certain it is.",
    )
    statements = CodesField()
    notes = CodesField()

    def __init__(
        self,
        fact: Fact,
        held: Mapping[str, Any] | None,
        objectives: Iterable[tuple[str, str]],
        facts: Iterable[str],
        asked: Container[str] = (),
        data: Any = None,
    ) -> None:
        self.fact, self.held = fact, dict(held or {})
        initial = {"weight": 1, **self.held, "is_marked": held is not None}
        super().__init__(data, initial=initial)
        known = list(objectives)
        own = str(self.held.get("objective") or "")
        others = [(own, own)] if own and own not in dict(known) else []
        self.can_choose("objective", [("", "Choose one"), *known, *others])
        self._for_kind(asked)
        self.conditions = Conditions(facts, fact.key)
        self.alternatives = [] if isinstance(fact, LesionsFact) else self._alternatives()

    def _for_kind(self, asked: Container[str]) -> None:
        fact = self.fact
        more: dict[str, forms.Field] = {}
        if fact.ordered:
            more["steps_apart"] = WrittenNumber(
                least=1, most=9, whole=True, label="Steps apart that still earn something",
                help_text="Empty: only the same answer. With 1, the next one on either side earns half.",
            )  # fmt: skip
        if isinstance(fact, NumberFact | LesionsFact):
            unit = "mm" if isinstance(fact, LesionsFact) else fact.unit
            more["tolerance"] = WrittenNumber(
                least=0,
                label=f"Tolerance{f' in {unit}' if unit else ''}",
                help_text="As far on either side an answer still counts as right.",
            )
        if isinstance(fact, LesionsFact):
            of_diagnosis = OF_LESIONS in asked and fact.key not in asked
            usual = [DIAGNOSIS] if of_diagnosis else DEFAULT_LESION_FIELDS
            more["fields"] = forms.MultipleChoiceField(
                label="What is compared of each lesion",
                required=False,
                choices=[(each.key, each.label) for each in LESION_FIELDS.values()],
                initial=self.held.get("fields") or usual,
                widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
            )
        self.fields.update(more)

    def _alternatives(self) -> list[AlternativeForm]:
        held = dict(enumerate(self.held.get("accept") or ()))
        numbers = self._sent_rows() if self.is_bound else sorted(held)
        data = self.data if self.is_bound else None
        return [
            AlternativeForm(self.fact, number, held.get(number, {}), self.conditions, data)
            for number in numbers
        ]

    def _sent_rows(self) -> list[int]:
        parts = (name.split("-") for name in self.data if name.startswith("accept-"))
        numbers = {
            int(each[1]) for each in parts if len(each) > 2 and each[1].isascii() and each[1].isdigit()
        }
        return sorted(number for number in numbers if number < 1000)[:MOST_ROWS]

    @property
    def spare(self) -> AlternativeForm:
        """One to fill in, so that an alternative is added without JavaScript too."""
        number = max((form.number for form in self.alternatives), default=0)
        return AlternativeForm(self.fact, number, {}, self.conditions)

    @property
    def takes_alternatives(self) -> bool:
        return not isinstance(self.fact, LesionsFact)

    @property
    def kind_fields(self) -> list[Any]:
        return [self[name] for name in ("steps_apart", "tolerance") if name in self.fields]

    @property
    def compared(self) -> Any:
        """What is compared of lesions, by ticks; None for another fact."""
        return self["fields"] if "fields" in self.fields else None

    @property
    def has_faults(self) -> bool:
        return bool(self.errors) or any(form.errors and not form.is_gone for form in self.alternatives)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self._accepted) > ALTERNATIVES.most:
            self.add_error(None, ALTERNATIVES.refusal(len(self._accepted)))
        return cleaned

    @cached_property
    def _accepted(self) -> list[dict[str, Any]]:
        return [value for form in self.alternatives for value in [form.value()] if value]

    def value(self) -> dict[str, Any] | None:
        """The mark as the document holds it, None where the fact is not marked; what is not valid is kept."""
        self.is_valid()
        cleaned = self.cleaned_data
        if not cleaned.get("is_marked"):
            return None
        new: dict[str, Any] = {"fact": self.fact.key}
        for name in ("weight", "objective", "why", "steps_apart", "tolerance", "source"):
            if name in self.fields and name not in cleaned:
                new[name] = self.held.get(name)  # it is not valid
            elif cleaned.get(name) not in (None, "") and not self._is_usual(name, cleaned[name]):
                new[name] = cleaned[name]
        if self.alternatives or self.takes_alternatives:
            new["accept"] = self.held.get("accept") if self.non_field_errors() else self._accepted
        elif self.held.get("accept"):
            new["accept"] = self.held["accept"]
        if "fields" in self.fields:
            new["fields"] = self._fields()
        for name in ("statements", "notes"):
            new[name] = settled_set(cleaned.get(name, self.held.get(name) or []), self.held.get(name))
        found = {name: value for name, value in new.items() if value not in (None, [], "")}
        return settled(found, self.held)

    def _is_usual(self, name: str, value: Any) -> bool:
        """What the format takes without being told."""
        return name not in self.held and value == {"weight": 1, "tolerance": 0}.get(name)

    def _fields(self) -> list[str] | None:
        sent = self.cleaned_data.get("fields") or []
        if "fields" not in self.held and sorted(sent) == sorted(DEFAULT_LESION_FIELDS):
            return None
        return settled_set([key for key in LESION_FIELDS if key in sent], self.held.get("fields"))
