//! Calls.

use std::rc::Rc;

use super::pattern::Bind;
use super::{DEEPEST_CALL, Flow, Program, Returned};
use crate::extract::library::{self, zod};
use crate::extract::value::{Called, Closure, Place, Scope, Value};
use crate::extract::{handler, routing};

impl Program {
    /// Calls a value. `name` is how the function is written, where that is one word.
    pub(in crate::extract) fn call_value(
        &mut self,
        callee: &Value,
        name: &str,
        arguments: Vec<Value>,
        place: Place,
    ) -> Value {
        match callee {
            Value::Closure(closure) => self.call_closure(closure, arguments, None),
            Value::Library(library) => library::call(self, library, arguments, place),
            Value::Method(method) => {
                let (object, name) = &**method;
                self.call_method(object, name, arguments, place)
            }
            Value::OneOf(all) => {
                let mut result = Value::Unknown;
                for one in all.iter() {
                    let value = self.call_value(one, name, arguments.clone(), place);
                    if result.is_unknown() {
                        result = value;
                    }
                }
                result
            }
            _ => self.unknown_call(name, None, arguments, place),
        }
    }

    /// Calls a member of a value.
    pub(in crate::extract) fn call_method(
        &mut self,
        object: &Value,
        name: &str,
        arguments: Vec<Value>,
        place: Place,
    ) -> Value {
        match object {
            Value::Object(_) | Value::Module(_) | Value::Class(_) | Value::CommonJs(_) => {
                match self.member(object, name) {
                    Value::Closure(closure) => self.call_closure(&closure, arguments, Some(object)),
                    Value::Undefined if name == "bind" => object.clone(),
                    other => self.call_value(&other, name, arguments, place),
                }
            }
            Value::Library(library) => {
                let mut path: Vec<&str> = library.path.iter().map(String::as_str).collect();
                path.push(name);
                match Value::library(&library.package, &path) {
                    Value::Library(library) => library::call(self, &library, arguments, place),
                    _ => Value::Unknown,
                }
            }
            Value::Closure(closure) => self.method_of_closure(closure, name, arguments, place),
            Value::Array(items) => self.method_of_array(items, name, arguments, place),
            Value::Text(_) | Value::SomeText => self.method_of_text(object, name, arguments, place),
            Value::Router(router) => routing::method(self, *router, name, arguments, place),
            Value::RouteAt(router, path) => {
                routing::method_at(self, *router, path, name, arguments, place)
            }
            Value::Schema(schema) => zod::method(self, schema, name, arguments, place),
            // A recursive schema, used before it is complete.
            Value::Pending(file, constant) => {
                let schema = self.schemas.pending(*file, constant);
                zod::method(self, &schema, name, arguments, place)
            }
            Value::Role(role) => handler::method(self, *role, name, arguments, place),
            _ => match (name, arguments.first()) {
                // What is made of each element says what the list is made of.
                ("map", Some(Value::Closure(closure))) => {
                    let item = self.run_callback(closure, Vec::new());
                    Value::array(vec![item])
                }
                _ => self.unknown_call(name, None, arguments, place),
            },
        }
    }

    /// A call that nothing is known of. Functions that it is given are run, as it may run them.
    pub(in crate::extract) fn unknown_call(
        &mut self,
        name: &str,
        package: Option<&str>,
        arguments: Vec<Value>,
        place: Place,
    ) -> Value {
        for argument in &arguments {
            if let Value::Closure(closure) = argument {
                self.run_callback(closure, Vec::new());
            }
        }
        Value::Called(Rc::new(Called {
            name: name.to_owned(),
            package: package.map(str::to_owned),
            arguments,
            place,
        }))
    }

    /// Runs a function that is called some time, or never.
    pub(in crate::extract) fn run_callback(
        &mut self,
        closure: &Rc<Closure>,
        arguments: Vec<Value>,
    ) -> Value {
        let before = self.states();
        let value = self.call_closure(closure, arguments, None);
        self.add_states(before);
        value
    }

    /// Calls a function of the program.
    pub(in crate::extract) fn call_closure(
        &mut self,
        closure: &Rc<Closure>,
        arguments: Vec<Value>,
        this: Option<&Value>,
    ) -> Value {
        let (returned, flow) = self.invoke(closure, arguments, this);
        let mut states = match flow {
            Flow::Next => self.states(),
            Flow::Done => Vec::new(),
        };
        for one in &returned {
            states.extend(one.states.iter().cloned());
        }
        if !states.is_empty() || flow == Flow::Next {
            self.swap_states(states);
        }
        let mut values = returned.into_iter().map(|it| it.value);
        values.find(|it| !it.is_unknown()).unwrap_or(Value::Unknown)
    }

    /// Runs a function of the program: what it returned where, and whether its end is reached.
    pub(in crate::extract) fn invoke(
        &mut self,
        closure: &Rc<Closure>,
        arguments: Vec<Value>,
        this: Option<&Value>,
    ) -> (Vec<Returned>, Flow) {
        let function = &closure.function;
        let runs = self
            .calls
            .iter()
            .filter(|it| Rc::ptr_eq(it, function))
            .count();
        if runs > 0 || self.calls.len() >= DEEPEST_CALL || !self.step() {
            return (Vec::new(), Flow::Next);
        }
        self.called.push(Rc::clone(function));
        self.calls.push(Rc::clone(function));
        self.returns.push(Vec::new());
        self.depth += 1;
        let scope = Scope::inside(&closure.scope);
        if !function.is_arrow {
            scope.declare("this", this.unwrap_or(&closure.this).clone());
        }
        self.bind_parameters(closure, arguments, &scope);
        let flow = self.block_in(&function.body, &scope);
        self.depth -= 1;
        self.calls.pop();
        (self.returns.pop().unwrap_or_default(), flow)
    }

    fn bind_parameters(&mut self, closure: &Closure, arguments: Vec<Value>, scope: &Rc<Scope>) {
        let parameters = &closure.function.parameters;
        let last = parameters.len().saturating_sub(1);
        for (index, parameter) in parameters.iter().enumerate() {
            let value = if closure.function.has_rest && index == last {
                Value::array(arguments.get(index..).unwrap_or_default().to_vec())
            } else {
                arguments.get(index).cloned().unwrap_or(Value::Undefined)
            };
            self.bind(&parameter.pattern, value, scope, Bind::Declare);
        }
    }

    fn method_of_closure(
        &mut self,
        closure: &Rc<Closure>,
        name: &str,
        mut arguments: Vec<Value>,
        place: Place,
    ) -> Value {
        let this = match arguments.is_empty() {
            true => Value::Unknown,
            false => arguments.remove(0),
        };
        match name {
            "bind" => Value::Closure(Rc::new(Closure {
                function: Rc::clone(&closure.function),
                scope: Rc::clone(&closure.scope),
                this: match this {
                    Value::Null | Value::Undefined => closure.this.clone(),
                    this => this,
                },
            })),
            "call" => self.call_closure(closure, arguments, Some(&this)),
            "apply" => {
                let arguments = arguments.first().and_then(Value::items).unwrap_or_default();
                self.call_closure(closure, arguments, Some(&this))
            }
            _ => self.unknown_call(name, None, arguments, place),
        }
    }
}
