"""Every page in each of its states: what a person would see at once, what axe finds, and a clean console.

Seen at once is text that something covers, that is cut off, outside or too pale.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve, reverse
from playwright.sync_api import Page, TimeoutError

from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.functional import sight_states, sight_sureness, sight_versions, sights
from tests.functional.axe import overflows, violations
from tests.functional.conftest import Console
from tests.functional.sights import Sight, States
from tests.tables import for_each

LOOK = (Path(__file__).parent / "sight.js").read_text(encoding="utf-8")
WIDTHS = {1440: 900, 820: 1180, 390: 844, 320: 640}
THEMES = ["light", "dark"]
HEARD = ((390, "dark"), (1440, "light"))
REFUSALS = ".errors, .errorlist, .invalid-feedback, .finding, .alert, .empty, [role=alert], #faults-title"
ERRORS = (
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "405.html",
    "413.html",
    "429.html",
    "500.html",
    "503.html",
    "took_too_long.html",
    "too_many_at_once.html",
    "account/invitation_closed.html",
)
TOLD = {
    "is_sent": True,
    "seconds": 60,
    "days": 14,
    "said": "the export of the audit trail",
    "running": ["publishing", "the import of a pack or change set"],
    "again": True,
}
"""What the pages of errors say besides."""
Build = Callable[[States], None]
AREAS: dict[str, list[tuple[Build | None, tuple[Sight, ...]]]] = {
    "entering": [(sight_states.entering, sights.ENTERING)],
    "administering": [(sight_states.administering, sights.ADMINISTERING)],
    "people": [(sight_states.inviting, sights.PEOPLE), (sight_states.listing, sights.OTHER_LIST)],
    "outside": [(sight_states.outside, sights.OUTSIDE)],
    "working": [(sight_states.working, sights.WORKING)],
    "learning": [(sight_states.learning, sights.LEARNING)],
    "reading": [(None, sights.UNTOUCHED), (sight_states.reading, sights.READING)],
    "writing": [
        (sight_states.with_library, sights.NOTHING_WRITTEN),
        (sight_states.writing, sights.WRITING),
    ],
    "marking": [(sight_states.with_library, ()), (sight_states.writing, sights.MARKING)],
    "publishing": [(sight_states.publishing, sights.PUBLISHING)],
    "assigning": [
        (sight_states.without_cohorts, sights.NOTHING_ASSIGNED),
        (sight_states.assigning, sights.ASSIGNING),
    ],
    "versions": [(sight_versions.versions, sights.VERSIONS), (sight_versions.asking, sights.ASKING)],
    "sureness": [(sight_sureness.sureness, sights.SURENESS)],
    "curating": [(sight_states.curating, sights.CURATING), (sight_states.going_back, sights.GOING_BACK)],
}


@pytest.fixture
def page(open_as: Callable[..., Page]) -> Page:
    """One window for all that is looked at: it is resized, and its session changed."""
    return open_as(None)


def resize(page: Page, width: int) -> None:
    if page.viewport_size != {"width": width, "height": WIDTHS[width]}:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})


def faults_of(page: Page) -> list[str]:
    """What cannot be read on the page as it stands, at every width and there in every theme."""
    found: dict[str, dict[str, None]] = {}
    for width in WIDTHS:
        resize(page, width)
        if overflows(page):
            found.setdefault("wider than its window", {})[str(width)] = None
        for fault in page.evaluate(LOOK, THEMES):
            by = f" by {fault['by']}" if fault["by"] else ""
            line = f"{fault['kind']}{by}: “{fault['text']}” in {fault['place']}"
            found.setdefault(line, {})[f"{width} {fault['theme']}"] = None
    return [f"{line} ({', '.join(at)})" for line, at in found.items()]


def heard_of(page: Page) -> list[str]:
    """What axe finds in each window. Its colours are left to what is seen, but for links among words."""
    found: dict[str, dict[str, None]] = {}
    for width, theme in HEARD:
        resize(page, width)
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        for line in violations(page, but=["color-contrast"]):
            found.setdefault(line, {})[f"{width} {theme}"] = None
    return [f"{line} ({', '.join(at)})" for line, at in found.items()]


def show(page: Page, sight: Sight, states: States, home: str) -> str:
    """Go there and bring it into its state; says what is in the way where that did not work."""
    page.context.clear_cookies()
    if sight.by:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": states.cookies[sight.by], "url": home}
        page.context.add_cookies([cookie])
    if sight.act:
        resize(page, 1440)
    kwargs = sight.kwargs(states) if callable(sight.kwargs) else sight.kwargs
    address = reverse(sight.route, kwargs=kwargs)
    response = page.goto(home + address + sight.query)
    if response is None or response.status != 200:
        return f"answered {response and response.status}"
    shown = resolve(page.url.removeprefix(home).partition("?")[0]).view_name
    if shown != sight.route:
        return f"led to {shown}"
    if sight.act:
        sight.act(page)
    if sight.act and sight.state == "refused":
        try:
            page.locator("main").locator(REFUSALS).locator("visible=true").first.wait_for(timeout=4000)
        except TimeoutError:
            return "is not refused"
    return ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("area", AREAS)
def test_everything_can_be_read_at_every_width_in_each_theme_and_by_ear(
    area: str, page: Page, live_server: object, edition: CompiledEdition, console: Console
) -> None:
    states, faults = sight_states.people(), []
    for build, rows in AREAS[area]:
        if build:
            build(states)
        for sight in rows:
            lost = show(page, sight, states, str(live_server))
            found = [lost] if lost else [*faults_of(page), *heard_of(page), *console]
            console.clear()
            faults += [f"{sight.route}, {sight.state}: {each}" for each in found]

    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.django_db(transaction=True)
@for_each("template", ERRORS)
def test_the_pages_of_errors_can_be_read(
    template: str, page: Page, live_server: object, resident: User, edition: CompiledEdition
) -> None:
    request = RequestFactory().get("/")
    request.user = resident
    html = render_to_string(template, TOLD, request)
    page.unroute_all()
    page.route("**/error/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{live_server}/error/")

    assert faults_of(page) == []


LONG = "Nephro" * 20
SHEET = "position: absolute; top: 0; left: 0; width: 300px; height: 80px; background: #fff"
BUTTON = "position: fixed; bottom: 0; left: 0; width: 300px; height: 80px; background: #ccc"
SHAPE = "width: 50px; height: 66px; border: 1px solid; border-radius: 50%; background: #fff"
ONE_LINE = "overflow: hidden; white-space: nowrap; text-overflow: ellipsis; width: 90px"
FOR_EARS = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"
PLANTED = {
    "covered": f"<p>{{}}</p><div style='{SHEET}'></div>",
    "covered by what lets clicks through": f"<p>{{}}</p><div style='{SHEET}; pointer-events: none'></div>",
    "covered by text": "<p style='margin: 0'>{}</p>"
    "<p style='position: absolute; top: 0; margin: 0'>Other words stand there</p>",
    "crossed by a shape": "<p style='display: grid; grid-template-columns: 16px auto'>"
    f"<i style='{SHAPE}'></i><span>{{}}</span></p>",
    "covered at the foot": f"<div style='height: 3000px'></div><p>{{}}</p><b style='{BUTTON}'>Guidance</b>",
    "cut off": f"<p style='{ONE_LINE}'>{{}} {LONG}</p>",
    "cut off below": "<div style='overflow: hidden; height: 20px'><p style='margin-top: 15px'>{}</p></div>",
    "outside": "<p style='position: relative; left: -500px'>{}</p>",
    "outside to the right": f"<p>{{}}{LONG * 3}</p>",
    "out of its box": f"<p style='width: 100px; border: 1px solid'>{{}}{LONG[:18]}</p>",
    "against its edge": "<p style='border: 1px solid'>{}</p>",
    "above": "<p style='position: absolute; top: -60px'>{}</p>",
    "too pale": "<p style='color: #999'>{}</p>",
    "too pale in the dark": "<style>[data-theme=dark] {{ background: #222 }}</style><p>{}</p>",
    "over a shape of a drawing": "<svg width='200' height='60'>"
    "<rect width='200' height='60'/><text y='30'>{}</text></svg>",
}
READABLE = {
    "for ears alone": f"<p style='{FOR_EARS}'>{{}}</p>",
    "under a button that it scrolls away from": f"<b style='{BUTTON}'>Guidance</b>"
    "<div style='height: 3000px'></div><p>{}</p><div style='height: 200px'></div>",
    "in a table that scrolls": "<div style='overflow-x: auto'><p style='width: 1000px; text-align: right'>{}",
    "closed": "<details><summary>More</summary>{}</details>",
    "a row that leads to the whole": f"<li><a href='#'>C26</a><p style='{ONE_LINE}'>{{}} {LONG}</p></li>",
    "a link that comes when it has the focus": "<style>a {{ position: absolute; top: -60px }} "
    "a:focus {{ top: 0 }}</style><a href='#'>{}</a>",
    "pale, as it cannot be pressed": "<button disabled>{}</button>",
    "on a rim over a shape": "<svg width='200' height='60'><rect width='200' height='60'/><text x='9' y='30' "
    "style='paint-order: stroke; stroke: #fff; stroke-width: 5px'>{}</text></svg>",
    "above what could cover it": "<p style='position: relative; z-index: 2; background: #fff'>{}</p>"
    f"<div style='{SHEET}'></div>",
}


@for_each("planted", PLANTED.values(), ids=PLANTED)
def test_a_fault_is_seen_where_one_is_planted(planted: str, page: Page) -> None:
    page.goto("about:blank")  # without a policy, which would refuse these styles
    page.set_content("<!doctype html><body style='margin: 0'>" + planted.format("To be read"))
    assert any("To be read" in fault for fault in faults_of(page))


@for_each("sound", READABLE.values(), ids=READABLE)
def test_no_fault_is_seen_where_there_is_none(sound: str, page: Page) -> None:
    page.goto("about:blank")
    page.set_content("<!doctype html><body>" + sound.format("To be read"))
    assert faults_of(page) == []
