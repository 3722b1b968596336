"""Widgets of the chapter forms, each whole in `{{ field }}` and with Bootstrap's classes."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

PREFIXES = (
    ("", "no prefix"),
    ("c", "c, clinical"),
    ("p", "p, pathological"),
    ("yc", "yc, clinical after treatment"),
    ("yp", "yp, pathological after treatment"),
    ("rc", "rc, recurrence, clinical"),
    ("rp", "rp, recurrence, pathological"),
    ("ryc", "ryc, recurrence after treatment, clinical"),
    ("ryp", "ryp, recurrence after treatment, pathological"),
    ("a", "a, autopsy"),
)
_TOKEN = re.compile(r"(?P<prefix>(?:[ra])?y?[cpu]?)(?P<body>[TNM].*)")


class ProjectTemplate:
    """Renders with the site's own templates; Django's form renderer looks for its templates elsewhere."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return mark_safe(get_template(template_name).render(context))  # the template escapes


class ChoicesWidget(ProjectTemplate, ChoiceWidget):
    template_name = "cases/widgets/choices.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["invalid"] = "aria-invalid" in context["widget"]["attrs"]
        context["widget"]["options"] = [
            each for _, group, _ in context["widget"]["optgroups"] for each in group
        ]
        return context


class Radios(ChoicesWidget, forms.RadioSelect):
    pass


class Checkboxes(ChoicesWidget, forms.CheckboxSelectMultiple):
    superseded: frozenset[str] = frozenset()
    """Choices that are shown only where they are ticked: finer ones have taken their place."""
    under_more: Mapping[str, str] = {}
    """Choices that wait under "More" where they are not chosen, with their labels."""

    def __init__(self, *, of_what: str = "") -> None:
        super().__init__()
        self.of_what = of_what

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        return [
            (group, [each for each in options if self._is_shown(each)], index)
            for group, options, index in super().optgroups(name, value, attrs)
        ]

    def _is_shown(self, option: dict[str, Any]) -> bool:
        return option["selected"] or option["value"] not in self.superseded

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        offered = context["widget"]["options"]
        more = [each for each in offered if not each["selected"] and each["value"] in self.under_more]
        context["widget"] |= {
            "options": [each for each in offered if each not in more],
            "more": more,
            "of_what": self.of_what,
            "named": ", ".join(self.under_more[each["value"]] for each in more),
        }
        return context


class Select(ProjectTemplate, forms.Select):
    template_name = "cases/widgets/select.html"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"class": "form-select", **(attrs or {})})


class TypedNumber(forms.TextInput):
    """Text, not type=number: that one drops what it does not understand, and scrolls values away."""

    def __init__(self, *, whole: bool = False) -> None:
        keys = "numeric" if whole else "decimal"
        super().__init__({"class": "form-control", "inputmode": keys, "autocomplete": "off"})


class TypedLine(forms.TextInput):
    """A notation as a report writes it: nothing corrects it while it is typed."""

    def __init__(self) -> None:
        super().__init__(
            {
                "class": "form-control notation",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        )


class Month(forms.TextInput):
    """A month picker where the browser has one, else text such as 2025-03."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__({"class": "form-control", "placeholder": "YYYY-MM", "autocomplete": "off"})


class NumberWithUnit(ProjectTemplate, forms.Widget):
    """A number and the unit it is given in: `<name>` and `<name>_unit`. Its value is the pair of both."""

    template_name = "cases/widgets/number_with_unit.html"

    def __init__(self, label: str, units: tuple[str, ...]) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"})
        self.label, self.units = label, units

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        number, unit = value if isinstance(value, tuple) else ("", self.units[0])
        context = super().get_context(name, None, attrs)
        context["widget"] |= {"number": number, "unit": unit, "units": self.units, "label": self.label}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str] | None:
        if name not in data:
            return None
        return data[name], data.get(f"{name}_unit") or self.units[0]


class CategoryInput(ProjectTemplate, forms.Widget):
    """A TNM category with its prefix: `<name>_prefix` and `<name>`. Its value is the whole token."""

    template_name = "cases/widgets/category.html"

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
        self.categories: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        prefix, body = split_token(value) if value else ("c", "")
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "label": self.label,
            "prefix": prefix,
            "body": body,
            "prefixes": _with(PREFIXES, prefix),
            "categories": self.categories if body in ("", *self.categories) else (*self.categories, body),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        if name not in data:
            return None
        body = data[name].strip()
        return f"{data.get(f'{name}_prefix', '')}{body}" if body else ""


def split_token(token: str) -> tuple[str, str]:
    """ "rpM1a(OTH)" is "rp" and "M1a(OTH)"; what is no token is all body."""
    found = _TOKEN.fullmatch(token)
    return (found["prefix"], found["body"]) if found else ("", token)


def _with(prefixes: tuple[tuple[str, str], ...], prefix: str) -> tuple[tuple[str, str], ...]:
    known = {code for code, _ in prefixes}
    return prefixes if prefix in known else (*prefixes, (prefix, prefix))
