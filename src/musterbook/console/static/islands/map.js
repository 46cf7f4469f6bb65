// The map one can move: MapLibre over the same basemap, put in place of the drawing once it has painted.
import { newest, onFrame } from "muster/live";
import { byItself } from "./typed.js";
import { called, faced, pictured, written } from "./map-names.js";
import { w } from "muster/words";

const LAYER_TOKENS = [
  ["sea", "background", "background-color", "--sea"], ["land", "fill", "fill-color", "--land"], ["land-near", "fill", "fill-color", "--land2"],
  ["province", "line", "line-color", "--adm"], ["lake", "fill", "fill-color", "--river"], ["river", "line", "line-color", "--river"], ["border", "line", "line-color", "--border"],
  ["track", "line", "line-color", "--move"], ["halo", "circle", "circle-color", "--move"], ["serial", "circle", "circle-color", "--move"],
];
const FONT = ["Inter Variable"], TOWN_FONT = ["system-ui"];  // towns as in the drawing: a few need letters of a face of 86 kB

/** Put a map into `box`, which holds the drawing, and say so; nothing changes when this machine has no WebGL. */
export async function map(box) {
  if (!document.createElement("canvas").getContext("webgl2")) return false;
  const drawnAs = newest().frame?.drawn;
  const [library, basemap, account] = await Promise.all([import("maplibre-gl"), json(box.dataset.basemap), json(here("/overview.json")), sheet(box.dataset.sheet), faced()]);
  account.drawn = drawnAs;
  placed(account);
  if (account.sites.length === 0) return false;
  const holder = Object.assign(document.createElement("div"), { className: "moving" });
  box.append(holder);
  const drawn = new library.Map({
    container: holder, style: style(basemap, account), bounds: bounds(account.sites), fitBoundsOptions: { padding: 56 }, maxBounds: [[33.6, 27.6], [50.9, 39.9]],
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false, fadeDuration: 0, maxZoom: 11, minZoom: 3,
    locale: { "NavigationControl.ZoomIn": w("map.zoom-in"), "NavigationControl.ZoomOut": w("map.zoom-out"), "Map.Title": w("map.title"), "ScaleControl.Kilometers": w("map.km"), "ScaleControl.Meters": w("map.m") },
  });
  drawn.touchZoomRotate.disableRotation();
  drawn.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  drawn.addControl(new library.ScaleControl({ maxWidth: 90 }), "bottom-left");
  drawn.setMissingStyleImageResolver((id) => { drawn.addImage(id, ...(pictured(id) ?? [{ width: 1, height: 1, data: new Uint8Array(4) }])); });
  await new Promise((ready) => drawn.once("idle", ready));
  places(library, drawn, account.sites);
  const source = Object.assign(document.createElement("p"), { className: "map-source", textContent: box.dataset.attribution });
  box.replaceChildren(holder, source);
  box.dataset.by = "maplibre";
  holder.classList.add("shown");
  drawn.resize();
  addEventListener("theme", () => recolour(drawn));
  follow(drawn, account);
  return true;
}

function style(basemap, account) {
  const near = account.sites.map((site) => [site.lon, site.lat]);
  const shapes = (whole, is) => whole.geometries.map((one) => ({ type: "Feature", properties: { is }, geometry: one }));
  const land = basemap.countries.features.map((one) => ({ ...one, properties: { is: near.some((at) => inside(at, one.geometry)) ? "near" : "far" } }));
  const points = (rows) => ({ type: "FeatureCollection", features: rows.map((row) => ({ type: "Feature", properties: row, geometry: { type: "Point", coordinates: [row.lon ?? row.x, row.lat ?? row.y] } })) });
  const data = (whole) => ({ type: "geojson", data: whole });
  const name = (id, source, size, extra = {}) => ({
    id, source, type: "symbol",
    layout: { "text-field": extra.joins ? written(extra.field, size, extra.colour) : ["get", extra.field], "text-font": extra.font ?? FONT, "text-size": size, "text-variable-anchor": extra.anchors ?? ["center"], "text-radial-offset": extra.away ?? 0, "text-justify": "auto", "symbol-sort-key": ["get", extra.sort ?? "rank"] },
    paint: { "text-color": token(extra.colour), "text-halo-color": token("--land2"), "text-halo-width": 1.6 },
  });
  // An unseen square of a place's or serial's size, so that no name is laid over it.
  const room = (id, source, size) => ({ id, source, type: "symbol", layout: { "icon-image": "room", "icon-size": size, "icon-padding": 1, "icon-allow-overlap": true }, paint: { "icon-opacity": 0 } });
  // Ground is one source, and its edges are lines of their own: each source and each way of drawing costs a weak machine time.
  const ground = (id, type, what, paint) => ({ id, source: "ground", type, filter: ["in", ["get", "is"], ["literal", what]], paint });
  const filled = { "fill-antialias": false };
  const around = ["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"];
  const layers = [
    { id: "sea", type: "background", paint: {} },
    ground("land", "fill", ["far"], { ...filled }),
    ground("land-near", "fill", ["near"], { ...filled }),
    ground("province", "line", ["province"], { "line-width": 0.8, "line-dasharray": [2, 2] }),
    ground("lake", "fill", ["lake"], { ...filled }),
    ground("river", "line", ["river", "lake"], { "line-width": 1.4 }),
    ground("border", "line", ["near", "far"], { "line-width": 1.1 }),
    { id: "track", source: "tracks", type: "line", paint: { "line-width": 1.4, "line-dasharray": [4, 3], "line-opacity": 0.75 } },
    { ...name("town", "towns", 11, { field: "en", joins: true, font: TOWN_FONT, colour: "--town" }), filter: ["<=", ["get", "rank"], ["step", ["zoom"], 2, 5, 3, 7, 4]] },
    { id: "halo", source: "serials", type: "circle", paint: { "circle-radius": 11, "circle-opacity": 0.18 } },
    { id: "serial", source: "serials", type: "circle", paint: { "circle-radius": 5 } },
    name("serial-name", "serials", 11, { field: "said", colour: "--fg", anchors: around, away: 1.1, sort: "place" }),
    name("site-name", "sites", 12, { field: "said", joins: true, colour: "--fg", anchors: around, away: ["+", 0.45, ["/", ["get", "across"], 24]], sort: "place" }),
    room("serial-room", "serials", 20),
    room("site-room", "sites", ["get", "across"]),
  ];
  for (const layer of layers) for (const [id, , property, name_] of LAYER_TOKENS) if (id === layer.id) layer.paint[property] = token(name_);
  const ranked = account.sites.map((site) => ({ ...site, said: called(site), last_muster: null, place: -site.in_hand, across: 9 + 0.55 * Math.sqrt(site.in_hand) }));
  return {
    version: 8,
    sources: {
      ground: data({ type: "FeatureCollection", features: [...land, ...shapes(basemap.admin1, "province"), ...shapes(basemap.rivers, "river"), ...shapes(basemap.lakes, "lake")] }),
      towns: data(points(basemap.towns.filter((town) => !account.sites.some((site) => site.name === town.en)))), sites: data(points(ranked)),
      tracks: data(tracks(account)), serials: data(moving(account)),
    },
    layers,
  };
}

// A place nobody has a position of is on no map; the table beside it has it.
function placed(account) {
  account.sites = account.sites.filter((site) => site.lat !== null && site.lon !== null);
}

// Serials whose origin and destination are on the map, as straight lines.
function tracks(account) {
  const features = riding(account).map(([, from, to]) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [from, to] } }));
  return { type: "FeatureCollection", features };
}

function moving(account) {
  const now = Date.parse(account.stamp.as_of);
  const features = riding(account).map(([row, from, to], place) => {
    const leaves = Date.parse(row.leaves_at), share = Math.min(Math.max((now - leaves) / (Date.parse(row.arrives_at) - leaves), 0), 1);
    return { type: "Feature", properties: { said: `${row.serial} · ${row.accepted || row.seated}`, place }, geometry: { type: "Point", coordinates: from.map((at, axis) => at + (to[axis] - at) * share) } };
  });
  return { type: "FeatureCollection", features };
}

function riding(account) {
  const at = new Map(account.sites.map((site) => [site.id, [site.lon, site.lat]]));
  return account.serials.filter((row) => row.stage === "under-way" && at.has(row.origin) && at.has(row.destination)).map((row) => [row, at.get(row.origin), at.get(row.destination)]);
}

// Circles are links, so that a keyboard reaches them.
function places(library, drawn, sites) {
  for (const site of [...sites].sort((a, b) => b.in_hand - a.in_hand)) {
    const link = Object.assign(document.createElement("a"), { href: here(`/sites/${site.id}`), className: `spot ${site.lost ? "lost" : site.role}${site.unaccounted ? " missing" : ""}`, title: w("map.place", { name: called(site), n: site.in_hand }) });
    link.setAttribute("aria-label", link.title);
    const size = 9 + 0.55 * Math.sqrt(site.in_hand);
    link.style.width = link.style.height = `${size}px`;
    link.dataset.place = site.id;
    new library.Marker({ element: link }).setLngLat([site.lon, site.lat]).addTo(drawn);
    link.removeAttribute("role");
  }
}

// What moves is set only when it moved, and never while nobody looks.
function follow(drawn, account) {
  let last = "", set = 0;
  onFrame(async (frame) => {
    if (document.hidden || Date.now() - set < 5000) return;
    const said = JSON.stringify([frame.drawn, frame.serials.map((row) => row[2])]);
    if (said === last) return;
    set = Date.now();  // at once: frames that waited while the map was made come all together
    if (frame.drawn !== account.drawn) {
      const anew = await json(here("/overview.json"), byItself()).catch(() => null);
      if (!anew) return;  // the link is down: the age of the numbers says so
      Object.assign(account, anew, { drawn: frame.drawn });
    }
    placed(account);
    account.stamp.as_of = frame.at;
    last = said;
    drawn.getSource("tracks").setData(tracks(account));
    drawn.getSource("serials").setData(moving(account));
    for (const site of account.sites) {
      const link = drawn.getContainer().querySelector(`[data-place="${CSS.escape(site.id)}"]`);
      link?.setAttribute("aria-label", w("map.place", { name: called(site), n: site.in_hand }));
    }
  });
}

function recolour(drawn) {
  for (const [layer, , property, name] of LAYER_TOKENS) drawn.setPaintProperty(layer, property, token(name));
  for (const [layer, name] of [["town", "--town"], ["site-name", "--fg"], ["serial-name", "--fg"]]) {
    drawn.setPaintProperty(layer, "text-color", token(name));
    drawn.setPaintProperty(layer, "text-halo-color", token("--land2"));
  }
  drawn.setLayoutProperty("town", "text-field", written("en", 11, "--town"));
  drawn.setLayoutProperty("site-name", "text-field", written("said", 12, "--fg"));
}

function bounds(sites) {
  const lons = sites.map((site) => site.lon), lats = sites.map((site) => site.lat);
  return [[Math.min(...lons) - 0.2, Math.min(...lats) - 0.2], [Math.max(...lons) + 0.2, Math.max(...lats) + 0.2]];
}

function inside([x, y], geometry) {
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  return rings.some((ring) => ring.reduce((odd, a, place) => {
    const b = ring[(place + 1) % ring.length];
    return (a[1] > y) !== (b[1] > y) && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0] ? !odd : odd;
  }, false));
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function here(path) {
  const past = new URLSearchParams(location.search).get("as_of");
  return past ? `${path}?as_of=${past}` : path;
}

async function json(address, how = {}) {
  return (await fetch(address, how)).json();
}

function sheet(address) {
  return new Promise((ready) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    link.addEventListener("load", ready, { once: true });
    link.addEventListener("error", ready, { once: true });
    document.head.append(link);
  });
}
