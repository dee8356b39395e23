"""What the decisions in force cost or gained, in figures and in a sentence each."""

from __future__ import annotations

from geoplan.layers.decision_words import decision_words, kind_words
from geoplan.layers.read import StudyLayers
from geoplan.result import DecisionEffect
from geoplan.siting.decision_effects import Effect, gathered, public_effects
from geoplan.siting.private import KIND as PRIVATE
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.public import PublicProgramme
from geoplan.words.catalogue import Text
from geoplan.words.telling import number, told


def decision_effects(
    layers: StudyLayers, public: PublicProgramme, private: PrivateAnswer
) -> list[DecisionEffect]:
    """Return what each decision that a plan honours does to it.

    One decision at a time is dropped, every other facility stays where it is, and everybody is
    assigned anew on the level of care of the facility.

    Parameters
    ----------
    layers
        Of the study, with its decisions in force.
    public, private
        How the programmes came out.
    """
    found = [each for answer in public.answers for each in public_effects(answer, layers)]
    return [_told(effect) for effect in gathered([*found, *private.effects])]


def _told(effect: Effect) -> DecisionEffect:
    decision, without = effect.decision, effect.without
    benefit = None if without is None else round(without.benefit, 1)
    people = None if without is None else round(without.people)
    if benefit == 0:
        people = 0
    said = told(
        "decisions",
        "effect",
        decision=decision_words(decision),
        effect=_sentence(effect, benefit, people),
    )
    return DecisionEffect(
        decision_id=decision.decision_id,
        what=decision.what,
        site_id=decision.site_id,
        parcel_id=decision.parcel_id,
        kind=effect.kind,
        by=decision.by,
        when=decision.when,
        why=decision.why,
        cost_benefit=benefit,
        cost_people=people,
        other_site_id=effect.other if benefit else "",
        sentence_vi=said.vi,
        sentence_en=said.en,
    )


def _sentence(effect: Effect, benefit: float | None, people: int | None) -> Text:
    what = effect.decision.what
    if benefit is None or people is None:
        return told("decisions", "effect.no_site" if what == "forbid" else "effect.unknown")
    if benefit == 0:
        return told("decisions", f"effect.nothing.{what}")
    return told(
        "decisions",
        f"effect.{what}",
        amount=_amount(effect.kind, benefit, people),
        kind=kind_words(effect.kind),
        site=effect.other,
    )


def _amount(kind: str, benefit: float, people: int) -> Text:
    """Return what is lost, or gained below 0, in the people of whom the objective speaks."""
    change = "costs" if benefit > 0 else "gains"
    if kind == PRIVATE:
        return told("decisions", f"{change}.won", n=abs(round(benefit)))
    if people * benefit > 0:
        return told("decisions", f"{change}.covered", n=abs(people))
    return told("decisions", f"{change}.objective", n=number(abs(benefit), 1))
