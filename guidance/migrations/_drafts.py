"""What the migration from rows to one document needs, as the code was then: nothing here follows later changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from heapq import merge
from itertools import islice
from json import dumps
from typing import Any

from django.core.management import CommandError

Entry = dict[str, Any]
Key = tuple[str, str]

FORMAT = "kidmet.guidance/1"
REFERENCE_PARTS = ("authors", "title", "journal", "year", "volume", "pages", "doi", "url", "detail")
MODELS = {
    "section": "Section",
    "statement": "Statement",
    "reference": "Reference",
    "note": "CuratorNote",
    "rule": "Rule",
}
"""By kind, in the order in which one names the other."""
IDS = {"section": "slug", "statement": "key", "reference": "code", "note": "code", "rule": "code"}
LINKED_IN_HISTORY = {
    ("note", "statements"): ("HistoricalCuratorNote_statements", "statement_id"),
    ("note", "references"): ("HistoricalCuratorNote_references", "reference_id"),
    ("rule", "notes"): ("HistoricalRule_notes", "curatornote_id"),
}
LINKS = {"note": {"statements": "statement", "references": "reference"}, "rule": {"notes": "note"}}
"""By kind: the fields that name others, and of which kind those are."""
ACTS = {"+": "added", "~": "edited", "-": "deleted"}
SITE = "this site"
AT_ONCE = 500
MOST_NAMED = 20


class DocumentDiffers(CommandError):
    """The document would not say what the rows say: nothing is dropped."""

    def __init__(self, slug: str, found: list[str]) -> None:
        named = "; ".join(found[:MOST_NAMED])
        more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        super().__init__(
            f'The document "{slug}" cannot be written as one, for it would not say all that its rows say: '
            f"{named}{more}. Nothing was changed. Mend this in the version before, then upgrade again."
        )


# What the rows said, in the normal form of that time


def text(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def given(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if value not in (None, "", [], {})}


def ordered(ids: Iterable[str], order: Mapping[str, int]) -> list[str]:
    return sorted(set(ids), key=lambda id_: (order.get(id_, len(order)), id_))


class Rows:
    """All rows of one document, each table in its order."""

    def __init__(self, apps: Any, alias: str, document: Any) -> None:
        self.apps, self.alias, self.document = apps, alias, document
        self.of = {kind: self._read(kind) for kind in MODELS}
        # By number also those of other documents, should a row name one.
        self.name = {kind: dict(self._model(kind).values_list("pk", id_)) for kind, id_ in IDS.items()}
        self.links = {kind: {name: self._linked(kind, name) for name in names} for kind, names in LINKS.items()}

    def _model(self, kind: str) -> Any:
        return self.apps.get_model("guidance", MODELS[kind]).objects.using(self.alias)

    def _read(self, kind: str) -> list[Any]:
        return list(self._model(kind).filter(document=self.document).order_by("position", "pk"))

    def _linked(self, kind: str, name: str) -> dict[int, list[str]]:
        model = self.apps.get_model("guidance", MODELS[kind])
        own, other = f"{MODELS[kind].lower()}_id", f"{MODELS[LINKS[kind][name]].lower()}_id"
        found: dict[int, list[str]] = defaultdict(list)
        rows = getattr(model, name).through.objects.using(self.alias).filter(**{f"{own[:-3]}__document": self.document})
        for pk, linked in rows.values_list(own, other):
            found[pk].append(self.name[LINKS[kind][name]][linked])
        return found

    def linked(self, kind: str, pk: int) -> dict[str, list[str]]:
        return {name: [text(id_) for id_ in found.get(pk, ())] for name, found in self.links.get(kind, {}).items()}

    def in_order(self) -> Iterator[Any]:
        """The sections as the document has them: each, then what stands below it."""
        below: dict[int | None, list[Any]] = defaultdict(list)
        for section in self.of["section"]:
            below[section.parent_id].append(section)
        waiting = below[None][::-1]
        while waiting:
            section = waiting.pop()
            yield section
            waiting += below[section.pk][::-1]


def document_entry(row: Any) -> Entry:
    texts = {name: text(getattr(row, name)) for name in ("slug", "title", "about")}
    return given({**texts, "source": row.source, "informative_facts": informative_in(row)})


def informative_in(row: Any) -> Any:
    """The admin took any JSON for it; what is no object stays as it was, to be told of."""
    facts = row.informative_facts or {}
    return {key: str(why).strip() for key, why in facts.items()} if isinstance(facts, dict) else facts


def about_in(row: Any) -> Any:
    """As above, for what is no list of texts."""
    return list(dict.fromkeys(row.about)) if is_about(row) else row.about or []


def is_about(row: Any) -> bool:
    return isinstance(row.about, list) and all(isinstance(each, str) for each in row.about)


def payload_of(rows: Rows) -> Entry:
    sections = list(rows.in_order())
    statements: dict[int, list[Any]] = defaultdict(list)
    for each in rows.of["statement"]:
        statements[each.section_id].append(each)
    keys = [text(each.key) for section in sections for each in statements[section.pk]]
    order = {
        "statements": {key: place for place, key in enumerate(keys)},
        "references": {text(each.code): place for place, each in enumerate(rows.of["reference"])},
        "notes": {text(each.code): place for place, each in enumerate(rows.of["note"])},
    }

    def entries(kind: str) -> list[Entry]:
        return [in_form(kind, each, rows.name, rows.linked(kind, each.pk), order) for each in rows.of[kind]]

    return {
        "format": FORMAT,
        "document": document_entry(rows.document),
        "sections": [
            in_form("section", each, rows.name, {}, order)
            | {"statements": [statement_in_form(said) for said in statements[each.pk]]}
            for each in sections
        ],
        "notes": entries("note"),
        "references": entries("reference"),
        "rules": entries("rule"),
    }


def statement_in_form(row: Any) -> Entry:
    source = {"line": row.line, "paragraph": row.paragraph, "form": row.form}
    return {**{name: text(getattr(row, name)) for name in ("key", "kind", "text")}, "source": source}


def in_form(
    kind: str,
    row: Any,
    names: Mapping[str, Mapping[int, str]],
    links: Mapping[str, Iterable[str]],
    order: Mapping[str, Mapping[str, int]],
) -> Entry:
    """One row, of today or of its history, as an entry; a section without what stands in it."""
    named = {name: ordered(ids, order.get(name, {})) for name, ids in links.items()}
    if kind == "section":
        texts = {name: text(getattr(row, name)) for name in ("slug", "heading", "title", "domain")}
        return given({**texts, "heading_line": row.heading_line})
    if kind == "reference":
        parts = {name: text(getattr(row, name)) for name in (*REFERENCE_PARTS, "certainty")}
        return given({"id": text(row.code), **parts})
    section = text(names["section"].get(row.section_id))
    if kind == "statement":
        return {"section": section, **statement_in_form(row)}
    if kind == "note":
        signed = given({"by": text(row.signed_off_by), "on": text(row.signed_off_on)})
        return {
            "id": text(row.code),
            "severity": text(row.severity),
            "class": text(row.klass),
            "section": section,
            "statements": named.get("statements", []),
            "text": text(row.text),
            "references": named.get("references", []),
            "certainty": text(row.certainty),
            **({"signed_off": signed} if signed else {}),
        }
    return given(
        {
            "id": text(row.code),
            "effect": text(row.effect),
            "section": section,
            "statement": text(names["statement"].get(row.statement_id)),
            "when": row.when,
            "because": text(row.because),
            "message": text(row.message),
            "about": about_in(row),
            "notes": named.get("notes", []),
        }
    )


def hash_of(payload: Entry) -> str:
    written = dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


# The proof


def differences(payload: Entry, rows: Rows) -> Iterator[str]:
    """What the rows say that the payload, as it was stored and read again, does not."""
    document = rows.document
    for name in ("slug", "title", "about"):
        if payload["document"].get(name, "") != text(getattr(document, name)):
            yield f"the document ({name})"
    if payload["document"].get("source", {}) != (document.source or {}):
        yield "the document (source)"
    informative = informative_in(document)
    if not isinstance(informative, dict) or payload["document"].get("informative_facts", {}) != informative:
        yield "the document (informative_facts)"
    for kind in MODELS:
        stored = dict(stored_entries(payload, kind))
        yield from _missing(kind, stored, rows)
        yield from _out_of_order(kind, list(stored), rows)
        for row in rows.of[kind]:
            entry = stored.get(text(getattr(row, IDS[kind])))
            if entry is not None:
                wrong = sorted(name for name, same in said_alike(kind, row, entry, rows) if not same)
                if wrong:
                    yield f"{kind} {getattr(row, IDS[kind])} ({', '.join(wrong)})"


def stored_entries(payload: Entry, kind: str) -> Iterator[tuple[str, Entry]]:
    if kind == "statement":
        for section in payload["sections"]:
            yield from ((each["key"], {**each, "section": section["slug"]}) for each in section["statements"])
    else:
        id_ = "slug" if kind == "section" else "id"
        yield from ((each[id_], each) for each in payload[f"{kind}s"])


def _missing(kind: str, stored: Mapping[str, Entry], rows: Rows) -> Iterator[str]:
    held = [text(getattr(row, IDS[kind])) for row in rows.of[kind]]
    yield from (f"{kind} {id_} (it stands nowhere in the document)" for id_ in held if id_ not in stored)
    yield from (f"{kind} {id_} (no row has it)" for id_ in stored if id_ not in set(held))
    yield from (f"{kind} {id_} (twice)" for id_ in {id_ for id_ in held if held.count(id_) > 1})


def _out_of_order(kind: str, stored: list[str], rows: Rows) -> Iterator[str]:
    """Each row behind those of its own parent, section or list that come before it."""
    place = {id_: number for number, id_ in enumerate(stored)}
    last: dict[object, int] = {}
    for row in rows.of[kind]:
        id_ = text(getattr(row, IDS[kind]))
        container = getattr(row, {"section": "parent_id", "statement": "section_id"}.get(kind, "document_id"))
        if id_ in place and place[id_] < last.get(container, -1):
            yield f"{kind} {id_} (its place)"
        last[container] = max(last.get(container, -1), place.get(id_, -1))


def said_alike(kind: str, row: Any, entry: Entry, rows: Rows) -> Iterator[tuple[str, bool]]:
    """By column, each asked of the row itself: whether the entry says the same."""

    def texts(*names: str, **others: str) -> Iterator[tuple[str, bool]]:
        for column, name in {**{name: name for name in names}, **others}.items():
            yield column, entry.get(name, "") == text(getattr(row, column))

    def stands_in(column: str, kind: str) -> tuple[str, bool]:
        pk = getattr(row, f"{column}_id")
        return column, entry.get(column, "") == (rows.name[kind][pk] if pk else "")

    if kind == "section":
        yield from texts("slug", "title", "heading", "domain")
        yield "heading_line", entry.get("heading_line") == row.heading_line
        above = text(row.slug).rpartition("/")[0]
        yield "parent", above == (rows.name["section"][row.parent_id] if row.parent_id else "")
    elif kind == "reference":
        yield from texts("certainty", *REFERENCE_PARTS)
    else:
        yield stands_in("section", "section")
    if kind == "statement":
        yield from texts("kind", "text")
        yield from ((name, entry["source"][name] == getattr(row, name)) for name in ("line", "paragraph", "form"))
    elif kind == "note":
        yield from texts("severity", "text", "certainty", klass="class")
        signed = entry.get("signed_off", {})
        yield "signed_off_by", signed.get("by", "") == text(row.signed_off_by)
        yield "signed_off_on", signed.get("on", "") == text(row.signed_off_on)
    elif kind == "rule":
        yield stands_in("statement", "statement")
        yield from texts("effect", "because", "message")
        yield "when", entry.get("when", {}) == (row.when or {})
        yield "about", not row.about or (is_about(row) and entry.get("about", []) == about_in(row))
    for name, ids in rows.linked(kind, row.pk).items():
        yield name, sorted(entry.get(name, ())) == sorted(ids)


# The histories


class Histories:
    """Every row of the histories, in the order of time, as an entry of the audit."""

    def __init__(self, apps: Any, alias: str, people: Any) -> None:
        self.apps, self.alias = apps, alias
        self.people = {each.pk: each for each in people.objects.using(alias)}
        documents = self._all("Document")
        self.guidance = set(documents.filter(is_guidance=True).values_list("pk", flat=True))
        self.slugs: dict[int, str] = dict(documents.values_list("pk", "slug"))
        # What is called how, as it was at the time of the row in hand; until its history tells, as it is now.
        self.names = {kind: _Names(self._all(MODELS[kind]).values_list("pk", id_)) for kind, id_ in IDS.items()}
        self.links = {place: self._linked(*names) for place, names in LINKED_IN_HISTORY.items()}
        self.standing: dict[tuple[str, int], Entry] = {}
        self.loaded: set[tuple[str, int]] = set()

    def _all(self, model: str) -> Any:
        return self.apps.get_model("guidance", model).objects.using(self.alias)

    def _linked(self, model: str, column: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for history, pk in self._all(model).values_list("history_id", column):
            found[history].append(pk)
        return found

    def write(self) -> None:
        """Into the audit, some hundred at a time."""
        entries = iter(self)
        while batch := list(islice(entries, AT_ONCE)):
            self._all("AuditEntry").bulk_create(batch)

    def __iter__(self) -> Iterator[Any]:
        kinds = ("document", *MODELS)
        histories = [self._history(place, kind) for place, kind in enumerate(kinds)]
        for _, _, _, kind, row in merge(*histories, key=lambda each: each[:3]):
            yield self._entry(kind, row)

    def _history(self, place: int, kind: str) -> Iterator[tuple[Any, int, int, str, Any]]:
        rows = self._all(f"Historical{MODELS.get(kind, 'Document')}").order_by("history_date", "history_id")
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield row.history_date, place, row.history_id, kind, row

    def _entry(self, kind: str, row: Any) -> Any:
        by = self.people.get(row.history_user_id)
        base, proposed, id_ = self._sides(kind, row)
        change = {"kind": kind, "id": id_, "base": base, "proposed": proposed, "after": None, "position": 0}
        detail: Entry = {} if base == proposed else {"changes": [change]}
        if getattr(row, "is_verbatim", False):
            detail["is_verbatim"] = True
        if getattr(row, "loaded_hash", ""):
            detail["loaded_hash"] = row.loaded_hash
        return self.apps.get_model("guidance", "AuditEntry")(
            at=row.history_date,
            by_id=by.pk if by else None,
            name=(by.display_name or by.email)[:120] if by else SITE,
            role=_role_of(by),
            act=ACTS[row.history_type],
            subject=f"{' '.join(dict.fromkeys((kind, id_)))}{self._elsewhere(kind, row)}"[:300],
            why=row.history_change_reason or "",
            detail=detail,
        )

    def _sides(self, kind: str, row: Any) -> tuple[Entry | None, Entry | None, str]:
        """The entry before and after, and what it was called."""
        place = kind, row.id
        entry, links_kept = self._said(kind, row)
        base = self.standing.get(place)
        if base is not None and place in self.loaded:
            # What was loaded at once kept no links in its history: which of them the first edit changed is not known.
            base = base | {name: entry[name] for name in LINKS.get(kind, ()) if name in entry}
        self.loaded.discard(place)
        if row.history_type == "-":
            self.standing.pop(place, None)
            return base or entry, None, _id_of(kind, base or entry)
        if row.history_type == "+" and not links_kept:
            self.loaded.add(place)
        self.standing[place] = entry
        if row.history_type == "+":
            base = None
        return base, entry, _id_of(kind, base or entry)

    def _said(self, kind: str, row: Any) -> tuple[Entry, bool]:
        """The row as an entry, and whether its history kept what it is linked with."""
        if kind == "document":
            self.slugs[row.id] = row.slug
            return document_entry(row), True
        self.names[kind][row.id] = getattr(row, IDS[kind])
        linked = {name: self.links[kind, name].get(row.history_id, ()) for name in LINKS.get(kind, {})}
        links = {name: [self.names[LINKS[kind][name]][pk] for pk in pks] for name, pks in linked.items()}
        return in_form(kind, row, self.names, links, {}), any(linked.values()) or not linked

    def _elsewhere(self, kind: str, row: Any) -> str:
        document = row.id if kind == "document" else row.document_id
        return "" if document in self.guidance else f" of {self.slugs.get(document, 'a document that is gone')}"


class _Names(dict[int, str]):
    """By number; what is gone without a trace is called by that."""

    def __missing__(self, pk: int) -> str:
        return f"#{pk}"

    def get(self, pk: Any, default: Any = None) -> Any:
        return default if pk is None else self[pk]


def _id_of(kind: str, entry: Entry) -> str:
    field = {"document": "", "section": "slug", "statement": "key"}.get(kind, "id")
    return str(entry.get(field, "")) if field else "document"


def _role_of(person: Any) -> str:
    if person is None:
        return "site"
    return "curator" if person.is_curator else "administrator" if person.is_superuser else "reader"


# The whole


def write_documents(apps: Any, alias: str) -> None:
    """Each document as one payload, read again and held against its rows. Raises DocumentDiffers."""
    documents = apps.get_model("guidance", "Document").objects.using(alias)
    for document in documents.order_by("pk"):
        rows = Rows(apps, alias, document)
        payload = payload_of(rows)
        verbatim = [text(row.key) for row in rows.of["statement"] if row.is_verbatim]
        documents.filter(pk=document.pk).update(payload=payload, hash=hash_of(payload), verbatim=verbatim)
        stored = documents.values_list("payload", flat=True).get(pk=document.pk)
        found = list(differences(stored, rows))
        if stored != payload:
            found.append("the document (it was read otherwise than it was written)")
        if found:
            raise DocumentDiffers(document.slug, found)
