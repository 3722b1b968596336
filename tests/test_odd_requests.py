"""What a browser never sends: other methods than those of links and forms, other characters than UTF-8, fewer
rows than none, a save of what is gone.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import PatientCase
from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import REQUEST_BYTES
from kidmet_site.accounts.models import User
from kidmet_site.methods import TAKEN, methods_of
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "idna", "punycode", "latin-1"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=X"])
def test_other_characters_than_utf_8_are_refused_in_a_sentence(db: None, charset: str, kind: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "x" * 32

    answer = client.post("/accounts/login/", b"a=1", content_type=f"{kind}; charset={charset}")

    assert answer.status_code == 415
    assert f"“{charset}”; this site takes UTF-8." in answer.content.decode()


def routes(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        yield from routes(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"])
def test_another_method_than_those_of_links_and_forms_is_refused_by_its_name(
    edition: CompiledEdition, resident: User, method: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    for person in (None, resident):
        if person:
            client.force_login(person)
        for path, allowed in (
            ("/", "GET, HEAD"),
            ("/healthz", "GET, HEAD"),
            ("/guidance/", "GET, HEAD"),
            ("/theme/", "POST"),
            ("/cases/new/", "GET, HEAD, POST"),
            ("/accounts/login/", "GET, HEAD, OPTIONS, POST"),
            ("/admin/login/", "GET, HEAD, OPTIONS, POST"),
        ):
            answer = client.generic(method, path)

            assert (answer.status_code, answer["Allow"]) == (405, allowed), path
            assert "Nothing was changed." in answer.content.decode()
        assert client.generic(method, "/nowhere/").status_code == 404


def test_a_form_that_is_sent_to_a_page_is_told_so_and_one_without_its_token_is_still_refused(
    edition: CompiledEdition,
) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post("/guidance/").status_code == 405
    for path in ("/theme/", "/accounts/login/", "/cases/new/", "/admin/login/", "/curate/exchange/"):
        assert client.post(path).status_code == 403, path


def test_whoever_opens_the_address_of_a_button_finds_a_way_on(db: None) -> None:
    answer = Client().get("/theme/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "belongs to a button" in answer.content.decode()


@pytest.mark.parametrize(("more", "status"), [(0, 302), (1, 413)])
def test_a_form_is_taken_up_to_its_limit_and_refused_a_byte_beyond(db: None, more: int, status: int) -> None:
    form = b"theme=dark&x=".ljust(REQUEST_BYTES.most + more, b"x")
    answer = Client().post("/theme/", form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == status


def test_every_view_of_ours_says_what_it_takes() -> None:
    views = [route.callback for route in routes(get_resolver().url_patterns)]
    modules = {view: inspect.unwrap(view).__module__ for view in views}
    # The admin keeps its own rules, and takes what the site takes.
    ours = [
        view
        for view, module in modules.items()
        if module.startswith(("kidmet_site.", "cases.", "guidance."))
        and not module.endswith((".insights", ".held_admin"))
        and ".admin" not in module
    ]

    assert len(ours) > 60
    assert [view for view in ours if methods_of(view) == TAKEN] == []


def test_a_form_says_what_it_needs_when_nothing_of_what_was_sent_could_be_read(
    edition: CompiledEdition, curator: User, client_of: ClientOf
) -> None:
    client = client_of(curator)
    case = case_of(curator)
    said = {
        "/cases/import/": "Choose a file, or paste its text.",
        "/cases/new/": "Give the case a title",
        f"/cases/{case.pk}/rename/": "Give the case a title",
        "/curate/exchange/": "Choose a file, or paste its text.",
        "/curate/interests/": "Choose one of the two.",
        "/curate/draft/add/note/": "This field is required.",
        "/account/": "Nothing was received, so nothing was changed.",
    }
    silent = [
        (path, kind)
        for path, sentence in said.items()
        for kind in ("application/json", "multipart/form-data; boundary=X")
        if sentence not in client.post(path, b'{"a": 1}', content_type=kind).content.decode()
    ]

    assert silent == []


def test_lesions_stay_when_a_form_says_that_it_has_fewer_rows_than_none(
    edition: CompiledEdition, resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident, lesions=({"side": "left"}, {"side": "right"}))
    for count in ("-1", "", "many"):
        sent = {"version": case.version, "lesions-TOTAL_FORMS": count, "lesions-INITIAL_FORMS": count}
        page = client_of(resident).post(f"/cases/{case.pk}/kidney/", sent)

        assert "does not say how many rows it has" in page.content.decode(), count
        assert len(PatientCase.objects.get(pk=case.pk).recorded()["lesions"]) == 2


def test_a_save_that_meets_the_deletion_of_its_case_finds_no_page(
    edition: CompiledEdition, resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident)

    def delete_first(execute: Callable, sql: str, *rest: object) -> object:
        if sql.startswith("UPDATE") and "cases_patientcase" in sql:
            PatientCase.objects.filter(pk=case.pk).delete()
        return execute(sql, *rest)

    with connection.execute_wrapper(delete_first):
        answer = client_of(resident).post(
            f"/cases/{case.pk}/presentation/", {"version": case.version, "age_years": "60"}
        )

    assert answer.status_code == 404
