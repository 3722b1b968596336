from django.http import HttpRequest

from guidance.domain.limits import SEARCH


def searched(request: HttpRequest) -> tuple[str, str]:
    """What was typed into a search, and what is said where that is too much: then nothing is looked for.

    It is never cut: nobody would see that something else was looked for than what they typed.
    """
    typed = request.GET.get("q", "").strip()
    return typed, SEARCH.refusal(len(typed)) if len(typed) > SEARCH.most else ""
