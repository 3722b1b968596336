"""Publishing with five thousand subscribers against none: the worker tells them, not the request."""

import json
from pathlib import Path

from tests.benchmarks.server import manage, run

SUBSCRIBERS = 5_000
MOST = 2
PUBLISHING = """
import json, statistics, time
import django
django.setup()
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from guidance.actions.publishing import publish_again
from guidance.models import Notice, Subscription
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Job, Letter
from kidmet_site.work.worker import Worker

by = User.objects.filter(is_curator=True).first()

def publishing():
    begun = time.perf_counter()
    publish_again(number=1, by=by, now=timezone.now(), note="Once more.")
    return time.perf_counter() - begun

def medians(rounds=9):
    publishing()
    return statistics.median(publishing() for _ in range(rounds))

none = medians()
people = User.objects.bulk_create(
    [User(email=f"p{n}@kidmet.example", password="!") for n in range(%(people)d)], batch_size=500
)
Subscription.objects.bulk_create([Subscription(user=each, since=timezone.now()) for each in people])
many = medians()
Job.objects.all().delete()
DBTaskResult.objects.all().delete()
publishing()
begun = time.perf_counter()
worker = Worker()
while not Notice.objects.count() == %(people)d:
    step = DBTaskResult.objects.ready().filter(priority=20).first()
    step.claim(worker.worker_id)
    worker.run_task(step)
print()
told = time.perf_counter() - begun
print(json.dumps({"none": none, "many": many, "told": told, "letters": Letter.objects.count()}))
"""


def test_publishing_takes_no_longer_for_five_thousand_subscribers(tmp_path: Path) -> None:
    for command in ("migrate", "load_guidance", "load_demo_people"):
        manage(tmp_path, command)
    found = json.loads(run(tmp_path, "-c", PUBLISHING % {"people": SUBSCRIBERS}).splitlines()[-1])
    ratio = found["many"] / found["none"]
    print(
        f"\nnone: {1000 * found['none']:.0f} ms"
        f"\n{SUBSCRIBERS:,}: {1000 * found['many']:.0f} ms, {ratio:.2f} times as long"
        f"\nthe worker tells all of them in {found['told']:.1f} s"
    )

    assert found["letters"] == SUBSCRIBERS
    assert ratio <= MOST
