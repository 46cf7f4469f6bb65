// Drawings made by the server at the width this page has for them: map, serial board, lists of the overview.
import { byItself } from "./typed.js";

const shown = new WeakMap();
let drawn = null, busy = false, again = false;

/** Ask for every drawing anew, at its present size. */
export async function redraw(asked = { lists: true }) {
  if (busy) { again = true; return; }
  busy = true;
  try {
    await Promise.all([...document.querySelectorAll("[data-fragment]")].map(fit));
    if (asked.lists && document.getElementById("places")) await lists();
  } catch { /* the link is down: the age of the numbers says so */ }
  busy = false;
  if (again) { again = false; redraw(); }
}

/** Redraw when a frame says that what is drawn has changed. */
export function followed(frame) {
  if (drawn !== null && frame.drawn !== drawn) redraw();
  drawn = frame.drawn;
}

async function fit(box) {
  if (box.dataset.by === "maplibre" || "moves" in box.dataset) return;
  const width = Math.round(box.clientWidth);
  if (width < 200) return;
  const asked = new URLSearchParams(box.dataset.query ?? "");
  asked.set("width", width);
  if (box.classList.contains("map")) asked.set("height", Math.round(box.clientHeight));
  if (box.dataset.number) asked.set("number", box.dataset.number);
  const past = new URLSearchParams(location.search).get("as_of");
  if (past) asked.set("as_of", past);
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  const answer = await fetch(`${box.dataset.fragment}?${asked}`, byItself());
  if (!answer.ok || box.dataset.by === "maplibre") return;
  const text = await answer.text();
  if (shown.get(box) === text) return;
  shown.set(box, text);
  box.innerHTML = text;
  if (focused) [...box.querySelectorAll("a")].find((link) => link.getAttribute("aria-label") === focused)?.focus();
  box.dispatchEvent(new Event("drawn"));
}

async function lists() {
  const past = new URLSearchParams(location.search).get("as_of");
  const answer = await fetch(`/fragments/lists${past ? `?as_of=${past}` : ""}`, byItself());
  if (!answer.ok) return;
  const parts = document.createElement("div");
  parts.innerHTML = await answer.text();
  for (const part of parts.querySelectorAll("template")) {
    const place = document.getElementById(part.dataset.for);
    if (place && !place.contains(document.activeElement)) place.replaceChildren(part.content);
  }
}
