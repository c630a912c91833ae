//! The parser's tree to ours: what all parts share.

use oxc_ast::ast;

use super::{Element, Expression, Function, Kind, Parameter, Range, Statement, Type};

/// How deep a tree may be. What is deeper is unknown to us.
const DEEPEST: usize = 150;

/// Converts trees, keeping count of the depth.
#[derive(Debug, Default)]
pub(super) struct Converter {
    depth: usize,
}

impl Converter {
    /// Runs a step one level further down, unless that is too deep.
    pub(super) fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    pub(super) fn statements(&mut self, list: &[ast::Statement<'_>]) -> Vec<Statement> {
        list.iter().filter_map(|it| self.statement(it)).collect()
    }

    pub(super) fn function(&mut self, function: &ast::Function<'_>) -> Function {
        Function {
            range: range(function.span),
            name: function.id.as_ref().map(|id| id.name.to_string()),
            parameters: self.parameters(&function.params),
            has_rest: function.params.rest.is_some(),
            body: function
                .body
                .as_ref()
                .map(|body| self.statements(&body.statements))
                .unwrap_or_default(),
            returns: self.annotation(function.return_type.as_deref()),
            is_arrow: false,
        }
    }

    pub(super) fn parameters(&mut self, parameters: &ast::FormalParameters<'_>) -> Vec<Parameter> {
        let mut out: Vec<Parameter> = parameters
            .items
            .iter()
            .map(|item| {
                let pattern = self.pattern(&item.pattern);
                Parameter {
                    pattern: match &item.initializer {
                        Some(default) => self.with_default(pattern, default),
                        None => pattern,
                    },
                    decorators: self.decorators(&item.decorators),
                    type_: self.annotation(item.type_annotation.as_deref()),
                    optional: item.optional || item.initializer.is_some(),
                }
            })
            .collect();
        if let Some(rest) = &parameters.rest {
            out.push(Parameter {
                pattern: self.pattern(&rest.rest.argument),
                decorators: Vec::new(),
                type_: None,
                optional: true,
            });
        }
        out
    }

    pub(super) fn decorators(&mut self, list: &[ast::Decorator<'_>]) -> Vec<Expression> {
        list.iter()
            .map(|it| self.expression(&it.expression))
            .collect()
    }

    pub(super) fn arguments(&mut self, list: &[ast::Argument<'_>]) -> Vec<Element> {
        let one = |argument: &ast::Argument<'_>| match argument {
            ast::Argument::SpreadElement(spread) => Element {
                spread: true,
                value: self.expression(&spread.argument),
            },
            other => Element {
                spread: false,
                value: match other.as_expression() {
                    Some(expression) => self.expression(expression),
                    None => unknown(Range::default()),
                },
            },
        };
        list.iter().map(one).collect()
    }

    pub(super) fn annotation(
        &mut self,
        annotation: Option<&ast::TSTypeAnnotation<'_>>,
    ) -> Option<Type> {
        annotation.map(|it| self.type_(&it.type_annotation))
    }

    /// A type; what cannot become a schema is `unknown`.
    pub(super) fn type_(&mut self, type_: &ast::TSType<'_>) -> Type {
        self.deeper(|this| this.type_inside(type_))
            .unwrap_or(Type::Keyword("unknown"))
    }

    fn type_inside(&mut self, type_: &ast::TSType<'_>) -> Type {
        match type_ {
            ast::TSType::TSStringKeyword(_) => Type::Keyword("string"),
            ast::TSType::TSNumberKeyword(_) => Type::Keyword("number"),
            ast::TSType::TSBigIntKeyword(_) => Type::Keyword("bigint"),
            ast::TSType::TSBooleanKeyword(_) => Type::Keyword("boolean"),
            ast::TSType::TSNullKeyword(_) => Type::Keyword("null"),
            ast::TSType::TSUndefinedKeyword(_) | ast::TSType::TSVoidKeyword(_) => {
                Type::Keyword("undefined")
            }
            ast::TSType::TSArrayType(array) => {
                Type::Array(Box::new(self.type_(&array.element_type)))
            }
            ast::TSType::TSUnionType(union) => {
                Type::Union(union.types.iter().map(|it| self.type_(it)).collect())
            }
            ast::TSType::TSParenthesizedType(inner) => self.type_(&inner.type_annotation),
            ast::TSType::TSLiteralType(literal) => literal_type(&literal.literal),
            ast::TSType::TSTypeLiteral(literal) => Type::Object(self.signatures(&literal.members)),
            ast::TSType::TSTypeReference(reference) => Type::Named(
                reference.type_name.to_string(),
                reference
                    .type_arguments
                    .as_ref()
                    .map(|it| it.params.iter().map(|it| self.type_(it)).collect())
                    .unwrap_or_default(),
            ),
            _ => Type::Keyword("unknown"),
        }
    }

    /// The properties of an interface or a type in braces.
    pub(super) fn signatures(
        &mut self,
        members: &[ast::TSSignature<'_>],
    ) -> Vec<(String, Type, bool)> {
        let mut out = Vec::new();
        for member in members {
            if let ast::TSSignature::TSPropertySignature(property) = member
                && let Some(name) = property.key.static_name()
            {
                let type_ = self
                    .annotation(property.type_annotation.as_deref())
                    .unwrap_or(Type::Keyword("unknown"));
                out.push((name.into_owned(), type_, property.optional));
            }
        }
        out
    }
}

fn literal_type(literal: &ast::TSLiteral<'_>) -> Type {
    match literal {
        ast::TSLiteral::StringLiteral(text) => Type::Literal(text.value.as_str().into()),
        ast::TSLiteral::BooleanLiteral(flag) => Type::Literal(flag.value.into()),
        ast::TSLiteral::NumericLiteral(number) => {
            Type::Literal(serde_json::from_str(&number_text(number.value)).unwrap_or_default())
        }
        _ => Type::Keyword("unknown"),
    }
}

/// A number as JSON writes it; what JSON has not is null.
pub(super) fn number_text(value: f64) -> String {
    // Whole numbers that a double holds exactly are written without a fraction.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_finite() && value.fract() == 0.0 && value.abs() <= EXACT {
        return format!("{}", value as i64);
    }
    serde_json::Number::from_f64(value).map_or_else(|| "null".to_owned(), |it| it.to_string())
}

/// An expression that says nothing.
pub(super) fn unknown(range: Range) -> Expression {
    Expression {
        range,
        kind: Kind::Other(Vec::new()),
    }
}

/// A span as a range.
pub(super) fn range(span: oxc_span::Span) -> Range {
    Range {
        start: span.start,
        end: span.end,
    }
}
