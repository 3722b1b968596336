"""What a group chose at a step: who is taken in, and how facts and answers of each kind are counted."""

from itertools import pairwise
from typing import Any

from cases.content.library import shipped_library
from cases.domain.questions import read_answer
from cases.domain.results.group_choices import AskedOfGroup, group_choices, shown_count
from cases.domain.teaching import TeachingContent, TeachingStep, read_teaching_case
from tests.cases.small_case import OBJECTIVES, case
from tests.tables import for_each

LUNG: TeachingContent = next(each for each in shipped_library().cases if each.slug == "lung-m-category")


@for_each(
    "committed, to_come, shown",
    [
        (0, 5, 0), (1, 4, 0), (2, 3, 0),  # with fewer than three one tells the other
        (3, 2, 3), (4, 1, 3), (5, 0, 5),  # a class of five: three of them, then all
        (3, 1, 0), (4, 0, 4),  # of four the last would be told by the bar that moves
        (3, 0, 3), (2, 0, 0),
        (5, 1, 3), (6, 0, 6), (17, 7, 17), (18, 6, 17), (19, 5, 19), (23, 1, 21), (24, 0, 24),
    ],
)  # fmt: skip
def test_nobody_is_taken_in_alone(committed: int, to_come: int, shown: int) -> None:
    assert shown_count(committed, to_come) == shown


def test_however_a_group_commits_what_is_shown_grows_by_two_at_least() -> None:
    for people in range(1, 40):
        seen = [shown_count(committed, people - committed) for committed in range(people + 1)]
        steps = [after - before for before, after in pairwise(seen) if after != before]
        assert all(step >= 2 for step in steps) and (not steps or steps[0] >= 3), people
        assert seen[-1] == (people if people >= 3 else 0)


def chosen(
    step: str, entered: list[dict[str, Any]], answers: list[dict[str, Any]] | None = None
) -> dict[str, AskedOfGroup]:
    asked = LUNG.steps[LUNG.place_of(step)]
    given = [
        {key: read_answer(LUNG.question_by_key[key], answer) for key, answer in each.items()}
        for each in answers or [{} for _ in entered]
    ]
    return {each.label: each for each in group_choices(LUNG, asked, entered, given)}


def counts(asked: AskedOfGroup) -> dict[str, int]:
    return {each.text: each.people for each in asked.choices if each.people}


def test_facts_are_counted_by_what_was_entered_and_what_nobody_can_read_counts_as_nothing() -> None:
    found = chosen(
        "plan",
        [
            {"treatment_intent": "disease_control", "treatments_considered": ["debulking"]},
            {
                "treatment_intent": "disease_control",
                "treatments_considered": ["debulking", "radical_nephrectomy"],
            },
            {"treatment_intent": "an intent of old"},
        ],
    )
    intent, treatments = (found[label] for label in list(found)[:2])

    assert intent.nothing == 1 and sum(counts(intent).values()) == 2
    assert sum(counts(treatments).values()) == 3 and treatments.nothing == 1
    assert intent.expected and sum(each.is_expected for each in intent.choices) == 1


def test_a_token_is_told_as_it_was_entered_the_commonest_first() -> None:
    found = chosen("staging", [{"m_category": "cM1b"}, {"m_category": "cM0"}, {"m_category": "cM1b"}, {}])
    asked = next(each for each in found.values() if "cM1b" in counts(each))

    assert list(counts(asked).items()) == [("cM1b", 2), ("cM0", 1)] and asked.nothing == 1


def test_options_stand_by_their_words_and_a_ranking_says_who_stood_first() -> None:
    ranking: Any = LUNG.question_by_key["differential"]
    first, second, *_ = (option.key for option in ranking.options)
    single = group_choices(LUNG, LUNG.steps[0], [{}], [{}])[0]

    found = chosen(
        "scan",
        [{}, {}, {}],
        [{"differential": [first, second]}, {"differential": [second, first]}, {"differential": [first]}],
    )
    ranked = next(each for each in found.values() if each.is_ranked)

    words = [each.text.casefold() for each in single.choices]
    assert words == sorted(words) and single.nothing == 1
    texts = {option.key: option.text for option in ranking.options}
    told = {each.text: (each.people, each.first) for each in ranked.choices if each.people}
    assert told == {texts[first]: (3, 2), texts[second]: (2, 1)}


def test_words_of_ones_own_are_counted_and_none_is_told() -> None:
    found = chosen("tissue", [{}, {}], [{"immunostains": "Nia wrote this."}, {}])
    written = next(each for each in found.values() if each.is_written)

    assert (written.others, written.nothing, written.choices) == (1, 1, ())


def test_many_numbers_are_told_as_ranges_and_few_one_by_one() -> None:
    content = read_teaching_case(case(), OBJECTIVES)
    step: TeachingStep = content.steps[0]
    many = [{"creatinine_umol_l": 60 + 10 * number} for number in range(12)]

    few = group_choices(content, step, many[:3], [{}] * 3)[0]
    ranges = group_choices(content, step, many, [{}] * 12)[0]

    assert [each.people for each in few.choices] == [1, 1, 1]
    assert len(ranges.choices) == 8 and sum(each.people for each in ranges.choices) == 12
    assert ranges.choices[0].text.startswith("60 to below")


def test_a_number_within_the_tolerance_is_what_an_expert_would_say() -> None:
    found = chosen("blood", [{}, {}, {}], [{"egfr": 66}, {"egfr": 66.5}, {"egfr": 90}])
    asked = next(each for label, each in found.items() if "eGFR" in label)

    assert [(each.text.split()[0], each.is_expected) for each in asked.choices] == [
        ("66", True), ("66.5", True), ("90", False),
    ]  # fmt: skip


def test_what_the_key_takes_besides_is_told_with_what_it_earns() -> None:
    document = case()
    document["steps"][0]["asked"] = ["imaging_conclusion", "creatinine_umol_l"]
    document["key"]["record"]["imaging_conclusion"] = "favours_metastasis"
    mark = {"fact": "imaging_conclusion", "objective": "tissue", "why": "It leans."}
    near = {"value": "indeterminate", "credit": 0.5}
    also = {"value": "favours_renal_primary", "when": {"primary_site": "lung"}}
    document["key"]["marks"].append({**mark, "accept": [near, also]})
    content = read_teaching_case(document, OBJECTIVES)
    entered = [{"imaging_conclusion": "indeterminate", "creatinine_umol_l": each} for each in (141, 143, 160)]

    conclusion, creatinine = group_choices(content, content.steps[0], entered, [{}] * 3)[:2]

    told = {each.text: (each.is_expected, each.accepted) for each in conclusion.choices}
    assert told["Favours metastasis"] == (True, 0)
    assert told["Indeterminate"] == (False, 0.5) and told["Favours a primary renal tumour"] == (False, 1)
    assert conclusion.accepted == (
        ("Indeterminate", 0.5), ("Favours a primary renal tumour, where Primary site: lung", 1),
    )  # fmt: skip
    assert sorted((each.text, each.accepted) for each in creatinine.choices if each.people) == [
        ("141 µmol/L", 1), ("143 µmol/L", 1), ("160 µmol/L", 0),
    ]  # fmt: skip


def test_lesions_are_told_by_their_number_and_by_what_they_are_held_to_be() -> None:
    document = case()
    document["steps"][0]["asked"] = ["lesions", "lesions.diagnosis", "creatinine_umol_l"]
    content = read_teaching_case(document, OBJECTIVES)
    one, two = {"side": "left", "diagnosis": "metastasis_confirmed"}, {"side": "right"}
    entered = [{"lesions": [one, two]}, {"lesions": [two, one]}, {"lesions": []}, {}]

    number, diagnosis, *_ = group_choices(content, content.steps[0], entered, [{}] * 4)

    assert counts(number) == {"2 lesions": 2, "No lesion": 1} and number.nothing == 1
    assert sorted(counts(diagnosis).values()) == [1, 2] and diagnosis.label.endswith("their diagnosis")


def test_what_is_private_is_not_told() -> None:
    document = case()
    document["steps"][0]["asked"] = ["diagnosis_date", "creatinine_umol_l"]
    content = read_teaching_case(document, OBJECTIVES)

    found = group_choices(content, content.steps[0], [{"diagnosis_date": "2025-03"}] * 3, [{}] * 3)

    assert "2025-03" not in str(found) and not any("diagnosis" in each.label for each in found)
