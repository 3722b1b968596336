"""allauth's OpenID Connect, made strict: signature, nonce, one time limit, and no visitor bends it."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kidmet_site.accounts.institution_line import ProviderSession
from kidmet_site.accounts.institution_metadata import NotTrusted, metadata, read_answer
from kidmet_site.accounts.institution_tokens import read_id_token, subject_of
from kidmet_site.accounts.models import User
from kidmet_site.institution import Institution


class InstitutionClient(OAuth2Client):
    """A token endpoint that answers something else than it should is a fault of theirs, never of ours."""

    def get_access_token(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            given = super().get_access_token(*args, **kwargs)
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as fault:
            raise NotTrusted("answer of the token endpoint") from fault
        if not isinstance(given, dict) or not isinstance(given.get("access_token"), str):
            raise NotTrusted("answer of the token endpoint")
        return given


class InstitutionOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    client_class = InstitutionClient
    nonce: str = ""
    """What the sign-in of this browser was begun with; the callback puts it here."""

    @property
    def institution(self) -> Institution:
        return self.get_provider().institution

    @property
    def openid_config(self) -> dict[str, Any]:
        return metadata(self.institution)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("institution_callback"))

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """How long it holds is nothing to us: it is used once, now, and kept nowhere."""
        return SocialToken(token=data["access_token"])

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        signed = read_id_token(
            kwargs["response"].get("id_token"),
            institution=self.institution,
            issuer=self.openid_config["issuer"],
            nonce=self.nonce,
        )
        more = self._more_about(signed, token.token)
        return self.get_provider().sociallogin_from_response(request, more | signed)

    def _more_about(self, signed: Mapping[str, Any], access_token: str) -> dict[str, Any]:
        """What the provider tells besides; of whom it must say, or it could be of somebody else."""
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        with ProviderSession() as session:
            headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
            response = session.get(self.openid_config["userinfo_endpoint"], headers=headers)
            response.raise_for_status()
            told = read_answer(response)
        if not isinstance(told, dict) or told.get("sub") != signed["sub"]:
            raise NotTrusted("userinfo of somebody else")
        return told


class InstitutionProvider(OpenIDConnectProvider):
    oauth2_adapter_class = InstitutionOAuth2Adapter
    institution: Institution

    def get_callback_url(self) -> str:
        return reverse("institution_callback")

    def get_oauth2_adapter(self, request: HttpRequest) -> InstitutionOAuth2Adapter:
        return self.oauth2_adapter_class(request, self.app.provider_id)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """To the provider's own page, with a nonce that this browser alone can bring back."""
        nonce = token_urlsafe(32)
        asked = self.get_auth_params() | kwargs.pop("auth_params", {}) | {"nonce": nonce}
        kept = {"nonce": nonce} | (data or {})
        return super().redirect(request, process, next_url, kept, auth_params=asked, **kwargs)

    def sociallogin_from_response(self, request: HttpRequest, response: Mapping[str, Any]) -> SocialLogin:
        """Of all that was told, only who it is is kept; the rest is read in this request and forgotten."""
        account = SocialAccount(provider=self.sub_id, uid=subject_of(response), extra_data={})
        login = SocialLogin(provider=self, account=account, user=User())
        login.claims = dict(response)  # until this request is over
        return login


class InstitutionCallback(OAuth2CallbackView):
    """allauth's, which forgets what a sign-in was begun with when it reads what came back."""

    adapter: InstitutionOAuth2Adapter

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = (state.get("data") or {}).get("nonce", "")
        return state, response
