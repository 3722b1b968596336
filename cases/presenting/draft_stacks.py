"""The pictures of a draft: a card for each stack of a step, and one stack as it stands in its form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.domain.teaching.case import TeachingStep
from cases.domain.teaching.so_far import stack_so_far
from cases.domain.teaching.stacks import ImageStack, slices_in
from cases.models import CaseDraft
from cases.presenting.stacks import Pictures, ShownStack, pictures_at, shown_arrows, shown_stack
from cases.queries.pictures import picture_sizes

NEEDED = {"alt": "alternative text", "origin": "origin", "licence": "licence"}


@dataclass(frozen=True)
class StackCard:
    """A stack in the list of its step. `lacks` is what is needed of it before publishing."""

    key: str
    name: str
    count: int
    first: str
    lacks: tuple[str, ...]


def stack_cards(step: Mapping[str, Any]) -> tuple[StackCard, ...]:
    stacks = step.get("images")
    listed = stacks if isinstance(stacks, list) else []
    return tuple(_card(stack) for stack in listed if isinstance(stack, Mapping) and stack.get("key"))


def _card(stack: Mapping[str, Any]) -> StackCard:
    slices = slices_in(stack)
    return StackCard(
        key=stack["key"],
        name=stack.get("caption") or "Without a caption",
        count=len(slices),
        first=slices[0]["image"] if slices else "",
        lacks=tuple(words for name, words in NEEDED.items() if not stack.get(name)),
    )


def draft_pictures(draft: CaseDraft, steps: Iterable[TeachingStep], *, debriefing: bool = False) -> Pictures:
    """Of the steps of a draft; one query, none where they have no pictures."""

    def address(hash: str) -> str:
        return reverse("draft_picture", args=[draft.pk, hash])

    return pictures_at(steps, address, debriefing=debriefing)


def stack_beside(draft: CaseDraft, stack: Mapping[str, Any], picked: int) -> dict[str, Any]:
    """The stack as it is seen in the debrief, and the slice that is picked, with its arrows."""
    whole: ImageStack = stack_so_far({**stack, "slices": slices_in(stack)})
    sizes = picture_sizes(whole.pictures(debriefing=True))
    pictures = Pictures(sizes, lambda hash: reverse("draft_picture", args=[draft.pk, hash]), True)
    shown: ShownStack = shown_stack(whole, pictures, whole.key)
    slices = whole.slices[picked : picked + 1]
    size = next((sizes[each.image] for each in slices if each.image in sizes), None)
    return {
        "shown_stack": shown,
        "picked_size": size,
        "picked_arrows": shown_arrows(slices[0].arrows, size) if size else (),
    }
