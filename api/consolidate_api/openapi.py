"""The OpenAPI document: FastAPI's, with our problems, and with bodies that we read ourselves."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

from consolidate_api.problems import ProblemDocument

SCHEMAS = "#/components/schemas/"


class Application(FastAPI):
    """FastAPI, but for its OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; made once."""
        if self.openapi_schema is None:
            document = get_openapi(title=self.title, summary=self.summary, version=self.version, routes=self.routes)
            self.openapi_schema = _whole(document)
        return self.openapi_schema

    def allowed(self, path: str) -> str:
        """The methods that there are for a path, as the header ``Allow`` has them."""
        paths = self.openapi()["paths"]
        fitting = [path] if path in paths else [one for one in paths if compile_path(one)[0].fullmatch(path)]
        return ", ".join(sorted({method.upper() for one in fitting for method in paths[one]}))


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what its schemas bring along gathered in one place, where references look for it."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas[ProblemDocument.__name__] = ProblemDocument.model_json_schema()
    holders = [*schemas.values(), *_bodies(document)]
    for holder in holders:
        schemas.update(holder.pop("$defs", {}))
    whole: dict[str, Any] = json.loads(json.dumps(document).replace('"#/$defs/', f'"{SCHEMAS}'))
    return whole


def _bodies(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas of all bodies, as copies that may be changed."""
    found = []
    for operations in document["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["schema"] = dict(content["schema"])
                found.append(content["schema"])
    return found
