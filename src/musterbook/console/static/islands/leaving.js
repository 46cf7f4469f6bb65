// Signing out asks first what waits on this browser, so that no band that was read is wiped with the session.
import { forgetPages, forgetSent, lines, waits } from "./scan-queue.js";

const form = document.getElementById("leaving"), { officer } = form.dataset;
let asked = false;

/** Whether anything waits here; where that cannot be told, it is taken to. */
async function waiting() {
  if (!globalThis.indexedDB) return false;
  try {
    const found = (await lines()).some(waits);
    if (found) {
      await forgetSent(officer);
      await forgetPages();
    }
    return found;
  } catch {
    return true;
  }
}

form.addEventListener("submit", async (press) => {
  if (asked) return;
  press.preventDefault();
  const { submitter } = press;
  asked = true;
  if (await waiting()) {
    form.elements.waiting.disabled = false;
    document.getElementById("leaving-waits").hidden = false;
    return;
  }
  form.requestSubmit(submitter);
});
