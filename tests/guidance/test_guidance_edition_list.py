"""What readers saw, and when."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from guidance import models
from guidance.actions.publishing import publish_again
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.guidance.reading import html_of, links_of, publish_reworded, read, text_of

SPRING = datetime(2026, 4, 5, 9, 30, tzinfo=UTC)


def test_an_edition_says_number_date_publisher_counts_and_hash(
    edition: CompiledEdition, client: Client
) -> None:
    words = read(client, "editions/")

    assert "Edition 1 current" in words
    assert "Published 1 January 2026, 00:00 by this site." in words
    assert f"{len(edition.statements)} statements" in words
    assert f"{len(edition.notes)} notes" in words
    assert edition.hash in words


def test_a_newer_edition_comes_first_with_its_reason_and_what_changed(
    edition: CompiledEdition, client: Client
) -> None:
    publish_reworded(statement="Reworded.")

    words = read(client, "editions/")

    assert words.index("Edition 2 current") < words.index("Edition 1 Published")
    assert "Say it otherwise." in words
    assert "What changed from edition 1 : 1 statement changed." in words
    assert current_edition().hash in words


def test_a_person_who_publishes_is_named_and_a_repeated_edition_too(
    edition: CompiledEdition, curator: User, administrator: User, client: Client
) -> None:
    publish_reworded(note="Reworded.")
    publish_again(number=1, by=administrator, now=SPRING, note="The old words were right.")

    words = read(client, "editions/")

    assert "Published 5 April 2026, 09:30 by Ada. The old words were right. It repeats edition 1." in words


def test_an_older_edition_can_be_opened(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(note="Reworded.")

    links = links_of(html_of(client, "editions/").split("</h1>", 1)[1])

    assert links[1:4] == ["/guidance/", "/guidance/changes/?from=1&to=2", "/guidance/?edition=1"]
    assert "This is edition 1, not the current one." in read(client, "?edition=1")


def test_the_change_sets_that_went_into_an_edition_are_told_with_their_reasons(
    edition: CompiledEdition, curator: User, client: Client
) -> None:
    row = publish_reworded(statement="Reworded.")
    common = {"document": models.Document.objects.get(), "author": curator, "edition": row}
    common |= {"state": State.PUBLISHED, "created_at": SPRING, "updated_at": SPRING}
    models.ChangeSet.objects.create(title="Plainer words", reason="Readers <i>stumbled</i>.", **common)
    models.ChangeSet.objects.create(title="My own", is_self_accepted=True, **common)

    html = html_of(client, "editions/")

    assert "Why it changed Plainer words Readers <i>stumbled</i>." in text_of(html)
    assert "&lt;i&gt;stumbled&lt;/i&gt;" in html
    assert "My own accepted by its own author" in text_of(html)
    assert text_of(html).count("accepted by its own author") == 1


def test_the_reasons_for_an_edition_have_pages_of_their_own_when_there_are_many(
    edition: CompiledEdition, curator: User, client: Client
) -> None:
    row = publish_reworded(statement="Reworded.")
    common = {"document": models.Document.objects.get(), "author": curator, "edition": row}
    common |= {"state": State.PUBLISHED, "created_at": SPRING, "updated_at": SPRING}
    models.ChangeSet.objects.bulk_create(
        models.ChangeSet(title=f"Set {place}.", decided_at=SPRING, **common) for place in range(45)
    )

    html = html_of(client, "editions/")
    assert "Set 9." in html and "Set 10." not in html
    assert 'href="?why=2"' in html

    told = [html_of(client, f"editions/?why=2&page={page}") for page in (1, 2)]
    assert "45 change sets went into it" in text_of(told[0])
    assert "Set 0." in told[0] and "Set 30." not in told[0]
    assert "Set 30." in told[1] and "Set 44." in told[1]
    assert "No change set went into it." in html_of(client, "editions/?why=1")
    assert "There is no edition 7." in text_of(client.get("/guidance/editions/?why=7").content.decode())
    assert "“x” is not the number" in text_of(client.get("/guidance/editions/?why=x").content.decode())


def test_marks_in_a_reason_are_words(edition: CompiledEdition, administrator: User, client: Client) -> None:
    publish_again(number=1, by=administrator, now=SPRING, note="<b>Why</b>")

    assert "&lt;b&gt;Why&lt;/b&gt;" in html_of(client, "editions/")


def test_the_list_costs_the_same_for_many_editions(
    edition: CompiledEdition, administrator: User, client: Client, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(5):
        html_of(client, "editions/")
    for _ in range(50):
        publish_again(number=1, by=administrator, now=SPRING)
    current_edition()
    with django_assert_num_queries(5):
        html = html_of(client, "editions/")

    assert "1 to 10 of 51" in html
    assert "Edition 51" in html and "Edition 41" not in html
    assert "Page 6 of 6" in html_of(client, "editions/?page=6")


def test_the_page_that_an_edition_stands_on_can_be_asked_for(
    edition: CompiledEdition, administrator: User, client: Client
) -> None:
    for _ in range(30):
        publish_again(number=1, by=administrator, now=SPRING)

    assert all(
        f'id="edition-{number}"' in html_of(client, f"editions/?number={number}") for number in (1, 15, 31)
    )
