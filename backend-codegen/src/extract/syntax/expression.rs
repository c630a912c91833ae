//! Expressions.

use std::rc::Rc;

use oxc_ast::ast;
use oxc_span::GetSpan;

use super::convert::{Converter, number_text, range, unknown};
use super::{
    Action, Class, Element, Expression, Function, Key, Kind, Member, MemberKind, Property,
    Statement,
};

impl Converter {
    /// An expression; what is too deep says nothing.
    pub(super) fn expression(&mut self, expression: &ast::Expression<'_>) -> Expression {
        let range = range(expression.span());
        match self.deeper(|this| this.kind(expression)) {
            Some(kind) => Expression { range, kind },
            None => unknown(range),
        }
    }

    pub(super) fn boxed(&mut self, expression: &ast::Expression<'_>) -> Box<Expression> {
        Box::new(self.expression(expression))
    }

    fn kind(&mut self, expression: &ast::Expression<'_>) -> Kind {
        use ast::Expression as E;
        match expression {
            E::NullLiteral(_) => Kind::Null,
            E::BooleanLiteral(it) => Kind::Bool(it.value),
            E::NumericLiteral(it) => Kind::Number(number_text(it.value)),
            E::BigIntLiteral(it) => Kind::Number(it.value.to_string()),
            E::StringLiteral(it) => Kind::Text(it.value.to_string()),
            E::RegExpLiteral(it) => Kind::Regex(it.regex.pattern.text.to_string()),
            E::TemplateLiteral(it) => self.template(it),
            E::Identifier(it) => Kind::Name(it.name.to_string()),
            E::ThisExpression(_) => Kind::This,
            E::ArrayExpression(it) => Kind::Array(self.elements(it)),
            E::ObjectExpression(it) => Kind::Object(self.properties(&it.properties)),
            E::FunctionExpression(it) => Kind::Function(Rc::new(self.function(it))),
            E::ArrowFunctionExpression(it) => Kind::Function(Rc::new(self.arrow(it))),
            E::ClassExpression(it) => Kind::Class(Rc::new(self.class(it))),
            E::CallExpression(it) => {
                Kind::Call(self.boxed(&it.callee), self.arguments(&it.arguments))
            }
            E::NewExpression(it) => {
                Kind::New(self.boxed(&it.callee), self.arguments(&it.arguments))
            }
            E::AssignmentExpression(it) => self.assignment(it),
            E::ConditionalExpression(it) => Kind::Choice(
                self.boxed(&it.test),
                self.boxed(&it.consequent),
                self.boxed(&it.alternate),
            ),
            E::LogicalExpression(it) => self.logical(it),
            E::BinaryExpression(it) if it.operator == ast::BinaryOperator::Addition => {
                Kind::Plus(self.boxed(&it.left), self.boxed(&it.right))
            }
            E::BinaryExpression(it) => {
                Kind::Other(vec![self.expression(&it.left), self.expression(&it.right)])
            }
            E::UnaryExpression(it) if it.operator == ast::UnaryOperator::UnaryNegation => {
                Kind::Minus(self.boxed(&it.argument))
            }
            E::UnaryExpression(it) => Kind::Other(vec![self.expression(&it.argument)]),
            E::SequenceExpression(it) => Kind::Other(
                it.expressions
                    .iter()
                    .map(|it| self.expression(it))
                    .collect(),
            ),
            E::ImportExpression(it) => Kind::Import(self.boxed(&it.source)),
            // What does not change a value for us: `await a`, `a as T`, `a satisfies T`, `<T>a`, `a!`, `a<T>`.
            E::AwaitExpression(it) => self.inner(&it.argument),
            E::ParenthesizedExpression(it) => self.inner(&it.expression),
            E::TSAsExpression(it) => self.inner(&it.expression),
            E::TSSatisfiesExpression(it) => self.inner(&it.expression),
            E::TSTypeAssertion(it) => self.inner(&it.expression),
            E::TSNonNullExpression(it) => self.inner(&it.expression),
            E::TSInstantiationExpression(it) => self.inner(&it.expression),
            E::ChainExpression(it) => self.chain(&it.expression),
            other => match other.as_member_expression() {
                Some(member) => self.member(member),
                None => Kind::Other(Vec::new()),
            },
        }
    }

    fn inner(&mut self, expression: &ast::Expression<'_>) -> Kind {
        self.expression(expression).kind
    }

    fn chain(&mut self, chain: &ast::ChainElement<'_>) -> Kind {
        match chain {
            ast::ChainElement::CallExpression(it) => {
                Kind::Call(self.boxed(&it.callee), self.arguments(&it.arguments))
            }
            ast::ChainElement::TSNonNullExpression(it) => self.inner(&it.expression),
            other => match other.as_member_expression() {
                Some(member) => self.member(member),
                None => Kind::Other(Vec::new()),
            },
        }
    }

    pub(super) fn member(&mut self, member: &ast::MemberExpression<'_>) -> Kind {
        match member {
            ast::MemberExpression::StaticMemberExpression(it) => {
                Kind::Member(self.boxed(&it.object), it.property.name.to_string())
            }
            ast::MemberExpression::PrivateFieldExpression(it) => {
                Kind::Member(self.boxed(&it.object), format!("#{}", it.field.name))
            }
            ast::MemberExpression::ComputedMemberExpression(it) => match &it.expression {
                ast::Expression::StringLiteral(name) => {
                    Kind::Member(self.boxed(&it.object), name.value.to_string())
                }
                index => Kind::Index(self.boxed(&it.object), self.boxed(index)),
            },
        }
    }

    fn template(&mut self, template: &ast::TemplateLiteral<'_>) -> Kind {
        let texts = template.quasis.iter().map(|quasi| {
            let cooked = quasi.value.cooked.unwrap_or(quasi.value.raw);
            cooked.to_string()
        });
        let texts: Vec<String> = texts.collect();
        let between = template.expressions.iter().map(|it| self.expression(it));
        Kind::Template(texts, between.collect())
    }

    fn logical(&mut self, it: &ast::LogicalExpression<'_>) -> Kind {
        let (left, right) = (self.boxed(&it.left), self.boxed(&it.right));
        match it.operator {
            ast::LogicalOperator::And => Kind::Both(left, right),
            ast::LogicalOperator::Or | ast::LogicalOperator::Coalesce => Kind::Either(left, right),
        }
    }

    fn assignment(&mut self, it: &ast::AssignmentExpression<'_>) -> Kind {
        let target = Box::new(self.target(&it.left));
        let value = match it.operator {
            ast::AssignmentOperator::Assign => self.boxed(&it.right),
            _ => Box::new(unknown(range(it.span))),
        };
        Kind::Assign(target, value)
    }

    fn elements(&mut self, array: &ast::ArrayExpression<'_>) -> Vec<Element> {
        let one = |element: &ast::ArrayExpressionElement<'_>| match element {
            ast::ArrayExpressionElement::SpreadElement(spread) => Element {
                spread: true,
                value: self.expression(&spread.argument),
            },
            other => Element {
                spread: false,
                value: match other.as_expression() {
                    Some(expression) => self.expression(expression),
                    None => unknown(range(array.span)),
                },
            },
        };
        array.elements.iter().map(one).collect()
    }

    fn properties(&mut self, list: &[ast::ObjectPropertyKind<'_>]) -> Vec<Property> {
        let mut out = Vec::new();
        for property in list {
            match property {
                ast::ObjectPropertyKind::SpreadProperty(it) => {
                    out.push(Property::Spread(self.expression(&it.argument)));
                }
                ast::ObjectPropertyKind::ObjectProperty(it) => {
                    let key = self.key(&it.key);
                    match (it.kind, &it.value) {
                        (ast::PropertyKind::Get, ast::Expression::FunctionExpression(function)) => {
                            out.push(Property::Getter(key, Rc::new(self.function(function))));
                        }
                        (ast::PropertyKind::Set, _) => {}
                        (_, value) => out.push(Property::Value(key, self.expression(value))),
                    }
                }
            }
        }
        out
    }

    pub(super) fn key(&mut self, key: &ast::PropertyKey<'_>) -> Key {
        if let Some(name) = key.static_name() {
            return Key::Text(name.into_owned());
        }
        match key {
            ast::PropertyKey::PrivateIdentifier(name) => Key::Text(format!("#{}", name.name)),
            other => Key::Computed(Box::new(match other.as_expression() {
                Some(expression) => self.expression(expression),
                None => unknown(range(other.span())),
            })),
        }
    }

    fn arrow(&mut self, arrow: &ast::ArrowFunctionExpression<'_>) -> Function {
        let body = match &arrow.body {
            ast::ArrowFunctionBody::FunctionBody(body) => self.statements(&body.statements),
            other => {
                let value = other.as_expression().map(|it| self.expression(it));
                vec![Statement {
                    kind: Action::Return(value),
                }]
            }
        };
        Function {
            range: range(arrow.span),
            name: None,
            parameters: self.parameters(&arrow.params),
            has_rest: arrow.params.rest.is_some(),
            body,
            returns: self.annotation(arrow.return_type.as_deref()),
            is_arrow: true,
        }
    }

    pub(super) fn class(&mut self, class: &ast::Class<'_>) -> Class {
        let parent = class
            .heritage
            .as_ref()
            .map(|it| self.expression(&it.expression));
        let members = class
            .body
            .body
            .iter()
            .filter_map(|it| self.class_member(it));
        let members = members.collect();
        Class {
            name: class.id.as_ref().map(|id| id.name.to_string()),
            parent,
            decorators: self.decorators(&class.decorators),
            members,
        }
    }

    fn class_member(&mut self, element: &ast::ClassElement<'_>) -> Option<Member> {
        match element {
            ast::ClassElement::MethodDefinition(it) => {
                let function = Rc::new(self.function(&it.value));
                let kind = match it.kind {
                    ast::MethodDefinitionKind::Constructor => MemberKind::Constructor(function),
                    ast::MethodDefinitionKind::Method => MemberKind::Method(function),
                    ast::MethodDefinitionKind::Get | ast::MethodDefinitionKind::Set => return None,
                };
                Some(Member {
                    range: range(it.span),
                    key: self.key(&it.key),
                    decorators: self.decorators(&it.decorators),
                    is_static: it.r#static,
                    kind,
                })
            }
            ast::ClassElement::PropertyDefinition(it) => Some(Member {
                range: range(it.span),
                key: self.key(&it.key),
                decorators: self.decorators(&it.decorators),
                is_static: it.r#static,
                kind: MemberKind::Field {
                    value: it.value.as_ref().map(|it| self.expression(it)),
                    type_: self.annotation(it.type_annotation.as_deref()),
                    optional: it.optional,
                },
            }),
            _ => None,
        }
    }
}
