"""Publishing, versions and reviews on their pages."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Attempt, CaseDraft, DraftComment, DraftReview, Library, TeachingCase, Visibility
from kidmet_site.accounts.models import User
from tests.cases.cohorts import cohort_of, taught_with
from tests.cases.drafts import save, share
from tests.cases.test_publishing import changed, draft, publish  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("reed@kidmet.test", is_educator=True, display_name="Dr Reed")


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_a_draft_is_published_from_its_page(client_of: ClientOf, educator: User, draft: CaseDraft) -> None:  # noqa: F811
    client = client_of(educator)
    shown = client.get(at("teach_publish", draft.pk)).content.decode()
    assert "Nothing to mend" in shown

    answer = client.post(
        at("teach_publish", draft.pk), {"version": draft.version, "summary": "First"}, follow=True
    )

    assert "Version 1 is published." in answer.content.decode()
    assert TeachingCase.objects.get().latest.change_summary == "First"


def test_faults_are_named_with_their_place_and_nothing_is_published(
    client_of: ClientOf,
    educator: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    faulty = changed(draft, objectives=["m-category", "tissue", "elsewhere"])
    client = client_of(educator)

    answer = client.post(at("teach_publish", faulty.pk), {"version": faulty.version}).content.decode()

    assert "1 to mend" in answer
    assert at("teach_case", faulty.pk) in answer
    assert not TeachingCase.objects.exists()


def test_remarks_are_acknowledged_first(client_of: ClientOf, educator: User, draft: CaseDraft) -> None:  # noqa: F811
    remarked = changed(draft, summary="Mrs Miller has a lung cancer.")
    client = client_of(educator)
    sent = {"version": str(remarked.version)}

    refused = client.post(at("teach_publish", remarked.pk), sent).content.decode()
    assert "have not acknowledged" in refused
    token = refused.split('name="acknowledged" value="')[1].split('"')[0]
    client.post(at("teach_publish", remarked.pk), sent | {"acknowledged": token})

    assert TeachingCase.objects.get().latest.number == 1


def test_a_trial_is_worked_in_the_player_and_ends_without_a_trace(
    client_of: ClientOf,
    educator: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    client = client_of(educator)

    shown = client.post(at("teach_try", draft.pk), follow=True).content.decode()
    assert "You are trying a draft." in shown

    client.post(at("teach_try_end"), {"draft": draft.pk})
    assert not Attempt.objects.exists()
    assert not TeachingCase.objects.exists()


def test_a_published_case_says_who_finds_it_and_asks_for_no_more(
    client_of: ClientOf,
    educator: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    case = publish(draft, educator).teaching_case
    client = client_of(educator)

    private = client.get(at("teach_versions", case.pk)).content.decode()
    assert "once its library is open" in private
    assert f'<a href="/teach/libraries/{case.library.slug}/sharing/">Open the library</a>' in private
    assert "Published as it stands" in client.get("/teach/").content.decode()

    Library.objects.update(visibility=Visibility.OPEN)
    assert "Residents find it among" in client.get(at("teach_versions", case.pk)).content.decode()
    save(draft, educator, title="Another small case")
    assert "Published as it stands" not in client.get("/teach/").content.decode()


def test_what_changed_stands_between_two_versions(
    client_of: ClientOf,
    educator: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    publish(draft, educator)
    version = publish(changed(draft, title="Another small case"), educator, summary="Its title")
    client = client_of(educator)

    shown = client.get(at("teach_versions", version.teaching_case_id)).content.decode()

    assert "Its title" in shown
    assert "Another" in shown.split('id="changed"')[1]
    assert client.get(at("teach_versions", version.teaching_case_id), {"from": "9"}).status_code == 404


def test_a_case_is_retired_pulled_and_given_out_again(
    client_of: ClientOf,
    educator: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    publish(draft, educator)
    case = publish(changed(draft, title="Wrong key"), educator).teaching_case
    client = client_of(educator)

    client.post(at("teach_retire", case.pk))
    case.refresh_from_db()
    assert not case.is_open
    client.post(at("teach_retire", case.pk), {"restore": "1"})
    refused = client.post(at("teach_pull", case.pk, 2), {"reason": " "}).content.decode()
    assert "Say what is wrong with it." in refused
    shown = client.post(at("teach_pull", case.pk, 2), {"reason": "M is wrong."}, follow=True).content.decode()

    case.refresh_from_db()
    assert (case.is_open, case.latest.number) == (True, 1)
    assert "M is wrong." in shown


def test_a_published_case_is_revised_in_its_draft(
    client_of: ClientOf,
    educator: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    case = publish(draft, educator).teaching_case
    client = client_of(educator)

    answer = client.post(at("teach_revise", case.pk))
    assert answer["Location"] == at("teach_case", draft.pk)

    draft.delete()
    client.post(at("teach_revise", case.pk))
    made = CaseDraft.objects.get()
    assert (made.teaching_case, made.slug, made.document) == (case, case.slug, case.latest.document)


def test_a_colleague_comments_and_says_it_is_ready(
    client_of: ClientOf,
    educator: User,
    colleague: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    share(draft.library, colleague, "view")
    author, reviewer = client_of(educator), client_of(colleague)
    here = at("teach_review", draft.pk)
    author.post(here, {"ask": "1", "email": "reed@kidmet.test"})
    assert reviewer.get(at("teach_case", draft.pk)).status_code == 404

    shown = reviewer.get(here).content.decode()
    assert "Her creatinine is 1.6 mg/dL" in shown
    reviewer.post(here, {"comment": "1", "address": "steps/blood", "text": "Since when?"})
    reviewer.post(here, {"ready": "1"})

    assert "1 open comment" in " ".join(author.get("/teach/").content.decode().split())
    shown = author.get(here).content.decode()
    assert "Since when?" in shown
    assert DraftReview.objects.get().version == draft.version
    author.post(here, {"resolve": str(DraftComment.objects.get().pk)})
    assert DraftComment.objects.get().resolved_by == educator
    assert "open comment" not in " ".join(author.get("/teach/").content.decode().split())


def test_a_review_is_refused_beside_its_field(
    client_of: ClientOf,
    educator: User,
    colleague: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    client, here = client_of(educator), at("teach_review", draft.pk)

    assert "Share the library" in client.post(here, {"ask": "1", "email": colleague.email}).content.decode()
    assert "A comment needs words." in client.post(here, {"comment": "1", "text": " "}).content.decode()
    assert (DraftReview.objects.count(), DraftComment.objects.count()) == (0, 0)


def test_what_is_published_leads_to_assigning_it(
    client_of: ClientOf,
    educator: User,
    colleague: User,
    draft: CaseDraft,  # noqa: F811
) -> None:
    """With no cohort yet to the way to begin one; never to a cohort that the person only reads."""
    case, client = publish(draft, by=educator).teaching_case, client_of(educator)
    shown = client.get(at("teach_versions", case.pk)).content.decode()
    read = taught_with(cohort_of(colleague, title="Read alone"), educator, "reader", colleague)
    assert "You have no cohort to assign it in yet" in shown and at("teach_cohort_new") in shown

    cohort = cohort_of(educator)
    shown = client.get(at("teach_versions", case.pk)).content.decode()
    link = f"{at('teach_assign', cohort.pk)}?case-{case.pk}=on"
    assert link in shown and "You have no cohort" not in shown and read.title not in shown
    form = client.get(link).content.decode()
    assert re.search(rf'<input[^>]*name="case-{case.pk}"[^>]* checked', form)
    others = [each for each in re.findall(r"<input[^>]*name=\"case-[^>]*>", form) if " checked" in each]
    assert len(others) == 1
    foreign = client.get(f"{at('teach_assign', cohort.pk)}?case-999999=on&case-x=on")
    assert foreign.status_code == 200

    client.post(at("teach_retire", case.pk))
    assert link not in client.get(at("teach_versions", case.pk)).content.decode()
