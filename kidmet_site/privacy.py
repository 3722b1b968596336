"""What the pages on privacy say: drawn from the registry of holdings and the installation's settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from kidmet_site.accounts.holdings import REGISTRY, Holding, all_holdings
from kidmet_site.themes import COOKIE
from kidmet_site.views.theme import A_YEAR

DAY = 60 * 60 * 24

REASON = "an administrator who gives a reason that you can read"
OWN = f"You, and {REASON}."
OF_DRAFT = f"You, colleagues who may write in its library, and {REASON}."
CURATORS = "Curators and administrators, from the moment that you write it."
ADMINISTRATORS = "You, and administrators."
NO_PAGE = "No page shows it."

SEEN = {
    "account.emailaddress": ADMINISTRATORS,
    "accounts.accountexport": "You fetch it. Administrators see that it was asked for, by whom and why.",
    "accounts.erasure": "Administrators.",
    "accounts.historicaluser": "Administrators.",
    "accounts.insight": ADMINISTRATORS,
    "accounts.invitation": ADMINISTRATORS,
    "accounts.peopleact": "Administrators.",
    "accounts.peoplelist": "Administrators.",
    "accounts.user": "Where you said or changed something others see your name, or your address where you "
    "gave none. Administrators see all of it but the password, of which only a hash is kept, and your zone.",
    "accounts.user_groups": "Administrators.",
    "accounts.user_user_permissions": "Administrators.",
    "admin.logentry": "Administrators.",
    "cases.accommodation": "Whom it is given to and the teachers of the cohort. Administrators see that "
    "there is one, and when it was given.",
    "cases.assignee": "You and the teachers of the cohort. Administrators see that something is assigned.",
    "cases.assignment": "Its teachers and those who work it. Administrators see when it was made.",
    "cases.attempt": f"{OWN} Of work that is assigned in a cohort its teachers see how far you are and, once "
    "you submitted it, your entries, answers, how sure you said you were, your marks, and when each step was "
    "opened, saved and committed, never your reflection; wrong entries, and the time that it took, they also "
    "see of the group, without names. What at least three of you chose at a committed "
    "step they see and may show to the group, without names.",
    "cases.casechange": OWN,
    "cases.casedraft": OF_DRAFT,
    "cases.cohort": "Its teachers and residents. Administrators see that it is there, and not its name.",
    "cases.cohortinvitation": "The teachers of the cohort; where names are hidden those who have the "
    "address in a list of theirs. "
    "Administrators see the address, by whom it was invited and when.",
    "cases.cohortlist": "Whoever uploaded it. Administrators see that it is there.",
    "cases.cohortmember": "You, the teachers of the cohort, and administrators. Where names are hidden its "
    "teachers see a number.",
    "cases.cohortteacher": "You, the residents and teachers of the cohort, and administrators.",
    "cases.draftcomment": OF_DRAFT,
    "cases.draftreview": f"{OF_DRAFT} Administrators see who was asked, and when.",
    "cases.draftsave": OF_DRAFT,
    "cases.extension": "The person it is given to and the teachers of the cohort. Administrators see when.",
    "cases.feedback": "You, the resident and the teachers of the cohort. Administrators see that something "
    "was written, by whom and when. The resident sees it once the debrief is open.",
    "cases.impactrun": "Curators and administrators.",
    "cases.library": f"You, those whom you share it with or open it to, and {REASON}.",
    "cases.libraryshare": "You, the owner of the library, and administrators.",
    "cases.librarytransfer": "You. Administrators see when it was, and how large it is.",
    "cases.marking": f"You, the resident and the teachers of the cohort, and {REASON}.",
    "cases.patientcase": f"{OWN} Curators see numbers of cases that a rule reaches, never a case.",
    "cases.picture": "Whoever sees the case that shows it. Administrators see its size and when it came.",
    "cases.picture_sent_by": NO_PAGE,
    "cases.reminderwish": ADMINISTRATORS,
    "cases.reviewcard": OWN,
    "cases.secondlook": f"You, the resident and the teachers of the cohort, and {REASON}.",
    "cases.takenversion": "The teachers of the cohort. Administrators see when.",
    "cases.tally": f"{OWN} Teachers of a cohort see those of its assigned work added up over the group.",
    "cases.teachingcase": "Whoever may write in its library, and administrators.",
    "cases.timerequest": "You, and the teachers of the cohort who may give it. Administrators see when.",
    "cases.teachingcaseversion": f"Whoever may read its library, and {REASON}. "
    "Administrators see who published, and when.",
    "cases.textmark": "The teachers of the cohort; the resident, once it is released. Administrators see "
    "that it is there, and when it was given.",
    "django_tasks_database.dbtaskresult": NO_PAGE,
    "cases.remarking": "The residents whose marks changed by it, and educators who may put a key right.",
    "guidance.auditentry": "Curators and administrators.",
    "guidance.changeset": CURATORS,
    "guidance.comment": CURATORS,
    "guidance.changeseen": "You.",
    "guidance.document": "Everybody reads it in the guidance.",
    "guidance.goingback": "Curators and administrators.",
    "guidance.edition": "Everybody reads an edition, and which name published it.",
    "guidance.editingmark": "Curators and administrators.",
    "guidance.flag": "You, and with your name curators and administrators.",
    "guidance.intereststatement": "Curators and administrators.",
    "guidance.notice": "You. Administrators see that you were told, and when, and not what.",
    "guidance.subscription": ADMINISTRATORS,
    "mfa.authenticator": "You. Administrators see which kind it is and since when, and never its secret.",
    "sessions.session": NO_PAGE,
    "socialaccount.socialaccount": NO_PAGE,
    "work.letter": NO_PAGE,
    "work.job": "You, and administrators.",
}
"""By model: who sees it on the pages of this site. Whoever runs the server has its database besides."""


AREAS = {
    "Your account": ("accounts", "account", "mfa", "socialaccount", "sessions", "admin"),
    "Cases, learning and teaching": ("cases",),
    "The guidance": ("guidance",),
    "What the site does outside of its pages": ("work", "django_tasks_database"),
}
"""In which order both pages tell it, by app."""


@dataclass(frozen=True)
class KindOfData:
    """One kind of data, as both pages tell it."""

    holding: Holding
    seen: str
    tables: tuple[str, ...]

    @property
    def area(self) -> str:
        app = self.holding.model._meta.app_label
        return next(area for area, apps in AREAS.items() if app in apps)

    @property
    def is_exported(self) -> bool:
        """A template would call what exports it, and take the refusal for a no."""
        return self.holding.export is not None


def kept() -> list[KindOfData]:
    """Everything that is held of people, as the registry has it, area by area."""
    parts: dict[object, list[str]] = {}
    for part, whole in REGISTRY.parts.items():
        parts.setdefault(whole, []).append(part._meta.db_table)
    told = [
        KindOfData(each, SEEN[each.key], (each.model._meta.db_table, *parts.get(each.model, ())))
        for each in all_holdings()
    ]
    return sorted(told, key=lambda each: (list(AREAS).index(each.area), each.holding.title))


@dataclass(frozen=True)
class Cookie:
    name: str
    what: str
    until: str


def cookies() -> list[Cookie]:
    """Those that the site sets; tests/test_privacy.py compares."""
    days = settings.SESSION_COOKIE_AGE // DAY
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Tells the site that you are signed in. It is set when you begin to sign in or up.",
            f"Until you sign out, close the browser, or {days} days where you chose to stay signed in.",
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "Tells the site that a form comes from one of its own pages.",
            f"{settings.CSRF_COOKIE_AGE // DAY} days.",
        ),
        Cookie(COOKIE, "Light or dark, once you chose one.", f"{A_YEAR // DAY} days."),
        Cookie("messages", "A sentence for the next page, such as “Deleted”.", "Until it is shown."),
    ]


BROWSER_STORAGE = (
    "Which tab of the guidance you opened beside a case, in this tab of the browser, until it is closed.",
    "Which address of this site the tab shows, until it is closed.",
    "What you typed into a form and have not sent, in the history of this tab, for when you come back to it.",
    "In the administration: its colours, and whether its lists stand open, until you clear them.",
)


def measures() -> Iterator[str]:
    """How data is kept safe here, as far as this software sees to it."""
    if settings.HTTPS:
        yield "Pages are sent over HTTPS alone, and browsers are told to insist on it."
    else:
        yield "This installation does not ask for HTTPS itself: whether it is used is up to whoever runs it."
    yield "Passwords are kept as salted hashes; a second step and passkeys can be added to each account."
    yield "Attempts to sign in are limited by account and by network address."
    yield "No browser or proxy keeps a page of somebody who is signed in."
    yield "Pages load nothing from any other host, and run no script but the site’s own."
    yield "Cookies of a session cannot be read by scripts, and are sent to this site alone."
    yield "Each page asks who may see what it shows; a stranger’s page answers as if it were not there."
    yield "What administrators look at is written down and told to whose it is; the site never takes it out."
    yield "What is deleted is deleted in one transaction with all that hangs on it."
