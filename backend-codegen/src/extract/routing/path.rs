//! Paths of the frameworks as path templates.

use crate::extract::value::Style;

/// One of the templates that a path stands for: `/a/:b?` is `/a` and `/a/{b}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Variant {
    /// The template, `/a/{b}`.
    pub(in crate::extract) template: String,
    /// Its parameters in order.
    pub(in crate::extract) parameters: Vec<PathParameter>,
}

/// A parameter of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) struct PathParameter {
    /// Its name.
    pub(in crate::extract) name: String,
    /// The regular expression that it has to match, whole.
    pub(in crate::extract) pattern: Option<String>,
    /// Whether it takes more than one segment, which templates cannot say.
    pub(in crate::extract) is_wildcard: bool,
}

/// Variants of one path; each optional part doubles them.
const MOST_VARIANTS: usize = 16;

/// The templates of a path; none when it cannot be one.
pub(in crate::extract) fn variants(path: &str, style: Style) -> Option<Vec<Variant>> {
    let mut reader = Reader {
        rest: path,
        style,
        variants: vec![Variant::default()],
    };
    reader.read(0)?;
    Some(reader.variants)
}

struct Reader<'a> {
    rest: &'a str,
    style: Style,
    variants: Vec<Variant>,
}

impl<'a> Reader<'a> {
    /// Reads to the end, or to the brace that ends a group.
    fn read(&mut self, depth: usize) -> Option<()> {
        const DEEPEST: usize = 4;
        if depth > DEEPEST {
            return None;
        }
        while let Some(c) = self.rest.chars().next() {
            let after = &self.rest[c.len_utf8()..];
            match c {
                ':' if after.starts_with(':') && self.style == Style::Fastify => {
                    self.rest = &after[1..];
                    self.literal(':');
                }
                ':' if after.starts_with(is_name) => self.parameter(after)?,
                '*' => self.wildcard(after)?,
                '{' if matches!(self.style, Style::Express | Style::Koa) => {
                    self.rest = after;
                    let without = self.variants.clone();
                    self.read(depth + 1)?;
                    self.add(without)?;
                }
                '}' if depth > 0 => {
                    self.rest = after;
                    return Some(());
                }
                '(' => {
                    let (pattern, after) = group(self.rest, '(', ')')?;
                    if pattern != ".*" && pattern != ".+" {
                        return None;
                    }
                    self.wildcard(after)?;
                }
                '\\' => {
                    let escaped = after.chars().next()?;
                    self.rest = &after[escaped.len_utf8()..];
                    self.literal(escaped);
                }
                '?' | '+' | '[' | ']' | '{' | '}' | ')' => return None,
                c => {
                    self.rest = after;
                    self.literal(c);
                }
            }
        }
        (depth == 0).then_some(())
    }

    fn literal(&mut self, c: char) {
        for variant in &mut self.variants {
            variant.template.push(c);
        }
    }

    fn add(&mut self, more: Vec<Variant>) -> Option<()> {
        self.variants.extend(more);
        (self.variants.len() <= MOST_VARIANTS).then_some(())
    }

    fn parameter(&mut self, after: &'a str) -> Option<()> {
        let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
        let name = &after[..end];
        let mut rest = &after[end..];
        let mut pattern = None;
        let brackets = match self.style {
            Style::Hono => ('{', '}'),
            Style::Express | Style::Fastify | Style::Koa => ('(', ')'),
        };
        if rest.starts_with(brackets.0) {
            let (inside, behind) = group(rest, brackets.0, brackets.1)?;
            pattern = Some(inside.to_owned());
            rest = behind;
        }
        let sign = rest.chars().next().filter(|c| matches!(c, '?' | '*' | '+'));
        self.rest = &rest[usize::from(sign.is_some())..];
        let wide = pattern
            .as_deref()
            .is_some_and(|it| it == ".*" || it == ".+");
        let is_wildcard = wide || matches!(sign, Some('*' | '+'));
        let without: Vec<Variant> = match sign {
            Some('?' | '*') => self.variants.iter().map(shorter).collect(),
            _ => Vec::new(),
        };
        self.push(PathParameter {
            name: name.to_owned(),
            pattern: pattern.filter(|_| !wide),
            is_wildcard,
        });
        self.add(without)
    }

    fn wildcard(&mut self, after: &'a str) -> Option<()> {
        let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
        let name = match &after[..end] {
            "" => "wildcard",
            name => name,
        };
        self.rest = &after[end..];
        self.push(PathParameter {
            name: name.to_owned(),
            pattern: None,
            is_wildcard: true,
        });
        Some(())
    }

    fn push(&mut self, parameter: PathParameter) {
        for variant in &mut self.variants {
            let taken = variant
                .parameters
                .iter()
                .filter(|it| it.name == parameter.name)
                .count();
            let name = match taken {
                0 => parameter.name.clone(),
                taken => format!("{}{}", parameter.name, taken + 1),
            };
            variant.template.push_str(&format!("{{{name}}}"));
            variant.parameters.push(PathParameter {
                name,
                ..parameter.clone()
            });
        }
    }
}

/// Without the slash before an optional parameter.
fn shorter(variant: &Variant) -> Variant {
    let template = variant
        .template
        .strip_suffix('/')
        .unwrap_or(&variant.template);
    Variant {
        template: template.to_owned(),
        parameters: variant.parameters.clone(),
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What stands between brackets, and what stands behind them.
fn group(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn templates(path: &str, style: Style) -> Vec<String> {
        let all = variants(path, style).unwrap_or_default();
        all.into_iter().map(|it| it.template).collect()
    }

    #[test]
    fn each_framework_has_its_own_signs() {
        for (path, style, expected) in [
            ("/users/:id", Style::Express, vec!["/users/{id}"]),
            ("/users/:id(\\d+)", Style::Express, vec!["/users/{id}"]),
            (
                "/users{/:id}",
                Style::Express,
                vec!["/users/{id}", "/users"],
            ),
            ("/files/*path", Style::Express, vec!["/files/{path}"]),
            ("/:from-:to.json", Style::Fastify, vec!["/{from}-{to}.json"]),
            ("/name::verb", Style::Fastify, vec!["/name:verb"]),
            ("/users/:id?", Style::Koa, vec!["/users/{id}", "/users"]),
            ("/a/(.*)", Style::Koa, vec!["/a/{wildcard}"]),
            ("/users/:id{[0-9]+}", Style::Hono, vec!["/users/{id}"]),
            ("/a/*/b/*", Style::Hono, vec!["/a/{wildcard}/b/{wildcard2}"]),
        ] {
            assert_eq!(templates(path, style), expected, "{path}");
        }
    }

    #[test]
    fn what_is_no_template_is_none() {
        for path in ["/ab?cd", "/a(b|c)", "/:id(\\d+", "/a+"] {
            assert_eq!(variants(path, Style::Express), None, "{path}");
        }
    }

    #[test]
    fn patterns_and_wildcards_are_kept() {
        let all = variants("/:id(\\d{2,})/:rest*", Style::Koa).unwrap_or_default();
        let parameters = &all[0].parameters;
        assert_eq!(parameters[0].pattern.as_deref(), Some("\\d{2,}"));
        assert!(!parameters[0].is_wildcard && parameters[1].is_wildcard);
    }
}
