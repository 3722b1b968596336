"""What a narrative may hold, and what a chart draws."""

from itertools import pairwise

import pytest

from cases.presenting.charts import Series, line_chart
from cases.presenting.markdown import markdown


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        pytest.param("<script>alert(1)</script>", "<script", id="a script"),
        pytest.param('<p onclick="x()">a</p>', "<p onclick", id="an event handler"),
        pytest.param("![scan](https://elsewhere.example/a.png)", "<img", id="an image of another host"),
        pytest.param("[click](javascript:alert(1))", 'href="javascript', id="a link that runs something"),
        pytest.param("[site](https://elsewhere.example/)", "href", id="a link to another host"),
        pytest.param("[site](//elsewhere.example/)", 'elsewhere.example/"', id="the same without its scheme"),
        pytest.param("[site](/\\\\elsewhere.example/)", "\\\\elsewhere", id="the same with a backslash"),
        pytest.param("<style>*{color:red}</style>", "<style", id="a style"),
        pytest.param('<iframe src="/"></iframe>', "<iframe", id="a frame"),
    ],
)
def test_markdown_lets_nothing_harmful_through(text: str, gone: str) -> None:
    assert gone not in markdown(text)


def test_marks_of_html_are_words_in_markdown() -> None:
    assert "&lt;em&gt;under&lt;/em&gt; 5" in markdown("<em>under</em> 5")


def test_markdown_keeps_what_a_narrative_needs() -> None:
    html = markdown("A man of **68**, *tired*.\n\n- one\n- [tnm](/guidance/staging/tnm/)")
    for kept in (
        "<strong>68</strong>",
        "<em>tired</em>",
        "<li>one</li>",
        '<a href="/guidance/staging/tnm/">tnm</a>',
    ):
        assert kept in html


def test_a_chart_has_a_dot_for_each_value_and_none_for_a_gap() -> None:
    chart = line_chart(["a", "b", "c"], [Series("PSA", "trend", (1, None, 4))], unit=" µg/L")

    (line,) = chart.lines
    assert [dot.words for dot in line.dots] == ["PSA, a: 1 µg/L", "PSA, c: 4 µg/L"]
    assert line.dots[0].y > line.dots[1].y  # more is higher
    assert line.dots[0].x == chart.left


def test_a_series_without_a_value_is_not_drawn() -> None:
    assert line_chart(["a"], [Series("PSA", "trend", (None,))], maximum=100).lines == ()


@pytest.mark.parametrize("value", [0, 50, 100], ids=["at the foot", "in the middle", "at the top"])
def test_labels_touch_neither_each_other_nor_the_words_of_the_axis_when_all_lines_end_at_one_value(
    value: int,
) -> None:
    series = [Series(name, name, (50, value)) for name in "abcdef"]
    chart = line_chart(["x", "y"], series, maximum=100, limit=value)
    assert chart.limit_label_y is not None

    places = sorted([line.label_y for line in chart.lines] + [chart.limit_label_y])
    assert all(after - before >= 14 for before, after in pairwise(places))
    assert places[0] >= 14 and places[-1] <= chart.bottom


def test_many_attempts_show_the_first_and_the_last_date() -> None:
    labels = [str(number) for number in range(40)]
    chart = line_chart(labels, [Series("a", "a", tuple(range(40)))])

    shown = [tick.label for tick in chart.x_ticks]
    assert len(shown) <= 6
    assert (shown[0], shown[-1]) == ("0", "39")


def test_dates_have_room_beside_each_other_however_many_there_are() -> None:
    for count in range(2, 60):
        chart = line_chart(["Nov 2025"] * count, [Series("a", "a", tuple(range(count)))])
        assert chart.narrow is not None
        for drawn, room in ((chart, 60), (chart.narrow, 85)):
            places = [tick.at for tick in drawn.x_ticks]
            assert min(after - before for before, after in pairwise(places)) >= room, (count, places)


def test_a_chart_is_drawn_narrow_with_the_same_dots_and_inside_its_edges_when_a_phone_shows_it() -> None:
    labels = [str(number) for number in range(40)]
    chart = line_chart(labels, [Series("Staging", "a", tuple(range(40)))], limit=30)
    assert chart.narrow is not None

    (wide,), (line,) = chart.lines, chart.narrow.lines
    assert [dot.words for dot in line.dots] == [dot.words for dot in wide.dots]
    assert chart.narrow.width <= 340 and max(dot.x for dot in line.dots) <= chart.narrow.right < 340
    assert [tick.label for tick in chart.narrow.x_ticks][::3] == ["0", "39"]
    assert chart.narrow.limit_label == "upper limit 30"


def test_a_limit_is_drawn_inside_the_chart() -> None:
    chart = line_chart(["a", "b"], [Series("LDH", "trend", (200, 410))], limit=250)
    assert chart.limit_y is not None
    assert 0 < chart.limit_y < chart.bottom
