"""A case names the edition that it was read with; the workbench says what a newer one makes of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.cases import save_chapter, see_edition
from cases.models import PatientCase
from cases.permissions import NotYourCase
from cases.presenting.changed_since import changed_since, in_words
from cases.presenting.panel import panel_of as panel
from cases.queries.cases import case_for, read
from guidance.actions.publishing import publish_again
from guidance.domain.edition import CompiledEdition
from guidance.domain.edition_answers import Caution, Difference, SectionMatch
from guidance.queries.editions import current_edition
from guidance.queries.editions import edition as edition_numbered
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.cases.test_case_chapter import HTMX, address, post
from tests.guidance.additions import TNM, publish_additions
from tests.guidance.editions import add, drop, publish_with
from tests.guidance.reading import links_of, text_of

ClientOf = Callable[[User], Client]
LATER = datetime(2026, 5, 4, 9, tzinfo=UTC)
LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
SHOWS_CT = {
    "id": "ct-lung",
    "effect": "show",
    "section": "diagnosis/imaging/ct",
    "when": LUNG,
    "because": "The primary is {primary_site}.",
}
WARNS = {
    "id": "ct-lung-caution",
    "effect": "caution",
    "section": "diagnosis/imaging/ct",
    "when": LUNG,
    "message": "Look at the lungs.",
    "about": ["primary_site"],
}
LINE = (
    "Edition 2 of the guidance , published 3 March 2026. This case was last read with edition 1: "
    "1 section more (CT), 1 caution more (CT)."
)


@pytest.fixture
def case(edition: CompiledEdition, resident: User) -> PatientCase:
    return case_of(resident, primary_site="lung")


def publish_more() -> None:
    publish_with(add("rules", **SHOWS_CT), add("rules", **WARNS))


def numbers_of(case: PatientCase) -> tuple[int | None, int | None]:
    case.refresh_from_db()
    return case.guidance_edition, case.previous_edition


def save(case: PatientCase, by: User, **values: Any) -> PatientCase:
    case = case_for(by, case.pk)
    return save_chapter(
        case=case, chapter="primary", recorded_chapter=values, version=case.version, by=by, now=LATER
    )


def panel_of(html: str) -> str:
    """The words of the guidance panel."""
    inner = html.split('<aside class="guide"', 1)[1].split("</aside>", 1)[0]
    return text_of(f'<main id="main"><aside {inner}</main>')


# What the case keeps


def test_a_new_case_names_the_edition_that_readers_see(case: PatientCase) -> None:
    assert numbers_of(case) == (1, None)


def test_a_new_case_names_none_where_nothing_is_published(resident: User) -> None:
    assert numbers_of(case_of(resident, primary_site="lung")) == (None, None)


def test_a_save_under_another_edition_keeps_the_one_before(case: PatientCase, resident: User) -> None:
    save(case, resident, histology="adenocarcinoma")
    assert numbers_of(case) == (1, None)

    publish_more()
    save(case, resident, histology="squamous")
    assert numbers_of(case) == (2, 1)

    publish_with(drop("rules", "ct-lung"))
    save(case, resident, histology="small_cell")
    assert numbers_of(case) == (3, 1), "kept until it is seen"


def test_a_save_that_changes_nothing_does_not_take_the_edition_over(
    case: PatientCase, resident: User
) -> None:
    publish_more()
    save(case, resident, primary_site="lung")

    assert numbers_of(case) == (1, None)


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        pytest.param((1, None), 2, (2, None), id="before any save"),
        pytest.param((2, 1), 2, (2, None), id="after a save"),
        pytest.param((1, None), 3, (3, None), id="two editions on"),
        pytest.param((3, 1), 2, (3, 2), id="what was seen is older than what was used since"),
        pytest.param((2, None), 2, (2, None), id="seen already"),
        pytest.param((2, None), 1, (2, None), id="from an old page"),
        pytest.param((2, 1), 9, (2, 1), id="an edition that there is not"),
        pytest.param((None, None), 2, (2, None), id="a case that named none"),
    ],
)
def test_what_was_seen_is_remembered(
    case: PatientCase,
    resident: User,
    before: tuple[int | None, int | None],
    number: int,
    after: tuple[int | None, int | None],
) -> None:
    publish_more()
    publish_with(drop("rules", "ct-lung"))
    case.guidance_edition, case.previous_edition = before
    case.save()

    see_edition(case=case_for(resident, case.pk), number=number, by=resident)

    assert numbers_of(case) == after


def test_seeing_it_changes_nothing_that_the_case_records(case: PatientCase, resident: User) -> None:
    publish_more()
    before = case_for(resident, case.pk)
    see_edition(case=case_for(resident, case.pk), number=2, by=resident)

    after = case_for(resident, case.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert after.recorded() == before.recorded()
    assert after.changes.count() == before.changes.count()


def test_nobody_else_sees_it_for_the_owner(case: PatientCase, stranger: User, client_of: ClientOf) -> None:
    publish_more()
    with pytest.raises(NotYourCase):
        see_edition(case=case, number=2, by=stranger)

    assert client_of(stranger).post(f"/cases/{case.pk}/edition-seen/", {"edition": "2"}).status_code == 404
    assert numbers_of(case) == (1, None)


# What is said


def test_the_same_facts_are_answered_by_both_editions(case: PatientCase) -> None:
    publish_more()
    current = current_edition()

    since = changed_since(case, read(case.recorded(), current), current)

    assert since is not None
    assert (since.old, since.new) == (1, 2)
    assert since.differs == "1 section more (CT), 1 caution more (CT)"


def test_what_a_case_loses_is_said(case: PatientCase, resident: User) -> None:
    publish_more()
    see_edition(case=case_for(resident, case.pk), number=2, by=resident)
    publish_with(drop("rules", "ct-lung"), drop("rules", "ct-lung-caution"))
    current = current_edition()
    case = case_for(resident, case.pk)

    since = changed_since(case, read(case.recorded(), current), current)

    assert since is not None
    assert since.differs == "1 section fewer (CT), 1 caution fewer (CT)"


def test_an_edition_that_makes_no_difference_says_so(case: PatientCase, administrator: User) -> None:
    publish_again(number=1, by=administrator, now=LATER, note="Once more.")
    current = current_edition()

    since = changed_since(case, read(case.recorded(), current), current)

    assert since is not None
    assert since.differs == "the same sections and cautions"


@pytest.mark.parametrize(("own", "previous"), [(None, None), (1, None), (99, None), (1, 99)])
def test_nothing_is_said_where_there_is_nothing_to_compare(
    case: PatientCase, own: int | None, previous: int | None
) -> None:
    case.guidance_edition, case.previous_edition = own, previous
    current = current_edition()

    assert changed_since(case, read(case.recorded(), current), current) is None


def test_what_is_highlighted_anew_is_said_when_sections_and_cautions_are_the_same(
    edition: CompiledEdition, resident: User
) -> None:
    case = case_of(resident, primary_site="lung")
    publish_additions()
    current = current_edition()
    reading = read(case.recorded(), current)
    title = current.sections[TNM].title

    since = changed_since(case, reading, current)
    assert since is not None
    assert since.differs == f"the same sections and cautions; 1 addition more ({title})"

    drawn = panel(reading, current, chapter="primary", before=read(case.recorded(), edition_numbered(1)))
    assert drawn.announcement.startswith(f"The same sections and cautions. 1 addition more ({title}).")


def match(title: str) -> SectionMatch:
    return SectionMatch(title, title, "diagnosis", (), (), (), ())


def caution(title: str) -> Caution:
    return Caution(title, "", (), (), title, title)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Difference((), (), (), ()), "the same sections and cautions"),
        (Difference((match("CT"), match("MRI")), (), (), ()), "2 sections more (CT and MRI)"),
        (
            Difference((), (match("CT"),), (), (caution("TNM"), caution("TNM"))),
            "1 section fewer (CT), 2 cautions fewer (TNM)",
        ),
        (
            Difference(tuple(match(each) for each in "ABCDE"), (), (), ()),
            "5 sections more (A, B, C, D and E)",
        ),
        (
            Difference(tuple(match(each) for each in "ABCDEFG"), (), (), ()),
            "7 sections more (A, B, C, D and 3 others)",
        ),
    ],
)
def test_the_difference_in_words(found: Difference, said: str) -> None:
    assert in_words(found) == said


# In an open workbench


def test_the_panel_that_a_save_brings_names_both_editions(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    publish_more()

    html = post(client_of(resident), case, "primary", histology="adenocarcinoma").content.decode()

    assert LINE in panel_of(html)
    assert 'data-edition="2"' in html
    assert "/guidance/changes/?from=1&to=2" in links_of(html)
    assert "/guidance/diagnosis/imaging/ct/" in html, "the section that only the new edition brings up"


def test_it_stands_there_after_a_reload_and_before_any_save(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    client = client_of(resident)
    assert "last read with" not in client.get(address(case, "primary")).content.decode()
    publish_more()

    assert LINE in panel_of(client.get(address(case, "primary")).content.decode())
    post(client, case, "primary", histology="adenocarcinoma")
    assert LINE in panel_of(client.get(address(case, "kidney")).content.decode())


def test_it_goes_once_it_is_seen(case: PatientCase, resident: User, client_of: ClientOf) -> None:
    publish_more()
    client = client_of(resident)

    response = client.post(f"/cases/{case.pk}/edition-seen/", {"edition": "2"}, **HTMX)

    assert (response.status_code, response.content) == (200, b"")
    assert numbers_of(case) == (2, None)
    assert "last read with" not in client.get(address(case, "primary")).content.decode()


@pytest.mark.parametrize(
    ("next_", "leads_to"),
    [
        ("/cases/1/kidney/", "/cases/1/kidney/"),
        ("https://evil.example/", "workbench"),
        ("//evil.example", "workbench"),
        ("", "workbench"),
    ],
)
def test_without_javascript_it_leads_back(
    case: PatientCase, resident: User, client_of: ClientOf, next_: str, leads_to: str
) -> None:
    publish_more()

    response = client_of(resident).post(f"/cases/{case.pk}/edition-seen/", {"edition": "2", "next": next_})

    assert response["Location"] == (f"/cases/{case.pk}/" if leads_to == "workbench" else leads_to)


def test_the_form_works_without_javascript(case: PatientCase, resident: User) -> None:
    publish_more()
    client = Client(enforce_csrf_checks=True)
    client.force_login(resident)
    form = client.get(address(case, "kidney")).content.decode().split('id="changed-since"', 1)[1]
    form = form.split("</form>", 1)[0]
    fields = {
        name: form.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
        for name in ("csrfmiddlewaretoken", "edition", "next")
    }

    response = client.post(f"/cases/{case.pk}/edition-seen/", fields)

    assert response["Location"] == address(case, "kidney")
    assert numbers_of(case) == (2, None)


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "2; drop"])
def test_nonsense_for_an_edition_changes_nothing(
    case: PatientCase, resident: User, client_of: ClientOf, number: str
) -> None:
    publish_more()

    assert client_of(resident).post(f"/cases/{case.pk}/edition-seen/", {"edition": number}).status_code == 302
    assert numbers_of(case) == (1, None)


def test_an_open_workbench_asks_which_edition_readers_see_now(
    case: PatientCase, resident: User, client_of: ClientOf, django_assert_num_queries: Callable
) -> None:
    client = client_of(resident)
    page = client.get(address(case, "primary")).content.decode()
    assert 'data-edition-watch="/cases/edition/"' in page
    assert f'hx-get="/cases/{case.pk}/primary/" hx-trigger="kidmet:edition" hx-target="#guide"' in page

    with django_assert_num_queries(3):  # session, person, which edition
        response = client.get("/cases/edition/")
    assert response.json() == {"edition": 1}
    assert "no-store" in response["Cache-Control"]

    publish_more()
    assert client.get("/cases/edition/").json() == {"edition": 2}


# On the other pages


def test_the_summary_and_the_list_name_the_edition(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    client = client_of(resident)
    assert "Guidance edition 1" in text_of(client.get("/cases/").content.decode())
    assert "changed since" not in text_of(client.get("/cases/").content.decode())

    publish_more()

    assert "Guidance edition 1, changed since" in text_of(client.get("/cases/").content.decode())
    assert LINE in text_of(client.get(f"/cases/{case.pk}/summary/").content.decode())


# What it costs


def cost_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_only_where_editions_differ_the_older_one_is_asked(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    client = client_of(resident)
    client.get(address(case, "palliative"))

    def saving(version: int) -> int:
        data = {"version": str(version), "esas_pain": str(version)}
        return cost_of(lambda: client.post(address(case, "palliative"), data, **HTMX))

    same = saving(1)
    publish_more()
    edition_numbered(1), current_edition()
    assert saving(2) == same + 1

    see_edition(case=case_for(resident, case.pk), number=2, by=resident)
    assert saving(3) == same <= 10
