//! What files promise when a system call fails, when the program is killed, and when the power is lost: afterwards they are as
//! they were before or as they should be, and the same command then works.
//!
//! The short form of each test, a part of the faults, runs with all others. `cargo test --test tests -- --ignored every_fault`
//! tries every fault; it takes about half an hour.

mod disk;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use rusqlite::Connection;

use self::disk::{Call, Crash, Disk};
use crate::figures::{Figures, Order};
use crate::sandbox::{Sandbox, project};
use crate::stages::schema::write_older;

/// The dataset that most commands load. It needs several hundred pages.
const FIGURES: Figures = Figures { rows: 3000, seed: 3, order: Order::Key, changed: 0 };

/// A command that changes a file.
#[derive(Clone, Copy, Debug)]
struct Change {
    /// Makes what the command finds.
    prepare: fn(&Sandbox),
    arguments: &'static [&'static str],
    target: &'static str,
}

const CHANGES: [Change; 6] = [
    Change { prepare: |_| {}, arguments: &["load", "figures"], target: "yearbook.db" },
    Change {
        prepare: |sandbox| {
            sandbox.write("yearbook.db", "");
        },
        arguments: &["load", "figures"],
        target: "yearbook.db",
    },
    Change {
        prepare: |sandbox| {
            load(sandbox);
            Figures { changed: 10, ..FIGURES }.write(&sandbox.path("figures")).expect("a dataset");
        },
        arguments: &["load", "figures"],
        target: "yearbook.db",
    },
    Change {
        prepare: |sandbox| {
            load(sandbox);
            Figures { rows: 2500, ..FIGURES }.write(&sandbox.path("figures")).expect("a dataset");
        },
        arguments: &["load", "--complete", "figures"],
        target: "yearbook.db",
    },
    Change {
        prepare: |sandbox| write_older(sandbox, "yearbook.db", 3),
        arguments: &["load", "figures"],
        target: "yearbook.db",
    },
    Change {
        prepare: |sandbox| {
            load(sandbox);
            sandbox.write("fact.csv", "old\n");
        },
        arguments: &["query", "SELECT * FROM fact", "-o", "fact.csv"],
        target: "fact.csv",
    },
];

fn load(sandbox: &Sandbox) {
    assert_eq!(sandbox.run(&["load", "figures"]).code, 0);
}

/// What a target holds, in a few words; `None` where it does not exist.
fn state(target: &Path) -> Option<String> {
    if target.extension().is_some_and(|ending| ending == "csv") {
        return std::fs::read_to_string(target).ok();
    }
    if !target.exists() {
        return None;
    }
    let read = || -> rusqlite::Result<String> {
        let connection = Connection::open(target)?;
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            return Ok(format!("{check}, empty"));
        }
        let broken: i64 =
            connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        let sql = "SELECT concat_ws(' ', (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM load),
                                    (SELECT count(*) FROM revision), count(*), total(value)) FROM observation";
        let content: String = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(format!("{check}, {broken} broken, {content}"))
    };
    Some(read().unwrap_or_else(|error| error.to_string()))
}

/// A change, with what its target holds before and after it.
struct Prepared {
    change: Change,
    sandbox: Sandbox,
    before: Option<String>,
    after: Option<String>,
    files_after: Vec<String>,
}

impl Prepared {
    fn new(change: Change) -> Self {
        let sandbox = Sandbox::new();
        FIGURES.write(&sandbox.path("figures")).expect("a dataset");
        (change.prepare)(&sandbox);
        let copy = sandbox.copy();
        let reply = copy.run(change.arguments);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let (before, after) = (state(&sandbox.path(change.target)), state(&copy.path(change.target)));
        assert_ne!(before, after);
        Self { change, sandbox, before, after, files_after: copy.files() }
    }

    /// Runs the command in a copy, with these variables for what stands between it and the C library.
    fn run_in(&self, copy: &Sandbox, variables: &[(&str, &str)]) -> Output {
        let mut command = copy.command(self.change.arguments);
        command.env("LD_PRELOAD", shim()).envs(variables.iter().copied());
        command.output().expect("the program runs")
    }

    /// How many calls of the command change files.
    fn calls(&self) -> usize {
        let outside = Sandbox::new();
        let count = outside.path("count").display().to_string();
        self.run_in(&self.sandbox.copy(), &[("FAULT_COUNT", &count)]);
        outside.read("count").parse().expect("a number")
    }

    /// Runs the command with a fault at one of its calls.
    fn fault(&self, kind: &str, at: usize) {
        let Self { change, before, after, .. } = self;
        let sandbox = self.sandbox.copy();
        let output = self.run_in(&sandbox, &[("FAULT_KIND", kind), ("FAULT_AT", &at.to_string())]);
        let said = String::from_utf8_lossy(&output.stderr);
        let place = format!("{kind} at {at} of {}: {said}", change.arguments.join(" "));
        assert!(!said.contains("panicked"), "{place}");
        let found = state(&sandbox.path(change.target));
        match output.status.code() {
            Some(0) => assert_eq!(found, *after, "{place}"),
            // A command that says that it failed has changed nothing.
            Some(3) => assert!(found == *before && said.starts_with("error: "), "{found:?} {place}"),
            None => assert!(kind == "kill" && (found == *before || found == *after), "{found:?} {place}"),
            Some(_) => panic!("{place}"),
        }
        let again = sandbox.run(change.arguments);
        assert_eq!(again.code, 0, "{place}: {}", again.stderr);
        assert_eq!(state(&sandbox.path(change.target)), *after, "{place}");
        assert_eq!(sandbox.files(), self.files_after, "{place}");
    }

    /// Loses the power after some of the calls, and returns the states of the target that are neither the old nor the new one.
    fn lose_power(&self, crash: Crash, step: usize, tries: u64) -> Vec<String> {
        let outside = Sandbox::new();
        let log = outside.path("log").display().to_string();
        let sandbox = self.sandbox.copy();
        let start = Disk::of(&sandbox.path(""));
        assert!(self.run_in(&sandbox, &[("FAULT_LOG", &log)]).status.success());
        let calls = Call::read_all(&outside.bytes("log"), &sandbox.path(""));
        let mut wrong = Vec::new();
        // A new name is given at the end.
        for (end, tries) in (1..calls.len()).step_by(step).map(|end| (end, tries)).chain([(calls.len(), 20 * tries)]) {
            for seed in 0..tries {
                let place = Sandbox::new();
                start.after(&calls[..end], crash, seed).write(&place.path(""));
                let found = state(&place.path(self.change.target));
                if found != self.before && found != self.after {
                    wrong.push(format!("after {end} of {} calls, {seed}: {found:?}", calls.len()));
                }
            }
        }
        wrong
    }
}

/// The library that stands between the program and the C library.
fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shim.so");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut compile = Command::new(compiler);
        compile.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&library);
        let compiled = compile.arg(project().join("tests/faults/shim.c")).arg("-ldl").status();
        assert!(compiled.expect("the C compiler runs").success());
        library
    })
}

/// Tries each kind of fault at every `step`th call of every change, and returns how many.
fn try_faults(step: usize) -> usize {
    let mut tried = 0;
    for (number, change) in CHANGES.into_iter().enumerate() {
        let prepared = Prepared::new(change);
        let calls = prepared.calls();
        for (offset, kind) in ["error", "full", "short", "kill"].into_iter().enumerate() {
            // Each change and kind begins at another call.
            for at in (1 + (number + offset) % step..=calls).step_by(step) {
                prepared.fault(kind, at);
                tried += 1;
            }
        }
    }
    tried
}

fn try_losses_of_power(step: usize, tries: u64) {
    for change in CHANGES {
        let prepared = Prepared::new(change);
        let wrong = prepared.lose_power(Crash::Honest, step, tries);
        assert!(wrong.is_empty(), "{change:?}: {wrong:#?}");
        // Where nothing is synced, files are damaged: otherwise this test could not find anything.
        let wrong = prepared.lose_power(Crash::WithoutSyncs, step, tries);
        assert!(!wrong.is_empty(), "{change:?}");
    }
}

#[test]
fn after_a_fault_a_file_is_as_it_was_or_as_it_should_be() {
    try_faults(29);
}

#[test]
fn after_a_loss_of_power_a_file_is_as_it_was_or_as_it_should_be() {
    try_losses_of_power(3, 1);
}

#[test]
fn no_command_releases_a_lock_that_sqlite_holds() {
    let sandbox = Sandbox::with_demo();
    // A report is compiled on a second connection to the database.
    let report = "-- name: mine\n-- title: x\n-- description: x\n-- columns: a\nselect 1 as a";
    sandbox.write_delta().write("delta/reports/mine.sql", report);
    let run = |program: &mut Command| {
        let output = program.env("LD_PRELOAD", shim()).output().expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let loses = "import sqlite3\n\
                 db = sqlite3.connect('yearbook.db')\n\
                 db.execute('begin immediate')\n\
                 open('yearbook.db').close()";
    let (code, said) = run(Command::new("python3").args(["-c", loses]).current_dir(sandbox.path("")));
    assert!(code == Some(70) && said.starts_with("a lock is lost on "), "{code:?} {said}");
    let demo = sandbox.bytes("yearbook.db");
    for (mode, stays) in [("delete", false), ("wal", false), ("wal", true)] {
        for commands in [
            [&["demo", "yearbook.db"][..], &["init"], &["query", "SELECT * FROM fact", "-o", "fact.csv"]],
            [&["check", "delta"], &["load", "delta"], &["load", "delta"]],
            [&["load", "delta"], &["diff", "0", "1"], &["diff", "1", "yearbook.db"]],
            [&["diff", "yearbook.db", "yearbook.db"], &["audit"], &["rejects"]],
        ] {
            sandbox.write("yearbook.db", &demo);
            // A connection in WAL mode holds a lock for as long as it is open.
            let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
            other.pragma_update(None, "journal_mode", mode).expect("the mode");
            let other = Some(other).filter(|_| stays);
            for arguments in commands {
                let (code, said) = run(&mut sandbox.command(arguments));
                assert!(matches!(code, Some(0 | 1)), "{mode} {arguments:?}: {code:?} {said}");
            }
            drop(other);
        }
    }
}

/// Runs each change with less and less of something, until it fails even to start; returns the exit codes.
fn run_short_of(
    limits: impl Iterator<Item = String> + Clone,
    command: impl Fn(&Sandbox, &str, &[&str]) -> Command,
) -> Vec<i32> {
    let mut codes = Vec::new();
    for change in CHANGES {
        let prepared = Prepared::new(change);
        for limit in limits.clone() {
            let sandbox = prepared.sandbox.copy();
            let output = command(&sandbox, &limit, change.arguments).output().expect("the program runs");
            let said = String::from_utf8_lossy(&output.stderr);
            let place = format!("{limit} of {}: {said}", change.arguments.join(" "));
            // The standard library itself ends the program where a thread that has started gets no memory for its signals.
            if said.contains("failed to allocate an alternative stack") {
                assert_eq!(state(&sandbox.path(change.target)), prepared.before, "{place}");
                continue;
            }
            let code = output.status.code().unwrap_or_else(|| panic!("{place}"));
            assert!(!said.contains("panicked") && (code == 0 || code == 3 && !said.is_empty()), "{code} {place}");
            let expected = if code == 0 { &prepared.after } else { &prepared.before };
            assert_eq!(state(&sandbox.path(change.target)), *expected, "{place}");
            codes.push(code);
        }
    }
    codes
}

/// The program in a shell that limits what it may take.
fn limited(sandbox: &Sandbox, limit: &str, arguments: &[&str]) -> Command {
    let program = sandbox.command(&[]).get_program().to_owned();
    let mut command = sandbox.command(&[]);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")]).arg(program).args(arguments);
    shell.current_dir(sandbox.path("")).env_clear().stdin(std::process::Stdio::null());
    shell.envs(command.env("RUST_BACKTRACE", "0").get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

#[test]
fn fewer_threads_do_and_without_any_a_load_fails_in_order() {
    let codes = run_short_of((0..6).map(|threads: u64| threads.to_string()), |sandbox, threads, arguments| {
        let mut command = sandbox.command(arguments);
        command.env("LD_PRELOAD", shim()).env("FAULT_THREADS", threads);
        command
    });
    assert!(codes.contains(&0) && codes.contains(&3), "{codes:?}");
}

/// The least of something with which the program starts.
fn least(option: &str, step: usize) -> usize {
    let sandbox = Sandbox::new();
    let starts = |most: &usize| {
        let mut version = limited(&sandbox, &format!("{option} {most}"), &["--version"]);
        version.output().expect("the program runs").status.success()
    };
    (step..).step_by(step).find(starts).expect("enough")
}

#[test]
fn without_file_handles_a_command_fails_in_order() {
    let least = least("-n", 1);
    let codes = run_short_of((least..least + 8).map(|handles| format!("-n {handles}")), limited);
    assert!(codes.contains(&0) && codes.contains(&3), "{codes:?}");
}

#[test]
fn without_memory_a_command_fails_in_order() {
    let least = least("-v", 1000);
    let codes = run_short_of((0..20).map(|step| format!("-v {}", least + 500 + 2000 * step)), limited);
    assert!(codes.contains(&0) && codes.contains(&3), "{codes:?}");
}

#[test]
fn a_wide_file_takes_memory_in_proportion_to_its_size() {
    let sandbox = Sandbox::new();
    // Months, and columns that go into the breakdown.
    let month = |number: u32| format!("{}-{:02}", 1600 + number / 12, number % 12 + 1);
    let header: Vec<String> = (0..4000).flat_map(|number| [format!("code {number}"), month(number)]).collect();
    let row = |region: u32| format!("r{region}{}\n", ",7".repeat(header.len()));
    sandbox.write("wide.csv", format!("region,{}\n{}", header.join(","), (0..5).map(row).collect::<String>()));
    let load =
        limited(&sandbox, "-v 300000", &["load", "--create", "all", "wide.csv"]).output().expect("the program runs");
    assert!(load.status.success(), "{}", String::from_utf8_lossy(&load.stderr));
}

#[test]
#[ignore = "takes half an hour"]
fn every_fault_and_many_losses_of_power() {
    let tried = try_faults(1);
    assert!(tried > 1000, "{tried}");
    try_losses_of_power(1, 20);
}
