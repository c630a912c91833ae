//! `-- migrate:up` and `-- migrate:down` sections of one file, as dbmate writes them.

use std::ops::Range;

/// The two sections, as byte ranges of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sections {
    pub(super) up: Section,
    pub(super) down: Option<Section>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) range: Range<usize>,
    /// Whether its line says `transaction:false`.
    pub(super) no_transaction: bool,
}

/// Finds the sections; `None` when the file has no `-- migrate:up` line.
pub(super) fn find(text: &str) -> Option<Sections> {
    if !text.contains("migrate:") {
        return None;
    }
    let mut up: Option<Section> = None;
    let mut down: Option<Section> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let Some((word, options)) = marker(line) else {
            continue;
        };
        let section = Section {
            range: offset..text.len(),
            no_transaction: options.contains("transaction:false"),
        };
        if word == "migrate:up" && up.is_none() {
            up = Some(section);
        } else if word == "migrate:down" && down.is_none() {
            if let Some(up) = &mut up {
                up.range.end = start;
            }
            down = Some(section);
        }
    }
    Some(Sections { up: up?, down })
}

fn marker(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("--")?.trim();
    let (word, options) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    matches!(word, "migrate:up" | "migrate:down").then_some((word, options))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_both_sections_and_their_options() {
        let text = "-- migrate:up transaction:false\na;\n\n--migrate:down\nb;\n";
        let sections = find(text).expect("sections");
        assert_eq!(&text[sections.up.range], "a;\n\n");
        assert!(sections.up.no_transaction);
        let down = sections.down.expect("a down section");
        assert_eq!(&text[down.range], "b;\n");
        assert!(!down.no_transaction);
    }

    #[test]
    fn plain_file_has_no_sections() {
        assert_eq!(find("select 'migrate:up';"), None);
    }
}
