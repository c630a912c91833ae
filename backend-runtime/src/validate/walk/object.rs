//! Objects.

use super::{Evaluated, Walk, has_own_words};
use crate::schema::{Keyword, Node, Property, Target};
use crate::validate::{Code, Derived, Object, Pointer, View, Violation};

/// The bit of faults that stands for all members which have none of their own.
const SHARED: usize = 63;

impl Walk<'_> {
    pub(super) fn object(
        &mut self,
        node: &'static Node,
        keyword: &'static Keyword,
        members: Object<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        match keyword {
            Keyword::MinProperties(limit) => {
                let actual = members.count() as u64;
                actual >= *limit || self.broken(Code::MIN_PROPERTIES, keyword, actual, at)
            }
            Keyword::MaxProperties(limit) => {
                let actual = members.count() as u64;
                actual <= *limit || self.broken(Code::MAX_PROPERTIES, keyword, actual, at)
            }
            Keyword::Properties(properties) => self.properties(node, properties, members, at, seen),
            Keyword::Required(names) => {
                let mut valid = true;
                for name in *names {
                    valid &= self.required(members, name, at);
                }
                valid
            }
            Keyword::PatternProperties(_) => {
                let unique = self.no_duplicates(members, at);
                self.members(members, at, seen, |name, each| {
                    patterns(node)
                        .iter()
                        .filter(|(pattern, _)| pattern.get().matches(name))
                        .for_each(|(_, node)| each(node));
                }) && unique
            }
            Keyword::AdditionalProperties(schema) => {
                let unique = self.no_duplicates(members, at);
                let mut none = None;
                let seen = if schema.says_nothing() {
                    &mut none
                } else {
                    seen
                };
                self.members(members, at, seen, |name, each| {
                    if !is_declared(node, name) {
                        each(schema);
                    }
                }) && unique
            }
            Keyword::Closed => self.closed(members, at, |_, name| !is_declared(node, name)),
            Keyword::PropertyNames(schema) => self.names(schema, members, at),
            Keyword::DependentRequired(dependencies) => {
                self.dependencies(dependencies, members, at)
            }
            Keyword::UnevaluatedProperties(schema) => self.unevaluated(schema, members, at, seen),
            _ => true,
        }
    }

    fn required(&mut self, members: Object<'_>, name: &'static str, at: &Pointer<'_>) -> bool {
        members.get(name).is_some()
            || self.fail(|| Violation::new(at.key(name).text(), Code::REQUIRED))
    }

    fn properties(
        &mut self,
        node: &'static Node,
        properties: &'static [Property],
        members: Object<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let fields = members.fields_of(properties);
        let faults = fields.map(|fields| self.faults(fields, fields.table()));
        if let (Some(fields), Some(faults), None) = (fields, faults, &seen) {
            return self.faulty(properties, fields, faults, at);
        }
        let worth = |index: usize| faults.is_none_or(|bits| bits & (1 << index.min(SHARED)) != 0);
        let mut present = Present::new(properties.len());
        let (mut valid, mut place, mut next) = (true, 0, 0);
        members.visit(&mut |name, member| {
            let known = position(properties, name, next)
                .or_else(|| position(properties, aliased(node, name)?, 0));
            if let Some(index) = known {
                next = index + 1;
                if let Some(seen) = seen {
                    seen.mark(place);
                }
                let property = &properties[index];
                if !present.insert(index) {
                    valid = self.fail(|| Violation::new(at.key(name).text(), Code::DUPLICATE_KEY));
                } else if worth(index) && !is_read_only(&property.node) && !self.done(valid) {
                    valid &= self.child(&property.node, member, &at.key(name));
                }
            }
            place += 1;
        });
        for (index, property) in properties.iter().enumerate() {
            if property.required && !present.has(index) && !is_read_only(&property.node) {
                valid = self.fail(|| Violation::new(at.key(property.name).text(), Code::REQUIRED));
            }
        }
        valid
    }

    /// What a typed object with this table has computed already of what is wrong.
    pub(super) fn faults(&self, fields: &dyn Derived, table: &'static Node) -> u64 {
        match self.known {
            Some((address, known, faults))
                if std::ptr::eq(std::ptr::from_ref(fields).cast(), address)
                    && std::ptr::eq(known, table) =>
            {
                faults
            }
            _ => fields.faults(),
        }
    }

    /// The faulty members of a typed object alone: all that are required are there, and none twice.
    pub(super) fn faulty(
        &mut self,
        properties: &'static [Property],
        fields: &dyn Derived,
        mut faults: u64,
        at: &Pointer<'_>,
    ) -> bool {
        let mut valid = true;
        while faults != 0 && !self.done(valid) {
            let index = faults.trailing_zeros() as usize;
            faults &= faults - 1;
            valid &= self.faulty_member(properties, fields, index, at);
            if index == SHARED {
                for index in SHARED + 1..properties.len() {
                    valid &= self.faulty_member(properties, fields, index, at);
                }
            }
        }
        valid
    }

    #[inline]
    fn faulty_member(
        &mut self,
        properties: &'static [Property],
        fields: &dyn Derived,
        index: usize,
        at: &Pointer<'_>,
    ) -> bool {
        let Some(property) = properties.get(index) else {
            return true;
        };
        if is_read_only(&property.node) {
            return true;
        }
        let (member, at) = (fields.member(index), at.key(property.name));
        match (only_check(&property.node), member) {
            // What has a bit of its own and one check only has failed that check.
            (Some((keyword, code)), View::Str(_)) if index < SHARED => {
                self.broken(code, keyword, 0, &at)
            }
            _ => self.child(&property.node, member, &at),
        }
    }

    /// Every member against the schemas that `schemas` names for it.
    fn members(
        &mut self,
        members: Object<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
        schemas: impl Fn(&str, &mut dyn FnMut(&'static Node)),
    ) -> bool {
        let (mut valid, mut place) = (true, 0);
        members.visit(&mut |name, member| {
            schemas(name, &mut |schema| {
                if let Some(seen) = seen {
                    seen.mark(place);
                }
                if !self.done(valid) {
                    valid &= self.child(schema, member, &at.key(name));
                }
            });
            place += 1;
        });
        valid
    }

    fn closed(
        &mut self,
        members: Object<'_>,
        at: &Pointer<'_>,
        unknown: impl Fn(usize, &str) -> bool,
    ) -> bool {
        let (mut valid, mut place) = (true, 0);
        members.visit(&mut |name, _| {
            if unknown(place, name) {
                valid = self.fail(|| Violation::new(at.key(name).text(), Code::UNKNOWN_FIELD));
            }
            place += 1;
        });
        valid
    }

    fn names(&mut self, schema: &'static Node, members: Object<'_>, at: &Pointer<'_>) -> bool {
        let mut valid = true;
        if schema.says_nothing() {
            return valid;
        }
        members.visit(&mut |name, _| {
            if !self
                .quiet()
                .child(schema, crate::validate::View::Str(name), &Pointer::Root)
            {
                valid = self.fail(|| Violation::new(at.key(name).text(), Code::PROPERTY_NAMES));
            }
        });
        valid
    }

    fn dependencies(
        &mut self,
        dependencies: &'static [(&'static str, &'static [&'static str])],
        members: Object<'_>,
        at: &Pointer<'_>,
    ) -> bool {
        let mut valid = true;
        for (because, names) in dependencies
            .iter()
            .filter(|(name, _)| members.get(name).is_some())
        {
            for name in names.iter().filter(|name| members.get(name).is_none()) {
                valid = self.fail(|| {
                    Violation::new(at.key(name).text(), Code::DEPENDENT_REQUIRED)
                        .with("because", *because)
                });
            }
        }
        valid
    }

    fn unevaluated(
        &mut self,
        schema: &'static Node,
        members: Object<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let Some(known) = seen.take() else {
            return true;
        };
        let closed = matches!(schema.keywords, [Keyword::Never]);
        let valid = if closed {
            self.closed(members, at, |place, _| !known.has(place))
        } else {
            let unique = self.no_duplicates(members, at);
            let (mut valid, mut place) = (true, 0);
            members.visit(&mut |name, member| {
                if !known.has(place) && !self.done(valid) {
                    valid &= self.child(schema, member, &at.key(name));
                }
                place += 1;
            });
            valid && unique
        };
        known.mark_all();
        *seen = Some(known);
        valid
    }

    /// A map cannot hold a name twice.
    fn no_duplicates(&mut self, members: Object<'_>, at: &Pointer<'_>) -> bool {
        if !members.may_repeat() {
            return true;
        }
        let mut names = Vec::new();
        members.visit(&mut |name, _| names.push(name.to_owned()));
        names.sort_unstable();
        let mut valid = true;
        for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
            valid = self.fail(|| Violation::new(at.key(&pair[0]).text(), Code::DUPLICATE_KEY));
        }
        valid
    }
}

/// Object mostly come in the order of the schema, so the search starts where the last one ended.
fn position(properties: &[Property], name: &str, next: usize) -> Option<usize> {
    let (before, after) = properties.split_at(next.min(properties.len()));
    after
        .iter()
        .position(|property| property.name == name)
        .map(|index| index + before.len())
        .or_else(|| before.iter().position(|property| property.name == name))
}

fn patterns(node: &'static Node) -> &'static [(crate::schema::PatternRef, Node)] {
    node.keywords
        .iter()
        .find_map(|keyword| {
            if let Keyword::PatternProperties(patterns) = keyword {
                Some(*patterns)
            } else {
                None
            }
        })
        .unwrap_or(&[])
}

/// Whether `properties` or `patternProperties` of the node know the name.
fn is_declared(node: &'static Node, name: &str) -> bool {
    node.keywords.iter().any(|keyword| match keyword {
        Keyword::Properties(properties) => properties.iter().any(|property| property.name == name),
        Keyword::PatternProperties(patterns) => patterns
            .iter()
            .any(|(pattern, _)| pattern.get().matches(name)),
        Keyword::Aliases(aliases) => aliases.iter().any(|(alias, _)| *alias == name),
        _ => false,
    })
}

/// The declared name of the member that `name` is an alias of.
fn aliased(node: &'static Node, name: &str) -> Option<&'static str> {
    node.keywords.iter().find_map(|keyword| match keyword {
        Keyword::Aliases(aliases) => aliases
            .iter()
            .find(|(alias, _)| *alias == name)
            .map(|(_, known)| *known),
        _ => None,
    })
}

/// The keyword of a node that is a string with a format or a pattern and no more, and the code of what breaks it.
#[inline]
fn only_check(node: &'static Node) -> Option<(&'static Keyword, &'static str)> {
    let [Keyword::Ref(Target::Plain(_)), keyword] = node.keywords else {
        return None;
    };
    match keyword {
        _ if has_own_words(node) => None,
        Keyword::Format(_) => Some((keyword, Code::FORMAT)),
        Keyword::Pattern(pattern) if pattern.get().is_decided() => Some((keyword, Code::PATTERN)),
        _ => None,
    }
}

fn is_read_only(node: &Node) -> bool {
    node.meta.is_some_and(|meta| meta.read_only)
}

/// A set of property indexes; up to 128 without allocation.
enum Present {
    Few(u128),
    Many(Vec<bool>),
}

impl Present {
    fn new(len: usize) -> Self {
        if len <= 128 {
            Present::Few(0)
        } else {
            Present::Many(vec![false; len])
        }
    }

    /// Adds an index; false when it was there.
    fn insert(&mut self, index: usize) -> bool {
        let new = !self.has(index);
        match self {
            Present::Few(bits) => *bits |= 1 << index,
            Present::Many(flags) => flags[index] = true,
        }
        new
    }

    fn has(&self, index: usize) -> bool {
        match self {
            Present::Few(bits) => bits & (1 << index) != 0,
            Present::Many(flags) => flags[index],
        }
    }
}
