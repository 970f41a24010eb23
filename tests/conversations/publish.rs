//! The site that `publish` writes: its pages are well formed, its links lead somewhere, and names stay text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::sandbox::{Sandbox, sha256};

/// The files of a folder, by their paths below it.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(top: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                collect(top, &entry, files);
            } else {
                let path = entry.strip_prefix(top).expect("below").to_str().expect("a name").replace('\\', "/");
                files.insert(path, std::fs::read(&entry).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(folder, folder, &mut found);
    found
}

/// Publishes, and returns the last line of what is said.
fn publish(sandbox: &Sandbox, options: &[&str]) -> String {
    let reply = sandbox.run(&[&["publish", "site"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stderr.lines().last().unwrap_or_default().to_owned()
}

/// A tag with its attributes.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The tags of a page, each of which is closed in the order in which it was opened.
fn tags(path: &str, html: &str) -> Vec<Tag> {
    const VOID: [&str; 6] = ["meta", "link", "input", "br", "wbr", "hr"];
    let mut rest = html.strip_prefix("<!DOCTYPE html>").unwrap_or_else(|| panic!("{path} has no document type"));
    let (mut tags, mut open): (Vec<Tag>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some((text, markup)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{path}: {text}");
        if let Some(end) = markup.strip_prefix('/') {
            let (name, after) = end.split_once('>').expect("the end of a tag");
            assert_eq!(open.pop().as_deref(), Some(name), "{path}: {}", text.chars().take(80).collect::<String>());
            rest = after;
            continue;
        }
        let (tag, after, closes) = tag(path, markup);
        rest = after;
        if tag.name == "script" {
            rest = rest.split_once("</script>").expect("the end of a script").1;
        } else if !closes && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        tags.push(tag);
    }
    assert!(open.is_empty(), "{path}: {open:?}");
    tags
}

/// The tag at the start of a text, what is after it, and whether it closes itself.
fn tag<'a>(path: &str, markup: &'a str) -> (Tag, &'a str, bool) {
    let end = markup.find([' ', '>', '/', '\n']).expect("the end of a name");
    let (name, mut rest) = markup.split_at(end);
    assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{path}: <{name}");
    let mut tag = Tag { name: name.to_owned(), attributes: Vec::new() };
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (tag, after, true);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after, false);
        }
        let end = rest.find(['=', '>', ' ', '/']).unwrap_or_else(|| panic!("{path}: {}", &rest[..80]));
        let (name, after) = rest.split_at(end);
        assert!(!name.is_empty() && tag.attribute(name).is_none(), "{path}: {name:?} in {}", tag.name);
        let mut value = "";
        rest = after;
        if let Some(after) = after.strip_prefix("=\"") {
            (value, rest) = after.split_once('"').expect("the end of an attribute");
        }
        let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        tag.attributes.push((name.to_owned(), value));
    }
}

/// The file and the anchor that a link of a page names; `None` for an address of the web.
fn target(page: &str, link: &str) -> Option<(String, Option<String>)> {
    if link.starts_with("https://") || link.starts_with("http://") {
        return None;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    let mut parts: Vec<&str> = page.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            if part == ".." {
                assert!(parts.pop().is_some(), "{page} leads out of the folder: {link}");
            } else {
                parts.push(part);
            }
        }
    }
    Some((parts.join("/"), anchor))
}

/// Checks all pages of a site, and returns how many links there are.
fn check(files: &BTreeMap<String, Vec<u8>>) -> usize {
    let (mut ids, mut links) = (BTreeMap::new(), Vec::new());
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        let tags = tags(path, html);
        let of_page: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
        let unique: BTreeSet<String> = of_page.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(unique.len(), of_page.len(), "{path} has an id twice: {of_page:?}");
        assert!(tags.iter().any(|tag| tag.name == "h1"), "{path} has no heading");
        ids.insert(path.clone(), unique);
        for tag in &tags {
            assert!(!tag.attributes.iter().any(|(name, _)| name.starts_with("on") || name == "style"), "{path}");
            for link in ["href", "src", "action"].into_iter().filter_map(|name| tag.attribute(name)) {
                let is_loaded = ["script", "link", "img", "form"].contains(&tag.name.as_str());
                match target(path, link) {
                    Some(target) => links.push((path.clone(), target)),
                    None => assert!(!is_loaded, "{path} asks for {link}"),
                }
            }
        }
    }
    for (page, (path, anchor)) in &links {
        assert!(files.contains_key(path), "{page} links to {path}");
        let Some(anchor) = anchor else { continue };
        // The page that runs SQL is told the report and its parameters.
        let leads = match anchor.strip_prefix("report=") {
            Some(given) if path == "ask.html" => {
                let report = given.split('&').next().unwrap_or_default();
                String::from_utf8_lossy(&files[path]).contains(&format!("<option value=\"{report}\">"))
            }
            _ => ids[path].contains(anchor),
        };
        assert!(leads, "{page} links to {path}#{anchor}");
    }
    links.len()
}

#[test]
fn every_link_of_a_site_leads_to_a_page() {
    let sandbox = Sandbox::with_demo();
    let said = publish(&sandbox, &[]);
    let files = files(&sandbox.path("site"));
    assert_eq!(said, format!("published site/index.html: {} files written", files.len() - 1));
    assert!(check(&files) > 1000);
    let manifest = sandbox.read("site/manifest.txt");
    assert_eq!(manifest.lines().count(), files.len());
    assert!(manifest.starts_with("# yearbook publish\n"), "{manifest}");
    for line in manifest.lines().skip(1) {
        let (checksum, path) = line.split_once("  ").expect("a line");
        assert_eq!(sha256(&files[path]), checksum, "{path}");
    }
    assert_eq!(sandbox.bytes("site/yearbook.db"), sandbox.bytes("yearbook.db"));
    let index = sandbox.read("site/search-index.js");
    assert!(index.contains("上海") || index.contains("宁波"), "{index}");
}

#[test]
fn a_figure_never_loses_its_comparator_its_status_and_its_source() {
    let sandbox = Sandbox::with_demo();
    publish(&sandbox, &[]);
    let page = sandbox.read("site/figure/annual-energy-savings/enterprise.biyi-electric.html");
    for part in [
        "id=\"2025-08.peoples-daily-2025-08-13\"",
        "&gt; 1,700,000",
        "paragraph 17, citing Pan Zaiming",
        "ningbo/observations.csv:22, load 1",
        "@misc{peoples-daily-2025-08-13,",
        "date-parts",
        "13 August 2025",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let forecasts = sandbox.run(&["query", "SELECT metric FROM fact WHERE status = 'F'", "--format", "csv"]).stdout;
    for metric in forecasts.lines().skip(1) {
        assert!(sandbox.read(&format!("site/metric/{metric}.html")).contains("forecast"), "{metric}");
    }
}

#[test]
fn reports_are_titled_by_their_parameters_and_inferred_periods_are_marked() {
    let sandbox = Sandbox::with_demo();
    publish(&sandbox, &[]);
    for (page, title) in [
        ("rank/annual-energy-savings", "Annual savings by energy measures: ranking"),
        ("profile/biyi-electric", "Zhejiang Biyi Electric Appliance Co., Ltd.: all that this file says"),
        ("sources", "What each source supports"),
    ] {
        let page = sandbox.read(&format!("site/report/{page}.html"));
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{title}: {page}");
    }
    for page in [
        "figure/annual-energy-savings/enterprise.biyi-electric",
        "enterprise/biyi-electric",
        "source/peoples-daily-2025-08-13",
        "report/profile/biyi-electric",
    ] {
        let page = sandbox.read(&format!("site/{page}.html"));
        assert!(page.contains("2025-08 (inferred)") || page.contains("2025-08</a> (inferred)"), "{page}");
    }
    assert!(sandbox.read("site/metric/annual-energy-savings.html").contains("period inferred"));
}

#[test]
fn a_page_says_what_was_stated_before_and_who_disagrees() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    publish(&sandbox, &[]);
    let before = files(&sandbox.path("site"));
    check(&before);
    let rows = sandbox.read("delta/observations.csv");
    let row = rows.lines().find(|row| row.contains(",990,")).expect("a row").to_owned();
    sandbox.write("delta/observations.csv", rows.replace(&row, &row.replace(",990,", ",991,")));
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let said = publish(&sandbox, &[]);
    assert!(said.contains(" unchanged"), "{said}");
    let after = files(&sandbox.path("site"));
    check(&after);
    let changed: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    let figure = changed.iter().find(|path| path.starts_with("figure/")).expect("a page of figures");
    let page = sandbox.read(&format!("site/{figure}"));
    assert!(page.contains("was corrected, loaded on 2025-08-13 (load 2)") && page.contains("<s>990"), "{page}");
    assert!(sandbox.read("site/revisions.html").contains("<s>990"));
    // The pages of the metric and of the enterprise say that there is more, and the search finds both numbers.
    for page in ["metric/employees.html", "enterprise/delta-co.html"] {
        let page = sandbox.read(&format!("site/{page}"));
        assert!(page.contains(">revised<") && page.contains(">others differ<"), "{page}");
    }
    let index = sandbox.read("site/search-index.2.js");
    for entry in ["990 persons: Employees, ", " (was corrected)\"", ".was-1\"", "991 persons: Employees, "] {
        assert!(index.contains(entry), "{entry}: {index}");
    }
    assert!(sandbox.read("site/index.html").contains("Revised lately"));
    assert!(page.contains("also stated"), "{page}");
}

#[test]
fn figures_that_differ_only_in_their_decimals_are_the_same() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let rows = "metric,enterprise,period,value,source\nemployees,alpha,2023,8.0,yearbook-2025\nemployees,alpha,2023,8,gazette\n";
    sandbox.write("delta/observations.csv", rows);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    publish(&sandbox, &[]);
    let metric = sandbox.read("site/metric/employees.html");
    assert!(metric.contains(">8.0<") && !metric.contains("others differ"), "{metric}");
    sandbox.replace("delta/observations.csv", "2023,8,", "2023,9,");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    publish(&sandbox, &[]);
    assert!(sandbox.read("site/metric/employees.html").contains(">others differ<"));
}

#[test]
fn publishing_again_writes_only_what_differs_and_removes_only_what_it_made() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    publish(&sandbox, &[]);
    let first = files(&sandbox.path("site"));
    sandbox.write("site/notes.txt", "mine");
    let said = publish(&sandbox, &[]);
    let unchanged = first.len() - 1;
    assert_eq!(said, format!("published site/index.html: 0 files written, {unchanged} unchanged"));
    // No subject has a page: pages go, but for one that someone has changed, and files that are not ours.
    let made = first.keys().filter(|path| path.starts_with("enterprise/") && !path.ends_with("index.html"));
    let changed = made.max().expect("a page").clone();
    sandbox.write(&format!("site/{changed}"), "changed");
    let said = publish(&sandbox, &["--pages", "0"]);
    assert!(said.contains(" removed, 1 no longer written, and kept"), "{said}");
    let after = files(&sandbox.path("site"));
    assert_eq!(after["notes.txt"], b"mine");
    assert_eq!(after[&changed], b"changed");
    assert!(!after.keys().any(|path| path.starts_with("figure/")), "{:?}", after.keys());
    publish(&sandbox, &[]);
    let mut again = files(&sandbox.path("site"));
    again.remove("notes.txt");
    assert!(again == first, "the same database gives the same bytes");
}

#[cfg(unix)]
#[test]
fn a_manifest_leads_nowhere_else() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    publish(&sandbox, &[]);
    sandbox.write("outside/f.txt", "precious");
    std::os::unix::fs::symlink("../outside", sandbox.path("site/x")).expect("a link");
    // The checksum of that text.
    let line = "157fc55121ab2c59852c35d78aca98d840047e5d9668c423e4d3b146e1577901";
    let manifest = sandbox.read("site/manifest.txt");
    sandbox.write("site/manifest.txt", format!("{manifest}{line}  x/f.txt\n"));
    publish(&sandbox, &[]);
    assert_eq!(sandbox.read("outside/f.txt"), "precious");
    for path in ["C:/f.txt", "/f.txt", "../f.txt"] {
        sandbox.write("site/manifest.txt", format!("{manifest}{line}  {path}\n"));
        let reply = sandbox.run(&["publish", "site"]);
        assert!(reply.code == 2 && reply.stderr.contains("holds other files"), "{path}: {}", reply.stderr);
    }
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    insta::assert_snapshot!("publish_into_other_files", sandbox.talk(&["publish", "delta"]));
    for file in ["delta/sources.csv", "delta/sources.csv/below"] {
        let reply = sandbox.run(&["publish", file]);
        assert_eq!(
            (reply.code, reply.stderr.contains(&format!("{file} is not a folder"))),
            (2, true),
            "{}",
            reply.stderr
        );
    }
    publish(&sandbox, &["--pages", "0"]);
    for (name, text) in [("manifest.txt", "not one"), ("manifest.txt", &format!("{}  ../delta/x", "0".repeat(64)))] {
        sandbox.write(&format!("other/{name}"), text);
        let reply = sandbox.run(&["publish", "other"]);
        assert_eq!(reply.code, 2, "{}", reply.stderr);
    }
    std::fs::remove_file(sandbox.path("site/data.html")).expect("a file");
    let manifest = sandbox.read("site/manifest.txt");
    let without: Vec<&str> = manifest.lines().filter(|line| !line.ends_with("  data.html")).collect();
    sandbox.write("site/manifest.txt", without.join("\n") + "\n").write("site/data.html", "mine");
    insta::assert_snapshot!("publish_over_another_file", sandbox.talk(&["publish", "site"]));
    assert_eq!(sandbox.read("site/data.html"), "mine");
}

#[test]
fn names_stay_text() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let name = "</script><script>alert(1)</script>\u{202e}<b onclick='x'>&amp;\" ";
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    for (file, column) in [("enterprises.csv", 1), ("metrics.csv", 1), ("sources.csv", 1)] {
        let text = sandbox.read(&format!("delta/{file}"));
        let (head, rows) = text.split_once('\n').expect("rows");
        let (first, others) = rows.split_once('\n').expect("a row");
        let mut cells: Vec<&str> = first.split(',').collect();
        cells[column] = &quoted;
        let url = head.split(',').position(|name| name.trim() == "url");
        if let Some(url) = url.filter(|url| *url < cells.len()) {
            cells[url] = "javascript:alert(1)";
        }
        sandbox.write(&format!("delta/{file}"), format!("{head}\n{}\n{others}", cells.join(",")));
    }
    let load = sandbox.run(&["load", "delta"]);
    assert_eq!(load.code, 0, "{}", load.stderr);
    publish(&sandbox, &["--title", name]);
    let files = files(&sandbox.path("site"));
    check(&files);
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".js")) {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        assert!(!text.contains("<script>alert") && !text.contains("<b onclick"), "{path}");
        assert!(path == "search.js" || !text.contains('\u{202e}'), "{path}");
        assert!(!text.contains("href=\"javascript"), "{path}");
    }
}

#[test]
fn a_site_as_of_a_day_has_only_what_was_published() {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("gdp");
    assert_eq!(sandbox.run(&["load", "gdp"]).code, 0);
    publish(&sandbox, &["--as-of", "2014-05-28"]);
    let files = files(&sandbox.path("site"));
    check(&files);
    assert!(!files.contains_key("yearbook.db"));
    let page = |path: &str| std::str::from_utf8(&files[path]).expect("UTF-8");
    assert!(page("index.html").contains("As of 2014-05-28"));
    let figures = page("metric/gdp.csv");
    assert!(figures.contains("17149.6") && !figures.contains("17016"), "{figures}");
}

/// Publishes, and returns the folder's files after checking every page.
fn published(sandbox: &Sandbox, options: &[&str]) -> BTreeMap<String, String> {
    publish(sandbox, options);
    let files = files(&sandbox.path("site"));
    check(&files);
    let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8_lossy(&bytes).into_owned());
    files.into_iter().map(text).collect()
}

fn succeed(sandbox: &Sandbox, arguments: &[&str]) {
    let reply = sandbox.run(arguments);
    assert_eq!(reply.code, 0, "{arguments:?}: {}", reply.stderr);
}

#[test]
fn what_was_removed_keeps_its_code() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    succeed(&sandbox, &["load", "delta"]);
    for removed in [["region", "north"], ["source", "gazette"], ["metric", "employees-growth"]] {
        succeed(&sandbox, &["remove", removed[0], removed[1], "--yes"]);
    }
    let site = published(&sandbox, &[]);
    let revisions = &site["revisions.html"];
    assert!(revisions.contains("north (removed)") && !revisions.contains(">All<"), "{revisions}");
    assert!(revisions.contains("employees-growth (removed)"), "{revisions}");
    assert!(site["figure/employees/enterprise.delta-co.html"].contains("gazette"));
    assert!(
        !site.contains_key("metric/employees-growth.html") && !site["region/index.html"].contains("north (removed)")
    );
    let history = sandbox.run(&["history", "employees", "delta-co", "2024", "--format", "csv"]).stdout;
    assert!(history.contains(",gazette,"), "{history}");
}

#[test]
fn what_an_undo_took_back_is_no_revision() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    succeed(&sandbox, &["load", "delta"]);
    let before = published(&sandbox, &[]);
    sandbox.replace("delta/observations.csv", ",990,", ",991,");
    succeed(&sandbox, &["load", "delta"]);
    assert!(published(&sandbox, &[])["revisions.html"].contains("<s>990"));
    succeed(&sandbox, &["undo"]);
    let undone = published(&sandbox, &[]);
    for path in ["revisions.html", "index.html"] {
        assert_eq!(undone[path], before[path], "{path}");
    }
    assert!(!undone["figure/employees/enterprise.delta-co.html"].contains("991"));
    // An undo of the undo states the correction again.
    succeed(&sandbox, &["undo"]);
    let again = published(&sandbox, &[]);
    assert!(again["revisions.html"].contains("<s>990") && !again["revisions.html"].contains("<s>991"));
}

#[test]
fn the_title_names_only_datasets_that_are_there() {
    let sandbox = Sandbox::new();
    sandbox.write_delta().write_dataset("gdp");
    succeed(&sandbox, &["load", "delta"]);
    succeed(&sandbox, &["load", "gdp"]);
    assert!(published(&sandbox, &[])["index.html"].contains("<h1>Yearbook: delta, gdp</h1>"));
    succeed(&sandbox, &["remove", "dataset", "gdp", "--yes"]);
    let site = published(&sandbox, &[]);
    assert!(site["index.html"].contains("<h1>Yearbook: delta</h1>"));
    // Of the code lists, the front page counts what has figures.
    assert!(site["index.html"].contains(">1 region</a>"), "{}", site["index.html"]);
}

#[test]
fn findings_and_conflicts_are_those_of_the_metric() {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("audit");
    // Two metrics of one name.
    sandbox.replace("audit/metrics.csv", "quality,Quality,", "quality,Quota,");
    succeed(&sandbox, &["load", "audit"]);
    let site = published(&sandbox, &[]);
    assert!(site["metric/quota.html"].contains("<h2>Audit</h2>"));
    assert!(!site["metric/quality.html"].contains("<h2>Audit</h2>"));
    let other = Sandbox::new();
    other.write_delta();
    succeed(&other, &["load", "delta"]);
    assert!(published(&other, &["--pages", "0"])["metric/employees.html"].contains("<h2>Conflicts</h2>"));
}

#[test]
fn long_lists_are_divided() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let (mut enterprises, mut rows) = (sandbox.read("delta/enterprises.csv"), sandbox.read("delta/observations.csv"));
    for number in 1..=1100 {
        enterprises +=
            &format!("e{number},Enterprise with a name that is long enough to fill a page number {number},,south,\n");
        rows += &format!("employees,e{number},,2024,{number},,,gazette,page {number},\n");
    }
    sandbox.write("delta/enterprises.csv", enterprises).write("delta/observations.csv", rows);
    succeed(&sandbox, &["load", "delta"]);
    let site = published(&sandbox, &["--pages", "1090"]);
    for list in ["enterprise/index", "metric/employees", "source/gazette"] {
        let pages = [format!("{list}.html"), format!("{list}.2.html"), format!("{list}.3.html")];
        assert!(pages.iter().all(|page| site.contains_key(page)), "{list}");
        assert!(site[&pages[1]].contains("aria-label=\"Pages of this list\""), "{list}");
        assert!(site[&pages[0]].matches("<tr").count() < 560, "{list}");
        assert!(!site.contains_key(&format!("{list}.4.html")), "{list}");
    }
    assert!(site["metric/employees.html"].contains("the 20 largest of"), "{}", site["metric/employees.html"]);
    assert_eq!(site["metric/employees.csv"].lines().count(), 1112);
    // A subject without a page is found in the list, on its page.
    let index: String =
        site.iter().filter(|(path, _)| path.starts_with("search-index")).map(|(_, part)| part.as_str()).collect();
    assert!(index.contains("enterprise/index.3.html#"), "{index}");
    assert!(site["search.html"].contains("data-parts=\"5\"") && site.contains_key("search-index.5.js"));
}

#[test]
fn long_lists_of_claims_and_of_metrics_are_divided() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let mut claims = "code,text,region,source\n".to_owned();
    let mut metrics = sandbox.read("delta/metrics.csv");
    for number in 1..=501 {
        claims += &format!("c{number},Claim {number},south,gazette\nd{number},Claim {number} again,south,gazette\n");
        metrics += &format!("m{number},Metric {number},person,level,last,,0\n");
    }
    sandbox.write("delta/claims.csv", claims).write("delta/metrics.csv", metrics);
    sandbox.replace(
        "delta/datapackage.json",
        "\"resources\": [",
        "\"resources\": [ { \"name\": \"claims\", \"path\": \"claims.csv\" },",
    );
    succeed(&sandbox, &["load", "delta"]);
    let site = published(&sandbox, &[]);
    for (list, pages) in
        [("region/south", 3), ("source/gazette", 3), ("metric/index", 2), ("chapter/level", 2), ("data", 2)]
    {
        assert!(site[&format!("{list}.{pages}.html")].contains("aria-label=\"Pages of this list\""), "{list}");
        assert!(!site.contains_key(&format!("{list}.{}.html", pages + 1)), "{list}");
    }
    for claims in ["region/south", "source/gazette"] {
        let of_pages =
            ["", ".2", ".3"].map(|page| site[&format!("{claims}{page}.html")].matches("id=\"claim-").count());
        assert_eq!(of_pages, [500, 500, 2], "{claims}");
    }
    // The search leads to the page that has the claim.
    let index: String =
        site.iter().filter(|(path, _)| path.starts_with("search-index")).map(|(_, part)| part.as_str()).collect();
    assert!(
        index.contains("source/gazette.3.html#claim-d99\"") && index.contains("source/gazette.html#claim-c1\""),
        "{index}"
    );
}

#[test]
fn figures_have_the_decimals_that_were_stated() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let rows = "metric,enterprise,period,value,source\nemployees,delta-co,2022,226.1,gazette\nemployees,delta-co,2023,238.0,gazette\n\
                employees,delta-co,2024,> 250.00,gazette\n";
    sandbox.write("delta/observations.csv", rows);
    succeed(&sandbox, &["load", "delta"]);
    let query = "SELECT display FROM fact ORDER BY period";
    assert_eq!(sandbox.run(&["query", query, "--format", "csv"]).stdout, "display\n226.1\n238.0\n> 250.00\n");
    let page = &published(&sandbox, &[])["figure/employees/enterprise.delta-co.html"];
    // In the table, and in the chart.
    for figure in
        ["238.0\u{a0}<", "<td class=\"n\" data-head=\"Figure\">&gt; 250.00", ">238.0</text>", ">&gt; 250.00</text>"]
    {
        assert!(page.contains(figure), "{figure}: {page}");
    }
}

#[test]
fn the_newest_figure_of_a_metric_is_that_of_the_whole() {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("districts");
    // By its code, the city comes behind its districts.
    for file in ["regions", "observations"] {
        let path = format!("districts/{file}.csv");
        sandbox.write(&path, sandbox.read(&path).replace("delta,", "the-delta,"));
    }
    succeed(&sandbox, &["load", "districts"]);
    let site = published(&sandbox, &[]);
    for page in ["index", "metric/index", "chapter/count"] {
        assert!(site[&format!("{page}.html")].contains("people/region.the-delta.html#2017.yearbook\">920"), "{page}");
    }
}

#[test]
fn the_page_that_runs_sql_has_the_whole_database_or_is_left_out() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    succeed(&sandbox, &["load", "delta"]);
    let site = published(&sandbox, &[]);
    assert!(site["ask.html"].contains("ask/database.js") && site["index.html"].contains("href=\"ask.html\""));
    assert!(site["ask/LICENSE-sql.js.txt"].starts_with("MIT license"));
    assert!(site["report/rank/employees.html"].contains("ask.html#report=rank&amp;p.metric=employees"));
    for option in [&["--no-ask"] as &[&str], &["--no-database"], &["--as-of", "2025-06-01"], &["--at-load", "1"]] {
        let site = published(&sandbox, option);
        assert!(!site.keys().any(|path| path.starts_with("ask")), "{option:?}");
        assert!(!site["index.html"].contains("ask.html"), "{option:?}");
    }
    let reply = sandbox.run(&["publish", "site", "--ask", "--as-of", "2025-06-01"]);
    assert_eq!(reply.code, 2, "{}", reply.stderr);
}

#[test]
fn the_page_that_runs_sql_is_left_out_where_the_database_is_large_unless_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    succeed(&sandbox, &["load", "delta"]);
    // Pages that are free make the file large, and nothing else.
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    connection
        .execute_batch("CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(50000000)); DROP TABLE filler;")
        .expect("free pages");
    connection.close().expect("the end");
    assert!(sandbox.bytes("yearbook.db").len() > 50_000_000);
    let note = "The page that runs SQL is left out, because the database has 50 MB";
    let said = publish(&sandbox, &["--pages", "0"]);
    assert!(said.starts_with(note), "{said}");
    let site = files(&sandbox.path("site"));
    check(&site);
    assert!(site.contains_key("yearbook.db") && !site.keys().any(|path| path.starts_with("ask")));
    for option in ["--no-database", "--ask"] {
        let said = publish(&sandbox, &["--pages", "0", option]);
        assert!(said.starts_with("published site/index.html"), "{option}: {said}");
    }
    assert!(files(&sandbox.path("site")).contains_key("ask.html"));
}
