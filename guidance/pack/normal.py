"""One way of writing a payload: what says the same has the same hash, whether it comes from files or rows.

Lists of ids are sets, written in the order of what they name; fields without a value are left out; text has
no space around it; years and volumes are text. The hash of every published edition depends on this.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from guidance.domain.edition import FORMAT

Entry = Mapping[str, Any]

REFERENCE_PARTS = ("authors", "title", "journal", "year", "volume", "pages", "doi", "url", "detail")


def normal_form(payload: Entry) -> dict[str, object]:
    """The payload in its one form. It must have passed the checks."""
    sections = payload["sections"]
    statements = _order(
        statement["key"] for section in sections for statement in section.get("statements") or ()
    )
    references = _order(reference["id"] for reference in payload["references"])
    notes = _order(note["id"] for note in payload["notes"])
    return {
        "format": FORMAT,
        "document": _document(payload["document"]),
        "sections": [_section(section) for section in sections],
        "notes": [_note(note, statements, references) for note in payload["notes"]],
        "references": [_reference(reference) for reference in payload["references"]],
        "rules": [_rule(rule, notes) for rule in payload["rules"]],
    }


def normal_entry(kind: str, entry: Entry) -> dict[str, object]:
    """One entry in the form that it has in the whole; ids that it names stand in the order of their names.

    `kind` as in `guidance.domain.changing.entries`. A section is without its statements; a statement has the
    slug of its section.
    """
    if kind == "section":
        section = _section(entry)
        return {name: value for name, value in section.items() if name != "statements"}
    if kind == "statement":
        return {"section": _text(entry, "section"), **_statement(entry)}
    if kind == "note":
        return _note(entry, {}, {})
    if kind == "rule":
        return _rule(entry, {})
    return _document(entry) if kind == "document" else _reference(entry)


def _order(ids: Iterable[str]) -> dict[str, int]:
    return {id_: place for place, id_ in enumerate(ids)}


def _ordered(ids: Iterable[str] | None, order: Mapping[str, int]) -> list[str]:
    """An id that names nothing goes to the end: the checks tell of it."""
    return sorted(set(ids or ()), key=lambda id_: (order.get(id_, len(order)), id_))


def _given(entry: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in entry.items() if value not in (None, "", [], {})}


def _text(entry: Entry, name: str) -> str:
    """With line breaks as one character: a browser sends two."""
    value = entry.get(name)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _document(entry: Entry) -> dict[str, object]:
    texts = {name: _text(entry, name) for name in ("slug", "title", "about")}
    informative = {key: str(why).strip() for key, why in (entry.get("informative_facts") or {}).items()}
    return _given({**texts, "source": entry.get("source"), "informative_facts": informative})


def _section(entry: Entry) -> dict[str, object]:
    texts = {name: _text(entry, name) for name in ("slug", "heading", "title", "domain")}
    section = _given({**texts, "heading_line": entry.get("heading_line")})
    return {**section, "statements": [_statement(each) for each in entry.get("statements") or ()]}


def _statement(entry: Entry) -> dict[str, object]:
    source = {name: entry["source"][name] for name in ("line", "paragraph", "form")}
    return {**{name: _text(entry, name) for name in ("key", "kind", "text")}, "source": source}


def _note(entry: Entry, statements: Mapping[str, int], references: Mapping[str, int]) -> dict[str, object]:
    return {
        **{name: _text(entry, name) for name in ("id", "severity", "class", "section")},
        "statements": _ordered(entry.get("statements"), statements),
        "text": _text(entry, "text"),
        "references": _ordered(entry.get("references"), references),
        "certainty": _text(entry, "certainty"),
        **_signed_off(entry.get("signed_off") or {}),
    }


def _signed_off(entry: Entry) -> dict[str, object]:
    """Left out where nobody has: what was published before notes could be signed off keeps its hash."""
    signed = _given({name: _text(entry, name) for name in ("by", "on")})
    return {"signed_off": signed} if signed else {}


def _reference(entry: Entry) -> dict[str, object]:
    return _given({name: _text(entry, name) for name in ("id", *REFERENCE_PARTS, "certainty")})


def _rule(entry: Entry, notes: Mapping[str, int]) -> dict[str, object]:
    return _given(
        {
            **{name: _text(entry, name) for name in ("id", "effect", "section", "statement")},
            "when": entry["when"],
            **{name: _text(entry, name) for name in ("because", "message")},
            "about": list(dict.fromkeys(entry.get("about") or ())),
            "notes": _ordered(entry.get("notes"), notes),
        }
    )
