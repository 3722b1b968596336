"""An account that is deleted while a request of its owner, or one about it, is answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases.models import PatientCase
from kidmet_site.accounts.erasing import ErasingRefused, erase_account
from kidmet_site.accounts.exporting import ExportRefused, begin_export
from kidmet_site.accounts.models import User
from tests.working import work_off

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[User], Client]


def erased(person: User) -> None:
    erase_account(person=person, by=person, now=timezone.now())
    work_off()


@contextmanager
def erased_once_read(person: User) -> Iterator[None]:
    """From the first query on that reads the person, there is nobody any more."""
    left = [person]

    def pass_by(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if left and f'FROM "{User._meta.db_table}"' in sql and person.pk in (params or ()):
            erased(left.pop())
        return answer

    with connection.execute_wrapper(pass_by):
        yield
    assert not left and not User.objects.filter(pk=person.pk).exists()


def test_who_saves_is_told_and_signed_out_when_their_account_is_deleted_meanwhile(
    resident: User, client_of: ClientOf
) -> None:
    client = client_of(resident)
    with erased_once_read(resident):
        answer = client.post("/cases/new/", {"title": "Typed just now"})

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    page = client.get(answer["Location"]).content.decode()
    assert "closed or deleted in the meantime. What you sent last was not saved." in page
    assert not PatientCase.objects.exists() and client.get("/account/").status_code == 302


def test_a_page_that_saves_by_itself_is_led_to_the_sign_in_when_its_account_is_deleted_meanwhile(
    resident: User, client_of: ClientOf
) -> None:
    client = client_of(resident)
    with erased_once_read(resident):
        answer = client.post("/cases/new/", {"title": "A title"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (200, "/accounts/login/", b"")
    assert "in the meantime" in client.get("/accounts/login/").content.decode()


def test_acts_on_an_account_say_so_when_it_is_deleted_meanwhile(
    resident: User, administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    with erased_once_read(resident):
        answer = client.post(f"/people/{resident.pk}/", {"do": "roles", "roles": ["educator"]}, follow=True)
    assert f"The account of {resident} was deleted in the meantime." in answer.content.decode()

    now, why = timezone.now(), "They asked for it in writing."
    with pytest.raises(ErasingRefused, match="deleted in the meantime"):
        erase_account(person=resident, by=administrator, now=now, reason=why)
    with pytest.raises(ExportRefused, match="deleted in the meantime"):
        begin_export(person=resident, by=administrator, now=now, reason=why)
