//! Names for operations that have none: `listUsers`, `createUser`, `getUser`.

use crate::ir::{
    Method, PathSegment, PathTemplate,
    names::{lower_camel, singular},
};

/// The fixed segments of a path without prefixes such as `api` and `v1`.
pub(super) fn nouns(path: &PathTemplate) -> Vec<&str> {
    let literals = path.segments.iter().filter_map(|segment| match segment {
        PathSegment::Literal(text) if !text.is_empty() => Some(text.as_str()),
        PathSegment::Literal(_) | PathSegment::Parameter(_) | PathSegment::Mixed(_) => None,
    });
    literals.filter(|text| !is_prefix(text)).collect()
}

/// Whether a segment is a version or the word `api`.
fn is_prefix(text: &str) -> bool {
    let version = text.strip_prefix(['v', 'V']).unwrap_or("");
    text == "api"
        || (!version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// A name made of the method and the path's nouns; those before a parameter in the singular.
pub(super) fn derive(method: Method, path: &PathTemplate) -> String {
    let mut nouns: Vec<String> = Vec::new();
    let mut ends_in_parameter = false;
    for segment in &path.segments {
        match segment {
            PathSegment::Literal(text) if text.is_empty() || is_prefix(text) => {}
            PathSegment::Literal(text) => {
                nouns.push(text.clone());
                ends_in_parameter = false;
            }
            PathSegment::Parameter(_) => {
                if let Some(last) = nouns.last_mut() {
                    *last = singular(last);
                }
                ends_in_parameter = true;
            }
            PathSegment::Mixed(parts) => {
                let words: Vec<&str> = parts
                    .iter()
                    .map(|part| match part {
                        PathSegment::Literal(text) | PathSegment::Parameter(text) => text.as_str(),
                        PathSegment::Mixed(_) => "",
                    })
                    .collect();
                nouns.push(words.join(" "));
                ends_in_parameter = true;
            }
        }
    }
    let is_collection =
        !ends_in_parameter && nouns.last().is_some_and(|noun| singular(noun) != *noun);
    let verb = match method {
        Method::Get if is_collection => "list",
        Method::Get => "get",
        Method::Post => "create",
        Method::Put => "replace",
        Method::Patch => "update",
        Method::Delete => "delete",
        Method::Head => "check",
        Method::Options => "options",
        Method::Trace => "trace",
    };
    if matches!(method, Method::Post)
        && is_collection
        && let Some(last) = nouns.last_mut()
    {
        *last = singular(last);
    }
    lower_camel(&format!("{verb} {}", nouns.join(" ")), "operation")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_usual_verbs() {
        for (method, path, id) in [
            (Method::Get, "/users", "listUsers"),
            (Method::Post, "/users", "createUser"),
            (Method::Get, "/users/{id}", "getUser"),
            (Method::Put, "/api/v1/users/{id}", "replaceUser"),
            (Method::Patch, "/users/{id}", "updateUser"),
            (Method::Delete, "/users/{id}", "deleteUser"),
            (Method::Get, "/authors/{id}/books", "listAuthorBooks"),
            (Method::Post, "/books/{id}/publish", "createBookPublish"),
            (Method::Get, "/", "get"),
        ] {
            assert_eq!(derive(method, &PathTemplate::parse(path)), id, "{path}");
        }
    }
}
