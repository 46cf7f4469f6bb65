// Signing out asks first what waits on this browser, so that no band that was read is wiped with the session.
import { forgetPages, forgetSent, lines, waits } from "./scan-queue.js";

const PATIENCE_MS = 5000;
const form = document.getElementById("leaving"), { officer } = form.dataset;
let asking = false, told = false;

/** Whether anything waits here, once what need not wait is forgotten. */
async function found() {
  if (!(await lines()).some(waits)) return false;
  await forgetSent(officer);
  await forgetPages();
  return true;
}

/** Whether anything waits here; where that cannot be told, or not in time, it is taken to. */
async function waiting() {
  if (!globalThis.indexedDB) return false;
  const late = new Promise((done) => { setTimeout(done, PATIENCE_MS, true); });
  return Promise.race([found(), late]).catch(() => true);
}

form.addEventListener("submit", async (press) => {
  if (told) return;
  press.preventDefault();
  if (asking) return;  // a second press must not run ahead of the answer, and wipe what it would have kept
  asking = true;
  const { submitter } = press;
  const some = await waiting();
  told = true;
  if (some) {
    form.elements.waiting.disabled = false;
    document.getElementById("leaving-waits").hidden = false;
  } else form.requestSubmit(submitter);
});
