"""What pages and commands read: editions, compiled once in each worker; the draft; and work on it."""

from guidance.queries.draft import (
    NoDraft,
    change_of,
    changes_in,
    draft_edition,
    draft_entries,
    draft_payload,
    faults_of,
    faults_with,
    guidance_document,
    held_document,
    payload_in,
    payload_of,
)
from guidance.queries.editions import (
    NoEdition,
    current_edition,
    current_number,
    edition,
    edition_list,
    edition_payloads,
    newest_row,
    offered_editions,
    with_change_sets,
)
from guidance.queries.exchange import has_draft, shipped_differs, shipped_payload
from guidance.queries.flags import NotInEdition, entry_in, flag_list, flags_on, open_flags
from guidance.queries.notices import is_subscribed, notices_of, unread_count, waiting_for_mail
from guidance.queries.work import (
    WAITING,
    Draft,
    Others,
    accepted_sets,
    change_set_for,
    change_set_list,
    comments_on,
    draft_of,
    draft_with,
    interest_statements,
    open_flag_count,
    own_sets,
    own_sets_with,
    rivals_of,
    told_of_others,
    waiting_sets,
    with_counts,
    writing_sets_of,
)
