"""The list of the draft's rules: filtered, by section, each in words."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.domain.edition import CompiledEdition
from guidance.domain.entries import Effect
from kidmet_site.accounts.models import User
from tests.guidance.curating import change
from tests.guidance.reading import text_of

ClientOf = Callable[[User], Client]
LIST = "/curate/draft/rules/"
RULE = "anatomy-structure-one-lesion"


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def listed(client: Client, **wanted: str) -> list[str]:
    """The ids of the rules that are shown, over all pages."""
    found: list[str] = []
    for number in count(1):
        html = client.get(LIST, wanted | {"page": str(number)}).content.decode()
        found += re.findall(r'"row-head">\s*<a href="/curate/draft/rules/([^/"]+)/', html)
        if f'page={number + 1}"' not in html:
            break
    return found


def test_every_rule_is_listed_once_by_section_in_document_order(
    curate: Client, edition: CompiledEdition
) -> None:
    ids = listed(curate)

    assert sorted(ids) == sorted(edition.rules)
    order = list(edition.sections)
    sections = [order.index(edition.rules[id_].section) for id_ in ids]
    assert sections == sorted(sections)


def test_a_rule_is_shown_in_words_with_what_it_does_and_leads_to_its_page(curate: Client) -> None:
    html = curate.get(LIST, {"q": RULE}).content.decode()

    title = f"Shows “Growth pattern and structure” when number of kidney lesions is 1 {RULE}"
    assert title in text_of(html), "the id stays beside it, in small print"
    assert f'href="/curate/draft/rules/{RULE}/"' in html
    assert 'href="/curate/draft/add/rule/"' in html


def test_filters_narrow_the_list(curate: Client, edition: CompiledEdition) -> None:
    rules = edition.rules.values()

    def those(ids: list[str]) -> list[str]:
        return sorted(ids)

    assert those(listed(curate, effect="caution")) == sorted(
        rule.id for rule in rules if rule.effect is Effect.CAUTION
    )
    assert those(listed(curate, fact="egfr")) == sorted(rule.id for rule in rules if "egfr" in rule.facts)
    assert those(listed(curate, section="diagnosis")) == sorted(
        rule.id for rule in rules if rule.section.split("/")[0] == "diagnosis"
    ), "with the sections below it"
    assert those(listed(curate, domain="palliative")) == sorted(
        rule.id for rule in rules if edition.sections[rule.section].domain == "palliative"
    )
    both = listed(curate, domain="treatment", effect="caution")
    assert set(both) == set(listed(curate, domain="treatment")) & set(listed(curate, effect="caution"))


@pytest.mark.parametrize(
    "words",
    ["ONE-lesion", "number of kidney lesions is 1", "one kidney lesion is recorded", "growth pattern C04"],
)
def test_words_are_looked_for_in_all_that_is_shown(curate: Client, words: str) -> None:
    assert RULE in listed(curate, q=words)


def test_only_changed_rules_are_listed_when_asked(curate: Client, curator: User) -> None:
    assert listed(curate, changed="on") == []
    change(curator, "rule", RULE, because="There is one.")

    assert listed(curate, changed="on") == [RULE]
    assert "changed" in text_of(curate.get(LIST, {"changed": "on"}).content.decode())


def test_warnings_are_told_only_when_asked_for(curate: Client, curator: User) -> None:
    lung = {"fact": "primary_site", "op": "is", "value": "lung"}
    change(curator, "rule", RULE, when={"all": [lung, lung]})

    assert "Look again" not in curate.get(LIST, {"q": RULE}).content.decode()
    warned = text_of(curate.get(LIST, {"warned": "on", "q": RULE}).content.decode())
    assert 'Look again: "primary site is lung" is given twice.' in warned
    assert "anatomy-structure-size" not in listed(curate, warned="on"), "nothing is odd about it"


def test_a_rule_that_is_being_written_is_listed_with_its_gap(curate: Client, curator: User) -> None:
    change(curator, "rule", RULE, when={"all": [{"fact": ""}, {"fact": "egfr", "op": "<"}]})

    page = text_of(curate.get(LIST, {"q": RULE}).content.decode())
    assert "when … and eGFR is below …" in page


@pytest.mark.parametrize(
    "wanted",
    [{"section": "nowhere"}, {"effect": "explode"}, {"fact": "nose"}, {"page": "999"}, {"page": "x"}],
)
def test_what_is_not_understood_narrows_nothing(
    curate: Client, edition: CompiledEdition, wanted: dict[str, str]
) -> None:
    response = curate.get(LIST, wanted)

    assert response.status_code == 200
    assert f"{len(edition.rules)} rules" in text_of(response.content.decode())


def test_the_list_says_when_nothing_is_like_that(curate: Client) -> None:
    assert "No rule is like that" in text_of(curate.get(LIST, {"q": "zzz"}).content.decode())


def test_the_next_page_keeps_what_was_asked_for(curate: Client) -> None:
    html = curate.get(LIST, {"domain": "diagnosis", "q": "a"}).content.decode()

    assert 'href="?domain=diagnosis&amp;q=a&amp;page=2"' in html


def test_the_list_costs_the_same_for_one_rule_and_for_fifty(curate: Client) -> None:
    def cost(**wanted: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            curate.get(LIST, wanted)
        return len(queries)

    assert cost(q=RULE) == cost() == cost(warned="on") <= 20
