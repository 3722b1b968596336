"""A draft as a colleague reviews it: its places, and the comments by place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.domain.teaching.drafting import part_at
from cases.domain.teaching.so_far import step_so_far
from cases.models import CaseDraft, DraftComment
from cases.presenting.case_checks import way_to
from cases.presenting.draft_stacks import draft_pictures
from cases.presenting.draft_words import part_words
from cases.presenting.player import ShownStep, shown_step

THE_CASE = "the case as a whole"


@dataclass
class CommentGroup:
    label: str
    href: str
    comments: list[DraftComment] = field(default_factory=list)


def places_of(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What can be commented on: the case, each step, its pictures and questions, and each mark."""
    places = [("", THE_CASE)]
    for step in document.get("steps", ()):
        at = f"steps/{step['key']}"
        inside = [f"{at}/images/{stack['key']}" for stack in step.get("images", ())]
        inside += [f"{at}/questions/{question['key']}" for question in step.get("questions", ())]
        places += [(address, part_words(dict(document), address)) for address in (at, *inside)]
    marks = [f"key/marks/{mark['fact']}" for mark in document.get("key", {}).get("marks", ())]
    return [*places, *((address, part_words(dict(document), address)) for address in marks)]


def comment_groups(draft: CaseDraft, comments: Iterable[DraftComment]) -> list[CommentGroup]:
    """By place, in the order in which the places were first commented on; open ones before those resolved."""
    groups: dict[str, CommentGroup] = {}
    for comment in sorted(comments, key=lambda each: each.resolved_at is not None):
        if comment.address not in groups:
            is_there = not comment.address or part_at(draft.document, comment.address) is not None
            label = part_words(draft.document, comment.address) if comment.address else THE_CASE
            href = way_to(draft, comment.address) if is_there else ""
            groups[comment.address] = CommentGroup(label if is_there else f"{label} (gone)", href)
        groups[comment.address].comments.append(comment)
    return list(groups.values())


def shown_steps(draft: CaseDraft) -> list[ShownStep]:
    """What each step tells. Of a draft that is not whole what can be shown is."""
    steps = [step_so_far(step).step for step in draft.document.get("steps", ())]
    pictures = draft_pictures(draft, steps, debriefing=True)
    return [shown_step(step, pictures) for step in steps]
