"""One invalid field costs the others nothing: it is kept as it was typed, and it is no fact."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.cases import CaseChangedElsewhere, delete_case, save_chapter
from cases.domain.kept import LONGEST_KEPT, MOST_KEPT, keepable, moved
from cases.forms import chapter_form
from cases.models import CaseChange, PatientCase
from cases.queries.cases import case_for
from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import FIELD
from kidmet_site.accounts.models import User
from tests.cases.samples import LATER, case_of, send, sent_by_browser
from tests.cases.test_case_chapter import address, post
from tests.pages import squeezed

ClientOf = Callable[[User], Client]
TWO = [{"side": "left", "size_mm": 18}, {"side": "right", "size_mm": 12}]


@pytest.fixture
def client(client_of: ClientOf, resident: User, edition: CompiledEdition) -> Client:
    return client_of(resident)


def now_of(case: PatientCase) -> PatientCase:
    return case_for(case.owner, case.pk)


def recorded(case: PatientCase) -> dict[str, Any]:
    return now_of(case).recorded()


def drawn(case: PatientCase, chapter: str) -> Any:
    return chapter_form(chapter, now_of(case))


HALF_VALID = [
    ("a number", {}, "presentation", {"age_years": "300", "sex": "female"}, {"sex": "female"}, ["Age"]),
    ("over a number that is recorded", {"age_years": 68}, "presentation", {"age_years": "x", "sex": "female"},
     {"age_years": 68, "sex": "female"}, ["Age"]),
    ("a number with its unit", {}, "prognosis",
     {"creatinine_umol_l": "1,200", "creatinine_umol_l_unit": "mg/dL", "ecog": "1"}, {"ecog": "1"},
     ["Serum creatinine"]),
    ("none with others", {"symptoms": ["fever"]}, "presentation",
     {"symptoms": ["fever", "none"], "sex": "male"}, {"symptoms": frozenset({"fever"}), "sex": "male"},
     ["Symptoms"]),
    ("a month", {}, "primary", {"diagnosis_date": "March", "primary_site": "lung"}, {"primary_site": "lung"},
     ["Month of diagnosis of the primary"]),
    ("a size among lesions", {"lesions": TWO}, "kidney",
     {"lesions-1-size_mm": "500", "lesions-1-pole": "upper"},
     {"lesions": ({"side": "left", "size_mm": 18}, {"side": "right", "pole": "upper"})}, ["Lesion 2, size"]),
    ("a size that is recorded", {"lesions": TWO}, "kidney", {"lesions-1-size_mm": "500"},
     {"lesions": tuple(TWO)}, ["Lesion 2, size"]),
    ("a size in a row of its own", {"lesions": TWO}, "kidney",
     {"lesions-2-size_mm": "big", "lesions-0-side": "right"},
     {"lesions": ({"side": "right", "size_mm": 18}, TWO[1])}, ["Lesion 3, size"]),
    ("a row beside one that is removed", {"lesions": TWO}, "kidney",
     {"lesions-0-DELETE": "on", "lesions-1-size_mm": "big"}, {"lesions": (TWO[1],)}, ["Lesion 1, size"]),
    ("a row beside one that is removed, in a row of its own", {"lesions": TWO}, "kidney",
     {"lesions-0-DELETE": "on", "lesions-2-size_mm": "big"}, {"lesions": (TWO[1],)}, ["Lesion 2, size"]),
    ("none seen beside lesions", {"lesions": TWO}, "kidney",
     {"no_lesions_seen": "on", "lesions-0-pole": "upper"},
     {"lesions": ({"side": "left", "pole": "upper", "size_mm": 18}, TWO[1])}, ["No lesions seen"]),
    ("a notation beside a choice", {"primary_site": "lung"}, "staging",
     {"tnm_notation": "zz", "t_category": "T1a", "staging_edition": "v9"},
     {"primary_site": "lung", "staging_edition": "v9", "t_category": "cT1a"}, ["Notation"]),
    ("a notation against a choice", {"primary_site": "lung", "t_category": "cT2"}, "staging",
     {"tnm_notation": "cT1a cN0 cM0", "t_category": "T3", "staging_edition": "v9"},
     {"primary_site": "lung", "t_category": "cT2", "staging_edition": "v9"}, ["Notation"]),
    ("a category", {"primary_site": "lung"}, "staging", {"n_category": "N9", "t_category": "T1a"},
     {"primary_site": "lung", "t_category": "cT1a"}, ["N"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "chapter", "typed", "facts_after", "labels"),
    [row[1:] for row in HALF_VALID],
    ids=[row[0] for row in HALF_VALID],
)
def test_the_others_are_recorded_and_what_was_typed_comes_back_marked(
    facts: Any, chapter: str, typed: Any, facts_after: Any, labels: Any, client: Client, resident: User
) -> None:
    case = case_of(resident, **facts)
    sent = send(case, chapter, **typed)
    response = post(client, case, chapter, **typed)

    assert response.status_code == 200
    assert recorded(case) == facts_after
    form = drawn(case, chapter)
    assert [each.label for each in form.marked()] == [each.label for each in sent.marked()]
    assert [each.label.split(" category")[0] for each in form.marked()] == labels
    page = client.get(address(case, chapter)).content.decode()
    assert 'aria-invalid="true"' in page and f'href="#{form.marked()[0].anchor}"' in page


@pytest.mark.parametrize(
    ("facts", "chapter", "typed"), [row[1:4] for row in HALF_VALID], ids=[row[0] for row in HALF_VALID]
)
def test_sending_it_once_more_as_it_is_drawn_changes_nothing(
    facts: Any, chapter: str, typed: Any, client: Client, resident: User
) -> None:
    case = case_of(resident, **facts)
    post(client, case, chapter, **typed)
    before = now_of(case)
    post(client, case, chapter)

    after = now_of(case)
    assert (after.recorded(), after.kept_text, after.version) == (
        before.recorded(),
        before.kept_text,
        before.version,
    )


def test_what_was_typed_is_drawn_as_it_was_typed(client: Client, resident: User) -> None:
    case = case_of(resident, lesions=TWO)
    post(client, case, "presentation", age_years="300")
    post(client, case, "prognosis", creatinine_umol_l="1,200", creatinine_umol_l_unit="mg/dL")
    post(client, case, "kidney", **{"lesions-2-size_mm": "big", "lesions-1-size_mm": "0,1"})

    assert dict(sent_by_browser(drawn(case, "presentation")))["age_years"] == "300"
    numbers = dict(sent_by_browser(drawn(case, "prognosis")))
    assert (numbers["creatinine_umol_l"], numbers["creatinine_umol_l_unit"]) == ("1,200", "mg/dL")
    rows = dict(sent_by_browser(drawn(case, "kidney")))
    assert (rows["lesions-1-size_mm"], rows["lesions-2-size_mm"]) == ("0,1", "big")


MENDED = [
    ("presentation", {}, {"age_years": "300"}, {"age_years": "30"}, {"age_years": 30}),
    ("presentation", {"age_years": 68}, {"age_years": "300"}, {"age_years": ""}, {}),
    ("kidney", {"lesions": TWO}, {"lesions-2-size_mm": "big"}, {"lesions-2-size_mm": ""},
     {"lesions": tuple(TWO)}),
    ("kidney", {"lesions": TWO}, {"lesions-2-size_mm": "big"}, {"lesions-2-DELETE": "on"},
     {"lesions": tuple(TWO)}),
    ("kidney", {"lesions": TWO}, {"lesions-2-size_mm": "big"}, {"lesions-2-size_mm": "9"},
     {"lesions": (*TWO, {"size_mm": 9})}),
    ("staging", {"t_category": "cT2"}, {"tnm_notation": "zz"}, {"tnm_notation": ""}, {"t_category": "cT2"}),
    ("presentation", {}, {"symptoms": ["none", "fever"]}, {"symptoms": ["none"]},
     {"symptoms": frozenset({"none"})}),
]  # fmt: skip


@pytest.mark.parametrize(("chapter", "facts", "typed", "mended", "facts_after"), MENDED)
def test_nothing_is_kept_once_the_field_is_valid_or_empty(
    chapter: str, facts: Any, typed: Any, mended: Any, facts_after: Any, client: Client, resident: User
) -> None:
    case = case_of(resident, **facts)
    post(client, case, chapter, **typed)
    assert now_of(case).kept_text
    post(client, case, chapter, **mended)

    assert now_of(case).kept_text == {}
    assert recorded(case) == facts_after


def test_it_is_one_version_one_change_and_no_query_more(client: Client, resident: User) -> None:
    case = case_of(resident)
    with CaptureQueriesContext(connection) as valid:
        client.post(address(case, "presentation"), {"version": "1", "sex": "male"}, HTTP_HX_REQUEST="true")
    with CaptureQueriesContext(connection) as in_part:
        client.post(
            address(case, "presentation"),
            {"version": "2", "sex": "female", "age_years": "300"},
            HTTP_HX_REQUEST="true",
        )

    assert len(in_part) == len(valid)
    assert now_of(case).version == 3
    change = CaseChange.objects.filter(case=case).first()
    assert change is not None
    assert (change.version, list(change.changes)) == (3, ["sex"])


def test_the_save_state_says_what_is_saved_and_which_field_is_not(client: Client, resident: User) -> None:
    case = case_of(resident)
    html = post(client, case, "presentation", age_years="300", sex="male").content.decode()
    again = client.get(address(case, "presentation")).content.decode()

    for page in (html, again):
        assert ', but 1 field is not:<a href="#field-age_years">Age</a>' in squeezed(page)
        assert "Not saved" not in page
    assert "Still recorded" not in html


def test_without_javascript_the_page_comes_back_marked_and_leads_on(client: Client, resident: User) -> None:
    case = case_of(resident)
    response = post(client, case, "presentation", htmx=False, age_years="300", then="primary")
    page = response.content.decode()

    assert response.status_code == 200
    assert 'value="300"' in page and "18 to 120" in page
    assert f'<a href="{address(case, "primary")}">Go on to primary; what you typed is kept</a>' in squeezed(
        page
    )


def test_a_page_opened_before_cannot_clear_what_was_kept_since(client: Client, resident: User) -> None:
    case = case_of(resident)
    post(client, case, "presentation", age_years="300")
    refused = post(client, case, "presentation", version="1", age_years="", sex="male").content.decode()

    assert "changed in another tab" in refused
    assert now_of(case).kept_text["presentation"]["age_years"]["typed"] == "300"
    assert recorded(case) == {}


def test_a_button_for_one_fact_saves_what_else_was_typed(client: Client, resident: User) -> None:
    case = case_of(resident, primary_site="rcc", lesions=[{"side": "left"}], other_metastatic_sites=["none"])
    post(client, case, "staging", set="kidney_diagnosis:second_primary", t_category="T1a", n_category="N9")

    facts = recorded(case)
    assert (facts["kidney_diagnosis"], facts["t_category"]) == ("second_primary", "cT1a")
    assert now_of(case).kept_text["staging"]["n_category"]["typed"] == "cN9"


def test_only_facts_are_read_by_others_and_the_summary_and_the_rail_say_so(
    client: Client, resident: User
) -> None:
    case = case_of(resident, lesions=TWO)
    post(client, case, "presentation", age_years="9999")
    post(client, case, "kidney", **{"lesions-1-size_mm": "7777"})
    summary = client.get(f"/cases/{case.pk}/summary/").content.decode()
    rail = client.get(address(case, "biopsy")).content.decode().split("</nav>")[1]

    assert "9999" not in client.get(f"/cases/{case.pk}/export/").content.decode()
    assert "Typed, but not recorded" in summary
    assert "9999" in summary and "Lesion 2, size" in summary and "7777" in summary
    assert rail.count("something typed here is not recorded") == 2


def test_it_is_in_no_history_and_goes_with_its_case(client: Client, resident: User) -> None:
    case = case_of(resident)
    post(client, case, "presentation", age_years="9999", sex="male")

    assert "9999" not in str(list(CaseChange.objects.values()))
    delete_case(case=now_of(case), by=resident, now=LATER)
    assert not PatientCase.objects.filter(pk=case.pk).exists()


def test_what_is_too_long_to_be_kept_is_said_and_costs_the_others_nothing(
    resident: User, edition: CompiledEdition
) -> None:
    case = case_of(resident)
    form = send(case, "presentation", sex="male", age_years="9" * (LONGEST_KEPT + 1))
    save_chapter(
        case=case,
        chapter="presentation",
        recorded_chapter=form.recorded_chapter(),
        version=1,
        by=resident,
        now=LATER,
        kept=form.kept(),
    )

    assert form.is_too_long
    assert (now_of(case).recorded(), now_of(case).kept_text) == ({"sex": "male"}, {})


@pytest.mark.parametrize("text", ["30\x00", "30\ud800", ["fever", "\x07"]])
def test_characters_that_no_text_may_hold_are_not_kept(text: object) -> None:
    kept = {"age_years": {"typed": text, "said": ["?"]}, "sex": {"typed": "femal", "said": ["?"]}}

    assert list(keepable(kept)) == ["sex"]


def test_a_chapter_keeps_so_much_and_no_more() -> None:
    kept = {f"f{number}": {"typed": "x" * 1_000, "said": ["y" * 9_000]} for number in range(20)}

    assert sum(len(field["typed"]) for field in keepable(kept).values()) <= MOST_KEPT
    assert len(str(keepable(kept))) < 2 * MOST_KEPT


def test_text_of_a_lesion_follows_it_and_is_not_lost_with_it() -> None:
    text = {"lesions-1-size_mm": {"typed": "big", "said": ["?"]}}
    one, two, other = {"side": "left"}, {"side": "right"}, {"pole": "upper"}

    assert list(moved(text, [one, two], [two])) == ["lesions-0-size_mm"]
    assert list(moved(text, [one, two], [other, one, two])) == ["lesions-2-size_mm"]
    assert list(moved(text, [one, two], [one])) == ["lesions-1-size_mm"]
    assert list(moved(text, [one, two], [])) == ["lesions-0-size_mm"]


def test_a_save_from_elsewhere_leaves_what_is_kept(client: Client, resident: User) -> None:
    case = case_of(resident, lesions=TWO)
    post(client, case, "kidney", **{"lesions-1-size_mm": "big"})
    case = now_of(case)
    with pytest.raises(CaseChangedElsewhere):
        save_chapter(
            case=case, chapter="kidney", recorded_chapter={"lesions": None}, version=1, by=resident, now=LATER
        )
    save_chapter(
        case=case,
        chapter="kidney",
        recorded_chapter={"lesions": (TWO[1],)},
        version=case.version,
        by=resident,
        now=LATER,
    )

    assert list(now_of(case).kept_text["kidney"]) == ["lesions-0-size_mm"]


PASTED = [
    ("a no-break space", "12\u00a0mm"),
    ("a soft hyphen", "meta\u00adstasis"),
    ("a tab", "12\tmm"),
    ("line breaks", "12\r\nmm\n"),
    ("a zero-width joiner", "👩\u200d⚕️"),
    ("marks of direction", "\u200f12\u200e \u2067mm\u2069"),
    ("a byte order mark", "\ufeff12"),
    ("a thin space", "1\u202f200"),
    ("emoji to the end of a field", "🩺" * FIELD.most),
    ("emoji to the end of all that is kept", "🩺" * LONGEST_KEPT),
    ("several", ["fever\u00a0", "none"]),
    ("a tick", True),
]


def test_what_is_pasted_is_kept_as_it_was_typed_to_the_end_of_its_field() -> None:
    lost = [
        what
        for what, typed in PASTED
        if keepable({"age_years": {"typed": typed, "said": ["?"]}}).get("age_years", {}).get("typed") != typed
    ]

    assert not lost


def test_a_page_gives_back_what_was_pasted(client: Client, resident: User) -> None:
    case = case_of(resident)
    post(client, case, "presentation", age_years="12\u00a0\u00admonths\u200d🩺", sex="male")

    assert now_of(case).kept_text["presentation"]["age_years"]["typed"] == "12\u00a0\u00admonths\u200d🩺"
    assert "12\u00a0\u00admonths\u200d🩺" in client.get(address(case, "presentation")).content.decode()
