"""Bootstrap's stylesheet without the rules that no page of ours can match: of 230 KB, a few remain.

A selector stays when our templates, forms and scripts have every class and element that it names. What is
written in any of them counts, so that a rule goes only when nothing could ever need it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import groupby

import tinycss2
from tinycss2.ast import AtRule, IdentToken, Node, QualifiedRule, SquareBracketsBlock

from kidmet_site.assets import STATIC

ROOT = STATIC.parent
LICENCE = """/*!
 * Bootstrap v5.3.3 (https://getbootstrap.com/), without the rules that KidMet does not use:
 * made by `python -m kidmet_site.assets`.
 * Copyright 2011-2024 The Bootstrap Authors
 * Licensed under MIT (https://github.com/twbs/bootstrap/blob/main/LICENSE)
 */
"""

TAG = re.compile(r"{[{%].*?[}%]}", re.S)
QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")
CLASS_ATTRIBUTE = re.compile(r"\bclass=(?:\"([^\"]*)\"|'([^']*)')")
CLASS_IN_PYTHON = re.compile(r"(?:\"class\":|css_class=|className)\s*f?[\"']([^\"']*)[\"']")
CLASS = re.compile(r"[A-Za-z][\w-]*")
ELEMENT = re.compile(r"<([a-z][a-z0-9]*)\b")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")

# What the template filters that we call render fields with; the rest of the package is never reached.
FIELD_TEMPLATES = (
    "field.html",
    "uni_form.html",
    "errors.html",
    "layout/help_text_and_errors.html",
    "layout/help_text.html",
    "layout/field_errors.html",
    "layout/field_errors_block.html",
    "layout/radio_checkbox_select.html",
)
# Written by Markdown and by Django's widgets, in no template of ours.
ELEMENTS = frozenset(
    CLASS.findall(
        "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong sub sup ul "
        "table tbody td th thead tr input label optgroup option select textarea"
    )
)


def bootstrap_source() -> str:
    return files("bootstrap").joinpath("static/bootstrap/css/bootstrap.css").read_text()


def slim_stylesheet() -> str:
    can_match = Matching(classes(), elements())
    kept = [slim for rule in all_rules() if (slim := rule.where(can_match))]
    return LICENCE + _written(_without_unused_variables(kept))


# What our pages have


def classes() -> frozenset[str]:
    found: set[str] = set()
    for text in _texts("templates", "*.html") + _field_templates():
        found |= _words(_parts(CLASS_ATTRIBUTE, TAG.sub(" ", text)))
        found |= _words(_parts(QUOTED, " ".join(TAG.findall(text))))
    for text in _texts("static/js", "*.js"):
        found |= _words(_parts(QUOTED, text))
    for app in ("cases", "guidance", "kidmet_site"):
        found |= _words(part for text in _texts(app, "*.py") for part in _parts(CLASS_IN_PYTHON, text))
    return frozenset(found)


def elements() -> frozenset[str]:
    texts = _texts("templates", "*.html") + _texts("static/js", "*.js")
    return ELEMENTS.union(*(ELEMENT.findall(text) for text in texts))


def _texts(folder: str, pattern: str) -> list[str]:
    return [path.read_text() for path in sorted((ROOT / folder).rglob(pattern))]


def _field_templates() -> list[str]:
    folder = files("crispy_bootstrap5").joinpath("templates/bootstrap5")
    return [folder.joinpath(name).read_text() for name in FIELD_TEMPLATES]


def _parts(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (part for match in pattern.finditer(text) for part in match.groups() if part)


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in CLASS.findall(text)}


# Which rules stay


@dataclass(frozen=True, slots=True)
class StyleRule:
    media: str
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]

    def where(self, wanted: Callable[[str], bool]) -> "StyleRule | None":
        selectors = tuple(filter(wanted, self.selectors))
        return replace(self, selectors=selectors) if selectors else None


@dataclass(frozen=True, slots=True)
class Matching:
    """Whether something of these classes and elements could match a selector."""

    classes: frozenset[str]
    elements: frozenset[str]

    def __call__(self, selector: str) -> bool:
        before = ""
        for token in tinycss2.parse_component_value_list(selector):
            if isinstance(token, IdentToken) and not self._has(before, token.value):
                return False
            if isinstance(token, SquareBracketsBlock) and "data-bs-" in token.serialize():
                return False  # what Bootstrap's own script and its dark theme look for
            before = getattr(token, "value", "")
        return True

    def _has(self, before: object, name: str) -> bool:
        if before == ".":
            return name in self.classes
        return before == ":" or name in self.elements


def all_rules() -> list[StyleRule]:
    """Of the whole stylesheet, but for what is not a rule of style: no rule that stays moves by itself."""
    return list(_rules(tinycss2.parse_stylesheet(bootstrap_source())))


def _rules(nodes: list[Node], media: str = "") -> Iterator[StyleRule]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            yield StyleRule(media, tuple(_selectors(node)), tuple(_declarations(node)))
        elif isinstance(node, AtRule) and node.lower_at_keyword == "media":
            yield from _rules(
                tinycss2.parse_rule_list(node.content), tinycss2.serialize(node.prelude).strip()
            )


def _selectors(rule: QualifiedRule) -> Iterator[str]:
    """Split at the commas that stand outside of brackets."""
    selector: list[Node] = []
    for token in rule.prelude:
        if token == ",":
            yield _squeezed(selector)
            selector = []
        else:
            selector.append(token)
    yield _squeezed(selector)


def _declarations(rule: QualifiedRule) -> Iterator[tuple[str, str]]:
    for it in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        yield it.name, _squeezed(it.value) + ("!important" if it.important else "")


def _squeezed(tokens: list[Node]) -> str:
    return re.sub(r"\s+", " ", tinycss2.serialize(tokens)).strip()


def _without_unused_variables(rules: list[StyleRule]) -> list[StyleRule]:
    """Variables that nothing reads go, until those that are left are all read by something."""
    own = [path for path in sorted((STATIC / "css").glob("*.css")) if path.name != "bootstrap.css"]
    ours = set(VARIABLE.findall("".join(path.read_text() for path in own)))
    while True:
        read = ours.union(*(VARIABLE.findall(value) for rule in rules for _, value in rule.declarations))
        fewer = [slim for rule in rules if (slim := _with_variables(rule, read)).declarations]
        if fewer == rules:
            return rules
        rules = fewer


def _with_variables(rule: StyleRule, read: set[str]) -> StyleRule:
    stay = [(name, value) for name, value in rule.declarations if not name.startswith("--") or name in read]
    return replace(rule, declarations=tuple(stay))


def _written(rules: list[StyleRule]) -> str:
    lines = []
    for media, together in groupby(rules, key=lambda rule: rule.media):
        text = "\n".join(f"{','.join(rule.selectors)}{{{_body(rule)}}}" for rule in together)
        lines.append(f"@media {media}{{\n{text}\n}}" if media else text)
    return "\n".join(lines) + "\n"


def _body(rule: StyleRule) -> str:
    return ";".join(f"{name}:{value}" for name, value in rule.declarations)
