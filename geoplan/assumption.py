"""Assumptions: numbers that a planner may change, each with unit, source and standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Value = TypeVar("Value", int, float)


class Assumption(BaseModel, Generic[Value]):
    """A number that a planner may change, with what stands behind it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    value: Value
    unit: str
    source: str = Field(min_length=1)
    verified: bool


Number = Assumption[float]
Whole = Assumption[int]


@dataclass(frozen=True)
class AssumptionRow:
    """One assumption as tables and the map list it."""

    key: str
    value: float
    unit: str
    source: str
    verified: bool
    label_vi: str
    label_en: str


def quantity(
    unit: str,
    vi: str,
    en: str,
    *,
    at_least: float = 0,
    above: float | None = None,
    at_most: float = float("inf"),
) -> Any:
    """Declare a field that holds an ``Assumption`` in ``unit`` and within limits."""
    limits = {"at_least": at_least, "above": above, "at_most": at_most}
    extra: Any = {"unit": unit, "label": (vi, en), **limits}
    return Field(json_schema_extra=extra)


class Section(BaseModel):
    """A table of the study file; checks unit and limits of each quantity in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="after")
    @classmethod
    def _within(cls, field: Any, info: ValidationInfo) -> Any:
        rules = cls.model_fields[str(info.field_name)].json_schema_extra
        if not isinstance(rules, dict):
            return field
        for item in field.values() if isinstance(field, dict) else (field,):
            _check_quantity(item, rules)
        return field


def _check_quantity(item: Assumption[Any], rules: dict[str, Any]) -> None:
    if item.unit != rules["unit"]:
        raise ValueError(f"the unit is {item.unit!r}, expected {rules['unit']!r}")
    if rules["above"] is not None and item.value <= rules["above"]:
        raise ValueError(f"{item.value:g} {item.unit} is impossible: more than {rules['above']:g}")
    if not rules["at_least"] <= item.value <= rules["at_most"]:
        upper = "" if rules["at_most"] == float("inf") else f" and at most {rules['at_most']:g}"
        raise ValueError(
            f"{item.value:g} {item.unit} is impossible: at least {rules['at_least']:g}{upper}"
        )
