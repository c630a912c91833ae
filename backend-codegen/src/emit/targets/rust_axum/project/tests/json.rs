//! JSON values as `json!` in the text of a test.

use serde_json::Value;

use crate::emit::layout::Writer;

/// `let body = json!({…});` with variables in place of marked strings; rustfmt leaves what is no expression alone.
pub(super) fn write_json(head: &str, value: &Value, writer: &mut Writer) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let spaces = line.len() - line.trim_start().len();
        let unmarked = match (line.find("\"\\u0001"), line.rfind("\\u0001\"")) {
            (Some(start), Some(end)) if start < end => {
                let inner = line[start + 7..end].replace("\\\"", "\"");
                format!("{}{inner}{}", &line[..start], &line[end + 7..])
            }
            _ => line.to_owned(),
        };
        lines.push(format!(
            "{}{}",
            " ".repeat(spaces * 2),
            unmarked.trim_start()
        ));
    }
    let Some((last, first)) = lines.split_last() else {
        return;
    };
    if first.is_empty() {
        return writer.line(format!("{head}json!({last});"));
    }
    for (index, line) in first.iter().enumerate() {
        if index == 0 {
            writer.line(format!("{head}json!({line}"));
        } else {
            writer.line(line);
        }
    }
    writer.line(format!("{last});"));
}
