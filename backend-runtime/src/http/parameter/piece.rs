//! One parameter's raw text, cut by its style into a scalar, items or properties.

use std::borrow::Cow;

use super::percent::{self, Malformed};
use super::{Location, Parameter, Source, Style};

/// A parameter and where it is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) parameter: &'static Parameter,
    pub(crate) source: Source<'a>,
}

/// A decoded key and value.
pub(crate) type Property<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Why raw text is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Percent-encoding or UTF-8.
    Malformed(Malformed),
    /// A scalar was given more than once.
    Duplicate,
    /// The text lacks what its style puts around it, as `;name=`.
    Style,
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Problem {
        Problem::Malformed(malformed)
    }
}

impl<'a> Piece<'a> {
    pub(crate) fn style(self) -> Style {
        let default = self.source.location().default_style();
        self.parameter.style.unwrap_or(default)
    }

    pub(crate) fn explode(self) -> bool {
        self.parameter
            .explode
            .unwrap_or(self.style() == Style::Form)
    }

    /// Whether the request has this parameter under its own name. Exploded objects have none: see
    /// [`Piece::properties`].
    pub(crate) fn is_present(self) -> bool {
        match self.source {
            Source::Path { .. } | Source::Header(_) => {
                self.source.whole(self.parameter.name).is_some()
            }
            Source::Query(_) | Source::Cookie(_) | Source::Form(_) => {
                self.source.values(self.parameter.name).next().is_some()
                    || self.bracketed().next().is_some()
            }
        }
    }

    /// Pairs as `name[key]=value` or `name[]=value`, as (inside the brackets, raw value).
    pub(crate) fn bracketed(self) -> impl Iterator<Item = (Cow<'a, str>, &'a str)> {
        let name = self.parameter.name;
        let deep = self.style() == Style::DeepObject;
        let plus = self.source.plus();
        let pairs = deep.then(|| self.source.pairs()).into_iter().flatten();
        pairs.filter_map(move |(key, value)| {
            let key = percent::decode(key, plus).ok()?;
            let rest = key.strip_prefix(name)?;
            if !rest.starts_with('[') || !rest.ends_with(']') {
                return None;
            }
            Some((Cow::Owned(rest.to_owned()), value))
        })
    }

    /// The raw text without what the style puts before it.
    fn raw(self) -> Result<Cow<'a, str>, Problem> {
        if let Some(whole) = self.source.whole(self.parameter.name) {
            return self.unprefixed(whole);
        }
        let mut values = self.source.values(self.parameter.name);
        let first = values.next().unwrap_or_default();
        match values.next() {
            Some(_) => Err(Problem::Duplicate),
            None => Ok(Cow::Borrowed(first)),
        }
    }

    /// Takes off the `.` of label and the `;name=` of matrix style (RFC 6570 §3.2.5 and §3.2.7).
    fn unprefixed(self, whole: Cow<'a, str>) -> Result<Cow<'a, str>, Problem> {
        match self.style() {
            Style::Label => strip(whole, |text| text.strip_prefix('.')),
            Style::Matrix => strip(whole, |text| {
                let rest = text.strip_prefix(';')?;
                let (key, value) = rest.split_once('=').unwrap_or((rest, ""));
                percent::equals(key, self.parameter.name, false).then_some(value)
            }),
            Style::Form
            | Style::Simple
            | Style::SpaceDelimited
            | Style::PipeDelimited
            | Style::DeepObject => Ok(whole),
        }
    }

    /// Percent-decodes, except in headers, which are not encoded.
    pub(crate) fn decode<'b>(self, raw: Cow<'b, str>) -> Result<Cow<'b, str>, Problem> {
        let plus = self.source.plus();
        match (self.source.location(), raw) {
            (Location::Header, raw) => Ok(raw),
            // Cookies are often not encoded at all: a stray `%` is then part of the value.
            (Location::Cookie, raw) => match percent::decode(&raw, plus) {
                Ok(Cow::Owned(decoded)) => Ok(Cow::Owned(decoded)),
                Ok(Cow::Borrowed(_)) | Err(Malformed::Percent) => Ok(raw),
                Err(malformed) => Err(malformed.into()),
            },
            (_, Cow::Borrowed(raw)) => Ok(percent::decode(raw, plus)?),
            (_, Cow::Owned(raw)) => Ok(Cow::Owned(percent::decode(&raw, plus)?.into_owned())),
        }
    }

    /// The value as one text.
    pub(crate) fn scalar(self) -> Result<Cow<'a, str>, Problem> {
        self.decode(self.raw()?)
    }

    /// The value as items.
    pub(crate) fn items(self) -> Result<Vec<Cow<'a, str>>, Problem> {
        if self.style() == Style::DeepObject {
            return self.bracketed_items();
        }
        let pairs = matches!(
            self.source,
            Source::Query(_) | Source::Cookie(_) | Source::Form(_)
        );
        if pairs && self.explode() {
            let values = self.source.values(self.parameter.name);
            return values
                .map(|value| self.decode(Cow::Borrowed(value)))
                .collect();
        }
        if self.style() == Style::Matrix && self.explode() {
            return self.exploded_matrix();
        }
        let raw = self.raw()?;
        if raw.is_empty() && self.parameter.allow_empty_value {
            return Ok(Vec::new());
        }
        self.split(raw)
    }

    /// `name=1&name=2` and `name[]=1&name[]=2`: OpenAPI leaves arrays in deepObject undefined, both forms are common.
    fn bracketed_items(self) -> Result<Vec<Cow<'a, str>>, Problem> {
        let plain = self.source.values(self.parameter.name);
        let bracketed = self.bracketed().map(|(_, value)| value);
        plain
            .chain(bracketed)
            .map(|value| self.decode(Cow::Borrowed(value)))
            .collect()
    }

    /// `;a=1;a=2`.
    fn exploded_matrix(self) -> Result<Vec<Cow<'a, str>>, Problem> {
        let whole = self.source.whole(self.parameter.name).unwrap_or_default();
        let rest = whole.strip_prefix(';').ok_or(Problem::Style)?;
        let items = rest.split(';').map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !percent::equals(key, self.parameter.name, false) {
                return Err(Problem::Style);
            }
            self.decode(Cow::Owned(value.to_owned()))
        });
        items.collect()
    }

    /// Cuts at the style's separator, before decoding, so that an encoded separator stays in its item.
    fn split(self, raw: Cow<'a, str>) -> Result<Vec<Cow<'a, str>>, Problem> {
        let header = self.source.location() == Location::Header;
        let items: Vec<Cow<'a, str>> = match raw {
            Cow::Borrowed(raw) => self.cut(raw).map(Cow::Borrowed).collect(),
            Cow::Owned(raw) => self
                .cut(&raw)
                .map(|item| Cow::Owned(item.to_owned()))
                .collect(),
        };
        let items = items.into_iter().map(|item| match (header, item) {
            (true, Cow::Borrowed(item)) => Cow::Borrowed(item.trim()),
            (true, Cow::Owned(item)) => Cow::Owned(item.trim().to_owned()),
            (false, item) => item,
        });
        items.map(|item| self.decode(item)).collect()
    }

    fn cut<'b>(self, raw: &'b str) -> impl Iterator<Item = &'b str> + use<'b> {
        let separators: &'static [&'static str] = match (self.style(), self.explode()) {
            (Style::SpaceDelimited, _) => &["%20", "+", " "],
            (Style::PipeDelimited, _) => &["|", "%7C", "%7c"],
            (Style::Label, true) => &["."],
            _ => &[","],
        };
        Cut {
            rest: Some(raw),
            separators,
        }
    }

    /// The value as (key, value) pairs. `known` are the properties that an exploded form object takes from among the
    /// pairs of the location, where nothing else marks them as its own.
    pub(crate) fn properties(
        self,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Property<'a>>, Problem> {
        match (self.style(), self.explode()) {
            (Style::DeepObject, _) => self.bracketed_properties(),
            (Style::Form, true) => self.form_properties(known),
            (Style::Matrix, true) => self.matrix_properties(),
            (_, true) => self.exploded_properties(),
            (_, false) => self.flat_properties(),
        }
    }

    fn bracketed_properties(self) -> Result<Vec<Property<'a>>, Problem> {
        let pairs = self.bracketed().map(|(key, value)| {
            let key = key[1..key.len() - 1].to_owned();
            Ok((Cow::Owned(key), self.decode(Cow::Borrowed(value))?))
        });
        pairs.collect()
    }

    /// `R=100&G=200`.
    fn form_properties(self, known: &dyn Fn(&str) -> bool) -> Result<Vec<Property<'a>>, Problem> {
        let mut properties = Vec::new();
        for (key, value) in self.source.pairs() {
            let Ok(key) = percent::decode(key, self.source.plus()) else {
                continue;
            };
            if known(&key) {
                properties.push((key, self.decode(Cow::Borrowed(value))?));
            }
        }
        Ok(properties)
    }

    /// `;R=100;G=200`.
    fn matrix_properties(self) -> Result<Vec<Property<'a>>, Problem> {
        let whole = self.source.whole(self.parameter.name).unwrap_or_default();
        let rest = whole.strip_prefix(';').ok_or(Problem::Style)?;
        rest.split(';').map(|pair| self.key_value(pair)).collect()
    }

    /// `R=100,G=200`, and `.R=100.G=200` for label.
    fn exploded_properties(self) -> Result<Vec<Property<'a>>, Problem> {
        let raw = match self.source.whole(self.parameter.name) {
            Some(whole) => self.unprefixed(whole)?,
            None => self.raw()?,
        };
        let pairs = self.cut(&raw).map(|pair| self.key_value(pair.trim()));
        pairs.collect()
    }

    fn key_value(self, pair: &str) -> Result<Property<'a>, Problem> {
        let (key, value) = pair.split_once('=').ok_or(Problem::Style)?;
        let key = self.decode(Cow::Owned(key.to_owned()))?;
        Ok((key, self.decode(Cow::Owned(value.to_owned()))?))
    }

    /// `R,100,G,200`.
    fn flat_properties(self) -> Result<Vec<Property<'a>>, Problem> {
        let raw = self.raw()?;
        if raw.is_empty() {
            return Ok(Vec::new());
        }
        let mut items = self.split(raw)?.into_iter();
        let mut properties = Vec::new();
        while let Some(key) = items.next() {
            properties.push((key, items.next().ok_or(Problem::Style)?));
        }
        Ok(properties)
    }
}

fn strip<'a>(
    text: Cow<'a, str>,
    inside: impl Fn(&str) -> Option<&str>,
) -> Result<Cow<'a, str>, Problem> {
    match text {
        // `inside` returns a part of what it is given; the length finds the same part with the longer lifetime.
        Cow::Borrowed(text) => {
            let kept = inside(text).ok_or(Problem::Style)?.len();
            Ok(Cow::Borrowed(&text[text.len() - kept..]))
        }
        Cow::Owned(text) => Ok(Cow::Owned(inside(&text).ok_or(Problem::Style)?.to_owned())),
    }
}

/// Splits at whichever separator comes first.
struct Cut<'a> {
    rest: Option<&'a str>,
    separators: &'static [&'static str],
}

impl<'a> Iterator for Cut<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let found = self.separators.iter();
        let found = found
            .filter_map(|separator| rest.find(separator).map(|at| (at, separator.len())))
            .min();
        match found {
            Some((at, length)) => {
                self.rest = Some(&rest[at + length..]);
                Some(&rest[..at])
            }
            None => self.rest.take(),
        }
    }
}
