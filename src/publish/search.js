// Search as one types. The names in YEARBOOK_INDEX are folded by the program that wrote the site; what is typed is folded here in
// the same way: no accents, no case, one width of letters.
"use strict";
const LETTERS = {
  "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ɵ": "o", "đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ħ": "h", "ı": "i", "ɨ": "i",
  "ł": "l", "ŋ": "ng", "ŧ": "t", "ƀ": "b", "ɓ": "b", "ƙ": "k", "ƴ": "y", "ƶ": "z", "ʉ": "u", "ə": "e",
  "‘": "'", "’": "'", "ʻ": "'", "ʼ": "'", "ʹ": "'", "′": "'", "“": "\"", "”": "\"", "„": "\"", "″": "\"",
  "‐": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
};
const ACCENTS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
const INVISIBLE = /[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g;

function fold(text) {
  const plain = text.normalize("NFKD").replace(ACCENTS, "").replace(INVISIBLE, "").normalize("NFC").toUpperCase().toLowerCase();
  return Array.from(plain, (letter) => LETTERS[letter] ?? letter).join("").replace(/\s+/g, " ").trim();
}

/** How well an entry fits all words; zero is not at all. The more of a name is typed, the better it fits. */
function fit(entry, words, whole) {
  const names = entry[4];
  if (!words.every((word) => names.includes(word))) return 0;
  const of = (line) => {
    if (line.startsWith(whole)) return 3 + whole.length / line.length;
    return line.includes(whole) ? 2 + whole.length / line.length : 1;
  };
  return Math.max(...names.split("\n").map(of));
}

function found(typed) {
  const whole = fold(typed);
  if (!whole) return [];
  const words = whole.split(" ");
  const all = [];
  let good = 0;
  for (const entry of YEARBOOK_INDEX) {
    const how = fit(entry, words, whole);
    if (how > 0) all.push([how, entry]);
    if (how >= 3) good += 1;
  }
  // The sort is stable: of those that fit alike, the index has those with the most figures first.
  all.sort((one, other) => other[0] - one[0]);
  if (good < SHOWN) loadMore();
  return all.map((pair) => pair[1]);
}

const field = document.querySelector("main input[type=search]");
const list = document.querySelector("#found");
const count = document.querySelector("#count");
const SHOWN = 60;
const PARTS = Number(document.currentScript.dataset.parts);
let loaded = 1, isLoading = false;

/** Loads the next part of the index, and searches again: names that begin with what was typed may be in it. */
function loadMore() {
  if (isLoading || loaded >= PARTS) return;
  isLoading = true;
  const script = document.createElement("script");
  script.src = `search-index.${loaded + 1}.js`;
  script.onload = () => { isLoading = false; loaded += 1; show(); };
  // What is missing of a site that was copied in part is not waited for.
  script.onerror = script.onload;
  document.head.append(script);
}

function show() {
  const all = found(field.value);
  list.replaceChildren(...all.slice(0, SHOWN).map(([kind, name, chinese, path]) => {
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = path;
    link.textContent = name;
    if (chinese) {
      const other = link.appendChild(document.createElement("span"));
      other.lang = other.className = "zh";
      other.textContent = " " + chinese;
    }
    const what = item.appendChild(document.createElement("span"));
    what.className = "said";
    what.textContent = " " + kind;
    return item;
  }));
  const more = all.length > SHOWN ? `; the first ${SHOWN} are shown` : "";
  const least = loaded < PARTS ? "at least " : "";
  const advice = all.length || least ? "" : ". Try fewer words, or another name or code.";
  count.textContent = field.value.trim() ? `${least}${all.length} found${more}${advice}` : "";
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", show);
field.form.addEventListener("submit", (event) => event.preventDefault());
show();
