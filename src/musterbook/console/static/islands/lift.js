// Pages of the lift: a bar dragged to another hour asks the same question as the form; a price is waited for.
import { byItself } from "./typed.js";
import { w } from "muster/words";

const STEP_MINUTES = 5, STILL_PX = 4, MINUTE = 60_000, AFTER_G_MS = 1500;
const KEYED = { l: "leave", a: "arrive", w: "wait", d: "divert" };
let pressedG = 0;

for (const box of document.querySelectorAll(".draggable")) drag(box);
const drops = document.getElementById("drops");
if (drops) drops.hidden = false;
if (location.hash.endsWith("-form")) begin(document.querySelector(`${location.hash} :is(select, input:not([type="hidden"]), button)`));
price();

// The browser goes to the form by itself once all is loaded, and takes the focus off whatever had it.
function begin(control) {
  const focus = () => setTimeout(() => control?.focus(), 50);
  if (document.readyState === "complete") focus(); else addEventListener("load", focus, { once: true });
}

// A search for prices runs elsewhere: how far it is, is asked once a second; when it has ended the page is shown anew.
function price() {
  const box = document.getElementById("price");
  if (box?.firstElementChild?.dataset.state !== "running") return;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(`/fragments/price?${box.firstElementChild.dataset.question}`, byItself()).catch(() => null);
    if (!answer?.ok) return;
    const text = await answer.text(), focused = box.contains(document.activeElement);
    const made = document.createElement("div");
    made.innerHTML = text;
    if (made.firstElementChild.dataset.state !== "running") { clearInterval(timer); location.reload(); return; }
    if (focused) box.querySelector("progress").value = made.querySelector("progress").value;
    else box.innerHTML = text;
  }, 1000);
}

// Listeners stand on the box, since the drawing inside is made anew whenever the book changes. A bar is put to another
// hour along its lane (one under way waits as much longer), its people on another serial of the same place by dropping
// it there, and what it does or where it goes is asked by dropping it on the row above. Without a pointer: Shift and the
// arrows, Delete, and a letter for each of the others; the forms below the drawing ask all of it too.
function drag(box) {
  let held = null;
  const move = (by) => {
    held.by = by;
    held.bar.classList.add("dragged");
    held.bar.setAttribute("transform", `translate(${held.by},0)`);
  };
  const letGo = () => {
    held?.bar.removeAttribute("transform");
    held?.bar.classList.remove("dragged");
    held?.onto?.classList.remove("dropped");
    mark(null);
    held = null;
    say("");
  };
  box.addEventListener("dragstart", (start) => start.preventDefault());
  box.addEventListener("pointerdown", (press) => {
    const bar = press.target.closest(".serial-bar[data-serial]");
    if (!bar || press.button !== 0) return;
    held = { bar, from: press.clientX, by: 0, drawing: bar.closest("svg"), onto: null };
  });
  addEventListener("pointermove", (moved) => {
    if (!held || held.keyed) return;
    const by = moved.clientX - held.from;
    held.drop = dropBeneath(moved);
    mark(held.drop, held.bar);
    if (held.drop) {
      move(by);
      const { serial } = held.bar.dataset;
      say(can(held.bar, held.drop) ? w("drop.told", { serial, act: held.drop.textContent }) : w("drop.cannot", { serial }));
      return;
    }
    held.onto?.classList.remove("dropped");
    held.onto = beneath(moved, held.bar);
    held.onto?.classList.add("dropped");
    if (!held.onto && Math.abs(by) < STILL_PX) return;
    move(by);
    say(held.onto ? w("board.dropped", { serial: held.bar.dataset.serial, target: held.onto.dataset.serial }) : told(held));
  });
  addEventListener("pointerup", () => {
    if (!held || held.keyed) return;
    const { bar, by, onto, drop } = held, at = hour(held), later = minutes(held);
    if (drop ? !can(bar, drop) : !onto && (Math.abs(by) < STILL_PX || (!does(bar, "slip") && later < STEP_MINUTES))) { letGo(); return; }
    bar.addEventListener("click", (click) => click.preventDefault(), { once: true });
    if (drop) ask(bar, { act: drop.dataset.act, target: drop.dataset.target, minutes: drop.dataset.minutes });
    else if (onto) ask(bar, { act: "reseat", target: onto.dataset.serial });
    else ask(bar, does(bar, "slip") ? { act: "slip", leaves: zulu(at) } : { act: "wait", minutes: later });
    mark(null);
    held = null;
  });
  addEventListener("keydown", (press) => {
    if (press.key === "Escape" && held) { letGo(); return; }
    const bar = document.activeElement?.closest?.(".serial-bar[data-serial]");
    const afterG = Date.now() - pressedG < AFTER_G_MS;
    pressedG = press.key === "g" ? Date.now() : 0;
    if (!bar || !box.contains(bar)) return;
    const act = !afterG && !press.ctrlKey && !press.metaKey && !press.altKey ? KEYED[press.key.toLowerCase()] : "";
    if (act && does(bar, act)) {
      press.preventDefault();
      press.stopImmediatePropagation();
      if (act === "leave" || act === "arrive") ask(bar, { act });
      else ask(bar, {}, `${act}-form`);
      return;
    }
    if (press.key === "Delete" && does(bar, "scrub")) { press.preventDefault(); ask(bar, { act: "scrub" }); return; }
    if (press.key === "Enter" && held?.keyed) { press.preventDefault(); ask(bar, { act: "slip", leaves: zulu(hour(held)) }); return; }
    if (!does(bar, "slip") || !press.shiftKey || (press.key !== "ArrowLeft" && press.key !== "ArrowRight")) return;
    press.preventDefault();
    press.stopImmediatePropagation();
    if (held?.bar !== bar) { letGo(); held = { bar, by: 0, drawing: bar.closest("svg"), keyed: true }; }
    move(held.by + (press.key === "ArrowRight" ? 1 : -1) * step(held.drawing));
    say(told(held));
    document.getElementById("voice").textContent = told(held);
  }, { capture: true });
  box.addEventListener("focusout", () => { if (held?.keyed) letGo(); });
}

/** The serial of the same place that lies under the pointer, on which people of the dragged one could be seated. */
function beneath(moved, bar) {
  const found = document.elementsFromPoint(moved.clientX, moved.clientY)
    .map((one) => one.closest(".serial-bar[data-serial]")).find((one) => one && one !== bar);
  return found && does(bar, "reseat") && does(found, "reseat") && found.dataset.origin === bar.dataset.origin ? found : null;
}

function dropBeneath(moved) {
  return document.elementsFromPoint(moved.clientX, moved.clientY).map((one) => one.closest(".drop")).find(Boolean) ?? null;
}

function does(bar, act) { return bar.dataset.acts?.split(" ").includes(act) ?? false; }

function can(bar, drop) { return does(bar, drop.dataset.act) && drop.dataset.target !== bar.dataset.destination; }

function mark(drop, bar) {
  for (const one of document.querySelectorAll(".drop")) {
    one.classList.toggle("over", one === drop);
    one.classList.toggle("shut", Boolean(bar) && !can(bar, one));
  }
}

function ask(bar, wanted, form = "judged") {
  const address = new URL(bar.dataset.ask ?? bar.getAttribute("href"), location.href);
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) address.searchParams.set(name, value);
  if (bar.dataset.seen) address.searchParams.set("seen", bar.dataset.seen);
  address.hash = form;
  location.href = address.href;
}

function told(held) {
  if (!does(held.bar, "slip")) return w("board.waited", { serial: held.bar.dataset.serial, n: Math.max(minutes(held), 0) });
  return w("board.dragged", { serial: held.bar.dataset.serial, at: zulu(hour(held)) });
}

/** Five minutes of a drawing, in px. */
function step(drawing) {
  const span = Date.parse(drawing.dataset.to) - Date.parse(drawing.dataset.from);
  return (STEP_MINUTES * MINUTE / span) * Number(drawing.dataset.room);
}

/** By how many minutes a bar was moved, in whole steps. */
function minutes({ by, drawing }) {
  const span = Date.parse(drawing.dataset.to) - Date.parse(drawing.dataset.from);
  return Math.round((by / Number(drawing.dataset.room)) * span / (STEP_MINUTES * MINUTE)) * STEP_MINUTES;
}

function hour({ bar, by, drawing }) {
  const opens = Date.parse(drawing.dataset.from), ends = Date.parse(drawing.dataset.to);
  const moved = (by / Number(drawing.dataset.room)) * (ends - opens);
  const five = STEP_MINUTES * MINUTE;
  return new Date(Math.round((Date.parse(bar.dataset.leaves) + moved) / five) * five);
}

// 212348ZJAN26, as every moment is typed.
function zulu(moment) {
  const two = (number) => String(number).padStart(2, "0");
  const month = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"][moment.getUTCMonth()];
  return `${two(moment.getUTCDate())}${two(moment.getUTCHours())}${two(moment.getUTCMinutes())}Z${month}${two(moment.getUTCFullYear() % 100)}`;
}

function say(text) {
  const voice = document.getElementById("drag-voice");
  if (voice) voice.textContent = text;
}
