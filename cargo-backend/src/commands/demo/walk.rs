//! The requests of the demo, and what each of them has to be answered with.

use anstream::println;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    API_KEY,
    client::{Answer, Client, Request},
    tell,
};
use crate::error::CliError;

/// Sends, shows and judges requests.
struct Walk<'a> {
    client: &'a Client,
    steps: usize,
    surprises: Vec<String>,
}

impl Walk<'_> {
    /// One request; an answer with another status is remembered, and the walk goes on as far as it can.
    async fn step(
        &mut self,
        about: &str,
        request: Request,
        expected: StatusCode,
    ) -> Result<Answer, CliError> {
        let answer = self.client.send(&request).await?;
        tell::exchange(about, &request, &answer);
        self.steps += 1;
        if answer.status != expected {
            let Request { method, path, .. } = &request;
            self.surprises.push(format!(
                "{method} {path} was answered with {} instead of {expected}",
                answer.status
            ));
        }
        Ok(answer)
    }
}

fn get(path: impl Into<String>) -> Request {
    Request::new(Method::GET, path)
}

fn post(path: impl Into<String>, body: Value) -> Request {
    Request::new(Method::POST, path).body(body)
}

fn with_key(request: Request) -> Request {
    request.header("x-api-key", API_KEY)
}

fn text(answer: &Answer, key: &str) -> String {
    answer.body[key].as_str().unwrap_or_default().to_owned()
}

/// Walks through the bookshop; an error names every answer that was not as expected.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(super) async fn walk(client: &Client) -> Result<(), CliError> {
    let mut walk = Walk {
        client,
        steps: 0,
        surprises: Vec::new(),
    };
    let author = authors(&mut walk).await?;
    let book = books(&mut walk, &author).await?;
    changes(&mut walk, &book).await?;
    readers(&mut walk, &author, &book).await?;
    if walk.surprises.is_empty() {
        println!(
            "\n{} requests, each answered as the document says.",
            walk.steps
        );
        return Ok(());
    }
    Err(CliError::new(
        crate::exit::CHECK_FAILED,
        format!(
            "the service does not do as the document says:\n  {}",
            walk.surprises.join("\n  ")
        ),
    ))
}

async fn authors(walk: &mut Walk<'_>) -> Result<String, CliError> {
    let author = json!({ "name": "Ursula K. Le Guin", "bornOn": "1929-10-21" });
    let request = post("/v1/authors", author.clone());
    walk.step(
        "Writing needs the API key",
        request,
        StatusCode::UNAUTHORIZED,
    )
    .await?;
    let request = with_key(post("/v1/authors", author));
    let about = "With it, the author is stored";
    let answer = walk.step(about, request, StatusCode::CREATED).await?;
    Ok(text(&answer, "id"))
}

async fn books(walk: &mut Walk<'_>, author: &str) -> Result<Answer, CliError> {
    let invalid = json!({
        "isbn": "978-0441478125",
        "title": "",
        "authorId": author,
        "genre": "science fiction",
        "price": "11.9",
        "pages": 0,
        "tags": ["winter", "winter"],
    });
    let request = with_key(post("/v1/books", invalid));
    let about = "An invalid book: everything that is wrong is told at once";
    walk.step(about, request, StatusCode::BAD_REQUEST).await?;

    let book = json!({
        "isbn": "9780441478125",
        "title": "The Left Hand of Darkness",
        "authorId": author,
        "genre": "science-fiction",
        "price": "11.90",
        "pages": 304,
        "publishedOn": "1969-03-01",
        "tags": ["winter", "envoy"],
    });
    let request = with_key(post("/v1/books", book.clone()));
    walk.step("A valid one is stored", request, StatusCode::CREATED)
        .await?;
    let request = with_key(post("/v1/books", book));
    walk.step("No two books share an ISBN", request, StatusCode::CONFLICT)
        .await?;
    let request = get("/v1/books?genre=science-fiction&sort=-publishedOn&limit=5");
    let about = "Filtered, sorted, by pages";
    let page = walk.step(about, request, StatusCode::OK).await?;
    let id = page.body["items"][0]["id"].as_str().unwrap_or_default();
    let about = "One book, with an ETag";
    walk.step(about, get(format!("/v1/books/{id}")), StatusCode::OK)
        .await
}

async fn changes(walk: &mut Walk<'_>, book: &Answer) -> Result<(), CliError> {
    let path = format!("/v1/books/{}", text(book, "id"));
    let patch = |etag: &str| {
        let request = Request::new(Method::PATCH, path.clone()).body(json!({ "price": "9.90" }));
        with_key(request).header("if-match", etag)
    };
    let request = patch("\"somebody-elses\"");
    let about = "Somebody else changed it meanwhile? Then nothing is overwritten";
    walk.step(about, request, StatusCode::PRECONDITION_FAILED)
        .await?;
    let request = patch(book.header("etag").unwrap_or_default());
    walk.step(
        "With the right ETag the price changes",
        request,
        StatusCode::OK,
    )
    .await?;
    Ok(())
}

async fn readers(walk: &mut Walk<'_>, author: &str, book: &Answer) -> Result<(), CliError> {
    let id = text(book, "id");
    let review =
        json!({ "rating": 5, "reader": "genly@example.com", "text": "Cold outside, warm inside." });
    let request = post(format!("/v1/books/{id}/reviews"), review);
    walk.step("A reader's review", request, StatusCode::CREATED)
        .await?;
    let request = get(format!("/v1/authors/{author}/books?limit=1"));
    walk.step("The books of the author", request, StatusCode::OK)
        .await?;
    let request = with_key(Request::new(
        Method::DELETE,
        format!("/v1/authors/{author}"),
    ));
    let about = "An author who has books stays";
    walk.step(about, request, StatusCode::CONFLICT).await?;
    Ok(())
}
