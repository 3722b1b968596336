"""Templates and stylesheets are written to be read, and sent without what they are indented by."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Engine
from django.template.autoreload import get_template_directories

from kidmet_site.setup import ROOT
from kidmet_site.templates import without_indentation

FOLDER = ROOT / "templates"
TEMPLATES = {str(path.relative_to(FOLDER)): path.read_text() for path in sorted(FOLDER.rglob("*.html"))}
MODULES = {
    str(path.relative_to(ROOT)): path.read_text()
    for app in ("cases", "guidance", "kidmet_site")
    for path in (ROOT / app).rglob("*.py")
}
STYLES = ROOT / "static" / "css"
MADE = {"bootstrap.css", "fonts.css"}
# Django, allauth and the form helpers look for these by their own names.
OF_OTHERS = ("400.", "403", "404.", "500.", "account/", "admin/", "allauth/", "mfa/", "usersessions/")

ENGINE = Engine.get_default()
WIDEST = 120
LONGEST = 200
COMMENT = re.compile(r"/\*.*?\*/")
DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
ATTRIBUTE = re.compile(r"""\s([\w-]+)=("[^"]*"|'[^']*')""")
# What a browser, or its reader of JSON, splits at blanks of every kind.
LISTS = {"class", "content"}
TAG = re.compile(r"<[^>]*>")
NAMED = re.compile(r"""["']([\w/-]+\.html)(?:#\w+)?["']""")


def is_text(line: str) -> bool:
    """One run of words, with nothing to decide in it."""
    return "{%" not in line and len(TAG.sub("", line).strip()) > WIDEST / 2


def users() -> dict[str, set[str]]:
    """Which templates and modules name each template, itself left out."""
    named: dict[str, set[str]] = {name: set() for name in TEMPLATES}
    for user, text in {**TEMPLATES, **MODULES}.items():
        for name in set(NAMED.findall(text)) - {user}:
            named.setdefault(name, set()).add(user)
    return named


def test_no_line_of_a_template_is_too_long_to_be_read() -> None:
    long = [
        f"{name}:{number}"
        for name, text in TEMPLATES.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > WIDEST and not is_text(line)
    ]

    assert long == []


def test_no_tag_of_a_template_goes_over_the_end_of_a_line() -> None:
    """It would be no tag, and stand on the page as it is written."""
    broken = [
        f"{name}: {line.strip()}"
        for name, text in TEMPLATES.items()
        for line in DJANGO.sub("", text).splitlines()
        if re.search(r"{[%{#]|[%#]}", line)
    ]

    assert broken == []


def test_an_attribute_has_a_line_break_only_where_it_is_read_as_a_blank() -> None:
    broken = [
        f"{name}: {found[1]}"
        for name, text in TEMPLATES.items()
        for found in ATTRIBUTE.finditer(DJANGO.sub("", text))
        if "\n" in found[2] and found[1] not in LISTS
    ]

    assert broken == []


def test_no_template_is_too_long_to_be_read() -> None:
    assert [name for name, text in TEMPLATES.items() if text.count("\n") > LONGEST] == []


def test_a_fragment_that_one_page_alone_shows_lives_in_that_page() -> None:
    apart = []
    for name, by in users().items():
        pages = [user for user in by if user in TEMPLATES]
        if "/_" in name and len(by) == 1 and pages:
            together = TEMPLATES[name].count("\n") + TEMPLATES[pages[0]].count("\n")
            apart += [f"{name} of {pages[0]}"] if together <= LONGEST - 4 else []

    assert apart == []


def test_every_template_is_named_somewhere() -> None:
    assert [name for name, by in users().items() if not by and not name.startswith(OF_OTHERS)] == []


def long_or_crowded(path: Path) -> Iterator[str]:
    for number, line in enumerate(COMMENT.sub("", path.read_text()).splitlines(), start=1):
        is_crowded = "{" in line.rstrip("{") or "; " in line
        if "data:" not in line and (len(line) > WIDEST or is_crowded):
            yield f"{path.name}:{number}"


def test_a_stylesheet_says_one_thing_a_line() -> None:
    ours = [path for path in sorted(STYLES.glob("*.css")) if path.name not in MADE]

    assert [place for path in ours for place in long_or_crowded(path)] == []


def test_no_page_is_sent_with_what_its_lines_are_indented_by() -> None:
    assert (
        without_indentation("<p>\n  a\n\t{% if b %}\n    c{% endif %}\n</p>")
        == "<p>\na\n{% if b %}\nc{% endif %}\n</p>"
    )


@pytest.mark.parametrize("element", ["pre", "textarea"])
def test_blanks_stay_where_they_are_shown(element: str) -> None:
    shown = f"<{element} id='x'>\n  a\n    b</{element}>"

    assert without_indentation(f"  {shown}\n  c") == f"{shown}\nc"


def test_templates_are_compiled_without_indentation_and_with_every_line() -> None:
    for name, text in TEMPLATES.items():
        source = ENGINE.get_template(name).source
        assert source.count("\n") == text.count("\n"), name
        assert source == without_indentation(text), name


def test_a_changed_template_is_seen_while_developing() -> None:
    assert FOLDER in get_template_directories()
