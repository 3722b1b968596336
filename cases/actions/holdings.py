"""What cases hold of a person: practice goes, what others rely on stays without name and free text."""

import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.text import slugify

from cases.actions.drafting import free_library_slug
from cases.actions.trials import end_trials
from cases.domain.questions.controls import WriteText
from cases.domain.record import write_case_file
from cases.domain.teaching.pictures import pictures_in
from cases.models import (
    WRITING,
    Assignment,
    Attempt,
    CardReview,
    CarePlan,
    CaseChange,
    CaseDraft,
    CommittedStep,
    DraftComment,
    DraftReview,
    DraftSave,
    FactBlock,
    FactColumn,
    GivenAnswer,
    ImpactRun,
    ImportedCase,
    KidneyLesion,
    Library,
    LibraryShare,
    LibraryTransfer,
    Mark,
    PatientCase,
    Picture,
    PrognosticFactors,
    ReviewCard,
    SelfMark,
    Staging,
    StoredCoverage,
    Tally,
    TeachingCase,
    TeachingCaseVersion,
    TransferChunk,
    Visibility,
)
from cases.queries.replaying import BLOCK
from cases.queries.teaching import teaching_case_in
from guidance.domain.edition import content_hash
from kidmet_site.accounts.holdings import (
    PORTION,
    REMOVED,
    Holding,
    Leaver,
    as_json,
    delete_in_portions,
    every,
    goes,
    hold,
    hold_nothing,
    hold_parts,
    naming,
    nobodys,
    stays,
)
from kidmet_site.accounts.models import User

FOR_OTHERS = "A colleague needs it to understand what they work on."


def register() -> None:
    """Once all apps are there."""
    _practice()
    _assigned()
    _teaching()
    _writing()
    _pictures()
    hold_nothing("the facts of neighbouring cases, without whose they are", FactBlock, FactColumn)
    hold_nothing("how many stored cases a draft reaches, and none of them", StoredCoverage)


def _practice() -> None:
    hold(
        model=PatientCase,
        title="Cases",
        what="The invented cases that you write, with all that is recorded of them and what you typed.",
        why="They are what you work on.",
        after="All of them are deleted.",
        people={"owner": {"kept_text": {}, "page": ""}},
        owned=lambda person: PatientCase.objects.filter(owner=person, is_record=False),
        erase=cases_go,
        export=lambda case, person: case_file(case),
        beside=lambda case: case.kept_text,
        name_of=lambda case: f"{case.pk}-{slugify(case.title)[:60] or 'case'}.json",
        per_file=1,
        place=20,
    )
    hold_parts(PatientCase, KidneyLesion, Staging, PrognosticFactors, CarePlan)
    hold(
        model=CaseChange,
        title="Changes of cases",
        what="Who changed what in a case and when.",
        why="A change can be undone, and it can be seen what became of a case.",
        after="They are deleted with your cases.",
        people={"by": {}},
        erase=changes_go,
        export=as_json,
        place=10,
    )
    hold(
        model=ReviewCard,
        title="Review cards",
        what="Your review cards, with each of your answers and when a card is due again.",
        why="What you missed comes back when you are about to forget it.",
        after="All of them are deleted.",
        people={"owner": {}},
        erase=goes,
        export=lambda card, person: as_json(card, person) | {"answers": [*_answers(card)]},
        place=10,
    )
    hold_parts(ReviewCard, CardReview)


def _assigned() -> None:
    hold(
        model=Attempt,
        title="Attempts",
        what="Your attempts at teaching cases: what you entered and answered, your marks and reflections.",
        why="They are your practice; an educator counts on those that they assigned.",
        after="Practice is deleted. An assigned attempt that you submitted stays with its answers and marks, "
        "under a random name, without your texts and reflections.",
        people={"resident": {"reflection": "", "reflected_at": None, "kept_text": {}, "page": ""}},
        erase=attempts_go,
        export=lambda attempt, person: attempt_file(attempt, person),
        name_of=lambda attempt: f"{attempt.pk}-{slugify(attempt.version.title)[:60]}.json",
        per_file=1,
        place=15,
    )
    hold_parts(Attempt, CommittedStep, GivenAnswer, Mark, SelfMark)
    hold(
        model=Tally,
        title="Progress",
        what="What your attempts came to in each domain and objective.",
        why="Your progress is drawn from it.",
        after="It goes or stays with the attempt that it belongs to.",
        people={"resident": {}},
        erase=stays,
        export=as_json,
        place=25,
    )
    hold(
        model=Assignment,
        title="Assignments",
        what="Which teaching cases were assigned to you, or by you to others, and until when.",
        why="Those who assign and those who work a case need to know.",
        after="What you have not worked is deleted; the rest stays under a random name.",
        people={"resident": {}, "assigned_by": {}},
        erase=assignments_go,
        export=as_json,
        place=25,
    )


def _teaching() -> None:
    hold(
        model=Library,
        title="Libraries",
        what="The libraries of teaching cases that you own.",
        why="You and those with whom you share them teach with them.",
        after="A private library that nobody else has used is deleted with its cases. Any other passes to "
        "the colleague who may write in it, or to this installation.",
        people={"owner": {}},
        mentions=("title", "summary"),
        erase=libraries_go,
        export=as_json,
        place=40,
    )
    hold(
        model=LibraryShare,
        title="Shared libraries",
        what="Which libraries colleagues share with you, and what you may do in them.",
        why="It decides what you may read and write.",
        after="This is deleted.",
        people={"person": {}},
        erase=goes,
        export=as_json,
    )
    hold(
        model=TeachingCaseVersion,
        title="Published teaching cases",
        what="The versions of teaching cases that you published or pulled, with what you said of them.",
        why="Attempts were marked against them.",
        after="They stay, under a random name, where the library stays.",
        people={"published_by": {}, "pulled_by": {}},
        mentions=("change_summary", "pulled_reason"),
        erase=stays,
        export=lambda version, person: as_json(version, person, but=("facets",)),
        per_file=1,
    )
    hold(
        model=TeachingCase,
        title="Closed teaching cases",
        what="Which teaching cases you retired, and when.",
        why="Colleagues see why a case is no longer there.",
        after="This stays, under a random name, where the library stays.",
        people={"closed_by": {}},
        erase=stays,
        export=as_json,
    )
    hold(
        model=LibraryTransfer,
        title="Imports and exports of libraries",
        what="The last libraries that you imported or exported, with their files.",
        why="A long import or export can be watched, and its file fetched.",
        after="They are deleted.",
        people={"by": {}},
        erase=goes,
        export=lambda transfer, person: as_json(transfer, person, but=("versions", "results")),
        place=10,
    )
    hold_parts(LibraryTransfer, TransferChunk, ImportedCase)
    hold(
        model=ImpactRun,
        title="Impact of changes",
        what="When you asked what a change of the guidance would do to stored cases.",
        why="The answer is kept for all curators.",
        after="The answer stays; that you asked does not.",
        people={"by": {}},
        erase=nobodys,
        export=lambda run, person: as_json(run, person, but=("results",)),
    )


def _writing() -> None:
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


def _pictures() -> None:
    hold(
        model=Picture,
        title="Pictures",
        what="The pictures that you uploaded for teaching cases.",
        why="Teaching cases show them.",
        after="A picture that a case of others shows stays, without your name; the others are deleted.",
        people={"created_by": {}},
        owned=pictures_of,
        erase=pictures_go,
        export=lambda picture, person: bytes(picture.content),
        is_binary=True,
        name_of=lambda picture: f"{picture.hash}.{picture.media_type.rpartition('/')[2]}",
        per_file=1,
        place=60,
    )
    hold(
        model=Picture.sent_by.through,
        title="Who uploaded a picture",
        what="That you uploaded a picture, which others may have uploaded too.",
        why="Who has uploaded a picture may use it in a case.",
        after="This is deleted.",
        people={"user": {}},
        erase=goes,
        not_exported="The pictures themselves are in the copy.",
        place=61,
    )


# What becomes of them


def cases_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """With the columns that stored cases are replayed from: they hold what the cases recorded."""
    while found := list(held.rows_of(leaver.person).order_by("pk").values_list("pk", flat=True)[:PORTION]):
        FactBlock.objects.filter(pk__in={pk // BLOCK for pk in found}).delete()
        PatientCase.objects.filter(pk__in=found).delete()
        if time.monotonic() >= until:
            return not held.rows_of(leaver.person).exists()
    return True


def changes_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Those of one's own cases and attempts go; in a case of somebody else's nobody made them."""
    own = CaseChange.objects.filter(case__owner=leaver.person)
    return delete_in_portions(own, until) and nobodys(held, leaver, until)


def attempts_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Practice goes with its records; what was assigned by others and submitted loses its free text."""
    end_trials(by=leaver.person)
    relied_on = attempts_relied_on(leaver.person)
    practice = held.rows_of(leaver.person).exclude(pk__in=relied_on.values("pk")).order_by("pk")
    while found := list(practice.values_list("pk", "case_id")[:PORTION]):
        FactBlock.objects.filter(pk__in={case // BLOCK for _, case in found}).delete()
        Attempt.objects.filter(pk__in=[pk for pk, _ in found]).delete()
        PatientCase.objects.filter(pk__in=[case for _, case in found]).delete()
        if time.monotonic() >= until:
            return False
    for attempt in relied_on.select_related("version").iterator(chunk_size=20):
        _take_out_texts(attempt)
    PatientCase.objects.filter(attempt__in=relied_on).update(kept_text={}, page="")
    return stays(held, leaver, until)


def attempts_relied_on(person: User) -> QuerySet[Attempt]:
    """Submitted, and asked for by somebody else."""
    asked = Assignment.objects.filter(resident=person, teaching_case=OuterRef("teaching_case"))
    by_others = asked.exclude(assigned_by=person)
    return Attempt.objects.filter(resident=person, is_trial=False, submitted_at__isnull=False).filter(
        Exists(by_others)
    )


def _take_out_texts(attempt: Attempt) -> None:
    """Answers that are words of one's own, and their marks' copy of them; points and choices stay."""
    questions = teaching_case_in(attempt.version).question_by_key
    texts = [key for key, asked in questions.items() if isinstance(asked.control, WriteText)]
    attempt.answers.filter(question__in=texts).update(answer=REMOVED)
    attempt.marks.filter(key__in=texts).exclude(entered="").update(entered=REMOVED)


def assignments_go(held: Holding, leaver: Leaver, until: float) -> bool:
    worked = Attempt.objects.filter(resident=OuterRef("resident"), teaching_case=OuterRef("teaching_case"))
    Assignment.objects.filter(~Exists(worked), resident=leaver.person).delete()
    return True


def reviews_go(held: Holding, leaver: Leaver, until: float) -> bool:
    DraftReview.objects.filter(reviewer=leaver.person, done_at=None).delete()
    return True


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


def libraries_go(held: Holding, leaver: Leaver, until: float) -> bool:
    if not leaver.keeps_name:
        _take_out_credits(leaver)
    for library in held.rows_of(leaver.person).order_by("pk"):
        if is_used_by_others(library, leaver.person):
            _pass_on(library, leaver)
        else:
            _delete_library(library)
        if time.monotonic() >= until:
            return not held.rows_of(leaver.person).exists()
    return True


def is_used_by_others(library: Library, person: User) -> bool:
    """Open or shared, or worked, assigned or written in by somebody else."""
    published = TeachingCaseVersion.objects.filter(teaching_case__library=library, number__gt=0)
    return (
        library.shares.exists()
        or (library.visibility != Visibility.PRIVATE and published.exists())
        or Attempt.objects.filter(teaching_case__library=library).exists()
        or Assignment.objects.filter(teaching_case__library=library).exclude(resident=person).exists()
        or published.exclude(published_by=person).exists()
        or DraftSave.objects.filter(draft__library=library).exclude(by=person).exists()
    )


def _pass_on(library: Library, leaver: Leaver) -> None:
    """To the colleague who may write in it and was named first, else to the installation."""
    heir = library.shares.filter(right__in=WRITING, person__is_active=True).order_by("pk").first()
    title = leaver.without_name(library.title)
    slug = library.slug if title == library.title else free_library_slug(slugify(title))
    Library.objects.filter(pk=library.pk).update(
        owner=heir and heir.person_id, title=title, slug=slug, summary=leaver.without_name(library.summary)
    )
    if heir is not None:
        heir.delete()


def _take_out_credits(leaver: Leaver) -> None:
    """What they are credited with is kept, under the pseudonym; also where a case was taken from another."""
    for model, column in _CREDITING.items():
        rows = every(model).filter(naming(model, (column,), leaver.known_as))
        for row in rows.iterator(chunk_size=20):
            was = getattr(row, column)
            if (said := _credited(was, leaver)) != was:
                digest = {"hash": content_hash(said)} if column == "document" else {}
                every(model).filter(pk=row.pk).update(**{column: said}, **digest)


_CREDITING: dict[type[Model], str] = {
    Library: "credits",
    CaseDraft: "document",
    TeachingCaseVersion: "document",
    DraftSave: "changes",
}


def _credited(said: Any, leaver: Leaver) -> Any:
    """The same with the pseudonym where a value is one of the person's names or has their address."""
    if isinstance(said, list):
        return [_credited(each, leaver) for each in said]
    if isinstance(said, dict):
        return {name: _credited(value, leaver) for name, value in said.items()}
    if not isinstance(said, str):
        return said
    return leaver.pseudonym if leaver.is_name(said) else leaver.without_address(said)


def _delete_library(library: Library) -> None:
    cases = TeachingCase.objects.filter(library=library)
    CaseDraft.objects.filter(library=library).delete()
    cases.update(latest=None)
    TeachingCaseVersion.objects.filter(teaching_case__library=library).delete()
    cases.delete()
    library.delete()


def pictures_of(person: User) -> QuerySet[Picture]:
    sent = Picture.sent_by.through.objects.filter(user=person)
    return Picture.objects.filter(Q(created_by=person) | Q(pk__in=sent.values("picture")))


def pictures_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """What no draft and no version names, and nobody else has uploaded, goes."""
    others = Picture.sent_by.through.objects.filter(picture=OuterRef("pk")).exclude(user=leaver.person)
    own = held.rows_of(leaver.person).filter(~Exists(others)).values_list("pk", flat=True)
    named = _named_pictures() if own.exists() else set()
    Picture.objects.filter(pk__in=[hash for hash in own.iterator() if hash not in named]).delete()
    return nobodys(held, leaver, until)


def _named_pictures() -> set[str]:
    documents = chain.from_iterable(
        model.objects.values_list("document", flat=True).iterator(chunk_size=20)
        for model in (CaseDraft, TeachingCaseVersion)
    )
    return {hash for document in documents for hash in pictures_in(document)}


# What a copy holds


def case_file(case: PatientCase) -> dict[str, Any]:
    """As it is exported one by one, so that another KidMet takes it."""
    return write_case_file(case.title, case.recorded())


def attempt_file(attempt: Attempt, person: User) -> dict[str, Any]:
    questions = teaching_case_in(attempt.version).question_by_key
    return {
        **as_json(attempt, person, but=("page", "saved", "case", "version")),
        "title": attempt.version.title,
        "version": attempt.version.number,
        "record": write_case_file(attempt.version.title, attempt.case.recorded()),
        "steps": [as_json(each, person, but=("attempt",)) for each in attempt.committed.all()],
        "answers": [
            {
                "question": getattr(questions.get(each.question), "stem", each.question),
                "answer": each.answer,
                "answered_at": each.answered_at,
            }
            for each in attempt.answers.all()
        ],
        "marks": [as_json(each, person, but=("attempt",)) for each in attempt.marks.all()],
        "own_marks": [as_json(each, person, but=("attempt",)) for each in attempt.self_marks.all()],
    }


def _answers(card: ReviewCard) -> Iterator[dict[str, Any]]:
    for each in card.history.all():
        yield {"at": each.reviewed_at, "rating": each.rating, "due_after": each.due_after}
