"""Which edition a page reads: the current one, or the one its address names; and what to say without it."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import SEARCH, Limit
from guidance.domain.open_page import is_page
from guidance.models import ChangeSet
from guidance.permissions import keeps_guidance
from guidance.queries.editions import NoEdition, current_edition_and_source, edition
from guidance.queries.work import change_set_for

View = Callable[..., HttpResponse]
Answering = TypeVar("Answering", bound=Callable[..., HttpResponseBase])
LONGEST_ADDRESS = 2_000


def missing_is_told(view: View) -> View:
    """Answer 404 with the sentence that the view gives, and a way back into the guidance."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404 as error:
            return render(request, "guidance/missing.html", {"sentence": str(error)}, status=404)

    return told


def edition_or_404(request: HttpRequest) -> tuple[CompiledEdition, dict[str, Any]]:
    """The edition, and what every page of it needs: `at` keeps the links of the page in that edition.

    `attached` is the text of the source, where one is; `may_change` shows whoever keeps the guidance the way
    from what they read to its form.
    """
    asked = request.GET.get("edition", "")
    try:
        current, attached = current_edition_and_source()
        read = edition(edition_number(asked)) if asked else current
    except NoEdition as error:
        raise Http404(str(error)) from error
    is_older = read.number != current.number
    return read, {
        "edition": read,
        "published_on": date.fromisoformat(read.published_at),
        "current": current,
        "attached": attached,
        "at": f"?edition={read.number}" if is_older else "",
        "may_change": not is_older and keeps_guidance(request.user),
    }


def edition_number(asked: str) -> int:
    """Raises Http404 for what is no number."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise Http404(f"“{asked[:20]}” is not the number of an edition.")
    return int(asked)


def change_set_or_404(pk: int) -> ChangeSet:
    try:
        return change_set_for(pk)
    except ChangeSet.DoesNotExist as error:
        raise Http404 from error


def change_set_of(pk: int) -> ChangeSet | None:
    try:
        return change_set_for(pk)
    except ChangeSet.DoesNotExist:
        return None


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The page of this site that a form names as where to go on, never another host's."""
    given = request.POST.get("next", "")
    return given if is_own_address(given) else otherwise


def is_own_address(given: str) -> bool:
    """Whether it is the address of a page here, from its path on. Whatever is given, this answers."""
    if not given.startswith("/") or len(given) > LONGEST_ADDRESS or not given.isprintable():
        return False
    if not url_has_allowed_host_and_scheme(given, allowed_hosts=None):
        return False
    try:
        resolve("/" + unquote(urlsplit(given).path).removeprefix(get_script_prefix()))
    except (Resolver404, ValueError):
        return False
    return True


def number_in(given: str | None) -> int:
    """A row's number from a form; 0, which no row has, for anything else."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 19 else 0


def page_of(request: HttpRequest) -> str:
    """The key that the open page gave itself; empty without JavaScript."""
    given = request.POST.get("page", "")
    return given if is_page(given) else ""


def searched(request: HttpRequest) -> tuple[str, str]:
    """What was typed into a search, and what is said where that is too much: then nothing is looked for.

    It is never cut: nobody would see that something else was looked for than what they typed.
    """
    typed = request.GET.get("q", "").strip()
    return typed, SEARCH.refusal(len(typed)) if len(typed) > SEARCH.most else ""


def takes(limit: Limit) -> Callable[[View], View]:
    """Read by the site before a request is: see `kidmet_site.sizes`."""

    def mark(view: View) -> View:
        view.takes = limit  # type: ignore[attr-defined]  # a mark that the view carries
        return view

    return mark


def heavy(
    said: str, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> Callable[[Answering], Answering]:
    """What takes long and is said so: one session has two at work at a time. See `kidmet_site.heavy`."""

    def mark(view: Answering) -> Answering:
        view.heavy = (said, methods)  # type: ignore[attr-defined]  # a mark that the view carries
        return view

    return mark
