"""One question from its document, and what is wrong with it: nothing right, an option named twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from guidance.domain.limits import SHORT_TEXT

from .questions import (
    BestAnswer,
    KeyFeature,
    Numeric,
    Option,
    Panel,
    Question,
    RankedDifferential,
    ScriptConcordance,
    ShortText,
)

Document = Mapping[str, Any]
Fault = Callable[[str, str], None]
"""Told the place inside the question and what is wrong there."""


def read_question(given: Document, fault: Fault) -> Question:
    """The question in a document of the published shape; its faults of meaning are told to `fault`."""
    return _READERS[given["kind"]](given, fault)


def _common(given: Document) -> dict[str, Any]:
    return {
        "key": given["key"],
        "stem": given["stem"],
        "domain": given["domain"],
        "objective": given["objective"],
        "weight": float(given.get("weight", 1)),
        "feedback": given.get("feedback", ""),
        "statements": tuple(given.get("statements", ())),
        "notes": tuple(given.get("notes", ())),
        "source": given.get("source", ""),
    }


def _options(given: Document, fault: Fault) -> tuple[Option, ...]:
    options = tuple(
        Option(
            key=each["key"],
            text=each["text"],
            credit=float(each.get("credit", 0)),
            harmful=each.get("harmful", False),
            why=each.get("why", ""),
            also=tuple(each.get("also", ())),
        )
        for each in given["options"]
    )
    for key, times in Counter(option.key for option in options).items():
        if times > 1:
            fault("options", f'the option "{key}" is there {times} times; each needs its own key.')
    for place, option in enumerate(options):
        if option.harmful and option.credit:
            fault(f"options[{place}]", f'"{option.key}" is harmful and earns credit; it can be one of both.')
    return options


def _key_feature(given: Document, fault: Fault) -> KeyFeature:
    options = _options(given, fault)
    right = [option for option in options if option.credit > 0]
    if not right:
        fault("options", "none of the options earns credit.")
    if given["maximum"] < len(right):
        fault("maximum", f"{len(right)} options earn credit, but at most {given['maximum']} may be given.")
    return KeyFeature(
        **_common(given), options=options, maximum=given["maximum"], write_in=given.get("write_in", False)
    )


def _ranked(given: Document, fault: Fault) -> RankedDifferential:
    options = _options(given, fault)
    keys = {option.key for option in options}
    allowed = ", ".join(sorted(keys))
    for place, key in enumerate(given["ranked"]):
        if key not in keys:
            fault(f"ranked[{place}]", f'"{key}" is none of the options: {allowed}.')
    if len(set(given["ranked"])) != len(given["ranked"]):
        fault("ranked", "names an option twice.")
    return RankedDifferential(**_common(given), options=options, ranked=tuple(given["ranked"]))


def _concordance(given: Document, fault: Fault) -> ScriptConcordance:
    votes = {int(point): count for point, count in given["panel"]["votes"].items()}
    if not any(votes.values()):
        fault("panel.votes", "nobody voted, so no answer could earn anything.")
    panel = Panel(votes, given["panel"]["label"], given["panel"].get("is_example", False))
    return ScriptConcordance(
        **_common(given),
        hypothesis=given["hypothesis"],
        finding=given["finding"],
        panel=panel,
        about=given.get("about", "diagnosis"),
    )


def _single(given: Document, fault: Fault) -> BestAnswer:
    options = _options(given, fault)
    best = [option for option in options if option.credit == 1]
    if len(best) != 1:
        fault("options", f"{len(best)} options earn full credit; a single best answer has exactly one.")
    return BestAnswer(**_common(given), options=options)


def _multiple(given: Document, fault: Fault) -> BestAnswer:
    options = _options(given, fault)
    if not any(option.credit == 1 for option in options):
        fault("options", "none of the options is right.")
    for place, option in enumerate(options):
        if option.credit not in (0, 1):
            fault(f"options[{place}].credit", "where several are right, an option is right (1) or not (0).")
    return BestAnswer(**_common(given), options=options, multiple=True)


def _short_text(given: Document, fault: Fault) -> ShortText:
    return ShortText(
        **_common(given),
        model_answer=given["model_answer"],
        points=tuple(given["points"]),
        maximum_length=given.get("maximum_length", SHORT_TEXT.most),
    )


def _numeric(given: Document, fault: Fault) -> Numeric:
    low, high = given["minimum"], given["maximum"]
    if not low <= given["value"] <= high:
        fault("value", f"{given['value']} does not lie between {low} and {high}, which may be entered.")
    return Numeric(
        **_common(given),
        value=float(given["value"]),
        tolerance=float(given["tolerance"]),
        unit=given.get("unit", ""),
        minimum=float(low),
        maximum=float(high),
    )


_READERS: Mapping[str, Callable[[Document, Fault], Question]] = {
    "key_feature": _key_feature,
    "ranked_differential": _ranked,
    "script_concordance": _concordance,
    "single_best_answer": _single,
    "multiple_best_answer": _multiple,
    "short_text": _short_text,
    "numeric": _numeric,
}
