//! Statements.

use std::rc::Rc;

use oxc_ast::ast;
use oxc_span::GetSpan;

use super::convert::{Converter, range, unknown};
use super::{Action, Expression, Imported, Kind, Pattern, Range, Statement, Type};

impl Converter {
    /// A statement; those that declare nothing and do nothing for us are left out.
    pub(super) fn statement(&mut self, statement: &ast::Statement<'_>) -> Option<Statement> {
        let kind = self.deeper(|this| this.action(statement))??;
        Some(Statement { kind })
    }

    fn action(&mut self, statement: &ast::Statement<'_>) -> Option<Action> {
        use ast::Statement as S;
        if let Some(declaration) = statement.as_declaration() {
            return self.declaration(declaration);
        }
        if let Some(module) = statement.as_module_declaration() {
            return self.module(module);
        }
        Some(match statement {
            S::BlockStatement(it) => Action::Block(self.statements(&it.body)),
            S::ExpressionStatement(it) => Action::Expression(self.expression(&it.expression)),
            S::ReturnStatement(it) => {
                Action::Return(it.argument.as_ref().map(|it| self.expression(it)))
            }
            S::ThrowStatement(it) => Action::Throw(self.expression(&it.argument)),
            S::IfStatement(it) => Action::If(
                self.expression(&it.test),
                self.body(&it.consequent),
                it.alternate.as_ref().map(|it| self.body(it)),
            ),
            S::DoWhileStatement(it) => {
                Action::Loop(None, Some(self.expression(&it.test)), self.body(&it.body))
            }
            S::WhileStatement(it) => {
                Action::Loop(None, Some(self.expression(&it.test)), self.body(&it.body))
            }
            S::ForStatement(it) => Action::Loop(None, None, self.body(&it.body)),
            S::ForInStatement(it) => {
                Action::Loop(None, Some(self.expression(&it.right)), self.body(&it.body))
            }
            S::ForOfStatement(it) => Action::Loop(
                self.turn(&it.left),
                Some(self.expression(&it.right)),
                self.body(&it.body),
            ),
            S::LabeledStatement(it) => return self.action(&it.body),
            S::SwitchStatement(it) => Action::Switch(
                self.expression(&it.discriminant),
                it.cases
                    .iter()
                    .map(|it| self.statements(&it.consequent))
                    .collect(),
            ),
            S::TryStatement(it) => Action::Try(
                self.statements(&it.block.body),
                it.handler.as_ref().map(|it| self.statements(&it.body.body)),
                it.finalizer.as_ref().map(|it| self.statements(&it.body)),
            ),
            _ => return None,
        })
    }

    fn body(&mut self, statement: &ast::Statement<'_>) -> Box<Statement> {
        Box::new(self.statement(statement).unwrap_or(Statement {
            kind: Action::Block(Vec::new()),
        }))
    }

    fn turn(&mut self, left: &ast::ForStatementLeft<'_>) -> Option<Pattern> {
        match left {
            ast::ForStatementLeft::VariableDeclaration(it) => {
                it.declarations.first().map(|it| self.pattern(&it.id))
            }
            _ => None,
        }
    }

    fn declaration(&mut self, declaration: &ast::Declaration<'_>) -> Option<Action> {
        use ast::Declaration as D;
        match declaration {
            D::VariableDeclaration(it) => Some(Action::Variables(
                it.declarations
                    .iter()
                    .map(|it| {
                        let value = it.init.as_ref().map(|it| self.expression(it));
                        (self.pattern(&it.id), value)
                    })
                    .collect(),
            )),
            D::FunctionDeclaration(it) => Some(Action::Function(Rc::new(self.function(it)))),
            D::ClassDeclaration(it) => Some(Action::Class(Rc::new(self.class(it)))),
            D::TSEnumDeclaration(it) => {
                let members = it.body.members.iter().map(|it| {
                    let value = it.initializer.as_ref().map(|it| self.expression(it));
                    (enum_member(&it.id), value)
                });
                Some(Action::Enum(it.id.name.to_string(), members.collect()))
            }
            D::TSInterfaceDeclaration(it) => Some(Action::TypeName(
                it.id.name.to_string(),
                Type::Object(self.signatures(&it.body.body)),
            )),
            D::TSTypeAliasDeclaration(it) => Some(Action::TypeName(
                it.id.name.to_string(),
                self.type_(&it.type_annotation),
            )),
            _ => None,
        }
    }

    fn module(&mut self, module: &ast::ModuleDeclaration<'_>) -> Option<Action> {
        use ast::ModuleDeclaration as M;
        match module {
            M::ImportDeclaration(it) => {
                let specifiers = it.specifiers.iter().flatten();
                Some(Action::Import(
                    specifiers.map(imported).collect(),
                    it.source.value.to_string(),
                ))
            }
            M::ExportDeclaration(it) => {
                let kind = self.declaration(&it.declaration)?;
                Some(Action::Export(Box::new(Statement { kind })))
            }
            M::ExportNamedDeclaration(it) => Some(Action::ExportNames(pairs(&it.specifiers))),
            M::ExportFromDeclaration(it) => Some(Action::ExportFrom(
                pairs(&it.specifiers),
                it.source.value.to_string(),
            )),
            M::ExportAllDeclaration(it) => Some(Action::ExportAll(
                it.exported.as_ref().map(|it| it.name().to_string()),
                it.source.value.to_string(),
            )),
            M::ExportDefaultDeclaration(it) => Some(self.default_export(&it.declaration)),
            M::TSExportAssignment(it) => {
                Some(Action::ExportDefault(self.expression(&it.expression)))
            }
            M::TSNamespaceExportDeclaration(_) => None,
        }
    }

    /// A default export with a name declares the name, too.
    fn default_export(&mut self, declaration: &ast::ExportDefaultDeclarationKind<'_>) -> Action {
        use ast::ExportDefaultDeclarationKind as K;
        let place = range(declaration.span());
        let kind = match declaration {
            K::FunctionDeclaration(it) => Kind::Function(Rc::new(self.function(it))),
            K::ClassDeclaration(it) => Kind::Class(Rc::new(self.class(it))),
            other => match other.as_expression() {
                Some(expression) => self.expression(expression).kind,
                None => unknown(Range::default()).kind,
            },
        };
        Action::ExportDefault(Expression { range: place, kind })
    }
}

fn enum_member(name: &ast::TSEnumMemberName<'_>) -> String {
    match name {
        ast::TSEnumMemberName::Identifier(it) => it.name.to_string(),
        ast::TSEnumMemberName::String(it) | ast::TSEnumMemberName::ComputedString(it) => {
            it.value.to_string()
        }
        ast::TSEnumMemberName::ComputedTemplateString(_) => String::new(),
    }
}

fn imported(specifier: &ast::ImportDeclarationSpecifier<'_>) -> Imported {
    use ast::ImportDeclarationSpecifier as I;
    let (local, name) = match specifier {
        I::ImportSpecifier(it) => (&it.local, it.imported.name().to_string()),
        I::ImportDefaultSpecifier(it) => (&it.local, "default".to_owned()),
        I::ImportNamespaceSpecifier(it) => (&it.local, "*".to_owned()),
    };
    Imported {
        local: local.name.to_string(),
        name,
    }
}

/// What is exported and the name under which it is.
fn pairs(specifiers: &[ast::ExportSpecifier<'_>]) -> Vec<(String, String)> {
    let one = |it: &ast::ExportSpecifier<'_>| {
        (it.local.name().to_string(), it.exported.name().to_string())
    };
    specifiers.iter().map(one).collect()
}
