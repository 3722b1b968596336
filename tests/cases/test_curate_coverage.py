"""The page that shows curators what of the draft nothing reaches or uses."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import FactBlock, PatientCase, TeachingCase
from cases.queries import coverage as queries
from cases.queries.coverage import Coverage, Seen, coverage, seen_now
from cases.queries.replaying import named_cases
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.models import Notice
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import KINDS
from kidmet_site.work.models import Job
from tests.cases.replays import BREAST, LUNG, SECTION, case_in_block, edition_with
from tests.cases.samples import NOW, case_of
from tests.guidance.domain.small_edition import note, pack, rule, section, statement
from tests.guidance.drafts import put_in_draft
from tests.pages import squeezed
from tests.working import work_off

HTMX = {"HX-Request": "true"}
NOBODY = {"all": [LUNG, BREAST]}
TREATED = {"fact": "treatments_considered", "op": "has", "value": "radical_nephrectomy"}


def covered(**changes: Any) -> Coverage:
    return coverage(compile_edition(pack(**changes), 0), Seen(), 0)


def looked_at(edition: CompiledEdition) -> Coverage:
    """With all stored cases."""
    return coverage(edition, seen_now(edition), PatientCase.objects.count())


def reachable(found: Coverage) -> Mapping[str, bool]:
    """The sections without a case, and whether some rule shows them."""
    return found.sections


# Cases


@pytest.mark.django_db
def test_a_section_is_reached_by_a_demo_case() -> None:
    assert SECTION not in reachable(looked_at(edition_with(LUNG)))
    assert reachable(looked_at(edition_with(NOBODY)))[SECTION] is True


@pytest.mark.django_db
def test_a_section_without_a_rule_is_told_from_one_whose_rules_nobody_meets() -> None:
    found = reachable(looked_at(edition_with(NOBODY)))

    assert found["intro"] is False
    assert next(iter(found)) == SECTION  # what its rules keep from every case comes first


@pytest.mark.django_db
def test_a_section_is_reached_by_a_teaching_case(library: None) -> None:
    """Thyroid cancer is in no demo case, and in a teaching case."""
    thyroid = {"fact": "primary_site", "op": "is", "value": "thyroid_differentiated"}

    assert SECTION not in reachable(looked_at(edition_with(thyroid)))


def test_a_section_is_reached_by_a_stored_case(resident: User) -> None:
    edition = edition_with({"fact": "primary_site", "op": "is", "value": "testis"})
    assert SECTION in reachable(looked_at(edition))

    case_of(resident, primary_site="testis")

    found = looked_at(edition)
    assert SECTION not in reachable(found)
    assert (found.total, found.stored.read) == (1, 1)


def test_cases_that_nothing_matches_are_named_or_counted(resident: User) -> None:
    case_of(resident)
    case_of(resident, primary_site="lung")

    found = looked_at(edition_with(LUNG))

    assert "lung-both-kidneys" not in {case.slug for case in found.cases}
    assert "breast-bone-kidney" in {case.slug for case in found.cases}
    assert found.stored.unmatched == 1


def test_a_caution_alone_matches_a_case(resident: User) -> None:
    case_of(resident, primary_site="lung")

    found = looked_at(edition_with(LUNG, "caution", message="Look again."))

    assert found.stored.unmatched == 0


# The guidance


@pytest.mark.django_db
def test_facts_that_no_rule_asks_about_come_with_their_reason() -> None:
    document = {"slug": "small", "title": "Small", "informative_facts": {"weight_kg": "Goes into a score."}}

    facts = covered(document=document).facts

    assert facts["weight_kg"] == "Goes into a score."
    assert facts["height_cm"] == ""
    assert "primary_site" not in facts
    assert list(facts)[-1] == "weight_kg"  # what has no reason comes first


@pytest.mark.django_db
def test_statements_without_a_place_are_found() -> None:
    nowhere = statement("113-1", 0)
    no_paragraph = statement("114-1", 114)
    no_paragraph["source"]["paragraph"] = 0
    sections = [section("intro", "background", statement("002-1", 2), nowhere, no_paragraph)]

    found = covered(sections=sections, notes=[], rules=[]).statements

    assert [each.key for each in found] == ["113-1", "114-1"]


@pytest.mark.django_db
def test_notes_lack_a_reference_a_sign_off_or_both() -> None:
    signed = {"by": "Dr Ada", "on": "2026-01-02"}
    notes = [
        note("C01", "intro"),
        note("C02", "intro") | {"references": []},
        note("C03", "intro") | {"signed_off": signed},
        note("C04", "intro") | {"signed_off": signed, "references": []},
    ]

    found = covered(notes=notes, rules=[]).notes

    assert found == {
        "C01": ["not signed off"],
        "C02": ["no reference", "not signed off"],
        "C04": ["no reference"],
    }


@pytest.mark.django_db
def test_references_that_no_note_uses_are_found() -> None:
    references = [{"id": name, "title": "A study", "certainty": "A"} for name in ("R1", "R2")]

    assert [each.id for each in covered(references=references).references] == ["R2"]


@pytest.mark.django_db
def test_nothing_is_a_gap_when_everything_is_reached_and_used() -> None:
    signed = {"signed_off": {"by": "Dr Ada", "on": "2026-01-02"}}
    whole = {"fact": "primary_site", "op": "known"}
    found = covered(
        sections=[section("intro", "background", statement("002-1", 2))],
        notes=[note("C01", "intro") | signed],
        rules=[rule("intro", "show", "intro", whole)],
    )

    gaps = (found.sections, found.cases, found.statements, found.notes, found.references)
    assert not any(gaps)


# The page


@pytest.fixture
def cleo(curator: User, client_of: Callable[[User], Client], edition: CompiledEdition) -> Client:
    return client_of(curator)


def shown(cleo: Client) -> str:
    response = cleo.get(reverse("curate_coverage"))
    assert response.status_code == 200
    return squeezed(response.content)


def listed(html: str, id_: str) -> str:
    return re.findall(rf'<section aria-labelledby="{id_}">.*?</section>', html, re.S)[0]


def test_the_page_has_the_six_lists(cleo: Client, library: None) -> None:
    html = shown(cleo)

    for id_ in ("sections", "cases", "facts", "statements", "additions", "notes", "references"):
        assert f'href="#{id_}"' in html
        assert listed(html, id_)
    assert "Weight" in listed(html, "facts")
    assert "Every statement names its line and paragraph." in listed(html, "statements")


def test_a_gap_leads_to_where_it_is_mended(cleo: Client) -> None:
    put_in_draft("note", "C01", signed_off={"by": "Dr Ada", "on": NOW.date().isoformat()})

    notes = listed(shown(cleo), "notes")

    assert reverse("draft_note", args=["C02"]) in notes
    assert reverse("draft_note", args=["C01"]) not in notes


def test_the_page_tells_of_each_thing_that_changed_since_it_was_seen(
    cleo: Client, library: None, resident: User
) -> None:
    seen = [shown(cleo)]
    assert "demo cases; nobody has stored a case." in seen[0]

    def tells(what: str) -> bool:
        seen.append(shown(cleo))
        return what in seen[-1] and what not in seen[-2]

    put_in_draft("statement", "111-1", source={"line": 0, "paragraph": 0, "form": "paragraph"})
    assert tells(reverse("draft_statement", args=["111-1"]))
    case_of(resident)
    assert tells("1 of 1 stored case.")
    case_of(resident)
    assert tells("2 of 2 stored cases.")
    TeachingCase.objects.filter(slug=TeachingCase.objects.earliest("pk").slug).update(latest=None)
    assert tells(f"Looked at: {len(named_cases())} teaching and demo cases")


# Of many stored cases


@pytest.fixture
def many(resident: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the page looks at by itself."""
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    for block in (0, 5, 5):
        case_in_block(resident, block, place=PatientCase.objects.count() + 1, primary_site="lung")


def work_out(cleo: Client) -> str:
    cleo.post(reverse("curate_coverage_start"))
    work_off()
    return shown(cleo)


def test_a_worker_looks_at_them_while_the_page_watches(cleo: Client, many: None) -> None:
    assert "0 of 3 stored cases." in shown(cleo)
    begun = cleo.post(reverse("curate_coverage_start"), headers=HTMX).content.decode()
    assert 'value="0" max="3"' in begun and 'hx-trigger="load delay:1s"' in begun
    assert "It waits for a worker," in begun
    assert "Look again</a>" in shown(cleo)
    cleo.post(reverse("curate_coverage_start"))
    assert Job.objects.filter(kind="coverage").count() == 1

    work_off()

    assert cleo.get(reverse("curate_coverage"), headers=HTMX)["HX-Redirect"] == reverse("curate_coverage")
    html = shown(cleo)
    assert "3 of 3 stored cases on" in html and "Something matches every one" in html
    assert "coverage-progress" not in html
    assert FactBlock.objects.count() == 2


def test_what_is_kept_says_when_cases_are_others_and_when_the_draft_is(cleo: Client, many: None) -> None:
    work_out(cleo)
    PatientCase.objects.filter(pk=1).update(version=F("version") + 1)
    html = shown(cleo)
    assert "some of which are others now" in html and "Work it out again</button>" in html
    assert "hx-trigger" not in html.partition("<main")[2]

    put_in_draft("rule", "look-again", id="look-again", effect="caution", section="treatment",
                 when=BREAST, message="Look again.")  # fmt: skip

    html = shown(cleo)
    assert "The draft has changed since." in html
    assert 'hx-trigger="load, submit"' in html
    assert "The draft has changed since." not in work_out(cleo)


def test_a_step_that_a_kill_cut_off_is_counted_once(cleo: Client, many: None) -> None:
    """The worker ended in the second of two steps, one for each block."""
    cleo.post(reverse("curate_coverage_start"))
    job = Job.objects.get(kind="coverage")
    first = KINDS["coverage"].step(job, now=NOW, until=0)
    assert (first.done, first.is_done) == (1, False)
    Job.objects.filter(pk=job.pk).update(payload=first.keep, done=1)
    job.refresh_from_db()
    KINDS["coverage"].step(job, now=NOW, until=0)

    work_off()

    assert "3 of 3 stored cases on" in shown(cleo)


def test_a_draft_with_faults_cannot_be_looked_at(cleo: Client, many: None) -> None:
    cleo.post(reverse("curate_coverage_start"))
    held = {"fact": "primry_site", "op": "is", "value": "lung"}
    put_in_draft("rule", "bad", id="bad", effect="caution", section="treatment", when=held, message="Look.")
    work_off()
    assert "has to be mended" in shown(cleo)

    put_in_draft("rule", "bad", when=BREAST)

    html = shown(cleo)
    assert "Working it out failed." in html and "Mend them, then work the coverage out again." in html
    assert 'hx-trigger="load, submit"' not in html


def test_who_left_the_page_is_told(cleo: Client, curator: User, many: None) -> None:
    work_out(cleo)

    told = Notice.objects.filter(user=curator).values_list("text", "path")
    assert list(told) == [("Coverage of the draft is worked out.", reverse("curate_coverage"))]


def test_nothing_tells_whose_a_stored_case_is(cleo: Client, resident: User) -> None:
    case_of(resident, title="My private case")

    html = shown(cleo)

    assert "My private case" not in html
    assert str(resident) not in html


def test_the_page_asks_the_database_as_often_for_fifty_cases_as_for_one(
    cleo: Client, resident: User, library: None
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(cleo)
        return len(captured)

    shown(cleo)  # whatever a process keeps from its first visit on is there
    case_of(resident)
    for_one = queries()
    for _ in range(49):
        case_of(resident, primary_site="lung")

    assert queries() == for_one


def test_the_page_asks_the_database_as_often_for_many_cases_as_for_few(
    cleo: Client, resident: User, library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries_of_a_second_visit() -> int:
        shown(cleo)
        with CaptureQueriesContext(connection) as captured:
            shown(cleo)
        return len(captured)

    case_of(resident)
    case_of(resident)
    for_few = queries_of_a_second_visit()
    monkeypatch.setattr(queries, "AT_ONCE", 1)

    assert queries_of_a_second_visit() <= for_few
