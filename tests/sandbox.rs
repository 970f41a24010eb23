//! A sealed place to talk to the program in: an empty folder, no environment but ours.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// The folder of the project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file or folder of real data, which is no part of the project: in `../shared`, or where `YEARBOOK_SHARED` says. Tests that
/// need it are ignored, and run by `cargo test -- --ignored`.
pub(crate) fn shared(path: &str) -> PathBuf {
    let folder = std::env::var_os("YEARBOOK_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    folder.join(path)
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An empty folder that goes away with its owner.
pub(crate) struct Sandbox {
    folder: TempDir,
}

/// A whole conversation: what was typed, what came back on each stream, and the exit code.
pub(crate) struct Reply {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A sandbox with the demo's database in `yearbook.db`.
    pub(crate) fn with_demo() -> Self {
        let sandbox = Self::new();
        let reply = sandbox.run(&["demo", "yearbook.db"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        sandbox
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    /// Writes a dataset of these tables, each with the text of its file.
    pub(crate) fn write_tables<T: AsRef<str>>(&self, dataset: &str, tables: &[(&str, T)]) -> &Self {
        let resources = tables.iter().map(|(table, text)| {
            self.write(&format!("{dataset}/{table}.csv"), text.as_ref());
            format!(r#"{{"name": "{table}", "path": "{table}.csv"}}"#)
        });
        let resources = resources.collect::<Vec<_>>().join(", ");
        self.write(
            &format!("{dataset}/datapackage.json"),
            format!(r#"{{"name": "{dataset}", "resources": [{resources}]}}"#),
        )
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a file")
    }

    /// The names of all files, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        // What the program keeps of a person, not of a dataset.
        names.retain(|name| name != ".state");
        names.sort_unstable();
        names
    }

    /// The program, ready to run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yearbook"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("SOURCE_DATE_EPOCH", "1755043200")
            .env("XDG_STATE_HOME", self.path(".state"))
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Reply {
        Reply::of(&self.command(arguments).output().expect("the program runs"))
    }

    /// Runs with a text on standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Reply {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("the input is read");
        Reply::of(&child.wait_with_output().expect("the program ends"))
    }

    /// Everything that a person sees of one command.
    pub(crate) fn talk(&self, arguments: &[&str]) -> String {
        self.talk_by(&mut self.command(arguments), arguments)
    }

    /// The same of a command that permissions bind, as they bind everybody but the root user.
    #[cfg(target_os = "linux")]
    pub(crate) fn talk_without_privileges(&self, arguments: &[&str]) -> String {
        use std::os::unix::fs::MetadataExt;
        let command = self.command(arguments);
        if std::fs::metadata(self.path("")).expect("the folder").uid() != 0 {
            return self.talk(arguments);
        }
        let mut bound = Command::new("setpriv");
        bound.args(["--bounding-set", "-dac_override,-dac_read_search"]).arg(command.get_program()).args(arguments);
        bound.current_dir(self.path("")).envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        self.talk_by(bound.stdin(Stdio::null()), arguments)
    }

    fn talk_by(&self, command: &mut Command, arguments: &[&str]) -> String {
        let reply = Reply::of(&command.output().expect("the program runs"));
        let mut text = format!("$ yearbook {}\n", arguments.join(" "));
        for (name, stream) in [("stdout", &reply.stdout), ("stderr", &reply.stderr)] {
            if !stream.is_empty() {
                write!(text, "--- {name}\n{stream}").expect("a text");
            }
        }
        write!(text, "--- exit {}", reply.code).expect("a text");
        text.replace(&self.folder.path().display().to_string(), "[folder]")
            .replace(&project().display().to_string(), "[project]")
    }

    /// A small dataset, right in every cell: three regions, five enterprises, two metrics, two years.
    pub(crate) fn write_delta(&self) -> &Self {
        self.write_dataset("delta")
    }

    /// Another sandbox with the same files.
    pub(crate) fn copy(&self) -> Self {
        fn copy_files(from: &Path, to: &Path) {
            for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
                let copy = to.join(entry.file_name());
                if entry.file_type().expect("a type").is_dir() {
                    std::fs::create_dir(&copy).expect("a folder");
                    copy_files(&entry.path(), &copy);
                } else {
                    std::fs::copy(entry.path(), copy).expect("a copy");
                }
            }
        }
        let copy = Self::new();
        copy_files(self.folder.path(), copy.folder.path());
        copy
    }

    /// A copy of a dataset of the tests.
    pub(crate) fn write_dataset(&self, dataset: &str) -> &Self {
        let entries = std::fs::read_dir(project().join("tests/data").join(dataset)).expect("the dataset");
        for entry in entries.map(|entry| entry.expect("an entry")) {
            let name = entry.file_name().to_string_lossy().into_owned();
            self.write(&format!("{dataset}/{name}"), std::fs::read(entry.path()).expect("a file"));
        }
        self
    }

    /// Every row of every table of a database, but for columns of these names, and for which editions were stated completely:
    /// only loads with `--complete` say that.
    pub(crate) fn dump(&self, db: &str, without: &[&str]) -> String {
        let connection = Connection::open(self.path(db)).expect("the database");
        let texts = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).expect(sql);
            statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect(sql)
        };
        let mut content = String::new();
        for table in texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
            let mut columns = texts(&format!("SELECT name FROM pragma_table_info('{table}')"));
            columns.retain(|column| !without.contains(&column.as_str()));
            let cells: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let which = match table.as_str() {
                "row_statement" => "WHERE table_name <> 'edition'",
                "row_change" => "WHERE table_name <> 'row_statement' OR row_key ->> 1 <> 'edition'",
                _ => "",
            };
            let rows = texts(&format!("SELECT {} FROM \"{table}\" {which}", cells.join(" || ',' || ")));
            writeln!(content, "{table}: {}\n{}", columns.join(","), rows.join("\n")).expect("a text");
        }
        content
    }

    /// Replaces a text in a file; the text must be there.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, text.replacen(from, to, 1))
    }
}

impl Reply {
    fn of(output: &Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr.clone()).expect("UTF-8"),
            code: output.status.code().expect("an exit code"),
        }
    }
}
