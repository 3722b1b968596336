"""A kind of fact has all its parts, or is refused when it is made: not when somebody meets it."""

import pytest

from guidance.domain.vocabulary import KINDS, Fact, NumberFact, OneOfFact, YesNoFact, of_every_kind
from tests.tables import for_each

PARTS = sorted(Fact.__abstractmethods__)
ENTRY = {"key": "pulse", "label": "Pulse", "chapter": "presentation", "question": "How fast is the pulse?"}


@for_each("left_out", PARTS)
def test_a_kind_is_refused_by_name_when_it_lacks_a_part(left_out: str) -> None:
    parts = {part: getattr(YesNoFact, part) for part in PARTS if part != left_out}

    with pytest.raises(TypeError, match=f"HalfFact is a kind of fact without {left_out}"):
        type(Fact)("HalfFact", (Fact,), parts, kind="half", operators=())

    assert "half" not in KINDS


def test_a_table_is_refused_with_the_kinds_that_it_leaves_out() -> None:
    fields = {name: str for name in KINDS if name not in ("number", "token")} | {"half": str}

    with pytest.raises(TypeError, match=r"Each kind of fact has a form field.*: number, token and half"):
        of_every_kind("a form field", **fields)


@for_each(
    ("kind", "given", "says"),
    [
        (NumberFact, {"minimum": 0}, "pulse is a NumberFact without maximum."),
        (OneOfFact, {}, "pulse is a OneOfFact without choices."),
    ],
)
def test_an_entry_is_refused_when_it_leaves_out_what_its_kind_needs(
    kind: type[Fact], given: dict[str, int], says: str
) -> None:
    with pytest.raises(TypeError, match=says):
        kind(**ENTRY, **given)
