"""Shipped cases with pictures at their first steps, as versions of their own."""

import copy
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases.actions.pictures import keep_picture
from cases.models import Picture, TeachingCaseVersion
from cases.queries.teaching import teaching_case_at
from guidance.domain.edition import content_hash
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, LUNG, begun, load_cases
from tests.cases.drafts import draft_of, save
from tests.cases.pictures import slice_of, uploaded

ALT = "Grey discs on a dark ground, each larger than the one before."


def kept(number: int, by: User, now: datetime | None = None, edge: int = 64) -> Picture:
    upload = uploaded(slice_of(number, edge=edge), f"slice {number}.png")
    return keep_picture(upload=upload, by=by, now=now or timezone.now())


def stack_of(pictures: list[Picture], key: str = "ct", **more: Any) -> dict[str, Any]:
    slices = [
        {"image": each.pk, "caption": f"Level {number}"} for number, each in enumerate(pictures, start=1)
    ]
    return {
        "key": key,
        "caption": "CT, portal venous phase",
        "alt": ALT,
        "origin": "Drawn for this test",
        "licence": "CC0-1.0",
        "slices": slices,
        **more,
    }


def illustrated(by: User, *steps: list[dict[str, Any]], slug: str = LUNG) -> TeachingCaseVersion:
    """A new version of a shipped case, with these stacks at its first steps."""
    load_cases()
    case = teaching_case_at(LIBRARY, slug)
    old = TeachingCaseVersion.objects.get(pk=case.latest_id)
    document = copy.deepcopy(old.document)
    for step, stacks in zip(document["steps"], steps, strict=False):
        step["images"] = stacks
    held = {name: getattr(old, name) for name in ("title", "summary", "topic", "difficulty", "minutes")}
    case.latest = TeachingCaseVersion.objects.create(
        teaching_case=case,
        number=old.number + 1,
        document=document,
        hash=content_hash(document),
        published_at=timezone.now(),
        published_by=by,
        **held,
    )
    case.save(update_fields=["latest"])
    return case.latest


def with_pictures(cast: dict[str, User]) -> dict[str, Any]:
    """What leads to a picture of the resident's own attempt."""
    shown = kept(1, cast["educator"])
    illustrated(cast["educator"], [stack_of([shown])])
    return {"pk": begun(cast["resident"]).pk, "picture": shown.pk}


def draft_with_stack(by: User, count: int = 3) -> dict[str, Any]:
    """What leads to a draft whose first step has a stack of these slices, "images"."""
    draft = draft_of(by)
    pictures = [kept(number, by) for number in range(count)]
    save(draft, by, steps__history__images=[stack_of(pictures, key="images")])
    return {"pk": draft.pk}
