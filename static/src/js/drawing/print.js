// On paper the drawing comes with a list of the same: what a picture says in lines and numbers is read there in words.
let shown = null;

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

function item(box, links) {
  const leads = links.filter((link) => link.source === box.id);
  const below = leads.length ? make("ul", {}, ...leads.map((link) => make("li", {}, link.label))) : null;
  return make("li", {}, box.label.split(". ")[0], below);
}

function list({ columns, order, boxes, links }) {
  const parts = columns.map(({ key, title }) => {
    const own = order.map((id) => boxes.get(id)).filter((box) => box?.column === key);
    return own.length && make("section", {}, make("h3", {}, title), make("ol", {}, ...own.map((box) => item(box, [...links.values()]))));
  });
  return make("div", { class: "drawing__printed", "data-printed": "" }, ...parts);
}

function begin() {
  end();
  if (shown?.data?.columns.length) shown.root.append(list(shown.data));
}

function end() {
  shown?.root.querySelector("[data-printed]")?.remove();
}

export function startPrinting(drawing) {
  shown = drawing;
  addEventListener("beforeprint", begin, { signal: drawing.signal });
  addEventListener("afterprint", end, { signal: drawing.signal });
}
