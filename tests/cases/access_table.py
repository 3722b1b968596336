"""Who gets which answer on the pages about cases: to all but its owner a case does not exist."""

from typing import Any

from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

OTHERS = ("stranger", "educator", "curator", "administrator")


def own_case(cast: dict[str, User]) -> dict[str, Any]:
    return {"pk": case_of(cast["resident"], primary_site="lung").pk}


def chapter_of_own_case(cast: dict[str, User]) -> dict[str, Any]:
    return own_case(cast) | {"chapter": "primary"}


def everyone(answer: int, **more: Any) -> dict[str, Any]:
    """Anybody who is signed in gets a page of their own."""
    return {"anonymous": 302, "resident": answer, **dict.fromkeys(OTHERS, answer), **more}


def owner_only(answer: int, **more: Any) -> dict[str, Any]:
    return {"anonymous": 302, "resident": answer, **dict.fromkeys(OTHERS, 404), "kwargs": own_case, **more}


ROWS: dict[str, dict[str, Any]] = {
    "case_list": everyone(200),
    "case_new": everyone(302, method="post", data={"title": "Lung"}),
    "case_import": everyone(200),
    "case_workbench": owner_only(302),
    "case_chapter": owner_only(200, kwargs=chapter_of_own_case),
    "case_summary": owner_only(200),
    "case_export": owner_only(200),
    "case_rename": owner_only(302, method="post", data={"title": "Renamed"}),
    "case_delete": owner_only(302, method="post"),
}
