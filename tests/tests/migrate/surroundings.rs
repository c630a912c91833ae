//! What is wrong outside of the migrations: rights, disks, servers that go away. All of it ends with exit code 4.

use std::{
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use backend_runtime::db::Engine;
use backend_tests::{
    servers::{Kind, Server},
    skipped,
};

use crate::{
    command::{Outcome, command, finish, run_in},
    support::{Database, on, query, write},
};

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The same command behind other words, such as `setpriv …`.
fn behind(words: &[&str], plain: &Command) -> Command {
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .arg(plain.get_program())
        .args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(folder) = plain.get_current_dir() {
        command.current_dir(folder);
    }
    command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    command
}

fn run(mut command: Command) -> Outcome {
    finish(command.spawn().expect("it starts"))
}

/// As somebody without root's rights, for whom permissions count.
fn unprivileged(plain: &Command) -> Command {
    if !is_root() {
        return behind(&["env"], plain);
    }
    behind(
        &[
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ],
        plain,
    )
}

#[test]
fn account_without_rights_on_mariadb() {
    on(Engine::Mysql, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        let reader = format!("reader_{}", std::process::id());
        database
            .query(&format!(
                "CREATE USER '{reader}'@'%' IDENTIFIED BY 'secret'"
            ))
            .await;
        let url = database.url.replace("root@", &format!("{reader}:secret@"));
        let folder = database.folder.path();
        let outcome = run_in(folder, &url, &["up"])
            .exits(4)
            .says("may not use the database");
        assert!(!format!("{outcome:?}").contains("secret"));
        database
            .query(&format!("GRANT SELECT ON *.* TO '{reader}'@'%'"))
            .await;
        run_in(folder, &url, &["up"])
            .exits(4)
            .says("command denied")
            .says("use an account");
        let wrong = url.replace(":secret@", ":wr0ng@");
        let outcome = run_in(folder, &wrong, &["up"])
            .exits(4)
            .says("refuses the user")
            .says("check user and password");
        assert!(!format!("{outcome:?}").contains("wr0ng"));
        assert_eq!(database.states(), ["1=pending"]);
        database.query(&format!("DROP USER '{reader}'@'%'")).await;
    });
}

#[test]
fn read_only_folders_are_told() {
    on(Engine::Sqlite, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        let folder = database.folder.path();
        let mode = |mode: u32| {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(folder, permissions).expect("ours");
        };
        mode(0o555);
        let up = command(folder, &database.url, &["up"]);
        run(unprivileged(&up)).exits(4).says("read-only");
        let create = command(folder, &database.url, &["create", "b", "--source", "new"]);
        run(unprivileged(&create))
            .exits(4)
            .says("cannot write new")
            .says("check the permissions of the folder");
        let dump = command(folder, &database.url, &["dump", "-o", "schema.sql"]);
        let outcome = run(unprivileged(&dump)).exits(4);
        assert!(!outcome.stderr.is_empty());
        mode(0o755);
        database.run(&["up"]).exits(0);
    });
}

/// A small file system of our own, or a limit on files where mounting is not allowed.
fn with_little_room(folder: &Path, plain: &Command) -> Command {
    let shown = folder.display().to_string();
    let mount = format!(
        "mount -t tmpfs -o size=256k tmpfs '{shown}/disk' && cp '{shown}/app.db' '{shown}/disk/' && \"$@\"; \
         code=$?; cp '{shown}/disk/'* '{shown}/after/'; exit $code"
    );
    for namespace in [&["--mount"][..], &["--mount", "--map-root-user"]] {
        let probe = Command::new("unshare")
            .args(namespace)
            .args(["mount", "-t", "tmpfs", "tmpfs", &format!("{shown}/disk")])
            .output();
        if probe.is_ok_and(|output| output.status.success()) {
            let mut words = vec!["unshare"];
            words.extend(namespace);
            words.extend(["sh", "-c", &mount, "sh"]);
            return behind(&words, plain);
        }
    }
    skipped("mounting is not allowed here; a limit on the size of files takes the disk's place");
    let limit = format!(
        "cp '{shown}/app.db' '{shown}/disk/'; trap '' XFSZ; ulimit -f 200; \"$@\"; \
         code=$?; ulimit -f unlimited; cp '{shown}/disk/'* '{shown}/after/'; exit $code"
    );
    behind(&["sh", "-c", &limit, "sh"], plain)
}

#[test]
fn full_disk_leaves_nothing_half_done() {
    on(Engine::Sqlite, async |database: Database| {
        database.write(
            "1_a.up.sql",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT);\n",
        );
        database.run(&["up"]).exits(0);
        let fill = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 400) \
                    INSERT INTO a SELECT x, hex(randomblob(1000)) FROM c;\n";
        database.write(
            "2_fill.up.sql",
            &format!("CREATE TABLE b (id INTEGER);\n{fill}"),
        );
        let folder = database.folder.path();
        for name in ["disk", "after"] {
            std::fs::create_dir(folder.join(name)).expect("a folder");
        }
        let full = format!("sqlite://{}", folder.join("disk/app.db").display());
        let up = command(folder, &full, &["up"]);
        run(with_little_room(folder, &up))
            .exits(4)
            .says("2_fill: statement 2 of 2 failed")
            .says("nothing of it stays");
        // What was on that disk, on one with room.
        let after = format!("sqlite://{}", folder.join("after/app.db").display());
        run_in(folder, &after, &["status"])
            .exits(0)
            .says("1 applied, 1 pending");
        run_in(folder, &after, &["up"])
            .exits(0)
            .says("applied 2_fill");
        assert_eq!(query(&after, "SELECT count(*) AS n FROM a").await, ["400"]);
    });
}

/// Waits until a runner of ours executes a statement with this text; on MariaDB one that begins with it, because the list
/// shows all that is left of a message.
async fn wait_for(database: &Database, text: &str) -> String {
    let list = match database.engine {
        Engine::Postgres => format!(
            "SELECT pid::text FROM pg_stat_activity WHERE query LIKE '%{text}%' AND query NOT LIKE '%pg_stat_activity%' AND state = 'active'"
        ),
        Engine::Mysql | Engine::Sqlite => format!(
            "SELECT CAST(ID AS CHAR) AS id FROM information_schema.PROCESSLIST WHERE TRIM(LEADING '\n' FROM INFO) LIKE '{text}%'"
        ),
    };
    let started = Instant::now();
    loop {
        if let Some(id) = database.query(&list).await.pop() {
            return id;
        }
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{text} is never run"
        );
    }
}

#[test]
fn connection_ended_in_mid_run_on_postgres() {
    on(Engine::Postgres, async |database: Database| {
        database.write(
            "1_a.up.sql",
            "CREATE TABLE a (id INTEGER PRIMARY KEY);\nSELECT pg_sleep(2.5);\n",
        );
        let runner = database.start(&["up"]);
        let pid = wait_for(&database, "pg_sleep(2.5)").await;
        database
            .query(&format!("SELECT pg_terminate_backend({pid})::text"))
            .await;
        finish(runner).exits(4).says("terminating connection");
        assert_eq!(database.states(), ["1=pending"]);
        database.run(&["up"]).exits(0);
    });
}

#[test]
fn connection_ended_in_mid_run_on_mariadb() {
    on(Engine::Mysql, async |database: Database| {
        database.write(
            "1_a.up.sql",
            "CREATE TABLE a (id INTEGER PRIMARY KEY);\nDO SLEEP(2.5);\nCREATE TABLE b (id INTEGER PRIMARY KEY);\n",
        );
        let runner = database.start(&["up"]);
        let id = wait_for(&database, "DO SLEEP(2.5)").await;
        database.query(&format!("KILL {id}")).await;
        finish(runner).exits(4).says("the connection was lost");
        database
            .run(&["status", "--check"])
            .exits(1)
            .says("stopped after statement 1 of 3")
            .says("statement 2 had begun and may or may not have run");
        database
            .run(&["up", "--resume"])
            .exits(3)
            .says("repair 1 --done 2");
        database
            .run(&["repair", "1", "--done", "2", "--yes"])
            .exits(0);
        database.run(&["up", "--resume"]).exits(0);
        database.run(&["status", "--check"]).exits(0);
    });
}

async fn server_stops(kind: Kind, engine: Engine, pause: &str) {
    let mut server = match Server::private(kind) {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    let url = server.scratch_database("stops").expect("a database");
    let database = Database {
        engine,
        url,
        folder: tempfile::tempdir().expect("a folder"),
    };
    database.write(
        "1_a.up.sql",
        &format!("CREATE TABLE a (id INTEGER PRIMARY KEY);\n{pause};\n"),
    );
    let runner = database.start(&["up"]);
    wait_for(&database, pause).await;
    server.stop();
    finish(runner).exits(4).says("1_a: statement");
    database.run(&["up"]).exits(4).says("cannot reach");
}

#[test]
fn server_gone_in_mid_run_on_postgres() {
    on(Engine::Sqlite, async |_| {
        server_stops(Kind::Postgres, Engine::Postgres, "SELECT pg_sleep(60)").await;
    });
}

#[test]
fn server_gone_in_mid_run_on_mariadb() {
    on(Engine::Sqlite, async |_| {
        server_stops(Kind::Mariadb, Engine::Mysql, "DO SLEEP(60)").await;
    });
}

/// A backend that dies takes all others with it; the server recovers, and the work goes on where it was.
#[test]
fn crashed_server_loses_nothing() {
    let server = match Server::private(Kind::Postgres) {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    on(Engine::Sqlite, async |_| {
        let database = Database {
            engine: Engine::Postgres,
            url: server.scratch_database("crash").expect("a database"),
            folder: tempfile::tempdir().expect("a folder"),
        };
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        database.write(
            "2_b.up.sql",
            "CREATE TABLE b (id INTEGER PRIMARY KEY);\nSELECT pg_sleep(3);\n",
        );
        let runner = database.start(&["up"]);
        let pid = wait_for(&database, "pg_sleep(3)").await;
        let killed = Command::new("kill").args(["-9", &pid]).status();
        assert!(killed.expect("kill runs").success());
        finish(runner).exits(4).says("the connection was lost");
        let started = Instant::now();
        while database.run(&["status"]).code != 0 {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "it never recovers"
            );
        }
        assert_eq!(database.states(), ["1=applied", "2=pending"]);
        database.run(&["up"]).exits(0);
    });
}

#[test]
fn places_are_taken_from_flags_environment_and_file() {
    on(Engine::Sqlite, async |database: Database| {
        database.write("1_a.up.sql", "SELECT 1;\n");
        database.write("1_a.down.sql", "SELECT 1;\n");
        let folder = database.folder.path();
        run_in(folder, "", &["status", "--connection", &database.url]).exits(0);
        run_in(
            folder,
            "sqlite:nowhere.db",
            &["status", "--database-url", &database.url],
        )
        .exits(0);
        write(
            folder,
            ".env",
            &format!("# places\nexport DATABASE_URL=\"{}\"\n", database.url),
        );
        run_in(folder, "", &["status"]).exits(0).says("1 pending");
        run_in(folder, "sqlite:nowhere.db", &["status"]).exits(4);
        // Set but empty is not set.
        let mut empty = command(folder, "", &["status"]);
        finish(empty.env("DATABASE_URL", "").spawn().expect("it starts")).exits(0);
        write(folder, ".env", "DATABASE_URL=postgres://u:se cret@h/db\n");
        let outcome = run_in(folder, "", &["status"])
            .exits(2)
            .says("a line of .env cannot be read");
        assert!(!format!("{outcome:?}").contains("cret"));
        run_in(folder, "mysql://root@127.0.0.1", &["status"])
            .exits(2)
            .says("names no database");
        let error = run_in(
            folder,
            "",
            &["rollback", "--connection", "oracle://x", "--format", "json"],
        )
        .exits(2)
        .json();
        assert_eq!(error["error"]["code"], "connect");
        database.run(&["up"]).exits(0);
        let error = database
            .run(&["rollback", "--format", "json"])
            .exits(2)
            .json();
        assert_eq!(error["error"]["code"], "command");
        assert!(
            error["error"]["help"]
                .as_str()
                .is_some_and(|help| help.contains("--yes"))
        );
    });
}

/// An account that may only use its own database gets no scratch one, and is told what that means.
#[test]
fn dry_run_without_a_scratch_database_says_so() {
    on(Engine::Mysql, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        let owner = format!("owner_{}", std::process::id());
        let name = database.url.rsplit_once('/').expect("a path").1;
        database.query(&format!("CREATE USER '{owner}'@'%'")).await;
        database
            .query(&format!("GRANT ALL ON `{name}`.* TO '{owner}'@'%'"))
            .await;
        let url = database.url.replace("root@", &format!("{owner}@"));
        let folder = database.folder.path();
        run_in(folder, &url, &["up", "--dry-run"])
            .exits(0)
            .says("the statements were only parsed, not run: no scratch database");
        run_in(folder, &url, &["verify", "--roundtrip"])
            .exits(4)
            .says("cannot create database");
        run_in(folder, &url, &["up"]).exits(0).says("applied 1_a");
        database.query(&format!("DROP USER '{owner}'@'%'")).await;
    });
}
