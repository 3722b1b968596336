"""Work goes on after a drop: what could not be saved is tried again by itself, and nothing is done twice."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from cases.models import Attempt, PatientCase
from cases.queries.cases import case_for, record_of
from guidance.domain.edition import CompiledEdition
from guidance.models import Change
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun_first, load_first_format
from tests.cases.samples import case_of
from tests.functional.axe import PHONE
from tests.guidance.curating import KEY

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
A_SECOND = 1000
A_MINUTE = 60 * A_SECOND
SEEN = "new Promise((done) => { new IntersectionObserver(() => done()).observe(document.body); })"


class Line:
    """What is posted fails as `how` says: "down", "lost" (it arrives, its answer does not) or a status."""

    def __init__(self, page: Page) -> None:
        self.how: str | int = ""
        self.tried = 0
        page.route("**/*", self._meet)

    def _meet(self, route: Route) -> None:
        if route.request.method != "POST" or not self.how:
            return route.continue_()
        self.tried += 1
        if isinstance(self.how, int):
            return route.fulfill(status=self.how, body="no")
        if self.how == "lost":
            route.fetch(max_redirects=0)
        route.abort()


@pytest.fixture
def case(resident: User, edition: CompiledEdition) -> PatientCase:
    return case_of(resident, age_years=60)


@pytest.fixture
def attempt(edition: CompiledEdition, resident: User) -> Attempt:
    load_first_format()
    return begun_first(resident, now=timezone.now())


@pytest.fixture
def opened(resident: User, open_as: OpenAs) -> Iterator[Callable[[str], tuple[Page, Line]]]:
    def opened(address: str) -> tuple[Page, Line]:
        page = open_as(resident)
        page.clock.install()
        page.goto(address)
        page.clock.pause_at(timezone.now().replace(year=2100))
        return page, Line(page)

    yield opened


def presentation(case: PatientCase) -> str:
    return f"/cases/{case.pk}/presentation/"


def first_step(attempt: Attempt) -> str:
    return f"/library/attempts/{attempt.pk}/steps/history/"


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def age(page: Page) -> Locator:
    return page.get_by_label("Age", exact=True)


def type_age(page: Page, years: str) -> None:
    age(page).fill(years)
    page.clock.run_for(A_SECOND)


def fails(page: Page, words: str = "the server cannot be reached. It is tried again by itself.") -> None:
    expect(state(page)).to_contain_text(words)


def test_a_failed_save_is_tried_again_after_growing_pauses_and_says_when_it_is_through(
    case: PatientCase, resident: User, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(presentation(case))
    line.how = "down"
    type_age(page, "61")
    fails(page)
    assert line.tried == 1
    for pause in (2, 4, 8, 16, 32, 60, 60):
        tried = line.tried
        page.clock.run_for(pause * A_SECOND - 200)
        assert line.tried == tried
        with page.expect_event("requestfailed"):
            page.clock.run_for(400)
        fails(page)
    line.how = ""
    with page.expect_response("**/presentation/"):
        page.clock.run_for(A_MINUTE)

    expect(state(page)).to_contain_text(", the connection is back")
    expect(state(page)).to_contain_text("Saved")
    assert " ," not in state(page).inner_text()
    expect(page.locator("#announcer")).to_contain_text(", the connection is back")
    assert case_for(resident, case.pk).recorded() == {"age_years": 61}
    type_age(page, "62")
    expect(state(page)).not_to_contain_text("connection")
    expect(page.locator("#announcer")).not_to_contain_text("connection")


@pytest.mark.parametrize("sign", ["online", "visibilitychange"])
def test_it_is_tried_at_once_when_there_is_hope(
    sign: str, case: PatientCase, resident: User, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(presentation(case))
    line.how = "down"
    type_age(page, "61")
    fails(page)
    line.how = ""
    page.evaluate("(sign) => (sign === 'online' ? window : document).dispatchEvent(new Event(sign))", sign)

    expect(state(page)).to_contain_text(", the connection is back")
    assert case_for(resident, case.pk).recorded() == {"age_years": 61}


def test_a_browser_that_goes_offline_saves_when_it_is_back(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, presentation(case))
    page.locator("#more-age_years > summary").click()
    page.context.set_offline(True)
    age(page).fill("61")
    fails(page)
    page.get_by_label("Weight", exact=True).fill("70")
    page.context.set_offline(False)

    expect(state(page)).to_contain_text(", the connection is back")
    assert case_for(resident, case.pk).recorded() == {"age_years": 61, "weight_kg": 70}


def test_only_what_may_pass_is_tried_again(
    case: PatientCase, resident: User, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    wrong = []
    page, line = opened(presentation(case))
    for status in (500, 502, 503, 504, 400, 403, 404, 413):
        page.goto(presentation(case))
        line.how, line.tried = status, 0
        with page.expect_response("**/presentation/"):
            type_age(page, "61")
        expect(state(page)).to_contain_text("Not saved: ")
        is_tried = "tried again by itself" in state(page).inner_text()
        if is_tried:
            with page.expect_request("**/presentation/"):
                page.clock.run_for(3 * A_SECOND)
        page.clock.run_for(3 * A_SECOND)
        if (is_tried, line.tried > 1) != (status >= 500, status >= 500):
            wrong.append((status, is_tried, line.tried))
    assert wrong == []


def test_a_save_that_arrived_while_its_answer_was_lost_is_no_conflict(
    case: PatientCase, attempt: Attempt, resident: User, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    for address in (presentation(case), first_step(attempt)):
        page, line = opened(address)
        line.how = "lost"
        type_age(page, "61")
        fails(page)
        line.how = ""
        page.get_by_label("Female").check()
        page.clock.run_for(A_MINUTE)
        expect(state(page)).to_contain_text("Saved")
        expect(page.locator("#conflict, .step-bar .finding")).not_to_contain_text("changed")
    expected = {"age_years": 61, "sex": "female"}
    assert case_for(resident, case.pk).recorded() == record_of(attempt.case_id).recorded() == expected


def test_a_curator_meets_no_conflict_with_herself_when_an_answer_was_lost(
    edition: CompiledEdition, curator: User, open_as: OpenAs
) -> None:
    page = open_as(curator, f"/curate/draft/statements/{KEY}/")
    line = Line(page)
    line.how = "lost"
    page.locator("#id_text").fill("Mine.")
    fails(page)
    line.how = ""
    page.locator("#id_text").fill("Mine, and more.")
    expect(state(page)).to_contain_text("Saved")
    expect(page.locator("#conflict .finding")).to_have_count(0)
    assert Change.objects.get().proposed["text"] == "Mine, and more."


def test_a_commit_that_failed_is_not_done_later_by_itself(
    attempt: Attempt, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(first_step(attempt))
    line.how = "down"
    page.locator("input[name='q-first-thought-answer']").first.check()
    age(page).fill("61")
    page.locator(".save-row button[name=commit]").click()
    fails(page, "“Commit this step and go on” was not done: the server cannot be reached.")
    line.how = ""
    page.clock.run_for(A_MINUTE)

    expect(state(page)).to_contain_text(", the connection is back")
    attempt.refresh_from_db()
    assert attempt.step == 0
    assert record_of(attempt.case_id).recorded() == {"age_years": 61}


def test_a_commit_that_arrived_while_its_answer_was_lost_leads_on_and_commits_once(
    attempt: Attempt, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(first_step(attempt))
    page.locator("input[name='q-first-thought-answer']").first.check()
    page.clock.run_for(A_SECOND)
    expect(state(page)).to_contain_text("Saved")
    line.how = "lost"
    page.locator(".save-row button[name=commit]").click()
    fails(page, "was not done")
    line.how = ""
    page.clock.run_for(A_MINUTE)

    page.wait_for_url("**/steps/scan/")
    attempt.refresh_from_db()
    assert attempt.step == 1


def test_an_undo_that_failed_is_not_done_later_by_itself(
    case: PatientCase, resident: User, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(presentation(case))
    type_age(page, "61")
    expect(state(page)).to_contain_text("Saved")
    line.how = "down"
    page.locator("#undo-last").click()
    fails(page, "“Undo” was not done: the server cannot be reached.")
    line.how = ""
    page.clock.run_for(A_MINUTE)
    assert case_for(resident, case.pk).recorded() == {"age_years": 61}

    page.locator("#undo-last").click()
    expect(state(page)).to_contain_text("Undone: Age (now 60 years)")


def test_leaving_asks_while_a_save_is_tried_again(
    case: PatientCase, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(presentation(case))
    line.how = "down"
    type_age(page, "61")
    fails(page)
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()


def test_the_way_back_is_said_where_the_failure_was_said_and_for_a_while(
    case: PatientCase, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(presentation(case))
    page.set_viewport_size(PHONE)
    below = page.locator(".save-line")
    line.how = "down"
    page.locator("#more-age_years > summary").click()
    page.get_by_label("Weight", exact=True).fill("70")
    page.clock.run_for(A_SECOND)
    fails(page)
    page.get_by_label("Weight", exact=True).evaluate(
        "(it) => scrollTo(0, it.getBoundingClientRect().bottom + scrollY - innerHeight)"
    )
    page.evaluate("scrollBy(0, 300)")
    expect(below).to_contain_text("cannot be reached")
    line.how = ""
    page.clock.run_for(A_MINUTE)

    expect(below).to_have_text(re.compile(r"Saved \d\d:\d\d, the connection is back"))
    expect(below).to_be_in_viewport(ratio=1)
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^(?!.*back.*back).*the connection is back"))
    expect(page.locator("[aria-live] .save-line, .save-line[role]")).to_have_count(0)
    page.clock.run_for(10 * A_SECOND)
    expect(below).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 1024, 1440])
def test_what_says_that_nothing_is_saved_covers_no_button_nor_what_is_in_hand(
    width: int, case: PatientCase, opened: Callable[[str], tuple[Page, Line]]
) -> None:
    page, line = opened(presentation(case))
    page.set_viewport_size({"width": width, "height": 700})
    below = page.locator(".save-line")
    for summary in page.locator("#chapter-form details.more > summary").all():
        summary.click()
    line.how = "down"
    type_age(page, "61")
    fails(page)
    for field in page.locator("#chapter-form .field :is(input[value=yes], input[value=none], select)").all():
        field.evaluate("(it) => scrollTo(0, it.getBoundingClientRect().bottom + scrollY - innerHeight + 2)")
        field.dispatch_event("pointerdown")
        field.focus()
        page.clock.run_for(A_SECOND)
        page.evaluate(SEEN)
        box, at = below.bounding_box(), field.bounding_box()
        assert at and (box is None or at["y"] + at["height"] <= box["y"] or at["x"] > box["x"] + box["width"])
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 3)")
    expect(below).to_be_visible()
    for place in (".save-row", "#save-foot", ".foot"):
        page.locator(place).evaluate("(it) => it.scrollIntoView({ block: 'end' })")
        expect(below).to_be_hidden()
