//! Text with placeholders: `{{uuid}}`, `{{seq}}`, `{{random 1 100}}`, `{{csv.column}}` and, in scenarios, `{{variable}}`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{Csv, Random};
use crate::bench::BenchError;

/// Text with placeholders.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Uuid,
    Sequence,
    Random(i64, i64),
    Column(usize),
    Variable(String),
}

/// What placeholders are filled with.
pub(crate) struct Values<'a> {
    pub(crate) random: &'a mut Random,
    pub(crate) sequence: &'a AtomicU64,
    pub(crate) row: &'a [String],
    pub(crate) variables: &'a BTreeMap<String, String>,
}

impl Template {
    /// Text that is sent as it is.
    pub fn fixed(text: impl Into<String>) -> Self {
        Self {
            parts: vec![Part::Text(text.into())],
        }
    }

    /// Reads the placeholders of `text`, which was given in `place`.
    ///
    /// # Errors
    ///
    /// Usage, when a placeholder is unknown, not closed, or names a column the CSV file does not have.
    pub fn parse(place: &str, text: &str, csv: Option<&Csv>) -> Result<Self, BenchError> {
        Self::read(place, text, csv, |_| false)
    }

    /// Like [`Template::parse`], also allowing the variables that `known` says exist.
    pub(crate) fn read(
        place: &str,
        text: &str,
        csv: Option<&Csv>,
        known: impl Fn(&str) -> bool,
    ) -> Result<Self, BenchError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            let (before, opened) = rest.split_at(start);
            let Some(end) = opened.find("}}") else {
                return Err(BenchError::usage(
                    format!("{place}: `{{{{` without `}}}}`"),
                    "close the placeholder, such as `{{uuid}}`",
                ));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(placeholder(place, opened[2..end].trim(), csv, &known)?);
            rest = &opened[end + 2..];
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// Whether there is no placeholder in it.
    pub fn is_fixed(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// The text without its placeholders.
    pub fn text(&self) -> String {
        let texts = self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Uuid
            | Part::Sequence
            | Part::Random(..)
            | Part::Column(_)
            | Part::Variable(_) => None,
        });
        texts.collect()
    }

    /// Fills in the placeholders.
    pub(crate) fn render(&self, values: &mut Values<'_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Uuid => out.push_str(&values.random.uuid()),
                Part::Sequence => {
                    let number = values.sequence.fetch_add(1, Ordering::Relaxed);
                    write!(out, "{number}").expect("writing to a string does not fail");
                }
                Part::Random(low, high) => {
                    let number = values.random.between(*low, *high);
                    write!(out, "{number}").expect("writing to a string does not fail");
                }
                Part::Column(index) => {
                    out.push_str(values.row.get(*index).map_or("", String::as_str))
                }
                Part::Variable(name) => {
                    out.push_str(values.variables.get(name).map_or("", String::as_str))
                }
            }
        }
        out
    }
}

fn placeholder(
    place: &str,
    text: &str,
    csv: Option<&Csv>,
    known: &impl Fn(&str) -> bool,
) -> Result<Part, BenchError> {
    if let Some(column) = text.strip_prefix("csv.") {
        return column_part(place, column, csv);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["uuid"] => return Ok(Part::Uuid),
        ["seq"] => return Ok(Part::Sequence),
        ["random", low, high] => {
            if let (Ok(low), Ok(high)) = (low.parse(), high.parse())
                && low <= high
            {
                return Ok(Part::Random(low, high));
            }
        }
        [name] if known(name) => return Ok(Part::Variable((*name).to_owned())),
        _ => {}
    }
    Err(BenchError::usage(
        format!("{place}: unknown placeholder `{{{{{text}}}}}`"),
        "use `{{uuid}}`, `{{seq}}`, `{{random 1 100}}` or `{{csv.column}}` with `--csv FILE`",
    ))
}

fn column_part(place: &str, column: &str, csv: Option<&Csv>) -> Result<Part, BenchError> {
    let Some(csv) = csv else {
        return Err(BenchError::usage(
            format!("{place}: `{{{{csv.{column}}}}}` needs a CSV file"),
            "name it with `--csv FILE`",
        ));
    };
    csv.column(column).map(Part::Column).ok_or_else(|| {
        BenchError::usage(
            format!("{place}: the CSV file has no column `{column}`"),
            format!("its columns are {}", csv.header.join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(text: &str, csv: Option<&Csv>) -> String {
        let template = Template::parse("-d", text, csv).unwrap();
        let row = csv.map(|csv| csv.rows[1].clone()).unwrap_or_default();
        template.render(&mut Values {
            random: &mut Random::new(7),
            sequence: &AtomicU64::new(41),
            row: &row,
            variables: &BTreeMap::new(),
        })
    }

    #[test]
    fn fills_in_every_kind() {
        let csv = Csv::parse("name,age\nann,3\n\"b, c\",4\n").unwrap();
        assert_eq!(
            render("{\"n\":\"{{csv.name}}\",\"s\":{{ seq }}}", Some(&csv)),
            "{\"n\":\"b, c\",\"s\":41}"
        );
        let number: i64 = render("{{random -5 5}}", None).parse().unwrap();
        assert!((-5..=5).contains(&number));
        assert_eq!(render("{{uuid}}", None).len(), 36);
        assert_eq!(render("plain", None), "plain");
    }

    #[test]
    fn refuses_unknown_placeholders_and_columns() {
        let csv = Csv::parse("name\nann\n").unwrap();
        for text in [
            "{{",
            "{{nope}}",
            "{{random 5 1}}",
            "{{random a b}}",
            "{{csv.age}}",
            "{{}}",
        ] {
            assert!(Template::parse("-d", text, Some(&csv)).is_err(), "{text}");
        }
        let error = Template::parse("-d", "{{csv.name}}", None).unwrap_err();
        assert!(error.help.contains("--csv"));
    }
}
