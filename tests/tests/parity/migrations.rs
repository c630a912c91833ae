//! The migration runner of TypeScript services and `cargo backend migrate` share one history: table, checksums, lock.

use std::{process::Command, thread};

use backend_tests::{
    scaffold::{Project, packages, run, tool},
    servers, skipped,
};

use super::bookshop;

/// A project whose migrations both sides run, and its database.
struct Both {
    project: Project,
    url: String,
}

impl Both {
    /// `npm run migrate` and `npm run migrate:rollback`.
    fn typescript(&self, direction: &str) -> String {
        let tsx = self.project.node("tsx", &["src/migrate.ts", direction]);
        let mut command = tsx.expect("the packages are there");
        run(command.env("DATABASE_URL", &self.url)).expect("the service's own runner")
    }

    /// `cargo backend migrate`
    fn cargo(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(tool().expect("the program"));
        command.args(["backend", "migrate"]).args(arguments);
        command
            .args(["--database-url", &self.url, "--yes"])
            .current_dir(&self.project.folder);
        run(&mut command).expect("cargo backend migrate")
    }

    fn agree(&self) {
        self.cargo(&["status", "--check"]);
        self.cargo(&["verify"]);
        assert!(self.typescript("up").contains("nothing to apply"));
    }
}

fn both(name: &str, database: &str, url: impl FnOnce(&Project) -> String) -> Option<Both> {
    if packages().is_none() {
        skipped("target/node has no packages; run `cargo xtask test --stage install`");
        return None;
    }
    let options = ["--framework", "hono", "--minimal", "--db", database];
    let project = Project::create(&format!("parity-{name}"), &bookshop(), &options);
    let project = project.expect("a project");
    let url = url(&project);
    Some(Both { project, url })
}

fn sqlite(name: &str) -> Option<Both> {
    both(name, "sqlite", |project| {
        format!("sqlite:{}", project.folder.join("shared.db").display())
    })
}

#[test]
fn each_goes_on_where_the_other_stopped() {
    let Some(both) = sqlite("history") else {
        return;
    };
    assert!(both.typescript("up").contains("create_orders"));
    both.agree();
    both.cargo(&["rollback"]);
    assert!(both.typescript("up").contains("create_orders"));
    both.agree();
    assert!(both.typescript("rollback").contains("create_orders"));
    assert!(both.cargo(&["up"]).contains("create_orders"));
    both.agree();
}

/// Two instances and an operator.
fn at_once(both: &Both, up: &[&str]) {
    thread::scope(|scope| {
        let instances = [(); 2].map(|()| scope.spawn(|| both.typescript("up")));
        let operator = scope.spawn(|| both.cargo(up));
        let printed = instances.map(|instance| instance.join().expect("an instance"));
        let all = printed.concat() + &operator.join().expect("the operator");
        let applied = all.matches("create_orders").count();
        assert_eq!(applied, 1, "each migration is applied once:\n{all}");
    });
    both.agree();
}

#[test]
fn all_start_at_once_on_sqlite() {
    if let Some(both) = sqlite("at-once") {
        at_once(&both, &["up", "--create-database"]);
    }
}

#[test]
fn all_start_at_once_on_postgresql() {
    let server = match servers::postgres() {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    let url = server
        .scratch_database("parity")
        .expect("a database of our own");
    if let Some(both) = both("at-once-postgres", "postgres", |_| url) {
        at_once(&both, &["up"]);
    }
}
