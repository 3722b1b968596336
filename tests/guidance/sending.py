"""What a browser would send of a form, read from its HTML: so a test presses the buttons that are there."""

from html.parser import HTMLParser

from django.http import QueryDict

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form, self.inside = form, not form
        self.fields: Fields = {}
        self.buttons: dict[str, str] = {}
        self.select: tuple[str, list[str], list[str]] | None = None
        self.textarea: str | None = None

    def add(self, name: str | None, value: str | None) -> None:
        if name:
            self.fields.setdefault(name, []).append(value or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "form":
            self.inside = held.get("id") == self.form
        if not (self.inside or self.select or held.get("form") == self.form):
            return
        name, value = held.get("name"), held.get("value")
        if tag == "input" and (held.get("type") not in ("checkbox", "radio") or "checked" in held):
            self.add(name, value)
        elif tag == "select":
            self.select = (name or "", [], [])
        elif tag == "option" and self.select:
            self.select[2 if "selected" in held else 1].append(value or "")
        elif tag == "textarea":
            self.textarea = name
            self.add(name, "")
        elif tag == "button" and name == "op":
            self.buttons[value or ""] = held.get("aria-disabled") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = not self.form
        if tag == "select" and self.select:
            name, others, chosen = self.select
            self.add(name, (chosen or others or [""])[0])
            self.select = None
        if tag == "textarea":
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea][-1] += data.removeprefix("\n")


def _read(html: str, form: str) -> _Form:
    reader = _Form(form)
    reader.feed(html)
    return reader


def sent(html: str, form: str = "") -> Fields:
    """The fields of the form with this id; without one, of all that the HTML holds."""
    return _read(html, form).fields


def buttons(html: str, form: str = "") -> set[str]:
    """What the editing buttons would send."""
    return set(_read(html, form).buttons)


def as_query(fields: Fields) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query
