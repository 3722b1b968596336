"""The cases that a rule can be tried on: those with a name, one's own, and one that records nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cases.domain.deriving import known_facts
from cases.models import PatientCase
from cases.queries.cases import case_for, cases_for
from cases.queries.replaying import TEACHING, NamedCase, named_cases
from guidance.domain.facts import Facts
from kidmet_site.accounts.models import User

EMPTY = "empty"
MOST_OWN = 200
"""The cases of one's own that were changed last."""

OptionGroup = tuple[str, list[tuple[str, str]]]


@dataclass
class TrialCases:
    """What can be chosen, by ids such as "library:kidney-metastases/lung-m-category" and "own:12"."""

    user: User

    @cached_property
    def _named(self) -> tuple[NamedCase, ...]:
        return named_cases()

    @cached_property
    def groups(self) -> list[OptionGroup]:
        """Kinds of cases with the id and title of each; three queries."""
        teaching = [(_id(case), case.title) for case in self._named if case.source == TEACHING]
        demo = [(_id(case), case.title) for case in self._named if case.source != TEACHING]
        groups = [
            ("Teaching cases, as the expert has them", teaching),
            ("Demo cases", demo),
            ("My own cases", list(self._own())),
        ]
        return [group for group in groups if group[1]]

    def _own(self) -> Iterator[tuple[str, str]]:
        titles = cases_for(self.user).prefetch_related(None).values_list("pk", "title")
        return ((f"own:{pk}", title) for pk, title in titles[:MOST_OWN])

    def facts(self, id_: str) -> Facts | None:
        """What the case knows; None where there is no such case, or where it is another's."""
        if id_ == EMPTY:
            return known_facts({})
        source, _, rest = id_.partition(":")
        if source != "own":
            return next((case.facts for case in self._named if _id(case) == id_), None)
        try:
            return known_facts(case_for(self.user, int(rest)).recorded())
        except (PatientCase.DoesNotExist, ValueError, OverflowError):
            return None


def _id(case: NamedCase) -> str:
    return f"library:{case.library}/{case.slug}" if case.source == TEACHING else f"demo:{case.slug}"
