"""Drafts of teaching cases: what one alone wrote goes, the rest stays without name and free text."""

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import CaseDraft, DraftComment, DraftReview, DraftSave, TeachingCaseVersion
from kidmet_site.accounts.holdings import REMOVED, Holding, Leaver, as_json, delete_in_portions, hold, stays
from kidmet_site.accounts.models import User

FOR_OTHERS = "A colleague needs it to understand what they work on."


def register() -> None:
    _drafts()
    _saves()
    _talk()


def _drafts() -> None:
    hold(
        model=CaseDraft,
        title="Drafts of teaching cases",
        what="The teaching cases that you are writing, with the text that no field could take.",
        why="You and your colleagues write on them.",
        after="What you alone wrote in your own library and never published is deleted. The rest stays, "
        "under a random name.",
        people={"created_by": {}, "updated_by": {"kept_text": {}}},
        erase=drafts_go,
        export=as_json,
        per_file=1,
        place=30,
    )


def _saves() -> None:
    hold(
        model=DraftSave,
        title="Saves of drafts",
        what="Who changed what in a draft of a teaching case, and when.",
        why=FOR_OTHERS,
        after="They go or stay with the draft; where they stay, it is under a random name.",
        people={"by": {}},
        erase=stays,
        export=as_json,
    )


def _talk() -> None:
    hold(
        model=DraftComment,
        title="Comments on drafts",
        what="What you said about a draft of a teaching case, and which comments you settled.",
        why=FOR_OTHERS,
        after="That there was a comment stays, under a random name; its text is removed.",
        people={"by": {"text": REMOVED}, "resolved_by": {}},
        erase=stays,
        export=as_json,
    )
    hold(
        model=DraftReview,
        title="Reviews of drafts",
        what="Which drafts of teaching cases you were asked to review, or asked others to review.",
        why=FOR_OTHERS,
        after="A review that you gave stays, under a random name; one that you still owe is deleted.",
        people={"reviewer": {}, "asked_by": {}},
        erase=reviews_go,
        export=as_json,
    )


def drafts_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """What the person alone wrote, in a library of their own, and nobody has published."""
    stays(held, leaver, until)
    return delete_in_portions(_drafts_of_ones_own(leaver.person), until)


def _drafts_of_ones_own(person: User) -> QuerySet[CaseDraft]:
    saved = DraftSave.objects.filter(draft=OuterRef("pk")).exclude(by=person)
    said = DraftComment.objects.filter(draft=OuterRef("pk")).exclude(by=person)
    published = TeachingCaseVersion.objects.filter(teaching_case__draft=OuterRef("pk"), number__gt=0)
    rows = CaseDraft.objects.filter(~Exists(saved), ~Exists(said), ~Exists(published), created_by=person)
    return rows.filter(library__owner=person)


def reviews_go(held: Holding, leaver: Leaver, until: float) -> bool:
    DraftReview.objects.filter(reviewer=leaver.person, done_at=None).delete()
    return True
