"""The application: its routes, and what goes around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from consolidate import __version__
from consolidate_api.around import Around
from consolidate_api.database.engine import Database
from consolidate_api.heads import Heads
from consolidate_api.oidc.provider import provider_of
from consolidate_api.openapi import Application
from consolidate_api.problems import Problem, answer_with_problems, problem_response
from consolidate_api.routes.table import ROUTERS
from consolidate_api.service import Service
from consolidate_api.settings import Settings

METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
SENT = ("Authorization", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "X-Request-ID")
READ = ("Allow", "ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID")
"""What pages of other sites may do, send and read, where a site is let in at all: with a token, never with a cookie."""


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The application on a database that is migrated; whoever opened the database closes it."""
    app = Application(
        title="consolidate",
        summary="Plans who switches which system, to what, when and at whose cost, when municipalities join their IT.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_prepared,
    )
    service = Service(settings, database, provider=provider_of(settings))
    app.state.service = service
    app.add_middleware(Heads)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=METHODS,
            allow_headers=SENT,
            expose_headers=READ,
        )
    app.add_middleware(Around, metrics=service.metrics)
    answer_with_problems(app)
    app.add_exception_handler(405, partial(_other_method, app))
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _prepared(app: FastAPI) -> AsyncIterator[None]:
    """As many threads as there are connections, and all routes made, before the first request comes.

    More threads would wait for a connection, and meanwhile for each other: of one process no two compute at once. With
    40 of them, as is usual, a request costs half as much again. Routes are made when they are first looked at, and
    the first request would have to wait for that.
    """
    current_default_thread_limiter().total_tokens = app.state.service.settings.database_connections
    for route in app.routes:
        route.matches({"type": "http", "method": "GET", "path": "/", "headers": []})
    yield


async def _other_method(app: Application, request: Request, _error: Exception) -> Response:
    """Say which methods there are: those of all routes of the path, where the router knows those of the first."""
    headers = {"Allow": app.allowed(request.url.path)}
    return problem_response(Problem(405, headers=headers), request.state.request)
