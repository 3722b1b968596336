"""The statistics of a case against published values, by their properties, and worked out by hand."""

from fractions import Fraction
from itertools import product
from math import exp, lgamma, log, log1p
from random import Random

import pytest

from cases.domain.results.f_distribution import f_quantile, regularised_beta
from cases.domain.results.statistics import (
    cronbach_alpha,
    facility,
    item_rest_correlation,
    panel_agreement,
    thirds,
)
from tests.tables import for_each

IRIS = """
51351402 49301402 47321302 46311502 50361402 54391704 46341403 50341502 44291402 49311501 54371502
48341602 48301401 43301101 58401202 57441504 54391304 51351403 57381703 51381503 54341702 51371504
46361002 51331705 48341902 50301602 50341604 52351502 52341402 47321602 48311602 54341504 52411501
55421402 49311502 50321202 55351302 49361401 44301302 51341502 50351303 45231303 44321302 50351606
51381904 48301403 51381602 46321402 53371502 50331402 70324714 64324515 69314915 55234013 65284615
57284513 63334716 49243310 66294613 52273914 50203510 59304215 60224010 61294714 56293613 67314414
56304515 58274110 62224515 56253911 59324818 61284013 63254915 61284712 64294313 66304414 68284814
67305017 60294515 57263510 55243811 55243710 58273912 60275116 54304515 60344516 67314715 63234413
56304113 55254013 55264412 61304614 58264012 50233310 56274213 57304212 57294213 62294313 51253011
57284113 63336025 58275119 71305921 63295618 65305822 76306621 49254517 73296318 67255818 72366125
65325120 64275319 68305521 57255020 58285124 64325323 65305518 77386722 77266923 60225015 69325723
56284920 77286720 63274918 67335721 72326018 62284818 61304918 64285621 72305816 74286119 79386420
64285622 63285115 61265614 77306123 63345624 64315518 60304818 69315421 67315624 69315123 58275119
68325923 67335725 67305223 63255019 65305220 62345423 59305118
"""
"""Fisher's 150 flowers (1936, doi 10.1111/j.1469-1809.1936.tb02137.x): length and width of sepal and petal,
each in tenths of a cm with two digits."""
FLOWERS = [[int(row[place : place + 2]) / 10 for place in range(0, 8, 2)] for row in IRIS.split()]

LIKERT = """
357261426544564 243452345432553 465363545653655 135354335422245 456242571355323
514245226533321 123242125324213 453663242132442 356675463743463 255352352214554
"""
"""The data set cronbach_alpha of Pingouin (https://pingouin-stats.org), after
http://www.real-statistics.com/reliability/cronbachs-alpha/: ten questions by fifteen."""
ANSWERED = [[int(question[place]) for question in LIKERT.split()] for place in range(15)]

RIGHT_OR_WRONG = """
11111111111 11111111010 11101101100 11111000100 11110010000 11111000000 01011000010 11100000000 10010000000
"""
"""The rows of Pingouin's data set cronbach_wide_missing that miss nothing: nine people, eleven questions."""
TICKED = [[int(each) for each in row] for row in RIGHT_OR_WRONG.split()]


def test_item_rest_correlations_are_those_published_of_the_iris_data() -> None:
    """easystats/performance (R), tests/testthat/test-item_discrimination.R."""
    found = [item_rest_correlation(FLOWERS, item) for item in range(4)]
    assert found == pytest.approx(
        [0.894040250011166, -0.348657747269071, 0.863271047498634, 0.921040960149154], abs=1e-12
    )


def test_alpha_and_its_interval_are_those_published_of_the_questions() -> None:
    """Pingouin, documentation of cronbach_alpha, which was checked against psych::alpha of R."""
    alpha = cronbach_alpha(ANSWERED)
    assert alpha is not None
    assert alpha.value == pytest.approx(0.5917188485995826, abs=1e-12)
    assert (round(alpha.lower, 3), round(alpha.upper, 3)) == (0.195, 0.84)


def test_alpha_of_what_is_right_or_wrong_is_the_one_published() -> None:
    alpha = cronbach_alpha(TICKED)
    assert alpha is not None
    assert alpha.value == pytest.approx(0.8016949152542373, abs=1e-12)  # as above, "listwise"


def test_the_interval_has_the_ends_that_the_quantiles_of_r_give() -> None:
    """Of the same ten questions and fifteen people, by qf of R's own library Rmath with alpha as 0.591719:
    https://blog.goo.ne.jp/r-de-r/d/20211013."""
    ends = [1 - (1 - 0.591719) * f_quantile(share, 14, 14 * 9) for share in (0.975, 0.025)]
    assert ends == pytest.approx([0.19492168920552821, 0.8398208740258171], abs=1e-12)


def test_the_incomplete_beta_function_of_a_large_group_is_the_area_under_its_density() -> None:
    """Added up by Simpson's rule, with the degrees of freedom of 873 people and 20 items, halved."""
    a, b, steps = 872 / 2, 872 * 19 / 2, 2_000
    front = lgamma(a + b) - lgamma(a) - lgamma(b)
    for x in (0.045, 0.05, 0.055):
        heights = [
            exp(front + (a - 1) * log(at) + (b - 1) * log1p(-at)) if at else 0.0
            for at in (x * step / steps for step in range(steps + 1))
        ]
        area = heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
        assert regularised_beta(x, a, b) == pytest.approx(area * x / steps / 3, abs=1e-9)


@for_each("share, above, below, expected", [(0.95, 1, 10, 4.965), (0.95, 5, 10, 3.326), (0.99, 3, 30, 4.510)])
def test_quantiles_are_those_of_the_tables(share: float, above: int, below: int, expected: float) -> None:
    """Unreferenced: such as NIST's e-Handbook has in 1.3.6.7.3, from where these were not read."""
    assert f_quantile(share, above, below) == pytest.approx(expected, abs=5e-4)


def test_the_incomplete_beta_function_is_the_polynomial_that_whole_numbers_give() -> None:
    """I_x(a, b) is the chance of a or more of a + b - 1 tosses (DLMF 8.17.5), reckoned here in fractions."""
    for a, b, tenths in product((1, 2, 5, 12), (1, 3, 9), (1, 5, 9)):
        x, tosses = Fraction(tenths, 10), a + b - 1
        ways, chance = 1, Fraction(0)
        for won in range(tosses + 1):
            chance += ways * x**won * (1 - x) ** (tosses - won) if won >= a else 0
            ways = ways * (tosses - won) // (won + 1)
        assert regularised_beta(tenths / 10, a, b) == pytest.approx(float(chance), abs=1e-12), (a, b, x)


def test_a_quantile_is_found_again_and_turned_round() -> None:
    for share, above, below in product((0.025, 0.5, 0.975), (1, 9, 400), (2, 36, 7_000)):
        value = f_quantile(share, above, below)
        assert regularised_beta(
            above * value / (above * value + below), above / 2, below / 2
        ) == pytest.approx(share)
        assert value == pytest.approx(1 / f_quantile(1 - share, below, above))


def test_what_has_no_quantile_is_refused() -> None:
    for given in ((0, 1, 1), (1, 1, 1), (0.5, 0, 1), (0.5, 1, 0)):
        with pytest.raises(ValueError, match="there is no quantile"):
            f_quantile(*given)
    with pytest.raises(ValueError, match="there is no I"):
        regularised_beta(1.1, 1, 1)


def test_facility_is_the_mean_share_of_the_points() -> None:
    assert facility([2, 1, 0, 1], 2) == 0.5
    assert facility([], 2) is None
    assert facility([0, 0], 0) is None


def test_what_is_undefined_is_none() -> None:
    same = [[1, 1], [1, 1], [1, 1]]
    assert item_rest_correlation(same, 0) is None
    assert item_rest_correlation([[1, 0], [0, 1]], 0) is None  # two people always lie on a line
    assert item_rest_correlation([[0.1 + 0.2, 1], [0.3, 0], [0.3, 1]], 0) is None
    assert [cronbach_alpha(each) for each in ([], [[1, 0]], [[1], [0]], same)] == [None] * 4


def test_statistics_hold_what_their_definitions_promise_whatever_the_points() -> None:
    random = Random(7)
    for people, items in ((3, 2), (10, 5), (40, 20)):
        points = [[random.random() * (item + 1) for item in range(items)] for _ in range(people)]
        found = cronbach_alpha(points)
        more = cronbach_alpha([[each * 3 + 1 for each in row] for row in points])
        assert found is not None and more is not None
        assert found.lower < found.value < found.upper <= 1
        assert more.value == pytest.approx(found.value)
        for item in range(items):
            r = item_rest_correlation(points, item)
            assert r is not None and -1 <= r <= 1
    alike = cronbach_alpha([[each, each, each] for each in (1, 2, 5, 9)])
    assert alike is not None and alike.value == pytest.approx(1)


def test_a_group_is_cut_into_thirds_by_its_points() -> None:
    groups = thirds([5, 9, 1, 7, 7, 3, 8, 2, 6, 4, 0])
    assert groups.upper == {1, 6, 3}
    assert groups.lower == {10, 2, 7}
    assert groups.counted([1, 2, 4, 9]) == (1, 2, 1)
    assert [len(each) for each in (groups.upper, groups.middle, groups.lower)] == [3, 5, 3]


def test_who_has_the_same_points_is_in_the_higher_group_by_their_place() -> None:
    groups = thirds([1] * 10)
    assert (groups.upper, groups.lower) == ({0, 1, 2}, {7, 8, 9})


def test_a_panel_agrees_as_its_votes_say() -> None:
    """Worked out by hand: 6 of 10 chose one point, 3 another, 1 a third.

    Two agree: (6·5 + 3·2) / 90. Without their own vote the six earn 1, the three 2/6, the one nothing.
    """
    panel = panel_agreement({-2: 0, -1: 1, 0: 3, 1: 6, 2: 0})
    assert panel is not None
    assert (panel.size, panel.modal_share) == (10, 0.6)
    assert panel.agreement == pytest.approx(36 / 90)
    assert panel.own_score == pytest.approx((6 * 1 + 3 * 2 / 6) / 10)


def test_of_one_panellist_no_agreement_is_told_and_of_none_nothing() -> None:
    one = panel_agreement({0: 1, 1: 0})
    assert one is not None
    assert (one.modal_share, one.agreement, one.own_score) == (1.0, None, None)
    assert panel_agreement({0: 0, 1: 0}) is None
