from typing import Any

from django.http import Http404

from cases.models import PatientCase
from cases.queries import case_for


def case_or_404(user: Any, pk: int) -> PatientCase:
    """One of the person's own cases. Somebody else's answers as if it did not exist."""
    try:
        return case_for(user, pk)
    except PatientCase.DoesNotExist as error:
        raise Http404 from error
