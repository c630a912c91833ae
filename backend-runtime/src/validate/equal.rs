//! Equality of JSON values, and repeated items.

use super::{Elements, Object, View};
use crate::schema::Json;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Whether a value equals one of the table.
pub(crate) fn to_json(view: &View<'_>, json: &Json) -> bool {
    match (view, json) {
        (View::Null, Json::Null) => true,
        (View::Bool(a), Json::Bool(b)) => a == b,
        (View::Number(a), Json::Number(b)) => a == b,
        (View::Str(a), Json::String(b)) => a == b,
        (View::Text(a), Json::String(b)) => a.written() == *b,
        (View::Array(items), Json::Array(expected)) => {
            let mut rest = expected.iter();
            let mut same = items.len() == expected.len();
            items.visit(&mut |item| {
                same = same && rest.next().is_some_and(|value| to_json(&item, value))
            });
            same
        }
        (View::Object(members), Json::Object(expected)) => {
            let mut same = members.count() == expected.len();
            members.visit(&mut |key, member| {
                let value = expected.iter().find(|(name, _)| *name == key);
                same = same && value.is_some_and(|(_, value)| to_json(&member, value));
            });
            same
        }
        _ => false,
    }
}

/// Whether two values are equal.
pub(crate) fn views(a: &View<'_>, b: &View<'_>) -> bool {
    match (a, b) {
        (View::Null, View::Null) => true,
        (View::Bool(a), View::Bool(b)) => a == b,
        (View::Number(a), View::Number(b)) => a == b,
        (View::Str(a), View::Str(b)) => a == b,
        (View::Text(a), View::Text(b)) => a.written() == b.written(),
        (View::Text(a), View::Str(b)) | (View::Str(b), View::Text(a)) => a.written() == *b,
        (View::Array(a), View::Array(b)) => {
            let mut same = a.len() == b.len();
            if same {
                let (left, right) = (list(*a), list(*b));
                same = left.iter().zip(&right).all(|(a, b)| views(a, b));
            }
            same
        }
        (View::Object(a), View::Object(b)) => objects(*a, *b),
        _ => false,
    }
}

fn objects(a: Object<'_>, b: Object<'_>) -> bool {
    let mut same = a.count() == b.count();
    a.visit(&mut |key, value| same = same && b.get(key).is_some_and(|other| views(&value, &other)));
    same
}

fn list(items: &dyn Elements) -> Vec<View<'_>> {
    let mut list = Vec::with_capacity(items.len());
    items.visit(&mut |item| list.push(item));
    list
}

/// Up to this many items are compared with one another on the stack; more are sorted by hash.
const FEW: usize = 16;

/// The first two items that are equal. Allocates nothing for up to 16 items.
pub(crate) fn first_repeated(items: &dyn Elements) -> Option<(usize, usize)> {
    if items.len() < 2 {
        return None;
    }
    if items.len() <= FEW {
        let mut seen = [View::Absent; FEW];
        let (mut count, mut found) = (0, None);
        items.visit(&mut |item| {
            if count < FEW && found.is_none() {
                found = seen[..count]
                    .iter()
                    .position(|other| views(other, &item))
                    .map(|first| (first, count));
                seen[count] = item;
                count += 1;
            }
        });
        return found;
    }
    let all = list(items);
    let mut hashes: Vec<(u64, usize)> = all
        .iter()
        .enumerate()
        .map(|(index, item)| (hash(item), index))
        .collect();
    hashes.sort_unstable();
    let mut found = None;
    for group in hashes
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        for (later, (_, second)) in group.iter().enumerate() {
            if let Some((_, first)) = group[..later]
                .iter()
                .find(|(_, first)| views(&all[*first], &all[*second]))
            {
                found = found
                    .min(Some((*first, *second)))
                    .or(Some((*first, *second)));
                break;
            }
        }
    }
    found
}

/// Equal values have equal hashes; members count in any order.
fn hash(view: &View<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match view {
        View::Absent | View::Null | View::Overflow => 0_u8.hash(&mut hasher),
        View::Bool(value) => value.hash(&mut hasher),
        View::Number(number) => number.as_f64().to_bits().hash(&mut hasher),
        View::Str(text) => text.hash(&mut hasher),
        View::Text(text) => text.written().hash(&mut hasher),
        View::Array(items) => items.visit(&mut |item| hash(&item).hash(&mut hasher)),
        View::Object(members) => {
            let mut sum = 0_u64;
            members.visit(&mut |key, value| {
                let mut member = DefaultHasher::new();
                (key, hash(&value)).hash(&mut member);
                sum = sum.wrapping_add(member.finish());
            });
            sum.hash(&mut hasher);
        }
    }
    hasher.finish()
}
