// Names on the map in the language of the page. Where letters join, the browser writes each as a small picture, because it joins
// every letter of Sorani and turns brackets round, which no plug-in of the map does (decision 1083).
const { lang, dir } = document.documentElement;
const SAID = "said:", SHARP = 2, ARABIC = /[\u0590-\u08ff\ufb50-\ufeff]/;
const FACE = '"IBM Plex Sans Arabic", "Inter Variable", system-ui';

/** What a place is called on this page. */
export function called(site) {
  return (dir === "rtl" && site.name_ar) || site.name;
}

/** The face has come, so that no name is written in another. */
export async function faced() {
  if (dir === "rtl") await document.fonts.load(`12px ${FACE}`, "\u0627").catch(() => null);
}

/** What a layer writes of each of its points: text, or where letters join the picture of it, in this colour and size. */
export function written(field, size, colour) {
  const text = field === "en" ? ["coalesce", ["get", lang], ["get", "en"]] : ["get", field];
  return dir === "rtl" ? ["format", ["image", ["concat", `${SAID}${document.documentElement.dataset.theme}:${colour}:${size}:`, text]], {}] : text;
}

/** The picture that a layer asks for by this name, as the map takes it; null if it is of something else. */
export function pictured(id) {
  if (!id.startsWith(SAID)) return null;
  const [, , colour, size, ...rest] = id.split(":"), text = rest.join(":");
  const pen = document.createElement("canvas").getContext("2d"), font = `${size}px ${FACE}`;
  pen.font = font;
  const wide = Math.ceil(pen.measureText(text).width) + 4, high = Math.ceil(1.7 * Number(size));
  Object.assign(pen.canvas, { width: wide * SHARP, height: high * SHARP });
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const style = { font, direction: ARABIC.test(text) ? "rtl" : "ltr", textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.2 };
  pen.scale(SHARP, SHARP);
  Object.assign(pen, style, { strokeStyle: token("--land2"), fillStyle: token(colour) });
  pen.strokeText(text, wide / 2, high / 2);
  pen.fillText(text, wide / 2, high / 2);
  return [pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height), { pixelRatio: SHARP }];
}
