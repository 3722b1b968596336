"""What there is to look at: people, and cases, attempts and guidance in every state, each made once."""

import time
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from cases.actions.assigning import CaseTerms, extend
from cases.actions.case_results import keep_results, worked_out
from cases.actions.cases import create_case, load_demo_cases
from cases.actions.cohort_asking import name_teacher
from cases.actions.cohort_lists import keep_residents
from cases.actions.cohorts import archive_cohort
from cases.actions.drafting import begin_draft
from cases.actions.exporting import start_export, step_export
from cases.actions.feedback import answer_feedback, give_feedback
from cases.actions.marking import ask_second_look, override_mark
from cases.actions.publishing import pull_version
from cases.actions.remarking import apply_remarking
from cases.actions.reviewing import comment_on
from cases.actions.revising import revise_case
from cases.actions.teaching import assign_case, publish_case
from cases.actions.text_marks import mark_text
from cases.actions.trials import start_trial
from cases.content.cohort_sheet import ResidentRow
from cases.content.library import shipped_library
from cases.domain.results.case_statistics import FEWEST
from cases.domain.teaching import read_teaching_case
from cases.domain.teaching.beginning import copied_document
from cases.models import AssignedCase, Assignment, Attempt, Library, Mark
from cases.queries.case_results import submitted_count
from cases.queries.cases import demo_case
from cases.queries.teaching import teaching_case_at, teaching_case_in
from guidance.actions.change_sets import declare_interests
from guidance.actions.flagging import raise_flag
from guidance.actions.going_back import propose_going_back
from guidance.actions.looking import look_inside
from guidance.actions.notices import subscribe
from guidance.actions.publishing import publish_draft
from guidance.domain.vocabulary import VOCABULARY
from guidance.models import Notice
from guidance.queries.draft import draft_entries, guidance_document
from kidmet_site.accounts.exporting import begin_export
from kidmet_site.accounts.inviting import Invited, give_roles, invite_people, key_of
from kidmet_site.accounts.models import AccountExport, Insight, User
from kidmet_site.accounts.people_lists import keep_list
from kidmet_site.accounts.people_sheet import SheetRow
from kidmet_site.work.jobs import begin
from tests.cases.attempts import LIBRARY, LUNG, begun, commit, load_cases, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, granted, seat_of
from tests.cases.corrected import another_version, case_in, dry_run, handed_in, surgery_is_right
from tests.cases.drafts import draft_of, library_of, published_case, save, share
from tests.cases.group import handed_in_by_all
from tests.cases.illustrated import illustrated, kept, stack_of
from tests.cases.samples import case_of
from tests.conftest import person
from tests.functional.sights import States
from tests.guidance.curating import KEY, NOW, accepted, change, proposed, reworded, under_review
from tests.guidance.sources import attached, invented_source
from tests.working import work_off

PASSWORD = "correct horse battery"
PICTURED = "breast-bone-and-kidney"
LONG_WORD = ("Nephrometastasiologicalclinicopathologicalcorrelationconferencecasepresentations" * 3)[:200]
LONG_NAME = "Maximiliane" + "wolfeschlegelsteinhausenbergerdorff" * 2
RIGHT_TO_LEFT = "حالة تعليمية: سرطان الرئة مع نقائل في الكليتين"
FIFTY = [
    {"side": ("left", "right")[n % 2], "pole": ("upper", "interpolar", "lower")[n % 3], "size_mm": 4 + n}
    for n in range(50)
]
NATURES: tuple[dict[str, Any], ...] = tuple(
    {"side": side, "pole": pole, "size_mm": 16, "diagnosis": diagnosis}
    for (side, pole), diagnosis in zip(
        product(("left", "right"), ("upper", "interpolar", "lower")),
        ("metastasis_presumed", "direct_growth", "second_primary", "lymphoma", "benign", "uncertain"),
        strict=True,
    )
)
TWO_CANCERS = {
    "primary_site": "testis",
    "age_years": 68,
    "other_metastatic_sites": ["pleura"],
    "second_cancer_site": "rcc",
    "second_cancer_tnm": "pT1b cN0 cM0",
    "which_cancer_spread": "unclear",
    "lesions": [*NATURES, {"side": "left"}],
    "biopsy_status": "planned",
    "tissue_source": ["kidney_biopsy", "other_site", "cytology"],
    "reported_stage_group": "IIIB",
}
ROLES = {"is_resident": True, "is_educator": True, "is_curator": True, "is_superuser": True}


def signed_in(user: User) -> Client:
    """With a session that began with the password just now, so that no page asks for it again."""
    client = Client()
    client.force_login(user)
    session = client.session
    given = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [given]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def cookie_of(user: User) -> str:
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


def people() -> States:
    """Whoever looks: one with every role, one who has just come, and a cookie for each."""
    rich = person("Maximiliane", **ROLES)
    User.objects.filter(pk=rich.pk).update(display_name=LONG_NAME[:80])
    newcomer = person("Nia", is_resident=True)
    for user in (rich, newcomer):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    cookies = {"rich": cookie_of(rich), "newcomer": cookie_of(newcomer)}
    return States(rich=rich, newcomer=newcomer, cookies=cookies)


def registered_key() -> dict[str, Any]:
    """What a browser sends of a new key, as it is kept."""
    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    credential = AttestedCredentialData.create(Aaguid.NONE, b"the-key", public)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    given = AttestationObject.create("none", AuthenticatorData.create(b"h" * 32, flags, 0, credential), {})
    told = CollectedClientData.create("webauthn.create", b"challenge", "https://kidmet.example")
    return {
        "id": websafe_encode(b"the-key"),
        "rawId": websafe_encode(b"the-key"),
        "type": "public-key",
        "response": {"attestationObject": websafe_encode(given), "clientDataJSON": websafe_encode(told)},
        "clientExtensionResults": {},
    }


def entering(states: States) -> None:
    """Accounts: with a second step, with a key, without a password, and one at the second step's door."""
    careful, keyed, passwordless = (person(name, is_resident=True) for name in ("Cora", "Kim", "Pat"))
    for user in (careful, keyed, passwordless):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    passwordless.set_unusable_password()
    passwordless.save()
    TOTP.activate(careful, generate_totp_secret())
    RecoveryCodes.activate(careful)
    named = {"name": LONG_WORD[:80], "credential": registered_key()}
    states.key = Authenticator.objects.create(user=keyed, type="webauthn", data=named)
    door = Client()
    door.post("/accounts/login/", {"login": careful.email, "password": PASSWORD})
    states.cookies |= {
        "careful": cookie_of(careful),
        "keyed": cookie_of(keyed),
        "passwordless": cookie_of(passwordless),
        "at_the_door": door.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    for kind, reason in (("case", LONG_WORD), ("attempt", RIGHT_TO_LEFT * 3), ("account", LONG_WORD)):
        look_inside(
            kind=Insight.Kind(kind), number=1, people=[states.rich], reason=reason, by=states.rich, now=NOW
        )
    newcomer = states.newcomer
    states.reset_link = {
        "uidb36": user_pk_to_url_str(newcomer),
        "key": default_token_generator.make_token(newcomer),
    }
    unconfirmed = EmailAddress.objects.create(user=newcomer, email="nia@elsewhere.example")
    states.confirmation = EmailConfirmationHMAC.create(unconfirmed).key
    begin_export(person=careful, by=careful, now=NOW)
    AccountExport.objects.create(person=keyed, asked_by=keyed, asked_at=NOW)
    AccountExport.objects.create(
        person=states.rich, reason=LONG_WORD, asked_at=NOW, finished_at=NOW, size=123_456_789, rows=12_345
    )


def administering(states: States) -> None:
    """A case of somebody that is sealed, one that is open for the hour, and an account that is closed."""
    now = timezone.now()
    states.sealed = case_of(states.newcomer, LONG_WORD)
    states.opened = case_of(states.newcomer, RIGHT_TO_LEFT, **TWO_CANCERS)
    look_inside(
        kind=Insight.Kind.CASE,
        number=states.opened.pk,
        people=[states.newcomer],
        reason=LONG_WORD,
        by=states.rich,
        now=now,
    )
    states.closed = person("Clara", is_resident=True)
    User.objects.filter(pk=states.closed.pk).update(is_active=False)


def inviting(states: States) -> None:
    """People here, invited and on a list, with long names and all that can be said of a row."""
    rich, now = states.rich, timezone.now()
    long = f"{LONG_WORD[:60]}@kidmet.example".lower()
    invited = [
        Invited("kim@kidmet.example", ("resident", "curator"), LONG_NAME[:80]),
        Invited(long, ("educator",)),
    ]
    kim, _ = invite_people(invited, by=rich, now=now)
    states.invitation = key_of(kim)
    give_roles(states.newcomer, ["educator"], by=rich, now=now, way="page")
    rows = [
        SheetRow(2, states.newcomer.email, "", ("resident", "curator")),
        SheetRow(3, rich.email, "", None),
        SheetRow(4, "new@kidmet.example", LONG_NAME[:80], None),
        SheetRow(5, "new@kidmet.example", "", None),
        SheetRow(6, "kim@kidmet.example", "", None),
        SheetRow(7, LONG_WORD[:200], "", None, "This is no e-mail address."),
    ]
    states.list = keep_list(rows, name="people.csv", by=rich, now=now)


def listing(states: States) -> None:
    """A list of people that can be done as it is."""
    rows = [
        SheetRow(2, states.newcomer.email, "", ("resident", "curator")),
        SheetRow(3, states.rich.email, "", None),
        SheetRow(4, "new@kidmet.example", LONG_NAME[:80], None),
    ]
    states.sound = keep_list(rows, name=f"{LONG_WORD[:90]}.csv", by=states.rich, now=timezone.now())


def outside(states: States) -> None:
    """Work outside of requests: in each state it can be in."""
    made = {}
    for state, done, total in (
        *(("waiting", 0, 0), ("running", 1_203, 5_000), ("done", 9, 9), ("failed", 3, 9), ("stopped", 3, 9)),
        ("paused", 3, 9),
    ):
        job = begin(
            "daily", payload={"name": "none"}, by=states.rich, now=NOW, title=f"{state} {LONG_WORD}"[:200]
        )
        job.state, job.done, job.total = state.replace("paused", "waiting"), done, total
        if state in ("failed", "paused"):
            job.failures, job.fault = 3, "SMTPServerDisconnected in deliver_all_of_it, line 203"
            job.resumes_at = NOW if state == "paused" else None
        job.finished_at = None if job.is_open else NOW
        job.path = "/guidance/changes/"
        job.save()
        made[state] = job
    states.jobs = made


def working(states: States) -> None:
    """Cases: nothing recorded, little, and as much as a case can hold."""
    rich = states.rich
    demo = demo_case("lung-both-kidneys")
    assert demo is not None
    known = demo.case_file.recorded | {"lesions": VOCABULARY["lesions"].clean(FIFTY)}
    states.empty = case_of(rich, LONG_WORD)
    states.half = case_of(rich, RIGHT_TO_LEFT, **TWO_CANCERS)
    states.full = create_case(title=LONG_WORD, by=rich, now=NOW, recorded=known)
    load_demo_cases(by=rich, now=NOW)
    for number in range(25):
        case_of(rich, f"Case {number}")


def learning(states: States) -> None:
    """Attempts: begun, under way, late, at the last door, missed and right."""
    load_cases()
    rich = states.rich
    now = timezone.now()
    states.missed = submitted(
        rich, now=now - timedelta(days=3), entered={"m_category": "cM0", "t_category": "cT4"}
    )
    states.right = submitted(rich, "melanoma-ldh", now=now - timedelta(days=2))
    states.begun = begun(rich, now=now)
    scans = [kept(number, rich, edge=256) for number in range(3)]
    layered = stack_of(scans)
    layered["slices"][0] |= {"annotated": scans[2].pk, "arrows": [{"x": 30, "y": 9, "text": LONG_WORD[:80]}]}
    illustrated(rich, [layered, stack_of(scans[:1], key="one")], slug=PICTURED)
    states.pictured = begun(rich, PICTURED, now=now)
    states.pictured_step = teaching_case_in(states.pictured.version).steps[0].key
    states.going = commit(begun(rich, "bladder-upper-tract", now=now), rich, steps=1, now=now)
    steps = teaching_case_in(states.going.version).steps
    states.closed_step, states.open_step = steps[0].key, steps[1].key
    states.late = begun(rich, "colorectal-solitary-lesion", now=now - timedelta(days=1), timed=True)
    states.late_step = teaching_case_in(states.late.version).steps[0].key
    states.all_committed = commit(begun(rich, "thyroid-age-and-stage", now=now), rich, now=now)
    assign_case(teaching_case=lung_case(), resident=rich, by=rich, now=now, due_on=timezone.localdate(now))


def reading(states: States) -> None:
    """A second edition, of which the reader was told, a flag of hers, and the source's own words, but for one
    paragraph."""
    lacking = invented_source().replace("Invented words stand on line 126, and nobody has restated them.", "")
    attached(lacking.replace("line 111.", f"line 111. {LONG_WORD} {RIGHT_TO_LEFT}"), rights=LONG_WORD)
    rich, author, reviewer = states.rich, person("Cleo", is_curator=True), person("Cato", is_curator=True)
    subscribe(by=rich, now=NOW)
    states.published = accepted(reworded(author), reviewer)
    seen = guidance_document().hash
    publish_draft(by=reviewer, now=NOW, summary=f"T reads better. {LONG_WORD}", seen=seen)
    raise_flag(kind="statement", entry_id=KEY, edition=2, reason=f"{LONG_WORD}?", by=rich, now=NOW)
    states.author, states.reviewer = author, reviewer


def curating(states: States) -> None:
    """Sets in every state; the one under review is hers to decide, the one in writing her own."""
    load_cases()
    reading(states)
    cyra, cem = person("Cyra", is_curator=True), person("Cem", is_curator=True)
    accepted(reworded(cyra, "Otherwise.", key="110-1"), states.reviewer)
    reworded_again = reworded(states.author, f"TNM is used widely. {LONG_WORD}", key="110-2")
    states.reviewed = under_review(reworded_again, states.rich)
    states.stale = proposed(reworded(cem, "T is about size."), title=LONG_WORD)
    states.writing = reworded(states.rich, f"T tells {LONG_WORD}.")

    many = person("Cami", is_curator=True)
    keys = list(draft_entries(guidance_document()).by_kind["statement"])[:24]
    for key in keys:
        reworded(many, f"Said anew of {key}. {LONG_WORD if key == keys[3] else ''}", key=key)
    change(many, "note", "C26", text=LONG_WORD)
    states.many = proposed(change(many, "rule", "tnm-t", because="T is recorded."), title=RIGHT_TO_LEFT)
    states.ready = proposed(reworded(person("Cory", is_curator=True), "N tells more.", key="113-1"))


def going_back(states: States) -> None:
    """An older edition is proposed anew; she has said which interests she has, and may decide and accept."""
    propose_going_back(number=1, by=states.author, now=NOW, reason=f"It read better. {LONG_WORD}")
    declare_interests(has_interests=True, text=LONG_WORD, by=states.rich, now=timezone.now())


def without_cohorts(states: States) -> None:
    """The shipped cases, and nothing assigned."""
    load_cases()


def lists_of_residents(states: States, other: User) -> None:
    """One with each outcome that there is, one with wrong rows, and one that does nothing."""
    rich, now = states.rich, timezone.now()
    sound = [
        ResidentRow(2, states.newcomer.email, LONG_NAME[:80], "2", 2),
        ResidentRow(3, other.email),
        ResidentRow(4, rich.email),
        ResidentRow(5, person("Seated", is_resident=True).email, "", "1.5"),
        ResidentRow(6, f"{LONG_NAME[:60]}@kidmet.example", RIGHT_TO_LEFT, "1.25", 10),
        ResidentRow(7, other.email),
    ]
    wrong = ResidentRow(8, LONG_WORD, LONG_WORD[:200], fault="This is no e-mail address.")
    for cohort, rows in (
        (states.cohort, sound),
        (states.open_cohort, [*sound, wrong]),
        (states.bare_cohort, [sound[2]]),
    ):
        keep_residents(cohort=cohort, rows=rows, name=f"{LONG_NAME[:40]}.xlsx", by=rich, now=now)


def talked_about(attempt: Attempt, lead: User, resident: User) -> None:
    """Feedback on the whole attempt and at its first step, with an answer."""
    now, first = timezone.now(), attempt.committed.all()[0].key
    for step, said in (("", LONG_WORD), (first, RIGHT_TO_LEFT)):
        give_feedback(attempt=attempt, step=step, text=said, seen_last=0, by=lead, now=now)
    last = attempt.feedback.filter(step=first).get().pk
    answer_feedback(attempt=attempt, step=first, text=LONG_WORD, seen_last=last, by=resident, now=now)


def texts_to_mark(states: States) -> None:
    """Three wrote, two of them the same; one text is marked, with a long comment."""
    rich, now = states.rich, timezone.now()
    writers = [person(name, is_resident=True) for name in (LONG_NAME[:60], "Tess", "Theo", "Thea")]
    cohort = cohort_of(rich, *writers, title=LONG_WORD, now=now)
    states.texts = assigned(cohort, rich, purpose="counting", title=RIGHT_TO_LEFT, now=now)
    wrote = (LONG_WORD * 3, "TTF-1 says lung.", "TTF-1 says lung.", RIGHT_TO_LEFT)
    for who, text in zip(writers, wrote, strict=True):
        submitted(who, now=now, answers={"immunostains": text})
    mark = Mark.objects.get(attempt__resident=writers[0], key="immunostains")
    mark_text(mark=mark, points=[0, 2], comment=LONG_WORD, seen_at=None, by=rich, now=now)


def assigning(states: States) -> None:
    """A cohort with long names, work in each state, and one where names are hidden, empty and archived."""
    other, now = person(LONG_NAME, is_resident=True), timezone.now()
    cohorts_in_each_state(states, other, now)
    work_in_each_state(states, other, now)
    states.results = handed_in_by_all(states.rich, FEWEST, now=now, title=LONG_WORD).assignment
    texts_to_mark(states)
    for case in AssignedCase.objects.filter(assignment__in=(states.asked, states.results)):
        if submitted_count(case):
            keep_results(case=case, made=worked_out(case, now))


def cohorts_in_each_state(states: States, other: User, now: datetime) -> None:
    rich, new = states.rich, states.newcomer
    states.cohort = cohort_of(rich, new, other, title=LONG_WORD, now=now)
    states.hidden = cohort_of(rich, other, title=RIGHT_TO_LEFT, hides_names=True, now=now)
    archive_cohort(cohort=states.hidden, by=rich, now=now)
    for cohort, code in ((states.cohort, states.cohort.code), (states.cohort, "BEFORE"), (states.hidden, "")):
        email = f"{LONG_NAME[:50]}{code[:6].lower()}@kidmet.example"
        cohort.invitations.create(email=email, code=code, invited_at=now, invited_by=rich, times_sent=3)
    states.bare_cohort = cohort_of(rich, title="Nobody yet", now=now)
    states.open_cohort = cohort_of(rich, title=LONG_WORD, now=now)
    states.quiet = cohort_of(rich, new, title=RIGHT_TO_LEFT, hides_names=True, now=now)
    asking = person("Asking", is_educator=True)
    unnamed = cohort_of(asking, title=LONG_WORD, hides_names=True, now=now)
    name_teacher(cohort=unnamed, email=rich.email, role="lead", by=asking, now=now)
    states.asked_key = Notice.objects.filter(user=rich, by=asking).latest("pk").path.split("/")[-2]
    states.quiet_seat = seat_of(states.quiet, new).pk
    granted(states.cohort, new, "1.5", 2, rich)
    states.seat = seat_of(states.cohort, new).pk
    lists_of_residents(states, other)


def work_in_each_state(states: States, other: User, now: datetime) -> None:
    rich, new = states.rich, states.newcomer
    timed = CaseTerms(lung_case(), minutes=40)
    terms = {"purpose": "counting", "time_limit": "imposed", "debrief": "by_hand", "attempts_allowed": 1}
    melanoma = teaching_case_at(LIBRARY, "melanoma-ldh")
    states.asked = assigned(
        states.cohort, rich, timed, melanoma, title=LONG_WORD, instructions=LONG_WORD, now=now, **terms
    )
    states.overdue = assigned(
        states.cohort, rich, melanoma, title="Practice", late="minus", late_share=0.2, now=now
    )
    Assignment.objects.filter(pk=states.overdue.pk).update(due_at=now - timedelta(days=1))
    states.nothing_due = assigned(states.bare_cohort, rich, due_at=None, now=now)
    states.assignee = states.asked.assignees.get(person=new).pk
    extend(
        assignee=states.asked.assignees.get(person=new),
        due_at=now + timedelta(days=9), minutes=10, reason=LONG_WORD, by=rich, now=now,
    )  # fmt: skip
    states.handed_in = submitted(new, now=now)
    submitted(other, now=now, entered={"m_category": "cM0"}, answers={"first-thought": "proven"})
    bladder = teaching_case_at(LIBRARY, "bladder-upper-tract")
    assigned(states.cohort, rich, bladder, title=RIGHT_TO_LEFT, now=now)
    states.put_right = submitted(new, bladder.slug, now=now, is_empty=True)
    override_mark(mark=states.put_right.marks.all()[0], credit=0.5, reason=LONG_WORD, by=rich, now=now)
    ask_second_look(mark=states.put_right.marks.all()[0], reason=LONG_WORD, by=new, now=now)
    talked_about(states.put_right, rich, new)


def with_library(states: States) -> None:
    load_cases()


def writing(states: States) -> None:
    """Drafts: empty, with steps that tell nothing yet, and a whole case with a history."""
    rich = states.rich
    states.bare = draft_of(rich, LONG_WORD, ())
    states.begun_case = draft_of(rich, RIGHT_TO_LEFT)
    states.drawn = draft_of(rich, LONG_WORD)
    scans = [kept(number, rich, edge=256) for number in range(3)]
    stack = stack_of(scans, key="images", caption=LONG_WORD, licence="")
    stack["slices"][0] |= {"annotated": scans[2].pk, "arrows": [{"x": 30, "y": 9, "text": LONG_WORD[:80]}]}
    save(states.drawn, rich, steps__history__images=[stack])
    case = next(case for case in shipped_library().cases if case.slug == LUNG)
    document = copied_document(
        case.document, case.title, "", {"title": LONG_WORD, "version": 3, "credits": []}
    )
    states.written = begin_draft(
        document=document,
        by=rich,
        now=NOW,
        said="Copied",
        objectives={each.key: each.text for each in case.objectives},
    )
    save(states.written, rich, summary=LONG_WORD, steps__scan__expert=f"{LONG_WORD} **{RIGHT_TO_LEFT}**")
    save(states.written, rich, steps__scan__given=["age_years", "sex"], order=["scan", "history"])
    save(states.written, rich, credits=[{"name": LONG_WORD, "role": "wrote it"}])
    case_of(rich, LONG_WORD)
    libraries(states)


def publishing(states: States) -> None:
    """An empty draft, and libraries. What is written is shared among three tests, as its pages are many."""
    load_cases()
    states.bare = draft_of(states.rich, LONG_WORD, ())
    libraries(states)


def libraries(states: States) -> None:
    """A library with a case in two versions, one pulled, a colleague, comments, and files on their way."""
    rich = states.rich
    states.case = published_case(rich)
    library = states.library = states.case.library
    Library.objects.filter(pk=library.pk).update(title=LONG_WORD, summary=LONG_WORD, visibility="shared")
    share(library, person("Reed", is_educator=True), "edit")
    states.untouched = library_of(rich, slug="untouched")
    states.revised = revise_case(teaching_case=states.case, by=rich, now=NOW)
    save(states.revised, rich, summary=f"Mrs Miller and {LONG_WORD}", steps__blood__title=RIGHT_TO_LEFT)
    comment_on(draft=states.revised, address="steps/blood", text=LONG_WORD, by=rich, now=NOW)
    content = read_teaching_case(states.revised.document, library.objectives)
    second = publish_case(library, 0, content, now=NOW, by=rich, change_summary=LONG_WORD)
    pull_version(version=second, reason=LONG_WORD, by=rich, now=NOW)
    states.case.refresh_from_db()
    corrected_keys(states)
    states.running = start_export(library=library, by=rich, now=NOW)
    states.transfer = start_export(library=library, by=rich, now=NOW)
    step_export(transfer=states.transfer, by=rich, now=NOW, seconds=60)
    states.trial = start_trial(draft=states.revised, by=rich, now=NOW)


def corrected_keys(states: States) -> None:
    """A dry run, and a case whose corrected key was applied, with a version that asks otherwise."""
    rich = states.rich
    states.counted_case = case_in(states.library, "counted", 0)
    states.put_right_case = case_in(states.library, "put-right", 1)
    cohort = cohort_of(rich, *(person(name, is_resident=True) for name in ("Moira", "Milo")), now=NOW)
    for case in (states.counted_case, states.put_right_case):
        assigned(cohort, rich, case, now=NOW, title=LONG_WORD)
        for member, choice in zip(cohort.members.order_by("number"), ("surgery", "biopsy"), strict=True):
            handed_in(case, member.person, choice)
        made = dry_run(another_version(case, surgery_is_right), rich)
    apply_remarking(remarking=made, policy="upward", reason=LONG_WORD, by=rich, now=NOW)
    work_off()
    another_version(states.put_right_case, lambda document: document["steps"][0].update(title=LONG_WORD))
