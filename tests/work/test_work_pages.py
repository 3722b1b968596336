"""How far one's own work is, and what administrators see of all of it."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kidmet_site.accounts.models import User
from kidmet_site.work.models import Job
from kidmet_site.work.worker import give_sign
from tests.work.kinds import Counted, begun, counting
from tests.working import work_off

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def counted() -> Iterator[Counted]:
    with counting() as counted:
        yield counted


def page(client: Client, job: Job, **headers: str) -> str:
    return client.get(reverse("work_job", kwargs={"pk": job.pk}), headers=headers).content.decode()


def test_who_asked_sees_how_far_it_is_and_what_came_of_it(resident: User, client_of: ClientOf) -> None:
    client, job = client_of(resident), begun(2, by=resident)
    Job.objects.update(path="/guidance/")

    assert "is not running just now" in page(client, job)
    give_sign("a worker")
    assert "It waits for its turn" in page(client, job)
    Job.objects.update(state="running", done=1)
    part = page(client, job, **{"hx-request": "true"})
    assert "1 of 2" in part
    assert "hx-get" in part
    assert "<html" not in part
    Job.objects.update(state="waiting", done=0)
    work_off()
    done = page(client, job, **{"hx-request": "true"})
    assert 'href="/guidance/"' in done
    assert "hx-get" not in done


def test_administrators_find_what_failed_and_begin_it_again(
    administrator: User, resident: User, client_of: ClientOf, counted: Counted
) -> None:
    counted.fails_at, counted.gives_up = 1, True
    job = begun(1, by=resident)
    work_off()
    client = client_of(administrator)

    listed = client.get(reverse("work_list"), {"state": "failed"}).content.decode()
    assert "Nothing can be counted beyond 0." in listed
    assert "No worker is there" in listed
    counted.fails_at = None
    answer = client.post(reverse("work_again", kwargs={"pk": job.pk}), {"from": "list"}, follow=True)
    assert "goes on where it was" in answer.content.decode()
    work_off()
    job.refresh_from_db()
    assert job.state == "done"


def test_the_list_looks_again_by_itself_whether_a_worker_is_there(
    administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    listed = client.get(reverse("work_list")).content.decode()
    again = re.search(r'id="workers"\s+hx-get="([^"]+)" hx-trigger="every \ds" hx-select="#workers"', listed)
    assert again

    give_sign("a worker")
    with CaptureQueriesContext(connection) as queries:
        part = client.get(again[1], headers={"hx-request": "true"}).content.decode()

    assert 'id="workers"' in part and "<b>1 worker</b>" in part
    assert "<html" not in part and not [each for each in queries if Job._meta.db_table in each["sql"]]


def test_a_page_says_that_it_did_not_get_on_while_it_waits_and_not_while_it_is_tried_again(
    administrator: User, client_of: ClientOf
) -> None:
    client, job = client_of(administrator), begun(2, by=administrator)
    give_sign("a worker")
    for state, is_said in (("waiting", True), ("running", False)):
        Job.objects.update(state=state, failures=1, fault="Why.", resumes_at=job.created_at)
        listed = client.get(reverse("work_list")).content.decode()
        assert ("It did not get on." in page(client, job), "Try now" in listed) == (is_said, is_said)
        assert ("again at" in listed) == is_said


def test_a_press_that_comes_too_late_is_told(resident: User, client_of: ClientOf) -> None:
    job = begun(1, by=resident)
    work_off()

    told = {
        "work_stop": "“Counting” is not under way any more: it is done.",
        "work_again": "“Counting” cannot be begun again: it is done.",
        "work_hasten": "“Counting” does not wait for a pause to end.",
    }
    for name, sentence in told.items():
        answer = client_of(resident).post(reverse(name, kwargs={"pk": job.pk}), follow=True)
        assert sentence in answer.content.decode()
        assert "finding-ok" in answer.content.decode()


def test_the_list_asks_as_much_for_fifty_as_for_one(
    administrator: User, resident: User, client_of: ClientOf, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(administrator)
    begun(1, by=resident)
    client.get(reverse("work_list"))
    for _ in range(50):
        begun(1, by=resident)

    with django_assert_max_num_queries(9):
        client.get(reverse("work_list"), {"page": 2})


def test_the_admin_has_no_pages_of_the_queue_when_an_administrator_looks(
    administrator: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)

    assert "Task" not in client.get("/admin/").content.decode()
    assert client.get("/admin/django_tasks_database/dbtaskresult/").status_code == 404
