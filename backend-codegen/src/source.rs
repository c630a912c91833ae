//! The texts that were read, and positions in them.
//!
//! Owns: file names as shown, byte spans, lines and columns. Must not know: what the texts mean.

use std::sync::OnceLock;

/// A range of bytes in one source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Index of the text in [`Sources`].
    pub source: u32,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from its parts.
    pub const fn new(source: u32, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// Whether `other` lies inside this span.
    pub const fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// One text, with the name that users know it by.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path or URL as shown in diagnostics.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// Byte offsets at which lines start, made when first asked for.
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    /// A source from its name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            lines: OnceLock::new(),
        }
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0)
                .chain(breaks.map(|at| at as u32 + 1))
                .collect()
        })
    }

    /// Line (from 0) that holds the byte, and the offset at which it starts.
    fn line_of(&self, offset: u32) -> (usize, usize) {
        let starts = self.line_starts();
        let line = starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1);
        (line, starts[line] as usize)
    }

    /// The text of the line that holds the byte, without its line break, and the offset at which it starts.
    pub fn line_at(&self, offset: u32) -> (&str, usize) {
        let (_, start) = self.line_of(offset.min(self.text.len() as u32));
        let rest = &self.text[start..];
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        (rest[..end].trim_end_matches('\r'), start)
    }
}

/// Every text read for one document, in the order of reading; index 0 is the entry file.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// No texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and returns its index.
    pub fn add(&mut self, source: Source) -> u32 {
        self.0.push(source);
        (self.0.len() - 1) as u32
    }

    /// The text with this index. Indices come from [`Sources::add`] and spans, so an unknown one is a defect of the caller.
    pub fn get(&self, index: u32) -> &Source {
        &self.0[index as usize]
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Line and column of the start of a span, both from 1; columns count characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let source = self.get(span.source);
        let offset = floor_boundary(&source.text, span.start as usize);
        let (line, start) = source.line_of(offset as u32);
        (line + 1, source.text[start..offset].chars().count() + 1)
    }
}

/// The nearest character boundary at or before `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_columns_in_characters() {
        let mut sources = Sources::new();
        let index = sources.add(Source::new("a.yaml", "ab\r\nçé: x\n"));
        assert_eq!(sources.line_column(Span::new(index, 0, 1)), (1, 1));
        let x = sources.get(index).text.find('x').unwrap_or_default() as u32;
        assert_eq!(sources.line_column(Span::new(index, x, x + 1)), (2, 5));
        assert_eq!(sources.get(index).line_at(x).0, "çé: x");
    }

    #[test]
    fn a_span_past_the_end_is_the_end() {
        let mut sources = Sources::new();
        let index = sources.add(Source::new("a", "ab"));
        assert_eq!(sources.line_column(Span::new(index, 9, 9)), (1, 3));
    }
}
