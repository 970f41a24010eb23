//! `export --to sdmx-csv`: one message of all figures, which loads again.

use crate::sandbox::Sandbox;

/// What a figure is, without the numbers of its rows and the names of its codes.
const FIGURES: &str = "SELECT metric, region, sector, enterprise, breakdown, period, period_inferred, comparator, value, upper, \
                       unit, status, source, published_on, locator, note, reported, kind FROM fact \
                       ORDER BY metric, region, sector, enterprise, breakdown, period, source";

fn figures(sandbox: &Sandbox, db: &str) -> String {
    let reply = sandbox.run(&["--db", db, "query", FIGURES, "--format", "csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout
}

/// A database with what a message can say: bounds, a range, a missing value, a forecast, breakdowns, periods of all kinds, two
/// sources of one figure and two editions of one source.
fn with_all_kinds() -> Sandbox {
    let sandbox = Sandbox::new();
    let rows = "metric,region,sector,enterprise,breakdown,period,value,unit,status,source,locator,note,reported\n\
                jobs,here,,,,2023,>8800,,,s,table 1,,\n\
                jobs,here,,,,2023,8850,,,t,,,\n\
                jobs,here,,,,2024-H1,35..68,,F,s,,\"a, \"\"b\"\"\",\n\
                jobs,here,,,,2024-Q2,,,Q,s,,,\n\
                jobs,here,goods,,,2024-01/2024-05,~5,thousand,,s,,,5 thousand\n\
                jobs,here,,,,2020/2022,<=3.25,,,s,,,\n\
                jobs,here,,,,2024-W07,-4.5,,,s,,,\n\
                jobs,here,,,,2024-03-05/2024-03-11,0.1,,,s,,,\n\
                jobs,,,firm,\"sex=F;size=50=\",2024-06-30,8.17e-05,,E,s,,,\n\
                jobs,,,firm,sex=M,2024-06,7,,,s,,,\n\
                jobs,,,firm,sex=M,2024-07,8,,,s,NaN,_Z,_Z\n";
    let rows = rows.replace("size=50=", r"size=\=50");
    let tables = [
        ("sources", "code,title,publisher,published_on\ns,Survey,Office,2025-02\nt,Tables,,2025\n"),
        ("units", "code,name,dimension,factor\npersons,Persons,persons,1\nthousand,Thousand,persons,1000\n"),
        ("metrics", "code,name,unit,kind,decimals\njobs,Jobs,persons,level,1\n"),
        ("regions", "code,name,level\nhere,Here,city\n"),
        ("sectors", "code,name,scheme\ngoods,Goods,local\n"),
        ("enterprises", "code,name\nfirm,Firm\n"),
        ("observations", &rows),
    ];
    sandbox.write_tables("town", &tables);
    let loaded = sandbox.run(&["load", "town"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    sandbox
}

#[test]
fn every_figure_is_an_observation_of_one_dataflow() {
    let sandbox = with_all_kinds();
    let later = [
        ("sources", "code,title,publisher,published_on\ns,Survey,Office,2025-08\n"),
        ("observations", "metric,region,period,value,source\njobs,here,2025,9000,s\n"),
    ];
    sandbox.write_tables("later", &later);
    let loaded = sandbox.run(&["load", "later"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    let reply = sandbox.run(&["export", "jobs.csv", "--to", "sdmx-csv"]);
    assert_eq!((reply.code, reply.stdout.as_str()), (0, ""), "{}", reply.stderr);
    insta::assert_snapshot!("message", format!("{}---\n{}", sandbox.read("jobs.csv"), reply.stderr));
    let again = sandbox.run(&["export", "jobs.csv", "--to", "sdmx-csv"]).stderr;
    assert!(again.starts_with("exported 12 figures to jobs.csv: 0 files written, 1 unchanged\n"), "{again}");
    let refused = sandbox.run(&["--db", "again.db", "load", "--create", "all", "jobs.csv"]);
    assert!(refused.code == 1 && refused.stderr.contains("error[two-dates]"), "{}", refused.stderr);
}

#[test]
fn the_message_loads_again_with_the_same_figures() {
    let sandbox = with_all_kinds();
    assert_eq!(sandbox.run(&["export", "jobs.csv", "--to", "sdmx-csv"]).code, 0);
    let loaded = sandbox.run(&["--db", "again.db", "load", "--create", "all", "jobs.csv"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    assert_eq!(figures(&sandbox, "again.db"), figures(&sandbox, "yearbook.db"));
    assert_eq!(sandbox.run(&["--db", "again.db", "export", "again.csv", "--to", "sdmx-csv"]).code, 0);
    assert_eq!(sandbox.read("again.csv"), sandbox.read("jobs.csv"));
    // The codes that the database knows are those of the message.
    let loaded = sandbox.run(&["load", "jobs.csv"]);
    assert!(loaded.stderr.contains("0 inserted + 0 revised + 11 unchanged"), "{}", loaded.stderr);
}

#[test]
fn the_figures_of_the_demo_come_back() {
    let sandbox = Sandbox::with_demo();
    let reply = sandbox.run(&["export", "ningbo.csv", "--to", "sdmx-csv"]);
    assert!(reply.stderr.contains("29 statements without a number"), "{}", reply.stderr);
    let loaded = sandbox.run(&["--db", "again.db", "load", "--create", "all", "ningbo.csv"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    assert_eq!(figures(&sandbox, "again.db"), figures(&sandbox, "yearbook.db"));
}

#[test]
fn a_part_is_exported_and_what_is_wrong_is_refused() {
    let sandbox = with_all_kinds();
    let part = ["export", "part.csv", "--to", "sdmx-csv", "--enterprise", "firm", "--as-of", "2025-03-01"];
    assert_eq!(sandbox.run(&part).code, 0);
    let message = sandbox.read("part.csv");
    assert_eq!(message.lines().count(), 4, "{message}");
    // A key that no figure of the part has is no dimension of it.
    assert_eq!(sandbox.run(&["export", "tables.csv", "--to", "sdmx-csv", "--source", "t"]).code, 0);
    assert!(sandbox.read("tables.csv").contains("ENTERPRISE,SOURCE,TIME_PERIOD"), "{}", sandbox.read("tables.csv"));
    let wrong = ["export", "part.xlsx", "--to", "sdmx-csv"];
    assert_eq!(sandbox.run(&wrong).code, 2);
    let rows = "metric,region,breakdown,period,value,source\njobs,here,SOURCE=x,2025,1,s\n";
    sandbox.write_tables("odd", &[("observations", rows)]);
    assert_eq!(sandbox.run(&["load", "odd"]).code, 0);
    insta::assert_snapshot!("key_is_component", sandbox.talk(&["export", "odd.csv", "--to", "sdmx-csv"]));
    let rows = "metric,region,breakdown,period,value,source\njobs,here,sex=_Z,2025,1,t\n";
    sandbox.write_tables("odd", &[("observations", rows)]);
    assert_eq!(sandbox.run(&["load", "odd"]).code, 0);
    insta::assert_snapshot!(
        "code_is_marker",
        sandbox.talk(&["export", "odd.csv", "--to", "sdmx-csv", "--source", "t"])
    );
}
