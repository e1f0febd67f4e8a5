"""Getting people into a round: paste, preview, list, invite, change, withdraw, drop out, and the staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import func, select

from impactplan.courses.enrolment.operations import MOST_PEOPLE
from impactplan.courses.enrolment.roster import load_people
from impactplan.models import Enrolment, PeerGroup, Role, RoundStaff, User, db, now
from tests.courses.people import enrolment_of, link_to, queued_emails, staff_member_of
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
LIST = 6
LINES = (
    "E-mailadres\tNaam\tBibliotheek\n"
    "noor@example.org\tNoor de Wit\tBibliotheek Oost\n"
    "geen adres\tKarim Idrissi\tBibliotheek Oost\n"
    "BO@Example.org\tBo Smit\tbibliotheek  oost\n"
    "lies@example.org\tLies Bos\t\n"
)


@pytest.fixture
def cor(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.cor)


def address(cast: Cast, *parts: str) -> str:
    return "/".join([f"/rounds/{cast.round_id}", *parts])


def fields_of(page: str) -> dict[str, str | list[str]]:
    """Return what the form of a preview would send, as a browser does."""
    form = page.split('<form class="enlist"')[1].split("</form>")[0]
    sent: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            kept = sent.setdefault(name[1], [])
            assert isinstance(kept, list)
            kept.append(unescape(value[1] if value else ""))
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)
    assert text
    sent["text"] = unescape(text[1])[1:]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def preview(cor: PageClient, cast: Cast, text: str, **fields: str) -> tuple[str, dict[str, str | list[str]]]:
    page = cor.post(address(cast, "people/paste"), data={"text": text, **fields}).text
    return page, fields_of(page)


def store(cor: PageClient, cast: Cast, fields: dict[str, str | list[str]], what: str = "invite") -> str:
    answer = cor.post(address(cast, "people/paste/store"), data={**fields, "what": what}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def key_of(page: str, text: str) -> str:
    """Return the key of the line of a preview with this text in one of its fields."""
    found = re.search(rf'name="\w+-(\w+)"[^>]* value="{re.escape(text)}"', page)
    assert found, text
    return found[1]


# --- paste ---------------------------------------------------------------------------------------------------


def test_a_preview_keeps_and_sends_nothing(cast: Cast, cor: PageClient) -> None:
    before = db.session.scalar(select(func.count()).select_from(Enrolment))
    page, _fields = preview(cor, cast, LINES)
    assert "3 regels zijn goed" in page
    assert "1 regel klopt nog niet" in page
    assert "geen e-mailadres" in page
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == before
    assert queued_emails() == []


def test_good_lines_go_on_and_the_others_stay_to_be_mended(cast: Cast, cor: PageClient) -> None:
    _page, fields = preview(cor, cast, LINES)
    left = store(cor, cast, fields)
    assert "3 mensen zijn uitgenodigd" in left
    assert "Karim Idrissi" in left
    assert "Noor de Wit" not in left
    assert {mail["to"] for mail in queued_emails()} == {"noor@example.org", "bo@example.org", "lies@example.org"}
    mended = fields_of(left)
    mended[f"email-{key_of(left, 'geen adres')}"] = "karim@example.org"
    assert "1 persoon is uitgenodigd" in store(cor, cast, mended)
    karim = enrolment_of("karim@example.org")
    assert (karim.name, karim.organisation) == ("Karim Idrissi", "Bibliotheek Oost")
    assert len(queued_emails()) == 4


def test_what_was_mended_stays_when_it_is_looked_at_again(cast: Cast, cor: PageClient) -> None:
    page, fields = preview(cor, cast, LINES)
    fields[f"email-{key_of(page, 'geen adres')}"] = "karim@example.org"
    again = cor.post(address(cast, "people/paste"), data=fields).text
    assert "4 regels zijn goed" in again
    moved = fields_of(again)
    moved["text"] = "zo@example.org\tZo\tBibliotheek Oost\n" + str(moved["text"]).split("\n", 1)[1]
    page = cor.post(address(cast, "people/paste"), data=moved).text
    assert "karim@example.org" in page, "lines are known by their text and not by their place"
    assert "5 regels zijn goed" in page
    store(cor, cast, fields_of(page), "list")
    assert enrolment_of("karim@example.org").invited_at is None
    assert queued_emails() == []


def test_an_address_with_a_typing_error_is_mended_by_a_tick(cast: Cast, cor: PageClient) -> None:
    page, fields = preview(cor, cast, "noor@gmial.com\tNoor\tBibliotheek Oost")
    assert "Bedoel je noor@gmail.com?" in page
    fields[f"take-{key_of(page, 'noor@gmial.com')}"] = "noor@gmail.com"
    store(cor, cast, fields)
    assert [mail["to"] for mail in queued_emails()] == ["noor@gmail.com"]


def test_a_text_that_changed_is_shown_before_it_is_stored(cast: Cast, cor: PageClient) -> None:
    _page, fields = preview(cor, cast, LINES)
    fields["text"] = "nieuw@example.org"
    assert "nog niets bewaard of verstuurd" in store(cor, cast, fields)
    assert enrolment_of("nieuw@example.org") is None


def test_a_line_that_was_shown_as_doubtful_in_itself_waits_for_a_look(cast: Cast, cor: PageClient) -> None:
    _page, fields = preview(cor, cast, "een\x07@example.org\ntwee@example.org; drie@example.org\tDrie")
    left = store(cor, cast, fields)
    assert enrolment_of("een@example.org") is None
    assert enrolment_of("twee@example.org") is None
    checked = cor.post(address(cast, "people/paste"), data=fields_of(left)).text
    store(cor, cast, fields_of(checked))
    assert enrolment_of("een@example.org")
    assert enrolment_of("twee@example.org").name == "Drie"


def test_addresses_are_kept_as_any_mail_server_takes_them(cor: PageClient, cast: Cast) -> None:
    page, fields = preview(cor, cast, "jan@bücher.example\tJan\tBieb Oost\njosé@x.example\tJosé\tBieb Oost")
    assert "jan@xn--bcher-kva.example" in page
    assert "Naar een adres met ‘é’ voor de @ kan geen mail worden gestuurd" in page
    store(cor, cast, fields, "list")
    kept = {person.email for person in load_people(cast.round_id)}
    assert "jan@xn--bcher-kva.example" in kept
    assert all(email.isascii() for email in kept)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Er staat nog niets"),
        (" \r\n\t;", "Er staat nog niets"),
        ("\n".join(f"x{number}@example.org" for number in range(501)), "meer dan 500 regels"),
        ("x" * 200_001, "te lang voor een lijst"),
    ],
)
def test_a_paste_that_is_too_much_or_nothing_stays_in_its_field(
    cast: Cast, cor: PageClient, text: str, said: str
) -> None:
    answer = cor.post(address(cast, "people/paste"), data={"text": text})
    assert answer.status_code == 422
    assert said in answer.text
    assert text.strip()[-20:] in answer.text


def test_who_is_in_the_round_is_passed_over_and_nobody_is_told_who_has_an_account(cast: Cast, cor: PageClient) -> None:
    cor.post(address(cast, "people"), data={"email": "lijst@example.org", "what": "list"})
    text = "olga@example.org\nlijst@example.org\ntess@example.org\nvera@example.org\nniemand@example.org"
    page, fields = preview(cor, cast, text)
    assert "doet al mee" in page
    assert "staat al op de lijst" in page
    assert "al een trainer of coördinator" in page
    known, unknown = (page.split(f"{name}@example.org")[1].split("</li>")[0] for name in ("vera", "niemand"))
    strip = re.compile(r"vera|niemand|[0-9a-f]{12}|Regel \d|regel \d")
    assert strip.sub("", known)[:200] == strip.sub("", unknown)[:200]
    store(cor, cast, fields)
    assert {mail["to"] for mail in queued_emails()} == {"vera@example.org", "niemand@example.org"}


def test_a_library_is_written_in_one_way(cast: Cast, cor: PageClient) -> None:
    _page, fields = preview(cor, cast, LINES)
    store(cor, cast, fields)
    assert (
        enrolment_of("bo@example.org").organisation
        == enrolment_of("noor@example.org").organisation
        == "Bibliotheek Oost"
    )
    _page, fields = preview(cor, cast, "x@example.org\tX\tBiblioteek Oost\ny@example.org\tY\tBIBLIOTHEEK OOST")
    spelling = next(name for name in fields if name.startswith("spelling-"))
    assert fields[spelling] == "", "a letter's difference is only asked about"
    fields[spelling] = "Bibliotheek Oost"
    store(cor, cast, fields)
    assert enrolment_of("x@example.org").organisation == "Bibliotheek Oost"


def test_colleagues_write_together_unless_the_tick_goes(cast: Cast, cor: PageClient) -> None:
    text = "a@example.org\tA\tOost\nb@example.org\tB\toost\nc@example.org\tC\tWest\nd@example.org\tD\tWest"
    _page, fields = preview(cor, cast, text)
    assert fields["together"] == ["oost", "west"]
    fields["together"] = ["west"]
    again = cor.post(address(cast, "people/paste"), data=fields).text
    assert fields_of(again)["together"] == ["west"]
    store(cor, cast, fields_of(again), "list")
    assert [enrolment_of(f"{name}@example.org").together for name in "abcd"] == [False, False, True, True]
    _page, fields = preview(cor, cast, "e@example.org\tE\tOost")
    assert fields["together"] == ["oost"], "one more of a library that is there already"
    store(cor, cast, fields, "list")
    assert enrolment_of("a@example.org").together


def test_who_began_a_plan_alone_is_no_colleague_to_write_with(cast: Cast, cor: PageClient) -> None:
    """A tick of the coordinator opens nobody's plan."""
    olga = enrolment_of("olga@example.org")
    olga.organisation = "Bibliotheek Merenrijk"
    db.session.commit()
    _page, fields = preview(cor, cast, "x@example.org\tX\tBibliotheek Merenrijk")
    assert "together" not in fields
    _page, fields = preview(
        cor, cast, "x@example.org\tX\tBibliotheek Merenrijk\ny@example.org\tY\tBibliotheek Merenrijk"
    )
    store(cor, cast, fields, "list")
    assert enrolment_of("x@example.org").together
    assert not enrolment_of("olga@example.org").together


def test_five_hundred_lines_take_one_request_and_as_many_queries(cast: Cast, cor: PageClient) -> None:
    lines = [f"x{number}@example.org\tNaam {number}\tBibliotheek {number % 60}" for number in range(500)]
    for count in (3, 500):
        page = cor.post(address(cast, "people/paste"), data={"text": "\n".join(lines[:count])}, queries=LIST)
        assert page.status_code == 200
        assert f"{count} regels zijn goed" in page.text
    store(cor, cast, fields_of(page.text))
    assert len(queued_emails()) == 500
    assert len({mail["text"] for mail in queued_emails()}) == 500


def test_nothing_is_stored_twice_by_two_clicks(cast: Cast, cor: PageClient) -> None:
    _page, fields = preview(cor, cast, "noor@example.org")
    store(cor, cast, fields)
    store(cor, cast, fields)
    assert len(queued_emails()) == 1


def test_a_round_has_an_end(cast: Cast, cor: PageClient) -> None:
    rows = [Enrolment(round_id=cast.round_id, email=f"v{number}@example.org") for number in range(MOST_PEOPLE)]
    db.session.add_all(rows)
    db.session.commit()
    _page, fields = preview(cor, cast, "noor@example.org")
    answer = cor.post(address(cast, "people/paste/store"), data={**fields, "what": "list"})
    assert answer.status_code == 422
    assert "hooguit 1.000" in answer.text
    assert enrolment_of("noor@example.org") is None


# --- the list ------------------------------------------------------------------------------------------------


def fill(cast: Cast, count: int) -> None:
    group = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(group)
    db.session.flush()
    for number in range(count):
        place = Enrolment(round_id=cast.round_id, email=f"p{number}@example.org", group_id=group.id)
        place.organisation = f"Bibliotheek {number % 20}"
        if number % 3:
            place.invited_at = now() - timedelta(days=number % 40)
            place.expires_at = place.invited_at + timedelta(days=30)
        if number % 3 == 2:
            place.email, place.user_id, place.accepted_at = None, make_user(f"deelnemer{number}").id, now()
        db.session.add(place)
    db.session.commit()


@pytest.mark.parametrize("count", [0, 3, 200])
def test_lists_take_as_many_queries_for_a_few_as_for_many(cast: Cast, cor: PageClient, count: int) -> None:
    fill(cast, count)
    for page in ("people", "people?state=never", "people?search=bibliotheek+1", "staff"):
        assert cor.get(address(cast, page), queries=LIST).status_code == 200


def test_the_list_says_how_far_each_is(cast: Cast, cor: PageClient) -> None:
    moment = now()
    states = {
        "lijst": {},
        "wacht": {"invited_at": moment - timedelta(days=3), "expires_at": moment + timedelta(days=27)},
        "oud": {"invited_at": moment - timedelta(days=31), "expires_at": moment - timedelta(days=1)},
    }
    for name, values in states.items():
        db.session.add(Enrolment(round_id=cast.round_id, email=f"{name}@example.org", **values))
    cast.olga.current_login_at = (moment - timedelta(days=2)).replace(tzinfo=None)
    db.session.commit()
    enrolment_of("pim@example.org").dropped_at = moment
    db.session.commit()
    page = cor.get(address(cast, "people")).text
    rows = {name: page.split(name)[1].split("</tr>")[0] for name in ("lijst@", "wacht@", "oud@", "Olga", "Pim")}
    assert "Op de lijst" in rows["lijst@"]
    assert "Uitgenodigd" in rows["wacht@"]
    assert "3 dagen geleden" in rows["wacht@"]
    assert "Link verlopen" in rows["oud@"]
    assert "Doet mee sinds" in rows["Olga"]
    assert "2 dagen geleden" in rows["Olga"]
    assert "Gestopt op" in rows["Pim"]
    assert "nog nooit ingelogd" in rows["wacht@"]
    never = cor.get(address(cast, "people?state=never")).text
    assert "wacht@" in never
    assert "Olga" not in never.split("<tbody>")[1]
    assert "oud@example.org" not in cor.get(address(cast, "people?state=invited")).text
    assert "Pim" not in cor.get(address(cast, "people?search=olga")).text.split("<tbody>")[1]
    assert "Hier hoort niemand bij" in cor.get(address(cast, "people?search=zzz")).text
    assert cor.get(address(cast, "people?state=onzin")).status_code == 200


def test_one_person_is_added_with_the_same_care(cast: Cast, cor: PageClient) -> None:
    people = address(cast, "people")
    for email, said in {
        "": "Vul dit in",
        "geen": "geen e-mailadres",
        "olga@example.org": "zit al in deze ronde",
        "TESS@example.org": "zit al in deze ronde",
    }.items():
        answer = cor.post(people, data={"email": email, "name": "Getypt", "what": "invite"})
        assert answer.status_code == 422
        assert said in answer.text
        assert "Getypt" in answer.text
    cor.post(people, data={"email": "Noor@Example.org", "name": "Noor", "library": "Oost", "what": "invite"})
    assert queued_emails()[0]["to"] == "noor@example.org"
    assert enrolment_of("noor@example.org").token_hash not in queued_emails()[0]["text"]


def test_all_who_have_not_answered_get_a_new_link(cast: Cast, cor: PageClient, client: PageClient) -> None:
    for name in ("een", "twee"):
        cor.post(address(cast, "people"), data={"email": f"{name}@example.org", "what": "invite"})
    cor.post(address(cast, "people"), data={"email": "drie@example.org", "what": "list"})
    first = link_to("een@example.org")
    cor.post(address(cast, "people/invite"), data={"who": "unanswered"})
    assert len(queued_emails()) == 2, "who was written to just now is left in peace"
    with time_machine.travel(now() + timedelta(days=2)):
        cor.post(address(cast, "people/invite"), data={"who": "unanswered"})
        assert len(queued_emails()) == 4
        assert client.get(first).status_code == 410
        assert client.get(link_to("een@example.org")).status_code == 200
        cor.post(address(cast, "people/invite"), data={"who": "listed"})
    assert len(queued_emails("drie@example.org")) == 1


def test_a_new_address_gets_the_link_and_the_old_one_none(cast: Cast, cor: PageClient, client: PageClient) -> None:
    cor.post(address(cast, "people"), data={"email": "fout@example.org", "name": "Noor", "what": "invite"})
    old, place = link_to("fout@example.org"), enrolment_of("fout@example.org")
    page = address(cast, "people", place.id)
    taken = cor.post(page, data={"email": "olga@example.org", "name": "Noor", "library": ""})
    assert taken.status_code == 422
    cor.post(page, data={"email": "goed@example.org", "name": "Noor", "library": "Oost"})
    assert client.get(old).status_code == 410
    assert client.get(link_to("goed@example.org")).status_code == 200
    cor.post(page, data={"email": "goed@example.org", "name": "Noor de Wit", "library": "Oost"})
    assert enrolment_of("goed@example.org").name == "Noor de Wit"
    assert len(queued_emails()) == 2


def test_of_who_takes_part_only_the_library_is_the_coordinators(cast: Cast, cor: PageClient) -> None:
    place = enrolment_of("olga@example.org")
    page = address(cast, "people", place.id)
    assert 'name="email"' not in cor.get(page).text
    cor.post(page, data={"email": "anders@example.org", "name": "Anders", "library": "Bibliotheek Oost"})
    place = enrolment_of("olga@example.org")
    assert (place.organisation, place.email, place.name) == ("Bibliotheek Oost", None, "")


def test_withdrawing_leaves_nothing(cast: Cast, cor: PageClient, client: PageClient) -> None:
    cor.post(address(cast, "people"), data={"email": "noor@example.org", "what": "invite"})
    link = link_to("noor@example.org")
    cor.post(address(cast, "people", enrolment_of("noor@example.org").id, "withdraw"))
    assert enrolment_of("noor@example.org") is None
    assert client.get(link).status_code == 410
    cor.post(address(cast, "people", enrolment_of("olga@example.org").id, "withdraw"))
    assert enrolment_of("olga@example.org"), "who has accepted does not go like that"


def test_dropping_out_is_asked_first_and_can_be_taken_back(cast: Cast, cor: PageClient, signed_in: SignIn) -> None:
    drop = address(cast, "people", enrolment_of("olga@example.org").id, "drop-out")
    assert "blijft van deze persoon" in cor.get(drop).text
    assert enrolment_of("olga@example.org").dropped_at is None
    assert "Pim" in signed_in(cast.olga).get(f"/plans/{cast.plan_id}/sharing").text
    cor = signed_in(cast.cor)
    cor.post(drop)
    assert enrolment_of("olga@example.org").dropped_at
    assert "Pim" not in signed_in(cast.olga).get(f"/plans/{cast.plan_id}/sharing").text
    assert signed_in(cast.tess).get(f"/plans/{cast.plan_id}/").status_code == 404
    assert signed_in(cast.olga).get(f"/plans/{cast.plan_id}/").status_code == 200
    assert signed_in(cast.olga).get(address(cast, "meetings")).status_code == 404
    signed_in(cast.cor).post(address(cast, "people", enrolment_of("olga@example.org").id, "take-back"))
    assert signed_in(cast.tess).get(f"/plans/{cast.plan_id}/").status_code == 200
    assert enrolment_of("olga@example.org").group_id == cast.group_id


def test_a_place_of_another_round_is_not_there(cast: Cast, cor: PageClient) -> None:
    other = db.session.scalars(select(RoundStaff).where(RoundStaff.user_id == cast.tom.id)).one()
    place = Enrolment(round_id=other.round_id, email="elders@example.org", invited_at=now(), expires_at=now())
    db.session.add(place)
    db.session.commit()
    for action in ("", "/invite", "/withdraw", "/drop-out", "/take-back"):
        assert cor.post(address(cast, f"people/{place.id}{action}")).status_code == 404
    for action in ("", "/invite", "/remove"):
        assert cor.post(address(cast, f"staff/{other.id}{action}")).status_code == 404


# --- staff ---------------------------------------------------------------------------------------------------


def test_a_trainer_is_named_and_takes_the_place(cast: Cast, cor: PageClient, client: PageClient) -> None:
    form = {"email": "Trui@Example.org", "name": "Trui", "role": "trainer", "contact": "06 12345678"}
    cor.post(address(cast, "staff"), data=form)
    (mail,) = queued_emails()
    assert "trainer van Impactmanagement, Ronde 1" in mail["text"]
    assert "06 12345678" in cor.get(address(cast, "staff")).text
    answer = client.post(link_to("trui@example.org"), data={"name": "Trui"})
    assert answer.location == f"/rounds/{cast.round_id}"
    assert client.get(f"/plans/{cast.plan_id}/").status_code == 200
    assert staff_member_of("trui@example.org").email is None
    roles = select(Role.name).join(User.roles).where(User.email == "trui@example.org")
    assert list(db.session.scalars(roles)) == ["trainer"]


def test_the_staff_is_named_once_and_apart_from_participants(cast: Cast, cor: PageClient) -> None:
    for email, role, said in (
        ("olga@example.org", "trainer", "deelnemer van deze ronde"),
        ("tess@example.org", "trainer", "zit al in deze ronde"),
        ("geen", "trainer", "geen e-mailadres"),
    ):
        answer = cor.post(address(cast, "staff"), data={"email": email, "role": role})
        assert answer.status_code == 422
        assert said in answer.text
    assert cor.post(address(cast, "staff"), data={"email": "x@example.org", "role": "baas"}).status_code == 422
    cor.post(address(cast, "staff"), data={"email": "tess@example.org", "role": "coordinator"})
    assert len(queued_emails()) == 1, "a trainer can coordinate too"


def test_contact_resend_withdraw_and_remove(cast: Cast, cor: PageClient, client: PageClient, signed_in: SignIn) -> None:
    cor.post(address(cast, "staff"), data={"email": "trui@example.org", "role": "trainer"})
    first, place = link_to("trui@example.org"), staff_member_of("trui@example.org")
    cor.post(address(cast, "staff", place.id), data={"contact": "op dinsdag"})
    assert staff_member_of("trui@example.org").contact == "op dinsdag"
    cor.post(address(cast, "staff", place.id, "invite"))
    assert client.get(first).status_code == 410
    second = link_to("trui@example.org")
    assert client.get(second).status_code == 200
    cor.post(address(cast, "staff", place.id, "remove"))
    assert client.get(second).status_code == 410
    tess = staff_member_of("tess@example.org")
    assert "kan de plannen" in cor.get(address(cast, "staff", tess.id, "remove")).text
    cor.post(address(cast, "staff", tess.id, "remove"))
    assert signed_in(cast.tess).get(f"/plans/{cast.plan_id}/").status_code == 404


def test_a_round_keeps_a_coordinator(cast: Cast, cor: PageClient) -> None:
    mine = staff_member_of("cor@example.org")
    answer = cor.post(address(cast, "staff", mine.id, "remove"), follow_redirects=True)
    assert "altijd een coördinator" in answer.text
    cor.post(address(cast, "staff"), data={"email": "ander@example.org", "role": "coordinator"})
    cor.post(address(cast, "staff", mine.id, "remove"))
    assert staff_member_of("cor@example.org"), "somebody who has not accepted runs no round"
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=make_user("cora").id, role="coordinator"))
    db.session.commit()
    assert "kunt deze ronde niet meer openen" in cor.get(address(cast, "staff", mine.id, "remove")).text
    assert cor.post(address(cast, "staff", mine.id, "remove")).location == "/"
    assert cor.get(address(cast, "people")).status_code == 404
