"""What curators write is refused with both numbers when it is too long."""

from collections.abc import Callable

from django.test import Client

from guidance.domain.conditions.tree import faults_of, from_fields
from guidance.domain.limits import CONDITION_VALUE, REMARK, SEARCH
from guidance.models import ChangeSet, Comment
from guidance.queries.draft import guidance_document
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW
from tests.guidance.domain.condition_fields import to_fields

ClientOf = Callable[[User], Client]
TYPED = "x" * (REMARK.most + 1)


def test_a_comment_is_refused_with_both_numbers_when_it_is_too_long(
    edition: object, curator: User, client_of: ClientOf
) -> None:
    made = ChangeSet.objects.create(
        document=guidance_document(),
        author=curator,
        title="A",
        state="proposed",
        created_at=NOW,
        updated_at=NOW,
    )
    page = client_of(curator).post(f"/curate/changes/{made.pk}/comment/", {"text": TYPED}).content.decode()

    assert "A comment, reply, reason or flag takes at most 2,000 characters; this has 2,001." in page
    assert not Comment.objects.exists()


SAID = "A search takes at most 200 characters; this has 201."
SEARCHED = (
    "/guidance/search/?q={}",
    "/curate/draft/notes/?q={}",
    "/curate/draft/references/?q={}",
    "/curate/draft/rules/?q={}",
    "/curate/audit/?words={}",
    "/curate/audit/?person={}",
    "/cases/?q={}",
)


def test_a_search_stays_in_its_box_and_is_refused_with_both_numbers_when_it_is_too_long(
    edition: object, curator: User, client_of: ClientOf
) -> None:
    client, typed = client_of(curator), "y" * (SEARCH.most + 1)
    pages = {address: client.get(address.format(typed)).content.decode() for address in SEARCHED}

    assert [address for address in SEARCHED if SAID not in pages[address]] == []
    assert [address for address, page in pages.items() if f'value="{typed}"' not in page] == []


def test_a_value_of_the_builder_is_kept_and_named_when_it_is_too_long() -> None:
    typed = "z" * (CONDITION_VALUE.most + 1)
    sent = {"n0-shape": ["all"], "n0-parts": ["1"], "n0.0-fact": ["egfr"], "n0.0-op": ["<"]}
    root = from_fields(sent | {"n0.0-value": [typed]})

    assert to_fields(root)["n0.0-value"] == [typed]
    assert [str(fault) for fault in faults_of(root)] == [
        "A value of a comparison in the builder takes at most 200 characters; this has 201."
    ]
