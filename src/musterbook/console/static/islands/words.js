// Words a script may put on the page: the page brings them, so that no script holds a sentence.
const told = JSON.parse(document.getElementById("words").textContent);

/** The words for a key, with values put in; counts get thousands marks. */
export function w(key, values = {}) {
  return (told[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => said(values[name]));
}

/** A count as screens show it: 5,704. */
export function digits(number) {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A length of time in seconds, in its two largest units. */
export function lasting(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (days) return w("length.days", { days, hours: hours % 24 });
  return hours ? w("length.hours", { hours, minutes: String(minutes % 60).padStart(2, "0") }) : w("length.minutes", { minutes });
}

function said(value) {
  return typeof value === "number" ? digits(value) : value;
}
