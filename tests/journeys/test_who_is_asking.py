"""The same questions for residents, coordinators and clinicians, for one, two and a family; without JavaScript."""

import re
from datetime import date

import pytest

from app.directory.rules import Capacity
from tests.builders import listing
from tests.journeys.conftest import OpenTown, Town

STAFF = pytest.mark.parametrize("audience", ["coordinator", "clinician"])


def fields_of(html: str) -> list[tuple[str, str]]:
    """The hidden fields of a form."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)


@STAFF
def test_staff_get_their_words_on_one_page(leeds: Town, audience: str) -> None:
    page = leeds.http.get(f"/?audience={audience}").text
    assert "Where do they live?" in page
    assert "Where are you?" not in page
    assert "data-stepped" not in page
    asked = page.split('<form class="talk"')[1].split("</form>")[0]
    chips = re.findall(r'<label class="chip[^"]*">(.*?)</label>', asked, re.DOTALL)
    assert len(chips) > 40
    assert [chip for chip in chips if re.search(r"\b(?:I|me|my|you|your)\b", re.sub("<[^>]+>", " ", chip))] == []
    assert "Like: their neighbour Pat." in asked
    assert ("nothing from the notes" in page) == (audience == "clinician")


@STAFF
def test_staff_see_three_ideas_first_ready_to_print(leeds: Town, audience: str) -> None:
    page = leeds.form(near="LS8 5HX", hopes="gardening", audience=audience)
    assert str(page.url).endswith(f"/match?near=LS8+5&hopes=gardening&audience={audience}")
    three = page.text.split("Three ideas to begin with")[1].split("</section>")[0]
    ids = re.findall(r'name="id" value="([^"]+)"', three)
    assert len(ids) == 3
    assert page.text.index("Three ideas to begin with") < page.text.index('class="group ')
    shown = leeds.http.post("/list", data=dict(fields_of(three)) | {"id": ids}).text
    assert '<h1 id="h-list" tabindex="-1">Their list</h1>' in shown
    slips = leeds.http.post("/list/paper", data={"id": ids}).text
    assert len(re.findall(r'class="slip[ "]', slips)) == 3


HEED = [
    listing(name="Old", checked_on=date(2025, 3, 1)),
    listing(name="Never", checked_on=None, capacity=Capacity.NEARLY_FULL),
    listing(name="Well", checked_on=date(2026, 11, 20)),
]


@STAFF
def test_the_three_say_how_far_they_are(leeds: Town, audience: str) -> None:
    page = leeds.form(near="LS8 5HX", hopes="gardening", audience=audience).text
    three = page.split("Three ideas to begin with")[1].split("</section>")[0].split("<li>")[1:]
    assert len(three) == 3
    cards = page.split('<li class="entry"')[1:]
    for one in three:
        name = re.findall(r"<a href[^>]+>([^<]+)</a>", one)[0]
        card = next(each for each in cards if f">{name}</a></h3>" in each)
        assert far(one) == far(card) != []


def far(html: str) -> list[str]:
    """How far it is, as far as that is said."""
    return re.findall(r"How far</span></dt><dd>([^<]+)", html)


@pytest.mark.parametrize("do", ["change", "as-coordinator"])
def test_a_form_is_at_an_address_only_when_all_of_it_may_be(leeds: Town, do: str) -> None:
    plain = leeds.http.post("/match", data={"near": "LS8 5HX", "hopes": "gardening", "do": do})
    assert plain.status_code == 303
    assert plain.headers["location"].startswith("/?near=LS8+5&hopes=gardening")
    assert 'value="LS8 5"' in leeds.http.get(plain.headers["location"]).text
    private = (
        {"hopes_words": "tea"},
        {"basics": "food"},
        {"slowly": "yes"},
        {"who": "two"},
        {"near": "he hits me"},
        {"near": "Xyz"},
    )
    for own in private:
        kept_out = leeds.http.post("/match", data={"near": "LS8 5HX", "do": do} | own)
        assert kept_out.status_code == 200
        assert kept_out.headers["cache-control"] == "no-store"


def test_the_page_for_residents_is_chosen_by_its_address_too(leeds: Town) -> None:
    away = leeds.http.post("/match", data={"audience": "clinician", "do": "as-resident"}).headers["location"]
    assert away == "/?audience=resident"
    assert 'data-audience="resident"' in leeds.http.get(away).text, "a device that kept the other may forget it"


@STAFF
def test_the_three_say_what_their_cards_say_to_heed(open_town: OpenTown, audience: str) -> None:
    page = open_town(*HEED).form(near="LS8 5HX", hopes="gardening", audience=audience).text
    three = page.split("Three ideas to begin with")[1].split("</section>")[0]
    told = {re.findall(r"<a href[^>]+>(\w+)</a>", one)[0]: tags(one) for one in three.split("<li>")[1:]}
    assert told == {
        "Old": ["Ring first. Checked 21 months ago"],
        "Never": ["Never checked, ring first", "Nearly full"],
        "Well": [],
    }


def test_the_three_say_that_two_may_not_find_room(open_town: OpenTown) -> None:
    page = open_town(HEED[1]).form(near="LS8 5HX", hopes="gardening", audience="clinician", who="two").text
    three = page.split("Three ideas to begin with")[1].split("</section>")[0]
    assert tags(three)[1] == "Nearly full. Ask if there is room for all of them."


def test_the_place_to_start_and_easy_words_say_it_too(open_town: OpenTown) -> None:
    town = open_town(HEED[1])
    start = town.form(near="LS8 5HX", hopes="gardening").text.split("Start here")[1].split("</section>")[0]
    easy = town.http.post("/easy", data={"near": "LS8 5HX", "hopes": "gardening"}).text
    assert tags(start) == tags(easy) == ["Never checked, ring first", "Nearly full"]


def tags(html: str) -> list[str]:
    """The small labels in a piece of a page."""
    return re.findall(r'<span class="tag[^"]*">([^<]+)</span>', html)


def test_no_pound_sign_stands_before_free(leeds: Town) -> None:
    chip = re.findall(r'value="free"[^>]*><span>(.*?)</span>', leeds.http.get("/").text)
    assert [re.sub(r".*#(\w+).*svg>", r"\1 ", one) for one in chip] == ["cost Free"]
    assert "#coin" not in leeds.form(near="LS8 5HX", hopes="gardening").text.split("<main")[1]


def test_the_best_fit_stands_first_of_the_three(leeds: Town) -> None:
    best = leeds.ask(near="LS8 5", hopes="Gardening", audience="clinician")["start_here"]
    page = leeds.http.get("/match?near=LS8+5&hopes=gardening&audience=clinician").text
    assert re.findall(r'name="id" value="([^"]+)"', page.split("Three ideas to begin with")[1])[0] == best


def test_residents_see_one_place_to_start(leeds: Town) -> None:
    page = leeds.form(near="LS8 5HX", hopes="gardening").text
    assert "Start here" in page
    assert "Three ideas to begin with" not in page


def test_needs_come_first_for_staff_too(leeds: Town) -> None:
    page = leeds.form(near="LS8 5HX", hopes_words="struggling to buy food", audience="clinician").text
    assert "Sort this first" in page
    assert "Three ideas to begin with" not in page


def test_danger_looks_the_same_to_everybody(leeds: Town) -> None:
    page = leeds.form(near="LS8 5HX", hopes_words="she wants to kill herself", audience="clinician").text
    assert "Help now" in page
    assert "Three ideas" not in page


def test_changing_the_words_of_the_page_keeps_every_answer(leeds: Town) -> None:
    said = {"near": "LS8 5", "hopes": "gardening", "hopes_words": "some company", "around": "Pat", "who": "family"}
    staff = leeds.http.post("/match", data=said | {"children": "3 and 7", "do": "as-clinician"}).text
    for field in ('value="LS8 5"', 'value="gardening" checked', ">some company<", 'value="Pat"', 'value="3 and 7"',
                  'value="family" checked', 'name="audience" value="clinician"'):  # fmt: skip
        assert field in staff
    resident = leeds.http.post("/match", data=said | {"audience": "clinician", "do": "as-resident"}).text
    assert "Where are you?" in resident
    assert 'name="audience"' not in resident


def test_a_made_up_audience_is_a_resident(leeds: Town) -> None:
    assert "Where are you?" in leeds.http.get("/?audience=%3Cscript%3E").text


def test_a_blank_form_may_go_step_by_step_and_a_filled_one_shows_all(leeds: Town) -> None:
    assert "data-stepped" in leeds.http.get("/").text
    assert "data-stepped" not in leeds.http.get("/?near=LS8+5").text
    assert "data-stepped" not in leeds.http.post("/match", data={}).text


def test_a_family_is_told_so_and_finds_what_is_for_children(leeds: Town) -> None:
    page = leeds.form(near="LS8 5", who="family", children="2 and 9")
    assert str(page.url).endswith("/match")  # no bookmark: a household is nobody's business
    assert "For a family." in page.text
    assert "play for little ones" in page.text
    assert "things to do with the children" in page.text


def test_two_are_told_so(leeds: Town) -> None:
    assert "For two of you" in leeds.form(near="LS8 5", hopes="walking", who="two").text


@STAFF
def test_reasons_and_questions_speak_of_the_person_and_not_to_them(leeds: Town, audience: str) -> None:
    page = leeds.http.get(f"/match?near=LS8+5&hopes=gardening&gifts=sewing&audience={audience}").text
    ideas = re.sub(r"<[^>]+>", " ", page.split('class="list"')[1].split('class="formal"')[0])
    assert "They said" in ideas
    assert "Nearest to them" in ideas or "what they said" in ideas or "The best fit" in ideas
    assert "You said" not in ideas
    assert "you could bring" not in ideas
    assert "near you" not in ideas
    assert "Not for them" in ideas


@STAFF
def test_what_would_make_it_easy_is_told_of_the_person(leeds: Town, audience: str) -> None:
    said = {"near": "LS8 5", "hopes": "gardening", "ease": "companion,bring_a_child"}
    theirs = leeds.http.get("/match", params=said | {"audience": audience}).text.split("<main")[1].split("<footer")[0]
    mine = leeds.http.get("/match", params=said).text.split("<main")[1]
    assert ("someone to go with them" in theirs, "someone to go with me" in mine) == (True, True)
    assert ("Someone can come along" in theirs, "Someone can come with you" in mine) == (True, True)
    assert re.search("come with you|to go with me|[Yy]ou can bring", theirs) is None


def test_a_place_of_many_is_asked_for_with_their_list(leeds: Town) -> None:
    page = leeds.form(near="Springfield", audience="coordinator").text
    assert "Which Springfield" in page
    assert ("Their list" in page, "Your list" in page) == (True, False)


def test_what_speaks_against_a_group_speaks_of_the_person_too(leeds: Town) -> None:
    said = {"near": "LS8 5", "hopes": "gardening", "ease": "free", "age": "40", "audience": "coordinator"}
    found = leeds.ask(near="LS8 5", hopes="singing", audience="coordinator")
    other = next(item for item in found["suggestions"] if item["why"])
    page = leeds.http.post("/why", data=said | {"expected": other["name"]}).text
    told = page.split("<main")[1].split("</main>")[0]
    assert "Why not" in told or "one of your ideas" in told or "Which one" in told
    assert "You said" not in told
    assert "You asked" not in told


def test_one_answer_for_both_but_for_its_words(leeds: Town) -> None:
    said = {"near": "LS8 5", "hopes": "gardening, company", "gifts": "sewing"}
    mine, theirs = leeds.ask(**said), leeds.ask(**said, audience="coordinator")
    assert [one["id"] for one in mine["suggestions"]] == [one["id"] for one in theirs["suggestions"]]
    assert any("You said" in why["text"] for one in mine["suggestions"] for why in one["why"])
    assert not any("ou said" in why["text"] for one in theirs["suggestions"] for why in one["why"])
    assert mine == leeds.ask(**said)  # the words of the one stay out of the other, whoever asks first


@STAFF
def test_a_listing_reached_from_their_ideas_has_their_list_too(leeds: Town, audience: str) -> None:
    results = leeds.http.get(f"/match?near=LS8+5&hopes=gardening&audience={audience}").text
    addresses = set(re.findall(r'href="(/listings/[^"]+)"', results))
    assert addresses
    assert all(address.endswith(f"?audience={audience}") for address in addresses)
    assert "On your list" not in results
    for address in sorted(addresses)[:3]:
        theirs, mine = leeds.http.get(address).text, leeds.http.get(address.partition("?")[0]).text
        assert ("Their list" in theirs, "On their list" in theirs) == (True, True)
        assert re.search("[Yy]our list|[Yy]ou could bring", theirs) is None
        assert f'name="audience" value="{audience}"' in theirs
        assert ("Your list" in mine, "Their list" in mine, 'name="audience"' in mine) == (True, False, False)
    chosen = re.findall(r'name="id" value="([^"]+)"', results.split("Three ideas to begin with")[1])[:2]
    shown = leeds.http.post("/list", data={"id": chosen, "audience": audience}).text
    assert re.findall(r'href="(/listings/[^"]+)"', shown) == [f"/listings/{one}?audience={audience}" for one in chosen]
    assert "Your list" in leeds.http.get(f"/listings/{chosen[0]}?audience=boss").text


@STAFF
def test_the_names_of_their_three_ideas_lead_to_the_cards(leeds: Town, audience: str) -> None:
    page = leeds.http.get(f"/match?near=LS8+5&hopes=gardening&audience={audience}").text
    three = page.split("Three ideas to begin with")[1].split("</section>")[0]
    leads = re.findall(r'href="#(idea-[0-9]+)"', three)
    assert len(leads) == 3
    unfolded = re.sub(r'<details class="more">.*?</details>\s*</section>', "", page, flags=re.DOTALL)
    assert all(f'<li class="entry" id="{anchor}">' in unfolded for anchor in leads)


@STAFF
def test_the_list_is_theirs_from_page_to_paper(leeds: Town, audience: str) -> None:
    results = leeds.http.get(f"/match?near=LS8+5&hopes=gardening&audience={audience}").text
    assert "Their list" in results
    assert "Your list" not in results
    chosen = re.findall(r'name="id" value="([^"]+)"', results.split("Three ideas to begin with")[1])[:2]
    shown = leeds.http.post("/list", data={"id": chosen, "audience": audience}).text
    assert '<h1 id="h-list" tabindex="-1">Their list</h1>' in shown
    assert f'name="audience" value="{audience}"' in shown
    paper = leeds.http.post("/list/paper", data={"id": chosen, "audience": audience}).text
    assert "Their list on paper" in paper
    assert "Their list" in leeds.http.get(f"/list?audience={audience}").text
    assert "Your list" in leeds.http.get("/list").text
    assert "Your list" in leeds.http.post("/list", data={"id": chosen, "audience": "boss"}).text


def test_a_formal_service_alone_is_an_answer(leeds: Town) -> None:
    page = leeds.form(near="LS8 5", hopes_words="my social worker said i need grab rails", audience="clinician").text
    assert "<h1>Help near Harehills</h1>" in page
    assert "simply near" not in page
    assert page.index('<details class="formal" id="formal" open>') < page.index("What you could do next")
