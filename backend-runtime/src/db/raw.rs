//! What a server answers to text, the same for every driver: sessions differ in how a value becomes text and in what an
//! error means.

use futures_util::{StreamExt, stream::BoxStream};
use sqlx::Either;

use super::{
    DatabaseFailure,
    session::{BatchFailure, TextRow},
};

/// The answer to a batch; a left one ends a statement.
type Answers<'a, Q, R> = BoxStream<'a, Result<Either<Q, R>, sqlx::Error>>;

/// Counts the statements that finish, telling of each; rows are discarded.
pub(crate) async fn count<Q, R>(
    mut answers: Answers<'_, Q, R>,
    explain: impl Fn(&sqlx::Error) -> DatabaseFailure,
    finish: impl Fn(),
) -> Result<(), BatchFailure> {
    let mut finished = 0;
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(Either::Left(_)) => {
                finished += 1;
                finish();
            }
            Ok(Either::Right(_)) => {}
            Err(error) => {
                let cause = explain(&error);
                return Err(BatchFailure { finished, cause });
            }
        }
    }
    Ok(())
}

/// The rows as text.
pub(crate) async fn rows<R>(
    mut answers: BoxStream<'_, Result<R, sqlx::Error>>,
    text_row: impl Fn(&R) -> Result<TextRow, sqlx::Error>,
    explain: impl Fn(&sqlx::Error) -> DatabaseFailure,
) -> Result<Vec<TextRow>, DatabaseFailure> {
    let mut rows = Vec::new();
    while let Some(answer) = answers.next().await {
        let row = answer.and_then(|row| text_row(&row));
        rows.push(row.map_err(|error| explain(&error))?);
    }
    Ok(rows)
}
