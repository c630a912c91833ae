//! What a run tells while it goes on.

use std::{fmt, sync::Arc, time::Duration};

use crate::db::session::Holder;

/// Something that happened during a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// Another runner holds the lock; told once, and again when the holder changes.
    Waiting {
        /// Who holds it.
        holder: Holder,
        /// How long we will wait at most.
        limit: Duration,
    },
    /// A migration starts.
    Starting {
        /// `<version>_<name>`
        title: String,
        /// Its number in this run, from 1.
        number: usize,
        /// How many there are in this run.
        of: usize,
    },
    /// A migration was applied.
    Applied {
        /// `<version>_<name>`
        title: String,
        /// How long it took.
        elapsed: Duration,
    },
    /// A migration was taken back.
    RolledBack {
        /// `<version>_<name>`
        title: String,
        /// How long it took.
        elapsed: Duration,
    },
    /// A lock on a table was not to be had in time; the migration lets traffic through and tries again.
    Retrying {
        /// `<version>_<name>`
        title: String,
        /// Which attempt comes next, from 2.
        attempt: u32,
        /// After how long.
        after: Duration,
    },
    /// Something worth knowing.
    Note(String),
}

/// Who is told about events.
#[derive(Clone)]
pub(crate) struct Listener(Arc<dyn Fn(&Event) + Send + Sync>);

impl Listener {
    pub(crate) fn new(listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    /// For work on a scratch database, which is not what was asked for.
    pub(crate) fn silent() -> Self {
        Self::new(|_| {})
    }

    pub(crate) fn tell(&self, event: &Event) {
        (self.0)(event);
    }
}

impl Default for Listener {
    /// Services get log lines.
    fn default() -> Self {
        Self::new(log)
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Listener")
    }
}

fn log(event: &Event) {
    match event {
        Event::Waiting { holder, .. } => {
            tracing::info!(holder = %holder.who, "waiting for the migration lock");
        }
        Event::Starting { title, .. } => tracing::debug!(migration = %title, "migration starts"),
        Event::Applied { title, elapsed } => {
            tracing::info!(migration = %title, elapsed_ms = elapsed.as_millis(), "migration applied");
        }
        Event::RolledBack { title, elapsed } => {
            tracing::info!(migration = %title, elapsed_ms = elapsed.as_millis(), "migration taken back");
        }
        Event::Retrying { title, attempt, .. } => {
            tracing::warn!(migration = %title, attempt, "a table is locked; trying again");
        }
        Event::Note(text) => tracing::warn!("{text}"),
    }
}
