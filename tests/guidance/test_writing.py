"""One curator with several change sets: what is typed goes into the one whose page led there, no other."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidance.actions.changing import WhichChangeSet, open_change_set, record_entry
from guidance.models import ChangeSet
from guidance.queries.draft import guidance_document
from kidmet_site.accounts.models import User
from tests.guidance.curating import KEY, NOW, proposed, reworded
from tests.guidance.sending import sent
from tests.pages import squeezed

ClientOf = Callable[[User], Client]
STATEMENT = f"/curate/draft/statements/{KEY}/"
OTHER_KEY = "111-2"


@pytest.fixture
def first(edition: object, curator: User) -> ChangeSet:
    """Begun before the other: without a name, it is what is found first."""
    return named(reworded(curator), "Sizes")


@pytest.fixture
def other(first: ChangeSet, curator: User) -> ChangeSet:
    return named(begun_anew(curator), "Words")


@pytest.fixture
def curate(client_of: ClientOf, curator: User) -> Client:
    return client_of(curator)


def begun_anew(by: User) -> ChangeSet:
    return open_change_set(document=guidance_document(), by=by, now=NOW, is_anew=True)


def named(change_set: ChangeSet, title: str) -> ChangeSet:
    change_set.title = title
    change_set.save()
    return change_set


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def save(client: Client, address: str, html: str, **typed: str) -> Any:
    """Send the form of a page as its browser would, with something typed into it."""
    return client.post(address, fields_of(html, "data-entry") | typed)


def fields_of(html: str, mark: str) -> dict[str, str]:
    """What is in the form whose tag holds the mark."""
    form = re.search(rf"<form[^>]*{mark}.*?</form>", html, re.S)
    assert form
    return {name: values[-1] for name, values in sent(form[0].partition(">")[2]).items()}


def held(change_set: ChangeSet) -> dict[str, Any]:
    return {row.entry_id: row.proposed for row in change_set.changes.all()}


def links(html: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]*)"', html)]


RULE = "/curate/draft/rules/biopsy-caution-urothelial/"

# Which set


def test_what_is_typed_goes_into_the_set_whose_page_led_there(
    first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    for change_set, key in ((first, "112-1"), (other, OTHER_KEY), (first, "113-1")):
        opened = page(curate, f"/curate/changes/{change_set.pk}/")
        draft = next(href for href in links(opened) if href.startswith("/curate/draft/?"))
        section = next(href for href in links(page(curate, draft)) if "/sections/staging/tnm/" in href)
        address = next(href for href in links(page(curate, section)) if f"/statements/{key}/" in href)
        form = page(curate, address)
        answer = save(curate, address, form, text=f"For {change_set}.")

        assert f"“{change_set}”" in form[form.index("Goes into:") :][:200]
        assert answer.status_code == 302 and f"set={change_set.pk}" in answer["Location"]
        assert held(change_set)[key]["text"] == f"For {change_set}."
    assert set(held(first)) == {KEY, "112-1", "113-1"} and set(held(other)) == {OTHER_KEY}


def test_two_tabs_with_two_sets_do_not_mix(first: ChangeSet, other: ChangeSet, curate: Client) -> None:
    tabs = {each: f"{STATEMENT}?set={each.pk}" for each in (first, other)}
    forms = {each: page(curate, address) for each, address in tabs.items()}
    for each, address in tabs.items():
        save(curate, address, forms[each], text=f"From the tab of {each}.")

    assert held(first)[KEY]["text"] == "From the tab of Sizes."
    assert held(other)[KEY]["text"] == "From the tab of Words."


def test_every_link_of_a_page_stays_in_its_set(first: ChangeSet, other: ChangeSet, curate: Client) -> None:
    pages = (
        "/curate/draft/",
        "/curate/draft/sections/staging/tnm/",
        STATEMENT,
        "/curate/draft/notes/",
        "/curate/draft/notes/C26/",
        "/curate/draft/references/",
        "/curate/draft/references/R1/",
        "/curate/draft/rules/",
        "/curate/draft/rules/biopsy-caution-urothelial/",
        "/curate/draft/add/note/?section=staging/tnm",
        "/curate/draft/retire/statement/111-2/",
    )
    for address in pages:
        shown = page(curate, f"{address}{'&' if '?' in address else '?'}set={first.pk}")
        drafts = [href for href in links(shown) if href.startswith("/curate/draft/")]
        strays = [href for href in drafts if f"set={first.pk}" not in href]

        assert len(drafts) > 3
        assert [href for href in strays if f"set={other.pk}" not in href and "set=new" not in href] == []
        assert 'name="set"' in shown and f'value="{first.pk}"' in shown, address
        assert "“Sizes”" in shown[shown.index("Goes into:") :][:120], address


def test_a_page_without_a_name_goes_on_where_the_person_wrote_last(
    first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    for change_set in (first, other, first):
        page(curate, f"{STATEMENT}?set={change_set.pk}")

        assert f"“{change_set}”" in page(curate, "/curate/draft/").partition("Goes into:")[2][:200]


def test_a_new_set_is_begun_beside_the_others_when_that_was_chosen(first: ChangeSet, curate: Client) -> None:
    address = f"{STATEMENT}?set=new"
    form = page(curate, address)
    answer = save(curate, address, form, text="In a set of its own.")
    made = ChangeSet.objects.exclude(pk=first.pk).get()

    assert "a new change set" in form and "Goes into:" in form
    assert (
        held(made)[KEY]["text"] == "In a set of its own."
        and held(first)[KEY]["text"] != "In a set of its own."
    )
    assert answer["Location"] == f"{STATEMENT}?set={made.pk}"


def test_the_form_names_the_set_that_its_first_save_has_begun(edition: object, curate: Client) -> None:
    form = page(curate, STATEMENT)
    answer = curate.post(
        STATEMENT, fields_of(form, "data-entry") | {"text": "Once."}, headers={"HX-Request": "true"}
    )
    html = unescape(answer.content.decode())
    made = ChangeSet.objects.get()

    assert "which begins with your first save" in form
    assert f'name="set" id="set" value="{made.pk}"' in html and f"“{made}”" in html


# Every way of writing


def test_adding_moving_and_retiring_go_into_the_set_too(
    first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    in_other = {"set": str(other.pk)}
    note = {
        "text": "A new note on this.",
        "severity": "low",
        "klass": "wording",
        "certainty": "C",
        "section": "staging/tnm",
    }
    added = curate.post("/curate/draft/add/note/", in_other | note | {"new_id": "C99"})
    curate.post("/curate/draft/move/", in_other | {"kind": "section", "id": "staging", "to": "up"})
    curate.post("/curate/draft/retire/statement/112-1/", in_other)

    assert added.status_code == 302, added.content.decode()
    assert set(held(other)) >= {"C99", "staging", "112-1"}
    assert set(held(first)) == {KEY}


def test_a_rule_goes_into_the_set_of_its_page(first: ChangeSet, other: ChangeSet, curate: Client) -> None:
    address = f"/curate/draft/rules/biopsy-caution-urothelial/?set={other.pk}"
    curate.post(
        address,
        fields_of(page(curate, address), "data-rule") | {"message": "Think of the upper tract first."},
    )

    assert set(held(other)) == {"biopsy-caution-urothelial"} and set(held(first)) == {KEY}


# Refused


def test_nothing_goes_into_a_set_that_was_proposed_meanwhile_and_nothing_typed_is_lost(
    first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    address = f"{STATEMENT}?set={first.pk}"
    form = page(curate, address)
    proposed(first, "Sizes")
    refused = save(curate, address, form, text="Typed too late.")
    html = unescape(refused.content.decode())

    assert refused.status_code == 200
    assert "“Sizes” is proposed: nothing can be written into it." in html and "Typed too late." in html
    assert f'name="into" value="{other.pk}">Save it in “Words”' in html
    assert held(first)[KEY]["text"] != "Typed too late." and held(other) == {}

    save(curate, address, html, text="Typed too late.", into=str(other.pk))
    assert held(other)[KEY]["text"] == "Typed too late."


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_form_does_not_say_that_it_goes_into_a_set_that_was_proposed_meanwhile(
    headers: dict[str, str], first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    for address, mark, name in ((STATEMENT, "data-entry", "text"), (RULE, "data-rule", "message")):
        named(first, "Sizes").state = "writing"
        first.save()
        form = fields_of(page(curate, f"{address}?set={first.pk}"), mark)
        proposed(first, "Sizes")
        html = unescape(curate.post(address, form | {name: "Late."}, headers=headers).content.decode())

        assert "nothing can be written into it" in html, address
        assert "Goes into:<b>no change set yet</b>; it was opened in<a" in squeezed(html), address


def test_a_conflict_names_the_set_that_another_tab_has_begun(edition: object, curate: Client) -> None:
    form = fields_of(page(curate, STATEMENT), "data-entry")
    for text in ("Once.", "Twice."):
        answer = curate.post(STATEMENT, form | {"text": text}, headers={"HX-Request": "true"})
    html = unescape(answer.content.decode())
    made = ChangeSet.objects.get()

    assert "changed in another tab" in html and "which begins with your first save" not in html
    assert f'data-set="{made.pk}"' in html and f"“{made}”</a>" in html


def test_a_page_says_why_it_is_not_in_the_set_that_its_address_names(
    first: ChangeSet, other: ChangeSet, curate: Client, second: User
) -> None:
    theirs = named(begun_anew(second), "Theirs")
    proposed(first, "Sizes")
    whys = {first.pk: "“Sizes” is proposed", theirs.pk: "another curator's", 999: "There is no change set"}
    for address in (STATEMENT, RULE, "/curate/draft/", "/curate/draft/notes/", "/curate/draft/add/note/"):
        for number, why in whys.items():
            html = unescape(page(curate, f"{address}?set={number}"))

            assert why in html, (address, number)
            assert "What you write here goes into “Words”, not into that one." in html, (address, number)
    other.delete()
    html = unescape(page(curate, f"{STATEMENT}?set={first.pk}"))
    assert "What you write here begins a change set of its own." in html and "not said" not in html


@pytest.fixture
def new_note(first: ChangeSet, curator: User) -> str:
    """The address of a note that the first set alone has."""
    note = {"id": "C99", "severity": "low", "class": "wording", "certainty": "C", "section": "staging/tnm"}
    texts = {"statements": [], "references": [], "signed_off": {"by": "", "on": ""}, "text": "A new note."}
    record_entry(change_set=first, kind="note", id_="C99", proposed=note | texts, by=curator, now=NOW)
    return "/curate/draft/notes/C99/"


def test_a_new_entry_is_kept_as_typed_when_its_set_was_proposed_and_another_one_has_no_such_entry(
    first: ChangeSet, other: ChangeSet, new_note: str, curate: Client
) -> None:
    form = page(curate, f"{new_note}?set={first.pk}")
    proposed(first, "Sizes")
    refused = unescape(save(curate, new_note, form, text="Typed too late.").content.decode())
    for into, named in ((str(other.pk), "“Words”"), ("new", "A new change set")):
        answer = save(curate, new_note, form, text="Typed too late.", into=into)
        html = unescape(answer.content.decode())

        assert answer.status_code == 200 and "Typed too late." in html
        assert f"{named} has no curator note “C99”, so nothing can be saved into it here." in html
        assert "Press “Go on writing” on the page of “Sizes”" in html
    assert "“Sizes” is proposed: nothing can be written into it." in refused
    assert 'name="into"' not in refused + form and "Another one" not in form
    assert held(other) == {} and ChangeSet.objects.count() == 2


def test_an_entry_is_kept_as_typed_when_the_other_set_has_retired_it(
    first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    curate.post("/curate/draft/retire/statement/112-1/", {"set": str(other.pk)})
    address = "/curate/draft/statements/112-1/"
    form = page(curate, f"{address}?set={first.pk}")
    answer = save(curate, address, form, text="Kept.", into=str(other.pk))

    assert answer.status_code == 200 and "Kept." in answer.content.decode()
    assert "“Words” has no statement “112-1”" in unescape(answer.content.decode())
    assert held(other)["112-1"] is None


def test_a_page_says_which_set_has_an_entry_when_the_one_it_names_has_not(
    first: ChangeSet, other: ChangeSet, new_note: str, curate: Client
) -> None:
    for address in (new_note, "/curate/draft/retire/note/C99/"):
        answer = curate.get(f"{address}?set={other.pk}")
        html = unescape(answer.content.decode())

        assert answer.status_code == 404
        assert "The draft with “Words” has no curator note “C99”." in html
        assert f'href="/curate/changes/{first.pk}/">“Sizes”' in html


def test_nothing_goes_into_a_set_of_somebody_else_or_of_nobody(
    first: ChangeSet, other: ChangeSet, curate: Client, second: User
) -> None:
    theirs = named(begun_anew(second), "Theirs")
    for value, said in (
        (str(theirs.pk), "is another curator's"),
        ("4711", "no change set “4711”"),
        ("x", "“x”"),
    ):
        form = page(curate, STATEMENT)
        answer = save(curate, STATEMENT, form, set=value, text="Whose is this?")
        html = unescape(answer.content.decode())

        assert answer.status_code == 200 and said in html and "Whose is this?" in html
        assert said in unescape(page(curate, f"{STATEMENT}?set={value}"))
        assert all("Whose" not in str(held(each)) for each in (first, other, theirs))


def test_a_form_from_before_there_were_several_sets_is_asked_into_which(
    first: ChangeSet, other: ChangeSet, curate: Client
) -> None:
    answer = save(curate, STATEMENT, page(curate, STATEMENT), set="", text="Into which?")
    html = unescape(answer.content.decode())

    assert "You are writing several change sets" in html and "Into which?" in html
    assert "Save it in “Sizes”" in html and "Save it in “Words”" in html


def test_an_action_does_not_choose_among_several_sets(
    first: ChangeSet, other: ChangeSet, curator: User
) -> None:
    with pytest.raises(WhichChangeSet, match="“Sizes”, “Words”"):
        open_change_set(document=guidance_document(), by=curator, now=NOW)


def test_as_many_queries_whatever_is_named(
    first: ChangeSet, other: ChangeSet, curate: Client, django_assert_max_num_queries: Any
) -> None:
    curate.get(reverse("draft"))
    for value in (str(first.pk), str(other.pk), "new"):
        with django_assert_max_num_queries(30):
            curate.get(f"{STATEMENT}?set={value}")
