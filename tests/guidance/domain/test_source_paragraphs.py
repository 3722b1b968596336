"""Which paragraph of the source a statement restates, and what is said where the text is another one."""

from guidance.domain.source_fitting import FitReport, RestatedPlace, fit_report, statement_fit
from guidance.domain.source_paragraphs import (
    PlaceFit,
    SourceParagraphs,
    SourcePlace,
    count_of_lines,
    read_paragraphs,
    with_plain_breaks,
)
from tests.guidance.sources import BOATS
from tests.tables import for_each

PARAGRAPHS = read_paragraphs(BOATS)
EBB = "Boats that drift with the ebb are found by fishermen far behind the lighthouse."
RESTATED = (
    RestatedPlace(
        "005-1", SourcePlace("Folding", 5, 1, "paragraph"), "Children and uncles fold paper boats."
    ),
    RestatedPlace("007-1", SourcePlace("Folding", 7, 3, "bullet"), "A pebble keeps boats upright in wind."),
    RestatedPlace("009-1", SourcePlace("Folding", 9, 5, "quotation"), "No boat was seen to return."),
    RestatedPlace(
        "012-1",
        SourcePlace("Rivers", 12, 1, "paragraph"),
        "Boats travel on rivers at walking speed in summer.",
    ),
    RestatedPlace("013-1", SourcePlace("Rivers", 13, 2, "artefact"), "A stray mark stands here."),
)


def in_text(*edits: tuple[str, str]) -> SourceParagraphs:
    text = BOATS
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return read_paragraphs(text)


def report(paragraphs: SourceParagraphs) -> FitReport:
    return fit_report(paragraphs, RESTATED, ["Folding", "Launching", "Rivers"])


def test_each_statement_finds_its_paragraph_when_the_text_is_the_one_it_restates() -> None:
    found = report(PARAGRAPHS)

    assert found.is_whole and found.found == found.statements == 5
    assert [each.found.paragraph.words.split()[0] for each in found.fits if each.found] == [
        "Paper",
        "Ballast:",
        '"Nobody',
        "Rivers",
        "\\n",
    ]
    assert [(each.line, each.number) for each in found.unnamed] == [(6, 2), (8, 4), (14, 3)]


@for_each(
    "place, line, fit",
    [
        (SourcePlace("Rivers", 12, 1, "paragraph"), 12, PlaceFit.HERE),
        (SourcePlace(" RIVERS ", 12, 1, "paragraph"), 12, PlaceFit.HERE),
        (SourcePlace("Rivers", 99, 1, "paragraph"), 12, PlaceFit.LINE),
        (SourcePlace("Rivers", None, 1, ""), 12, PlaceFit.HERE),
        (SourcePlace("", 7, None, ""), 7, PlaceFit.HERE),
        (SourcePlace("Lakes", 12, 1, "paragraph"), 12, PlaceFit.HEADING),
        (SourcePlace("Folding", 7, 9, "bullet"), 7, PlaceFit.NUMBER),
        (SourcePlace("Folding", 7, 3, "paragraph"), 7, PlaceFit.FORM),
        (SourcePlace("Lakes", 12, 2, "paragraph"), None, None),
        (SourcePlace("Folding", 7, 9, "paragraph"), None, None),
        (SourcePlace("Folding", 4, 9, "paragraph"), None, None),
        (SourcePlace("Folding", None, None, "paragraph"), None, None),
        (SourcePlace(), None, None),
    ],
)
def test_a_paragraph_is_found_when_no_more_than_one_part_of_the_place_is_otherwise(
    place: SourcePlace, line: int | None, fit: PlaceFit | None
) -> None:
    found = PARAGRAPHS.at(place)

    assert (found and (found.paragraph.line, found.fit)) == (line and (line, fit))


def test_of_two_headings_alike_the_nearer_one_is_meant() -> None:
    twice = in_text(("Launching\n", "Rivers\nThey are wet in all of their parts, as everybody knows.\n"))
    found = [twice.at(SourcePlace("Rivers", line, 1, "paragraph")) for line in (11, 13, 40)]

    assert [each.paragraph.line for each in found if each] == [11, 13, 13]


@for_each(
    "edits, said",
    [
        ((), ""),
        (
            (("Folding\n", "\nFolding\n"),),
            "The statement names line 7; in the text that is attached it is line 8.",
        ),
        (
            (("Folding\n", "Pleating\n"),),
            "In the text that is attached line 7 stands below the heading “Pleating”.",
        ),
        (
            (("- Ballast", "Ballast"),),
            "The statement names a bullet; in the text that is attached line 7 is a paragraph.",
        ),
        (
            (
                ("A folded boat may carry the following things:\n", ""),
                ("Folding\n", "\nFolding\n"),
                ("- Crew", "Crew"),
            ),
            "The statement names paragraph 3; in the text that is attached line 7 is paragraph 2 below its "
            "heading.",
        ),
        (
            (("- Ballast", "Ballast"), ("Folding\n", "Pleating\n")),
            "The statement names line 7; in the text that is attached this is paragraph 3 below "
            "“Pleating”, a paragraph.",
        ),
        (
            (
                ("- Ballast: A pebble from the garden keeps the boat upright in moderate wind.", ""),
                ("- Crew", "Crew"),
            ),
            "The statement names line 7; in the text that is attached no paragraph stands there.",
        ),
    ],
    ids=["nothing", "line", "heading", "form", "number", "two of them", "no paragraph"],
)
def test_curators_are_told_what_is_otherwise_when_the_text_is_another_edition(
    edits: tuple[tuple[str, str], ...], said: str
) -> None:
    assert statement_fit(in_text(*edits), RESTATED[1]).said == said


@for_each(
    "place, said",
    [
        (SourcePlace("Folding"), "The statement names no line of the source."),
        (SourcePlace("Folding", 400, 30), "The statement names line 400; the text that is attached has 14."),
        (SourcePlace("Folding", None, 30), "The text that is attached has no paragraph 30 below “Folding”."),
    ],
)
def test_curators_are_told_what_is_not_there_when_a_place_is_in_no_text(
    place: SourcePlace, said: str
) -> None:
    assert statement_fit(PARAGRAPHS, RestatedPlace("x", place, "")).said == said


def test_a_paragraph_near_by_is_named_when_its_words_are_clearly_closer() -> None:
    """A new paragraph on the line of an old one fits by its place, and is not what was restated."""
    found = report(in_text(("Rivers carry", f"{EBB}\nRivers carry")))

    assert [each.key for each in found.doubtful] == ["012-1"]
    assert found.doubtful[0].said == (
        "It shares more of its words with paragraph 2 (line 13) than with this one: look whether its place "
        "is right."
    )
    assert [each.key for each in found.otherwise] == ["013-1"]
    assert not found.is_whole


def test_headings_of_the_guidance_that_the_text_lacks_are_told() -> None:
    assert report(in_text(("Launching\n", "Setting Sail\n"))).lost == ("Launching",)
    assert report(in_text(("Launching\n", "LAUNCHING\n"))).lost == ()


@for_each("breaks", ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"], ids=map(repr, range(6)))
def test_each_kind_of_line_break_is_one(breaks: str) -> None:
    assert with_plain_breaks(BOATS.replace("\n", breaks)) == BOATS


def test_a_break_of_pages_is_no_line() -> None:
    plain = with_plain_breaks(BOATS.replace("Rivers\n", "\fRivers\n"))

    assert plain == BOATS
    assert count_of_lines(plain) == count_of_lines(plain.rstrip("\n")) == 14
