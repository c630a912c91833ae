//! Scaffolded projects compile without a warning, are formatted, and pass their own tests.

use std::path::Path;

use backend_tests::{
    scaffold::{Project, bookshop, fixture, root, run},
    servers::{self, Server, Unavailable},
    skipped,
};

/// Scaffolds a document and has the project's own tools judge it.
fn golden(name: &str, spec: &Path, options: &[&str], environment: &[(&str, &str)]) {
    let project = Project::create(name, spec, options).expect("the document is scaffolded");
    run(&mut project.cargo(&["fmt", "--check"])).expect("the project is formatted");
    compiles(&project);
    passes(&project, environment);
}

fn compiles(project: &Project) {
    let lint = [
        "clippy",
        "--quiet",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    run(&mut project.cargo(&lint)).expect("the project compiles without a warning");
}

/// Its own tests, of which there are some.
fn passes(project: &Project, environment: &[(&str, &str)]) {
    let mut tests = project.cargo(&["test", "--quiet"]);
    tests.envs(environment.iter().copied());
    let printed = run(&mut tests).expect("the project passes its own tests");
    assert!(
        passed(&printed) > 0,
        "{} has no tests of its own:\n{printed}",
        project.name
    );
}

/// How many tests the output of `cargo test` reports as passed.
fn passed(printed: &str) -> u32 {
    let counts = printed
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "));
    counts
        .filter_map(|rest| rest.split(' ').next()?.parse::<u32>().ok())
        .sum()
}

#[test]
fn petstore() {
    golden("petstore", &fixture("petstore.yaml"), &[], &[]);
}

#[test]
fn petstore_expanded() {
    golden(
        "petstore-expanded",
        &fixture("petstore-expanded.yaml"),
        &[],
        &[],
    );
}

#[test]
fn bookshop_the_sample() {
    golden("bookshop", &bookshop(), &[], &[]);
}

/// Faults that somebody could put into a project, and the test of the project that has to see each: file, what stands
/// there, what takes its place, test.
const FAULTS: [[&str; 4]; 9] = [
    [
        "src/repositories/books.rs",
        "push_bind(author_id)",
        "push(\"author_id\")",
        "books::list_books_filters",
    ],
    [
        "src/repositories/books.rs",
        "title DESC",
        "title",
        "books::list_books_sorts",
    ],
    [
        "src/repositories/authors.rs",
        "push_bind(query.offset)",
        "push(\"0\")",
        "authors::list_authors_pages",
    ],
    [
        "src/repositories/orders.rs",
        "push_bind(query.limit)",
        "push(\"20\")",
        "orders::list_orders_pages",
    ],
    [
        "src/services/books.rs",
        "let total = db.count_books(query).await?;",
        "let total = 1;",
        "books::list_author_books_pages",
    ],
    [
        "src/handlers/reviews.rs",
        "        rating,\n        limit",
        "        rating: rating.filter(|_| false),\n        limit",
        "reviews::list_reviews_filters",
    ],
    [
        "src/repositories/authors.rs",
        "(id, name, born_on, website,",
        "(id, website, born_on, name,",
        "authors::create_author_stores_one",
    ],
    [
        "src/handlers/orders.rs",
        "location: Some(location)",
        "location: Some(location).filter(|_| false)",
        "orders::create_order_stores_one",
    ],
    [
        "src/services/authors.rs",
        "author.name = name",
        "let _ = name",
        "authors::update_author_changes_what_was_stored",
    ],
];

#[test]
fn the_tests_of_a_project_see_faults() {
    let project = Project::create("faults", &bookshop(), &[]).expect("the document is scaffolded");
    for [file, right, wrong, _] in FAULTS {
        let path = project.folder.join(file);
        let text = std::fs::read_to_string(&path).expect("a file of the project");
        assert!(text.contains(right), "{file} has no `{right}`:\n{text}");
        std::fs::write(&path, text.replacen(right, wrong, 1)).expect("the file is ours");
    }
    let mut tests = project.cargo(&["test", "--quiet", "--test", "api"]);
    let told = run(&mut tests).expect_err("the project is full of faults");
    assert!(told.contains("test result: FAILED"), "{told}");
    for [file, _, wrong, test] in FAULTS {
        let failed = told.lines().any(|line| line.trim() == test);
        assert!(failed, "{test} does not see `{wrong}` in {file}:\n{told}");
    }
}

#[test]
fn openapi_3_1() {
    golden("trips", &fixture("trips-3.1.yaml"), &[], &[]);
}

/// Values of every format that a client leaves out, in its body or altogether.
#[test]
fn defaults() {
    let spec = fixture("defaults.yaml");
    golden("defaults", &spec, &[], &[]);
    let project = Project::create("defaults", &spec, &[]).expect("the document is scaffolded");
    let service = project.serve("events.db", &[]).expect("a running service");
    let answer = service.json("POST", "/events", &serde_json::json!({"name": "fair"}));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let mut event = answer.json();
    let members = event.as_object_mut().expect("an event");
    assert!(members.remove("id").is_some());
    let expected = serde_json::json!({
        "name": "fair",
        "day": "2030-01-02",
        "starts": "2030-01-02T03:04:05Z",
        "photo": "AAAA",
        "days": ["2030-01-02"],
        "host": "0195a7b0-0000-7000-8000-000000000001",
        "price": "1.50",
        "address": "192.0.2.1",
        "gateway": "2001:db8::1",
        "size": "small",
        "factor": 1.5,
    });
    assert_eq!(event, expected);
}

/// Webhooks and callbacks: what the service sends, a router made from the same document receives.
#[test]
fn webhooks_and_callbacks() {
    let spec = fixture("deliveries.yaml");
    golden("deliveries", &spec, &[], &[]);
    let project = Project::create("deliveries", &spec, &[]).expect("the document is scaffolded");
    let test = root().join("tests/fixtures/outgoing/deliver.rs");
    std::fs::copy(test, project.folder.join("tests/deliver.rs")).expect("a test more");
    let printed = run(&mut project.cargo(&["test", "--quiet", "--test", "deliver"]))
        .expect("what is sent arrives");
    assert_eq!(passed(&printed), 4, "{printed}");
}

/// A base with a discriminator, extended by `allOf`: where it is used, a value is one of those that extend it.
#[test]
fn families() {
    let spec = fixture("family.yaml");
    golden("family", &spec, &["--db", "none"], &[]);
    let project = Project::create("family", &spec, &["--db", "none"]).expect("a project");
    let service = project.serve("family.db", &[]).expect("a running service");
    let answer = |body: serde_json::Value| {
        let answer = service.json("POST", "/pets", &body);
        (answer.status, answer.text())
    };
    let kitten = serde_json::json!({"petType": "kitten", "name": "Mia", "huntingSkill": "lazy", "weeks": 3,
        "friends": [{"petType": "Dog", "name": "Rex"}]});
    assert_eq!(
        answer(kitten).0,
        501,
        "it is valid, and nobody has written the operation"
    );
    let (status, told) = answer(serde_json::json!({"petType": "fish", "name": "Wanda"}));
    assert_eq!(status, 400);
    for allowed in ["cat", "kitten", "Dog"] {
        assert!(told.contains(allowed), "{allowed} in {told}");
    }
    let (status, told) = answer(serde_json::json!({"petType": "cat", "name": "Tom"}));
    assert!(status == 400 && told.contains("huntingSkill"), "{told}");
    let nested = serde_json::json!({"petType": "Dog", "name": "Rex", "friends": [{"petType": "cat", "name": ""}]});
    let (status, told) = answer(nested);
    assert!(status == 400 && told.contains("/friends/0/name"), "{told}");
    assert!(service.stop().success());
}

/// `+1` beside `-1`, keywords, names that differ by case alone, emoji, right to left, empty, 10,000 characters long; paths
/// that differ by a parameter's name; an operationId twice.
#[test]
fn odd_names() {
    // Names of 80 letters do not stay on the lines that rustfmt would leave shorter ones on.
    let spec = fixture("names.yaml");
    let project = Project::create("names", &spec, &["--db", "none"]).expect("a project");
    compiles(&project);
    passes(&project, &[]);
}

#[test]
fn several_files() {
    golden("todos", &fixture("multi-file/openapi.yaml"), &[], &[]);
}

#[test]
fn every_parameter_style() {
    golden("parameters", &fixture("parameters.yaml"), &[], &[]);
}

#[test]
fn unions() {
    golden("unions", &fixture("unions.yaml"), &[], &[]);
}

#[test]
fn uploads_and_streams() {
    golden("uploads", &fixture("uploads.yaml"), &[], &[]);
}

#[test]
fn a_sketch_is_served() {
    let sketch = root().join("tests/fixtures/specs/sketch-users.yaml");
    golden("sketch", &sketch, &[], &[]);
}

#[test]
fn below_several_parents() {
    golden("workspaces", &fixture("workspaces.yaml"), &[], &[]);
}

#[test]
fn a_constraint_of_every_kind() {
    golden("prices", &fixture("prices.yaml"), &[], &[]);
}

#[test]
fn without_a_database() {
    golden(
        "petstore-memory",
        &fixture("petstore.yaml"),
        &["--db", "none"],
        &[],
    );
}

#[test]
fn minimal_leaves_out_tests_and_packaging() {
    let project = Project::create(
        "petstore-minimal",
        &fixture("petstore.yaml"),
        &["--minimal"],
    )
    .expect("a project");
    let files = project.files().expect("a readable folder");
    for name in ["Dockerfile", "compose.yaml", ".env.example", "README.md"] {
        assert!(!files.contains_key(Path::new(name)), "{name} is there");
    }
    compiles(&project);
}

#[test]
fn on_postgresql() {
    on_a_server("bookshop-postgres", "postgres", servers::postgres());
}

#[test]
fn on_mariadb() {
    on_a_server("bookshop-mariadb", "mysql", servers::mariadb());
}

fn on_a_server(name: &str, database: &str, server: Result<Server, Unavailable>) {
    let server = match server {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    let url = server
        .scratch_database("golden")
        .expect("a database of our own");
    golden(
        name,
        &bookshop(),
        &["--db", database],
        &[("DATABASE_URL", &url), ("TEST_DATABASE_URL", &url)],
    );
}

#[test]
fn counts_passed_tests() {
    assert_eq!(
        passed("test result: ok. 3 passed; 0 failed\n\ntest result: ok. 4 passed; 0 failed"),
        7
    );
    assert_eq!(passed("nothing"), 0);
}
