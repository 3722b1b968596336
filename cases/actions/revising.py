from datetime import datetime

from django.db import transaction

from cases.actions.drafting import begin_draft, make_way
from cases.domain.teaching.beginning import as_format_2
from cases.models import CaseDraft, TeachingCase, TeachingCaseVersion
from cases.permissions import check_can_edit_library
from kidmet_site.accounts.models import User


@transaction.atomic
def revise_case(*, teaching_case: TeachingCase, by: User, now: datetime) -> CaseDraft:
    """The draft of a published case, begun from the version that is given out where there is none.

    Raises NotYourLibrary.
    """
    check_can_edit_library(by, teaching_case.library)
    found = CaseDraft.objects.filter(teaching_case=teaching_case).first()
    if found is not None:
        return found
    latest = TeachingCaseVersion.objects.get(latest_of=teaching_case)
    make_way(library=teaching_case.library, slugs=[teaching_case.slug])
    return begin_draft(
        document=as_format_2(latest.document),
        by=by,
        now=now,
        said=f"Began from version {latest.number}",
        library=teaching_case.library,
        teaching_case=teaching_case,
    )
