// Reading bands at a door: camera or wedge, an answer at once, and lines that reach the console exactly once.
import { forgetAll, forgetOld, keep, lines } from "./scan-queue.js";
import { counted, digits, lasting, w } from "muster/words";

const page = document.getElementById("scan");
const { handover, side, officer, wasm } = page.dataset;
const COUNTS = new Set(["go", "held", "not-listed"]);
const TONES = { go: [[880, 0.12]], held: [[220, 0.5], [180, 0.5]], "not-listed": [[220, 0.5]], already: [[440, 0.2], [440, 0.2]], "wrong-band": [[180, 0.7]], unknown: [[200, 0.4]] };
const RETRY_MS = [1000, 2000, 5000, 10000], LIST_HOURS = 12, SAME_MS = 2500;
let list = null, sending = false, tries = 0, later = 0, sound = null, online = true, seen = { text: "", at: 0 };

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

/** Numbers this side has counted: what the console had when the list was taken, and what was read here since. */
function countedHere(all) {
  const numbers = new Set(list?.counted ?? []);
  for (const line of all) if (line.handover === handover && line.side === side && COUNTS.has(line.answer) && line.number) numbers.add(line.number);
  return numbers;
}

async function take(read) {
  if (!read.trim()) return;
  const said = judged(read, countedHere(await lines()));
  const line = { key: crypto.randomUUID(), handover, side, officer, read: read.trim().slice(0, 120), at: new Date().toISOString(), sent: false, ...said };
  await keep(line);
  tell(line);
  await paint();
  send();
}

function tell({ answer, number }) {
  const panel = shown("answer");
  panel.dataset.is = answer;
  shown("answer-word").textContent = w(`scan.answer.${answer}`);
  shown("answer-number").textContent = number;
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
  try {
    let waiting = await mine();
    while (waiting.length) {
      const one = waiting[0], some = waiting.filter((line) => line.handover === one.handover && line.side === one.side).slice(0, 100);
      const answer = await asked(`/scan/${one.handover}/lines`, { method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: list?.token ?? "", side: one.side, lines: some.map(({ key, read, at }) => ({ key, read, at })) }) });
      for (const { key, answer: said, number } of (await answer.json()).answers) {
        const line = some.find((each) => each.key === key), differs = line.answer !== said && line === some.at(-1);
        await keep({ ...line, answer: said, number, sent: true });
        if (differs) tell({ answer: said, number });
      }
      tries = 0;
      waiting = await mine();
    }
    connected(true);
  } catch (error) {
    connected(false, error);
    later = setTimeout(again, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
  } finally {
    sending = false;
    await paint();
  }
}

async function again() {
  if (!list || shown("said").textContent) await fetchList();
  send();
}

async function mine() {
  return (await lines()).filter((line) => !line.sent && line.officer === officer);
}

async function asked(address, how = {}) {
  const answer = await fetch(address, { ...how, signal: AbortSignal.timeout(8000), redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Error("signed out");
  if (!answer.ok) throw new Error(String(answer.status));
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
    list = await (await asked(`/scan/${handover}/list?side=${side}`)).json();
  } catch (error) {
    connected(false, error);
  }
  if (list && Date.now() - Date.parse(list.at) > LIST_HOURS * 3_600_000) { list = null; await forgetCaches(); }
}

async function forgetCaches() {
  for (const name of await caches.keys()) await caches.delete(name);
}

async function paint() {
  const all = await lines(), here = countedHere(all), waiting = all.filter((line) => !line.sent);
  const own = waiting.filter((line) => line.officer === officer), others = waiting.filter((line) => line.officer !== officer);
  shown("counted").textContent = digits(here.size);
  if (shown("left") && list) shown("left").textContent = digits(list.people.filter((one) => !here.has(one[0])).length);
  shown("unsent").textContent = own.length ? counted("scan.unsent", own.length) : w("scan.sent");
  shown("unsent").className = own.length ? "bad" : "good";
  shown("unsent").dataset.n = own.length;
  shown("others").textContent = others.length ? w("scan.other-officer", { n: others.length, officer: others[0].officer }) : "";
  aged();
}

function aged() {
  if (list) shown("age").textContent = w("scan.age", { age: lasting((Date.now() - Date.parse(list.at)) / 1000) });
}

async function film() {
  const shows = shown("film"), reader = globalThis.ZXingWASM;
  shows.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, facingMode: "environment" } });
  shows.hidden = false;
  await shows.play();
  reader.prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const paper = document.createElement("canvas"), drawing = paper.getContext("2d", { willReadFrequently: true });
  const look = async () => {
    if (!shows.srcObject) return;
    if (shows.videoWidth && !document.hidden) {
      [paper.width, paper.height] = [shows.videoWidth, shows.videoHeight];
      drawing.drawImage(shows, 0, 0);
      const found = await reader.readBarcodes(drawing.getImageData(0, 0, paper.width, paper.height), { formats: ["QRCode", "Code128"], tryHarder: false, maxNumberOfSymbols: 1 });
      const text = found[0]?.text ?? "";
      if (text && (text !== seen.text || Date.now() - seen.at > SAME_MS)) await take(text);
      if (text) seen = { text, at: Date.now() };
    }
    setTimeout(look, 100);
  };
  look();
}

async function out() {
  const waiting = await mine();
  if (waiting.length && shown("out").dataset.sure !== "yes") {
    shown("out").dataset.sure = "yes";
    shown("said").textContent = w("scan.out-unsent", { n: waiting.length });
    return;
  }
  await forgetAll();
  const form = new FormData();
  form.set("token", list?.token ?? "");
  await fetch("/account/out", { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  location.assign("/sign-in");
}

shown("wedge").addEventListener("submit", (press) => {
  press.preventDefault();
  const read = shown("band").value;
  shown("band").value = "";
  take(read);
});
shown("out")?.addEventListener("click", out);
shown("camera").addEventListener("click", () => film().catch(() => { shown("said").textContent = w("scan.camera-off"); }));
shown("camera").hidden = !(navigator.mediaDevices && globalThis.ZXingWASM && wasm);
addEventListener("online", again);
addEventListener("offline", () => connected(false));
setInterval(aged, 1000);
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/scan/worker.js").catch(() => {});
await forgetOld();
await fetchList();
await paint();
send();
