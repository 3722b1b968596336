"""What is known, and what the unknown waits for."""

import pytest

from guidance.domain.facts import Facts
from tests.tables import for_each


def test_unknown_is_absent_and_never_none():
    with pytest.raises(ValueError, match="leave an unknown fact out"):
        Facts({"sex": None})
    assert "sex" not in Facts({})


@for_each(
    ("known", "waits", "key", "waiting"),
    [
        ({}, {}, "ecog", ("ecog",)),
        ({"ecog": "1"}, {}, "ecog", ()),
        ({}, {}, "egfr", ("age_years", "sex", "creatinine_umol_l")),
        ({"sex": "male", "age_years": 60}, {}, "egfr", ("creatinine_umol_l",)),
        ({}, {"extent": ("other_lesion_count",)}, "extent", ("other_lesion_count",)),
        ({"primary_site": "lung"}, {"imdc": ()}, "imdc", ()),
        ({"lesion_count": 2}, {"lesion_count": ("lesions",)}, "lesion_count", ()),
    ],
)
def test_fact_waits_for_the_askable_facts_it_lacks(known, waits, key, waiting):
    assert Facts(known, waits).waiting(key) == waiting


def test_facts_are_frozen_equal_by_value_and_hashable():
    known = {"symptoms": frozenset({"fever", "fatigue"}), "lesions": ({"side": "left"},)}
    facts = Facts(known)
    known["sex"] = "male"
    assert "sex" not in facts
    assert facts == Facts({"lesions": ({"side": "left"},), "symptoms": frozenset({"fatigue", "fever"})})
    assert len({facts, Facts(dict(facts))}) == 1
    assert facts != Facts(dict(facts), {"egfr": ()})
