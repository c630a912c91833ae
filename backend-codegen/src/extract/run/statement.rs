//! Statements: every branch is taken, every loop has one turn.

use std::rc::Rc;

use super::Program;
use super::Returned;
use super::pattern::Bind;
use crate::extract::handler::State;
use crate::extract::syntax::{Action, Pattern, Statement};
use crate::extract::value::{ClassValue, Closure, Members, Scope, Value};

/// Whether what stands behind a statement is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Flow {
    /// It is.
    Next,
    /// `return`, `throw`.
    Done,
}

impl Program {
    /// Statements in a scope of their own.
    fn block(&mut self, statements: &[Statement], scope: &Rc<Scope>) -> Flow {
        let inner = Scope::inside(scope);
        self.block_in(statements, &inner)
    }

    /// Statements in this scope.
    pub(super) fn block_in(&mut self, statements: &[Statement], scope: &Rc<Scope>) -> Flow {
        self.hoist(statements, scope);
        for statement in statements {
            if self.statement(statement, scope) == Flow::Done {
                return Flow::Done;
            }
        }
        Flow::Next
    }

    /// Functions can be called before they stand in the text; constants exist without a value.
    fn hoist(&mut self, statements: &[Statement], scope: &Rc<Scope>) {
        for statement in statements {
            let inner = match &statement.kind {
                Action::Export(inner) => &inner.kind,
                other => other,
            };
            match inner {
                Action::Function(function) => {
                    let closure = Value::Closure(Rc::new(Closure {
                        function: Rc::clone(function),
                        scope: Rc::clone(scope),
                        this: Value::Unknown,
                    }));
                    if let Some(name) = &function.name {
                        scope.declare(name, closure.clone());
                        if matches!(statement.kind, Action::Export(_)) {
                            self.export(scope.file, name, closure);
                        }
                    }
                }
                Action::Variables(list) if scope.is_outermost() => {
                    for (pattern, _) in list {
                        if let Pattern::Name(name) = pattern {
                            scope.declare(name, Value::Pending(scope.file, name.as_str().into()));
                        }
                    }
                }
                Action::TypeName(name, type_) => {
                    let types = &mut self.files[scope.file as usize].types;
                    types.insert(name.clone(), type_.clone());
                }
                _ => {}
            }
        }
    }

    fn statement(&mut self, statement: &Statement, scope: &Rc<Scope>) -> Flow {
        if !self.step() {
            return Flow::Done;
        }
        self.depth += 1;
        let flow = self.action(&statement.kind, scope);
        self.depth -= 1;
        flow
    }

    fn action(&mut self, action: &Action, scope: &Rc<Scope>) -> Flow {
        match action {
            Action::Expression(expression) => {
                self.expression(expression, scope);
            }
            Action::Variables(list) => {
                for (pattern, value) in list {
                    let value = match value {
                        Some(value) => self.expression(value, scope),
                        None => Value::Undefined,
                    };
                    self.bind(pattern, value, scope, Bind::Declare);
                }
            }
            Action::Function(_) | Action::TypeName(..) => {}
            Action::Class(class) => {
                let value = self.class(class, scope);
                if let Some(name) = &class.name {
                    scope.declare(name, value);
                }
            }
            Action::Enum(name, members) => self.enumeration(name, members, scope),
            Action::Return(value) => {
                let value = match value {
                    Some(value) => self.expression(value, scope),
                    None => Value::Undefined,
                };
                self.returned(value);
                return Flow::Done;
            }
            Action::Throw(value) => {
                let value = self.expression(value, scope);
                self.thrown(&value);
                return Flow::Done;
            }
            Action::Block(list) => return self.block(list, scope),
            Action::If(test, then, otherwise) => {
                match (self.expression(test, scope).truth(), otherwise) {
                    (Some(true), _) => {
                        return self.branch(scope, |this, scope| this.statement(then, scope));
                    }
                    (Some(false), Some(otherwise)) => {
                        return self.branch(scope, |this, scope| this.statement(otherwise, scope));
                    }
                    (Some(false), None) => return Flow::Next,
                    (None, _) => {}
                }
                let before = self.states();
                let first = self.branch(scope, |this, scope| this.statement(then, scope));
                let after = self.swap_states(before);
                let second = match otherwise {
                    Some(otherwise) => {
                        self.branch(scope, |this, scope| this.statement(otherwise, scope))
                    }
                    None => Flow::Next,
                };
                return self.join(&[(first, after)], second);
            }
            Action::Loop(pattern, over, body) => {
                self.one_turn(pattern.as_ref(), over.as_ref(), body, scope)
            }
            Action::Try(block, handler, finalizer) => {
                return self.attempt(block, handler.as_deref(), finalizer.as_deref(), scope);
            }
            Action::Switch(value, cases) => return self.switch(value, cases, scope),
            Action::Import(names, module) => {
                let module = self.import(module, scope.file);
                for name in names {
                    self.bind_import(&name.local, &name.name, &module, scope);
                }
            }
            Action::Export(inner) => {
                let flow = self.statement(inner, scope);
                self.export_declared(&inner.kind, scope);
                return flow;
            }
            Action::ExportDefault(expression) => {
                let value = self.expression(expression, scope);
                self.declare_default(&value, scope);
                self.export(scope.file, "default", value);
            }
            Action::ExportNames(names) => {
                for (local, exported) in names {
                    let value = scope
                        .get(local)
                        .unwrap_or(Value::Pending(scope.file, local.as_str().into()));
                    self.export(scope.file, exported, value);
                }
            }
            Action::ExportFrom(names, module) => {
                let module = self.import(module, scope.file);
                for (name, exported) in names {
                    let value = self.exported(&module, name);
                    self.export(scope.file, exported, value);
                }
            }
            Action::ExportAll(name, module) => {
                let module = self.import(module, scope.file);
                match name {
                    Some(name) => self.export(scope.file, name, module),
                    None => self.files[scope.file as usize].all_of.push(module),
                }
            }
        }
        Flow::Next
    }

    fn branch(
        &mut self,
        scope: &Rc<Scope>,
        step: impl FnOnce(&mut Self, &Rc<Scope>) -> Flow,
    ) -> Flow {
        let inner = Scope::inside(scope);
        step(self, &inner)
    }

    /// Brings branches together: those that go on leave their states, `last` has left its own already.
    fn join(&mut self, others: &[(Flow, Vec<State>)], last: Flow) -> Flow {
        let mut states = match last {
            Flow::Next => self.states(),
            Flow::Done => Vec::new(),
        };
        let mut goes_on = last == Flow::Next;
        for (flow, left) in others {
            if *flow == Flow::Next {
                goes_on = true;
                states.extend(left.iter().cloned());
            }
        }
        self.swap_states(states);
        if goes_on { Flow::Next } else { Flow::Done }
    }

    fn one_turn(
        &mut self,
        pattern: Option<&Pattern>,
        over: Option<&crate::extract::syntax::Expression>,
        body: &Statement,
        scope: &Rc<Scope>,
    ) {
        // A loop over a list that stands in the text is unrolled; its turns declare routes.
        const MOST_TURNS: usize = 200;
        let over = over.map_or(Value::Unknown, |it| self.expression(it, scope));
        let turns = match over.items() {
            Some(items) => items.into_iter().take(MOST_TURNS).collect(),
            None => vec![Value::Unknown],
        };
        let before = self.states();
        for item in turns {
            let inner = Scope::inside(scope);
            if let Some(pattern) = pattern {
                self.bind(pattern, item, &inner, Bind::Declare);
            }
            self.statement(body, &inner);
        }
        self.add_states(before);
    }

    fn attempt(
        &mut self,
        block: &[Statement],
        handler: Option<&[Statement]>,
        finalizer: Option<&[Statement]>,
        scope: &Rc<Scope>,
    ) -> Flow {
        let before = self.states();
        let first = self.block(block, scope);
        let mut flow = first;
        if let Some(handler) = handler {
            let after = self.swap_states(before);
            let second = self.block(handler, scope);
            flow = self.join(&[(first, after)], second);
        }
        if let Some(finalizer) = finalizer
            && self.block(finalizer, scope) == Flow::Done
        {
            flow = Flow::Done;
        }
        flow
    }

    fn switch(
        &mut self,
        value: &crate::extract::syntax::Expression,
        cases: &[Vec<Statement>],
        scope: &Rc<Scope>,
    ) -> Flow {
        self.expression(value, scope);
        let before = self.states();
        let mut left = Vec::new();
        for case in cases {
            self.swap_states(before.clone());
            let flow = self.block(case, scope);
            left.push((flow, self.states()));
        }
        self.swap_states(before);
        self.join(&left, Flow::Next)
    }

    fn enumeration(
        &mut self,
        name: &str,
        members: &[(String, Option<crate::extract::syntax::Expression>)],
        scope: &Rc<Scope>,
    ) {
        let object = Members::default();
        let mut next = 0;
        for (member, value) in members {
            let value = match value {
                Some(value) => self.expression(value, scope),
                None => Value::Number(next.to_string().into()),
            };
            if let Value::Number(text) = &value {
                next = text.parse().unwrap_or(next) + 1;
            }
            object.set(member, value);
        }
        scope.declare(name, Value::Object(Rc::new(object)));
    }

    fn export_declared(&mut self, action: &Action, scope: &Rc<Scope>) {
        let names: Vec<&str> = match action {
            Action::Variables(list) => list
                .iter()
                .flat_map(|(pattern, _)| names(pattern))
                .collect(),
            Action::Function(function) => function.name.as_deref().into_iter().collect(),
            Action::Class(class) => class.name.as_deref().into_iter().collect(),
            Action::Enum(name, _) => vec![name],
            _ => Vec::new(),
        };
        for name in names {
            if let Some(value) = scope.get(name) {
                self.export(scope.file, name, value);
            }
        }
    }

    fn declare_default(&mut self, value: &Value, scope: &Rc<Scope>) {
        let name = match value {
            Value::Closure(closure) => closure.function.name.clone(),
            Value::Class(class) => ClassValue::name(class),
            _ => None,
        };
        if let Some(name) = name
            && scope.get(&name).is_none()
        {
            scope.declare(&name, value.clone());
        }
    }

    fn returned(&mut self, value: Value) {
        let states = self.states();
        if let Some(returns) = self.returns.last_mut() {
            returns.push(Returned { value, states });
        }
    }
}

impl ClassValue {
    fn name(class: &Rc<Self>) -> Option<String> {
        class.class.name.clone()
    }
}

/// The names that a pattern binds.
fn names(pattern: &Pattern) -> Vec<&str> {
    match pattern {
        Pattern::Name(name) => vec![name],
        Pattern::Object(members, rest) => {
            let members = members.iter().flat_map(|(_, inner)| names(inner));
            members
                .chain(rest.iter().flat_map(|it| names(it)))
                .collect()
        }
        Pattern::Array(items, rest) => {
            let items = items.iter().flatten().flat_map(names);
            items.chain(rest.iter().flat_map(|it| names(it))).collect()
        }
        Pattern::Default(inner, _) => names(inner),
        Pattern::Place(_) | Pattern::Other => Vec::new(),
    }
}
