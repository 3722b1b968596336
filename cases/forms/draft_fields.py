"""Fields of a draft that are no text: numbers as they are written, and lists of codes."""

import re
from typing import Any

from django import forms

from cases.forms.draft_parts import WrittenField
from cases.forms.plain_widgets import Line
from guidance.domain.limits import CITED, ONE_LINE, Limit

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,6})?")
_CODE = re.compile(r"[\w.:-]{1,60}")


class WrittenNumber(forms.CharField):
    """A number with a point or a comma; empty is None. What is none, or lies outside, is refused."""

    def __init__(
        self,
        *,
        least: float | None = None,
        most: float | None = None,
        above: float | None = None,
        whole: bool = False,
        **more: Any,
    ) -> None:
        keys = "numeric" if whole else "decimal"
        attrs = {"class": "form-control", "inputmode": keys, "autocomplete": "off"}
        super().__init__(**{"required": False, "widget": Line(attrs), **more})
        self.least, self.most, self.above, self.whole = least, most, above, whole

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.12g}" if isinstance(value, float) else value

    def clean(self, value: Any) -> float | None:
        text = str(value or "").strip().replace("−", "-")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise forms.ValidationError(f"“{text[:40]}” is no number. {self._allowed}")
        number = float(text.replace(",", "."))
        if (self.whole and not number.is_integer()) or not self._is_within(number):
            raise forms.ValidationError(f"{text} cannot be taken. {self._allowed}")
        return int(number) if number.is_integer() else number

    def _is_within(self, number: float) -> bool:
        return (
            (self.least is None or number >= self.least)
            and (self.most is None or number <= self.most)
            and (self.above is None or number > self.above)
        )

    @property
    def _allowed(self) -> str:
        what = "a whole number" if self.whole else "a number"
        bounds = [
            *([f"above {self.above:g}"] if self.above is not None else []),
            *([f"of at least {self.least:g}"] if self.least is not None else []),
            *([f"of at most {self.most:g}"] if self.most is not None else []),
        ]
        return f"Write {' '.join([what, ' and '.join(bounds)]).strip()}."


class GrowingField(WrittenField):
    """A line that shows all of it, however long; a line break in it is a space."""

    def __init__(self, **more: Any) -> None:
        super().__init__(ONE_LINE, rows=1, **more)
        self.widget.attrs["data-plain"] = ""

    def clean(self, value: Any) -> str:
        return super().clean(" ".join(str(value or "").split()))


class CodesField(forms.Field):
    """Codes that a page offers as ticks, such as statements that are linked."""

    widget = forms.MultipleHiddenInput

    def __init__(self, limit: Limit = CITED, **more: Any) -> None:
        super().__init__(**{"required": False, **more})
        self.limit = limit

    def clean(self, value: Any) -> list[str]:
        given = [text for text in dict.fromkeys(value or ()) if _CODE.fullmatch(text)]
        if len(given) > self.limit.most:
            raise forms.ValidationError(self.limit.refusal(len(given)))
        return given
