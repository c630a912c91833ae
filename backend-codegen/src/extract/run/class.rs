//! Classes and their values: controllers are often written so.

use std::rc::Rc;

use super::Program;
use super::pattern::Bind;
use crate::extract::nest;
use crate::extract::syntax::{Class, MemberKind, Pattern};
use crate::extract::value::{ClassValue, Closure, Members, Scope, Value};

/// Classes that extend one another.
const MOST_PARENTS: usize = 8;

impl Program {
    /// A class.
    pub(super) fn class(&mut self, class: &Rc<Class>, scope: &Rc<Scope>) -> Value {
        let statics = Members::default();
        for member in class.members.iter().filter(|it| it.is_static) {
            let Some(key) = self.key(&member.key, scope) else {
                continue;
            };
            let value = match &member.kind {
                MemberKind::Method(function) | MemberKind::Constructor(function) => {
                    self.closure(function, scope, Value::Unknown)
                }
                MemberKind::Field { value, .. } => match value {
                    Some(value) => self.expression(value, scope),
                    None => Value::Undefined,
                },
            };
            statics.set(&key, value);
        }
        let value = Rc::new(ClassValue {
            class: Rc::clone(class),
            scope: Rc::clone(scope),
            statics,
        });
        nest::class(self, &value);
        Value::Class(value)
    }

    /// `new Class(…)`.
    pub(in crate::extract) fn instance(
        &mut self,
        class: &Rc<ClassValue>,
        arguments: Vec<Value>,
    ) -> Value {
        let members = Rc::new(Members::default());
        let this = Value::Object(Rc::clone(&members));
        self.members(class, &members, &this, arguments, 0);
        this
    }

    fn members(
        &mut self,
        class: &Rc<ClassValue>,
        members: &Rc<Members>,
        this: &Value,
        arguments: Vec<Value>,
        depth: usize,
    ) {
        if depth == MOST_PARENTS {
            return;
        }
        if let Some(parent) = &class.class.parent
            && let Value::Class(parent) = self.expression(parent, &class.scope)
        {
            self.members(&parent, members, this, arguments.clone(), depth + 1);
        }
        let scope = Scope::inside(&class.scope);
        scope.declare("this", this.clone());
        let mut constructor = None;
        for member in class.class.members.iter().filter(|it| !it.is_static) {
            let Some(key) = self.key(&member.key, &scope) else {
                continue;
            };
            match &member.kind {
                MemberKind::Constructor(function) => constructor = Some(function),
                MemberKind::Method(function) => {
                    let method = self.closure(function, &class.scope, this.clone());
                    members.set(&key, method);
                }
                MemberKind::Field { value, .. } => {
                    let value = match value {
                        Some(value) => self.expression(value, &scope),
                        None => Value::Undefined,
                    };
                    members.set(&key, value);
                }
            }
        }
        if let Some(function) = constructor {
            // `constructor(private readonly books: Books)` makes members of its parameters.
            for (parameter, value) in function.parameters.iter().zip(&arguments) {
                if let Pattern::Name(name) = &parameter.pattern {
                    self.bind(&parameter.pattern, value.clone(), &scope, Bind::Declare);
                    members.set(name, value.clone());
                }
            }
            let closure = Rc::new(Closure {
                function: Rc::clone(function),
                scope: Rc::clone(&class.scope),
                this: this.clone(),
            });
            self.call_closure(&closure, arguments, None);
        }
    }
}
