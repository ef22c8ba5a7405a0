"""A real OpenID provider as a program of its own: Django OAuth Toolkit, with people, groups and clients.

`python -m tests.api.sign_in.provider_program TASK`, where the task is JSON, prints the port on which it answers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application

APPS = ("auth", "contenttypes", "sessions")
PLAIN = "django.contrib.auth.hashers.MD5PasswordHasher"
FORM = '<form method="post">{% csrf_token %}{{ form.as_p }}<button>Sign in</button></form>'


def configure(task: dict[str, Any]) -> None:
    """Set up Django, without any file but that of its database."""
    pages = {"registration/login.html": FORM}
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": task["database"]}},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "oauth2_provider"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        MIGRATION_MODULES=dict.fromkeys((*APPS, "oauth2_provider")),
        OAUTH2_PROVIDER={
            "OAUTH2_VALIDATOR_CLASS": "tests.api.sign_in.provider_site.Validator",
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": task["key"],
            "SCOPES": {"openid": "who you are", "email": "your address"},
        },
        PASSWORD_HASHERS=[PLAIN],
        ROOT_URLCONF="tests.api.sign_in.provider_site",
        SECRET_KEY="of a provider that is there for tests alone",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", pages)]},
            }
        ],
        USE_TZ=True,
    )
    django.setup()


def fill(task: dict[str, Any]) -> None:
    """Make the tables, and in them the people by name with their groups, and the clients by id with their secrets."""
    from django.contrib.auth.models import Group, User
    from oauth2_provider.models import Application

    call_command("migrate", run_syncdb=True, verbosity=0)
    for name, groups in task["people"].items():
        person = User.objects.create_user(name, f"{name}@north.example", task["password"])
        person.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    for client, secret in task["clients"].items():
        Application.objects.create(
            client_id=client,
            client_secret=secret or "",
            client_type="confidential" if secret else "public",
            authorization_grant_type="authorization-code",
            redirect_uris=task["callback"],
            algorithm="RS256",
            skip_authorization=True,
        )


def main(task: dict[str, Any]) -> None:
    """Answer until the program is ended."""
    configure(task)
    if not Path(task["database"]).exists():
        fill(task)
    run("127.0.0.1", task["port"], get_wsgi_application(), threading=True, on_bind=lambda port: print(port, flush=True))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
