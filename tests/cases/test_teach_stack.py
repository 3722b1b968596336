"""Pictures of a draft: added, put in order, drawn on, and served to whoever may write it."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from cases.actions.publishing import checked
from cases.actions.reviewing import ask_for_review
from cases.models import CaseDraft, Picture
from cases.presenting.case_checks import shown_checks
from cases.queries.drafting import draft_for, saves_of, undoable_saves
from guidance.domain.limits import PICTURE_REQUEST_BYTES, STACKS
from kidmet_site.accounts.models import User
from tests.cases.drafts import draft_of, save, share
from tests.cases.illustrated import kept, stack_of
from tests.cases.pictures import png_claiming, slice_of, uploaded
from tests.cases.samples import NOW

pytestmark = pytest.mark.usefixtures("edition")
ClientOf = Callable[[User], Client]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def client(educator: User, client_of: ClientOf) -> Client:
    return client_of(educator)


@pytest.fixture
def draft(educator: User) -> CaseDraft:
    return draft_of(educator)


@pytest.fixture
def stack(educator: User, draft: CaseDraft) -> dict[str, Any]:
    """Three slices at the first step of the draft, an arrow on the second."""
    held = stack_of([kept(number, educator) for number in range(3)], key="images")
    held["slices"][1]["arrows"] = [{"x": 10, "y": 20.5, "text": "A disc"}]
    save(draft, educator, steps__history__images=[held])
    return held


def at(draft: CaseDraft, stack: str = "") -> str:
    return f"/teach/drafts/{draft.pk}/steps/history/images/{stack}"


def stacks_of(draft: CaseDraft, user: User) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = draft_for(user, draft.pk).document["steps"][0].get("images", [])
    return found


def fields(draft: CaseDraft, stack: dict[str, Any], picked: int = 1, **more: Any) -> dict[str, Any]:
    """What the form sends of a stack as it stands."""
    sent = {name: stack[name] for name in ("alt", "caption", "origin", "licence") if name in stack}
    for number, each in enumerate(stack["slices"]):
        sent |= {f"slice-{number}-image": each["image"], f"slice-{number}-place": str(number + 1)}
        sent[f"slice-{number}-caption"] = each.get("caption", "")
    for number, arrow in enumerate(stack["slices"][picked - 1].get("arrows", ())):
        sent |= {
            f"slice-{picked - 1}-arrows-{number}-{name}": str(arrow[name]) for name in ("x", "y", "text")
        }
    version = CaseDraft.objects.get(pk=draft.pk).version
    return sent | {"slice": str(picked), "version": version} | more


def alerts(page: str) -> str:
    return " ".join(unescape(page).split())


# Adding


def test_pictures_become_a_stack_in_the_order_of_their_names(
    client: Client, draft: CaseDraft, educator: User
) -> None:
    names = ["slice 10.png", "slice 9.png", "Slice 1.png"]
    files = [uploaded(slice_of(number), name) for number, name in enumerate(names)]
    answer = client.post(at(draft), {"pictures": files})
    expected = [kept(number, educator).pk for number in (2, 1, 0)]

    assert answer.url == at(draft, "images/")
    assert stacks_of(draft, educator) == [{"key": "images", "slices": [{"image": each} for each in expected]}]
    assert saves_of(draft)[0].said == "Added 3 pictures"
    page = client.get(f"/teach/drafts/{draft.pk}/steps/history/").content.decode()
    assert "Needed before publishing: alternative text, origin, licence" in page
    assert f"/teach/drafts/{draft.pk}/pictures/{expected[0]}/?size=thumb" in page


def test_what_is_refused_is_told_and_keeps_none_of_the_others_out(
    client: Client, draft: CaseDraft, educator: User
) -> None:
    files = [
        uploaded(slice_of(0), "good.png"),
        uploaded(SVG, "drawing.svg"),
        uploaded(png_claiming(10_000, 10_000), "bomb.png"),
        uploaded(b"\0" * 128 + b"DICM", "../../IM0001"),
    ]
    page = alerts(client.post(at(draft), {"pictures": files}, follow=True).content.decode())

    assert len(stacks_of(draft, educator)[0]["slices"]) == Picture.objects.count() == 1
    assert "“drawing.svg” looks like a drawing in SVG" in page and "can carry scripts" in page
    assert "“bomb.png” has 10,000 × 10,000 pixels, 100 megapixels" in page
    assert "“IM0001” looks like an image in DICOM" in page and "the patient's name" in page


def test_nothing_is_written_when_no_picture_is_good(client: Client, draft: CaseDraft, educator: User) -> None:
    for sent in ({}, {"pictures": [SimpleUploadedFile("x.png", b"")]}, {"pictures": [uploaded(SVG)]}):
        answer = client.post(at(draft), sent)

        assert answer.url.endswith("/steps/history/#images")
        assert stacks_of(draft, educator) == [] and not Picture.objects.exists()
    save(
        draft, educator, steps__history__images=[{"key": f"s-{n}", "slices": []} for n in range(STACKS.most)]
    )
    page = alerts(client.post(at(draft), {"pictures": [uploaded(slice_of(0))]}, follow=True).content.decode())
    assert "A step of a teaching case takes at most 8 stacks; this has 9. Nothing was added." in page
    assert len(stacks_of(draft, educator)) == STACKS.most


def test_the_forms_take_as_much_as_they_say(draft: CaseDraft) -> None:
    for address in (at(draft), at(draft, "images/")):
        assert resolve(address).func.takes == PICTURE_REQUEST_BYTES


# The stack


def test_what_is_said_of_a_stack_is_kept_and_the_order_follows_the_places(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    sent = fields(
        draft,
        stack,
        **{"alt": "Three discs", "licence": "CC-BY-4.0", "annotated_waits": "on", "slice-2-place": "1",
           "slice-0-place": "2", "slice-1-place": "3", "slice-2-caption": "Lowest"},
    )  # fmt: skip
    answer = client.post(at(draft, "images/"), sent)
    kept_now = stacks_of(draft, educator)[0]

    assert answer.status_code == 302
    assert kept_now == {
        **stack,
        "alt": "Three discs",
        "licence": "CC-BY-4.0",
        "annotated_waits": True,
        "slices": [{**stack["slices"][2], "caption": "Lowest"}, stack["slices"][0], stack["slices"][1]],
    }


def test_slices_are_added_and_removed_in_one_save(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    new = uploaded(slice_of(7), "new.png")
    client.post(at(draft, "images/"), fields(draft, stack, **{"slice-0-remove": "on", "pictures": [new]}))
    saves = saves_of(draft)

    assert [each["image"] for each in stacks_of(draft, educator)[0]["slices"]] == [
        stack["slices"][1]["image"],
        stack["slices"][2]["image"],
        kept(7, educator).pk,
    ]
    assert len(saves) == 3 and saves[0].changes[0]["address"] == "steps/history/images/images"


def test_arrows_are_kept_changed_and_taken_away(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    more = {"slice-1-arrows-0-x": "12,5", "slice-1-arrows-4-x": "100", "slice-1-arrows-4-y": "0",
            "slice-1-arrows-4-text": "The rim"}  # fmt: skip
    client.post(at(draft, "images/"), fields(draft, stack, 2, **more))
    arrows = [{"x": 12.5, "y": 20.5, "text": "A disc"}, {"x": 100, "y": 0, "text": "The rim"}]

    held = stacks_of(draft, educator)[0]
    assert held["slices"][1]["arrows"] == arrows
    # Another slice is picked: those of the second stay.
    client.post(at(draft, "images/"), fields(draft, held, 1, caption="Other"))
    assert stacks_of(draft, educator)[0]["slices"][1]["arrows"] == arrows
    held = stacks_of(draft, educator)[0]
    answer = client.post(at(draft, "images/"), fields(draft, held, 2, **{"slice-1-arrows-0-text": ""}))
    assert answer.status_code == 302
    assert stacks_of(draft, educator)[0]["slices"][1]["arrows"] == arrows[1:]


def test_an_annotated_picture_is_laid_over_a_slice_and_taken_off(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    layer = uploaded(slice_of(9), "layer.png")
    client.post(at(draft, "images/"), fields(draft, stack, 2, layer=layer))
    held = stacks_of(draft, educator)[0]
    assert held["slices"][1]["annotated"] == kept(9, educator).pk
    assert "annotated" not in held["slices"][0]

    client.post(at(draft, "images/"), fields(draft, held, 2, **{"slice-1-take_off": "on"}))
    assert "annotated" not in stacks_of(draft, educator)[0]["slices"][1]


REFUSED = {
    "an arrow beside the picture": (
        {"slice-1-arrows-3-x": "101", "slice-1-arrows-3-y": "5", "slice-1-arrows-3-text": "Far"},
        "The arrow “Far” was not kept: “101” is no place. Allowed: 0 to 100 per cent",
    ),
    "an arrow without a text": (
        {"slice-1-arrows-3-x": "1", "slice-1-arrows-3-y": "5"},
        "An arrow says nothing yet, and was not kept.",
    ),
    "too long an alternative text": ({"alt": "x" * 1_001}, "takes at most 1,000 characters; this has 1,001."),
    "too long a caption of a slice": ({"slice-0-caption": "x" * 301}, "takes at most 300 characters"),
    "every slice removed": (
        {f"slice-{number}-remove": "on" for number in range(3)},
        "A stack keeps a picture at least.",
    ),
    "a file that is no picture": ({"layer": b"%PDF-1.7"}, "looks like a PDF, not like a picture"),
    "a forged hash": ({"slice-0-image": "../../etc/passwd"}, "named by no hash; it stays as it was"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_valid_is_told_and_the_rest_is_kept(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User, what: str
) -> None:
    more, said = REFUSED[what]
    more = {name: uploaded(value) if isinstance(value, bytes) else value for name, value in more.items()}
    answer = client.post(at(draft, "images/"), fields(draft, stack, 2, origin="Elsewhere", **more))
    held = stacks_of(draft, educator)[0]

    assert answer.status_code == 200
    assert said in alerts(answer.content.decode())
    assert held["origin"] == "Elsewhere"
    for typed in more.values():
        assert (
            not isinstance(typed, str)
            or typed in ("on", "../../etc/passwd")
            or typed in alerts(answer.content.decode())
        )
    assert [each["image"] for each in held["slices"]] == [each["image"] for each in stack["slices"]]
    assert held["slices"][1]["arrows"] == stack["slices"][1]["arrows"] and held["alt"] == stack["alt"]


def test_who_saved_meanwhile_is_told_and_nothing_is_lost(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    sent = fields(draft, stack, caption="Mine", pictures=[uploaded(slice_of(8), "new.png")])
    theirs = {**stack, "caption": "Theirs"}
    save(draft, educator, steps__history__images__images=theirs)
    answer = client.post(at(draft, "images/"), sent)
    page = alerts(answer.content.decode())

    assert stacks_of(draft, educator)[0]["caption"] == "Theirs"
    assert "What you typed is not saved" in page and 'value="Mine"' in page
    new = kept(8, educator).pk
    assert new in page
    assert client.get(f"/teach/drafts/{draft.pk}/pictures/{new}/").status_code == 200
    mine = {**stack, "slices": [*stack["slices"], {"image": new}]}
    again = fields(draft, mine, caption="Mine", keep_mine="1") | {"version": sent["version"]}
    assert client.post(at(draft, "images/"), again).status_code == 302
    assert stacks_of(draft, educator)[0]["caption"] == "Mine"
    assert stacks_of(draft, educator)[0]["slices"][3] == {"image": new}


def test_a_stack_is_removed_and_brought_back(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    answer = client.post(at(draft, "images/"), {"remove": "1"})
    assert answer.url.endswith("/steps/history/#images") and stacks_of(draft, educator) == []

    last = undoable_saves(draft).undo
    client.post(f"/teach/drafts/{draft.pk}/undo/", {"change": last})
    assert stacks_of(draft, educator) == [stack]
    page = client.get(at(draft, "other/"), follow=True).content.decode()
    assert "Those pictures are not at this step any longer." in page


def test_what_was_typed_for_pictures_that_were_removed_meanwhile_is_shown(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    sent = fields(draft, stack, caption="Mine")
    save(draft, educator, steps__history__images__images=None)
    page = alerts(client.post(at(draft, "images/"), sent).content.decode())

    assert stacks_of(draft, educator) == []
    assert "What you typed is not saved" in page and 'value="Mine"' in page
    assert client.post(at(draft, "images/"), sent | {"keep_mine": "1"}).status_code == 302
    kept_now = stacks_of(draft, educator)[0]
    assert (kept_now["caption"], len(kept_now["slices"])) == ("Mine", 3)


# Serving


def test_the_pictures_of_a_draft_are_there_for_its_author_alone(
    draft: CaseDraft,
    stack: dict[str, Any],
    educator: User,
    stranger: User,
    resident: User,
    client_of: ClientOf,
) -> None:
    named = stack["slices"][0]["image"]
    other = kept(20, resident).pk
    address = f"/teach/drafts/{draft.pk}/pictures/"

    assert client_of(educator).get(f"{address}{named}/").status_code == 200
    assert client_of(educator).get(f"{address}{other}/").status_code == 404
    assert client_of(educator).get(f"{address}{'0' * 64}/").status_code == 404
    for person in (stranger, resident):
        assert client_of(person).get(f"{address}{named}/").status_code == 404


def test_a_colleague_who_reviews_the_draft_sees_its_pictures(
    draft: CaseDraft, stack: dict[str, Any], educator: User, administrator: User, client_of: ClientOf
) -> None:
    share(draft.library, administrator, "view")
    save(draft, educator, steps__imaging={"key": "imaging", "title": "Scan", "tables": [{"caption": "Half"}]})
    save(draft, educator, steps__imaging__images=[{"key": "images", "slices": []}])
    reviewer = client_of(administrator)
    picture = f"/teach/drafts/{draft.pk}/pictures/{stack['slices'][0]['image']}/"

    assert reviewer.get(picture).status_code == 404
    ask_for_review(draft=draft, email=administrator.email, by=educator, now=NOW)
    page = reviewer.get(f"/teach/drafts/{draft.pk}/review/").content.decode()
    assert picture in page and "A disc" in page and "CT, portal venous phase” of" in unescape(page)
    assert reviewer.get(picture).status_code == 200
    assert reviewer.get(at(draft, "images/")).status_code == 404
    assert reviewer.post(f"/teach/drafts/{draft.pk}/pictures/").status_code == 404


def test_the_preview_shows_what_a_resident_will_see(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    def page() -> str:
        return client.get(f"/teach/drafts/{draft.pk}/steps/history/").content.decode()

    assert 'id="stack-history-images"' in page() and "A disc" in page()
    save(draft, educator, steps__history__images__images={**stack, "annotated_waits": True})
    assert 'id="stack-history-images"' in page() and "A disc" not in page()
    save(draft, educator, steps__history__images=[{"key": "odd", "slices": "none"}])
    assert "Not shown, as it is not whole yet: The stack of images “odd”" in alerts(page())


def test_what_a_stack_lacks_is_told_with_the_way_to_it_before_publishing(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User
) -> None:
    gone = {**stack, "slices": [{"image": "0" * 64}]}
    for said, held in (
        ("those who do not see it", {**stack, "alt": ""}),
        ("origin", {**stack, "origin": ""}),
        ("licence", {**stack, "licence": ""}),
    ):
        save(draft, educator, steps__history__images__images=held)
        found = shown_checks(draft, checked(draft_for(educator, draft.pk), NOW).faults)
        assert [each for each in found if said in each.message and each.href == at(draft, "images/")], said
    save(draft, educator, steps__history__images__images=gone)
    assert checked(draft_for(educator, draft.pk), NOW).faults


@pytest.mark.parametrize("count", [1, 40])
def test_a_stack_costs_as_many_queries_with_many_slices(
    client: Client, draft: CaseDraft, educator: User, count: int
) -> None:
    shown = kept(0, educator)
    save(draft, educator, steps__history__images=[stack_of([shown] * count, key="images")])
    client.get(at(draft, "images/"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(draft, "images/")).status_code == 200

    assert len(queries) <= 7


# Pictures of others, named by hash


def test_a_picture_is_not_opened_by_its_hash_to_who_never_uploaded_it(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User, administrator: User
) -> None:
    theirs = kept(21, administrator).pk
    picture = f"/teach/drafts/{draft.pk}/pictures/{theirs}/"

    client.post(at(draft), {"image": theirs})
    named_in_a_slice = client.post(at(draft, "images/"), fields(draft, stack, **{"slice-0-image": theirs}))
    assert "that you have not uploaded" in alerts(named_in_a_slice.content.decode())
    assert client.get(picture).status_code == 404
    assert [each["image"] for each in stacks_of(draft, educator)[0]["slices"]] == [
        each["image"] for each in stack["slices"]
    ]

    # Who has the same picture and sends it as well may have it.
    sent = client.post(f"/teach/drafts/{draft.pk}/pictures/", {"pictures": uploaded(slice_of(21))})
    assert sent.json()["kept"] == [theirs]
    client.post(at(draft), {"image": theirs})
    assert stacks_of(draft, educator)[1]["slices"] == [{"image": theirs}]
    assert client.get(picture).status_code == 200


def test_a_picture_that_a_colleague_removed_is_brought_back_by_who_did_not_upload_it(
    client: Client, draft: CaseDraft, stack: dict[str, Any], educator: User, administrator: User
) -> None:
    share(draft.library, administrator, "edit")
    theirs = stack_of([kept(22, administrator)], key="scan")
    save(draft, administrator, steps__imaging__images=[theirs])
    save(draft, administrator, steps__imaging__images=None)

    assert save(draft, educator, steps__imaging__images=[theirs]) is not None


def test_the_page_of_a_stack_is_whole_however_it_is_asked_for(
    client: Client, draft: CaseDraft, stack: dict[str, Any]
) -> None:
    wrong = fields(draft, stack, licence="L" * 500)

    answer = client.post(at(draft, "images/"), wrong, headers={"HX-Request": "true"})

    assert answer.status_code == 200 and "<main" in answer.content.decode()
