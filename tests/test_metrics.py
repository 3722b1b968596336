"""What is counted is told to whoever has the token, by names and never by addresses."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from django.utils import timezone

from kidmet_site.metrics_folder import use_folder
from kidmet_site.setup import ROOT
from kidmet_site.work.models import Job
from tests.serving import served

TOKEN = "a-token-of-twenty-characters"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "host": "10.1.2.3"}


@pytest.fixture
def on(db: None, settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def told(client: Client) -> dict[str, float]:
    """By name and labels."""
    lines = client.get("/metrics", headers=HEADERS).content.decode().splitlines()
    parts = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in parts}


def test_without_a_token_it_is_not_there(client: Client, db: None) -> None:
    answer = client.get("/metrics", headers={"Authorization": "Bearer "})

    assert answer.status_code == 404 and "There is nothing here for you" in answer.content.decode()


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer \xe4"])
def test_another_token_is_refused(client: Client, on: None, given: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": given})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_requests_are_counted_by_their_view(client: Client, on: None) -> None:
    before = told(client)
    client.get("/guidance/search/?q=secret")
    client.get("/there-is-no-such-page/")
    after = told(client)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    statuses = [
        name for name in after if name.startswith('kidmet_requests_total{method="GET"') and more(name) == 1
    ]
    assert any('view="guidance_search"' in name for name in statuses)
    assert 'kidmet_requests_total{method="GET",status="404",view="none"}' in statuses
    assert more('kidmet_request_seconds_count{view="guidance_search"}') == 1
    assert "secret" not in str(after) and "such-page" not in str(after)
    assert after["kidmet_requests_in_progress"] == 1, "the one that asks"


def test_jobs_and_the_version_are_told(client: Client, on: None, edition: object, settings) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    for state, later in ((Job.State.WAITING, None), (Job.State.WAITING, timezone.now() + timedelta(hours=1))):
        Job.objects.create(kind="x", state=state, created_at=long_ago, updated_at=long_ago, resumes_at=later)
    Job.objects.create(kind="x", state=Job.State.FAILED, created_at=long_ago, updated_at=long_ago)
    found = told(client)

    assert found['kidmet_jobs{state="waiting"}'] == 2 and found['kidmet_jobs{state="failed"}'] == 1
    assert 600 <= found["kidmet_job_oldest_waiting_seconds"] < 660
    assert found["kidmet_workers"] == 0 and found["kidmet_database_up"] == 1
    assert found["kidmet_guidance_edition"] >= 1
    assert any(f'version="{settings.VERSION}"' in name for name in found)


def test_processes_count_together_and_what_a_dead_one_had_in_progress_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_of_before.db").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    use_folder(tmp_path)

    def run(code: str) -> str:
        command = [sys.executable, "-c", f"from kidmet_site import metrics as m; {code}"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
        return done.stdout

    for _ in range(2):
        run("m.requests.labels('landing', 'GET', 200).inc(); m.in_progress.inc()")
    lines = run("print(m._of_processes().decode())").splitlines()

    assert 'kidmet_requests_total{method="GET",status="200",view="landing"} 2.0' in lines
    assert not [line for line in lines if line.startswith("kidmet_requests_in_progress") and " 0" not in line]


def test_a_server_as_people_start_it_counts_for_all_its_processes(tmp_path: Path) -> None:
    with served(tmp_path, METRICS_TOKEN=TOKEN, WORKERS="2") as port:
        for _ in range(10):
            with suppress(HTTPError):
                urlopen(f"http://127.0.0.1:{port}/there-is-no-such-page/", timeout=10).close()
        asked = Request(
            f"http://127.0.0.1:{port}/metrics", headers={"Authorization": HEADERS["Authorization"]}
        )
        with urlopen(asked, timeout=10) as answer:
            lines = answer.read().decode().splitlines()

    counted = [line for line in lines if line.startswith("kidmet_requests_total") and 'view="none"' in line]
    assert [line.rpartition(" ")[2] for line in counted] == ["10.0"]
