"""Whatever is saved where, an open page stands as one that is fetched anew.

What follows from facts, and pieces of pages, are kept from save to save. The measure is a page made when
nothing is kept yet: nothing of another case, person or edition shows.
"""

import re
import sys
from collections.abc import Callable
from copy import deepcopy
from functools import _lru_cache_wrapper
from random import Random

from django.test import Client

from cases.actions.cases import create_case, load_demo_cases
from cases.models import PatientCase
from guidance.actions.publishing import publish_payload
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Fact
from guidance.queries.draft import guidance_document, payload_of
from kidmet_site.accounts.models import User
from tests.cases.open_page import Node, OpenPage
from tests.cases.samples import NOW
from tests.cases.test_case_chapter import address
from tests.cases.test_changed_pieces import Saving

KEPT_IN = ("cases.templatetags", "cases.presenting", "cases.queries.cases", "cases.forms", "cases.domain")
ODD = ("<b>x&\"'</b>", "999999", "1,200", "2.0", "nonsense", "")
SAVES = 36
ALONE_IN_AN_ANSWER = ("announcement", "after-second_cancer_tnm")
"""What was read of a line is told once; the page that is fetched anew shows the line as it was read."""


def test_an_open_page_stands_as_one_fetched_anew_whatever_was_saved(
    resident: User, stranger: User, client_of: Callable[[User], Client], edition: CompiledEdition
) -> None:
    chance, cases = Random(7), []
    for user in (resident, stranger):
        named = create_case(title=f'<b>{user.display_name}</b> & "sons"', by=user, now=NOW)
        cases += [(client_of(user), case) for case in (*load_demo_cases(by=user, now=NOW)[:3], named)]
    faults = []
    for number in range(SAVES // 3):
        if number == SAVES // 6:
            faults += _publish(cases[:2])
        client, case = chance.choice(cases)
        saving = Saving(client, case, chance.choice(CHAPTERS).key)
        for _ in range(3):
            changed = _changed(saving, chance)
            saving.save(**changed)
            kept = client.get(saving.address).content.decode()
            _forget_what_is_kept()
            anew = client.get(saving.address).content.decode()
            if _without_tokens(kept) != _without_tokens(anew):
                faults.append(f"{saving.address} {changed}: what was kept is shown")
            if _shown(saving.page) != _shown(OpenPage(anew)):
                faults.append(f"{saving.address} {changed}: the open page shows something else")
            if "<b>" + ODD[0][3:4] in anew or f"<b>{resident.display_name}" in anew or "&amp;amp;" in anew:
                faults.append(f"{saving.address} {changed}: marks in a text are not words")

    assert faults == []


def _publish(cases: list[tuple[Client, PatientCase]]) -> list[str]:
    """What cases that were open before say of the edition that readers got meanwhile."""

    def pages() -> list[str]:
        return [client.get(address(case, "primary")).content.decode() for client, case in cases]

    pages()
    said = payload_of(guidance_document())
    rules = [rule | {"because": "Said anew."} if "because" in rule else rule for rule in said["rules"]]
    publish_payload({**said, "rules": rules}, by=None, now=NOW, note="Other reasons.")
    kept = [_without_tokens(page) for page in pages()]
    _forget_what_is_kept()
    same = kept == [_without_tokens(page) for page in pages()]
    return [] if same else ["what was kept under the edition before is shown"]


def _changed(saving: Saving, chance: Random) -> dict[str, list[str]]:
    """Some fields of the page, one of them often with what it cannot hold."""
    facts = [VOCABULARY[name] for name in saving.form if name in VOCABULARY]
    chosen = chance.sample(facts, min(len(facts), chance.choice((1, 1, 2, 8))))
    return {fact.key: _typed(fact, chance) for fact in chosen} | {"tab": [""]}


def _typed(fact: Fact, chance: Random) -> list[str]:
    if fact.kind == "yes_no":
        return [chance.choice(("yes", "no", ""))]
    if fact.kind in ("one_of", "any_of"):
        # A page offers no choice that was split, but to who has it ticked.
        finer = {choice.split_from for choice in fact.choices}
        return [chance.choice([value for value in fact.choice_values if value not in finer])]
    if fact.kind == "number" and chance.random() < 0.7:
        return [str(round(chance.uniform(*fact.within)))]
    return [chance.choice(ODD)]


def _forget_what_is_kept() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith(KEPT_IN)]
    for kept in {
        each for module in modules for each in vars(module).values() if type(each) is _lru_cache_wrapper
    }:
        kept.cache_clear()


def _without_tokens(html: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": "|nonce[=:" ]+)[\w-]+', r"\1", html)


def _shown(page: OpenPage) -> dict[str, list[str]]:
    """Without what is said of a save alone."""
    held = OpenPage("")
    held.root = deepcopy(page.root)
    for node in held.root.every():
        node.attrs.pop("data-stamp", None)
        node.children = [each for each in node.children if isinstance(each, str) or not _is_of_a_save(each)]
        if all(isinstance(each, str) for each in node.children):
            node.children = ["".join(str(each) for each in node.children)]
    return {name: lines for name, lines in held.shown().items() if name not in ALONE_IN_AN_ANSWER}


def _is_of_a_save(node: Node) -> bool:
    told = str(node.attrs.get("class") or "").split()
    text = "".join(each for each in node.children if isinstance(each, str))
    return (
        bool({"new", "tab-new", "new-below", "gone"} & set(told))
        or "with something new" in text
        or node.attrs.get("id") == "announcement"
        or (node.tag == "input" and node.attrs.get("name") in ("csrfmiddlewaretoken", "next"))
    )
