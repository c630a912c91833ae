//! Objects around an answer (`{"data": …, "meta": {"requestId": …}}`): what each of their properties holds.

use super::{
    body::{object, object_ref},
    model::{Frame, Paging, Part},
    words::{one_of, same},
};
use crate::ir::{Api, Field, Kind, Object, Parameter, Schema, StringFormat, TypeId};

const YES: [&str; 4] = ["success", "ok", "succeeded", "issuccess"];
const REQUEST_ID: [&str; 4] = ["requestid", "traceid", "correlationid", "xrequestid"];
const TOTAL: [&str; 9] = [
    "total",
    "totalcount",
    "count",
    "totalitems",
    "totalelements",
    "totalresults",
    "size",
    "totalrecords",
    "length",
];
const PAGES: [&str; 5] = ["totalpages", "pagecount", "pages", "lastpage", "numpages"];
const MORE: [&str; 5] = ["hasmore", "hasnext", "more", "hasnextpage", "ismore"];
const NEXT: [&str; 6] = [
    "nextcursor",
    "cursor",
    "next",
    "nextpagetoken",
    "endcursor",
    "continuationtoken",
];

/// How deep objects around an answer may nest.
const DEPTH: usize = 2;

/// What an answer is about, as far as the object around it speaks of it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope<'a> {
    /// One entity.
    One,
    /// A list, cut into pages by these parameters.
    List {
        paging: &'a Paging,
        query: &'a [&'a Parameter],
    },
}

impl Scope<'_> {
    fn echo(&self, name: &str) -> Option<String> {
        let Self::List { query, .. } = self else {
            return None;
        };
        let mut named = query.iter().filter(|parameter| same(&parameter.name, name));
        named.next().map(|parameter| parameter.name.clone())
    }

    fn is_paged(&self, test: impl Fn(&Paging) -> bool) -> bool {
        matches!(self, Self::List { paging, .. } if test(paging))
    }
}

/// The object `id` with the content at `path`; an error names a property that must be there and that nothing is
/// known about.
pub(super) fn around(
    api: &Api,
    id: TypeId,
    path: &[String],
    scope: Scope<'_>,
) -> Result<Frame, String> {
    let object = object(api, id).ok_or("its response is no object")?;
    parts(api, id, object, path, scope, 0)
}

fn parts(
    api: &Api,
    id: TypeId,
    object: &Object,
    path: &[String],
    scope: Scope<'_>,
    depth: usize,
) -> Result<Frame, String> {
    let mut parts = Vec::new();
    for field in &object.fields {
        let part = match path.split_first() {
            Some((name, rest)) if *name == field.name => Some(content(api, field, rest, scope)?),
            Some(_) | None => known(api, field, scope, &parts, depth),
        };
        match part {
            Some(part) => parts.push((field.name.clone(), part)),
            None if field.required => {
                let name = &field.name;
                return Err(format!("it is not known what `{name}` in its response is"));
            }
            None => {}
        }
    }
    Ok(Frame { ty: id, parts })
}

fn content(api: &Api, field: &Field, rest: &[String], scope: Scope<'_>) -> Result<Part, String> {
    if rest.is_empty() {
        return Ok(Part::Content);
    }
    let inner = object_ref(api, &field.schema).ok_or("its response is no object")?;
    around(api, inner, rest, scope).map(Part::Frame)
}

/// What a property beside the content holds.
fn known(
    api: &Api,
    field: &Field,
    scope: Scope<'_>,
    before: &[(String, Part)],
    depth: usize,
) -> Option<Part> {
    let is_new = |part: Part| {
        let known = before.iter().any(|(_, other)| *other == part);
        (!known).then_some(part)
    };
    match &field.schema.kind {
        Kind::Boolean if one_of(&field.name, &YES) => Some(Part::Yes),
        Kind::Boolean
            if one_of(&field.name, &MORE) && scope.is_paged(|paging| *paging != Paging::None) =>
        {
            is_new(Part::HasMore)
        }
        Kind::Integer { .. } => integer(field, scope, is_new),
        Kind::String(_) if is_plain(&field.schema) => {
            if one_of(&field.name, &REQUEST_ID) {
                return Some(Part::RequestId);
            }
            let by_cursor = scope.is_paged(|paging| matches!(paging, Paging::Cursor { .. }));
            (by_cursor && one_of(&field.name, &NEXT))
                .then(|| is_new(Part::NextCursor))
                .flatten()
        }
        Kind::Ref(_) if depth < DEPTH => {
            let id = object_ref(api, &field.schema)?;
            let frame = parts(api, id, object(api, id)?, &[], scope, depth + 1).ok()?;
            (!frame.parts.is_empty()).then_some(Part::Frame(frame))
        }
        _ => None,
    }
}

fn integer(field: &Field, scope: Scope<'_>, is_new: impl Fn(Part) -> Option<Part>) -> Option<Part> {
    if let Some(parameter) = scope.echo(&field.name) {
        return Some(Part::Echo(parameter));
    }
    if one_of(&field.name, &TOTAL) && scope.is_paged(|_| true) {
        return is_new(Part::Total);
    }
    let by_number = |paging: &Paging| matches!(paging, Paging::Page { .. } | Paging::Offset { .. });
    (one_of(&field.name, &PAGES) && scope.is_paged(by_number))
        .then(|| is_new(Part::Pages))
        .flatten()
}

fn is_plain(schema: &Schema) -> bool {
    match &schema.kind {
        Kind::String(text) => matches!(
            text.format,
            StringFormat::Plain | StringFormat::Annotation(_)
        ),
        _ => false,
    }
}
