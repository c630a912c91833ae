//! Whether a statement ran, judged by what the catalog shows. Only where the answer is certain.
//!
//! `CREATE TABLE t` fails when `t` exists, so once it has begun, a table `t` means that it ran. `IF NOT EXISTS` and `OR
//! REPLACE` prove nothing, but may simply run again.

use super::{MigrateError, runner::Runner, split};
use crate::db::Engine;

/// What the catalog says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Ran,
    DidNotRun,
    Unknown,
}

/// Something whose existence tells whether a statement ran.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Trace {
    /// The statement makes it: there means ran.
    Makes(Object),
    /// The statement removes it: gone means ran.
    Removes(Object),
    /// Running it once more changes nothing.
    Repeatable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Object {
    kind: &'static str,
    name: String,
    /// The table of a column or, in MySQL, of an index.
    table: Option<String>,
}

/// Asks the catalog.
pub(crate) async fn look(runner: &mut Runner, statement: &str) -> Result<Evidence, MigrateError> {
    let Some(trace) = trace(runner.engine(), statement) else {
        return Ok(Evidence::Unknown);
    };
    let (object, makes) = match trace {
        Trace::Repeatable => return Ok(Evidence::DidNotRun),
        Trace::Makes(object) => (object, true),
        Trace::Removes(object) => (object, false),
    };
    let schema = runner.table.schema().to_owned();
    let Some(query) = query(runner.engine(), &schema, &object) else {
        return Ok(Evidence::Unknown);
    };
    let exists = !runner
        .rows("cannot read the catalog", query)
        .await?
        .is_empty();
    Ok(if exists == makes {
        Evidence::Ran
    } else {
        Evidence::DidNotRun
    })
}

/// A sentence for people.
pub(crate) fn how_to_see(engine: Engine, statement: &str) -> String {
    match trace(engine, statement) {
        Some(Trace::Makes(object)) => {
            format!("if the {} `{}` exists, it ran", object.kind, object.name)
        }
        Some(Trace::Removes(object)) => {
            format!("if the {} `{}` is gone, it ran", object.kind, object.name)
        }
        Some(Trace::Repeatable) => "it can run again without harm".to_owned(),
        None => "look at what it should have changed".to_owned(),
    }
}

fn trace(engine: Engine, statement: &str) -> Option<Trace> {
    let words = split::words(engine, statement);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    let has = |a: &str, b: &str| words.windows(2).any(|pair| pair[0] == a && pair[1] == b);
    let is_ddl = matches!(word(0), "CREATE" | "DROP" | "ALTER");
    if is_ddl && (has("IF", "EXISTS") || has("IF", "NOT") || has("OR", "REPLACE")) {
        return Some(Trace::Repeatable);
    }
    match word(0) {
        "CREATE" => create(engine, &words),
        "DROP" => {
            let object = object(word(1), &words, 2, engine)?;
            // Several at once, or one of a kind that we cannot look up.
            (!words.iter().any(|word| word == ",")).then_some(Trace::Removes(object))
        }
        "ALTER" if word(1) == "TABLE" => alter(&words),
        _ => None,
    }
}

fn create(engine: Engine, words: &[String]) -> Option<Trace> {
    let skipped = ["UNIQUE", "FULLTEXT", "SPATIAL", "UNLOGGED"];
    let kind_at = (1..words.len()).find(|&index| !skipped.contains(&words[index].as_str()))?;
    let mut name_at = kind_at + 1;
    if words
        .get(name_at)
        .is_some_and(|word| word == "CONCURRENTLY")
    {
        // An index that exists may still be INVALID; only PostgreSQL can tell, and it does not by its name.
        name_at += 1;
    }
    object(&words[kind_at], words, name_at, engine).map(Trace::Makes)
}

/// `ALTER TABLE t ADD [COLUMN] c …` and `ALTER TABLE t DROP [COLUMN] c`, with one action only.
fn alter(words: &[String]) -> Option<Trace> {
    let depth_zero_comma = {
        let mut depth = 0_i32;
        words.iter().any(|word| {
            match word.as_str() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            word == "," && depth == 0
        })
    };
    if depth_zero_comma || words.get(3).is_some_and(|word| word == ".") {
        return None;
    }
    let table = plain(words.get(2)?);
    let mut at = 4;
    let action = words.get(3)?.as_str();
    if words.get(at).is_some_and(|word| word == "COLUMN") {
        at += 1;
    } else if !matches!(action, "ADD" | "DROP") {
        return None;
    }
    let name = words.get(at)?;
    let not_a_column = [
        "CONSTRAINT",
        "PRIMARY",
        "FOREIGN",
        "UNIQUE",
        "INDEX",
        "KEY",
        "CHECK",
        "FULLTEXT",
        "SPATIAL",
        "PARTITION",
        "PERIOD",
        "SYSTEM",
        "DEFAULT",
        "(",
    ];
    if not_a_column.contains(&name.as_str()) {
        return None;
    }
    let object = Object {
        kind: "column",
        name: plain(name),
        table: Some(table),
    };
    match action {
        "ADD" => Some(Trace::Makes(object)),
        "DROP" => Some(Trace::Removes(object)),
        _ => None,
    }
}

fn object(kind: &str, words: &[String], name_at: usize, engine: Engine) -> Option<Object> {
    let kind = match kind {
        "TABLE" => "table",
        "VIEW" => "view",
        "INDEX" => "index",
        "TRIGGER" => "trigger",
        _ => return None,
    };
    let name = words.get(name_at)?;
    // A name with a schema, or an index without a name, is not ours to judge.
    if words.get(name_at + 1).is_some_and(|word| word == ".") || name == "ON" {
        return None;
    }
    let table = words
        .iter()
        .position(|word| word == "ON")
        .and_then(|on| words.get(on + 1))
        .map(|table| plain(table));
    if kind == "index" && engine == Engine::Mysql && table.is_none() {
        return None;
    }
    Some(Object {
        kind,
        name: plain(name),
        table,
    })
}

/// A name without its quotes. Words came in upper case; catalogs are asked without regard to case.
fn plain(word: &str) -> String {
    word.trim_matches(['"', '`', '[', ']']).to_lowercase()
}

fn query(engine: Engine, schema: &str, object: &Object) -> Option<String> {
    use super::history::literal;
    let text = |text: &str| literal(engine, text);
    let (name, schema) = (text(&object.name), text(schema));
    let table = object.table.as_deref().map(text);
    Some(match (engine, object.kind, table) {
        (Engine::Sqlite, "column", Some(table)) => {
            format!("SELECT name FROM pragma_table_info({table}) WHERE lower(name) = {name}")
        }
        (Engine::Sqlite, kind, _) => {
            format!("SELECT name FROM sqlite_master WHERE type = '{kind}' AND lower(name) = {name}")
        }
        (Engine::Postgres, "column", Some(table)) => format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_schema = {schema} \
             AND lower(table_name) = {table} AND lower(column_name) = {name}"
        ),
        (Engine::Postgres, "trigger", _) => {
            format!(
                "SELECT tgname::text FROM pg_catalog.pg_trigger WHERE lower(tgname) = {name} AND NOT tgisinternal"
            )
        }
        (Engine::Postgres, _, _) => format!(
            "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid \
             WHERE n.nspname = {schema} AND lower(c.relname) = {name} AND coalesce(i.indisvalid, true)"
        ),
        (Engine::Mysql, "column", Some(table)) => format!(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = {schema} \
             AND LOWER(TABLE_NAME) = {table} AND LOWER(COLUMN_NAME) = {name}"
        ),
        (Engine::Mysql, "index", Some(table)) => format!(
            "SELECT INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = {schema} \
             AND LOWER(TABLE_NAME) = {table} AND LOWER(INDEX_NAME) = {name}"
        ),
        (Engine::Mysql, "trigger", _) => format!(
            "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {schema} \
             AND LOWER(TRIGGER_NAME) = {name}"
        ),
        (Engine::Mysql, "table" | "view", _) => format!(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = {schema} AND LOWER(TABLE_NAME) = {name}"
        ),
        (Engine::Mysql, _, _) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Object, Trace, trace};
    use crate::db::Engine;

    fn object(kind: &'static str, name: &str, table: Option<&str>) -> Object {
        Object {
            kind,
            name: name.to_owned(),
            table: table.map(str::to_owned),
        }
    }

    #[test]
    fn certain_statements_leave_a_trace() {
        for (statement, expected) in [
            (
                "create table Books (id int)",
                Trace::Makes(object("table", "books", None)),
            ),
            (
                "CREATE UNIQUE INDEX i ON `t` (a)",
                Trace::Makes(object("index", "i", Some("t"))),
            ),
            (
                "alter table t add column c int",
                Trace::Makes(object("column", "c", Some("t"))),
            ),
            (
                "alter table t drop c",
                Trace::Removes(object("column", "c", Some("t"))),
            ),
            ("drop table t", Trace::Removes(object("table", "t", None))),
            ("create table if not exists t (a int)", Trace::Repeatable),
            ("create or replace view v as select 1", Trace::Repeatable),
        ] {
            assert_eq!(
                trace(Engine::Mysql, statement),
                Some(expected),
                "{statement}"
            );
        }
    }

    #[test]
    fn uncertain_statements_do_not() {
        for statement in [
            "update t set a = a + 1",
            "alter table t add c int, add d int",
            "alter table t add constraint c check (a > 0)",
            "drop table a, b",
            "create table other.t (a int)",
            "alter table t modify c int",
        ] {
            assert_eq!(trace(Engine::Mysql, statement), None, "{statement}");
        }
    }
}
