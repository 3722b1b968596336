"""Library, debrief, progress, review and deck, as the pages give them."""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.attempts import self_mark_answer, write_reflection
from cases.actions.review import answer_card
from cases.actions.teaching import assign_case
from cases.models import Attempt, CardReview, PatientCase, ReviewCard, Tally
from cases.queries.learning import due_cards, next_card
from cases.queries.teaching import teaching_case_in
from guidance.actions.publishing import publish_edition
from guidance.models import Edition
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, LUNG, begun, commit, lung_case, submitted
from tests.guidance.drafts import put_in_draft
from tests.pages import squeezed

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]
M0 = {"m_category": "cM0"}
TWO_MISSED: dict[str, Any] = {"entered": M0, "answers": {"kidneys-only": "m1a"}}
"""Of its staging, and of one question."""
QUIET = "colorectal-solitary-lesion"


@pytest.fixture
def client(resident: User, client_of: ClientOf) -> Client:
    return client_of(resident)


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def debrief_of(client: Client, attempt: Attempt) -> str:
    return page_of(client, f"/library/attempts/{attempt.pk}/debrief/")


# The library


def test_the_foot_names_the_version_of_the_site_when_the_page_has_a_version_of_its_own(
    client: Client,
) -> None:
    page = page_of(client, f"/library/kidney-metastases/{LUNG}/")
    assert f"<span>Version {settings.VERSION}</span>" in page


def test_the_library_shows_where_one_stands_with_each_case(client: Client, resident: User) -> None:
    begun(resident, QUIET)
    submitted(resident)
    page = page_of(client, "/library/")

    assert page.count("Go on") == 1
    assert page.count("Not begun") == 7
    assert "done 2 Mar" in page


def test_the_library_takes_the_same_queries_with_one_attempt_or_many(client: Client, resident: User) -> None:
    submitted(resident)
    with CaptureQueriesContext(connection) as one:
        client.get("/library/")
    for _ in range(6):
        submitted(resident)
    with CaptureQueriesContext(connection) as seven:
        client.get("/library/")
    assert len(seven) == len(one) <= 6


def test_a_limit_is_offered_and_can_be_declined(client: Client, resident: User) -> None:
    client.post(f"/library/kidney-metastases/{LUNG}/start/", {"timed": "no"})
    assert Attempt.objects.get().deadline_at is None
    Attempt.objects.all().delete()
    client.post(f"/library/kidney-metastases/{LUNG}/start/", {"timed": "yes"})
    assert Attempt.objects.get().deadline_at is not None


# The debrief


def test_the_debrief_shows_what_the_m0_would_have_cost(client: Client, resident: User) -> None:
    page = debrief_of(client, submitted(resident, entered=M0))

    assert "Raised: only your entries bring it up" in page
    assert "M is entered as cM0 although a metastasis in the kidney is recorded" in page
    assert "What each entry would have cost" in page
    assert "Would have settled a caution that this entry raises" in page


def first_screen(client: Client, attempt: Attempt) -> str:
    page = squeezed(debrief_of(client, attempt))
    return page[page.index('<div class="debrief-first">') : page.index("In full, in the order of the case")]


def test_the_debrief_begins_with_the_three_things_that_cost_most_and_both_stages(
    client: Client, resident: User
) -> None:
    wrong = {"t_category": "cT4", "kidney_diagnosis": "second_primary", "ecog": "3"}
    first = first_screen(client, submitted(resident, entered=M0 | wrong))

    listed = first[first.index('<ol class="mattered">') : first.index("</ol>")]
    assert listed.count("<li>") == 3
    assert "M from the pattern would be M1c2" in listed
    assert listed.count(">M category</a>") == 1  # its category and its prefix are one thing here
    assert "Performance status" not in listed  # cost least
    assert "<s>cT4</s>" in first and "<td>cT2b</td>" in first
    assert "The kidney lesions set M and never T." in first
    assert "Which M1 it is turns on the organs" not in first  # the rest of the commentary is below


@pytest.mark.parametrize(
    ("slug", "first_of_all"),
    [
        ("bladder-upper-tract", ""),  # M is what a question asks: no entry sets the stage
        ("rcc-contralateral-mass", ""),
        ("lung-m-category", "M category"),
        ("lymphoma-kidney-injury", "Lugano stage"),
    ],
)
def test_what_sets_the_stage_mattered_most_and_then_the_points_when_nothing_was_entered(
    client: Client, resident: User, slug: str, first_of_all: str
) -> None:
    first = first_screen(client, submitted(resident, slug, is_empty=True))
    listed = re.findall(r'<a href="#mark-[^"]*">([^<]*)</a>', first[: first.index("</ol>")])

    assert len(listed) == 3
    assert listed[0] == first_of_all or not first_of_all
    assert "T category" not in listed  # of it hangs no more than a statement that would have stood out
    if not first_of_all:
        assert "Diagnosis of the kidney lesion" in listed  # 3 points


def test_a_question_that_cost_much_is_named_by_what_it_asked(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    client.post(f"/library/attempts/{attempt.pk}/self-mark/immunostains/", {"s-immunostains-points": []})
    first = first_screen(client, attempt)

    assert 'href="#mark-immunostains">In two or three sentences, what do the two stains' in first
    assert "1 of 1 lost" in first


def test_the_next_thing_is_what_is_still_to_be_done(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    assert "1 answer waits for your own mark." in first_screen(client, attempt)

    address = f"/library/attempts/{attempt.pk}"
    points = {"s-immunostains-points": ["0", "1", "2"]}
    client.post(f"{address}/self-mark/immunostains/", points)
    assert "Nothing was missed." in first_screen(client, attempt)
    assert 'href="#reflection">Write what you take from it' in first_screen(client, attempt)

    client.post(f"{address}/reflection/", {"reflection": "M comes from the pattern."})
    assert "Choose another case" in first_screen(client, attempt)

    missed = submitted(resident, entered=M0)
    client.post(f"/library/attempts/{missed.pk}/self-mark/immunostains/", points)
    assert "Review what was missed" in first_screen(client, missed)


def test_the_debrief_compares_each_entry_with_the_experts_and_says_why(
    client: Client, resident: User
) -> None:
    page = debrief_of(client, submitted(resident, entered=M0))

    assert "M0 instead of M1c2." in page
    assert "More than one organ system outside the chest" in page
    assert '<a href="/guidance/statements/113-1/">Statement 113-1</a>' in page
    assert "Curator note C28" in page
    assert "The kidney lesions set M and never T." in page  # the commentary
    assert "M from the pattern" in page


def test_an_attempt_like_the_key_has_no_difference(client: Client, resident: User) -> None:
    page = debrief_of(client, submitted(resident))
    assert "the same sections, statements and cautions as the expert" in page
    assert "leads to the same stage" in page


def test_the_writer_marks_their_short_text_in_the_debrief(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    assert "Tick the points that your text holds" in debrief_of(client, attempt)

    answer = client.post(
        f"/library/attempts/{attempt.pk}/self-mark/immunostains/", {"s-immunostains-points": ["0", "1"]}
    )
    assert answer.status_code == 302
    page = debrief_of(client, attempt)
    assert "Tick the points that your text holds" not in page
    assert "0.67 of 1" in squeezed(page)


@pytest.mark.parametrize("points", [["7"], ["x"]])
def test_points_that_the_model_answer_does_not_have_mark_nothing(
    client: Client, resident: User, points: list[str]
) -> None:
    attempt = submitted(resident)
    page = client.post(
        f"/library/attempts/{attempt.pk}/self-mark/immunostains/",
        {"s-immunostains-points": points},
        follow=True,
    ).content.decode()
    assert "Nothing was marked" in page
    assert not attempt.self_marks.exists()


def test_a_reflection_is_kept_and_one_with_a_name_is_asked_about(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    address = f"/library/attempts/{attempt.pk}/reflection/"

    page = client.post(address, {"reflection": "Dr Jones told me so."}).content.decode()
    assert "looks like a person" in page
    assert "Dr Jones told me so." in page

    client.post(address, {"reflection": "M comes from the pattern."})
    assert "M comes from the pattern." in debrief_of(client, attempt)


def test_what_changed_in_the_guidance_since_is_said_and_the_marks_stay(
    client: Client, resident: User, administrator: User
) -> None:
    attempt = submitted(resident, entered=M0)
    earned = attempt.earned
    _publish_with(administrator, "113-1", "M tells whether the cancer has reached other organs.")

    page = debrief_of(client, attempt)

    assert "What changed in the guidance since" in page
    assert "Readers see edition 2 now" in page
    assert "M tells whether the cancer has reached other organs." in page
    attempt.refresh_from_db()
    assert attempt.earned == earned

    assert "?guidance=today" in page
    beside = client.get(f"/library/attempts/{attempt.pk}/debrief/?guidance=today").content.decode()
    today = beside.split('id="today"')[1]
    assert "Edition 1, as it was marked" in today and "Edition 2, today" in today
    attempt.refresh_from_db()
    assert attempt.earned == earned


def _publish_with(by: User, key: str, text: str) -> None:
    document = put_in_draft("statement", key, text=text)
    publish_edition(document=document, by=by, now=timezone.now(), note="Reworded.")
    assert Edition.objects.count() == 2


def test_a_debrief_takes_the_same_queries_whatever_was_entered(client: Client, resident: User) -> None:
    right, wrong = submitted(resident), submitted(resident, entered=M0 | {"kidney_diagnosis": None})
    with CaptureQueriesContext(connection) as first:
        debrief_of(client, right)
    with CaptureQueriesContext(connection) as second:
        debrief_of(client, wrong)
    assert len(second) == len(first) <= 11


# Progress


def test_progress_shows_assigned_begun_and_done(client: Client, resident: User, educator: User) -> None:
    yesterday = date.today() - timedelta(days=1)
    assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=BEGUN, due_on=yesterday)
    begun(resident, QUIET)
    page = page_of(client, "/learn/")

    assert "was due" in page
    assert "by Eli" in page
    assert "A tumour marker that rises" in page
    assert "Nothing submitted yet" in page


def test_progress_shows_results_as_a_chart_and_as_a_table(client: Client, resident: User) -> None:
    submitted(resident, entered=M0)
    submitted(resident, QUIET, now=BEGUN + timedelta(days=3))
    page = page_of(client, "/learn/")

    assert "by domain over time" in page
    assert "Your attempts, the latest first" in page
    assert "Derive M from the pattern of spread" in page
    assert "M category" in page  # the weakest fact


def test_a_done_case_is_not_asked_for_any_more(client: Client, resident: User, educator: User) -> None:
    assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=BEGUN)
    submitted(resident)
    assert "Nobody has assigned you" in page_of(client, "/learn/")


def test_progress_takes_the_same_queries_with_one_attempt_or_many(client: Client, resident: User) -> None:
    submitted(resident)
    with CaptureQueriesContext(connection) as one:
        client.get("/learn/")
    for day in range(5):
        submitted(resident, now=BEGUN + timedelta(days=day))
    with CaptureQueriesContext(connection) as six:
        client.get("/learn/")
    assert len(six) == len(one) <= 18


def test_progress_of_many_attempts_goes_by_months_and_by_pages(client: Client, resident: User) -> None:
    """As often as somebody could try; copies stand for attempts that nobody has to work here."""
    first = submitted(resident, entered=M0)
    copied(first, 60)
    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, "/learn/")

    assert "1 to 20 of 61" in page
    assert squeezed(page).count('scope="row"><a href="/library/attempts/') == 20
    assert "month by month" in page and "The chart in numbers" in page
    assert page.count("<circle") <= 24 * 5
    assert "… → " in page  # of the shares towards an objective, the latest
    assert "Page 4 of 4" in page_of(client, "/learn/?page=4")
    copied(first, 120)
    with CaptureQueriesContext(connection) as more:
        assert len(page_of(client, "/learn/")) < len(page) + 3_000
    assert len(more) == len(queries)


def copied(attempt: Attempt, count: int) -> None:
    """Copies of a submitted attempt with what it came to, ten days apart."""
    tallies = list(attempt.tallies.all())
    for place in range(count):
        at = BEGUN - timedelta(days=10 * (place + 1))
        case = PatientCase.objects.create(
            owner=attempt.resident, title="x", created_at=at, updated_at=at, is_record=True
        )
        shared = {
            name: getattr(attempt, name) for name in ("resident", "teaching_case", "version", "difference")
        }
        copy = Attempt.objects.create(case=case, started_at=at, updated_at=at, submitted_at=at, **shared)
        month = at.year * 12 + at.month - 1
        Tally.objects.bulk_create(
            Tally(
                attempt=copy,
                resident=each.resident,
                submitted_at=at,
                month=month,
                kind=each.kind,
                key=each.key,
                earned=each.earned,
                possible=each.possible,
                percent=each.percent,
                times=each.times,
            )
            for each in tallies
        )


def test_what_a_writer_marks_counts_in_their_progress(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    possible = sum(attempt.tallies.filter(kind="domain").values_list("possible", flat=True))
    self_mark_answer(attempt=attempt, question="immunostains", points=[0], by=resident, now=BEGUN)
    marked = sum(attempt.tallies.filter(kind="domain").values_list("possible", flat=True))

    assert marked == possible + attempt.marks.get(key="immunostains").weight


def test_attempts_marked_before_are_added_up_as_new_ones_are(resident: User) -> None:
    submitted(resident, QUIET)
    attempt = submitted(resident, entered=M0)
    self_mark_answer(attempt=attempt, question="immunostains", points=[0], by=resident, now=BEGUN)
    columns = ("attempt_id", "kind", "key", "earned", "possible", "percent", "times", "month", "submitted_at")
    kept = set(Tally.objects.values_list(*columns))
    Tally.objects.all().delete()
    import_module("cases.migrations.0008_fill_tallies").fill(apps, None)

    assert set(Tally.objects.values_list(*columns)) == kept


# Review


def test_what_was_missed_comes_back_as_a_clinical_question(client: Client, resident: User) -> None:
    submitted(resident, entered=M0)
    card = ReviewCard.objects.get(owner=resident)  # T, N and M are one question

    about, ask, parts = card.parts
    assert ask == "Decide each of these, and say why:"
    assert "Which T category" in parts and "Which M category, with its prefix?" in parts
    assert "A man of 68" in about and "one adrenal" in about
    assert "stations 2R and 4R hold adenocarcinoma" in card.background
    assert "pM1c2. More than one organ system" in card.answer
    assert "Curator note C28" in card.answer  # nobody learns a contested statement alone
    assert re.search(r"\. Rests on R\d+.*: confirmed in an authoritative source\.", card.answer)
    assert "edition 1, 111-1" in card.source
    assert "1 review card due" in page_of(client, "/")
    page = page_of(client, "/learn/review/")
    assert "Earlier in this case" in page and "Which M category" in page
    answer, guidance = card.reasons
    assert "Guidance 111-1" not in answer and guidance.startswith("Guidance 111-1")
    assert "What the guidance says" in page


def test_a_question_missed_comes_back_with_its_options_and_reasons(client: Client, resident: User) -> None:
    submitted(resident, answers={"kidneys-only": "m1a"})
    card = ReviewCard.objects.get(owner=resident)

    assert (card.kind, card.key) == ("question", "kidneys-only")
    assert card.parts[1].startswith("Suppose the adrenal lesion") and "– M1c1" in card.parts[2]
    assert card.answer.startswith("M1c1") and "More than one lesion, all in one organ system" in card.answer


def test_a_fact_with_a_card_of_its_own_from_before_is_on_no_other(resident: User) -> None:
    submitted(resident, **TWO_MISSED)
    ReviewCard.objects.filter(kind="facts").update(kind="fact", key="m_category")
    before = list(ReviewCard.objects.values())

    submitted(resident, **TWO_MISSED)

    assert list(ReviewCard.objects.values()) == before


def test_missing_the_same_again_keeps_the_card_and_its_schedule(client: Client, resident: User) -> None:
    submitted(resident, entered=M0)
    card = ReviewCard.objects.get(kind="facts")
    client.post(f"/learn/review/{card.pk}/", {"rating": "3"})
    before = ReviewCard.objects.values().get(pk=card.pk)

    submitted(resident, entered=M0)

    assert ReviewCard.objects.values().get() == before


def test_two_cards_are_answered_one_after_the_other(client: Client, resident: User) -> None:
    submitted(resident, **TWO_MISSED)
    for left in (2, 1):
        page = page_of(client, "/learn/review/")
        assert f"{left} card{'s' if left > 1 else ''} due" in page
        number = page.split('action="/learn/review/')[1].split("/")[0]
        client.post(f"/learn/review/{number}/", {"rating": "4"})

    assert "Nothing is due" in page_of(client, "/learn/review/")
    assert CardReview.objects.count() == 2
    assert ReviewCard.objects.filter(due_at__gt=timezone.now(), reviews=1).count() == 2


def test_a_day_brings_ten_new_cards_and_the_others_wait_for_their_day(client: Client, resident: User) -> None:
    content = teaching_case_in(lung_case().latest)
    submitted(
        resident,
        entered=dict.fromkeys(content.key.record),
        answers=dict.fromkeys(content.question_by_key),
    )
    in_all = ReviewCard.objects.count()
    assert in_all > 10
    page = squeezed(page_of(client, "/learn/review/"))
    assert f"10 cards due, and {in_all - 10} new" in page and "10 review cards due" in page_of(client, "/")

    now = timezone.now()
    for _ in range(10):
        card = next_card(resident, now, due_cards(resident, now))
        assert card is not None
        answer_card(card=card, rating=4, by=resident, now=now)
    page = squeezed(page_of(client, "/learn/review/"))
    assert "Nothing is due" in page and f"{in_all - 10} new one" in page and "a day brings ten" in page
    due, tomorrow = due_cards(resident, now), now + timedelta(days=1)
    assert (due.count, due.waiting) == (0, in_all - 10)
    assert due.next_at is not None
    assert timezone.localtime(due.next_at).date() == timezone.localdate(tomorrow)
    assert due_cards(resident, tomorrow).new == min(10, in_all - 10)


@pytest.mark.parametrize(
    ("rating", "says"),
    [("5", "no answer to a card"), ("", "no answer to a card"), ("good", "no answer to a card")],
)
def test_what_is_no_rating_is_refused(client: Client, resident: User, rating: str, says: str) -> None:
    submitted(resident, entered=M0)
    card = ReviewCard.objects.first()
    assert card is not None
    page = client.post(f"/learn/review/{card.pk}/", {"rating": rating}, follow=True).content.decode()
    assert says in page
    assert not CardReview.objects.exists()


def test_a_card_that_is_not_due_is_refused(client: Client, resident: User) -> None:
    submitted(resident, entered=M0)
    card = ReviewCard.objects.first()
    assert card is not None
    for _ in range(2):
        page = client.post(f"/learn/review/{card.pk}/", {"rating": "4"}, follow=True).content.decode()
    assert "This card comes back on" in page
    assert CardReview.objects.count() == 1


# The deck


def deck(client: Client, folder: Path) -> sqlite3.Connection:
    response = client.get("/learn/review/deck/")
    assert response["Content-Disposition"] == 'attachment; filename="kidmet.apkg"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        archive.extract("collection.anki2", folder)
    return sqlite3.connect(folder / "collection.anki2")


def test_the_deck_is_read_back_with_notes_fields_tags_and_schedule(
    client: Client, resident: User, tmp_path: Path
) -> None:
    submitted(resident, **TWO_MISSED)
    learnt, _new = ReviewCard.objects.order_by("pk")
    client.post(f"/learn/review/{learnt.pk}/", {"rating": "4"})
    learnt.refresh_from_db()

    held = deck(client, tmp_path)

    models = json.loads(held.execute("SELECT models FROM col").fetchone()[0])
    fields = [field["name"] for model in models.values() for field in model["flds"]]
    assert fields == ["Question", "Answer", "Source", "Domain", "Case"]
    notes = held.execute("SELECT flds, tags, guid FROM notes ORDER BY id").fetchall()
    assert len(notes) == len({guid for *_, guid in notes}) == 2
    values = notes[0][0].split("\x1f")
    assert "Which M category, with its prefix?" in values[0]
    assert "pM1c2" in values[1]
    assert values[3:] == ["Staging", LUNG]
    assert notes[0][1].split() == ["kidmet", "domain::staging", "kind::facts", f"case::{LUNG}"]
    cards = held.execute("SELECT type, queue, due, ivl, reps, lapses, data FROM cards ORDER BY id").fetchall()
    began = held.execute("SELECT crt FROM col").fetchone()[0]
    kind, queue, due, interval, reps, lapses, memory = cards[0]
    assert (kind, queue, reps, lapses) == (2, 2, 1, 0)
    assert due == (learnt.due_at.timestamp() - began) // 86400
    assert interval == (learnt.due_at - learnt.reviewed_at).days
    assert json.loads(memory)["s"] == pytest.approx(learnt.stability, abs=1e-3)
    assert cards[1][:2] == (0, 0)  # a new one


def test_html_in_a_card_is_text_in_the_deck(client: Client, resident: User, tmp_path: Path) -> None:
    submitted(resident, entered=M0)
    ReviewCard.objects.update(answer="<script>alert(1)</script>")
    flds = deck(client, tmp_path).execute("SELECT flds FROM notes").fetchone()[0]
    assert "<script>" not in flds


def test_a_deck_without_cards_is_a_deck(client: Client, tmp_path: Path) -> None:
    assert deck(client, tmp_path).execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_a_reflection_that_was_cleared_is_gone(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    write_reflection(attempt=attempt, text="Words", by=resident, now=BEGUN)
    client.post(f"/library/attempts/{attempt.pk}/reflection/", {"reflection": ""})
    attempt.refresh_from_db()
    assert attempt.reflection == ""


def test_an_attempt_leads_to_where_it_stands(client: Client, resident: User) -> None:
    attempt = begun(resident)
    to = f"/library/attempts/{attempt.pk}/"
    assert client.get(to).url == f"{to}steps/history/"
    commit(attempt, resident)
    assert client.get(to).url == f"{to}submit/"
    client.post(f"{to}submit/")
    assert client.get(to).url == f"{to}debrief/"
