"""JSON Schema of the documents, for editors and for those who write documents by program."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from consolidate.scenario.document import SCENARIO_FORMAT, Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Documents(GenerateJsonSchema):
    """Decimals are numbers in documents, never text; keys that are ids keep to the form of ids."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number with its bounds; the number of decimals is judged by the reader only."""
        bounds = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
        limits = {word: schema[key] for key, word in bounds.items() if key in schema}  # type: ignore[literal-required]
        return {"type": "number", **{word: _plain(limit) for word, limit in limits.items()}}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A map; where its keys are ids, no other keys."""
        found = super().dict_schema(schema)
        return {**found, "additionalProperties": False} if "patternProperties" in found else found

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles: they would only repeat the names."""
        return False


def document_schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    """The JSON Schema of one kind of document."""
    schema = model.model_json_schema(by_alias=True, schema_generator=_Documents, mode="validation")
    return {"$schema": DIALECT, "$id": title, **schema, "title": title}


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario; what it accepts may still be at fault in its references."""
    return document_schema(Scenario, SCENARIO_FORMAT)


def _plain(limit: Any) -> int | float:
    return int(limit) if limit == int(limit) else float(limit)
