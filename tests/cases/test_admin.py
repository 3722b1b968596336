"""The admin: that something of somebody is there, whose and since when. What it holds asks for a reason."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.assigning import extend
from cases.actions.cohort_lists import keep_residents
from cases.actions.reminding import wish_reminders
from cases.actions.reviewing import comment_on
from cases.content.cohort_sheet import ResidentRow
from cases.models import (
    AssignedCase,
    Assignee,
    Attempt,
    AttemptEvent,
    CardReview,
    CaseChange,
    CaseDraft,
    CohortInvitation,
    FactBlock,
    FactColumn,
    GivenSureness,
    ImportedCase,
    Library,
    LibraryTransfer,
    Mark,
    PatientCase,
    Reminder,
    ReviewCard,
    StoredResults,
    TakenVersion,
    TeachingCase,
    TeachingCaseVersion,
    TimeRequest,
    TransferChunk,
)
from guidance.admin import SealedAdmin
from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import INSIGHT_REASON
from guidance.models import Notice
from kidmet_site.accounts.models import Insight, InsightIsKept, User
from tests.cases.attempts import FIRST_LUNG, load_first_format, submitted
from tests.cases.cohorts import assigned, cohort_of, granted
from tests.cases.drafts import draft_of, library_of, published_case
from tests.cases.samples import NOW, case_of, lesions

ClientOf = Callable[[User], Client]
LISTS = ["patientcase", "kidneylesion", "staging", "prognosticfactors", "careplan", "casechange"]
WHY = "Robin wrote to the help desk that this case cannot be opened."
WORDS = ("Zebrafinch", "1977-03")
"""What is written into what is looked for below: none of it may stand on a page before somebody says why."""
SEALED = [model for model, shown in admin.site._registry.items() if isinstance(shown, SealedAdmin)]


def at(model: type[models.Model], pk: int | None = None) -> str:
    listing = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    return listing if pk is None else f"{listing}{pk}/change/"


def look(client: Client, kind: str, number: int, reason: str = WHY, **more: str) -> object:
    return client.post(f"/admin/accounts/insight/look/{kind}/{number}/", {"reason": reason, **more})


@pytest.fixture
def written(resident: User, educator: User, edition: CompiledEdition) -> dict[str, int]:
    """A row of everything that people write, with words that are found again."""
    case = case_of(
        resident,
        "Zebrafinch case",
        diagnosis_date="1977-03",
        age_years=61,
        ihc_positive=["pax8"],
        lesions=lesions(2),
    )
    attempt = marked_attempt(resident)
    reviewed_card(attempt)
    draft, version = drafted_and_published(educator)
    taught_cohort(educator, resident, version.teaching_case)
    uploaded_library(educator)
    counted_results()
    corrected_key(attempt)
    return {
        "case": case.pk,
        "attempt": attempt.pk,
        "draft": draft.pk,
        "library": draft.library_id,
        "version": version.pk,
    }


def marked_attempt(resident: User) -> Attempt:
    load_first_format()
    attempt = submitted(resident, FIRST_LUNG)
    attempt.answers.update(answer="Zebrafinch")
    attempt.marks.update(entered="Zebrafinch", label="Zebrafinch", why="Zebrafinch")
    attempt.committed.update(entered={"diagnosis_date": "1977-03", "primary_site": "Zebrafinch"})
    attempt.tallies.filter(pk=attempt.tallies.first().pk).update(key="Zebrafinch")
    type(attempt).objects.update(reflection="Zebrafinch")
    attempt.markings.update(reason="Zebrafinch")
    look = {"mark": attempt.marks.first(), "position": 0, "asked_at": NOW}
    attempt.second_looks.create(**look, reason="Zebrafinch", answer="Zebrafinch")
    attempt.feedback.create(text="Zebrafinch", is_answer=True, by=attempt.resident, at=NOW)
    attempt.events.bulk_create([AttemptEvent(attempt=attempt, kind="opened", step="zebrafinch", at=NOW)])
    return attempt


def corrected_key(attempt: Attempt) -> None:
    made = attempt.teaching_case.remarkings.create(
        version=attempt.version, corrects=[1], asked_at=NOW, reason="Zebrafinch", undone_reason="Zebrafinch"
    )
    points = dict.fromkeys(("before_earned", "before_possible", "after_earned", "after_possible"), 1.0)
    made.attempts.create(attempt=attempt, direction=1, matters=[["fact", "Zebrafinch", 1, 1]], **points)


def reviewed_card(attempt: Attempt) -> None:
    card = ReviewCard.objects.create(
        owner=attempt.resident,
        kind="question",
        key="zebrafinch",
        teaching_case=attempt.teaching_case,
        attempt=attempt,
        domain="diagnosis",
        question="Zebrafinch",
        answer="Zebrafinch",
        created_at=NOW,
        due_at=NOW,
    )
    CardReview.objects.create(
        card=card, rating=1, reviewed_at=NOW, state_before=1, due_after=NOW, stability_after=1
    )


def drafted_and_published(educator: User) -> tuple[CaseDraft, TeachingCaseVersion]:
    library = library_of(educator, slug="zebrafinch")
    Library.objects.filter(pk=library.pk).update(title="Zebrafinch", summary="Zebrafinch")
    draft = draft_of(educator)
    CaseDraft.objects.filter(pk=draft.pk).update(
        title="Zebrafinch", slug="zebrafinch", document={"a": "Zebrafinch"}, library=library
    )
    draft.refresh_from_db(fields=["library"])
    draft.saves.update(said="Zebrafinch", changes={"Zebrafinch": 1})
    comment_on(draft=draft, address="", text="Zebrafinch flies", by=educator, now=NOW)
    version = published_case(educator).latest
    TeachingCaseVersion.objects.filter(pk=version.pk).update(
        title="Zebrafinch", summary="Zebrafinch", topic="Zebrafinch"
    )
    type(version.teaching_case).objects.filter(pk=version.teaching_case_id).update(slug="zebrafinch-one")
    return draft, version


def taught_cohort(educator: User, resident: User, case: TeachingCase) -> None:
    cohort = cohort_of(educator, resident, title="Zebrafinch")
    assignment = assigned(cohort, educator, case, title="Zebrafinch", instructions="Zebrafinch")
    granted(cohort, resident, "1.5", 2, educator)
    uploaded = ResidentRow(2, "zebrafinch@kidmet.example", "Zebrafinch")
    keep_residents(cohort=cohort, rows=[uploaded], name="Zebrafinch.csv", by=educator, now=NOW)
    CohortInvitation.objects.create(
        cohort=cohort, email="nia@kidmet.example", code="ZEBRAFINCH", invited_at=NOW
    )
    seat = assignment.assignees.get()
    extend(assignee=seat, due_at=None, minutes=5, reason="Zebrafinch", by=educator, now=NOW)
    Reminder.objects.create(assignee=seat, stage="opened", at=NOW)
    wish_reminders(in_app=True, by_mail=False, by=resident, now=NOW)


def uploaded_library(educator: User) -> None:
    transfer = LibraryTransfer.objects.create(
        way="in",
        by=educator,
        name="Zebrafinch",
        title="Zebrafinch",
        started_at=NOW,
        updated_at=NOW,
        total=1,
        faults=["Zebrafinch"],
    )
    TransferChunk.objects.create(transfer=transfer, place=0, data=b"Zebrafinch")
    ImportedCase.objects.create(transfer=transfer, place=0, document={"a": "Zebrafinch"})


def counted_results() -> None:
    numbers = {"made_at": NOW, "count": 10, "submitted": 10, "document": {"a": "Zebrafinch"}}
    StoredResults.objects.create(assigned_case=AssignedCase.objects.earliest("pk"), **numbers)
    case = AssignedCase.objects.earliest("pk")
    TakenVersion.objects.create(assigned_case=case, before=case.version, version=case.version, taken_at=NOW)
    for seat in Assignee.objects.all()[:1]:
        TimeRequest.objects.create(assignee=seat, reason="Zebrafinch", asked_at=NOW)
    attempt = Attempt.objects.earliest("pk")
    GivenSureness.objects.create(attempt=attempt, subject="question", key="zebrafinch", level="high")
    block = FactBlock.objects.create(number=0, cases="3", made_from="x")
    FactColumn.objects.create(block=block, fact="diagnosis_date", values=["1977-03"], codes="a")


def told_in(html: str) -> list[str]:
    return [word for word in WORDS if word.lower() in html.lower()]


def test_what_people_write_stands_on_no_page_of_the_admin_until_somebody_says_why(
    written: dict[str, int], administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    told, empty = [], []
    for model in SEALED:
        rows = list(model._default_manager.values_list("pk", flat=True)[:60])
        empty += [] if rows else [model.__name__]
        for page in (at(model), *(at(model, pk) for pk in rows)):
            answer = client.get(page)
            # Records of attempts are no cases of the list.
            assert answer.status_code in (200, 302), page
            told += [(page, word) for word in told_in(answer.content.decode())]
    assert told == []
    assert set(empty) <= {"DraftReview", "LibraryShare", "SelfMark", "TextMark", "Notice", "Subscription"}


def test_no_list_of_what_people_write_asks_more_for_many_rows_than_for_a_few(
    written: dict[str, int], administrator: User, client_of: ClientOf
) -> None:
    client, card, review = client_of(administrator), ReviewCard.objects.get(), CardReview.objects.get()
    for number in range(20):
        card.pk, review.pk = None, None
        card.key = f"zebrafinch-{number}"
        card.save(force_insert=True)
        review.card = card
        review.save(force_insert=True)
    asked = {}
    for model in SEALED:
        with CaptureQueriesContext(connection) as queries:
            client.get(at(model))
        asked[model.__name__] = len(queries)

    assert {name: count for name, count in asked.items() if count > 9} == {}


def test_no_search_filter_order_or_choice_tells_what_a_row_holds(
    written: dict[str, int], administrator: User, client_of: ClientOf
) -> None:
    """Whoever may ask "is there one whose title begins with A?" needs no page that shows it."""
    client = client_of(administrator)
    client.raise_request_exception = False
    told = []
    for model in SEALED:
        everything = rows_on(client.get(at(model)).content.decode())
        shown = admin.site._registry[model]
        for field in model._meta.concrete_fields:
            if field.name in ("id", "hash", *getattr(shown, "findable", ())) or field.is_relation:
                continue
            answer = client.get(at(model), {f"{field.name}__isnull": "1"})
            if answer.status_code == 200 and rows_on(answer.content.decode()) != everything:
                told.append((model.__name__, field.name))
        found = client.get(at(model), {"q": "zebrafinch"})
        if everything and getattr(shown, "search_fields", ()) and rows_on(found.content.decode()):
            told.append((model.__name__, "search"))
        told += [
            (model.__name__, filtered)
            for filtered in shown.list_filter
            if not isinstance(filtered, str) or filtered not in shown.findable
        ]
    chosen = client.get(
        "/admin/autocomplete/",
        {"app_label": "cases", "model_name": "casechange", "field_name": "case", "term": ""},
    )

    assert told == []
    assert client.get("/admin/cases/patientcase/", {"title__startswith": "Z"}).status_code == 400
    assert client.get("/admin/cases/patientcase/", {"primary_site": "lung"}).status_code == 400
    assert "Zebrafinch" not in chosen.content.decode()


def rows_on(html: str) -> int:
    return html.count('class="field-')


def test_a_reason_opens_one_case_to_one_administrator_for_an_hour(
    written: dict[str, int], administrator: User, resident: User, client_of: ClientOf
) -> None:
    client, page = client_of(administrator), at(PatientCase, written["case"])
    other = case_of(resident, "Another Zebrafinch")
    second = User.objects.create_user("second@kidmet.example", is_superuser=True)

    answer = look(client, "case", written["case"], next=page)
    html = client.get(page).content.decode()
    change = CaseChange.objects.get(case=written["case"])

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Zebrafinch case" in html and "<b>Age</b>: 61 years" in html and "PAX8" in html and WHY in html
    assert "Age: not recorded → 61 years" in client.get(at(CaseChange, change.pk)).content.decode()
    # What could point to a person stays hidden, and nothing can be sent.
    assert "1977-03" not in html and "Month of diagnosis of the primary: not shown to others" in html
    assert 'name="_save"' not in html and client.post(page, {"title": "x"}).status_code == 403
    # Of others, and to others, nothing.
    assert told_in(client.get(at(PatientCase, other.pk)).content.decode()) == []
    assert told_in(client_of(second).get(page).content.decode()) == []
    models.QuerySet(Insight).update(until=timezone.now())
    assert told_in(client.get(page).content.decode()) == []


@pytest.mark.parametrize(
    ("kind", "page", "whose"),
    [
        ("attempt", "attempt", "resident"),
        ("draft", "casedraft", "educator"),
        ("library", "library", "educator"),
    ],
)
def test_a_reason_opens_what_belongs_together(
    request: pytest.FixtureRequest,
    written: dict[str, int],
    administrator: User,
    client_of: ClientOf,
    kind: str,
    page: str,
    whose: str,
) -> None:
    client = client_of(administrator)
    address = f"/admin/cases/{page}/{written[kind]}/change/"
    form = client.get(address).content.decode().split("kept-note")[1].split('href="')[1].split('"')[0]
    assert form == f"/admin/accounts/insight/look/{kind}/{written[kind]}/?next={address}"

    asked = client.get(form).content.decode()
    look(client, kind, written[kind])

    assert str(request.getfixturevalue(whose)) in asked
    assert "Zebrafinch" in client.get(address).content.decode()
    assert [each.owner for each in Insight.objects.all()] == [request.getfixturevalue(whose)]
    if kind == "attempt":
        assert "Zebrafinch" in client.get(at(Mark, Mark.objects.first().pk)).content.decode()


def test_whose_it_is_is_told_at_once_with_the_reason_in_full(
    written: dict[str, int],
    administrator: User,
    resident: User,
    educator: User,
    stranger: User,
    client_of: ClientOf,
) -> None:
    draft = CaseDraft.objects.get(pk=written["draft"])
    Library.objects.filter(pk=draft.library_id).update(visibility="shared")
    draft.comments.create(by=stranger, at=NOW, text="Read it.")
    client = client_of(administrator)
    look(client, "case", written["case"])
    look(
        client,
        "draft",
        written["draft"],
        reason="Two authors asked us to settle which of them wrote this first.",
    )

    told = {notice.user: (notice.text, notice.path) for notice in Notice.objects.order_by("pk")}
    assert told[resident] == (f"Ada looked at a case of yours. Why: {WHY}", "/account/insights/")
    assert told[educator][0].startswith(
        "Ada looked at the draft of a teaching case that you wrote in. Why: Two"
    )
    assert told[stranger] == told[educator] and administrator not in told


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", "Write 20 characters or more."),
        ("to see", "Write 20 characters or more; this has 6."),
        ("why " * 150, "at most 500 are kept"),
        ("x" * 2_000, "at most 500 are kept"),
        ("For a reason\x00 that nobody can see", "U+0000"),
    ],
)
def test_a_reason_that_says_nothing_opens_nothing_and_is_kept_in_the_form(
    written: dict[str, int], administrator: User, client_of: ClientOf, reason: str, refusal: str
) -> None:
    answer = look(client_of(administrator), "case", written["case"], reason=reason)

    assert answer.status_code in (200, 400)
    assert answer.content.decode().count(refusal) == 1
    assert not Insight.objects.exists() and not Notice.objects.exists()
    assert INSIGHT_REASON.most == 500


def test_only_administrators_look_and_only_at_what_is_there(
    written: dict[str, int], curator: User, resident: User, administrator: User, client_of: ClientOf
) -> None:
    record = PatientCase.objects.get(is_record=True).pk
    nothing = [("case", record), ("case", 9_999), ("case", 2**70), ("account", 1), ("nonsense", 1)]
    answers = [look(client_of(administrator), kind, number).status_code for kind, number in nothing]

    assert answers == [404] * len(nothing)
    assert look(client_of(curator), "case", written["case"]).status_code == 404
    assert look(client_of(resident), "case", written["case"]).status_code == 302
    assert not Insight.objects.exists()


def test_that_somebody_looked_cannot_be_changed_or_taken_out(
    written: dict[str, int], administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    look(client, "case", written["case"])
    row = Insight.objects.get()
    page = at(Insight, row.pk)

    assert WHY in client.get(page).content.decode()
    assert client.post(page, {"reason": "x"}).status_code == 403
    assert client.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert client.get("/admin/accounts/insight/add/").status_code == 403
    for change in (
        row.save,
        row.delete,
        Insight.objects.all().delete,
        lambda: Insight.objects.update(reason="x"),
    ):
        with pytest.raises(InsightIsKept):
            change()


def test_a_private_library_whose_owner_is_gone_asks_for_a_reason_too(
    written: dict[str, int], educator: User, administrator: User, client_of: ClientOf
) -> None:
    """Else closing an account for a minute would open what is in it."""
    client = client_of(administrator)
    User.objects.filter(pk=educator.pk).update(is_active=False)
    before = client.get("/teach/libraries/zebrafinch/").status_code
    look(client, "library", written["library"])

    assert (before, client.get("/teach/libraries/zebrafinch/").status_code) == (404, 200)
    assert client.get("/teach/libraries/published/").status_code == 404
    models.QuerySet(Insight).update(until=timezone.now() - timedelta(seconds=1))
    assert client.get("/teach/libraries/zebrafinch/").status_code == 404


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("count", [1, 50])
def test_a_list_opens_and_costs_as_much_with_many_rows(
    administrator: User, client_of: ClientOf, name: str, count: int
) -> None:
    for _ in range(count):
        case_of(administrator, "Lung", primary_site="lung", lesions=lesions(1), ecog=1)
    client = client_of(administrator)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/admin/cases/{name}/", {"q": "ada"})

    assert response.status_code == 200
    assert len(queries) <= 9


@pytest.mark.parametrize("name", LISTS)
def test_curators_see_no_cases_in_the_admin(curator: User, client_of: ClientOf, name: str) -> None:
    assert client_of(curator).get(f"/admin/cases/{name}/").status_code == 403


def test_cases_are_not_added_or_deleted_in_the_admin(
    administrator: User, resident: User, client_of: ClientOf
) -> None:
    client, case = client_of(administrator), case_of(resident)

    assert client.get("/admin/cases/patientcase/add/").status_code == 403
    assert client.post(f"/admin/cases/patientcase/{case.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_administrator_retires_a_case_that_everybody_sees_and_no_private_one(
    written: dict[str, int], administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    private = TeachingCaseVersion.objects.get(pk=written["version"]).teaching_case
    open_case = type(private).objects.exclude(pk=private.pk).filter(library__visibility="open").first()

    assert client.post(f"/admin/cases/teachingcase/{private.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/cases/teachingcase/{open_case.pk}/change/", {}).status_code == 302
    open_case.refresh_from_db()
    private.refresh_from_db()
    assert (open_case.is_open, private.is_open) == (False, True)


def test_the_form_is_found_from_the_address_that_the_page_names(
    administrator: User, resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident)
    address = f"/admin/accounts/insight/look/case/{case.pk}/?next={quote('https://elsewhere.example/')}"
    answer = client_of(administrator).post(address, {"reason": WHY, "next": "https://elsewhere.example/"})

    assert answer["Location"] == at(PatientCase, case.pk)
