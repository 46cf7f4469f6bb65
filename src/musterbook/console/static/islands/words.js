// Words a script may put on the page: the page brings them, so that no script holds a sentence.
const told = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang, rightToLeft = document.documentElement.dir === "rtl";
const forms = new Intl.PluralRules(language === "kmr" ? "ku" : language);  // browsers know Kurmanji by that name only
const eastern = document.documentElement.dataset.digits === "eastern";

/** The words for a key, with values put in; counts get thousands marks. */
export function w(key, values = {}) {
  return (told[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => filled(values[name]));
}

/** The words for a number of something, in the form of the plural that the language takes for it. */
export function counted(key, n, values = {}) {
  const said = told[key] ?? {}, text = said[forms.select(n)] ?? said.other ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => filled({ n, ...values }[name]));
}

/** A count as screens show it: 5,704. */
export function digits(number) {
  const text = String(number).replace(/\B(?=(\d{3})+(?!\d))/g, eastern ? "٬" : ",");
  return eastern ? text.replace(/\d/g, (one) => "٠١٢٣٤٥٦٧٨٩"[one]) : text;
}

/** A length of time in seconds, in its two largest units. */
export function lasting(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (days) return w("length.days", { days, hours: hours % 24 });
  return hours ? w("length.hours", { hours, minutes: String(minutes % 60).padStart(2, "0") }) : w("length.minutes", { minutes });
}

/** A value in a sentence; where lines run from right to left a text keeps its direction to itself. */
function filled(value) {
  if (typeof value === "number") return digits(value);
  return rightToLeft && value ? `\u2068${value}\u2069` : value;
}
