"""Who gets which answer on the pages of the guidance: everybody reads it, signed in or not."""

from typing import Any

PEOPLE = ("anonymous", "resident", "stranger", "educator", "curator", "administrator")


def everybody(**kwargs: str) -> dict[str, Any]:
    return {**dict.fromkeys(PEOPLE, 200), "kwargs": kwargs}


ROWS: dict[str, dict[str, Any]] = {
    "guidance_contents": everybody(),
    "guidance_search": everybody(),
    "guidance_references": everybody(),
    "guidance_edition_list": everybody(),
    "guidance_changes": everybody(),
    "guidance_schema": everybody(),
    "guidance_note": everybody(note_id="C01"),
    "guidance_statement": everybody(key="092-1"),
    "guidance_section": everybody(slug="diagnosis/imaging"),
}
