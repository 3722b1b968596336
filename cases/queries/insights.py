"""Whose a thing is that an administrator asks to look at, and what it is called to its owner."""

from collections.abc import Iterable

from django.db.models import Q

from cases.models import Attempt, CaseDraft, Library, PatientCase
from kidmet_site.accounts.models import Insight, User


def people_of(kind: str, number: int) -> list[User]:
    """Who owns it, and of a draft also who wrote in it; nobody where there is no such thing."""
    return list(User.objects.filter(_whose(kind, number)).distinct().order_by("pk"))


def _whose(kind: str, number: int) -> Q:
    if kind == Insight.Kind.CASE:
        return Q(pk__in=PatientCase.objects.filter(pk=number, is_record=False).values("owner"))
    if kind == Insight.Kind.ATTEMPT:
        return Q(pk__in=Attempt.objects.filter(pk=number).values("resident"))
    if kind == Insight.Kind.LIBRARY:
        return Q(pk__in=Library.objects.filter(pk=number, owner__isnull=False).values("owner"))
    if kind == Insight.Kind.DRAFT:
        drafts = CaseDraft.objects.filter(pk=number)
        roles = (
            "library__owner",
            "created_by",
            "updated_by",
            "saves__by",
            "comments__by",
            "reviews__reviewer",
        )
        who = Q()
        for role in roles:
            who |= Q(pk__in=drafts.filter(**{f"{role}__isnull": False}).values(role))
        return who
    return Q(pk__in=[])


def titles_of(insights: Iterable[Insight]) -> dict[tuple[str, int], str]:
    """By kind and number: what is still there is called by its title; one query a kind."""
    numbers: dict[str, set[int]] = {}
    for insight in insights:
        numbers.setdefault(insight.kind, set()).add(insight.number)
    titled = {
        Insight.Kind.CASE: (PatientCase, "title"),
        Insight.Kind.ATTEMPT: (Attempt, "version__title"),
        Insight.Kind.DRAFT: (CaseDraft, "title"),
        Insight.Kind.LIBRARY: (Library, "title"),
    }
    found: dict[tuple[str, int], str] = {}
    for kind, held in numbers.items():
        if kind in titled:
            model, title = titled[Insight.Kind(kind)]
            rows = model._default_manager.filter(pk__in=held).order_by().values_list("pk", title)
            found |= {(kind, pk): said for pk, said in rows}
    return found
