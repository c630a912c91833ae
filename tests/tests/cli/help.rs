//! Help and wrong usage.

use crate::terminal::Terminal;

#[test]
fn help_of_every_command() {
    let terminal = Terminal::new();
    for (name, line) in [
        ("help_new", "backend new --help"),
        ("help_generate", "backend generate --help"),
        ("help_templates_export", "backend templates export --help"),
        ("help_demo", "backend demo --help"),
    ] {
        let outcome = terminal.run(line);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{line}");
        insta::assert_snapshot!(name, outcome.shown);
    }
}

#[test]
fn help_lists_the_commands_and_the_exit_codes() {
    let outcome = Terminal::new().run("backend --help");
    for word in [
        "demo",
        "new",
        "generate",
        "openapi",
        "templates",
        "doctor",
        "Exit codes: 0 done;",
    ] {
        assert!(outcome.stdout.contains(word), "{word}: {}", outcome.stdout);
    }
}

#[test]
fn the_word_backend_may_be_left_out() {
    let terminal = Terminal::new();
    let long = terminal.run("backend new --help");
    let short = terminal.run("new --help");
    assert_eq!(long.stdout, short.stdout);
}

#[test]
fn wrong_flags_are_usage_errors_that_name_what_is_right() {
    let terminal = Terminal::new();
    for line in [
        "backend nwe shop",
        "backend new",
        "backend new shop --db oracle",
        "backend new shop --framework rails",
        "backend new shop --minimale",
        "backend generate --check --dry-run",
    ] {
        let outcome = terminal.run(line);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{line}");
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
    let shown = |line: &str| terminal.run(line).shown;
    insta::assert_snapshot!("wrong_command", shown("backend nwe shop"));
    insta::assert_snapshot!("wrong_database", shown("backend new shop --db oracle"));
    assert!(!terminal.path("shop").exists());
}

#[test]
fn doctor_names_what_does_not_answer_without_the_password() {
    let terminal = Terminal::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let url = format!("postgres://user:hunter2@127.0.0.1:{port}/shop");
    let outcome = terminal.run(&format!("backend doctor --database-url {url}"));
    assert_eq!(outcome.code, 4, "{}", outcome.shown);
    let line = outcome
        .stdout
        .lines()
        .find(|line| line.starts_with("failed"));
    assert!(
        line.is_some_and(|line| line.contains("database")),
        "{}",
        outcome.shown
    );
    assert!(!format!("{}{}", outcome.stdout, outcome.stderr).contains("hunter2"));

    let json = terminal.run("backend doctor --format json");
    let findings: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(findings[0]["name"], "cargo");
    assert_eq!(findings[0]["state"], "ok");
    let names: Vec<&str> = findings
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["name"].as_str())
        .collect();
    for name in ["node", "npm", "database"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn doctor_opens_the_database_of_the_environment_file() {
    let terminal = Terminal::new();
    let said = |code: i32, text: &str| {
        let outcome = terminal.run("backend doctor");
        assert_eq!(outcome.code, code, "{}", outcome.shown);
        assert!(outcome.stdout.contains(text), "{}", outcome.shown);
    };
    said(0, "database  none is named");
    std::fs::write(terminal.path(".env"), "DATABASE_URL=sqlite:shop.db\n").expect("a file");
    said(0, "a service makes the file at its start");
    assert!(!terminal.path("shop.db").exists());
    std::fs::write(
        terminal.path("shop.db"),
        "no database, whatever its name says",
    )
    .expect("a file");
    said(4, "is not a SQLite database");
}
