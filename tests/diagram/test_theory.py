from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram.theory import theory_of_change
from impactplan.diagram.theory_spec import Effect, Evidence, Link, Node, TheorySpec, Tone
from tests.diagram.cases import COLUMNS, SVG, digital_course, measure, parse, random_links, spec, texts


def draw(plan: TheorySpec, **options: object) -> str:
    return theory_of_change(plan, measure=measure, prefix="toc", **options)


def frames(picture: str) -> dict[str, dict[str, str]]:
    """Return the frame of each box, with its place, by the first words of its title."""
    boxes = {}
    for group in parse(picture).iter(f"{SVG}g"):
        if group.get("data-box"):
            x, y = re.findall(r"[-\d.]+", group.get("transform", ""))
            title = next(group.iter(f"{SVG}title"))
            frame = next(shape for shape in group.iter() if shape.tag in (f"{SVG}rect", f"{SVG}polygon"))
            boxes[(title.text or "").split(" · ")[0]] = {**frame.attrib, "x": x, "y": y}
    return boxes


def test_it_shows_every_box_and_link_of_the_course() -> None:
    plan = digital_course()
    picture = draw(plan)
    assert set(frames(picture)) == {node.text for node in plan.nodes}
    titles = [title.text or "" for title in parse(picture).iter(f"{SVG}title")]
    assert sum(" → " in title for title in titles) == len(plan.links)
    assert any(title.endswith("versterkt · onderzoek · Cursist oefent ook thuis") for title in titles)


def test_it_lists_the_columns_from_left_to_right() -> None:
    boxes = frames(draw(digital_course()))
    lefts = [
        float(boxes[text]["x"])
        for text in ("IDO-spreekuur", "Beantwoorde IDO-vragen", "Cursisten herkennen nepberichten")
    ]
    assert lefts == sorted(lefts)


def test_it_fits_its_width() -> None:
    for width in (1000, 1240):
        root = parse(draw(digital_course(), width=width))
        assert float(root.get("width", "0")) == pytest.approx(width)


def test_its_message_is_its_title() -> None:
    picture = draw(digital_course())
    assert parse(picture).findtext(f"{SVG}title") == "Zelf regelen geeft regie"
    assert "Zelf regelen geeft regie" in texts(picture)
    assert "Zelf regelen geeft regie" not in texts(draw(digital_course(), heading=False))


def test_a_negative_and_unintended_effect_has_words_and_shapes() -> None:
    picture = draw(digital_course())
    frame = frames(picture)["Deelnemers worden vaker slachtoffer van oplichting"]
    assert frame["stroke-dasharray"]
    assert {"negatief", "onbedoeld"} <= set(" · ".join(texts(picture)).split(" · "))
    assert "stroke-dasharray" not in frames(picture)["IDO-spreekuur"]


def test_the_legend_names_only_what_occurs() -> None:
    shown = texts(draw(digital_course()))
    assert {"onderzoek", "eigen data", "ervaring", "nog geen bewijs", "versterkt", "remt"} <= set(shown)
    plain = texts(draw(spec([Node("a", "A", "activity"), Node("b", "B", "output")], [Link("a", "b")])))
    assert not {"onderzoek", "versterkt", "Bewijs"} & set(plain)


def test_evidence_is_a_kind_of_line() -> None:
    def lines(evidence: Evidence) -> set[tuple[str | None, str | None]]:
        nodes = [Node("a", "A", "short"), Node("b", "B", "mid")]
        root = parse(draw(spec(nodes, [Link("a", "b", evidence=evidence)])))
        return {(path.get("stroke-dasharray"), path.get("stroke-width")) for path in root.iter(f"{SVG}path")}

    kinds = [lines(evidence) for evidence in Evidence]
    assert all(len(kind) == 1 for kind in kinds)
    assert len(set.union(*kinds)) == 4


def test_an_inhibiting_link_ends_in_a_minus_sign() -> None:
    nodes = [Node("a", "A", "short"), Node("b", "B", "mid")]
    strengthens = parse(draw(spec(nodes, [Link("a", "b")])))
    inhibits = parse(draw(spec(nodes, [Link("a", "b", Effect.INHIBITS)])))
    assert not list(strengthens.iter(f"{SVG}circle"))
    assert list(inhibits.iter(f"{SVG}circle"))


def test_the_ceiling_stands_before_the_impact() -> None:
    picture = draw(digital_course())
    assert "verantwoordingsgrens" in texts(picture)
    assert "boven de grens" not in texts(picture)
    without = [replace(node, tones=node.tones - {Tone.ABOVE_CEILING}) for node in digital_course().nodes]
    assert "verantwoordingsgrens" not in texts(draw(spec(without, [])))


def test_impacts_below_the_ceiling_stand_under_it() -> None:
    above = frozenset({Tone.ABOVE_CEILING})
    nodes = [Node("x", "Laag", "impact"), Node("y", "Hoog", "impact", tones=above), Node("z", "Lager", "impact")]
    picture = draw(spec(nodes, []))
    boxes = frames(picture)
    assert float(boxes["Hoog"]["y"]) < min(float(boxes["Laag"]["y"]), float(boxes["Lager"]["y"]))
    edges = [path.get("d", "") for path in parse(picture).iter(f"{SVG}path")]
    assert any(re.fullmatch(r"M\S+ \S+V\S+H\S+", edge) for edge in edges)


def test_a_precondition_stands_before_what_it_leads_to() -> None:
    nodes = [
        Node("p", "Er is wifi", tones=frozenset({Tone.PRECONDITION})),
        Node("o", "Afronders", "output"),
        Node("u", "Zij durven", "short"),
    ]
    picture = draw(spec(nodes, [Link("p", "u"), Link("o", "u")]))
    boxes = frames(picture)
    assert boxes["Er is wifi"]["x"] == boxes["Afronders"]["x"]
    assert "randvoorwaarde" in texts(picture)


def test_a_box_in_focus_stands_out_with_its_links() -> None:
    picture = draw(replace(digital_course(), focus="U4"))
    widths = {text: float(frame["stroke-width"]) for text, frame in frames(picture).items()}
    assert max(widths, key=widths.__getitem__) == "Cursisten regelen overheidszaken zelf online"


def test_boxes_are_links_on_a_page_only() -> None:
    plan = spec([Node("a", "A", "activity", href="/plans/1?row=a")], [])
    assert "<a " not in draw(plan)
    on_page = parse(draw(plan, page=True))
    link = on_page.find(f".//{SVG}a")
    assert link is not None
    assert (link.get("href"), link.get("aria-label")) == ("/plans/1?row=a", "A")


def test_no_nodes_make_a_picture_that_teaches() -> None:
    shown = " ".join(texts(draw(spec([], []))))
    for column in COLUMNS:
        assert column.hint.split()[0] in shown
        assert column.title.split()[0] in shown


def test_a_single_node_makes_a_picture() -> None:
    assert set(frames(draw(spec([Node("a", "Alleen", "activity")], [])))) == {"Alleen"}


def test_no_columns_make_a_picture_too() -> None:
    assert "Zelf regelen geeft regie" in texts(draw(replace(spec([], []), columns=())))


def test_a_very_long_text_is_cut_in_its_box_and_whole_in_its_title() -> None:
    long = "lettergreep " * 1_667
    picture = draw(spec([Node("a", long, "short", note=long, badges=(long,))], []))
    assert sum("lettergreep" in line for line in texts(picture)) < 15
    assert long.strip() in picture


def test_links_to_what_is_gone_are_left_out() -> None:
    picture = draw(spec([Node("a", "A", "short")], [Link("a", "weg"), Link("weg", "a")]))
    assert "→" not in picture


def test_sixty_boxes_make_a_picture() -> None:
    keys = [column.key for column in COLUMNS]
    nodes = [Node(f"n{index}", f"Effect nummer {index}", keys[index // 10]) for index in range(60)]
    links = [Link(f"n{one}", f"n{other}") for one, other in random_links(1, 90, skipping=0.2)]
    assert len(frames(draw(spec(nodes, links)))) == 60


@pytest.mark.parametrize(
    ("nodes", "message"),
    [([Node("a", "A", "nergens")], "no such column"), ([Node("a", "A", "short")] * 2, "same key")],
)
def test_impossible_plans_are_refused(nodes: list[Node], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw(spec(nodes, []))


def test_it_uses_only_what_page_and_pdf_both_know() -> None:
    allowed = {"svg", "title", "desc", "g", "a", "rect", "path", "polygon", "circle", "text"}
    for plan in (digital_course(), spec([], [])):
        for element in parse(draw(plan, page=True)).iter():
            assert element.tag.removeprefix(SVG) in allowed
            assert not {"style", "class"} & set(element.attrib)
            assert "var(" not in "".join(element.attrib.values())


def test_its_ids_carry_the_prefix() -> None:
    ids = re.findall(r'\sid="([^"]+)"', draw(digital_course()))
    assert ids
    assert all(name.startswith("toc-") for name in ids)


keys = st.sampled_from("abcdefgh")
nodes = st.builds(
    Node,
    keys,
    st.text(max_size=80),
    st.sampled_from([None, *(column.key for column in COLUMNS)]),
    st.text(max_size=20),
    st.frozensets(st.sampled_from(Tone)),
    st.lists(st.text(max_size=12), max_size=3).map(tuple),
)
links = st.builds(
    Link, keys, keys, st.sampled_from(Effect), st.sampled_from([None, *Evidence]), assumption=st.text(max_size=20)
)


@given(st.lists(nodes, unique_by=lambda node: node.key, max_size=8), st.lists(links, max_size=12), st.text(max_size=60))
@settings(deadline=None)
def test_any_plan_makes_the_same_valid_picture_each_time(some: list[Node], joins: list[Link], title: str) -> None:
    plan = spec(some, joins, title=title)
    picture = draw(plan, page=True)
    assert parse(picture).tag == f"{SVG}svg"
    assert draw(plan, page=True) == picture
