//! The text templates that `cargo backend` fills, and the documents it ships with.
//!
//! Text only: one folder per target (`rust_axum/`), whose tree mirrors the emitted project, with `.jinja` behind each
//! name; `starter/` holds the document of `new` without `--spec`, `samples/` the documents of `demo`. It is a crate of
//! its own because `cargo package` drops files outside of a crate. How templates are filled is none of its business.

/// Every file, sorted by name: path below this crate with `/` between parts, and text.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The text of one file, such as `rust_axum/src/main.rs.jinja`.
///
/// # Examples
///
/// ```
/// assert!(backend_templates::get(backend_templates::STARTER).is_some());
/// assert!(backend_templates::get("starter/unknown.yaml").is_none());
/// ```
#[must_use]
pub fn get(name: &str) -> Option<&'static str> {
    FILES
        .binary_search_by_key(&name, |(name, _)| name)
        .ok()
        .map(|index| FILES[index].1)
}

/// The files that a project is made of, which `--templates DIR` may replace: names that end in `.jinja`.
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .iter()
        .copied()
        .filter(|(name, _)| name.ends_with(".jinja"))
}

/// The template of the document that `new` writes when it is given none.
pub const STARTER: &str = "starter/openapi.yaml.jinja";

/// The document that `demo` scaffolds.
#[must_use]
pub fn bookshop() -> &'static str {
    get("samples/bookshop.yaml").expect("shipped with the crate")
}

#[cfg(test)]
mod tests {
    #[test]
    fn finds_every_listed_file_by_name() {
        for (name, text) in super::FILES {
            assert_eq!(super::get(name), Some(*text), "{name}");
        }
    }

    #[test]
    fn ships_the_starter_and_the_sample_document() {
        assert!(super::get(super::STARTER).is_some_and(|text| text.starts_with("openapi: 3.")));
        assert!(super::bookshop().starts_with("openapi: 3."));
    }

    #[test]
    fn lists_only_templates_for_export() {
        assert!(super::templates().all(|(name, _)| !name.starts_with("samples/")));
    }
}
