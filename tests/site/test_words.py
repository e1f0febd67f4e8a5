"""What scripts show to people comes in one file a language, under a name that changes with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from impactplan.models import User
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def address_on(page: str) -> str:
    found = re.search(r'<script src="(/words/[^"]+)" defer>', page)
    return found[1] if found else ""


def test_a_page_that_is_written_in_names_the_file_in_its_language(cast: Cast, signed_in: SignIn) -> None:
    olga = signed_in(cast.olga)
    for code, says in (("nl", "Alles is opgeslagen"), ("en", "Everything is saved")):
        olga.post("/language", data={"language": code})
        page = olga.get(f"/plans/{cast.plan_id}/steps/purpose").text
        address = address_on(page)
        assert address.startswith(f"/words/page-{code}-")
        assert page.index(address) < page.rindex("/static/dist/app-"), "it is there before the script that needs it"
        answer = olga.get(address)
        assert (answer.mimetype, "immutable" in answer.headers["Cache-Control"]) == ("text/javascript", True)
        added = json.loads(answer.text.partition('"beforeend", ')[2].rstrip(");\n"))
        assert says in added
        assert 'id="sign-in-dialog"' in added
        assert cast.olga.email not in added, "it is the same for everybody"


def test_a_reader_does_not_fetch_what_only_writers_need(cast: Cast, signed_in: SignIn) -> None:
    assert address_on(signed_in(cast.lena).get(f"/plans/{cast.plan_id}/steps/purpose").text) == ""


def test_an_older_name_brings_todays_texts_but_is_not_kept(client: PageClient) -> None:
    answer = client.get("/words/page-en-000000000000.js")
    assert "Everything is saved" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/words/page-fr-000000000000.js").status_code == 404
    assert client.get("/words/nothing-en-000000000000.js").status_code == 404


def test_a_page_with_a_bundle_of_its_own_names_its_words_too(cast: Cast, signed_in: SignIn) -> None:
    for person in (cast.olga, cast.lena):
        page = signed_in(person).get(f"/plans/{cast.plan_id}/steps/theory?view=drawing").text
        address = re.findall(r'<script src="(/words/drawing-nl-[^"]+)" defer>', page)[0]
        assert page.index(address) < page.index("/static/dist/drawing-")
        assert "drawing-parts" in signed_in(person).get(address).text
