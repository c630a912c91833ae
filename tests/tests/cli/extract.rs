//! `cargo backend openapi SRC` on TypeScript sources.

use crate::terminal::Terminal;

const APP: &str = "\
import express, { Router } from 'express';
import { z } from 'zod';

const app = express();
const api = Router();
app.use('/v1', api);

const Loan = z.object({ bookId: z.string().uuid() });

// Lend a book.
api.post('/loans', async (req, res) => {
  const loan = Loan.parse(req.body);
  const book = await store.find(loan.bookId);
  if (!book) return res.status(404).json({ error: 'no such book' });
  res.status(201).json({ loan, due: dueDate(book) });
});
";

fn service() -> Terminal {
    let terminal = Terminal::new();
    terminal.write("src/app.ts", APP);
    terminal.write("src/node_modules/x/index.js", "syntax error here");
    terminal.write(
        "package.json",
        "{\"name\":\"library\",\"version\":\"1.2.3\"}",
    );
    terminal
}

#[test]
fn the_document_goes_out_and_what_is_not_known_is_listed() {
    let outcome = service().run("backend openapi src/");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    for line in [
        "title: library",
        "version: 1.2.3",
        "  /v1/loans:\n    post:\n      summary: Lend a book\n      operationId: createLoan\n",
        "$ref: '#/components/schemas/Loan'",
        "parts of this response are computed at run time: due (src/app.ts:15:19)",
    ] {
        assert!(outcome.stdout.contains(line), "{line}: {}", outcome.stdout);
    }
    let expected = "warning[extract-response]: parts of this response are computed at run time: due\n  \
        --> src/app.ts:15:19\n   |  res.status(201).json({ loan, due: dueDate(book) });\n";
    assert!(outcome.stderr.starts_with(expected), "{}", outcome.stderr);
}

#[test]
fn a_file_is_written_in_the_form_of_its_name() {
    let terminal = service();
    let outcome = terminal.run("backend openapi src/app.ts --output openapi.json");
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (0, ""),
        "{}",
        outcome.shown
    );
    let document: serde_json::Value =
        serde_json::from_str(&terminal.read("openapi.json")).expect("JSON");
    assert_eq!(document["info"]["title"], "library");
    assert_eq!(
        document["paths"]["/v1/loans"]["post"]["operationId"],
        "createLoan"
    );
}

#[test]
fn sources_without_routes_are_refused_with_a_remedy() {
    let terminal = Terminal::new();
    terminal.write(
        "src/util.ts",
        "export const add = (a: number, b: number) => a + b;\n",
    );
    terminal.write("docs/notes.md", "# Notes\n");
    let outcome = terminal.run("backend openapi src");
    assert_eq!(outcome.code, 3, "{}", outcome.shown);
    assert!(
        outcome.stderr.contains("no routes were found in `src`"),
        "{}",
        outcome.stderr
    );
    for (line, code) in [("backend openapi docs", 2), ("backend openapi nowhere", 2)] {
        let outcome = terminal.run(line);
        assert_eq!(outcome.code, code, "{}", outcome.shown);
        assert!(outcome.stderr.contains("help:"), "{}", outcome.stderr);
    }
}
