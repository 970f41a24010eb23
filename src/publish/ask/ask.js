// Runs SQL on a copy of the database in the browser. The database and SQLite are in YEARBOOK_DATABASE and YEARBOOK_ENGINE, as
// base64 of what gzip wrote: a page that was opened from the disk may load scripts, and no other files.
"use strict";
const part = (id) => document.getElementById(id);
const [form, statement, chosen, fields, status, fault, result] =
  ["ask", "sql", "example", "parameters", "status", "fault", "result"].map(part);
const [runs, stops, saves] = ["run", "stop", "csv"].map(part);
const EXAMPLES = JSON.parse(part("examples").textContent);
let example = null;
let parts, worker;
let waiting = new Map();

const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const inflate = (texts) => new Response(new Blob(texts.map(decode)).stream().pipeThrough(new DecompressionStream("gzip")));

/** Sends the worker something to do, and returns what it answers. */
function ask(message) {
  const id = waiting.size ? Math.max(...waiting.keys()) + 1 : 1;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, ...message });
  });
}

async function start() {
  parts ??= {
    script: await inflate([YEARBOOK_ENGINE.script]).text(),
    wasm: await inflate([YEARBOOK_ENGINE.wasm]).arrayBuffer(),
    bytes: await inflate(YEARBOOK_DATABASE).arrayBuffer(),
  };
  const address = URL.createObjectURL(new Blob([parts.script, "\n", YEARBOOK_ENGINE.worker], { type: "text/javascript" }));
  worker = new Worker(address);
  worker.onmessage = ({ data: { id, result, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    error === undefined ? resolve(result) : reject(new Error(error));
  };
  worker.onerror = (event) => { waiting.forEach(({ reject }) => reject(new Error(event.message))); waiting.clear(); };
  await ask({ do: "open", wasm: parts.wasm, bytes: parts.bytes });
  URL.revokeObjectURL(address);
}

/** The names of the parameters of a statement, each once. */
function parametersOf(sql) {
  const plain = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?(?:\*\/|$)/g, " ");
  return [...new Set(Array.from(plain.matchAll(/[:@$][A-Za-z_][A-Za-z_0-9]*/g), ([name]) => name))];
}

/** What `yearbook query -p` makes of a text: a number is a number, and a text between single quotes is a text. */
function valueOf(text, type) {
  const typed = text.trim();
  if (typed === "") return null;
  if (type === "integer" || type === "number") return Number.isNaN(Number(typed)) ? typed : Number(typed);
  if (type) return typed;
  if (/^'.*'$/s.test(typed)) return typed.slice(1, -1);
  return Number.isNaN(Number(typed)) ? typed : Number(typed);
}

/** A field for each parameter of the statement; those that stay keep what was typed. */
async function showFields(given = {}) {
  const names = parametersOf(statement.value);
  const before = new Map(Array.from(fields.querySelectorAll("input"), (input) => [input.name, input.value]));
  const rows = names.map((name) => {
    const known = example?.parameters.find((parameter) => `:${parameter.name}` === name);
    const label = document.createElement("label");
    const title = label.appendChild(document.createElement("span"));
    title.textContent = `${name.slice(1)}${known?.need === "required" ? " (required)" : ""}`;
    const input = label.appendChild(document.createElement("input"));
    input.name = name;
    input.value = given[name.slice(1)] ?? before.get(name) ?? known?.default ?? "";
    input.autocomplete = "off";
    if (known) {
      input.title = known.meaning;
      input.dataset.type = known.type;
      const meaning = label.appendChild(document.createElement("small"));
      meaning.textContent = known.meaning;
    }
    return [label, input, known];
  });
  fields.replaceChildren(...rows.map(([label]) => label));
  fields.hidden = !rows.length;
  for (const [label, input, known] of rows) {
    if (known?.choices) await addChoices(label, input, known);
  }
}

async function addChoices(label, input, { name, choices, need }) {
  if (!Array.isArray(choices)) {
    await ready;
    choices = (await ask({ do: "run", sql: choices, values: {} })).rows;
  }
  const list = label.appendChild(document.createElement("datalist"));
  list.id = `choices-${name}`;
  list.append(...choices.map((choice) => {
    const [code, words] = Array.isArray(choice) ? choice : [choice];
    const option = document.createElement("option");
    option.value = code;
    option.textContent = words ?? code;
    return option;
  }));
  input.setAttribute("list", list.id);
  if (need === "required" && !input.value && list.firstChild) input.value = list.firstChild.value;
}

async function choose(name, given) {
  example = EXAMPLES.find((one) => one.name === name) ?? null;
  chosen.value = example ? name : "";
  if (!example) return;
  statement.value = example.sql;
  part("about").textContent = example.description;
  fields.replaceChildren();
  await showFields(given);
}

/** The table of a result. Every cell is text. */
function table({ columns, rows }) {
  const all = document.createElement("table");
  const add = (row, kind, text) => {
    const cell = row.appendChild(document.createElement(kind));
    cell.textContent = text;
    return cell;
  };
  // Characters that would reorder a line are spelled out, as on the other pages.
  const spelled = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (letter) => `\\u{${letter.codePointAt(0).toString(16)}}`);
  const head = all.createTHead().insertRow();
  columns.forEach((name) => { add(head, "th", spelled(name)).scope = "col"; });
  const body = all.createTBody();
  for (const values of rows) {
    const row = body.insertRow();
    for (const value of values) {
      const text = value === null ? "" : value instanceof Uint8Array ? `[${value.length} bytes]` : spelled(String(value));
      add(row, "td", text).className = typeof value === "number" ? "n" : text.length > 24 ? "w" : "";
    }
  }
  return all;
}

/** An error of SQLite as a sentence, with what to do. */
function sentence(message) {
  const [, what] = /^no such function: (.*)/.exec(message) ?? [];
  if (what) return `There is no function ${what} on this page. “yearbook query” may have it; the note below says what is missing here.`;
  if (/readonly database|not authorized/.test(message)) return "This page only reads: the statement would change the database.";
  if (/may not be used as a window function/.test(message)) return `${message}. On this page, statistics work as aggregate functions only.`;
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return `${text}. ${/no such (table|column)/.test(message) ? "The data dictionary lists all tables with their columns." : ""}`.trim();
}

const number = (count) => count.toLocaleString("en");

async function run() {
  const values = {};
  for (const input of fields.querySelectorAll("input")) values[input.name] = valueOf(input.value, input.dataset.type);
  fault.hidden = true;
  saves.disabled = runs.disabled = true;
  stops.disabled = false;
  status.textContent = "Running …";
  const begun = performance.now();
  try {
    await ready;
    const found = await ask({ do: "run", sql: statement.value, values });
    result.replaceChildren(table(found));
    result.hidden = false;
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    const cut = found.isCut ? ` The statement has more rows: it was stopped after ${number(found.count)}.` : "";
    const shown = found.count > found.rows.length ? ` The first ${number(found.rows.length)} are shown; the CSV has all ${number(found.count)}.` : "";
    status.textContent = `${number(found.count)} ${found.count === 1 ? "row" : "rows"} in ${seconds} s.${shown}${cut}`;
    saves.disabled = false;
    remember(values);
  } catch (error) {
    status.textContent = "";
    fault.textContent = sentence(error.message);
    fault.hidden = false;
    result.hidden = true;
  }
  runs.disabled = false;
  stops.disabled = true;
}

/** The address leads to the statement. */
function remember(values) {
  const link = new URLSearchParams(example?.sql === statement.value ? { report: example.name } : { sql: statement.value });
  for (const [name, value] of Object.entries(values)) if (value !== null) link.set(`p.${name.slice(1)}`, value);
  if (link.toString().length < 8000) history.replaceState(null, "", `#${link}`);
}

async function fromAddress() {
  const link = new URLSearchParams(location.hash.slice(1));
  const given = {};
  for (const [name, value] of link) if (name.startsWith("p.")) given[name.slice(2)] = value;
  if (link.has("sql")) {
    example = null;
    chosen.value = "";
    part("about").textContent = "";
    statement.value = link.get("sql");
    await showFields(given);
  } else {
    await choose(link.get("report") ?? EXAMPLES[0].name, given);
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
statement.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !runs.disabled) { event.preventDefault(); run(); }
});
// While one types, not at the end: a field that appears moves the button that is being clicked.
statement.addEventListener("input", () => {
  const shown = Array.from(fields.querySelectorAll("input"), (input) => input.name);
  if (parametersOf(statement.value).join() !== shown.join()) showFields();
});
chosen.addEventListener("change", () => choose(chosen.value));
addEventListener("hashchange", fromAddress);
stops.addEventListener("click", () => {
  worker.terminate();
  const stopped = [...waiting.values()];
  waiting = new Map();
  ready = start();
  stopped.forEach(({ reject }) => reject(new Error("the statement was stopped")));
});
saves.addEventListener("click", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await ask({ do: "csv" })], { type: "text/csv" }));
  link.download = "rows.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});

status.textContent = "The database is being opened …";
let ready = start();
ready.then(() => {
  runs.disabled = false;
  status.textContent = "";
}, (error) => {
  status.textContent = "";
  fault.hidden = false;
  fault.textContent = typeof DecompressionStream === "undefined"
    ? "This browser is too old for this page: take one of 2023 or later, or download the database."
    : `The database cannot be opened in this browser (${error.message}). It can be downloaded instead.`;
});
fromAddress().catch(() => {});
