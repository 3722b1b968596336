"""Files for spreadsheets: no cell is a formula, numbers stay numbers."""

import pytest

from guidance.domain.sheets import csv_lines, harmless


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0@", "＝", "＠"])
def test_a_cell_that_begins_like_a_formula_is_text(begins: str) -> None:
    assert harmless(f"{begins}1+1") == f"'{begins}1+1"


def test_lines_begin_with_the_mark_of_their_encoding_and_keep_numbers() -> None:
    lines = list(csv_lines([("Who", "Points"), ("-Robin", -1.5), ("Sam, MD", None)]))

    assert lines == ["\ufeffWho,Points\r\n", "'-Robin,-1.5\r\n", '"Sam, MD",\r\n']
