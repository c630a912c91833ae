//! Arrays.

use super::{Evaluated, Walk};
use crate::schema::{Contains, Keyword, Node};
use crate::validate::{Code, Elements, Pointer, Violation, equal};

impl Walk<'_> {
    pub(super) fn array(
        &mut self,
        node: &'static Node,
        keyword: &'static Keyword,
        items: &dyn Elements,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let actual = items.len() as u64;
        match keyword {
            Keyword::MinItems(limit) => {
                actual >= *limit || self.broken(Code::MIN_ITEMS, keyword, actual, at)
            }
            Keyword::MaxItems(limit) => {
                actual <= *limit || self.broken(Code::MAX_ITEMS, keyword, actual, at)
            }
            Keyword::UniqueItems => match equal::first_repeated(items) {
                None => true,
                Some((first, second)) => self.fail(|| {
                    Violation::new(at.text(), Code::UNIQUE_ITEMS)
                        .with("first", first as u64)
                        .with("second", second as u64)
                }),
            },
            Keyword::Items(schema) => {
                let skip = prefix(node).len();
                if let (Some(seen), false) = (seen, schema.says_nothing()) {
                    seen.mark_all();
                }
                self.items(items, at, |index| (index >= skip).then_some(*schema))
            }
            Keyword::PrefixItems(schemas) => {
                if let Some(seen) = seen {
                    (0..schemas.len().min(items.len())).for_each(|index| seen.mark(index));
                }
                self.items(items, at, |index| schemas.get(index))
            }
            Keyword::Contains(contains) => self.contains(contains, items, at, seen),
            Keyword::UnevaluatedItems(schema) => {
                let known = seen.take();
                let valid = self.items(items, at, |index| {
                    (!known.as_ref().is_some_and(|known| known.has(index))).then_some(*schema)
                });
                *seen = known;
                if let Some(seen) = seen {
                    seen.mark_all();
                }
                valid
            }
            _ => true,
        }
    }

    /// A list of a Rust type, where the keywords are those of [`super::is_list`].
    pub(super) fn list(
        &mut self,
        node: &'static Node,
        items: &dyn Elements,
        at: &Pointer<'_>,
    ) -> bool {
        let mut valid = true;
        for keyword in node.keywords {
            if self.done(valid) {
                break;
            }
            let actual = items.len() as u64;
            valid &= match keyword {
                Keyword::MinItems(limit) => {
                    actual >= *limit || self.broken(Code::MIN_ITEMS, keyword, actual, at)
                }
                Keyword::MaxItems(limit) => {
                    actual <= *limit || self.broken(Code::MAX_ITEMS, keyword, actual, at)
                }
                Keyword::Items(schema) => self.items(items, at, |_| Some(*schema)),
                _ => true,
            };
        }
        valid
    }

    fn items(
        &mut self,
        items: &dyn Elements,
        at: &Pointer<'_>,
        schema: impl Fn(usize) -> Option<&'static Node>,
    ) -> bool {
        let (mut valid, mut index) = (true, 0);
        items.visit(&mut |item| {
            if let Some(schema) = schema(index)
                && !self.done(valid)
            {
                valid &= self.child(schema, item, &at.index(index));
            }
            index += 1;
        });
        valid
    }

    fn contains(
        &mut self,
        contains: &'static Contains,
        items: &dyn Elements,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let (mut actual, mut index) = (0_u64, 0);
        let mut quiet = self.quiet();
        items.visit(&mut |item| {
            if quiet.child(&contains.node, item, &Pointer::Root) {
                actual += 1;
                if let Some(seen) = seen {
                    seen.mark(index);
                }
            }
            index += 1;
        });
        let enough = actual >= contains.min && contains.max.is_none_or(|max| actual <= max);
        enough
            || self.fail(|| {
                let allowed = match contains.max {
                    Some(max) => format!("{} to {max}", contains.min),
                    None => format!("at least {}", contains.min),
                };
                Violation::new(at.text(), Code::CONTAINS)
                    .with("allowed", allowed)
                    .with("actual", actual)
            })
    }
}

fn prefix(node: &'static Node) -> &'static [Node] {
    node.keywords
        .iter()
        .find_map(|keyword| {
            if let Keyword::PrefixItems(schemas) = keyword {
                Some(*schemas)
            } else {
                None
            }
        })
        .unwrap_or(&[])
}
