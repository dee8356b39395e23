"""The private hospitals as investors see them, as figures."""

from __future__ import annotations

from typing import Any

from geoplan.siting.private import PrivateAnswer


def market(held: PrivateAnswer) -> dict[str, Any]:
    """Return where the entrants would end up by themselves, and what other exponents would do.

    People are as the model counts them; ``regret`` is what each entrant of the plan would win
    more by moving alone, in the order of its rank.
    """
    equilibrium, labels = held.equilibrium, held.sites.index
    return {
        "equilibrium": {
            "settled": equilibrium.responses.settled,
            "cycle": equilibrium.responses.cycle,
            "rounds": equilibrium.responses.rounds,
            "site_ids": [str(labels[site]) for site in equilibrium.responses.sites],
            "people_captured": equilibrium.patients.tolist(),
            "people_gained": equilibrium.newly_served,
            "objective": equilibrium.objective,
            "objective_of_plan": equilibrium.planned,
            "loss": equilibrium.loss,
            "loss_max": equilibrium.loss_max,
        },
        "regret": [
            {"site_id": str(labels[site]), "better_site_id": _named(labels, better), "people": more}
            for site, better, more in zip(
                held.entry.order, equilibrium.better_site, equilibrium.regret.tolist(), strict=True
            )
        ],
        "sensitivity": [
            {
                "beds_exponent": again.beds_exponent,
                "time_exponent": again.time_exponent,
                "sites_that_stay": int(sum(again.stays)),
                "people_captured": again.people_captured,
                "people_gained": again.people_gained,
                "loss_of_plan": again.loss_of_plan,
            }
            for again in held.sensitivity
        ],
    }


def _named(labels: Any, site: int) -> str | None:
    return str(labels[site]) if site >= 0 else None
