"""How a reason is worded: from the engine's codes and facts to one plain sentence, through gettext."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from babel import Locale
from babel.dates import format_date

from app.directory.rules import Ease, WayIn
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.audience import RESIDENT, Audience
from app.kernel.text import soft
from app.matching.engine.types import Candidate, Reason

Gettext = Callable[[str], str]
NGettext = Callable[[str, str, int], str]


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is looked up when it is said."""
    return text


SENTENCES = {
    ("interests", "quoted"): _("You said %(said)s. In their words: \u201c%(quote)s\u201d."),
    ("interests", "offers"): _("You said %(said)s. You will find it here."),
    ("interests", "offers_all"): _("You said %(all)s. You will find that here."),
    ("interests", "close"): _("You said %(said)s. This comes close: %(term)s."),
    ("interests", "named"): _("You said %(said)s. Their name or description speaks of it."),
    # A situation (lonely, new here) is nothing to be found: what helps is told; after a death without the loss.
    ("interests", "helps"): _("You said %(said)s. This may help: %(term)s."),
    ("interests", "comforts"): _("This may help: %(term)s."),
    ("interests", "asked"): _("You asked for %(said)s."),
    ("meaning", "offers"): _("What you said sounds like %(term)s. You will find it here."),
    ("meaning", "alike"): _("It sounds close to what you said. In their words: \u201c%(quote)s\u201d."),
    ("formal", "service"): _("You can ask for this, or someone can ask for you."),
    ("basics", "helps"): _("You said %(said)s. They help with that: %(term)s."),
    ("basics", "helps_with_it"): _("You said %(said)s. They help with that."),
    ("gifts", "welcomes"): _("You said %(said)s. They would welcome that: %(term)s."),
    ("nearness", "walk"): _("About %(minutes)s min walk from there."),
    ("nearness", "bus"): _("About %(minutes)s minutes by bus (an estimate)."),
    ("nearness", "car"): _("About %(minutes)s minutes by car (an estimate)."),
    ("nearness", "away"): _("About %(km)s km away."),
    ("nearness", "comes_to_you"): _("They come to you."),
    ("nearness", "around_here"): _("They are from around here."),
    ("nearness", "covers"): _("They cover the area you named."),
    ("nearness", "online"): _("It happens online."),
    ("ease", "step_free"): _("You can get in without steps."),
    ("ease", "toilet"): _("There is a toilet."),
    ("ease", "accessible_toilet"): _("There is an accessible toilet."),
    ("ease", "hearing_loop"): _("There is a hearing loop."),
    ("ease", "bsl"): _("Sign language (BSL) is used there."),
    ("ease", "quiet"): _("It is a quiet place."),
    ("ease", "companion"): _("Someone can go with you the first time."),
    ("ease", "near_bus"): _("There is a bus stop close by."),
    ("ease", "comes_to_you"): _("They come to you."),
    ("ease", "free"): _("It is free."),
    ("ease", "bring_a_child"): _("You can bring a child."),
    ("ease", "women_only"): _("It is for women only."),
    ("ease", "men_only"): _("It is for men only."),
    ("ease", "seated"): _("You can sit down the whole time."),
    ("ease", "easy_words"): _("They use easy words."),
    ("ease", "dementia_friendly"): _("They know about dementia."),
    ("ease", "sitter"): _("Someone can sit in for you at home."),
    ("ease", "language"): _("%(language)s is spoken there."),
    ("time", "suits"): _("It is on at a time that suits you: %(days)s."),
    ("order", "fits_most"): _("Fits most of what you said: %(all)s"),
    ("order", "only"): _("The only one here that fits %(said)s"),
    ("order", "best"): _("The best fit for %(said)s"),
    ("order", "nearest"): _("Nearest of %(count)s that fit %(said)s"),
    ("order", "further"): _("Also fits %(said)s"),
    ("why_not", "full"): _("It is full at the moment."),
    ("why_not", "not_answered_for"): _("No organisation answers for them today."),
    ("why_not", "paused"): _("It is having a break until %(until)s."),
    ("why_not", "paused_openly"): _("It is having a break. When it is back is not known."),
    ("why_not", "under_18"): _("For anybody under 18 we suggest no single person and no swap of hours."),
    ("why_not", "adults_only"): _("It is for people of %(min)s and over."),
    ("why_not", "too_young"): _("It is for people of %(min)s and over; you said %(age)s."),
    ("why_not", "too_old"): _("It is for people up to %(max)s; you said %(age)s."),
    ("why_not", "no_step_free"): _("You asked for a way in without steps. There are steps."),
    ("why_not", "no_toilet"): _("You asked for a toilet. There is none."),
    ("why_not", "no_accessible_toilet"): _("You asked for an accessible toilet. There is none."),
    ("why_not", "no_hearing_loop"): _("You asked for a hearing loop. There is none."),
    ("why_not", "no_bsl"): _("You asked for sign language (BSL). It is not used there."),
    ("why_not", "no_quiet"): _("You asked for a quiet place. It is not quiet."),
    ("why_not", "no_daytime"): _("You said the daytime. It is not on then."),
    ("why_not", "no_evening"): _("You said evenings. It is not on then."),
    ("why_not", "no_weekend"): _("You said weekends. It is not on then."),
    ("why_not", "no_comes_to_you"): _("You asked for someone who comes to you. They do not."),
    ("why_not", "no_free"): _("You asked for something free. It costs money."),
    ("why_not", "no_bring_a_child"): _("You want to bring a child. You cannot bring one there."),
    ("why_not", "no_women_only"): _("You asked for women only. It is open to others too."),
    ("why_not", "no_men_only"): _("You asked for men only. It is open to others too."),
    ("why_not", "no_seated"): _("You want to sit down the whole time. You cannot do that there."),
    ("why_not", "no_easy_words"): _("You asked for easy words. They do not offer that."),
    ("why_not", "no_dementia_friendly"): _("You asked for people who know about dementia. They do not offer that."),
    ("why_not", "only_men"): _("You asked for women only. It is for men only."),
    ("why_not", "only_women"): _("You asked for men only. It is for women only."),
    ("why_not", "meets"): _("It meets %(when)s; you said %(wanted)s."),
    ("why_not", "open"): _("It is open %(when)s; you said %(wanted)s."),
    ("why_not", "unwanted"): _("You would rather not have %(said)s. This has to do with it."),
    ("why_not", "not_online"): _("It is not online, and they do not come to you."),
    ("why_not", "beside_urgent"): _("What you said sounds urgent. Beside urgent help we leave this out."),
    ("why_not", "declined"): _("You said it is not for you."),
    ("why_not", "area_excluded"): _("They do not serve the area you named."),
    ("why_not", "other_area"): _("It serves another area than the one you named."),
    ("why_not", "online_only"): _("It happens online only. Say that online suits you, and it can come up."),
    ("why_not", "no_place"): _("We do not know where it is."),
    ("why_not", "too_far"): _("It is about %(km)s km away. We looked up to %(looked_km)s km from there."),
    ("why_not", "said_too_far"): _("It is as far as what you said was too far, or further."),
    ("why_not", "only_basics"): _("You asked about %(all)s. It does not help with that."),
    ("why_not", "basics_by_bodies"): _("You asked about %(all)s. For that we name organisations only."),
    ("why_not", "below_floor"): _("You said %(all)s. What we know of it does not come close enough to that."),
    ("why_not", "urgent_first"): _("What you said sounds urgent. Help with that comes first."),
    ("why_not", "formal_asked"): _("You asked for a formal service, and for nothing besides."),
    ("why_not", "basics_nearer"): _("It helps with %(all)s too, but others are nearer or fit better."),
    ("why_not", "folded"): _("It is a formal service. Those stand folded at the end and open with one press."),
    ("why_not", "formal_unsaid"): _("It is a formal service, and nothing you said points to it."),
    ("why_not", "formal_urgent"): _("Beside urgent help we show only the formal services that help with that most."),
    ("why_not", "one_better"): _("It fits too, but one other fits better."),
    ("why_not", "others_better"): _("It fits too, but %(count)s others fit better."),
    ("why_not", "turns"): _("It fits as well as others shown here. They take turns from day to day."),
    # An order that nothing but the place gives.
    ("place", "nearest"): _("Nearest to you of %(count)s here"),
    ("place", "best"): _("The best fit here"),
    ("place", "further"): _("A little further on"),
    ("start", "new"): _("Nothing here fits %(said)s yet. It could begin with you and one other person."),
    ("start", "asked_lately"): _(
        "Nothing here fits %(said)s yet. People nearby asked for this lately. "
        "It could begin with you and one other person."
    ),
    ("start", "of_all"): _("Nothing here fits all that you said yet. It could begin with you and one other person."),
    ("start", "beside"): _("It could begin with you and one other person."),
    ("missing", "near"): _("For %(said)s we found nothing near that fits."),
    ("missing", "further"): _("For %(said)s we found nothing near that fits. There is something further away."),
    ("someone", "ring"): _("Not sure where to start? Someone can look with you: %(name)s. Ring %(organisation)s."),
    ("someone", "name"): _("Not sure where to start? Someone can look with you: %(name)s."),
}
# What would make it easy, where a label speaks as the person does.
EASE_OF_SOMEBODY: Mapping[str, str] = {
    Ease.COMPANION: _("Someone to go with them"),
    Ease.BRING_A_CHILD: _("They can bring a child"),
    Ease.COMES_TO_YOU: _("Someone who comes to their home"),
    Ease.SITTER: _("Someone to sit with the person they care for"),
}


def ease_words(audience: Audience) -> Mapping[str, str]:
    """What stands for labels that speak as the person does, for those who ask on behalf of another."""
    return {} if audience == RESIDENT else EASE_OF_SOMEBODY


# Coordinators and clinicians ask for somebody else: no sentence calls them "you". "They" is whom they ask for.
OF_SOMEBODY = SENTENCES | {
    ("interests", "quoted"): _("They said %(said)s. Here it says: \u201c%(quote)s\u201d."),
    ("interests", "offers"): _("They said %(said)s. It can be found here."),
    ("interests", "offers_all"): _("They said %(all)s. That can be found here."),
    ("interests", "close"): _("They said %(said)s. This comes close: %(term)s."),
    ("interests", "named"): _("They said %(said)s. The name or the description speaks of it."),
    ("interests", "helps"): _("They said %(said)s. This may help: %(term)s."),
    ("interests", "asked"): _("They asked for %(said)s."),
    ("meaning", "offers"): _("What they said sounds like %(term)s. It can be found here."),
    ("meaning", "alike"): _("It sounds close to what they said. Here it says: \u201c%(quote)s\u201d."),
    ("formal", "service"): _("They can ask for this, or someone can ask for them."),
    ("basics", "helps"): _("They said %(said)s. There is help with that here: %(term)s."),
    ("basics", "helps_with_it"): _("They said %(said)s. There is help with that here."),
    ("gifts", "welcomes"): _("They said %(said)s. That would be welcome here: %(term)s."),
    ("nearness", "comes_to_you"): _("Someone comes to the home."),
    ("ease", "step_free"): _("There is a way in without steps."),
    ("ease", "companion"): _("Someone can go with them the first time."),
    ("ease", "comes_to_you"): _("Someone comes to the home."),
    ("ease", "bring_a_child"): _("A child can come too."),
    ("ease", "seated"): _("It is done sitting down."),
    ("ease", "sitter"): _("Someone can sit in at home."),
    ("time", "suits"): _("It is on at a time that suits them: %(days)s."),
    ("order", "fits_most"): _("Fits most of what they said: %(all)s"),
    ("place", "nearest"): _("Nearest to them of %(count)s here"),
    ("start", "new"): _("Nothing here fits %(said)s yet. It could begin with them and one other person."),
    ("start", "asked_lately"): _(
        "Nothing here fits %(said)s yet. People nearby asked for this lately. "
        "It could begin with them and one other person."
    ),
    ("start", "of_all"): _("Nothing here fits all that they said yet. It could begin with them and one other person."),
    ("start", "beside"): _("It could begin with them and one other person."),
    ("someone", "ring"): _("Not sure where to start? Someone can look with them: %(name)s. Ring %(organisation)s."),
    ("someone", "name"): _("Not sure where to start? Someone can look with them: %(name)s."),
    ("why_not", "too_young"): _("It is for people of %(min)s and over; they are %(age)s."),
    ("why_not", "too_old"): _("It is for people up to %(max)s; they are %(age)s."),
    ("why_not", "no_step_free"): _("They asked for a way in without steps. There are steps."),
    ("why_not", "no_toilet"): _("They asked for a toilet. There is none."),
    ("why_not", "no_accessible_toilet"): _("They asked for an accessible toilet. There is none."),
    ("why_not", "no_hearing_loop"): _("They asked for a hearing loop. There is none."),
    ("why_not", "no_bsl"): _("They asked for sign language (BSL). It is not used there."),
    ("why_not", "no_quiet"): _("They asked for a quiet place. It is not quiet."),
    ("why_not", "no_daytime"): _("They said the daytime. It is not on then."),
    ("why_not", "no_evening"): _("They said evenings. It is not on then."),
    ("why_not", "no_weekend"): _("They said weekends. It is not on then."),
    ("why_not", "no_comes_to_you"): _("They asked for someone who comes to the home. Nobody does from here."),
    ("why_not", "no_free"): _("They asked for something free. It costs money."),
    ("why_not", "no_bring_a_child"): _("They want to bring a child. That is not possible there."),
    ("why_not", "no_women_only"): _("They asked for women only. It is open to others too."),
    ("why_not", "no_men_only"): _("They asked for men only. It is open to others too."),
    ("why_not", "no_seated"): _("They want to sit down the whole time. That is not possible there."),
    ("why_not", "no_easy_words"): _("They asked for easy words. Those are not on offer there."),
    ("why_not", "no_dementia_friendly"): _(
        "They asked for people who know about dementia. That is not on offer there."
    ),
    ("why_not", "only_men"): _("They asked for women only. It is for men only."),
    ("why_not", "only_women"): _("They asked for men only. It is for women only."),
    ("why_not", "meets"): _("It meets %(when)s; they said %(wanted)s."),
    ("why_not", "open"): _("It is open %(when)s; they said %(wanted)s."),
    ("why_not", "unwanted"): _("They would rather not have %(said)s. This has to do with it."),
    ("why_not", "not_online"): _("It is not online, and nobody comes to the home."),
    ("why_not", "beside_urgent"): _("What they said sounds urgent. Beside urgent help we leave this out."),
    ("why_not", "declined"): _("They said it is not for them."),
    ("why_not", "online_only"): _("It happens online only. Say that online suits them, and it can come up."),
    ("why_not", "said_too_far"): _("It is as far as what they said was too far, or further."),
    ("why_not", "only_basics"): _("They asked about %(all)s. It does not help with that."),
    ("why_not", "basics_by_bodies"): _("They asked about %(all)s. For that we name organisations only."),
    ("why_not", "below_floor"): _("They said %(all)s. What we know of it does not come close enough to that."),
    ("why_not", "urgent_first"): _("What they said sounds urgent. Help with that comes first."),
    ("why_not", "formal_unsaid"): _("It is a formal service, and nothing they said points to it."),
    ("why_not", "formal_asked"): _("They asked for a formal service, and for nothing besides."),
}
DAY_NAMES = {"mon": _("Mondays"), "tue": _("Tuesdays"), "wed": _("Wednesdays"), "thu": _("Thursdays"),
             "fri": _("Fridays"), "sat": _("Saturdays"), "sun": _("Sundays")}  # fmt: skip
PART_NAMES = {"morning": _("in the morning"), "afternoon": _("in the afternoon"), "evening": _("in the evening")}
# What somebody said of days and times, in the way of "you said weekends".
TIMES_SAID = DAY_NAMES | {"morning": _("mornings"), "afternoon": _("afternoons"), "evening": _("evenings"),
                          "daytime": _("the daytime"), "weekend": _("weekends")}  # fmt: skip
WAYS_IN = {
    WayIn.WALK_IN: _("Just turn up."),
    WayIn.RING: _("Ring first."),
    WayIn.BOOK: _("Book a place first."),
    WayIn.VOUCHER: _("You need a voucher."),
    WayIn.REFERRAL: _("Someone needs to refer you."),
}
SCHEMES = {
    "meaning": (Scheme.HOPE,),
    "interests": (Scheme.HOPE, Scheme.FORMAL),
    "basics": (Scheme.BASIC,),
    "gifts": (Scheme.GIFT,),
}


def of_nobody(reason: Reason) -> tuple[str, str, object] | None:
    """By what the words of a reason are told apart in which nothing stands that anybody said; None for others."""
    signal, code = reason.signal, reason.code
    if signal == "nearness":
        amount = reason.params.get("minutes")
        return signal, code, kilometres(reason.params["metres"]) if code == "away" else amount
    if signal == "time":
        return signal, code, reason.matched
    return None if reason.params and (signal != "ease" or code == "language") else (signal, code, None)


def kilometres(metres: float) -> str:
    """As they are told."""
    return f"{metres / 1000:.1f}"


def _same(said: str, term: str) -> bool:
    """Whether a sentence would say one thing twice: "food ... food"."""
    return said.casefold() == term.casefold()


@dataclass(frozen=True)
class Wording:
    """Sentences in one language; `of_somebody` for whoever asks for another person."""

    gettext: Gettext
    vocabulary: Vocabulary
    locale: str = "en"
    of_somebody: bool = False
    kept: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)  # what others make of its words
    _kept: dict[tuple[str, str, object], str] = field(default_factory=dict, repr=False, compare=False)

    def reason(self, reason: Reason) -> str:
        """One plain sentence for a reason, or for a place in the order."""
        if (key := of_nobody(reason)) is None:
            return self._sentence(reason)
        if key not in self._kept:
            self._kept[key] = self._sentence(reason)
        return self._kept[key]

    def _sentence(self, reason: Reason) -> str:
        of = "place" if reason.signal == "order" and not reason.params["said"] else reason.signal
        params = self._params(reason)
        code = "helps_with_it" if of == "basics" and _same(params["said"], params["term"]) else reason.code
        return self._say(of, code) % params

    def _say(self, of: str, code: str) -> str:
        return self.gettext((OF_SOMEBODY if self.of_somebody else SENTENCES)[of, code])

    def _params(self, reason: Reason) -> dict[str, Any]:
        given, told = reason.params, {}
        if "term" in given:
            told["term"] = soft(self._term(reason))
        if given.get("said") in self._labels:
            told["said"] = self._say_label(given["said"])
        if "metres" in given:
            told["km"] = kilometres(given["metres"])
        if "days" in given:
            told["days"] = self._list([self.gettext(DAY_NAMES[day]) for day in given["days"]])
        if "language" in given:
            told["language"] = self.language(given["language"])
        if "all" in given:
            told["all"] = self._list([self._say_label(said) for said in given["all"]])
        if reason.signal == "why_not":
            told |= self._against(reason)
        return given | told if told else given

    def _against(self, reason: Reason) -> dict[str, str]:
        params = {}
        if "until" in reason.params:
            params["until"] = format_date(reason.params["until"], "d MMMM yyyy", locale=self.locale)
        if "looked" in reason.params:
            params["looked_km"] = kilometres(reason.params["looked"])
        if "wanted" in reason.params:
            params["wanted"] = self._list([self.gettext(TIMES_SAID[said]) for said in reason.params["wanted"]])
            params["when"] = self._when(reason.params["on"], reason.params["at"])
        return params

    def _when(self, days: Sequence[str], parts: Sequence[str]) -> str:
        """ "on Thursdays", "every day, in the morning"."""
        on = self.gettext(_("on %(days)s")) % {"days": self._list([self.gettext(DAY_NAMES[day]) for day in days])}
        when = self.gettext(_("every day")) if len(days) == len(DAY_NAMES) else on
        return ", ".join(filter(None, [when, self._list([self.gettext(PART_NAMES[part]) for part in parts])]))

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Labels by how a press says them: an article before them is not heard."""
        terms = self.vocabulary.terms
        return {said: term.label for term in terms for said in (term.label, term.label.removeprefix("A "))}

    def _say_label(self, said: str) -> str:
        """What a press said, as a word in a sentence of the reader's language; somebody's own words stay."""
        return soft(self.gettext(self._labels[said])) if said in self._labels else said

    def _term(self, reason: Reason) -> str:
        code = str(reason.params["term"])
        found = [term for scheme in SCHEMES[reason.signal] if (term := self.vocabulary.get(scheme, code))]
        return self.gettext(found[0].label) if found else code

    def _list(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return self.gettext(_("%(first)s and %(last)s")) % {"first": ", ".join(parts[:-1]), "last": parts[-1]}

    def language(self, tag: str) -> str:
        """ "Urdu" for "ur"; the tag itself when nobody named it."""
        try:
            return Locale.parse(tag, sep="-").get_display_name(self.locale) or tag
        except (ValueError, LookupError):
            return tag

    def start(self, said: str, *, asked_lately: bool) -> str:
        """What could begin here; and that others nearby asked for it, where enough of them did."""
        return self._say("start", "asked_lately" if asked_lately else "new") % {"said": self._say_label(said)}

    def start_with_all(self) -> str:
        """The same where one thing of several may well be here, only not together with the rest."""
        return self._say("start", "of_all")

    def missing(self, said: str, *, further: bool) -> str:
        """That nothing near answers one wish, while others are answered."""
        return self._say("missing", "further" if further else "near") % {"said": self._say_label(said)}

    def start_beside(self) -> str:
        """What could begin here, beside what there is."""
        return self._say("start", "beside")

    def someone(self, listing: Candidate) -> str:
        """The offer to look together, with whom."""
        told = {"name": listing.name, "organisation": listing.organisation}
        return self._say("someone", "ring" if listing.organisation not in ("", listing.name) else "name") % told
