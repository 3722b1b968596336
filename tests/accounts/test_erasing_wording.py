"""What becomes of the wording of changes, of which nobody relies on what was never proposed."""

from guidance.actions.change_sets import add_comment, step_change_set
from guidance.actions.changing import open_change_set, record_entry
from guidance.models import Change, ChangeSet
from guidance.queries.draft import guidance_document
from guidance.queries.work import draft_with
from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.holdings import REGISTRY
from kidmet_site.accounts.models import User
from tests.accounts.leaving import NOW, TYPED
from tests.guidance.curating import KEY, proposed, reworded
from tests.working import work_off


def test_wording_that_was_never_proposed_goes_unless_somebody_else_spoke_of_it(
    edition: object, curator: User, second: User
) -> None:
    alone, talked_of, taken_back = (
        anew_with(curator, f"{TYPED} {key}", key) for key in ("110-1", "112-1", "113-1")
    )
    add_comment(change_set=alone, text="A note to myself.", by=curator, now=NOW)
    add_comment(change_set=talked_of, text="I would build on this.", by=second, now=NOW)
    step_change_set(change_set=proposed(taken_back), step="revise", by=curator, now=NOW)
    withdrawn = anew_with(curator, f"{TYPED} again", "111-2")
    step_change_set(change_set=withdrawn, step="withdraw", by=curator, now=NOW)
    others = reworded(second, f"{TYPED} of another", KEY)

    erase_account(person=curator, by=curator, now=NOW)
    work_off()

    assert set(ChangeSet.objects.all()) == {talked_of, taken_back, others}
    held = {row.entry_id for row in Change.objects.all() if TYPED in str(row.proposed)}
    assert held == {"112-1", "113-1", KEY}
    talked_of.refresh_from_db()
    assert talked_of.state == "withdrawn"
    assert "never proposed is deleted" in REGISTRY.holdings[ChangeSet].after


def anew_with(by: User, text: str, key: str) -> ChangeSet:
    """A set of its own that changes this statement."""
    made = open_change_set(document=guidance_document(), by=by, now=NOW, is_anew=True)
    shown = draft_with(made.document, made).entries.get("statement", key)
    assert shown is not None
    record_entry(change_set=made, kind="statement", id_=key, proposed={**shown, "text": text}, by=by, now=NOW)
    return made
