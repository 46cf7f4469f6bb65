// The palette: any page, place, serial or person by a few letters. All but pages are fetched when it first opens.
import { folded } from "muster/folding";
import { w } from "muster/words";

const SHOWN = 12;
let choices = null, found = [], chosen = 0;

/** Open the palette. */
export async function openPalette() {
  const dialog = document.getElementById("palette"), box = document.getElementById("palette-box");
  if (!dialog.open) dialog.showModal();
  box.value = "";
  choices ??= pages();
  list();
  if (!choices.whole) await fill();
  list();
}

/** Make the palette's box and list answer. */
export function palette() {
  const box = document.getElementById("palette-box");
  box.addEventListener("input", list);
  box.addEventListener("keydown", (press) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (step) { press.preventDefault(); choose(Math.min(Math.max(chosen + step, 0), found.length - 1)); }
    if (press.key === "Enter" && found[chosen]) location.href = found[chosen].address;
  });
  const open = document.getElementById("palette-open");
  open.hidden = false;
  open.addEventListener("click", openPalette);
}

function pages() {
  const said = [...document.querySelectorAll(".nav a")].map((link) => one(link.firstElementChild.textContent, "", link.getAttribute("href"), "page"));
  return Object.assign(said, { whole: false });
}

async function fill() {
  const past = new URLSearchParams(location.search).get("as_of"), after = past ? `?as_of=${past}` : "";
  try {
    const [account, people] = await Promise.all([fetch(`/overview.json${after}`), fetch(`/grid/people.json${after}`)]);
    const told = await account.json();
    for (const site of told.sites) choices.push(one(site.name, `${site.id} ${site.name_ar}`, `/sites/${site.id}${after}`, "place"));
    for (const row of told.serials) choices.push(one(row.serial, `${row.carrier} ${row.origin} → ${row.destination}`, `/serials/${row.serial}${after}`, "serial"));
    for (const row of (await people.json()).rows) choices.push(one(row[0], `${row[1]} ${row[2]}`, `/people/${row[0]}${after}`, "person"));
    choices.whole = true;
  } catch { /* pages alone can still be chosen */ }
}

function one(text, more, address, kind) {
  const said = folded(`${text} ${more}`);
  return { text, more, address, kind, said: `${said} ${said.replaceAll("-", "")}` };
}

function list() {
  const words = folded(document.getElementById("palette-box").value).split(/\s+/).filter(Boolean);
  found = [];
  for (const choice of choices) {
    if (words.every((word) => choice.said.includes(word))) found.push(choice);
    if (found.length === SHOWN) break;
  }
  const rows = found.map((choice, place) => {
    const row = document.createElement("li");
    row.id = `palette-${place}`;
    row.setAttribute("role", "option");
    for (const text of [choice.text, ["person", "serial"].includes(choice.kind) ? choice.more.trim() : "", w(`palette.${choice.kind}`)]) {
      row.append(Object.assign(document.createElement("span"), { textContent: text }));
    }
    row.addEventListener("click", () => { location.href = choice.address; });
    return row;
  });
  if (rows.length === 0) {
    const none = Object.assign(document.createElement("li"), { textContent: w("palette.none") });
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    rows.push(none);
  }
  document.getElementById("palette-list").replaceChildren(...rows);
  choose(0);
}

function choose(place) {
  chosen = place;
  const rows = document.querySelectorAll("#palette-list li");
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === place && found.length > 0)));
  if (found.length) document.getElementById("palette-box").setAttribute("aria-activedescendant", `palette-${place}`);
  rows[place]?.scrollIntoView({ block: "nearest" });
}
