"""What the decisions in force cost or gained, in figures and in a sentence each."""

from __future__ import annotations

from geoplan.layers.decision_words import decision_words, kind_words
from geoplan.layers.read import StudyLayers
from geoplan.numerals import viet
from geoplan.result import DecisionEffect
from geoplan.siting.decision_effects import Effect, gathered, public_effects
from geoplan.siting.private import KIND as PRIVATE
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.public import PublicProgramme

Words = tuple[str, str]  # Vietnamese, English


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
    said = _sentence(effect, benefit, people)
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
        sentence_vi=f"{decision_words(decision)[0]}. {said[0]}",
        sentence_en=f"{decision_words(decision)[1]}. {said[1]}",
    )


def _sentence(effect: Effect, benefit: float | None, people: int | None) -> Words:
    what = effect.decision.what
    if benefit is None or people is None:
        if what == "forbid":
            return (
                "Không thay đổi gì: nơi này không phải là vị trí được xét.",
                "It changes nothing: the place is no candidate site.",
            )
        return (
            "Chưa biết mất hay được gì: cơ sở không thể đặt lại vị trí ban đầu.",
            "What it costs is not known: the facility could not stand at its first place.",
        )
    if benefit == 0:
        return {
            "pin": (
                "Không mất gì: không nơi nào khác tốt hơn.",
                "It costs nothing: no other place would be better.",
            ),
            "forbid": (
                "Không mất gì: không cơ sở nào của phương án đặt tại đó sẽ tốt hơn.",
                "It costs nothing: no facility of the plan would be better there.",
            ),
            "choose": (
                "Không mất gì so với vị trí ban đầu.",
                "It costs nothing against the first place.",
            ),
        }[what]
    vi, en = _amount(effect.kind, benefit, people)
    kind_vi, kind_en = kind_words(effect.kind)
    if what == "choose":
        return f"{vi} so với vị trí {effect.other}.", f"{en} against the place {effect.other}."
    if what == "forbid":
        return (
            f"{vi}: nếu không cấm, một {kind_vi} sẽ chuyển đến đó.",
            f"{en}: otherwise a {kind_en} would move there.",
        )
    return (
        f"{vi}: nếu không ghim, cơ sở sẽ đặt tại {effect.other}.",
        f"{en}: otherwise the facility would stand at {effect.other}.",
    )


def _amount(kind: str, benefit: float, people: int) -> Words:
    """Return what is lost, or gained below 0, in the people of whom the objective speaks."""
    vi, en = ("Mất", "It costs") if benefit > 0 else ("Được", "It gains")
    if kind == PRIVATE:
        won = abs(round(benefit))
        return (
            f"{vi} {viet(won)} người mà các bệnh viện tư nhân thu hút",
            f"{en} {won:,} people whom private hospitals win",
        )
    if people * benefit > 0:
        number = abs(people)
        return f"{vi} {viet(number)} người được bao phủ", f"{en} {number:,} people covered"
    return (
        f"{vi} {viet(abs(benefit), 1)} điểm mục tiêu, không tính theo người được bao phủ",
        f"{en} {abs(benefit):,.1f} of the objective, though not in people covered",
    )
