"""What a line of the audit says in words: the code of a deed as a sentence, and what stands beside it; pure."""

from collections.abc import Mapping
from types import MappingProxyType

from app.kernel.text import N_

# A code that was once written stays here, for old lines.
DEEDS: Mapping[str, str] = MappingProxyType({
    "signed in": N_("Signed in"),
    "signed out": N_("Signed out"),
    "signed out by an admin": N_("Signed somebody out everywhere"),
    "code refused": N_("Typed a wrong code from an app"),
    "password set": N_("Set a password"),
    "codes started": N_("Asked for codes from an app"),
    "codes stopped": N_("Stopped codes from an app"),
    "codes dropped": N_("Asked for no code any more, as the phone is lost"),
    "account made": N_("Came here for the first time"),
    "account forgotten": N_("Deleted their account"),
    "link printed": N_("Printed a link to sign in with"),
    "role given": N_("Gave a role"),
    "roles ended": N_("Took a role away"),
    "key made": N_("Made a key for a machine"),
    "key ended": N_("Ended a key"),
    "feed added": N_("Added a feed, to try it"),
    "feed on": N_("Switched a feed on"),
    "feed off": N_("Switched a feed off"),
    "feed away": N_("Took a feed away, and its listings down"),
    "feed asked for": N_("Had a feed read again"),
    "area kept": N_("Changed whom to ring in an area, or its terms"),
    "area put back": N_("Put an area back to how it was"),
    "person added": N_("Added a person and who answers for them"),
    "person kept": N_("Changed who answers for a person"),
    "call": N_("Wrote down what came of a call"),
    "verdict": N_("Said if a new group goes on the map"),
    "yes": N_("Wrote down that somebody said yes"),
    "seen": N_("Looked into what was said to be wrong"),
    "change": N_("Began to change a listing"),
    "photo": N_("Took a photo away, or put it back"),
    "no_photo": N_("Took a photo away"),
    "undo": N_("Put a listing back to before a change"),
    "bar": N_("Put a group on the list of what is not listed"),
    "lift": N_("Took something off the list of what is not listed"),
    "claim": N_("Answered who may look after a group"),
    "merge": N_("Made two listings one"),
    "part": N_("Made two of what was made one"),
    "make": N_("Made cards or texts to ask keepers"),
    "take_replies": N_("Typed in what came back on a card"),
})  # fmt: skip
DETAILS: Mapping[str, str] = MappingProxyType({
    "way": N_("How"),
    "role": N_("Role"),
    "area": N_("Where"),
    "number": N_("How many"),
    "scopes": N_("It may"),
    "trust": N_("The loss was right"),
})  # fmt: skip
WAYS: Mapping[str, str] = MappingProxyType({
    "link": N_("By a link"),
    "password": N_("By a password"),
    "organisation": N_("Through their organisation"),
    "yes": N_("Yes"),
})  # fmt: skip
