// Text folded for search, exactly as the server folds it (console/folding.py).
const LETTERS = new Map(Object.entries({
  "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ـ": "",
  "‐": "-", "‑": "-", "–": "-", "’": "'",
}));
const EASTERN = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹";

/** `text` in small letters without marks, Arabic letter variants as one, digits Latin. */
export function folded(text) {
  let out = "";
  for (const sign of text.toLowerCase()) {
    const digit = EASTERN.indexOf(sign);
    out += digit >= 0 ? String(digit % 10) : LETTERS.get(sign) ?? sign;
  }
  return out.normalize("NFD").replace(/\p{M}/gu, "").trim();
}
