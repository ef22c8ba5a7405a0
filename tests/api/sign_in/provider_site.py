"""The pages of the provider that `provider_program` runs: its own sign-in form, and all of Django OAuth Toolkit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator


class Validator(OAuth2Validator):  # type: ignore[misc]  # the toolkit has no types
    """Tells e-mail addresses in ID tokens, and groups at the userinfo endpoint alone, as many providers do."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return {"email": request.user.email}

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        groups = [group.name for group in request.user.groups.all()]
        return {**super().get_userinfo_claims(request), "groups": groups}


urlpatterns = [
    path("accounts/login/", LoginView.as_view()),
    path("", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
