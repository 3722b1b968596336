"""What the impact and the coverage are worked out over: the draft, or the draft with one change set."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest

from guidance.domain.compiling import EditionErrors
from guidance.domain.edition import Edition
from guidance.domain.faults import Fault
from guidance.models import ChangeSet
from guidance.queries import NoEdition, change_set_for, current_edition, draft_edition
from guidance.views.loading import number_in


@dataclass(frozen=True)
class Tried:
    """`before` is None where nothing is published yet, `after` where the draft has faults."""

    change_set: ChangeSet | None
    before: Edition | None
    after: Edition | None
    faults: tuple[Fault, ...] = ()

    @property
    def number(self) -> int | None:
        return self.change_set.pk if self.change_set else None

    @cached_property
    def is_the_same(self) -> bool:
        """Whether it says what readers see already."""
        return bool(self.before and self.after and self.before.hash == self.after.hash)


def tried_in(request: HttpRequest) -> Tried:
    """The draft with the change set that the request names. Raises Http404 for one that there is not."""
    asked = request.POST.get("change_set") or request.GET.get("change_set")
    return tried_with(_change_set(asked) if asked else None)


def tried_with(number: int | None) -> Tried:
    """Raises Http404, and NoDraft where there is no guidance at all."""
    try:
        change_set = change_set_for(number) if number else None
    except ChangeSet.DoesNotExist as error:
        raise Http404 from error
    try:
        before = current_edition()
    except NoEdition:
        before = None
    try:
        return Tried(change_set, before, draft_edition(number))
    except EditionErrors as errors:
        return Tried(change_set, before, None, errors.faults)


def _change_set(asked: str) -> int:
    number = number_in(asked)
    if not number:
        raise Http404
    return number
