"""How answers travel: compressed, and kept by nobody who should not keep them."""

import gzip
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from kidmet_site.accounts.models import User

EVERYTHING = "gzip, deflate, br, zstd"


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_page_is_compressed_when_the_browser_takes_it(client: Client, db: None, edition: object) -> None:
    plain, packed = (
        client.get("/guidance/"),
        client.get("/guidance/", headers={"accept-encoding": EVERYTHING}),
    )

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert b"</html>" in gzip.decompress(packed.content)
    assert "Accept-Encoding" in packed["Vary"]


def test_the_length_of_a_page_tells_nothing_when_it_is_asked_for_again(client: Client, db: None) -> None:
    """Padding of a random length: whoever watches the wire cannot guess a token from it byte by byte."""
    lengths = {
        len(client.get("/accounts/login/", headers={"accept-encoding": EVERYTHING}).content) for _ in range(8)
    }

    assert len(lengths) > 1


@pytest.mark.parametrize("path", ["/curate/audit/export/", "/curate/exchange/pack/"])
def test_an_export_is_compressed_and_kept_nowhere(
    curator: User, client_of: Callable[[User], Client], edition: object, path: str
) -> None:
    client = client_of(curator)
    packed = client.get(path, headers={"accept-encoding": EVERYTHING})

    assert packed["Content-Encoding"] == "gzip"
    assert packed["Cache-Control"] == "private, no-store"
    assert gzip.decompress(body(packed))


@pytest.mark.parametrize("path", ["/", "/guidance/", "/no-such-page/", "/admin/", "/cases", "/healthz"])
def test_nothing_is_kept_when_somebody_is_signed_in(
    administrator: User, client_of: Callable[[User], Client], edition: object, path: str
) -> None:
    assert client_of(administrator).get(path)["Cache-Control"] == "private, no-store"


def test_nothing_is_kept_when_an_answer_signs_in_or_out(
    resident: User, client: Client, edition: object
) -> None:
    typed = {"login": resident.email, "password": "correct horse battery"}
    signed_in = client.post("/accounts/login/", typed)
    signed_out = client.post("/accounts/logout/")

    assert [signed_in.status_code, signed_out.status_code] == [302, 302]
    assert [it["Cache-Control"] for it in (signed_in, signed_out)] == ["private, no-store"] * 2


def test_nothing_is_kept_when_a_page_fails(
    resident: User, client_of: Callable[[User], Client], edition: object
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError

    client = client_of(resident)
    client.raise_request_exception = False
    with connection.execute_wrapper(break_down):
        response = client.get("/cases/")

    assert response.status_code == 500
    assert response["Cache-Control"] == "private, no-store"
