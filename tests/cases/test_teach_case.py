"""A draft as a whole: its fields are saved part by part, and what is refused keeps what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import CaseDraft, Right
from cases.queries.drafting import draft_for
from kidmet_site.accounts.models import User
from tests.cases.drafts import draft_of, save, share
from tests.pages import squeezed

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
FIELDS = {"title": "A cough", "summary": "", "topic": "", "difficulty": "1", "minutes": "20", "licence": ""}


@pytest.fixture
def draft(educator: User) -> CaseDraft:
    return draft_of(educator, "A cough")


def send(client: Client, draft: CaseDraft, version: int = 1, **fields: Any) -> Any:
    sent = {**FIELDS, "version": version, **fields}
    return client.post(f"/teach/drafts/{draft.pk}/", sent, headers=HTMX)


def test_what_was_typed_is_kept(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    client = client_of(educator)

    page = send(
        client,
        draft,
        summary="A man of 68.\r\nHe coughs.",
        topic="lung",
        minutes="30",
        time_limit_minutes="45",
        answers_wait="on",
        licence="CC-BY-4.0",
        commentary="**M**, not T.",
        **{
            "sources-0-text": "Invented", "sources-0-certainty": "", "sources-4-text": "Fong 2024",
            "sources-4-certainty": "A", "credits-0-name": "Dr Reed", "credits-0-role": "wrote it",
        },
    ).content.decode()  # fmt: skip

    kept = draft_for(educator, draft.pk).document
    assert "Saved" in page
    assert 'id="version" value="2"' in page
    assert {name: kept[name] for name in ("summary", "topic", "minutes", "time_limit_minutes")} == {
        "summary": "A man of 68.\nHe coughs.",
        "topic": "lung",
        "minutes": 30,
        "time_limit_minutes": 45,
    }
    assert (kept["answers_wait"], kept["licence"], kept["commentary"]) == (True, "CC-BY-4.0", "**M**, not T.")
    assert kept["sources"] == [{"text": "Invented"}, {"text": "Fong 2024", "certainty": "A"}]
    assert kept["credits"] == [{"name": "Dr Reed", "role": "wrote it"}]


def test_the_page_sent_as_it_stands_changes_nothing(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft)

    assert draft_for(educator, draft.pk).version == 1


def test_a_field_that_is_not_valid_says_so_and_the_others_are_saved(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    page = send(client_of(educator), draft, minutes="soon", title=" ", summary="Kept").content.decode()

    kept = draft_for(educator, draft.pk)
    assert "This needs a whole number." in page
    assert "Give the case a title." in page
    assert "something here is not right yet" in page
    assert (kept.document["minutes"], kept.title, kept.document["summary"]) == (20, "A cough", "Kept")


def test_an_objective_is_named_where_the_case_is_written(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft, new_objective="Derive M", add_objective="1")

    kept = draft_for(educator, draft.pk)
    assert kept.document["objectives"] == ["derive-m"]
    assert kept.library.objectives == {"derive-m": "Derive M"}
    assert "Derive M" in client_of(educator).get(f"/teach/drafts/{draft.pk}/").content.decode()


def test_beside_stands_the_case_as_a_resident_meets_it(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, summary="He coughs.", commentary="**M**, not T.")

    page = client_of(educator).get(f"/teach/drafts/{draft.pk}/").content.decode()
    aside = page[page.index('<aside class="guide"') :]

    assert "He coughs." in aside
    assert "Introductory" in aside
    assert "2 steps, about 20 minutes" in squeezed(aside)
    assert "<strong>M</strong>, not T." in aside


def test_both_texts_stand_there_when_somebody_saved_the_same_part(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, summary="Theirs", commentary="Untouched")
    client = client_of(educator)

    page = send(client, draft, summary="Mine").content.decode()
    assert "You changed this in another tab at" in page
    assert ">Theirs</pre>" in page
    assert ">Mine</pre>" in page
    assert draft_for(educator, draft.pk).document["summary"] == "Theirs"

    send(client, draft, summary="Mine", keep_mine="1")
    kept = draft_for(educator, draft.pk).document
    assert (kept["summary"], kept["commentary"]) == ("Mine", "Untouched")


def test_what_others_changed_meanwhile_is_kept_and_told(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, commentary="Theirs")
    client = client_of(educator)

    for turn, summary in enumerate(("Mine", "Mine again")):
        page = send(client, draft, summary=summary, page=f"0123456789abcdef-{turn}").content.decode()
        assert "Somebody else changed the commentary" in page

    kept = draft_for(educator, draft.pk).document
    assert (kept["summary"], kept["commentary"]) == ("Mine again", "Theirs")


def test_without_scripts_the_form_is_sent_and_the_page_comes_back(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)
    address = f"/teach/drafts/{draft.pk}/"

    response = client.post(address, {**FIELDS, "version": 1, "summary": "Short"})
    assert response["Location"] == address
    refused = client.post(address, {**FIELDS, "version": 2, "summary": "Long", "minutes": "0"})
    assert "At least 1." in refused.content.decode()
    assert "Long" in refused.content.decode()


@pytest.mark.parametrize("withdrawn", ["role", "share"])
def test_what_was_typed_is_given_back_when_the_right_was_withdrawn(
    draft: CaseDraft, client_of: ClientOf, withdrawn: str
) -> None:
    colleague = User.objects.create_user("colleague@kidmet.test", is_educator=True)
    given = share(draft.library, colleague, Right.EDIT)
    save(draft, colleague, summary="While I might")
    client = client_of(colleague)
    if withdrawn == "role":
        User.objects.filter(pk=colleague.pk).update(is_educator=False)
    else:
        given.delete()

    page = client.post(f"/teach/drafts/{draft.pk}/", {**FIELDS, "version": 2, "summary": "Too late, alas"})
    by_script = send(client, draft, 2, summary="Too late, alas")

    assert page.status_code == 403
    assert "You may not write in “A cough” any longer" in page.content.decode()
    assert "Too late, alas" in page.content.decode()
    assert by_script.status_code == 404  # the page stays as it is, and says so itself
    assert CaseDraft.objects.get().document["summary"] == "While I might"


def test_a_stranger_is_told_nothing(draft: CaseDraft, resident: User, client_of: ClientOf) -> None:
    response = client_of(resident).post(f"/teach/drafts/{draft.pk}/", {**FIELDS, "version": 1})

    assert response.status_code == 404


def test_a_draft_is_deleted_after_a_question(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    client = client_of(educator)

    asked = client.get(f"/teach/drafts/{draft.pk}/delete/").content.decode()
    assert "Nothing of it was published." in asked
    assert CaseDraft.objects.exists()
    client.post(f"/teach/drafts/{draft.pk}/delete/")
    assert not CaseDraft.objects.exists()
