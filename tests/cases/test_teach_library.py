"""The pages of a library: what stands in it, what is said of it, who shares it, its blueprint."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Library, LibraryShare
from kidmet_site.accounts.models import User
from tests.cases.drafts import library_of, share
from tests.cases.test_publishing import draft, publish  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("reed@kidmet.test", is_educator=True, display_name="Dr Reed")


@pytest.fixture
def published(draft, educator: User) -> Library:  # type: ignore[no-untyped-def]  # noqa: F811  # a fixture
    publish(draft, educator)
    return draft.library


def page(client: Client, name: str, library: Library, **query: str) -> str:
    return client.get(reverse(name, args=(library.slug,)), query).content.decode()


def test_a_library_lists_what_is_published_and_finds_it(
    client_of: ClientOf, educator: User, published: Library
) -> None:
    client = client_of(educator)

    assert "A small case" in page(client, "teach_library", published)
    assert "A small case" in page(client, "teach_library", published, primary="lung", chapter="prognosis")
    assert "No case has all of that" in page(client, "teach_library", published, words="nephrectomy")


def test_a_new_library_is_ones_own_and_empty(client_of: ClientOf, educator: User) -> None:
    client = client_of(educator)

    answer = client.post(reverse("teach_library_new"), {"title": "Ward ten"}, follow=True)

    made = Library.objects.get(title="Ward ten")
    assert (made.owner, made.visibility) == (educator, "private")
    assert "Nothing is published in it yet" in answer.content.decode()
    refused = client.post(reverse("teach_library_new"), {"title": " "})
    assert "A library needs a title." in refused.content.decode()


def test_title_licence_and_credits_are_saved(client_of: ClientOf, educator: User) -> None:
    library = library_of(educator)
    sent = {"title": "Ward nine and ten", "summary": "For the second year.", "licence": "CC-BY-4.0"}

    client_of(educator).post(
        reverse("teach_library_about", args=(library.slug,)), sent | {"credits": "Ada Reed, author\nA clinic"}
    )

    library.refresh_from_db()
    assert (library.title, library.licence) == ("Ward nine and ten", "CC-BY-4.0")
    assert library.credits == [{"name": "Ada Reed", "role": "author"}, {"name": "A clinic"}]


def test_a_colleague_reads_it_once_it_is_shared_and_no_longer_when_removed(
    client_of: ClientOf, educator: User, colleague: User
) -> None:
    library, owner, other = library_of(educator), client_of(educator), client_of(colleague)
    sharing = reverse("teach_sharing", args=(library.slug,))
    here = reverse("teach_library", args=(library.slug,))
    assert other.get(here).status_code == 404

    owner.post(sharing, {"email": "reed@kidmet.test", "right": "view"})

    library.refresh_from_db()
    assert library.visibility == "shared"
    assert other.get(here).status_code == 200
    assert other.post(sharing, {"visibility": "open"}, follow=True).status_code == 200
    library.refresh_from_db()
    assert library.visibility == "shared"

    owner.post(sharing, {"remove": str(colleague.pk)})

    assert other.get(here).status_code == 404


def test_a_colleague_leaves_a_library(client_of: ClientOf, educator: User, colleague: User) -> None:
    library = library_of(educator, "shared")
    share(library, colleague, "edit")

    client_of(colleague).post(reverse("teach_sharing", args=(library.slug,)), {"leave": "1"})

    assert not LibraryShare.objects.exists()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("resident@kidmet.test", "Nobody who teaches here"),
        ("nobody@kidmet.test", "Nobody who teaches here"),
        ("own", "theirs already"),
        ("no address", "This is no e-mail address."),
    ],
)
def test_sharing_is_refused_beside_the_field(
    client_of: ClientOf, educator: User, resident: User, email: str, said: str
) -> None:
    library = library_of(educator)

    answer = client_of(educator).post(
        reverse("teach_sharing", args=(library.slug,)),
        {"email": educator.email if email == "own" else email, "right": "edit"},
    )

    assert said in answer.content.decode()
    assert not LibraryShare.objects.exists()


def test_the_blueprint_has_weights_and_gaps(client_of: ClientOf, educator: User, published: Library) -> None:
    published.objectives = {**published.objectives, "goals": "Ask for goals"}
    published.save()
    client = client_of(educator)

    shown = page(client, "teach_blueprint", published)

    assert "<b>No case marks</b><ul><li>Ask for goals</li></ul>" in shown
    assert "Nothing is marked in" in shown
    empty = library_of(educator, slug="empty")
    assert "Nothing to show yet" in page(client, "teach_blueprint", empty)


def test_a_library_page_takes_as_many_queries_with_many_cases(
    client_of: ClientOf, educator: User, published: Library, django_assert_max_num_queries: object
) -> None:
    client = client_of(educator)
    client.get(reverse("teach_library", args=(published.slug,)))

    with django_assert_max_num_queries(8):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(reverse("teach_library", args=(published.slug,)))
