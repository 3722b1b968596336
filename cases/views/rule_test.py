from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from cases.presenting.rule_test import trial_of
from cases.queries.trying import EMPTY, TrialCases
from guidance.domain.conditions.tree import to_data
from guidance.domain.naming import Names
from guidance.forms.conditions import TypedCondition, typed_condition
from guidance.permissions import allowed, can_curate
from guidance.queries.draft import NoDraft
from guidance.views.loading import heavy
from guidance.views.writing_into import NAME, carried, draft_shown
from kidmet_site.accounts.requests import PersonRequest

CHOSEN = "rule_test_case"
PAGE = "cases/rule_test.html"
LONGEST_ID = 200


@heavy("trying a rule")
@require_POST
@vary_on_headers("HX-Request")
@allowed(can_curate)
def rule_test(request: PersonRequest) -> HttpResponse:
    """A condition as it stands in a form, saved or not, against the chosen case; nothing is written."""
    cases = TrialCases(request.user)
    chosen = request.POST.get("case", request.session.get(CHOSEN, ""))[:LONGEST_ID]
    facts = cases.facts(chosen) if chosen else None
    if request.session.get(CHOSEN, "") != chosen:
        request.session[CHOSEN] = chosen
    typed = typed_condition(request.POST)
    trial = None
    if facts is not None and typed.is_read:
        trial = trial_of(typed.root, facts, request.POST.get("effect", ""))
    context = {
        "groups": cases.groups,
        "chosen": chosen,
        "empty": EMPTY,
        "is_gone": bool(chosen) and facts is None,
        "typed": typed,
        "trial": trial,
        "kept": _kept(request),
        "back": _back(request),
    }
    if request.htmx:
        return render(request, f"{PAGE}#tried", context)
    return render(request, PAGE, context | {"name": _name(request, typed)})


def _name(request: PersonRequest, typed: TypedCondition) -> str:
    """What the rule is called, with the condition that is tried; "" for one that the draft does not have."""
    if not (asked := request.POST.get("rule")):
        return ""
    try:
        _, draft = draft_shown(request)
    except NoDraft:
        return ""
    rule = draft.entries.get("rule", asked)
    if rule is None:
        return ""
    when = {"when": to_data(typed.root)} if typed.is_read else {}
    return Names(draft.entries).title_of_rule({**rule, **when})


def _back(request: PersonRequest) -> str:
    """The page of the rule that is being written, the condition in the form that it was sent in."""
    try:
        address = reverse("draft_rule", kwargs={"rule_id": request.POST.get("rule", "")})
    except NoReverseMatch:
        return ""
    address = f"{address}?as=text" if "text" in request.POST else address
    return carried(address, request.POST.get(NAME, ""))


def _kept(request: PersonRequest) -> list[tuple[str, str]]:
    """What the page sends again: everything but the choice of the case and the button that was pressed."""
    return [
        (name, value)
        for name in request.POST
        if name not in ("case", "op", "csrfmiddlewaretoken")
        for value in request.POST.getlist(name)
    ]
