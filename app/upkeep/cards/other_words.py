"""What somebody means who answers a card in Welsh, Polish, Romanian, Urdu or Punjabi, with or without accents; pure."""

import re
from collections.abc import Mapping

from app.directory.phrases import fold
from app.upkeep.rules import Reply, Room

Key = tuple[str, ...]
# By whitespace and punctuation, not by letters: the vowel signs of Punjabi are no letters to a machine.
_WORD = re.compile(r"[^\s.,;:!?…\"“”„()،۔؟।–—-]+")

# What is said on our cards and texts in that language, what is on the pages' buttons, and what people write for it.
_SAID: Mapping[Reply | Room, str] = {
    Reply.STILL: """
        gywir, cywir, iawn, dim newid, does dim wedi newid, dim byd wedi newid
        zgadza, aktualne, bez zmian, nic się nie zmieniło, dobrze, w porządku
        valabil, corect, la fel, neschimbat, fără schimbări, nicio schimbare, nimic nu s-a schimbat
        ٹھیک, درست, صحیح, تبدیلی نہیں, کوئی تبدیلی نہیں, کچھ نہیں بدلا, theek, thik
        ਠੀਕ, ਸਹੀ, ਬਦਲਾਅ ਨਹੀਂ, ਕੋਈ ਬਦਲਾਅ ਨਹੀਂ, ਕੁਝ ਨਹੀਂ ਬਦਲਿਆ
    """,
    Reply.CHANGE: """
        newid, wedi newid
        zmiana, zmiany, zmienione, zmieniło się, się zmieniło, zmieniła się, zmienił się
        schimbat, s-a schimbat, schimbare, schimbări, modificat
        تبدیلی, تبدیل, بدل گیا, بدل گیا ہے, بدلا, badal gaya
        ਬਦਲਿਆ, ਬਦਲਾਅ, ਬਦਲ ਗਿਆ, ਬਦਲ ਗਿਆ ਹੈ, ਤਬਦੀਲੀ
    """,
    Reply.ENDED: """
        wedi dod i ben, dod i ben, wedi gorffen, gorffen, wedi cau
        koniec, zakończone, zakończyło, zakończyła, zakończył, skończyło, skończyła, skończył, zamknięte
        încheiat, terminat, închis
        ختم, بند, khatam
        ਖ਼ਤਮ, ਬੰਦ
    """,
    Room.FULL: """
        llawn, dim lle, does dim lle, nid oes lle, dim mwy o le
        brak miejsc, nie mamy miejsc, nie ma miejsc, nie ma już miejsc, pełne, pełna, pełno, komplet
        plin, plină, complet, fără locuri, nu mai avem locuri, nu mai sunt locuri, nu sunt locuri, nu avem locuri
        جگہ نہیں, بھر گیا, بھر, jagah nahi, jagah nahin
        ਥਾਂ ਨਹੀਂ, ਜਗ੍ਹਾ ਨਹੀਂ, ਭਰ ਗਿਆ, ਭਰ
    """,
    Room.ROOM: """
        lle, ddim yn llawn
        miejsca, wolne miejsca, są miejsca
        locuri, locuri libere
        جگہ, jagah
        ਥਾਂ, ਜਗ੍ਹਾ
    """,
    Room.PAUSE: """
        ddim yn cwrdd, nid ydyn ni'n cwrdd, dydyn ni ddim yn cwrdd, ddim yn cyfarfod, egwyl, seibiant, wedi cau tan
        nie spotykamy, się nie spotykamy, przerwa, przerwę, wakacje, zamknięte do
        nu ne întâlnim, nu ne mai întâlnim, pauză, vacanță, închis până
        نہیں مل رہے, نہیں ملتے, وقفہ, چھٹی, چھٹیاں, chutti
        ਨਹੀਂ ਮਿਲ ਰਹੇ, ਨਹੀਂ ਮਿਲਦੇ, ਛੁੱਟੀ, ਛੁੱਟੀਆਂ
    """,
    Room.BACK: """
        ôl, nôl, yn ôl
        wróciliśmy, wróciłyśmy, z powrotem, spotykamy
        revenit, am revenit, întors, am întors, înapoi, întâlnim
        واپس, مل رہے, wapas
        ਵਾਪਸ, ਮਿਲ ਰਹੇ
    """,
}
_YES = "ydy, ydi, ydyn, ie, tak, da, ہاں, جی, haan, han, ji, ਹਾਂ, ਜੀ"
# They may stand before, behind and between, and change nothing. Never one that says no.
_BESIDE = """
    ok, okay, yes
    oes, do, mae'n, mae, dal, yn, o, hyd, rydyn, rydym, ni'n, ni, am, y, tro, eto, nawr, ond, a, ar, hyn, bryd, gyda
    wedi, diolch, os, gwelwch, dda
    nadal, wciąż, dalej, ale, teraz, już, jest, jesteśmy, są, mamy, u, nas, na, razie, obecnie, znów, znowu, ponownie
    chwilowo, się, to, wszystko, i, dziękuję, dziękujemy, dzięki, proszę
    încă, mai, este, e, sunt, suntem, avem, din, nou, acum, deocamdată, momentan, dar, și, s, ne, iar, tot
    mulțumesc, mulțumim, vă, rog
    یہ, ابھی, اب, بھی, ہے, ہیں, ہو, گیا, گئی, گئے, ہم, ہمارے, پاس, پھر, سے, فی, الحال, لیکن, مگر, آ, شکریہ
    hai, abhi, phir
    ਇਹ, ਅਜੇ, ਹਾਲੇ, ਵੀ, ਹੁਣ, ਹੈ, ਹਨ, ਹੋ, ਗਿਆ, ਗਈ, ਗਏ, ਅਸੀਂ, ਸਾਡੇ, ਕੋਲ, ਫਿਰ, ਤੋਂ, ਫਿਲਹਾਲ, ਪਰ, ਆ, ਧੰਨਵਾਦ
"""
# Between "not meeting" and the day on which they are back, or behind it.
_TILL = """
    tan, hyd, ôl, nôl, byddwn, cwrdd, do, od, aż, dnia, w, wracamy, wrócimy, powrót
    până, pe, la, în, de, revenim, vom, reveni, întoarcem, înapoi
    تک, کو, واپس, واپسی, tak, ko, ਤੱਕ, ਨੂੰ, ਵਾਪਸ, ਵਾਪਸੀ
"""
_NO = "nid, ddim, dim, nie, nu, نہیں, نہ, nahi, nahin, ਨਹੀਂ, ਨਾ"


def _plain(word: str) -> str:
    return fold(word.casefold().replace("ł", "l"))  # a letter of its own, which falls to no accent


def _key(phrase: str) -> Key:
    return tuple(_plain(found.group()) for found in _WORD.finditer(phrase))


def _keys(listed: str) -> frozenset[Key]:
    return frozenset(_key(phrase) for phrase in re.split(r"[,\n]", listed) if phrase.strip())


def _words(listed: str) -> frozenset[str]:
    return frozenset(word for key in _keys(listed) for word in key)


MEANT: Mapping[Key, Reply | Room] = {key: reply for reply, listed in _SAID.items() for key in _keys(listed)}
_LONGEST = max(map(len, MEANT))
_AGREE, _NEVER = _words(_YES), _words(_NO)
_PASSED = _words(_BESIDE) | _AGREE
_BEFORE_DAY = _PASSED | _words(_TILL)
_WITH_MORE = (Reply.CHANGE, Room.PAUSE)  # behind these stands what changed, or the day on which they are back


def read_other(text: str) -> tuple[Reply | Room, str] | None:
    """What is meant, and the words for a change or the day they are back; None when it is not clear, or English."""
    spans = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    words = tuple(_plain(text[start:end]) for start, end in spans)
    for at in range(len(words)):
        if found := _meant(words, at):
            reply, after = found
            return reply, _more(text, spans, words, after, reply)
        if words[at] not in _PASSED:
            return None
    return (Reply.STILL, "") if any(word in _AGREE for word in words) else None


def _meant(words: Key, at: int) -> tuple[Reply | Room, int] | None:
    """The longest phrase that begins here and leaves nothing behind it that could turn it round."""
    for after in range(min(at + _LONGEST, len(words)), at, -1):
        reply = MEANT.get(words[at:after])
        if reply is None:
            continue
        behind = words[after:]
        if reply in _WITH_MORE:
            return (reply, after) if not behind or behind[0] not in _NEVER else None
        return (reply, after) if all(word in _PASSED for word in behind) else None
    return None


def _more(text: str, spans: list[tuple[int, int]], words: Key, after: int, reply: Reply | Room) -> str:
    if reply not in _WITH_MORE:
        return ""
    first, last = after, len(words)
    while reply is Room.PAUSE and first < last and words[first] in _BEFORE_DAY:
        first += 1
    while reply is Room.PAUSE and first < last and words[last - 1] in _BEFORE_DAY:
        last -= 1
    return text[spans[first][0] : spans[last - 1][1]] if first < last else ""
