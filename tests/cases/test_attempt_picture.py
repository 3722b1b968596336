"""Pictures come with the steps that disclose them, a waiting layer with the debrief; no others exist."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Attempt, Picture
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, load_cases, submitted
from tests.cases.illustrated import ALT, illustrated, kept, stack_of

pytestmark = pytest.mark.usefixtures("edition")
ClientOf = Callable[[User], Client]
ARROWS = [{"x": 40, "y": 60, "text": "The disc"}]


@pytest.fixture
def pictures(educator: User) -> list[Picture]:
    return [kept(number, educator) for number in range(6)]


@pytest.fixture
def attempt(educator: User, resident: User, pictures: list[Picture]) -> Attempt:
    """At its first step, which shows two slices and keeps a layer back; the second shows one more."""
    waiting = stack_of(pictures[:2], annotated_waits=True)
    waiting["slices"][0] |= {"annotated": pictures[2].pk, "arrows": ARROWS}
    illustrated(educator, [waiting], [stack_of(pictures[3:4], key="bone", caption="Bone window")])
    return begun(resident)


def address(attempt: Attempt, picture: Picture | str) -> str:
    key = picture if isinstance(picture, str) else picture.pk
    return f"/library/attempts/{attempt.pk}/pictures/{key}/"


def statuses(client: Client, attempt: Attempt, pictures: list[Picture]) -> list[int]:
    return [client.get(address(attempt, each)).status_code for each in pictures]


def test_a_picture_is_served_as_what_it_is_and_kept_by_the_readers_browser(
    attempt: Attempt, pictures: list[Picture], client_of: ClientOf, resident: User
) -> None:
    answer = client_of(resident).get(address(attempt, pictures[0]), headers={"accept-encoding": "gzip"})

    assert answer.content == bytes(pictures[0].content)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'inline; filename="{pictures[0].pk[:12]}.png"'
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["ETag"] == f'"{pictures[0].pk}"'
    assert "Cookie" in answer["Vary"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "Content-Encoding" not in answer


def test_a_picture_that_the_browser_has_is_not_sent_again(
    attempt: Attempt, pictures: list[Picture], client_of: ClientOf, resident: User
) -> None:
    client = client_of(resident)
    etag = client.get(address(attempt, pictures[0]))["ETag"]
    again = client.get(address(attempt, pictures[0]), headers={"if-none-match": etag})
    other = client.get(f"{address(attempt, pictures[0])}?size=thumb", headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert (other["Content-Type"], other.content) == ("image/webp", bytes(pictures[0].thumbnail))


def test_only_what_the_steps_so_far_show_is_there(
    attempt: Attempt, pictures: list[Picture], client_of: ClientOf, resident: User, stranger: User
) -> None:
    client = client_of(resident)

    assert statuses(client, attempt, pictures) == [200, 200, 404, 404, 404, 404]
    assert statuses(client_of(stranger), attempt, pictures[:1]) == [404]
    commit(attempt, resident, steps=1)
    assert statuses(client, attempt, pictures) == [200, 200, 404, 200, 404, 404]
    for forged in ("0" * 64, "x", pictures[0].pk[:63], pictures[0].pk.upper()):
        answer = client.get(address(attempt, forged))
        assert (answer.status_code, answer["Cache-Control"]) == (404, "private, no-store")


def test_a_layer_that_waits_is_there_with_the_debrief(
    attempt: Attempt, pictures: list[Picture], client_of: ClientOf, resident: User
) -> None:
    client = client_of(resident)
    before = client.get(f"/library/attempts/{attempt.pk}/steps/history/").content.decode()
    done = submitted(resident)
    debrief = client.get(f"/library/attempts/{done.pk}/debrief/").content.decode()
    closed = client.get(f"/library/attempts/{done.pk}/steps/history/").content.decode()

    assert pictures[0].pk in before and pictures[2].pk not in before and "The disc" not in before
    for page in (debrief, closed):
        assert pictures[2].pk in page and "The disc" in page
    assert statuses(client, done, pictures) == [200, 200, 200, 200, 404, 404]


def test_a_step_shows_its_slices_with_what_is_said_of_them(
    attempt: Attempt, pictures: list[Picture], client_of: ClientOf, resident: User
) -> None:
    page = client_of(resident).get(f"/library/attempts/{attempt.pk}/steps/history/").content.decode()

    assert ALT in page and "CT, portal venous phase" in page
    assert "Drawn for this test. Licence: CC0-1.0" in page
    assert 'alt="Slice 1 of 2: Level 1"' in page and 'alt="Slice 2 of 2: Level 2"' in page
    assert f'src="{address(attempt, pictures[1])}"' in page and 'width="192" height="192"' in page
    assert "Bone window" not in page and "js/stack" in page


def test_pictures_that_are_not_kept_here_are_told_and_break_nothing(
    educator: User, resident: User, pictures: list[Picture], client_of: ClientOf
) -> None:
    stack = stack_of(pictures[:2])
    stack["slices"][0]["image"] = "0" * 64
    illustrated(educator, [stack])
    attempt = begun(resident)
    client = client_of(resident)
    page = " ".join(client.get(f"/library/attempts/{attempt.pk}/steps/history/").content.decode().split())

    assert "1 picture of this case is not kept on this site." in page
    assert client.get(address(attempt, "0" * 64)).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_a_step_asks_once_for_all_its_pictures(
    educator: User, resident: User, pictures: list[Picture], client_of: ClientOf, count: int
) -> None:
    illustrated(educator, [stack_of(pictures[:count], key=f"stack-{n}") for n in range(count)])
    attempt = begun(resident)
    client = client_of(resident)
    page = f"/library/attempts/{attempt.pk}/steps/history/"
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)

    assert sum("cases_picture" in query["sql"] for query in queries) == 1


def test_a_step_without_pictures_asks_for_none(resident: User, client_of: ClientOf) -> None:
    load_cases()
    attempt = begun(resident)
    with CaptureQueriesContext(connection) as queries:
        page = client_of(resident).get(f"/library/attempts/{attempt.pk}/steps/history/").content.decode()

    assert "js/stack" not in page and not [q for q in queries if "cases_picture" in q["sql"]]
