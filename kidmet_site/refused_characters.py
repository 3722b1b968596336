"""The edge of the site: characters that no text may hold come no further, whichever way they are sent.

An address, a search, or a cookie with one is answered by the page 400, which names it. A form comes back with
what was typed, but for that character, and the sentence beside the field. What is written by actions is asked
there once more; what they refuse and no view shows is answered by the page 400, too.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.http import escape_leading_slashes

from guidance.domain.characters import (
    ForbiddenCharacter,
    forbidden_in,
    forbidden_said,
    is_blank,
    without_forbidden,
    without_refused,
    written_said,
)
from guidance.forms.pasted import PastedText

NOT_UTF_8 = "holds bytes that are no text in UTF-8. Give it without."
LONGEST_NAME = 40


class CharactersMiddleware:
    """Before sessions and views: neither meets a path, a query or a cookie that it could not look up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = next(_faults(request), "")
        if said:
            return _refused(said, again=_without(request))
        cookies = [name for name, value in request.COOKIES.items() if forbidden_in(name + value)]
        if cookies:
            response = _refused("A cookie of this site was broken. It has been deleted: try again.")
            for name in cookies:
                response.delete_cookie(name)
            return response
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _refused(str(exception)) if isinstance(exception, ForbiddenCharacter) else None


def _refused(said: str, again: str = "") -> HttpResponse:
    return HttpResponse(render_to_string("400.html", {"said": said, "again": again}), status=400)


def _faults(request: HttpRequest) -> Iterator[str]:
    """What is wrong with the address, as sentences."""
    said = forbidden_said(request.path_info)
    if said:
        yield f"The address {said}"
    for pair in _pairs(request):
        try:
            said = forbidden_said("=".join(part.decode() for part in pair))
        except UnicodeDecodeError:
            said = NOT_UTF_8
        if said:
            yield f"“{_text(pair[0])[:LONGEST_NAME]}” in the address {said}"


def _pairs(request: HttpRequest) -> Iterator[tuple[bytes, bytes]]:
    """What is asked for in the address, as it was sent: Django reads over what is no UTF-8."""
    # In latin-1 each byte is one character, and comes back as it was.
    for name, value in parse_qsl(request.META.get("QUERY_STRING", ""), True, encoding="latin-1"):
        yield name.encode("latin-1", "replace"), value.encode("latin-1", "replace")


def _without(request: HttpRequest) -> str:
    """The same address without the characters, where that leads somewhere; else ""."""
    if forbidden_in(request.path_info):
        return ""
    pairs = [(_text(name), _text(value)) for name, value in _pairs(request)]
    return escape_leading_slashes(f"{request.path}?{urlencode(pairs)}")


def _text(sent: bytes) -> str:
    return without_forbidden(sent.decode(errors="replace"))


# Forms

_full_clean = forms.BaseForm.full_clean
_clean_fields = forms.BaseForm._clean_fields  # type: ignore[attr-defined]  # in no stubs


def guard_forms() -> None:
    """Let every form, those of libraries and of the admin included, refuse the characters field by field."""
    forms.BaseForm.full_clean = _guarded_full_clean  # type: ignore[method-assign, assignment]  # on purpose
    forms.BaseForm._clean_fields = _guarded_clean_fields  # type: ignore[attr-defined]  # as above  # in no stubs


def _guarded_full_clean(form: Any) -> None:
    refused = getattr(form, "_refused_characters", {}) | _refused_in(form)
    if refused:
        form.data, form._refused_characters = _data_without(form.data), refused
    for name in _blank_in(form):
        form.data = form.data.copy()
        form.data[form.add_prefix(name)] = ""
    _full_clean(form)
    _refuse(form, refused)


def _guarded_clean_fields(form: Any) -> None:
    """What the form as a whole asks next, such as who signs in, it asks of nothing that nobody typed."""
    _clean_fields(form)
    _refuse(form, getattr(form, "_refused_characters", {}))


def _refuse(form: Any, refused: dict[str, str]) -> None:
    for name, said in refused.items():
        form.errors.pop(name, None)
        form.add_error(name, forms.ValidationError(said, code="characters"))


def _refused_in(form: Any) -> dict[str, str]:
    """By field: the sentence."""
    if not form.is_bound:
        return {}
    found = {}
    for name, field in form.fields.items():
        sent = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        said = next(filter(None, map(_said_of(form, field), _texts(sent))), "")
        if said:
            found[name] = f"This {said}"
    return found


def _said_of(form: Any, field: forms.Field) -> Callable[[str], str]:
    # What reads a fact, or the text of a file that was pasted, looks for such characters itself.
    is_read = getattr(form, "reads_characters", False) or isinstance(field.widget, PastedText)
    return forbidden_said if is_read else written_said


def _blank_in(form: Any) -> list[str]:
    """The fields with a text of which nobody would see anything: it counts as none."""
    if not form.is_bound or getattr(form, "reads_characters", False):
        return []
    sent = {name: form.data.get(form.add_prefix(name)) for name in form.fields}
    stripped = {name for name, field in form.fields.items() if getattr(field, "strip", False)}
    return [name for name in stripped if isinstance(sent[name], str) and sent[name] and is_blank(sent[name])]


def _texts(sent: Any) -> Iterator[str]:
    if isinstance(sent, str):
        yield sent
    elif isinstance(sent, list | tuple):
        yield from (text for text in sent if isinstance(text, str))


def _data_without(data: Any) -> Any:
    if not isinstance(data, QueryDict):
        return {name: without_refused(sent) if isinstance(sent, str) else sent for name, sent in data.items()}
    made = data.copy()
    for name, values in made.lists():
        made.setlist(name, [without_refused(value) for value in values])
    return made
