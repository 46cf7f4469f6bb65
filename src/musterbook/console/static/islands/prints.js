// Two prints side by side: they move and grow together, and ridges are counted between two places one points at.
import { w } from "muster/words";

const LARGEST = 6, SMALLEST = 0.5, STEP = 1.15;

/** Link the two pictures of a pair; nothing changes on a page without them. */
export function prints() {
  const boxes = [...document.querySelectorAll(".print-box")];
  if (boxes.length !== 2) return;
  const sizes = boxes.map((box) => box.querySelector("svg").viewBox.baseVal);
  let zoom = Number(boxes[0].querySelector("svg").getAttribute("width")) / sizes[0].width, held = null, still = false;
  for (const box of boxes) {
    box.addEventListener("scroll", () => follow(box));
    box.addEventListener("wheel", (turn) => grow(turn, box), { passive: false });
    box.addEventListener("pointerdown", (press) => { held = { box, x: press.clientX, y: press.clientY, left: box.scrollLeft, top: box.scrollTop, moved: false }; });
    box.addEventListener("pointermove", drag);
    box.addEventListener("pointerup", (press) => { if (held && !held.moved) count(press, box); held = null; });
    box.addEventListener("pointerleave", () => { held = null; });
  }

  function follow(box) {
    if (still) return;
    still = true;
    const other = boxes[1 - boxes.indexOf(box)];
    other.scrollLeft = box.scrollLeft;
    other.scrollTop = box.scrollTop;
    requestAnimationFrame(() => { still = false; });
  }

  function grow(turn, box) {
    if (!turn.ctrlKey && !turn.metaKey) return;
    turn.preventDefault();
    const frame = box.getBoundingClientRect(), x = turn.clientX - frame.left, y = turn.clientY - frame.top;
    const before = zoom;
    zoom = Math.min(LARGEST, Math.max(SMALLEST, zoom * (turn.deltaY < 0 ? STEP : 1 / STEP)));
    boxes.forEach((one, place) => {
      const svg = one.querySelector("svg");
      svg.setAttribute("width", sizes[place].width * zoom);
      svg.setAttribute("height", sizes[place].height * zoom);
    });
    box.scrollLeft = (box.scrollLeft + x) * zoom / before - x;
    box.scrollTop = (box.scrollTop + y) * zoom / before - y;
  }

  function drag(move) {
    if (!held || !move.buttons) return;
    const dx = move.clientX - held.x, dy = move.clientY - held.y;
    if (Math.abs(dx) + Math.abs(dy) < 5) return;
    held.moved = true;
    held.box.scrollLeft = held.left - dx;
    held.box.scrollTop = held.top - dy;
  }

  /** The first press sets one end, the second the other; a third begins anew. */
  function count(press, box) {
    const svg = box.querySelector("svg"), frame = svg.getBoundingClientRect(), size = svg.viewBox.baseVal;
    const end = { x: (press.clientX - frame.left) / frame.width * size.width, y: (press.clientY - frame.top) / frame.height * size.height };
    let line = svg.querySelector(".counted");
    if (line && !line.dataset.open) { line.remove(); line = null; svg.querySelector(".count")?.remove(); }
    if (!line) {
      line = made("line", { class: "counted", x1: end.x, y1: end.y, x2: end.x, y2: end.y });
      line.dataset.open = "yes";
      svg.append(line);
      return;
    }
    delete line.dataset.open;
    line.setAttribute("x2", end.x);
    line.setAttribute("y2", end.y);
    crossed(svg, Number(line.getAttribute("x1")), Number(line.getAttribute("y1")), end.x, end.y).then((ridges) => {
      const text = made("text", { class: "count", x: end.x + 6, y: end.y });
      text.textContent = ridges;
      svg.append(text);
      document.getElementById("ridges").textContent = w("identity.ridges", { n: ridges });
    });
  }
}

function made(name, attributes) {
  const one = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
}

/** How many dark ridges lie wholly between two places: dips of the smoothed grey along the line, ends left out. */
async function crossed(svg, x1, y1, x2, y2) {
  const size = svg.viewBox.baseVal, picture = new Image();
  picture.src = svg.querySelector("image").getAttribute("href");
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: size.width, height: size.height });
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  drawn.drawImage(picture, 0, 0, size.width, size.height);
  const grey = drawn.getImageData(0, 0, canvas.width, canvas.height).data, steps = Math.max(2, Math.round(Math.hypot(x2 - x1, y2 - y1)));
  const along = Array.from({ length: steps + 1 }, (_, step) => {
    const x = Math.round(x1 + (x2 - x1) * step / steps), y = Math.round(y1 + (y2 - y1) * step / steps);
    return grey[4 * (Math.min(canvas.height - 1, Math.max(0, y)) * canvas.width + Math.min(canvas.width - 1, Math.max(0, x)))];
  });
  const smooth = along.map((_, at) => mean(along.slice(Math.max(0, at - 1), at + 2))), middle = mean(smooth);
  const dark = smooth.map((value) => value < middle);
  let ridges = 0;
  for (let at = 1, since = -1; at < dark.length; at += 1) {
    if (dark[at] && !dark[at - 1]) since = at;
    if (!dark[at] && dark[at - 1] && since > 0) { ridges += 1; since = -1; }
  }
  return ridges;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
