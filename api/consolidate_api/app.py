"""The application: its routes, and what goes around them."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request
from starlette.responses import Response

from consolidate import __version__
from consolidate_api.around import Around
from consolidate_api.database.engine import Database
from consolidate_api.openapi import Application
from consolidate_api.problems import Problem, answer_with_problems, problem_response
from consolidate_api.routes.table import ROUTERS
from consolidate_api.service import Service
from consolidate_api.settings import Settings


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The application on a database that is migrated; whoever opened the database closes it."""
    app = Application(
        title="consolidate",
        summary="Plans who switches which system, to what, when and at whose cost, when municipalities join their IT.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    service = Service(settings, database)
    app.state.service = service
    app.add_middleware(Around, metrics=service.metrics)
    answer_with_problems(app)
    app.add_exception_handler(405, partial(_other_method, app))
    for router in ROUTERS:
        app.include_router(router)
    return app


async def _other_method(app: Application, request: Request, _error: Exception) -> Response:
    """Say which methods there are: those of all routes of the path, where the router knows those of the first."""
    headers = {"Allow": app.allowed(request.url.path)}
    return problem_response(Problem(405, headers=headers), request.state.request)
