"""From what a curator reads to its form and back, and proposing it from there."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.actions.changing import move_section
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition
from guidance.models import ChangeSet
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of, lesions
from tests.guidance.additions import KEY as ADDITION
from tests.guidance.additions import publish_additions
from tests.guidance.curating import KEY, NOW, REWORDED, change, entry_now, proposed
from tests.guidance.reading import text_of
from tests.guidance.sending import sent as sent_by

ClientOf = Callable[[User], Client]
LINK = re.compile(r'<a class="change-this[^"]*" href="([^"]+)">')
FORM = f"/curate/draft/statements/{KEY}/"


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def ways(client: Client, path: str) -> dict[str, str]:
    """Each way to a form, with the page that it leads back to."""
    found = (urlsplit(unescape(href)) for href in LINK.findall(client.get(path).content.decode()))
    return {each.path: parse_qs(each.query)["back"][0] for each in found}


def test_all_that_a_curator_reads_leads_to_its_form_and_back(curate: Client) -> None:
    publish_additions()
    read = {
        "/guidance/": {"document": "/guidance/"},
        "/guidance/staging/tnm/": {
            "sections/staging/tnm": "/guidance/staging/tnm/",
            f"statements/{KEY}": f"/guidance/staging/tnm/#s-{KEY}",
            f"additions/{ADDITION}": f"/guidance/staging/tnm/#a-{ADDITION}",
            "notes/C900": "/guidance/staging/tnm/#n-C900",
        },
        f"/guidance/statements/{KEY}/": {f"statements/{KEY}": f"/guidance/statements/{KEY}/"},
        f"/guidance/additions/{ADDITION}/": {"rules/zebra": f"/guidance/additions/{ADDITION}/"},
        "/guidance/notes/C900/": {"notes/C900": "/guidance/notes/C900/"},
        "/guidance/references/": {"references/R1": "/guidance/references/#ref-R1"},
        "/guidance/search/?q=zebra": {f"additions/{ADDITION}": "/guidance/search/?q=zebra"},
        "/guidance/changes/": {f"additions/{ADDITION}": f"/guidance/changes/#d-addition-{ADDITION}"},
    }
    for path, wanted in read.items():
        found = ways(curate, path)
        for entry, back in wanted.items():
            assert found.get(f"/curate/draft/{entry}/") == back, (path, entry, found)


def test_nobody_else_is_led_there_and_reading_costs_the_same(
    curate: Client, resident: User, client_of: ClientOf
) -> None:
    publish_additions()
    anybody, known = Client(), client_of(resident)
    for path in (
        "/guidance/",
        "/guidance/staging/tnm/",
        f"/guidance/statements/{KEY}/",
        "/guidance/changes/",
    ):
        for reader in (anybody, known):
            assert "change-this" not in reader.get(path).content.decode(), path
    assert not ways(curate, "/guidance/staging/tnm/?edition=1"), "an edition that readers do not see any more"

    costs = []
    for path in ("/guidance/staging/tnm/", "/guidance/staging/prognostic-factors/"):
        with CaptureQueriesContext(connection) as asked:
            curate.get(path)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_guidance_beside_a_case_leads_there_too_and_for_nobody_else(
    curate: Client, curator: User, resident: User, client_of: ClientOf
) -> None:
    """Its pieces are drawn once and kept, for all cases and people."""
    facts = {
        "primary_site": "lung",
        "lesions": lesions(2),
        "repeat_imaging_expected": True,
        "contrast_allergy": True,
        "imaging_done": ["ct_contrast"],
    }
    pages = {person: f"/cases/{case_of(person, **facts).pk}/primary/" for person in (curator, resident)}
    reader = client_of(resident)
    found = ways(curate, pages[curator])
    queries = []
    for client, page in ((curate, pages[curator]), (reader, pages[resident])):
        with CaptureQueriesContext(connection) as asked:
            html = client.get(page).content.decode()
        queries.append(len(asked))

    assert set(found.values()) == {pages[curator]}
    kinds = {address.split("/")[3] for address in found}
    assert kinds >= {"sections", "statements", "notes", "rules"}, kinds
    assert "change-this" not in html and "back-to-where" not in html
    assert queries[0] == queries[1]
    saved = {"version": "1", "primary_site": "breast", "tab": "treatment"}
    answers = [
        client.post(page, saved, headers={"HX-Request": "true"}).content.decode()
        for client, page in ((curate, pages[curator]), (reader, pages[resident]))
    ]
    assert ["change-this" in each for each in answers] == [True, False]


def test_a_review_leads_to_what_the_reviewer_would_change_themselves(
    curate: Client, curator: User, second: User, client_of: ClientOf
) -> None:
    change_set = proposed(change(curator, "statement", KEY, text=REWORDED))
    path = f"/curate/changes/{change_set.pk}/"

    assert ways(client_of(second), path) == {FORM: f"{path}#d-statement-{KEY}"}


def test_the_form_leads_back_and_keeps_the_way_from_save_to_save(curate: Client) -> None:
    back = "/guidance/staging/tnm/#s-111-1"
    html = curate.get(FORM, {"back": back}).content.decode()
    assert f'<a href="{back}">' in html and f'name="back" value="{back}"' in html

    sent = form_with(curate, text=REWORDED, back=back)
    del sent["propose"]
    then = curate.post(FORM, sent)
    assert parse_qs(urlsplit(then["Location"]).query)["back"] == [back]


def test_no_other_site_is_led_back_to(curate: Client) -> None:
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/no/such/page/"):
        assert "Back to where you were" not in curate.get(FORM, {"back": back}).content.decode(), back


def form_with(curate: Client, **more: str) -> dict[str, str]:
    """The form of the statement as a browser sends it, with something typed and the button pressed."""
    form = re.search(r"<form[^>]*data-entry.*?</form>", curate.get(FORM).content.decode(), re.S)
    assert form
    fields = {name: values[-1] for name, values in sent_by(form[0].partition(">")[2]).items()}
    return {**fields, "propose": "1", **more}


def test_a_change_is_proposed_from_its_form_without_javascript(curate: Client) -> None:
    sent = {"text": REWORDED, "set_title": "Reword T", "set_reason": "It reads better.", "back": "/guidance/"}
    then = curate.post(FORM, form_with(curate, **sent), follow=True)

    assert then.redirect_chain[-1][0] == "/guidance/"
    assert then.content.decode().count("“Reword T” is proposed.") == 1
    held = ChangeSet.objects.get()
    assert (held.state, held.title, held.reason) == (State.PROPOSED, "Reword T", "It reads better.")


def test_an_urgent_change_is_proposed_beside_an_unfinished_set_in_three_presses_without_javascript(
    curate: Client, curator: User
) -> None:
    unfinished = change(curator, "statement", "110-1", text="Another.")
    opened = curate.get(FORM, {"back": "/guidance/"}).content.decode()
    found = re.search(r'<p><a href="([^"]+)">Begin a new change set</a></p>', opened)
    assert found, "in the open, not behind another press"
    anew = unescape(found[1])
    html = curate.get(anew).content.decode()
    assert re.search(r'<noscript><button[^>]*name="propose"', html)
    fields = sent_by(html[html.index("data-entry") :].partition(">")[2].partition("</form>")[0])
    sent = {name: values[-1] for name, values in fields.items()}
    sent |= {"text": REWORDED, "set_title": "Reword T", "set_reason": "It reads better.", "propose": "1"}
    then = curate.post(FORM, {**sent, "back": "/guidance/"}, follow=True)

    assert then.redirect_chain[-1][0] == "/guidance/"
    urgent = ChangeSet.objects.get(title="Reword T")
    assert (urgent.state, [row.entry_id for row in urgent.changes.all()]) == (State.PROPOSED, [KEY])
    unfinished.refresh_from_db()
    assert (unfinished.state, unfinished.changes.count()) == (State.WRITING, 1)


def test_what_cannot_be_proposed_is_saved_and_says_why(curate: Client, curator: User) -> None:
    sent = {"text": REWORDED, "set_title": "Reword T"}
    page = curate.post(FORM, form_with(curate, **sent)).content.decode()
    assert "“Propose” needs a reason. Nothing was proposed." in page and 'value="Reword T"' in page
    assert entry_now(curator, "statement", KEY)["text"] == REWORDED

    sent = {"text": "", "set_title": "Reword T", "set_reason": "It reads better."}
    page = curate.post(FORM, form_with(curate, **sent)).content.decode()
    assert "has to be mended first" in page and ">It reads better.</textarea>" in page
    assert ChangeSet.objects.get().state == State.WRITING

    change(curator, "statement", "110-1", text="Another.")
    page = text_of(curate.get("/curate/draft/statements/110-1/").content.decode())
    assert "This proposes “Reword T” whole, with all its 2 changes." in page


def test_a_section_that_ones_set_puts_elsewhere_is_found_from_where_readers_see_it(
    curate: Client, curator: User
) -> None:
    change_set = change(curator, "statement", KEY, text=REWORDED)
    move_section(change_set=change_set, slug="staging/tnm", parent="", after="", by=curator, now=NOW)
    then = curate.get("/curate/draft/sections/staging/tnm/", {"back": "/guidance/staging/tnm/"})

    assert then["Location"] == "/curate/draft/sections/tnm/?back=%2Fguidance%2Fstaging%2Ftnm%2F"
    assert "Back to where you were" in curate.get(then["Location"]).content.decode()
