"""Visits pages of the site in the database that DATABASE_URL names, as they are asked for on standard input.

Each line of it is the name of a page; the answer is a line of JSON: seconds, queries and bytes. The pages are
those of a module that is named, else of the whole site.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

Visit = tuple[str, str]
"""Who asks, and for which address."""

FILES: dict[str, Visit] = {"audit, file": ("curator", "/curate/audit/export/")}


def addresses() -> dict[str, Visit]:
    """Every page that may grow, by name; those about one row are of the demonstration."""
    from cases.models import Attempt
    from guidance.models import AuditEntry, ChangeSet
    from kidmet_site.accounts.models import User
    from tests.benchmarks.seeding import RESIDENT

    own = Attempt.objects.filter(resident__email=RESIDENT)
    attempt = own.filter(submitted_at__isnull=False).order_by("pk")[0]
    change_set = ChangeSet.objects.order_by("pk")[0].pk
    case, entry = _own_case(), AuditEntry.objects.order_by("pk")[0].pk
    person = User.objects.get(email=RESIDENT).pk
    return {
        **_work_pages(case, attempt, own.filter(submitted_at__isnull=True)[0]),
        **_guidance_pages(),
        **_curating_pages(change_set),
        **_audit_pages(change_set),
        **dict(_cohort_pages(attempt)),
        **dict(_admin_pages(case, attempt.pk, change_set, person, entry)),
    }


def _own_case() -> int:
    from cases.models import PatientCase
    from tests.benchmarks.seeding import OWN_CASE, RESIDENT

    return PatientCase.objects.get(owner__email=RESIDENT, title=OWN_CASE).pk


def _work_pages(case: int, attempt: Any, going: Any) -> dict[str, Visit]:
    """Cases, the library and learning."""
    return {
        "landing": ("", "/"),
        "landing, signed in": ("resident", "/"),
        "account": ("resident", "/account/"),
        "cases": ("resident", "/cases/"),
        "cases, last page": ("resident", "/cases/?page=999999"),
        "cases, search": ("resident", "/cases/?q=made+up+1"),
        "cases, nothing found": ("resident", "/cases/?q=zebra"),
        "case": ("resident", f"/cases/{case}/"),
        "case, chapter": ("resident", f"/cases/{case}/primary/"),
        "case, summary": ("resident", f"/cases/{case}/summary/"),
        "case, export": ("resident", f"/cases/{case}/export/"),
        "case, delete": ("resident", f"/cases/{case}/delete/"),
        "new case": ("resident", "/cases/new/"),
        "import": ("resident", "/cases/import/"),
        "library": ("resident", "/library/"),
        "teaching case": ("resident", f"/library/kidney-metastases/{attempt.teaching_case.slug}/"),
        "attempt": ("resident", f"/library/attempts/{going.pk}/steps/{_step_of(going)}/"),
        "debrief": ("resident", f"/library/attempts/{attempt.pk}/debrief/"),
        "learning": ("resident", "/learn/"),
        "learning, last page": ("resident", "/learn/?page=999999"),
        "review": ("resident", "/learn/review/"),
    }


def _guidance_pages() -> dict[str, Visit]:
    """As readers see it."""
    from guidance.models import Edition, Flag

    latest = Edition.objects.latest("number").number
    flag = Flag.objects.order_by("pk")[0]
    return {
        "guidance": ("resident", "/guidance/"),
        "guidance, a section": ("curator", "/guidance/diagnosis/imaging/"),
        "guidance, search": ("resident", "/guidance/search/?q=lung"),
        "guidance, references": ("resident", "/guidance/references/"),
        "editions": ("", "/guidance/editions/"),
        "editions, last page": ("resident", "/guidance/editions/?page=999999"),
        "no such edition": ("", "/guidance/?edition=999"),
        "what changed": ("", "/guidance/changes/"),
        "what changed since the first": ("", "/guidance/changes/?from=1"),
        "an old edition": ("", f"/guidance/?edition={max(1, latest - 1)}"),
        "notices": ("resident", "/guidance/notices/"),
        "a statement with flags": ("curator", f"/guidance/statements/{flag.entry_id}/"),
    }


def _curating_pages(change_set: int) -> dict[str, Visit]:
    from guidance.queries.editions import current_edition

    return {
        "curate": ("curator", "/curate/"),
        "draft": ("curator", "/curate/draft/"),
        "draft, the document": ("curator", "/curate/draft/document/"),
        "draft, a statement": ("curator", "/curate/draft/statements/111-1/"),
        "draft, notes": ("curator", "/curate/draft/notes/"),
        "draft, references": ("curator", "/curate/draft/references/"),
        "draft, rules": ("curator", "/curate/draft/rules/"),
        "draft, a rule": ("curator", f"/curate/draft/rules/{next(iter(current_edition().rules))}/"),
        "changes": ("curator", "/curate/changes/"),
        "changes, last page": ("curator", "/curate/changes/?page=999999"),
        "changes, published": ("curator", "/curate/changes/?state=published"),
        "change set": ("curator", f"/curate/changes/{change_set}/"),
        "change set, export": ("curator", f"/curate/changes/{change_set}/export/"),
        "impact": ("curator", "/curate/impact/"),
        "coverage": ("curator", "/curate/coverage/"),
        "publish": ("curator", "/curate/publish/"),
        "flags": ("curator", "/curate/flags/"),
        "flags, last page": ("curator", "/curate/flags/?page=999999"),
        "flags, open": ("curator", "/curate/flags/?state=open"),
        "exchange": ("curator", "/curate/exchange/"),
    }


def _audit_pages(change_set: int) -> dict[str, Visit]:
    return {
        "audit": ("curator", "/curate/audit/"),
        "audit, last page": ("curator", "/curate/audit/?page=999999"),
        "audit, a person": ("curator", "/curate/audit/?person=person+5"),
        "audit, an act": ("curator", "/curate/audit/?act=published"),
        "audit, words": ("curator", "/curate/audit/?words=plainer"),
        "audit, a change set": ("curator", f"/curate/audit/?change_set={change_set}"),
        "audit, nothing found": ("curator", "/curate/audit/?words=zebra"),
        "interests": ("curator", "/curate/interests/"),
    }


def _step_of(attempt: Any) -> str:
    from cases.queries.teaching import teaching_case_in

    return teaching_case_in(attempt.version).steps[attempt.step].key


def _cohort_pages(attempt: Any) -> Iterator[tuple[str, Visit]]:
    """Of the one cohort of the demonstration, and what was handed in there."""
    case = attempt.assigned_case
    look, own, handed_in = attempt.second_looks.get(), f"assignments/{case.assignment_id}/", attempt.pk
    seat = case.assignment.cohort.members.get().pk
    yield "learning, an assignment", ("resident", f"/learn/{own}")
    yield "learning, join", ("resident", "/learn/join/")
    yield "second look", ("resident", f"/library/attempts/{handed_in}/marks/{look.mark_id}/")
    cohort = f"cohorts/{case.assignment.cohort_id}/"
    taught = {
        "teach": "",
        "cohorts": "cohorts/",
        "cohort": cohort,
        "cohort, about": f"{cohort}about/",
        "cohort, people": f"{cohort}people/",
        "cohort, one of its people": f"{cohort}people/{seat}/",
        "cohort, upload a list": f"{cohort}people/list/",
        "cohort, results": f"{cohort}results/",
        "cohort, assign": f"{cohort}assign/",
        "assignment": own,
        "assignment, terms": f"{own}terms/",
        "assignment, more time": f"{own}people/{case.assignment.assignees.get().pk}/",
        "assignment, results of a case": f"{own}cases/{case.pk}/",
        "attempt, as it is taught": f"attempts/{handed_in}/",
        "attempt, one mark": f"attempts/{handed_in}/marks/{look.mark_id}/",
    }
    yield from ((name, ("educator", f"/teach/{path}")) for name, path in taught.items())


def _admin_pages(
    case: int, attempt: int, change_set: int, person: int, entry: int
) -> Iterator[tuple[str, Visit]]:
    from django.contrib import admin

    yield "admin", ("administrator", "/admin/")
    for model in admin.site._registry:
        label = model._meta.label_lower.replace(".", "/")
        yield f"admin, {model._meta.verbose_name_plural}", ("administrator", f"/admin/{label}/")
    for label in ("cases/patientcase", "cases/attempt", "cases/mark", "guidance/auditentry", "accounts/user"):
        yield f"admin, {label}, last page", ("administrator", f"/admin/{label}/?p={last_of(label)}")
    for label, pk in {
        "cases/patientcase": case,
        "cases/attempt": attempt,
        "guidance/changeset": change_set,
        "guidance/edition": 1,
        "guidance/auditentry": entry,
        "accounts/user": person,
    }.items():
        yield f"admin, one {label}", ("administrator", f"/admin/{label}/{pk}/change/")


def last_of(label: str) -> int:
    """The number of the admin's last page of these rows."""
    from django.apps import apps
    from django.contrib import admin

    shown: Any = admin.site._registry[apps.get_model(label.replace("/", "."))]
    return max(1, -(-shown.get_queryset(None).count() // shown.list_per_page))


def seconds_worked() -> float:
    """What this process and PostgreSQL's for its connection have worked: waiting for others is not in it."""
    return time.process_time() + _of_server()


def _of_server() -> float:
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e9


class Visitor:
    def __init__(self, pages: dict[str, Visit]) -> None:
        self.pages = pages
        self.clients = {who: self._client(who) for who in {who for who, _ in self.pages.values()}}

    def _client(self, who: str) -> Client:
        from kidmet_site.accounts.models import User

        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        if who == "administrator":
            client.force_login(User.objects.get_or_create(email="root@kidmet.example", is_superuser=True)[0])
        elif who:
            client.force_login(User.objects.get(email=f"{who}@demo.kidmet.example"))
        return client

    def go(self, name: str) -> dict[str, Any]:
        who, path = self.pages[name]
        gc.collect()  # what an earlier page left behind is not this one's
        begun = seconds_worked()
        response = self.clients[who].get(path)
        size = len(response.getvalue())
        took = seconds_worked() - begun
        context = getattr(response, "context_data", None) or {}
        is_paged = "cl" in context and context["cl"].multi_page
        return {"seconds": took, "bytes": size, "status": response.status_code, "is_paged": is_paged}

    def memory(self, name: str) -> dict[str, Any]:
        """The most that is held at a time while a file is sent piece by piece."""
        who, path = FILES[name]
        tracemalloc.start()
        for _ in self.clients[who].get(path).streaming_content:
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return {"bytes": most}

    def count(self, name: str) -> dict[str, Any]:
        with CaptureQueriesContext(connection) as queries:
            found = self.go(name)
        slowest = sorted(((float(each["time"]), each["sql"]) for each in queries), reverse=True)
        # Of a list of the admin that fits on one page Django does not ask which rows stand on it.
        return found | {"queries": len(queries) - found["is_paged"], "slowest": slowest[:3]}


def main(pages: dict[str, Visit]) -> None:
    visitor = Visitor(pages)
    gc.collect()
    gc.freeze()  # the code itself is no page's garbage, and looking through it takes longer than most pages
    print(json.dumps(list(visitor.pages)), flush=True)
    for line in sys.stdin:
        act, _, name = line.strip().partition(" ")
        work: Callable[[str], dict[str, Any]] = getattr(visitor, act)
        print(json.dumps(work(name)), flush=True)


if __name__ == "__main__":
    os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"  # all work is that of one process
    import_module("kidmet_site.wsgi")  # garbage is looked for as in what is deployed
    main(import_module(sys.argv[1]).addresses() if sys.argv[1:] else addresses())
