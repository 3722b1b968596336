"""Exchange: what goes out comes in again as it was, whole and as a proposal, or not at all."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from guidance import models
from guidance.actions.change_sets import declare_interests
from guidance.actions.exchange import export_change_set, export_pack, import_change_set, import_pack
from guidance.actions.pack_loading import load_pack
from guidance.actions.publishing import publish_draft
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition, content_hash
from guidance.models import AuditEntry, Change, ChangeSet, Document
from guidance.pack import change_set_schema, read_pack, schema
from guidance.pack.exchange_files import ChangeSetFile, FileFaults, PackFile, read_exchange, written
from guidance.permissions import NotACurator, StepRefused
from guidance.presenting.change_set import shown_set
from guidance.queries.draft import draft_edition, draft_entries, guidance_document, payload_in
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.guidance.curating import KEY, NOW, REWORDED, accepted, change, proposed, reworded, step
from tests.guidance.packs import small_pack
from tests.guidance.reading import text_of

ClientOf = Callable[[User], Client]
SAID = {"title": "Bring it in", "reason": "It was kept elsewhere."}


def draft_payload() -> dict[str, Any]:
    return payload_in(draft_entries(guidance_document()))


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def wipe() -> None:
    """An empty installation: nothing of the guidance is left, and its people are."""
    for table in (Change, ChangeSet):
        table.objects.all().delete()
    models.Edition.objects.get_queryset()._raw_delete(using="default")
    Document.objects.all().delete()


def exported(by: User, edition: int | None = 1) -> str:
    return export_pack(edition=edition, by=by, now=NOW).text


def pack_in(text: str) -> PackFile:
    file = read_exchange(text)
    assert isinstance(file, PackFile)
    return file


def set_in(text: str) -> ChangeSetFile:
    file = read_exchange(text)
    assert isinstance(file, ChangeSetFile)
    return file


def take_over(change_set: ChangeSet, by: User) -> models.Edition:
    """Another curator accepts and publishes what was imported."""
    declare_interests(has_interests=False, text="", by=by, now=NOW)
    step(change_set, "review", by)
    step(change_set, "accept", by)
    seen = guidance_document().hash
    return publish_draft(by=by, now=NOW, summary="Taken over from elsewhere.", seen=seen)


def give(client: Client, text: str = "", upload: bytes | None = None, **more: str) -> Any:
    data: dict[str, Any] = {"text": text, **SAID, **more}
    if upload is not None:
        data["file"] = SimpleUploadedFile("pack.json", upload, content_type="application/json")
    return client.post("/curate/exchange/", data)


# The round trip


def test_an_exported_edition_comes_back_to_the_same_hash_in_an_empty_installation(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    text = exported(curator)
    wipe()
    made = import_pack(file=pack_in(text), **SAID, by=curator, now=NOW)

    assert made.state == State.PROPOSED
    assert not models.Edition.objects.exists() and guidance_document().payload["sections"] == []
    published = take_over(made, second)
    assert published.number == 1
    assert published.hash == edition.hash == content_hash(draft_payload()) == current_edition().hash


def test_an_exported_edition_loads_by_the_command_to_the_same_hash(
    edition: CompiledEdition, curator: User, tmp_path: Path
) -> None:
    file = tmp_path / "kidmet-guidance-edition-1.json"
    file.write_text(exported(curator), encoding="utf-8")
    wipe()
    call_command("load_guidance", str(file), verbosity=0)

    assert current_edition().hash == edition.hash


def test_the_draft_goes_out_with_what_was_accepted_and_comes_back(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    accepted(reworded(curator), second)
    text = exported(curator, edition=None)
    digest = guidance_document().hash
    wipe()
    made = import_pack(file=pack_in(text), **SAID, by=curator, now=NOW)

    assert take_over(made, second).hash == digest != edition.hash


def test_the_round_trip_on_the_pages(
    edition: CompiledEdition, curator: User, second: User, client_of: ClientOf
) -> None:
    curate, review = client_of(curator), client_of(second)
    download = curate.get("/curate/exchange/pack/?edition=1")
    assert download["Content-Disposition"] == 'attachment; filename="kidmet-guidance-edition-1.json"'
    wipe()
    assert "There is no guidance here yet." in text_of(curate.get("/curate/exchange/").content.decode())

    address = give(curate, upload=download.content)["Location"]
    assert curate.get(address).status_code == 200
    review.post("/curate/interests/", {"has_interests": "no"})
    for taken in ("review", "accept"):
        assert review.post(f"{address}step/{taken}/")["Location"] == address
    seen = review.get("/curate/publish/").context["publishing"].seen
    review.post("/curate/publish/", {"summary": "Taken over from elsewhere.", "seen": seen})

    assert current_edition().hash == edition.hash
    assert curate.get("/curate/exchange/pack/?edition=1").content == download.content


def test_the_same_edition_gives_the_same_file_whatever_order_a_database_gives_back(
    edition: CompiledEdition, curator: User
) -> None:
    text = exported(curator)
    turned = json.loads(text, object_pairs_hook=lambda pairs: dict(reversed(pairs)))

    assert exported(curator) == text == written(turned)
    assert json.loads(text) == read_pack()


# A whole pack


def test_a_pack_becomes_the_differences_to_the_accepted_draft(
    edition: CompiledEdition, curator: User
) -> None:
    payload = json.loads(exported(curator))
    payload["sections"][0]["title"] = "Another title"
    gone = payload["rules"].pop()
    payload["references"].append({"id": "R999", "title": "New", "certainty": "C"})
    made = import_pack(file=pack_in(json.dumps(payload)), **SAID, by=curator, now=NOW)

    assert (made.state, made.title, made.reason, made.author) == (State.PROPOSED, *SAID.values(), curator)
    found = {(row.kind, row.entry_id): (bool(row.base), bool(row.proposed)) for row in made.changes.all()}
    assert found == {
        ("section", payload["sections"][0]["slug"]): (True, True),
        ("rule", gone["id"]): (True, False),
        ("reference", "R999"): (False, True),
    }
    assert content_hash(draft_payload()) == edition.hash, "the draft is untouched"


def test_a_pack_that_says_what_the_draft_says_writes_nothing(curate: Client, curator: User) -> None:
    response = give(curate, exported(curator))

    assert response["Location"] == "/curate/exchange/"
    assert "says what the draft says already" in text_of_messages(curate)
    assert not ChangeSet.objects.exists()


def text_of_messages(client: Client) -> str:
    return client.get("/curate/exchange/").content.decode()


def test_order_alone_is_proposed_too(edition: CompiledEdition, curator: User, second: User) -> None:
    payload = json.loads(exported(curator))
    payload["notes"].reverse()
    file = pack_in(json.dumps(payload))
    made = import_pack(file=file, **SAID, by=curator, now=NOW)

    assert take_over(made, second).hash == content_hash(file.payload) != edition.hash


@pytest.mark.parametrize("left_out", ["title", "reason"])
def test_title_and_reason_are_asked_for(curate: Client, curator: User, left_out: str) -> None:
    text = exported(curator).replace('"severity": "high"', '"severity": "low"', 1)
    response = give(curate, text, **{left_out: " "})
    page = response.content.decode()

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {left_out}
    assert '"severity": "low"' in unescape(page), "what was pasted stays"
    assert not ChangeSet.objects.exists()


def test_a_document_that_is_not_the_guidance_keeps_its_address(
    edition: CompiledEdition, curator: User
) -> None:
    text = exported(curator)
    wipe()
    Document.objects.create(slug="kidney-metastases", title="An article", payload={})

    with pytest.raises(StepRefused, match="Another document is called “kidney-metastases” here"):
        import_pack(file=pack_in(text), **SAID, by=curator, now=NOW)
    assert not ChangeSet.objects.exists()


# One change set


def test_a_change_set_goes_out_and_comes_in_elsewhere_as_a_proposal(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = proposed(reworded(curator))
    text = export_change_set(change_set=change_set, by=curator, now=NOW).text
    data = json.loads(text)
    change_set.delete()
    made = import_change_set(file=set_in(text), by=second, now=NOW)

    assert data["format"] == "kidmet.change-set/1"
    assert data["base"] == {"edition": 1, "hash": edition.hash}
    assert (made.state, made.title, made.reason) == (State.PROPOSED, "Reword T", "It reads better.")
    row = made.changes.get()
    assert (row.kind, row.entry_id, row.proposed["text"]) == ("statement", KEY, REWORDED)
    assert export_change_set(change_set=made, by=curator, now=NOW).text == text


def test_title_and_reason_in_the_form_go_before_those_in_the_file(curate: Client, curator: User) -> None:
    text = export_change_set(change_set=proposed(reworded(curator)), by=curator, now=NOW).text
    give(curate, text, title="Mine", reason="")
    made = ChangeSet.objects.get(title="Mine")

    assert made.reason == "It reads better."


def test_a_file_without_a_title_needs_one_in_the_form(curate: Client, curator: User) -> None:
    text = export_change_set(change_set=reworded(curator), by=curator, now=NOW).text
    response = give(curate, text, title="", reason="")

    assert response.context["form"].errors.keys() == {"title", "reason"}
    assert give(curate, text).status_code == 302


def test_a_change_that_was_made_on_other_words_is_taken_in_and_shown_as_such(
    curate: Client, curator: User, second: User
) -> None:
    text = export_change_set(change_set=proposed(reworded(curator)), by=curator, now=NOW).text
    accepted(reworded(second, "T is about size."), curator)
    address = give(curate, text)["Location"]

    assert "The draft has changed since." in text_of(curate.get(address).content.decode())


def one(kind: str, id_: str, base: object, proposed: object, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": id_, "base": base, "proposed": proposed, **more}


def file_with(*changes: Any, **more: Any) -> str:
    return json.dumps({"format": "kidmet.change-set/1", **SAID, "changes": list(changes), **more})


def standing(kind: str, id_: str) -> dict[str, Any]:
    payload = read_pack()
    if kind == "section":
        found = next(each for each in payload["sections"] if each["slug"] == id_)
        return {name: value for name, value in found.items() if name != "statements"}
    return next(each for each in payload[f"{kind}s"] if each["id"] == id_)


NOTE = {
    "id": "C999",
    "severity": "low",
    "class": "incomplete",
    "section": "staging/tnm",
    "statements": [],
    "text": "A note.",
    "references": [],
    "certainty": "C",
}

FAULTY: dict[str, tuple[list[Any], str, str]] = {
    "a change of nothing": ([one("note", "C999", None, None)], "changes[0]", "changes nothing"),
    "a change that is no change": ([7], "changes[0]", "needs an object."),
    "an unknown kind": ([one("figure", "F1", None, {})], "changes[0].kind", '"figure" is not allowed.'),
    "an entry that is no entry": ([one("note", "C999", None, "x")], "changes[0].proposed", "needs"),
    "an entry without what it needs": (
        [one("note", "C999", None, {k: v for k, v in NOTE.items() if k != "class"})],
        "changes[0].proposed.class",
        "is missing.",
    ),
    "a base that is broken": (
        [one("note", "C26", NOTE | {"id": "C26", "severity": "dire"}, NOTE | {"id": "C26"})],
        "changes[0].base.severity",
        '"dire" is not allowed. Allowed: high, medium, low.',
    ),
    "another id inside": (
        [one("note", "C998", None, NOTE)],
        "changes[0].proposed.id",
        'needs to be the id of the change, "C998".',
    ),
    "the same entry twice": (
        [one("note", "C999", None, NOTE), one("note", "C999", None, NOTE)],
        "changes[1].id",
        '"C999" is changed twice.',
    ),
    "a fact that there is not": (
        [
            one(
                "rule",
                "r1",
                None,
                {
                    "id": "r1",
                    "effect": "show",
                    "section": "staging/tnm",
                    "when": {"fact": "primry_site", "op": "known"},
                },
            )
        ],
        "changes[0].proposed.when.fact",
        '"primry_site" is not in the vocabulary. Did you mean "primary_site"?',
    ),
    "a section that there is not": (
        [one("note", "C999", None, NOTE | {"section": "staging/tmn"})],
        "changes[0].proposed.section",
        '"staging/tmn" is no section. Did you mean "staging/tnm"?',
    ),
    "a statement that there is not": (
        [one("note", "C999", None, NOTE | {"statements": ["999-9"]})],
        "changes[0].proposed.statements[0]",
        '"999-9" is no statement and no addition.',
    ),
    "an address that is taken": (
        [one("section", "staging/tnm", standing("section", "staging/tnm"), standing("section", "staging"))],
        "changes[0].proposed.slug",
        "There is a section “staging” in the draft already.",
    ),
    "a section inside itself": (
        [
            one(
                "section",
                "staging/tnm",
                standing("section", "staging/tnm"),
                standing("section", "staging/tnm") | {"slug": "staging/tnm/deeper"},
            )
        ],
        "changes[0].proposed.slug",
        "A section cannot stand inside itself.",
    ),
    "two sections in a circle": (
        [
            one("section", "a/b", None, standing("section", "staging") | {"slug": "a/b"}),
            one("section", "b/a", None, standing("section", "staging") | {"slug": "b/a"}),
        ],
        "changes[0].proposed.slug",
        'has no parent: there is no section "a".',
    ),
    "a retirement that leaves statements behind": (
        [one("section", "staging/tnm", standing("section", "staging/tnm"), None)],
        "",
        "With these changes the draft could not be published.",
    ),
    "a retirement of the document": (
        [one("document", "document", {"slug": "a", "title": "A"}, None)],
        "changes[0].proposed",
        "cannot be null: the document itself stays.",
    ),
    "what nobody can see": (
        [one("note", "C999", None, NOTE | {"text": "Not\u202e safe."})],
        "changes[0].proposed.text",
        "holds U+202E RIGHT-TO-LEFT OVERRIDE",
    ),
    "a position that no database can hold": (
        [one("note", "C999", None, NOTE, position=2**40)],
        "changes[0].position",
        "needs to be at most 2147483647.",
    ),
    "nesting without end": (
        [one("rule", "r1", None, {"when": [[[[[[[[]]]]]]]]} | {"x": [[]] * 2_000})],
        "changes[0].proposed.x",
        "holds 2,000 things. Allowed: 1,000.",
    ),
}


@pytest.mark.parametrize(("changes", "place", "sentence"), FAULTY.values(), ids=FAULTY.keys())
def test_a_change_set_with_a_fault_is_refused_at_its_place_and_nothing_is_written(
    curate: Client, changes: list[Any], place: str, sentence: str
) -> None:
    text = file_with(*changes)
    response = give(curate, text)
    faults = response.context["form"].faults.faults

    assert response.status_code == 200
    assert any(fault.place == place and sentence in fault.message for fault in faults), faults
    assert not ChangeSet.objects.exists() and not AuditEntry.objects.filter(act="imported").exists()
    assert text in unescape(response.content.decode())


def test_without_a_guidance_a_change_set_has_nothing_to_be_a_change_of(
    curator: User, client_of: ClientOf
) -> None:
    response = give(client_of(curator), file_with(one("note", "C999", None, NOTE)))

    assert "There is no guidance yet. Import a pack" in response.content.decode()
    assert not ChangeSet.objects.exists()


# Files with faults


def test_every_fault_of_a_pack_is_listed_with_what_is_given_and_allowed(
    curate: Client, curator: User
) -> None:
    text = exported(curator)
    text = text.replace('"severity": "high"', '"severity": "hihg"', 1)
    text = text.replace('"fact": "primary_site"', '"fact": "primry_site"', 1)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "hihg" in row)
    response = give(curate, text)
    first, second = response.context["form"].faults.faults
    page = text_of(response.content.decode())

    assert (first.id, first.place, first.given, first.line) == ("C01", "notes[0].severity", '"hihg"', line)
    assert "Allowed: high, medium, low. Did you mean" in first.message
    assert re.fullmatch(r"rules\[\d+\]\.when\..*fact", second.place) and second.given == '"primry_site"'
    assert "The file has 2 faults. Nothing was imported." in page
    assert f'Curator note C01 line {line} notes[0].severity "hihg" the severity' in page
    choices = "“hihg” is none of its choices: Important (high), Worth knowing (medium), Detail (low)."
    assert choices in page, "in words, with what a file calls each"
    assert f'<a href="#id_text" data-line="{line}">' in response.content.decode()
    assert re.search(r"Rule “[^“”]+”, first condition[^“”]* line \d+", page), (
        "a rule by what it does, and where"
    )
    assert "Did you mean “primary site” (primary_site)?" in page
    assert not ChangeSet.objects.exists()


def test_of_very_many_faults_the_first_hundred_are_listed_and_all_are_counted(
    curate: Client, curator: User
) -> None:
    payload = json.loads(exported(curator))
    for section in payload["sections"]:
        for statement in section["statements"]:
            statement["kind"] = "guess"
    response = give(curate, json.dumps(payload))
    faults = response.context["form"].faults

    assert (len(faults.faults), faults.count) == (100, faults.more + 100)
    assert f"The file has {faults.count} faults" in response.content.decode()


UNREADABLE = {
    "nothing": (b"", "The submitted file is empty."),
    "no JSON": (b"{", "is not JSON"),
    "truncated": (b'{"format": "kidmet.guidance/1", "sections": [{', "is not JSON"),
    "a list": (b"[]", "neither a guidance pack nor a change set"),
    "another format": (b'{"format": "kidmet.case/1"}', "neither a guidance pack nor a change set"),
    "a format of another kind": (b'{"format": ["x"]}', "neither a guidance pack nor a change set"),
    "UTF-16": ("{}".encode("utf-16"), "is text in UTF-16"),
    "Latin-1": (b'{"a": "\xe9"}', "is not UTF-8 text"),
    "NUL": (b"\0\0\0\0", "is text in UTF-16, or no text at all"),
    "a name twice": (b'{"format": "kidmet.guidance/1", "format": "x"}', "is given twice"),
    "nested without end": (
        b"[" * 100_000,
        "too deep. A guidance pack takes at most 60 levels; this has more.",
    ),
    "nested deep": (b"[" * 10_000, "too deep. A guidance pack takes at most 60 levels; this has more."),
    "a list of very many": (
        json.dumps([1] * 300_000).encode(),
        "A list or an object of a guidance pack takes at most 1,000 things; this has 300,000.",
    ),
    "too large": (
        b" " * 1_000_001,
        "A guidance pack or change set takes at most 1 MB; this has 1.01 MB.",
    ),
    "100,000 sections": (
        json.dumps({"format": "kidmet.guidance/1", "sections": [{}] * 100_000}).encode(),
        "A guidance pack takes at most 1,500 entries; this has 100,000.",
    ),
    "too many parts of conditions": (
        json.dumps({"format": "kidmet.guidance/1", "rules": [{"when": {"all": [{}] * 5_000}}]}).encode(),
        "The set of rules of an import takes at most 2,000 groups and comparisons; this has 5,001.",
    ),
    "an invisible character of each kind": (
        json.dumps({"".join(map(chr, range(0xE000, 0xF8FF))): 1}, ensure_ascii=False).encode(),
        "neither a guidance pack nor a change set",
    ),
}


@pytest.mark.parametrize(("raw", "sentence"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_read_is_told_why_and_the_draft_is_untouched(
    curate: Client, edition: CompiledEdition, raw: bytes, sentence: str
) -> None:
    response = give(curate, upload=raw)

    assert response.status_code == 200
    assert sentence in text_of(response.content.decode())
    assert not ChangeSet.objects.exists()
    assert content_hash(draft_payload()) == edition.hash


def test_a_mark_at_the_beginning_of_a_file_does_no_harm(curate: Client, curator: User) -> None:
    text = exported(curator).replace('"severity": "high"', '"severity": "low"', 1)

    assert give(curate, upload=b"\xef\xbb\xbf" + text.encode()).status_code == 302


def test_with_neither_a_file_nor_a_text_the_form_asks_for_one(curate: Client) -> None:
    assert "Choose a file, or paste its text." in give(curate).content.decode()


changes_of_sections = st.lists(
    st.tuples(
        st.sampled_from(["staging", "staging/tnm", "staging/m-category", "diagnosis", "nowhere", "a", "a/b"]),
        st.sampled_from(["staging", "staging/tnm", "a", "a/b", "b", "staging/tnm/x", "tnm"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, "", "staging", "a", "nowhere"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes_of_sections)
@example([("staging", "a/b", True, True, ""), ("a/b", "staging", True, False, None)])
def test_sections_that_are_put_anywhere_are_refused_or_proposed_and_never_break(
    curate: Client, found: list[tuple[str, str, bool, bool, str | None]]
) -> None:
    entry = {"heading": "A", "title": "A", "domain": "staging"}
    changes = [
        one(
            "section",
            id_,
            entry | {"slug": id_} if has_base else None,
            entry | {"slug": slug if has_base else id_} if is_kept else None,
            after=after,
        )
        for id_, slug, has_base, is_kept, after in found
    ]
    response = give(curate, file_with(*changes))

    assert response.status_code in (200, 302)
    if response.status_code == 302:
        assert curate.get(response["Location"]).status_code == 200


words = st.sampled_from(
    ["staging", "staging/tnm", "other", "other/deep", "004-1", "006-1", "A-more", "C01", "R1", "x"]
)
SMALL_ENTRIES = {
    ("document", "document"): {"slug": "small", "title": "A small document"},
    ("section", "staging"): {
        "slug": "staging",
        "heading": "Staging",
        "title": "Staging",
        "domain": "staging",
        "heading_line": 3,
    },
    ("section", "staging/tnm"): {
        "slug": "staging/tnm",
        "heading": "TNM",
        "title": "TNM",
        "domain": "staging",
    },
    ("statement", "004-1"): {
        "section": "staging",
        "key": "004-1",
        "kind": "fact",
        "text": "The first statement.",
        "source": {"line": 4, "paragraph": 1, "form": "paragraph"},
    },
    ("addition", "A-more"): {
        "key": "A-more",
        "section": "staging",
        "text": "What the source does not say.",
        "references": [],
        "certainty": "C",
    },
    ("note", "C01"): {
        "id": "C01",
        "severity": "high",
        "class": "wrong",
        "section": "staging",
        "statements": ["004-1"],
        "text": "A note.",
        "references": ["R1"],
        "certainty": "A",
    },
    ("reference", "R1"): {"id": "R1", "title": "A paper", "year": "2020", "certainty": "A"},
    ("rule", "staging-lung"): {
        "id": "staging-lung",
        "effect": "show",
        "section": "staging",
        "when": {"fact": "primary_site", "op": "is", "value": "lung"},
        "because": "The primary is {primary_site}.",
        "notes": ["C01"],
    },
    ("weight", "staging-later"): {"id": "staging-later", "domain": "staging", "weight": 20},
}
"""Every entry of the small pack, as a change set has it, but for one statement."""

said_otherwise = st.fixed_dictionaries(
    {},
    optional={
        "section": words,
        "slug": words,
        "title": words,
        "text": words,
        "statements": st.lists(words, max_size=2, unique=True),
        "references": st.lists(words, max_size=2, unique=True),
        "notes": st.lists(words, max_size=2, unique=True),
        "id": words,
        "key": words,
    },
)
any_changes = st.lists(
    st.tuples(
        st.sampled_from(sorted(SMALL_ENTRIES)),
        st.sampled_from(["change", "retire", "add", "move", "stale"]),
        words,
        said_otherwise,
        st.none() | words,
    ),
    min_size=1,
    max_size=4,
)


def _any_change(key: tuple[str, str], how: str, word: str, said: dict[str, Any], after: object) -> Any:
    kind, id_ = key
    entry = SMALL_ENTRIES[key]
    other = entry | {name: value for name, value in said.items() if name in entry}
    if how == "retire":
        return one(kind, id_, entry, None)
    if how == "add":
        name = {"section": "slug", "statement": "key", "addition": "key"}.get(kind, "id")
        return one(kind, word, None, other | ({name: word} if name in entry else {}), after=after)
    base = entry | {"title": "It was otherwise"} if how == "stale" and "title" in entry else entry
    return one(kind, id_, base, entry if how == "move" else other, after=after, position=len(word))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_changes)
def test_whatever_is_imported_is_refused_or_leaves_a_draft_that_can_be_published(
    db: None, curator: User, second: User, tmp_path_factory: pytest.TempPathFactory, found: list[Any]
) -> None:
    with transaction.atomic():
        load_pack(small_pack(tmp_path_factory.mktemp("pack")), now=NOW)
        declare_interests(has_interests=False, text="", by=second, now=NOW)
        before = guidance_document().hash
        try:
            file = read_exchange(file_with(*(_any_change(*each) for each in found)))
            assert isinstance(file, ChangeSetFile)
            made = import_change_set(file=file, by=curator, now=NOW)
            shown_set(made, second, NOW, {})
            step(made, "review", second)
            step(made, "accept", second)
        except (FileFaults, StepRefused):
            assert guidance_document().hash == before
        else:
            assert draft_edition().hash == guidance_document().hash
            step(made, "revert", second)
            assert guidance_document().hash == before
        transaction.set_rollback(True)


def test_a_document_is_not_given_the_name_of_another(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    Document.objects.create(slug="taken", title="An article", payload={})
    standing = draft_payload()["document"]
    file = set_in(file_with(one("document", "document", standing, standing | {"slug": "taken"})))
    made = import_change_set(file=file, by=curator, now=NOW)

    with pytest.raises(StepRefused, match="Another document is called “taken” here"):
        take_over(made, second)


# What ships with this version


def test_what_ships_is_offered_where_it_differs_and_proposed(
    curate: Client, curator: User, second: User, edition: CompiledEdition
) -> None:
    offer = "The guidance that ships with this version differs"
    assert offer not in curate.get("/curate/exchange/").content.decode()
    accepted(reworded(curator), second)
    page = curate.get("/curate/exchange/").content.decode()
    assert offer in page and "it would also undo that" in page

    response = curate.post(
        "/curate/exchange/", {"shipped": "1"} | {f"shipped-{name}": said for name, said in SAID.items()}
    )
    made = ChangeSet.objects.latest("pk")
    assert response["Location"] == f"/curate/changes/{made.pk}/"
    assert [(row.kind, row.entry_id) for row in made.changes.all()] == [("statement", KEY)]
    step(made, "review", second)
    step(made, "accept", second)
    assert guidance_document().hash == edition.hash


def test_what_ships_is_not_proposed_without_a_reason(curate: Client, curator: User, second: User) -> None:
    accepted(reworded(curator), second)
    before = ChangeSet.objects.count()
    page = curate.post("/curate/exchange/", {"shipped": "1", "shipped-title": "T"}).content.decode()

    assert "Say why the guidance should say this from now on." in page
    assert '<details class="sheet shipped" open>' in page
    assert ChangeSet.objects.count() == before


def test_a_pack_that_was_taken_over_by_review_counts_as_loaded(
    db: None, curator: User, second: User, tmp_path: Path
) -> None:
    load_pack(small_pack(tmp_path / "first"), now=NOW)
    newer = small_pack(tmp_path / "second", notes=("A note.", "Another note."))
    accepted(change(curator, "reference", "R1", title="Another paper"), second)
    file = PackFile(read_pack(newer))
    take_over(import_pack(file=file, **SAID, by=curator, now=NOW), second)
    loaded = load_pack(newer, now=NOW)

    assert (loaded.is_new, loaded.edition.number) == (False, 2)
    third = small_pack(tmp_path / "third", notes=("A note.", "A third note."))
    assert load_pack(third, now=NOW).is_new, "nothing of a curator's is lost by loading the next one"


# Who, and the audit


@pytest.mark.parametrize("name", ["resident", "educator"])
def test_only_curators_exchange(edition: CompiledEdition, curator: User, request: Any, name: str) -> None:
    stranger = request.getfixturevalue(name)
    change_set = proposed(reworded(curator))
    file = pack_in(exported(curator))
    for refused in (
        lambda: export_pack(by=stranger, now=NOW),
        lambda: export_change_set(change_set=change_set, by=stranger, now=NOW),
        lambda: import_pack(file=file, **SAID, by=stranger, now=NOW),
    ):
        with pytest.raises(NotACurator):
            refused()


def test_export_and_import_are_in_the_audit(edition: CompiledEdition, curator: User) -> None:
    text = exported(curator).replace('"severity": "high"', '"severity": "low"', 1)
    made = import_pack(file=pack_in(text), **SAID, by=curator, now=NOW, name="pack.json")
    told, came, went = AuditEntry.objects.order_by("-pk")[:3]

    assert (went.act, went.subject, went.edition) == ("exported", "edition 1", 1)
    assert went.detail == {"hash": edition.hash}
    assert (came.act, came.change_set, came.why) == ("imported", made.pk, SAID["reason"])
    assert (came.detail["name"], came.detail["count"]) == ("pack.json", 1)
    assert (told.act, told.change_set) == ("proposed", made.pk)


@pytest.mark.parametrize(
    "path",
    ["/curate/exchange/pack/?edition=7", "/curate/exchange/pack/?edition=x", "/curate/changes/99/export/"],
)
def test_what_there_is_not_is_not_exported(curate: Client, path: str) -> None:
    assert curate.get(path).status_code == 404
    assert not AuditEntry.objects.filter(act="exported").exists()


def test_the_page_costs_the_same_with_many_editions(curate: Client, edition: CompiledEdition) -> None:
    def cost() -> int:
        curate.get("/curate/exchange/")
        with CaptureQueriesContext(connection) as queries:
            curate.get("/curate/exchange/")
        assert not any('"guidance_edition"."payload"' in query["sql"] for query in queries)
        return len(queries)

    few = cost()
    row = models.Edition.objects.get()
    for number in range(2, 30):
        models.Edition.objects.create(
            number=number, hash=row.hash, payload=row.payload, published_at=NOW, repeats=1
        )
    assert cost() == few <= 20


# The schema


def test_the_schema_of_a_change_set_is_valid_served_and_what_is_exported(
    edition: CompiledEdition, curator: User, client: Client
) -> None:
    published = client.get("/guidance/schema/change-set/")
    Draft202012Validator.check_schema(change_set_schema())
    text = export_change_set(change_set=proposed(reworded(curator)), by=curator, now=NOW).text

    assert published["Content-Type"] == "application/schema+json"
    assert json.loads(published.content) == change_set_schema()
    assert list(Draft202012Validator(change_set_schema()).iter_errors(json.loads(text))) == []
    assert not Draft202012Validator(change_set_schema()).is_valid(
        json.loads(file_with(one("note", "x", None, {})))
    )


def test_an_entry_of_a_change_set_is_an_entry_of_a_pack() -> None:
    """The two published schemas say the same of every kind of entry."""
    ours, packs = change_set_schema()["$defs"], schema()["$defs"]
    section = {name: part for name, part in packs["section"]["properties"].items() if name != "statements"}
    statement = {name: part for name, part in ours["statement"]["properties"].items() if name != "section"}

    assert {kind: ours[kind] for kind in ("note", "reference", "rule", "condition")} == {
        kind: packs[kind] for kind in ("note", "reference", "rule", "condition")
    }
    assert ours["document"] == schema()["properties"]["document"]
    assert ours["section"]["properties"] == section
    assert ours["section"]["required"] == packs["section"]["required"]
    assert statement == packs["statement"]["properties"]
    assert ours["statement"]["required"] == ["section", *packs["statement"]["required"]]


def test_faults_of_a_change_set_are_bounded() -> None:
    many = [one("note", f"C{number}", None, {"id": f"C{number}"}) for number in range(1_900)]
    with pytest.raises(FileFaults) as caught:
        read_exchange(file_with(*many))

    assert len(caught.value.faults) == 100
    assert str(caught.value) == "The file has at least 1000 faults."
    with pytest.raises(FileFaults, match="one fault"):
        read_exchange(file_with(*[7] * 1_901))


def test_a_large_text_that_is_pasted_is_read_and_told_of(curate: Client) -> None:
    sent = {"text": '{"format": "' + "x" * 900_000 + '"}', "title": "Large", "reason": "It is large."}
    response = curate.post("/curate/exchange/", sent)

    assert response.status_code == 200
    assert "Nothing was imported." in response.content.decode()


def test_a_text_that_is_sent_back_is_as_it_was_pasted_and_no_longer(curate: Client) -> None:
    pasted = "\"'<b>&amp;</textarea><script>é</script>" + '{"a": "b"}' * 10_000
    html = give(curate, pasted).content.decode()
    inside = html.partition('<textarea name="text"')[2].partition(">")[2].partition("</textarea>")[0]

    assert unescape(inside.removeprefix("\n")) == pasted and "<script>é" not in html
    assert len(inside) < len(pasted) + 100
