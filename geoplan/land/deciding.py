"""Take a decision on a site or a parcel: checked, then written for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from geoplan.errors import DecisionError
from geoplan.land.appending import append_line
from geoplan.layers.decision_lines import addition, whole_lines
from geoplan.layers.decision_rules import Decision, Force, listed, place_of
from geoplan.layers.decisions import MAY, NEEDS, decisions_path, parse_decisions
from geoplan.layers.demand import read_demand
from geoplan.layers.facilities import read_facilities
from geoplan.layers.sites import every_place, plots_of
from geoplan.siting.levels import placed_kinds
from geoplan.study import Study


@dataclass(frozen=True)
class Known:
    """What decisions on a study may name.

    Parameters
    ----------
    places
        Every candidate site.
    kinds
        Kinds of facility for which a site can be pinned or a parcel chosen.
    """

    places: Collection[str]
    kinds: tuple[str, ...]


def decide(
    study: Study, asked: Decision, *, recommended: Mapping[str, Collection[str]] | None = None
) -> Decision:
    """Check a decision and write it at the end of the study's file of decisions.

    Parameters
    ----------
    study
        Its decisions stand beside its file.
    asked
        With ``when``, without ``decision_id``, which is the next free one; a pin or a choice may
        leave ``kind`` blank where the plan, or the study, leaves only one.
    recommended
        Kinds that a plan of the study puts at each of its sites, by ``site_id``.

    Returns
    -------
    Decision
        As it stands in the file.

    Raises
    ------
    DecisionError
        When it names what is not there, or contradicts a decision in force: by whom and when.
    LayerError
        When a line of the file is wrong, or a layer cannot be read.
    OutputError
        When the file cannot be written.
    """
    path = decisions_path(study.path)
    known = known_to(study)
    asked = _with_kind(asked, known, (recommended or {}).get(asked.site_id, ()))
    _refuse_unnamed(asked)
    _refuse_unknown(study, asked, known)

    def compose(text: str) -> dict[str, str]:
        table = parse_decisions(text, path, known.places).table
        force = Force(known.places)
        for decision in listed(table):
            force.add(decision)
        number = max((int(each[1:]) for each in table.index), default=0) + 1
        new = asked._replace(decision_id=f"D{number}")
        found = force.contradiction(new)
        if found is not None:
            raise DecisionError(found.problem, found.cure)
        cells = new._asdict()
        _refuse_without_column(text, cells)
        parse_decisions(text + addition(text, cells), path, known.places)  # as it will be read
        return cells

    return Decision(**append_line(path, compose))


def known_to(study: Study) -> Known:
    """Return what decisions on a study may name."""
    folder = study.path.parent
    demand = read_demand(folder / study.layers.demand)
    facilities = read_facilities(folder / study.layers.facilities)
    return Known(every_place(demand, facilities).index, placed_kinds(study))


def _with_kind(asked: Decision, known: Known, recommended: Collection[str]) -> Decision:
    if asked.kind or "kind" not in NEEDS[asked.what] or asked.what == "waive":
        return asked
    kinds = [kind for kind in known.kinds if kind in recommended] or list(known.kinds)
    if len(kinds) != 1:
        raise DecisionError(
            f"the kind of facility at {asked.site_id} is not clear.",
            f"Say it with --kind: {', '.join(kinds)}.",
        )
    return asked._replace(kind=kinds[0])


def _refuse_unnamed(asked: Decision) -> None:
    """Refuse what the file would refuse, before anything is looked up."""
    for name in (*NEEDS[asked.what], "why", "by", "when"):
        if not getattr(asked, name).strip():
            raise DecisionError(f"{asked.what} needs {name}, which is blank.", "Say it.")
    allowed = {"what", *NEEDS[asked.what], *MAY.get(asked.what, ()), "why", "by", "when"}
    extra = [name for name, value in asked._asdict().items() if value and name not in allowed]
    if extra:
        raise DecisionError(f"{asked.what} has no {', '.join(extra)}.", "Leave it out.")


def _refuse_without_column(text: str, cells: dict[str, str]) -> None:
    header = whole_lines(text).header
    missing = [name for name, value in cells.items() if header and value and name not in header]
    if missing:
        raise DecisionError(
            f"the file of decisions has no column {', '.join(missing)}.", "Add it to its header."
        )


def _refuse_unknown(study: Study, asked: Decision, known: Known) -> None:
    if asked.site_id and place_of(asked.site_id, known.places) not in known.places:
        raise _unknown("site", asked.site_id, known.places)
    if asked.kind and asked.what != "waive" and asked.kind not in known.kinds:
        raise _unknown("kind whose places the plan decides", asked.kind, known.kinds)
    if asked.parcel_id:
        _refuse_unknown_parcel(study, asked.parcel_id)
    if asked.norm:
        from geoplan.land.rules import norms_of

        table = norms_of(study).table
        norms = table["norm"][table["kind"] == asked.kind]
        if asked.norm not in set(norms):
            raise _unknown(f"norm of the kind {asked.kind}", asked.norm, norms)


def _refuse_unknown_parcel(study: Study, parcel_id: str) -> None:
    from geoplan.layers.cadastre.store import read_stored, store_path

    path = store_path(study.path)
    if not path.exists():
        raise DecisionError(
            f"the study has no parcels, so there is no {parcel_id}.",
            "Bring them with `geoplan parcels read`.",
        )
    parcels = read_stored(path).index
    for plot in plots_of(parcel_id):
        if plot not in parcels:
            raise _unknown("parcel", plot, parcels)


def _unknown(what: str, name: str, known: Iterable[object]) -> DecisionError:
    names = list(dict.fromkeys(map(str, known)))
    close = get_close_matches(name, names, n=3, cutoff=0.6) or names[:3]
    return DecisionError(
        f"there is no {what} {name}.", f"Close to it: {', '.join(close) or 'there is none'}."
    )
