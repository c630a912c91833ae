//! Rust that `rustfmt` leaves as it is, for files that belong to the user: lines are broken where rustfmt 2024 breaks
//! them with its default settings. Shapes, not a parser: callers say what is a call, a chain or a struct.

/// The greatest width of a line.
const MAX_WIDTH: usize = 100;
/// The greatest width of several arguments on one line (`fn_call_width`).
const ARGUMENTS_WIDTH: usize = 60;
/// The greatest width of a chain on one line (`chain_width`).
const CHAIN_WIDTH: usize = 60;
/// The greatest width of the fields of a struct on one line (`struct_lit_width`).
const FIELDS_WIDTH: usize = 18;
/// The width of one level.
const TAB: usize = 4;

/// A value, by the shape that decides where it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// Text that does not break.
    Text(String),
    /// A root and what follows it, each link with its dot.
    Chain(String, Vec<String>),
    /// A function or macro with its arguments.
    Call(String, Vec<String>),
}

impl Code {
    /// Text that does not break.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A chain of these links.
    pub fn chain<const N: usize>(root: impl Into<String>, links: [&str; N]) -> Self {
        Self::Chain(root.into(), links.map(str::to_owned).into())
    }

    /// Text that is a chain when it is long, so that it may break at its links.
    pub fn breakable(text: String) -> Self {
        if text.len() <= 60 || !text.contains([')', ']']) || !text.contains('.') {
            return Self::Text(text);
        }
        let mut links = Vec::new();
        let mut depth = 0usize;
        let mut current = String::new();
        for character in text.chars() {
            match character {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                '.' if depth == 0 && !current.is_empty() => {
                    links.push(std::mem::take(&mut current))
                }
                _ => {}
            }
            current.push(character);
        }
        links.push(current);
        let root = links.remove(0);
        Self::Chain(root, links)
    }

    /// All on one line.
    pub fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Chain(root, links) => format!("{root}{}", links.concat()),
            Self::Call(callee, arguments) => format!("{callee}({})", arguments.join(", ")),
        }
    }
}

/// A Rust text that grows line by line.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    level: usize,
}

impl Writer {
    /// The text so far.
    pub fn finish(self) -> String {
        self.text
    }

    /// One line; an empty one has no indentation.
    pub fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', self.level * TAB));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Several lines, each with the current indentation.
    pub fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.line("");
    }

    /// A line, after which lines stand one level deeper.
    pub fn open(&mut self, line: impl AsRef<str>) {
        self.line(line);
        self.level += 1;
    }

    /// Ends a level with a line.
    pub fn close(&mut self, line: impl AsRef<str>) {
        self.level = self.level.saturating_sub(1);
        self.line(line);
    }

    /// Lines stand one level deeper from here on, until [`Self::close`].
    pub fn indent(&mut self) {
        self.level += 1;
    }

    /// Lines stand one level less deep.
    pub fn dedent(&mut self) {
        self.level = self.level.saturating_sub(1);
    }

    /// A documentation comment, wrapped.
    pub fn doc(&mut self, text: &str) {
        self.comment("///", text);
    }

    /// The documentation of the file, wrapped.
    pub fn module_doc(&mut self, text: &str) {
        self.comment("//!", text);
    }

    /// A comment, wrapped; text from a document cannot leave it.
    pub fn comment(&mut self, prefix: &str, text: &str) {
        let room = MAX_WIDTH - self.level * TAB - prefix.len() - 1;
        for line in wrap(text, room) {
            self.line(format!("{prefix} {line}").trim_end());
        }
    }

    fn room(&self) -> usize {
        MAX_WIDTH.saturating_sub(self.level * TAB)
    }

    /// `head(a, b)tail`, the parameters of a function.
    pub fn signature(&mut self, head: &str, parameters: &[String], tail: &str) {
        let flat = format!("{head}({}){tail}", parameters.join(", "));
        let width = flat.chars().count();
        if tail.ends_with(';') && width == self.room() {
            // A declaration without a body does not take the last column for its semicolon.
            self.line(format!("{head}({})", parameters.join(", ")));
            return self.line(tail.trim_start());
        }
        if width <= self.room() {
            return self.line(flat);
        }
        let end = format!("){tail}");
        match end.strip_suffix(" {") {
            // A brace that has no room begins the next line.
            Some(short) if end.chars().count() > self.room() => {
                self.vertical(format!("{head}("), parameters, short);
                self.line("{");
            }
            _ => self.vertical(format!("{head}("), parameters, &end),
        }
    }

    fn vertical(&mut self, head: String, items: &[String], tail: &str) {
        self.open(head);
        for item in items {
            self.line(format!("{item},"));
        }
        self.close(tail);
    }

    /// `let x =` with the value on the next line, when that is what rustfmt prefers.
    fn next_line(&mut self, head: &str, value: &str, tail: &str, slack: usize) -> bool {
        let width = value.chars().count() + tail.chars().count() + TAB;
        let is_statement = head.starts_with("let ") && head.ends_with("= ");
        if is_statement && width + slack <= self.room() {
            self.open(head.trim_end());
            self.line(format!("{value}{tail}"));
            self.dedent();
            return true;
        }
        false
    }

    /// `head` value `tail`: a statement or a field.
    pub fn value(&mut self, head: &str, value: &Code, tail: &str) {
        let flat = format!("{head}{}{tail}", value.flat());
        let fits = flat.chars().count() <= self.room();
        match value {
            Code::Text(_) => self.line(flat),
            Code::Call(callee, arguments) => {
                let width = arguments.join(", ").chars().count();
                if fits && (arguments.len() <= 1 || width <= ARGUMENTS_WIDTH) {
                    return self.line(flat);
                }
                self.vertical(format!("{head}{callee}("), arguments, &format!("){tail}"));
            }
            Code::Chain(root, links) => {
                let width = value.flat().chars().count();
                let may_be_flat = links.len() <= 1
                    || width + usize::from(value.flat().ends_with('?')) <= CHAIN_WIDTH;
                if fits && may_be_flat {
                    return self.line(flat);
                }
                if may_be_flat && self.next_line(head, &value.flat(), tail, 2) {
                    return;
                }
                self.broken_chain(head, root, links, tail);
            }
        }
    }

    fn broken_chain(&mut self, head: &str, root: &str, links: &[String], tail: &str) {
        let short = root.chars().count() <= TAB.saturating_sub(head.chars().count());
        let joined = usize::from(short && !links.is_empty());
        self.open(format!("{head}{root}{}", links[..joined].concat()));
        let rest = &links[joined..];
        for (index, link) in rest.iter().enumerate() {
            let end = if index + 1 == rest.len() { tail } else { "" };
            self.line(format!("{link}{end}"));
        }
        self.level -= 1;
    }

    /// A call whose result is awaited or tried: `head callee(a, b) links tail`.
    pub fn call_chain(
        &mut self,
        head: &str,
        callee: &str,
        arguments: &[String],
        links: &[&str],
        tail: &str,
    ) {
        let call = format!("{callee}({})", arguments.join(", "));
        let flat = format!("{head}{call}{}{tail}", links.concat());
        let width = arguments.join(", ").chars().count();
        let chain = call.chars().count() + links.concat().chars().count();
        let call_fits = arguments.len() <= 1 || width <= ARGUMENTS_WIDTH;
        let may_be_flat = call_fits && (links.len() <= 1 || chain < CHAIN_WIDTH);
        // rustfmt keeps a column free behind a question mark.
        let tried = usize::from(links.last().is_some_and(|link| link.ends_with('?')));
        if may_be_flat && flat.chars().count() + tried <= self.room() {
            return self.line(flat);
        }
        // A value that just fits on the next line goes there only when the call does not fit on this one.
        let rhs = format!("{call}{}", links.concat());
        if may_be_flat && self.next_line(head, &rhs, tail, 2) {
            return;
        }
        let links_owned: Vec<String> = links.iter().map(|&link| link.to_owned()).collect();
        if call_fits && head.chars().count() + call.chars().count() < self.room() {
            return self.broken_chain(head, &call, &links_owned, tail);
        }
        if may_be_flat && self.next_line(head, &rhs, tail, 0) {
            return;
        }
        if call_fits && !head.is_empty() && call.chars().count() + TAB <= self.room() {
            self.open(head.trim_end());
            self.broken_chain("", &call, &links_owned, tail);
            return self.dedent();
        }
        self.vertical(format!("{head}{callee}("), arguments, ")");
        for (index, link) in links.iter().enumerate() {
            let end = if index + 1 == links.len() { tail } else { "" };
            self.line(format!("{link}{end}"));
        }
    }

    /// `head { a, b: c }tail`: a struct literal or pattern; fields without a value are shorthands.
    pub fn record(
        &mut self,
        head: &str,
        fields: &[(String, Option<Code>)],
        rest: Option<&str>,
        tail: &str,
    ) {
        let flat: Vec<String> = fields
            .iter()
            .map(|(name, value)| match value {
                Some(value) => format!("{name}: {}", value.flat()),
                None => name.clone(),
            })
            .chain(rest.map(str::to_owned))
            .collect();
        let joined = flat.join(", ");
        let whole = format!("{head} {{ {joined} }}{tail}");
        if joined.chars().count() <= FIELDS_WIDTH
            && whole.chars().count() <= self.room()
            && !flat.is_empty()
        {
            return self.line(whole);
        }
        self.open(format!("{head} {{"));
        for (name, value) in fields {
            match value {
                Some(value) => self.value(&format!("{name}: "), value, ","),
                None => self.line(format!("{name},")),
            }
        }
        if let Some(rest) = rest {
            self.line(rest);
        }
        self.close(format!("}}{tail}"));
    }

    /// Several `use` lines, sorted as rustfmt sorts them: what has braces comes last.
    pub fn imports<'a>(&mut self, paths: impl IntoIterator<Item = (&'a str, Vec<String>)>) {
        let mut list: Vec<(String, &str, Vec<String>)> = paths
            .into_iter()
            .map(|(path, names)| {
                let key = match names.as_slice() {
                    [only] if only == "self" => path.to_owned(),
                    [only] => format!("{path}::{only}"),
                    _ => format!("{path}::{}", char::MAX),
                };
                (key, path, names)
            })
            .collect();
        list.sort();
        for (_, path, names) in list {
            self.import(path, &names);
        }
    }

    /// `use path::{A, B};`, sorted as rustfmt sorts.
    pub fn import(&mut self, path: &str, names: &[String]) {
        let mut names = names.to_vec();
        names.sort_by_key(|name| (name != "self", name.clone()));
        names.dedup();
        let line = match names.as_slice() {
            [only] if only == "self" => format!("use {path};"),
            [only] => format!("use {path}::{only};"),
            many => format!("use {path}::{{{}}};", many.join(", ")),
        };
        // rustfmt keeps columns free beside lists, on one line and on several.
        if line.chars().count() + 2 <= self.room() || names.len() < 2 {
            return self.line(line);
        }
        self.open(format!("use {path}::{{"));
        let mut current = String::new();
        for name in &names {
            let separator = usize::from(!current.is_empty());
            let width = current.chars().count() + separator + name.chars().count() + 1;
            if width >= self.room() {
                self.line(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(name);
            current.push(',');
        }
        self.line(current);
        self.close("};");
    }
}

/// Words on lines of at most `room` characters; hidden and control characters are left out, so that no text of a
/// document reads as something else.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let hidden = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{200b}'..='\u{200f}');
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|&c| !hidden(c))
        .collect();
    let mut lines = vec![String::new()];
    for word in clean.split_whitespace() {
        let last = lines.last_mut().expect("there is always one");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(result: &str) -> String {
        let mut writer = Writer::default();
        let parameters = ["a: &A".to_owned(), "b: B".to_owned()];
        writer.signature("pub async fn f", &parameters, &format!(" -> {result} {{"));
        writer.finish()
    }

    #[test]
    fn a_brace_without_room_begins_the_next_line() {
        let fits = "R".repeat(MAX_WIDTH - ") ->  {".len());
        assert_eq!(
            signature(&fits),
            format!("pub async fn f(\n    a: &A,\n    b: B,\n) -> {fits} {{\n")
        );
        assert_eq!(
            signature(&format!("{fits}R")),
            format!("pub async fn f(\n    a: &A,\n    b: B,\n) -> {fits}R\n{{\n")
        );
    }
}
