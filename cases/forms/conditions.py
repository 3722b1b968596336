"""On which other answer something can hang: a choice of "fact=value", drawn once for all that offer it."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from guidance.domain.vocabulary import VOCABULARY

AS_HELD = "as-held"
"""What a file says that no choice here can."""


class Conditions:
    """Facts that are chosen from a few answers, each with these."""

    def __init__(self, facts: Iterable[str], but: str) -> None:
        self.facts = [
            key for key in dict.fromkeys(facts) if key != but and VOCABULARY[key].kind in ("one_of", "yes_no")
        ]

    def __bool__(self) -> bool:
        return bool(self.facts)

    @cached_property
    def answers(self) -> dict[str, dict[str, str]]:
        """By fact, what each "fact=value" says."""
        return {key: {f"{key}={value}": label for value, label in _answers(key)} for key in self.facts}

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code for answers in self.answers.values() for code in answers)

    @cached_property
    def options(self) -> SafeString:
        groups = (
            (
                VOCABULARY[key].label,
                format_html_join(
                    "",
                    '<option value="{}">{}: {}</option>',
                    ((code, VOCABULARY[key].label, label) for code, label in answers.items()),
                ),
            )
            for key, answers in self.answers.items()
        )
        return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _answers(key: str) -> list[tuple[str, str]]:
    if VOCABULARY[key].kind == "yes_no":
        return [("true", "Yes"), ("false", "No")]
    return [(str(choice.value), str(choice.label)) for choice in VOCABULARY[key].choices]


def code_of(fact: str, value: Any) -> str:
    return f"{fact}={str(value).lower() if isinstance(value, bool) else value}"


def condition_of(code: str) -> tuple[str, Any]:
    """The fact and its value as a file has it."""
    fact, _, value = code.partition("=")
    return fact, value == "true" if VOCABULARY[fact].kind == "yes_no" else VOCABULARY[fact].as_data(value)


def in_words(when: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{VOCABULARY[fact].label if fact in VOCABULARY else fact}: {value}" for fact, value in when.items()
    )


class ConditionSelect(forms.Widget):
    def __init__(self, conditions: Conditions, first: Iterable[tuple[str, str]]) -> None:
        super().__init__({"class": "form-select"})
        self.conditions, self.first = conditions, list(first)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        first = format_html_join("", '<option value="{}">{}</option>', self.first)
        options = f"{first}{self.conditions.options}"
        if value in self.conditions.codes or value in dict(self.first):
            chosen = format_html('<option value="{}"', value)
            options = options.replace(chosen, f"{chosen} selected", 1)
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", given, mark_safe(options))  # both are escaped above


class ConditionField(forms.Field):
    def __init__(self, conditions: Conditions, first: Iterable[tuple[str, str]], label: str) -> None:
        super().__init__(required=False, label=label, widget=ConditionSelect(conditions, first))
        self.conditions, self.first = conditions, dict(first)

    def clean(self, value: Any) -> str:
        code = str(value or "")
        if code and code not in self.conditions.codes and code not in self.first:
            raise forms.ValidationError(f"“{code[:60]}” is no answer on which this can hang.")
        return code
