"""The pages of review and publishing: a set with its steps and comments, interests, editions, going back."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.actions.change_sets import declare_interests
from guidance.actions.changing import open_change_set
from guidance.actions.drafting import write_document
from guidance.actions.publishing import publish_draft
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition
from guidance.models import ChangeSet, Comment, GoingBack, InterestStatement, Notice, Subscription
from guidance.queries.draft import guidance_document, payload_of
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.guidance.curating import KEY, NOW, REWORDED, accepted, change, proposed, reworded, under_review
from tests.guidance.drafts import statements_in_draft
from tests.guidance.reading import text_of
from tests.pages import squeezed
from tests.working import outbox

ClientOf = Callable[[User], Client]
REASON = {"reason": "It reads better."}


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


@pytest.fixture
def review(edition: CompiledEdition, second: User, client_of: ClientOf) -> Client:
    return client_of(second)


def address(change_set: ChangeSet, *parts: str) -> str:
    return "/".join(["/curate/changes", str(change_set.pk), *parts, ""])


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_what_has_to_be_mended_is_said_in_words_and_leads_to_its_form(curate: Client, curator: User) -> None:
    change_set = change(curator, "note", "C08", text="")
    html = curate.get(address(change_set)).content.decode()
    asked = {"title": "Empty", "propose": "1"} | REASON
    refused = text_of(curate.post(address(change_set, "describe"), asked, follow=True).content.decode())

    link = f'href="/curate/draft/notes/C08/?set={change_set.pk}#field-text">Curator note C08</a>'
    assert f"{link}: the text is empty." in squeezed(html)
    assert "1 thing has to be mended first: Curator note C08: the text is empty." in refused
    assert "notes[" not in text_of(html) + refused


def test_a_note_about_nothing_that_there_is_is_called_by_its_own_name(curate: Client, curator: User) -> None:
    change_set = change(curator, "note", "C08", statements=["999-9"])
    html = squeezed(curate.get(address(change_set)).content.decode())

    place = f"/curate/draft/notes/C08/?set={change_set.pk}#field-elsewhere"
    link = f'href="{place}">Curator note C08, “Speaks about”, first</a>'
    assert f"{link}: “999-9” is no statement and no addition." in html


# From writing to accepted, on the pages


def test_a_set_goes_all_the_way_by_its_buttons(
    curate: Client, review: Client, curator: User, second: User
) -> None:
    change_set = reworded(curator)
    curate.post(address(change_set, "describe"), {"title": "Reword T", "propose": "1"} | REASON)
    assert "Proposed" in words(curate, address(change_set))

    review.post(address(change_set, "step", "review"))
    assert "Make a statement of your interests" in words(review, address(change_set))
    review.post("/curate/interests/", {"has_interests": "no", "next": address(change_set)})
    page = words(review, address(change_set))
    assert "Under review by Cato." in page and "Accept" in page

    review.post(address(change_set, "step", "accept"))
    assert "Accepted by Cato" in words(review, address(change_set))
    change_set.refresh_from_db()
    assert (change_set.state, change_set.title) == (State.ACCEPTED, "Reword T")


def test_what_is_refused_stays_typed_beside_the_sentence(review: Client, curator: User, second: User) -> None:
    change_set = under_review(reworded(curator), second)

    page = review.post(address(change_set, "step", "reject"), {"reason": " "}).content.decode()
    assert "Say why: “Reject” needs a reason." in page

    page = review.post(address(change_set, "step", "accept"), {"reason": "Fine by me."}).content.decode()
    assert "no statement of interests" in page


def test_the_author_is_offered_no_review_of_their_own(curate: Client, curator: User) -> None:
    change_set = proposed(reworded(curator))

    assert "Begin the review" not in words(curate, address(change_set))
    assert "Nobody reviews their own" in curate.post(address(change_set, "step", "review")).content.decode()


def offered(client: Client, change_set: ChangeSet) -> set[str]:
    """The steps that the page of a set offers as buttons."""
    html = client.get(address(change_set)).content.decode()
    steps = set(re.findall(rf'action="{address(change_set, "step")}([a-z]+)/"', html))
    others = {"propose": 'name="propose"', "publish": 'id="accept-and-publish"', "reverse": "/reverse/"}
    return steps | {name for name, sign in others.items() if sign in html}


def test_only_what_can_work_is_offered_and_the_page_says_why_not(
    curate: Client, review: Client, curator: User, second: User
) -> None:
    empty = open_change_set(document=guidance_document(), by=curator, now=NOW)
    assert offered(curate, empty) == {"withdraw"}
    assert "Propose: not now. There is nothing in it yet." in words(curate, address(empty))
    assert "Cleo is still writing it." in words(review, address(empty)) and not offered(review, empty)

    faulty = change(curator, "note", "C08", text="")
    assert offered(curate, faulty) == {"withdraw"}
    assert "Something has to be mended first. See what" in words(curate, address(faulty))

    change(curator, "note", "C08", text="Better.")
    assert offered(curate, faulty) == {"propose", "withdraw"}
    mine = proposed(faulty)
    assert offered(curate, mine) == {"revise", "withdraw"}
    assert "You wrote it. Another curator reviews it; they have been told." in words(curate, address(mine))

    assert offered(review, mine) == {"review", "reject"}
    assert "Say first which interests of yours could bear on it." in words(review, address(mine))
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    assert offered(review, mine) == {"accept", "publish", "reject", "review"}

    other = accepted(reworded(curator), second)
    assert offered(review, other) == {"revert"}
    assert "Publish what was accepted" in words(review, address(other))
    accepted(reworded(curator, "T is about size."), second)
    assert not offered(review, other)
    assert "Later changes stand on this one (statement 111-1)." in words(review, address(other))

    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)
    assert offered(review, other) == {"reverse"}
    review.post(address(other, "reverse"), REASON)
    assert not offered(review, other)
    assert "A set that leads back is being written already. Revert: Reword T" in words(review, address(other))


def test_a_set_that_does_not_fit_the_draft_any_more_is_not_accepted_or_proposed(
    curate: Client, review: Client, curator: User, second: User
) -> None:
    declare_interests(has_interests=False, text="", by=curator, now=timezone.now())
    theirs = proposed(reworded(second, "T is about size."))
    same = proposed(change(second, "statement", "110-1", text="Said alike."))
    accepted(reworded(curator), second)
    accepted(change(curator, "statement", "110-1", text="Said alike."), second)

    assert offered(curate, theirs) == {"reject", "review"}
    assert "Its author makes it anew first." in words(curate, address(theirs))
    assert offered(review, theirs) == {"rebase", "revise", "withdraw"}
    assert "The draft says all of this already." in words(curate, address(same))

    review.post(address(theirs, "step", "revise"))
    assert offered(review, theirs) == {"rebase", "withdraw"}
    assert "Make it anew first." in words(review, address(theirs))


def test_with_nobody_else_to_review_the_page_says_who_can_help(curate: Client, curator: User) -> None:
    User.objects.exclude(pk=curator.pk).update(is_curator=False, is_superuser=False)
    change_set = proposed(reworded(curator))

    assert "An administrator can make another person a curator." in words(curate, address(change_set))


# Accepting and publishing in one go


def publishing_form(client: Client, change_set: ChangeSet, **more: str) -> dict[str, str]:
    html = client.get(address(change_set)).content.decode().split('id="accept-and-publish"')[1]
    names = ("seen", "seen_draft", "over")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in names} | more


def test_a_set_is_accepted_and_published_in_one_go(
    review: Client, curator: User, second: User, resident: User, django_capture_on_commit_callbacks: Callable
) -> None:
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    change_set = proposed(reworded(curator))
    assert "Nothing else goes out with it." in words(review, address(change_set))

    sent = publishing_form(review, change_set, summary="T reads better now.")
    with django_capture_on_commit_callbacks(execute=True):
        review.post(address(change_set, "accept-and-publish"), sent)
    change_set.refresh_from_db()
    assert (change_set.state, change_set.edition.number) == (State.PUBLISHED, 2)
    assert current_edition().statements[KEY].text == REWORDED


def test_what_else_goes_out_is_said_before(review: Client, curator: User, second: User) -> None:
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    accepted(change(curator, "statement", "110-1", text="Not fit yet."), second)
    change_set = proposed(reworded(curator), "Urgent")
    page = words(review, address(change_set))

    assert "With it goes out what was accepted before: “Reword T” (1 change by Cleo)" in page
    assert "In all, without this set: 1 changed" in page
    assert "Nothing else goes out" not in page


def test_neither_is_done_when_one_is_refused_and_what_was_typed_stays(
    review: Client, curator: User, second: User
) -> None:
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    change_set = proposed(reworded(curator))
    right = publishing_form(review, change_set, summary="T reads better now.")
    refusals = {
        "“Short” is too short": {"summary": "Short"},
        "The draft has changed since you opened this page": {"seen_draft": "old"},
        "Its author has changed it since": {"seen": "old"},
        "Readers see another edition": {"over": "7"},
    }
    for said, wrong in refusals.items():
        sent = right | wrong
        page = review.post(address(change_set, "accept-and-publish"), sent).content.decode()
        assert said in page and f">{sent['summary']}</textarea>" in page
    change_set.refresh_from_db()
    assert (change_set.state, current_edition().number) == (State.PROPOSED, 1)


def test_words_that_differ_are_marked(review: Client, curator: User) -> None:
    change_set = proposed(change(curator, "statement", KEY, text="T indicates how small the primary is."))
    page = review.get(address(change_set)).content.decode()

    assert "<del>" in page and "large" in page.split("<del>")[1].split("</del>")[0]
    assert "<ins>" in page and "small" in page.split("<ins>")[1].split("</ins>")[0]


def test_a_stale_set_shows_both_and_offers_to_make_it_anew_to_its_author(
    curate: Client, review: Client, curator: User, second: User
) -> None:
    theirs = proposed(reworded(second, "T is about size."))
    accepted(reworded(curator), second)

    page = words(review, address(theirs))
    assert "The draft has changed since." in page
    theirs_first, since = page.split("What has changed there since")
    assert "about size" in theirs_first and "tells" in since
    assert "Make it anew on the draft of today" in page
    assert "before its author has made it anew" in words(curate, address(theirs))


def test_rivals_are_named_on_both_pages(curate: Client, review: Client, curator: User, second: User) -> None:
    mine, theirs = proposed(reworded(curator)), proposed(reworded(second, "T is about size."), "Size")

    assert "Cato changes this as well, in “Size”" in words(curate, address(mine))
    assert "Cleo changes this as well, in “Reword T”" in words(review, address(theirs))


def test_comments_and_replies_stand_at_their_change(review: Client, curate: Client, curator: User) -> None:
    change_set = proposed(reworded(curator))
    row = change_set.changes.get()
    review.post(address(change_set, "comment"), {"change": row.pk, "text": "Why?"})
    first = Comment.objects.get()
    curate.post(address(change_set, "comment"), {"reply_to": first.pk, "text": "Because."})

    page = words(review, address(change_set))
    assert page.index("Why?") < page.index("Because.") < page.index("About the set as a whole")
    assert Comment.objects.get(reply_to=first).change == row


def test_a_comment_on_what_was_taken_back_says_what_it_was_about(curate: Client, curator: User) -> None:
    """By the name that the page gives it."""
    change_set = change(curator, "rule", "tnm-t", because="T is recorded.")
    row, title = change_set.changes.get(), "Highlights statement 111-2 when T category is recorded"
    curate.post(address(change_set, "comment"), {"change": row.pk, "text": "Too short?"})
    done = curate.post(f"{address(change_set)}drop/{row.pk}/", follow=True).content.decode()

    assert f"Taken back: {title}." in done
    page = words(curate, address(change_set))
    assert f"on the rule “{title}”, which is not in the set any more Too short?" in page


@pytest.mark.parametrize("sent", [{"text": "  "}, {}, {"text": "Hm.", "change": "no", "reply_to": "9" * 30}])
def test_nonsense_in_a_comment_breaks_nothing(review: Client, curator: User, sent: dict[str, str]) -> None:
    change_set = proposed(reworded(curator))
    response = review.post(address(change_set, "comment"), sent, follow=True)

    assert response.status_code == 200
    assert Comment.objects.count() == bool(sent.get("text", "").strip())


def test_a_set_costs_the_same_with_few_changes_and_many(review: Client, curator: User, second: User) -> None:
    def cost(change_set: ChangeSet) -> int:
        review.get(address(change_set))
        with CaptureQueriesContext(connection) as queries:
            review.get(address(change_set))
        return len(queries)

    few = cost(proposed(reworded(curator)))
    for key in statements_in_draft()[:40]:
        many = reworded(curator, key=key)

    assert cost(proposed(many)) == few <= 25


@pytest.mark.parametrize("path", ["/curate/changes/999/", "/curate/changes/999/step/accept/"])
def test_a_set_that_there_is_not_has_no_page(curate: Client, path: str) -> None:
    response = curate.post(path) if "step" in path else curate.get(path)

    assert response.status_code == 404


def test_a_step_that_there_is_not_has_no_page(curate: Client, curator: User) -> None:
    assert curate.post(address(reworded(curator), "step", "burn")).status_code == 404


def test_the_list_filters_by_state_and_costs_the_same_for_many(curate: Client, curator: User) -> None:
    proposed(reworded(curator))
    reworded(curator, key="110-1")

    assert "Reword T" not in words(curate, "/curate/changes/?state=writing")
    assert "Reword T" in words(curate, "/curate/changes/?state=proposed")
    assert "Reword T" in words(curate, "/curate/changes/?state=nonsense&page=nonsense")
    with CaptureQueriesContext(connection) as few:
        curate.get("/curate/changes/")
    for number in range(20):
        ChangeSet.objects.create(
            document=guidance_document(), author=curator, title=f"{number}", created_at=NOW, updated_at=NOW
        )
    with CaptureQueriesContext(connection) as many:
        curate.get("/curate/changes/")
    assert len(many) == len(few)


def test_the_overview_says_what_waits_for_whom(
    curate: Client, review: Client, curator: User, second: User
) -> None:
    proposed(reworded(curator))

    assert "Nobody waits for you." in words(curate, "/curate/")
    assert "Reword T" in words(review, "/curate/").split("Waiting for a review")[1]
    assert "You have no statement of interests" in words(review, "/curate/")


# Interests


def test_interests_are_declared_and_read_by_the_others(curate: Client, review: Client) -> None:
    page = curate.post("/curate/interests/", {"has_interests": "yes", "text": " "}).content.decode()
    assert "Name the interests that you have." in page
    assert InterestStatement.objects.count() == 0

    curate.post("/curate/interests/", {"has_interests": "yes", "text": "A grant of a maker of stents."})
    assert "Cleo" in words(review, "/curate/interests/")
    assert "A grant of a maker of stents." in words(review, "/curate/interests/")


def test_declaring_leads_on_within_this_site_only(curate: Client) -> None:
    sent = {"has_interests": "no"}

    assert (
        curate.post("/curate/interests/", sent | {"next": "/curate/changes/"})["Location"]
        == "/curate/changes/"
    )
    assert (
        curate.post("/curate/interests/", sent | {"next": "https://evil.example/"})["Location"] == "/curate/"
    )


# Publishing


def seen(client: Client) -> str:
    return client.get("/curate/publish/").context["publishing"].seen


def test_what_was_accepted_is_published_and_subscribers_are_told(
    curate: Client, curator: User, second: User, resident: User, django_capture_on_commit_callbacks: Callable
) -> None:
    Subscription.objects.create(user=resident, since=NOW)
    accepted(reworded(curator), second)
    page = words(curate, "/curate/publish/")
    assert "1 changed against edition 1" in page and "Reword T" in page

    sent = {"summary": "T reads better now.", "seen": seen(curate)}
    with django_capture_on_commit_callbacks(execute=True):
        response = curate.post("/curate/publish/", sent)

    assert response["Location"] == "/guidance/editions/"
    assert current_edition().number == 2 and current_edition().statements[KEY].text == REWORDED
    (message,) = outbox()
    assert message.to == [resident.email]
    assert "T reads better now." in message.body
    assert "https://kidmet.example/guidance/changes/?from=1&to=2" in message.body


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param({"summary": "Short"}, "“Short” is too short", id="a summary that is too short"),
        pytest.param(
            {"summary": "Long enough now.", "seen": "old"}, "The draft has changed", id="a page that is old"
        ),
    ],
)
def test_publishing_is_refused_with_what_was_typed(
    curate: Client, curator: User, second: User, sent: dict[str, str], said: str
) -> None:
    accepted(reworded(curator), second)
    page = curate.post("/curate/publish/", {"seen": seen(curate)} | sent).content.decode()

    assert said in page and sent["summary"] in page
    assert current_edition().number == 1


def test_with_nothing_accepted_there_is_nothing_to_publish(curate: Client) -> None:
    assert "Nothing to publish" in words(curate, "/curate/publish/")
    sent = {"summary": "Long enough now.", "seen": seen(curate)}

    curate.post("/curate/publish/", sent)
    assert current_edition().number == 1


# Going back


@pytest.fixture
def second_edition(edition: CompiledEdition, curator: User, second: User) -> CompiledEdition:
    accepted(reworded(curator), second)
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)
    return edition


BACK = {"number": "1", "reason": "The old words were right."}


def decide(client: Client, decision: str) -> str:
    path = f"/curate/publish/back/{GoingBack.objects.latest('pk').pk}/{decision}/"
    return squeezed(client.post(path, follow=True).content.decode())


def test_going_back_takes_a_reason_and_a_second_person(
    curate: Client, review: Client, curator: User, second: User, second_edition: CompiledEdition
) -> None:
    page = curate.post("/curate/publish/again/", BACK | {"reason": "Oops"}).content.decode()
    assert "“Oops” is too short" in page and not GoingBack.objects.exists()
    assert curate.post("/curate/publish/again/", BACK | {"number": "77"}).status_code == 404

    curate.post("/curate/publish/again/", BACK)
    assert current_edition().number == 2
    assert "Somebody has proposed to go back already." in decide_twice(review)
    assert "Another curator confirms or declines it." in words(curate, "/curate/publish/")
    assert "Confirm: readers go back" not in words(curate, "/curate/publish/")
    assert "You proposed it." in decide(curate, "confirm")
    told = Notice.objects.filter(user=second).latest("pk")
    assert told.text.startswith("Cleo proposes that readers see Edition 1 again: The old words")
    assert told.path == "/curate/publish/#going-back" and "Cleo proposes it." in words(review, "/curate/")

    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    assert "Confirm: readers go back" in words(review, "/curate/publish/")
    assert "it repeats edition 1." in decide(review, "confirm")
    assert (current_edition().number, current_edition().hash) == (3, second_edition.hash)
    assert "confirmed your proposal" in Notice.objects.filter(user=curator).latest("pk").text
    assert "This was confirmed already." in decide(review, "decline")


def decide_twice(client: Client) -> str:
    return client.post("/curate/publish/again/", BACK).content.decode()


def test_nobody_goes_back_without_a_statement_of_interests(
    curate: Client, review: Client, second: User, second_edition: CompiledEdition
) -> None:
    InterestStatement.objects.all().delete()
    curate.post("/curate/publish/again/", BACK)

    assert "Make a statement of your interests, then confirm" in words(review, "/curate/publish/")
    assert "no statement of interests that still holds" in decide(review, "confirm")
    assert current_edition().number == 2


def test_a_proposal_to_go_back_is_declined_withdrawn_or_overtaken(
    curate: Client, review: Client, curator: User, second: User, second_edition: CompiledEdition
) -> None:
    curate.post("/curate/publish/again/", BACK)
    assert "Only whoever proposed it withdraws it." in decide(review, "withdraw")
    assert "Readers stay where they are." in decide(review, "decline")
    curate.post("/curate/publish/again/", BACK)
    decide(curate, "withdraw")
    curate.post("/curate/publish/again/", BACK)
    accepted(reworded(curator, "T is about size."), second)
    publish_draft(by=second, now=NOW, summary="T is shorter.", seen=guidance_document().hash)

    outcomes = GoingBack.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["declined", "withdrawn", "overtaken"]
    assert Notice.objects.filter(user=curator, text__endswith="Look whether it is still wanted.").exists()
    assert curate.post(f"/curate/publish/back/{GoingBack.objects.latest('pk').pk}/x/").status_code == 404


def test_one_person_goes_back_alone_where_the_installation_allows_it(
    curate: Client, second_edition: CompiledEdition, settings
) -> None:
    settings.ACCEPT_OWN_CHANGES = True
    curate.post("/curate/publish/again/", BACK)
    assert (current_edition().number, current_edition().hash) == (3, second_edition.hash)


def test_a_draft_with_faults_is_not_offered_to_be_published(curate: Client, second_edition: object) -> None:
    document = guidance_document()
    payload = {**payload_of(document)}
    payload["notes"] = [{**payload["notes"][0], "text": ""}, *payload["notes"][1:]]
    write_document(document, payload)
    page = words(curate, "/curate/publish/")

    assert "It cannot be published yet." in page and "Publish edition 3" not in page


def test_what_its_own_author_accepted_is_said_to_readers(
    curate: Client, curator: User, settings, client: Client
) -> None:
    settings.ACCEPT_OWN_CHANGES = True
    change_set = accepted(reworded(curator), curator)
    assert "Accepted by its own author." in words(curate, address(change_set))

    publish_draft(by=curator, now=NOW, summary="T reads better.", seen=guidance_document().hash)
    assert "own author" in words(client, "/guidance/editions/")


def test_a_published_set_is_reverted_by_another_that_leads_back(
    curate: Client, curator: User, second: User
) -> None:
    change_set = accepted(reworded(curator), second)
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)

    assert (
        "Say why this should be reverted."
        in curate.post(address(change_set, "reverse"), {"reason": ""}).content.decode()
    )
    response = curate.post(address(change_set, "reverse"), {"reason": "It read better before."})
    back = ChangeSet.objects.get(reverts=change_set)
    assert response["Location"] == address(back)
    assert "It leads back from “Reword T”" in words(curate, address(back))
