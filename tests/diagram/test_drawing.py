"""A drawing in parts: what an edit changes of it, and that an edit leaves the rest where it is."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram import theory_graph
from impactplan.diagram.drawing import Drawing, differences, draw
from impactplan.diagram.keeping import forget_all
from impactplan.diagram.theory import theory_of_change
from impactplan.diagram.theory_boxes import PADDING_X
from impactplan.diagram.theory_marks import HEIGHT
from impactplan.diagram.theory_spec import Evidence, Link, Node, TheorySpec, Tone
from impactplan.workbook.font_metrics import measure as measure_font
from tests.diagram.cases import COLUMNS, SVG, digital_course, labelled, measure, parse, spec

COLUMN_KEYS = [column.key for column in COLUMNS]
Edit = Callable[[TheorySpec], TheorySpec]


def drawn(plan: TheorySpec, **options: object) -> Drawing:
    return draw(plan, measure=measure, **options)


def orders(drawing: Drawing) -> dict[str, list[str]]:
    """Return the keys of the boxes from top to bottom, by column."""
    return {
        key: [box.key for box in sorted(drawing.boxes, key=lambda box: box.y) if box.column == key]
        for key in COLUMN_KEYS
    }


def test_every_box_and_link_is_a_part_of_its_own() -> None:
    drawing = drawn(digital_course())
    picture = theory_of_change(digital_course(), measure=measure, prefix="p", heading=False)
    for box in drawing.boxes:
        assert f'<g data-box="{box.key}" transform="translate({box.x:g} ' in picture or box.x % 0.01
        assert box.markup in picture
    assert {(link.source, link.target) for link in drawing.links} == {
        (link.source, link.target) for link in digital_course().links
    }
    assert all(f'<g data-link="{link.key}">{link.markup}</g>' in picture for link in drawing.links)
    assert f'data-drawing-id="{drawing.id}"' in picture


def test_only_what_changed_differs() -> None:
    plan = digital_course()
    drawing = drawn(plan)
    assert differences(drawing, drawn(plan)) == replace(differences(drawing, drawing), gone=())
    renamed = drawn(
        replace(plan, nodes=(replace(plan.nodes[0], text="Basiscursus internet, in de avond"), *plan.nodes[1:]))
    )
    changes = differences(drawing, renamed)
    assert [box.key for box in changes.boxes] == ["A1"]
    assert {link.source for link in changes.links} == {"A1"}
    assert drawing.id != renamed.id
    without = differences(drawing, drawn(replace(plan, nodes=plan.nodes[:-1])))
    assert without.gone == ("I1", "U7~I1")


def test_assumptions_are_numbered_as_one_reads() -> None:
    drawing = drawn(digital_course())
    assert drawing.notes == (
        (1, "O1~U2", "Veiligheid zit in elke les"),
        (2, "O2~U1", "Cursist oefent ook thuis"),
    )
    assert {link.number for link in drawing.links} == {None, 1, 2}


def test_two_links_with_one_key_are_told_apart() -> None:
    nodes = [Node("a", "A", "short"), Node("b", "B", "mid")]
    keys = [link.key for link in drawn(spec(nodes, [Link("a", "b", key="x"), Link("a", "b", key="x")])).links]
    assert len(set(keys)) == 2


def test_an_empty_drawing_has_hints_and_no_boxes() -> None:
    drawing = drawn(spec([], []))
    assert not drawing.boxes
    assert not drawing.links
    assert [column.key for column in drawing.columns] == COLUMN_KEYS


def test_boxes_stand_in_the_order_in_which_they_are_given() -> None:
    nodes = [Node(key, key, "short") for key in "dacb"] + [Node(key, key, "mid") for key in "xy"]
    crossed = spec(nodes, [Link("d", "y"), Link("b", "x")])
    assert orders(drawn(crossed))["short"] == list("dacb")
    tidied = theory_graph.in_order(crossed, theory_graph.tidy(crossed))
    assert (theory_graph.crossings(crossed), theory_graph.crossings(tidied)) == (1, 0)
    assert theory_graph.avoidable(crossed) == 1
    assert theory_graph.avoidable(tidied) == 0


def test_tidying_keeps_an_order_that_is_as_good() -> None:
    plan = digital_course()
    tidied = theory_graph.in_order(plan, theory_graph.tidy(plan))
    assert theory_graph.tidy(tidied) == tuple(tuple(orders(drawn(tidied))[key]) for key in COLUMN_KEYS)


@st.composite
def theories(draw_: st.DrawFn) -> TheorySpec:
    columns = draw_(st.lists(st.sampled_from(COLUMN_KEYS), min_size=2, max_size=14))
    above = st.sampled_from([frozenset[Tone](), frozenset({Tone.ABOVE_CEILING})])
    nodes = [Node(f"n{at}", f"Doos {at}", column, tones=draw_(above)) for at, column in enumerate(columns)]
    keys = st.sampled_from([node.key for node in nodes])
    pairs = draw_(st.lists(st.tuples(keys, keys), max_size=16, unique=True))
    evidence, notes = st.sampled_from([None, *Evidence]), st.sampled_from(["", "Omdat het zo is"])
    links = [
        Link(one, other, evidence=draw_(evidence), assumption=draw_(notes), key=f"l{at}")
        for at, (one, other) in enumerate(pairs)
    ]
    return spec(nodes, links)


@st.composite
def edits(draw_: st.DrawFn, number: int) -> Edit:
    """Return one edit: a box or link more or less, or another text; how it is chosen holds for any theory."""
    at, to, text = draw_(st.integers(0, 99)), draw_(st.integers(0, 99)), draw_(st.sampled_from(["Kort", "Lang " * 20]))

    def add_box(plan: TheorySpec) -> TheorySpec:
        place = at % (len(plan.nodes) + 1)
        box = Node(f"new{number}", text, COLUMN_KEYS[to % len(COLUMN_KEYS)])
        return replace(plan, nodes=(*plan.nodes[:place], box, *plan.nodes[place:]))

    def remove_box(plan: TheorySpec) -> TheorySpec:
        return replace(plan, nodes=tuple(node for place, node in enumerate(plan.nodes) if place != at))

    def add_link(plan: TheorySpec) -> TheorySpec:
        if not plan.nodes:
            return plan
        ends = (plan.nodes[at % len(plan.nodes)].key, plan.nodes[to % len(plan.nodes)].key)
        return replace(plan, links=(*plan.links, Link(*ends, assumption=text, key=f"new{number}")))

    def remove_link(plan: TheorySpec) -> TheorySpec:
        return replace(plan, links=tuple(link for place, link in enumerate(plan.links) if place != at))

    def change_text(plan: TheorySpec) -> TheorySpec:
        changed = [replace(node, text=text) if place == at else node for place, node in enumerate(plan.nodes)]
        return replace(plan, nodes=tuple(changed))

    return draw_(st.sampled_from([add_box, remove_box, add_link, remove_link, change_text]))


@given(theories(), st.data())
@settings(deadline=None, max_examples=60)
def test_edits_leave_the_order_of_other_boxes_and_undoing_them_gives_the_first_picture(
    plan: TheorySpec, data: st.DataObject
) -> None:
    first = theory_of_change(plan, measure=measure, prefix="p", page=True)
    stages = [plan]
    for number in range(data.draw(st.integers(1, 6))):
        edited = data.draw(edits(number))(stages[-1])
        above = {node.key: Tone.ABOVE_CEILING in node.tones for node in edited.nodes}
        before, after = orders(drawn(stages[-1])), orders(drawn(edited))
        for column in COLUMN_KEYS:
            # What stands above the ceiling stands above the rest as soon as there is a rest.
            for over in (True, False):
                both = [key for key in after[column] if key in before[column] and above[key] is over]
                assert both == [key for key in before[column] if key in both]
        stages.append(edited)
    forget_all()
    assert theory_of_change(stages[0], measure=measure, prefix="p", page=True) == first


@given(theories())
@settings(deadline=None, max_examples=60)
def test_marks_keep_clear_of_each_other_of_boxes_and_of_other_links(plan: TheorySpec) -> None:
    drawing = drawn(plan)
    marked = [link for link in drawing.links if link.number is not None]
    wide = 17.0
    for one, other in combinations(marked, 2):
        apart = abs(one.at[0] - other.at[0]) >= wide or abs(one.at[1] - other.at[1]) >= HEIGHT
        assert apart, (one.key, other.key)
    for link in marked:
        x, y = link.at
        for box in drawing.boxes:
            beside = x + wide / 2 <= box.x or x - wide / 2 >= box.x + box.width
            assert beside or y + HEIGHT / 2 <= box.y or y - HEIGHT / 2 >= box.y + box.height


def test_every_line_fits_its_box() -> None:
    plan = labelled(200)
    drawing = draw(plan, measure=measure_font())
    for box in drawing.boxes:
        for line in parse(f'<svg xmlns="{SVG[1:-1]}">{box.markup}</svg>').iter(f"{SVG}text"):
            bold = line.get("font-weight") == "600"
            right = float(line.get("x", "0")) + measure_font()(line.text or "", float(line.get("font-size", "0")), bold)
            assert right <= box.width - PADDING_X + 0.01, (box.key, line.text)
            assert float(line.get("y", "0")) <= box.height
            assert float(line.get("font-size", "0")) >= 12.5


def test_a_tidy_theory_of_sixty_boxes_is_drawn_in_few_steps() -> None:
    """Counted in calls, which do not hang on what else the machine does: an edit settles within 150 ms."""
    keys = [f"n{at}" for at in range(60)]
    nodes = [Node(key, f"Effect nummer {key}", COLUMN_KEYS[at // 10]) for at, key in enumerate(keys)]
    links = [Link(keys[at], keys[at + 10], assumption="Daarom") for at in range(50)]
    plan = spec(nodes, links)
    forget_all()
    profile = cProfile.Profile()
    profile.runcall(drawn, plan)
    assert pstats.Stats(profile).total_calls < 90_000  # type: ignore[attr-defined]  # typeshed lacks it
