"""The history of a draft: who changed what and when, and the way back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.actions.drafting import save_draft
from cases.models import CaseDraft, Right
from cases.queries.drafting import draft_for, undoable_saves
from kidmet_site.accounts.models import User
from tests.cases.drafts import SINGLE, draft_of, save, share
from tests.cases.samples import LATER

ClientOf = Callable[[User], Client]


@pytest.fixture
def draft(educator: User) -> CaseDraft:
    return draft_of(educator, "A cough")


def test_each_save_tells_who_changed_what(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    colleague = User.objects.create_user("c@kidmet.test", is_educator=True, display_name="Dr Reed")
    share(draft.library, colleague, Right.EDIT)
    save(draft, colleague, steps__history__narrative="He coughs.")

    page = client_of(educator).get(f"/teach/drafts/{draft.pk}/history/").content.decode()

    assert "Dr Reed" in page
    assert "The narrative of “History”" in page
    assert ">He coughs.</pre>" in page
    assert "As it stands now" in page
    assert "Began an empty case" in page


def test_what_is_typed_in_one_go_stands_in_one_row(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    for turn, text in enumerate(("H", "He", "He coughs")):
        save_draft(
            draft=draft,
            changes={"summary": text},
            opened=draft.version,
            by=educator,
            now=LATER + timedelta(seconds=turn),
            said="Changed the summary",
        )

    page = client_of(educator).get(f"/teach/drafts/{draft.pk}/history/").content.decode()

    assert page.count("Changed the summary") == 1
    assert "3 saves together" in page
    assert ">nothing</pre>" in page
    assert ">He coughs</pre>" in page


def test_a_state_is_gone_back_to(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    save(draft, educator, summary="One")
    save(draft, educator, summary="Two")
    client = client_of(educator)

    page = client.post(f"/teach/drafts/{draft.pk}/restore/", {"number": 2, "version": 3}, follow=True)

    assert "Went back to save 2." in page.content.decode()
    assert draft_for(educator, draft.pk).document["summary"] == "One"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"number": 1, "version": 1}, "Look at it first; nothing was changed."),
        ({"number": 99, "version": 2}, "Nothing was changed."),
        ({"number": "zebra", "version": 2}, "Nothing was changed."),
        ({"number": 2, "version": 2}, "It stands so already."),
    ],
)
def test_nothing_changes_when_there_is_no_way_back(
    draft: CaseDraft, educator: User, client_of: ClientOf, sent: dict[str, object], said: str
) -> None:
    save(draft, educator, summary="One")

    page = client_of(educator).post(f"/teach/drafts/{draft.pk}/restore/", sent, follow=True)

    assert said in page.content.decode()
    assert draft_for(educator, draft.pk).version == 2


def test_undo_names_whose_save_it_takes_back(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    colleague = User.objects.create_user("c@kidmet.test", is_educator=True, display_name="Dr Reed")
    share(draft.library, colleague, Right.EDIT)
    save(draft, colleague, summary="Theirs")

    of_another, own = (
        client_of(user).get(f"/teach/drafts/{draft.pk}/").content.decode() for user in (educator, colleague)
    )

    assert "the last save, by Dr Reed" in of_another
    assert "by Dr Reed" not in own.partition('id="undo"')[2].partition("</span>")[0]


def test_undo_takes_back_what_the_page_offered_and_leads_back_there(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, summary="One")
    client, offered = client_of(educator), undoable_saves(draft).undo
    step = f"/teach/drafts/{draft.pk}/steps/history/"

    for said in ("Undid: Changed something.", "That was undone already"):
        response = client.post(
            f"/teach/drafts/{draft.pk}/undo/", {"change": offered, "next": step}, follow=True
        )
        assert response.redirect_chain[-1][0] == step
        assert said in response.content.decode()
    assert "summary" not in draft_for(educator, draft.pk).document


@pytest.mark.parametrize(
    ("address", "part", "page", "leads"),
    [
        ("steps/more", {"key": "more", "title": "More"}, "steps/more/", ""),
        ("steps/history/questions/why", SINGLE, "steps/history/questions/why/", "questions/"),
        ("steps/history/images/scan", {"key": "scan"}, "steps/history/images/scan/", "steps/history/"),
        ("title", "Another", "steps/history/", "steps/history/"),
    ],
)
def test_undo_leads_above_the_page_whose_part_it_takes_away(
    draft: CaseDraft, educator: User, client_of: ClientOf, address: str, part: Any, page: str, leads: str
) -> None:
    saved = save(draft, educator, **{address: part})
    home = f"/teach/drafts/{draft.pk}/"
    assert saved is not None

    sent = {"change": saved.pk, "next": f"{home}{page}"}
    answer = client_of(educator).post(f"{home}undo/", sent, follow=True)

    assert answer.redirect_chain[-1][0] == f"{home}{leads}" and answer.status_code == 200
