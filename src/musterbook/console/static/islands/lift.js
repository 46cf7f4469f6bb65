// Pages of the lift: a bar dragged to another hour asks the same question as the form; commands are copied; a list prints.
import { w } from "muster/words";

const STEP_MINUTES = 5, STILL_PX = 4, MINUTE = 60_000;

/** Make what this page has of the lift answer. */
export function lift() {
  for (const box of document.querySelectorAll(".draggable")) drag(box);
  for (const button of document.querySelectorAll("[data-copy]")) copy(button);
  const print = document.getElementById("print");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
}

function copy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = w("copy.done");
    document.getElementById("voice").textContent = w("copy.done");
  });
}

// The listener stands on the box, since the drawing inside is made anew whenever the book changes.
function drag(box) {
  let held = null;
  box.addEventListener("dragstart", (start) => start.preventDefault());
  box.addEventListener("pointerdown", (press) => {
    const bar = press.target.closest(".serial-bar[data-serial]");
    if (!bar || press.button !== 0) return;
    held = { bar, from: press.clientX, by: 0, drawing: bar.closest("svg") };
  });
  addEventListener("pointermove", (move) => {
    if (!held) return;
    held.by = move.clientX - held.from;
    if (Math.abs(held.by) < STILL_PX) return;
    held.bar.classList.add("dragged");
    held.bar.setAttribute("transform", `translate(${held.by},0)`);
    say(`${w("board.dragged", { serial: held.bar.dataset.serial, at: zulu(hour(held)) })}`);
  });
  addEventListener("pointerup", () => {
    if (!held) return;
    const { bar, by } = held, at = hour(held);
    held = null;
    if (Math.abs(by) < STILL_PX) return;
    const wanted = new URL(bar.getAttribute("href"), location.href);
    wanted.searchParams.set("act", "slip");
    wanted.searchParams.set("leaves", zulu(at));
    bar.addEventListener("click", (click) => click.preventDefault(), { once: true });
    location.href = wanted.href;
  });
  addEventListener("keydown", (press) => {
    if (press.key !== "Escape" || !held) return;
    held.bar.removeAttribute("transform");
    held.bar.classList.remove("dragged");
    held = null;
  });
}

function hour({ bar, by, drawing }) {
  const opens = Date.parse(drawing.dataset.from), ends = Date.parse(drawing.dataset.to);
  const moved = (by / Number(drawing.dataset.room)) * (ends - opens);
  const step = STEP_MINUTES * MINUTE;
  return new Date(Math.round((Date.parse(bar.dataset.leaves) + moved) / step) * step);
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
