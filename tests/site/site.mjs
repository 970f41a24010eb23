// Reads a published site as a person does, in a real browser, from the disk.
//
//     cargo build && apt-get install chromium && (cd tests/site && npm install --no-package-lock)
//     node tests/site/site.mjs target/debug/yearbook [FOLDER FOR SCREENSHOTS]
//
// It publishes the demo with one more dataset; goes by clicks from the front page to a figure and its citation; searches by two
// Chinese characters, by an alias and without accents; runs SQL on the page for it; switches the language; looks at wide, narrow, dark and printed pages; lets axe-core
// look at each kind of page; and fails where the console has an error or a request leaves the folder.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const project = fileURLToPath(new URL("../..", import.meta.url));
const yearbook = resolve(process.argv[2] ?? join(project, "target/debug/yearbook"));
const shots = process.argv[3] && resolve(process.argv[3]);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "yearbook-site-"));
const run = (...command) => execFileSync(yearbook, command, { cwd: folder, stdio: "pipe" });

/** A dataset of another city, with names that are hard to type and a name that is hostile. */
function writeDataset() {
  mkdirSync(join(folder, "more"));
  const write = (name, lines) => writeFileSync(join(folder, "more", name), lines.join("\n") + "\n");
  const resources = ["sources", "units", "regions", "metrics", "enterprises", "aliases", "observations"];
  const descriptor = { name: "more", resources: resources.map((name) => ({ name, path: `${name}.csv` })) };
  write("datapackage.json", [JSON.stringify(descriptor)]);
  write("sources.csv", ["code,title,publisher,published_on,url", "gazette,Gazette,City Office,2025-03-01,javascript:alert(1)"]);
  write("units.csv", ["code,name,symbol,dimension,factor", "head,Person,persons,heads,1"]);
  write("regions.csv", ["code,name,name_zh,level", "310000,Shanghai,上海市,province"]);
  write("metrics.csv", ["code,name,name_zh,unit,kind,aggregation", "staff,Staff,职工,head,level,last"]);
  const hostile = "\"</script><script>alert(1)</script><img src=x onerror=alert(1)>\"";
  write("enterprises.csv", ["code,name,name_zh,region", "saic,SAIC Motor,上汽集团,310000", `aland,${hostile},,310000`]);
  write("aliases.csv", ["name,enterprise,language", "上海汽车,saic,zh", "Åland Verkstäder,aland,sv"]);
  const years = [2019, 2020, 2021, 2022, 2023, 2024];
  const rows = years.flatMap((year, index) => [
    `staff,,saic,${year},${150000 + 4000 * index},,gazette,table ${year}`,
    `staff,310000,,${year},>${1000000 + 1000 * index},${year === 2024 ? "F" : ""},gazette,table ${year}`,
  ]);
  write("observations.csv", ["metric,region,enterprise,period,value,status,source,locator", ...rows]);
}

const requests = [];
const errors = [];

async function open(browser, options) {
  const page = await browser.newPage(options);
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error}`));
  page.on("dialog", (dialog) => errors.push(`${page.url()}: a script of a name ran: ${dialog.message()}`));
  return page;
}

const site = (path) => `${pathToFileURL(join(folder, "site"))}/${path}`;
const heading = (page) => page.textContent("main h1");
const shoot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`) });

/** From the front page to a figure, to its citation, to its source. */
async function byClicks(page) {
  await page.goto(site("index.html"));
  await shoot(page, "front");
  await page.click("nav >> text=Enterprises");
  await page.click("main >> text=Zhejiang Biyi Electric");
  await page.click("td.n a:has-text('1,700,000')");
  assert.match(page.url(), /figure\/annual-energy-savings\/enterprise\.biyi-electric\.html#2025-08\.peoples-daily-2025-08-13$/);
  const figure = page.locator("tr:target");
  assert.match(await figure.textContent(), /> 1,700,000\u00a0CNY.*paragraph 17/);
  await shoot(page, "figure");
  await figure.locator("a:has-text('[1]')").click();
  assert.match(await page.textContent("li:target"), /People's Daily, 13 August 2025, paragraph 17/);
  await page.click("summary:has-text('BibTeX')");
  assert.ok(await page.isVisible("text=@misc{peoples-daily-2025-08-13"));
  await figure.or(page.locator("tbody tr").first()).locator("td a[href*=source]").first().click();
  assert.match(await heading(page), /Ningbo accelerates/);
}

async function bySearch(page) {
  await page.goto(site("index.html"));
  await page.fill("header input[type=search]", "上海");
  await page.press("header input[type=search]", "Enter");
  await page.waitForURL(/search\.html\?q=/);
  const first = page.locator("#found a").first();
  assert.match(await first.textContent(), /Shanghai/);
  const field = page.locator("main input[type=search]");
  for (const [typed, name] of [["上海汽车", "SAIC"], ["aland verkst", "</script>"], ["ÅLAND", "</script>"], ["saic", "SAIC"], ["solar power", "Pan Zaiming"]]) {
    await field.fill(typed);
    assert.ok((await first.textContent()).includes(name), `${typed}: ${await first.textContent()}`);
  }
  await field.fill("1700000");
  await page.waitForFunction(() => document.querySelector("#found a")?.textContent.includes("1,700,000 CNY: Annual savings"));
  await shoot(page, "search");
  for (const [typed, name] of [["staff saic motor", "170,000 persons: Staff, SAIC Motor, 2024"], ["职工 上海市", "> 1,005,000 persons forecast: Staff, Shanghai, 2024"], ["> 90%", "> 90%: "]]) {
    await field.fill(typed);
    await page.waitForFunction((name) => document.querySelector("#found a")?.textContent.startsWith(name), name);
  }
  await field.fill("nothing of this name");
  assert.match(await page.textContent("#count"), /^0 found\. Try /);
  await field.fill("上海汽车");
  await first.click();
  assert.match(await heading(page), /SAIC Motor/);
}

async function byLanguage(page) {
  await page.goto(site("enterprise/saic.html"));
  await page.check("#names-zh");
  assert.ok(await page.isVisible("h1 .zh") && !(await page.isVisible("h1 .en")));
  await page.click("main >> text=职工");
  assert.ok(await page.isVisible("h1 .zh") && !(await page.isVisible("h1 .en")), "the choice is kept");
  await page.check("#names-both");
}

/** Statements on the page that runs SQL: each example, a mistake, one that has no end, one with hostile names. */
async function byAsking(page) {
  await page.goto(site("report/rank/staff.html"));
  await page.click("text=Change it and run it in the browser");
  await page.waitForSelector("#run:enabled");
  assert.equal(await page.inputValue("input[name=':metric']"), "staff");
  await page.click("#run");
  await page.waitForSelector("#result tbody tr");
  assert.match(await page.textContent("#result"), /SAIC Motor/);
  const names = await page.locator("#example option").evaluateAll((options) => options.map((option) => option.value).filter(Boolean));
  assert.ok(names.length > 10);
  for (const name of names) {
    await page.selectOption("#example", name);
    await page.waitForFunction(() => [...document.querySelectorAll("#parameters input")].every((input) => !input.list || input.list.options.length || !input.title));
    await page.waitForTimeout(100);
    for (const input of await page.locator("#parameters label:has-text('(required)') input").all()) {
      if (!(await input.inputValue())) await input.fill("Ningbo");
    }
    await page.click("#run");
    await page.waitForSelector("#run:enabled");
    assert.equal(await page.isVisible("#fault"), false, `${name}: ${await page.textContent("#fault")}`);
    assert.match(await page.textContent("#status"), /^[\d,]+ rows? in [\d.]+ s\./, name);
  }
  const run = async (sql) => {
    await page.fill("#sql", sql);
    await page.locator("#sql").press("Control+Enter");
    await page.waitForFunction(() => !document.querySelector("#run").disabled);
    return (await page.isVisible("#fault")) ? page.textContent("#fault") : page.textContent("#status");
  };
  const value = async (sql) => { await run(sql); return page.textContent("#result td"); };
  assert.equal(await value("select median(column1) || ' ' || round(stddev(column1), 3) from (values (1), (2), (4), (10))"), "3.0 4.031");
  assert.equal(await value("select percentile(column1, 25) from (values (1), (2), (4), (10))"), "1.75");
  assert.equal(await value("select count(*) from enterprise where name regexp '^saic' or name regexp '(?i)^SAIC'"), "1");
  assert.equal(await value("select log(2, 8) + sqrt(16)"), "7");
  assert.match(await value("select name from enterprise where code = 'aland'"), /^"?<\/script><script>alert\(1\)/);
  assert.equal(await value("select 'a' || char(8238) || 'b'"), "a\\u{202e}b");
  assert.match(await run("select * from fakt"), /^No such table: fakt\. The data dictionary/);
  assert.match(await run("delete from observation"), /only reads/);
  assert.match(await run("select 1; select 2"), /more than one statement/);
  assert.match(await run("select nosuch(1)"), /no function nosuch/);
  assert.match(await run("-- nothing"), /^There is no statement/);
  const many = "with recursive n(i) as (values (1) union all select i + 1 from n where i < 300000) select i, '\"' || i || ',' as text from n";
  assert.match(await run(many), /^100,000 rows in .* The first 500 are shown; the CSV has all 100,000\. The statement has more rows/);
  assert.equal(await page.locator("#result tbody tr").count(), 500);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#csv")]);
  const csv = readFileSync(await download.path(), "utf8").split("\r\n");
  assert.deepEqual([csv.length, csv[0], csv[1]], [100002, "i,text", "1,\"\"\"1,\""]);
  await page.fill("#sql", "with recursive n(i) as (values (1) union all select i + 1 from n) select count(*) from n");
  await page.click("#run");
  await page.click("#stop");
  await page.waitForSelector("#run:enabled");
  assert.match(await page.textContent("#fault"), /was stopped/);
  assert.equal(await value("select :one + :two"), "");
  await page.fill("input[name=':one']", "2");
  await page.fill("input[name=':two']", "'3'");
  await page.click("#run");
  await page.waitForFunction(() => document.querySelector("#result td").textContent === "5");
  const address = page.url();
  await page.goto(site("index.html"));
  await page.goto(address);
  await page.waitForSelector("#run:enabled");
  assert.equal(await page.inputValue("#sql"), "select :one + :two");
  await page.goto(site("ask.html"));
  await page.waitForSelector("#run:enabled");
  await page.click("#run");
  await page.waitForSelector("#result tbody tr");
  await shoot(page, "ask");
}

const PAGES = [
  "index.html", "metric/index.html", "metric/staff.html", "figure/staff/region.310000.html", "region/310000.html", "enterprise/aland.html",
  "sector/index.html", "source/gazette.html", "chapter/level.html", "report/index.html", "report/rank.html", "report/rank/staff.html",
  "report/overview.html", "revisions.html", "audit.html", "dictionary.html", "data.html", "search.html?q=a", "ask.html",
];

/** The pages that a person looks at, wide and narrow, light and dark, and printed. */
const SHOTS = {
  front: "index.html", metric: "metric/staff.html", figure: "figure/staff/enterprise.saic.html", enterprise: "enterprise/biyi-electric.html",
  report: "report/rank/staff.html", ask: "ask.html",
};

async function byAxe(page, scheme) {
  for (const path of PAGES) {
    await page.goto(site(path));
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run({ preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
    const serious = found.violations.filter((violation) => ["serious", "critical"].includes(violation.impact));
    const told = serious.map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.html).join("\n  ")}`);
    assert.deepEqual(told, [], `${path} ${scheme}`);
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width[0] <= width[1], `${path} is ${width[0]} wide in ${width[1]}`);
  }
}

try {
  run("demo", "city.db");
  writeDataset();
  run("--db", "city.db", "load", "more");
  run("--db", "city.db", "publish", "site", "--title", "Two cities");
  if (shots) mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const wide = await open(browser, { viewport: { width: 1280, height: 900 } });
  await byClicks(wide);
  await bySearch(wide);
  await byLanguage(wide);
  await byAsking(wide);
  await byAxe(wide, "wide, light");
  const dark = await open(browser, { viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
  await byAxe(dark, "wide, dark");
  const narrow = await open(browser, { viewport: { width: 375, height: 812 }, colorScheme: "dark" });
  await byAxe(narrow, "narrow, dark");
  const light = await open(browser, { viewport: { width: 375, height: 812 } });
  await byAxe(light, "narrow, light");
  for (const [name, path] of Object.entries(SHOTS)) {
    for (const [look, page] of Object.entries({ wide, dark, narrow, light })) {
      await page.goto(site(path));
      if (path === "ask.html") {
        await page.waitForSelector("#run:enabled");
        await page.click("#run");
        await page.waitForSelector("#result tbody tr");
      }
      await shoot(page, `${name}-${look}`);
    }
    if (shots) await wide.pdf({ path: join(shots, `${name}.pdf`) });
  }
  const plain = await open(browser, { javaScriptEnabled: false });
  await plain.goto(site("enterprise/saic.html"));
  await plain.check("#names-en");
  assert.ok(!(await plain.isVisible("h1 .zh")), "the language is switched without JavaScript too");
  await browser.close();
  const outside = requests.filter((url) => !url.startsWith(site("")) && !url.startsWith("blob:"));
  assert.deepEqual(outside, [], "requests that leave the folder");
  assert.deepEqual(errors, [], "errors of the console");
  console.log(`${PAGES.length} kinds of pages, ${requests.length} requests, no error`);
} finally {
  rmSync(folder, { recursive: true });
}
