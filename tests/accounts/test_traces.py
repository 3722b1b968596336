"""What stands of somebody elsewhere than in rows of their own goes with their account."""

import time
from datetime import timedelta

from allauth.account.models import EmailAddress

from cases.actions.exporting import start_export
from cases.actions.time_requests import ask_for_time, decline_time_request
from cases.models import CaseDraft, Library, LibraryTransfer, TeachingCaseVersion, Visibility
from cases.queries.teaching import teaching_case_at
from guidance.actions.change_sets import add_comment, begin_reversal, declare_interests
from guidance.actions.changing import describe_change_set
from guidance.actions.going_back import decide_going_back, propose_going_back
from guidance.actions.moving import move_changes
from guidance.actions.publishing import publish_draft
from guidance.models import AuditEntry, ChangeSet, Comment, Document, Edition, Notice
from kidmet_site.accounts.erasing import erase_account, step_erasing
from kidmet_site.accounts.holdings import ERASING, every
from kidmet_site.accounts.inviting import Invited, invite_people
from kidmet_site.accounts.known_as import names_of
from kidmet_site.accounts.models import Erasure, Invitation, User
from kidmet_site.work.models import Job
from tests.accounts.leaving import (
    ADDRESS,
    LONG_AGO,
    NAME,
    NOTE,
    NOW,
    OLD_ADDRESS,
    OLD_NAME,
    PASSWORD,
    TRACES,
    TYPED,
    newcomer,
    traces_of,
)
from tests.cases.attempts import LIBRARY, LUNG, load_cases, submitted
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.drafts import draft_of, published_case
from tests.guidance.curating import accepted, change, proposed, reworded, step
from tests.working import work_off


def erase(person: User, **more: bool) -> None:
    erase_account(person=person, by=person, now=NOW, **more)
    work_off()


def publish(by: User) -> None:
    seen = Document.objects.get(is_guidance=True).hash
    publish_draft(by=by, now=NOW, summary="T reads better.", seen=seen)


def test_the_reason_of_a_proposal_to_go_back_goes_when_others_decided_it(
    edition: object, second: User, curator: User
) -> None:
    person = newcomer(is_curator=True)
    accepted(reworded(second), curator)
    publish(curator)
    made = propose_going_back(number=1, by=person, now=NOW, reason=f"{TYPED}, says {ADDRESS}")
    decide_going_back(going_back=made, decision="decline", by=second, now=NOW)
    assert AuditEntry.objects.get(act="declined going back").why.startswith(TYPED)

    erase(person)

    assert traces_of(TYPED, *TRACES) == []
    assert AuditEntry.objects.get(act="declined going back").by == second


def test_the_title_of_a_set_goes_from_whatever_leads_back_from_it(
    edition: object, second: User, curator: User
) -> None:
    """The second is longer than what is left of it in the title of what leads back."""
    person = newcomer(is_curator=True)
    for title, key in ((f"{TYPED} title", "111-1"), (f"{TYPED} {'long ' * 37}"[:200].strip(), "111-2")):
        done = proposed(reworded(person, "Another wording of it.", key), title)
        step(done, "review", second)
        declare_interests(has_interests=False, text="", by=second, now=NOW)
        step(done, "accept", second)
        publish(second)
        done.refresh_from_db()
        back = begin_reversal(change_set=done, by=second, now=NOW, reason="It was better before.")
        comment = add_comment(change_set=back, text="Why?", by=curator, now=NOW)
        add_comment(change_set=back, text="So.", reply_to=comment, by=second, now=NOW)
        ChangeSet.objects.filter(pk=back.pk).update(state="published")
        back.refresh_from_db()
        begin_reversal(change_set=back, by=curator, now=NOW, reason="No, it was not.")
    notices = Notice.objects.count()

    erase(person)

    assert traces_of(TYPED, *TRACES) == []
    first = ChangeSet.objects.order_by("pk")[0]
    told = [f"{again}Change set {first.pk}" for again in ("", "Revert: ", "Revert: Revert: ")]
    assert [str(each) for each in ChangeSet.objects.order_by("pk")[:3]] == told
    assert AuditEntry.objects.filter(act="began to revert", subject=told[1]).exists()
    assert Notice.objects.count() < notices


def test_the_titles_that_a_set_had_before_go_too(edition: object, second: User, curator: User) -> None:
    person = newcomer(is_curator=True)
    own = proposed(reworded(person), f"{TYPED} title")
    step(own, "review", second)
    comment = add_comment(change_set=own, text="So?", by=curator, now=NOW)
    add_comment(change_set=own, text="Like this.", by=second, reply_to=comment, now=NOW)
    step(own, "reject", second)
    step(own, "revise", person)
    described = {"title": "Another", "reason": "It must be.", "by": person, "now": NOW}
    own = describe_change_set(change_set=ChangeSet.objects.get(pk=own.pk), **described)
    moving = [own.changes.get().pk]
    move_changes(source=own, changes=moving, into=None, by=person, now=NOW, title=f"{TYPED} two")

    erase(person)

    assert traces_of(TYPED, *TRACES) == []


def test_an_address_goes_also_where_the_name_stays(edition: object, second: User, educator: User) -> None:
    person = newcomer(is_curator=True, is_educator=True)
    signed = {"by": f"{NAME} ({ADDRESS})", "on": "2026-05-01"}
    accepted(change(person, "note", NOTE, text=f"Ask {ADDRESS}.", signed_off=signed), second)
    publish(second)
    version = published_case(person).latest
    said = version.document | {"title": f"Ask {ADDRESS}"}
    TeachingCaseVersion.objects.filter(pk=version.pk).update(document=said, title=said["title"])
    draft = draft_of(person)
    CaseDraft.objects.filter(pk=draft.pk).update(document=said, title=said["title"])
    credits = [{"name": NAME, "role": f"author, {ADDRESS}"}]
    Library.objects.update(visibility=Visibility.OPEN, credits=credits)

    erase(person, keeps_name=True)

    assert traces_of(ADDRESS, *ADDRESS.split("@")[:1]) == []
    assert Library.objects.get().credits[0]["name"] == NAME
    assert NAME in str(Edition.objects.order_by("-number")[0].payload)


def test_an_address_by_which_somebody_signed_off_goes(edition: object, second: User) -> None:
    person = User.objects.create_user(ADDRESS, PASSWORD, is_curator=True)
    accepted(change(person, "note", NOTE, signed_off={"by": ADDRESS, "on": "2026-05-01"}), second)
    publish(second)

    erase(person)

    assert traces_of(ADDRESS) == []


def test_a_file_that_names_somebody_goes_from_whoever_exported_it(edition: object, educator: User) -> None:
    person = newcomer(is_educator=True)
    library = published_case(person).library
    Library.objects.update(
        visibility=Visibility.OPEN, title=f"Library of {NAME}", credits=[{"name": NAME, "role": "author"}]
    )
    library.refresh_from_db()
    start_export(library=library, by=educator, now=NOW)
    work_off()
    start_export(library=library, by=educator, now=NOW)
    assert LibraryTransfer.objects.filter(by=educator).count() == 2

    erase(person)

    assert traces_of(*TRACES) == []
    assert not LibraryTransfer.objects.exists()


def test_nobody_takes_from_others_by_saying_that_they_are_called_so(
    edition: object, second: User, curator: User
) -> None:
    """An address that was never shown to be theirs, and the name of somebody else who is or was so called."""
    curator.display_name = "Zoë Curie"
    curator.save()
    signed = {"by": "Dr Zoë Curie", "on": "2026-05-01"}
    accepted(change(curator, "note", NOTE, text=f"Ask {ADDRESS}.", signed_off=signed), second)
    publish(second)
    text = f"{ADDRESS} of Zoë Curie, not of ours"
    add_comment(change_set=ChangeSet.objects.get(), text=text, by=second, now=NOW)
    invite_people([Invited(ADDRESS, ("resident",))], by=curator, now=NOW)
    curator.display_name = "Zoë Curie-Marsh"
    curator.save()
    false = [
        User.objects.create_user(f"false{number}@kidmet.example", PASSWORD, display_name=name)
        for number, name in enumerate(("ZOË CURIE", "Prof. Zoë Curie", ADDRESS))
    ]
    EmailAddress.objects.create(user=false[0], email=ADDRESS, verified=False)
    false.append(User.objects.create_user(ADDRESS, PASSWORD, display_name="Not of ours", is_confirmed=False))
    User.history.filter(id__in=[each.pk for each in false]).update(history_date=LONG_AGO)

    for person in false:
        erase(person)

    assert not User.objects.filter(pk__in=[each.pk for each in false if each.pk]).exists()
    assert Comment.objects.get().text == text
    published = str(Edition.objects.order_by("-number")[0].payload)
    assert ADDRESS in published and "Dr Zoë Curie" in published
    assert Invitation.objects.get().email == ADDRESS
    curator.display_name = "Somebody Else"
    curator.save()
    User.history.filter(id=curator.pk, display_name="Zoë Curie").delete()
    assert names_of(User(pk=0, display_name="Zoë Curie")) == (), "it is part of a name of another's"
    titled = User.objects.create_user("titled@kidmet.example", PASSWORD, display_name="Prof. Dr.")
    assert names_of(titled) == (), "each professor is called so"


def test_a_name_is_taken_out_of_what_was_written_since_somebody_bears_it(
    edition: object, second: User, curator: User, educator: User
) -> None:
    """Who has no account may be called so as well: what is older tells of them."""
    older, later = NOW - timedelta(days=60), NOW
    first = change(curator, "note", NOTE, signed_off={"by": "Dr Dora Ember", "on": "2026-02-01"})
    change(curator, "note", "C26", signed_off={"by": "Dora Ember", "on": "2026-05-01"})
    for at in (older, later):
        add_comment(change_set=first, text="As Dora Ember said", by=second, now=at)
    accepted(first, second)
    publish(second)
    credited = [{"name": "Dora Ember", "role": "author"}]
    version = published_case(educator).latest
    versions = every(TeachingCaseVersion).filter(pk=version.pk)
    said = version.document | {"credits": credited}
    versions.update(document=said, published_at=older, pulled_at=later)
    every(Library).filter(pk=version.teaching_case.library_id).update(credits=credited, updated_at=later)
    person = User.objects.create_user("dora@kidmet.example", PASSWORD, display_name="Dora Ember")
    User.history.filter(id=person.pk).update(history_date=NOW - timedelta(days=50))

    erase(person)

    texts = Comment.objects.order_by("at").values_list("text", flat=True)
    assert texts[0] == "As Dora Ember said" and texts[1].startswith("As Former member ")
    for payload in (Edition.objects.order_by("-number")[0].payload, Document.objects.first().payload):
        signed = {each["id"]: each["signed_off"]["by"] for each in payload["notes"] if "signed_off" in each}
        assert signed[NOTE] == "Dr Dora Ember" and signed["C26"].startswith("Former member ")
    assert versions.get().document["credits"] == credited
    assert Library.objects.get().credits[0]["name"].startswith("Former member ")


def test_every_word_that_was_theirs_goes_however_many_steps_it_takes(edition: object, second: User) -> None:
    """Each holding in a step of its own: none of those before takes away how somebody was called."""
    person = newcomer(is_curator=True)
    person.display_name = "Quillash"
    person.save()
    EmailAddress.objects.create(user=person, email="zq@elsewhere.example", verified=True)
    text = f"Ask {ADDRESS}, {OLD_ADDRESS}, {OLD_NAME}, {NAME} or zq@elsewhere.example"
    add_comment(change_set=reworded(second), text=text, by=second, now=NOW)
    erase_account(person=person, by=person, now=NOW)
    Erasure.objects.update(reason=f"Quillash asked as {text}")
    job = Job.objects.get(kind=ERASING)

    steps = 0
    while steps < 200 and not (progress := step_erasing(job, now=NOW, until=time.monotonic() - 1)).is_done:
        steps, job.payload = steps + 1, dict(progress.keep or {})

    assert 20 < steps < 200
    assert traces_of(*TRACES, "zq@elsewhere") == []


def test_an_answer_that_names_somebody_goes_when_they_had_asked_under_another_name(
    educator: User, edition: object
) -> None:
    person = newcomer(is_resident=True)
    load_cases()
    before = LONG_AGO - timedelta(days=9)
    work = assigned(cohort_of(educator, person), educator, teaching_case_at(LIBRARY, LUNG), now=before)
    asked = ask_for_time(assignment=work, reason="I was on nights.", by=person, now=before)
    decline_time_request(request=asked, answer=f"So was I, {NAME}.", by=educator, now=NOW)
    attempt = submitted(person)
    look = attempt.second_looks.create(
        mark=attempt.marks.all()[0],
        position=0,
        reason="Why?",
        asked_at=before,
        answered_at=NOW,
        answer=f"As {NAME}.",
    )

    erase(person)

    assert traces_of(*TRACES) == []
    look.refresh_from_db()
    assert look.answer.startswith("As Former resident")
