"""The form of a guidance pack, for whoever writes one."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from guidance.pack import SCHEMA_PATH


@pytest.mark.django_db
def test_the_schema_is_served_as_it_is(client: Client, django_assert_num_queries: Callable) -> None:
    with django_assert_num_queries(0):
        response = client.get("/guidance/schema/")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/schema+json"
    assert response.content == SCHEMA_PATH.read_bytes()
    Draft202012Validator.check_schema(json.loads(response.content))
