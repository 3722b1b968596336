"""What curators write is refused with both numbers when it is too long."""

from collections.abc import Callable

from django.test import Client

from guidance.domain.limits import REMARK
from guidance.models import ChangeSet, Comment
from guidance.queries import guidance_document
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW

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
