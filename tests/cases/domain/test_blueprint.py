"""What a library covers, and what it lacks."""

from cases.content.library import shipped_library
from cases.domain.teaching.blueprint import QUESTIONS, Blueprint, BlueprintMark, blueprint

MADE = Blueprint(
    objectives={"m-category": "Derive M", "tissue": "Decide on tissue", "goals": "Ask for goals"},
    cases={"lung": "Lung", "breast": "Breast"},
    marks=(
        BlueprintMark("lung", "m-category", "staging", 3),
        BlueprintMark("breast", "m-category", "staging", 2),
        BlueprintMark("lung", "m-category", QUESTIONS, 1),
        BlueprintMark("lung", "tissue", "biopsy", 1),
    ),
)


def test_weights_add_up_when_several_cases_mark_an_objective() -> None:
    assert MADE.by_column == {
        ("m-category", "staging"): 5,
        ("m-category", QUESTIONS): 1,
        ("tissue", "biopsy"): 1,
    }
    assert MADE.by_case[("m-category", "lung")] == 4
    assert MADE.by_objective == {"m-category": 6, "tissue": 1}


def test_gaps_are_named_when_nothing_or_one_case_marks_an_objective() -> None:
    assert MADE.unmarked == ("goals",)
    assert MADE.of_one_case == ("tissue",)
    assert "palliative" in MADE.empty_columns
    assert "staging" not in MADE.empty_columns


def test_the_shipped_library_marks_every_objective_of_its_own() -> None:
    library = shipped_library()

    made = blueprint(library.objectives, library.cases)

    assert made.unmarked == ()
    assert sum(made.by_case.values()) == sum(made.total_of_column.values())
