//! The resource.

use axum::{
    Json, Router,
    extract::{FromRequest, FromRequestParts, State},
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqlitePool};

use crate::error::ApiError;

#[derive(Deserialize)]
struct NewPet {
    name: String,
    tag: Option<String>,
}

#[derive(Serialize, FromRow)]
struct Pet {
    id: i64,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default = "twenty")]
    limit: i32,
    #[serde(default)]
    offset: i32,
}

fn twenty() -> i32 {
    20
}

/// axum's extractors with our error.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(ApiError))]
struct Body<T>(T);

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
struct Query<T>(T);

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
struct Path<T>(T);

pub fn routes(pool: SqlitePool) -> Router {
    Router::new()
        .route("/pets", get(list).post(create))
        .route("/pets/{id}", get(read).put(replace).delete(remove))
        .with_state(pool)
}

async fn list(
    State(pool): State<SqlitePool>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Pet>>, ApiError> {
    if !(1..=100).contains(&page.limit) || page.offset < 0 {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "limit is 1 to 100, offset at least 0",
        ));
    }
    let pets = sqlx::query_as("SELECT id, name, tag FROM pets ORDER BY id LIMIT ? OFFSET ?")
        .bind(page.limit)
        .bind(page.offset)
        .fetch_all(&pool)
        .await?;
    Ok(Json(pets))
}

async fn create(
    State(pool): State<SqlitePool>,
    Body(new): Body<NewPet>,
) -> Result<impl IntoResponse, ApiError> {
    check(&new)?;
    let pet: Pet =
        sqlx::query_as("INSERT INTO pets (name, tag) VALUES (?, ?) RETURNING id, name, tag")
            .bind(new.name)
            .bind(new.tag)
            .fetch_one(&pool)
            .await?;
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, format!("/v1/pets/{}", pet.id))],
        Json(pet),
    ))
}

async fn read(State(pool): State<SqlitePool>, Path(id): Path<i64>) -> Result<Json<Pet>, ApiError> {
    let pet = sqlx::query_as("SELECT id, name, tag FROM pets WHERE id = ?")
        .bind(id)
        .fetch_optional(&pool)
        .await?;
    pet.map(Json)
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "no such pet"))
}

async fn replace(
    State(pool): State<SqlitePool>,
    Path(id): Path<i64>,
    Body(new): Body<NewPet>,
) -> Result<Json<Pet>, ApiError> {
    check(&new)?;
    // Read and written in one transaction, as the generated service does.
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let current: Option<Pet> = sqlx::query_as("SELECT id, name, tag FROM pets WHERE id = ?")
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
    let current = current.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "no such pet"))?;
    let pet =
        sqlx::query_as("UPDATE pets SET name = ?, tag = ? WHERE id = ? RETURNING id, name, tag")
            .bind(new.name)
            .bind(new.tag)
            .bind(current.id)
            .fetch_one(&mut *transaction)
            .await?;
    transaction.commit().await?;
    Ok(Json(pet))
}

async fn remove(
    State(pool): State<SqlitePool>,
    Path(id): Path<i64>,
) -> Result<StatusCode, ApiError> {
    let done = sqlx::query("DELETE FROM pets WHERE id = ?")
        .bind(id)
        .execute(&pool)
        .await?;
    match done.rows_affected() {
        0 => Err(ApiError::new(StatusCode::NOT_FOUND, "no such pet")),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

fn check(pet: &NewPet) -> Result<(), ApiError> {
    let tag = pet.tag.as_deref().unwrap_or_default();
    if !(1..=60).contains(&pet.name.chars().count()) || tag.chars().count() > 30 {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "name is 1 to 60 characters, tag at most 30",
        ));
    }
    Ok(())
}
