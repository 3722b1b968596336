"""Who gets which answer on the pages of the site itself and of the accounts.

Signed in without a password a moment ago, as here, one is sent (302) to give it again before changing how one
signs in; that is allauth's doing and as it should be.
"""

from collections.abc import Mapping

from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import begin
from tests.working import NOW

PEOPLE = ("resident", "stranger", "educator", "curator", "administrator")


def row(anonymous: int, everyone: int, **more: object) -> dict[str, object]:
    return {"anonymous": anonymous, **dict.fromkeys(PEOPLE, everyone), **more}


def _asked_for(cast: Mapping[str, User]) -> dict[str, int]:
    job = begin("daily", payload={"name": "none"}, by=cast["resident"], now=NOW)
    return {"pk": job.pk}


ROWS: dict[str, dict[str, object]] = {
    "landing": row(200, 200),
    "privacy": row(200, 200),
    "privacy_details": row(200, 200),
    "theme": row(302, 302, method="post", data={"theme": "dark"}),
    "healthz": row(200, 200),
    "readyz": row(200, 200),
    "metrics": row(404, 404),
    "demo_enter": row(404, 404, method="post", kwargs={"role": "resident"}),
    "account_home": row(302, 200),
    "account_times": row(302, 200),
    "account_export": row(302, 200),
    "account_export_file": row(302, 302),
    "account_delete": row(302, 302),
    "account_deleted": row(200, 200),
    # No institution signs people in: there is nothing of it.
    "institution_login": row(404, 404, method="post"),
    "institution_callback": row(404, 404),
    "institution_again": row(302, 404),
    "institution_remove": row(302, 404),
    # People: for administrators.
    "people": row(302, 404, administrator=200),
    "people_invite": row(302, 404, administrator=200),
    "people_upload": row(302, 404, administrator=200),
    "people_report": row(302, 404, administrator=302, kwargs={"pk": 1}),
    "people_template": row(302, 404, administrator=200),
    "people_export": row(302, 404, administrator=200),
    "people_acts": row(302, 404, administrator=200),
    "people_person": row(302, 404, administrator=200, kwargs=lambda cast: {"pk": cast["resident"].pk}),
    "invitation_again": row(302, 404, administrator=404, method="post", kwargs={"pk": 1}),
    "invitation_withdraw": row(302, 404, administrator=404, method="post", kwargs={"pk": 1}),
    # Who holds a link.
    "invitation": row(404, 404, kwargs={"key": "unknown"}),
    "account_insights": row(302, 200),
    # Signing in and up: for those who are not.
    "account_login": row(200, 302),
    "account_signup": row(200, 302),
    "account_logout": row(302, 200),
    "account_inactive": row(200, 200),
    "account_reset_password": row(200, 200),
    "account_reset_password_done": row(200, 200),
    "account_reset_password_from_key": row(200, 200, kwargs={"uidb36": "1", "key": "set-password"}),
    "account_reset_password_from_key_done": row(200, 200),
    "account_confirm_email": row(200, 200, kwargs={"key": "unknown"}),
    "account_email_verification_sent": row(200, 200),
    "account_confirm_login_code": row(302, 302),
    # One's own account.
    "account_reauthenticate": row(302, 200),
    "account_email": row(302, 200),
    "account_change_password": row(302, 200),
    "account_set_password": row(302, 302),
    # The second step.
    "mfa_index": row(302, 200),
    "mfa_authenticate": row(302, 302),
    "mfa_reauthenticate": row(302, 302),
    "mfa_activate_totp": row(302, 302),
    "mfa_deactivate_totp": row(302, 404),
    "mfa_view_recovery_codes": row(302, 404),
    "mfa_generate_recovery_codes": row(302, 302),
    "mfa_download_recovery_codes": row(302, 404),
    "mfa_list_webauthn": row(302, 200),
    "mfa_add_webauthn": row(302, 302),
    "mfa_reauthenticate_webauthn": row(302, 302),
    "mfa_remove_webauthn": row(302, 302, kwargs={"pk": 1}),
    "mfa_edit_webauthn": row(302, 302, kwargs={"pk": 1}),
    "mfa_login_webauthn": row(302, 302),
    # What is done outside of requests: administrators, and whoever asked; here the resident.
    "work_list": row(302, 404) | {"administrator": 200},
    "work_job": row(302, 404, kwargs=_asked_for) | {"resident": 200, "administrator": 200},
    "work_stop": row(302, 404, method="post", kwargs=_asked_for) | {"resident": 302, "administrator": 302},
    "work_again": row(302, 404, method="post", kwargs=_asked_for) | {"resident": 302, "administrator": 302},
    "work_hasten": row(302, 404, method="post", kwargs=_asked_for) | {"resident": 302, "administrator": 302},
}
