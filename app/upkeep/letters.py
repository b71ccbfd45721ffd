"""Letters to those who run groups: what each step means for them, in plain words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.edge.languages import HOME_LANGUAGE, catalogue
from app.kernel.addresses import read_address
from app.mail.outbox import Letter, queue
from app.upkeep.rules import Room

Words = Callable[[str], str]


@dataclass(frozen=True)
class Post:
    """Where our pages stand and in which language we write."""

    base_url: str
    language: str = HOME_LANGUAGE

    @property
    def words(self) -> Words:
        """The words of the language."""
        return catalogue(self.language).gettext

    def link(self, path: str) -> str:
        """A page's whole address."""
        return f"{self.base_url.rstrip('/')}{path}"


def send(session: Session, to: str, subject: str, paragraphs: list[str], *, key: str) -> bool:
    """Put a letter in the outbox; False when there is no address, or it went already."""
    address = read_address(to)
    if address is None:
        return False
    return queue(session, Letter(address, " ".join(subject.split())[:200], "\n\n".join(paragraphs)), key=key)


def carry_on(session: Session, post: Post, to: str, path: str, key: str) -> bool:
    """The link to a draft, for another day or device. It repeats nothing that was typed: anybody can ask for it."""
    _ = post.words
    return send(
        session,
        to,
        _("Carry on with your group"),
        [
            _("You began to put a group on the map."),
            _("Open this link to carry on. Anybody who has it can change what you typed, so keep it to yourself."),
            post.link(path),
            _("We keep it for 30 days. If this was not you, you need do nothing."),
        ],
        key=key,
    )  # fmt: skip


def received(session: Session, post: Post, to: str, name: str, key: str) -> bool:
    """It has come in, and what happens next."""
    _ = post.words
    return send(
        session,
        to,
        _("Thank you. We have “%(name)s”") % {"name": name},
        [
            _("Thank you for telling us about “%(name)s”.") % {"name": name},
            _("A person reads it now. Most groups are on the map within a few days. We write to you then."),
            _("If something is not clear, we ask you first."),
        ],
        key=key,
    )


def published(session: Session, post: Post, to: str, name: str, path: str, key: str) -> bool:
    """It is on the map."""
    _ = post.words
    return send(
        session,
        to,
        _("“%(name)s” is on the map") % {"name": name},
        [
            _("“%(name)s” is on the map now. Here is its page:") % {"name": name},
            post.link(path),
            _("Now and then we ask you whether it is still right. One press is all it takes."),
            *_own_page(post),
        ],
        key=key,
    )


def question(session: Session, post: Post, to: str, name: str, words: str, key: str) -> bool:
    """A steward's question before it goes on the map."""
    _ = post.words
    return send(
        session,
        to,
        _("A question about “%(name)s”") % {"name": name},
        [
            _("Before “%(name)s” goes on the map we would like to ask:") % {"name": name},
            words,
            _("Please answer this letter, or ring us."),
        ],
        key=key,
    )


def refused(session: Session, post: Post, to: str, name: str, words: str, key: str) -> bool:
    """It does not go on the map, and why."""
    _ = post.words
    return send(
        session,
        to,
        _("“%(name)s” is not on the map") % {"name": name},
        [
            _("We did not put “%(name)s” on the map. This is why:") % {"name": name},
            words,
            _("If you see it otherwise, please ring us. A person will look again."),
        ],
        key=key,
    )


def claim_decided(session: Session, post: Post, to: str, name: str, agreed: bool, key: str) -> bool:
    """Whether somebody looks after a listing from now on."""
    _ = post.words
    told = (
        _("You look after “%(name)s” now. Now and then we ask you whether it is still right.")
        if agreed
        else _("We could not let you look after “%(name)s”. Please ring us if that is a mistake.")
    )
    paragraphs = [told % {"name": name}, *(_own_page(post) if agreed else ())]
    return send(session, to, _("About “%(name)s”") % {"name": name}, paragraphs, key=key)


def _own_page(post: Post) -> tuple[str, str]:
    """Where a keeper changes a group without waiting for the next letter; the address it went to opens that page."""
    _ = post.words
    told = _("To change something or to take it down, sign in with this e-mail address. You need no password:")
    return told, post.link("/me/groups")


def changed(session: Session, post: Post, to: str, name: str, path: str, key: str) -> bool:
    """What it says was changed, by somebody who may; who looks after it notices when it was not them."""
    _ = post.words
    return send(
        session,
        to,
        _("“%(name)s” was changed") % {"name": name},
        [
            _("What “%(name)s” says on the map was changed just now. Here is its page:") % {"name": name},
            post.link(path),
            _("Was this not you? Please ring us or answer this letter. We can put it back as it was."),
        ],
        key=key,
    )


def rests(session: Session, post: Post, to: str, name: str, key: str) -> bool:
    """It is off the map, and how it comes back."""
    _ = post.words
    return send(
        session,
        to,
        _("“%(name)s” is off the map") % {"name": name},
        [
            _("“%(name)s” is off the map for now.") % {"name": name},
            _("We heard that it ended, or we could not reach anybody."),
            _("Is it still on? Please ring us or answer this letter, and it is back at once. Nothing is lost."),
        ],
        key=key,
    )  # fmt: skip


def still_right(
    session: Session, post: Post, to: str, name: str, path: str, key: str, may_say: Sequence[Room] = ()
) -> bool:
    """The check mail: a link for each answer, each to a page with one button."""
    _ = post.words
    words = {
        Room.FULL: _("It is right, and we are full:"), Room.ROOM: _("It is right, and we have room again:"),
        Room.PAUSE: _("We are not meeting for now:"), Room.BACK: _("We are back:"),
    }  # fmt: skip
    return send(
        session,
        to,
        _("Is “%(name)s” still right?") % {"name": name},
        [
            _("People near you can find “%(name)s” on the map. Is what it says still right?") % {"name": name},
            f"{_('Yes, it is still right:')}\n{post.link(f'{path}/still')}",
            f"{_('Something has changed:')}\n{post.link(f'{path}/change')}",
            *(f"{words[room]}\n{post.link(f'{path}/{room}')}" for room in may_say),
            f"{_('It has ended:')}\n{post.link(f'{path}/ended')}",
            _("Each link opens a page with one button. You need no password. The links work for 30 days, and once."),
            _("We write at most once a week."),
        ],
        key=key,
    )
