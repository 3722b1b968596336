"""Everything that is held of a person, written into a zip by the worker, a few seconds at a time."""

import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from textwrap import wrap
from typing import Any, Literal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localtime

from cases.queries.stored_files import StoredFile
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import EXPORT_BYTES, REMARK
from kidmet_site.accounts.holdings import Holding, all_holdings
from kidmet_site.accounts.models import AccountExport, User
from kidmet_site.work.jobs import Progress, begin, kind
from kidmet_site.work.models import Job

EXPORTING = "export_account"
README = "README.txt"
LEFT_OUT = "left-out.json"
PORTION_SECONDS, PORTION_BYTES = 0.3, 4_000_000
"""What is gathered before it is written in one go."""
WHO_IS_NAMED = (
    "Where something points to another person it says “somebody else”. Others are named only where you can "
    "read their names on this site as well: in “who-looked”, since whoever looked at what is yours answers "
    "to you for it; in “notices”, which say who did what; in texts, titles, credits and sign-offs, as they "
    "were written; and, if you administer the site, in “administration”, which says what you changed."
)
"""The page that makes the file says it, and the file itself."""
BEGINNING: dict[str, Any] = {"holding": 0, "after": None, "number": 0, "counts": {}, "left_out": []}


ANEW_AFTER = timedelta(minutes=10)
"""Between one file and the next of the same person: each reads everything of theirs."""


class ExportRefused(ValueError):
    """Why no export is begun, in a sentence."""


@transaction.atomic
def begin_export(*, person: User, by: User, now: datetime, reason: str = "") -> AccountExport:
    """A new export; an earlier one goes with its file. While one is being made it is given back.

    Raises ExportRefused: an administrator says why they ask for it in somebody's place, and nobody has it
    made anew before its time. OverLimit.
    """
    check_characters(reason, "The reason")
    REMARK.check(len(reason.strip()))
    if by != person and not seen(reason):
        raise ExportRefused("Say why you ask for it in their place: they read it.")
    if User.objects.select_for_update().filter(pk=person.pk).first() is None:
        raise ExportRefused("This account was deleted in the meantime: nothing of it is left to export.")
    last = AccountExport.objects.filter(person=person).first()
    if last and not last.is_done and (job := job_of(last)) and job.is_open:
        return last
    if last and now < anew_from(last):
        raise ExportRefused(
            f"This file was asked for at {localtime(last.asked_at):%H:%M}. Another can be made from "
            f"{localtime(anew_from(last)):%H:%M} on."
        )
    AccountExport.objects.filter(person=person).delete()
    made = AccountExport.objects.create(person=person, asked_by=by, reason=seen(reason), asked_at=now)
    begin(
        EXPORTING,
        payload={"export": made.pk},
        by=by,
        now=now,
        path=reverse("account_export") if by == person else "",
        once=f"person {person.pk}",
    )
    return made


def export_of(person: User) -> AccountExport | None:
    return AccountExport.objects.filter(person=person).select_related("asked_by").first()


def export_by_others(person: User) -> AccountExport | None:
    """The one that stands, where an administrator asked for it: whose it is learns of it on their page."""
    stands = export_of(person)
    return stands if stands and stands.asked_by_id != person.pk else None


def anew_from(export: AccountExport) -> datetime:
    return export.asked_at + ANEW_AFTER


def job_of(export: AccountExport) -> Job | None:
    """The work on it, while it is remembered."""
    jobs = Job.objects.filter(kind=EXPORTING, key=f"person {export.person_id}")
    return jobs.filter(created_at__gte=export.asked_at).first()


def kept_until(export: AccountExport) -> datetime | None:
    """When its file is deleted; None while it is made."""
    done = export.finished_at
    return done and done + timedelta(days=settings.RETAIN_EXPORTS_DAYS)


@kind(EXPORTING, title="Everything of yours, as a file")
def step_export(job: Job, *, now: datetime, until: float) -> Progress:
    """Portions until the time is over. Each stands in the export with where to go on: it is written once."""
    while True:
        export = AccountExport.objects.select_related("person").filter(pk=job.payload["export"]).first()
        if export is None or export.is_done:
            return Progress()
        total = job.total or sum(held.shown_rows_of(export.person).count() for held in _exported())
        portion = _gather(export)
        if _keep(export, portion, now) and portion.is_over:
            return Progress(done=portion.rows, total=portion.rows)
        if time.monotonic() >= until:
            return Progress(done=portion.rows, total=max(total, portion.rows), is_done=False)


@dataclass
class Portion:
    """Files to be written together, and where it stands after them."""

    stands: dict[str, Any]
    rows: int
    size: int
    files: list[tuple[str, bytes]] = field(default_factory=list)
    is_over: bool = False

    def put(self, name: str, content: Any) -> None:
        if not isinstance(content, bytes):
            content = json.dumps(content, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder).encode()
        self.files.append((name, content))
        self.size += len(content)


@transaction.atomic
def _keep(export: AccountExport, portion: Portion, now: datetime) -> bool:
    """Append it, unless another worker was quicker: nobody else's writing waits for longer than that."""
    row = AccountExport.objects.select_for_update().filter(pk=export.pk).first()
    if row is None or row.stands != export.stands:
        return False
    with _opened(row) as file:
        for name, content in portion.files:
            file.writestr(name, content)
    row.stands, row.rows = portion.stands, portion.rows
    row.finished_at = now if portion.is_over else None
    row.save()
    return True


@contextmanager
def _opened(export: AccountExport) -> Iterator[zipfile.ZipFile]:
    """The file as a zip to go on with; its size is in `export` afterwards."""
    mode: Literal["w", "a"] = "a" if export.size else "w"
    with StoredFile(export) as stored:
        with zipfile.ZipFile(stored, mode, zipfile.ZIP_DEFLATED) as file:
            yield file
        export.size = stored.size


def _exported() -> list[Holding]:
    """Pictures are the last, so that a limit is met by them alone."""
    held = [each for each in all_holdings() if each.export is not None]
    return sorted(held, key=lambda each: each.is_binary)


def _gather(export: AccountExport) -> Portion:
    holdings, until = _exported(), time.monotonic() + PORTION_SECONDS
    portion = Portion(deepcopy(export.stands) or deepcopy(BEGINNING), export.rows, export.size)
    stands = portion.stands
    while stands["holding"] < len(holdings):
        held = holdings[stands["holding"]]
        if rows := _after(held, export.person, stands["after"]):
            _gather_rows(portion, held, export.person, rows)
        else:
            stands |= {"holding": stands["holding"] + 1, "after": None, "number": 0}
        if time.monotonic() >= until or portion.size - export.size >= PORTION_BYTES:
            return portion
    if stands["left_out"]:
        portion.put(LEFT_OUT, stands["left_out"])
    portion.put(README, _readme(export, stands).encode())
    portion.is_over = True
    return portion


def _after(held: Holding, person: User, after: Any) -> list[Any]:
    rows: QuerySet = held.shown_rows_of(person).order_by("pk")
    return list((rows.filter(pk__gt=after) if after is not None else rows)[: held.per_file])


def _gather_rows(portion: Portion, held: Holding, person: User, rows: list[Any]) -> None:
    assert held.export is not None
    stands, folder = portion.stands, folder_of(held)
    number = stands["number"] + 1
    content = [held.export(row, person) for row in rows]
    if held.per_file > 1:
        portion.put(f"{folder}/{number:03}.json", content)
    else:
        name = held.name_of(rows[0]) if held.name_of else f"{number:05}.json"
        if held.is_binary and portion.size + len(content[0]) > EXPORT_BYTES.most:
            stands["left_out"].append(name)
        else:
            portion.put(f"{folder}/{name}", content[0])
        if held.beside and (more := held.beside(rows[0])):
            portion.put(f"{folder}/{name.removesuffix('.json')}.kept-text.json", more)
    last = rows[-1].pk
    stands |= {"after": last if isinstance(last, int) else str(last), "number": number}
    stands["counts"][held.key] = stands["counts"].get(held.key, 0) + len(rows)
    portion.rows += len(rows)


def folder_of(held: Holding) -> str:
    return slugify(held.title)


def _readme(export: AccountExport, stands: dict[str, Any]) -> str:
    lines = [
        f"Everything that KidMet holds of {export.person.email}",
        f"as of {export.asked_at:%-d %B %Y}.",
        "",
        "Each folder has one kind of thing. The files are JSON, which any text editor opens; pictures are",
        "as they are kept. A file in “cases” is a case file: KidMet takes it where you begin a case. Of",
        "passwords and keys no secret is in it.",
        "",
        *wrap(WHO_IS_NAMED, 100),
        "",
    ]
    for held in _exported():
        count = stands["counts"].get(held.key, 0)
        if count:
            lines += [f"{folder_of(held)}/ ({count})", f"    {held.what}", ""]
    lines += ["Not in it:", ""]
    lines += [f"{held.title}. {held.not_exported}" for held in all_holdings() if held.export is None]
    if stands["left_out"]:
        lines.append(
            f"{len(stands['left_out'])} pictures: {EXPORT_BYTES.what} takes at most {EXPORT_BYTES.allowed}. "
            f"{LEFT_OUT} has their names; they can be fetched from the teaching cases that show them."
        )
    return "\n".join(lines) + "\n"


def forget_old_exports(now: datetime) -> None:
    """Files that were there for as long as is set, and what was never finished."""
    before = now - timedelta(days=settings.RETAIN_EXPORTS_DAYS)
    old = Q(finished_at__lt=before) | Q(finished_at=None, asked_at__lt=before)
    AccountExport.objects.filter(old).delete()
