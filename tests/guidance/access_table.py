"""Who gets which answer on the pages of the guidance: everybody reads it, signed in or not."""

from typing import Any

PEOPLE = ("anonymous", "resident", "stranger", "educator", "curator", "administrator")


def everybody(**kwargs: str) -> dict[str, Any]:
    return {**dict.fromkeys(PEOPLE, 200), "kwargs": kwargs}


def signed_in(**kwargs: str) -> dict[str, Any]:
    return {**everybody(**kwargs), "anonymous": 302}


def curators(**kwargs: str) -> dict[str, Any]:
    """There is no such page for anybody else."""
    refused = dict.fromkeys(("resident", "stranger", "educator"), 404)
    return {**everybody(**kwargs), "anonymous": 302, **refused}


ROWS: dict[str, dict[str, Any]] = {
    "guidance_contents": everybody(),
    "guidance_search": everybody(),
    "guidance_references": everybody(),
    "guidance_edition_list": everybody(),
    "guidance_changes": everybody(),
    "guidance_schema": everybody(),
    "flag_list": curators(),
    "flag_raise": signed_in(kind="statement", entry_id="092-1"),
    "guidance_notices": signed_in(),
    "guidance_subscription": {**dict.fromkeys(PEOPLE, 302), "method": "post"},
    "guidance_note": everybody(note_id="C01"),
    "guidance_statement": everybody(key="092-1"),
    "guidance_section": everybody(slug="diagnosis/imaging"),
}
