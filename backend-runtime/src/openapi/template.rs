//! Path templates: the names in braces.

use super::{Input, ParameterIn};

/// The names in braces, in order; axum's `{*rest}` is `rest`.
pub(super) fn names(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        names.push(name.trim_start_matches('*'));
        rest = after;
    }
    names
}

/// The template with parameters by position: what a router distinguishes.
pub(super) fn shape(template: &str) -> String {
    let mut shape = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        let Some((_, after)) = after.split_once('}') else {
            return shape;
        };
        rest = after;
    }
    shape + rest
}

/// Panics at compile time unless some input reads every parameter of the path. `message` names the handler.
///
/// The other direction (an extractor that reads more than the path has) can be right in a router that is nested under a
/// prefix with parameters, so that is told when the routes are put together.
pub const fn assert_described(template: &str, inputs: &[Input], message: &str) {
    let bytes = template.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let mut start = at + 1;
            if start < bytes.len() && bytes[start] == b'*' {
                start += 1;
            }
            let mut end = start;
            while end < bytes.len() && bytes[end] != b'}' {
                end += 1;
            }
            assert!(is_read(bytes, start, end, inputs), "{}", message);
            at = end;
        }
        at += 1;
    }
}

const fn is_read(template: &[u8], start: usize, end: usize, inputs: &[Input]) -> bool {
    let mut index = 0;
    while index < inputs.len() {
        if let Input::Parameters(set) = &inputs[index]
            && matches!(set.location, ParameterIn::Path)
        {
            let mut parameter = 0;
            while parameter < set.parameters.len() {
                if is_slice(
                    template,
                    start,
                    end,
                    set.parameters[parameter].name.as_bytes(),
                ) {
                    return true;
                }
                parameter += 1;
            }
        }
        index += 1;
    }
    false
}

const fn is_slice(text: &[u8], start: usize, end: usize, other: &[u8]) -> bool {
    if end - start != other.len() {
        return false;
    }
    let mut index = 0;
    while index < other.len() {
        if text[start + index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_and_shapes() {
        assert_eq!(names("/users/{id}/files/{*path}"), ["id", "path"]);
        assert!(names("/users/{id").is_empty() && names("/").is_empty());
        assert_eq!(shape("/users/{id}/x-{n}.{f}"), "/users/{}/x-{}.{}");
        assert_eq!(shape("/users"), "/users");
    }
}
