"""Attempts: practice goes, what was assigned stays without name and free text."""

import time
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from cases.actions.case_results import renew_results
from cases.actions.holdings.waiting import OF_THE_KEY, SAID, waiting_cases, waits
from cases.actions.trials import end_trials
from cases.domain.questions.controls import WriteText
from cases.domain.record import write_case_file
from cases.models import (
    Attempt,
    AttemptEvent,
    CommittedStep,
    GivenAnswer,
    GivenSureness,
    Mark,
    Marking,
    MarkingKind,
    PatientCase,
    RemarkedAttempt,
    Remarking,
    SecondLook,
    SelfMark,
    Tally,
    TextMark,
)
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.holdings import (
    PORTION,
    REMOVED,
    Holding,
    Leaver,
    as_json,
    hold,
    hold_parts,
    nobodys,
    stays,
)
from kidmet_site.accounts.models import User

OF_A_RESIDENT = ("attempt", "mark", "key_version", "earned", "possible")
"""What of an educator's act tells of the resident."""


def register() -> None:
    _attempts()
    _progress()
    _marking()
    _remarking()


def _attempts() -> None:
    hold(
        model=Attempt,
        title="Attempts",
        what="Your attempts at teaching cases: what you entered and answered, how sure you said you were, "
        "your marks and what you asked about them, and your reflections; of assigned work also when you "
        "opened and saved each step.",
        why="They are your practice; an educator counts on those that they assigned.",
        after="Practice is deleted. An assigned attempt that you submitted stays with its answers and marks, "
        "under a random name, without your texts and reflections, and without its log and feedback.",
        people={"resident": {"reflection": "", "reflected_at": None, "kept_text": {}, "page": ""}},
        erase=attempts_go,
        export=attempt_file,
        name_of=lambda attempt: f"{attempt.pk}-{slugify(attempt.version.title)[:60]}.json",
        per_file=1,
        place=15,
    )
    hold_parts(Attempt, AttemptEvent, CommittedStep, GivenAnswer, GivenSureness, Mark, SelfMark)


def _progress() -> None:
    hold(
        model=Tally,
        title="Progress",
        what="What your attempts came to in each domain and objective.",
        why="Your progress is drawn from it.",
        after="It goes or stays with the attempt that it belongs to.",
        people={"resident": {}},
        erase=stays,
        export=as_json,
        shown=lambda person: Tally.objects.filter(resident=person).exclude(
            attempt__teaching_case__in=waiting_cases(person)
        ),
        place=25,
    )


def _marking() -> None:
    hold(
        model=Marking,
        title="Marks that you changed",
        what="Which marks you changed in attempts of your cohorts, and why.",
        why="The resident reads your reason, and the mark rests on it.",
        after="They stay, without your reasons, and do not name you.",
        people={"by": {"reason": REMOVED}},
        erase=nobodys,
        export=lambda marking, person: as_json(marking, person, but=OF_A_RESIDENT),
        place=14,
    )
    hold(
        model=TextMark,
        title="Texts that you marked",
        what="Which short texts you marked in your cohorts and what you said of them, until it is released.",
        why="It becomes the mark that the resident reads.",
        after="It stays, without what you said, and does not name you.",
        people={"by": {"comment": REMOVED}},
        erase=nobodys,
        export=lambda mark, person: as_json(mark, person, but=OF_A_RESIDENT),
        place=14,
    )
    hold(
        model=SecondLook,
        title="Second looks that you answered",
        what="What you answered residents who asked to have a mark looked at again.",
        why="They read it.",
        after="They stay, without your answers, and do not name you.",
        people={"answered_by": {"answer": REMOVED}},
        mentions=("reason",),
        erase=nobodys,
        export=lambda look, person: as_json(look, person, but=(*OF_A_RESIDENT, "reason")),
        place=14,
    )


def _remarking() -> None:
    hold(
        model=Remarking,
        title="Corrected keys",
        what="For which corrected keys you had attempts marked anew, by what policy, and why.",
        why="Marks rest on it, and the residents read your reasons.",
        after="They stay, without your reasons, and do not name you.",
        people={
            "asked_by": {},
            "applied_by": {"reason": REMOVED},
            "undone_by": {"undone_reason": REMOVED},
        },
        erase=nobodys,
        export=lambda remarking, person: as_json(remarking, person, but=("counts", "at", "job")),
        place=14,
    )
    hold_parts(Attempt, RemarkedAttempt)


def attempts_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Practice goes with its records; what was assigned by others and submitted loses its free text."""
    end_trials(by=leaver.person)
    relied_on = attempts_relied_on(leaver.person)
    practice = held.rows_of(leaver.person).exclude(pk__in=relied_on.values("pk")).order_by("pk")
    while found := list(practice.values_list("pk", "case_id")[:PORTION]):
        Attempt.objects.filter(pk__in=[pk for pk, _ in found]).delete()
        PatientCase.objects.filter(pk__in=[case for _, case in found]).delete()
        if time.monotonic() >= until:
            return False
    for attempt in relied_on.select_related("version").iterator(chunk_size=20):
        _take_out_texts(attempt)
    PatientCase.objects.filter(attempt__in=relied_on).update(kept_text={}, page="")
    renew_results(relied_on.order_by().values_list("assigned_case", flat=True), leaver.now)
    return stays(held, leaver, until)


def attempts_relied_on(person: User) -> QuerySet[Attempt]:
    """Submitted, and asked for by somebody else."""
    submitted = Attempt.objects.filter(resident=person, is_trial=False, submitted_at__isnull=False)
    asked = submitted.filter(assigned_case__isnull=False)
    return asked.exclude(assigned_case__assignment__created_by=person)


def _take_out_texts(attempt: Attempt) -> None:
    """Answers that are words of one's own, and their marks' copy of them; points and choices stay."""
    questions = teaching_case_in(attempt.version).question_by_key
    texts = [key for key, asked in questions.items() if isinstance(asked.control, WriteText)]
    attempt.answers.filter(question__in=texts).update(answer=REMOVED)
    Mark.every.filter(attempt=attempt, key__in=texts).exclude(entered="").update(entered=REMOVED)
    attempt.markings.filter(kind=MarkingKind.TEXT).update(reason="")
    TextMark.objects.filter(mark__attempt=attempt).update(comment="")
    attempt.second_looks.filter(answered_at=None).delete()
    attempt.second_looks.update(reason=REMOVED)
    attempt.feedback.all().delete()
    attempt.events.all().delete()


def attempt_file(attempt: Attempt, person: User) -> dict[str, Any]:
    waiting = waits(person, attempt.teaching_case_id)
    left_out = ("page", "saved", "case", "version", *(OF_THE_KEY if waiting else ()))

    def all_of(rows: Any, *but: str) -> list[dict[str, Any]]:
        return [as_json(each, person, but=("attempt", *but)) for each in rows.all()]

    def told(rows: Any, *but: str) -> Any:
        return SAID if waiting else all_of(rows, *but)

    return {
        **as_json(attempt, person, but=left_out),
        "title": attempt.version.title,
        "version": attempt.version.number,
        "record": write_case_file(attempt.version.title, attempt.case.recorded()),
        "steps": all_of(attempt.committed),
        "log": all_of(attempt.events),
        "feedback": told(attempt.feedback),
        "answers": _answers(attempt),
        "how_sure": all_of(attempt.sureness),
        "markings": told(attempt.markings, "key_version"),
        "marks": told(Mark.every.filter(attempt=attempt).select_related("marking")),
        "second_looks": told(attempt.second_looks),
        "own_marks": told(attempt.self_marks),
        **(dict.fromkeys(("progress", "review_cards"), SAID) if waiting else {}),
    }


def _answers(attempt: Attempt) -> list[dict[str, Any]]:
    questions = teaching_case_in(attempt.version).question_by_key
    return [
        {
            "question": getattr(questions.get(each.question), "stem", each.question),
            "answer": each.answer,
            "answered_at": each.answered_at,
        }
        for each in attempt.answers.all()
    ]
