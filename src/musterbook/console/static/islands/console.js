// What every page starts with: the stream, keys, palette, colours; then whatever islands the page has.
import { followed, redraw } from "./fragments.js";
import { typed } from "./typed.js";
import { keys } from "./keys.js";
import { listen, onFrame, onOver } from "muster/live";
import { age, paint, redrawBar } from "muster/paint";
import { openPalette, palette } from "./palette.js";
import { w } from "muster/words";

const root = document.documentElement;
const ANSWERED_WITHIN_MS = 30_000;
let sentAt = -ANSWERED_WITHIN_MS;

document.addEventListener("submit", (press) => { if (!press.defaultPrevented) sentAt = performance.now(); });
palette();
keys({ openPalette });
colours();
if (root.dataset.stream === "live") {
  listen(document.querySelector("script[data-worker]").dataset.worker);
  onFrame(paint);
  onFrame(followed);
  onFrame(age);
  onOver(over);
  setInterval(age, 500);
}
redrawBar();
if (document.querySelector("[data-fragment]")) {
  redraw({ lists: false });  // which the page brought; drawings wait for the width they have
  let later = 0;
  addEventListener("resize", () => { clearTimeout(later); later = setTimeout(() => { redrawBar(); redraw(); }, 150); });
  if (root.dataset.stream === "live") setInterval(() => document.hidden || redraw(), 30_000);
}
for (const button of document.querySelectorAll("[data-copy]")) copied(button);
const paper = document.getElementById("print");
if (paper) { paper.hidden = false; paper.addEventListener("click", () => window.print()); }
// What only few pages have is fetched where it is.
if (document.getElementById("people-grid")) import("./grid.js").then((made) => made.grid());
if (document.getElementById("control-days")) import("./watch.js").then((made) => made.watch());
if (document.querySelector(".print-box")) import("./prints.js").then((made) => made.prints());
const map = document.getElementById("map");
if (map && "moves" in map.dataset) {
  const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 600));
  const moving = () => import("./map.js").then((made) => made.map(map)).catch(() => false).then((moves) => moves || still(map));
  addEventListener("load", () => idle(moving), { once: true });
}

// Nobody is signed in here any more. What was typed is kept when it is sent (decision 0976); and the form that ended the
// session is not overtaken: its answer wipes what this browser kept.
function over() {
  const left = sentAt + ANSWERED_WITHIN_MS - performance.now();
  if (left > 0) setTimeout(over, left); else if (!typed()) location.reload();
}

// No map can move here: the drawing is all there is, with every line.
function still(drawing) {
  delete drawing.dataset.moves;
  redraw({ lists: false });
}

// A command is copied by a press.
function copied(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = w("copy.done");
    document.getElementById("voice").textContent = w("copy.done");
  });
}

// Night and day without loading the page again; the server keeps the choice for the next page.
function colours() {
  const link = document.getElementById("theme");
  link.addEventListener("click", (press) => {
    if (press.ctrlKey || press.metaKey || press.shiftKey) return;
    press.preventDefault();
    const now = root.dataset.theme === "night" ? "day" : "night", other = now === "night" ? "day" : "night";
    root.dataset.theme = now;
    link.textContent = w(`theme.${other}`);
    link.setAttribute("aria-label", w("theme.label", { theme: w(`theme.${other}`) }));
    const address = new URL(link.href);
    fetch(`/look?theme=${now}&back=/healthz`);
    address.searchParams.set("theme", other);
    link.href = address.href;
    dispatchEvent(new Event("theme"));
  });
}
