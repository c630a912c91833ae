//! What is bound or assigned to.

use oxc_ast::ast;
use oxc_span::GetSpan;

use super::convert::{Converter, range};
use super::{Expression, Key, Pattern};

impl Converter {
    /// What a declaration or parameter binds.
    pub(super) fn pattern(&mut self, pattern: &ast::BindingPattern<'_>) -> Pattern {
        self.deeper(|this| match pattern {
            ast::BindingPattern::BindingIdentifier(it) => Pattern::Name(it.name.to_string()),
            ast::BindingPattern::ObjectPattern(it) => {
                let members = it
                    .properties
                    .iter()
                    .map(|it| (this.key(&it.key), this.pattern(&it.value)));
                let members = members.collect();
                let rest = it
                    .rest
                    .as_ref()
                    .map(|it| Box::new(this.pattern(&it.argument)));
                Pattern::Object(members, rest)
            }
            ast::BindingPattern::ArrayPattern(it) => {
                let items = it
                    .elements
                    .iter()
                    .map(|it| it.as_ref().map(|it| this.pattern(it)));
                let items = items.collect();
                let rest = it
                    .rest
                    .as_ref()
                    .map(|it| Box::new(this.pattern(&it.argument)));
                Pattern::Array(items, rest)
            }
            ast::BindingPattern::AssignmentPattern(it) => {
                let left = this.pattern(&it.left);
                this.with_default(left, &it.right)
            }
        })
        .unwrap_or(Pattern::Other)
    }

    /// The pattern with a default.
    pub(super) fn with_default(
        &mut self,
        pattern: Pattern,
        default: &ast::Expression<'_>,
    ) -> Pattern {
        Pattern::Default(Box::new(pattern), self.boxed(default))
    }

    /// What stands on the left of an assignment.
    pub(super) fn target(&mut self, target: &ast::AssignmentTarget<'_>) -> Pattern {
        self.deeper(|this| this.target_inside(target))
            .unwrap_or(Pattern::Other)
    }

    fn target_inside(&mut self, target: &ast::AssignmentTarget<'_>) -> Pattern {
        match target {
            ast::AssignmentTarget::AssignmentTargetIdentifier(it) => {
                Pattern::Name(it.name.to_string())
            }
            ast::AssignmentTarget::ObjectAssignmentTarget(it) => {
                let members = it
                    .properties
                    .iter()
                    .filter_map(|it| target_member(self, it));
                Pattern::Object(members.collect(), None)
            }
            other => match other.as_member_expression() {
                Some(member) => Pattern::Place(Expression {
                    range: range(member.span()),
                    kind: self.member(member),
                }),
                None => Pattern::Other,
            },
        }
    }
}

fn target_member(
    converter: &mut Converter,
    property: &ast::AssignmentTargetProperty<'_>,
) -> Option<(Key, Pattern)> {
    match property {
        ast::AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it) => {
            let name = it.binding.name.to_string();
            Some((Key::Text(name.clone()), Pattern::Name(name)))
        }
        ast::AssignmentTargetProperty::AssignmentTargetPropertyProperty(it) => {
            let target = it.binding.as_assignment_target()?;
            Some((converter.key(&it.name), converter.target(target)))
        }
    }
}
