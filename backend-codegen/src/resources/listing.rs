//! Lists: the array in the response, and what the query parameters do to it.

use super::{
    body::{object, object_ref, success},
    column::kind,
    fill::comparable,
    frame::{Scope, around},
    model::{Column, ColumnType, Filter, FilterTest, Listing, Paging, Sort, SortValue},
    words::{fold, one_of, same},
};
use crate::ir::{Api, Kind, Location, Operation, Parameter, Schema, TypeId};

const LIMIT: [&str; 10] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "top",
    "maxresults",
    "maxitems",
    "take",
    "first",
    "itemsperpage",
];
const OFFSET: [&str; 4] = ["offset", "skip", "start", "startindex"];
const PAGE: [&str; 4] = ["page", "pagenumber", "pageno", "pageindex"];
const CURSOR: [&str; 8] = [
    "cursor",
    "after",
    "startingafter",
    "pagetoken",
    "nexttoken",
    "nextcursor",
    "continuationtoken",
    "startafter",
];
const SORT: [&str; 5] = ["sort", "sortby", "orderby", "order", "sorting"];
const DIRECTION: [&str; 7] = [
    "order",
    "direction",
    "dir",
    "sortorder",
    "sortdirection",
    "sortdir",
    "orderdirection",
];
const SEARCH: [&str; 5] = ["q", "search", "query", "searchterm", "text"];
/// How query parameters cut a list into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pages {
    /// Not at all.
    None,
    /// So many, from there on.
    Offset,
    /// By number.
    Number,
    /// Those after the last one seen.
    Cursor,
}

/// What the names of query parameters say about paging; the flag tells whether a parameter is an integer.
pub(crate) fn pages_of<'a>(parameters: impl Iterator<Item = (&'a str, bool)> + Clone) -> Pages {
    let any = |names: &[&str], number: Option<bool>| {
        parameters.clone().any(|(name, is_integer)| {
            one_of(name, names) && number.is_none_or(|wanted| wanted == is_integer)
        })
    };
    if any(&CURSOR, Some(false)) {
        Pages::Cursor
    } else if any(&PAGE, Some(true)) {
        Pages::Number
    } else if any(&LIMIT, Some(true)) {
        Pages::Offset
    } else {
        Pages::None
    }
}

/// A list in a response.
#[derive(Debug, Clone)]
pub(super) struct Items {
    /// The type of the entities.
    pub(super) entity: TypeId,
    /// The success status.
    pub(super) status: u16,
    /// The object around the list, and the properties on the way to it.
    pub(super) wrapper: Option<(TypeId, Vec<String>)>,
}

/// The list in the success response of an operation.
pub(super) fn items(api: &Api, operation: &Operation) -> Option<Items> {
    let (status, schema) = success(operation)?;
    let schema = schema?;
    if let Some(entity) = array_of(api, schema) {
        return Some(Items {
            entity,
            status,
            wrapper: None,
        });
    }
    let wrapper = object_ref(api, schema)?;
    let (entity, path) = only_array(api, wrapper)?;
    Some(Items {
        entity,
        status,
        wrapper: Some((wrapper, path)),
    })
}

/// The only array of entities in an object, or else in an object in it.
fn only_array(api: &Api, wrapper: TypeId) -> Option<(TypeId, Vec<String>)> {
    let arrays = |id| {
        let fields = object(api, id).map_or(&[][..], |object| &object.fields[..]);
        fields
            .iter()
            .filter_map(move |field| Some((array_of(api, &field.schema)?, field.name.clone())))
            .collect::<Vec<_>>()
    };
    match arrays(wrapper).as_slice() {
        [(entity, name)] => return Some((*entity, vec![name.clone()])),
        [] => {}
        _ => return None,
    }
    let inner = object(api, wrapper)?.fields.iter().filter_map(|field| {
        let id = object_ref(api, &field.schema)?;
        match arrays(id).as_slice() {
            [(entity, name)] => Some((*entity, vec![field.name.clone(), name.clone()])),
            _ => None,
        }
    });
    match inner.collect::<Vec<_>>().as_mut_slice() {
        [(entity, path)] => Some((*entity, std::mem::take(path))),
        _ => None,
    }
}

fn array_of(api: &Api, schema: &Schema) -> Option<TypeId> {
    match &schema.kind {
        Kind::Array(array) if !schema.nullable => object_ref(api, &array.items),
        _ => None,
    }
}

/// Reads a list operation; an error names what cannot be answered. `advice` gets what has no effect.
pub(super) fn read(
    api: &Api,
    operation: &Operation,
    columns: &[Column],
    key: usize,
    advice: &mut Vec<String>,
) -> Result<Listing, String> {
    let items = items(api, operation).ok_or("its response is no list")?;
    let query: Vec<&Parameter> = operation.parameters_in(Location::Query).collect();
    let paging = paging(&query, columns, key);
    let frame = match &items.wrapper {
        Some((wrapper, path)) => {
            let scope = Scope::List {
                paging: &paging,
                query: &query,
            };
            Some(around(api, *wrapper, path, scope)?)
        }
        None => None,
    };
    let mut listing = Listing {
        status: items.status,
        frame,
        sort: sort(api, &query, columns),
        paging,
        filters: Vec::new(),
    };
    for parameter in &query {
        if is_used(&listing, &parameter.name) {
            continue;
        }
        match filter(api, parameter, columns) {
            Some(filter) => listing.filters.push(filter),
            None => advice.push(format!(
                "{}: the query parameter `{}` is checked but has no effect yet",
                operation.id, parameter.name
            )),
        }
    }
    Ok(listing)
}

fn is_used(listing: &Listing, name: &str) -> bool {
    let paging = match &listing.paging {
        Paging::None => false,
        Paging::Offset { limit, offset } => limit == name || offset.as_deref() == Some(name),
        Paging::Page { page, size } => page == name || size.as_deref() == Some(name),
        Paging::Cursor { cursor, limit } => cursor == name || limit.as_deref() == Some(name),
    };
    let sort = listing.sort.as_ref();
    paging
        || sort
            .is_some_and(|sort| sort.parameter == name || sort.direction.as_deref() == Some(name))
}

/// Integers page by number; a cursor is text, or an integer when the key is one.
fn paging(query: &[&Parameter], columns: &[Column], key: usize) -> Paging {
    let integer = |names: &[&str]| {
        let mut found = query
            .iter()
            .filter(|parameter| one_of(&parameter.name, names));
        found
            .find(|parameter| matches!(parameter.schema.kind, Kind::Integer { .. }))
            .map(|found| found.name.clone())
    };
    let column = |name: &str| columns.iter().any(|column| same(&column.name, name));
    let limit = integer(&LIMIT).filter(|name| !column(name));
    let cursor = query.iter().find(|parameter| {
        one_of(&parameter.name, &CURSOR)
            && match parameter.schema.kind {
                Kind::String(_) => true,
                Kind::Integer { .. } => {
                    matches!(columns[key].kind, ColumnType::Int32 | ColumnType::Int64)
                }
                _ => false,
            }
    });
    if let Some(cursor) = cursor {
        return Paging::Cursor {
            cursor: cursor.name.clone(),
            limit,
        };
    }
    if let Some(page) = integer(&PAGE).filter(|name| !column(name)) {
        return Paging::Page { page, size: limit };
    }
    match limit {
        Some(limit) => Paging::Offset {
            limit,
            offset: integer(&OFFSET),
        },
        None => Paging::None,
    }
}

fn filter(api: &Api, parameter: &Parameter, columns: &[Column]) -> Option<Filter> {
    let made = |columns: Vec<usize>, test| {
        Some(Filter {
            parameter: parameter.name.clone(),
            columns,
            test,
        })
    };
    let (schema, is_list) = match &parameter.schema.kind {
        Kind::Array(array) => (&*array.items, true),
        _ => (&parameter.schema, false),
    };
    let kind = kind(api, schema);
    let find = |name: &str| {
        columns.iter().position(|column| {
            let named = fold(&column.name) == name
                || (is_list && format!("{}s", fold(&column.name)) == name);
            named && is_asked(&column.kind, &kind)
        })
    };
    let name = fold(&parameter.name);
    if let Some(column) = find(&name) {
        return made(
            vec![column],
            if is_list {
                FilterTest::AnyOf
            } else {
                FilterTest::Equal
            },
        );
    }
    if is_list {
        return None;
    }
    if one_of(&parameter.name, &SEARCH) && matches!(kind, ColumnType::Text(_)) {
        let texts: Vec<usize> = (0..columns.len())
            .filter(|&index| {
                matches!(columns[index].kind, ColumnType::Text(_))
                    && columns[index].source.field().is_some()
            })
            .collect();
        return if texts.is_empty() {
            None
        } else {
            made(texts, FilterTest::Contains)
        };
    }
    range(&name)
        .into_iter()
        .find_map(|(stem, test)| made(vec![find(&stem)?], test))
}

/// Whether rows can be asked for by a parameter's values: those of an enumeration by its own, or as plain text.
fn is_asked(column: &ColumnType, parameter: &ColumnType) -> bool {
    match (column, parameter) {
        (ColumnType::Enum(stored), ColumnType::Enum(asked)) => {
            asked.iter().all(|word| stored.contains(word))
        }
        (ColumnType::Enum(_), ColumnType::Text(_)) => true,
        _ => comparable(column, parameter),
    }
}

/// The column and comparison that a name like `minPrice` or `createdAfter` may mean.
fn range(name: &str) -> Vec<(String, FilterTest)> {
    let prefixes = [
        ("min", FilterTest::AtLeast),
        ("max", FilterTest::AtMost),
        ("from", FilterTest::AtLeast),
        ("to", FilterTest::AtMost),
        ("since", FilterTest::AtLeast),
        ("until", FilterTest::AtMost),
    ];
    let suffixes = [
        ("gte", FilterTest::AtLeast),
        ("lte", FilterTest::AtMost),
        ("gt", FilterTest::Above),
        ("lt", FilterTest::Below),
        ("min", FilterTest::AtLeast),
        ("max", FilterTest::AtMost),
        ("from", FilterTest::AtLeast),
        ("to", FilterTest::AtMost),
        ("after", FilterTest::Above),
        ("before", FilterTest::Below),
        ("since", FilterTest::AtLeast),
        ("until", FilterTest::AtMost),
    ];
    let before = prefixes
        .iter()
        .filter_map(|(prefix, test)| Some((name.strip_prefix(prefix)?, *test)));
    let behind = suffixes
        .iter()
        .filter_map(|(suffix, test)| Some((name.strip_suffix(suffix)?, *test)));
    let stems: Vec<(&str, FilterTest)> = before
        .chain(behind)
        .filter(|(stem, _)| !stem.is_empty())
        .collect();
    let full = stems.iter().map(|&(stem, test)| (stem.to_owned(), test));
    full.chain(
        stems
            .iter()
            .map(|&(stem, test)| (format!("{stem}at"), test)),
    )
    .collect()
}

fn sort(api: &Api, query: &[&Parameter], columns: &[Column]) -> Option<Sort> {
    let parameter = query
        .iter()
        .find(|parameter| one_of(&parameter.name, &SORT) && !names_column(parameter, columns))?;
    let values = match kind(api, &parameter.schema) {
        ColumnType::Enum(words) => words
            .iter()
            .map(|word| sort_value(word, columns))
            .collect::<Option<Vec<_>>>()?,
        ColumnType::Text(_) => (0..columns.len())
            .filter(|&index| is_sortable(&columns[index]))
            .flat_map(|index| {
                let name = columns[index].source.field().unwrap_or_default().to_owned();
                [(name.clone(), false), (format!("-{name}"), true)].map(|(value, descending)| {
                    SortValue {
                        value,
                        column: index,
                        descending,
                    }
                })
            })
            .collect(),
        _ => return None,
    };
    let direction = query.iter().find(|other| {
        other.name != parameter.name
            && one_of(&other.name, &DIRECTION)
            && matches!(kind(api, &other.schema), ColumnType::Enum(words)
                if words.iter().all(|word| one_of(word, &["asc", "desc", "ascending", "descending"])))
    });
    Some(Sort {
        parameter: parameter.name.clone(),
        values,
        direction: direction.map(|found| found.name.clone()),
    })
}

fn names_column(parameter: &Parameter, columns: &[Column]) -> bool {
    columns
        .iter()
        .any(|column| same(&column.name, &parameter.name))
}

fn is_sortable(column: &Column) -> bool {
    column.kind != ColumnType::Json && column.source.field().is_some()
}

/// `price`, `-price`, `+price`, `price:desc`, `price_asc`
fn sort_value(value: &str, columns: &[Column]) -> Option<SortValue> {
    let find = |name: &str| {
        columns
            .iter()
            .position(|column| is_sortable(column) && same(&column.name, name))
    };
    let made = |column, descending| {
        Some(SortValue {
            value: value.to_owned(),
            column,
            descending,
        })
    };
    if let Some(name) = value.strip_prefix('-') {
        return made(find(name)?, true);
    }
    if let Some(column) = find(value.trim_start_matches('+')) {
        return made(column, false);
    }
    let folded = value.to_ascii_lowercase();
    let descending = folded.ends_with("desc");
    let stem = folded
        .strip_suffix("desc")
        .or_else(|| folded.strip_suffix("asc"))?;
    made(
        find(stem.trim_end_matches([':', '_', '-', '.', ' ', ',']))?,
        descending,
    )
}
