//! Interprets the schema table over a view and reports every violation: JSON Schema 2020-12 as OpenAPI 3.1 uses it.
//!
//! One file per family of keywords. Speed matters less than completeness here: the walk runs after a failure, for
//! types that only the table can express, and in tests.

mod array;
mod combine;
mod evaluated;
mod object;
mod scalar;

use super::{Code, Pointer, View, Violation, Violations, equal};
use crate::schema::{Keyword, Meta, Node, Property, Target, TypeSet};
use evaluated::Evaluated;

/// Adds every violation of `view`, which stands at `at`, against `node`.
pub fn walk(node: &'static Node, view: View<'_>, at: &Pointer<'_>, out: &mut Violations) {
    Walk {
        out: Some(out),
        references: 0,
        typed: false,
        known: None,
    }
    .node(node, view, at, None);
}

/// The same for a value of the type that the table belongs to: what the Rust type alone guarantees is not looked at.
/// `known` are the faults of the object at that address.
pub(super) fn typed(
    node: &'static Node,
    view: View<'_>,
    known: Option<(*const (), u64)>,
    at: &Pointer<'_>,
    out: &mut Violations,
) {
    Walk {
        out: Some(out),
        references: 0,
        typed: true,
        known: known.map(|(address, faults)| (address, node, faults)),
    }
    .child(node, view, at);
}

/// Whether `view` is valid against `node`. Stops at the first problem.
pub fn accepts(node: &'static Node, view: View<'_>) -> bool {
    Walk {
        out: None,
        references: 0,
        typed: false,
        known: None,
    }
    .node(node, view, &Pointer::Root, None)
}

/// References in a row without going deeper into the value: beyond this, the schema only refers to itself and says
/// nothing.
const MAX_REFERENCES: usize = 64;

struct Walk<'o> {
    /// Where violations go; `None` where only the answer counts.
    out: Option<&'o mut Violations>,
    references: usize,
    /// The value is of the type that the table belongs to.
    typed: bool,
    /// The faults of the derived struct at an address; its first field has the same address, and another table.
    known: Option<(*const (), &'static Node, u64)>,
}

impl Walk<'_> {
    /// Records a violation. Always false, so that checks can return it.
    fn fail(&mut self, violation: impl FnOnce() -> Violation) -> bool {
        if let Some(out) = &mut self.out {
            out.push(violation());
        }
        false
    }

    /// Records that a keyword does not hold; `actual` is the length or count it is about.
    #[inline(never)]
    fn broken(
        &mut self,
        code: &'static str,
        keyword: &'static Keyword,
        actual: u64,
        at: &Pointer<'_>,
    ) -> bool {
        if let Some(out) = &mut self.out {
            out.push_broken(at, code, keyword, actual);
        }
        false
    }

    /// Whether looking further can change anything.
    fn done(&self, valid: bool) -> bool {
        match &self.out {
            Some(out) => out.is_full(),
            None => !valid,
        }
    }

    /// The same question without reports.
    fn quiet(&self) -> Walk<'static> {
        Walk {
            out: None,
            references: self.references,
            typed: self.typed,
            known: None,
        }
    }

    /// A value inside of the current one. Most are strings, whose way is the shortest.
    #[inline(always)]
    fn child(&mut self, node: &'static Node, view: View<'_>, at: &Pointer<'_>) -> bool {
        let references = std::mem::take(&mut self.references);
        let node = sole(node);
        let valid = match view {
            View::Str(text) if !has_own_words(node) => self.text(node, text, at),
            _ => self.other_child(node, view, at),
        };
        self.references = references;
        valid
    }

    /// The same for what is no string: derived structs and their lists have shorter ways than others.
    fn other_child(&mut self, node: &'static Node, view: View<'_>, at: &Pointer<'_>) -> bool {
        match view {
            View::Object(object)
                if self.typed
                    && !has_own_words(node)
                    && let Some(properties) = properties_alone(node)
                    && let Some(fields) = object.fields_in(node) =>
            {
                let faults = self.faults(fields, node);
                self.faulty(properties, fields, faults, at)
            }
            View::Array(items) if self.typed && !has_own_words(node) && is_list(node) => {
                self.list(node, items, at)
            }
            _ => self.node(node, view, at, None),
        }
    }

    /// One node against one value. `seen` collects the members and items that keywords looked at, for
    /// `unevaluated…` of a node further out.
    fn node(
        &mut self,
        node: &'static Node,
        view: View<'_>,
        at: &Pointer<'_>,
        seen: Option<&mut Evaluated>,
    ) -> bool {
        let node = sole(node);
        let within = match view {
            View::Absent => return true,
            View::Null if node.nullable => return true,
            View::Array(_) | View::Object(_) => true,
            View::Str(text) if !has_own_words(node) => return self.text(node, text, at),
            _ => false,
        };
        let before = self.out.as_ref().map_or(0, |out| out.len());
        let valid = if !within {
            self.keywords(node, view, at, &mut None)
        } else if seen.is_some() || node.keywords.iter().any(is_unevaluated) {
            let mut own = Evaluated::default();
            let valid = self.keywords(node, view, at, &mut Some(&mut own));
            // In a report, what an invalid schema looked at is not reported as unevaluated on top.
            if let (true, Some(seen)) = (valid || self.out.is_some(), seen) {
                seen.merge(own);
            }
            valid
        } else {
            self.keywords(node, view, at, &mut None)
        };
        if let (false, Some(meta), Some(out)) = (valid, node.meta, &mut self.out) {
            rename(meta, out, before, at);
        }
        valid
    }

    /// A string, which has nothing inside.
    fn text(&mut self, node: &'static Node, text: &str, at: &Pointer<'_>) -> bool {
        let mut valid = true;
        for keyword in node.keywords {
            let holds = match keyword {
                Keyword::Ref(Target::Plain(_)) if self.typed => true,
                Keyword::MinLength(_)
                | Keyword::MaxLength(_)
                | Keyword::Pattern(_)
                | Keyword::Format(_) => self.string(keyword, text, at),
                _ => self.keyword(node, keyword, View::Str(text), at, &mut None),
            };
            if holds {
                continue;
            }
            valid = false;
            if self.done(valid) || is_other_type(keyword, &View::Str(text)) {
                break;
            }
        }
        valid
    }

    fn keywords(
        &mut self,
        node: &'static Node,
        view: View<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let mut valid = true;
        let (mut late, mut stop) = (false, false);
        for keyword in node.keywords {
            if is_unevaluated(keyword) {
                late = true;
                continue;
            }
            let holds = self.keyword(node, keyword, view, at, seen);
            valid &= holds;
            stop = !holds && is_other_type(keyword, &view);
            if stop || self.done(valid) {
                break;
            }
        }
        if late && !stop && !self.done(valid) {
            for keyword in node
                .keywords
                .iter()
                .filter(|keyword| is_unevaluated(keyword))
            {
                valid &= self.keyword(node, keyword, view, at, seen);
            }
        }
        valid
    }

    /// Dispatches: each keyword applies to values of its own types only.
    fn keyword(
        &mut self,
        node: &'static Node,
        keyword: &'static Keyword,
        view: View<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        match keyword {
            Keyword::Never => self.fail(|| Violation::new(at.text(), Code::NEVER)),
            Keyword::Type(types) => is_of(*types, &view) || self.broken(Code::TYPE, keyword, 0, at),
            Keyword::Enum(allowed) => {
                allowed.iter().any(|value| equal::to_json(&view, value))
                    || self.broken(Code::ENUM, keyword, 0, at)
            }
            Keyword::Const(allowed) => {
                equal::to_json(&view, allowed) || self.broken(Code::CONST, keyword, 0, at)
            }
            Keyword::MultipleOf(_)
            | Keyword::Minimum(_)
            | Keyword::ExclusiveMinimum(_)
            | Keyword::Maximum(_)
            | Keyword::ExclusiveMaximum(_)
            | Keyword::Range(_) => match view {
                View::Number(number) => self.number(keyword, &number, at),
                View::Overflow => self.overflow(at),
                _ => true,
            },
            Keyword::MinLength(_) | Keyword::MaxLength(_) | Keyword::Pattern(_) => match view {
                View::Str(text) => self.string(keyword, text, at),
                View::Text(text) => self.string(keyword, &text.written(), at),
                _ => true,
            },
            Keyword::Format(format) => self.format(keyword, *format, view, at),
            Keyword::ContentEncoding(_)
            | Keyword::ContentMediaType(_)
            | Keyword::Aliases(_)
            | Keyword::Extends(_) => true,
            Keyword::MinItems(_)
            | Keyword::MaxItems(_)
            | Keyword::UniqueItems
            | Keyword::Items(_)
            | Keyword::PrefixItems(_)
            | Keyword::Contains(_)
            | Keyword::UnevaluatedItems(_) => match view {
                View::Array(items) => self.array(node, keyword, items, at, seen),
                _ => true,
            },
            Keyword::MinProperties(_)
            | Keyword::MaxProperties(_)
            | Keyword::Properties(_)
            | Keyword::Required(_)
            | Keyword::PatternProperties(_)
            | Keyword::AdditionalProperties(_)
            | Keyword::Closed
            | Keyword::PropertyNames(_)
            | Keyword::DependentRequired(_)
            | Keyword::UnevaluatedProperties(_) => match view {
                View::Object(members) => self.object(node, keyword, members, at, seen),
                _ => true,
            },
            Keyword::Ref(_)
            | Keyword::AllOf(_)
            | Keyword::AnyOf(_)
            | Keyword::OneOf(_)
            | Keyword::Not(_)
            | Keyword::If(_)
            | Keyword::DependentSchemas(_)
            | Keyword::Discriminator(_) => self.combine(keyword, view, at, seen),
        }
    }
}

fn is_of(types: TypeSet, view: &View<'_>) -> bool {
    let actual = view.types();
    types.contains(actual) || (actual == TypeSet::INTEGER && types.contains(TypeSet::NUMBER))
}

/// The schema that a schema is, when it says no more than which.
#[inline]
fn sole(node: &'static Node) -> &'static Node {
    match node.keywords {
        [Keyword::Ref(_)] => referred(node),
        _ => node,
    }
}

fn referred(mut node: &'static Node) -> &'static Node {
    for _ in 0..MAX_REFERENCES {
        match node {
            Node {
                keywords: [Keyword::Ref(target)],
                meta: None,
                nullable: false,
                ..
            } => node = target.node(),
            _ => break,
        }
    }
    node
}

/// Whether a node gives its violations a code or a message of its own.
fn has_own_words(node: &Node) -> bool {
    node.meta
        .is_some_and(|meta| meta.message.is_some() || meta.code.is_some())
}

/// The properties of an object, when nothing else can be wrong with a value of the Rust type.
fn properties_alone(node: &Node) -> Option<&'static [Property]> {
    match node.keywords {
        [Keyword::Type(_), Keyword::Properties(properties)]
        | [
            Keyword::Type(_),
            Keyword::Properties(properties),
            Keyword::Closed,
        ] => Some(properties),
        _ => None,
    }
}

/// Whether a node says nothing but how many items there are, and what each is.
fn is_list(node: &Node) -> bool {
    node.keywords.iter().all(|keyword| {
        matches!(
            keyword,
            Keyword::Ref(Target::Plain(_))
                | Keyword::MinItems(_)
                | Keyword::MaxItems(_)
                | Keyword::Items(_)
        )
    })
}

/// Whether a failed keyword makes the others of its node pointless.
fn is_other_type(keyword: &Keyword, view: &View<'_>) -> bool {
    match keyword {
        Keyword::Type(_) => true,
        Keyword::Ref(target) => target.node().types().and(view.types()).is_empty(),
        _ => false,
    }
}

fn is_unevaluated(keyword: &Keyword) -> bool {
    matches!(
        keyword,
        Keyword::UnevaluatedItems(_) | Keyword::UnevaluatedProperties(_)
    )
}

/// The wording of one node for what it found wrong with the value itself.
fn rename(meta: &'static Meta, out: &mut Violations, from: usize, at: &Pointer<'_>) {
    if meta.message.is_none() && meta.code.is_none() {
        return;
    }
    let field = at.text();
    for violation in out
        .since(from)
        .iter_mut()
        .filter(|violation| violation.field == field)
    {
        if let Some(code) = meta.code {
            violation.code = code;
        }
        if let Some(message) = meta.message {
            *violation = violation.clone().with_message(message);
        }
    }
}
