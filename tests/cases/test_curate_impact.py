"""The page on which curators see what a draft does to cases: a worker works it out while the page watches."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.replaying import step_impact
from cases.models import ImpactRun
from cases.presenting.impact import MOST_BARS, Count, ImpactRow, chart_of
from cases.queries.replaying import latest_run
from guidance.domain.edition import CompiledEdition
from guidance.models import Change, ChangeSet, Notice
from guidance.queries.draft import draft_edition, guidance_document
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from kidmet_site.work.models import WorkerSign
from tests.cases.replays import BREAST, case_in_block
from tests.cases.samples import NOW, case_of
from tests.guidance.drafts import put_in_draft
from tests.pages import squeezed
from tests.working import work_off

HTMX = {"HX-Request": "true"}
CAUTION = "look-again"
MESSAGE = "Look again at {primary_site}."
SHOWN_MESSAGE = "Look again at [primary site]."


@pytest.fixture
def cleo(curator: User, client_of: Callable[[User], Client], edition: CompiledEdition) -> Client:
    return client_of(curator)


@pytest.fixture
def new_caution(edition: CompiledEdition) -> None:
    """The accepted draft raises a caution that the edition does not, where the primary is breast."""
    put_in_draft(
        "rule",
        CAUTION,
        id=CAUTION,
        effect="caution",
        section="treatment",
        when=BREAST,
        message=MESSAGE,
    )


def shown(cleo: Client, **asked: Any) -> str:
    response = cleo.get(reverse("curate_impact"), asked)
    assert response.status_code == 200
    return response.content.decode()


def start(cleo: Client, **more: Any) -> ImpactRun:
    response = cleo.post(reverse("curate_impact_start"), more)
    assert response.status_code == 302
    run = latest_run(more.get("change_set"))
    assert run is not None
    return run


def watched(cleo: Client, **asked: Any) -> str:
    """What the page gets that asks how far it is."""
    return cleo.get(reverse("curate_impact"), asked, headers=HTMX).content.decode()


def finish(cleo: Client) -> str:
    start(cleo)
    work_off()
    return shown(cleo)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def row_of(html: str, title: str) -> str:
    (row,) = [row for row in re.findall(r"<tr.*?</tr>", html, re.S) if title in row]
    return row


def counts_in(row: str) -> list[str]:
    """What a row says of teaching, demo and stored cases."""
    return [words(cell) for cell in re.findall(r"<td.*?</td>", row, re.S)]


# What it says


def test_it_offers_to_begin_when_nothing_was_worked_out(cleo: Client) -> None:
    html = shown(cleo)

    assert "Work out the impact" in html
    assert "It says what edition 1 says." in html


def test_it_says_so_when_nothing_changes(cleo: Client, resident: User) -> None:
    case_of(resident, primary_site="breast")

    html = finish(cleo)

    assert "No case gains or loses anything." in html
    assert "<svg" not in html.partition("<main")[2]


def test_a_table_names_the_cases_and_counts_the_stored_ones(
    cleo: Client, resident: User, library: None, new_caution: None
) -> None:
    case_of(resident, title="My private case", primary_site="breast")
    case_of(resident, title="My private case", primary_site="lung")

    html = finish(cleo)

    row = row_of(html, SHOWN_MESSAGE)
    assert counts_in(row) == ["+ 1 gain it", "+ 1 gain it", "+ 1 gain it"]
    assert reverse("teaching_case", args=["kidney-metastases", "breast-bone-and-kidney"]) in row
    assert "1 caution changes for at least one case." in html
    assert "1 of 2 stored cases" in words(html)


def test_every_teaching_and_demo_case_is_named_where_more_than_five_gain_or_lose(
    cleo: Client, library: None, edition: CompiledEdition
) -> None:
    when = {"not": {"fact": "primary_site", "op": "not_recorded"}}
    put_in_draft(
        "rule", CAUTION, id=CAUTION, effect="caution", section="treatment", when=when, message=MESSAGE
    )

    row = row_of(finish(cleo), SHOWN_MESSAGE)

    more = int(re.findall(r"<summary>and (\d+) more</summary>", row)[0])
    others = re.findall(r"<details.*?</details>", row, re.S)[0]
    assert others.count("<a ") == more >= 1
    assert row.partition("<details")[0].count("<a ") - row.count('class="what"') <= 5


def test_a_picture_goes_with_the_table(cleo: Client, library: None, new_caution: None) -> None:
    html = finish(cleo)

    (picture,) = re.findall(r"<svg class=\"impact-chart\".*?</svg>", html, re.S)
    assert 'role="img"' in picture
    assert "<title" in picture
    assert re.findall(r'<text class="count"[^>]*>([^<]*)<', squeezed(picture)) == ["+2"]
    assert "style=" not in html.partition("<main")[2]


def test_nothing_tells_whose_a_stored_case_is(
    cleo: Client, resident: User, library: None, new_caution: None
) -> None:
    case_of(resident, title="My private case", primary_site="breast")

    html = finish(cleo)

    assert "My private case" not in html
    assert str(resident) not in html
    assert resident.email not in html


def test_it_says_when_only_words_differ(cleo: Client, edition: CompiledEdition) -> None:
    rule = next(each for each in edition.rules.values() if each.effect == "show" and each.because)
    put_in_draft("rule", rule.id, because="Because.")

    html = finish(cleo)

    assert "No case gains or loses anything." in html
    assert "not when anything shows" in html


def test_faults_of_the_draft_are_listed_instead(cleo: Client, new_caution: None) -> None:
    put_in_draft("rule", CAUTION, when={"fact": "primry_site", "op": "is", "value": "lung"})

    html = shown(cleo)

    assert "has to be mended" in html
    assert "primry_site" in html
    assert "Work out the impact" not in html


# While it is worked out


@pytest.fixture
def two_blocks(resident: User) -> None:
    case_in_block(resident, 0, primary_site="breast")
    case_in_block(resident, 9, primary_site="breast")


def test_the_page_watches_and_says_when_no_worker_is_there(
    cleo: Client, two_blocks: None, new_caution: None
) -> None:
    start(cleo)

    html = shown(cleo)

    assert f'hx-get="{reverse("curate_impact")}"' in html and 'hx-trigger="load delay:1s"' in html
    assert '<progress id="impact-done" value="0" max="2">' in html
    assert "Look again</a>" in squeezed(html)
    assert "It waits for a worker," in html
    WorkerSign.objects.create(name="w", host="h", process=1, started_at=NOW, seen_at=timezone.now())
    assert "It waits for a worker," not in shown(cleo)
    assert "It waits for its turn." in watched(cleo)


def test_a_kill_between_two_steps_counts_nothing_twice(
    cleo: Client, two_blocks: None, new_caution: None
) -> None:
    """The first block was counted, and the worker ended before it could say that its step was done."""
    run = start(cleo)
    step_impact(run=run, before=current_edition(), after=draft_edition(None), now=NOW, seconds=0)
    assert '<progress id="impact-done" value="1" max="2">' in watched(cleo)

    work_off()

    assert counts_in(row_of(shown(cleo), SHOWN_MESSAGE))[2] == "+ 2 gain it"


def test_the_page_that_watches_gets_the_results(cleo: Client, two_blocks: None, new_caution: None) -> None:
    start(cleo)
    assert "impact-results" not in watched(cleo)
    work_off()

    html = watched(cleo)

    assert "<html" not in html
    assert "hx-trigger" not in html
    assert counts_in(row_of(html, SHOWN_MESSAGE))[2] == "+ 2 gain it"
    assert 'role="status" hx-swap-oob="innerHTML">All stored cases are done.' in squeezed(html)


def test_who_left_the_page_is_told_and_who_watches_is_not(
    cleo: Client, curator: User, two_blocks: None, new_caution: None
) -> None:
    told = Notice.objects.filter(user=curator)
    start(cleo)
    watched(cleo)
    work_off()
    assert not told.exists()

    finish(cleo)

    assert [(notice.text, notice.path) for notice in told] == [
        ("Impact of the draft is worked out.", reverse("curate_impact"))
    ]


def test_a_run_whose_job_was_stopped_says_so_and_goes_on_where_it_was(
    cleo: Client, curator: User, two_blocks: None, new_caution: None
) -> None:
    job = start(cleo).job
    assert job is not None
    cleo.post(reverse("work_stop", args=[job.pk]))
    assert "Stopped after 0 of 2 stored cases" in squeezed(shown(cleo))

    cleo.post(reverse("work_again", args=[job.pk]))
    work_off()

    assert "Worked out for Cleo" in shown(cleo)


def test_a_run_can_be_stopped(cleo: Client, two_blocks: None, new_caution: None) -> None:
    run = start(cleo)
    assert "Stop</button>" in shown(cleo)

    cleo.post(reverse("curate_impact_stop", args=[run.pk]))

    html = shown(cleo)
    assert "Stopped after 0 of 2 stored cases" in squeezed(html)
    assert work_off() == 0 or "Stopped after 0" in squeezed(shown(cleo))
    assert "hx-trigger" not in html.partition("<main")[2]
    assert "Stop</button>" not in html


def test_a_run_that_the_draft_left_behind_says_so(cleo: Client, two_blocks: None, new_caution: None) -> None:
    start(cleo)
    put_in_draft("rule", CAUTION, message="Another message.")

    html = shown(cleo)
    assert "The draft or the edition has changed since." in html
    assert "hx-trigger" not in html.partition("<main")[2]

    work_off()
    assert "changed while this was worked out" in watched(cleo)
    assert "Work it out again" in shown(cleo)


# One change set


@pytest.fixture
def change_set(curator: User, edition: CompiledEdition) -> ChangeSet:
    """A set that is being written; the accepted draft knows nothing of it."""
    change_set = ChangeSet.objects.create(
        document=guidance_document(), title="Breast first", author=curator, created_at=NOW, updated_at=NOW
    )
    proposed = {
        "id": "look-again",
        "effect": "caution",
        "section": "treatment",
        "when": BREAST,
        "message": MESSAGE,
    }
    Change.objects.create(
        change_set=change_set, kind="rule", entry_id="look-again", proposed=proposed, updated_at=NOW
    )
    return change_set


def test_a_change_set_is_tried_by_itself(cleo: Client, library: None, change_set: ChangeSet) -> None:
    assert "“Breast first”" in shown(cleo)

    start(cleo, change_set=change_set.pk)

    html = shown(cleo, change_set=change_set.pk)
    assert counts_in(row_of(html, SHOWN_MESSAGE)) == ["+ 1 gain it", "+ 1 gain it", "– none"]
    assert SHOWN_MESSAGE not in shown(cleo)


@pytest.mark.parametrize("asked", ["999999", "0", "first", "-1", "1" * 30])
def test_a_change_set_that_there_is_not_answers_as_no_page(cleo: Client, asked: str) -> None:
    assert cleo.get(reverse("curate_impact"), {"change_set": asked}).status_code == 404
    assert cleo.post(reverse("curate_impact_start"), {"change_set": asked}).status_code == 404
    assert not ImpactRun.objects.exists()


# Cost


def test_the_page_asks_the_database_as_often_for_many_as_for_one(
    cleo: Client, resident: User, library: None, new_caution: None
) -> None:
    def queries() -> int:
        finish(cleo)
        with CaptureQueriesContext(connection) as captured:
            shown(cleo)
        return len(captured)

    case_of(resident, primary_site="breast")
    for_one = queries()
    for number in range(49):
        case_of(resident, primary_site="breast")
        ImpactRun.objects.create(
            started_at=NOW, updated_at=NOW, edition_number=1, before_hash=str(number), total=0
        )

    assert queries() == for_one


# The picture


def row(gained: int, lost: int, title: str = "A section") -> ImpactRow:
    nobody = Count(0, 0)
    return ImpactRow("Section", title, "", "", "staging", nobody, nobody, Count(gained, lost), (), ())


def test_bars_are_as_long_as_their_numbers_and_go_to_their_sides() -> None:
    chart = chart_of([row(10, 40), row(0, 20)])

    assert chart is not None
    assert [(bar.lost_x, bar.lost_width, bar.gained_width) for bar in chart.bars] == [
        ("20.00%", "30.00%", "7.50%"),
        ("35.00%", "15.00%", "0.00%"),
    ]


def test_the_picture_shows_what_changes_for_most_and_says_how_many_it_leaves_out() -> None:
    chart = chart_of([row(count, 0) for count in range(1, MOST_BARS + 6)])

    assert chart is not None
    assert (len(chart.bars), chart.left_out) == (MOST_BARS, 5)
    assert chart.bars[0].row.stored.gained == MOST_BARS + 5


def test_a_long_title_is_cut_in_the_picture_alone() -> None:
    long = row(1, 0, "A sentence that goes on and on about what to look at again before going on")

    assert long.short_label == "A sentence that goes on and on about what to …"
    assert long.title.endswith("before going on")


def test_there_is_no_picture_of_nothing() -> None:
    assert chart_of([]) is None
