"""The draft's pages: the tree, the forms that save into a change set, moving, adding and retiring."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.domain.changing import Entries, State
from guidance.domain.edition import CompiledEdition
from guidance.forms.adding import NewStatementForm
from guidance.models import Change, ChangeSet, EditingMark
from guidance.pack.files import read_pack
from guidance.queries.work import draft_of
from kidmet_site.accounts.models import User
from tests.conftest import person
from tests.guidance.curating import KEY, REWORDED, begun, change, entry_now, reworded
from tests.guidance.drafts import statements_in_draft
from tests.guidance.reading import text_of

ClientOf = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}
STATEMENT = f"/curate/draft/statements/{KEY}/"


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def words(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return text_of(response.content.decode())


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send if its form was saved as it stands."""
    response = client.get(path)
    form, seen = response.context["form"], response.context["seen"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | {"seen": seen}


# The tree


def test_the_tree_has_every_section_with_what_stands_in_it(curate: Client, edition: CompiledEdition) -> None:
    page = words(curate, "/curate/draft/")

    assert all(section.title in page for section in edition.sections.values())
    assert "Understanding the TNM classification Staging" in page


def test_the_tree_and_an_entry_cost_the_same_with_many_changes(curate: Client, curator: User) -> None:
    def cost(path: str) -> int:
        curate.get(path)  # the first visit leaves a mark that it is open here
        with CaptureQueriesContext(connection) as queries:
            curate.get(path)
        return len(queries)

    reworded(curator)
    few = [cost(path) for path in ("/curate/draft/", "/curate/draft/sections/staging/tnm/", STATEMENT)]
    for key in statements_in_draft()[:30]:
        reworded(curator, key=key)

    many = [cost(path) for path in ("/curate/draft/", "/curate/draft/sections/staging/tnm/", STATEMENT)]
    assert many == few and max(few) <= 26


@pytest.mark.parametrize(
    ("to", "slug", "now"),
    [
        pytest.param("down", "staging/tnm", "staging/tnm", id="down among its neighbours"),
        pytest.param("up", "staging/prognostic-factors", "staging/prognostic-factors", id="up"),
        pytest.param("in", "staging", "diagnosis/staging", id="into the one above"),
        pytest.param("out", "staging/tnm", "tnm", id="out of its section"),
    ],
)
def test_a_button_moves_a_section(curate: Client, curator: User, to: str, slug: str, now: str) -> None:
    before = list(draft_of(curator).entries.by_kind["section"])
    response = curate.post("/curate/draft/move/", {"kind": "section", "id": slug, "to": to})

    assert response.status_code == 302
    draft = draft_of(curator)
    assert now in draft.entries.by_kind["section"]
    assert (now == slug) == (list(draft.entries.by_kind["section"]) == before)
    assert now in draft.changed_ids["section"]


def test_what_cannot_be_moved_says_so_and_stays(curate: Client, curator: User) -> None:
    response = curate.post("/curate/draft/move/", {"kind": "section", "id": "intro", "to": "up"}, **HTMX)

    assert "It cannot be moved any further that way." in response.content.decode()
    assert Change.objects.count() == 0


@pytest.mark.parametrize("sent", [{"kind": "case", "id": "x"}, {"kind": "section", "id": "nowhere"}, {}])
def test_nonsense_is_not_moved(curate: Client, sent: dict[str, str]) -> None:
    assert curate.post("/curate/draft/move/", sent).status_code == 404


def test_a_section_that_is_dropped_on_another_stands_in_it(curate: Client, curator: User) -> None:
    sent = {"kind": "section", "id": "staging/tnm", "parent": "diagnosis", "after": ""}
    page = curate.post("/curate/draft/move/", sent, **HTMX).content.decode()

    assert 'data-moved="diagnosis/tnm"' in page
    assert draft_of(curator).entries.neighbours("section", "diagnosis")[0] == "diagnosis/tnm"


# The forms


def test_a_form_saves_into_the_curators_set(curate: Client, curator: User) -> None:
    sent = form_of(curate, STATEMENT) | {"text": REWORDED}
    page = curate.post(STATEMENT, sent, **HTMX).content.decode()

    assert "Saved" in page and "Changed in your change set" in page
    assert ChangeSet.objects.get().author == curator
    assert entry_now(curator, "statement", KEY)["text"] == REWORDED


@pytest.mark.parametrize(
    ("path", "field", "typed"),
    [
        pytest.param("sections/staging/tnm/", "title", "TNM", id="section"),
        pytest.param("notes/C26/", "text", "T is of the primary.", id="note"),
        pytest.param("references/R1/", "pages", "806-808", id="reference"),
        pytest.param("document/", "about", "About it.", id="document"),
    ],
)
def test_every_kind_of_entry_is_saved_without_javascript(
    curate: Client, curator: User, path: str, field: str, typed: str
) -> None:
    address = f"/curate/draft/{path}"
    unchanged = curate.post(address, form_of(curate, address))
    assert unchanged.status_code == 302
    assert Change.objects.count() == 0, "what was not touched is no change"

    curate.post(address, form_of(curate, address) | {field: typed})

    row = Change.objects.get()
    assert row.proposed[field] == typed and row.base[field] != typed
    assert {name for name in row.base if row.base[name] != row.proposed[name]} == {field}


def test_what_was_typed_elsewhere_meanwhile_is_not_overwritten_unseen(curate: Client, curator: User) -> None:
    sent = form_of(curate, STATEMENT) | {"text": "From this tab."}
    reworded(curator)

    page = curate.post(STATEMENT, sent).content.decode()
    assert "changed in another tab" in page and "From this tab." in page
    assert entry_now(curator, "statement", KEY)["text"] == REWORDED

    curate.post(STATEMENT, sent | {"keep_mine": "1"})
    assert entry_now(curator, "statement", KEY)["text"] == "From this tab."


def test_what_has_the_wrong_type_is_not_saved_and_stays_in_the_form(curate: Client) -> None:
    sent = form_of(curate, STATEMENT) | {"line": "eleven", "text": "Typed."}
    page = curate.post(STATEMENT, sent).content.decode()

    assert "This needs a whole number." in page
    assert "eleven" in page and "Typed." in page
    assert Change.objects.count() == 0


def test_what_is_not_ready_is_saved_and_said(curate: Client, curator: User) -> None:
    page = curate.post(STATEMENT, form_of(curate, STATEMENT) | {"text": " "}, **HTMX).content.decode()

    assert "To be mended before you propose" in page
    assert entry_now(curator, "statement", KEY)["text"] == ""


def test_a_statement_that_goes_to_another_section_takes_its_notes_and_rules_along(
    curate: Client, curator: User
) -> None:
    address = "/curate/draft/statements/111-2/"
    curate.post(address, form_of(curate, address) | {"section": "staging"})

    assert entry_now(curator, "note", "C26")["section"] == "staging"
    assert entry_now(curator, "rule", "tnm-t")["section"] == "staging"


def test_a_page_that_was_drawn_before_shows_all_that_changed_since(
    curate: Client, curator: User, second: User, client_of: ClientOf
) -> None:
    def shown() -> str:
        first, again = (words(curate, STATEMENT) for _ in range(2))
        assert first == again
        return again

    assert "To be mended" not in shown()
    own = reworded(curator)
    assert f"Changed in your change set {own}" not in shown() and REWORDED in shown()
    reworded(curator, text="")
    assert "To be mended before you propose" in shown()
    theirs = change(second, "statement", KEY, text="Otherwise.")
    assert f"Cato changes this as well, in “{theirs}”" in shown()
    ChangeSet.objects.filter(pk=theirs.pk).update(title="Another T")
    ChangeSet.objects.filter(pk=own.pk).update(title="Reword T")
    assert "in “Another T” (being written)" in shown() and "Goes into: “Reword T”" in shown()
    client_of(second).get(STATEMENT)
    assert "Cato has this open, too." in shown()
    User.objects.filter(pk=second.pk).update(display_name="Cata")
    assert "Cata has this open, too." in shown() and "Cata changes this as well" in shown()
    ChangeSet.objects.filter(pk=theirs.pk).update(state=State.WITHDRAWN)
    assert "changes this as well" not in shown()


def test_nobody_is_named_for_longer_when_they_came_while_the_page_was_made(
    curate: Client, curator: User, second: User
) -> None:
    def comes(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        found = execute(sql, *more)
        if sql.startswith("SELECT") and "guidance_editingmark" in sql and not came:
            came.append(second)
            EditingMark.objects.create(kind="statement", entry_id=KEY, by=second, at=timezone.now())
        return found

    came: list[User] = []
    curate.get(f"{STATEMENT}?first")  # leaves the mark of one's own
    with connection.execute_wrapper(comes):
        curate.get(STATEMENT)
    assert "Cato has this open, too." in words(curate, STATEMENT)
    EditingMark.objects.filter(by=second).delete()

    assert "has this open" not in words(curate, STATEMENT)


def test_a_page_that_was_drawn_for_another_visit_carries_the_token_of_this_one(
    edition: CompiledEdition, curator: User
) -> None:
    def token(client: Client) -> str:
        client.force_login(curator)
        found = re.findall(
            r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(STATEMENT).content.decode()
        )
        assert len(set(found)) == 1 and len(found) > 2
        return str(found[0])

    first, second = (Client(enforce_csrf_checks=True) for _ in range(2))
    tokens = token(first), token(second)
    assert tokens[0] != tokens[1]
    sent = {"kind": "section", "id": "intro", "to": "up"}
    assert [
        client.post("/curate/draft/move/", sent | {"csrfmiddlewaretoken": found}).status_code
        for client, found in ((first, tokens[0]), (second, tokens[1]), (second, tokens[0]))
    ] == [302, 302, 403]


def test_others_who_have_it_open_or_change_it_are_named(
    curate: Client, curator: User, client_of: ClientOf
) -> None:
    cato = person("Cato", is_curator=True)
    change(cato, "statement", KEY, text="Otherwise.")
    client_of(cato).get(STATEMENT)

    page = words(curate, STATEMENT)
    assert "Cato has this open, too." in page
    assert "Cato changes this as well, in “Change set" in page


@pytest.mark.parametrize("path", ["statements/999-9/", "notes/C999/", "references/R999/", "sections/no/"])
def test_what_is_not_in_the_draft_has_no_page(curate: Client, path: str) -> None:
    assert curate.get(f"/curate/draft/{path}").status_code == 404


# Notes and references


SIGNED = {"signed_off_by": "Dr A. Example", "signed_off_on": "2026-05-31"}


def test_a_note_is_signed_off_by_name_and_day(curate: Client, curator: User) -> None:
    address = "/curate/draft/notes/C26/"
    curate.post(address, form_of(curate, address) | SIGNED)

    assert entry_now(curator, "note", "C26")["signed_off"] == {"by": "Dr A. Example", "on": "2026-05-31"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"signed_off_on": ""}, "Give the day", id="a name without a day"),
        pytest.param({"signed_off_by": ""}, "Give the name", id="a day without a name"),
        pytest.param({"signed_off_on": "soon"}, "This is not a day", id="no day"),
    ],
)
def test_half_a_sign_off_is_refused(curate: Client, typed: dict[str, str], said: str) -> None:
    address = "/curate/draft/notes/C26/"
    assert said in curate.post(address, form_of(curate, address) | SIGNED | typed).content.decode()
    assert Change.objects.count() == 0


def test_a_sign_off_is_not_carried_over_to_other_words(curate: Client, curator: User) -> None:
    address = "/curate/draft/notes/C26/"
    curate.post(address, form_of(curate, address) | SIGNED)
    sent = form_of(curate, address) | {"text": "Other words."}

    assert "signed off for other words" in curate.post(address, sent).content.decode()
    curate.post(address, sent | {"signed_off_by": "", "signed_off_on": ""})
    assert "signed_off" not in entry_now(curator, "note", "C26")


def test_a_note_that_goes_to_another_section_offers_the_statements_there(curate: Client) -> None:
    address = "/curate/draft/notes/C27/"
    sent = form_of(curate, address)
    assert 'id="field-statements"' not in curate.post(address, sent | {"text": "T."}, **HTMX).content.decode()

    sent = form_of(curate, address) | {"section": "staging"}
    page = curate.post(address, sent, **HTMX).content.decode()
    assert all(f'value="{key}"' in page for key in statements_in_draft("staging"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("10.1000/xyz123", "10.1000/xyz123", id="a DOI"),
        pytest.param("https://doi.org/10.1000/xyz123", "10.1000/xyz123", id="its address"),
        pytest.param("doi: 10.1000/xyz123", "10.1000/xyz123", id="with its name"),
    ],
)
def test_a_doi_is_understood(curate: Client, curator: User, typed: str, kept: str) -> None:
    address = "/curate/draft/references/R1/"
    curate.post(address, form_of(curate, address) | {"doi": typed})

    assert entry_now(curator, "reference", "R1")["doi"] == kept


def test_what_is_no_doi_or_address_is_refused(curate: Client) -> None:
    address = "/curate/draft/references/R1/"
    page = curate.post(
        address, form_of(curate, address) | {"doi": "11.2/x", "url": "javascript:alert(1)"}
    ).content.decode()

    assert "“11.2/x” is not a DOI" in page and "is not an address" in page
    assert Change.objects.count() == 0


def test_references_that_may_be_one_are_named(curate: Client, curator: User) -> None:
    first = entry_now(curator, "reference", "R2")
    change(curator, "reference", "R1", title=first["title"].upper(), year=first["year"])

    assert "It may be the same publication as R2" in words(curate, "/curate/draft/references/R1/")
    assert "may be the same as R2" in words(curate, "/curate/draft/references/")


@pytest.mark.parametrize("path", ["notes", "references"])
def test_a_list_finds_words_and_says_where_there_are_none(curate: Client, path: str) -> None:
    everything = words(curate, f"/curate/draft/{path}/")
    found = words(curate, f"/curate/draft/{path}/?q=lung")
    nothing = words(curate, f"/curate/draft/{path}/?q=zebra")

    assert 0 < len(found) < len(everything)
    assert "has all of these words" in nothing


# Adding


ADDED = [
    pytest.param(
        "section",
        {"title": "Follow-up", "heading": "Follow-up", "parent": "treatment", "domain": "treatment"},
        "treatment/follow-up",
        id="section",
    ),
    pytest.param(
        "statement",
        {
            "text": "A new one.",
            "type": "fact",
            "section": "staging/tnm",
            "line": "111",
            "paragraph": "2",
            "form": "bullet",
        },
        "111-3",
        id="statement",
    ),
    pytest.param(
        "note",
        {"text": "A note.", "severity": "low", "klass": "doubtful", "certainty": "C", "section": "staging"},
        f"C{1 + max(int(note['id'][1:]) for note in read_pack()['notes'])}",
        id="note",
    ),
    pytest.param("reference", {"title": "A paper", "certainty": "B"}, "", id="reference"),
    pytest.param("rule", {"effect": "show", "section": "staging"}, "staging-1", id="rule"),
]


@pytest.mark.parametrize(("kind", "typed", "id_"), ADDED)
def test_a_new_entry_gets_an_id_of_its_own_and_a_page(
    curate: Client, curator: User, kind: str, typed: dict[str, str], id_: str
) -> None:
    response = curate.post(f"/curate/draft/add/{kind}/", typed)

    assert response.status_code == 302, response.context["form"].errors
    row = Change.objects.get()
    assert (row.kind, row.base) == (kind, None)
    assert row.entry_id == id_ or not id_
    assert curate.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        pytest.param("section", {"title": ""}, "Give the section a title", id="no title"),
        pytest.param("section", {"title": "TNM", "parent": "staging"}, "already", id="a slug that is taken"),
        pytest.param("section", {"title": "X", "new_id": "Ab c"}, "no part of an address", id="no slug"),
        pytest.param("note", {"new_id": "C26"}, "already", id="an id that is taken"),
        pytest.param("note", {"new_id": "<b>"}, "is not an id", id="no id"),
        pytest.param("rule", {"effect": "highlight"}, "Choose the statement", id="nothing to highlight"),
        pytest.param("note", {"new_id": "C" + "9" * 5_000}, "at most 40 characters", id="a long id"),
        pytest.param("rule", {"effect": "show", "new_id": "x" * 121}, "at most 120", id="a long rule"),
        pytest.param("section", {"title": "X", "new_id": "x" * 201}, "at most 200 char", id="a long slug"),
    ],
)
def test_what_cannot_be_added_says_why_and_keeps_what_was_typed(
    curate: Client, kind: str, typed: dict[str, str], said: str
) -> None:
    complete: dict[str, dict[str, str]] = {
        "section": {"domain": "staging"},
        "note": {"text": "Kept.", "severity": "low", "certainty": "C", "section": "staging"},
        "rule": {"section": "staging"},
    }
    response = curate.post(f"/curate/draft/add/{kind}/", complete[kind] | typed)

    assert response.status_code == 200 and said in response.content.decode()
    assert kind != "note" or "Kept." in response.content.decode()
    assert Change.objects.count() == 0


def test_only_what_the_guidance_has_is_added(curate: Client) -> None:
    assert curate.get("/curate/draft/add/case/").status_code == 404


# Retiring


def test_retiring_lists_what_goes_along_before_anything_is_done(curate: Client, curator: User) -> None:
    page = words(curate, "/curate/draft/retire/statement/111-2/")
    assert "Retire statement 111-2?" in page
    assert "Curator note C26 : Wrong. T describes" in page
    assert "T is recorded as [T category]." in page and "{" not in page
    assert "What goes with it Rule “Highlights statement 111-2 when T category is recorded”" in page
    assert Change.objects.count() == 0

    curate.post("/curate/draft/retire/statement/111-2/")
    assert draft_of(curator).entries.get("note", "C26") is None
    assert "Retired in your change set" in words(curate, "/curate/draft/")


def test_what_is_retired_can_be_kept_after_all(curate: Client, curator: User) -> None:
    curate.post("/curate/draft/retire/reference/R1/")
    row = Change.objects.get(kind="reference")
    curate.post(f"/curate/changes/{row.change_set_id}/drop/{row.pk}/", {"next": "/curate/draft/"})

    assert draft_of(curator).entries.get("reference", "R1") is not None


def test_without_a_guidance_the_pages_say_where_to_get_one(
    db: None, curator: User, client_of: ClientOf
) -> None:
    page = words(client_of(curator), "/curate/draft/", 404)

    assert "There is no guidance yet." in page


def test_marks_in_what_curators_write_are_words(curate: Client, curator: User) -> None:
    script = "<script>alert(1)</script>"
    change(curator, "section", "staging/tnm", title=script)
    change(curator, "statement", KEY, text=script)
    change_set = begun(curator)
    change_set.title = change_set.reason = script
    change_set.save()

    for path in ("/curate/draft/", STATEMENT, "/curate/", f"/curate/changes/{change_set.pk}/"):
        assert script not in curate.get(path).content.decode()


def test_a_statement_gets_a_key_of_its_own_when_its_line_has_a_thousand() -> None:
    entries = Entries()
    entries.put("section", "staging", {"slug": "staging", "title": "Staging"})
    for number in range(1, 1_001):
        key = f"130-{number}"
        entries.put("statement", key, {"key": key, "section": "staging", "text": "It spreads."})
    typed = {"text": "Another.", "section": "staging", "line": "130", "paragraph": "1", "form": "paragraph"}
    form = NewStatementForm(typed, entries=entries, entry={})

    assert form.is_valid(), form.errors
    assert form.id_ == "130-1001"


def test_list_of_notes_says_what_its_letter_is_of_when_references_bear_a_part(
    edition: CompiledEdition, curator: User, client_of: ClientOf
) -> None:
    html = text_of(client_of(curator).get("/curate/draft/notes/").content.decode())
    in_part = [note for note in edition.notes.values() if note.rests_in_part]
    assert in_part
    assert html.count("certainty C: not confirmed by a source, but for a part · R") == len(in_part)
