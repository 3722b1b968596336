"""What pages and commands read: editions, compiled once in each worker; the draft; and work on it."""

from guidance.queries.draft import (
    NoDraft,
    change_of,
    changes_in,
    draft_edition,
    draft_entries,
    draft_payload,
    faults_with,
    guidance_document,
    payload_in,
    payload_of,
    payload_with,
)
from guidance.queries.editions import NoEdition, current_edition, edition, edition_list

__all__ = [
    "NoDraft",
    "NoEdition",
    "change_of",
    "changes_in",
    "current_edition",
    "draft_edition",
    "draft_entries",
    "draft_payload",
    "edition",
    "edition_list",
    "faults_with",
    "guidance_document",
    "payload_in",
    "payload_of",
    "payload_with",
]
