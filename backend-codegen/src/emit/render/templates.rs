//! The template environment: built-in texts, overrides of the user's, and the one formatter.

use std::collections::BTreeMap;

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
    syntax::SyntaxConfig, value::ValueKind,
};

use crate::{diagnostic::Diagnostic, spec::did_you_mean};

use super::{Comment, Identifier, Language, Literal, checked::as_checked};

/// All templates by name; those of the user's take the place of built-in ones.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    overrides: BTreeMap<String, String>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::new(BTreeMap::new())
    }
}

impl Templates {
    /// `overrides` maps names (`rust_axum/src/main.rs.jinja`) to texts. [`Templates::check`] tells what is wrong with them.
    #[must_use]
    pub fn new(overrides: BTreeMap<String, String>) -> Self {
        let mut environment = Environment::empty();
        let texts = overrides.clone();
        environment.set_loader(move |name| {
            let built_in = || backend_templates::get(name).map(str::to_owned);
            Ok(texts.get(name).cloned().or_else(built_in))
        });
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(syntax());
        environment
            .set_auto_escape_callback(|name| AutoEscape::Custom(Language::of(name).id().into()));
        environment.set_formatter(print);
        add_filters(&mut environment);
        Self {
            environment,
            overrides,
        }
    }

    /// Everything wrong with the user's templates that shows without a document: names that replace nothing, syntax.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        for name in self.overrides.keys() {
            if backend_templates::get(name).is_none() {
                errors.push(unknown_template(name));
            } else if let Err(error) = self.environment.get_template(name) {
                errors.push(render_error(name, &error));
            }
        }
        errors
    }

    /// Fills a template. `context` is what `minijinja::context!` or a `minijinja::value::Serde` makes.
    ///
    /// # Errors
    ///
    /// The template does not exist or does not parse, uses a name that `context` does not have, or prints a value
    /// that has no literal in the language of the file.
    pub fn render(&self, name: &str, context: impl Into<Value>) -> Result<String, Diagnostic> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|error| render_error(name, &error))
    }
}

/// Jinja's usual delimiters; lines that hold only a block tag leave nothing behind.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the default delimiters do not clash")
}

/// The filters that templates may use. The built-in ones stay out, because some of them (`safe`, `replace`, `join`)
/// turn any text into text that counts as escaped.
fn add_filters(environment: &mut Environment<'static>) {
    environment.add_filter("ident", |text: &str| {
        Identifier::new(text).map(Value::from).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("{text:?} is not an identifier"),
            )
        })
    });
    environment.add_filter("number", |text: &str| {
        Literal::number(text).map(Value::from).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("{text:?} is not a number"),
            )
        })
    });
    environment.add_filter("comment", |text: &str, prefix: Option<&str>| {
        Value::from(match prefix {
            Some(prefix) => Comment::block(text, prefix),
            None => Comment::line(text),
        })
    });
    environment.add_filter("length", minijinja::filters::length);
    environment.add_filter("upper", minijinja::filters::upper);
    environment.add_filter("lower", minijinja::filters::lower);
    environment.add_filter("first", minijinja::filters::first);
    environment.add_filter("last", minijinja::filters::last);
    environment.add_filter("items", minijinja::filters::items);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.add_test("none", minijinja::tests::is_none);
}

/// Prints checked values, numbers and booleans as they are, and every other string as a literal.
fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if let Some(text) = as_checked(value) {
        return out.write_str(&text).map_err(Error::from);
    }
    match value.kind() {
        ValueKind::Number | ValueKind::Bool => out.write_fmt(format_args!("{value}"))?,
        ValueKind::String => print_text(out, state, value)?,
        ValueKind::Undefined => {
            return Err(Error::new(
                ErrorKind::UndefinedError,
                "the name is not defined here",
            ));
        }
        kind => {
            return Err(Error::new(
                ErrorKind::BadEscape,
                format!("a value of kind {kind} cannot be printed"),
            ));
        }
    }
    Ok(())
}

/// Safe text can only be what a macro or `{% set %}` block has rendered through this formatter.
fn print_text(out: &mut Output, state: &State, value: &Value) -> Result<(), Error> {
    let text = value.as_str().unwrap_or_default();
    if value.is_safe() {
        return out.write_str(text).map_err(Error::from);
    }
    let language = match state.auto_escape() {
        AutoEscape::Custom(id) => Language::from_id(id),
        _ => Language::Other,
    };
    let quoted = language.quote(text).map_err(|reason| {
        let message = format!("{text:?} cannot be printed: {}", reason.0);
        Error::new(ErrorKind::BadEscape, message)
    })?;
    out.write_str(&quoted).map_err(Error::from)
}

fn render_error(name: &str, error: &Error) -> Diagnostic {
    let name = error.name().unwrap_or(name);
    let line = error.line().map(|line| format!(" line {line}"));
    let reason = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let message = format!("template `{name}`{}: {reason}", line.unwrap_or_default());
    Diagnostic::error("template", message)
        .help("`cargo backend templates export DIR` writes the built-in text to compare with")
}

fn unknown_template(name: &str) -> Diagnostic {
    let message = format!("template `{name}`: there is no built-in template of this name");
    let names = backend_templates::templates().map(|(name, _)| name);
    let help = match did_you_mean(name, names) {
        Some(hint) => hint,
        None => "`cargo backend templates export DIR` writes all of them".to_owned(),
    };
    Diagnostic::error("template", message).help(help)
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn render(name: &str, text: &str, context: Value) -> Result<String, Diagnostic> {
        let overrides = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        Templates::new(overrides).render(name, context)
    }

    const NASTY: &str = "\"; std::process::exit(1); //";

    #[test]
    fn prints_checked_values_as_they_are() {
        let context = context! {
            name => Identifier::new("list_books").unwrap(),
            price => Literal::number("1.50").unwrap(),
            about => Comment::line("two\nlines"),
        };
        let text = "fn {{ name }}() -> f64 { {{ price }} } // {{ about }}\n";
        assert_eq!(
            render("a.rs", text, context).unwrap(),
            "fn list_books() -> f64 { 1.50 } // two lines\n"
        );
    }

    #[test]
    fn prints_text_as_a_literal_of_the_language() {
        let printed = render("a.rs", "{{ x }}", context! { x => NASTY }).unwrap();
        assert_eq!(
            syn::parse_str::<syn::LitStr>(&printed).unwrap().value(),
            NASTY
        );
        let printed = render("a.sql.jinja", "{{ x }}", context! { x => "it's" }).unwrap();
        assert_eq!(printed, "'it''s'");
    }

    #[test]
    fn quotes_around_a_value_break_the_file_for_every_value() {
        assert_eq!(
            render("a.rs", "\"{{ x }}\"", context! { x => "shop" }).unwrap(),
            "\"\"shop\"\""
        );
    }

    #[test]
    fn filters_check_and_built_in_ones_that_unescape_are_missing() {
        let nasty = context! { x => NASTY };
        assert!(render("a.rs", "{{ x | ident }}", nasty.clone()).is_err());
        assert!(render("a.rs", "{{ x | number }}", nasty.clone()).is_err());
        for filter in ["safe", "escape", "replace('a', 'b')", "join(',')", "format"] {
            let error =
                render("a.rs", &format!("{{{{ x | {filter} }}}}"), nasty.clone()).unwrap_err();
            assert!(error.message.contains("unknown"), "{error:?}");
        }
        let comment = render(
            "a.rs",
            "{{ x | comment('/// ') }}",
            context! { x => "a\nb" },
        );
        assert_eq!(comment.unwrap(), "/// a\n/// b");
    }

    #[test]
    fn macros_escape_once() {
        let text = "{% macro show(x) %}<{{ x }}>{% endmacro %}{{ show(x) }}";
        assert_eq!(
            render("a.rs", text, context! { x => "a" }).unwrap(),
            "<\"a\">"
        );
        let concatenated =
            render("a.rs", "{{ x ~ y }}", context! { x => NASTY, y => "b" }).unwrap();
        assert!(syn::parse_str::<syn::LitStr>(&concatenated).is_ok());
    }

    #[test]
    fn names_that_are_not_defined_are_errors_with_their_line() {
        let error = render("a.rs", "\n{{ nme }}", context! { name => 1 }).unwrap_err();
        assert!(
            error.message.starts_with("template `a.rs` line 2: "),
            "{error:?}"
        );
        assert!(render("a.rs", "{% if nme %}{% endif %}", context! {}).is_err());
    }

    #[test]
    fn lists_and_maps_cannot_be_printed() {
        let error = render("a.rs", "{{ x }}", context! { x => vec![1, 2] }).unwrap_err();
        assert!(error.message.contains("sequence"), "{error:?}");
    }

    #[test]
    fn check_names_overrides_that_replace_nothing() {
        let overrides = BTreeMap::from([("rust_axum/nope.jinja".to_owned(), String::new())]);
        let errors = Templates::new(overrides).check();
        assert_eq!(
            errors[0].message,
            "template `rust_axum/nope.jinja`: there is no built-in template of this name"
        );
    }

    #[test]
    fn every_built_in_template_parses() {
        let templates = Templates::default();
        for (name, _) in backend_templates::templates() {
            templates
                .environment
                .get_template(name)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}
