"""Deleting an account: practice goes, what others rely on stays, and nothing leads to the person any more."""

from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.models import User
from tests.accounts.leaving import (
    NOW,
    TRACES,
    TYPED,
    be_administered,
    curate,
    newcomer,
    practise,
    signed_in,
    teach,
    traces_of,
    work_what_is_assigned,
)
from tests.working import work_off


def test_nothing_leads_to_a_person_whose_account_was_deleted(
    edition: object, educator: User, second: User, stranger: User, administrator: User
) -> None:
    person = newcomer(is_resident=True, is_educator=True, is_curator=True)
    browser = signed_in(person)
    practise(person)
    work_what_is_assigned(person, educator)
    teach(person, educator)
    curate(person, second, stranger)
    be_administered(person, administrator)
    assert browser.get("/account/").status_code == 200
    before = {place.partition(".")[0] for place in traces_of(*TRACES, TYPED)}
    assert len(before) > 15, before

    erased = erase_account(person=person, by=person, now=NOW)
    assert browser.get("/account/").status_code == 302
    work_off()

    erased.refresh_from_db()
    assert erased.done_at is not None
    assert traces_of(*TRACES) == []
    assert traces_of(TYPED) == []
