"""The audit: every act leaves an entry, entries stay as they are, and what is looked for is found."""

import csv
import inspect
import io
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from guidance import actions
from guidance.actions import (
    auditing,
    change_sets,
    changing,
    drafting,
    exchange,
    flagging,
    going_back,
    moving,
    notices,
    pack_loading,
    publishing,
)
from guidance.actions.importing import import_article
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition
from guidance.domain.sheets import harmless
from guidance.models import AuditEntry, AuditIsKept, Change, Flag, Notice
from guidance.pack import read_pack
from guidance.pack.exchange_files import ChangeSetFile, PackFile, read_exchange
from guidance.presenting.audit import COLUMNS
from guidance.queries.draft import changes_in, digest_of, guidance_document
from kidmet_site.accounts.models import User
from tests.guidance.curating import (
    KEY,
    NOW,
    REWORDED,
    accepted,
    begun,
    change,
    entry_now,
    proposed,
    reworded,
    under_review,
)
from tests.guidance.packs import small_pack
from tests.guidance.reading import text_of

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
LATER = NOW + 3 * DAY


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def entry(by: User | None = None, /, **said: Any) -> AuditEntry:
    made = {"at": NOW, "by": by, "name": str(by or "Somebody"), "role": "curator", "act": "changed"}
    return AuditEntry.objects.create(**made | said)


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/curate/audit/{query}")
    assert response.status_code == 200
    return text_of(response.content.decode())


def found(client: Client, query: str) -> list[str]:
    shown = client.get(f"/curate/audit/{query}").context["entries"]
    return [each.entry.subject for each in shown]


# Every act


Ready = Callable[[], Any]


def _published(by: User, other: User) -> None:
    accepted(reworded(by), other)
    seen = guidance_document().hash
    publishing.publish_draft(by=other, now=NOW, summary="It reads better.", seen=seen)


def _flag(by: User) -> Flag:
    reason = "The source of this is elsewhere."
    return flagging.raise_flag(kind="statement", entry_id="130-3", edition=1, reason=reason, by=by, now=NOW)


def _reversal(by: User, other: User) -> Ready:
    _published(by, other)
    change_set = guidance_document().change_sets.get(state=State.PUBLISHED)
    return partial(
        change_sets.begin_reversal, change_set=change_set, by=by, now=LATER, reason="It was wrong."
    )


def _publishing(by: User, other: User) -> Ready:
    accepted(reworded(by), other)
    seen = guidance_document().hash
    return partial(publishing.publish_draft, by=by, now=LATER, summary="It reads better.", seen=seen)


def _accepting_and_publishing(by: User, other: User) -> Ready:
    change_sets.declare_interests(has_interests=False, text="", by=by, now=NOW)
    change_set = proposed(reworded(other))
    return partial(
        publishing.accept_and_publish,
        change_set=change_set,
        by=by,
        now=LATER,
        summary="T reads better.",
        seen=digest_of(changes_in(change_set)),
        seen_draft=guidance_document().hash,
        over=1,
    )


def _moving(by: User) -> Ready:
    change_set = reworded(by)
    numbers = {row.pk for row in change_set.changes.all()}
    return partial(moving.move_changes, source=change_set, changes=numbers, into=None, by=by, now=LATER)


def _importing_a_set(by: User) -> Ready:
    file = read_exchange(exchange.export_change_set(change_set=proposed(reworded(by)), by=by, now=NOW).text)
    assert isinstance(file, ChangeSetFile)
    return partial(exchange.import_change_set, file=file, by=by, now=LATER)


def _importing_a_pack(by: User) -> Ready:
    payload: dict[str, Any] = read_pack()
    payload["document"]["title"] = "Another title"
    said = {"title": "Bring it in", "reason": "It was kept elsewhere."}
    return partial(exchange.import_pack, file=PackFile(payload), **said, by=by, now=LATER)


def _going_back(by: User, other: User) -> Ready:
    _published(by, other)

    def alone() -> object:
        with override_settings(ACCEPT_OWN_CHANGES=True):
            return going_back.go_back_to(number=1, by=by, now=LATER, reason="The old words were right.")

    return alone


def _proposing_back(by: User, other: User) -> Ready:
    _published(by, other)
    reason = "The old words were right."
    return partial(going_back.propose_going_back, number=1, by=by, now=LATER, reason=reason)


def _deciding_back(by: User, other: User) -> Ready:
    row = _proposing_back(other, by)()
    return partial(going_back.decide_going_back, going_back=row, decision="decline", by=by, now=LATER)


def _editing(by: User) -> Ready:
    article = import_article(text="Title\nOne\nA sentence.\n", name="article.txt").document
    said = article.payload | {"sections": []}
    return partial(drafting.edit_document, document=article, payload=said, verbatim=[], by=by, now=LATER)


def _unsubscribing(by: User) -> Ready:
    notices.subscribe(by=by, now=NOW)
    return partial(notices.unsubscribe, by=by, now=LATER)


def _recording(by: User) -> Ready:
    said = {**entry_now(by, "statement", KEY), "text": REWORDED}
    return partial(
        changing.record_entry,
        change_set=begun(by),
        kind="statement",
        id_=KEY,
        proposed=said,
        by=by,
        now=LATER,
    )


def _dropping(by: User) -> Ready:
    return partial(changing.drop_change, change=Change.objects.get(change_set=reworded(by)), by=by, now=LATER)


ACTS: dict[str, Callable[[User, User, Path], Ready]] = {
    "accept_and_publish": lambda by, other, _: _accepting_and_publishing(by, other),
    "add_comment": lambda by, other, _: partial(
        change_sets.add_comment, change_set=proposed(reworded(by)), text="Why?", by=by, now=LATER
    ),
    "begin_reversal": lambda by, other, _: _reversal(by, other),
    "decide_going_back": lambda by, other, _: _deciding_back(by, other),
    "declare_interests": lambda by, other, _: partial(
        change_sets.declare_interests, has_interests=False, text="", by=by, now=LATER
    ),
    "describe_change_set": lambda by, other, _: partial(
        changing.describe_change_set, change_set=reworded(by), title="T", reason="Why.", by=by, now=LATER
    ),
    "drop_change": lambda by, other, _: _dropping(by),
    "edit_document": lambda by, other, _: _editing(by),
    "export_change_set": lambda by, other, _: partial(
        exchange.export_change_set, change_set=reworded(by), by=by, now=LATER
    ),
    "export_pack": lambda by, other, _: partial(exchange.export_pack, edition=1, by=by, now=LATER),
    "go_back_to": lambda by, other, _: _going_back(by, other),
    "import_change_set": lambda by, other, _: _importing_a_set(by),
    "import_pack": lambda by, other, _: _importing_a_pack(by),
    "load_pack": lambda by, other, folder: partial(
        pack_loading.load_pack, small_pack(folder), now=LATER, by=by
    ),
    "move_changes": lambda by, other, _: _moving(by),
    "move_entry": lambda by, other, _: partial(
        changing.move_entry, change_set=begun(by), kind="note", id_="C02", after="", by=by, now=LATER
    ),
    "move_section": lambda by, other, _: partial(
        changing.move_section, change_set=begun(by), slug="staging/tnm", parent="", after="", by=by, now=LATER
    ),
    "open_change_set": lambda by, other, _: partial(
        changing.open_change_set, document=guidance_document(), by=by, now=LATER
    ),
    "propose_going_back": lambda by, other, _: _proposing_back(by, other),
    "publish_again": lambda by, other, _: partial(publishing.publish_again, number=1, by=by, now=LATER),
    "publish_draft": lambda by, other, _: _publishing(by, other),
    "publish_edition": lambda by, other, _: partial(
        publishing.publish_edition, document=guidance_document(), by=by, now=LATER
    ),
    "raise_flag": lambda by, other, _: partial(_flag, by),
    "record_audit_export": lambda by, other, _: partial(
        auditing.record_audit_export, by=by, now=LATER, asked={}
    ),
    "record_entry": lambda by, other, _: _recording(by),
    "resolve_flag": lambda by, other, _: partial(
        flagging.resolve_flag, flag=_flag(other), reply="It is.", by=by, now=LATER
    ),
    "retire_entry": lambda by, other, _: partial(
        changing.retire_entry, change_set=begun(by), kind="note", id_="C02", by=by, now=LATER
    ),
    "step_change_set": lambda by, other, _: partial(
        change_sets.step_change_set,
        change_set=under_review(reworded(other), by),
        step="reject",
        by=by,
        now=LATER,
        reason="It says too much.",
    ),
    "subscribe": lambda by, other, _: partial(notices.subscribe, by=by, now=LATER),
    "unsubscribe": lambda by, other, _: _unsubscribing(by),
}
"""By action: what makes ready for it, giving the act itself."""

NO_ACTS = {
    "attach_source_text": "in the audit as attached: tests/guidance/test_source_text.py",
    "detach_source_text": "in the audit as taken out, as above",
    "show_source_text": "in the audit as shown, as above",
    "look_inside": "kept as an insight that its owner reads, of what is no guidance",
    "load_earlier_editions": "loads packs, each of which is in the audit",
    "tell": "what somebody is told of an act that is in the audit",
    "mark_seen": "what somebody has looked at is their own, and changes nothing",
    "mark_unseen": "as `mark_seen`",
    "locked_to_write": "asks, and holds what is about to be written",
    "mark_editing": "a sign that fades by itself; the change it announces is in the audit",
    "mark_notices_read": "what somebody has read of their own notices is nobody's business",
    "publish_payload": "the part that publishing and going back share",
    "record_act": "writes the entry itself",
    "role_of": "asks",
}


def _with_by() -> Iterator[str]:
    """Every public function of the actions that is told who acts."""
    for module in pkgutil.iter_modules(actions.__path__):
        for name, function in vars(import_module(f"guidance.actions.{module.name}")).items():
            is_ours = getattr(function, "__module__", "").startswith("guidance.actions.")
            is_public = inspect.isfunction(function) and not name.startswith("_")
            if is_ours and is_public and "by" in inspect.signature(function).parameters:
                yield name


def test_every_action_is_in_the_table_or_says_why_not() -> None:
    assert set(_with_by()) == {*ACTS, *NO_ACTS}


@pytest.mark.parametrize("name", ACTS)
def test_every_act_leaves_an_entry(
    edition: CompiledEdition, curator: User, second: User, tmp_path: Path, name: str
) -> None:
    act = ACTS[name](curator, second, tmp_path)
    before = AuditEntry.objects.count()
    act()
    made = list(AuditEntry.objects.order_by("pk")[before:])

    assert made, f"{name} left nothing in the audit"
    for each in made:
        assert (each.by, each.name, each.role) == (curator, "Cleo", "curator")
        assert each.act and (each.subject or each.edition or each.change_set)


def test_an_act_that_is_refused_leaves_nothing(edition: CompiledEdition, curator: User, second: User) -> None:
    change_set = proposed(reworded(curator))
    before = AuditEntry.objects.count()
    for step in ("review", "accept", "revert"):
        with pytest.raises(PermissionError):
            change_sets.step_change_set(change_set=change_set, step=step, by=curator, now=LATER)

    assert AuditEntry.objects.count() == before


# Entries stay


def test_an_entry_cannot_be_changed_or_taken_out(edition: CompiledEdition, curator: User) -> None:
    kept = entry(curator, subject="statement 111-1")
    kept.subject = "something else"
    over = AuditEntry(pk=kept.pk, at=NOW, name="X", role="x", act="x")
    everything = AuditEntry.objects.all()

    for change_it in (
        kept.save,
        kept.delete,
        everything.delete,
        lambda: everything.update(act="x"),
        lambda: everything.filter(pk=kept.pk).delete(),
        lambda: AuditEntry.objects.bulk_update([kept], ["subject"]),
        lambda: AuditEntry.objects.bulk_create(
            [over], update_conflicts=True, update_fields=["act"], unique_fields=["id"]
        ),
    ):
        with pytest.raises(AuditIsKept), transaction.atomic():
            change_it()
    with pytest.raises(IntegrityError), transaction.atomic():
        over.save()
    assert AuditEntry.objects.get(pk=kept.pk).subject == "statement 111-1"


def test_an_entry_outlives_the_person(edition: CompiledEdition, curate: Client, second: User) -> None:
    made = entry(second, subject="statement 111-1")
    Notice.objects.all().delete()
    second.delete()

    assert AuditEntry.objects.get(pk=made.pk).name == "Cato"
    assert "Cato" in page(curate)


# The page


def test_the_page_says_who_did_what_in_which_role_when_and_why(
    curate: Client, curator: User, second: User
) -> None:
    made = proposed(reworded(curator))
    words = page(curate)

    assert "6 May 2026, 09:00 Cleo curator proposed Reword T It reads better." in words
    assert f"Change set {made.pk}" in words
    assert "1 change of proposed Reword T" in words, "what a screen reader says of the closed part"


def test_changes_are_read_field_by_field_and_not_as_data(curate: Client, curator: User) -> None:
    proposed(reworded(curator))
    html = curate.get("/curate/audit/?act=proposed").content.decode()

    assert "<del>" in html and "<ins>" in html
    assert "Statement 111-1" in html
    assert "{&quot;" not in html and "&#x27;kind&#x27;" not in html


def test_of_very_many_changes_some_are_shown_and_the_rest_is_counted(curate: Client, curator: User) -> None:
    many = [
        {"kind": "reference", "id": f"R{number}", "base": None, "proposed": {"id": f"R{number}"}}
        for number in range(100)
    ]
    entry(curator, act="proposed", detail={"changes": many})
    words = page(curate)

    assert "100 changes" in words and "and 88 more." in words


def test_a_set_that_is_gone_is_named_and_not_linked(curate: Client, curator: User) -> None:
    entry(curator, change_set=99, subject="An old set")

    assert "An old set" in page(curate)
    assert "/curate/changes/99/" not in curate.get("/curate/audit/").content.decode()


def test_twenty_five_stand_on_a_page_at_the_same_cost_as_one(curate: Client, curator: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            curate.get("/curate/audit/")
        return len(queries)

    proposed(reworded(curator))
    few = cost()
    for number in range(120):
        entry(curator, subject=f"statement {number}", change_set=1, detail={"hash": "x"})
    words = page(curate)

    assert cost() == few <= 11
    assert "1 to 25 of 12" in words and "Page 1 of 5" in words
    assert "statement 119" in words and "statement 90" not in words
    assert "Page 5 of 5" in page(curate, "?page=99")
    assert "Page 1 of 5" in page(curate, "?page=nonsense")


# Looking for something


FOUND = {
    "by person": ("?person=cato", ["b", "d"]),
    "by a part of a name": ("?person=cle", ["a", "c"]),
    "by act": ("?act=accepted", ["c"]),
    "from a day on": ("?since=2026-05-08", ["c", "d"]),
    "up to a day, that day included": ("?until=2026-05-07", ["a", "b"]),
    "in some days": ("?since=2026-05-07&until=2026-05-08", ["b", "c"]),
    "by words in why": ("?words=too+strong", ["b"]),
    "by words in several places": ("?words=strong+changed", ["b"]),
    "by change set": ("?change_set=12", ["c", "d"]),
    "by several": ("?change_set=12&person=Cato", ["d"]),
    "by nothing": ("?person=&act=&since=&until=&words=&change_set=", ["a", "b", "c", "d"]),
    "nobody": ("?person=zelda", []),
}


@pytest.mark.parametrize(("query", "subjects"), FOUND.values(), ids=FOUND.keys())
def test_filters_find_what_was_asked_for_on_the_page_and_in_the_file(
    client_of: ClientOf, curator: User, second: User, query: str, subjects: list[str]
) -> None:
    entry(curator, subject="a", at=datetime(2026, 5, 6, 23, 59, tzinfo=UTC))
    entry(second, subject="b", at=datetime(2026, 5, 7, 0, 0, tzinfo=UTC), why="Too strong a word.")
    entry(curator, subject="c", at=datetime(2026, 5, 8, 12, tzinfo=UTC), act="accepted", change_set=12)
    entry(second, subject="d", at=datetime(2026, 5, 9, 12, tzinfo=UTC), change_set=12)
    client = client_of(curator)

    assert sorted(found(client, query)) == subjects
    assert sorted(row["subject"] for row in rows(client, query)) == subjects


NONSENSE = {
    "no day": ("?since=yesterday", "“yesterday” is no day. Write it as year, month and day: 2026-02-28."),
    "a day of no calendar": ("?until=2026-02-31", "“2026-02-31” is no day."),
    "a day in another style": ("?since=28.2.2026", "“28.2.2026” is no day."),
    "the year nought": ("?since=0001-01-01", "Choose a day between 2000 and 2100."),
    "the end of time": ("?until=9999-12-31", "Choose a day between 2000 and 2100."),
    "the end before the beginning": (
        "?since=2026-05-07&until=2026-05-01",
        "This is before the first day asked for, 2026-05-07.",
    ),
    "an act that nobody did": ("?act=burned", "Nobody has done that yet."),
    "no number": ("?change_set=twelve", "This is the number in a change set's address, such as 12."),
    "too large a number": (
        "?change_set=99999999999999999999",
        "This is the number in a change set's address",
    ),
    "a number below one": ("?change_set=-1", "This is the number in a change set's address"),
}


@pytest.mark.parametrize(("query", "said"), NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_said_beside_its_field_and_left_out(
    curate: Client, curator: User, query: str, said: str
) -> None:
    entry(curator, subject="a", at=datetime(2026, 5, 8, tzinfo=UTC))
    words = page(curate, query)

    assert said in words and "What was not understood was left out." in words
    assert "a" in found(curate, query)
    assert curate.get(f"/curate/audit/export/{query}").status_code == 200


def test_what_was_asked_for_is_kept_from_page_to_page_and_in_the_file(curate: Client, curator: User) -> None:
    for number in range(60):
        entry(curator, subject=f"s{number}", why="a & b")
    html = curate.get("/curate/audit/?words=%26+b&person=Cleo").content.decode()

    assert 'href="?words=%26+b&amp;person=Cleo&amp;page=2"' in html
    assert 'href="/curate/audit/export/?person=Cleo&amp;words=%26+b"' in html


def test_with_nothing_found_there_is_a_way_back(curate: Client) -> None:
    assert "Nothing like that was done Show all" in page(curate, "?words=zebra")


def test_a_text_is_looked_for_in_a_stretch_at_a_time_and_none_is_left_out_or_shown_twice(
    curate: Client, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidance.queries.audit.STRETCH", 4)
    for number in range(10):  # four at a time share their moment
        entry(curator, subject=f"s{number}", why="odd" if number % 2 else "even", at=NOW + number // 4 * DAY)
    query, seen, said = "?words=odd&person=cle", [], []
    while query:
        seen += found(curate, query)
        said.append(page(curate, query))
        html = curate.get(f"/curate/audit/{query}").content.decode()
        query = (
            unescape(link[1])
            if (link := re.search(r'href="([^"]+)">Look through earlier acts', html))
            else ""
        )

    assert seen == ["s9", "s7", "s5", "s3", "s1"]
    assert "among the 4 since 7 May 2026, 09:00" in said[0] and "Begin with the newest" not in said[0]
    assert "Begin with the newest" in said[-1] and "among the first, up to 6 May 2026, 09:00" in said[-1]
    assert len(rows(curate, "?words=odd")) == 5, "the file holds all of them"


def test_a_stretch_without_anything_says_so_of_itself_alone(
    curate: Client, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidance.queries.audit.STRETCH", 3)
    entry(curator, subject="statement 1", at=NOW - DAY)
    for _ in range(3):
        entry(curator, subject="statement 2")
    words = page(curate, "?words=1")

    assert "Nothing like that among these" in words and "Look through earlier acts" in words
    assert page(curate, "?words=1&before=no+number") == words
    assert page(curate, "?words=1&before=999999999999999999") == words


# The file


def text_in(client: Client, query: str = "") -> str:
    response = client.get(f"/curate/audit/export/{query}")
    assert response.status_code == 200 and response.streaming
    return b"".join(response.streaming_content).decode()


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    text = text_in(client, query)
    exports = [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    return [row for row in exports if row["subject"] != "the audit"]


def test_the_file_says_what_the_page_says_and_spreadsheets_know_its_letters(
    curate: Client, curator: User
) -> None:
    made = proposed(reworded(curator), "Überschrift")
    response = curate.get("/curate/audit/export/")
    text = b"".join(response.streaming_content).decode()
    first = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    row = next(each for each in rows(curate) if each["act"] == "proposed")

    assert text.startswith("\ufeffwhen,who,role,act,subject,why,change set,edition,detail\r\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert tuple(first) == COLUMNS
    assert row["subject"] == "Überschrift"
    assert (row["when"], row["who"], row["role"]) == ("2026-05-06T09:00:00+00:00", "Cleo", "curator")
    assert row["change set"] == str(made.pk)
    assert row["detail"] == "Statement 111-1 changed (Text)"


def test_a_rule_is_called_by_what_it_does_on_the_page_and_in_the_file(curate: Client, curator: User) -> None:
    proposed(change(curator, "rule", "tnm-t", because="T is recorded."))
    title = "the rule “Highlights statement 111-2 when T category is recorded”"
    changed, sent = rows(curate, "?act=changed")[0], rows(curate, "?act=proposed")[0]

    assert f"changed {title}" in page(curate)
    assert changed["subject"] == f"{title} (rule tnm-t)"
    assert sent["detail"] == f"{title[9:].strip('“”')} (tnm-t) changed (Because)"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_begins_like_a_formula_is_text(curate: Client, curator: User, begins: str) -> None:
    formula = f'{begins}HYPERLINK("https://evil.example","x")'
    entry(curator, subject=formula, name=formula, act=formula[:40], why="Fine =1+1", detail={"name": formula})
    (row,) = (each for each in rows(curate) if "evil" in each["subject"])

    for name in ("subject", "who", "act"):
        assert row[name].startswith(f"'{begins}")
    assert row["why"] == "Fine =1+1"
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())
    assert harmless("") == "" and harmless("2026") == "2026"


def test_taking_the_audit_along_is_in_the_audit(curate: Client, curator: User) -> None:
    text_in(curate, "?person=Cleo")
    made = AuditEntry.objects.get(act="exported")

    assert (made.by, made.subject, made.detail) == (curator, "the audit", {"asked": {"person": "Cleo"}})


def test_a_long_audit_is_sent_as_it_is_read(curate: Client, curator: User) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(at=NOW, by=curator, name="Cleo", role="curator", act="changed", subject=f"s{number}")
        for number in range(1_000)
    )
    response = curate.get("/curate/audit/export/?act=changed")
    parts = list(response.streaming_content)

    assert len(parts) == 1_001
