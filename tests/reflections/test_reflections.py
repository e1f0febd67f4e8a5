"""A reflection is its author's: nobody sees it, or knows of it, but those whom the author chose."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from impactplan.access import Permission, load_plan
from impactplan.accounts.privacy import delete_account, delete_plan
from impactplan.exports.operations import file_of
from impactplan.models import Enrolment, Export, Membership, Plan, Reflection, User, db
from impactplan.outbox import sweep
from impactplan.reflections.operations import save_reflection
from impactplan.reflections.queries import load_visible
from impactplan.steps import STEPS
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import Script

SignIn = Callable[[User], PageClient]
SECRET = "Cijfers bleken minder eng dan ik dacht"
SEES = {
    "nobody": {"olga"},
    "trainer": {"olga", "tess"},
    "group": {"olga", "tess", "karel", "pim"},
}
EVERYBODY = ("olga", "karel", "lena", "carla", "pim", "tess", "tom", "cor", "bea", "vera")


def write(cast: Cast, user: User, visibility: str = "nobody", module: int = 1, text: str = SECRET) -> None:
    save_reflection(cast.plan_id, user, module, {"learned": text, "visibility": visibility}, {})
    db.session.commit()


def page(cast: Cast, client: PageClient, module: int = 1, **more: Any) -> Any:
    return client.get(f"/plans/{cast.plan_id}/reflections/{module}", **more)


@pytest.mark.parametrize("visibility", SEES)
def test_who_sees_a_reflection(cast: Cast, signed_in: SignIn, visibility: str) -> None:
    write(cast, cast.olga, visibility)
    seen = set()
    for name in EVERYBODY:
        client = signed_in(getattr(cast, name))
        for address in ("reflections/1", "document?reflections=1", "", "steps/purpose", "changes"):
            found = client.get(f"/plans/{cast.plan_id}/{address}")
            if found.status_code == 200 and SECRET in found.get_data(as_text=True):
                seen.add(name)
    assert seen == SEES[visibility]


def test_readers_find_no_trace_that_there_are_reflections(cast: Cast, signed_in: SignIn) -> None:
    readers = [signed_in(reader) for reader in (cast.lena, cast.carla)]
    before = []
    for client in readers:
        client.get("/")  # begins the session, and with it the token that every page has
        before.append(client.get(f"/plans/{cast.plan_id}/").text)
    write(cast, cast.olga, "group")
    for client, seen in zip(readers, before, strict=True):
        assert page(cast, client).status_code == 403
        overview = client.get(f"/plans/{cast.plan_id}/").text
        assert "reflections" not in overview
        assert len(overview) == len(seen)


def test_colleagues_do_not_see_each_others_unless_shared_with_the_group(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga, "trainer")
    write(cast, cast.karel, "nobody", text="Ik vond het taai")
    assert SECRET not in page(cast, signed_in(cast.karel)).get_data(as_text=True)
    assert "taai" not in page(cast, signed_in(cast.olga)).get_data(as_text=True)


def test_the_path_leads_peers_only_to_what_is_shared_with_them(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga, "group", module=2)
    write(cast, cast.olga, "trainer", module=3)
    listed = signed_in(cast.pim).get(f"/plans/{cast.plan_id}/").get_data(as_text=True)
    assert [n for n in range(1, 6) if f"/reflections/{n}" in listed] == [2]
    own = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/steps/purpose").get_data(as_text=True)
    assert [n for n in range(1, 6) if f"/reflections/{n}" in own] == [1, 2, 3, 4, 5]


def test_the_last_one_leads_on_to_the_whole_plan(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    for module, address in ((4, "steps/conditions"), (5, "document")):
        page = client.get(f"/plans/{cast.plan_id}/reflections/{module}").get_data(as_text=True)
        assert re.search(rf'class="[^"]*primary-action[^"]*"\s+href="/plans/{cast.plan_id}/{address}"', page)


def test_reflections_are_counted_apart_from_the_steps(cast: Cast, signed_in: SignIn) -> None:
    for module in range(1, 6):
        write(cast, cast.olga, module=module)
    home = signed_in(cast.olga).get("/").get_data(as_text=True)
    assert "reflections" not in home
    assert f"0 van {len(STEPS)} stappen" in home or f"0 of {len(STEPS)} steps" in home


@pytest.fixture
def olga(cast: Cast, signed_in: SignIn) -> Script:
    return Script(signed_in(cast.olga), cast.plan_id)


def stored(cast: Cast, user: User, module: int = 1) -> Reflection | None:
    db.session.expire_all()
    query = select(Reflection).where(Reflection.user_id == user.id, Reflection.module == module)
    return db.session.scalar(query)


def test_a_script_saves_field_by_field(cast: Cast, olga: Script) -> None:
    answer = olga.patch("reflection/1/learned", SECRET + "\x07")
    assert answer.status_code == 200
    assert answer.json["version"] == 1
    assert answer.json["raw"] == SECRET
    assert olga.patch("reflection/1/learned", SECRET + "!", version=1).json["version"] == 2
    found = stored(cast, cast.olga)
    assert found is not None
    assert (found.learned, found.visibility) == (SECRET + "!", "nobody")
    assert olga.patch("reflection/1/learned", "", version=2).status_code == 200
    assert stored(cast, cast.olga).learned is None


def test_two_windows_of_one_person_meet_with_both_texts(cast: Cast, olga: Script) -> None:
    olga.patch("reflection/1/learned", "in het ene venster")
    conflict = olga.patch("reflection/1/learned", "in het andere venster", version=0)
    assert conflict.status_code == 412
    assert (conflict.json["mine"], conflict.json["theirs"]) == ("in het andere venster", "in het ene venster")
    assert conflict.json["version"] == 1
    assert stored(cast, cast.olga).learned == "in het ene venster"
    settled = olga.patch("reflection/1/learned", "in het andere venster", version=conflict.json["version"])
    assert settled.json["version"] == 2


def test_a_request_that_comes_again_is_not_written_again(cast: Cast, olga: Script) -> None:
    first = olga.patch("reflection/1/changes", "eerst meten", key="k1").json["version"]
    olga.patch("reflection/1/question", "hoe?", key="k2")
    assert olga.patch("reflection/1/changes", "eerst meten", key="k1").json["version"] == first
    assert olga.patch("reflection/1/changes", "iets anders", version=first, key="k1").json["version"] == first + 1


def test_fields_and_modules_that_are_not_there(olga: Script) -> None:
    for where in ("reflection/1/user_id", "reflection/0/learned", "reflection/6/learned", "reflection/x/learned"):
        assert olga.patch(where, "x").status_code == 404
    assert olga.patch("reflection/1/learned", ["a"]).status_code == 400
    assert olga.patch("reflection/1/learned", None).status_code == 400


@pytest.mark.parametrize("value", ["everybody", "", "nobody "])
def test_who_may_read_is_one_of_the_choices(cast: Cast, olga: Script, value: str) -> None:
    write(cast, cast.olga, "trainer")
    status = olga.patch("reflection/1/visibility", value, version=1).status_code
    assert (status, stored(cast, cast.olga).visibility) in {(422, "trainer"), (200, value.strip())}
    assert stored(cast, cast.olga).visibility in SEES


@pytest.mark.parametrize("text", ["nul\x00teken", "half \ud800 paar"])
def test_characters_that_cannot_be_kept_are_refused_in_words(cast: Cast, olga: Script, text: str) -> None:
    answer = olga.patch("reflection/1/learned", text)
    assert answer.status_code == 422
    assert answer.json["errors"]
    assert stored(cast, cast.olga) is None


def test_what_is_typed_is_shown_as_text(cast: Cast, olga: Script, signed_in: SignIn) -> None:
    olga.patch("reflection/1/learned", "<script>alert(1)</script> **vet** \u202e 👩‍👩‍👧 ﷽")
    olga.patch("reflection/1/visibility", "group")
    shown = page(cast, signed_in(cast.pim)).get_data(as_text=True)
    assert "<script>alert" not in shown
    assert "<strong>vet</strong>" in shown


def test_a_text_that_is_too_long_comes_back_with_its_reason(cast: Cast, olga: Script) -> None:
    text = "a" * 50_001
    assert olga.patch("reflection/1/learned", text).status_code == 422
    typed = {"learned": text, "version-learned": "0", "changes": "meten", "version-changes": "0"}
    answer = olga.post("items/reflection/1", typed)
    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)
    assert stored(cast, cast.olga).changes == "meten"


def test_who_may_read_is_always_said_and_cannot_be_cleared(cast: Cast, signed_in: SignIn) -> None:
    html = page(cast, signed_in(cast.olga)).get_data(as_text=True)
    assert html.count('name="visibility"') == 3, "no fourth for ‘none’"
    assert "data-clear" not in html


def test_the_form_saves_without_scripts(cast: Cast, olga: Script) -> None:
    data = {"learned": SECRET, "version-learned": "0", "visibility": "trainer", "version-visibility": "0"}
    answer = olga.post("items/reflection/2", data)
    assert answer.status_code == 303
    found = stored(cast, cast.olga, 2)
    assert found is not None
    assert (found.learned, found.visibility) == (SECRET, "trainer")


def test_a_form_of_an_older_window_loses_nothing(cast: Cast, olga: Script) -> None:
    olga.patch("reflection/1/learned", "nieuwer")
    answer = olga.post("items/reflection/1", {"learned": "ouder", "version-learned": "0"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "ouder" in text
    assert "nieuwer" in text
    assert 'name="version-learned" value="1"' in text
    assert olga.post("items/reflection/1", {"learned": "samen", "version-learned": "1"}).status_code == 303
    assert stored(cast, cast.olga).learned == "samen"


@pytest.mark.parametrize("name", ["lena", "carla", "pim", "tess"])
def test_only_authors_write(cast: Cast, signed_in: SignIn, name: str) -> None:
    script = Script(signed_in(getattr(cast, name)), cast.plan_id)
    assert script.patch("reflection/1/learned", "x").status_code == 403
    assert script.post("items/reflection/1", {"learned": "x"}).status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Reflection)) == 0


def test_who_left_keeps_a_reflection_that_nobody_is_shown(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.karel, "group")
    db.session.execute(delete(Membership).where(Membership.user_id == cast.karel.id))
    db.session.commit()
    for user in (cast.tess, cast.pim, cast.olga):
        assert SECRET not in page(cast, signed_in(user)).get_data(as_text=True)
    assert stored(cast, cast.karel) is not None
    db.session.add(Membership(plan_id=cast.plan_id, user_id=cast.karel.id, role="coauthor"))
    db.session.commit()
    assert SECRET in page(cast, signed_in(cast.tess)).get_data(as_text=True)


def test_a_group_that_lost_the_plan_sees_nothing(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga, "group")
    db.session.get(Plan, cast.plan_id).shared_with_group = False
    db.session.commit()
    assert page(cast, signed_in(cast.pim)).status_code == 404
    assert SECRET in page(cast, signed_in(cast.tess)).get_data(as_text=True)


def test_a_trainer_of_another_round_sees_nothing(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga, "group")
    db.session.execute(delete(Enrolment).where(Enrolment.user_id == cast.pim.id))
    db.session.commit()
    assert page(cast, signed_in(cast.tom)).status_code == 404
    assert page(cast, signed_in(cast.pim)).status_code == 404


def test_the_page_takes_a_fixed_number_of_queries(cast: Cast, signed_in: SignIn) -> None:
    for module in range(1, 6):
        for user in (cast.olga, cast.karel):
            write(cast, user, "group", module)
    assert page(cast, signed_in(cast.tess), queries=8).status_code == 200
    assert page(cast, signed_in(cast.olga), queries=8).status_code == 200


def archive(client: PageClient) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(client.post("/profile/data").data)) as found:
        return {name: json.loads(found.read(name)) for name in found.namelist() if name.endswith(".json")}


def test_ones_own_data_hold_ones_own_reflections_and_no_one_elses(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga)
    write(cast, cast.karel, text="Ik vond het taai")
    olga = archive(signed_in(cast.olga))
    assert [row["learned"] for row in olga["account.json"]["reflection"]] == [SECRET]
    assert "taai" not in json.dumps(olga)
    karel = archive(signed_in(cast.karel))
    assert [row["learned"] for row in karel["account.json"]["reflection"]] == ["Ik vond het taai"]
    assert SECRET not in json.dumps(karel)


def test_a_closed_account_takes_its_reflections_along_and_the_files_that_show_them(
    cast: Cast, signed_in: SignIn
) -> None:
    write(cast, cast.karel, "group")
    made = signed_in(cast.tess).post(f"/plans/{cast.plan_id}/exports", data={"reflections": "1"}).location
    plain = signed_in(cast.tess).post(f"/plans/{cast.plan_id}/exports").location
    sweep("export")
    kept = db.session.get(Export, made.rpartition("/")[2])
    assert kept is not None
    file = file_of(kept)
    assert file.is_file()
    delete_account(cast.karel, {})
    assert db.session.scalar(select(func.count()).select_from(Reflection)) == 0
    assert not file.exists()
    assert signed_in(cast.tess).get(made).status_code == 404
    assert signed_in(cast.tess).get(plain).status_code == 200


def make_pdf(client: PageClient, cast: Cast, **options: str) -> str:
    address = client.post(f"/plans/{cast.plan_id}/exports", data=options).location
    sweep("export")
    return str(address)


def test_a_pdf_shows_reflections_when_asked_and_to_who_asked_alone(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga, "nobody")
    olga, karel = signed_in(cast.olga), signed_in(cast.karel)
    assert SECRET not in " ".join(words_of(make_pdf(olga, cast)))
    mine = make_pdf(olga, cast, reflections="1")
    assert SECRET in " ".join(words_of(mine))
    assert "part" not in mine
    assert karel.get(mine).status_code == karel.get(f"{mine}/file").status_code == 404
    theirs = make_pdf(karel, cast, reflections="1")
    assert theirs != mine
    assert SECRET not in " ".join(words_of(theirs))


def words_of(address: str) -> list[str]:
    found = db.session.get(Export, address.rpartition("/")[2])
    assert found is not None
    db.session.expire_all()
    return (
        subprocess.run(["pdftotext", str(file_of(found)), "-"], check=True, capture_output=True).stdout.decode().split()
    )


def test_a_kept_pdf_is_made_anew_when_a_reflection_changes(cast: Cast, signed_in: SignIn) -> None:
    write(cast, cast.olga, "nobody")
    olga = signed_in(cast.olga)
    first = make_pdf(olga, cast, reflections="1")
    assert make_pdf(olga, cast, reflections="1") == first
    save_reflection(cast.plan_id, cast.olga, 1, {"question": "En nu?"}, {"question": 0})
    db.session.commit()
    assert make_pdf(olga, cast, reflections="1") != first


@pytest.mark.parametrize("how", ["not shared any more", "its writer left"])
def test_a_kept_pdf_is_not_handed_over_once_sharing_is_taken_back(cast: Cast, signed_in: SignIn, how: str) -> None:
    write(cast, cast.karel, "trainer")
    tess = signed_in(cast.tess)

    def status(address: str) -> int:
        with tess.get(f"{address}/file") as answer:
            return answer.status_code

    made, plain = make_pdf(tess, cast, reflections="1"), make_pdf(tess, cast)
    assert status(made) == 200
    if how == "its writer left":
        signed_in(cast.karel).post(f"/plans/{cast.plan_id}/sharing/leave")
    else:
        save_reflection(cast.plan_id, cast.karel, 1, {"visibility": "nobody"}, {})
        db.session.commit()
    assert (status(made), status(plain)) == (404, 200)
    assert f"{made}/file" not in tess.get(made).get_data(as_text=True)


def test_a_deleted_plan_takes_its_reflections_along(cast: Cast) -> None:
    write(cast, cast.olga)
    delete_plan(cast.plan_id)
    db.session.commit()
    assert stored(cast, cast.olga) is None


def test_a_reflection_is_no_part_of_the_plans_log(cast: Cast) -> None:
    before = db.session.scalar(select(Plan.seq).where(Plan.id == cast.plan_id))
    write(cast, cast.olga)
    assert db.session.scalar(select(Plan.seq).where(Plan.id == cast.plan_id)) == before


def test_rows_of_queries_are_those_of_the_table_of_rights(cast: Cast) -> None:
    write(cast, cast.olga, "trainer")
    for name, count in {"olga": 1, "karel": 0, "pim": 0, "tess": 1}.items():
        user = getattr(cast, name)
        plan = load_plan(cast.plan_id, Permission.READ, user)
        assert len(load_visible(plan, user.id)) == count


def test_nobody_keeps_the_page(cast: Cast, signed_in: SignIn) -> None:
    assert "no-store" in page(cast, signed_in(cast.olga)).headers["Cache-Control"]
