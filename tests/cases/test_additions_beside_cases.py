"""What curators add, wherever a case brings it up or cites it: never among what the source says."""

import json
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from cases.content.library import shipped_library
from cases.domain.cards import cards_from
from cases.domain.deriving import known_facts
from cases.domain.marking import guidance_difference, mark_attempt
from cases.models import ReviewCard
from cases.presenting.citations import citations
from cases.queries.coverage import Seen, coverage
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import answer
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.guidance.additions import BARE, KEY, SAID, TNM, publish_additions
from tests.guidance.reading import text_of

MARK = '<p class="addition-mark">'


@pytest.fixture
def added(edition: CompiledEdition) -> CompiledEdition:
    publish_additions()
    return current_edition()


@pytest.fixture
def page_of(
    added: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> Callable[..., str]:
    """A page of a case with a primary of the lung."""
    case, client = case_of(resident, primary_site="lung"), client_of(resident)

    def page(path: str) -> str:
        return client.get(f"/cases/{case.pk}/{path}").content.decode()

    return page


def test_the_panel_frames_an_addition_and_says_what_it_rests_on(page_of: Callable[..., str]) -> None:
    html = page_of("staging/")
    [said] = [each for each in html.split(MARK)[1:] if SAID in each]
    assert said.index("Curators' addition") < said.index(SAID)
    assert '/guidance/references/#R1">R1</a>' in said
    assert f'href="/guidance/additions/{KEY}/"' in said
    assert "Read it twice." not in html


def test_the_full_record_prints_an_addition_apart(page_of: Callable[..., str]) -> None:
    assert SAID in page_of("summary/?full=1").split(MARK, 1)[1]


def test_the_command_lists_additions_apart_from_statements(
    added: CompiledEdition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"format": "kidmet.case/1", "facts": {"primary_site": "lung"}}))
    call_command("match_guidance", str(file), "--json")
    sections = {each["slug"]: each for each in json.loads(capsys.readouterr().out)["sections"]}
    assert sections[TNM]["additions"] == [KEY] and KEY not in sections[TNM]["statements"]
    call_command("match_guidance", str(file))
    assert f"    + Curators' addition: {KEY}" in capsys.readouterr().out


def test_what_is_lost_in_guidance_names_an_addition(added: CompiledEdition) -> None:
    lung, breast = (answer(added, known_facts({"primary_site": site})) for site in ("lung", "breast"))
    found = guidance_difference(breast, lung, {"primary_site"})
    [lost] = [each for each in found.missed.statements if each.highlight.statement == KEY]
    assert lost.is_addition and lost.called == "A curators' addition"
    assert not any(each.is_addition for each in found.raised.statements)
    same = guidance_difference(lung, lung, {"primary_site"})
    assert same.is_empty


def test_a_case_cites_an_addition_as_it_cites_a_statement(added: CompiledEdition) -> None:
    found = citations([KEY, "111-1"], [], "zebra stripes")
    assert [(each.name, each.label) for each in found.linked] == [
        ("statements", f"Addition {KEY}"),
        ("statements", "Statement 111-1"),
    ]
    again = citations([], [], "zebra")
    assert [(each.name, each.key, each.is_addition) for each in again.found] == [("statements", KEY, True)]


def test_a_card_says_that_an_addition_is_none_of_the_source(added: CompiledEdition) -> None:
    case = shipped_library().cases[0]
    marks = [replace(mark, statements=(KEY,)) for mark in mark_attempt(case, {}, {}) if mark.is_missed]
    cards = cards_from(case, tuple(marks), added)
    said = "\n".join(card.answer for card in cards)
    rests = "Rests on R1: confirmed only in a secondary source."
    assert f"Curators' addition {KEY}: {SAID} {rests}" in said
    assert f"Guidance {KEY}" not in said
    beside = [ReviewCard(answer=card.answer).reasons for card in cards]
    assert [alone for alone, guidance in beside if SAID in alone or SAID not in guidance] == []


def test_coverage_names_additions_that_lack_something(added: CompiledEdition) -> None:
    found = coverage(added, Seen(), 0)
    assert found.additions[KEY] == ["not signed off"]
    assert found.additions[BARE] == ["no rule brings it up", "no reference", "not signed off"]
    assert "R1" not in [each.id for each in found.references]


def test_beside_a_case_it_says_that_references_bear_a_part_only_when_they_do(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    record = next(case for case in shipped_library().cases if case.slug == "bladder-upper-tract").key.record
    found = answer(edition, known_facts(record)).sections
    said = [edition.additions[key] for match in found for key in match.additions]
    said += [edition.notes[id_] for match in found for id_ in match.notes]
    in_part = [each for each in said if each.rests_in_part]
    case, client = case_of(resident, **record), client_of(resident)
    for path in ("treatment/", "summary/?full=1"):
        html = client.get(f"/cases/{case.pk}/{path}").content.decode()
        words = text_of(html).replace(" ,", ",").replace(" ;", ";")
        sentences = [
            f"Rests in part on {', '.join(each.references)}; the rest: not confirmed by a source."
            for each in in_part
        ]
        assert sentences and [each for each in sentences if each not in words] == []


def test_first_view_and_summary_say_where_an_addition_is_when_a_case_brings_it_up(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    record = next(case for case in shipped_library().cases if case.slug == "bladder-upper-tract").key.record
    found = [match for match in answer(edition, known_facts(record)).sections if match.additions]
    case, client = case_of(resident, **record), client_of(resident)
    panel = client.get(f"/cases/{case.pk}/treatment/").content.decode().split('id="guide-first"')[1]
    first = text_of(f'<main id="main"><i {panel.split("</div>")[0]}</main>')
    summary = client.get(f"/cases/{case.pk}/summary/").content.decode()
    assert len(found) == 3
    assert [match.title for match in found if match.title not in first] == []
    assert "Chemotherapy Treatment + Curators' addition The histology" in first
    assert "+ Curators' additions below:" in first
    assert [key for match in found for key in match.additions if f"/additions/{key}/" not in summary] == []
    assert "+ Curators' additions:" in text_of(summary)


def test_an_addition_says_why_it_came_up_when_its_section_has_another_reason(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    record = next(case for case in shipped_library().cases if case.slug == "thyroid-age-and-stage").key.record
    found = answer(edition, known_facts(record)).sections
    [why] = [
        each.because
        for match in found
        for each in match.highlights
        if each.statement == "A-hypervascular-lesion"
    ]
    case, client = case_of(resident, **record), client_of(resident)
    for path in ("kidney/", "summary/?full=1"):
        pieces = unescape(client.get(f"/cases/{case.pk}/{path}").content.decode()).split(MARK)
        [said] = [each for each in pieces if edition.additions["A-hypervascular-lesion"].text in each]
        assert why in said
