// The rows of the grid that are in sight: as many lines as fit, filled with whom they now show (decision 1060).
// A row is pressed with a finger where there is one to press it with.
const ROW_PX = matchMedia("(any-pointer: coarse)").matches ? 44 : 30, BEYOND = 8;

/** Lines of a table of thousands. `cells` makes the cells of a line: for each a node, and how a value is put into it. */
export class Rows {
  constructor(box, body, cells) {
    this.box = box;
    this.body = body;
    this.cells = cells;
    this.lines = new Map();
    this.spare = [];
    this.height = box.clientHeight;
    box.style.setProperty("--row", `${ROW_PX}px`);
    this.waiting = false;
    box.addEventListener("scroll", () => this.soon(), { passive: true });
    new ResizeObserver(() => { this.height = box.clientHeight; this.paint(); }).observe(box);
    addEventListener("beforeprint", () => this.paint(true));
    addEventListener("afterprint", () => this.paint());
  }

  /** How many rows one page of the keyboard is. */
  get page() {
    return Math.max(Math.floor(this.height / ROW_PX) - 2, 1);
  }

  /** Show other rows, from the first. */
  show(rows, chosen) {
    this.rows = rows;
    this.chosen = chosen;
    if (this.top || this.waiting) this.box.scrollTop = 0;  // before anything is changed that would have to be laid out for it
    this.top = 0;
    this.body.style.height = `${rows.length * ROW_PX}px`;
    this.paint();
  }

  /** Mark a row and bring it into sight; the name of its line. */
  choose(at) {
    this.chosen = at;
    const top = at * ROW_PX, room = this.height - ROW_PX - 34, now = this.box.scrollTop;
    if (top < now) this.box.scrollTop = top;
    else if (top > now + room) this.box.scrollTop = top - room;
    this.top = this.box.scrollTop;
    this.paint();
    return `person-${at}`;
  }

  soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.top = this.box.scrollTop;
      this.paint();
    });
  }

  // Lines that stay in sight stay as they are; the others are filled anew and put where they belong. The chosen row is
  // kept though it be out of sight, because the grid says by its name where the keyboard is. Paper gets every row.
  paint(everyone = false) {
    if (!this.rows) return;
    const first = everyone ? 0 : Math.max(Math.floor(this.top / ROW_PX) - BEYOND, 0);
    const last = everyone ? this.rows.length : Math.min(first + Math.ceil(this.height / ROW_PX) + 2 * BEYOND, this.rows.length);
    const wanted = [];
    if (this.chosen < first && this.chosen < this.rows.length) wanted.push(this.chosen);
    for (let at = first; at < last; at += 1) wanted.push(at);
    if (this.chosen >= last && this.chosen < this.rows.length) wanted.push(this.chosen);
    const staying = new Set(wanted), before = this.lines;
    for (const [at, line] of before) {
      if (staying.has(at)) continue;
      line.node.remove();
      this.spare.push(line);
    }
    this.lines = new Map();
    let next = this.body.firstElementChild;
    for (const at of wanted) {
      const line = before.get(at) ?? this.spare.pop() ?? this.line();
      this.lines.set(at, line);
      this.fill(line, at);
      if (line.node === next) next = next.nextElementSibling;
      else this.body.insertBefore(line.node, next);
    }
    this.spare.length = Math.min(this.spare.length, 2 * BEYOND);
  }

  line() {
    const node = document.createElement("div");
    node.className = "grid-row";
    node.setAttribute("role", "row");
    const cells = this.cells();
    for (const cell of cells) {
      cell.node.setAttribute("role", "gridcell");
      node.append(cell.node);
    }
    return { node, cells, at: -1, row: null, chosen: null };
  }

  fill(line, at) {
    const row = this.rows[at], chosen = at === this.chosen, { node } = line;
    if (line.at !== at) {
      line.at = at;
      node.id = `person-${at}`;
      node.dataset.row = String(at);
      node.setAttribute("aria-rowindex", String(at + 2));
      node.style.top = `${at * ROW_PX}px`;
    }
    if (line.chosen !== chosen) {
      line.chosen = chosen;
      node.setAttribute("aria-selected", String(chosen));
    }
    if (line.row === row) return;
    line.row = row;
    for (const cell of line.cells) {
      const value = row[cell.place];
      if (cell.value === value) continue;
      cell.value = value;
      cell.put(value);
    }
  }
}
