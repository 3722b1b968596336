"""The form of a guidance pack, for whoever writes one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from jsonschema import Draft202012Validator

from guidance.domain.entries import pack_schema
from guidance.pack import SCHEMA_PATH
from guidance.pack.schema import PUBLISHED, text_of


@pytest.mark.django_db
def test_the_schema_is_served_as_it_is(client: Client, django_assert_num_queries: Callable) -> None:
    with django_assert_num_queries(0):
        response = client.get("/guidance/schema/")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/schema+json"
    assert response.content == SCHEMA_PATH.read_bytes()
    Draft202012Validator.check_schema(json.loads(response.content))


def test_the_published_schemas_are_what_the_kinds_of_entries_say() -> None:
    stale = [path.name for path, made in PUBLISHED.items() if path.read_text("utf-8") != text_of(made())]

    assert stale == [], "manage.py write_guidance_schemas writes them anew"


def test_the_schemas_are_told_to_be_stale_when_an_entry_has_another_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "guidance-pack-1.json"
    path.write_text("{}")
    monkeypatch.setitem(PUBLISHED, path, pack_schema)

    with pytest.raises(CommandError, match=r"^Stale: guidance-pack-1\.json\."):
        call_command("write_guidance_schemas", "--check")
    call_command("write_guidance_schemas")
    call_command("write_guidance_schemas", "--check")
    assert json.loads(path.read_text()) == pack_schema()
