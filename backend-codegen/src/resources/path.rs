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
    /// There are more parameters before the parent's.
    pub(crate) is_deep: bool,
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
    let parent = match before {
        [
            ..,
            PathSegment::Literal(collection),
            PathSegment::Parameter(parameter),
        ] => Some((collection.as_str(), parameter.as_str())),
        _ => None,
    };
    let parameters = before
        .iter()
        .filter(|segment| !matches!(segment, PathSegment::Literal(_)))
        .count();
    let collection = path.text.rsplit_once('/').filter(|_| key.is_some());
    Some(ResourcePath {
        collection: collection
            .map_or(path.text.as_str(), |(collection, _)| collection)
            .to_owned(),
        name: Some(name.as_str()).filter(|name| !name.is_empty())?,
        key,
        is_deep: parameters > usize::from(parent.is_some()),
        parent,
    })
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
        assert!(!path.is_deep);
    }

    #[test]
    fn paths_without_a_collection_are_none() {
        for text in ["/{id}", "/", "/reports/{id}.{format}"] {
            assert_eq!(read(&PathTemplate::parse(text)), None, "{text}");
        }
    }

    #[test]
    fn two_parents_are_deep() {
        let template = PathTemplate::parse("/a/{x}/b/{y}/c");
        assert!(read(&template).unwrap().is_deep);
    }
}
