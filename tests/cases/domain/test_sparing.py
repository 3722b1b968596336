"""What follows from facts is the same, whether or not what followed before spares working it out."""

from hypothesis import given

from cases.domain.deriving import derive
from cases.domain.sparing import Sparing
from tests.cases.strategies import recorded as any_record


def following(facts, before=None):
    derived = derive(facts, before=before)
    return dict(derived.facts), derived.workings, derived.stage, derived.scores


@given(before=any_record(), now=any_record())
def test_what_follows_is_the_same_when_what_followed_before_spares_work(before, now):
    assert following(now, derive(before).sparing) == following(now)


@given(before=any_record(), now=any_record())
def test_what_follows_is_the_same_when_one_fact_has_changed(before, now):
    sparing = derive(before).sparing
    for key in before.keys() | now.keys():
        changed = {each: value for each, value in before.items() if each != key}
        if key in now:
            changed[key] = now[key]
        assert following(changed, sparing) == following(changed), key


def worked_out(make, before, now):
    """Whether it is worked out again."""
    made = []

    def follows(facts):
        made.append(True)
        return make(facts)

    first = Sparing()
    first.of(follows, before)
    Sparing(first).of(follows, now)
    return len(made) == 2


def test_only_what_reads_a_changed_fact_is_worked_out_again():
    before = {"age_years": 61, "sex": "female"}
    reads_age, reads_all = (lambda facts: facts.get("age_years"), dict)
    assert not worked_out(reads_age, before, before | {"sex": "male"})
    assert worked_out(reads_age, before, before | {"age_years": 62})
    assert worked_out(reads_age, before, before | {"age_years": 61.0})
    assert worked_out(reads_age, before, {"sex": "female"})
    assert worked_out(reads_all, before, before | {"sex": "male"})
    assert worked_out(lambda facts: "biopsy_date" in facts, before, before | {"biopsy_date": "2024-01"})
