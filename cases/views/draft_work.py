"""What the pages of a draft share: loading it, saving the parts that a form sends, the frame around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cases.actions.drafting import DraftChangedElsewhere, changed_parts, save_draft
from cases.content.pictures import PictureRefused
from cases.domain.teaching.drafting import part_at
from cases.models import CaseDraft, DraftSave
from cases.presenting.draft_frame import Conflict, conflict_of, frame
from cases.presenting.draft_words import changed_words, part_words
from cases.queries.drafting import draft_for, last_by_another, readable_draft, undoable_saves, was_author_of
from cases.queries.undoing import Undoable
from cases.views.loading import stamps_in, version_in
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.domain.vocabulary import joined
from guidance.views.loading import View, page_of
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import PersonRequest


def draft_or_404(user: User, pk: int) -> CaseDraft:
    """A draft that the person may write. Another's answers as if it did not exist."""
    try:
        return draft_for(user, pk)
    except CaseDraft.DoesNotExist as error:
        raise Http404 from error


def readable_draft_or_404(user: User, pk: int) -> CaseDraft:
    """A draft of a library that the person may read who was asked to review it, or may write it."""
    try:
        return readable_draft(user, pk)
    except CaseDraft.DoesNotExist as error:
        raise Http404 from error


def withdrawn_is_told(view: View) -> View:
    """Whoever wrote in a draft and may not any longer is told so, and gets back what they typed.

    To everybody else there is no such draft. htmx leaves the page as it is, with all that was typed.
    """

    @wraps(view)
    def told(request: PersonRequest, pk: int, **more: Any) -> HttpResponse:
        try:
            return view(request, pk=pk, **more)
        except Http404:
            title = was_author_of(request.user, pk) if request.method == "POST" and not request.htmx else ""
            if not title:
                raise
        typed = [str(text) for text in request.POST.values() if " " in str(text).strip()]
        return render(request, "cases/teach_withdrawn.html", {"title": title, "typed": typed}, status=403)

    return told


@dataclass
class SaveOutcome:
    """What became of a save: what is said of it, and the version that the page is of from now on."""

    opened: int
    was_saved: bool = False
    written: DraftSave | None = None
    refusal: str = ""
    conflict: Conflict | None = None
    stale: str = ""
    """Mapping[str, Any] of the page that somebody else changed meanwhile, in words."""

    @property
    def is_refused(self) -> bool:
        return bool(self.refusal or self.conflict)


@dataclass
class DraftWork:
    """What one request on a page of a draft works with. `here` is the place in the frame that it shows."""

    request: PersonRequest
    draft: CaseDraft
    here: str
    now: datetime = field(default_factory=timezone.now)

    @cached_property
    def opened(self) -> int:
        """The version that the page was opened with; before any, for what is none."""
        return version_in(self.request) if self.request.method == "POST" else self.draft.version

    @property
    def is_htmx(self) -> bool:
        return bool(self.request.htmx)

    @cached_property
    def on_page(self) -> frozenset[str]:
        """What the open page shows already, where a save answers it."""
        return stamps_in(self.request) if self.request.method == "POST" else frozenset()

    @property
    def keeps_mine(self) -> bool:
        return "keep_mine" in self.request.POST

    def save(self, parts: Mapping[str, Any], **more: Any) -> SaveOutcome:
        """Save what its writer changed of these parts. What was refused still stands in the form."""
        changes = changed_parts(self.draft, self.opened, parts)
        try:
            written = self._write(changes, **more)
        except DraftChangedElsewhere as refused:
            return SaveOutcome(self.opened, conflict=conflict_of(refused, self.request.user))
        except (OverLimit, ForbiddenCharacter, PictureRefused) as refused:
            return SaveOutcome(self.opened, refusal=f"{refused} Nothing was saved.")
        except CaseDraft.DoesNotExist as gone:  # deleted since it was loaded for this request
            raise Http404 from gone
        # What of the form stands otherwise now was changed by others: the page stays of its version.
        stale = [at for at, value in parts.items() if part_at(self.draft.document, at) != value]
        if stale:
            words = joined([part_words(self.draft.document, at) for at in stale])
            return SaveOutcome(self.opened, was_saved=True, written=written, stale=words)
        return SaveOutcome(self.draft.version, was_saved=True, written=written)

    def _write(self, changes: Mapping[str, Any], **more: Any) -> DraftSave | None:
        return save_draft(
            draft=self.draft,
            changes=changes,
            opened=self.draft.version if self.keeps_mine else self.opened,
            by=self.request.user,
            now=self.now,
            said=changed_words(self.draft.document, changes),
            page=page_of(self.request),
            **more,
        )

    def change(self, changes: Mapping[str, Any], said: str) -> None:
        """Write what a button asks for, onto the draft as it stands."""
        save_draft(
            draft=self.draft,
            changes=changes,
            opened=self.draft.version,
            by=self.request.user,
            now=self.now,
            said=said,
        )

    def go(self, route: str, at: str = "", **more: Any) -> HttpResponse:
        """A redirect, which htmx has to be told in a header."""
        to = reverse(route, kwargs={"pk": self.draft.pk, **more})
        if not self.is_htmx:
            return redirect(f"{to}#{at}" if at else to)
        # A browser that is at this page already loads it again where its address is another.
        again = f"?version={self.draft.version}" if to == self.request.path else ""
        return HttpResponse(headers={"HX-Redirect": f"{to}{again}#{at}" if at else f"{to}{again}"})

    def show(
        self, template: str, outcome: SaveOutcome | None = None, *, whole: bool = False, **more: Any
    ) -> HttpResponse:
        """The page, or for htmx the parts of it that a save may change: its partial "saved".

        A page that has no such partial is always shown `whole`.
        """
        outcome = outcome or SaveOutcome(self.opened)
        written = outcome.written
        undoing = Undoable(written.pk) if written else undoable_saves(self.draft)
        context = frame(self.draft, self.here, undoing) | {
            "outcome": outcome,
            "undo_of": "" if written else last_by_another(self.draft, self.request.user, undoing.undo),
            **more,
        }
        if self.is_htmx and self.request.method == "POST" and not whole:
            context["on_page"] = self.on_page
            # The parts of the page say nothing of the person, so they do without what pages know of them.
            context["csrf_token"] = get_token(self.request)
            return HttpResponse(render_to_string(f"{template}#saved", context))
        return render(self.request, template, context)
