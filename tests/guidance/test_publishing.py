"""Editions: numbered, hashed, never edited, and seen by every worker as soon as they are published."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guidance import models
from guidance.actions.drafting import WrittenMeanwhile
from guidance.actions.pack_loading import load_pack
from guidance.actions.publishing import publish_again, publish_edition
from guidance.domain.edition import CompiledEdition, content_hash
from guidance.pack import PackFaults, changes_between, counts_of, read_pack
from guidance.permissions import NotACurator
from guidance.queries.draft import draft_entries, guidance_document, payload_of
from guidance.queries.editions import NoEdition, current_edition, edition_list
from guidance.queries.editions import edition as edition_of
from kidmet_site.accounts.models import User
from tests.guidance.drafts import put_in_draft
from tests.guidance.packs import small_pack

NOW = datetime(2026, 2, 3, tzinfo=UTC)


@pytest.fixture
def small(db: None, tmp_path: Path) -> models.Document:
    """The draft of the small pack, published as edition 1."""
    load_pack(small_pack(tmp_path), now=datetime(2026, 1, 1, tzinfo=UTC))
    return models.Document.objects.get()


def reword(document: models.Document, text: str) -> None:
    put_in_draft("note", "C01", document, text=text)


# The draft as a payload


def test_the_draft_says_what_the_pack_says(edition: CompiledEdition) -> None:
    payload = payload_of(models.Document.objects.get())

    assert payload == read_pack()
    assert content_hash(payload) == edition.hash


def test_a_draft_is_read_once_by_each_worker_until_it_is_written(small: models.Document) -> None:
    reword(small, "Read for the first time.")
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            payload_of(guidance_document())

    assert sum('"payload"' in each["sql"] for each in queries) <= 1
    assert len(queries) <= 4


def test_who_works_on_the_entries_leaves_the_draft_as_it_is(small: models.Document) -> None:
    entries = draft_entries(small)
    entries.remove("note", "C01")
    entries.rename_section("staging", "stage")

    assert payload_of(small) == small.payload
    assert draft_entries(small).get("note", "C01")


def test_a_draft_that_was_written_meanwhile_is_not_written_over(small: models.Document) -> None:
    late = guidance_document()
    reword(small, "First.")
    with pytest.raises(WrittenMeanwhile, match="at the same moment"):
        reword(late, "Second.")

    assert payload_of(guidance_document())["notes"][0]["text"] == "First."
    assert guidance_document().version == small.version


# Publishing


def test_a_published_draft_is_the_next_edition(small: models.Document, curator: User) -> None:
    reword(small, "Better.")
    row = publish_edition(document=small, by=curator, now=NOW, note="Reworded C01.")

    assert (row.number, row.published_by, row.note, row.repeats) == (2, curator, "Reworded C01.", None)
    assert row.hash == content_hash(row.payload) == current_edition().hash
    once = dict.fromkeys(("additions", "notes", "references", "rules", "weights"), 1)
    assert row.counts == {"sections": 2, "statements": 2, **once}
    assert row.changes == {"notes": {"changed": ["C01"]}}


def test_going_back_publishes_the_older_content_under_a_new_number(
    small: models.Document, curator: User
) -> None:
    reword(small, "Worse.")
    publish_edition(document=small, by=curator, now=NOW)
    row = publish_again(number=1, by=curator, now=NOW, note="2 was a mistake.")

    assert (row.number, row.repeats) == (3, 1)
    assert row.hash == edition_of(1).hash != edition_of(2).hash
    assert current_edition().number == 3
    assert current_edition().notes["C01"].text == "A note."


def test_going_back_to_what_never_was_names_the_editions_there_are(
    small: models.Document, curator: User
) -> None:
    with pytest.raises(NoEdition, match=r"There is no edition 7\. There are: 1"):
        publish_again(number=7, by=curator, now=NOW)


@pytest.mark.parametrize("name", ["resident", "educator"])
def test_only_curators_publish(small: models.Document, name: str, resident: User, educator: User) -> None:
    person = {"resident": resident, "educator": educator}[name]
    with pytest.raises(NotACurator):
        publish_edition(document=small, by=person, now=NOW)
    with pytest.raises(NotACurator):
        publish_again(number=1, by=person, now=NOW)

    assert models.Edition.objects.count() == 1


def test_a_draft_with_faults_is_not_published(small: models.Document, curator: User) -> None:
    put_in_draft("statement", "004-1", small, kind="")
    put_in_draft("note", "C01", small, statements=["004-1", "999-1"])
    with pytest.raises(PackFaults) as caught:
        publish_edition(document=small, by=curator, now=NOW)

    first, second = str(caught.value).splitlines()
    assert first.startswith("draft: Statement 004-1: the kind is not chosen yet.")
    assert second == (
        "draft: Curator note C01, “Speaks about”, second: “999-1” is no statement and no addition."
    )
    assert models.Edition.objects.count() == 1


def test_a_published_edition_cannot_be_changed(small: models.Document) -> None:
    row = models.Edition.objects.get()
    row.note = "Changed."
    for change in (row.save, row.delete, models.Edition.objects.all().delete):
        with pytest.raises(models.EditionIsPublished):
            change()
    with pytest.raises(models.EditionIsPublished):
        models.Edition.objects.update(note="Changed.")

    assert models.Edition.objects.get().note == "Loaded from a guidance pack."


def test_a_number_is_given_once(small: models.Document) -> None:
    row = models.Edition.objects.get()
    row.pk, row._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.django_db(transaction=True)
def test_people_who_publish_at_once_get_a_number_each(tmp_path: Path) -> None:
    load_pack(small_pack(tmp_path), now=NOW)
    people, times = 4, 5
    start = threading.Barrier(people)
    failed: list[Exception] = []

    def publish() -> None:
        try:
            document = models.Document.objects.get()
            start.wait()
            for _ in range(times):
                publish_edition(document=document, by=None, now=NOW)
        except Exception as fault:
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    numbers = models.Edition.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 2 + people * times))


# What readers see


def test_nothing_published_says_what_to_run(db: None) -> None:
    with pytest.raises(NoEdition, match=r"Run manage\.py load_guidance"):
        current_edition()
    with pytest.raises(NoEdition, match=r"Run manage\.py load_guidance"):
        edition_of(1)


def test_another_number_is_answered_with_those_there_are(small: models.Document) -> None:
    publish_again(number=1, by=None, now=NOW)

    with pytest.raises(NoEdition, match=r"There is no edition 5\. There are: 1, 2"):
        edition_of(5)


def test_what_another_worker_publishes_is_seen_at_once(small: models.Document) -> None:
    before = current_edition()
    # As another process does it: rows, and no word to this one.
    payload = read_pack()
    models.Edition.objects.create(number=2, hash=content_hash(payload), payload=payload, published_at=NOW)

    assert (before.number, current_edition().number) == (1, 2)
    assert current_edition().hash == content_hash(payload)
    assert current_edition().published_at == "2026-02-03"


def test_an_edition_in_memory_costs_one_small_query(small: models.Document) -> None:
    held = current_edition()
    with CaptureQueriesContext(connection) as queries:
        again = current_edition()

    assert again is held
    assert len(queries) == 1 and "payload" not in queries[0]["sql"]


def test_an_older_edition_is_read_as_it_was(small: models.Document) -> None:
    reword(small, "Better.")
    publish_edition(document=small, by=None, now=NOW)

    assert edition_of(1).notes["C01"].text == "A note."
    assert edition_of(2).notes["C01"].text == "Better."


def test_the_same_number_with_other_content_is_another_edition(small: models.Document) -> None:
    """As when a database is restored, or a test rolls back."""
    first = current_edition()
    row = models.Edition.objects.get()
    payload = row.payload | {"notes": [], "rules": []}
    models.Edition.objects.get_queryset()._raw_delete(using="default")
    models.Edition.objects.create(number=1, hash=content_hash(payload), payload=payload, published_at=NOW)

    assert current_edition() is not first
    assert not current_edition().notes


def test_a_list_of_editions_leaves_their_payload_in_the_database(small: models.Document) -> None:
    publish_again(number=1, by=None, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        seen = [
            (row.number, row.repeats, str(row.published_by), row.counts["notes"]) for row in edition_list()
        ]

    assert seen == [(2, 1, "None", 1), (1, None, "None", 1)]
    assert len(queries) == 1 and '"payload"' not in queries[0]["sql"]


# What an edition holds, and what it changed


def test_counts_and_changes_are_by_kind() -> None:
    section = {
        "slug": "a",
        "title": "A",
        "statements": [{"key": "1", "text": "x"}, {"key": "2", "text": "y"}],
    }
    before = {"sections": [section], "notes": [{"id": "C01"}], "references": [], "rules": []}
    after = {
        "sections": [
            section | {"statements": [{"key": "2", "text": "y"}]},
            {"slug": "b", "title": "B", "statements": [{"key": "1", "text": "x"}]},
        ],
        "notes": [],
        "references": [{"id": "R1"}],
        "rules": [],
    }

    assert counts_of(after) == {"sections": 2, "statements": 2, "notes": 0, "references": 1, "rules": 0}
    assert changes_between(before, after) == {
        "sections": {"added": ["b"]},
        "statements": {"changed": ["1"]},
        "notes": {"removed": ["C01"]},
        "references": {"added": ["R1"]},
    }
    assert changes_between(after, after) == {}
