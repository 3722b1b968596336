"""Beginning a teaching case: every origin, and what is refused with all that was typed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.content.library import FOLDER
from cases.domain.teaching.beginning import template_document
from cases.models import CaseDraft, DraftSave, Library, Right, TeachingCase, Visibility
from guidance.domain.limits import DRAFT_BYTES
from kidmet_site.accounts.models import User
from tests.cases.drafts import library_of, share
from tests.cases.illustrated import kept, stack_of
from tests.cases.samples import case_of
from tests.cases.small_case import case

ClientOf = Callable[[User], Client]
LUNG = (FOLDER / "lung-m-category.yaml").read_text()


def begin(client_of: ClientOf, user: User, origin: str, **fields: Any) -> Any:
    return client_of(user).post("/teach/new/", {"origin": origin, **fields})


def begun() -> CaseDraft:
    return CaseDraft.objects.get()


def test_an_empty_case_is_begun_in_a_private_library_of_ones_own(educator: User, client_of: ClientOf) -> None:
    response = begin(client_of, educator, "empty", title="A cough")

    assert response["Location"] == f"/teach/drafts/{begun().pk}/"
    assert (begun().title, begun().document["steps"]) == ("A cough", [])
    library = Library.objects.get()
    assert (library.owner, library.visibility, library.title) == (educator, "private", "Cases of Eli")


def test_a_template_sets_the_primary(educator: User, client_of: ClientOf) -> None:
    begin(client_of, educator, "template", title="Testis", primary="testis")

    assert begun().document["topic"] == "testis"
    assert len(begun().document["steps"]) == 5


def test_the_history_names_the_primary_of_a_template_in_words(educator: User, client_of: ClientOf) -> None:
    begin(client_of, educator, "template", title="Stroma", primary="gist")
    assert DraftSave.objects.get().said == "Began with the template for gastrointestinal stromal tumour"


def test_a_template_has_no_step_of_staging_when_the_primary_has_no_stage() -> None:
    kinds = {
        primary: [step["kind"] for step in template_document("A case", "a-case", primary)["steps"]]
        for primary in ("merkel_cell", "myeloma_leukaemia")
    }

    assert kinds["merkel_cell"] == ["history", "imaging", "pathology", "staging", "planning"]
    assert kinds["myeloma_leukaemia"] == ["history", "imaging", "pathology", "planning"]


def test_a_copy_comes_with_all_of_it(library: None, educator: User, client_of: ClientOf) -> None:
    case = TeachingCase.objects.get(slug="lung-m-category")

    begin(client_of, educator, "copy", copy=case.pk)

    document = begun().document
    assert case.latest is not None
    assert begun().title == case.latest.title
    assert [step["key"] for step in document["steps"]] == [
        step["key"] for step in case.latest.document["steps"]
    ]
    assert document["derived_from"] == {
        "library": "kidney-metastases",
        "slug": "lung-m-category",
        "version": case.latest.number,
        "title": case.latest.title,
        "credits": [],
    }
    assert begun().library.objectives["m-category"] == case.library.objectives["m-category"]


def test_the_case_of_a_private_library_cannot_be_copied(
    library: None, educator: User, client_of: ClientOf
) -> None:
    Library.objects.update(visibility=Visibility.PRIVATE, owner=User.objects.create_user("o@kidmet.test"))

    response = begin(client_of, educator, "copy", copy=TeachingCase.objects.first().pk)  # type: ignore[union-attr]

    assert response.status_code == 200
    assert "is not one of the available choices" in response.content.decode()
    assert not CaseDraft.objects.exists()


def test_a_case_of_ones_own_becomes_the_key(educator: User, resident: User, client_of: ClientOf) -> None:
    own, others = case_of(educator, "Mine", m_category="cM1c", age_years=68), case_of(resident)

    assert begin(client_of, educator, "case", case=others.pk).status_code == 200
    begin(client_of, educator, "case", case=own.pk)

    assert begun().title == "Mine"
    assert begun().document["key"]["record"] == {"age_years": 68, "m_category": "cM1c"}


FILES = [
    ("yaml", LUNG, "A lung mass, and lesions in both kidneys"),
    ("json", json.dumps(yaml.safe_load(LUNG), default=lambda date: str(date)[:7]), "A lung mass"),
    ("case file", json.dumps({"format": "kidmet.case/1", "title": "Ward", "facts": {"ecog": 1}}), "Ward"),
]


@pytest.mark.parametrize("is_uploaded", [False, True], ids=["pasted", "uploaded"])
@pytest.mark.parametrize(("text", "title"), [file[1:] for file in FILES], ids=[file[0] for file in FILES])
def test_a_file_is_taken_in_whole(
    educator: User, client_of: ClientOf, text: str, title: str, is_uploaded: bool
) -> None:
    sent: Any = {"file": SimpleUploadedFile("a.yaml", text.encode())} if is_uploaded else {"text": text}

    begin(client_of, educator, "file", **sent)

    assert begun().title.startswith(title)
    assert begun().document["format"] == "kidmet.teaching-case/2"


def test_a_file_brings_no_picture_of_somebody_else_when_it_names_its_hash(
    educator: User, administrator: User, client_of: ClientOf
) -> None:
    own, theirs = kept(1, educator).pk, kept(2, administrator).pk
    document = case()
    stack = stack_of([])
    stack["slices"] = [{"image": own, "annotated": theirs}, {"image": theirs, "caption": "Theirs"}]
    document["steps"][0]["images"] = [stack]

    client = client_of(educator)
    sent = {"origin": "file", "text": json.dumps(document)}
    page = client.post("/teach/new/", sent, follow=True).content.decode()

    assert begun().document["steps"][0]["images"][0]["slices"] == [{"image": own}]
    assert "A picture is named in the file that you have not uploaded" in page
    assert client.get(f"/teach/drafts/{begun().pk}/pictures/{theirs}/").status_code == 404


REFUSED = [
    (LUNG.replace("difficulty: 1", "difficulty: 9"), ["difficulty", "Line"]),
    (LUNG.replace("topic: lung", "topical: lung"), ["topical", "is not known here"]),
    (LUNG.replace("fact: ecog", "fact: eggog"), ["eggog", "is no fact"]),
    ("a: [", ["is not YAML"]),
    ("Dear colleague, please find", ["Nothing was begun"]),
    ('{"format": "kidmet.case/1", "facts": {"agee": 1}}', ["agee", "is not a fact"]),
    ("", ["Choose a file, or paste its text."]),
    ("x" * (DRAFT_BYTES.most + 1), ["takes at most 200 KB"]),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=range(len(REFUSED)))
def test_a_faulty_file_is_refused_and_stays_in_the_form(
    educator: User, client_of: ClientOf, text: str, said: list[str]
) -> None:
    page = begin(client_of, educator, "file", text=text, title="Mine").content.decode()

    assert [each for each in said if each not in page] == []
    assert text[:200].replace("&", "&amp;").replace("<", "&lt;") in page
    assert 'value="Mine"' in page
    assert not CaseDraft.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"origin": "template", "title": "T"}, "Choose one."),
        ({"origin": "template", "primary": "lung"}, "Give the case a title"),
        ({"origin": "empty", "title": "Mrs Miller"}, "title_confirmed"),
        ({"origin": "nothing", "title": "T"}, "is not one of the available choices"),
        ({"origin": "case", "case": "zebra"}, "is not one of the available choices"),
        ({"title": "T"}, "Choose what to begin with."),
    ],
)
def test_what_is_lacking_is_named_beside_its_field(
    educator: User, client_of: ClientOf, fields: dict[str, str], said: str
) -> None:
    assert said in client_of(educator).post("/teach/new/", fields).content.decode()
    assert not CaseDraft.objects.exists()


def test_a_library_is_chosen_among_those_one_may_write_in(educator: User, client_of: ClientOf) -> None:
    shared, closed = library_of(None), library_of(None, slug="closed")
    share(shared, educator, Right.EDIT)
    share(closed, educator, Right.VIEW)

    page = client_of(educator).get("/teach/new/").content.decode()
    begin(client_of, educator, "empty", title="T", library=closed.pk)
    assert not CaseDraft.objects.exists()
    begin(client_of, educator, "empty", title="T", library=shared.pk)

    assert begun().library == shared
    assert f'value="{closed.pk}"' not in page
