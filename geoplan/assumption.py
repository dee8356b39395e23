"""Assumptions: numbers that a planner may change, each with unit, source and standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

Value = TypeVar("Value", int, float)


class Assumption(BaseModel, Generic[Value]):
    """A number that a planner may change, with what stands behind it.

    ``range`` says between which ends it may lie in truth, ``range_source`` why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    value: Value
    unit: str
    source: str = Field(min_length=1)
    verified: bool
    range: Annotated[tuple[Value, Value], Field(strict=False)] | None = None
    range_source: str | None = Field(default=None, min_length=1)

    @property
    def low(self) -> Value:
        """The least that the figure may be: the value itself where there is no range."""
        return self.value if self.range is None else min(self.value, self.range[0])

    @property
    def high(self) -> Value:
        """The most that the figure may be: the value itself where there is no range."""
        return self.value if self.range is None else max(self.value, self.range[1])

    @model_validator(mode="after")
    def _sourced(self) -> Assumption[Value]:
        if (self.range is None) != (self.range_source is None):
            raise ValueError("range and range_source need each other: write both or neither")
        return self


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
    range: tuple[float, float] | None = None
    range_source: str | None = None

    @property
    def low(self) -> float:
        """The lower end of the range; the value itself where there is none."""
        return self.value if self.range is None else self.range[0]

    @property
    def high(self) -> float:
        """The upper end of the range; the value itself where there is none."""
        return self.value if self.range is None else self.range[1]


def quantity(
    unit: str,
    label: str,
    *,
    at_least: float = 0,
    above: float | None = None,
    at_most: float = float("inf"),
    ranged: bool = False,
    default: Any = ...,
) -> Any:
    """Declare a field that holds an ``Assumption`` in ``unit`` and within limits.

    The catalogue ``labels`` has its ``label``. Only a ``ranged`` one may have a range: the plan is
    made again under other values of it. One with a ``default`` may be left out.
    """
    limits = {"at_least": at_least, "above": above, "at_most": at_most}
    extra: Any = {"unit": unit, "label": label, "ranged": ranged, **limits}
    return Field(default, json_schema_extra=extra)


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
    if item.range is not None and not rules["ranged"]:
        raise ValueError(
            "geoplan makes no plan again under other values of this figure; remove range and "
            "range_source"
        )
    for value in dict.fromkeys((item.value, item.low, item.high)):
        _check_limits(value, item.unit, rules)


def _check_limits(value: float, unit: str, rules: dict[str, Any]) -> None:
    if rules["above"] is not None and value <= rules["above"]:
        raise ValueError(f"{value:g} {unit} is impossible: more than {rules['above']:g}")
    if not rules["at_least"] <= value <= rules["at_most"]:
        upper = "" if rules["at_most"] == float("inf") else f" and at most {rules['at_most']:g}"
        raise ValueError(f"{value:g} {unit} is impossible: at least {rules['at_least']:g}{upper}")
