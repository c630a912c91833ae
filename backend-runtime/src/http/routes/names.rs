//! What parameters are called in axum's routes, which logs and metrics show.
//!
//! axum wants one name for all parameters at the same place. The first template that has one there decides.

use std::collections::HashMap;

use super::template::{Part, Segment, Template, parts, segments};

/// The segments up to a parameter: texts, and `None` for every parameter, as axum sees them.
type Place = Vec<Option<String>>;

/// The name of each parameter by its place.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Place, String>);

impl Names {
    /// The names in these templates.
    pub(super) fn of<'a>(templates: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self::default();
        for template in templates {
            let mut place = Place::new();
            for (segment, text) in Template::of(template).0.iter().zip(segments(template)) {
                place.push(shape(segment));
                if let Some(name) = name(text) {
                    names.0.entry(place.clone()).or_insert(name);
                }
            }
        }
        names
    }

    /// A template as axum sees it; what has no name of its own is named by its position.
    pub(super) fn route(&self, template: &Template) -> String {
        let mut route = String::new();
        let mut place = Place::new();
        let mut used = Vec::new();
        for (index, segment) in template.0.iter().enumerate() {
            place.push(shape(segment));
            match (segment, self.0.get(&place)) {
                (Segment::Text(text), _) => route.push_str(&format!("/{text}")),
                (_, Some(name)) if !used.contains(&name) => {
                    used.push(name);
                    route.push_str(&format!("/{{{name}}}"));
                }
                _ => route.push_str(&format!("/{{p{index}}}")),
            }
        }
        route
    }
}

fn shape(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Text(text) => Some(text.clone()),
        Segment::Whole | Segment::Mixed(_) => None,
    }
}

/// The name in a segment that is one parameter, when axum takes it for no syntax of its own.
fn name(segment: &str) -> Option<String> {
    let mut parts = parts(segment);
    let (Some(Part::Name(name)), None) = (parts.next(), parts.next()) else {
        return None;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    // `p1` is what a parameter without a name is called.
    let positional = name
        .strip_prefix('p')
        .is_some_and(|rest| rest.parse::<usize>().is_ok());
    (!name.is_empty() && name.chars().all(plain) && !positional).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes<const N: usize>(templates: [&str; N]) -> [String; N] {
        let names = Names::of(templates.into_iter());
        templates.map(|template| names.route(&Template::of(template)))
    }

    #[test]
    fn routes_have_the_names_of_the_document() {
        assert_eq!(
            routes([
                "/books/{bookId}",
                "/authors/{authorId}/books/{book-id}",
                "/"
            ]),
            [
                "/books/{bookId}",
                "/authors/{authorId}/books/{book-id}",
                "/"
            ]
        );
    }

    #[test]
    fn one_place_has_one_name() {
        assert_eq!(
            routes(["/a/{id}", "/a/{key}/b", "/b/{key}/b"]),
            ["/a/{id}", "/a/{id}/b", "/b/{key}/b"]
        );
        assert_eq!(
            routes(["/a/{x}.{y}/{id}", "/a/{id}", "/a/b", "/a{b"]),
            ["/a/{id}/{p2}", "/a/{id}", "/a/b", "/a%7Bb"]
        );
    }

    #[test]
    fn what_axum_cannot_take_is_named_by_its_position() {
        assert_eq!(
            routes([
                "/{*rest}",
                "/x/{id}/{id}",
                "/y/{ü}",
                "/z/{p0}",
                "/a/{id}/x-{b}.{c}"
            ]),
            [
                "/{p0}",
                "/x/{id}/{p2}",
                "/y/{p1}",
                "/z/{p1}",
                "/a/{id}/{p2}"
            ]
        );
    }
}
