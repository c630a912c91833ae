//! `verify --roundtrip`: up, down and up again on a scratch database, comparing the schema after each step.

use super::{
    MigrateError, Migration, Migrator, StatementFailure,
    dump::{difference, dump},
    runner::{Runner, Scratch, apply_fresh, prepare, revert_fresh},
};

/// What a round trip showed about one migration.
#[derive(Debug, Clone)]
pub struct RoundTrip {
    /// `<version>_<name>`
    pub title: String,
    /// How it went.
    pub outcome: RoundTripOutcome,
}

/// How a round trip of one migration went.
#[derive(Debug, Clone)]
pub enum RoundTripOutcome {
    /// Down restored what was before, and up again what was after.
    Faithful,
    /// It has no way back.
    NoDown,
    /// Down did not restore what was before; the lines differ.
    DownDiffers(Vec<String>),
    /// After down, up fails; migrations after this one were not tried.
    UpFails(Box<StatementFailure>),
    /// The second up gave another schema than the first; the lines differ.
    UpDiffers(Vec<String>),
}

impl RoundTripOutcome {
    /// Whether the way back is proven, or there is none.
    #[must_use]
    pub fn holds(&self) -> bool {
        match self {
            Self::Faithful | Self::NoDown => true,
            Self::DownDiffers(_) | Self::UpDiffers(_) | Self::UpFails(_) => false,
        }
    }
}

/// Runs the round trip of every migration.
pub(crate) async fn roundtrip(
    migrator: &Migrator,
    migrations: &[Migration],
) -> Result<Vec<RoundTrip>, MigrateError> {
    let scratch = Scratch::create(migrator, "roundtrip").await?;
    let result = match scratch.connect(migrator).await {
        Ok(mut runner) => {
            let result = each(&mut runner, migrator, migrations).await;
            runner.close().await;
            result
        }
        Err(error) => Err(error),
    };
    scratch.drop(migrator).await;
    result
}

async fn each(
    runner: &mut Runner,
    migrator: &Migrator,
    migrations: &[Migration],
) -> Result<Vec<RoundTrip>, MigrateError> {
    runner.create_table().await?;
    let mut trips = Vec::with_capacity(migrations.len());
    for migration in migrations {
        let outcome = one(runner, migrator, migration).await?;
        // What comes after a broken way back would run on a schema that it was not made for.
        let is_broken = matches!(outcome, RoundTripOutcome::UpFails(_));
        trips.push(RoundTrip {
            title: migration.title(),
            outcome,
        });
        if is_broken {
            break;
        }
    }
    Ok(trips)
}

async fn one(
    runner: &mut Runner,
    migrator: &Migrator,
    migration: &Migration,
) -> Result<RoundTripOutcome, MigrateError> {
    let up = prepare(runner.engine(), migration, migration.up.clone())?;
    let before = dump(runner).await?;
    apply_fresh(runner, &up).await?;
    let Some(script) = migration.down(&migrator.migrations)? else {
        return Ok(RoundTripOutcome::NoDown);
    };
    let after = dump(runner).await?;
    revert_fresh(runner, migration, script).await?;
    let restored = dump(runner).await?;
    if let Err(error) = apply_fresh(runner, &up).await {
        return match error {
            MigrateError::Statement(failure) if !failure.cause.is_lost => {
                Ok(RoundTripOutcome::UpFails(failure))
            }
            other => Err(other),
        };
    }
    if restored != before {
        return Ok(RoundTripOutcome::DownDiffers(difference(
            &before, &restored,
        )));
    }
    let again = dump(runner).await?;
    if again != after {
        return Ok(RoundTripOutcome::UpDiffers(difference(&after, &again)));
    }
    Ok(RoundTripOutcome::Faithful)
}
