"""Putting a group on the map: short pages, kept as they are typed, with and without scripts."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.db.engine import unit_of_work
from app.directory.mending import NO_EMAIL, mend_email
from app.directory.rules import WayIn
from app.directory.vocabulary import Scheme, Vocabulary
from app.edge.carried import Carried
from app.edge.forms import in_thread
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Problem, Refused
from app.upkeep import draft
from app.upkeep.answers import Problems, problems_of
from app.upkeep.as_answers import changed_steps
from app.upkeep.asked import Kith, kept_draft
from app.upkeep.changing import ground_of, missing_in, send_change
from app.upkeep.duplicates import Alike
from app.upkeep.letters import Post
from app.upkeep.listing_parts import contact_of, postcode_of
from app.upkeep.open_lines import also_as_contact, lines_in, open_words
from app.upkeep.photos.store import photo_of_draft
from app.upkeep.register import Office, register
from app.upkeep.report import report_wrong
from app.upkeep.rules import DRAFT_KEPT, Repeats, Setting, Step, Wrong
from app.upkeep.said import place_words, when_words
from app.upkeep.shapes import EASE_ASKED, LABELS_ASKED, Answers, KeptDraft, read_step
from app.upkeep.store import waiting_of
from app.upkeep.tries import not_too_often
from app.upkeep.twins import asked_as, twins_of
from app.upkeep.undo import just_done
from app.upkeep.when import sessions_of
from geo.gazetteer import Located, PlaceError

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
PHONE = Carried("kith-draft", "/groups/new", DRAFT_KEPT)  # the draft that was begun on this phone
Fields = list[tuple[str, str]]


# Putting a group on the map


@router.get("/groups/new")
async def start(request: Request) -> Response:
    """What it takes, and where to begin, or to carry on with what was begun on this phone."""
    code = PHONE.code(request)
    return page(request, "upkeep/start.html", keep=False, code=code, begun=_begun(request, code))


def _begun(request: Request, code: str) -> KeptDraft | None:
    """The draft under a code that this phone keeps; none once it is sent or over."""
    try:
        kept = kept_draft(_kith(request), code)
    except NotFound:
        return None
    return kept if kept.listing_id is None else None


@router.post("/groups/new")
async def begin(request: Request) -> Response:
    """Begin a draft and go to its pages."""
    return await in_thread(request, _begin)


def _begin(request: Request, fields: Fields) -> Response:
    kith = _kith(request)
    _not_too_often(request)
    helped = ("for", "other") in fields
    with unit_of_work(kith.engine, writes=True) as session:
        code = draft.start_draft(session, kith.clock(), helped=helped)
    first = _go(f"/groups/new/{code}/{Step.WHAT.value}")
    return first if helped else PHONE.keep(request, first, code)  # a helper's computer is not theirs alone


@router.get("/groups/new/{code}")
def tasks(request: Request, code: str) -> Response:
    """What is done and what is still to do."""
    return _tasks(request, code)


@router.post("/groups/new/{code}/link")
async def link(request: Request, code: str) -> Response:
    """Send the link to this draft, for another day."""
    return await in_thread(request, lambda asked, fields: _link(asked, code, dict(fields).get("to", "")))


def _link(request: Request, code: str, to: str) -> Response:
    kith, address = _kith(request), mend_email(to).value
    if not address:
        problem = Problem("to", NO_EMAIL)
        return _tasks(request, code, problems=[problem], to=to)
    _not_too_often(request, address)
    with unit_of_work(kith.engine, writes=True) as session:
        went = draft.write_home(session, code, address, _post(request), kith.clock())
    return _tasks(request, code, went=went)


def _tasks(request: Request, code: str, **more: Any) -> Response:
    kept = kept_draft(_kith(request), code)
    if kept.listing_id is not None:
        return _go(f"/groups/new/{code}/done")
    values = {"problems": [], "to": kept.answers.email, "went": None} | more
    missing = _missing(request, kept)
    status = NOT_USABLE if values["problems"] else 200
    touched = changed_steps(kept.began, kept.answers) if kept.began else ()
    return page(
        request, "upkeep/tasks.html", keep=False, status=status, code=code, draft=kept, steps=list(Step),
        missing=missing, photo=_photo(request, code), touched=touched, **values,
    )  # fmt: skip


@router.get("/groups/new/{code}/others")
def others(request: Request, code: str) -> Response:
    """What stands near already: is it one of these?"""
    kept = kept_draft(_kith(request), code)
    found = _twins(request, kept.answers)
    if not found or kept.listing_id is not None:
        return _go(f"/groups/new/{code}")
    return page(request, "upkeep/others.html", keep=False, code=code, found=found, group=kept.answers.name)


@router.post("/groups/new/{code}/others")
def none_of_these(request: Request, code: str) -> Response:
    """It is none of them: go on."""
    kith = _kith(request)
    with unit_of_work(kith.engine, writes=True) as session:
        kept = draft.open_draft(session, code, kith.clock())
        draft.none_of_these(session, code, asked_as(kept.answers), kith.clock())
    return _go(_next_page(request, code, kept, Step.WHERE))


@router.post("/groups/new/{code}/send")
async def send(request: Request, code: str) -> Response:
    """Send it. Pressed twice, it is the same one."""
    return await in_thread(request, lambda asked, _fields: _send(asked, code))


def _send(request: Request, code: str) -> Response:
    kith, kept = _kith(request), kept_draft(_kith(request), code)
    if kept.listing_id is None and kept.began is None and _unseen(request, code, kept.answers):
        return _go(f"/groups/new/{code}/others")
    office = Office(kith.gazetteer, kith.vocabulary, kith.clock, _post(request))
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            made = None
            if kept.began:
                changed = send_change(session, kept, office)
                made = just_done(session, changed, kept.changes_by, kith.clock())
            else:
                register(session, code, office)
    except NotUsable:
        return _tasks(request, code, problems=[Problem("todo", "Some pages still miss something.")])
    except Refused as error:
        return _tasks(request, code, problems=[Problem("todo", error.detail)])
    done = _go(f"/groups/new/{code}/done" + (f"?entry={made}" if made else ""))
    return PHONE.forget(request, done) if PHONE.code(request) == code else done


@router.post("/groups/new/{code}/tell")
async def tell(request: Request, code: str) -> Response:
    """What has changed in somebody's own words: a person puts it right."""
    return await in_thread(request, lambda asked, fields: _tell(asked, code, dict(fields).get("words", "")))


def _tell(request: Request, code: str, words: str) -> Response:
    kith, kept = _kith(request), kept_draft(_kith(request), code)
    if kept.changes_id is None or kept.listing_id is not None:
        return _go(f"/groups/new/{code}")
    if not words.strip():
        return _tasks(request, code, problems=[Problem("words", "Tell us in a few words what has changed.")])
    with unit_of_work(kith.engine, writes=True) as session:
        report_wrong(session, kept.changes_id, Wrong.OTHER, words, kith.clock(), from_keeper=True)
        draft.forget_words(session, kept.key, kept.changes_id)
    return page(request, "upkeep/thanks.html", keep=False, about="wrong", listing_id=kept.changes_id)


@router.post("/groups/new/{code}/save/{step}")
async def autosave(request: Request, code: str, step: Step) -> Response:
    """Keep a page while it is being typed; says where or when it is, once that can be read."""
    return await in_thread(request, lambda asked, fields: _autosave(asked, code, step, fields))


def _autosave(request: Request, code: str, step: Step, fields: Fields) -> Response:
    answers = _save(request, code, step, fields)
    when = _when(request, answers) if step is Step.WHEN else ""
    here = _here(request, answers) if step is Step.WHERE else ""
    return JSONResponse({"saved": True, "when": when, "where": here}, headers={"Cache-Control": "no-store"})


@router.get("/groups/new/{code}/{step}")
def show_step(request: Request, code: str, step: Step) -> Response:
    """One page of questions."""
    kept = kept_draft(_kith(request), code)
    if kept.listing_id is not None:
        return _go(f"/groups/new/{code}/done")
    return _step_page(request, code, step, kept.answers, kept, [])


@router.post("/groups/new/{code}/{step}")
async def take_step(request: Request, code: str, step: Step) -> Response:
    """One page of answers: kept, and gone on when they are whole."""
    answer = await in_thread(request, lambda asked, fields: _take_step(asked, code, step, fields))
    return PHONE.keep(request, answer, code) if PHONE.code(request) == code else answer


def _take_step(request: Request, code: str, step: Step, fields: Fields) -> Response:
    kept = kept_draft(_kith(request), code)
    if kept.listing_id is not None:
        return _go(f"/groups/new/{code}/done")
    answers = _save(request, code, step, fields, whole=True)
    if ("do", "later") in fields:
        return _go(f"/groups/new/{code}#to")
    problems = _wrong(request, step, answers, kept)
    if problems or ("do", "look") in fields:
        return _step_page(request, code, step, answers, kept, problems)
    if step in (Step.WHAT, Step.WHERE) and kept.began is None and _unseen(request, code, answers):
        return _go(f"/groups/new/{code}/others")
    return _go(_next_page(request, code, kept, step))


def _save(request: Request, code: str, step: Step, fields: Fields, *, whole: bool = False) -> Answers:
    kith = _kith(request)
    with unit_of_work(kith.engine, writes=True) as session:
        kept = draft.open_draft(session, code, kith.clock())
        answers = read_step(step, fields, kept.answers)
        if whole and kept.began is None:
            answers = also_as_contact(answers)
        good = whole and not _wrong(request, step, answers, kept)
        draft.save_draft(session, code, answers, kith.clock(), step if good else None)
    return answers


def _next_page(request: Request, code: str, kept: KeptDraft, step: Step) -> str:
    """The next page that is not whole; the last one once all are."""
    now = kept_draft(_kith(request), code)
    if now.began:  # whoever changes one thing goes where they like, and sees what they changed
        return f"/groups/new/{code}/{Step.CHECK.value}"
    missing = _missing(request, now)
    after = [*list(Step)[list(Step).index(step) + 1 :], *Step]
    to = next((each for each in after if each in missing), Step.CHECK)
    return f"/groups/new/{code}/{to.value}"


def _step_page(
    request: Request, code: str, step: Step, said: Answers, kept: KeptDraft, problems: list[Problem]
) -> Response:
    vocabulary, steps = _kith(request).vocabulary, list(Step)
    return page(
        request,
        f"upkeep/{step.value.replace('-', '_')}.html",
        keep=False,
        status=NOT_USABLE if problems else 200,
        code=code, step=step.value, number=steps.index(step) + 1, steps=len(steps), said=said, helped=kept.helped,
        problems=problems, when=_when(request, said) if step in (Step.WHEN, Step.CHECK) else "",
        hopes=vocabulary.chips(Scheme.HOPE), gifts=vocabulary.chips(Scheme.GIFT), labels=_labels(vocabulary),
        ease_asked=EASE_ASKED, ways=list(WayIn), settings=list(Setting), often=list(Repeats),
        known=_known(vocabulary, said), known_was=_known(vocabulary, kept.began or said),
        was=kept.began or said, when_was=_when(request, kept.began) if kept.began and step is Step.CHECK else "",
        changes=kept.began is not None, missing=_missing(request, kept) if step is Step.CHECK else {},
        photo=_photo(request, code) if step is Step.CHECK else None,
        open_lines=lines_in(open_words(step, said)),
        reached=contact_of(said), reached_was=contact_of(kept.began or said),  # as we keep it, not as it was typed
        postcode=postcode_of(said), postcode_was=postcode_of(kept.began or said),
        here=_here(request, said) if step in (Step.WHERE, Step.CHECK) else "",
    )  # fmt: skip


_SAID = {"hopes": Scheme.HOPE, "gifts": Scheme.GIFT, "labels": Scheme.LABEL}


def _known(vocabulary: Vocabulary, said: Answers) -> dict[str, list[str]]:
    return {name: _told(vocabulary, scheme, getattr(said, name)) for name, scheme in _SAID.items()}


def _wrong(request: Request, step: Step, said: Answers, kept: KeptDraft) -> list[Problem]:
    """What has to be put right on a page; of a change nothing while the page says what it said."""
    if kept.began and step not in changed_steps(kept.began, said):
        return []
    return problems_of(step, said, ground_of(kept, _kith(request).clock(), _kith(request).gazetteer))


def _missing(request: Request, kept: KeptDraft) -> dict[Step, Problems]:
    return missing_in(kept, _kith(request).clock(), _kith(request).gazetteer)


def _told(vocabulary: Vocabulary, scheme: Scheme, codes: tuple[str, ...]) -> list[str]:
    return [term.label for code in codes if (term := vocabulary.get(scheme, code))]


def _labels(vocabulary: Vocabulary) -> list[Any]:
    return [term for code in LABELS_ASKED if (term := vocabulary.get(Scheme.LABEL, code))]


def _when(request: Request, said: Answers) -> str:
    kith, now, found = _kith(request), _kith(request).clock(), _located(request, said)
    terms = kith.areas.terms(kith.areas.covering(found.point, found.sector)) if found else ()
    sector = found.sector if found else None
    return when_words(sessions_of(said, local_date(now)), sector, terms, now, page_language(request))


def _here(request: Request, said: Answers) -> str:
    found = _located(request, said)
    return place_words(found, page_language(request)) if found and found.sector else ""


def _located(request: Request, said: Answers) -> Located | None:
    try:
        return _kith(request).gazetteer.locate(said.postcode) if said.postcode else None
    except PlaceError:
        return None


def _photo(request: Request, code: str) -> Any:
    with unit_of_work(_kith(request).engine) as session:
        return photo_of_draft(session, draft.key_of(code))


def _unseen(request: Request, code: str, answers: Answers) -> bool:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        seen = draft.others_seen(session, code, kith.clock())
    return seen != asked_as(answers) and bool(_twins(request, answers))


def _twins(request: Request, answers: Answers) -> list[tuple[Alike, Any]]:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        found = twins_of(session, answers, kith.gazetteer)
        rows = waiting_of(session, [one.known.id for one in found])
    return [(one, rows[one.known.id]) for one in found if one.known.id in rows]


# What all of them need


def _not_too_often(request: Request, address: str | None = None) -> None:
    kith = _kith(request)
    not_too_often(kith.engine, kith.settings, request.scope, kith.clock(), address)


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303)


def _post(request: Request) -> Post:
    return Post(_kith(request).settings.base_url, page_language(request))


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
