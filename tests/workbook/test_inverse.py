"""An association edited from its inverse side: the item on the owning side changes, by an edit like any other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.models import Revision, db
from impactplan.workbook import operations
from impactplan.workbook.derived import find_differences
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.workbook.support import Script, add

SAVE = 8
"""How many queries a save may take."""


def held(cast: Cast, item_id: str, name: str = "answers") -> Any:
    item = load_state(cast.plan_id).find(item_id)
    assert item is not None
    return item[name]


def seq(cast: Cast) -> int:
    return load_state(cast.plan_id).seq


def delete(cast: Cast, kind: str, item_id: str) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, kind, item_id)


@pytest.fixture
def decision(cast: Cast) -> str:
    return add(cast, "decision", question="Waarom haakt 25 % af?")


@pytest.fixture
def actions(cast: Cast) -> list[str]:
    return [add(cast, "action", name=name) for name in ("Avondgroep starten", "Afhakers bellen", "Werven")]


def test_what_is_chosen_on_the_inverse_side_is_stored_on_the_owning_side(
    cast: Cast, olga: Script, decision: str, actions: list[str]
) -> None:
    other = add(cast, "supporter", actor="Wethouder")
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, "action", actions[0], {"answers": (other,)}, {})
    answer = olga.patch(f"decision/{decision}/actions", actions[:2], seq(cast), queries=SAVE)
    assert answer.status_code == 200
    assert held(cast, actions[0]) == (other, decision)
    assert held(cast, actions[1]) == (decision,)
    assert held(cast, decision, "actions") == tuple(actions[:2])
    olga.patch(f"decision/{decision}/actions", actions[1:], answer.json["version"], queries=SAVE)
    assert held(cast, actions[0]) == (other,)
    assert held(cast, decision, "actions") == tuple(actions[1:])
    assert find_differences(cast.plan_id) == []


def test_the_near_end_shows_at_the_far_one(cast: Cast, olga: Script, decision: str, actions: list[str]) -> None:
    assert olga.patch(f"action/{actions[2]}/answers", [decision]).status_code == 200
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/decisions?row={decision}").get_data(as_text=True)
    chosen = [line for line in page.split("<label") if f'value="{actions[2]}"' in line]
    assert len(chosen) == 1
    assert "checked" in chosen[0]


def test_it_works_through_a_form_without_a_script(cast: Cast, olga: Script, decision: str, actions: list[str]) -> None:
    sent = {"version-actions": str(seq(cast)), "actions": actions[:2]}
    assert olga.post(f"items/decision/{decision}", sent).status_code == 303
    assert held(cast, decision, "actions") == tuple(actions[:2])
    assert olga.post(f"items/decision/{decision}", {"version-actions": str(seq(cast))}).status_code == 303
    assert held(cast, decision, "actions") == ()
    assert held(cast, actions[0]) == ()


def test_two_who_change_the_same_association_meet(
    cast: Cast, olga: Script, karel: Script, decision: str, actions: list[str]
) -> None:
    seen = seq(cast)
    assert karel.patch(f"decision/{decision}/actions", [actions[0]], seen).status_code == 200
    answer = olga.patch(f"decision/{decision}/actions", [actions[1]], seen)
    assert answer.status_code == 412
    assert answer.json is not None
    assert (answer.json["mine"], answer.json["theirs"]) == ([actions[1]], [actions[0]])
    assert held(cast, decision, "actions") == (actions[0],)
    again = olga.patch(f"decision/{decision}/actions", actions[:2], answer.json["version"])
    assert again.status_code == 200
    assert held(cast, decision, "actions") == tuple(actions[:2])


def test_a_change_at_the_near_end_meets_one_at_the_far_end(
    cast: Cast, olga: Script, karel: Script, decision: str, actions: list[str]
) -> None:
    olga.patch(f"decision/{decision}/actions", [actions[0]], seq(cast))
    seen = seq(cast)
    version = load_state(cast.plan_id).by_id[actions[0]].version("answers")
    assert karel.patch(f"action/{actions[0]}/answers", [], version).status_code == 200
    answer = olga.patch(f"decision/{decision}/actions", actions[:2], seen)
    assert answer.status_code == 412
    assert held(cast, decision, "actions") == ()


def test_another_association_of_the_same_item_is_no_conflict(
    cast: Cast, olga: Script, karel: Script, decision: str, actions: list[str]
) -> None:
    second = add(cast, "decision", question="Bereiken we werkzoekenden?")
    seen = seq(cast)
    assert karel.patch(f"decision/{second}/actions", [actions[0]], seen).status_code == 200
    assert olga.patch(f"decision/{decision}/actions", [actions[0]], seen).status_code == 200
    assert held(cast, actions[0]) == (second, decision)


def test_the_form_shows_both_sides_of_a_conflict(
    cast: Cast, olga: Script, karel: Script, decision: str, actions: list[str]
) -> None:
    seen = seq(cast)
    karel.patch(f"decision/{decision}/actions", [actions[0]], seen)
    sent = {"version-actions": str(seen), "actions": [actions[1]]}
    answer = olga.post(f"items/decision/{decision}", sent)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Avondgroep starten" in page
    assert "Afhakers bellen" in page
    assert held(cast, decision, "actions") == (actions[0],)


def test_going_back_takes_the_association_out_again(
    cast: Cast, olga: Script, decision: str, actions: list[str]
) -> None:
    before = load_state(cast.plan_id)
    answer = olga.patch(f"decision/{decision}/actions", actions, before.seq)
    assert answer.json is not None
    olga.post("undo", {"batch": answer.json["batch"]})
    assert held(cast, decision, "actions") == ()
    assert [item.values for item in load_state(cast.plan_id)] == [item.values for item in before]
    assert find_differences(cast.plan_id) == []


def test_going_back_is_refused_once_it_was_changed_again(
    cast: Cast, olga: Script, karel: Script, decision: str, actions: list[str]
) -> None:
    answer = olga.patch(f"decision/{decision}/actions", actions[:1], seq(cast))
    assert answer.json is not None
    karel.patch(f"decision/{decision}/actions", actions[:2], seq(cast))
    karel.patch(f"decision/{decision}/actions", [], seq(cast))
    olga.post("undo", {"batch": answer.json["batch"]})
    assert held(cast, decision, "actions") == ()


def test_what_was_deleted_is_neither_shown_nor_to_be_chosen(
    cast: Cast, olga: Script, decision: str, actions: list[str]
) -> None:
    olga.patch(f"decision/{decision}/actions", actions[:2], seq(cast))
    delete(cast, "action", actions[0])
    assert held(cast, decision, "actions") == (actions[1],)
    assert olga.patch(f"decision/{decision}/actions", actions[:2], seq(cast)).status_code == 422
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.restore_item(write, "action", actions[0])
    assert held(cast, decision, "actions") == tuple(actions[:2])


def test_a_deleted_far_end_stays_out_of_the_list_when_that_is_edited(
    cast: Cast, olga: Script, decision: str, actions: list[str]
) -> None:
    other = add(cast, "decision", question="Helpt het?")
    olga.patch(f"decision/{decision}/actions", [actions[0]], seq(cast))
    delete(cast, "decision", decision)
    assert olga.patch(f"decision/{other}/actions", [actions[0]], seq(cast)).status_code == 200
    assert load_state(cast.plan_id).find_all(held(cast, actions[0]))[0].id == other
    assert olga.patch(f"decision/{decision}/actions", [], seq(cast)).status_code == 409
    assert find_differences(cast.plan_id) == []


def test_only_items_of_the_same_plan_and_kind_can_be_chosen(cast: Cast, olga: Script, decision: str) -> None:
    foreign_plan = create_plan(cast.vera, "Ander plan", "", "nl")
    db.session.commit()
    with writing(foreign_plan, Permission.EDIT, cast.vera) as write:
        foreign = operations.create_item(write, "action", {"name": "Van een ander"})
    for wrong in (foreign, decision, "nothing"):
        assert olga.patch(f"decision/{decision}/actions", [wrong], seq(cast)).status_code == 422
    state = load_state(foreign_plan)
    assert state.rows("action")[0]["answers"] == ()
    assert db.session.execute(select(Revision).where(Revision.field == "answers")).first() is None


def test_the_log_tells_the_same_association_at_any_moment(
    cast: Cast, olga: Script, decision: str, actions: list[str]
) -> None:
    states = [load_state(cast.plan_id)]
    for chosen in (actions[:1], actions, actions[2:], []):
        olga.patch(f"decision/{decision}/actions", chosen, seq(cast))
        states.append(load_state(cast.plan_id))
    assert [state.by_id[decision]["actions"] for state in states] == [
        (),
        tuple(actions[:1]),
        tuple(actions),
        tuple(actions[2:]),
        (),
    ]
    for state in states:
        assert load_state(cast.plan_id, at=state.seq).items == state.items


def test_a_row_made_on_the_spot_is_chosen_at_the_far_end(cast: Cast, olga: Script, decision: str) -> None:
    sent = {"for": f"decision:{decision}:actions", "name": "Afhakers bellen"}
    assert olga.post("new/action", sent).status_code == 303
    made = load_state(cast.plan_id).rows("action")[0]
    assert made["answers"] == (decision,)


def test_a_new_row_can_have_its_far_end_at_once(cast: Cast, actions: list[str]) -> None:
    made = add(cast, "decision", question="Helpt het?", actions=tuple(actions[:2]))
    assert held(cast, made, "actions") == tuple(actions[:2])


# --- a field that holds one item ---


@pytest.fixture
def precondition(cast: Cast) -> str:
    return add(cast, "precondition", statement="Cursisten kunnen thuis oefenen")


@pytest.fixture
def conditions(cast: Cast) -> list[str]:
    return [add(cast, "condition", statement=name) for name in ("Laptops", "Wifi", "Tijd")]


def test_a_single_reference_is_filled_and_emptied_from_its_far_end(
    cast: Cast, olga: Script, precondition: str, conditions: list[str]
) -> None:
    where = f"precondition/{precondition}/conditions"
    assert olga.patch(where, conditions[:2], seq(cast), queries=SAVE).status_code == 200
    assert held(cast, conditions[0], "precondition") == held(cast, conditions[1], "precondition") == precondition
    assert olga.patch(where, conditions[1:], seq(cast), queries=SAVE).status_code == 200
    assert held(cast, conditions[0], "precondition") is None
    assert held(cast, precondition, "conditions") == tuple(conditions[1:])
    assert find_differences(cast.plan_id) == []


def test_a_single_reference_goes_over_to_whom_chooses_it(
    cast: Cast, olga: Script, karel: Script, precondition: str, conditions: list[str]
) -> None:
    other = add(cast, "precondition", statement="Docenten hebben tijd")
    olga.patch(f"precondition/{precondition}/conditions", [conditions[0]], seq(cast))
    answer = karel.patch(f"precondition/{other}/conditions", [conditions[0]], seq(cast))
    assert answer.status_code == 200
    assert answer.json is not None
    assert held(cast, precondition, "conditions") == ()
    assert held(cast, other, "conditions") == (conditions[0],)
    karel.post("undo", {"batch": answer.json["batch"]})
    assert held(cast, precondition, "conditions") == (conditions[0],)


def test_a_single_reference_has_its_conflicts_too(
    cast: Cast, olga: Script, karel: Script, precondition: str, conditions: list[str]
) -> None:
    seen = seq(cast)
    karel.patch(f"condition/{conditions[0]}/precondition", precondition)
    answer = olga.patch(f"precondition/{precondition}/conditions", [conditions[1]], seen)
    assert answer.status_code == 412
    assert held(cast, precondition, "conditions") == (conditions[0],)


def test_the_log_tells_a_single_reference_at_any_moment(
    cast: Cast, olga: Script, precondition: str, conditions: list[str]
) -> None:
    states = []
    for chosen in (conditions, conditions[:1], []):
        olga.patch(f"precondition/{precondition}/conditions", chosen, seq(cast))
        states.append(load_state(cast.plan_id))
    assert [len(state.by_id[precondition]["conditions"]) for state in states] == [3, 1, 0]
    for state in states:
        assert load_state(cast.plan_id, at=state.seq).items == state.items
