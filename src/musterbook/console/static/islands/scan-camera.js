// The camera at a door: it looks until it is turned off or taken away, and tells each code once while that is in sight.
const LOOK_MS = 100, SAME_MS = 2500, CODES_MOST = 4;
const KINDS = { formats: ["QRCode", "Code128"], tryHarder: false, maxNumberOfSymbols: CODES_MOST };

/** A camera on a `video`: `turn()` puts it on or off; `changed(on)` is told, also when the camera was taken away. */
export function camera(video, wasm, { take, changed }) {
  const paper = document.createElement("canvas"), drawing = paper.getContext("2d", { willReadFrequently: true });
  let film = null, seen = new Map();

  async function on() {
    const taken = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, facingMode: "environment" } });
    if (film) return ends(taken);
    film = taken;
    for (const track of film.getTracks()) track.addEventListener("ended", () => film === taken && off());
    globalThis.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
    video.srcObject = film;
    video.hidden = false;
    await video.play();
    changed(true);
    look(film);
  }

  function off() {
    ends(film);
    [film, video.srcObject, video.hidden, seen] = [null, null, true, new Map()];
    changed(false);
  }

  // One picture that cannot be read, or one band that cannot be kept, never ends the looking.
  async function look(mine) {
    if (film !== mine) return;
    try {
      if (video.videoWidth && !document.hidden) await read();
    } catch (error) {
      console.warn(error);
    }
    setTimeout(() => look(mine), LOOK_MS);
  }

  async function read() {
    [paper.width, paper.height] = [video.videoWidth, video.videoHeight];
    drawing.drawImage(video, 0, 0);
    const found = await globalThis.ZXingWASM.readBarcodes(drawing.getImageData(0, 0, paper.width, paper.height), KINDS);
    for (const text of new Set(found.map((one) => one.text).filter(Boolean))) {
      const before = seen.get(text);
      seen.set(text, Date.now());
      if (before === undefined || Date.now() - before > SAME_MS) await take(text);
    }
  }

  return { turn: async () => (film ? off() : on()) };
}

function ends(film) {
  for (const track of film?.getTracks() ?? []) track.stop();
}
