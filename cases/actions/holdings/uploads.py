"""Pictures: what others show stays without a name, the rest goes."""

from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.domain.teaching.pictures import pictures_in
from cases.models import CaseDraft, Picture, TeachingCaseVersion
from kidmet_site.accounts.holdings import Holding, Leaver, goes, hold, nobodys
from kidmet_site.accounts.models import User


def register() -> None:
    _pictures()
    _uploads()


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


def _uploads() -> None:
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
