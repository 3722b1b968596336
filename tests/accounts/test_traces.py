"""What stands of somebody elsewhere than in rows of their own goes with their account."""

from cases.actions.exporting import start_export
from cases.models import CaseDraft, Library, LibraryTransfer, TeachingCaseVersion, Visibility
from guidance.actions.change_sets import add_comment, begin_reversal, declare_interests
from guidance.actions.changing import describe_change_set
from guidance.actions.going_back import decide_going_back, propose_going_back
from guidance.actions.moving import move_changes
from guidance.actions.publishing import publish_draft
from guidance.models import AuditEntry, ChangeSet, Document, Edition, Notice
from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.models import User
from tests.accounts.leaving import ADDRESS, NAME, NOTE, NOW, PASSWORD, TRACES, TYPED, newcomer, traces_of
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
