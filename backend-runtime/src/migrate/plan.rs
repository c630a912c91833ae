//! Files against history: what is pending, and what contradicts. Pure.

use std::collections::BTreeMap;

use super::{Drift, Migration, Record, Version};

/// What to do about files that are missing or late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// They are an error.
    #[default]
    Strict,
    /// Missing ones are left alone, late ones are applied.
    Allow,
}

/// Where files and history stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// Indexes of the migrations that are not applied, oldest first; partial ones are among them.
    pub(crate) pending: Vec<usize>,
    /// All contradictions, those that `Order::Allow` forgives included.
    pub(crate) drifts: Vec<Drift>,
    /// Index of the record that stopped half way.
    pub(crate) partial: Option<usize>,
}

/// Compares files with history.
pub(crate) fn compare(migrations: &[Migration], records: &[Record]) -> Plan {
    let by_version: BTreeMap<&Version, &Record> = records
        .iter()
        .map(|record| (&record.version, record))
        .collect();
    let newest = records
        .iter()
        .filter(|record| record.state.is_applied() && record.version.number().is_some())
        .max_by(|a, b| a.version.cmp(&b.version));
    let mut plan = Plan {
        partial: records.iter().position(|record| record.state.is_partial()),
        ..Plan::default()
    };
    for (index, migration) in migrations.iter().enumerate() {
        match by_version.get(&migration.version) {
            Some(record) if record.state.is_applied() => {
                if !record.checksum.is_empty() && migration.up.checksum() != record.checksum {
                    plan.drifts.push(Drift::Edited {
                        title: migration.title(),
                        version: migration.version.to_string(),
                        file: migration.up.file().to_owned(),
                    });
                }
            }
            Some(record) if record.state.is_partial() => plan.pending.push(index),
            Some(_) | None => {
                plan.pending.push(index);
                if let Some(newest) = newest.filter(|newest| newest.version > migration.version) {
                    plan.drifts.push(Drift::Late {
                        title: migration.title(),
                        file: migration.up.file().to_owned(),
                        newest: newest.title(),
                    });
                }
            }
        }
    }
    plan.drifts.extend(missing(migrations, records));
    plan
}

fn missing(migrations: &[Migration], records: &[Record]) -> Vec<Drift> {
    let last_file = migrations.last().map(|migration| &migration.version);
    records
        .iter()
        .filter(|record| record.state.is_applied() && record.version.number().is_some())
        .filter(|record| {
            migrations
                .binary_search_by(|migration| migration.version.cmp(&record.version))
                .is_err()
        })
        .map(|record| Drift::Missing {
            title: record.title(),
            version: record.version.to_string(),
            is_newer: last_file.is_none_or(|last| record.version > *last),
        })
        .collect()
}

impl Plan {
    /// The contradictions that keep `up` from running.
    pub(crate) fn blocking(&self, order: Order) -> Vec<Drift> {
        self.drifts
            .iter()
            .filter(|drift| match drift {
                Drift::Edited { .. } => true,
                Drift::Missing { .. } | Drift::Late { .. } => order == Order::Strict,
            })
            .cloned()
            .collect()
    }
}
