"""The results of a cohort: who needs a word, people and cases, what was wrong and missed, time, files."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Assignment, Cohort
from kidmet_site.accounts.models import User
from tests.cases.attempts import submitted
from tests.cases.cohorts import assigned, cohort_of
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
WRONG = {"m_category": "cM0", "treatment_intent": "symptom_control_only"}


def page(client: Client, cohort: Cohort, **query: object) -> str:
    answer = client.get(reverse("teach_results", args=[cohort.pk]), query)
    return " ".join(unescape(answer.content.decode()).split())


def in_words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def file(client: Client, cohort: Cohort, table: str, **query: object) -> list[dict[str, str]]:
    answer: Any = client.get(reverse("teach_results_file", args=[cohort.pk, table]), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def group(educator: User) -> list[User]:
    return [person(f"Res{number}", is_resident=True) for number in range(6)]


@pytest.fixture
def cohort(educator: User, group: list[User]) -> Cohort:
    """Six residents: three right, two wrong alike, and one who has handed in nothing when it was due."""
    now = timezone.now()
    cohort = cohort_of(educator, *group)
    assigned(cohort, educator, now=now - timedelta(hours=2), due_at=now + timedelta(hours=1))
    for resident in group[:3]:
        submitted(resident, now=now - timedelta(hours=1))
    for resident in group[3:5]:
        submitted(resident, now=now - timedelta(hours=1), entered=WRONG)
    Assignment.objects.update(due_at=now - timedelta(minutes=5))
    return cohort
