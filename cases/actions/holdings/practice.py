"""Cases with their history, and review cards: what somebody works on alone goes with them."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from cases.actions.holdings.waiting import waiting_cases
from cases.domain.record import write_case_file
from cases.models import (
    CardReview,
    CarePlan,
    CaseChange,
    KidneyLesion,
    PatientCase,
    PrognosticFactors,
    ReviewCard,
    Staging,
)
from kidmet_site.accounts.holdings import (
    Holding,
    Leaver,
    as_json,
    delete_in_portions,
    goes,
    hold,
    hold_parts,
    nobodys,
)


def register() -> None:
    _cases()
    _changes()
    _cards()


def _cases() -> None:
    hold(
        model=PatientCase,
        title="Cases",
        what="The invented cases that you write, with all that is recorded of them and what you typed.",
        why="They are what you work on.",
        after="All of them are deleted.",
        people={"owner": {"kept_text": {}, "page": ""}},
        owned=lambda person: PatientCase.objects.filter(owner=person, is_record=False),
        erase=goes,
        export=lambda case, person: case_file(case),
        beside=lambda case: case.kept_text,
        name_of=lambda case: f"{case.pk}-{slugify(case.title)[:60] or 'case'}.json",
        per_file=1,
        place=20,
    )
    hold_parts(PatientCase, KidneyLesion, Staging, PrognosticFactors, CarePlan)


def _changes() -> None:
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


def _cards() -> None:
    hold(
        model=ReviewCard,
        title="Review cards",
        what="Your review cards, with each of your answers and when a card is due again.",
        why="What you missed comes back when you are about to forget it.",
        after="All of them are deleted.",
        people={"owner": {}},
        erase=goes,
        export=lambda card, person: as_json(card, person) | {"answers": [*_answers(card)]},
        # Each is of something that was missed: how many there are would tell how many were.
        shown=lambda person: ReviewCard.objects.filter(owner=person).exclude(
            teaching_case__in=waiting_cases(person)
        ),
        place=10,
    )
    hold_parts(ReviewCard, CardReview)


def changes_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Those of one's own cases and attempts go; in a case of somebody else's nobody made them."""
    own = CaseChange.objects.filter(case__owner=leaver.person)
    return delete_in_portions(own, until) and nobodys(held, leaver, until)


def case_file(case: PatientCase) -> dict[str, Any]:
    """As it is exported one by one, so that another KidMet takes it."""
    return write_case_file(case.title, case.recorded())


def _answers(card: ReviewCard) -> Iterator[dict[str, Any]]:
    for each in card.history.all():
        yield {"at": each.reviewed_at, "rating": each.rating, "due_after": each.due_after}
