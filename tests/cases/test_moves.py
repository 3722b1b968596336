"""docs/editions.md: what moved between the editions that ship, each move with its reason."""

from pathlib import Path

from tests.cases.moves import WHY, page

PAGE = Path(__file__).parents[2] / "docs" / "editions.md"


def test_the_page_of_editions_tells_each_move_with_its_reason() -> None:
    written = page()

    assert PAGE.read_text(encoding="utf-8") == written, "python -m tests.cases.moves > docs/editions.md"
    assert "By mistake?" not in written
    assert [name for name in WHY if f"| {name} |" not in written] == [], "a reason for what does not move"
