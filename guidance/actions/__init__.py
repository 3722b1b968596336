"""Writes of the guidance: changing it under review, publishing it, loading it, and telling people."""

from guidance.actions.auditing import record_audit_export
from guidance.actions.change_sets import (
    ChangesAreStale,
    ChangesHaveFaults,
    NothingChanged,
    add_comment,
    begin_reversal,
    declare_interests,
    step_change_set,
)
from guidance.actions.changing import (
    CannotMove,
    EntryChangedElsewhere,
    NoSuchEntry,
    WhichChangeSet,
    describe_change_set,
    digest_of,
    drop_change,
    mark_editing,
    move_entry,
    move_section,
    open_change_set,
    record_entry,
    retire_entry,
)
from guidance.actions.drafting import WrittenMeanwhile, edit_document, write_document
from guidance.actions.exchange import (
    Exported,
    NothingDiffers,
    export_change_set,
    export_pack,
    import_change_set,
    import_pack,
)
from guidance.actions.flagging import AlreadyFlagged, FlagIsResolved, FlagRefused, raise_flag, resolve_flag
from guidance.actions.free_text import TextRefused
from guidance.actions.notices import mark_notices_read, subscribe, unsubscribe
from guidance.actions.pack_loading import DraftWasEdited, Loaded, load_pack
from guidance.actions.publishing import (
    DraftMovedOn,
    NothingToPublish,
    SummaryTooShort,
    go_back_to,
    publish_again,
    publish_draft,
    publish_edition,
)
from guidance.actions.telling import mail_notices
