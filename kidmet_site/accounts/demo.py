"""The invented people of a demonstration: one to enter as for each role, a second curator, more residents."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from kidmet_site.accounts.models import ROLES, User

DEMO_DOMAIN = "demo.kidmet.example"
OTHER_RESIDENTS = {"resident.two": "Demo resident two", "resident.three": "Demo resident three"}
"""Nobody enters as these; their attempts are there so that a course looks like one."""
SECOND_CURATOR = "curator.two"
DOORS = {role: role for role in ROLES} | {"second-curator": SECOND_CURATOR}
"""By the word in its address: whom one enters as. Nobody accepts their own changes: it takes two curators."""


def demo_email(name: str) -> str:
    return f"{name}@{DEMO_DOMAIN}"


def is_demo_person(user: User) -> bool:
    return user.email.endswith(f"@{DEMO_DOMAIN}")


@transaction.atomic
def load_demo_people() -> list[User]:
    """Make them, or set those who exist back to how they were made. Their cases are kept."""
    people = [_demo_person(role, role, f"Demo {role}") for role in ROLES]
    people.append(_demo_person(SECOND_CURATOR, "curator", "Demo curator two"))
    return people + [_demo_person(name, "resident", shown) for name, shown in OTHER_RESIDENTS.items()]


@transaction.atomic
def load_course_people(names: Iterable[str]) -> list[User]:
    """Residents whom nobody enters as, for the demonstration's courses."""
    return [_demo_person(name, "resident", f"Demo {name.capitalize()}") for name in names]


def _demo_person(name: str, role: str, shown: str) -> User:
    person, _ = User.objects.get_or_create(
        email=demo_email(name), defaults={"display_name": shown} | {f"is_{role}": True}
    )
    if person.has_usable_password() or not getattr(person, f"is_{role}") or not person.is_active:
        setattr(person, f"is_{role}", True)
        person.is_active = True
        person.set_unusable_password()
        person.save()
    # A second step that a visitor tried out asks the next one for a code that nobody has.
    Authenticator.objects.filter(user=person).delete()
    # Confirmed, so that a visitor can also try the second step.
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    return person
