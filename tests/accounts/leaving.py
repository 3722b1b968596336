"""Somebody who has done everything that one can do here, and a search of every table for who they are."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from cases.actions.assigning import extend
from cases.actions.attempts import write_reflection
from cases.actions.cohort_lists import keep_residents
from cases.actions.drafting import begin_draft
from cases.actions.pictures import keep_picture
from cases.actions.publishing import retire_case
from cases.actions.reviewing import ask_for_review, comment_on, say_ready
from cases.actions.sharing import describe_library
from cases.actions.teaching import assign_case
from cases.actions.time_requests import ask_for_time, decline_time_request
from cases.content.cohort_sheet import ResidentRow
from cases.models import CohortInvitation, Library, Right, Visibility
from cases.queries.teaching import teaching_case_at
from guidance.actions.auditing import record_audit_export
from guidance.actions.change_sets import add_comment, begin_reversal, declare_interests
from guidance.actions.changing import mark_editing
from guidance.actions.exchange import export_change_set
from guidance.actions.flagging import raise_flag, resolve_flag
from guidance.actions.notices import subscribe
from guidance.actions.publishing import publish_draft
from guidance.models import Document
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, LIBRARY, LUNG, begun, load_cases, submitted
from tests.cases.cohorts import assigned, cohort_of, granted, taught_with
from tests.cases.drafts import draft_of, published_case, share
from tests.cases.pictures import slice_of, uploaded
from tests.cases.samples import case_of
from tests.guidance.curating import accepted, change, reworded, under_review

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NAME, ADDRESS = "Zoë Quillash", "zoe.quillash@kidmet.example"
OLD_NAME, OLD_ADDRESS = "Zoë Marrowby", "marrowby@kidmet.example"
PASSWORD = "correct horse battery"
TYPED = "thistledown"
"""In every text that they typed and that is not published."""
NOTE = "C25"
TRACES = ("quillash", "marrowby")


def newcomer(**roles: bool) -> User:
    """Who had another name and address before, and both for long."""
    person = User.objects.create_user(OLD_ADDRESS, PASSWORD, display_name=OLD_NAME, **roles)
    person.email, person.display_name = ADDRESS, NAME
    person.save()
    User.history.filter(id=person.pk).update(history_date=LONG_AGO)
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email="quillash@elsewhere.example", verified=False)
    return person


def signed_in(person: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def practise(person: User) -> None:
    case = case_of(person, f"{TYPED} of {NAME}", primary_site="lung")
    case.kept_text = {"primary": {"age": TYPED}}
    case.save(update_fields=["kept_text"])
    load_cases()
    begun(person, "melanoma-ldh")


def work_what_is_assigned(person: User, by: User) -> int:
    for slug in (LUNG, "thyroid-age-and-stage"):
        assign_case(teaching_case=teaching_case_at(LIBRARY, slug), resident=person, by=by, now=NOW)
    attempt = submitted(person, answers={"immunostains": f"{TYPED} by {NAME}"}, entered={"ecog": None})
    write_reflection(attempt=attempt, text=f"{TYPED}: ask {ADDRESS}", by=person, now=NOW)
    return attempt.pk


def teach(person: User, colleague: User) -> None:
    """A library with their name that a colleague reads, a published case, a draft of their own."""
    draft = draft_of(person, f"{TYPED} unpublished")
    describe_library(library=draft.library, by=person, now=NOW, credits=[{"name": NAME, "role": "author"}])
    own = published_case(person)
    share(draft.library, colleague, Right.EDIT)
    Library.objects.filter(pk=own.library_id).update(visibility=Visibility.OPEN)
    document = {**draft.document, "title": "Of a colleague"}
    shared = begin_draft(document=document, by=colleague, now=NOW, said="Began", library=draft.library)
    ask_for_review(draft=shared, email=ADDRESS, by=colleague, now=NOW)
    say_ready(draft=shared, by=person, now=NOW)
    comment_on(draft=shared, address="", text=f"{TYPED} {NAME}", by=person, now=NOW)
    retire_case(teaching_case=own, by=person, now=NOW)
    keep_picture(upload=uploaded(slice_of(3)), by=person, now=NOW)


def be_in_cohorts(person: User, colleague: User, other: User) -> None:
    """One that they lead with a colleague, one without others, and one in which they are a resident."""
    led = taught_with(cohort_of(person, other, title=f"Ward of {NAME}"), colleague, "teacher", person)
    asked = assigned(led, person, title=f"Of {NAME}", instructions=f"{TYPED} {ADDRESS}")
    granted(led, other, "1.5", 1, person)
    terms: dict[str, Any] = {"due_at": None, "minutes": 5, "now": BEGUN}
    extend(assignee=asked.assignees.get(), reason=f"{TYPED} {NAME}", by=person, **terms)
    cohort_of(person, title=f"Nobody but {NAME}")
    theirs = cohort_of(colleague, person)
    granted(theirs, person, "2", 0, colleague)
    for cohort, teacher, email in ((led, person, other.email), (theirs, colleague, person.email)):
        row = ResidentRow(2, email, NAME)
        keep_residents(cohort=cohort, rows=[row], name=f"{NAME}.csv", by=teacher, now=NOW)
        invited = {"email": email, "code": cohort.code, "invited_at": NOW, "invited_by": teacher}
        CohortInvitation.objects.create(cohort=cohort, **invited)
    work = assigned(theirs, colleague, teaching_case_at(LIBRARY, "colorectal-solitary-lesion"))
    extend(assignee=work.assignees.get(), reason=f"{NAME} was on nights.", by=colleague, **terms)
    ask_for_time(assignment=work, reason=f"{TYPED}, says {NAME}", by=person, now=BEGUN)
    theirs_asked = ask_for_time(assignment=asked, reason=f"As {NAME} said.", by=other, now=BEGUN)
    answer = f"{TYPED}, says {NAME}"
    decline_time_request(request=theirs_asked, answer=answer, by=person, now=BEGUN)


def curate(person: User, second: User, reader: User) -> dict[str, int]:
    declare_interests(has_interests=True, text=f"{TYPED} {NAME}", by=person, now=NOW)
    own = reworded(person)
    change(person, "note", NOTE, signed_off={"by": f"Dr {NAME}", "on": "2026-05-01"})
    own.title, own.reason = f"{TYPED} by {NAME}", f"{TYPED} {ADDRESS}"
    own.save()
    add_comment(change_set=own, text=f"{TYPED} as {NAME} said", by=person, now=NOW)
    export_change_set(change_set=own, by=person, now=NOW)
    done = accepted(own, second)
    seen = Document.objects.get(is_guidance=True).hash
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=seen)
    done.refresh_from_db()
    begin_reversal(change_set=done, by=second, now=NOW, reason="It was better before.")
    theirs = under_review(reworded(second, "Another wording of it.", "111-2"), person)
    add_comment(change_set=theirs, text=f"{TYPED} from {NAME}", by=person, now=NOW)
    mark_editing(kind="statement", id_="111-3", by=person, now=NOW)
    record_audit_export(by=person, now=NOW, asked={"who": ADDRESS})
    seen_by = {"kind": "statement", "edition": current_edition().number, "now": NOW}
    raise_flag(entry_id="112-1", reason=f"{TYPED} {TYPED}", by=person, **seen_by)
    flag = raise_flag(entry_id="112-2", reason="It is not so.", by=reader, **seen_by)
    resolve_flag(flag=flag, reply=f"{TYPED} it is", by=person, now=NOW)
    subscribe(by=person, now=NOW)
    return {"own": own.pk, "theirs": theirs.pk}


def be_administered(person: User, administrator: User) -> None:
    """An administrator changed their account, and is told of them in the history."""
    LogEntry.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"Changed for {ADDRESS}",
    )
    LogEntry.objects.create(user=person, object_id="7", object_repr="A row", action_flag=CHANGE)
    administrator._history_user = person
    administrator.save()
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})


def traces_of(*words: str) -> list[str]:
    """Table and column of each place where one of the words stands, in whatever way it is written there."""
    found = []
    for table in sorted(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                told = zip(columns, row, strict=True)
                found += [f"{table}.{name}" for name, value in told if _says(value, words)]
    sessions = [each.get_decoded() for each in Session.objects.all()]
    return sorted({*found, *("session" for each in sessions if _says(each, words))})


def _says(value: Any, words: tuple[str, ...]) -> bool:
    raw = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
    text = raw.lower()
    return any(word in text for word in words)
