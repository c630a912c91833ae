//! Keywords that apply other schemas to the same value.

use super::{Evaluated, MAX_REFERENCES, Walk};
use crate::schema::{Conditional, Discriminator, Keyword, Node, Target};
use crate::validate::{Code, Param, Pointer, View, Violation};

impl Walk<'_> {
    pub(super) fn combine(
        &mut self,
        keyword: &'static Keyword,
        view: View<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        match keyword {
            Keyword::Ref(Target::Plain(_)) if self.typed => true,
            Keyword::Ref(target) => {
                if self.references >= MAX_REFERENCES {
                    return true;
                }
                self.references += 1;
                let valid = self.node(target.node(), view, at, seen.as_deref_mut());
                self.references -= 1;
                valid
            }
            Keyword::AllOf(nodes) => {
                let mut valid = true;
                for node in *nodes {
                    valid &= self.node(node, view, at, seen.as_deref_mut());
                    if self.done(valid) {
                        break;
                    }
                }
                valid
            }
            Keyword::AnyOf(nodes) => {
                self.matching(nodes, view, seen, false) > 0
                    || self.no_alternative(nodes, view, at, Code::ANY_OF)
            }
            Keyword::OneOf(nodes) => match self.matching(nodes, view, seen, true) {
                1 => true,
                0 => self.no_alternative(nodes, view, at, Code::ONE_OF),
                many => self
                    .fail(|| Violation::new(at.text(), Code::ONE_OF).with("matching", many as u64)),
            },
            Keyword::Not(node) => {
                !self.quiet().node(node, view, &Pointer::Root, None)
                    || self.fail(|| Violation::new(at.text(), Code::NOT))
            }
            Keyword::If(conditional) => self.conditional(conditional, view, at, seen),
            Keyword::DependentSchemas(schemas) => match view {
                View::Object(members) => {
                    let present = schemas
                        .iter()
                        .filter(|(name, _)| members.get(name).is_some());
                    present.fold(true, |valid, (_, node)| {
                        self.node(node, view, at, seen.as_deref_mut()) && valid
                    })
                }
                _ => true,
            },
            Keyword::Discriminator(discriminator) => {
                self.discriminator(discriminator, view, at, seen)
            }
            _ => true,
        }
    }

    /// How many of the schemas accept the value; `exactly` stops at the second.
    fn matching(
        &mut self,
        nodes: &'static [Node],
        view: View<'_>,
        seen: &mut Option<&mut Evaluated>,
        exactly: bool,
    ) -> usize {
        let mut count = 0;
        for node in nodes {
            if self
                .quiet()
                .node(node, view, &Pointer::Root, seen.as_deref_mut())
            {
                count += 1;
                // What else matches only matters for what it looks at.
                if (exactly && count > 1) || (!exactly && seen.is_none()) {
                    break;
                }
            }
        }
        count
    }

    /// No alternative fits. Where it can be told which one was meant, what is wrong with that says more.
    fn no_alternative(
        &mut self,
        nodes: &'static [Node],
        view: View<'_>,
        at: &Pointer<'_>,
        code: &'static str,
    ) -> bool {
        if self.out.is_some()
            && let Some(meant) = meant(nodes, view)
        {
            return self.node(meant, view, at, None);
        }
        self.fail(|| {
            let violation = Violation::new(at.text(), code);
            if code == Code::ONE_OF {
                violation.with("matching", 0_u64)
            } else {
                violation
            }
        })
    }

    fn conditional(
        &mut self,
        conditional: &'static Conditional,
        view: View<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let holds = self
            .quiet()
            .node(&conditional.test, view, &Pointer::Root, seen.as_deref_mut());
        let branch = if holds {
            &conditional.then
        } else {
            &conditional.otherwise
        };
        branch
            .as_ref()
            .is_none_or(|node| self.node(node, view, at, seen.as_deref_mut()))
    }

    fn discriminator(
        &mut self,
        discriminator: &'static Discriminator,
        view: View<'_>,
        at: &Pointer<'_>,
        seen: &mut Option<&mut Evaluated>,
    ) -> bool {
        let View::Object(members) = view else {
            return self.fail(|| {
                let expected = Param::Types(crate::schema::TypeSet::OBJECT);
                Violation::new(at.text(), Code::TYPE).with("expected", expected)
            });
        };
        let tag = members.get(discriminator.property);
        let selected = tag.and_then(|tag| {
            tag.with_text(|text| {
                discriminator
                    .mapping
                    .iter()
                    .find(|(value, _)| *value == text)
            })
            .flatten()
        });
        match (selected, tag) {
            (Some((_, node)), _) => self.node(node, view, at, seen.as_deref_mut()),
            (None, None) => {
                self.fail(|| Violation::new(at.key(discriminator.property).text(), Code::REQUIRED))
            }
            (None, Some(_)) => self.fail(|| {
                let allowed = discriminator
                    .mapping
                    .iter()
                    .map(|(value, _)| *value)
                    .collect();
                Violation::new(at.key(discriminator.property).text(), Code::DISCRIMINATOR)
                    .with("allowed", Param::Names(allowed))
            }),
        }
    }
}

/// The only alternative of the value's type or, among several, the only one whose required members are there.
fn meant(nodes: &'static [Node], view: View<'_>) -> Option<&'static Node> {
    let actual = view.types();
    let likely = || {
        nodes
            .iter()
            .filter(|node| !node.types().and(actual).is_empty())
    };
    if likely().count() == 1 {
        return likely().next();
    }
    let View::Object(members) = view else {
        return None;
    };
    let complete = |node: &&'static Node| {
        let (mut required, mut present) = (0, 0);
        node.each_keyword(&mut |keyword| {
            if let Keyword::Properties(properties) = keyword {
                for property in properties.iter().filter(|property| property.required) {
                    required += 1;
                    present += usize::from(members.get(property.name).is_some());
                }
            }
        });
        required > 0 && required == present
    };
    let mut complete = likely().filter(complete);
    complete.next().filter(|_| complete.next().is_none())
}
