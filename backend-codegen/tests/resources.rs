//! What counts as a resource, the tables that come of it, and what a changed document does to them.

use std::collections::BTreeMap;

use backend_codegen::{
    emit::{
        render::Templates,
        sql::{Change, Dialect, Snapshot, changes, migrations, remembered, tables},
    },
    generate::{self, Generated},
    lower::{LowerOptions, lower},
    plan::Ownership,
    resources::{
        Action, ColumnType, FilterTest, KeyKind, KeyOrigin, Paging, Part, ResourceOperation,
        Resources, recognise,
    },
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
    let parent = books.parents.first().expect("the nested path has a parent");
    assert_eq!(
        (parent.resource, parent.singular.as_str()),
        (Some(0), "author")
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
        embedded: false,
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
            .contains("archive_book::archive_book(self, request)"),
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

/// Paths of one schema `Thing` with the given members, after a head.
fn things(paths: &str, schemas: &str) -> Resources {
    resources(&format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}\ncomponents:\n  schemas:\n{schemas}"
    ))
}

fn body(name: &str) -> String {
    format!(
        "{{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}, required: true}}"
    )
}

fn answer(status: u16, name: &str) -> String {
    format!(
        "{{'{status}': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}"
    )
}

#[test]
fn a_row_may_be_named_by_the_body_of_a_put() {
    let pet = "    Pet: {type: object, required: [id, name], properties: {id: {type: integer, format: int64}, name: {type: string}}}\n";
    let found = things(
        &format!(
            "  /pet:\n    post: {{operationId: addPet, requestBody: {0}, responses: {1}}}\n    put: {{operationId: updatePet, requestBody: {0}, responses: {1}}}\n",
            body("Pet"),
            answer(200, "Pet")
        ),
        pet,
    );
    assert!(found.refused.is_empty(), "{:?}", found.refused);
    let replaces = |one: &&ResourceOperation| matches!(one.action, Action::Replace(_));
    let mut operations = found.list[0].operations.iter();
    let replace = operations.find(replaces).expect("PUT replaces");
    assert_eq!(replace.key_property.as_deref(), Some("id"));
    assert!(replace.names_row());
}

#[test]
fn every_parent_has_a_column_and_deep_paths_are_checked_from_outside_in() {
    let id = "{name: org, in: path, required: true, schema: {type: string, format: uuid}}";
    let team = id.replace("org", "team");
    let named = "type: object, required: [id, name], properties: {id: {type: string, format: uuid, readOnly: true}, name: {type: string}}";
    let found = things(
        &format!(
            "  /orgs:\n    post: {{requestBody: {org}, responses: {org_answer}}}\n  \
             /orgs/{{org}}/teams:\n    parameters: [{id}]\n    post: {{requestBody: {team_body}, responses: {team_answer}}}\n  \
             /orgs/{{org}}/teams/{{team}}/members:\n    parameters: [{id}, {team}]\n    post: {{requestBody: {member}, responses: {member_answer}}}\n  \
             /clubs/{{org}}/teams/{{team}}/guests:\n    parameters: [{id}, {team}]\n    post: {{operationId: addGuest, requestBody: {guest}, responses: {guest_answer}}}\n",
            org = body("Org"),
            org_answer = answer(201, "Org"),
            team_body = body("Team"),
            team_answer = answer(201, "Team"),
            member = body("Member"),
            member_answer = answer(201, "Member"),
            guest = body("Guest"),
            guest_answer = answer(201, "Guest"),
        ),
        &["Org", "Team", "Member", "Guest"]
            .map(|name| format!("    {name}: {{{named}}}\n"))
            .concat(),
    );
    let names: Vec<&str> = found.list.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["orgs", "teams", "members"], "{:?}", found.refused);
    let members = &found.list[2];
    let nesting = members.operations[0]
        .nesting
        .as_ref()
        .expect("a nested path");
    assert_eq!(members.parents[nesting.parent].resource, Some(1));
    let [above] = nesting.above.as_slice() else {
        panic!("one thing above the team: {nesting:?}");
    };
    assert_eq!((above.child, above.parameter.as_str()), (1, "org"));
    assert_eq!(found.refused.len(), 1);
    assert!(
        found.refused[0].reason.contains("`clubs`"),
        "{:?}",
        found.refused
    );
}

#[test]
fn another_name_of_a_row_is_left_to_the_user() {
    let parameter = |name: &str, kind: &str| {
        format!("[{{name: {name}, in: path, required: true, schema: {{type: {kind}}}}}]")
    };
    let found = things(
        &format!(
            "  /orgs/{{org}}/teams:\n    parameters: {org}\n    post: {{requestBody: {team}, responses: {created}}}\n  \
             /orgs/{{org}}/teams/{{team_slug}}:\n    parameters: {org_and_slug}\n    get: {{responses: {read}}}\n  \
             /teams/{{team_id}}:\n    parameters: {id}\n    get: {{operationId: byId, responses: {read}}}\n    delete: {{operationId: deleteById, responses: {{'204': {{description: gone}}}}}}\n  \
             /v2/teams/{{slug}}:\n    parameters: {number}\n    get: {{operationId: byNumber, responses: {read}}}\n  \
             /v2/orgs/{{org}}/teams:\n    parameters: {org_number}\n    post: {{operationId: createBelowNumber, requestBody: {team}, responses: {created}}}\n",
            org = parameter("org", "string"),
            org_and_slug = parameter("org", "string")
                .replace(']', &parameter("team_slug", "string").replace('[', ", ")),
            id = parameter("team_id", "integer"),
            number = parameter("slug", "integer"),
            org_number = parameter("org", "integer"),
            team = body("Team"),
            created = answer(201, "Team"),
            read = answer(200, "Team"),
        ),
        "    Team: {type: object, required: [slug], properties: {id: {type: integer}, slug: {type: string}}}\n",
    );
    let [teams] = found.list.as_slice() else {
        panic!("one resource: {:?}", found.list);
    };
    assert_eq!(teams.key_column().name, "slug");
    assert_eq!(teams.operations.len(), 2, "{:?}", found.refused);
    let reasons: Vec<&str> = found.refused.iter().map(|one| &*one.reason).collect();
    let other_name = "`team_id` in its path is not `slug`, by which the others know one";
    assert_eq!(
        reasons,
        [
            other_name,
            other_name,
            "`slug` in its path has another type than `slug`, which it names",
            "`org` in its path has another type than `org`, which it names",
        ]
    );
}

#[test]
fn an_owner_is_named_as_it_is_stored() {
    let parameters = |team: &str| {
        format!(
            "[{{name: team, in: path, required: true, schema: {{type: {team}}}}}, {{name: paper, in: path, required: true, schema: {{type: integer}}}}]"
        )
    };
    let list = "{'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}}}";
    let found = things(
        &format!(
            "  /teams/{{team}}/papers:\n    parameters: [{{name: team, in: path, required: true, schema: {{type: string}}}}]\n    post: {{requestBody: {paper}, responses: {paper_answer}}}\n  \
             /teams/{{team}}/papers/{{paper}}/notes:\n    parameters: {by_name}\n    get: {{operationId: byName, responses: {list}}}\n    post: {{requestBody: {note}, responses: {note_answer}}}\n  \
             /old/teams/{{team}}/papers/{{paper}}/notes:\n    parameters: {by_number}\n    get: {{operationId: byNumber, responses: {list}}}\n",
            paper = body("Paper"),
            paper_answer = answer(201, "Paper"),
            by_name = parameters("string"),
            by_number = parameters("integer"),
            note = body("Note"),
            note_answer = answer(201, "Note"),
        ),
        &["Paper", "Note"]
            .map(|name| {
                format!("    {name}: {{type: object, required: [id, text], properties: {{id: {{type: integer, readOnly: true}}, text: {{type: string}}}}}}\n")
            })
            .concat(),
    );
    let notes = found.list.iter().find(|one| one.name == "notes");
    assert_eq!(notes.map(|notes| notes.operations.len()), Some(2));
    let reasons: Vec<&str> = found.refused.iter().map(|one| &*one.reason).collect();
    assert_eq!(
        reasons,
        ["`team` in its path has another type than `team`, which it names"]
    );
}

#[test]
fn things_below_two_parents_have_a_column_for_each() {
    let paper = "    Paper: {type: object, required: [id, title], properties: {id: {type: integer, format: int64, readOnly: true}, title: {type: string}}}\n";
    let list = "{'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Paper'}}}}}}";
    let parameter = |name: &str| {
        format!(
            "[{{name: {name}, in: path, required: true, schema: {{type: integer, format: int64}}}}]"
        )
    };
    let found = things(
        &format!(
            "  /authors/{{authorId}}/papers:\n    parameters: {}\n    get: {{responses: {list}}}\n    post: {{requestBody: {}, responses: {}}}\n  /journals/{{journalId}}/papers:\n    parameters: {}\n    get: {{responses: {list}}}\n",
            parameter("authorId"),
            body("Paper"),
            answer(201, "Paper"),
            parameter("journalId"),
        ),
        paper,
    );
    assert!(found.refused.is_empty(), "{:?}", found.refused);
    let papers = &found.list[0];
    let columns: Vec<(&str, bool)> = papers
        .parents
        .iter()
        .map(|parent| &papers.columns[parent.column])
        .map(|column| (column.name.as_str(), column.nullable))
        .collect();
    assert_eq!(columns, [("author_id", false), ("journal_id", true)]);
    let parents: Vec<usize> = papers
        .operations
        .iter()
        .filter_map(|one| one.nesting.as_ref().map(|nesting| nesting.parent))
        .collect();
    assert_eq!(
        parents,
        [0, 0, 1],
        "no path is answered with the rows of another parent"
    );
}

#[test]
fn a_date_that_may_be_null_is_a_date() {
    let task = "    Task: {type: object, required: [id, due], properties: {id: {type: integer, format: int64, readOnly: true}, due: {oneOf: [{type: string, format: date}, {type: 'null'}]}}}\n";
    let found = things(
        &format!(
            "  /tasks:\n    post: {{requestBody: {}, responses: {}}}\n",
            body("Task"),
            answer(201, "Task")
        ),
        task,
    );
    assert!(found.refused.is_empty(), "{:?}", found.refused);
    let due = &found.list[0].columns[1];
    assert_eq!((&due.kind, due.nullable), (&ColumnType::Date, true));
}

#[test]
fn what_comes_back_finds_the_table_that_was_left() {
    let full = tables(&resources(&library("")));
    let other = tables(&resources(&library("        isbn: {type: string}\n")));
    let without = remembered(&full, Vec::new());
    assert!(without.iter().all(|table| table.retired));
    let again = changes(Dialect::Sqlite, &without, &other);
    let made = again
        .iter()
        .any(|one| matches!(one, Change::CreateTable(_)));
    assert!(!made, "the table is still there: {again:?}");
    let added: Vec<&str> = again
        .iter()
        .filter_map(|one| match one {
            Change::AddColumn(_, column) => Some(column.name.as_str()),
            Change::CreateTable(_) | Change::AddIndex(..) | Change::Advice(_) => None,
        })
        .collect();
    assert_eq!(added, ["isbn"]);
    let silent = changes(Dialect::Sqlite, &without, &[]);
    assert!(
        silent.is_empty(),
        "what is gone is told of once: {silent:?}"
    );

    let back = remembered(&other, full.clone());
    let books = back
        .iter()
        .find(|table| table.name == "books")
        .expect("books");
    assert!(
        books
            .columns
            .iter()
            .any(|one| one.name == "isbn" && one.retired)
    );
    assert!(
        changes(Dialect::Sqlite, &back, &other).is_empty(),
        "a column that comes back is not added twice"
    );
}
