"""A save answers with the pieces of the page that it changed; the page is then as if it had sent all."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from cases.actions.cases import load_demo_cases
from cases.models import CaseChange, PatientCase
from cases.presenting.panel import Card
from cases.templatetags.workbench import kept
from cases.views.loading import MOST_TOLD
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import Highlight, SectionMatch
from kidmet_site.accounts.models import User
from tests.cases.open_page import OpenPage
from tests.cases.samples import NOW
from tests.cases.test_case_chapter import HTMX, address, controls_of
from tests.cases.test_changed_since import publish_more

ClientOf = Callable[[User], Client]

SAVES: dict[str, tuple[dict[str, Any], ...]] = {
    "presentation": ({"age_years": "41"}, {"age_years": "nonsense"}, {"age_years": "42"}, {"sex": "female"}),
    "primary": ({"primary_site": "kidney_rcc"}, {"primary_site": "breast"}, {"primary_site": ""}),
    "kidney": ({"kidney_architecture_distorted": "yes"}, {"kidney_architecture_distorted": "no"}),
    "biopsy": ({"kidney_diagnosis": "uncertain"}, {"kidney_diagnosis": "metastasis_confirmed"}),
    "staging": ({"t_category": "9"}, {"reported_stage_group": "IV"}),
    "prognosis": ({"ecog": "3"}, {"albumin_g_l": "12", "tab": "palliative"}, {"albumin_g_l": "35"}),
    "treatment": ({"treatments_considered": ["radical_nephrectomy"]}, {"treatment_intent": "palliative"}),
    "palliative": ({"esas_pain": "9"}, {"esas_pain": "8"}, {"esas_pain": "0", "tab": "diagnosis"}),
}


class Saving:
    """One page that stays open while its chapter is saved again and again."""

    def __init__(self, client: Client, case: PatientCase, chapter: str) -> None:
        self.client, self.address = client, address(case, chapter)
        html = client.get(self.address).content.decode()
        self.page, self.form = OpenPage(html), controls_of(html)

    def fresh(self) -> OpenPage:
        return OpenPage(self.client.get(self.address).content.decode())

    def answer(self, stamps: str, at: str) -> str:
        headers = HTMX | ({"HTTP_PAGE_STAMPS": stamps} if stamps else {})
        response = self.client.post(self.address + at, self.form, **headers)
        assert response.status_code == 200
        return response.content.decode()

    def whole(self, at: str) -> str:
        """What a page is answered that tells nothing; as if it had never asked."""
        with transaction.atomic():
            answer = self.answer("", at)
            transaction.set_rollback(True)
        return answer

    def save(self, at: str = "", **changed: Any) -> tuple[str, str]:
        """The answer, which the page takes, and the whole one, which `beside` takes."""
        self.form |= {"version": self.page.named("version").attrs["value"]} | changed
        whole, part = self.whole(at), self.answer(self.page.stamps, at)
        self.beside = deepcopy(self.page)
        self.beside.take(whole)
        self.page.take(part)
        return part, whole


@pytest.fixture
def case(resident: User, edition: CompiledEdition) -> PatientCase:
    return load_demo_cases(by=resident, now=NOW)[0]


@pytest.mark.parametrize("chapter", SAVES)
def test_page_is_as_if_all_was_sent_when_only_what_changed_was(
    chapter: str, case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    saving = Saving(client_of(resident), case, chapter)
    for changed in SAVES[chapter]:
        part, whole = saving.save(**changed)
        assert saving.page.shown() == saving.beside.shown()
        assert len(part) <= len(whole)
    saving.save(tab="")
    fresh = saving.fresh()
    for page in (saving.page, fresh):
        page.named("announcement").children = []
    assert saving.page.shown() == fresh.shown()


def test_answer_holds_only_what_changed(case: PatientCase, resident: User, client_of: ClientOf) -> None:
    saving = Saving(client_of(resident), case, "palliative")
    saving.save(esas_pain="9")
    part, whole = saving.save(esas_pain="8")

    assert saving.page.shown() == saving.beside.shown()
    assert '<aside class="guide"' in whole and 'id="chapters"' in whole
    assert '<aside class="guide"' not in part and 'id="chapters"' not in part
    assert 'id="score-esas"' in part and 'id="announcement"' in part
    assert len(part) < len(whole) / 4


def test_panel_comes_whole_when_readers_got_a_new_edition(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    saving = Saving(client_of(resident), case, "primary")
    publish_more()
    part, _ = saving.save(histology="squamous")
    assert 'id="changed-since"' in part
    assert saving.page.shown() == saving.beside.shown()

    part, _ = saving.save(histology="adenocarcinoma")
    assert '<aside class="guide"' not in part
    assert saving.page.shown() == saving.beside.shown()


def test_pieces_are_sent_when_the_page_tells_more_than_is_read(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    saving = Saving(client_of(resident), case, "palliative")
    saving.form |= {"esas_pain": "9"}
    answer = saving.answer("x" * MOST_TOLD + " " + saving.page.stamps, "")

    assert '<aside class="guide"' in answer and 'id="chapters"' in answer


def test_page_is_right_when_an_answer_was_lost_and_another_tab_saved(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    client = client_of(resident)
    saving, other = Saving(client, case, "palliative"), Saving(client, case, "primary")
    saving.form |= {"esas_pain": "7", "page": f"{'0' * 16}-1"}
    saving.answer(saving.page.stamps, "")  # and nobody hears it
    saving.save(esas_pain="6", page=f"{'0' * 16}-2")
    assert saving.page.shown() == saving.beside.shown()

    other.save(primary_site="breast")
    saving.save(esas_pain="5", page=f"{'0' * 16}-3")
    assert saving.page.shown() == saving.beside.shown()


def test_page_is_right_when_a_save_is_taken_back(
    case: PatientCase, resident: User, client_of: ClientOf
) -> None:
    saving = Saving(client_of(resident), case, "treatment")
    saving.save(treatments_considered=["radical_nephrectomy"])
    saving.save("undo/", change=str(CaseChange.objects.latest("pk").pk))
    assert saving.page.shown() == saving.beside.shown()


def test_an_addition_is_drawn_anew_when_only_its_reason_is_another(edition: CompiledEdition) -> None:
    addition = next(iter(edition.additions.values()))
    title = edition.sections[addition.section].title

    def drawn(reason: str) -> tuple[str, str]:
        brought_up = Highlight(addition.key, "a-rule", lambda: reason)
        match = SectionMatch(
            slug=addition.section,
            title=title,
            domain="treatment",
            because=("Because.",),
            statements=(),
            notes=(),
            rule_ids=("a-rule",),
            highlights=(brought_up,),
            additions=(addition.key,),
        )
        why, what = Card(edition, match, "treatment", False).parts
        assert reason in kept(what.template, what, edition.hash)
        return why.stamp, what.stamp

    first, second = drawn("One reason."), drawn("Another reason.")
    assert first[0] == second[0] and first[1] != second[1]
