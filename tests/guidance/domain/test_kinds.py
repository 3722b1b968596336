"""A kind of fact has all its parts, or is refused when it is made: not when somebody meets it."""

from contextlib import suppress
from pkgutil import iter_modules

import pytest

from guidance.domain.vocabulary import KINDS, Fact, NumberFact, OneOfFact, YesNoFact, kinds, of_every_kind
from guidance.domain.vocabulary.operators import OPS_ON_ONE, OPS_ON_ORDER, OPS_ON_RECORDING, Op
from tests.guidance.domain.strategies import FACTS
from tests.tables import for_each

PARTS = sorted(Fact.__abstractmethods__)
ENTRY = {"key": "pulse", "label": "Pulse", "chapter": "presentation", "question": "How fast is the pulse?"}


@for_each("left_out", PARTS)
def test_a_kind_is_refused_by_name_when_it_lacks_a_part(left_out: str) -> None:
    parts = {part: getattr(YesNoFact, part) for part in PARTS if part != left_out}

    with pytest.raises(TypeError, match=f"HalfFact is a kind of fact without {left_out}"):
        type(Fact)("HalfFact", (Fact,), parts, kind="half", operators=())

    assert "half" not in KINDS


def test_a_kind_is_refused_when_another_has_its_name() -> None:
    parts = {part: getattr(YesNoFact, part) for part in PARTS}

    with pytest.raises(TypeError, match=r"^OtherFact is the kind number, as NumberFact is\.$"):
        type(Fact)("OtherFact", (Fact,), parts, kind="number", operators=())

    assert KINDS["number"] is NumberFact


def test_every_module_of_a_kind_is_imported_by_its_folder() -> None:
    forgotten = {module.name for module in iter_modules(kinds.__path__)} - {"intervals", *KINDS}

    assert forgotten == set(), f"import it in {kinds.__file__}, and name it as its kind"


def test_a_kind_has_no_test_of_an_operator_that_it_does_not_know() -> None:
    guessed = []
    for kind in KINDS.values():
        for op in set(Op) - {*kind.operators, *OPS_ON_ORDER, *OPS_ON_RECORDING, *OPS_ON_ONE}:
            with suppress(KeyError, TypeError):
                kind.test(op, ("a",))
                guessed.append((kind.kind, op.value))

    assert guessed == []


def test_facts_at_random_are_of_every_kind() -> None:
    lacking = set(KINDS) - {fact.kind for fact in FACTS}

    assert lacking == set(), "name a fact of the kind in KEYS in tests/guidance/domain/strategies.py"


def test_a_table_is_refused_with_the_kinds_that_it_leaves_out() -> None:
    fields = {name: str for name in KINDS if name not in ("number", "token")} | {"half": str}

    with pytest.raises(TypeError, match=r"Each kind of fact has a form field.*: number, token and half"):
        of_every_kind("a form field", **fields)


@for_each(
    ("kind", "given", "says"),
    [
        (NumberFact, {"unit": "mm"}, "pulse is a NumberFact without within."),
        (OneOfFact, {}, "pulse is a OneOfFact without choices."),
    ],
)
def test_an_entry_is_refused_when_it_leaves_out_what_its_kind_needs(
    kind: type[Fact], given: dict[str, str], says: str
) -> None:
    with pytest.raises(TypeError, match=says):
        kind(**ENTRY, **given)
