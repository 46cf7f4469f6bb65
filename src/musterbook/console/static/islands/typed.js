// Whether somebody is there: what he typed and has not sent, and when he last touched the page.
const A_MINUTE = 60_000;
let touched = 0;

for (const kind of ["pointerdown", "keydown", "wheel"]) {
  addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
}

/** Whether a form of this page holds what would be lost by leaving it. */
export function typed() {
  const fields = [...document.querySelectorAll("form[method=post] :is(input, textarea)")];
  return fields.some((field) => field.type !== "hidden" && (field.value !== field.defaultValue || field.checked !== field.defaultChecked));
}

/** How to fetch what a page draws by itself: saying so, unless a hand was there within the last minute. */
export function byItself() {
  return Date.now() - touched < A_MINUTE ? {} : { headers: { "Musterbook-By-Itself": "yes" } };
}
