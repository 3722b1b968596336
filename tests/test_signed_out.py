"""A sign-in that has ended while a page was open."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGES = ("/work/", "/learn/", "/cases/", "/curate/coverage/", "/account/")


def test_what_a_page_asks_for_by_itself_is_no_sign_in_page_when_the_sign_in_has_ended(client: Client) -> None:
    asked = [client.get(path, headers={"HX-Request": "true"}) for path in PAGES]
    opened = [client.get(path) for path in PAGES]

    assert [answer.status_code for answer in asked] == [401] * len(PAGES)
    assert all("Your sign-in has ended." in answer.content.decode() for answer in asked)
    assert [answer.status_code for answer in opened] == [302] * len(PAGES)
