//! A database that exists only for a while: for dry runs on MySQL and for round trips.

use std::path::PathBuf;

use super::{
    Runner,
    connect::{create_database, drop_database},
};
use crate::{
    db::{DatabaseUrl, Engine},
    migrate::{MigrateError, Migrator, migrator::TargetKind},
};

/// A scratch database beside the real one; a file in the temporary folder for SQLite.
#[derive(Debug)]
pub(crate) struct Scratch {
    url: DatabaseUrl,
    file: Option<PathBuf>,
}

impl Scratch {
    /// Creates it, with `purpose` in its name.
    pub(crate) async fn create(migrator: &Migrator, purpose: &str) -> Result<Self, MigrateError> {
        #[cfg_attr(
            not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
            expect(
                irrefutable_let_patterns,
                reason = "without an engine there are no pools"
            )
        )]
        let TargetKind::Url(url) = &migrator.target.0 else {
            return Err(MigrateError::Usage {
                message: "a scratch database needs a URL, not a pool".to_owned(),
                help: "make the migrator from a DatabaseUrl".to_owned(),
            });
        };
        let unique = format!("{purpose}_{}_{}", std::process::id(), nanoseconds());
        if url.engine() == Engine::Sqlite {
            let file = std::env::temp_dir().join(format!("backend_{unique}.db"));
            let url = DatabaseUrl::parse(&format!("sqlite://{}?mode=rwc", file.display()))?;
            return Ok(Self {
                url,
                file: Some(file),
            });
        }
        let name = format!("{}_{unique}", url.database().unwrap_or_default());
        // 63 bytes in PostgreSQL, 64 characters in MySQL.
        let name: String = name
            .chars()
            .rev()
            .take(60)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let url = url.with_database(&name);
        create_database(&url, &migrator.identity).await?;
        Ok(Self { url, file: None })
    }

    pub(crate) async fn connect(&self, migrator: &Migrator) -> Result<Runner, MigrateError> {
        Runner::connect_to_new(migrator, &self.url).await
    }

    /// Removes it.
    pub(crate) async fn drop(self, migrator: &Migrator) {
        match &self.file {
            Some(file) => {
                for suffix in ["", "-wal", "-shm"] {
                    let mut name = file.clone().into_os_string();
                    name.push(suffix);
                    let _ = std::fs::remove_file(name);
                }
            }
            None => drop_database(&self.url, &migrator.identity).await,
        }
    }
}

/// Two scratch databases of one process must differ.
fn nanoseconds() -> u32 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_nanos())
}
