"""Widgets that draw themselves: one template for each of fifty fields took a third of the time of a page."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class _Drawn(forms.Widget):
    def attributes(self, name: str, attrs: dict[str, Any] | None, **more: Any) -> SafeString:
        given: SafeString = flatatt({"name": name, **more, **self.attrs, **(attrs or {})})
        return given


class Line(_Drawn, forms.TextInput):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text = self.format_value(value)
        more = {} if text is None else {"value": text}
        return format_html("<input{}>", self.attributes(name, attrs, type=self.input_type, **more))


class HiddenLine(Line):
    input_type = "hidden"


class TextArea(_Drawn, forms.Textarea):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text = self.format_value(value) or ""
        return format_html("<textarea{}>\n{}</textarea>", self.attributes(name, attrs), text)


class TickBox(_Drawn, forms.CheckboxInput):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        is_on = self.check_test(value)
        return format_html("<input{}>", self.attributes(name, attrs, type="checkbox", checked=is_on))
