//! What a path says about resources: a collection, one of it, and whose it is.

use crate::ir::{PathSegment, PathTemplate};

/// A path that ends in a collection or in one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourcePath<'a> {
    /// The template of the collection.
    pub(crate) collection: String,
    /// The collection's last segment.
    pub(crate) name: &'a str,
    /// The parameter that names a member.
    pub(crate) key: Option<&'a str>,
    /// The collection and parameter before (`authors`, `authorId`), when the path is nested.
    pub(crate) parent: Option<(&'a str, &'a str)>,
    /// The collections and parameters before the parent, outermost first.
    pub(crate) above: Vec<(&'a str, &'a str)>,
    /// Some parameter stands behind no collection of its own, so that it is not known what it names.
    pub(crate) is_unclear: bool,
}

/// Reads a path; `None` when it does not end in a collection or a member.
pub(crate) fn read(path: &PathTemplate) -> Option<ResourcePath<'_>> {
    let segments = &path.segments;
    let (rest, key) = match segments.split_last()? {
        (PathSegment::Parameter(name), rest) => (rest, Some(name.as_str())),
        (PathSegment::Literal(_), _) => (&segments[..], None),
        (PathSegment::Mixed(_), _) => return None,
    };
    let (last, before) = rest.split_last()?;
    let PathSegment::Literal(name) = last else {
        return None;
    };
    let (mut above, is_unclear) = owners(before);
    let parent = above.pop();
    let collection = path.text.rsplit_once('/').filter(|_| key.is_some());
    Some(ResourcePath {
        collection: collection
            .map_or(path.text.as_str(), |(collection, _)| collection)
            .to_owned(),
        name: Some(name.as_str()).filter(|name| !name.is_empty())?,
        key,
        above,
        is_unclear,
        parent,
    })
}

/// Collections, each with the parameter behind it, and whether a parameter has no collection.
fn owners(segments: &[PathSegment]) -> (Vec<(&str, &str)>, bool) {
    let mut owners = Vec::new();
    let mut collection: Option<&str> = None;
    for segment in segments {
        match (segment, collection) {
            (PathSegment::Literal(text), _) => collection = Some(text),
            (PathSegment::Parameter(name), Some(own)) => {
                owners.push((own, name.as_str()));
                collection = None;
            }
            (PathSegment::Parameter(_), None) | (PathSegment::Mixed(_), _) => {
                return (Vec::new(), true);
            }
        }
    }
    (owners, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_collections_members_and_parents() {
        let template = PathTemplate::parse("/api/v1/authors/{authorId}/books/{id}");
        let path = read(&template).unwrap();
        assert_eq!(path.collection, "/api/v1/authors/{authorId}/books");
        assert_eq!((path.name, path.key), ("books", Some("id")));
        assert_eq!(path.parent, Some(("authors", "authorId")));
        assert!(path.above.is_empty() && !path.is_unclear);
    }

    #[test]
    fn paths_without_a_collection_are_none() {
        for text in ["/{id}", "/", "/reports/{id}.{format}"] {
            assert_eq!(read(&PathTemplate::parse(text)), None, "{text}");
        }
    }

    #[test]
    fn all_owners_are_named_from_the_outermost() {
        let template = PathTemplate::parse("/orgs/{org}/teams/{team}/members/{id}");
        let path = read(&template).unwrap();
        assert_eq!(path.above, [("orgs", "org")]);
        assert_eq!(path.parent, Some(("teams", "team")));
        for text in [
            "/repos/{owner}/{repo}/issues",
            "/{tenant}/users",
            "/a/{x}-{y}/b",
        ] {
            assert!(
                read(&PathTemplate::parse(text)).unwrap().is_unclear,
                "{text}"
            );
        }
    }
}
