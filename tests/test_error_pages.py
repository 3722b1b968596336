"""Errors are answered in the product's look, and say what to do next."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client
from django.urls import path

from kidmet_site import urls
from kidmet_site.accounts.models import User


def fail(request: HttpRequest) -> None:
    raise RuntimeError("for the test")


urlpatterns = [path("fail/", fail), *urls.urlpatterns]


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


def test_a_page_that_is_not_there_offers_ways_on(visitor: Client, settings) -> None:
    response = visitor.get("/nothing/")

    assert response.status_code == 404
    page = response.content.decode()
    assert "There is nothing here for you" in page and "/accounts/login/" in page and "/guidance/" in page


def test_who_is_signed_in_is_sent_to_the_cases(resident: User, client_of: Callable[[User], Client]) -> None:
    assert 'href="/cases/">Go to your cases' in client_of(resident).get("/nothing/").content.decode()


def test_a_role_that_does_not_reach_is_told_whom_to_ask(
    resident: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(resident).get("/admin/login/")

    assert response.status_code == 403
    assert "ask an administrator" in response.content.decode()


def test_a_form_without_its_token_is_to_be_sent_again(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})

    assert response.status_code == 403
    assert "Please send that again" in response.content.decode()


def test_a_host_that_is_not_ours_is_a_bad_request_in_our_look(visitor: Client) -> None:
    response = visitor.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "This request made no sense to us" in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_shows_no_traceback(visitor: Client) -> None:
    response = visitor.get("/fail/")

    assert response.status_code == 500
    page = response.content.decode()
    assert "Something went wrong on our side" in page and "RuntimeError" not in page


@pytest.mark.parametrize(
    "name", ["400.html", "405.html", "413.html", "500.html", "503.html", "took_too_long.html"]
)
def test_the_page_stands_alone(name: str) -> None:
    page = get_template(name).render()

    assert "For education." in page and "/static/css/kidmet.css" in page
