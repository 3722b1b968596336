"""The page of a corrected key, and what a resident reads of it, from the wrong key to the new marks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cases.actions.marking import override_mark
from cases.models import Mark, Remarking, TeachingCase
from kidmet_site.accounts.models import User
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.corrected import another_version, dry_run, handed_in, surgery_is_right
from tests.cases.drafts import published_case
from tests.cases.samples import LATER
from tests.conftest import person
from tests.working import work_off

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def case(educator: User, edition: object) -> TeachingCase:
    return published_case(educator)


def at(route: str, *args: Any) -> str:
    return reverse(route, args=args)


def text_of(client: Client, path: str, **sent: Any) -> str:
    answer = client.post(path, sent, follow=True) if sent else client.get(path)
    return " ".join(answer.content.decode().split())


def test_a_key_is_corrected_counted_applied_and_read_when_an_educator_goes_the_whole_way(
    case: TeachingCase, educator: User, resident: User, stranger: User, client_of: ClientOf
) -> None:
    made = assigned(cohort_of(educator, resident), educator, case)
    attempt = handed_in(case, resident, "surgery")
    handed_in(case, stranger)  # practice: nobody's name
    another_version(case, surgery_is_right)
    teach, learn = client_of(educator), client_of(resident)

    versions = text_of(teach, at("teach_versions", case.pk))
    assert "It corrects the key of version 1" in versions and "until you decide otherwise" in versions
    page = at("teach_remark", case.pk, 2)
    results = at("teach_case_results", made.pk, made.cases.get().pk)
    assert page in text_of(teach, results)
    assert page in versions and "Dry run" in text_of(teach, page)
    under_way = text_of(teach, at("teach_remark_run", case.pk, 2), go="1")
    assert "Nothing is changed by this." in under_way
    work_off()
    found = text_of(teach, page)
    assert "Robin" in found and "1 of 2</td>" in found and "2 of 2 <b>more</b>" in found
    # On a phone each cell says what it is of: what moves stood in a column of single letters.
    assert 'cards-table"' in found and 'data-label="What moves"' in found
    assert "Sam" not in found and "1 attempt moves that is not named here" in found

    missing = text_of(teach, at("teach_remark_apply", case.pk, 2), policy="upward")
    assert "Say why: the residents read it." in missing and "checked" in missing
    text_of(teach, at("teach_remark_apply", case.pk, 2), policy="upward", reason="Surgery was right.")
    work_off()
    done = text_of(teach, page)
    assert "Only who would not have less" in done and "1 attempt got new marks, beside the old." in done
    versions = text_of(teach, at("teach_versions", case.pk))
    assert "Marked anew" in versions and "until you decide otherwise" not in versions
    assert "the results are by that key" in text_of(teach, results)

    notices = text_of(learn, reverse("guidance_notices"))
    assert (
        "The key of “A small case” was corrected. You have 2 of 2 points now, instead of 1 of 2." in notices
    )
    debrief = text_of(learn, at("attempt_debrief", attempt.pk))
    assert "The key of this case was corrected" in debrief and "Surgery was right." in debrief
    assert "What next?</a>: 1 point instead of 0" in debrief and "with the key of version 2" in debrief
    assert "The key of this case was corrected" in text_of(teach, at("teach_attempt", attempt.pk))

    text_of(teach, at("teach_remark_run", case.pk, 2), go="1")
    work_off()
    assert "Take it back" in text_of(teach, page)  # also with a later dry run
    text_of(teach, at("teach_remark_undo", case.pk, 2), reason="It was right before.")
    work_off()
    assert "Taken back" in text_of(teach, page)
    debrief = text_of(learn, at("attempt_debrief", attempt.pk))
    assert "A corrected key was taken back" in debrief and "It was right before." in debrief


def test_the_assignment_leads_to_the_corrected_key_when_its_case_has_a_newer_version(
    case: TeachingCase, educator: User, resident: User, client_of: ClientOf
) -> None:
    made = assigned(cohort_of(educator, resident), educator, case)
    held = made.cases.get()
    another_version(case, surgery_is_right)
    teach = client_of(educator)

    newer = at("teach_newer_version", made.pk, held.pk)
    assert newer in text_of(teach, at("teach_assignment", made.pk))
    page = text_of(teach, newer)
    assert "The key of this case was corrected</b> in version 2" in page
    assert at("teach_remark", case.pk, 2) in page


def test_names_stay_hidden_and_the_file_says_what_the_page_says_when_a_cohort_hides_them(
    case: TeachingCase, educator: User, resident: User, client_of: ClientOf
) -> None:
    assigned(cohort_of(educator, resident, hides_names=True, title="=Hidden"), educator, case)
    handed_in(case, resident, "surgery")
    dry_run(another_version(case, surgery_is_right), educator)
    teach = client_of(educator)
    shown = text_of(teach, at("teach_remark", case.pk, 2))
    assert "Resident 1" in shown and "Robin" not in shown
    file = teach.get(at("teach_remark_file", case.pk, 2, "csv"))
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1].startswith("Resident 1,'=Hidden,Before the seminar,1,2,2,2,more,")
    assert teach.get(at("teach_remark_file", case.pk, 2, "xlsx")).status_code == 200


def test_nobody_is_named_who_is_taught_by_others_when_an_educator_corrects_a_key(
    case: TeachingCase, educator: User, resident: User, client_of: ClientOf
) -> None:
    case.library.visibility = "open"
    case.library.save()
    other = person("Otto", is_educator=True)
    assigned(cohort_of(other, resident), other, case)
    handed_in(case, resident, "surgery")
    dry_run(another_version(case, surgery_is_right), educator)
    shown = text_of(client_of(educator), at("teach_remark", case.pk, 2))
    assert "Robin" not in shown and "1 attempt moves that is not named here" in shown
    assert client_of(other).get(at("teach_remark", case.pk, 2)).status_code == 404


def test_what_forbids_it_is_said_when_a_version_asks_otherwise(
    case: TeachingCase, educator: User, resident: User, client_of: ClientOf
) -> None:
    handed_in(case, resident)
    another_version(case, lambda document: document["steps"][0].update(title="Her blood"))
    teach = client_of(educator)
    shown = text_of(teach, at("teach_remark", case.pk, 2))
    assert "At the step “Her blood” the title changed." in shown
    assert "Nobody can be marked with this key" in text_of(teach, at("teach_remark_run", case.pk, 2), go="1")
    assert teach.get(at("teach_remark", case.pk, 9)).status_code == 404
    assert teach.post(at("teach_remark_apply", case.pk, 2)).status_code == 404


def test_the_second_is_told_and_keeps_what_they_typed_when_it_was_applied_meanwhile(
    case: TeachingCase, educator: User, resident: User, client_of: ClientOf
) -> None:
    handed_in(case, resident, "surgery")
    dry_run(another_version(case, surgery_is_right), educator)
    teach = client_of(educator)
    sent = {"policy": "all", "reason": "As I see it."}
    text_of(teach, at("teach_remark_apply", case.pk, 2), **sent)
    again = text_of(teach, at("teach_remark_apply", case.pk, 2), **sent)
    assert "Eli applied this" in again
    assert Remarking.objects.count() == 1


def test_as_many_queries_are_made_for_many_who_move(
    case: TeachingCase,
    educator: User,
    resident: User,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [resident, *(person(f"Moved{place}", is_resident=True) for place in range(4))]
    assigned(cohort_of(educator, *people), educator, case)
    for each in people:
        handed_in(case, each, "surgery")
    mark = Mark.objects.filter(attempt__resident=people[-1], key="next").get()
    override_mark(mark=mark, credit=0.5, reason="x", by=educator, now=LATER)
    version = another_version(case, surgery_is_right)
    dry_run(version, educator)
    teach = client_of(educator)
    with django_assert_max_num_queries(16):
        shown = text_of(teach, at("teach_remark", case.pk, 2))
    assert "1 attempt has a mark that an educator gave" in shown


def test_an_attempt_that_waits_for_its_key_says_so_to_its_resident_and_its_teacher(
    case: TeachingCase, educator: User, resident: User, client_of: ClientOf
) -> None:
    from cases.actions.attempts import start_attempt
    from cases.actions.publishing import pull_version

    made = assigned(cohort_of(educator, resident), educator, case)
    start_attempt(teaching_case=case, by=resident, now=LATER)
    pull_version(version=case.versions.get(), reason="Surgery is right.", by=educator, now=LATER)
    attempt = handed_in(case, resident, "surgery")
    learn, teach = client_of(resident), client_of(educator)
    assert "It is not marked yet, as the key of the case is being put right" in text_of(
        learn, at("attempt_debrief", attempt.pk)
    )
    assert "to be marked" in text_of(teach, at("teach_assignment", made.pk))
    assert teach.get(at("teach_attempt", attempt.pk)).status_code == 200
    versions = text_of(teach, at("teach_versions", case.pk))
    assert "1 attempt handed in waits to be marked" in versions
    back = text_of(teach, at("teach_pull_back", case.pk, 1), go="1")
    assert "back in use" in back and "Surgery is right." in back
    work_off()
    attempt.refresh_from_db()
    assert attempt.earned == 1
