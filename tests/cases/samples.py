"""Cases to test with, and what a browser would send of a form."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict

from cases.actions.cases import create_case
from cases.content.demo_cases import demo_cases
from cases.forms import ChapterForm, chapter_form
from cases.models import PatientCase
from cases.queries.cases import case_for
from guidance.domain.vocabulary import VOCABULARY, Value

NOW = datetime(2026, 3, 1, 14, 2, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
MANY_CAUTIONS: dict[str, Value] = {
    **next(demo.case_file.recorded for demo in demo_cases() if demo.slug == "breast-bone-kidney"),
    "treatments_considered": frozenset(each.value for each in VOCABULARY["treatments_considered"].choices),
    "ecog": "4",
    "creatinine_umol_l": 400,
    "pregnant": True,
    "solitary_kidney": True,
}
"""Every treatment considered in one who is in no state for most of them."""


def case_of(user: Any, title: str = "A case", **facts: Any) -> PatientCase:
    """A case with facts as a case file writes them."""
    recorded = {key: VOCABULARY[key].clean(value) for key, value in facts.items()}
    case = case_for(user, create_case(title=title, by=user, now=NOW, recorded=recorded).pk)
    case.owner = user
    return case


def lesions(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"side": "left", "size_mm": 5 + place, **more} for place in range(count)]


class Sent(HTMLParser):
    """The name and value of each control that a browser would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = given["name"]
            self.pairs.append((self.select, ""))
        elif tag == "option" and self.select and "selected" in given:
            self.pairs[-1] = (self.select, given["value"])
        elif (
            tag == "input"
            and "name" in given
            and (given.get("type") not in ("radio", "checkbox") or "checked" in given)
        ):
            ticked = "on" if given.get("type") == "checkbox" else ""
            self.pairs.append((given["name"], given.get("value", ticked)))


def sent_by_browser(form: ChapterForm) -> list[tuple[str, str]]:
    """All controls of a chapter's form as they stand on the page."""
    controls = [str(field) for field in form]
    if form.lesions:
        controls.append(str(form.lesions.management_form))
        controls += [str(field) for row in form.lesions.forms for field in row]
    return Sent("".join(controls)).pairs


def query(pairs: Iterable[tuple[str, str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def send(case: PatientCase, chapter: str, **changed: Any) -> ChapterForm:
    """The bound form after somebody opened the chapter, changed some controls and sent it."""
    pairs = [pair for pair in sent_by_browser(chapter_form(chapter, case)) if pair[0] not in changed]
    for name, value in changed.items():
        pairs += [(name, each) for each in (value if isinstance(value, list) else [value])]
    return chapter_form(chapter, case, query(pairs))
