"""What a colleague may in a library that is shared, as a table: each page and button times each right."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.revising import revise_case
from cases.forms.libraries import ShareForm
from cases.forms.publishing import AskForm
from cases.models import LibraryShare, Right, TeachingCase, Visibility
from kidmet_site.accounts.models import User
from tests.cases.drafts import published_case, share
from tests.cases.samples import NOW
from tests.tables import for_each

pytestmark = pytest.mark.django_db
WITHDRAWN = "withdrawn"
PEOPLE = ("owner", Right.VIEW, Right.EDIT, Right.ASSIGN, WITHDRAWN)
READS = dict(zip(PEOPLE, (200, 200, 200, 200, 404), strict=True))
WRITES = dict(zip(PEOPLE, (200, 404, 200, 200, 404), strict=True))
PAGES: Mapping[str, Mapping[str, int]] = {
    "teach_library": READS,
    "teach_library_about": READS,
    "teach_sharing": READS,
    "teach_blueprint": READS,
    "teach_versions": READS,
    "teach_pull": WRITES,
    "teach_remark": WRITES,
    "teach_case": WRITES,
    "teach_step": WRITES,
    "teach_key": WRITES,
    "teach_marks": WRITES,
    "teach_mark": WRITES,
    "teach_questions": WRITES,
    "teach_history": WRITES,
    "teach_publish": WRITES,
    "teach_review": WRITES,
}


@pytest.fixture
def case(educator: User, edition: object) -> TeachingCase:
    made = published_case(educator)
    made.library.visibility = Visibility.SHARED
    made.library.save()
    revise_case(teaching_case=made, by=educator, now=NOW)
    return made


def clients(case: TeachingCase, owner: User, client_of: Callable[[User], Client]) -> dict[str, Client]:
    found = {"owner": client_of(owner)}
    for who in PEOPLE[1:]:
        person = User.objects.create_user(f"{who}@kidmet.test", is_educator=True, display_name=str(who))
        share(case.library, person, Right.EDIT if who == WITHDRAWN else who)
        found[who] = client_of(person)
    LibraryShare.objects.filter(person__email__startswith=WITHDRAWN).delete()
    return found


def address(route: str, case: TeachingCase) -> str:
    draft: dict[str, Any] = {"pk": case.draft.pk}
    more: Mapping[str, dict[str, Any]] = {
        "teach_versions": {"pk": case.pk},
        "teach_pull": {"pk": case.pk, "number": 1},
        "teach_remark": {"pk": case.pk, "number": 1},
        "teach_step": draft | {"step": "blood"},
        "teach_key": draft | {"chapter": "prognosis"},
        "teach_mark": draft | {"fact": "creatinine_umol_l"},
    }
    of_library = ("teach_library", "teach_library_about", "teach_sharing", "teach_blueprint")
    kwargs = {"library": case.library.slug} if route in of_library else more.get(route, draft)
    return reverse(route, kwargs=kwargs)


def test_each_page_answers_each_right_as_the_table_says(
    case: TeachingCase, educator: User, client_of: Callable[[User], Client]
) -> None:
    people = clients(case, educator, client_of)

    found = {
        route: {who: client.get(address(route, case)).status_code for who, client in people.items()}
        for route in PAGES
    }

    assert found == PAGES


def test_each_button_changes_something_for_those_alone_who_may(
    case: TeachingCase, educator: User, client_of: Callable[[User], Client]
) -> None:
    """What only an owner does, and what only somebody who writes does, leaves all as it is for the others."""
    people = clients(case, educator, client_of)
    library, retire = case.library, reverse("teach_retire", args=(case.pk,))
    may_retire, may_open, may_rename = set(), set(), set()

    for who, client in people.items():
        client.post(retire)
        if not TeachingCase.objects.get().is_open:
            may_retire.add(who)
            client.post(retire, {"restore": "1"})
        client.post(address("teach_sharing", case), {"visibility": Visibility.OPEN})
        library.refresh_from_db()
        if library.visibility == Visibility.OPEN:
            may_open.add(who)
            type(library).objects.update(visibility=Visibility.SHARED)
        client.post(address("teach_library_about", case), {"title": f"Of {who}"})
        library.refresh_from_db()
        if library.title == f"Of {who}":
            may_rename.add(who)

    assert may_retire == {"owner", Right.EDIT, Right.ASSIGN}
    assert may_open == may_rename == {"owner"}


@for_each("form", (ShareForm, AskForm))
def test_an_address_that_is_none_is_told_in_our_words_when_a_colleague_is_named(form: type) -> None:
    assert form({"email": "x"}).errors["email"] == ["This is no e-mail address."]
