//! `shell`: what is typed into a terminal, and what comes from a file.

use crate::sandbox::Sandbox;

#[test]
fn a_file_is_run_to_its_first_mistake() {
    let sandbox = Sandbox::with_demo();
    let all = "\u{feff}-- two of one line\nselect 1 as a; select 'x;y' as b;\n\n.mode csv\n.parameter code=suzhou top=3\n\
               select :code as code,\n  :top as top;\n\\d scheme\n.parameter\n.mode\n.quit\nselect 'never';\n";
    let reply = sandbox.run_with_input(&["shell"], all);
    assert_eq!((reply.code, &*reply.stderr), (0, ""), "{}", reply.stdout);
    insta::assert_snapshot!("shell_file", reply.stdout);

    let mistakes = [
        "select 1 as a;\n\nselect metric,\n  vlaue from fact; select 2;",
        "select :x as x;",
        "\n.mdoe csv",
        ".mode xml",
        "\n\n.report rnak",
        ".report rank top=1",
        ".report rank top",
        ".report rank -p metric=x --cite",
        ".report nopulation -p metric=population",
        "\\d fcat",
        ".output out.xlsx\nselect 1;",
        ".output yearbook.db",
        ".output no/folder.csv",
        "select 1 as a;\ndelete from fact;",
        "select 'open;\n",
    ];
    let told = mistakes.map(|text| {
        let reply = sandbox.run_with_input(&["shell", "--format", "csv"], text);
        assert_eq!(reply.code, if text.contains("no/folder") { 3 } else { 1 }, "{text}: {}", reply.stderr);
        format!("{text}\n--- stdout\n{}--- stderr\n{}\n", reply.stdout, reply.stderr)
    });
    insta::assert_snapshot!("shell_mistakes", told.concat());
    let reply = sandbox.run_with_input(&["shell", "--format", "json"], "\nselect x;");
    assert!(reply.stdout.contains(r#""line": 2"#) && reply.stdout.contains(r#""rule": "sql""#), "{}", reply.stdout);
}

#[test]
fn a_report_takes_the_options_of_the_command_line() {
    let sandbox = Sandbox::with_demo();
    let report = ["report", "rank", "-p", "metric=parts-suppliers", "-p", "top=1", "--cite"];
    let expected = sandbox.run(&report);
    assert_eq!(expected.code, 0, "{}", expected.stderr);
    for line in
        [".report rank -p metric=parts-suppliers --cite -p top=1", ".report rank metric=parts-suppliers top=1 --cite"]
    {
        let reply = sandbox.run_with_input(&["shell"], line);
        assert_eq!((reply.code, &*reply.stdout), (0, &*expected.stdout), "{line}: {}", reply.stderr);
    }
    let help = sandbox.run(&["shell", "--help"]).stdout;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("the statements after that line do not run"), "{help}");
}

#[test]
fn a_quoted_parameter_is_a_text() {
    let sandbox = Sandbox::with_demo();
    let text = ".mode csv\n.parameter a=1 b='1' c=\"1\" 'd=1' \"e='1'\" f=007\n\
                select typeof(:a) as a, typeof(:b) as b, typeof(:c) as c, typeof(:d) as d, typeof(:e) as e, :f as f;";
    let reply = sandbox.run_with_input(&["shell"], text);
    assert_eq!(
        (reply.code, &*reply.stdout),
        (0, "a,b,c,d,e,f\ninteger,text,text,integer,text,007\n"),
        "{}",
        reply.stderr
    );
}

#[test]
fn output_goes_to_a_file_and_back() {
    let sandbox = Sandbox::with_demo();
    let text = ".output out.csv\nselect 1 as a;\nselect 2 as b;\n.output\nselect 3 as c;";
    let reply = sandbox.run_with_input(&["shell"], text);
    assert_eq!((reply.code, &*reply.stdout), (0, "c\n─\n3\n"), "{}", reply.stderr);
    assert_eq!(sandbox.read("out.csv"), "a\n1\nb\n2\n");
    let reply = sandbox.run_with_input(&["shell", "--output", "out.json"], "select 1 as a");
    assert_eq!((reply.code, &*reply.stdout), (0, ""), "{}", reply.stderr);
    assert!(sandbox.read("out.json").contains(r#""a""#), "{}", sandbox.read("out.json"));
}

#[test]
fn it_reads_the_past_as_a_query_does() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let sql = "select count(*) as n from fact";
    for option in [&["--at-load", "0"][..], &["--as-of", "1990-01-01"], &["--as-of", "2025-03-01"]] {
        let query = sandbox.run(&[&["query", sql], option].concat());
        let shell = sandbox.run_with_input(&[&["shell"], option].concat(), sql);
        assert_eq!((query.code, &query.stdout), (0, &shell.stdout), "{}", shell.stderr);
    }
    let slow = "select count(*) from data_dictionary a, data_dictionary b, data_dictionary c, data_dictionary d, data_dictionary e;";
    let reply = sandbox.run_with_input(&["shell", "--timeout", "0.2"], slow);
    assert!(reply.code == 1 && reply.stderr.contains("took longer than 0.2 seconds"), "{}", reply.stderr);
}

#[cfg(unix)]
mod terminal {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use rexpect::session::{PtySession, spawn_command};

    use super::Sandbox;

    /// The shell in a terminal of ten lines, with these options and variables.
    fn start(sandbox: &Sandbox, options: &str, variables: &[(&str, &str)]) -> PtySession {
        let program = env!("CARGO_BIN_EXE_yearbook");
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("stty rows 10 cols 80; exec '{program}' shell {options}")])
            .current_dir(sandbox.path(""))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .env("XDG_STATE_HOME", sandbox.path(".state"))
            .envs(variables.iter().copied());
        let mut session = spawn_command(command, Some(20_000)).expect("a terminal");
        session.exp_string("yearbook> ").expect("a prompt");
        session
    }

    fn ends(mut session: PtySession) {
        session.exp_eof().expect("the end");
        let ended = format!("{:?}", session.process_mut().wait());
        assert!(ended.contains("Exited") && ended.contains(", 0)"), "{ended}");
    }

    #[test]
    fn lines_are_edited_completed_and_kept() {
        let sandbox = Sandbox::with_demo();
        let mut shell = start(&sandbox, "", &[]);
        // A statement on several lines, and a mistake that does not end the shell.
        shell.send_line("select 40 + 2").expect("a line");
        shell.send_line("  as answer;").expect("a line");
        shell.exp_string("42").expect("rows");
        shell.send_line("select vlaue from fact;").expect("a line");
        shell.exp_string("did you mean `value`?").expect("a hint");
        for (typed, whole) in [
            (".report ra\t", "rank"),
            (".report rank to\t", "top="),
            (".report rank metric=parts-s\t", "metric=parts-suppliers"),
            ("select enterprise_name_\t", "enterprise_name_zh"),
            ("select * from curr\t", "current_fact"),
            ("select 'parts-s\t", "parts-suppliers"),
        ] {
            shell.send(typed).and_then(|_| shell.flush()).expect("a key");
            shell.exp_string(whole).unwrap_or_else(|error| panic!("{typed}: {error}"));
            // Ctrl-C gives up the line.
            shell.send_control('c').expect("a key");
            shell.exp_string("yearbook> ").expect("a prompt");
        }
        // The arrow brings back the mistake.
        shell.send("\x1b[A").and_then(|_| shell.flush()).expect("a key");
        shell.exp_string("select vlaue from fact;").expect("the last line");
        shell.send_control('c').expect("a key");
        shell.exp_string("yearbook> ").expect("a prompt");
        shell.send_control('d').expect("a key");
        ends(shell);
        let history = sandbox.path(".state/yearbook/history");
        let mode = std::fs::metadata(&history).expect("the history").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let kept = std::fs::read_to_string(&history).expect("the history");
        assert!(kept.contains("as answer;") && kept.contains("vlaue"), "{kept}");
    }

    #[test]
    fn control_c_ends_a_statement_and_not_the_shell() {
        let sandbox = Sandbox::with_demo();
        let mut shell = start(&sandbox, "--timeout 0 --history ''", &[]);
        for _ in 0..2 {
            shell.send_line("select count(*) from data_dictionary a, data_dictionary b, data_dictionary c, data_dictionary d, data_dictionary e;").expect("a line");
            std::thread::sleep(std::time::Duration::from_millis(500));
            shell.send_control('c').expect("a key");
            shell.exp_string("interrupted").expect("a message");
            shell.exp_string("yearbook> ").expect("a prompt");
        }
        shell.send_line("select 40 + 2 as answer;").expect("a line");
        shell.exp_string("42").expect("rows");
        shell.send_line("\\q").expect("a line");
        ends(shell);
        assert!(!sandbox.path(".state/yearbook/history").exists());
    }

    #[test]
    fn what_is_longer_than_the_screen_goes_through_the_pager() {
        let sandbox = Sandbox::with_demo();
        let pager = ("PAGER", "sed 's/^/paged: /'");
        let mut shell = start(&sandbox, "", &[pager, ("YEARBOOK_HISTORY", "")]);
        shell.send_line("select 1 as short;").expect("a line");
        let before = shell.exp_string("yearbook> ").expect("a prompt");
        assert!(before.contains("short") && !before.contains("paged: "), "{before}");
        for (line, shown) in [(".report sources", "document"), (".tables", "data_dictionary")] {
            shell.send_line(line).expect("a line");
            shell.exp_string("paged: ").and_then(|_| shell.exp_string(shown)).expect("rows");
            shell.exp_string("yearbook> ").expect("a prompt");
        }
        // A pager that reads nothing is no mistake.
        shell.send_line(".quit").expect("a line");
        ends(shell);
        let mut shell = start(&sandbox, "", &[("PAGER", "true")]);
        shell.send_line("select * from data_dictionary;").expect("a line");
        let reply = shell.exp_string("yearbook> ").expect("a prompt");
        assert!(!reply.contains("error"), "{reply}");
        shell.send_line(".quit").expect("a line");
        ends(shell);
    }
}
