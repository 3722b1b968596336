"""Inviting people, one by one or by a list that says first what it would do."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from guidance.permissions import allowed
from kidmet_site.accounts.invitation_mail import begin_sending
from kidmet_site.accounts.inviting import HOLDS, Invited, invite_people
from kidmet_site.accounts.models import PeopleList, User
from kidmet_site.accounts.people_forms import InviteForm, PeopleFileForm
from kidmet_site.accounts.people_lists import ListChanged, ListRefused, carry_out_list, keep_list, rows_of
from kidmet_site.accounts.people_planning import WORDS, ListPlan, PlannedRow, RowOutcome, plan_people
from kidmet_site.accounts.people_queries import as_sheet
from kidmet_site.accounts.people_sheet import SheetRow, write_people_sheet
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.sheets import ReportRow, address_fault, report_of
from kidmet_site.work.jobs import worker_was_seen
from kidmet_site.work.permissions import runs_the_site

ALREADY = {
    RowOutcome.CHANGED: "here or invited already",
    RowOutcome.CLOSED: "closed here",
    RowOutcome.INVITED: "invited already",
    RowOutcome.SAME: "here already",
}
EXAMPLE = (
    ("robin@hospital.example", "Robin Reed", "resident"),
    ("sam@hospital.example", "Sam Singh", "resident, educator"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(runs_the_site)
def people_invite(request: PersonRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"roles": ["resident"]})
    plan = _plan_of(form) if form.is_valid() else None
    if plan and not form.errors:
        return _invited(request, form, plan)
    return render(request, "account/people_invite.html", {"form": form, "days": HOLDS.days})


def _plan_of(form: InviteForm) -> ListPlan:
    """What is wrong with an address is told beside the field, and nothing typed is lost."""
    roles = form.cleaned_data["roles"]
    emails = form.cleaned_data["emails"]
    rows = [
        SheetRow(at, User.normalize_username(email), "", roles, address_fault(email))
        for at, email in enumerate(emails, 1)
    ]
    plan = plan_people(rows, now=timezone.now())
    for row in plan.of(RowOutcome.WRONG):
        form.add_error("emails", ValidationError(f"“{row.email[:80]}”: {row.said}"))
    return plan


def _invited(request: PersonRequest, form: InviteForm, plan: ListPlan) -> HttpResponse:
    now, new = timezone.now(), plan.of(RowOutcome.NEW)
    try:
        with transaction.atomic():
            invite_people([Invited(row.email, row.after) for row in new], by=request.user, now=now)
            if new:
                begin_sending(by=request.user, now=now)
    except IntegrityError:
        messages.error(request, "Somebody else invited one of them this very moment. Look, then try again.")
        return redirect("people")
    if new:
        messages.success(request, f"Invited: {_people(len(new))}. {_on_the_way()}")
    for row in plan.rows:
        if row.outcome is not RowOutcome.NEW:
            messages.warning(request, f"{row.email} is {ALREADY[row.outcome]}; nothing was changed.")
    return redirect("people")


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _on_the_way() -> str:
    if worker_was_seen(timezone.now()):
        return "The messages are on their way."
    return "The messages wait for a worker, which is not running just now."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(runs_the_site)
def people_upload(request: PersonRequest) -> HttpResponse:
    form = PeopleFileForm(request.POST, request.FILES) if request.method == "POST" else PeopleFileForm()
    if form.is_valid():
        given = form.cleaned_data["file"]
        held = keep_list(given.rows, name=given.name, by=request.user, now=timezone.now())
        if given.not_read:
            messages.warning(request, given.not_read)
        return redirect("people_report", pk=held.pk)
    return render(request, "account/people_upload.html", {"form": form, "example": EXAMPLE})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(runs_the_site)
def people_report(request: PersonRequest, pk: int) -> HttpResponse:
    """What the list would do; the button does it, whole."""
    held = PeopleList.objects.filter(pk=pk, uploaded_by=request.user).first()
    if held is None:
        messages.info(request, "This list waits no more: it was done, replaced, or is older than a day.")
        return redirect("people_upload")
    if request.method == "POST":
        return _carried_out(request, held)
    plan = plan_people(rows_of(held), now=timezone.now())
    context = {
        "held": held,
        "claims_decide": bool(settings.OIDC and settings.OIDC.roles_claim),
        **report_of(
            plan, WORDS, _report_row, shown=request.GET.get("show", ""), page=request.GET.get("page")
        ),
    }
    return render(request, "account/people_report.html", context)


def _report_row(row: PlannedRow) -> ReportRow:
    before = ", ".join(row.before) if row.before != row.after else ""
    is_told = row.outcome not in (RowOutcome.WRONG, RowOutcome.DUPLICATE)
    after = ", ".join(row.after) or "no role" if is_told else ""
    return ReportRow(row.line, row.email, row.name, row.word, row.said, before, after)


def _carried_out(request: PersonRequest, held: PeopleList) -> HttpResponse:
    given = request.POST.get("shown", "")
    try:
        plan = carry_out_list(held, shown=given, by=request.user, now=timezone.now())
    except (ListChanged, IntegrityError):
        if PeopleList.objects.filter(pk=held.pk).exists():  # else it was done by a press at the same moment
            messages.warning(
                request, "Meanwhile something else happened here. This is what the list does now."
            )
        return redirect("people_report", pk=held.pk)
    except ListRefused:
        return redirect("people_report", pk=held.pk)
    new, changed = len(plan.of(RowOutcome.NEW)), len(plan.of(RowOutcome.CHANGED))
    said = [f"Invited: {_people(new)}. {_on_the_way()}"] if new else []
    said += [f"Roles changed: {_people(changed)}."] if changed else []
    messages.success(request, " ".join(said) or "Nothing was to be done.")
    return redirect("people")


@require_GET
@allowed(runs_the_site)
def people_template(request: PersonRequest) -> HttpResponse:
    return _download("".join(write_people_sheet(EXAMPLE)), "kidmet-people-template.csv")


@require_GET
@allowed(runs_the_site)
def people_export(request: PersonRequest) -> HttpResponseBase:
    """Who is here, as a list to change and upload again."""
    found = as_sheet().iterator(chunk_size=500)
    rows = ((person.email, person.display_name, ", ".join(person.roles) or "none") for person in found)
    response = StreamingHttpResponse(write_people_sheet(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kidmet-people.csv"'
    return response


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
