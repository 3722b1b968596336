"""A site of many years in the database that DATABASE_URL names, beside what the demonstration holds there.

After migrate, load_guidance, load_demo_people, load_case_library and load_demo_work:
`python -m tests.benchmarks.seeding few` gives each list of the demonstration a first row, so that both sizes
show the same kinds of pages; `python -m tests.benchmarks.seeding many` makes it a large site. Its rows are
copies of the demonstration's, made by the database itself: nothing is marked or reviewed anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.db import connection, models, transaction

CASES, PEOPLE, ATTEMPTS, OWN_ATTEMPTS = 10_000, 5_000, 100_000, 1_000
COHORTS = 1_000
CHANGE_SETS, EDITIONS, AUDIT_ENTRIES = 2_000, 200, 50_000
FLAGS, NOTICES, CARDS, CURATORS, STATEMENTS_EACH = 2_000, 200, 500, 60, 5
NOW = datetime.now(UTC).replace(microsecond=0)
RESIDENT, EDUCATOR, CURATOR, SECOND = (
    f"{name}@demo.kidmet.example" for name in ("resident", "educator", "curator", "curator.two")
)

OWN_CASE = "Another"

STATES = (
    ("published", 1_200),
    ("accepted", 300),
    ("proposed", 200),
    ("under_review", 100),
    ("rejected", 100),
    ("writing", 100),
)


# Copies


def hours_ago(hours: str) -> str:
    """The moment so many hours before `NOW`, as an expression of either database."""
    if connection.vendor == "sqlite":
        return f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', '-' || ({hours}) || ' hours')"
    return f"timestamptz '{NOW.isoformat()}' - ({hours}) * interval '1 hour'"


def next_pk(model: type[models.Model]) -> int:
    return (model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0) + 1


def copies(model: type[models.Model], pk: int, count: int, **columns: str) -> int:
    """`count` copies of one row under the numbers from the one that is returned on.

    `columns` are expressions of the place `n` of each copy, from 0.
    """
    first = next_pk(model)
    key = model._meta.pk.column
    _insert(model, f"{key} = {pk}", count, {key: f"{first} + n", **columns})
    return first


def children(
    model: type[models.Model], name: str, pk: int, first: int, count: int, more: str = "", **columns: str
) -> None:
    """The rows that belong to row `pk` by the column `name`, for each of its copies from `first` on."""
    where = f"{name} = {pk}" + (f" AND {more}" if more else "")
    _insert(model, where, count, {name: f"{first} + n", **columns}, without=model._meta.pk.column)


def _insert(
    model: type[models.Model], where: str, count: int, columns: dict[str, str], without: str = ""
) -> None:
    quote = connection.ops.quote_name
    names = [each.column for each in model._meta.concrete_fields if each.column != without]
    values = [columns.get(name, f"source.{quote(name)}") for name in names]
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quote, names))}) "
            "WITH RECURSIVE places(n) AS "
            f"(SELECT 0 UNION ALL SELECT n + 1 FROM places WHERE n < {count - 1}) "
            f"SELECT {', '.join(values)} FROM {table} source, places WHERE source.{where}"
        )


def _reset_sequences() -> None:
    from django.apps import apps
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


# People, cases and attempts


def seed_people() -> int:
    """The number of the first; they are residents, and the first few curators."""
    from allauth.account.models import EmailAddress

    from kidmet_site.accounts.models import User

    template = User.objects.get(email="resident.two@demo.kidmet.example").pk
    first = copies(
        User,
        template,
        PEOPLE,
        email="'person' || n || '@kidmet.example'",
        display_name="'Person ' || n",
        is_curator=f"n < {CURATORS}",
    )
    address = EmailAddress.objects.get(user=template).pk
    copies(EmailAddress, address, PEOPLE, user_id=f"{first} + n", email="'person' || n || '@kidmet.example'")
    return first


def copies_of_case(pk: int, count: int, children_too: Sequence[str] = (), **columns: str) -> int:
    from cases.models import PatientCase

    first = copies(PatientCase, pk, count, **columns)
    for name in ("staging", "prognostic_factors", "care_plan", *children_too):
        relation: Any = PatientCase._meta.get_field(name)
        children(relation.related_model, relation.field.column, pk, first, count)
    return first


def seed_cases() -> None:
    from cases.models import PatientCase
    from kidmet_site.accounts.models import User
    from tests.benchmarks.stored import store_cases

    owner = User.objects.get(email=RESIDENT)
    store_cases(50, owner)
    stored = list(PatientCase.objects.filter(owner=owner, title="Made up").values_list("pk", flat=True))
    each = CASES // len(stored) - 1
    for place, pk in enumerate(stored):
        at = hours_ago(f"n * {len(stored)} + {place}")
        copies_of_case(
            pk, each, ["lesions", "changes"], title=f"'Made up {place} ' || n", updated_at=at, created_at=at
        )


def seed_cohort() -> None:
    """One resident, and what she handed in; she asks to have a mark of it looked at again."""
    from cases.actions.assigning import CaseTerms, make_assignment
    from cases.actions.cohorts import begin_cohort, seat_people
    from cases.actions.marking import ask_second_look
    from cases.models import Attempt, Mark
    from kidmet_site.accounts.models import User

    resident, educator = (User.objects.get(email=email) for email in (RESIDENT, EDUCATOR))
    done = Attempt.objects.filter(resident=resident, submitted_at__isnull=False).order_by("pk")[0]
    cohort = begin_cohort(title="Autumn", summary="", hides_names=False, by=educator, now=NOW)
    seat_people(cohort=cohort, people=[resident.pk], now=NOW)
    terms = {"title": "Before the seminar", "due_at": NOW + timedelta(days=1)}
    cases = [CaseTerms(done.teaching_case)]
    assignment = make_assignment(cohort=cohort, cases=cases, terms=terms, by=educator, now=NOW)
    Attempt.objects.filter(pk=done.pk).update(assigned_case=assignment.cases.get())
    mark = Mark.objects.filter(attempt=done, credit__isnull=False)[0]
    ask_second_look(mark=mark, reason="The letter says otherwise.", by=resident, now=NOW)


def seed_cohorts(people: int) -> str:
    """Of other educators, each with one resident. Returns for which case attempt `n` is handed in."""
    from cases.models import AssignedCase, Assignee, Assignment, Cohort, CohortMember, CohortTeacher

    cohort, assignment, case = (model.objects.latest("pk").pk for model in (Cohort, Assignment, AssignedCase))
    whose = {"person_id": f"{people} + n"}
    first = copies(Cohort, cohort, COHORTS, code="'C' || n", title="'Group ' || n")
    children(CohortTeacher, "cohort_id", cohort, first, COHORTS, **whose)
    children(CohortMember, "cohort_id", cohort, first, COHORTS, **whose)
    given = copies(Assignment, assignment, COHORTS, cohort_id=f"{first} + n")
    children(Assignee, "assignment_id", assignment, given, COHORTS, **whose)
    return f"{copies(AssignedCase, case, COHORTS, assignment_id=f'{given} + n')} + n % {COHORTS}"


def seed_attempts(people: int) -> None:
    """Her own in full, which are practice; of the others' marks, three each."""
    from cases.models import Attempt

    asked = seed_cohorts(people)
    done = list(Attempt.objects.filter(resident__email=RESIDENT, submitted_at__isnull=False).order_by("pk"))
    for place, attempt in enumerate(done):
        span = f"24 * (n + 1) + {place}"
        _attempts(attempt, OWN_ATTEMPTS // len(done), str(attempt.resident_id), span)
    _attempts(done[-1], ATTEMPTS - OWN_ATTEMPTS, f"{people} + n % {PEOPLE}", "n / 6", asked, few=True)


def _attempts(
    template: Any, count: int, resident: str, hours: str, asked: str = "NULL", few: bool = False
) -> None:
    from cases.models import Attempt, Marking

    at = hours_ago(hours)
    first_case = copies_of_case(
        template.case_id, count, [] if few else ["lesions"], owner_id=resident, updated_at=at, created_at=at
    )
    first = copies(
        Attempt,
        template.pk,
        count,
        case_id=f"{first_case} + n",
        resident_id=resident,
        assigned_case_id=asked,
        started_at=at,
        updated_at=at,
        submitted_at=at,
    )
    children(Marking, "attempt_id", template.pk, first, count)
    of_copy = f"(SELECT id FROM cases_marking WHERE attempt_id = {first} + n AND number = 1)"
    for name in ("marks", "tallies", *(() if few else ("self_marks", "answers", "committed"))):
        relation: Any = Attempt._meta.get_field(name)
        more = {"marks": "position < 3", "tallies": "kind = 'domain'"}[name] if few else ""
        own = {"marking_id": of_copy} if name == "marks" else {}
        children(relation.related_model, relation.field.column, template.pk, first, count, more, **own)
    _date_tallies(first)


def _date_tallies(first: int) -> None:
    """Their person, day and month follow the attempt that they were copied for."""
    quote = connection.ops.quote_name
    attempts = f"{quote('cases_attempt')} attempt WHERE attempt.id = cases_tally.attempt_id"
    part = "CAST(strftime('%{}', submitted_at) AS integer)"
    if connection.vendor == "postgresql":
        part = "extract({} from submitted_at)"
    names = ("Y", "m") if connection.vendor == "sqlite" else ("year", "month")
    year, month = (part.format(name) for name in names)
    values = {
        "resident_id": "resident_id",
        "submitted_at": "submitted_at",
        "month": f"{year} * 12 + {month} - 1",
    }
    given = (f"{name} = (SELECT {value} FROM {attempts})" for name, value in values.items())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_tally SET {', '.join(given)} WHERE attempt_id >= {first}")


def seed_cards() -> None:
    from cases.models import ReviewCard

    card = ReviewCard.objects.filter(owner__email=RESIDENT).first()
    assert card is not None
    copies(ReviewCard, card.pk, CARDS, key="'000-' || n", due_at=hours_ago("n"))


# The guidance


def seed_editions() -> None:
    """The shipped payload with one statement more reworded in each, from which the draft differs in all."""
    from guidance.domain.edition import content_hash
    from guidance.models import Edition
    from kidmet_site.accounts.models import User

    by = User.objects.get(email=CURATOR)
    latest = Edition.objects.latest("number")
    payload = deepcopy(latest.payload)
    said = [each for section in payload["sections"] for each in section["statements"]]
    for number in range(latest.number + 1, EDITIONS + 1):
        said[number]["text"] += f" (Edition {number}.)"
        Edition.objects.create(
            number=number,
            hash=content_hash(payload),
            payload=payload,
            published_at=NOW - timedelta(days=EDITIONS - number),
            published_by=by,
            note=f"Say more plainly what statement {said[number]['key']} means, as readers asked for it.",
            counts=latest.counts,
            changes={"statements": {"changed": [said[number]["key"]]}},
        )


def seed_change_sets(wanted: Sequence[tuple[str, int]]) -> None:
    from guidance.models import Change, ChangeSet, Comment
    from guidance.queries.draft import draft_entries, guidance_document
    from kidmet_site.accounts.models import User

    document = guidance_document()
    entries = draft_entries(document)
    people = list(User.objects.filter(email__in=(CURATOR, SECOND)).order_by("email"))
    people += list(User.objects.filter(is_curator=True).exclude(pk__in=[each.pk for each in people]))[:20]
    made = ChangeSet.objects.bulk_create(_change_sets(wanted, document, people), batch_size=500)
    Change.objects.bulk_create(_changes(made, entries), batch_size=500)
    comments = [
        Comment(
            change_set=row,
            by=people[step % len(people)],
            at=row.updated_at,
            text=f"Is this plainer? {step}",
        )
        for row in made
        for step in range(3)
    ]
    Comment.objects.bulk_create(comments, batch_size=500)


def _change_sets(wanted: Sequence[tuple[str, int]], document: Any, people: Sequence[Any]) -> Iterator[Any]:
    """Three hours apart; every other one is of one of the first four people."""
    from guidance.models import ChangeSet, Edition

    editions = list(Edition.objects.defer("payload").order_by("number"))
    states = [state for state, count in wanted for _ in range(count)]
    for place, state in enumerate(states):
        at = NOW - timedelta(hours=3 * place)
        decided = state in ("published", "accepted", "rejected")
        yield ChangeSet(
            document=document,
            title=f"Plainer words {place}",
            reason="What the source says stays the same; it is said in fewer words. " * 3,
            state=state,
            author=people[place % (4 if place % 2 else len(people)) % len(people)],
            reviewer=people[(place + 1) % len(people)] if decided or state == "under_review" else None,
            created_at=at,
            updated_at=at,
            proposed_at=None if state == "writing" else at,
            decided_at=at if decided else None,
            edition=editions[place % len(editions)] if state == "published" else None,
        )


def _changes(sets: Sequence[Any], entries: Any) -> Iterator[Any]:
    """Two statements in each set."""
    from guidance.models import Change

    statements = list(entries.by_kind["statement"])
    for place, row in enumerate(sets):
        for step in range(2):
            id_ = statements[(place * 7 + step) % len(statements)]
            entry = entries.get("statement", id_)
            yield Change(
                change_set=row,
                kind="statement",
                entry_id=id_,
                base=entry,
                proposed={**entry, "text": entry["text"] + " Said again."},
                updated_at=row.updated_at,
            )


def seed_audit() -> None:
    from guidance.models import AuditEntry

    entries = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    for place, pk in enumerate(entries):
        copies(
            AuditEntry,
            pk,
            AUDIT_ENTRIES // len(entries),
            at=hours_ago(f"n * {len(entries)} + {place}"),
            name="'Person ' || (n % 60)",
        )


def seed_readers(people: int) -> None:
    """Flags, most of them answered; notices; statements of interests; who is subscribed."""
    from guidance.models import Flag, InterestStatement, Notice, Subscription
    from kidmet_site.accounts.models import User

    flag = Flag.objects.latest("pk")
    at = hours_ago("n")
    open_ones = copies(Flag, flag.pk, FLAGS // 4, by_id=f"{people} + n", at=at)
    copies(Flag, open_ones, FLAGS - FLAGS // 4, by_id=f"{people} + n", at=at, resolved_at=at, reply="'Yes.'")
    for email in (RESIDENT, CURATOR):
        user = User.objects.get(email=email)
        notice = Notice.objects.filter(user=user).latest("pk")
        copies(Notice, notice.pk, NOTICES, at=at)
    someone = User.objects.get(email=CURATOR)
    said = InterestStatement.objects.latest("pk")
    for year in range(STATEMENTS_EACH):
        copies(
            InterestStatement, said.pk, CURATORS, by_id=f"{people} + n", at=hours_ago(f"{year} * 8760 + n")
        )
    wish = Subscription.objects.get(user=someone)
    copies(Subscription, wish.pk, PEOPLE // 2, user_id=f"{people} + n")


def seed_few() -> dict[str, int]:
    """A first row for each list: none is empty, so that what belongs to its rows is loaded here as well."""
    from cases.actions.cases import create_case
    from guidance.actions.auditing import record_act
    from guidance.actions.change_sets import declare_interests
    from guidance.actions.notices import subscribe
    from guidance.actions.publishing import publish_again
    from guidance.models import AuditEntry, ChangeSet, Notice
    from kidmet_site.accounts.models import User
    from tests.guidance.curating import reworded
    from tests.guidance.drafts import put_in_draft

    resident, curator = (User.objects.get(email=email) for email in (RESIDENT, CURATOR))
    with transaction.atomic():
        for title in ("Made up 1 and shared", OWN_CASE):
            create_case(title=title, by=resident, now=NOW)
        publish_again(number=1, by=curator, now=NOW, note="For the first time again.")
        put_in_draft("statement", "092-1", text="Otherwise than readers see it.")
        for user in (resident, curator):
            Notice.objects.create(user=user, text="Edition 2 is published.", path="/guidance/", at=NOW)
        reworded(curator)
        seed_change_sets([(state, 1) for state, _ in STATES])
        for name in ("published", "accepted"):
            change_set = ChangeSet.objects.filter(state=name).latest("pk")
            record_act(act=name, by=curator, now=NOW, subject="Plainer words", change_set=change_set)
        AuditEntry.objects.create(
            at=NOW, name="Person 5", role="curator", act="changed", change_set=change_set.pk
        )
        subscribe(by=curator, now=NOW)
        declare_interests(has_interests=False, text="", by=curator, now=NOW)
        seed_cohort()
    return {}


def seed_many() -> dict[str, int]:
    from django.apps import apps

    with transaction.atomic():
        people = seed_people()
        seed_cases()
        seed_attempts(people)
        seed_cards()
        seed_editions()
        seed_change_sets(STATES)
        seed_audit()
        seed_readers(people)
        _reset_sequences()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    counted = (
        "cases.PatientCase",
        "cases.Attempt",
        "cases.Mark",
        "cases.Cohort",
        "guidance.ChangeSet",
        "guidance.Edition",
    )
    return {name: apps.get_model(name)._default_manager.count() for name in counted}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(seed_few() if sys.argv[1] == "few" else seed_many()))
