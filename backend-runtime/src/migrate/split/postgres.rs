//! PostgreSQL: a semicolon ends a statement outside parentheses (`CREATE RULE … DO (a; b)`) and outside the
//! `BEGIN ATOMIC … END` body of a routine. The rules are psql's (`psqlscan.l`).

use super::{
    Collector, SplitError, Statement,
    lexer::{Kind, Token},
};

pub(super) fn split(text: &str, tokens: &[Token]) -> Result<Vec<Statement>, SplitError> {
    let mut collector = Collector::default();
    let mut state = State::default();
    for token in tokens {
        if token.kind == Kind::Sign(b';') && state.parentheses == 0 && state.bodies == 0 {
            collector.end_statement();
            state = State::default();
            continue;
        }
        if token.kind == Kind::Sign(b'\\') && collector.open.is_none() {
            return Err(SplitError {
                offset: token.start,
                message: "commands of psql such as this are not SQL; take it out".to_owned(),
            });
        }
        collector.add(token);
        state.see(text, token);
        if state.is_copy_from_stdin() {
            return Err(SplitError {
                offset: token.start,
                message: "COPY … FROM STDIN carries its data outside of SQL; use INSERT, or load it with psql"
                    .to_owned(),
            });
        }
    }
    Ok(collector.finish())
}

#[derive(Default)]
struct State<'t> {
    parentheses: usize,
    bodies: usize,
    /// The first words of the statement.
    first: Vec<&'t str>,
    last: [&'t str; 2],
}

impl<'t> State<'t> {
    fn see(&mut self, text: &'t str, token: &Token) {
        match token.kind {
            Kind::Sign(b'(') => self.parentheses += 1,
            Kind::Sign(b')') => self.parentheses = self.parentheses.saturating_sub(1),
            Kind::Word => self.see_word(token.text(text)),
            Kind::Quoted
            | Kind::Sign(_)
            | Kind::Delimiter
            | Kind::DelimiterCommand
            | Kind::Executable => {}
        }
    }

    fn see_word(&mut self, word: &'t str) {
        if self.first.len() < 4 {
            self.first.push(word);
        }
        self.last = [self.last[1], word];
        if self.parentheses > 0 || !self.creates_routine() {
            return;
        }
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        if is("begin") || is("case") && self.bodies > 0 {
            self.bodies += 1;
        } else if is("end") {
            self.bodies = self.bodies.saturating_sub(1);
        }
    }

    fn creates_routine(&self) -> bool {
        let word = |index: usize| self.first.get(index).copied().unwrap_or_default();
        let is = |index: usize, other: &str| word(index).eq_ignore_ascii_case(other);
        let is_routine = |index| is(index, "function") || is(index, "procedure");
        is(0, "create") && (is_routine(1) || is(1, "or") && is(2, "replace") && is_routine(3))
    }

    fn is_copy_from_stdin(&self) -> bool {
        self.first
            .first()
            .is_some_and(|word| word.eq_ignore_ascii_case("copy"))
            && self.last[0].eq_ignore_ascii_case("from")
            && self.last[1].eq_ignore_ascii_case("stdin")
    }
}
