//! Which figure is the current one, which the latest, and which are compared: an actual figure comes before a forecast.

use crate::sandbox::Sandbox;

/// A database of these figures of the GDP of three districts, by a plan and by a bulletin of lower priority.
fn with_figures(rows: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let tables = ["sources", "units", "regions", "metrics", "observations"];
    let resources = tables.map(|name| format!(r#"{{"name": "{name}", "path": "{name}.csv"}}"#)).join(", ");
    sandbox.write("gdp/datapackage.json", format!(r#"{{"name": "gdp", "resources": [{resources}]}}"#));
    sandbox.write(
        "gdp/sources.csv",
        "code,title,publisher,published_on,priority\nplan,Plan,Plan Bureau,2025-01-01,10\n\
         stat,Bulletin,Statistics Bureau,2026-03-01,20\n",
    );
    sandbox.write("gdp/units.csv", "code,name,dimension,factor\nyi,100 million yuan,money,1\n");
    sandbox.write("gdp/regions.csv", "code,name,level\nd1,Yinzhou,district\nd2,Cixi,district\nd3,Yuyao,district\n");
    sandbox.write("gdp/metrics.csv", "code,name,unit,kind\ngdp,GDP,yi,level\n");
    let rows = format!("metric,region,period,value,status,source\ngdp,{}\n", rows.join("\ngdp,"));
    sandbox.write("gdp/observations.csv", rows);
    let reply = sandbox.run(&["load", "gdp"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    sandbox
}

/// The rows of a command, without their header.
fn rows(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let reply = sandbox.run(&[arguments, &["--format", "csv"]].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.lines().skip(1).map(str::to_owned).collect()
}

fn figures(sandbox: &Sandbox, view: &str, options: &[&str]) -> Vec<String> {
    let sql = format!("SELECT region, period, value, source FROM {view} ORDER BY 1, 2");
    rows(sandbox, &[&["query", &sql], options].concat())
}

/// The place, subject, period and value of `report rank`, and its status.
fn ranked(sandbox: &Sandbox, parameters: &[&str]) -> Vec<String> {
    let parameters = parameters.iter().flat_map(|parameter| ["-p", parameter]);
    let arguments: Vec<&str> = ["report", "rank", "-p", "metric=gdp"].into_iter().chain(parameters).collect();
    let cells = |row: &String| {
        let cells: Vec<&str> = row.splitn(11, ',').collect();
        let status = cells[10].trim_start_matches('"').split([',', '"']).next().unwrap_or("").trim();
        format!("{} {} {}", cells[0], [cells[2], cells[3], cells[5]].join(" "), status).trim().to_owned()
    };
    rows(sandbox, &arguments).iter().map(cells).collect()
}

#[test]
fn an_actual_figure_is_not_hidden_by_a_forecast_or_a_missing_value() {
    let sandbox = with_figures(&["d1,2025,220,F,plan", "d1,2025,198,,stat", "d1,2024,,O,plan", "d1,2024,180,,stat"]);
    assert_eq!(figures(&sandbox, "current_fact", &[]), ["d1,2024,180,stat", "d1,2025,198,stat"]);
    assert_eq!(figures(&sandbox, "latest_fact", &[]), ["d1,2025,198,stat"]);
    assert_eq!(rows(&sandbox, &["report", "conflicts"]), [""; 0]);
    assert_eq!(rows(&sandbox, &["report", "conflicts", "-p", "rounding=yes"]), [""; 0]);
    // Before the bulletin, there were a forecast and a missing value.
    assert_eq!(figures(&sandbox, "current_fact", &["--as-of", "2025-06-30"]), ["d1,2024,,plan", "d1,2025,220,plan"]);
    assert_eq!(figures(&sandbox, "latest_fact", &["--as-of", "2025-06-30"]), [""; 0]);
}

#[test]
fn the_latest_figure_is_the_newest_actual_one_of_each_frequency() {
    let mixed = &["d1,2024,2900,,stat", "d1,2025,,O,stat", "d2,2024,2700,,stat", "d2,2024-Q3,700,,stat"];
    let more = &["d2,2024-Q4,800,,stat", "d2,2025-Q1,900,F,stat", "d3,2024,1600,,stat", "d3,2025,1750,F,stat"];
    let sandbox = with_figures(&[&mixed[..], more].concat());
    let latest = ["d1,2024,2900,stat", "d2,2024,2700,stat", "d2,2024-Q4,800,stat", "d3,2024,1600,stat"];
    assert_eq!(figures(&sandbox, "latest_fact", &[]), latest);
    assert_eq!(figures(&sandbox, "latest_fact", &["--as-of", "2026-04-01"]), latest);
    // The total of a series follows a revision: the forecast is an actual figure, and the latest figure a forecast.
    sandbox.replace("gdp/observations.csv", "1750,F", "1750,").replace("gdp/observations.csv", "2900,", "2900,F");
    assert_eq!(sandbox.run(&["load", "gdp"]).code, 0);
    assert_eq!(
        figures(&sandbox, "latest_fact", &[]),
        ["d2,2024,2700,stat", "d2,2024-Q4,800,stat", "d3,2025,1750,stat"]
    );
    let coverage = rows(&sandbox, &["report", "coverage"]);
    assert_eq!(coverage, ["GDP,3,8,1,0,2,0,2024,2025,2025,2"]);
}

#[test]
fn one_period_is_ranked_and_the_rest_is_named() {
    let sandbox = with_figures(&[
        "d1,2024,2900,,stat",
        "d1,2025,,O,stat",
        "d2,2024,2700,,stat",
        "d2,2024-Q4,800,,stat",
        "d3,2024,1600,,stat",
        "d3,2025,1750,F,stat",
    ]);
    let all = ["1 Yinzhou 2024 2900", "2 Cixi 2024 2700", "3 Yuyao 2024 1600"];
    assert_eq!(ranked(&sandbox, &[]), all);
    assert_eq!(ranked(&sandbox, &["forecasts=yes"]), all);
    let [cixi, yinzhou] = [" Cixi 2025  left out: no figure", " Yinzhou 2025  left out: missing"].map(str::trim);
    assert_eq!(ranked(&sandbox, &["period=2025"]), [cixi, yinzhou, "Yuyao 2025  left out: forecast"]);
    let forecast = "1 Yuyao 2025 1750 forecast";
    assert_eq!(ranked(&sandbox, &["period=2025", "forecasts=yes"]), [forecast, cixi, yinzhou]);
    assert_eq!(ranked(&sandbox, &["period=2024-Q4", "top=1"])[2], "... and 1 more subject   left out");
}

#[test]
fn the_newest_period_that_most_subjects_have_a_figure_for_is_ranked() {
    // Two of three have 2025.
    let most = ["d1,2024,1,,stat", "d2,2024,2,,stat", "d3,2024,3,,stat", "d1,2025,4,,stat", "d2,2025,5,,stat"];
    let late = "Yuyao 2025  left out: no figure";
    assert_eq!(ranked(&with_figures(&most), &[]), ["1 Cixi 2025 5", "2 Yinzhou 2025 4", late]);
    // No latest period is that of most subjects, but two of three have a figure for 2023.
    let gaps = ["d1,2022,1,,stat", "d1,2024,1,,stat", "d2,2023,2,,stat", "d3,2023,3,,stat", "d3,2025,3,,stat"];
    let late = "Yinzhou 2023  left out: no figure";
    assert_eq!(ranked(&with_figures(&gaps), &[]), ["1 Yuyao 2023 3", "2 Cixi 2023 2", late]);
    // A year and a quarter end on one day.
    let both = ["d1,2024,1,,stat", "d1,2024-Q4,2,,stat", "d2,2024,3,,stat", "d2,2024-Q4,4,,stat"];
    assert_eq!(ranked(&with_figures(&both), &[]), ["1 Cixi 2024 3", "2 Yinzhou 2024 1"]);
    assert_eq!(ranked(&with_figures(&["d1,2030,9,F,plan"]), &[]), ["Yinzhou   left out: no actual figure"]);
    assert_eq!(ranked(&with_figures(&["d1,2030,9,F,plan"]), &["forecasts=yes"]), ["1 Yinzhou 2030 9 forecast"]);
}

#[test]
fn conflicts_are_between_figures_of_one_kind_and_beyond_rounding() {
    let sandbox = with_figures(&[
        "d1,2023,1000,,plan",
        "d1,2023,1026.75,,stat",
        "d1,2024,800,,plan",
        "d1,2024,802.14,P,stat",
        "d1,2025,12,,plan",
        "d1,2025,12.4,,stat",
        "d2,2030,5,F,plan",
        "d2,2030,7,F,stat",
        "d3,2025,5,F,plan",
        "d3,2025,7,,stat",
    ]);
    assert_eq!(rows(&sandbox, &["report", "conflicts"]).len(), 3);
    assert_eq!(rows(&sandbox, &["report", "conflicts", "-p", "rounding=yes"]).len(), 4);
    insta::assert_snapshot!("conflicts", sandbox.talk(&["report", "conflicts", "-p", "rounding=yes"]));
    let statuses = rows(&sandbox, &["report", "conflicts", "-p", "period=2030"]);
    assert!(statuses[0].contains("5,=,,0,forecast,7,=,,0,forecast,"), "{statuses:?}");
}

#[test]
fn subjects_of_one_level_are_ranked_and_the_others_are_named() {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("districts");
    assert_eq!(sandbox.run(&["load", "districts"]).code, 0);
    let ranked = |parameters: &[&str]| -> Vec<String> {
        let report = ["report", "rank", "-p", "metric=people"];
        let rows = rows(&sandbox, &[&report[..], parameters].concat());
        let told = rows.iter().map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{} {} {}", cells[0], cells[2], cells[10])
        });
        told.map(|row| row.trim().to_owned()).collect()
    };
    // Districts and counties are one level.
    assert_eq!(
        ranked(&["-p", "period=2015"]),
        ["1 South", "2 Hill", "2 Hill County", "4 East", "Delta left out: level city"]
    );
    assert_eq!(ranked(&["-p", "period=2015", "-p", "level=all"])[0], "1 Delta");
    assert_eq!(ranked(&["-p", "level=city"])[..2], ["1 Delta", "East left out: level district"]);
    // overview shows the whole.
    let overview = sandbox.run(&["report", "overview", "--format", "csv"]).stdout;
    assert!(overview.contains("Newest figures,Population,Delta,2017,"), "{overview}");
}

#[test]
fn nobody_disappears_from_a_ranking() {
    let sandbox = with_figures(&["d1,2025,220,F,plan", "d2,2024,180,,stat", "d3,2025,,O,stat"]);
    // With no figure to rank, each has its own reason.
    let left_out = ranked(&sandbox, &["period=2025"]);
    assert_eq!(left_out[0], "Cixi 2025  left out: no figure");
    assert_eq!(left_out[1..], ["Yinzhou 2025  left out: forecast", "Yuyao 2025  left out: missing"]);
    assert_eq!(ranked(&sandbox, &["period=2025", "level=district"]), left_out);
    let sandbox = with_figures(&["d1,2024,1,,stat", "d2,2024,2,,stat", "d3,2024,3,,stat"]);
    assert_eq!(ranked(&sandbox, &["top=1"]), ["1 Yuyao 2024 3", "... and 2 more subjects   ranked after these"]);
    let refused = sandbox.run(&["report", "rank", "-p", "metric=gdp", "-p", "top=0"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("`top=0`: `0` is not a whole number from 1 on"), "{}", refused.stderr);
    let refused = sandbox.run(&["report", "rank", "-p", "metric=gdp", "--as-of", "1990"]).stderr;
    assert!(refused.contains("`gdp` is not one of the choices of `metric`: there are none"), "{refused}");
}

#[test]
fn a_column_may_have_its_other_name() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let sources = String::from_utf8(sandbox.bytes("delta/sources.csv")).expect("a text");
    sandbox.write("delta/sources.csv", sources.replacen("priority", "rank", 1));
    let reply = sandbox.run(&["load", "delta"]);
    assert!(reply.code == 0 && sources.contains("priority"), "{}", reply.stderr);
    let stored = "SELECT count(*) FROM source WHERE priority <> 100";
    assert_eq!(sandbox.run(&["query", stored, "--format", "csv"]).stdout, "count(*)\n2\n");
    sandbox.write("delta/sources.csv", sources.replacen("priority", "priority,rank", 1));
    assert!(sandbox.run(&["check", "delta"]).stderr.contains("error[duplicate-column]"));
}
