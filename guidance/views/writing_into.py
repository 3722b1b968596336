"""Which change set a page of the draft writes into: the one that its address, or its form, names.

Every link and form of such a page carries it on, so that two tabs with two sets never mix. What comes without
a name goes on where the person wrote last.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict

from guidance.actions.changing import open_change_set
from guidance.domain.changing import State
from guidance.models import ChangeSet, Document
from guidance.permissions import StepRefused
from guidance.queries.draft import guidance_document
from guidance.queries.work import Draft, draft_with, writing_sets_of
from guidance.views.loading import change_set_of, number_in
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import PersonRequest

NAME, INTO, ANEW = "set", "into", "new"
REMEMBERED = "change_set"
SEVERAL = "You are writing several change sets. Say into which of them this goes. Nothing was saved."


@dataclass(frozen=True)
class Writing:
    """`change_set` is what the page shows and writes into, None while it is not begun; `others` are the
    person's other sets that can be written in; `refusal` says why nothing can be written as it was named."""

    change_set: ChangeSet | None
    others: tuple[ChangeSet, ...] = ()
    is_anew: bool = False
    refusal: str = ""
    is_named: bool = False
    """Whether the address of the page named it."""
    is_shut: bool = False
    """Whether the set was sent to and takes nothing any more; the form is shown over it as it was sent."""

    @property
    def value(self) -> str:
        """What forms carry; "" where there is nothing to name yet."""
        return str(self.change_set.pk) if self.change_set else ANEW if self.is_anew else ""

    @property
    def in_links(self) -> str:
        """What links carry: nothing where there is no other set that they could lead into."""
        return self.value if self.others or self.is_named else ""

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """All that a page tells of it."""
        named = [(each.pk, str(each)) for each in (self.change_set, *self.others) if each]
        said = (self.value, self.is_anew, self.is_named, self.is_shut, self.refusal)
        return *said, *named

    def begin(self, *, document: Document, by: User, now: datetime) -> ChangeSet:
        """The set to write into, begun where it is not. Raises StepRefused."""
        if self.refusal:
            raise StepRefused(self.refusal)
        return self.change_set or open_change_set(document=document, by=by, now=now, is_anew=self.is_anew)

    def begun(self, change_set: ChangeSet) -> "Writing":
        others = tuple(each for each in self.others if each.pk != change_set.pk)
        return replace(self, change_set=change_set, others=others, is_anew=False)


def draft_shown(request: PersonRequest) -> tuple[Writing, Draft]:
    """What a page of the draft writes into, and the draft with it. Raises NoDraft."""
    writing = writing_in(request)
    return writing, draft_with(guidance_document(), writing.change_set)


def writing_in(request: PersonRequest) -> Writing:
    """One query, whatever is named; one more for a set that cannot be written in."""
    own = writing_sets_of(request.user)
    named = _named(request)
    if named == ANEW:
        return Writing(None, own, is_anew=True, is_named=True)
    if named:
        held = next((each for each in own if str(each.pk) == named), None)
        return _on(request, held, own) if held else _refused(request, named, own)
    if named == "" and request.method == "POST" and len(own) > 1:
        return Writing(None, own, refusal=SEVERAL)
    last = request.session.get(REMEMBERED)
    return _on(request, next((each for each in own if each.pk == last), own[0] if own else None), own)


def back_where_opened(request: PersonRequest, asked: Writing, what: str) -> Writing | None:
    """The set in which a form was opened, where it was sent into one that has no such entry; else None.

    The form is shown there as it was sent, and told why it went no further.
    """
    if request.method != "POST" or INTO not in request.POST:
        return None
    held = change_set_of(number_in(request.POST.get(NAME)))
    if held is not None and held.author_id != request.user.pk:
        return None
    named = f"“{asked.change_set}”" if asked.change_set else "A new change set"
    refusal = f"{named} has no {what}, so nothing can be saved into it here."
    is_shut = held is not None and held.state != State.WRITING
    if is_shut:
        refusal += f" Press “Go on writing” on the page of “{held}”."
    return Writing(held, writing_sets_of(request.user), refusal=refusal, is_shut=is_shut)


def kept_by(request: PersonRequest, draft: Draft, writing: Writing, *more: Hashable) -> tuple[Hashable, ...]:
    """What a page of the draft is kept by: all that it shows comes from these."""
    asked = request.method, request.get_full_path(), request.user.pk
    return *asked, draft.key, writing.shown, *more


def carried(address: str, value: str) -> str:
    """The address, naming the set; as it was where there is nothing to name."""
    if not value:
        return address
    rest, _, fragment = address.partition("#")
    path, _, query = rest.partition("?")
    asked = QueryDict(query, mutable=True)
    asked[NAME] = value
    return f"{path}?{asked.urlencode()}{'#' if fragment else ''}{fragment}"


def back_to(writing: Writing, address: str, change_set: ChangeSet) -> str:
    """Where a save leads: on in the same set."""
    return carried(address, writing.begun(change_set).in_links)


def _named(request: PersonRequest) -> str | None:
    """None where neither the form nor the address says anything."""
    return request.POST.get(INTO) or request.POST.get(NAME, request.GET.get(NAME))


def _on(request: PersonRequest, change_set: ChangeSet | None, own: tuple[ChangeSet, ...]) -> Writing:
    if len(own) > 1 and change_set and request.session.get(REMEMBERED) != change_set.pk:
        request.session[REMEMBERED] = change_set.pk
    others = tuple(each for each in own if each != change_set)
    return Writing(change_set, others, is_named=NAME in request.GET)


def _refused(request: PersonRequest, named: str, own: tuple[ChangeSet, ...]) -> Writing:
    """A form is shown as it was sent, over the set that it was sent for; a link leads to another set."""
    held = change_set_of(number_in(named))
    is_own = held is not None and held.author_id == request.user.pk
    if held is None:
        refusal = f"There is no change set “{named[:20]}”."
    elif not is_own:
        refusal = f"The change set “{held}” is another curator's."
    else:
        refusal = (
            f"“{held}” is {held.get_state_display()}: nothing can be written into it. "
            "Press “Go on writing” on its page, or choose another set."
        )
    if request.method == "POST":
        return Writing(held if is_own else None, own, refusal=refusal, is_shut=is_own)
    instead = f"goes into “{own[0]}”, not into that one" if own else "begins a change set of its own"
    refusal += f" What you write here {instead}."
    return Writing(own[0] if own else None, own[1:], refusal=refusal)
