"""Made-up hospital markets small enough to try every group, and what is true of them."""

import math
from itertools import combinations

import numpy as np
from scipy import sparse

from geoplan.siting.market import entry
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules

FULL_MIN, LIMIT_MIN = 20.0, 60.0


def rules_of(market, *, min_market_people=0.0, spacing_km=0.0):
    return EntryRules(market.site_xy_m, spacing_km * 1000, min_market_people)


def enter(market, *, count, min_market_people, spacing_km):
    rules = rules_of(market, min_market_people=min_market_people, spacing_km=spacing_km)
    return entry.enter(market, rules, count, rng=np.random.default_rng(0))


def stored(minutes, kind):
    """A sparse table of the finite minutes, true zeros among them."""
    rows, columns = np.nonzero(np.isfinite(minutes))
    return kind((minutes[rows, columns], (rows, columns)), minutes.shape)


def a_market(people, hospital_min, hospital_beds, site_min, site_xy_m, **other):
    setting = {"beds": 200.0, "beds_exponent": 1.0, "time_exponent": 1.5, "min_travel_min": 5.0}
    setting["weight"] = np.ones(len(people))
    return HospitalMarket(
        people=np.asarray(people, float),
        hospital_min=stored(np.asarray(hospital_min, float), sparse.csr_array),
        hospital_beds=np.asarray(hospital_beds, float),
        site_min=stored(np.asarray(site_min, float), sparse.csc_array),
        site_xy_m=np.asarray(site_xy_m, float),
        full_min=FULL_MIN,
        limit_min=LIMIT_MIN,
        **(setting | other),
    )


def a_random_market(seed):
    """Ten cells on a strip of 60 km, some far from everything; travel at 30 km/h with detours."""
    rng = np.random.default_rng(seed)
    cells, sites = rng.uniform(0, [60, 8], (10, 2)), rng.uniform(0, [60, 8], (7, 2))
    sites[0] = cells[0]  # a true zero
    hospitals = rng.uniform([0, 0], [25, 8], (2, 2))

    def minutes(there):
        detour = rng.uniform(1.0, 1.5, (len(cells), len(there)))
        found = 2 * detour * np.linalg.norm(cells[:, None] - there, axis=2)
        return np.where(found <= 90, found, np.inf)

    return a_market(
        rng.integers(0, 50_000, 10),
        minutes(hospitals),
        rng.integers(50, 900, 2),
        minutes(sites),
        sites * 1000,
        beds_exponent=rng.choice([0.0, 0.8, 1.0]),
        time_exponent=rng.choice([0.5, 1.5, 2.0]),
    )


def dense(table):
    """The table with inf for what is not stored."""
    full = np.full(table.shape, np.inf)
    coo = table.tocoo()
    full[coo.row, coo.col] = coo.data
    return full


def naive(market, sites):
    """By the definition, cell by cell: markets of the hospitals of today, and of ``sites``."""
    sites = list(sites)
    minutes = np.hstack([dense(market.hospital_min), dense(market.site_min)[:, sites]])
    beds = [*market.hospital_beds, *[market.beds] * len(sites)]
    won = np.zeros(len(beds))
    for people, row in zip(market.people, minutes, strict=True):
        nearest = row.min()
        coverage = min(max((LIMIT_MIN - nearest) / (LIMIT_MIN - FULL_MIN), 0), 1)
        attraction = [
            bed**market.beds_exponent * max(time, market.min_travel_min) ** -market.time_exponent
            if math.isfinite(time)
            else 0.0
            for bed, time in zip(beds, row, strict=True)
        ]
        if coverage > 0:
            won += people * coverage * np.array(attraction) / sum(attraction)
    return won[: len(market.hospital_beds)], won[len(market.hospital_beds) :]


def captured(market, sites):
    return naive(market, sites)[1].sum()


def served(market, sites):
    return sum(part.sum() for part in naive(market, sites))


def groups(market, count, spacing_km):
    """Every group of sites that keeps the spacing."""

    def apart(one, other):
        return math.dist(market.site_xy_m[one], market.site_xy_m[other]) >= spacing_km * 1000

    for group in combinations(range(len(market.site_xy_m)), count):
        if all(apart(*pair) for pair in combinations(group, 2)):
            yield group
