"""Weights and limits as data: the one place to change how much a thing counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.directory.rules import Ease
from app.matching.engine.danger import DangerKind


@dataclass(frozen=True)
class Policy:
    """How much each signal counts (shares of what applies), where the floor lies, how far to look."""

    interests: float = 0.50
    story: float = 0.30  # what the whole means
    judgement: float = 1.4  # how well good coordinators would think it serves
    gifts: float = 0.18
    nearness: float = 0.15
    ease: float = 0.12
    time: float = 0.10
    freshness: float = 0.03
    fullness: float = 0.04
    capacity: float = 0.02

    # Switches, 0 or 1: what the vocabulary and what sentence vectors tell. The evaluation turns them off in turn.
    vocabulary: float = 1.0
    meaning: float = 1.0
    by_words: float = 0.5  # of a fit told by a listing's own words, beside their meaning
    by_meaning: float = 0.4
    by_words_of_label: float = 0.9  # the same for a plain label, where words were measured to tell more
    story_of_label: float = 0.1
    judgement_of_label: float = 0.4
    label_words: int = 4
    by_term_said: float = 0.45  # of a term's worth that stands whatever the sentence around it means
    by_term_meant: float = 0.9  # a term that was meant by other words, against one that was said

    told_meant: float = 0.45  # least likeness that is given as a reason

    # Log-odds of the second reading, where sentence vectors tell in which sense a phrase was said.
    heard_least: float = -6.0  # below it a phrase was said in another sense
    heard_hope: float = -0.4  # least for a hope that no phrase said
    heard_plainly: float = 0.0  # a hope that was said by name, and is heard so in its sentence too
    heard_most: int = 2
    heard_formal: float = -1.0
    heard_ease: float = -4.0
    heard_telling: float = 0.0  # a sentence that only tells of a life
    heard_nothing_local: float = -1.0
    speaks_of_nothing_local: float = 0.8  # `speaks` for a hope that no town directory answers

    far_reaches: float = 2.0  # times the reach; what lies further must fit well to be worth the way
    floor_far: float = 0.36
    floor_by_words: float = 0.35  # the same without sentence vectors: words alone are surer to be wrong
    floor: float = 0.28  # least fit to anything asked; below it nothing is shown (rule 6)
    speaks: float = 0.45  # least fit of the best idea; below it there is none
    best_share: float = 0.7  # how much the best-fitting wish counts against the mean over all wishes
    # Silence where the judge takes part: log-odds that nothing here answers, learned from conversations graded so.
    # `tools/learn_silence.py` prints these numbers.
    silent: float = 5.174
    silent_by_heard: float = 0.715  # for each of the reader's log-odds that no town directory answers
    silent_by_story: float = 1.0  # for what `meaning/silence.npz` tells of the whole
    silent_by_judged: float = -0.771  # for each of the judge's log-odds of the best listing
    silent_by_fit: float = -3.559  # for the best fit to anything that was asked
    silent_from: float = -1.2  # further down the tuning half begins to lose answers
    judged_well: float = 2.5  # the judge's log-odds that are enough without any other fit
    judged_well_far: float = 3.5
    companion_fit: float = 0.6  # a companion fits whoever asks for a friendly face first
    least_a_rung: int = 2
    most_a_rung: int = 5
    near_equal: float = 0.01  # scores within one such step rotate fairly by day (rule 9)
    again: float = 0.02  # given away by each further idea of the same organisation, three times at most

    enough: int = 6  # ideas that pass the floor before looking further away
    first_look_m: float = 5_000.0  # a short bus ride: what fits well there beats what fits poorly next door
    widen: tuple[float, ...] = (1.0, 2.0, 4.0)  # times the first look
    near_m: float = 1_500.0  # least distance at which nearness counts a half
    widest_m: float = 16_000.0
    least_reach_m: float = 800.0
    basics_shown: int = 3
    formal_reach_m: float = 25_000.0
    formal_shown: int = 5
    formal_doors: tuple[str, ...] = ("needs_assessment", "advocate")  # where nothing said points to a service

    # Asked for and known to be "no": left out. The rest of the ease codes only help the order.
    gates: tuple[Ease, ...] = tuple(ease for ease in Ease if ease not in (Ease.COMPANION, Ease.NEAR_BUS, Ease.SITTER))
    # Beside urgent help, the formal services that can help with that kind of danger.
    formal_for_danger: Mapping[DangerKind, tuple[str, ...]] = field(default_factory=lambda: FORMAL_FOR_DANGER)


_MINDS = ("mental_health_team", "talking_therapies")
_ADULTS = ("social_worker", "needs_assessment")
FORMAL_FOR_DANGER: Mapping[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: _MINDS,
    DangerKind.SELF_HARM: (*_MINDS, "camhs"),
    DangerKind.CHILD: ("childrens_services",),
    DangerKind.ADULT: _ADULTS,
    DangerKind.ABUSE: _ADULTS,
    DangerKind.EXPLOITATION: ("social_worker", "childrens_services"),
    DangerKind.OVERDOSE: ("drug_alcohol_treatment",),
    DangerKind.WITHDRAWAL: ("drug_alcohol_treatment",),
}

POLICY = Policy()
