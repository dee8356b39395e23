"""Field tables of what geoplan writes, from which the columns and the data dictionary come."""

from __future__ import annotations

from geoplan.layers.fields import Field, FieldTable, FieldType

TEXT, NUMBER, WHOLE = FieldType.TEXT, FieldType.NUMBER, FieldType.WHOLE

SITES = FieldTable(
    "sites.csv",
    "One row per recommended facility, by programme and rank. Positions are those of candidate "
    "sites: a former station, or the centre of a populated cell.",
    (
        Field("programme", TEXT, "programme of the study"),
        Field("rank", WHOLE, "place in the order in which each next site adds most"),
        Field("site_id", TEXT, "identifier; a further facility at the same place ends in -2, -3, …",
              unique=True),
        Field("kind", TEXT, "what the site is; a plot is a parcel that a decision chose",
              values=("former_station", "new_site", "plot")),
        Field("commune_code", TEXT, "commune that holds the site"),
        Field("commune", TEXT, "its Vietnamese name"),
        Field("lon", NUMBER, "longitude, WGS 84", "degrees"),
        Field("lat", NUMBER, "latitude, WGS 84", "degrees"),
        Field("people_gained", WHOLE, "people newly covered when this site joins those ranked "
              "before it, everybody re-assigned optimally: each person with a place counts by "
              "gradual coverage, 1 up to the time of full benefit and less beyond; of private "
              "hospitals: rise in the people covered by any hospital", "people"),
        Field("people_gained_cum", WHOLE, "the same, summed over the kind of facility from its "
              "first one", "people"),
        Field("travel_min_before", NUMBER, "mean minutes to the nearest facility today, over the "
              "people who have their place at this site", "min", required=False),
        Field("travel_min_after", NUMBER, "the same with the whole programme built", "min",
              required=False),
        Field("lost_if_dropped", WHOLE, "fall in the people covered when this site alone is "
              "dropped from the whole programme and everybody is re-assigned optimally",
              "people"),
        Field("runner_up_site_id", TEXT, "the best other site to put in its place",
              required=False),
        Field("reason_vi", TEXT, "why here, in Vietnamese"),
        Field("reason_en", TEXT, "why here, in English"),
        Field("rank_low", WHOLE, "5th percentile of its rank in the plans made again that hold it",
              required=False),
        Field("rank_high", WHOLE, "95th percentile, likewise", required=False),
        Field("chosen_share", NUMBER, "share of the plans made again under sampled assumptions "
              "that hold this facility; blank if there are none, and of private hospitals",
              "0 to 1", required=False),
        Field("tier", TEXT, "how firm it is: firm in 90 % of those plans or more, likely in "
              "half of them or more, open in fewer", values=("firm", "likely", "open"),
              required=False),
        Field("newly_served", WHOLE, "people who get a place when this site joins those ranked "
              "before it, of public facilities", "people", required=False),
        Field("served_here", WHOLE, "people who have their place here with the whole programme "
              "(facilities at one place share them evenly); of private hospitals: people whom it "
              "wins", "people"),
        Field("served_communes", TEXT, "the same by commune, most people first", required=False),
        Field("minutes_saved", NUMBER, "mean minutes by which the nearest facility is nearer to "
              "them than today, over those who reach one today", "min", required=False),
        Field("person_minutes_saved", WHOLE, "the same of all of them together, on one trip each",
              "min", required=False),
        Field("alternative_site_id", TEXT, "the best other site within the travel limit of this "
              "one; of private hospitals: anywhere", required=False),
        Field("alternative_cost_people", WHOLE, "people covered that choosing it instead would "
              "cost, everybody re-assigned optimally; below 0 if it covers more; of private "
              "hospitals: people won by all entrants together", "people", required=False),
        Field("held_by", TEXT, "what keeps a public facility from being worth more: capacity (its "
              "places are full and one more would add), copies (the same, and the site takes no "
              "more facilities although one more would add more than the weakest of the plan), "
              "distance (nobody more in reach would gain by a place here)", required=False,
              values=("capacity", "copies", "distance")),
        Field("place_benefit", NUMBER, "what one more place here would add to the objective",
              "weighted people", required=False),
        Field("idle_places", WHOLE, "places here that nobody takes", "people", required=False),
        Field("next_commune_code", TEXT, "commune of the person who would take the next place",
              required=False),
        Field("facility_kind", TEXT, "what is built; people, minutes and reasons are those of the "
              "level of care that it is built for"),
        Field("year", WHOLE, "year in which it opens; blank if the envelopes do not pay for it, or "
              "the study has none", required=False),
    ),
)  # fmt: skip

SITE_DETAILS = (
    Field("benefit_gained", NUMBER, "gain in the objective: priority × gradual coverage × people",
          "weighted people", required=False),
    Field("benefit_lost", NUMBER, "fall in the objective when this site alone is dropped",
          "weighted people", required=False),
    Field("alternative_cost_benefit", NUMBER, "fall in the objective when the alternative is "
          "chosen instead; below 0 if that betters the plan", "weighted people", required=False),
    Field("runner_up_cost_benefit", NUMBER, "the same for the runner-up", "weighted people",
          required=False),
    Field("runner_up_value", WHOLE, "people covered, or won by a private hospital, that the "
          "runner-up would bring back", "people", required=False),
    Field("beds", WHOLE, "beds, of private hospitals", "beds", required=False),
    Field("people_captured", WHOLE, "people whom a private hospital wins", "people",
          required=False),
    Field("people_taken", WHOLE, "of these, those who come from other hospitals", "people",
          required=False),
)  # fmt: skip

PROGRAMME = FieldTable(
    "programme.csv",
    "One row per facility of all programmes, by programme and rank.",
    (
        Field("programme", TEXT, "programme of the study"),
        Field("rank", WHOLE, "place in the order of the programme"),
        Field("facility_id", TEXT, "the facility of the register that is upgraded, replaced or "
              "announced", required=False),
        Field("site_id", TEXT, "the site of a new one, as in sites.csv", required=False),
        Field("kind", TEXT, "what is built or upgraded"),
        Field("commune_code", TEXT, "commune that holds it"),
        Field("lon", NUMBER, "longitude, WGS 84", "degrees"),
        Field("lat", NUMBER, "latitude, WGS 84", "degrees"),
        Field("people_gained", WHOLE, "people newly covered, as in sites.csv; of upgrades, people "
              "who depend on the facility; of the others, people in reach for whom it is the "
              "nearest. One person may count in several programmes", "people"),
        Field("cost_bn_vnd", NUMBER, "cost in prices of the base year", "bn VND", required=False),
        Field("year", WHOLE, "year in which it opens; blank if the envelopes do not pay for it",
              required=False),
    ),
)  # fmt: skip

PROGRAMME_DETAILS = (
    Field("upgraded", FieldType.FLAG, "whether an existing facility is upgraded"),
    Field("build_years", WHOLE, "years of construction", "years", required=False),
    Field("floor_m2", NUMBER, "floor area that a new one needs", "m²", required=False),
    Field("plot_m2", NUMBER, "plot that a new one needs", "m²", required=False),
    Field("beds", WHOLE, "beds that it adds", "beds", required=False),
    Field("doctors", WHOLE, "doctors that it needs", "people", required=False),
    Field("other_staff", WHOLE, "other health workers that it needs", "people", required=False),
    Field("equipment", WHOLE, "machines and items of equipment that it needs", "items",
          required=False),
    *(
        Field(f"year_cut_{cut}", WHOLE, f"year in which it opens if {cut} % of all envelopes are "
              "cut; blank if they do not pay for it then", required=False)
        for cut in (10, 20, 30, 40, 50)
    ),
    Field("reason_vi", TEXT, "why this one, in Vietnamese", required=False),
    Field("reason_en", TEXT, "why this one, in English", required=False),
)  # fmt: skip

FATE = Field(
    "fate", TEXT, "what becomes of a former station: upgraded, replaced by a new facility on its "
    "land, or released; blank for others", required=False,
    values=("upgraded", "replaced", "released"),
)  # fmt: skip

PHASES = FieldTable(
    "phases.csv",
    "One row per year and source of money.",
    (
        Field("year", WHOLE, "calendar year"),
        Field("source", TEXT, "source of money, as in the study"),
        Field("envelope_bn_vnd", NUMBER, "what it gives in that year, in prices of that year",
              "bn VND"),
        Field("spent_bn_vnd", NUMBER, "what is spent of it, on facilities and on lines that have "
              "no place; never more than the envelopes up to then less the reserve", "bn VND"),
        Field("facilities", WHOLE, "facilities that open in that year, each with the source that "
              "pays most of it", "facilities"),
        Field("people_gained_cum", WHOLE, "their people_gained, summed up to that year", "people"),
    ),
)  # fmt: skip

COMMUNES_BY_YEAR = FieldTable(
    "communes_by_year.csv",
    "One row per commune and year: whom primary care covers at the end of it, everybody assigned "
    "optimally to what is open by then.",
    (
        Field("commune_code", TEXT, "the commune"),
        Field("commune", TEXT, "its Vietnamese name"),
        Field("year", WHOLE, "calendar year"),
        Field("people_covered", WHOLE, "its people with a place at a primary facility, counted by "
              "gradual coverage as in communes.csv; whole numbers by largest remainder, which sum "
              "to people_covered_by_year of plan.json", "people", minimum=0),
        Field("covered_share", NUMBER, "people covered, before they are made whole numbers, over "
              "people", "0 to 1"),
    ),
)  # fmt: skip

TARGETS = FieldTable(
    "targets.csv",
    "One row per target, year and commune. In each year of a target, need sums to the target of "
    "the whole city, and planned to what there is today and what the plan adds by then.",
    (
        Field("commune_code", TEXT, "the commune; blank for what has no known place, such as most "
              "of today's beds and doctors", required=False),
        Field("indicator", TEXT, "what is counted: doctors; beds (hospital beds; those of stations "
              "and nursing homes do not count); station_doctors (at commune stations); "
              "private_beds_share (private hospital beds); equipment (items) and recruits (people "
              "to attract), of public facilities",
              values=("doctors", "beds", "station_doctors", "private_beds_share", "equipment",
                      "recruits")),
        Field("year", WHOLE, "by the end of which; the year of the target, of equipment and "
              "recruits also each year before it"),
        Field("need", WHOLE, "the commune's part of the target, whole numbers by largest "
              "remainder: of doctors and beds by people, of station doctors by stations, of "
              "equipment and recruits by what all public facilities of the plan call for; the "
              "whole target in every year", "as the indicator", minimum=0),
        Field("planned", WHOLE, "what there is today with a known place, and what facilities of "
              "the plan add that open by the year, every post filled; of recruits: posts of public "
              "facilities that open by the year", "as the indicator", minimum=0),
        Field("shortfall", WHOLE, "need less planned; below 0 if more is planned than needed; of "
              "recruits: those without a post, below 0 posts that they do not fill",
              "as the indicator"),
    ),
)  # fmt: skip

BENEFICIARIES = FieldTable(
    "plan.gpkg, table beneficiaries",
    "One row per recommended facility and commune, the commune with most people served first.",
    (
        Field("programme", TEXT, "programme of the study"),
        Field("site_id", TEXT, "the facility, as in sites.csv"),
        Field("commune_code", TEXT, "the commune"),
        Field("served", WHOLE, "its people who have their place at the facility with the whole "
              "programme; of private hospitals: whom it wins", "people"),
        Field("newly_served", WHOLE, "its people who get a place, anywhere, when the site joins "
              "those ranked before it; of public facilities", "people", required=False),
        Field("newly_covered", NUMBER, "rise in its people covered by that, below 0 where somebody "
              "has to go farther so that others are better off", "people", required=False),
    ),
)  # fmt: skip

MEASURES = (
    Field("people_served", WHOLE, "people with a place at a primary facility, within its capacity "
          "and the travel limit", "people"),
    Field("people_covered", NUMBER, "the same counted by gradual coverage: 1 up to the time of "
          "full benefit, less beyond, 0 from the limit", "people"),
    Field("people_within_full", WHOLE, "people whose nearest primary facility is within the time "
          "of full benefit", "people"),
    Field("people_within_limit", WHOLE, "people whose nearest primary facility is within the "
          "travel limit", "people"),
    Field("travel_min", NUMBER, "minutes to the nearest primary facility (communes: mean over "
          "people who reach one); blank beyond the cut-off", "min", required=False),
    Field("hospital_min", NUMBER, "minutes to the nearest hospital, likewise", "min",
          required=False),
    Field("polyclinic_min", NUMBER, "minutes to the nearest care of a polyclinic, which hospitals "
          "give too, likewise; blank where the study plans for none", "min", required=False),
    Field("access_2sfca", NUMBER, "two-step floating catchment area access",
          "facilities per 10,000 people"),
    Field("access_e2sfca", NUMBER, "the same with Gaussian decay",
          "facilities per 10,000 people"),
    Field("access_3sfca", NUMBER, "three-step floating catchment area access",
          "facilities per 10,000 people"),
)  # fmt: skip

COMMUNE_MEASURES = (
    Field("covered_share", NUMBER, "people covered over people", "0 to 1"),
    Field("people_per_facility", NUMBER, "people of the commune over its primary facilities",
          "people", required=False),
)  # fmt: skip

CELL_MEASURES = (
    Field("hospital_people", NUMBER, "people covered by any hospital, by gradual coverage",
          "people"),
)  # fmt: skip

COMMUNE_COUNTS = (
    Field("new_sites", WHOLE, "new public facilities in the commune", "facilities"),
    Field("new_hospitals", WHOLE, "new private hospitals in the commune", "facilities"),
)  # fmt: skip


def before_and_after(fields: tuple[Field, ...]) -> list[str]:
    """Return the columns of measures: each before, then each after."""
    return [f"{field.name}_{state}" for state in ("before", "after") for field in fields]
