// Frames as they come, from the shared worker or, where there is none, from a connection of this page's own.
const listeners = new Set(), leavers = new Set();
let last = { frame: null, came: 0 };

/** The last frame and when it came (browser's clock, ms). */
export const newest = () => last;

/** Call `listener(frame)` for the newest frame and each that follows. */
export function onFrame(listener) {
  listeners.add(listener);
  if (last.frame) listener(last.frame);
}

/** Call `leaver()` once nobody is signed in here any more, or may not all that he might when the page was drawn. */
export function onOver(leaver) {
  leavers.add(leaver);
}

/** Open the stream; `workerAddress` is the shared worker's script. */
export function listen(workerAddress) {
  if (typeof SharedWorker === "function") shared(workerAddress);
  else own();
}

function shared(address) {
  const worker = new SharedWorker(address, { name: "musterbook-live" });
  worker.port.onmessage = (message) => take(message.data);
  worker.port.start();
  addEventListener("pagehide", () => worker.port.postMessage("leaving"));
  addEventListener("pageshow", (shown) => { if (shown.persisted) location.reload(); });
}

function own() {
  let stream = null;
  const open = () => {
    stream = new EventSource("/live");
    stream.onmessage = (message) => take({ frame: message.data, came: Date.now() });
    stream.addEventListener("over", () => take({ over: true }));
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      stream = null;
      asked().then((still) => still || take({ over: true }));
      setTimeout(choose, 2000);
    };
  };
  const choose = () => {
    if (document.hidden) { stream?.close(); stream = null; } else if (!stream) open();
  };
  document.addEventListener("visibilitychange", choose);
  choose();
}

// Whether the stream is still open to this browser: the session may have ended while the page was hidden. As the worker
// asks, which is no module and cannot share this.
async function asked() {
  const stop = new AbortController();
  const answer = await fetch("/live", { signal: stop.signal }).catch(() => null);
  stop.abort();
  return answer?.status !== 401;
}

function take(said) {
  if (said.over) for (const leaver of leavers) leaver();
  if (!said.frame) return;
  last = { frame: JSON.parse(said.frame), came: said.came };
  for (const listener of listeners) listener(last.frame);
}
