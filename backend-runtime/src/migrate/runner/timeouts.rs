//! The timeouts that the first lines of a file ask for, in the words of each database.

use std::time::Duration;

use crate::{db::Engine, migrate::source::Directives};

/// How long SQLite waits for a writer unless a file says otherwise; as connections are opened.
const SQLITE_BUSY: Duration = Duration::from_secs(5);

/// Until when a PostgreSQL setting holds; elsewhere all of them hold until they are reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Transaction,
    Session,
}

/// What to say before a script runs. SQLite limits statements by a call, not by SQL.
pub(super) fn before(engine: Engine, directives: Directives, scope: Scope) -> Vec<String> {
    let Directives {
        lock_timeout,
        statement_timeout,
        ..
    } = directives;
    let mut settings = Vec::new();
    let local = match scope {
        Scope::Transaction => "LOCAL ",
        Scope::Session => "",
    };
    if let Some(timeout) = lock_timeout {
        settings.push(match engine {
            Engine::Postgres => format!("SET {local}lock_timeout = {}", timeout.as_millis()),
            Engine::Mysql => mysql_lock_timeout(&whole_seconds(timeout).to_string()),
            Engine::Sqlite => busy_timeout(timeout),
        });
    }
    match (engine, statement_timeout) {
        (Engine::Postgres, Some(timeout)) => {
            settings.push(format!(
                "SET {local}statement_timeout = {}",
                timeout.as_millis()
            ));
        }
        (Engine::Mysql, Some(timeout)) => settings.push(mysql_statement_timeout(
            &timeout.as_secs_f64().to_string(),
            &timeout.as_millis().to_string(),
        )),
        (Engine::Sqlite, _) | (_, None) => {}
    }
    settings
}

/// What undoes [`before`] for the scripts that follow.
pub(super) fn after(engine: Engine, directives: Directives, lock_timeout: Duration) -> Vec<String> {
    let mut settings = Vec::new();
    if directives.lock_timeout.is_some() {
        settings.push(match engine {
            Engine::Postgres => format!("SET lock_timeout = {}", lock_timeout.as_millis()),
            Engine::Mysql => mysql_lock_timeout("DEFAULT"),
            Engine::Sqlite => busy_timeout(SQLITE_BUSY),
        });
    }
    if directives.statement_timeout.is_some() {
        match engine {
            Engine::Postgres => settings.push("SET statement_timeout TO DEFAULT".to_owned()),
            Engine::Mysql => settings.push(mysql_statement_timeout("DEFAULT", "DEFAULT")),
            Engine::Sqlite => {}
        }
    }
    settings
}

fn busy_timeout(timeout: Duration) -> String {
    format!("PRAGMA busy_timeout = {}", timeout.as_millis())
}

fn whole_seconds(timeout: Duration) -> u64 {
    timeout.as_millis().div_ceil(1_000).max(1) as u64
}

/// Locks on tables, and on rows.
fn mysql_lock_timeout(seconds: &str) -> String {
    format!("SET SESSION lock_wait_timeout = {seconds}, innodb_lock_wait_timeout = {seconds}")
}

/// MariaDB limits every statement, MySQL (from 5.7.8) only SELECT; each reads its own kind of comment as SQL.
fn mysql_statement_timeout(seconds: &str, milliseconds: &str) -> String {
    format!(
        "SET @backend_migrate = 0 /*M! , SESSION max_statement_time = {seconds} */ \
         /*!50708 , SESSION max_execution_time = {milliseconds} */"
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Scope, after, before};
    use crate::{db::Engine, migrate::source::Directives};

    #[test]
    fn every_database_has_words_for_the_timeouts() {
        let directives = Directives {
            lock_timeout: Some(Duration::from_millis(1_500)),
            statement_timeout: Some(Duration::from_secs(30)),
            ..Directives::default()
        };
        assert_eq!(
            before(Engine::Postgres, directives, Scope::Transaction),
            [
                "SET LOCAL lock_timeout = 1500",
                "SET LOCAL statement_timeout = 30000"
            ]
        );
        assert_eq!(
            before(Engine::Sqlite, directives, Scope::Transaction),
            ["PRAGMA busy_timeout = 1500"]
        );
        assert_eq!(
            before(Engine::Mysql, directives, Scope::Session)[0],
            "SET SESSION lock_wait_timeout = 2, innodb_lock_wait_timeout = 2"
        );
        assert_eq!(
            after(Engine::Postgres, directives, Duration::from_secs(2)),
            [
                "SET lock_timeout = 2000",
                "SET statement_timeout TO DEFAULT"
            ]
        );
        assert_eq!(
            before(Engine::Mysql, Directives::default(), Scope::Session),
            Vec::<String>::new()
        );
    }
}
