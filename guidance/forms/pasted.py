from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe

FROM_FILE = "data-from-file"
"""The attribute of a field whose text nobody typed: it stands in the file that was chosen."""


class PastedText(forms.Textarea):
    """Holds a whole file. Quotes stay as they are, since nothing but & and < ends a text there: a file of
    JSON, half of it quotes, was sent back at three times its length."""

    def format_value(self, value: Any) -> SafeString | None:
        text = super().format_value(value)
        return None if text is None else mark_safe(text.replace("&", "&amp;").replace("<", "&lt;"))
