//! How a string is quoted in the language of a file.

/// The language that a template is written in, by its file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `.rs`
    Rust,
    /// `.ts`, `.js`, `.mjs`, `.json`
    Script,
    /// `.toml`
    Toml,
    /// `.yaml`, `.yml`
    Yaml,
    /// `.sql`
    Sql,
    /// `.md`: there are no literals, so text is escaped to mean itself.
    Markdown,
    /// Everything else (Dockerfile, `.env`): there is no quoting that always holds, so only plain words pass.
    Other,
}

/// Why a string cannot stand in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotQuotable(pub(super) &'static str);

impl Language {
    /// The language of a template or file name; `.jinja` at its end does not count.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let name = name.strip_suffix(".jinja").unwrap_or(name);
        let name = name.rsplit('/').next().unwrap_or(name);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("rs") => Self::Rust,
            Some("ts" | "js" | "mjs" | "cjs" | "json") => Self::Script,
            Some("toml") => Self::Toml,
            Some("yaml" | "yml") => Self::Yaml,
            Some("sql") => Self::Sql,
            Some("md") => Self::Markdown,
            Some(_) | None => Self::Other,
        }
    }

    /// The name under which minijinja carries the language to the formatter.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Script => "script",
            Self::Toml => "toml",
            Self::Yaml => "yaml",
            Self::Sql => "sql",
            Self::Markdown => "markdown",
            Self::Other => "other",
        }
    }

    pub(super) fn from_id(id: &str) -> Self {
        match id {
            "rust" => Self::Rust,
            "script" => Self::Script,
            "toml" => Self::Toml,
            "yaml" => Self::Yaml,
            "sql" => Self::Sql,
            "markdown" => Self::Markdown,
            _ => Self::Other,
        }
    }

    /// `text` as a literal, quotes included.
    pub(super) fn quote(self, text: &str) -> Result<String, NotQuotable> {
        match self {
            Self::Rust => Ok(format!("{text:?}")),
            Self::Script | Self::Toml | Self::Yaml => Ok(double_quoted(text)),
            Self::Sql => sql_quoted(text),
            Self::Markdown => Ok(markdown(text)),
            Self::Other => plain_word(text),
        }
    }
}

/// JSON's escapes, and `\uXXXX` for what JSON lets through but JavaScript, TOML or YAML do not (DEL, C1 controls,
/// line separators, the byte order mark) or an HTML page would read (`<`).
fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '<' | '\u{2028}' | '\u{2029}' | '\u{feff}' => push_unicode(&mut quoted, character),
            control if control.is_control() => push_unicode(&mut quoted, control),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn push_unicode(text: &mut String, character: char) {
    text.push_str(&format!("\\u{:04X}", u32::from(character)));
}

/// Standard SQL quoting. MySQL reads backslashes as escapes and the others do not, so they have no common literal.
fn sql_quoted(text: &str) -> Result<String, NotQuotable> {
    if text.contains(['\\', '\0']) {
        return Err(NotQuotable(
            "a backslash or NUL has no portable SQL literal",
        ));
    }
    Ok(format!("'{}'", text.replace('\'', "''")))
}

/// Text that Markdown and HTML read as itself, on one line.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '!' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What no shell, Dockerfile or ini reader gives a meaning to.
fn plain_word(text: &str) -> Result<String, NotQuotable> {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_-./:@".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(NotQuotable(
            "this kind of file takes only letters, digits and _-./:@",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "a\"; evil(); //\n' -- </script> \\ \u{2028} \u{7f}";

    #[test]
    fn knows_the_language_by_the_file_name() {
        assert_eq!(Language::of("rust_axum/src/main.rs.jinja"), Language::Rust);
        assert_eq!(
            Language::of("rust_axum/.github/workflows/ci.yml.jinja"),
            Language::Yaml
        );
        assert_eq!(Language::of("rust_axum/Dockerfile.jinja"), Language::Other);
        assert_eq!(Language::of("a.b/Dockerfile"), Language::Other);
    }

    #[test]
    fn rust_literals_read_back_as_the_same_text() {
        let quoted = Language::Rust.quote(NASTY).unwrap();
        let literal: syn::LitStr = syn::parse_str(&quoted).unwrap();
        assert_eq!(literal.value(), NASTY);
    }

    #[test]
    fn json_reads_double_quoted_text_back_as_the_same() {
        let quoted = Language::Script.quote(NASTY).unwrap();
        assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), NASTY);
        assert!(!quoted.contains("</script>") && quoted.is_ascii());
    }

    #[test]
    fn toml_reads_double_quoted_text_back_as_the_same() {
        let quoted = Language::Toml.quote(NASTY).unwrap();
        let table: toml::Table = format!("a = {quoted}").parse().unwrap();
        assert_eq!(table["a"].as_str(), Some(NASTY));
    }

    #[test]
    fn sql_doubles_quotes_and_refuses_backslashes() {
        assert_eq!(Language::Sql.quote("o'neil").unwrap(), "'o''neil'");
        assert!(Language::Sql.quote("a\\b").is_err());
    }

    #[test]
    fn markdown_text_starts_no_tag_link_or_heading() {
        assert_eq!(
            Language::Markdown.quote("# <b>[x](y)\n`z`").unwrap(),
            "\\# &lt;b&gt;\\[x\\](y) \\`z\\`"
        );
    }

    #[test]
    fn other_files_take_plain_words_only() {
        assert_eq!(
            Language::Other.quote("v1/books:8080").unwrap(),
            "v1/books:8080"
        );
        for bad in ["", "a b", "a;b", "$(x)", "a\nb"] {
            assert!(Language::Other.quote(bad).is_err(), "{bad:?}");
        }
    }
}
