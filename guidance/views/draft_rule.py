from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from guidance.domain.conditions import write_text
from guidance.domain.conditions.tree import DraftFault, draft_in_words, faults_of, readable
from guidance.domain.vocabulary import VOCABULARY
from guidance.forms.building import dom_id
from guidance.forms.entries import EntryForm
from guidance.forms.rules import RuleForm, fact_choices
from guidance.pack.mending import FaultInWords, part_place
from guidance.permissions import allowed, can_curate
from guidance.presenting.builder import builder_of
from guidance.presenting.conditions import draft_text
from guidance.presenting.rules import sentence_head, shown_warnings
from guidance.presenting.text_faults import shown_faults
from guidance.views.draft_entry import Editing, draft_is_there
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@allowed(can_curate)
@draft_is_there
def draft_rule(request: PersonRequest, rule_id: str) -> HttpResponse:
    """A rule in the builder, with `?as=text` its condition as text. Each button of the builder saves, too."""
    return EditingRule(request, "rule", rule_id, "guidance/draft_rule.html").respond()


class EditingRule(Editing):
    fragments = "guidance/draft_rule.html#saved"

    def form(self, data: Any = None) -> RuleForm:
        return RuleForm(data, entries=self.draft.entries, entry=self.shown)

    def stays(self, form: EntryForm) -> bool:
        return "op" in self.request.POST

    def context(self, form: EntryForm) -> dict[str, Any]:
        assert isinstance(form, RuleForm)
        faults = (*form.marked, *faults_of(form.typed.root))
        shown = super().context(form)
        shown |= self._condition(form, faults)
        return shown | {"faults": _all_faults(shown["faults"], faults, as_text=shown["as_text"])}

    def _condition(self, form: RuleForm, faults: tuple[DraftFault, ...]) -> dict[str, Any]:
        typed, entries, posted = form.typed, self.draft.entries, self.request.POST
        builder = builder_of(typed.root, faults)
        chosen = {name: str(form[name].value() or "") for name in ("effect", "section", "statement")}
        entry = {**(self.shown or {}), **chosen, "when": form.when}
        return {
            "typed": typed,
            "builder": builder,
            "is_redrawn": "op" in posted or posted.get("drawn") != builder.drawn,
            "is_moved": posted.get("drawn_section") != chosen["section"],
            "sentence": sentence_head(**chosen, entries=entries),
            "words": draft_in_words(typed.root),
            "warnings": shown_warnings(entry, typed.root, entries),
            "as_text": typed.text is not None or self.request.GET.get("as") == "text",
            "text": self._text(form),
            "text_faults": shown_faults(typed.text or "", typed.text_faults),
            "fact_choices": fact_choices(),
            "vocabulary": VOCABULARY.values(),
            "asked_facts": [VOCABULARY[key] for key in form.asked_facts],
        }

    def _text(self, form: RuleForm) -> str:
        """What was typed; else the condition, also one that is too large for the builder."""
        if form.typed.text is not None:
            return form.typed.text
        too_large = readable((self.shown or {}).get("when")) if form.kept.fault else None
        return write_text(too_large) if too_large else draft_text(form.typed.root)


def _all_faults(
    of_entry: list[tuple[str, FaultInWords]], of_condition: tuple[DraftFault, ...], *, as_text: bool
) -> list[tuple[str, FaultInWords]]:
    """Those of the condition as the builder tells them, each leading to its part."""
    others = [each for each in of_entry if not each[1].within.startswith("when")]
    named = [
        (
            "text" if as_text else f"c-{dom_id(fault.path)}",
            FaultInWords("rule", "", "", part_place(fault.path), "", bare=_said(fault)),
        )
        for fault in of_condition
    ]
    return [*others, *named]


def _said(fault: DraftFault) -> str:
    return f"{fault.message} Did you mean “{fault.nearest}”?" if fault.nearest else fault.message
