// One connection to /live for all pages of this browser. Each page gets the newest frame and when it came.
const pages = new Set();
let newest = null;
let stream = null;

function open() {
  stream = new EventSource("/live");
  stream.onmessage = (message) => tell({ frame: message.data, came: Date.now() });
  stream.addEventListener("over", () => tell({ over: true }));
  stream.onerror = () => {
    tell({ broken: true });
    if (stream.readyState === EventSource.CLOSED) {
      stream = null;
      asked().then((open) => open || tell({ over: true }));
      setTimeout(() => stream ?? open(), 2000);
    }
  };
}

// Whether the stream is still open to this browser: it was closed for good, and that may be a server starting anew.
async function asked() {
  const stop = new AbortController();
  const answer = await fetch("/live", { signal: stop.signal }).catch(() => null);
  stop.abort();
  return answer?.status !== 401;
}

function tell(said) {
  if (said.frame) newest = said;
  for (const page of pages) page.postMessage(said);
}

self.onconnect = (connecting) => {
  const page = connecting.ports[0];
  pages.add(page);
  page.onmessage = (message) => {
    if (message.data === "leaving") pages.delete(page);
    if (pages.size === 0 && stream) { stream.close(); stream = null; newest = null; }
  };
  page.start();
  if (newest) page.postMessage(newest);
  if (!stream) open();
};
