"""Colleagues who teach here, found by address."""

from kidmet_site.accounts.models import User


def colleague_at(email: str) -> User | None:
    """Whoever teaches here under this address, however it is written."""
    person = User.objects.filter(email=User.normalize_username(email), is_active=True).first()
    return person if person and (person.is_educator or person.is_superuser) else None


def nobody_said(email: str) -> str:
    """That there is no such colleague, and what to do."""
    return (
        f"Nobody who teaches here has the address {email.strip()[:254]}. "
        "An administrator makes somebody an educator."
    )
