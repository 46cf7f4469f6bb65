// Reading bands at a door: camera or wedge, an answer at once, and lines that reach the console exactly once.
import { camera } from "./scan-camera.js";
import { forgetCount, forgetOld, forgetPages, forgetSent, keep, lines, waits } from "./scan-queue.js";
import { counted, digits, lasting, w } from "muster/words";

const page = document.getElementById("scan");
const { handover, side, officer, reference, wasm } = page.dataset;
const COUNTS = new Set(["go", "held", "not-listed"]);
const TONES = { go: [[880, 0.12]], held: [[220, 0.5], [180, 0.5]], "not-listed": [[220, 0.5]], already: [[440, 0.2], [440, 0.2]], "wrong-band": [[180, 0.7]], unknown: [[200, 0.4]], past: [[180, 0.5], [440, 0.3]] };
const RETRY_MS = [1000, 2000, 5000, 10000], LIST_HOURS = 12, IDLE_MS = 15 * 60_000;
let list = null, sending = false, tries = 0, later = 0, sound = null, online = true;
let reader = officer, used = Date.now(), stuck = new Map(), last = "";

const shown = (id) => document.getElementById(id);

/** The number in what was read, as the book writes it; empty where there is none. */
function numberIn(read) {
  const words = read.trim().toUpperCase().split(/\s+/);
  const said = (words[0] === "MB1" ? words[1] ?? "" : words.join("")).replace(/[٠-٩]/g, (one) => "٠١٢٣٤٥٦٧٨٩".indexOf(one)).replaceAll("-", "");
  return /^[A-Z]{3}[1-9]{4}[A-Z]$/.test(said) ? `${said.slice(0, 3)}-${said.slice(3, 7)}-${said[7]}` : "";
}

/** What this tablet says by itself; the console's answer takes its place when it comes. */
function judged(read, before) {
  const number = numberIn(read), words = read.trim().split(/\s+/);
  if (!number) return { answer: "unknown", number: "" };
  if (before.has(number)) return { answer: "already", number };
  const found = list?.people.find((one) => one[0] === number);
  if (!found) return { answer: "not-listed", number };
  if (words[0] === "MB1" && words[2] && found[1] && words[2].toLowerCase() !== found[1]) return { answer: "wrong-band", number };
  return { answer: found[2] ? "held" : "go", number };
}

/** Numbers this side has counted since it last began: what the console had when the list was taken, and what was read here. */
function countedHere(all) {
  const numbers = new Set(list?.counted ?? []), begun = list?.begun ?? 0;
  const ours = all.filter((line) => line.handover === handover && line.side === side && (line.begun ?? begun) === begun);
  for (const line of ours) if (COUNTS.has(line.answer) && line.number) numbers.add(line.number);
  return numbers;
}

async function take(read) {
  if (!read.trim()) return;
  if (!online && Date.now() - used > IDLE_MS) reader = "";
  used = Date.now();
  if (officer && !reader) {
    askWho();
    shown("band").value = read;
    return;
  }
  const said = judged(read, countedHere(await lines()));
  const line = { key: crypto.randomUUID(), handover, side, reference, officer: reader, begun: list?.begun ?? null, read: read.trim().slice(0, 120), at: new Date().toISOString(), sent: false, ...said };
  await keep(line);
  last = line.key;
  tell(line);
  await paint();
  send();
}

/** Without a network nobody can be let in: whoever reads says who he is, and his lines wait until he signs in. */
function askWho() {
  shown("who").hidden = false;
  shown("wedge").hidden = true;
}

/** A name nobody has who may sign here is said at once, and taken only when it is given a second time. */
function saidToRead(who) {
  const named = who.trim(), form = shown("who");
  if (!named) return;
  if (list?.able?.length && !list.able.includes(named) && form.dataset.unsure !== named) {
    form.dataset.unsure = named;
    shown("warns").textContent = w("scan.who-unknown", { officer: named, custodian: list.custodian });
    return;
  }
  delete form.dataset.unsure;
  shown("warns").textContent = "";
  reads(named);
}

function reads(who) {
  if (!who.trim()) return;
  reader = who.trim();
  used = Date.now();
  shown("who").hidden = true;
  shown("wedge").hidden = false;
  shown("band").focus();
}

function tell({ answer, number }) {
  const panel = shown("answer");
  panel.dataset.is = answer;
  shown("answer-word").textContent = w(`scan.answer.${answer}`);
  shown("answer-number").textContent = number;
  alarm(answer);
}

function alarm(answer) {
  navigator.vibrate?.(answer === "go" ? 60 : [200, 80, 200]);
  play(TONES[answer]);
}

function play(tones) {
  try {
    sound ??= new AudioContext();
    let at = sound.currentTime;
    for (const [hertz, seconds] of tones) {
      const tone = sound.createOscillator(), loud = sound.createGain();
      tone.frequency.value = hertz;
      tone.type = hertz > 600 ? "sine" : "square";
      loud.gain.value = 0.25;
      tone.connect(loud).connect(sound.destination);
      tone.start(at);
      tone.stop(at + seconds);
      at += seconds + 0.08;
    }
  } catch { /* a tablet without sound still shows colour, shape and word */ }
}

/** Send what the console lacks. A line is sent until its answer came; its key sees to it that it counts once. */
async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(later);
  stuck = new Map();
  try {
    for (let waiting = await mine(); waiting.length; waiting = (await mine()).filter((line) => !stuck.has(door(line)))) await sendSome(waiting);
  } catch (error) {
    connected(false, error);
  } finally {
    sending = false;
    if (!online) later = setTimeout(again, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
    await paint();
  }
}

const door = (line) => `${line.handover} ${line.side}`;

/** Send lines of one door. What the console turns away waits, and holds up no other door's. */
async function sendSome(waiting) {
  const one = waiting[0], some = waiting.filter((line) => door(line) === door(one)).slice(0, 100);
  let told;
  try {
    told = await (await asked(`/scan/${one.handover}/lines`, { method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: list?.token ?? "", side: one.side, officer, lines: some.map(({ key, read, at, begun }) => ({ key, read, at, begun: begun ?? null })) }) })).json();
  } catch (error) {
    if (!(error.status >= 400 && error.status < 500) || [408, 429].includes(error.status)) throw error;
    stuck.set(door(one), one.reference || one.handover);
    return;
  }
  tries = 0;
  connected(true);
  await answered(some, told.answers);
  if (door(one) === `${handover} ${side}` && list && list.begun !== told.begun) await fetchList();
}

/** Keep the console's answers in the place of the tablet's own; one that is another is shown until somebody has seen it. */
async function answered(some, answers) {
  let loudest = null;
  for (const { key, answer, number } of answers) {
    const line = some.find((each) => each.key === key), differs = line.answer !== answer;
    const now = { ...line, answer, number: number || line.number, sent: true, ...(differs && { was: line.answer, seen: false }) };
    await keep(now);
    if (differs && (!loudest || key === last)) loudest = now;
  }
  if (loudest?.key === last) tell(loudest);
  else if (loudest) alarm(loudest.answer);
}

async function again() {
  if (!list || !online) await fetchList();
  send();
}

async function mine() {
  return (await lines()).filter((line) => !line.sent && line.officer === officer);
}

async function asked(address, how = {}) {
  const answer = await fetch(address, { ...how, signal: AbortSignal.timeout(8000), redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Error("signed out");
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { status: answer.status });
  return answer;
}

function connected(yes, error = null) {
  online = yes;
  shown("net").textContent = w(yes ? "scan.online" : "scan.offline");
  shown("net").className = yes ? "good" : "bad";
  const out = error?.message === "signed out";
  shown("said").textContent = out ? w("sign-in.title") : "";
  if (out) shown("said").innerHTML = `<a class="press" href="/sign-in?next=${encodeURIComponent(location.pathname + location.search)}"></a>`;
  if (out) shown("said").firstChild.textContent = w("sign-in.title");
}

async function fetchList() {
  try {
    const answer = await asked(`/scan/${handover}/list?side=${side}`);
    list = await answer.json();
    if (answer.headers.get("musterbook-kept")) connected(false);
    else if (list.officer !== officer) location.reload();  // somebody else has signed in: the page is drawn for him
    else {
      connected(true);
      if (officer && !reader) reads(officer);
    }
  } catch (error) {
    connected(false, error);
  }
  if (list && Date.now() - Date.parse(list.at) > LIST_HOURS * 3_600_000) { list = null; await forgetPages(); }
}

async function paint() {
  const all = await lines(), here = countedHere(all), waiting = all.filter((line) => !line.sent);
  const own = waiting.filter((line) => line.officer === officer), others = new Map();
  for (const { officer: who } of waiting) if (who !== officer) others.set(who, (others.get(who) ?? 0) + 1);
  shown("counted").textContent = digits(here.size);
  if (shown("left") && list) shown("left").textContent = digits(list.people.filter((one) => !here.has(one[0])).length);
  shown("unsent").textContent = own.length ? counted("scan.unsent", own.length) : w("scan.sent");
  shown("unsent").className = own.length ? "bad" : "good";
  shown("unsent").dataset.n = own.length;
  shown("others").textContent = [...others].map(([who, n]) => w("scan.other-officer", { n, officer: who })).join(" ");
  shown("stuck").textContent = [...stuck].map(([where, name]) => counted("scan.stuck", own.filter((line) => door(line) === where).length, { reference: name })).join(" ");
  paintChanged(all.filter((line) => line.was && !line.seen));
  aged();
}

function paintChanged(changed) {
  shown("changed").hidden = !changed.length;
  shown("changed-lines").replaceChildren(...changed.map((line) => {
    const item = document.createElement("li");
    item.textContent = w("scan.changed-line", { number: line.number || line.read, now: w(`scan.answer.${line.answer}`), was: w(`scan.answer.${line.was}`) });
    return item;
  }));
}

async function sawChanged() {
  for (const line of await lines()) if (line.was && !line.seen) await keep({ ...line, seen: true });
  await paint();
}

function aged() {
  if (list) shown("age").textContent = w("scan.age", { age: lasting((Date.now() - Date.parse(list.at)) / 1000) });
}

/** Say what a press will do; whether it was pressed again. */
function sure(button, text) {
  if (!text || button.dataset.sure === "yes") return true;
  button.dataset.sure = "yes";
  shown("warns").textContent = text;
  return false;
}

async function posted(address, fields) {
  if (!list || !online) await fetchList();
  const body = new URLSearchParams({ token: list?.token ?? "", ...fields });
  const answer = await fetch(address, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (answer?.type === "opaqueredirect") return "done";
  return answer?.status === 401 ? "signed out" : "failed";
}

/** Sign out: first at the console, and only then forget here what it has. What waits stays, whoever read it. */
async function out() {
  const waiting = (await lines()).filter(waits).length;
  if (!sure(shown("out"), waiting ? counted("scan.out-waiting", waiting) : "")) return;
  if (await posted("/account/out", waiting ? { waiting: "yes" } : {}) === "failed") {
    shown("warns").textContent = w("scan.out-failed");
    return;
  }
  await Promise.all([forgetSent(officer), forgetPages()]).catch(() => {});  // the console may have had it wiped already
  location.assign("/sign-in");
}

/** Count this door again: at the console, so that every tablet hears of it, and here. */
async function countAgain() {
  if (!sure(shown("again"), w("scan.again-sure"))) return;
  delete shown("again").dataset.sure;
  const done = await posted(`/scan/${handover}/again`, { side }) === "done";
  shown("warns").textContent = done ? "" : w("scan.out-failed");
  if (!done) return;
  await forgetCount(officer, handover, side);
  await fetchList();
  shown("answer").dataset.is = "ready";
  shown("answer-word").textContent = w("scan.ready");
  shown("answer-number").textContent = "";
  await paint();
}

shown("wedge").addEventListener("submit", (press) => {
  press.preventDefault();
  const read = shown("band").value;
  shown("band").value = "";
  take(read);
});
shown("out")?.addEventListener("click", out);
shown("again").addEventListener("click", countAgain);
shown("changed-seen").addEventListener("click", sawChanged);
shown("who").addEventListener("submit", (press) => {
  press.preventDefault();
  saidToRead(shown("who-reads").value);
});
shown("who-same").addEventListener("click", () => reads(officer));
const films = camera(shown("film"), wasm, { take, changed: (on) => {
  shown("camera").textContent = w(on ? "scan.camera-stop" : "scan.camera");
  shown("said").textContent = "";
} });
shown("camera").addEventListener("click", () => films.turn().catch(() => { shown("said").textContent = w("scan.camera-off"); }));
shown("camera").hidden = !(navigator.mediaDevices && globalThis.ZXingWASM && wasm);
addEventListener("online", again);
addEventListener("offline", () => connected(false));
setInterval(aged, 1000);
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("controllerchange", fetchList);  // now it passes the worker, which keeps it
  navigator.serviceWorker.register("/scan/worker.js").catch(() => {});
}
shown("no-script").hidden = true;
shown("works").hidden = false;
await forgetOld();
await fetchList();
if (officer && !online) {
  reader = "";
  askWho();
} else shown("band").focus();
await paint();
send();
