// Numbers, clocks, the conservation bar and the age of what is seen, painted from frames.
import { digits, lasting, w } from "muster/words";
import { newest } from "muster/live";

const PARTS = ["sites", "escorts", "handing_over", "staging", "received", "unaccounted"];
const LEAST_PX = 3, GAP_PX = 2, SVG = "http://www.w3.org/2000/svg";
let shown = null, since = Date.now(), spoken = 0;

/** Paint one frame on whatever this page has of it. */
export function paint(frame) {
  for (const node of document.querySelectorAll("[data-live]")) {
    put(node, node.dataset.live.split(".").reduce((whole, name) => whole?.[name], frame));
  }
  for (const node of document.querySelectorAll("[data-site]")) {
    const [site, place] = node.dataset.site.split(":");
    put(node, frame.sites[site]?.[Number(place)]);
  }
  for (const badge of document.querySelectorAll("[data-badge]")) {
    const waiting = frame.queues[badge.dataset.badge] ?? 0;
    badge.hidden = waiting === 0;
    put(badge, waiting);
  }
  unsure(frame.totals);
  heard(frame.nodes);
  tell(frame);
  document.querySelector(".t-discrepancies[href]")?.classList.toggle("ring", frame.totals.discrepancies > 0);
  drawBar(frame.totals);
  clocks(frame);
  shown = frame;
}

/** Whoever is answered for and neither accounted for nor unaccounted: said only where there is somebody. */
function unsure(totals) {
  const beside = document.querySelector("[data-unsure]"), left = totals.answered_for - totals.accounted_for - totals.unaccounted;
  if (beside === null) return;
  beside.hidden = left <= 0;
  put(beside.querySelector("em"), left);
}

/** Draw the bar again at the width it now has. */
export function redrawBar() {
  if (shown) drawBar(shown.totals);
  else widen();
}

/** Say how old the numbers are: live, so many seconds old, or no link. */
export function age() {
  const box = document.getElementById("live");
  const seconds = (Date.now() - (newest().came || since)) / 1000;
  const first = !newest().came;
  const is = seconds <= 2.5 ? (first ? "waiting" : "live") : seconds <= 30 ? "old" : "lost";
  const text = is === "live" ? w("live.live") : is === "waiting" ? w("live.waiting")
    : is === "old" ? w("live.old", { n: Math.round(seconds) }) : w("live.lost", { n: lasting(seconds) });
  box.dataset.is = is;
  box.lastElementChild.textContent = text;
  const banner = document.getElementById("stale");
  banner.hidden = seconds < 300;
  if (!banner.hidden) banner.textContent = w("live.banner", { n: lasting(seconds) });
}

/** Widths in proportion, none under 3 px, filling the width less the gaps (console/bar.py does the same). */
export function shares(counts, width) {
  const free = width - GAP_PX * (counts.length - 1);
  if (free <= LEAST_PX * counts.length) return counts.map(() => Math.max(free, 0) / counts.length);
  const narrow = new Set();
  for (;;) {
    const room = free - LEAST_PX * narrow.size;
    const whole = counts.reduce((sum, count, place) => (narrow.has(place) ? sum : sum + count), 0);
    const widths = counts.map((count, place) => (narrow.has(place) ? LEAST_PX : (room * count) / whole));
    const under = widths.flatMap((size, place) => (size < LEAST_PX ? [place] : []));
    if (under.length === 0) return widths;
    for (const place of under) narrow.add(place);
  }
}

// How old the newest news of each node is; grey, and said, once it is silent.
function heard(nodes) {
  for (const node of document.querySelectorAll("[data-node]")) {
    const minutes = nodes[node.dataset.node];
    if (minutes === undefined || minutes === null) continue;
    put(node.querySelector(".ago"), minutes < 1 ? w("length.minutes", { minutes: 0 }) : lasting(minutes * 60));
    node.classList.toggle("is-silent", minutes > Number(node.parentElement.dataset.silent));
  }
}

// Said aloud, at most one sentence in ten seconds: how many discrepancies are open, when that changes.
function tell(frame) {
  const open = frame.totals.discrepancies;
  if (shown === null || shown.totals.discrepancies === open || Date.now() - spoken < 10_000) return;
  spoken = Date.now();
  document.getElementById("voice").textContent = `${w("totals.discrepancies")}: ${digits(open)}`;
}

function put(node, value) {
  if (value === undefined || value === null) return;
  const text = typeof value === "number" ? digits(value) : String(value);
  if (node.textContent !== text) node.textContent = text;
}

function clocks(frame) {
  const moment = new Date(frame.at);
  const zulu = document.getElementById("zulu");
  zulu.firstElementChild.textContent = `${frame.at.slice(11, 19)}Z`;
  zulu.dateTime = frame.at;
  document.getElementById("foot-zulu").textContent = frame.zulu;
  document.getElementById("foot-head").firstElementChild.textContent = frame.head.slice(0, 12);
  for (const node of document.querySelectorAll("[data-zone]")) {
    const hour = new Intl.DateTimeFormat("en-GB", { timeZone: node.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    put(node, hour.format(moment));
  }
}

function drawBar(totals) {
  const bar = document.getElementById("bar");
  if (!bar) return;
  const parts = PARTS.filter((part) => totals[part] > 0);
  const sum = PARTS.reduce((whole, part) => whole + totals[part], 0);
  if (sum !== totals.roll) return refuse(bar, sum, totals.roll);
  if (bar.localName !== "svg") return;
  const width = bar.clientWidth || bar.getBoundingClientRect().width;
  const widths = shares(parts.map((part) => totals[part]), width);
  bar.setAttribute("viewBox", `0 0 ${width} 8`);
  let x = 0;
  for (const part of PARTS) {
    let box = bar.querySelector(`.part-${part}`);
    const place = parts.indexOf(part);
    if (place < 0) { box?.remove(); continue; }
    if (!box) {
      box = document.createElementNS(SVG, "rect");
      box.setAttribute("class", `part-${part}`);
      box.setAttribute("height", "8");
      box.append(document.createElementNS(SVG, "title"));
      bar.append(box);
    }
    box.setAttribute("x", x.toFixed(2));
    box.setAttribute("rx", "3");
    box.setAttribute("width", widths[place].toFixed(2));
    box.dataset.people = totals[part];
    box.firstElementChild.textContent = w("bar.part", { n: totals[part], part: w(`bar.${part}`) });
    x += widths[place] + GAP_PX;
  }
  const said = parts.map((part) => w("bar.part", { n: totals[part], part: w(`bar.${part}`) })).join(w("list.comma"));
  bar.setAttribute("aria-label", w("bar.spoken", { roll: totals.roll, parts: said }));
}

function refuse(bar, sum, roll) {
  const text = w("bar.does-not-add-up", { sum, roll });
  if (bar.localName === "p") { bar.textContent = text; return; }
  const box = document.createElement("p");
  box.id = "bar";
  box.className = "does-not-add-up";
  box.setAttribute("role", "alert");
  box.textContent = text;
  bar.replaceWith(box);
}

function widen() {
  const bar = document.querySelector("svg#bar");
  if (!bar) return;
  const boxes = [...bar.querySelectorAll("rect[data-people]")];
  if (boxes.length === 0) return;
  const width = bar.getBoundingClientRect().width;
  const widths = shares(boxes.map((box) => Number(box.dataset.people)), width);
  bar.setAttribute("viewBox", `0 0 ${width} 8`);
  let x = 0;
  boxes.forEach((box, place) => {
    box.setAttribute("x", x.toFixed(2));
    box.setAttribute("width", widths[place].toFixed(2));
    x += widths[place] + GAP_PX;
  });
}
