// Runs statements beside the page, so that the page can stop one. `initSqlJs` is that of sql.js, whose text is before this one.
"use strict";
/** The most rows of a result that are kept, and of those that are shown. */
const KEPT = 100000, SHOWN = 500;
let database;
let last = { columns: [], rows: [] };

/** The functions that `yearbook query` has and this SQLite does not, but for their use as window functions. */
const VARIANCE = (numbers, isOfSample) => {
  const divisor = isOfSample ? numbers.length - 1 : numbers.length;
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  return divisor > 0 ? numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0) / divisor : null;
};
const ROOT = (variance) => variance === null ? null : Math.sqrt(variance);
const PERCENTILE = (isDiscrete) => (numbers, fraction) => {
  if (!numbers.length) return null;
  numbers.sort((one, other) => one - other);
  const place = fraction * (numbers.length - 1);
  const [below, above] = [numbers[Math.floor(place)], numbers[Math.ceil(place)]];
  return isDiscrete ? below : below + (above - below) * (place % 1);
};
/** Each with what its largest fraction is; 0 where it has none. */
const STATISTICS = {
  median: [0, PERCENTILE(false)], percentile: [100, PERCENTILE(false)], percentile_cont: [1, PERCENTILE(false)],
  percentile_disc: [1, PERCENTILE(true)],
  stddev: [0, (all) => ROOT(VARIANCE(all, true))], stddev_samp: [0, (all) => ROOT(VARIANCE(all, true))],
  stddev_pop: [0, (all) => ROOT(VARIANCE(all, false))], variance: [0, (all) => VARIANCE(all, true)],
  var_samp: [0, (all) => VARIANCE(all, true)], var_pop: [0, (all) => VARIANCE(all, false)],
};

function addFunctions() {
  const patterns = new Map();
  database.create_function("regexp", (pattern, text) => {
    if (pattern === null || text === null) return null;
    if (!patterns.has(pattern)) {
      const [, flags, rest] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(String(pattern));
      try { patterns.set(pattern, new RegExp(rest, `u${flags ?? ""}`)); } catch (error) { throw new Error(`the pattern is not valid: ${error.message}`); }
    }
    return patterns.get(pattern).test(String(text)) ? 1 : 0;
  });
  for (const [name, [whole, result]] of Object.entries(STATISTICS)) {
    const add = (state, value, fraction) => {
      if (value !== null) {
        const number = typeof value === "string" && value.trim() ? Number(value) : value;
        if (typeof number !== "number" || !Number.isFinite(number)) throw new Error(`${name}(): a value is not a number`);
        state.numbers.push(number);
      }
      if (whole && !(fraction >= 0 && fraction <= whole)) throw new Error(`${name}(): the fraction is not a number from 0 to ${whole}`);
      state.fraction = whole ? fraction / whole : 0.5;
      return state;
    };
    database.create_aggregate(name, {
      init: () => ({ numbers: [], fraction: 0.5 }),
      // sql.js takes the number of arguments from the function.
      step: whole ? (state, value, fraction) => add(state, value, fraction) : (state, value) => add(state, value),
      finalize: (state) => result(state.numbers, state.fraction),
    });
  }
}

async function open({ wasm, bytes }) {
  const SQL = await initSqlJs({ wasmBinary: wasm, useOldExtensionFunctions: false });
  const file = new Uint8Array(bytes);
  // A file in memory has no WAL.
  if (file[18] === 2) file[18] = file[19] = 1;
  database = new SQL.Database(file);
  addFunctions();
  database.exec("PRAGMA query_only = 1");
}

/** Runs one statement. */
function run({ sql, values }) {
  const statements = database.iterateStatements(sql);
  const next = statements.next();
  if (next.done) throw new Error("there is no statement");
  const rest = statements.getRemainingSQL().replace(/--[^\n]*|\/\*[^]*?(\*\/|$)/g, "").replace(/[\s;]/g, "");
  if (rest) throw new Error("there is more than one statement; write one, or remove the others");
  const statement = next.value;
  statement.bind(values);
  const columns = statement.getColumnNames();
  const rows = [];
  let isCut = false;
  while (statement.step()) {
    if (rows.length === KEPT) { isCut = true; break; }
    rows.push(statement.get());
  }
  statement.free();
  last = { columns, rows };
  return { columns, rows: rows.slice(0, SHOWN), count: rows.length, isCut };
}

function csv() {
  const cell = (value) => {
    const text = value === null ? "" : value instanceof Uint8Array ? `[${value.length} bytes]` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
  };
  return [last.columns, ...last.rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

onmessage = async ({ data }) => {
  try {
    if (data.do === "open") await open(data);
    const result = data.do === "run" ? run(data) : data.do === "csv" ? csv() : null;
    postMessage({ id: data.id, result });
  } catch (error) {
    postMessage({ id: data.id, error: String(error?.message ?? error) });
  }
};
