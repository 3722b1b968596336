"""Writing a teaching case: a draft is one document, saved part by part, and every save can be taken back.

A save says which parts it changes and the version that it was opened with. It is taken unless a save since
then touches one of them; so two tabs and two authors never overwrite each other unseen.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cases.content.library_index import TAKEN
from cases.content.pictures import PictureRefused
from cases.domain.kept import Kept, keepable
from cases.domain.teaching.drafting import (
    CaseDocument,
    PartChange,
    apply,
    change_at,
    change_from,
    differences,
    inverse,
    part_at,
    touches,
)
from cases.domain.teaching.pictures import pictures_in
from cases.models import Act, CaseDraft, DraftSave, Library, TeachingCase, Visibility
from cases.permissions import check_can_edit_library
from cases.queries.drafting import saves_since, undoable_saves, version_to_write
from cases.queries.pictures import picture_sizes, uploaded_by
from guidance.domain.characters import check_characters, seen
from guidance.domain.edition import canonical_json
from guidance.domain.limits import CASE_TITLE, DRAFT_BYTES, NARRATIVE, STEPS
from guidance.domain.open_page import follows
from guidance.models.kept_sql import insert, update
from kidmet_site.accounts.models import User

log = structlog.get_logger(__name__)
UNTITLED = "Untitled case"
SLUG_LENGTH = 60
WRITTEN = ("document", "version", "hash", "title", "kept_text", "updated_at")
LOADED = ["document", "version", "hash", "kept_text", "title", "updated_at", "updated_by"]


class DraftChangedElsewhere(Exception):
    """Somebody saved one of the parts since this page was opened. Nothing was saved.

    `theirs` are the saves that touch it, the oldest first; `changes` what was to be saved here.
    """

    def __init__(self, draft: CaseDraft, theirs: list[DraftSave], changes: Mapping[str, Any]) -> None:
        self.draft, self.theirs, self.changes = draft, theirs, changes
        last = theirs[-1]
        who = str(last.by) if last.by else "Somebody"
        super().__init__(
            f"{who} changed this at {timezone.localtime(last.at):%H:%M %Z on %-d %B %Y}, after you opened it "
            "here. "
            "Nothing was saved; below are both texts."
        )


class NothingToTakeBack(Exception):
    def __init__(self) -> None:
        super().__init__("That was undone already, or saved over since. Nothing was changed.")


# Beginning


@transaction.atomic
def begin_draft(
    *,
    document: Mapping[str, Any],
    by: User,
    now: datetime,
    said: str,
    library: Library | None = None,
    objectives: Mapping[str, str] | None = None,
    teaching_case: TeachingCase | None = None,
) -> CaseDraft:
    """A draft of its own from a document, in a library that the person may write in, else in their own.

    `objectives` are the texts of those that the document names: the library takes over what it has not.
    Raises NotYourLibrary, OverLimit, ForbiddenCharacter.
    """
    library = library or own_library(by=by, now=now)
    check_can_edit_library(by, library)
    title = seen(str(document.get("title", ""))) or UNTITLED
    slug = teaching_case.slug if teaching_case else free_slug(library, title)
    held = _with_objectives(library, {**document, "title": title, "slug": slug}, objectives or {}, now)
    check_characters(held, "The case")
    draft = CaseDraft.objects.create(
        library=library,
        slug=slug,
        title=title,
        document=held,
        hash=_checked(held),
        teaching_case=teaching_case,
        created_at=now,
        created_by=by,
        updated_at=now,
        updated_by=by,
    )
    DraftSave.objects.create(draft=draft, number=1, by=by, at=now, said=said, changes=[])
    return draft


def own_library(*, by: User, now: datetime) -> Library:
    """The first library of the person's own; made where there is none yet."""
    found = Library.objects.filter(owner=by).order_by("pk").first()
    if found is not None:
        return found
    title = f"Cases of {by.display_name}" if by.display_name else "My cases"
    return Library.objects.create(
        slug=free_library_slug(slugify(title)),
        title=title,
        owner=by,
        visibility=Visibility.PRIVATE,
        created_at=now,
        updated_at=now,
    )


def free_library_slug(wanted: str) -> str:
    """Nothing else below /library/ has it."""
    taken = {TAKEN, *Library.objects.values_list("slug", flat=True)}
    return _free(wanted[:SLUG_LENGTH].strip("-") or "library", taken)


def free_slug(library: Library, title: str) -> str:
    taken = {*library.drafts.values_list("slug", flat=True)}
    taken |= {*library.teaching_cases.values_list("slug", flat=True)}
    return _free(slugify(title)[:SLUG_LENGTH].strip("-") or "case", taken)


def make_way(*, library: Library, slugs: Iterable[str]) -> None:
    """Drafts that were never published leave their addresses to the cases that have these."""
    drafts = CaseDraft.objects.filter(library=library, slug__in=[*slugs], teaching_case__latest=None)
    for pk, title in list(drafts.values_list("pk", "title")):
        CaseDraft.objects.filter(pk=pk).update(slug=free_slug(library, title), teaching_case=None)


def _free(wanted: str, taken: Iterable[str]) -> str:
    held, slug, number = set(taken), wanted, 1
    while slug in held:
        number += 1
        slug = f"{wanted[: SLUG_LENGTH - 4].rstrip('-')}-{number}"
    return slug


def _with_objectives(
    library: Library, document: CaseDocument, theirs: Mapping[str, str], now: datetime
) -> CaseDocument:
    """The document under keys of this library: another text under the same key is another objective."""
    held, renamed = dict(library.objectives), {}
    for key, text in theirs.items():
        same = next((name for name, known in held.items() if known == text), None)
        renamed[key] = same or _free(key, held)
        held[renamed[key]] = text
    if held != library.objectives:
        library.objectives, library.updated_at = held, now
        library.save(update_fields=["objectives", "updated_at"])
    if all(key == name for key, name in renamed.items()):
        return document
    new = json.loads(json.dumps(document))
    new["objectives"] = [renamed.get(key, key) for key in new["objectives"]]
    questions = [question for step in new["steps"] for question in step.get("questions", ())]
    for marked in (*questions, *new["key"]["marks"]):
        if marked.get("objective") in renamed:
            marked["objective"] = renamed[marked["objective"]]
    return new


# Saving


@transaction.atomic
def save_draft(
    *,
    draft: CaseDraft,
    changes: Mapping[str, Any],
    opened: int,
    by: User,
    now: datetime,
    said: str,
    page: str = "",
    kept_text: Mapping[str, Kept] | None = None,
) -> DraftSave | None:
    """Put values at addresses, one after the other; None takes a part away.

    `opened` is the version that the page was opened with, and `page` names that page: what it saved itself
    since then is no conflict. `kept_text` is by chapter what was typed there and nothing can hold. None where
    nothing differs. Raises DraftChangedElsewhere, NoSuchPart, NotYourLibrary, OverLimit, ForbiddenCharacter,
    PictureRefused.
    """
    check_can_edit_library(by, draft.library)
    _load_for_writing(draft)
    made, new = _made(draft.document, changes)
    kept = _kept_with(draft, kept_text or {})
    if not made and kept == draft.kept_text:
        return None
    since = saves_since(draft, opened) if opened != draft.version else []
    theirs = [save for save in since if not follows(page, save.page)]
    touching = [save for save in theirs if _touches(save, made)]
    if touching:
        raise DraftChangedElsewhere(draft, touching, changes)
    check_characters([change.after for change in made], "The case")
    _check_pictures(draft, new, by)
    draft.kept_text = kept
    return _write(draft, made, new, by=by, now=now, said=said, page=page)


def _load_for_writing(draft: CaseDraft) -> None:
    """As it stands now: whoever writes at the same moment waits. It is loaded again where it was changed."""
    if version_to_write(draft) != draft.version:
        draft.refresh_from_db(fields=LOADED)


def _check_pictures(draft: CaseDraft, new: CaseDocument, by: User) -> None:
    """A hash opens a picture to who reads the draft: who adds one has uploaded it, or the draft had it."""
    added = {*pictures_in(new)} - {*pictures_in(draft.document)}
    added = {*picture_sizes(added)} - uploaded_by(by, added)
    if added and not added <= _once_named(draft):
        raise PictureRefused("It names a picture that you have not uploaded. Upload it here.")


def _once_named(draft: CaseDraft) -> set[str]:
    """Every hash that was in the draft once: one that was removed may come back."""
    rows = draft.saves.values_list("changes", flat=True)
    return {hash for changes in rows for hash in re.findall("[0-9a-f]{64}", json.dumps(changes))}


def _made(document: CaseDocument, changes: Mapping[str, Any]) -> tuple[list[PartChange], CaseDocument]:
    made, new = [], document
    for address, value in changes.items():
        change = change_at(new, address, value)
        if change.before != change.after:
            made.append(change)
            new = apply(new, [change])
    return made, new


def _touches(save: DraftSave, made: Iterable[PartChange]) -> bool:
    return any(touches(theirs["address"], mine.address) for theirs in save.changes for mine in made)


def _kept_with(draft: CaseDraft, given: Mapping[str, Kept]) -> dict[str, Kept]:
    kept = {**draft.kept_text, **{chapter: keepable(typed) for chapter, typed in given.items()}}
    return {chapter: typed for chapter, typed in kept.items() if typed}


def _checked(document: CaseDocument) -> str:
    """The hash of a document that is within its limits. Raises OverLimit."""
    CASE_TITLE.check(len(str(document.get("title", ""))))
    STEPS.check(len(document.get("steps", ())))
    texts = [document.get("commentary"), document.get("summary")]
    texts += [step.get(name) for step in document.get("steps", ()) for name in ("narrative", "expert")]
    for text in texts:
        NARRATIVE.check(len(text or ""))
    written = canonical_json(document).encode()
    DRAFT_BYTES.check(len(written))
    return sha256(written).hexdigest()


def _write(
    draft: CaseDraft,
    made: list[PartChange],
    new: CaseDocument,
    *,
    by: User,
    now: datetime,
    said: str,
    **more: Any,
) -> DraftSave:
    draft.hash = _checked(new)
    draft.document, draft.version = new, draft.version + 1
    draft.title = seen(str(new.get("title") or "")) or UNTITLED
    draft.updated_at, draft.updated_by = now, by
    update(CaseDraft, {name: getattr(draft, name) for name in WRITTEN} | {"updated_by": by.pk}, id=draft.pk)
    changes = [change.as_data() for change in made]
    save = DraftSave(
        draft=draft, number=draft.version, by=by, at=now, said=said[:300], changes=changes, **more
    )
    insert(save)
    return save


# Taking back


@transaction.atomic
def undo_save(*, draft: CaseDraft, save: int, by: User, now: datetime) -> DraftSave:
    """Take back the last save that stands, or redo the one undone last; `save` is its key.

    Raises NothingToTakeBack, NotYourLibrary.
    """
    check_can_edit_library(by, draft.library)
    _load_for_writing(draft)
    found = DraftSave.objects.filter(draft=draft, pk=save).first()
    if found is None or save not in undoable_saves(draft):
        raise NothingToTakeBack
    back = inverse([change_from(change) for change in found.changes])
    was_undo = found.act == Act.UNDO
    said = f"Redid: {found.said.removeprefix('Undid: ')}" if was_undo else f"Undid: {found.said}"
    act = Act.REDO if was_undo else Act.UNDO
    new = apply(draft.document, back)
    return _write(draft, back, new, by=by, now=now, said=said, act=act, undoes=found)


@transaction.atomic
def restore_draft(*, draft: CaseDraft, number: int, opened: int, by: User, now: datetime) -> DraftSave | None:
    """Back to the state after save `number`, as one new save; None where that is how it stands.

    Raises DraftChangedElsewhere where somebody saved since `opened`, NothingToTakeBack, NotYourLibrary.
    """
    check_can_edit_library(by, draft.library)
    _load_for_writing(draft)
    if not 0 < number <= draft.version:
        raise NothingToTakeBack
    since = saves_since(draft, opened)
    if since:
        raise DraftChangedElsewhere(draft, since, {})
    old = document_at(draft, number)
    made = differences(draft.document, old)
    if not made:
        return None
    return _write(draft, made, old, by=by, now=now, said=f"Went back to save {number}")


def changed_parts(draft: CaseDraft, opened: int, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Of the parts that a page sends, those that stood otherwise when it was opened."""
    then = document_at(draft, opened)
    return {address: value for address, value in parts.items() if part_at(then, address) != value}


def document_at(draft: CaseDraft, number: int) -> CaseDocument:
    """The document as it stood after save `number`."""
    if number == draft.version:
        return draft.document
    later = saves_since(draft, number)
    return apply(draft.document, inverse(change_from(each) for save in later for each in save.changes))


@transaction.atomic
def delete_draft(*, draft: CaseDraft, by: User, now: datetime) -> None:
    """Delete a draft with its history; what was published of it stays. Raises NotYourLibrary."""
    check_can_edit_library(by, draft.library)
    number = draft.pk
    CaseDraft.objects.select_for_update().filter(pk=number).first()  # who saves at this moment is waited for
    draft.delete()
    log.info("draft_deleted", draft=number, by=by.pk, at=now.isoformat())


@transaction.atomic
def add_objective(*, draft: CaseDraft, text: str, by: User, now: datetime) -> str:
    """The key under which the library has the objective; new ones are added. Raises NotYourLibrary."""
    check_can_edit_library(by, draft.library)
    check_characters(text, "The objective")
    library = Library.objects.select_for_update().get(pk=draft.library_id)
    known = next((key for key, held in library.objectives.items() if held == seen(text)), None)
    if known is None:
        known = _free(slugify(text)[:40].strip("-") or "objective", library.objectives)
        library.objectives = {**library.objectives, known: seen(text)}
        library.updated_at = now
        library.save(update_fields=["objectives", "updated_at"])
    draft.library.objectives = library.objectives
    return known
