//! `cargo backend openapi`

use crate::terminal::Terminal;

const OLD: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /books/{id}:
    get:
      operationId: getBook
      summary: One book
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        '200':
          description: The book
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Book'}
  /books:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Book'}
      responses:
        '201': {description: Created}
components:
  schemas:
    Book:
      type: object
      required: [title]
      properties:
        title: {type: string, maxLength: 100}
        note: {type: string, nullable: true}
";

fn files() -> Terminal {
    let terminal = Terminal::new();
    terminal.write("old.yaml", OLD);
    let new = OLD
        .replace("maxLength: 100", "maxLength: 80")
        .replace("summary: One book", "summary: A book")
        .replace("  /books:\n    post:", "  /books:\n    put:");
    terminal.write("new.yaml", &new);
    // The same in the other dialect, in JSON, and in another order.
    let same = OLD
        .replace("3.0.3", "3.1.0")
        .replace("type: string, nullable: true", "type: [string, 'null']")
        .replace(
            "required: [title]",
            "required: [title]\n      additionalProperties: true",
        );
    terminal.write("same.yaml", &same);
    terminal
}

#[test]
fn a_diff_tells_whom_each_change_concerns() {
    let terminal = files();
    let outcome = terminal.run("backend openapi diff old.yaml new.yaml");
    assert_eq!(outcome.code, 0);
    insta::assert_snapshot!("openapi_diff", outcome.shown);
    let json = terminal.run("backend openapi diff old.yaml new.yaml --format json");
    let told: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(told["summary"]["breaking"], 1);
    assert_eq!(told["changes"].as_array().map(Vec::len), Some(4));
    let none = terminal.run("backend openapi diff old.yaml same.yaml --fail-on documentation");
    assert_eq!((none.code, none.stdout.as_str()), (0, "no difference\n"));
}

#[test]
fn a_diff_fails_on_the_class_that_is_named_and_graver_ones() {
    let terminal = files();
    for (flag, code) in [("breaking", 1), ("compatible", 1), ("documentation", 1)] {
        let line = format!("backend openapi diff old.yaml new.yaml --fail-on {flag}");
        assert_eq!(terminal.run(&line).code, code, "{line}");
    }
    terminal.write("words.yaml", &OLD.replace("One book", "A book"));
    for (flag, code) in [("breaking", 0), ("compatible", 0), ("documentation", 1)] {
        let line = format!("backend openapi diff old.yaml words.yaml --fail-on {flag}");
        assert_eq!(terminal.run(&line).code, code, "{line}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let terminal = files();
    terminal.write("ts/package.json", "{}");
    terminal.write("empty/readme", "");
    terminal.write("broken.yaml", "openapi: [");
    for (line, code, words) in [
        ("backend openapi", 2, "there is no package here"),
        ("backend openapi nowhere", 2, "there is no `nowhere`"),
        ("backend openapi ts", 2, "TypeScript"),
        ("backend openapi empty", 2, "no Cargo.toml"),
        ("backend openapi diff old.yaml", 2, "NEW"),
        ("backend openapi diff old.yaml none.yaml", 2, "none.yaml"),
        (
            "backend openapi diff old.yaml broken.yaml",
            3,
            "broken.yaml:1",
        ),
    ] {
        let outcome = terminal.run(line);
        assert_eq!(outcome.code, code, "{}", outcome.shown);
        assert!(outcome.stderr.contains(words), "{}", outcome.shown);
    }
}
