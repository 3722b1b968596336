"""A step that is being written: its parts, what stands beside it, and its place among the steps."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.drafting import begin_draft
from cases.content.library import shipped_library
from cases.domain.teaching.beginning import as_format_2
from cases.forms.sheet import read_sheet, write_sheet
from cases.models import CaseDraft
from cases.queries.drafting import draft_for, undoable_saves
from guidance.domain.limits import STEPS
from kidmet_site.accounts.models import User
from tests.cases.drafts import draft_of, save
from tests.cases.samples import NOW, Sent

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    return draft_of(educator, "A cough")


@pytest.fixture
def lung(educator: User, edition: object) -> CaseDraft:
    return copied(educator)


def copied(user: User, count: int = 0) -> CaseDraft:
    case = next(case for case in shipped_library().cases if case.slug == "lung-m-category")
    document = as_format_2(case.document)
    document["steps"] += [
        {**document["steps"][0], "key": f"more-{n}", "asked": [], "given": [], "questions": []}
        for n in range(count)
    ]
    return begin_draft(document=document, by=user, now=NOW, said="Copied")


def at(draft: CaseDraft, step: str = "history") -> str:
    return f"/teach/drafts/{draft.pk}/steps/{step}/"


def send(client: Client, draft: CaseDraft, step: str = "history", version: int = 0, **fields: Any) -> Any:
    sent = {"title": step.title(), "kind": step, "version": version or draft.version, **fields}
    return client.post(at(draft, step), sent, headers=HTMX)


def step_of(draft: CaseDraft, user: User, step: str = "history") -> dict[str, Any]:
    steps = draft_for(user, draft.pk).document["steps"]
    found: dict[str, Any] = next(each for each in steps if each["key"] == step)
    return found


# The parts


def test_each_part_of_a_step_is_kept(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    page = send(
        client_of(educator),
        draft,
        narrative="He **coughs**.",
        expert="Think of the lung.",
        **{
            "tables-0-caption": "Blood", "tables-0-cells": "Test\tResult\r\nCreatinine\t106 µmol/L\r\nLDH",
            "figures-0-kind": "trend", "figures-0-caption": "Creatinine", "figures-0-alt": "It rises",
            "figures-0-points": "May\t106\nJune\t131.5", "figures-0-unit": "µmol/L", "figures-0-limit": "104",
            "figures-3-kind": "kidney_map", "figures-3-caption": "Map", "figures-3-alt": "One lesion",
            "figures-3-lesions-0-side": "left", "figures-3-lesions-0-size_mm": "18",
            "fact-ecog": "asked", "fact-age_years": "given", "fact-sex": "",
            "fact-lesions.diagnosis": "asked",
        },
    )  # fmt: skip

    assert "Saved" in page.content.decode()
    step = step_of(draft, educator)
    assert (step["narrative"], step["expert"]) == ("He **coughs**.", "Think of the lung.")
    assert step["tables"] == [
        {
            "caption": "Blood",
            "columns": ["Test", "Result"],
            "rows": [["Creatinine", "106 µmol/L"], ["LDH", ""]],
        }
    ]
    assert step["figures"] == [
        {
            "kind": "trend",
            "caption": "Creatinine",
            "alt": "It rises",
            "points": [{"label": "May", "value": 106}, {"label": "June", "value": 131.5}],
            "unit": "µmol/L",
            "limit": 104,
        },
        {
            "kind": "kidney_map",
            "caption": "Map",
            "alt": "One lesion",
            "lesions": [{"side": "left", "size_mm": 18}],
        },
    ]
    assert (step["given"], step["asked"]) == (["age_years"], ["lesions.diagnosis", "ecog"])


@pytest.mark.parametrize("key", [step.key for step in shipped_library().cases[0].steps])
def test_a_page_sent_as_it_stands_changes_nothing(
    lung: CaseDraft, educator: User, client_of: ClientOf, key: str
) -> None:
    client = client_of(educator)
    page = client.get(at(lung, key)).content.decode()
    form = page[page.index('id="draft-form"') :]
    sent: dict[str, Any] = dict(Sent(form[: form.index("</form>")]).pairs)
    written = step_of(lung, educator, key)
    texts = {name: written.get(name, "") for name in ("narrative", "expert")}
    tables = {
        f"tables-{n}-cells": write_sheet([table["columns"], *table["rows"]])
        for n, table in enumerate(written.get("tables", []))
    }

    client.post(at(lung, key), {**sent, **texts, **tables}, headers=HTMX)

    assert draft_for(educator, lung.pk).version == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Give the step a title."),
        ({"narrative": "x" * 10_001}, "takes at most 10,000 characters"),
        ({"tables-0-cells": "\t".join("abcdefghijklm")}, "takes at most 12 columns"),
        ({"tables-0-cells": "\n".join("r" * 61)}, "takes at most 60 rows"),
        ({"tables-0-cells": "x" * 201}, "A cell of a table takes at most 200 characters"),
        ({"figures-0-kind": "trend", "figures-0-points": "May\tmuch"}, "is no number: “much”"),
        ({"figures-0-kind": "kidney_map", "figures-0-lesions-0-side": "up"}, "side"),
    ],
)
def test_a_part_that_is_not_valid_says_so_and_the_others_are_saved(
    draft: CaseDraft, educator: User, client_of: ClientOf, fields: dict[str, str], said: str
) -> None:
    page = send(client_of(educator), draft, expert="Kept", **fields).content.decode()

    assert said in page
    step = step_of(draft, educator)
    assert step["expert"] == "Kept"
    assert (step["title"], "narrative" in step, "tables" in step, "figures" in step) == (
        "History",
        False,
        False,
        False,
    )


def test_a_map_takes_over_the_lesions_of_the_key(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    response = send(
        client_of(educator),
        lung,
        "blood",
        kind="laboratory",
        **{"figures-0-kind": "kidney_map", "from_key": "figures-0"},
    )

    assert response["HX-Redirect"] == f"{at(lung, 'blood')}?version=2#drawings"
    drawn = step_of(lung, educator, "blood")["figures"][0]["lesions"]
    of_key = draft_for(educator, lung.pk).document["key"]["record"]["lesions"]
    assert [each["size_mm"] for each in drawn] == [each["size_mm"] for each in of_key] == [18, 12, 9]
    assert "growth" not in drawn[0]


SHEETS = [
    ("as a spreadsheet copies it", "A\tB\r\n1\t2\r\n", [["A", "B"], ["1", "2"]]),
    ("a line break in a cell", 'A\tB\n"1\n2"\t3', [["A", "B"], ["1\n2", "3"]]),
    ("CSV", 'A,B\n"1, 5",2', [["A", "B"], ["1, 5", "2"]]),
    ("CSV with semicolons", "A;B\n1,5;2", [["A", "B"], ["1,5", "2"]]),
    ("one column", "Findings\nA lump, hard\nNothing", [["Findings"], ["A lump, hard"], ["Nothing"]]),
    ("a short row", "A\tB\tC\n1\n\n2\t3\t\t", [["A", "B", "C"], ["1", "", ""], ["2", "3", ""]]),
    ("nothing", " \n", []),
]


@pytest.mark.parametrize(("text", "cells"), [each[1:] for each in SHEETS], ids=[each[0] for each in SHEETS])
def test_a_table_is_read_as_it_is_pasted(text: str, cells: list[list[str]]) -> None:
    assert read_sheet(text) == cells
    assert read_sheet(write_sheet(cells)) == cells


# What stands beside


def test_beside_stands_the_step_as_a_resident_sees_it(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(lung, educator, steps__scan__given=["age_years"], steps__scan__expert="*Three* lesions.")

    page = client_of(educator).get(at(lung, "scan")).content.decode()
    aside = page[page.index('<aside class="guide"') :]

    assert "<strong>left adrenal</strong>" in aside
    assert "The three lesions, drawn to scale" in aside
    assert "Rank the three likeliest explanations" in aside
    assert "68 years" in aside
    assert "<em>Three</em> lesions." in aside
    assert "metastases of the lung cancer, why" not in aside  # nothing of the answers


def test_what_is_not_whole_yet_is_left_out_and_named(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(
        draft,
        educator,
        steps__history__questions=[{"key": "half", "kind": "numeric"}],
        steps__history__figures=[{"kind": "trend", "caption": "Creatinine", "points": []}],
        steps__history__tables=[{"caption": "Blood", "columns": ["A"], "rows": [["1", "2"]]}],
        steps__history__given=["ecog"],
    )

    page = client_of(educator).get(at(draft)).content.decode()

    assert "The table “Blood”; The figure “Creatinine”; The question “half”" in page
    assert "Given, and the key has no answer yet: Performance status (ECOG)." in page


def test_beside_stands_what_follows_from_the_key(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    page = client_of(educator).get(at(lung, "scan"), {"beside": "key"}).content.decode()
    aside = page[page.index('<aside class="guide"') :]

    assert "M1c2" in aside
    assert "IVB" in aside
    assert "eGFR" in aside
    assert "What each marked fact brings up" in aside
    assert "M category" in aside


def test_a_save_brings_what_stands_beside_up_to_date(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    written = step_of(lung, educator, "scan")
    page = send(
        client_of(educator), lung, "scan", title=written["title"], kind="imaging", narrative="A *scan*."
    ).content.decode()

    assert "<em>scan</em>" in page
    assert 'id="beside"' in page


def test_as_many_queries_are_asked_of_a_long_case_as_of_a_short_one(
    educator: User, client_of: ClientOf, edition: object
) -> None:
    client = client_of(educator)
    counts = []
    for draft in (copied(educator), copied(educator, 30)):
        client.get(at(draft, "scan"))
        with CaptureQueriesContext(connection) as asked:
            client.get(at(draft, "scan"))
        counts.append(len(asked))

    assert counts[0] == counts[1] < 10


# The steps


def test_a_step_is_added_with_a_key_of_its_own(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    client = client_of(educator)
    for _ in range(2):
        response = client.post(f"/teach/drafts/{draft.pk}/steps/", {"kind": "imaging", "title": "A scan"})

    assert response["Location"] == at(draft, "a-scan-2")
    keys = [step["key"] for step in draft_for(educator, draft.pk).document["steps"]]
    assert keys == ["history", "imaging", "a-scan", "a-scan-2"]
    assert client.post(f"/teach/drafts/{draft.pk}/steps/", {"kind": "zebra"}).status_code == 404


def test_no_more_steps_are_added_than_a_case_takes(educator: User, client_of: ClientOf) -> None:
    draft = draft_of(educator, steps=tuple(f"step-{n}" for n in range(STEPS.most)))

    page = client_of(educator).post(f"/teach/drafts/{draft.pk}/steps/", {"kind": "imaging"}, follow=True)

    assert "takes at most 40 steps" in page.content.decode()
    assert draft_for(educator, draft.pk).version == 1


@pytest.mark.parametrize(
    ("move", "expected"),
    [("b:up", "bac"), ("b:down", "acb"), ("a:up", "abc"), ("c:1", "cab"), ("a:3", "bca")],
)
def test_a_step_is_moved(educator: User, client_of: ClientOf, move: str, expected: str) -> None:
    draft = draft_of(educator, steps=("a", "b", "c"))

    client_of(educator).post(f"/teach/drafts/{draft.pk}/order/", {"move": move})

    assert "".join(step["key"] for step in draft_for(educator, draft.pk).document["steps"]) == expected


@pytest.mark.parametrize(
    "move", ["z:up", "a:9", "a:0", "a", "", "a:sideways", "b:0001" + "0" * 5000], ids=str.__len__
)
def test_a_step_is_not_moved_to_where_there_is_no_place(
    educator: User, client_of: ClientOf, move: str
) -> None:
    draft = draft_of(educator, steps=("a", "b", "c"))

    assert client_of(educator).post(f"/teach/drafts/{draft.pk}/order/", {"move": move}).status_code == 404


def test_what_hangs_on_a_step_is_said_before_it_is_removed(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)
    address = f"{at(lung, 'tissue')}remove/"

    page = client.get(address).content.decode()
    assert "It holds" in page
    assert "are marked: without a step that asks it" in page
    before = draft_for(educator, lung.pk).document

    client.post(address, {"version": 1})
    assert "tissue" not in [step["key"] for step in draft_for(educator, lung.pk).document["steps"]]
    client.post(f"/teach/drafts/{lung.pk}/undo/", {"change": undoable_saves(lung).undo})
    assert draft_for(educator, lung.pk).document == before


def test_a_step_that_somebody_changed_meanwhile_is_not_removed(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, steps__history__narrative="New")

    page = client_of(educator).post(f"{at(draft)}remove/", {"version": 1}, follow=True).content.decode()

    assert "The step was not removed." in page
    assert step_of(draft, educator)["narrative"] == "New"


def test_a_step_that_is_not_there_is_not_found(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    client = client_of(educator)

    assert client.get(at(draft, "zebra")).status_code == 404
    assert client.get(f"{at(draft, 'zebra')}remove/").status_code == 404
