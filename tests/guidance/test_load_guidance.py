"""load_guidance: everything or nothing, once, and never over a curator's work."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from guidance import models
from guidance.actions.pack_loading import DraftWasEdited, load_pack
from guidance.domain.edition import CompiledEdition, content_hash
from guidance.domain.limits import ENTRIES
from guidance.pack import counts_of, read_pack
from guidance.permissions import NotACurator
from guidance.queries.draft import guidance_document, payload_of
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.guidance.drafts import entry_in_draft, put_in_draft, statements_in_draft
from tests.guidance.packs import small_pack

NOW = datetime(2026, 2, 3, tzinfo=UTC)
BETTER = "A curator put it better."


def rows() -> tuple[int, int, dict[str, int]]:
    """How many documents and editions there are, and what the draft holds."""
    held = models.Document.objects.first()
    counts = counts_of(payload_of(held)) if held else {}
    return models.Document.objects.count(), models.Edition.objects.count(), counts


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_guidance", *arguments, stdout=out)
    return out.getvalue().strip()


def edit_draft() -> None:
    put_in_draft("statement", statements_in_draft()[0], text=BETTER)


def is_edited() -> bool:
    return entry_in_draft("statement", statements_in_draft()[0])["text"] == BETTER


def test_loading_publishes_an_edition_with_every_part_of_the_pack(db: None, tmp_path: Path) -> None:
    said = printed(str(small_pack(tmp_path)))

    assert said == f"Guidance edition 1 ({current_edition().hash[:12]}): published."
    held = {
        "sections": 2,
        "statements": 2,
        "additions": 1,
        "notes": 1,
        "references": 1,
        "rules": 1,
        "weights": 1,
    }
    assert rows() == (1, 1, held)
    assert payload_of(guidance_document()) == read_pack(tmp_path)
    assert guidance_document().hash == current_edition().hash


def test_the_shipped_pack_loads_whole(edition: CompiledEdition) -> None:
    payload = read_pack()

    assert edition.hash == content_hash(payload)
    assert models.Document.objects.get().loaded_hash == edition.hash
    assert models.Edition.objects.get().counts == counts_of(payload_of(guidance_document()))


def test_the_same_pack_a_second_time_changes_nothing(edition: CompiledEdition) -> None:
    before = rows()
    said = printed()

    assert said == f"Guidance edition 1 ({edition.hash[:12]}): was loaded before; nothing was changed."
    assert rows() == before


def test_the_same_pack_keeps_a_draft_that_curators_edited(db: None, tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    printed(str(pack))
    edit_draft()

    assert not load_pack(pack, now=NOW).is_new
    assert is_edited()


def test_another_pack_becomes_the_next_edition(db: None, tmp_path: Path) -> None:
    printed(str(small_pack(tmp_path / "first")))
    loaded = load_pack(small_pack(tmp_path / "second", notes=("A note.", "Another note.")), now=NOW)

    assert (loaded.edition.number, loaded.is_new) == (2, True)
    assert models.Edition.objects.get(number=2).changes == {"notes": {"changed": ["C01"]}}
    assert rows()[2]["notes"] == 1


def test_another_pack_is_refused_when_curators_edited_the_draft(db: None, tmp_path: Path) -> None:
    printed(str(small_pack(tmp_path / "first")))
    edit_draft()
    before = rows()
    second = small_pack(tmp_path / "second", notes=("A note.", "Another note."))

    with pytest.raises(DraftWasEdited, match="--replace"):
        load_pack(second, now=NOW)
    with pytest.raises(CommandError, match="was edited since a pack was last loaded"):
        printed(str(second))
    assert rows() == before
    assert is_edited()


def test_replace_puts_the_pack_in_the_place_of_an_edited_draft(db: None, tmp_path: Path) -> None:
    printed(str(small_pack(tmp_path / "first")))
    edit_draft()
    printed(str(small_pack(tmp_path / "second", notes=("A note.", "Another note."))), "--replace")

    assert current_edition().number == 2
    assert not is_edited()
    told = models.AuditEntry.objects.get(act="replaced")
    (change,) = [each for each in told.detail["changes"] if each["kind"] == "statement"]
    assert (told.name, change["base"]["text"]) == ("this site", BETTER), "what the pack replaced is kept"


def test_a_pack_with_faults_is_told_line_by_line_and_nothing_is_loaded(db: None, tmp_path: Path) -> None:
    broken = small_pack(tmp_path, notes=("certainty: A", "certainty: D"), all=("[C01]", "[C02]"))
    with pytest.raises(CommandError) as caught:
        printed(str(broken))
    first, *faults = str(caught.value).splitlines()

    assert caught.value.returncode == 2
    assert first == "Nothing was loaded: 2 faults."
    assert faults[0].startswith(f'{broken}/notes.yaml:9: C01: certainty: "D" is not allowed.')
    assert faults[1].startswith(f'{broken}/rules/all.yaml:7: staging-lung: notes[0]: "C02" is no note.')
    assert rows() == (0, 0, {})


def test_a_path_that_leads_nowhere_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere cannot be read: No such file") as caught:
        printed(str(tmp_path / "nowhere"))

    assert caught.value.returncode == 2


def test_who_keeps_no_guidance_loads_none(resident: User, tmp_path: Path) -> None:
    with pytest.raises(NotACurator):
        load_pack(small_pack(tmp_path), now=NOW, by=resident)

    assert rows() == (0, 0, {})


def test_a_pack_without_notes_references_and_rules_loads(db: None, tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    for name in ("additions.yaml", "notes.yaml", "references.yaml", "rules/all.yaml"):
        (pack / name).unlink()

    assert load_pack(pack, now=NOW).is_new


def test_a_pack_of_more_entries_than_are_taken_is_refused_with_status_2(db: None, tmp_path: Path) -> None:
    sections = [{"slug": f"s{n}"} for n in range(ENTRIES.most + 1)]
    file = tmp_path / "pack.json"
    file.write_text(json.dumps({"format": "kidmet.guidance/1", "sections": sections}))

    with pytest.raises(CommandError, match="takes at most 1,500 entries; this has 1,501") as refused:
        call_command("load_guidance", str(file))

    assert refused.value.returncode == 2
