//! What a file promises while it is being loaded: a kill, a full disk, a reader, a second load and Ctrl-C leave the old
//! file or the new one.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::figures::{Figures, Order};
use crate::sandbox::Sandbox;

/// A dataset that takes some time to load.
const FIGURES: Figures = Figures { rows: 60_000, seed: 7, order: Order::Shuffled, changed: 0 };

fn write(sandbox: &Sandbox, folder: &str, figures: Figures) {
    figures.write(&sandbox.path(folder)).expect("a dataset");
}

fn start(sandbox: &Sandbox, arguments: &[&str]) -> Child {
    let mut command = sandbox.command(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs")
}

/// What a database holds, in two numbers and a sum; `None` where there is none.
fn content(db: &Path) -> Option<(i64, i64, f64)> {
    if !db.exists() {
        return None;
    }
    let connection = Connection::open(db).expect("the database");
    let check = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, String>(0));
    assert_eq!(check("PRAGMA integrity_check").expect("a check"), "ok");
    assert!(check("PRAGMA foreign_key_check").is_err(), "no row refers to nothing");
    let sql = "SELECT count(*), (SELECT count(*) FROM revision), total(value) FROM observation";
    Some(connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("a content"))
}

/// The files that a load may touch, with their sizes.
fn visible(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let names = sandbox.files().into_iter().filter(|name| name.contains("yearbook.db"));
    // A file may be gone between the two looks.
    names.filter_map(|name| Some((name.clone(), std::fs::metadata(sandbox.path(&name)).ok()?.len()))).collect()
}

/// Waits until so many changes of the files have been seen; false if the program ended before.
fn changes_are_seen(sandbox: &Sandbox, child: &mut Child, changes: usize) -> bool {
    let (mut last, mut left) = (visible(sandbox), changes);
    while left > 0 && child.try_wait().expect("a state").is_none() {
        let now = visible(sandbox);
        if now != last {
            (last, left) = (now, left - 1);
        }
        std::thread::sleep(Duration::from_micros(100));
    }
    left == 0
}

/// Kills a load after the first change of the files that can be seen, then after later and later ones, until it ends before.
fn kill_at_every_change(sandbox: &Sandbox, old: Option<&str>, dataset: &str) {
    let db = sandbox.path("yearbook.db");
    let restore = || match old {
        Some(old) => std::fs::copy(sandbox.path(old), &db).map(drop).expect("a copy"),
        None => drop(std::fs::remove_file(&db)),
    };
    restore();
    let before = content(&db);
    assert_eq!(sandbox.run(&["load", dataset]).code, 0);
    let after = content(&db);
    assert!(before != after);
    let bytes = sandbox.bytes("yearbook.db");
    let (mut killed, mut changes) = (0, 1);
    loop {
        restore();
        let mut child = start(sandbox, &["load", dataset]);
        if !changes_are_seen(sandbox, &mut child, changes) {
            break;
        }
        changes += 1 + changes / 3;
        child.kill().expect("a kill");
        child.wait().expect("an end");
        killed += 1;
        let found = content(&db);
        assert!(found == before || found == after, "kill {killed}: {found:?} is neither {before:?} nor {after:?}");
    }
    assert!(killed >= 3, "the load was killed {killed} times");
    // The next run removes what the killed ones left.
    restore();
    assert_eq!(sandbox.run(&["load", dataset]).code, 0);
    assert!(sandbox.bytes("yearbook.db") == bytes);
    assert_eq!(visible(sandbox).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["yearbook.db"]);
}

#[test]
fn a_first_load_that_is_killed_leaves_nothing_or_all() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", FIGURES);
    kill_at_every_change(&sandbox, None, "figures");
}

#[test]
fn a_revising_load_that_is_killed_leaves_the_old_or_the_new() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", FIGURES);
    write(&sandbox, "changed", Figures { changed: 20, ..FIGURES });
    assert_eq!(sandbox.run(&["--db", "old.db", "load", "figures"]).code, 0);
    kill_at_every_change(&sandbox, Some("old.db"), "changed");
}

#[test]
fn a_load_into_a_file_without_figures_that_is_killed_leaves_the_old_or_the_new() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", FIGURES);
    assert_eq!(sandbox.run(&["--db", "old.db", "init"]).code, 0);
    kill_at_every_change(&sandbox, Some("old.db"), "figures");
}

/// Runs a shell script in a folder of its own file system with so many kilobytes.
#[cfg(target_os = "linux")]
fn on_a_small_disk(sandbox: &Sandbox, kilobytes: u32, script: &str) -> String {
    let script = format!("mount -t tmpfs -o size={kilobytes}k tmpfs small && cd small && {{ {script}; }} 2>&1");
    std::fs::create_dir_all(sandbox.path("small")).expect("a folder");
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .current_dir(sandbox.path("."))
        .env("YEARBOOK", env!("CARGO_BIN_EXE_yearbook"))
        .output()
        .expect("unshare is installed");
    let refused = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        refused.is_empty(),
        "file systems of one's own must be allowed, as in a container with --privileged: {refused}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_file() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", FIGURES);
    write(&sandbox, "changed", Figures { changed: 2, ..FIGURES });
    assert_eq!(sandbox.run(&["--db", "old.db", "load", "figures"]).code, 0);
    let size = u32::try_from(sandbox.bytes("old.db").len() / 1024).expect("a size");
    let first = "$YEARBOOK load ../figures; echo exit $?; ls -A";
    let later = "cp ../old.db yearbook.db; $YEARBOOK load ../changed; echo exit $?; ls -A; cmp yearbook.db ../old.db && echo same";
    let told = "error: the disk is full: yearbook.db was not changed\n  help: free some space and try again\nexit 3\n";
    assert_eq!(on_a_small_disk(&sandbox, size / 2, first), told);
    assert_eq!(on_a_small_disk(&sandbox, size + size / 20, later), format!("{told}yearbook.db\nsame\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_sort_that_fills_the_disk_is_an_error() {
    let sandbox = Sandbox::with_demo();
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)";
    let sort = format!("{numbers} SELECT printf('%0100d', i) AS text FROM n ORDER BY -i");
    let script = format!(
        "SQLITE_TMPDIR=. $YEARBOOK --db ../yearbook.db query \"{sort}\" --output ../rows.csv; echo exit $?; ls -A"
    );
    let told = "error: the disk has no room for the temporary files of the statement\n  help: free some space, or set SQLITE_TMPDIR to a folder on another disk\nexit 3\n";
    assert_eq!(on_a_small_disk(&sandbox, 1000, &script), told);
    assert_eq!(sandbox.files(), ["small", "yearbook.db"]);
}

#[test]
fn eight_readers_see_the_old_content_until_the_new_is_there() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", FIGURES);
    write(&sandbox, "changed", Figures { changed: 20, ..FIGURES });
    assert_eq!(sandbox.run(&["load", "figures"]).code, 0);
    let sql = "SELECT (SELECT count(*) FROM revision) AS revisions, total(value) AS total FROM observation";
    // Each time by another process: SQLite lets the threads of one process hold a lock in turn for as long as they like.
    let read = || {
        let reply = sandbox.run(&["query", sql, "--format", "csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stdout
    };
    let old = read();
    let has_ended = AtomicBool::new(false);
    let watch = || {
        let mut seen = vec![old.clone()];
        while !has_ended.load(Ordering::Relaxed) {
            seen.push(read());
        }
        seen.push(read());
        seen.dedup();
        seen
    };
    let seen: Vec<Vec<String>> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..8).map(|_| scope.spawn(watch)).collect();
        let load = sandbox.run(&["load", "changed"]);
        has_ended.store(true, Ordering::Relaxed);
        assert_eq!(load.code, 0, "{}", load.stderr);
        readers.into_iter().map(|reader| reader.join().expect("a reader")).collect()
    });
    let new = read();
    assert!(seen.iter().all(|seen| *seen == [old.clone(), new.clone()]), "{seen:?}");
}

#[test]
fn of_two_first_loads_at_once_none_is_lost_and_none_is_mixed() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", FIGURES);
    let loads = [start(&sandbox, &["load", "figures"]), start(&sandbox, &["load", "figures"])];
    let ends = loads.map(|load| load.wait_with_output().expect("an end"));
    assert!(ends.iter().any(|end| end.status.success()));
    for end in ends {
        let told = String::from_utf8_lossy(&end.stderr).into_owned();
        // One that waited finds the file, and one that began in the same moment finds out at its end.
        let found = ["load 1: figures into yearbook.db\n", "unchanged: yearbook.db holds all of figures already\n"];
        let expected: &[&str] = match end.status.code() {
            Some(0) => &found,
            _ => &[
                "error: another program has created yearbook.db in the meantime\n",
                "error: another program is building",
            ],
        };
        assert!(expected.iter().any(|start| told.starts_with(start)), "{told}");
    }
    assert_eq!(content(&sandbox.path("yearbook.db")).map(|(figures, ..)| figures), Some(60_000));
    assert_eq!(sandbox.files(), ["figures", "yearbook.db"]);
}

#[test]
fn a_load_waits_for_a_program_that_is_building_the_same_file_and_for_no_other() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let lock = |name: &str| {
        let file = std::fs::File::create(sandbox.path(name)).expect("a file");
        file.lock().expect("a lock");
        file
    };
    let other = lock(".yearbook.db.other.aBcDeF.lock");
    let own = lock(".yearbook.db.aBcDeF.lock");
    sandbox.write(".yearbook.db.aBcDeF.part", "half a file");
    for command in [&["load", "delta"][..], &["init"]] {
        let refused = sandbox.run(command);
        let told = "error: another program is building yearbook.db\n  help: try again when that program has ended\n";
        assert_eq!((refused.code, refused.stderr.as_str()), (3, told));
    }
    drop(own);
    let loaded = sandbox.run(&["load", "delta"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    assert_eq!(sandbox.files(), [".yearbook.db.other.aBcDeF.lock", "delta", "yearbook.db"]);
    drop(other);
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill").success());
}

/// Waits until a load keeps other writers out of a file.
fn wait_for_lock(db: &Path) {
    let other = Connection::open(db).expect("the database");
    other.busy_timeout(Duration::ZERO).expect("no patience");
    while other.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_ok() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_load_and_takes_it_back() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", Figures { rows: 300_000, ..FIGURES });
    let db = sandbox.path("yearbook.db");
    for is_there in [false, true] {
        if is_there {
            assert_eq!(sandbox.run(&["init"]).code, 0);
        }
        let before = content(&db);
        let mut child = start(&sandbox, &["load", "figures"]);
        match is_there {
            true => wait_for_lock(&db),
            false => assert!(changes_are_seen(&sandbox, &mut child, 2)),
        }
        signal(&child, "-INT");
        let end = child.wait_with_output().expect("an end");
        let told = String::from_utf8_lossy(&end.stderr).into_owned();
        assert_eq!((end.status.code(), told.as_str()), (Some(130), "error: interrupted: nothing was changed\n"));
        assert_eq!(content(&db), before);
        assert!(!sandbox.files().iter().any(|name| name.ends_with(".part")), "{:?}", sandbox.files());
    }
}

/// Waits until a program has a file open.
#[cfg(target_os = "linux")]
fn wait_for_opening(child: &Child, file: &Path) {
    let file = std::fs::canonicalize(file).expect("the file");
    let is_open = || {
        let handles = std::fs::read_dir(format!("/proc/{}/fd", child.id())).expect("its open files");
        handles.flatten().any(|handle| std::fs::read_link(handle.path()).is_ok_and(|open| open == file))
    };
    while !is_open() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_the_wait_for_another_program() {
    use std::os::unix::process::ExitStatusExt;
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    let db = sandbox.path("yearbook.db");
    let other = Connection::open(&db).expect("the database");
    for lock in ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"] {
        other.execute_batch(lock).expect("a lock");
        for (command, name) in [
            (&["load", "delta"][..], "-INT"),
            (&["load", "delta"], "-TERM"),
            (&["check", "delta"], "-INT"),
            // Without a handler, a program that a shell has started in the background ignores SIGINT.
            (&["query", "SELECT * FROM fact"], "-TERM"),
            (&["query", "SELECT * FROM fact", "-o", "fact.csv"], "-TERM"),
        ] {
            if lock == "BEGIN IMMEDIATE" && command[0] != "load" {
                // A program that has not written yet keeps no reader out.
                continue;
            }
            let child = start(&sandbox, command);
            wait_for_opening(&child, &db);
            let sent = Instant::now();
            signal(&child, name);
            let end = child.wait_with_output().expect("an end");
            assert!(sent.elapsed() < Duration::from_secs(3), "{command:?} waited for {:?}", sent.elapsed());
            let told = String::from_utf8_lossy(&end.stderr).into_owned();
            // A query that has written nothing has no handler, and ends by the signal itself.
            match end.status.signal() {
                Some(ended) => assert!(command[0] == "query" && ended == 15, "{command:?} {ended}"),
                None => {
                    let expected = (Some(130), "error: interrupted: nothing was changed\n");
                    assert_eq!((end.status.code(), told.as_str()), expected, "{command:?}");
                }
            }
        }
        other.execute_batch("ROLLBACK").expect("no lock");
    }
    assert_eq!(sandbox.files(), ["delta", "yearbook.db"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_load_whose_terminal_closes_leaves_no_draft() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", Figures { rows: 300_000, ..FIGURES });
    let mut load = Command::new("env");
    load.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_yearbook"), "load", "figures"]);
    load.current_dir(sandbox.path("")).stderr(Stdio::piped());
    let mut child = load.spawn().expect("env runs");
    assert!(changes_are_seen(&sandbox, &mut child, 2));
    signal(&child, "-HUP");
    let end = child.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&end.stderr).into_owned();
    assert_eq!((end.status.code(), told.as_str()), (Some(130), "error: interrupted: nothing was changed\n"));
    assert_eq!(sandbox.files(), ["figures"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_load_outlives_its_terminal_where_that_is_wanted() {
    let sandbox = Sandbox::new();
    write(&sandbox, "figures", Figures { rows: 300_000, ..FIGURES });
    let script = format!("trap '' HUP; exec {} load figures", env!("CARGO_BIN_EXE_yearbook"));
    let mut load = Command::new("sh");
    load.args(["-c", &script]).current_dir(sandbox.path("")).stderr(Stdio::null());
    let mut child = load.spawn().expect("a shell");
    assert!(changes_are_seen(&sandbox, &mut child, 1));
    signal(&child, "-HUP");
    assert!(child.wait().expect("an end").success());
    assert_eq!(content(&sandbox.path("yearbook.db")).map(|(figures, ..)| figures), Some(300_000));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_query_and_leaves_no_draft_of_its_file() {
    let sandbox = Sandbox::with_demo();
    let rows = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n";
    let one_call = "SELECT instr(printf('%.*c', 16000000, 'a'), printf('%.*c', 8000000, 'a') || 'b')";
    for endless in [rows.to_owned(), format!("{rows} ORDER BY -n"), one_call.to_owned()] {
        let child = start(&sandbox, &["query", &endless, "--timeout", "60", "--output", "endless.csv"]);
        // The draft of its file.
        while sandbox.files().len() == 1 {
            std::thread::sleep(Duration::from_millis(1));
        }
        signal(&child, "-INT");
        let end = child.wait_with_output().expect("an end");
        let told = String::from_utf8_lossy(&end.stderr).into_owned();
        assert_eq!((end.status.code(), told.as_str()), (Some(130), "error: interrupted: nothing was changed\n"));
        assert_eq!(sandbox.files(), ["yearbook.db"]);
    }
}

#[test]
fn the_datasets_of_benches_are_right() {
    let sandbox = Sandbox::new();
    for order in [Order::Key, Order::Shuffled] {
        write(&sandbox, "figures", Figures { order, rows: 10_000, ..FIGURES });
        assert_eq!(sandbox.run(&["check", "figures"]).code, 0);
    }
}
