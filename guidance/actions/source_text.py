"""The source's own words beside the guidance: attached, shown to more or fewer people, taken out again.

They are the installation's, and no part of the guidance: nothing here writes a document.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from guidance.actions.auditing import record_act
from guidance.domain.characters import check_characters, seen, shown
from guidance.domain.limits import SOURCE_RIGHTS
from guidance.domain.source_fitting import FitReport, report_on
from guidance.domain.source_paragraphs import SourceParagraphs, read_paragraphs
from guidance.domain.words import SHOWN_TO
from guidance.models import Document, SourceText
from guidance.models.source_text import LONGEST_NAME
from guidance.pack.article_reading import check_article
from guidance.permissions import check_can_attach
from guidance.queries.draft import draft_entries, guidance_document, held_document
from kidmet_site.accounts.models import User

SUBJECT = "the source's own words"
AT_FIRST = "signed-in"
"""To whom a text is shown where nobody has chosen: the words may be under copyright."""


class NothingFits(ValueError):
    """The text is not the one that the guidance restates."""

    def __init__(self, report: FitReport) -> None:
        count = report.statements
        if not count:
            super().__init__("The guidance has no statements yet, so no paragraph belongs to any.")
            return
        super().__init__(
            f"None of the {count:,} statements finds its paragraph below its heading in this text. It is "
            "another document, or its paragraphs do not stand on one line each."
        )


class NothingAttached(LookupError):
    def __init__(self) -> None:
        super().__init__("The source's own words are not attached.")


@dataclass(frozen=True)
class AttachedText:
    """What attaching a text did, or would do. `other_paragraphs` are those that the text before did not have,
    None where there was none before."""

    report: FitReport
    hash: str
    shown_to: str
    rights: str
    is_changed: bool
    is_tried: bool = False
    other_paragraphs: int | None = None


@transaction.atomic
def attach_source_text(
    *,
    text: str,
    name: str,
    by: User | None,
    now: datetime,
    shown_to: str = "",
    rights: str | None = None,
    is_tried: bool = False,
) -> AttachedText:
    """Put a text in the place of the one that is attached, whole or not at all. The same a second time
    changes nothing; who sees it and the rights stay where nothing is said of them.

    `by` is None where the command does it, `is_tried` where nothing is to be written. Raises NotACurator,
    NoDraft, NothingFits, OverLimit, ForbiddenCharacter.
    """
    check_can_attach(by)
    plain, said_rights = check_article(text), None if rights is None else _rights(rights)
    document = held_document(guidance_document().pk)
    before = SourceText.objects.filter(document=document).first()
    made = SourceText(
        document=document,
        pk=before.pk if before else None,
        text=plain,
        hash=hashlib.sha256(plain.encode()).hexdigest(),
        name=shown(name, LONGEST_NAME),
        rights=(before.rights if before else "") if said_rights is None else said_rights,
        shown_to=_shown_to(shown_to or (before.shown_to if before else AT_FIRST)),
        attached_at=now,
    )
    done = _weighed(made, before, document, is_tried)
    if done.is_changed and not is_tried:
        made.save()
        paragraphs, found = done.report.paragraphs, done.report.found
        record_act(
            act="attached",
            by=by,
            now=now,
            subject=SUBJECT,
            paragraphs=paragraphs,
            statements=found,
            **_told(made),
        )
    return done


def _weighed(made: SourceText, before: SourceText | None, document: Document, is_tried: bool) -> AttachedText:
    paragraphs = read_paragraphs(made.text)
    report = report_on(paragraphs, draft_entries(document))
    if not report.below_own_heading:
        raise NothingFits(report)
    same = before is not None and all(
        getattr(before, name) == getattr(made, name) for name in ("hash", "rights", "shown_to")
    )
    others = _others(paragraphs, read_paragraphs(before.text)) if before else None
    return AttachedText(report, made.hash, made.shown_to, made.rights, not same, is_tried, others)


def _others(paragraphs: SourceParagraphs, before: SourceParagraphs) -> int:
    known = {each.words for each in before.all}
    return sum(each.words not in known for each in paragraphs.all)


@transaction.atomic
def show_source_text(*, shown_to: str, rights: str, by: User, now: datetime) -> bool:
    """Say who sees the text that is attached, and who holds the rights; whether that changed anything.

    Raises NotACurator, NothingAttached, OverLimit, ForbiddenCharacter.
    """
    check_can_attach(by)
    held = _held()
    if (held.shown_to, held.rights) == (_shown_to(shown_to), _rights(rights)):
        return False
    held.shown_to, held.rights = shown_to, _rights(rights)
    held.save(update_fields=["shown_to", "rights"])
    record_act(act="showed", by=by, now=now, subject=SUBJECT, **_told(held))
    return True


@transaction.atomic
def detach_source_text(*, by: User | None, now: datetime) -> None:
    """Take the text out: nothing of it is kept. Raises NotACurator, NothingAttached."""
    check_can_attach(by)
    held = _held()
    record_act(act="took out", by=by, now=now, subject=SUBJECT, hash=held.hash, name=held.name)
    held.delete()


def _held() -> SourceText:
    held = SourceText.objects.select_for_update().filter(document__is_guidance=True).first()
    if held is None:
        raise NothingAttached
    return held


def _told(row: SourceText) -> dict[str, Any]:
    return {"hash": row.hash, "name": row.name, "shown_to": SHOWN_TO[row.shown_to], "rights": row.rights}


def _rights(given: str) -> str:
    rights = " ".join(seen(given).split())
    SOURCE_RIGHTS.check(len(rights))
    check_characters(rights, "What is said of the rights")
    return rights


def _shown_to(code: str) -> str:
    if code not in SHOWN_TO:
        raise ValueError(f"“{code}” is nobody to show it to: {', '.join(SHOWN_TO)}.")
    return code
