"""What differs between two editions, as readers see it."""

from collections.abc import Callable

import pytest
from django.test import Client

from guidance.actions.publishing import publish_again
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.guidance.editions import SPRING, add, drop, entry, publish_with, put
from tests.guidance.reading import html_of, links_of, read, text_of
from tests.pages import squeezed

CONSIDERED = "treatment-surgery-nephrectomy-considered"
FRAIL = "treatment-surgery-nephrectomy-caution-performance"
KIDNEY_FUNCTION = "treatment-surgery-nephrectomy-kidney-function"
NEW = {"id": "R999", "title": "A paper on kidneys", "year": "2026", "certainty": "B"}


def reworded(payload: dict) -> None:
    statement = entry(payload, "statements", "130-3")
    statement["text"] = statement["text"].replace("primary source", "principal origin")
    statement["kind"] = "caution"
    statement["source"]["paragraph"] = 2


@pytest.fixture
def two_editions(edition: CompiledEdition) -> None:
    publish_with(
        reworded,
        put("notes", "C33", severity="medium", references=["R1"]),
        put("sections", "diagnosis/imaging/ct", title="CT of the abdomen"),
        put("rules", CONSIDERED, because="A kidney may go: {treatments_considered}."),
        put("rules", FRAIL, when={"fact": "ecog", "op": ">=", "value": 3}),
        drop("rules", KIDNEY_FUNCTION),
        add("references", **NEW),
        put("document", about="Read with care."),
    )


def test_the_newest_edition_is_set_against_the_one_before_it(two_editions: None, client: Client) -> None:
    words = read(client, "changes/")

    assert "What changed from edition 1 to edition 2" in words
    assert "8 entries of the guidance differ." in words
    assert "Edition 2 , 3 March 2026: Say it otherwise." in words


def test_what_changed_is_counted_by_kind_and_by_what_was_done(two_editions: None, client: Client) -> None:
    contents = read(client, "changes/").split("On this page", 1)[1].split("What went is", 1)[0]

    assert contents.strip() == (
        "The guidance as a whole : 1 changed the guidance as a whole "
        "Sections : 1 changed sections Statements : 1 changed statements "
        "Curator notes : 1 changed curator notes References : 1 added references "
        "Rules: what a case brings up : 2 changed rules: what a case brings up , "
        "1 retired rules: what a case brings up"
    )


def test_the_contents_lead_to_every_group(two_editions: None, client: Client) -> None:
    html = html_of(client, "changes/")

    targets = [link[1:] for link in links_of(html) if link.startswith("#") and link != "#main"]
    assert len(targets) == 13
    assert all(f'id="{target}"' in html for target in targets)


def test_a_text_is_marked_word_by_word_and_in_words_for_who_does_not_see_it(
    two_editions: None, client: Client
) -> None:
    html = html_of(client, "changes/")

    assert "removes the [removed: primary source ] [added: principal origin ] of the" in text_of(html)
    assert html.count("<del>") == text_of(html).count("[removed:") + 1  # one more explains the marks
    assert html.count("<ins>") == text_of(html).count("[added:") + 1


@pytest.mark.parametrize(
    "said",
    [
        "Kind [removed: Fact ] [added: Caution ]",
        "Source line 130, paragraph [removed: 1 ] [added: 2 ] below its heading Curator notes",
        "How important [removed: Important ] [added: Worth knowing ]",
        "Rests on [added: R1: Secondary renal neoplasms ]",
        "Title CT [added:  of the abdomen ]",
        "Because [removed: Removal of ] [added: A ] kidney "
        "[removed: tissue is among the treatments considered ] "
        "[added: may go ] : [treatments considered].",
        "Was [removed: treatments considered: radical nephrectomy and ] performance status (ECOG) is at "
        "least [removed: 2 and primary site is not renal cell carcinoma or renal pelvis or ureter ]",
        "Is now performance status (ECOG) is at least [added: 3 ]",
        "Added Reference R999 Title A paper on kidneys Year 2026 Certainty B: confirmed only in a secondary "
        "source",
        "Retired Highlights statement 131-4 when eGFR is below 60 mL/min/1.73 m² "
        "Treatment modalities › Surgery › Nephrectomy · treatment-surgery-nephrectomy-kidney-function "
        "Statement 131-4: After nephrectomy, kidney function may be reduced significantly.",
        "When eGFR is below 60 mL/min/1.73 m² Notes that come with it C32",
    ],
)
def test_a_field_is_said_in_plain_words(two_editions: None, client: Client, said: str) -> None:
    assert " ".join(said.split()) in read(client, "changes/")


def test_an_entry_leads_to_where_it_is_read_in_the_edition_concerned(
    two_editions: None, client: Client
) -> None:
    links = links_of(html_of(client, "changes/"))

    assert "/guidance/statements/130-3/" in links
    assert "/guidance/notes/C33/" in links
    assert "/guidance/diagnosis/imaging/ct/" in links
    assert "/guidance/references/#ref-R999" in links
    assert "/guidance/treatment/surgery/nephrectomy/?edition=1" in links, "the retired rule"


def test_links_lead_into_older_editions_where_older_ones_are_compared(
    two_editions: None, client: Client
) -> None:
    publish_with(put("notes", "C01", severity="low"))

    links = links_of(html_of(client, "changes/?from=1&to=2"))

    assert "/guidance/statements/130-3/?edition=2" in links
    assert "/guidance/references/?edition=2#ref-R999" in links


def test_what_is_said_of_every_edition_on_the_way_is_told(two_editions: None, client: Client) -> None:
    publish_with(put("notes", "C01", severity="low"), note="C01 matters less.")

    words = read(client, "changes/?from=1&to=3")

    assert "C01 matters less." in words
    assert "Say it otherwise." in words
    assert "9 entries" in words


def test_one_may_read_backwards_and_is_told_so(two_editions: None, client: Client) -> None:
    html = html_of(client, "changes/?from=2&to=1")

    assert "What changed from edition 2 to edition 1" in text_of(html)
    assert "You read backwards: edition 1 is the older one." in text_of(html)
    assert "removes the [removed: principal origin ] [added: primary source ] of the" in text_of(html)
    assert "?from=1&to=2" in links_of(html)


def test_the_same_edition_twice_says_so(two_editions: None, client: Client) -> None:
    words = read(client, "changes/?from=2&to=2")

    assert "You chose edition 2 twice: it does not differ from itself." in words
    assert "On this page" not in words


def test_an_edition_published_again_says_the_same(
    two_editions: None, administrator: User, client: Client
) -> None:
    publish_again(number=1, by=administrator, now=SPRING, note="The old words were right.")

    words = read(client, "changes/?from=1&to=3")

    assert "Editions 1 and 3 say the same: edition 3 is edition 1 published again." in words


def test_a_single_edition_has_nothing_to_be_compared_with(edition: CompiledEdition, client: Client) -> None:
    words = read(client, "changes/")

    assert "There is one edition so far, so nothing has changed yet." in words
    assert "Compare" not in words


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("from=1&to=7", "There is no edition 7. There are: 1, 2."),
        ("from=7&to=1", "There is no edition 7. There are: 1, 2."),
        ("from=0&to=2", "There is no edition 0. There are: 1, 2."),
        ("from=one", "“one” is not the number of an edition."),
        ("to=-1", "“-1” is not the number of an edition."),
        ("to=٢", "“٢” is not the number of an edition."),
        ("to=" + "9" * 40, "is not the number of an edition."),
    ],
)
def test_an_unknown_edition_is_told(two_editions: None, client: Client, asked: str, sentence: str) -> None:
    assert sentence in read(client, f"changes/?{asked}", status=404)


def test_without_any_edition_the_page_says_what_to_do(db: None, client: Client) -> None:
    assert "Run manage.py load_guidance." in read(client, "changes/", status=404)


def test_both_choices_hold_every_edition_with_its_day(two_editions: None, client: Client) -> None:
    html = html_of(client, "changes/")

    assert html.count("Edition 2, 3 March 2026 (current)</option>") == 2
    assert html.count("Edition 1, 1 January 2026</option>") == 2
    assert '<option value="1" selected>' in html.split('id="from"', 1)[1].split("</select>", 1)[0]
    assert '<option value="2" selected>' in html.split('id="to"', 1)[1].split("</select>", 1)[0]


def test_a_section_that_went_elsewhere_is_one_change(edition: CompiledEdition, client: Client) -> None:
    def moved(payload: dict) -> None:
        section = entry(payload, "sections", "diagnosis/imaging/ct")
        section["slug"] = "staging/ct"
        payload["sections"].remove(section)
        place = payload["sections"].index(entry(payload, "sections", "staging"))
        payload["sections"].insert(place + 1, section)
        for each in (*payload["notes"], *payload["rules"]):
            if each["section"] == "diagnosis/imaging/ct":
                each["section"] = "staging/ct"

    publish_with(moved)

    words = read(client, "changes/")

    assert "1 entry of the guidance differs." in words
    assert "Address [removed: diagnosis/imaging/ct ] [added: staging/ct ]" in words


def test_what_only_stands_elsewhere_is_moved(edition: CompiledEdition, client: Client) -> None:
    def swapped(payload: dict) -> None:
        said = entry(payload, "sections", "treatment/surgery/nephrectomy")["statements"]
        said.insert(0, said.pop(2))

    publish_with(swapped)

    words = read(client, "changes/")
    assert "1 entry of the guidance differs." in words
    assert "Moved Statement 130-3" in words
    assert "Moved to the first place." in words


def test_marks_in_the_guidance_are_words_and_what_cannot_be_seen_is_named(
    edition: CompiledEdition, client: Client
) -> None:
    publish_with(
        put("statements", "130-3", text="<script>alert(1)</script> & \u202eback\u200b."),
        note="<b>Why</b>",
    )

    html = html_of(client, "changes/")

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;Why&lt;/b&gt;" in html
    assert "[right-to-left override]back[zero width space]" in html


def test_a_long_group_has_pages_of_its_own(edition: CompiledEdition, client: Client) -> None:
    publish_with(lambda payload: payload.update(notes=[], rules=[]))
    begins = '<article class="difference difference-retired'

    html = html_of(client, "changes/")
    assert html.count(begins) == 2 * 30
    assert f"All {len(edition.notes)} retired" in squeezed(html)
    assert 'href="?from=1&amp;to=2&amp;group=note-retired"' in html

    own = "changes/?from=1&to=2&group=note-retired"
    assert html_of(client, own).count(begins) == 30
    count = len(edition.notes)
    before = (count - 1) // 30 * 30
    last = html_of(client, f"{own}&page={before // 30 + 1}")
    assert last.count(begins) == count - before
    assert f"{before + 1} to {count} of {count}" in last


def test_the_contents_and_the_list_of_editions_lead_here(two_editions: None, client: Client) -> None:
    assert "/guidance/changes/?from=1&to=2" in links_of(html_of(client, ""))
    assert "/guidance/changes/?from=1&to=2" in links_of(html_of(client, "editions/"))


def test_it_costs_five_queries_however_much_changed(
    two_editions: None, client: Client, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(5):
        html_of(client, "changes/")
    publish_with(lambda payload: payload.update(notes=[], rules=[]))
    with django_assert_num_queries(5):
        html_of(client, "changes/")
