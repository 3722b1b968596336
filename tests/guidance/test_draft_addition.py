"""What curators add to the source, and how far to the front sections stand, in the draft: added, written,
moved, retired, highlighted, published."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.models import Change, ChangeSet
from guidance.pack.exchange_files import change_set_data, read_exchange
from guidance.queries.draft import changes_in, guidance_document, payload_of
from guidance.queries.work import draft_of
from kidmet_site.accounts.models import User
from tests.guidance.curating import begun, change
from tests.guidance.drafts import put_in_draft
from tests.guidance.reading import text_of
from tests.guidance.test_draft import ClientOf, form_of
from tests.tables import for_each

TNM, KEY = "staging/tnm", "A-oblique-view"
ADDITION = {"key": KEY, "section": TNM, "text": "Look from the side.", "references": [], "certainty": "C"}
TYPED = {"text": "Look twice at what is small.", "section": TNM, "certainty": "C", "new_id": ""}
WEIGHT = {"domain": "background", "section": "", "weight": "0", "new_id": ""}


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


@pytest.fixture
def added(edition: CompiledEdition) -> None:
    """In the draft itself: an addition, and a weight."""
    put_in_draft("addition", KEY, **ADDITION)
    put_in_draft("weight", "background", id="background", domain="background", weight=10)


def words(client: Client, path: str, status: int = 200) -> str:
    response = client.get(f"/curate/draft/{path}")
    assert response.status_code == status
    return text_of(response.content.decode())


def fields_of(client: Client, path: str) -> dict[str, Any]:
    return form_of(client, f"/curate/draft/{path}")


def drafted(curator: User, kind: str, id_: str) -> Any:
    return draft_of(curator).entries.get(kind, id_)


def test_a_new_addition_gets_a_key_made_of_its_text(curate: Client, curator: User) -> None:
    sent = curate.post(f"/curate/draft/add/addition/?section={TNM}", TYPED)
    key = "A-look-twice-at-what-is-small"
    assert sent.headers["Location"] == f"/curate/draft/additions/{key}/"
    assert drafted(curator, "addition", key)["section"] == TNM
    assert f"Curators' addition {key}" in words(curate, f"additions/{key}/")
    assert key in words(curate, f"sections/{TNM}/")
    row = Change.objects.get()
    change_set = text_of(curate.get(f"/curate/changes/{row.change_set_id}/").content.decode())
    assert "Certainty C: not confirmed by a source" in change_set
    assert "Rests on" not in change_set  # what is empty has nothing to show
    assert re.search(r"Understanding the TNM classification .{0,60}, 1 addition", words(curate, ""))


@for_each(
    "typed, said",
    [
        ("111-1", "“111-1” is not a key of an addition. It begins with A-"),
        ("A-Big", "“A-Big” is not a key of an addition."),
        (KEY, f"There is an addition “{KEY}” already."),
        ("A-" + "x" * 59, "An id takes at most 60 characters; this has 61."),
    ],
)
def test_a_key_that_no_addition_can_have_is_refused(
    added: None, curate: Client, typed: str, said: str
) -> None:
    sent = curate.post("/curate/draft/add/addition/", {**TYPED, "new_id": typed})
    assert said in text_of(sent.content.decode())
    assert "Look twice at what is small." in sent.content.decode()


def test_what_is_new_is_unconfirmed_until_somebody_says_otherwise(curate: Client) -> None:
    pages = {kind: curate.get(f"/curate/draft/add/{kind}/").content.decode() for kind in ("addition", "note")}
    offered = {kind: page.split('name="certainty"')[1].split("</select>")[0] for kind, page in pages.items()}
    assert {kind: re.findall('value="(.)" selected', it) for kind, it in offered.items()} == {
        "addition": ["C"],
        "note": ["C"],
    }


def test_an_addition_gets_a_key_of_its_kind_when_its_text_has_no_letter_for_one(curate: Client) -> None:
    sent = curate.post("/curate/draft/add/addition/", {**TYPED, "text": "注意"})
    assert "/A-addition/" in sent["Location"]


def test_an_addition_without_a_word_gets_no_key(curate: Client, curator: User) -> None:
    sent = curate.post("/curate/draft/add/addition/", {**TYPED, "text": " "})
    assert "Write the addition: its key is made from the text." in text_of(sent.content.decode())
    assert Change.objects.count() == 0


def test_a_statement_does_not_get_the_key_of_an_addition(added: None, curate: Client) -> None:
    typed = {"text": "T.", "section": TNM, "line": "9", "paragraph": "1", "form": "bullet", "new_id": KEY}
    sent = curate.post("/curate/draft/add/statement/", typed)
    assert f"There is an addition “{KEY}” already." in text_of(sent.content.decode())


def test_an_addition_is_written_as_a_statement_is(added: None, curate: Client, curator: User) -> None:
    path = f"additions/{KEY}/"
    typed = {**fields_of(curate, path), "text": "Look from both sides.", "references": ["R1"]}
    assert curate.post(f"/curate/draft/{path}", typed).status_code == 302
    assert drafted(curator, "addition", KEY)["text"] == "Look from both sides."
    row = Change.objects.get()
    page = text_of(curate.get(f"/curate/changes/{row.change_set_id}/").content.decode())
    assert f"Curators' addition {KEY}" in page
    assert "from [removed: the side ] [added: both sides ]" in page


def test_an_addition_moves_among_those_of_its_section(added: None, curate: Client, curator: User) -> None:
    put_in_draft("addition", "A-other", **{**ADDITION, "key": "A-other", "section": "intro"})
    put_in_draft("addition", "A-last", **{**ADDITION, "key": "A-last"})
    sent = {"kind": "addition", "id": "A-last", "to": "up", "back": "section"}
    moved = curate.post("/curate/draft/move/", sent)
    assert moved.headers["Location"] == f"/curate/draft/sections/{TNM}/"
    assert draft_of(curator).entries.within("addition", TNM) == ["A-last", KEY]


def test_retiring_an_addition_names_the_rule_that_goes_along(
    added: None, curate: Client, curator: User
) -> None:
    rule = {"id": "oblique", "effect": "highlight", "section": TNM, "statement": KEY}
    put_in_draft("rule", "oblique", **rule, when={"fact": "primary_site", "op": "known"})
    does = f"Highlights addition {KEY} when primary site is recorded"
    asked = words(curate, f"retire/addition/{KEY}/")
    assert f"Retire curators' addition {KEY}?" in asked and f"What goes with it Rule “{does}”" in asked
    assert f"Rules that highlight it {does}" in words(curate, f"additions/{KEY}/")
    told = curate.post(f"/curate/draft/retire/addition/{KEY}/", follow=True).content.decode()
    assert f"Curators' addition {KEY} is retired in “" in unescape(told)
    assert drafted(curator, "addition", KEY) is drafted(curator, "rule", "oblique") is None


def test_a_rule_can_highlight_an_addition_of_its_section(added: None, curate: Client, curator: User) -> None:
    offered = dict(
        curate.get(f"/curate/draft/add/rule/?section={TNM}").context["form"]["statement"].field.choices
    )
    assert KEY in offered and offered["111-1"].startswith("111-1 T indicates")
    put_in_draft("addition", "A-long", **{**ADDITION, "key": "A-long", "text": "A word of many. " * 9})
    form = curate.get(f"/curate/draft/add/rule/?section={TNM}").context["form"]
    assert dict(form["statement"].field.choices)["A-long"].endswith("A word of many. A word of …")
    typed = {"effect": "highlight", "section": TNM, "statement": KEY, "new_id": "oblique"}
    curate.post("/curate/draft/add/rule/", typed)
    assert drafted(curator, "rule", "oblique")["statement"] == KEY
    assert f"Addition {KEY} is highlighted" in words(curate, "rules/oblique/")


def test_a_weight_is_added_and_listed(curate: Client, curator: User) -> None:
    typed = {**WEIGHT, "chapters": ["kidney", "primary"], "new_id": "late"}
    sent = curate.post("/curate/draft/add/weight/", typed)
    assert sent.headers["Location"] == "/curate/draft/weights/late/"
    weight = drafted(curator, "weight", "late")
    assert weight == {"id": "late", "domain": "background", "chapters": ["primary", "kidney"], "weight": 0}
    assert "Weight of “Background” beside Primary and Kidney : 0 late changed" in words(curate, "weights/")


def test_a_note_is_not_asked_what_it_speaks_about_where_there_is_nothing_to_tick(curate: Client) -> None:
    for path, said in (
        ("/curate/draft/add/note/", "can be ticked once the note is added."),
        ("/curate/draft/add/note/?section=methodology", "Its section has none"),
    ):
        html = curate.get(path).content.decode()
        assert said in html and 'role="region" aria-labelledby="label-statements"' not in html
        assert 'role="region" aria-labelledby="label-references"' in html


def test_a_weight_gets_an_id_made_of_what_it_weighs(curate: Client, curator: User) -> None:
    typed = {"domain": "", "section": TNM, "weight": "9", "chapters": ["biopsy"], "new_id": ""}
    sent = curate.post("/curate/draft/add/weight/", typed)
    assert sent.headers["Location"].startswith("/curate/draft/weights/staging-tnm")


@for_each(
    "typed, said",
    [
        ({"weight": "101"}, "This needs to be 100 at most."),
        ({"weight": "-1"}, "This needs to be 0 at least."),
        ({"weight": "much"}, "This needs a whole number."),
    ],
)
def test_what_is_no_weight_is_refused(curate: Client, typed: dict[str, str], said: str) -> None:
    sent = curate.post("/curate/draft/add/weight/", {**WEIGHT, **typed})
    assert said in text_of(sent.content.decode())


@for_each("weighed", [{"section": "intro"}, {"domain": "", "section": ""}], ids=["both", "neither"])
def test_a_weight_of_two_things_or_of_none_is_saved_and_told_beside_its_field(
    added: None, curate: Client, weighed: dict[str, str]
) -> None:
    path = "/curate/draft/weights/background/"
    typed = {**form_of(curate, path), "chapters": [], **weighed}
    sent = curate.post(path, typed, headers={"HX-Request": "true"})
    for html in (sent.content.decode(), curate.get(path).content.decode()):
        beside = html.split('id="id_section_error"')[1].split("</div>")[0]
        assert "needs domain or section, and not both." in beside
        assert '<a href="#field-section">Section</a>' in html
    assert form_of(curate, path).items() >= weighed.items()


def test_a_note_speaks_about_what_its_form_names_in_other_sections(
    added: None, curate: Client, curator: User
) -> None:
    before = drafted(curator, "note", "C26")
    typed = fields_of(curate, "notes/C26/")
    curate.post("/curate/draft/notes/C26/", {**typed, "elsewhere": f"130-3;  {KEY}"})
    assert drafted(curator, "note", "C26")["statements"] == sorted([*before["statements"], "130-3", KEY])
    form = curate.get("/curate/draft/notes/C26/").context["form"]
    ticked = form["statements"].value()
    assert {*ticked} >= {*before["statements"], KEY}
    assert form["elsewhere"].value() == "130-3"
    assert f"130-3, Nephrectomy {KEY}, " in words(curate, "notes/C26/")


def test_a_reference_is_offered_with_words_where_it_has_no_title(curate: Client) -> None:
    found = "An enlarged kidney was seen more often than not, and a smaller one hardly ever in all the years."
    bare = {"title": "", "authors": "", "certainty": "A", "detail": found}
    put_in_draft("reference", "R8", id="R8", **bare, journal="J Kidney", year="2021")
    put_in_draft("reference", "R29b", id="R29b", **bare)
    offered = dict(curate.get("/curate/draft/add/addition/").context["form"].fields["references"].choices)
    began = "An enlarged kidney was seen more often than not, and a smaller one hardly ever in all …"
    assert [offered["R8"], offered["R29b"]] == [f"R8  J Kidney 2021. {began}", f"R29b  {began}"]


def test_a_key_that_names_nothing_is_saved_and_said(curate: Client, curator: User) -> None:
    typed = fields_of(curate, "notes/C26/")
    curate.post("/curate/draft/notes/C26/", {**typed, "elsewhere": "A-nothing"})
    assert "A-nothing" in drafted(curator, "note", "C26")["statements"]
    assert "“A-nothing” is no statement and no addition." in words(curate, "notes/C26/")
    assert fields_of(curate, "notes/C26/")["elsewhere"] == "A-nothing"


def test_what_keeps_a_draft_from_being_published_is_said_in_words(curate: Client, curator: User) -> None:
    put_in_draft("note", "C26", **{**drafted(curator, "note", "C26"), "statements": ["999-1"]})
    page = text_of(curate.get("/curate/publish/").content.decode())
    said = "Curator note C26, “Speaks about”, first : “999-1” is no statement and no addition. Did you mean “"
    assert said in page
    assert "notes[" not in page


def test_a_change_set_says_in_words_that_a_rule_has_no_condition_yet(curate: Client, curator: User) -> None:
    curate.post("/curate/draft/add/rule/", {"effect": "show", "section": TNM, "new_id": "bare"})
    number = ChangeSet.objects.get(author=curator).pk
    page = text_of(curate.get(f"/curate/changes/{number}/").content.decode())
    title = "Shows “Understanding the TNM classification”, no condition yet"
    quoted = "“Shows ‘Understanding the TNM classification’, no condition yet”"
    assert f"Rule {quoted}, first condition : needs a fact." in page
    assert f"Added {title} " in page
    assert "When no condition yet" in page and "{" not in page
    listed = text_of(curate.get("/curate/draft/rules/", {"q": "bare"}).content.decode())
    assert f"{title} bare changed" in listed and "…" not in listed.partition(title)[2]


def test_a_key_that_names_nothing_is_told_beside_its_field(curate: Client) -> None:
    typed = {**fields_of(curate, "notes/C26/"), "elsewhere": "111-9"}
    sent = curate.post("/curate/draft/notes/C26/", typed, headers={"HX-Request": "true"})
    said = "“111-9” is no statement and no addition. Did you mean “111-"
    after = 'id="id_elsewhere_error"'
    for html in (sent.content.decode(), curate.get("/curate/draft/notes/C26/").content.decode()):
        assert said in unescape(html.split(after)[1].split("</div>")[0])
        assert "statements[" not in html
    field = html.split('name="elsewhere"')[1].split(">")[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_elsewhere_helptext id_elsewhere_error"' in field
    assert '<a href="#field-elsewhere">Also speaks about</a>' in html


def test_a_change_set_with_an_addition_and_a_weight_is_read_as_it_was_written(
    added: None, curator: User
) -> None:
    change(curator, "addition", KEY, text="Look from above.")
    change(curator, "weight", "background", weight=0)
    changes = changes_in(begun(curator))
    data = change_set_data(title="T", reason="R", changes=changes, edition=1, digest="0" * 64)
    found = read_exchange(json.dumps(data))
    assert [each.as_data() for each in found.changes] == [each.as_data() for each in changes]  # type: ignore[union-attr]


def test_the_draft_with_additions_and_weights_can_be_an_edition(added: None) -> None:
    edition = compile_edition(payload_of(guidance_document()), 2)
    assert edition.additions[KEY].text == "Look from the side."
    assert edition.weight_of("intro") == 10


def test_the_pages_cost_the_same_with_many(added: None, curate: Client) -> None:
    def cost(path: str) -> int:
        curate.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert curate.get(path).status_code == 200
        return len(queries)

    paths = (
        "/curate/draft/weights/",
        f"/curate/draft/sections/{TNM}/",
        f"/curate/draft/additions/{KEY}/",
        "/curate/draft/weights/background/",
    )
    few = [cost(path) for path in paths]
    for number in range(30):
        put_in_draft("addition", f"A-{number}", **{**ADDITION, "key": f"A-{number}"})
        put_in_draft("weight", f"w{number}", id=f"w{number}", section="intro", weight=number)
    assert [cost(path) for path in paths] == few
