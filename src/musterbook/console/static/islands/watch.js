// The day of the control areas as a slider, in place of the list one would choose it from.
import { redraw } from "./fragments.js";

/** Put a slider into the form of days; nothing changes on a page without one, or with only one day. */
export function watch() {
  const form = document.getElementById("control-days"), box = document.querySelector(".watch-map");
  if (!form || !box) return;
  const list = form.querySelector("select"), days = [...list.options].map((one) => one.value);
  if (days.length < 2) return;
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: days.length - 1, step: 1, id: "control-slider" });
  const label = form.querySelector("label"), told = form.querySelector("[data-told]");
  slider.value = days.indexOf(list.value);
  slider.setAttribute("aria-valuetext", list.value);
  label.htmlFor = slider.id;
  list.after(slider);
  for (const part of [list, ...form.querySelectorAll("button, a")]) part.hidden = true;
  let later = 0;
  slider.addEventListener("input", () => {
    const day = days[slider.value];
    list.value = day;
    slider.setAttribute("aria-valuetext", day);
    told.textContent = day;
    clearTimeout(later);
    later = setTimeout(() => show(day), 60);
  });

  function show(day) {
    const asked = new URLSearchParams(box.dataset.query), here = new URL(location.href);
    asked.set("day", day);
    box.dataset.query = asked.toString();
    here.searchParams.set("day", day);
    history.replaceState(null, "", here);
    redraw();
  }
}
