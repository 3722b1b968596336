"""What is too large is refused before it is read, by a page that names what was given and what is allowed."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from guidance.domain.limits import ADDRESS, FILES, FORM_FIELDS, PACK_REQUEST_BYTES, REQUEST_BYTES
from guidance.models import ChangeSet
from kidmet_site.accounts.models import User
from kidmet_site.sizes import SizesMiddleware

ClientOf = Callable[[User], Client]
NOT_KEPT = "<noscript><p>Your browser runs no JavaScript here, so the form may come back empty"
KEPT = "Go back in your browser, make it shorter or give it in parts"


class Line(io.RawIOBase):
    """What a browser sends, and how much of it was read and by whom."""

    def __init__(self) -> None:
        self.read_of_it: list[int] = []

    def read(self, size: int = -1) -> bytes:
        self.read_of_it.append(size)
        return b"x" * size


def asked(path: str, length: int | None, **more: Any) -> tuple[Any, Line]:
    """What the middleware says to a request of that length; None lets it pass."""
    line = Line()
    request = RequestFactory().post(path, content_type="application/x-www-form-urlencoded")
    request.META |= {"wsgi.input": line, "CONTENT_LENGTH": "" if length is None else str(length), **more}
    view = resolve(path)
    return SizesMiddleware(lambda _: None).process_view(request, view.func, view.args, view.kwargs), line


def test_a_body_is_refused_by_its_length_before_a_form_is_read() -> None:
    for path, limit in (
        ("/cases/new/", REQUEST_BYTES),
        ("/accounts/login/", REQUEST_BYTES),
        ("/curate/exchange/", PACK_REQUEST_BYTES),
    ):
        answer, line = asked(path, limit.most + 1)

        assert answer.status_code == 413
        page = answer.content.decode()
        assert limit.refusal(limit.most + 1) in page
        assert KEPT in page and NOT_KEPT in page and "Nothing was changed." in page
        assert max(line.read_of_it) < 100_000
        assert asked(path, limit.most)[0] is None


def test_no_more_of_a_refused_body_is_read_than_a_browser_would_send_in_good_faith() -> None:
    answer, line = asked("/cases/new/", 10**15)

    assert answer.status_code == 413
    assert sum(line.read_of_it) <= 20_000_000
    assert asked("/cases/new/", None, CONTENT_LENGTH="9" * 5_000)[0].status_code == 413


def test_a_body_of_unknown_length_is_refused() -> None:
    answer, line = asked("/cases/new/", None, HTTP_TRANSFER_ENCODING="chunked")

    assert answer.status_code == 411
    assert "does not say how long it is" in answer.content.decode()
    assert not line.read_of_it


def test_what_django_finds_too_much_is_told_with_what_is_allowed(resident: User, client_of: ClientOf) -> None:
    client = client_of(resident)
    fields = client.post("/cases/new/", {f"f{number}": "" for number in range(FORM_FIELDS.most + 1)})
    files = client.post(
        "/cases/import/", {f"f{number}": io.BytesIO(b"x") for number in range(FILES.most + 3)}
    )

    for answer, said in (
        (fields, "A form takes at most 2,500 fields"),
        (files, "A form takes at most 60 files"),
    ):
        assert answer.status_code == 413
        assert said in answer.content.decode()
        assert KEPT in answer.content.decode()


@pytest.mark.django_db
def test_an_address_is_refused_when_it_is_too_long(client: Client) -> None:
    answer = client.get("/guidance/search/", {"q": "x" * ADDRESS.most})

    assert answer.status_code == 414
    assert "An address with its query takes at most 4,000 characters" in answer.content.decode()


def test_the_page_that_takes_a_pack_reads_one_of_a_megabyte_pasted_or_uploaded(
    curator: User, client_of: ClientOf
) -> None:
    text = '{"' + "x" * 990_000
    for sent in ({"text": text}, {"file": io.BytesIO(text.encode())}):
        answer = client_of(curator).post("/curate/exchange/", sent)

        assert answer.status_code == 200
        assert "is not JSON" in answer.content.decode()
    assert not ChangeSet.objects.exists()
