//! MySQL and MariaDB tell their own `CREATE` statements.

use crate::migrate::{MigrateError, runner::Runner};

/// A kind of object: how to list it, the word of its `SHOW CREATE`, and the column with the text.
struct Kind {
    list: &'static str,
    word: &'static str,
    column: usize,
    /// Whether the body has semicolons, so that the text needs another delimiter.
    has_body: bool,
}

const KINDS: [Kind; 6] = [
    Kind {
        list: "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' \
               AND TABLE_NAME <> '_backend_migrations' ORDER BY TABLE_NAME",
        word: "TABLE",
        column: 1,
        has_body: false,
    },
    Kind {
        list: "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME",
        word: "VIEW",
        column: 1,
        has_body: false,
    },
    Kind {
        list: "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() \
               AND ROUTINE_TYPE = 'FUNCTION' ORDER BY ROUTINE_NAME",
        word: "FUNCTION",
        column: 2,
        has_body: true,
    },
    Kind {
        list: "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() \
               AND ROUTINE_TYPE = 'PROCEDURE' ORDER BY ROUTINE_NAME",
        word: "PROCEDURE",
        column: 2,
        has_body: true,
    },
    Kind {
        list: "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME",
        word: "TRIGGER",
        column: 2,
        has_body: true,
    },
    Kind {
        list: "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME",
        word: "EVENT",
        column: 3,
        has_body: true,
    },
];

pub(super) async fn dump(runner: &mut Runner) -> Result<String, MigrateError> {
    let mut text = "\nSET FOREIGN_KEY_CHECKS = 0;\n".to_owned();
    for kind in &KINDS {
        for name in super::texts(runner, kind.list).await? {
            let query = format!("SHOW CREATE {} `{}`", kind.word, name.replace('`', "``"));
            let rows = runner.rows("cannot read the catalog", query).await?;
            let statement = rows
                .into_iter()
                .next()
                .and_then(|row| row.into_iter().nth(kind.column)?)
                .unwrap_or_default();
            let statement = without_counter(&statement);
            if kind.has_body {
                text.push_str(&format!("\nDELIMITER ;;\n{statement};;\nDELIMITER ;\n"));
            } else {
                text.push_str(&format!("\n{statement};\n"));
            }
        }
    }
    text.push_str("\nSET FOREIGN_KEY_CHECKS = 1;\n");
    Ok(text)
}

/// `AUTO_INCREMENT=17` is data, not schema.
fn without_counter(statement: &str) -> String {
    let Some(start) = statement.rfind(" AUTO_INCREMENT=") else {
        return statement.to_owned();
    };
    let digits = &statement[start + " AUTO_INCREMENT=".len()..];
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{}{rest}", &statement[..start])
}

#[cfg(test)]
mod tests {
    use super::without_counter;

    #[test]
    fn counters_are_no_schema() {
        assert_eq!(
            without_counter(
                "CREATE TABLE `a` (…) ENGINE=InnoDB AUTO_INCREMENT=17 DEFAULT CHARSET=utf8mb4"
            ),
            "CREATE TABLE `a` (…) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
        );
    }
}
