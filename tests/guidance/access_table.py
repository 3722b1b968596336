"""Who gets which answer on the pages of the guidance: everybody reads it, curators keep it."""

from typing import Any

from guidance.models import Change, ChangeSet, Edition, GoingBack
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW, proposed, reworded
from tests.guidance.sources import attached

PEOPLE = ("anonymous", "resident", "stranger", "educator", "curator", "administrator")


def everybody(**kwargs: str) -> dict[str, Any]:
    return {**dict.fromkeys(PEOPLE, 200), "kwargs": kwargs}


def signed_in(**kwargs: str) -> dict[str, Any]:
    return {**everybody(**kwargs), "anonymous": 302}


def curators(**kwargs: str) -> dict[str, Any]:
    """There is no such page for anybody else."""
    refused = dict.fromkeys(("resident", "stranger", "educator"), 404)
    return {**everybody(**kwargs), "anonymous": 302, **refused}


def own_set(cast: dict[str, User]) -> dict[str, Any]:
    """A set that the curator is writing: others read it and cannot write in it."""
    return {"pk": reworded(cast["curator"]).pk}


def own_change(cast: dict[str, User]) -> dict[str, Any]:
    row = Change.objects.get(change_set=reworded(cast["curator"]))
    return {"pk": row.change_set_id, "change": row.pk}


def waiting_set(cast: dict[str, User]) -> dict[str, Any]:
    """Refused to its author, on the page itself; the administrator takes the step."""
    return {"pk": proposed(ChangeSet.objects.get(**own_set(cast))).pk, "step": "review"}


def own_going_back(cast: dict[str, User]) -> dict[str, Any]:
    """Refused to whoever proposed it, and to somebody without a statement of interests."""
    made = GoingBack.objects.create(
        target=Edition.objects.get(), over=1, reason="So.", proposed_by=cast["curator"], proposed_at=NOW
    )
    return {"pk": made.pk, "decision": "confirm"}


def curators_post(answer: int, **more: Any) -> dict[str, Any]:
    return {**curators(), "curator": answer, "administrator": answer, "method": "post", **more}


def read_source(cast: dict[str, User]) -> dict[str, Any]:
    """Of a text that is shown to everybody who is signed in."""
    attached()
    return {"key": "092-1"}


def shown_source(cast: dict[str, User]) -> dict[str, Any]:
    attached()
    return {}


ROWS: dict[str, dict[str, Any]] = {
    "guidance_contents": everybody(),
    "guidance_search": everybody(),
    "guidance_references": everybody(),
    "guidance_edition_list": everybody(),
    "guidance_changes": everybody(),
    "guidance_history": everybody(kind="statement", id_="111-1"),
    "guidance_schema": everybody(),
    "change_set_schema": everybody(),
    "flag_list": curators(),
    "flag_raise": signed_in(kind="statement", entry_id="092-1"),
    "guidance_notices": signed_in(),
    "guidance_subscription": {**dict.fromkeys(PEOPLE, 302), "method": "post"},
    "guidance_note": everybody(note_id="C01"),
    "guidance_addition": everybody(key="A-cord-compression"),
    "guidance_statement": everybody(key="092-1"),
    "guidance_source": {**signed_in(), "kwargs": read_source},
    "guidance_section": everybody(slug="diagnosis/imaging"),
    "curate_home": curators(),
    "draft": curators(),
    "draft_document": curators(),
    "draft_add": curators(kind="statement"),
    "draft_move": curators_post(302, data={"kind": "section", "id": "staging", "to": "up"}),
    "draft_retire": curators(kind="section", id_="staging/tnm"),
    "draft_section": curators(slug="staging/tnm"),
    "draft_statement": curators(key="111-1"),
    "draft_addition": curators(key="A-cord-compression"),
    "draft_weight_list": curators(),
    "draft_weight": curators(weight_id="background"),
    "draft_note_list": curators(),
    "draft_note": curators(note_id="C26"),
    "draft_reference_list": curators(),
    "draft_reference": curators(reference_id="R1"),
    "draft_rule_list": curators(),
    "draft_rule": curators(rule_id="biopsy-caution-urothelial"),
    "change_set_list": curators(),
    "change_set": {**curators(), "kwargs": own_set},
    "change_set_accept_and_publish": curators_post(200, kwargs=own_set, data={"summary": "T is clearer."}),
    "change_set_comment": curators_post(302, kwargs=own_set, data={"text": "Hm."}),
    "change_set_describe": curators_post(302, kwargs=own_set, data={"title": "T"}, administrator=200),
    "change_drop": curators_post(302, kwargs=own_change),
    "change_set_export": {**curators(), "kwargs": own_set},
    "change_set_move": {**curators(), "kwargs": own_set, "administrator": 302},
    "change_set_reverse": curators_post(200, kwargs=own_set, data={"reason": "Why not."}),
    "change_set_seen": curators_post(302, kwargs=own_set, data={"changes": "1"}),
    "change_set_step": curators_post(302, kwargs=waiting_set, curator=200),
    "draft_publish": curators(),
    "going_back_decide": curators_post(200, kwargs=own_going_back),
    "publish_again": curators_post(200, data={"number": "1", "reason": "It is what readers see."}),
    "interests": curators(),
    "exchange": curators(),
    "pack_export": curators(),
    "source_text": curators(),
    "source_text_show": curators_post(302, kwargs=shown_source, data={"show-shown_to": "curators"}),
    "source_text_detach": curators_post(302),
    "audit": curators(),
    "audit_export": curators(),
}
