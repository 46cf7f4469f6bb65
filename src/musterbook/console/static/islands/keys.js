// Keys: g then a letter, / search, t time, ? help; arrows on the serial board.
let waiting = 0;

/** Listen for keys on the whole page. */
export function keys({ openPalette }) {
  addEventListener("keydown", (press) => {
    if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === "k") {
      press.preventDefault();
      openPalette();
      return;
    }
    if (press.ctrlKey || press.metaKey || press.altKey || typing(press.target)) return;
    if (Date.now() - waiting < 1500 && go(press.key.toLowerCase())) { press.preventDefault(); return; }
    waiting = press.key === "g" ? Date.now() : 0;
    const act = { "/": search, t: time, "?": help }[press.key];
    if (act?.()) press.preventDefault();
  });
  for (const board of document.querySelectorAll(".board-scroll")) board.addEventListener("keydown", walk);
}

function typing(target) {
  return target.closest?.("input, select, textarea, [contenteditable], dialog[open]") !== null;
}

function go(letter) {
  waiting = 0;
  const link = document.querySelector(`.nav a[data-letter="${CSS.escape(letter)}"]`);
  link?.click();
  return link !== null;
}

function search() {
  const box = document.getElementById("search");
  if (box) box.focus();
  else document.getElementById("palette-open").click();
  return true;
}

function time() {
  document.getElementById("time").open = true;
  document.getElementById("as-of").focus();
  return true;
}

function help() {
  document.getElementById("keys").showModal();
  return true;
}

// Left and right walk one carrier's serials in time, up and down go to the nearest in time of the next carrier.
function walk(press) {
  if (press.shiftKey) return;
  const bars = [...press.currentTarget.querySelectorAll(".serial-bar")];
  const here = bars.indexOf(document.activeElement);
  if (here < 0 || !press.key.startsWith("Arrow")) return;
  const at = (bar) => bar.querySelector(".box").getBoundingClientRect();
  const mine = at(bars[here]);
  let next = null;
  if (press.key === "ArrowLeft" || press.key === "ArrowRight") {
    const beside = bars[here + (press.key === "ArrowRight" ? 1 : -1)];
    if (beside && at(beside).top === mine.top) next = beside;
  } else {
    const down = press.key === "ArrowDown";
    const others = bars.filter((bar) => (down ? at(bar).top > mine.top + 4 : at(bar).top < mine.top - 4));
    const far = (bar) => Math.abs(at(bar).top - mine.top) * 10000 + Math.abs(at(bar).left - mine.left);
    next = others.sort((a, b) => far(a) - far(b))[0];
  }
  press.preventDefault();
  next?.focus();
}
