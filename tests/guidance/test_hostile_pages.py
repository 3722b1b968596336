"""A pack with a script in every text: the pages show the script as text, and run nothing."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.models import PatientCase
from guidance.actions.change_sets import declare_interests
from guidance.actions.flagging import raise_flag
from guidance.actions.pack_loading import load_pack
from guidance.domain.changing import entries_of
from guidance.models import ChangeSet
from guidance.pack import faults_in, read_pack
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.conftest import person
from tests.guidance.curating import NOW, accepted, change, proposed

ClientOf = Callable[[User], Client]
SCRIPT = "<script>alert(1)</script>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"
HEBREW = "שלום"
# How much of a text each field takes, where that is little.
SHORT = {"year": 40, "volume": 40, "pages": 60, "class": 60}
TEXTS = {
    *("title", "about", "heading", "text", "class", "because", "message", "authors", "journal"),
    *("year", "volume", "pages", "detail"),
}


def scripted() -> dict[str, Any]:
    """The shipped pack with a script in every text that people write, and letters from right to left."""
    payload: dict[str, Any] = copy.deepcopy(read_pack())
    for entry in _objects(payload):
        for name in TEXTS & entry.keys():
            if isinstance(entry[name], str):
                entry[name] = f"{SCRIPT} {HEBREW} {entry[name]}"[: SHORT.get(name, 300)]
    for note in payload["notes"]:
        note["signed_off"] = {"by": SCRIPT, "on": "2026-01-01"}
    for number, reference in enumerate(payload["references"]):
        reference["doi"] = f"10.1000/{number}{SCRIPT}"
        reference["url"] = f'https://a.example/"onmouseover="{SCRIPT}'
    reasons = payload["document"]["informative_facts"]
    payload["document"]["informative_facts"] = dict.fromkeys(reasons, SCRIPT)
    payload["document"]["source"] = {"title": SCRIPT, SCRIPT: SCRIPT}
    return payload


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a payload but those of conditions."""
    if isinstance(value, dict):
        yield value
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list) and name not in ("when", "informative_facts"):
            yield from _objects(inner)


@pytest.fixture
def hostile(db: None, tmp_path: Path) -> dict[str, Any]:
    """The pack as what readers see."""
    payload = scripted()
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    load_pack(file, now=NOW)
    return payload


def harmless(html: str) -> None:
    for opened in ("<script>alert", '"onmouseover', "javascript:"):
        assert opened not in html, html[max(html.find(opened) - 200, 0) : html.find(opened) + 60]


def test_a_script_is_a_text_like_any_other() -> None:
    assert faults_in(scripted()) == ()


READ = [
    "",
    "staging/tnm/",
    "statements/111-1/",
    "notes/C26/",
    "references/",
    "search/?q=script",
    "search/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "editions/",
    "changes/",
]


# Pages are gone through in one test each: loading such a pack takes longer than showing all of them.
def test_pages_for_readers_show_it_as_text(hostile: dict[str, Any], client: Client) -> None:
    for path in READ:
        html = client.get(f"/guidance/{path}").content.decode()

        harmless(html)
        assert SHOWN in html or path in ("changes/", "editions/", "search/?q=script"), path


CURATED = [
    "",
    "draft/",
    "draft/document/",
    "draft/sections/staging/tnm/",
    "draft/statements/111-1/",
    "draft/notes/",
    "draft/notes/C26/",
    "draft/references/",
    "draft/references/R1/",
    "draft/rules/",
    "draft/rules/background-spread-primary/",
    "draft/add/note/",
    "draft/retire/section/staging/tnm/",
    "changes/",
    "publish/",
    "coverage/",
    "impact/",
    "flags/",
    "exchange/",
    "audit/",
    "interests/",
]


def test_pages_for_curators_show_it_as_text(
    hostile: dict[str, Any], client_of: ClientOf, curator: User
) -> None:
    client = client_of(curator)
    for path in CURATED:
        response = client.get(f"/curate/{path}")

        assert response.status_code == 200, path
        harmless(response.content.decode())


@pytest.fixture
def proposals(hostile: dict[str, Any], curator: User, resident: User) -> ChangeSet:
    """Scripts in a change set, its title and reason, in a flag, in interests, and so in the audit."""
    raise_flag(
        kind="statement", entry_id="111-1", edition=1, reason=f"{SCRIPT} it says.", by=resident, now=NOW
    )
    declare_interests(has_interests=True, text=SCRIPT, by=curator, now=NOW)
    change(curator, "statement", "111-1", text=f"{SCRIPT} otherwise")
    change(curator, "note", "C26", **{"class": SCRIPT})
    change(curator, "reference", "R1", title=f"Another {SCRIPT}")
    made = change(curator, "section", "staging/tnm", title=SCRIPT)
    made.reason = SCRIPT
    return proposed(made, SCRIPT)


PROPOSED = ["", "changes/", "flags/", "audit/", "interests/", "draft/statements/111-1/"]


def test_what_was_proposed_and_said_is_shown_as_text(
    proposals: ChangeSet, client_of: ClientOf, administrator: User, curator: User
) -> None:
    for path in (*PROPOSED, f"changes/{proposals.pk}/"):
        html = client_of(administrator).get(f"/curate/{path}").content.decode()

        harmless(html)
        assert SHOWN in html, path

    second = person("Cato", is_curator=True)
    accepted(change(curator, "note", "C01", text=SCRIPT), second)
    harmless(client_of(curator).get("/curate/publish/").content.decode())


def test_a_reason_with_what_cannot_be_kept_is_refused_and_comes_back_without(
    proposals: ChangeSet, client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    said = client.post(f"/curate/changes/{proposals.pk}/comment/", {"text": "Hm\x00m."}).content.decode()
    client.post(f"/curate/changes/{proposals.pk}/step/review/")
    refused = client.post(f"/curate/changes/{proposals.pk}/step/reject/", {"reason": "Too\x07 much."})
    proposals.refresh_from_db()

    assert "The comment holds U+0000 (a control character)" in said and ">Hmm.</textarea>" in said
    assert "The reason holds U+0007 (a control character)" in refused.content.decode()
    assert ">Too much.</textarea>" in refused.content.decode()
    assert proposals.decision == "" and not proposals.comments.exists()


def test_what_is_wrong_with_a_file_is_shown_as_text(
    hostile: dict[str, Any], client_of: ClientOf, curator: User
) -> None:
    hostile["notes"][0] |= {"severity": SCRIPT, SCRIPT: SCRIPT, "section": SCRIPT}
    hostile["references"][0]["url"] = "javascript:alert(1)"
    hostile["rules"][0]["when"] = {"fact": SCRIPT, "op": SCRIPT}
    response = client_of(curator).post("/curate/exchange/", {"text": json.dumps(hostile)})
    html = response.content.decode()
    faults = {fault.place: fault.message for fault in response.context["form"].faults.faults}

    assert "is not of the right form: An address that begins with https://" in faults["references[0].url"]
    assert SHOWN in html and "<script>alert" not in html


def test_the_workbench_shows_it_as_text(hostile: dict[str, Any], client_of: ClientOf, resident: User) -> None:
    client = client_of(resident)
    client.post("/cases/new/", {"title": "A case"})
    case = PatientCase.objects.order_by("pk")[0]
    client.post(f"/cases/{case.pk}/primary/", {"primary_site": "lung"})
    pages = [f"/cases/{case.pk}/", f"/cases/{case.pk}/primary/", f"/cases/{case.pk}/summary/"]
    shown = [client.get(path, follow=True).content.decode() for path in pages]

    for html in shown:
        harmless(html)
    assert any(SHOWN in html for html in shown), "the pages must show something of the pack at all"


ADMIN = ("document", "edition", "auditentry")


def test_the_admin_shows_it_as_text(
    hostile: dict[str, Any], client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    for name in ADMIN:
        listed = client.get(f"/admin/guidance/{name}/")
        first = listed.context["cl"].queryset.order_by("pk")[0].pk
        for response in (listed, client.get(f"/admin/guidance/{name}/{first}/change/")):
            assert response.status_code == 200
            assert "<script>alert" not in response.content.decode(), name


def test_letters_from_right_to_left_keep_to_their_own_line(hostile: dict[str, Any], client: Client) -> None:
    """Each text finds its own direction, so that what stands beside it is not turned around."""
    html = client.get("/guidance/staging/tnm/").content.decode()

    assert HEBREW in html
    assert '<p class="text" dir="auto">' in html
    assert set(entries_of(hostile).by_kind["statement"]) == set(current_edition().statements)
