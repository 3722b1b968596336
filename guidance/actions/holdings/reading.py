"""What readers asked, were told and doubted."""

from django.db.models import Q

from guidance.models import Flag, Notice, Subscription
from kidmet_site.accounts.holdings import (
    REMOVED,
    Holding,
    Leaver,
    as_json,
    delete_in_portions,
    every,
    goes,
    hold,
    stays,
)


def register() -> None:
    _flags()
    _notices()


def _flags() -> None:
    hold(
        model=Flag,
        title="Flags",
        what="The statements and notes that you doubted, why, and the replies that you gave to others.",
        why="Curators look into them, and other readers see that they did.",
        after="That there was a flag, and that it was answered, stays under a random name; what you wrote is "
        "removed.",
        people={"by": {"reason": REMOVED}, "resolved_by": {"reply": REMOVED}},
        erase=stays,
        export=as_json,
        place=45,
    )


def _notices() -> None:
    hold(
        model=Subscription,
        title="Subscription",
        what="That you want to be told of new editions of the guidance.",
        why="You asked for it.",
        after="This is deleted.",
        people={"user": {}},
        erase=goes,
        export=as_json,
    )
    hold(
        model=Notice,
        title="Notices",
        what="What you were told on this site or by e-mail.",
        why="You can read it again.",
        after="They are deleted, and with them the notices of others that name or quote you.",
        people={"user": {}, "by": {}},
        owned=lambda person: Notice.objects.filter(user=person),
        mentions=("text",),
        erase=notices_go,
        export=as_json,
    )


def notices_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Also those in which others were told of what the person did or wrote."""
    theirs = Q(user=leaver.person) | Q(by=leaver.person)
    return delete_in_portions(every(held.model).filter(theirs), until)
