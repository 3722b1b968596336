"""The editions that ship: each site counts them alike, and readers see what changed from the first."""

import io

from django.core.management import call_command
from django.test import Client

from guidance import models
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import content_hash
from guidance.pack import read_pack
from guidance.pack.shipped import shipped_editions
from tests.guidance.packs import small_pack


def published() -> list[tuple[int, str, str]]:
    return list(models.Edition.objects.order_by("number").values_list("number", "hash", "note"))


def load(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_guidance", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_newest_that_ships_is_the_pack_and_says_what_changed() -> None:
    *_, newest = shipped_editions()

    assert newest.file is None and newest.summary
    assert newest.hash == content_hash(read_pack()), "a pack that says something else is a new edition"


def test_those_before_it_are_whole_and_as_they_were() -> None:
    for shipped in shipped_editions()[:-1]:
        payload = read_pack(shipped.file)

        assert content_hash(payload) == shipped.hash
        assert compile_edition(payload, 1).hash == shipped.hash


def test_a_new_site_has_each_of_them_in_order_with_its_summary(db: None, client: Client) -> None:
    newest = len(shipped_editions())
    said = load("--from-the-first")

    assert said == f"Guidance edition {newest} ({shipped_editions()[-1].hash[:12]}): published."
    assert published() == [
        (number, each.hash, each.summary) for number, each in enumerate(shipped_editions(), 1)
    ]
    page = client.get("/guidance/changes/?from=1").content.decode()
    assert shipped_editions()[-1].summary.split("\n")[0][:60] in page


def test_a_site_with_an_edition_gets_the_newest_alone(db: None, tmp_path) -> None:
    load(str(small_pack(tmp_path)))
    load("--from-the-first")

    assert [hash for _, hash, _ in published()][1:] == [shipped_editions()[-1].hash]


def test_a_second_time_changes_nothing(db: None) -> None:
    load("--from-the-first")
    before = published()

    assert "nothing was changed" in load("--from-the-first")
    assert published() == before
