//! Text to tree, with what a file may cost.

use std::path::Path;

use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser};
use oxc_span::SourceType;

use super::{Comment, Module, Range, convert::Converter};

/// Bytes of one file; programs written by people are far smaller.
const LARGEST_FILE: usize = 2 << 20;

/// Words and signs of one file. The parser descends at most once for each, so this bounds its stack.
const MOST_TOKENS: usize = 60_000;

/// Stack that the parser takes for one level, as measured on the costliest way to nest, with a reserve.
const STACK_PER_TOKEN: usize = if cfg!(debug_assertions) {
    24 << 10
} else {
    6 << 10
};

/// What walking our own trees and running the code may need.
const STACK_AT_LEAST: usize = 64 << 20;

/// Why a file was not read.
#[derive(Debug)]
pub(in crate::extract) struct Refusal {
    /// What is wrong.
    pub(in crate::extract) message: String,
    /// Where.
    pub(in crate::extract) range: Range,
    /// How to go on.
    pub(in crate::extract) help: String,
}

impl Refusal {
    fn whole(message: String) -> Self {
        Self {
            message,
            range: Range::default(),
            help: "leave it out, or split it; generated code seldom declares routes".to_owned(),
        }
    }
}

/// The stack on which all these texts can be parsed, however they nest.
pub(in crate::extract) fn stack_bytes<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    let most = texts.map(tokens).filter(|count| *count <= MOST_TOKENS);
    STACK_AT_LEAST + most.max().unwrap_or(0) * STACK_PER_TOKEN
}

/// An upper bound for the tokens of a text: words, and signs that are not part of a word.
fn tokens(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let mut count = 0;
    let mut in_word = false;
    for c in text.chars() {
        let word = is_word(c);
        let goes_on = word && in_word;
        count += usize::from(!goes_on && !c.is_whitespace());
        in_word = word;
    }
    count
}

/// Reads a file. `name` decides about the language by its ending.
///
/// # Errors
///
/// A file that is too large, or that is not in the language.
pub(in crate::extract) fn parse(name: &str, text: &str) -> Result<Module, Refusal> {
    if text.len() > LARGEST_FILE {
        let message = format!(
            "the file has {} bytes; at most {LARGEST_FILE} are read",
            text.len()
        );
        return Err(Refusal::whole(message));
    }
    let count = tokens(text);
    if count > MOST_TOKENS {
        let message =
            format!("the file has {count} words and signs; at most {MOST_TOKENS} are read");
        return Err(Refusal::whole(message));
    }
    let allocator = Allocator::default();
    let options = ParseOptions {
        allow_return_outside_function: true,
        preserve_parens: false,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, text, language(name))
        .with_options(options)
        .parse();
    if let Some(error) = parsed.diagnostics.errors().next() {
        let range = error
            .labels
            .first()
            .map_or_else(Range::default, |label| Range {
                start: label.offset(),
                end: label.offset() + label.len(),
            });
        return Err(Refusal {
            message: lower_case(&error.message),
            range,
            help: "correct the file; its routes are not in the document".to_owned(),
        });
    }
    let comments = parsed.program.comments.iter().map(|comment| Comment {
        range: Range {
            start: comment.span.start,
            end: comment.span.end,
        },
        text: comment.content_span().source_text(text).to_owned(),
    });
    Ok(Module {
        comments: comments.collect(),
        body: Converter::default().statements(&parsed.program.body),
    })
}

/// JSX is allowed wherever it cannot be mistaken for a type assertion; plain `.js` may be CommonJS or a module.
fn language(name: &str) -> SourceType {
    let source = SourceType::from_path(Path::new(name)).unwrap_or_else(|_| SourceType::ts());
    if source.is_javascript() {
        return SourceType::unambiguous().with_jsx(true);
    }
    source
}

/// The message in the form of ours.
fn lower_case(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    let text: String = first.into_iter().chain(chars).collect();
    text.trim_end_matches('.').to_owned()
}
