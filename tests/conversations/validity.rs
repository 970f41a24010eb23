//! Classifications are data, and places, sectors and enterprises begin, end and have successors.

use crate::sandbox::Sandbox;

fn query(sandbox: &Sandbox, sql: &str) -> Vec<String> {
    let reply = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.lines().skip(1).map(str::to_owned).collect()
}

const SECTORS: &str = "code,name,scheme\n2011-37,Transport equipment,gbt4754-2011\n\
    2017-37,Transport equipment,gbt4754-2017\nlocal-1,Port economy,local\n";

#[test]
fn a_dataset_brings_its_schemes() {
    let sandbox = Sandbox::new();
    let schemes = "code,name,name_zh,version,source\n\
        gbt4754-2011,Industrial classification,国民经济行业分类,GB/T 4754-2011,nbs\n\
        gbt4754-2017,Industrial classification,国民经济行业分类,GB/T 4754-2017,nbs\n";
    let sources = "code,title\nnbs,Industrial classification\n";
    sandbox.write_tables("d", &[("sources", sources), ("schemes", schemes), ("sectors", SECTORS)]);
    let reply = sandbox.run(&["load", "d"]);
    assert!(reply.stderr.contains("6 rows read = 6 inserted"), "{}", reply.stderr);
    // Of the built-in schemes, the file has the one that a sector uses.
    let sql = "SELECT s.code, s.version, q.code FROM scheme AS s LEFT JOIN source AS q USING (source_id) ORDER BY 1";
    let expected = ["gbt4754-2011,GB/T 4754-2011,nbs", "gbt4754-2017,GB/T 4754-2017,nbs", "local,,"];
    assert_eq!(query(&sandbox, sql), expected);
    let bytes = sandbox.bytes("yearbook.db");
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    assert!(sandbox.bytes("yearbook.db") == bytes, "the same once more changes nothing");
    // A built-in scheme may be described by a dataset, before and after it is used.
    sandbox.write_tables("own", &[("schemes", "code,name\nlocal,Groups of our own\nnbs,Groups of the bureau\n")]);
    let reply = sandbox.run(&["load", "own"]);
    assert!(reply.stderr.contains("2 rows read = 1 inserted + 1 revised"), "{}", reply.stderr);
    assert_eq!(query(&sandbox, "SELECT name FROM scheme WHERE code = 'local'"), ["Groups of our own"]);
}

#[test]
fn an_unknown_scheme_is_a_problem_with_a_suggestion() {
    let sandbox = Sandbox::new();
    sandbox.write_tables("d", &[("schemes", "code,name\ngbt4754-2017,2017\n"), ("sectors", SECTORS)]);
    insta::assert_snapshot!(sandbox.talk(&["load", "d"]));
    assert_eq!(sandbox.files(), ["d"]);
}

const REGIONS: &str = "code,name,level,parent,valid_from,valid_until\nN,Ningbo,prefecture,,,\n\
    Y,Yinzhou,district,N,2002-02-01,\nJ,Jiangdong,district,N,,2016-09-13\n\
    FC,Fenghua City,county-level-city,N,,2016-09-13\nFD,Fenghua District,district,N,2016-09-14,\nH,Haishu,district,N,,\n";
const SUCCESSIONS: &str = "region,successor_region,succeeded_on,source,note\nJ,Y,2016-09-14,s,\nFC,FD,2016-09-14,s,\n\
    Y,H,2016-09-14,s,the west\n";
const SOURCES: &str = "code,title,published_on\ns,Reply of the State Council,2016-09-14\n";

#[test]
fn successions_have_a_history_and_can_be_withdrawn() {
    let sandbox = Sandbox::new();
    let all = [("sources", SOURCES), ("regions", REGIONS), ("successions", SUCCESSIONS)];
    sandbox.write_tables("d", &all);
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    // A file without the columns keeps what is stored.
    let regions = "code,name,level,parent\nN,Ningbo,prefecture,\nY,Yinzhou,district,N\nJ,Jiangdong,district,N\n\
        FC,Fenghua City,county-level-city,N\nFD,Fenghua,district,N\nH,Haishu,district,N\n";
    let two = "region,successor_region,succeeded_on,source\nJ,Y,2016-09,s\nFC,FD,2016-09-14,s\n";
    sandbox.write_tables("d", &[("sources", SOURCES), ("regions", regions), ("successions", two)]);
    let reply = sandbox.run(&["load", "d", "--complete"]);
    assert!(reply.stderr.contains("2 revised"), "{}", reply.stderr);
    let rows = "SELECT region, successor_region, succeeded_on FROM succession ORDER BY 1";
    assert_eq!(query(&sandbox, rows), ["FC,FD,2016-09-14", "J,Y,2016-09"]);
    assert_eq!(query(&sandbox, "SELECT name, valid_from FROM region WHERE code = 'FD'"), ["Fenghua,2016-09-14"]);
    let before = sandbox.run(&["query", rows, "--format", "csv", "--at-load", "1"]).stdout;
    assert!(before.ends_with("FC,FD,2016-09-14\nJ,Y,2016-09-14\nY,H,2016-09-14\n"), "{before}");
    let changed = sandbox.run(&["diff", "1", "2", "--rows", "--format", "csv"]).stdout;
    assert!(changed.contains("withdrawn,succession,Y |  |  | H |  | ,note,the west,"), "{changed}");
}

#[test]
fn successions_and_schemes_are_known_from_the_day_of_their_source_on() {
    let sandbox = Sandbox::new();
    let sources = "code,title,published_on\ns,Reply of the State Council,2016-09-14\nc,Classification,2017-06\n";
    let schemes = "code,name,source\nold,Older groups,\nnew,Newer groups,c\n";
    let tables = [("sources", sources), ("regions", REGIONS), ("schemes", schemes), ("successions", SUCCESSIONS)];
    sandbox.write_tables("d", &tables);
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    let sql =
        "SELECT (SELECT count(*) FROM successor) AS successions, (SELECT group_concat(code) FROM scheme) AS schemes";
    for (day, known) in [("2016-09-13", "0,old"), ("2016-09-14", "3,old"), ("2017-06-30", "3,\"new,old\"")] {
        let reply = sandbox.run(&["query", sql, "--format", "csv", "--as-of", day]);
        assert_eq!(reply.stdout.lines().nth(1), Some(known), "{day}: {}", reply.stderr);
    }
}

#[test]
fn wrong_validity_is_a_problem() {
    let sandbox = Sandbox::new();
    let regions = "code,name,level,valid_from,valid_until\na,A,district,2016-09-14,2016-08\nb,B,district,2016,2016-02\n\
        c,C,district,September 2016,\n";
    let successions =
        "region,successor_region,successor_sector,succeeded_on\nb,,b,2016\nb,b,,2016\nb,B2,,2016\nb,,,2016\n";
    sandbox.write_tables("d", &[("regions", regions), ("successions", successions)]);
    insta::assert_snapshot!(sandbox.talk(&["load", "d"]));
}

/// Figures of the districts, each of one year.
fn with_figures() -> Sandbox {
    let sandbox = Sandbox::new();
    let units = "code,name,dimension,factor\nperson,persons,person,1\n";
    let metrics = "code,name,unit,kind,aggregation\npeople,Population,person,count,last\n";
    let enterprises = "code,name,valid_from,valid_until\nold,Old Works,1990,2015-06\nnew,New Works,2015-07-01,\n";
    let successions = "region,successor_region,enterprise,successor_enterprise,succeeded_on,source,locator\n\
        J,Y,,,2016-09-14,s,no. 158\nFC,FD,,,2016-09-14,s,no. 158\nY,H,,,2016-09-14,s,no. 158\n,,old,new,2015-07-01,,\n";
    let observations = "metric,region,enterprise,period,value,source\n\
        people,J,,2015,100,s\npeople,J,,2016,110,s\npeople,J,,2016-09,110,s\npeople,J,,2018,120,s\n\
        people,FD,,2015,50,s\npeople,FC,,2015,50,s\npeople,FD,,2016,51,s\npeople,Y,,2018,300,s\n\
        people,,old,2016,7,s\npeople,,old,2015,8,s\npeople,H,new,2014,9,s\npeople,H,new,2016,9,s\n";
    sandbox.write_tables(
        "d",
        &[
            ("sources", SOURCES),
            ("units", units),
            ("regions", REGIONS),
            ("metrics", metrics),
            ("enterprises", enterprises),
            ("successions", successions),
            ("observations", observations),
        ],
    );
    sandbox
}

#[test]
fn figures_of_what_did_not_exist_are_found() {
    let sandbox = with_figures();
    insta::assert_snapshot!("figures_of_another_time", sandbox.talk(&["check", "d"]));
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    insta::assert_snapshot!("audit_of_validity", sandbox.talk(&["audit", "--rule", "validity", "--format", "csv"]));
    // A figure that is known to be right is an exception.
    let exceptions = "rule,metric,region,period,reason\nvalidity,people,J,2018,counted within its old borders\n";
    sandbox.write_tables("known", &[("audit-exceptions", exceptions)]);
    assert_eq!(sandbox.run(&["load", "known"]).code, 0);
    let reply = sandbox.run(&["audit", "--rule", "validity", "--format", "csv"]);
    assert!(reply.stdout.contains("validity,exception,Population,Jiangdong,2018,,120,"), "{}", reply.stdout);
}

#[test]
fn reports_show_when_a_subject_existed_and_what_followed_it() {
    let sandbox = with_figures();
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    let shown: [&[&str]; 5] = [
        &["trace", "Jiangdong", "2015"],
        &["trace", "Yinzhou", "300"],
        &["report", "profile", "-p", "enterprise=old", "--format", "csv"],
        &["report", "profile", "-p", "enterprise=new", "--format", "csv"],
        &["report", "rank", "-p", "metric=people", "-p", "period=2018", "--format", "csv"],
    ];
    insta::assert_snapshot!("shown_validity", shown.map(|arguments| sandbox.talk(arguments)).join("\n\n"));
}

#[test]
fn the_reference_data_has_the_divisions_of_zhejiang_in_every_year_since_2002() {
    let sandbox = Sandbox::with_demo();
    // As the Ministry of Civil Affairs counts them on the last day of the year.
    for (year, counties, of_ningbo) in
        [(2001, 88, 11), (2002, 88, 11), (2003, 90, 11), (2015, 90, 11), (2016, 89, 10), (2019, 90, 10), (2023, 90, 10)]
    {
        let sql = format!(
            "SELECT count(*), sum(parent = '330200') FROM region
              WHERE level IN ('district', 'county', 'county-level-city') AND parent LIKE '33%'
                AND coalesce(valid_from, '') <= '{year}-12-31' AND coalesce(valid_until, '9') >= '{year}-12-31'"
        );
        assert_eq!(query(&sandbox, &sql), [format!("{counties},{of_ningbo}")], "{year}");
    }
    // What was followed ended on the day before, and what followed began then, unless it went on.
    let sql = "SELECT n.region FROM succession AS n
                 JOIN region AS r ON r.code = n.region JOIN region AS s ON s.code = n.successor_region
                WHERE r.valid_until <> date(n.succeeded_on, '-1 day') OR s.valid_from > n.succeeded_on OR n.source_id IS NULL
                   OR n.locator IS NULL";
    assert_eq!(query(&sandbox, sql), Vec::<String>::new());
    let ended =
        "SELECT count(*) FROM region WHERE valid_until IS NOT NULL AND code NOT IN (SELECT region FROM succession)";
    assert_eq!(query(&sandbox, ended), ["0"]);
}
