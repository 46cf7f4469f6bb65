// The people grid: everyone in memory, only the rows in sight in the tree. Filters, sort and search live in the address.
import { folded } from "muster/folding";
import { counted, digits, w } from "muster/words";

const ROW_PX = 30, BEYOND = 8;
const WIDTHS = { number: "7.25rem", name: "minmax(8.5rem, 1.6fr)", name_ar: "minmax(6.5rem, 1.1fr)", nationality: "4.75rem", age: "3rem", place: "minmax(9rem, 1.5fr)", milestone: "minmax(7.25rem, .8fr)", serial: "minmax(4rem, .5fr)", holds: "minmax(5rem, 1fr)", note: "minmax(5rem, .8fr)" };
const collator = new Intl.Collator("en", { numeric: true });

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
    this.rows = whole.rows;
    this.said = this.rows.map((row) => {
      const text = folded([row[0], row[1], row[2], row[5], row[7]].join(" "));
      return `${text} ${text.replaceAll("-", "")}`;
    });
    this.values = this.rows.map((row) => ({ milestone: [row[this.place.get("milestone")]], place: [row[this.place.get("place")]], hold: row[this.place.get("holds")].split(", ").filter(Boolean) }));
    this.asked = Object.fromEntries(new URLSearchParams(location.search));
    this.chosen = 0;
    this.template = this.columns.map((name) => WIDTHS[name]).join(" ");
    this.build();
    this.wire();
    this.choose();
  }

  build() {
    document.getElementById("people-plain").remove();
    this.card.querySelector(".pager")?.remove();
    this.card.querySelector(".filters button").hidden = true;
    this.box.hidden = false;
    this.head = document.createElement("div");
    this.head.className = "grid-head";
    this.head.setAttribute("role", "row");
    this.head.style.gridTemplateColumns = this.template;
    this.columns.forEach((name, place) => {
      const cell = document.createElement("span");
      cell.setAttribute("role", "columnheader");
      cell.dataset.column = name;
      cell.textContent = this.headings[place];
      if (name === "age" || name === "name_ar") cell.className = "num";
      this.head.append(cell);
    });
    this.body = document.createElement("div");
    this.body.className = "grid-body";
    this.body.setAttribute("role", "rowgroup");
    const top = document.createElement("div");
    top.setAttribute("role", "rowgroup");
    top.className = "grid-top";
    top.append(this.head);
    this.box.append(top, this.body);
    this.box.setAttribute("aria-colcount", String(this.columns.length));
  }

  wire() {
    this.box.addEventListener("scroll", () => requestAnimationFrame(() => this.paint()), { passive: true });
    addEventListener("resize", () => this.paint());
    const search = document.getElementById("search");
    search.addEventListener("input", () => this.ask({ q: search.value }));
    document.getElementById("people-filters").addEventListener("submit", (sent) => { sent.preventDefault(); this.box.focus(); });
    for (const pick of this.card.querySelectorAll("select[data-facet]")) {
      pick.addEventListener("change", () => this.ask({ [pick.dataset.facet]: pick.value }));
    }
    for (const chip of document.querySelectorAll("#milestones a")) {
      chip.addEventListener("click", (press) => { press.preventDefault(); this.ask({ milestone: chip.dataset.value }); });
    }
    this.head.addEventListener("click", (press) => {
      const column = press.target.closest("[data-column]")?.dataset.column;
      if (column) this.ask({ sort: this.asked.sort === column ? `-${column}` : column });
    });
    this.body.addEventListener("click", (press) => {
      const row = press.target.closest("[data-row]");
      if (row && !press.target.closest("a")) { this.chosen = Number(row.dataset.row); this.open(); }
    });
    this.box.addEventListener("keydown", (press) => this.key(press));
  }

  ask(changes) {
    Object.assign(this.asked, changes);
    delete this.asked.page;
    for (const name of Object.keys(this.asked)) if (!this.asked[name]) delete this.asked[name];
    const search = new URLSearchParams(this.asked).toString();
    history.replaceState(null, "", search ? `?${search}` : location.pathname);
    for (const twin of this.card.querySelectorAll('.filters a[href^="/people."]')) {
      twin.setAttribute("href", `${twin.getAttribute("href").split("?")[0]}${search ? `?${search}` : ""}`);
    }
    this.chosen = 0;
    this.box.scrollTop = 0;
    this.choose();
  }

  // The rows that match, in order; then counts of every facet under the other filters.
  choose() {
    const wanted = ["milestone", "place", "hold"];
    const words = folded(this.asked.q ?? "").split(/\s+/).filter(Boolean);
    const counts = { milestone: new Map(), place: new Map(), hold: new Map() };
    this.found = [];
    this.rows.forEach((_, at) => {
      if (!words.every((word) => this.said[at].includes(word))) return;
      const values = this.values[at];
      const misses = wanted.filter((name) => this.asked[name] && !this.asked[name].split(",").some((one) => values[name].includes(one)));
      if (misses.length === 0) this.found.push(at);
      for (const name of wanted) {
        if (misses.length === 0 || (misses.length === 1 && misses[0] === name)) {
          for (const value of values[name]) counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
        }
      }
    });
    this.sort();
    this.facets(counts);
    this.body.style.height = `${this.found.length * ROW_PX}px`;
    this.box.setAttribute("aria-rowcount", String(this.found.length + 1));
    const all = this.found.length === this.rows.length;
    document.getElementById("people-count").textContent = all
      ? counted("people.count", this.rows.length)
      : w("people.shown", { shown: this.found.length, n: this.rows.length });
    this.painted = null;
    this.lines = new Map();
    this.paint();
  }

  sort() {
    const asked = this.asked.sort ?? "number", name = asked.replace(/^-/, ""), turn = asked.startsWith("-") ? -1 : 1;
    const column = this.place.get(name);
    if (column === undefined || (asked === "number" && column === 0)) { this.mark(name, turn); return; }
    this.order ??= new Map();
    if (!this.order.has(name)) {
      const places = this.rows.map((_, at) => at);
      places.sort((a, b) => {
        const left = this.rows[a][column], right = this.rows[b][column];
        if (!left || !right) return left ? -1 : right ? 1 : a - b;
        return collator.compare(left, right) || a - b;
      });
      const rank = new Int32Array(places.length);
      places.forEach((at, place) => { rank[at] = place; });
      this.order.set(name, rank);
    }
    const rank = this.order.get(name);
    this.found.sort((a, b) => turn * (rank[a] - rank[b]));
    this.mark(name, turn);
  }

  mark(name, turn) {
    for (const cell of this.head.children) {
      const here = cell.dataset.column === name;
      cell.textContent = this.headings[this.columns.indexOf(cell.dataset.column)] + (here ? (turn < 0 ? " ↓" : " ↑") : "");
      if (here) cell.setAttribute("aria-sort", turn < 0 ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  facets(counts) {
    for (const chip of document.querySelectorAll("#milestones a")) {
      const value = chip.dataset.value;
      if ((this.asked.milestone ?? "") === value) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
      const count = chip.querySelector("b");
      if (count) count.textContent = digits(counts.milestone.get(value) ?? 0);
    }
    for (const pick of this.card.querySelectorAll("select[data-facet]")) {
      const facet = pick.dataset.facet, sorted = [...counts[facet]].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
      if (this.asked[facet] && !counts[facet].has(this.asked[facet])) sorted.push([this.asked[facet], 0]);
      const any = pick.options[0];
      pick.replaceChildren(any, ...sorted.map(([value, count]) => new Option(`${facet === "hold" ? this.grounds(value) : value} (${digits(count)})`, value)));
      pick.value = this.asked[facet] ?? "";
    }
  }

  paint() {
    const first = Math.max(Math.floor(this.box.scrollTop / ROW_PX) - BEYOND, 0);
    const last = Math.min(first + Math.ceil(this.box.clientHeight / ROW_PX) + 2 * BEYOND, this.found.length);
    const key = `${first}-${last}-${this.chosen}`;
    if (key === this.painted) return;
    this.painted = key;
    // Lines that stay in sight stay as they are; what comes into sight is put where it belongs among them.
    const before = this.lines;
    this.lines = new Map();
    for (let at = first; at < last; at += 1) this.lines.set(at, before.get(at) ?? this.line(at));
    const staying = new Set(this.lines.values());
    for (const line of [...this.body.children]) if (!staying.has(line)) line.remove();
    let next = this.body.firstElementChild;
    for (const [at, line] of this.lines) {
      line.setAttribute("aria-selected", String(at === this.chosen));
      if (line === next) next = next.nextElementSibling;
      else this.body.insertBefore(line, next);
    }
  }

  line(at) {
    const row = this.rows[this.found[at]], line = document.createElement("div");
    line.className = "grid-row";
    line.id = `person-${at}`;
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", String(at + 2));
    line.setAttribute("aria-selected", String(at === this.chosen));
    line.dataset.row = String(at);
    line.style.gridTemplateColumns = this.template;
    line.style.top = `${at * ROW_PX}px`;
    for (const name of this.columns) line.append(this.cell(name, row[this.place.get(name)]));
    return line;
  }

  cell(name, value) {
    const cell = document.createElement("span");
    cell.setAttribute("role", "gridcell");
    if (name === "number") {
      const link = Object.assign(document.createElement("a"), { href: this.address(value), textContent: value, tabIndex: -1, className: "mono", dir: "ltr" });
      cell.append(link);
    } else if (name === "milestone") {
      cell.append(Object.assign(document.createElement("span"), { className: `chip m-${value}`, textContent: this.milestones.get(value) ?? value }));
    } else {
      cell.textContent = (name === "holds" ? this.grounds(value) : value) || "—";
      if (name === "name_ar") { cell.dir = "rtl"; cell.lang = "ar"; cell.className = "arabic"; }
      if (name === "age") cell.className = "num";
      if (name === "holds" && value) cell.className = "hold";
    }
    return cell;
  }

  grounds(codes) {
    return codes.split(", ").map((code) => this.holds.get(code) ?? code).join(", ");
  }

  address(number) {
    return this.card.dataset.person.replace("NUMBER", number);
  }

  key(press) {
    const page = Math.floor(this.box.clientHeight / ROW_PX) - 2;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (press.key === "Enter") { this.open(); return; }
    if (!(press.key in steps)) return;
    press.preventDefault();
    this.chosen = Math.min(Math.max(this.chosen + steps[press.key], 0), Math.max(this.found.length - 1, 0));
    const top = this.chosen * ROW_PX, room = this.box.clientHeight - ROW_PX - 34;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top > this.box.scrollTop + room) this.box.scrollTop = top - room;
    this.paint();
    this.box.setAttribute("aria-activedescendant", `person-${this.chosen}`);
  }

  open() {
    const at = this.found[this.chosen];
    if (at !== undefined) location.href = this.address(this.rows[at][0]);
  }
}
