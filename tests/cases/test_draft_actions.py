"""Writing drafts: what is saved, what two authors at once cannot do to each other, and the way back."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions.drafting import (
    DraftChangedElsewhere,
    NothingToTakeBack,
    add_objective,
    begin_draft,
    delete_draft,
    document_at,
    restore_draft,
    save_draft,
    undo_save,
)
from cases.content.case_checks import checks_of
from cases.content.library import shipped_library
from cases.domain.teaching import OF_LESIONS
from cases.domain.teaching.beginning import (
    as_format_2,
    copied_document,
    document_of_case,
    template_document,
)
from cases.models import CaseDraft, Library, Right, Visibility
from cases.permissions import (
    OWN,
    SHIPPED,
    NotYourLibrary,
    can_assign_from,
    can_edit_library,
    right_in,
)
from cases.presenting.markdown import markdown
from cases.queries.drafting import draft_for, drafts_of, libraries_of, undoable_saves
from guidance.actions.looking import look_inside
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.edition import content_hash
from guidance.domain.limits import NARRATIVE, STEPS, OverLimit
from guidance.domain.vocabulary import VOCABULARY
from kidmet_site.accounts.models import Insight, User
from tests.cases.attempts import first_format_library
from tests.cases.drafts import draft_of, library_of, save, share
from tests.cases.samples import LATER, NOW, case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("colleague@kidmet.test", is_educator=True, display_name="Dr Reed")


@pytest.fixture
def draft(educator: User) -> CaseDraft:
    return draft_of(educator)


# Saving


def test_a_part_is_kept_with_who_changed_it_when_it_is_saved(draft: CaseDraft, educator: User) -> None:
    save(draft, educator, steps__history__narrative="A cough that does not go.")

    kept = draft_for(educator, draft.pk)
    assert kept.document["steps"][0]["narrative"] == "A cough that does not go."
    assert (kept.version, kept.updated_at, kept.updated_by) == (2, LATER, educator)
    assert kept.hash == content_hash(kept.document)
    assert kept.saves.first().changes == [
        {"address": "steps/history/narrative", "before": None, "after": "A cough that does not go."}
    ]


def test_nothing_is_written_when_nothing_differs(draft: CaseDraft, educator: User) -> None:
    assert save(draft, educator, title="A case") is None
    assert draft_for(educator, draft.pk).version == 1


def test_both_are_kept_when_two_authors_save_different_parts(draft: CaseDraft, educator: User) -> None:
    other = draft_for(educator, draft.pk)
    save(draft, educator, steps__history__narrative="One")

    save(other, educator, opened=1, steps__imaging__narrative="Two", steps__history__title="Three")

    steps = draft_for(educator, draft.pk).document["steps"]
    assert [steps[0]["narrative"], steps[0]["title"], steps[1]["narrative"]] == ["One", "Three", "Two"]


@pytest.mark.parametrize(
    "parts", [{"steps__history__narrative": "Mine"}, {"steps__history": None}, {"title": "T", "steps": []}]
)
def test_a_save_is_refused_with_both_texts_when_the_part_was_changed_since(
    draft: CaseDraft, educator: User, colleague: User, parts: dict[str, Any]
) -> None:
    share(draft.library, colleague, Right.EDIT)
    save(draft, colleague, steps__history__narrative="Theirs")

    with pytest.raises(DraftChangedElsewhere, match=r"Dr Reed changed this at 14:05 UTC") as refused:
        save(draft_for(educator, draft.pk), educator, opened=1, **parts)

    assert [each["after"] for save in refused.value.theirs for each in save.changes] == ["Theirs"]
    assert draft_for(educator, draft.pk).document["steps"][0]["narrative"] == "Theirs"


def test_a_page_does_not_conflict_with_itself_when_the_answer_to_its_save_was_lost(
    draft: CaseDraft, educator: User
) -> None:
    for turn, text in (("0123456789abcdef-1", "One"), ("0123456789abcdef-2", "Two")):
        save_draft(
            draft=draft, changes={"title": text}, opened=1, by=educator, now=LATER, said="Title", page=turn
        )

    assert draft_for(educator, draft.pk).title == "Two"


def test_what_is_too_much_is_refused_and_nothing_is_written(draft: CaseDraft, educator: User) -> None:
    steps = [{"key": f"step-{n}", "title": "S", "kind": "history"} for n in range(STEPS.most + 1)]
    cases: list[tuple[dict[str, Any], type[ValueError]]] = [
        ({"steps": steps}, OverLimit),
        ({"steps__history__narrative": "x" * (NARRATIVE.most + 1)}, OverLimit),
        ({"title": "x" * 201}, OverLimit),
        ({"sources": [{"text": "é" * 110_000}]}, OverLimit),
        ({"steps__history__narrative": "a\x00b"}, ForbiddenCharacter),
    ]
    for parts, refusal in cases:
        with pytest.raises(refusal):
            save(draft_for(educator, draft.pk), educator, **parts)

    assert draft_for(educator, draft.pk).version == 1


def saved_at_once(draft: CaseDraft, by: User, *parts: dict[str, Any]) -> list[str]:
    """Each by a worker of its own that had the draft open; what each was told."""

    def one(loaded: CaseDraft, given: dict[str, Any]) -> str:
        try:
            save(loaded, by, opened=1, **given)
        except DraftChangedElsewhere as refused:
            return str(refused)
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(one, [draft_for(by, draft.pk) for _ in parts], parts))


@pytest.mark.django_db(transaction=True)
def test_of_authors_who_save_at_once_each_part_has_one(educator: User) -> None:
    draft = draft_of(educator)
    steps = [{f"steps__{key}__narrative": f"{key} {n}"} for key in ("history", "imaging") for n in range(4)]

    told = saved_at_once(draft, educator, *steps)

    kept = draft_for(educator, draft.pk)
    assert told[:4].count("saved") == told[4:].count("saved") == 1
    assert (kept.version, kept.saves.count()) == (3, 3)
    assert document_at(kept, 1) == draft.document
    assert all(step["narrative"].startswith(step["key"]) for step in kept.document["steps"])


# The way back


def test_undo_and_redo_take_back_one_save_after_the_other(draft: CaseDraft, educator: User) -> None:
    before = dict(draft.document)
    save(draft, educator, steps__imaging=None)
    save(draft, educator, title="Another title")

    for _ in range(2):
        number = undoable_saves(draft).undo
        assert number is not None
        undo_save(draft=draft, save=number, by=educator, now=LATER)
    assert draft.document == before
    assert undoable_saves(draft).undo is None

    number = undoable_saves(draft).redo
    assert number is not None
    undo_save(draft=draft, save=number, by=educator, now=LATER)
    assert [step["key"] for step in draft.document["steps"]] == ["history"]
    with pytest.raises(NothingToTakeBack):
        undo_save(draft=draft, save=number, by=educator, now=LATER)


def test_every_state_can_be_gone_back_to(draft: CaseDraft, educator: User) -> None:
    states = {1: draft.document}
    for parts in (
        {"steps__history__narrative": "One"},
        {"order": ["imaging", "history"]},
        {"steps__history": None},
        {"steps__scan": {"key": "scan", "kind": "imaging", "title": "Scan"}, "key__record__ecog": 1},
        {"key__record__ecog": None, "steps__scan__questions__q": {"key": "q"}},
    ):
        save(draft, educator, **parts)
        states[draft.version] = draft.document

    assert all(document_at(draft, number) == document for number, document in states.items())
    for number in (1, 6, 3):
        restore_draft(draft=draft, number=number, opened=draft.version, by=educator, now=LATER)
        assert draft.document == states[number]
    assert draft.version == 9


def test_going_back_is_refused_when_somebody_saved_since(draft: CaseDraft, educator: User) -> None:
    save(draft, educator, title="Theirs")

    with pytest.raises(DraftChangedElsewhere):
        restore_draft(draft=draft, number=1, opened=1, by=educator, now=LATER)


# Beginning


@pytest.mark.parametrize("primary", VOCABULARY["primary_site"].choice_values)
def test_a_template_asks_what_is_asked_of_its_primary_and_tells_nothing(primary: str) -> None:
    document = template_document("A case", "a-case", primary)

    steps = document["steps"]
    staging = [] if primary == "myeloma_leukaemia" else ["staging"]
    assert [step["key"] for step in steps] == ["history", "imaging", "pathology", *staging, "planning"]
    asked = {key for step in steps for key in step["asked"]}
    assert ("lugano_stage" in asked) is (primary == "lymphoma")
    assert ("t_category" in asked) is (primary not in ("lymphoma", "myeloma_leukaemia"))
    assert asked <= {key for key in VOCABULARY if VOCABULARY[key].asks_for_judgement}
    assert document["key"] == {"record": {"primary_site": primary}, "marks": []}
    assert not any(step.get("narrative") or step["questions"] for step in steps)


def test_a_case_of_the_first_format_asks_in_a_draft_what_its_chapters_asked() -> None:
    case = first_format_library().cases[0]

    document = as_format_2(case.document)

    addressed = [key for step in document["steps"] for key in (*step["given"], *step["asked"])]
    facts = set(addressed) - {OF_LESIONS}
    key = document["key"]
    assert len(addressed) == len(set(addressed))
    assert facts == set(key["record"]) | {mark["fact"] for mark in key["marks"]}
    assert document["format"] == "kidmet.teaching-case/2"
    assert not any("chapters" in step for step in document["steps"])
    texts = dict.fromkeys(document["objectives"], "")
    assert [check for check in checks_of(document, texts, None, NOW.date()) if check.code == "meaning"] == []


def test_a_copy_keeps_where_it_comes_from_and_brings_its_objectives(educator: User) -> None:
    case = shipped_library().cases[0]
    origin = {"library": SHIPPED, "slug": case.slug, "version": 1, "title": case.title, "credits": ["A"]}
    document = copied_document(case.document, "My copy", "", origin)
    library = library_of(educator)
    key = document["objectives"][0]
    Library.objects.filter(pk=library.pk).update(objectives={key: "Something else of that name"})
    library.refresh_from_db()

    draft = begin_draft(
        document=document,
        by=educator,
        now=NOW,
        said="Copied",
        library=library,
        objectives={each.key: each.text for each in case.objectives},
    )

    assert draft.document["derived_from"] == origin
    texts = [draft.library.objectives[key] for key in draft.document["objectives"]]
    assert texts == [each.text for each in case.objectives]
    named = {mark["objective"] for mark in draft.document["key"]["marks"]}
    assert named <= set(draft.document["objectives"])


@pytest.mark.parametrize("case", shipped_library().cases, ids=lambda case: case.slug)
def test_the_lines_of_a_copy_run_on_and_say_the_same(case: Any) -> None:
    copy = copied_document(case.document, "T", "t", {})

    for step, copied in zip(case.document["steps"], copy["steps"], strict=True):
        assert words(copied["narrative"]) == words(step["narrative"])
    assert words(copy["commentary"]) == words(case.document["commentary"])
    assert copy["commentary"].count("\n") < case.document["commentary"].count("\n")


def words(text: str) -> list[str]:
    """What it shows, and where its elements begin and end."""
    return str(markdown(text)).split()


def test_the_record_of_a_case_becomes_the_key(educator: User) -> None:
    case = case_of(
        educator,
        age_years=68,
        m_category="cM1c",
        lesions=[{"side": "left", "diagnosis": "benign"}],
        kidney_diagnosis="metastasis_presumed",
    )

    document = document_of_case("Mine", "mine", case.recorded())

    steps = {step["key"]: step for step in document["steps"]}
    assert document["key"]["record"]["lesions"] == [{"side": "left", "diagnosis": "benign"}]
    assert (steps["history"]["given"], steps["imaging"]["given"]) == (["age_years"], ["lesions"])
    assert steps["pathology"]["asked"] == ["kidney_diagnosis", OF_LESIONS]
    assert steps["staging"]["asked"] == ["m_category"]


def test_a_draft_gets_a_name_of_its_own_in_the_address(educator: User) -> None:
    slugs = [draft_of(educator, title).slug for title in ("A cough", "A cough", "咳嗽", "x" * 200)]

    assert slugs == ["a-cough", "a-cough-2", "case", "x" * 60]


def test_an_objective_is_added_once(draft: CaseDraft, educator: User) -> None:
    keys = [
        add_objective(draft=draft, text=text, by=educator, now=LATER)
        for text in ("Derive M", "Derive M", "Derive M!")
    ]

    assert keys == ["derive-m", "derive-m", "derive-m-2"]
    assert Library.objects.get(pk=draft.library_id).objectives == {
        "derive-m": "Derive M",
        "derive-m-2": "Derive M!",
    }


# Who may

RIGHTS = [("view", False, False), ("edit", True, False), ("assign", True, True)]


@pytest.mark.parametrize(("right", "writes", "assigns"), RIGHTS)
def test_a_colleague_may_what_was_shared(
    draft: CaseDraft, colleague: User, right: str, writes: bool, assigns: bool
) -> None:
    share(draft.library, colleague, right)

    assert (can_edit_library(colleague, draft.library), can_assign_from(colleague, draft.library)) == (
        writes,
        assigns,
    )
    assert [library.right for library in libraries_of(colleague)] == [right]
    assert drafts_of(colleague).filter(pk=draft.pk).exists() is writes


def test_a_draft_is_nothing_to_strangers(
    draft: CaseDraft, resident: User, curator: User, administrator: User, colleague: User
) -> None:
    for person in (resident, curator, administrator, colleague):
        assert not drafts_of(person).exists(), person
        assert not libraries_of(person).exists(), person
        with pytest.raises(NotYourLibrary):
            save(draft, person, title="Forged")


@pytest.mark.parametrize("withdrawn", ["role", "share"])
def test_a_save_is_refused_when_the_right_was_withdrawn(
    draft: CaseDraft, colleague: User, withdrawn: str
) -> None:
    given = share(draft.library, colleague, Right.EDIT)
    save(draft, colleague, title="While I may")

    if withdrawn == "role":
        User.objects.filter(pk=colleague.pk).update(is_educator=False)
    else:
        given.delete()
    with pytest.raises(NotYourLibrary, match=r"nothing was changed"):
        save(draft, User.objects.get(pk=colleague.pk), title="Later")


def test_nobody_writes_in_the_shipped_library(library: None, educator: User, administrator: User) -> None:
    shipped = Library.objects.get()

    assert shipped.slug == SHIPPED == shipped_library().slug
    for person in (educator, administrator):
        assert right_in(person, shipped) == Right.VIEW
        assert [found.right for found in libraries_of(person)] == [Right.VIEW]


def test_a_library_goes_to_the_first_who_may_write_when_its_owner_leaves(
    draft: CaseDraft, educator: User, colleague: User, administrator: User
) -> None:
    reader = User.objects.create_user("reader@kidmet.test", is_educator=True)
    later = User.objects.create_user("later@kidmet.test", is_educator=True)
    for person, right in ((reader, "view"), (colleague, "edit"), (later, "assign")):
        share(draft.library, person, right)

    educator.delete()

    library = Library.objects.get()
    assert library.owner == colleague
    assert right_in(colleague, library) == OWN
    assert right_in(administrator, library) == ""


@pytest.mark.parametrize("visibility", Visibility.values)
def test_a_library_stays_with_the_administrators_when_the_last_author_leaves(
    draft: CaseDraft, educator: User, colleague: User, administrator: User, visibility: str
) -> None:
    Library.objects.update(visibility=visibility)

    educator.delete()

    library = Library.objects.get()
    assert (library.owner, library.visibility) == (None, visibility)
    assert draft_for(administrator, draft.pk).document == draft.document
    assert bool(right_in(colleague, library)) is (visibility == "open")


@pytest.mark.parametrize("left", [{"is_active": False}, {"is_educator": False}], ids=["closed", "no role"])
def test_administrators_keep_a_library_while_its_owner_is_gone_when_they_said_why(
    draft: CaseDraft, educator: User, colleague: User, administrator: User, left: dict[str, bool]
) -> None:
    share(draft.library, colleague, Right.EDIT)
    assert not drafts_of(administrator).exists()

    User.objects.filter(pk=educator.pk).update(**left)

    library = Library.objects.get()
    assert right_in(administrator, library) == ""
    assert not drafts_of(administrator).exists()
    reason = "The author has left, and the case is needed."
    look_inside(
        kind=Insight.Kind.LIBRARY,
        number=library.pk,
        people=[educator],
        reason=reason,
        by=administrator,
        now=timezone.now(),
    )
    assert right_in(administrator, library) == OWN
    assert [each.right for each in libraries_of(administrator)] == [OWN]
    assert drafts_of(administrator).get() == draft
    assert save(draft_for(administrator, draft.pk), administrator, title="Kept")
    assert right_in(colleague, library) == Right.EDIT
    User.objects.filter(pk=educator.pk).update(is_active=True, is_educator=True)
    assert right_in(administrator, Library.objects.get()) == ""
    assert draft_for(educator, draft.pk).title == "Kept"


def test_what_was_published_stays_when_a_draft_is_deleted(draft: CaseDraft, educator: User) -> None:
    delete_draft(draft=draft, by=educator, now=LATER)

    assert not CaseDraft.objects.exists()
    assert Library.objects.exists()
