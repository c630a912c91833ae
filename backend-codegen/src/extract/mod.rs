//! Documents from existing TypeScript and JavaScript services: Express, Fastify, Koa, Hono and NestJS.
//!
//! Owns: reading of sources (`syntax`), running them as far as their text tells (`run`), what packages mean
//! (`library`, `routing`, `handler`, `nest`), the document (`document`). Must not know: the file system, and how
//! services are generated. Nothing of the code is executed; names, imports, calls and branches are followed.
//!
//! What cannot be known from the text (a path that is computed, a rule that is written as code) is never guessed in
//! silence: it stands under `x-unknown` at its place in the document and is listed as a diagnostic with its place in
//! the code.

mod comment;
mod document;
mod handler;
mod library;
mod nest;
mod routing;
mod run;
mod schema;
mod syntax;
mod value;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Source, Sources, Span};
use crate::spec::{Node, node_of};
use run::Program;

/// Bytes of all files together.
const MOST_BYTES: usize = 64 << 20;

/// What the document says about the service.
#[derive(Clone, Debug)]
pub struct About {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
}

/// What was read from the sources.
#[derive(Debug)]
pub struct Extraction {
    /// An OpenAPI 3.1 document.
    pub document: Node,
    /// Files that could not be read (errors), and everything that is not known (warnings).
    pub diagnostics: Diagnostics,
    /// The sources, for the places of the diagnostics.
    pub sources: Sources,
    /// How many operations the document has.
    pub operations: usize,
}

/// Reads a service. `files` are its sources by path, with `/`; `reading` is told of each file before it is parsed.
///
/// The time that the parser takes grows with the square of how deep brackets nest; who reads files of others looks
/// at the clock.
///
/// # Errors
///
/// The system has not enough memory for the stack that reading the files may need.
pub fn extract(
    files: &BTreeMap<String, String>,
    about: &About,
    reading: &(dyn Fn(&str) + Sync),
) -> Result<Extraction, std::io::Error> {
    let stack = syntax::stack_bytes(files.values().map(String::as_str));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack);
        let work = thread.spawn_scoped(scope, || extract_here(files, about, reading))?;
        work.join()
            .map_err(|_| std::io::Error::other("reading the sources failed"))
    })
}

fn extract_here(
    files: &BTreeMap<String, String>,
    about: &About,
    reading: &(dyn Fn(&str) + Sync),
) -> Extraction {
    let mut sources = Sources::new();
    let mut found = Diagnostics::new();
    let mut modules = Vec::new();
    let mut bytes = 0;
    for (path, text) in files {
        let index = sources.add(Source::new(path, text));
        bytes += text.len();
        reading(path);
        let module = match bytes > MOST_BYTES {
            true => {
                let message = format!(
                    "the files together have more than {MOST_BYTES} bytes; this one is not read"
                );
                found.push(Diagnostic::error("extract-size", message).at(Span::new(index, 0, 0)));
                None
            }
            false => read(path, text, index, &mut found),
        };
        modules.push((path.clone(), module));
    }
    let mut program = Program::new(modules, sources);
    program.found = found;
    program.run();
    let (document, operations) = document::document(&mut program, about);
    if program.is_spent() {
        let message = "the program does more than can be followed; routes may be missing";
        program.found.push(
            Diagnostic::error("extract-size", message)
                .help("name the folder that declares the routes"),
        );
    }
    Extraction {
        document: node_of(&document),
        diagnostics: program.found.sorted(),
        sources: program.sources,
        operations,
    }
}

fn read(path: &str, text: &str, index: u32, found: &mut Diagnostics) -> Option<syntax::Module> {
    // The parser is not ours; a defect of it costs one file.
    let parsed = catch_unwind(AssertUnwindSafe(|| syntax::parse(path, text)));
    match parsed {
        Ok(Ok(module)) => Some(module),
        Ok(Err(refusal)) => {
            let span = Span::new(index, refusal.range.start, refusal.range.end);
            found.push(
                Diagnostic::error("extract-syntax", refusal.message)
                    .at(span)
                    .help(refusal.help),
            );
            None
        }
        Err(_) => {
            let message = "the file cannot be parsed";
            found.push(Diagnostic::error("extract-syntax", message).at(Span::new(index, 0, 0)));
            None
        }
    }
}
