// Choosing from many things: what was chosen stands first, the rest is searched in a list. An editable combobox with a
// list (WAI-ARIA APG) over the boxes or the menu that are there without a script: these keep the value.
import { labelOf } from "./fields.js";
import { fold } from "./fold.js";
import { announce, words } from "./words.js";

const MOST = 100; // so many are shown at a time; who needs another one types more of its name
let count = 0;

function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/** What there is to choose, over an option of a menu or a box to tick. */
function choiceOf(control) {
  const text = control.label ?? control.closest("label");
  const label = (text.textContent ?? text).trim();
  const group = control.parentElement.label ?? control.closest("[data-group]")?.dataset.group ?? "";
  return { control, label, group, folded: fold(label) };
}

class Picker extends HTMLElement {
  connectedCallback() {
    if (this.box) return;
    this.menu = this.querySelector("[data-plain] select");
    this.field = this.closest("[data-field]");
    this.look();
    this.build();
    this.showChosen();
    this.field.addEventListener("written", () => this.showChosen());
  }

  look() {
    const controls = this.menu ? [...this.menu.options].filter(({ value }) => value) : [...this.querySelectorAll("[data-plain] input")];
    const own = this.closest("[data-item]")?.dataset.item.split("/")[1]; // in a table one control serves all rows
    this.choices = controls.filter(({ value }) => value !== own).map(choiceOf);
  }

  /** There is something else to choose. */
  renew() {
    this.look();
    this.showChosen();
    if (!this.list.hidden) this.show();
  }

  build() {
    const id = `picker-${++count}`;
    const name = labelOf(this.field);
    // Browsers stop at what scrolls, unless it says otherwise: Tab goes on to the next field.
    this.list = make("ul", { id, class: "picker__list", role: "listbox", "aria-label": name, tabindex: "-1", hidden: "" });
    this.input = make("input", {
      class: "picker__input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": name,
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
      "aria-describedby": (this.menu ?? this.field).getAttribute("aria-describedby") ?? "",
    });
    if (this.menu) {
      this.input.id = this.menu.id; // its label leads here
      this.menu.removeAttribute("id");
    }
    this.chips = make("ul", { class: "picker__chosen", "aria-label": words("chosen") });
    this.box = make("div", { class: "picker__box" }, this.chips, this.input);
    this.append(this.box, this.list);
    this.input.addEventListener("input", () => this.show());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("click", (event) => this.clickBox(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one types
    this.list.addEventListener("click", ({ target }) => this.take(target.closest("[role=option]")));
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.contains(relatedTarget)) this.leave();
    });
  }

  isChosen({ control }) {
    return this.menu ? control.selected : control.checked;
  }

  /** What can be made on the spot, by the links that the field has for it. */
  get links() {
    return [...this.field.querySelectorAll("a[data-make]")];
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  showChosen() {
    const chosen = this.choices.filter((choice) => this.isChosen(choice));
    this.chips.replaceChildren(...chosen.map((choice) => this.chipOf(choice)));
    this.chips.hidden = !chosen.length;
    this.input.placeholder = words(!chosen.length ? "pickFirst" : this.menu ? "pickOther" : "pickMore");
  }

  chipOf(choice) {
    const remove = make("button", { type: "button", class: "picker__remove", "aria-label": words("remove", { name: choice.label }) }, "×");
    remove.addEventListener("click", () => {
      this.choose(choice, false);
      this.input.focus();
    });
    return make("li", { class: "picker__chip", dir: "auto" }, make("span", {}, choice.label), remove);
  }

  show() {
    const typed = this.input.value.trim();
    const parts = fold(typed).split(" ");
    const left = this.choices.filter((choice) => !this.isChosen(choice));
    const matching = left.filter(({ folded }) => parts.every((part) => folded.includes(part)));
    const rows = [];
    matching.slice(0, MOST).forEach((choice, at) => {
      if (choice.group && choice.group !== matching[at - 1]?.group) {
        rows.push(make("li", { class: "picker__group", role: "presentation" }, choice.group));
      }
      rows.push(this.optionOf(choice.label, choice));
    });
    if (!matching.length) rows.push(make("li", { class: "picker__none", role: "presentation" }, words(left.length ? "noneFound" : "noneLeft")));
    if (matching.length > MOST) rows.push(make("li", { class: "picker__none", role: "presentation" }, words("moreFound", { count: matching.length - MOST })));
    for (const link of this.links) {
      rows.push(this.optionOf(typed && !matching.length ? `${link.textContent}: ${typed}` : link.textContent, link));
    }
    this.list.replaceChildren(...rows);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(typed ? this.options[0] : undefined);
  }

  optionOf(label, stands) {
    const option = make("li", { id: `${this.list.id}-${this.list.dataset.next ?? 0}`, role: "option", "aria-selected": "false", dir: "auto" }, label);
    this.list.dataset.next = Number(this.list.dataset.next ?? 0) + 1;
    option.stands = stands;
    if (stands instanceof Element) option.className = "picker__make";
    return option;
  }

  /** Point at an option; the focus stays in the box. */
  mark(option) {
    for (const each of this.options) each.setAttribute("aria-selected", String(each === option));
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  get marked() {
    return this.list.hidden ? undefined : this.options.find((option) => option.getAttribute("aria-selected") === "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  leave() {
    this.close();
    this.input.value = ""; // what was typed was a search, no answer
  }

  press(event) {
    const { key } = event;
    if (event.isComposing) return;
    if (key === "Tab" ? !event.shiftKey : key === "Enter" && (event.ctrlKey || event.metaKey)) this.takeTyped();
    if (event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) this.walk(step, event.altKey);
    else if (key === "Enter") this.take(this.marked);
    else if (key === "Escape" && (!this.list.hidden || this.input.value)) this.leave();
    else if (key === "Backspace" && !this.input.value) return event.repeat ? undefined : this.takeBack(); // held down, it empties the search alone
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  walk(step, only) {
    if (this.list.hidden) this.show();
    else if (only) return this.close();
    const { options } = this;
    const at = options.indexOf(this.marked);
    if (!only && options.length) this.mark(options.at(at < 0 ? Math.min(step, 0) : (at + step) % options.length));
  }

  takeBack() {
    const last = this.choices.filter((choice) => this.isChosen(choice)).at(-1);
    if (last) this.choose(last, false);
  }

  /** Going on chooses what was searched and is pointed at, as Enter does; nothing is made on the way. */
  takeTyped() {
    const stands = this.input.value.trim() && this.marked?.stands;
    if (!stands || stands instanceof Element) return;
    this.choose(stands, true);
    this.leave();
  }

  take(option) {
    if (!option) return this.list.hidden ? this.show() : undefined;
    const { stands } = option;
    if (stands instanceof Element) {
      const title = this.input.value.trim();
      this.leave();
      stands.dispatchEvent(new CustomEvent("make", { bubbles: true, detail: { title } }));
    } else {
      this.choose(stands, true);
      this.input.value = "";
      if (this.menu) this.close();
      else this.show();
      this.input.focus();
    }
  }

  choose(choice, chosen) {
    const { control } = choice;
    if (this.menu) this.menu.value = chosen ? control.value : "";
    else control.checked = chosen;
    this.showChosen();
    (this.menu ?? control).dispatchEvent(new Event("change", { bubbles: true }));
    announce(words(chosen ? "nowChosen" : "nowRemoved", { name: choice.label }));
  }

  clickBox({ target }) {
    if (target.closest("button")) return;
    this.input.focus();
    if (this.list.hidden) this.show();
    else this.close();
  }
}

export function startPickers() {
  customElements.define("choice-picker", Picker);
}
