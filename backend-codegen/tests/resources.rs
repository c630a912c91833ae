//! What counts as a resource, the tables that come of it, and what a changed document does to them.

use std::collections::BTreeMap;

use backend_codegen::{
    emit::{
        render::Templates,
        sql::{Change, Dialect, Snapshot, changes, migrations, tables},
    },
    generate::{self, Generated},
    lower::{LowerOptions, lower},
    plan::Ownership,
    resources::{Action, FilterTest, KeyKind, KeyOrigin, Paging, Part, Resources, recognise},
    settings::{Database, Envelope, ProjectSettings, RuntimeSource, Selection},
    spec::{Document, LoadOptions, Memory, load},
};

fn document(text: &str) -> Document {
    let mut memory = Memory::one("openapi.yaml", text);
    let (document, problems) = load("openapi.yaml", &mut memory, &LoadOptions::default());
    document.unwrap_or_else(|sources| panic!("{}", problems.render(&sources)))
}

fn resources(text: &str) -> Resources {
    let (api, _) = lower(&document(text), &LowerOptions::default());
    recognise(&api)
}

/// Books under a version prefix, nested below authors; `extra` goes into the properties of a book.
fn library(extra: &str) -> String {
    format!(
        r#"
openapi: 3.1.0
info: {{title: Library, version: "1"}}
paths:
  /api/v1/books:
    get:
      operationId: listBooks
      parameters:
        - {{name: page, in: query, schema: {{type: integer, minimum: 1, default: 1}}}}
        - {{name: per_page, in: query, schema: {{type: integer, minimum: 1, maximum: 50, default: 10}}}}
        - {{name: minPages, in: query, schema: {{type: integer}}}}
        - {{name: order, in: query, schema: {{type: string, enum: [title, -title]}}}}
        - {{name: colour, in: query, schema: {{type: string}}}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [data, total]
                properties:
                  data: {{type: array, items: {{$ref: '#/components/schemas/Book'}}}}
                  total: {{type: integer}}
    post:
      operationId: createBook
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Book'}}}}}}
      responses:
        '201': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Book'}}}}}}}}
        '409': {{description: A book with this title exists}}
  /api/v1/books/{{bookId}}:
    get:
      operationId: getBook
      parameters: [{{name: bookId, in: path, required: true, schema: {{type: integer, format: int64}}}}]
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Book'}}}}}}}}
  /api/v1/books/{{bookId}}/lend:
    post:
      operationId: lendBook
      parameters: [{{name: bookId, in: path, required: true, schema: {{type: integer, format: int64}}}}]
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Book'}}}}}}}}
  /api/v1/authors/{{authorId}}/books:
    get:
      operationId: listBooksOfAuthor
      parameters: [{{name: authorId, in: path, required: true, schema: {{type: string, format: uuid}}}}]
      responses:
        '200':
          description: ok
          content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Book'}}}}}}}}
  /api/v1/authors:
    post:
      operationId: createAuthor
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Author'}}}}}}
      responses:
        '201': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Author'}}}}}}}}
components:
  schemas:
    Author:
      type: object
      required: [id, name]
      properties:
        id: {{type: string, format: uuid, readOnly: true}}
        name: {{type: string, maxLength: 80}}
    Book:
      type: object
      required: [id, title, authorId]
      properties:
        id: {{type: integer, format: int64, readOnly: true}}
        title: {{type: string, minLength: 1, maxLength: 200}}
        authorId: {{type: string, format: uuid}}
        pages: {{type: integer, minimum: 1}}
        group: {{type: string, enum: [a, "it's"]}}
        tags: {{type: array, items: {{type: string}}}}
        createdAt: {{type: string, format: date-time, readOnly: true}}
{extra}"#
    )
}

#[test]
fn finds_resources_below_a_version_prefix_and_below_each_other() {
    let resources = resources(&library(""));
    let names: Vec<&str> = resources.list.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["authors", "books"], "parents come first");
    let books = &resources.list[1];
    assert_eq!(books.operations.len(), 4);
    assert_eq!(
        (books.key.kind, books.key.origin),
        (KeyKind::Identity, KeyOrigin::Server)
    );
    let parent = books.parent.as_ref().expect("the nested path has a parent");
    assert_eq!(
        (parent.resource, parent.parameter.as_str()),
        (Some(0), "authorId")
    );
    assert_eq!(books.columns[parent.column].name, "author_id");
}

#[test]
fn an_action_on_a_member_is_left_to_the_user() {
    let resources = resources(&library(""));
    assert!(
        resources
            .refused
            .iter()
            .any(|refused| refused.reason.contains("stored under another path"))
    );
}

#[test]
fn reads_paging_filters_and_order_from_the_parameters() {
    let resources = resources(&library(""));
    let Action::List(listing) = &resources.list[1].operations[0].action else {
        panic!("the first operation lists");
    };
    assert_eq!(
        listing.paging,
        Paging::Page {
            page: "page".into(),
            size: Some("per_page".into())
        }
    );
    assert!(listing.tells(&Part::Total));
    assert_eq!(listing.filters.len(), 1);
    assert_eq!(listing.filters[0].test, FilterTest::AtLeast);
    let sort = listing.sort.as_ref().expect("an order");
    assert_eq!(
        sort.values
            .iter()
            .map(|value| value.descending)
            .collect::<Vec<_>>(),
        [false, true]
    );
    assert!(
        resources
            .advice
            .iter()
            .any(|text| text.contains("`colour`")),
        "no parameter is dropped in silence"
    );
}

#[test]
fn a_documented_conflict_makes_a_column_unique() {
    let resources = resources(&library(""));
    let unique: Vec<&str> = resources.list[1]
        .columns
        .iter()
        .filter(|column| column.unique)
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(unique, ["title"]);
}

#[test]
fn tables_have_keys_checks_and_indexed_foreign_keys_in_every_dialect() {
    let tables = tables(&resources(&library("")));
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql] {
        let changes = changes(dialect, &[], &tables);
        let list = migrations(dialect, 0, &changes);
        let names: Vec<String> = list.iter().map(|one| one.stem()).collect();
        assert_eq!(
            names,
            [
                "00000000000001_create_authors",
                "00000000000002_create_books"
            ]
        );
        let books = &list[1].up.replace('`', "");
        assert!(
            books.contains("FOREIGN KEY (author_id) REFERENCES authors (id)"),
            "{books}"
        );
        assert!(
            books.contains("CREATE INDEX books_author_id_idx ON books (author_id);"),
            "{books}"
        );
        assert!(books.contains("pages >= 1"), "{books}");
        assert!(books.contains("IN ('a', 'it''s')"), "{books}");
        assert!(list[1].up.contains(&dialect.name("group")) && dialect.name("group") != "group");
        assert_eq!(list[1].down.replace('`', ""), "DROP TABLE books;\n");
    }
}

#[test]
fn a_new_optional_property_is_a_new_column_and_a_required_one_is_advice() {
    let before = tables(&resources(&library("")));
    let optional = tables(&resources(&library(
        "        note: {type: string, maxLength: 9}\n",
    )));
    let list = migrations(
        Dialect::Sqlite,
        2,
        &changes(Dialect::Sqlite, &before, &optional),
    );
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].stem(), "00000000000003_add_note_to_books");
    assert_eq!(list[0].up, "ALTER TABLE books ADD COLUMN note TEXT;\n");
    assert_eq!(list[0].down, "ALTER TABLE books DROP COLUMN note;\n");

    let required = library("        isbn: {type: string}\n")
        .replace("[id, title, authorId]", "[id, title, authorId, isbn]");
    let after = tables(&resources(&required));
    let found = changes(Dialect::Sqlite, &before, &after);
    assert!(migrations(Dialect::Sqlite, 2, &found).is_empty());
    assert!(
        matches!(&found[..], [Change::Advice(text)] if text.contains("ADD COLUMN isbn TEXT NOT NULL")),
        "{found:?}"
    );
}

#[test]
fn a_gone_property_is_never_dropped() {
    let before = tables(&resources(&library("        note: {type: string}\n")));
    let after = tables(&resources(&library("")));
    let found = changes(Dialect::Postgres, &before, &after);
    assert!(
        matches!(&found[..], [Change::Advice(text)] if text.contains("DROP COLUMN note")),
        "{found:?}"
    );
}

fn project(
    text: &str,
    previous: Option<&Snapshot>,
    existing: &BTreeMap<String, String>,
) -> Generated {
    let settings = ProjectSettings {
        package: "library".into(),
        spec: "openapi.yaml".into(),
        framework: "axum".into(),
        database: Database::Sqlite,
        envelope: Envelope::Data,
        minimal: false,
        runtime: RuntimeSource::Version("0.1.0".into()),
        selection: Selection::default(),
    };
    let exists = |path: &str| existing.contains_key(path);
    generate::project(
        &document(text),
        &settings,
        previous,
        &exists,
        &Templates::default(),
    )
}

fn files(generated: &Generated) -> BTreeMap<String, String> {
    generated
        .plan
        .files
        .iter()
        .map(|file| (file.path.clone(), file.text.clone()))
        .collect()
}

#[test]
fn a_new_operation_gets_a_stub_in_a_new_file_and_the_glue_calls_it() {
    let first = project(&library(""), None, &BTreeMap::new());
    let before = files(&first);
    let more = library("").replace(
        "  /api/v1/authors:\n",
        "  /api/v1/books/{bookId}/archive:\n    post: {operationId: archiveBook, tags: [books], responses: {'204': {description: ok}}, parameters: [{name: bookId, in: path, required: true, schema: {type: integer}}]}\n  /api/v1/authors:\n",
    );
    let second = project(&more, Some(&first.snapshot), &before);
    let added: Vec<&str> = second
        .plan
        .files
        .iter()
        .filter(|file| !before.contains_key(&file.path) && file.path.starts_with("src/"))
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(added, ["src/handlers/archive_book.rs"]);
    let glue = second
        .plan
        .files
        .iter()
        .find(|file| file.path == "src/handlers/mod.rs")
        .expect("the glue");
    assert_eq!(glue.ownership, Ownership::Generated);
    assert!(
        glue.text
            .contains("archive_book::archive_book(self, request).await"),
        "{}",
        glue.text
    );
    let again = project(&more, Some(&second.snapshot), &files(&second));
    assert_eq!(
        files(&again),
        files(&second),
        "the third run changes nothing"
    );
}

#[test]
fn migrations_already_written_are_not_planned_again() {
    let first = project(&library(""), None, &BTreeMap::new());
    let again = project(&library(""), Some(&first.snapshot), &files(&first));
    let is_migration = |path: &&String| path.starts_with("migrations/");
    assert_eq!(files(&first).keys().filter(is_migration).count(), 4);
    assert_eq!(files(&again).keys().filter(is_migration).count(), 0);
    assert_eq!(again.snapshot, first.snapshot);
}
