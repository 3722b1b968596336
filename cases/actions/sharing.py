"""Libraries of one's own: made, described, shared with named colleagues, or opened to everybody here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cases.actions.drafting import free_library_slug
from cases.models import Library, LibraryShare, Right, Visibility
from cases.permissions import check_can_teach, check_owns_library
from cases.queries.colleagues import colleague_at, nobody_said
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import CASE_TITLE, LIBRARY_SHARES, REMARK
from kidmet_site.accounts.models import User


class SharingRefused(Exception):
    """Something that sharing does not allow, in a sentence. Nothing was changed."""


@transaction.atomic
def make_library(*, title: str, by: User, now: datetime) -> Library:
    """A library of one's own, private until it is shared. Raises NotAnEducator, OverLimit."""
    check_can_teach(by)
    check_characters(title, "The title")
    CASE_TITLE.check(len(title))
    if not seen(title):
        raise SharingRefused("A library needs a title.")
    return Library.objects.create(
        slug=free_library_slug(slugify(title)),
        title=seen(title),
        owner=by,
        visibility=Visibility.PRIVATE,
        created_at=now,
        updated_at=now,
    )


def describe_library(*, library: Library, by: User, now: datetime, **texts: Any) -> None:
    """Its title, summary, licence and credits. Raises NotYourLibrary, OverLimit, SharingRefused."""
    check_owns_library(by, library)
    for name, text in texts.items():
        check_characters(text, f"The {name}")
        REMARK.check(len(str(text)))
    if not seen(str(texts.get("title", library.title))):
        raise SharingRefused("A library needs a title.")
    Library.objects.filter(pk=library.pk).update(**texts, updated_at=now)
    library.refresh_from_db()


def open_library(*, library: Library, visibility: str, by: User, now: datetime) -> None:
    """Private, shared with those that are named, or open to everybody here. Raises NotYourLibrary.

    Closing it takes nothing from anybody: attempts that were begun can be finished and stay readable.
    """
    check_owns_library(by, library)
    Library.objects.filter(pk=library.pk).update(visibility=Visibility(visibility), updated_at=now)
    library.refresh_from_db(fields=["visibility", "updated_at"])


@transaction.atomic
def share_library(*, library: Library, email: str, right: str, by: User, now: datetime) -> LibraryShare:
    """Name a colleague who teaches here; naming them again changes what they may.

    A private library becomes one that is shared. Raises NotYourLibrary, SharingRefused.
    """
    check_owns_library(by, library)
    person = colleague_at(email)
    if person is None:
        raise SharingRefused(nobody_said(email))
    if person.pk == library.owner_id:
        raise SharingRefused("This library is theirs already.")
    share, is_new = LibraryShare.objects.update_or_create(
        library=library,
        person=person,
        defaults={"right": Right(right)},
        create_defaults={"right": Right(right), "shared_at": now},
    )
    if is_new:
        LIBRARY_SHARES.check(library.shares.count())
    if library.visibility == Visibility.PRIVATE:
        open_library(library=library, visibility=Visibility.SHARED, by=by, now=now)
    return share


def stop_sharing(*, library: Library, person: int, by: User) -> None:
    """From now on they neither read nor write it; what they wrote stays. Raises NotYourLibrary."""
    check_owns_library(by, library)
    library.shares.filter(person_id=person).delete()


def leave_library(*, library: Library, by: User) -> None:
    """A colleague gives back what was shared with them."""
    library.shares.filter(person=by).delete()
