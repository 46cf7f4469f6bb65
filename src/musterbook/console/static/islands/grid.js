// The people grid: everyone in memory, only the rows in sight in the tree. Filters, sort and search live in the address.
import { folded } from "muster/folding";
import { Rows } from "./grid-rows.js";
import { counted, digits, w } from "muster/words";

const WIDTHS = { number: "7.25rem", name: "minmax(8.5rem, 1.6fr)", name_ar: "minmax(6.5rem, 1.1fr)", nationality: "minmax(6.5rem, 1.1fr)", age: "3rem", place: "minmax(9rem, 1.4fr)", milestone: "minmax(7.25rem, .8fr)", serial: "minmax(4rem, .5fr)", holds: "minmax(5rem, 1fr)", note: "minmax(5rem, .8fr)" };
// Left out on a narrow screen, as the plain list leaves them out: where somebody is and what holds him come first.
const NARROW = matchMedia("(max-width: 1000px)"), LEFT_OUT = ["nationality", "age", document.documentElement.dir === "rtl" ? "name" : "name_ar"];
const FACETS = ["milestone", "place", "hold"], REST_MS = 150, GAP_REM = 0.75, EDGES_REM = 1.75;
// Figures in a text are compared as numbers only where there are some: it costs four times as much.
const collator = new Intl.Collator("en"), numbering = new Intl.Collator("en", { numeric: true });
const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));

/** Turn the plain table of the people page into the grid. */
export async function grid() {
  const card = document.getElementById("people");
  if (!card) return;
  const answer = await fetch(card.dataset.rows);
  if (!answer.ok) return;
  new Grid(card, await answer.json());
}

class Grid {
  constructor(card, whole) {
    this.card = card;
    this.box = document.getElementById("people-grid");
    this.columns = this.box.dataset.columns.split(" ");
    this.headings = this.box.dataset.headings.split("|");
    this.milestones = new Map(this.box.dataset.milestones.split("|").map((pair) => pair.split("=")));
    this.holds = new Map(this.box.dataset.holds.split("|").map((pair) => pair.split("=")));
    this.place = new Map(whole.columns.map((name, place) => [name, place]));
    this.nations = new Map(Object.entries(whole.nations));
    this.places = new Map(Object.entries(whole.places));
    this.people = whole.rows;
    this.said = this.people.map((row) => {
      const text = folded([row[0], row[1], row[2], row[5], row[7]].join(" "));
      return `${text} ${text.replaceAll("-", "")}`;
    });
    const [milestone, place, holds] = ["milestone", "place", "holds"].map((name) => this.place.get(name));
    this.values = this.people.map((row) => [[row[milestone]], [row[place]], row[holds].split(", ").filter(Boolean)]);
    this.asked = Object.fromEntries(new URLSearchParams(location.search));
    this.orders = new Map();
    this.chosen = 0;
    this.build();
    this.wire();
    this.choose();
    this.facets();
    idle(() => this.prepare([...this.columns]));
  }

  build() {
    document.getElementById("people-plain").remove();
    this.card.querySelector(".pager")?.remove();
    this.card.querySelector(".filters button").hidden = true;
    this.box.hidden = false;
    this.fit();
    NARROW.addEventListener("change", () => this.fit());
    this.head = document.createElement("div");
    this.head.className = "grid-head";
    this.head.setAttribute("role", "row");
    this.head.setAttribute("aria-rowindex", "1");
    this.columns.forEach((name, place) => {
      const cell = document.createElement("span"), press = document.createElement("button");
      cell.setAttribute("role", "columnheader");
      cell.dataset.column = cell.dataset.is = name;
      if (name === "age" || name === "name_ar") cell.className = "num";
      press.type = "button";
      press.textContent = this.headings[place];
      cell.append(press);
      this.head.append(cell);
    });
    const body = document.createElement("div");
    body.className = "grid-body";
    body.setAttribute("role", "rowgroup");
    const top = document.createElement("div");
    top.setAttribute("role", "rowgroup");
    top.className = "grid-top";
    top.append(this.head);
    this.box.append(top, body);
    this.rows = new Rows(this.box, body, () => this.columns.map((name) => {
      const cell = this.cell(name);
      cell.node.dataset.is = name;
      return cell;
    }));
  }

  // How broad each column is that this screen shows.
  fit() {
    const shown = this.columns.filter((name) => !NARROW.matches || !LEFT_OUT.includes(name));
    const least = shown.reduce((sum, name) => sum + Number(/[\d.]+/.exec(WIDTHS[name])[0]) + GAP_REM, EDGES_REM - GAP_REM);
    this.box.toggleAttribute("data-narrow", NARROW.matches);
    this.box.setAttribute("aria-colcount", String(shown.length));
    this.box.style.setProperty("--tracks", shown.map((name) => WIDTHS[name]).join(" "));
    this.box.style.setProperty("--least", `${least}rem`);  // a telephone scrolls sideways, heading and rows together
  }

  wire() {
    const search = document.getElementById("search");
    search.addEventListener("input", () => this.ask({ q: search.value }));
    document.getElementById("people-filters").addEventListener("submit", (sent) => { sent.preventDefault(); this.box.focus(); });
    this.picks = [...this.card.querySelectorAll("select[data-facet]")];
    for (const pick of this.picks) {
      pick.addEventListener("change", () => this.ask({ [pick.dataset.facet]: pick.value }));
    }
    this.chips = [...document.querySelectorAll("#milestones a")];
    for (const chip of this.chips) {
      chip.addEventListener("click", (press) => { press.preventDefault(); this.ask({ milestone: chip.dataset.value }); });
    }
    this.head.addEventListener("click", (press) => {
      const column = press.target.closest("[data-column]")?.dataset.column;
      if (column) this.ask({ sort: this.asked.sort === column ? `-${column}` : column });
    });
    this.rows.body.addEventListener("click", (press) => {
      const row = press.target.closest("[data-row]");
      if (row && !press.target.closest("a")) { this.chosen = Number(row.dataset.row); this.open(); }
    });
    this.box.addEventListener("keydown", (press) => this.key(press));
    search.addEventListener("blur", () => this.settle());
    document.addEventListener("pointerdown", () => this.settle(), { capture: true });  // before a link takes anybody away
  }

  ask(changes) {
    Object.assign(this.asked, changes);
    delete this.asked.page;
    for (const name of Object.keys(this.asked)) if (!this.asked[name]) delete this.asked[name];
    this.chosen = 0;
    this.box.removeAttribute("aria-activedescendant");
    this.choose();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), REST_MS);
  }

  // A key is answered by the rows; the address and the counts beside the filters follow once the hand rests, because a
  // browser draws its own frame anew with every address.
  settle() {
    clearTimeout(this.resting);
    if (!this.resting) return;
    this.resting = 0;
    const search = new URLSearchParams(this.asked).toString();
    history.replaceState(null, "", search ? `?${search}` : location.pathname);
    for (const twin of this.card.querySelectorAll('.filters a[href^="/people."]')) {
      twin.setAttribute("href", `${twin.getAttribute("href").split("?")[0]}${search ? `?${search}` : ""}`);
    }
    this.facets();
  }

  // The people that match, in order.
  choose() {
    const words = folded(this.asked.q ?? "").split(/\s+/).filter(Boolean);
    const wanted = FACETS.map((name) => this.asked[name] ? this.asked[name].split(",") : null);
    this.misses = this.people.map((_, at) => {
      for (const word of words) if (!this.said[at].includes(word)) return FACETS.length;
      return wanted.reduce((misses, one, facet) => misses + (one && !one.some((value) => this.values[at][facet].includes(value)) ? 1 : 0), 0);
    });
    this.wanted = wanted;
    this.found = this.sorted().filter((at) => this.misses[at] === 0);
    this.rows.show(this.found.map((at) => this.people[at]), this.chosen);
    this.box.setAttribute("aria-rowcount", String(this.found.length + 1));
    const all = this.found.length === this.people.length;
    document.getElementById("people-count").textContent = all
      ? counted("people.count", this.people.length)
      : w("people.shown", { shown: this.found.length, n: this.people.length });
    for (const chip of this.chips) mark(chip, "aria-current", (this.asked.milestone ?? "") === chip.dataset.value ? "true" : null);
  }

  // Everyone in the order asked for.
  sorted() {
    const asked = this.asked.sort ?? "number", name = asked.replace(/^-/, ""), down = asked.startsWith("-");
    for (const cell of this.head.children) {
      mark(cell, "aria-sort", cell.dataset.column === name ? (down ? "descending" : "ascending") : null);
    }
    const order = this.order(name);
    return down ? [...order].reverse() : order;
  }

  // Places of everyone by one column, blanks last: each value is compared once, however many people have it.
  order(name) {
    const column = this.place.get(name) ?? 0;
    let order = this.orders.get(column);
    if (order) return order;
    const having = new Map();
    this.people.forEach((row, at) => {
      const value = row[column] || "", others = having.get(value);
      if (others) others.push(at);
      else having.set(value, [at]);
    });
    const values = [...having.keys()], compare = values.some((value) => /\d/.test(value)) ? numbering.compare : collator.compare;
    values.sort((a, b) => (a && b ? compare(a, b) : a ? -1 : 1));
    order = values.flatMap((value) => having.get(value));
    this.orders.set(column, order);
    return order;
  }

  // Orders are made while nothing else is done, so that a press on a heading finds its own.
  prepare(columns) {
    const name = columns.pop();
    if (!name) return;
    this.order(name);
    idle(() => this.prepare(columns));
  }

  // How many there are under each filter, the others staying as they are.
  facets() {
    const counts = FACETS.map(() => new Map());
    this.misses.forEach((misses, at) => {
      if (misses > 1) return;
      this.values[at].forEach((values, facet) => {
        if (misses && !(this.wanted[facet] && !this.wanted[facet].some((value) => values.includes(value)))) return;
        for (const value of values) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
      });
    });
    for (const chip of this.chips) {
      const count = chip.querySelector("b"), text = digits(counts[0].get(chip.dataset.value) ?? 0);
      if (count && count.textContent !== text) count.textContent = text;
    }
    for (const pick of this.picks) this.options(pick, counts[FACETS.indexOf(pick.dataset.facet)]);
  }

  options(pick, counts) {
    const facet = pick.dataset.facet, chosen = this.asked[facet] ?? "";
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
    if (chosen && !counts.has(chosen)) sorted.push([chosen, 0]);
    pick.replaceChildren(pick.options[0], ...sorted.map(([value, count]) => new Option(`${facet === "hold" ? this.grounds(value) : this.places.get(value) ?? value} (${digits(count)})`, value)));
    pick.value = chosen;
  }

  // A cell of a line: its node, the column it is of, and how a value is put into it.
  cell(name) {
    const node = document.createElement("span"), text = document.createTextNode(""), place = this.place.get(name);
    if (name === "number") {
      const link = Object.assign(document.createElement("a"), { tabIndex: -1, className: "mono", dir: "ltr" });
      link.append(text);
      node.append(link);
      return { node, place, put: (value) => { text.data = value; link.href = this.address(value); } };
    }
    if (name === "milestone") {
      const chip = document.createElement("span");
      chip.append(text);
      node.append(chip);
      return { node, place, put: (value) => { text.data = this.milestones.get(value) ?? value; chip.className = `chip m-${value}`; } };
    }
    if (name === "age") {
      const span = Object.assign(document.createElement("bdi"), { dir: "ltr" });  // 24–27 is read so in every language
      span.append(text);
      node.append(span);
      node.className = "num";
    } else {
      node.className = "as-written";
      node.append(text);
    }
    if (name === "name_ar") { node.dir = "rtl"; node.lang = "ar"; node.className = "arabic"; }
    if (name === "holds") return { node, place, put: (value) => { text.data = this.grounds(value) || "—"; node.className = value ? "hold as-written" : "as-written"; } };
    if (name === "place") return { node, place, put: (value) => { text.data = (this.places.get(value) ?? value) || "—"; } };
    if (name === "nationality") return { node, place, put: (value) => { text.data = this.nations.get(value) ?? "—"; } };
    return { node, place, put: (value) => { text.data = value || "—"; } };
  }

  grounds(codes) {
    return codes.split(", ").map((code) => this.holds.get(code) ?? code).join(w("list.comma"));
  }

  address(number) {
    return this.card.dataset.person.replace("NUMBER", number);
  }

  key(press) {
    if (press.target !== this.box) return;  // a heading is pressed by its own keys
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: this.rows.page, PageUp: -this.rows.page, Home: -Infinity, End: Infinity };
    if (press.key === "Enter") { this.open(); return; }
    if (!(press.key in steps) || !this.found.length) return;
    press.preventDefault();
    this.chosen = Math.min(Math.max(this.chosen + steps[press.key], 0), this.found.length - 1);
    this.box.setAttribute("aria-activedescendant", this.rows.choose(this.chosen));
  }

  open() {
    const at = this.found[this.chosen];
    this.settle();
    if (at !== undefined) location.href = this.address(this.people[at][0]);
  }
}

function mark(node, name, value) {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}
