"""How a reason is worded: from the engine's codes and facts to one plain sentence, through gettext."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel import Locale

from app.directory.rules import WayIn
from app.directory.vocabulary import Scheme, Vocabulary
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
    ("interests", "asked"): _("You asked for %(said)s."),
    ("formal", "service"): _("You can ask for this, or someone can ask for you."),
    ("basics", "helps"): _("You said %(said)s. They help with that: %(term)s."),
    ("gifts", "welcomes"): _("You said %(said)s. They would welcome that: %(term)s."),
    ("nearness", "walk"): _("About %(minutes)s min walk from there."),
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
}
ORDER_BY_PLACE = {
    "nearest": _("Nearest to you of %(count)s here"),
    "best": _("The best fit here"),
    "further": _("A little further on"),
}
DAY_NAMES = {"mon": _("Mondays"), "tue": _("Tuesdays"), "wed": _("Wednesdays"), "thu": _("Thursdays"),
             "fri": _("Fridays"), "sat": _("Saturdays"), "sun": _("Sundays")}  # fmt: skip
WAYS_IN = {
    WayIn.WALK_IN: _("Just turn up."),
    WayIn.RING: _("Ring first."),
    WayIn.BOOK: _("Book a place first."),
    WayIn.VOUCHER: _("You need a voucher."),
    WayIn.REFERRAL: _("Someone needs to refer you."),
}
SCHEMES = {"interests": (Scheme.HOPE, Scheme.FORMAL), "basics": (Scheme.BASIC,), "gifts": (Scheme.GIFT,)}


@dataclass(frozen=True)
class Wording:
    """Sentences in one language."""

    gettext: Gettext
    vocabulary: Vocabulary
    locale: str = "en"

    def reason(self, reason: Reason) -> str:
        """One plain sentence for a reason, or for a place in the order."""
        template = SENTENCES[(reason.signal, reason.code)]
        if reason.signal == "order" and not reason.params["said"]:
            template = ORDER_BY_PLACE[reason.code]
        return self.gettext(template) % self._params(reason)

    def _params(self, reason: Reason) -> dict[str, str]:
        params = {name: str(value) for name, value in reason.params.items() if isinstance(value, str | int)}
        if "term" in reason.params:
            params["term"] = self._term(reason)
        if "metres" in reason.params:
            params["km"] = f"{reason.params['metres'] / 1000:.1f}"
        if "days" in reason.params:
            params["days"] = self._list([self.gettext(DAY_NAMES[day]) for day in reason.params["days"]])
        if "language" in reason.params:
            params["language"] = self.language(reason.params["language"])
        if "all" in reason.params:
            params["all"] = self._list(reason.params["all"])
        return params

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

    def someone(self, listing: Candidate) -> str:
        """The offer to look together, with whom."""
        if listing.organisation and listing.organisation != listing.name:
            return self.gettext(_("Not sure where to start? %(name)s can look with you. Ring %(organisation)s.")) % {
                "name": listing.name,
                "organisation": listing.organisation,
            }
        return self.gettext(_("Not sure where to start? %(name)s can look with you.")) % {"name": listing.name}
