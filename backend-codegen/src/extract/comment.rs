//! Comments before routes and handlers: their first line is a summary, the rest a description.

use super::run::Program;
use super::syntax::Comment;
use super::value::Place;

/// What a comment says about an operation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// One line.
    pub(super) summary: Option<String>,
    /// All else.
    pub(super) description: Option<String>,
}

/// The words of the comment that ends where the line of a place begins.
pub(super) fn before(program: &Program, place: Place) -> Words {
    let Some(module) = &program.files[place.file as usize].module else {
        return Words::default();
    };
    let text = &program.sources.get(place.file).text;
    let at = text.get(..place.range.start as usize).unwrap_or("");
    let line = at.rfind('\n').map_or(0, |it| it + 1);
    let end = text[..line].trim_end().len() as u32;
    let Some(last) = module.comments.iter().rposition(|it| it.range.end == end) else {
        return Words::default();
    };
    words(&block(text, &module.comments, last))
}

/// The text of a comment; line comments below one another are one.
fn block(text: &str, comments: &[Comment], last: usize) -> String {
    let is_line = |it: &Comment| text[it.range.start as usize..].starts_with("//");
    // A comment behind code speaks of that code.
    let stands_alone = |it: &Comment| {
        let before = &text[..it.range.start as usize];
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
        line.trim().is_empty()
    };
    if !stands_alone(&comments[last]) {
        return String::new();
    }
    if !is_line(&comments[last]) {
        return comments[last].text.clone();
    }
    let mut first = last;
    while first > 0 {
        let (above, below) = (&comments[first - 1], &comments[first]);
        let between = &text[above.range.end as usize..below.range.start as usize];
        if !is_line(above) || !stands_alone(above) || between.matches('\n').count() > 1 {
            break;
        }
        first -= 1;
    }
    let lines: Vec<&str> = comments[first..=last]
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    lines.join("\n")
}

fn words(comment: &str) -> Words {
    let lines = comment
        .lines()
        .map(|line| line.trim().trim_start_matches('*').trim());
    let mut summary = None;
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        if let Some(tag) = line.strip_prefix('@') {
            match tag.split_once(char::is_whitespace) {
                Some(("summary", rest)) => summary = Some(rest.trim().to_owned()),
                Some(("description", rest)) => kept.push(rest.trim().to_owned()),
                // Everything behind other tags belongs to them.
                _ => break,
            }
            continue;
        }
        kept.push(line.to_owned());
    }
    if kept.iter().any(|line| is_for_tools(line)) {
        return Words::default();
    }
    kept.retain(|line| line.is_empty() || line.contains(char::is_alphanumeric));
    let text = kept.join("\n");
    let text = text.trim();
    if let Some(summary) = summary {
        return Words {
            summary: Some(summary),
            description: Some(text.to_owned()).filter(|it| !it.is_empty()),
        };
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim().trim_end_matches('.');
    Words {
        summary: Some(first.to_owned()).filter(|it| !it.is_empty()),
        description: Some(rest.trim().to_owned()).filter(|it| !it.is_empty()),
    }
}

/// Comments that speak to linters and compilers and to those who write the code, not to those who call it.
fn is_for_tools(line: &str) -> bool {
    let words = [
        "eslint",
        "prettier",
        "ts-",
        "biome",
        "istanbul",
        "c8 ",
        "v8 ",
        "TODO",
        "FIXME",
        "#region",
        "#endregion",
    ];
    words.iter().any(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_summary() {
        let words = words(
            "*\n * List books.\n *\n * Newest first.\n * @param req the request\n * more of it\n ",
        );
        assert_eq!(words.summary.as_deref(), Some("List books"));
        assert_eq!(words.description.as_deref(), Some("Newest first."));
    }

    #[test]
    fn comments_for_tools_say_nothing() {
        assert_eq!(
            words(" eslint-disable-next-line no-console"),
            Words::default()
        );
        assert_eq!(words(" -------------- "), Words::default());
    }
}
