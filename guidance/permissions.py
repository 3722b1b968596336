"""Who may do what with the guidance: plain functions, and the one decorator that views use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from guidance.domain.changing import ChangeSetStep
from guidance.models import ChangeSet, InterestStatement
from kidmet_site.accounts.models import Insight, User, Visitor

Check = Callable[[Visitor], bool]
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


class NotACurator(PermissionError):
    """Somebody who does not keep the guidance wants to change what readers see."""

    def __init__(self) -> None:
        super().__init__("Only curators and administrators keep the guidance and publish its editions.")


class NotAnAdministrator(PermissionError):
    """Somebody wants to see what is another's."""

    def __init__(self) -> None:
        super().__init__("Only administrators look at what is another's, and they say why.")


class NotSignedIn(PermissionError):
    """Somebody whom we do not know wants to tell something that is answered to them."""

    def __init__(self) -> None:
        super().__init__("Sign in first.")


class StepRefused(PermissionError):
    """A change set cannot go that way, or this person cannot take it there; the message says why."""


INTERESTS_HOLD = timedelta(days=365)
MARK_FADES = timedelta(minutes=10)
"""For so long others see that somebody has an entry open."""
INSIGHT_HOLDS = timedelta(hours=1)
"""For so long a reason opens one thing of somebody else's to an administrator."""


def anyone(user: Visitor) -> bool:
    """Reading the guidance needs no account."""
    return True


def signed_in(user: Visitor) -> bool:
    return bool(user.is_authenticated)


def check_signed_in(user: Visitor) -> None:
    if not signed_in(user):
        raise NotSignedIn


def can_look(user: Visitor) -> bool:
    """At what is another's: administrators, who give a reason that its owner can read."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def check_can_look(user: Visitor) -> None:
    if not can_look(user):
        raise NotAnAdministrator


def open_insight(user: Visitor, kind: str, number: int, now: datetime) -> Insight | None:
    """The one that opens this thing to the person now, if they gave a reason within the hour."""
    if not (user.is_authenticated and user.is_superuser):
        return None
    return Insight.objects.filter(by=user.pk, kind=kind, number=number, until__gt=now).first()


def numbers_open_to(user: User, kind: str, now: datetime) -> QuerySet[Insight, Any]:
    """Of the things of a kind, those that their reasons open to the person now; for a query to hold."""
    held = Insight.objects.filter(by=user.pk, kind=kind, until__gt=now)
    return held.order_by().values_list("number", flat=True)


def can_publish(user: Visitor | None) -> bool:
    """Nobody (None) is the site itself, when it loads the pack that ships with it."""
    return user is None or bool(user.has_perm("guidance.add_edition"))


def check_can_publish(user: Visitor | None) -> None:
    if not can_publish(user):
        raise NotACurator


def can_curate(user: Visitor) -> bool:
    """Work on the draft: curators and administrators. For either nothing is asked of the database."""
    if not user.is_authenticated:
        return False
    return bool((user.is_curator and user.is_active) or user.has_perm("guidance.change_document"))


def keeps_guidance(user: Visitor) -> bool:
    """As `can_curate`, for the pages that everybody reads: of a mere reader it asks nothing."""
    return bool(user.is_authenticated and user.is_staff and can_curate(user))


def sees_flags(user: Visitor) -> bool:
    """Whether the flags of all readers are shown beside the text."""
    return keeps_guidance(user)


def check_can_curate(user: Visitor) -> None:
    if not can_curate(user):
        raise NotACurator


def check_can_attach(user: User | None) -> None:
    """Attach the source's own words, or take them out: curators; nobody (None) is whoever runs the site."""
    if user is not None:
        check_can_curate(user)


def may_read_source(user: Visitor, shown_to: str) -> bool:
    """Whether the source's own words are shown to somebody. Of a mere reader it asks nothing."""
    if shown_to == "curators":
        return sees_flags(user)
    return shown_to == "everybody" or signed_in(user)


def may_accept_own() -> bool:
    """An installation with one curator can allow it; each such acceptance is marked for all to see."""
    return bool(settings.ACCEPT_OWN_CHANGES)


def interests_of(user: User, now: datetime) -> InterestStatement | None:
    """The person's statement of interests that still holds, if there is one."""
    held = InterestStatement.objects.filter(by=user, at__gt=now - INTERESTS_HOLD)
    return held.order_by("-at", "-pk").first()


def check_can_take(user: User, step: ChangeSetStep, change_set: ChangeSet) -> None:
    """Whether the step is open to this person at all. Raises NotACurator, or StepRefused saying why not."""
    check_can_curate(user)
    if change_set.state not in step.sources:
        raise StepRefused(
            f"“{change_set}” is {change_set.get_state_display()}: “{step.label}” is not open to it any more."
        )
    is_author = change_set.author_id == user.pk
    if step.who == "author" and not is_author:
        raise StepRefused(f"Only its author can do this: “{step.label}”.")
    if step.who == "reviewer" and is_author and not may_accept_own():
        raise StepRefused("Nobody reviews their own changes. Another curator has to do this.")


def can_take(user: User, step: ChangeSetStep, change_set: ChangeSet) -> bool:
    try:
        check_can_take(user, step, change_set)
    except PermissionError:
        return False
    return True


def check_can_step(
    user: User, step: ChangeSetStep, change_set: ChangeSet, *, reason: str, now: datetime
) -> None:
    """As `check_can_take`, with the reason and the statement of interests that the step asks for."""
    check_can_take(user, step, change_set)
    if step.needs_reason and not reason.strip():
        raise StepRefused(f"Say why: “{step.label}” needs a reason.")
    if step.needs_interests:
        check_has_interests(user, now)


def check_has_interests(user: User, now: datetime) -> None:
    if interests_of(user, now) is None:
        raise StepRefused(
            "You have no statement of interests that still holds (they hold for a year). "
            "Make one, then accept."
        )


def allowed(check: Check) -> Callable[[AnyView], AnyView]:
    """Send who is not signed in to the sign-in page; for anybody else who may not, there is no such page."""

    def guard(view: AnyView) -> AnyView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if check(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404

        return cast(AnyView, guarded)

    return guard
