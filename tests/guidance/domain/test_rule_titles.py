"""What rules are called: by what they do and when, told apart from their like."""

from typing import Any

from guidance.domain.changing import Entries
from guidance.domain.naming import Names
from tests.tables import for_each

LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
MALE = {"fact": "sex", "op": "is", "value": "male"}
OLD = {"fact": "age_years", "op": ">", "value": 80}
UNSTAGED = {"fact": "t_category", "op": "not_recorded"}
SITES = ["mesothelioma", "endometrium", "gallbladder", "neuroendocrine", "colorectal", "appendix", "cervix"]
LONG = {"fact": "primary_site", "op": "in", "value": SITES}

BEGINNING = "primary site is mesothelioma, endometrium, gallbladder, neuroendocrine tumour, …"


def titles(*conditions: Any, **more: Any) -> list[str]:
    entries = Entries()
    entries.by_kind["section"]["a"] = {"slug": "a", "title": "Imaging"}
    for number, when in enumerate(conditions):
        rule = {"id": f"r{number}", "effect": "show", "section": "a", "when": when, **more}
        entries.by_kind["rule"][f"r{number}"] = rule
    names = Names(entries)
    return [names.of("rule", id_) for id_ in entries.by_kind["rule"]]


@for_each(
    "conditions, told",
    [
        ((LUNG, MALE), ["primary site is lung", "sex is male"]),
        ((LUNG, LUNG), ["primary site is lung (r0)", "primary site is lung (r1)"]),
        (
            ({"all": [LONG, MALE]}, {"all": [LONG, OLD]}),
            ["sex is male", "age is above 80 years"],
        ),
        (
            ({"all": [LONG, MALE]}, {"all": [LONG, MALE, OLD]}),
            [f"{BEGINNING} (r0)", "age is above 80 years"],
        ),
        (({**LONG, "value": [*SITES, "gist"]}, LONG), [f"{BEGINNING} (r0)", f"{BEGINNING} (r1)"]),
        (({"all": [{"not": UNSTAGED}, LUNG]},), ["primary site is lung"]),
        (({"any": [{"not": UNSTAGED}, LUNG]},), ["not (T category is not recorded) or primary site is lung"]),
    ],
    ids=[
        "two",
        "the same twice",
        "a long beginning",
        "one asks more",
        "they differ behind the cut",
        "a guard",
        "no guard",
    ],
)
def test_a_rule_is_called_by_what_the_others_do_not_ask(conditions: tuple[Any, ...], told: list[str]) -> None:
    assert titles(*conditions) == [f"Shows “Imaging” when {when}" for when in told]


def test_rules_that_do_something_else_take_no_part() -> None:
    shown, warned = titles(LUNG)[0], titles(LUNG, effect="caution")[0]

    assert (shown, warned) == (
        "Shows “Imaging” when primary site is lung",
        "Warns in “Imaging” when primary site is lung",
    )
