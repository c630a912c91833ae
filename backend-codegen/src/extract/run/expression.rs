//! Expressions.

use std::rc::Rc;

use super::Program;
use super::pattern::Bind;
use crate::extract::handler;
use crate::extract::library::{self, Packages};
use crate::extract::syntax::{Element, Expression, Function, Kind, Property};
use crate::extract::value::{Closure, Library, Members, Place, Scope, Value};

impl Program {
    /// What an expression stands for. Everything that it does is done.
    pub(in crate::extract) fn expression(
        &mut self,
        expression: &Expression,
        scope: &Rc<Scope>,
    ) -> Value {
        if !self.step() {
            return Value::Unknown;
        }
        self.depth += 1;
        let value = self.kind(expression, scope);
        self.depth -= 1;
        value
    }

    fn kind(&mut self, expression: &Expression, scope: &Rc<Scope>) -> Value {
        let place = self.place(scope, expression.range);
        match &expression.kind {
            Kind::Null => Value::Null,
            Kind::Bool(flag) => Value::Bool(*flag),
            Kind::Number(text) => Value::Number(text.as_str().into()),
            Kind::Text(text) => Value::text(text),
            Kind::Regex(text) => Value::Regex(text.as_str().into()),
            Kind::Template(texts, between) => self.template(texts, between, scope),
            Kind::Name(name) => self.name(name, scope),
            Kind::This => scope.get("this").unwrap_or(Value::Unknown),
            Kind::Array(elements) => Value::array(self.elements(elements, scope)),
            Kind::Object(properties) => self.object(properties, place, scope),
            Kind::Function(function) => self.closure(function, scope, Value::Unknown),
            Kind::Class(class) => self.class(class, scope),
            Kind::Call(callee, arguments) => self.call(callee, arguments, place, scope),
            Kind::New(callee, arguments) => {
                let callee = self.expression(callee, scope);
                let arguments = self.elements(arguments, scope);
                self.construct(&callee, arguments, place)
            }
            Kind::Member(object, name) => {
                let object = self.expression(object, scope);
                self.member_at(&object, name, place)
            }
            Kind::Index(object, index) => {
                let object = self.expression(object, scope);
                let index = self.expression(index, scope);
                self.index(&object, &index)
            }
            Kind::Assign(target, value) => {
                let value = self.expression(value, scope);
                self.bind(target, value.clone(), scope, Bind::Assign);
                value
            }
            Kind::Choice(test, then, otherwise) => self.choice(test, then, otherwise, scope),
            Kind::Either(first, second) => {
                let first = self.expression(first, scope);
                let second = self.expression(second, scope);
                match first {
                    Value::Unknown | Value::Undefined | Value::Null | Value::Called(_) => second,
                    Value::Library(library) if library.package == "globalThis" => second,
                    known => known,
                }
            }
            Kind::Both(first, second) => {
                let first = self.expression(first, scope);
                match first.truth() {
                    Some(false) => first,
                    _ => {
                        let before = self.states();
                        let second = self.expression(second, scope);
                        self.add_states(before);
                        second
                    }
                }
            }
            Kind::Plus(left, right) => {
                let left = self.expression(left, scope);
                let right = self.expression(right, scope);
                joined(&[left, right])
            }
            Kind::Minus(inner) => match self.expression(inner, scope) {
                Value::Number(text) => Value::Number(format!("-{text}").into()),
                _ => Value::Unknown,
            },
            Kind::Import(name) => match self.expression(name, scope).as_text() {
                Some(name) => self.import(name, scope.file),
                None => Value::Unknown,
            },
            Kind::Other(parts) => {
                for part in parts {
                    self.expression(part, scope);
                }
                Value::Unknown
            }
        }
    }

    fn name(&mut self, name: &str, scope: &Rc<Scope>) -> Value {
        if let Some(value) = scope.get(name) {
            return self.settled(value);
        }
        match name {
            "undefined" => Value::Undefined,
            "exports" => Value::Module(scope.file),
            "module" => Value::CommonJs(scope.file),
            global => Value::library("globalThis", &[global]),
        }
    }

    fn template(&mut self, texts: &[String], between: &[Expression], scope: &Rc<Scope>) -> Value {
        let mut parts = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            parts.push(Value::text(text));
            if let Some(expression) = between.get(index) {
                parts.push(self.expression(expression, scope));
            }
        }
        joined(&parts)
    }

    /// A function and where its names come from.
    pub(in crate::extract) fn closure(
        &self,
        function: &Rc<Function>,
        scope: &Rc<Scope>,
        this: Value,
    ) -> Value {
        Value::Closure(Rc::new(Closure {
            function: Rc::clone(function),
            scope: Rc::clone(scope),
            this,
        }))
    }

    /// Elements and arguments, spreads resolved.
    pub(super) fn elements(&mut self, elements: &[Element], scope: &Rc<Scope>) -> Vec<Value> {
        let mut out = Vec::new();
        for element in elements {
            let value = self.expression(&element.value, scope);
            match (element.spread, value.items()) {
                (true, Some(items)) => out.extend(items),
                _ => out.push(value),
            }
        }
        out
    }

    fn object(&mut self, properties: &[Property], place: Place, scope: &Rc<Scope>) -> Value {
        let members = Rc::new(Members::at(place));
        for property in properties {
            match property {
                Property::Value(key, value) => {
                    let key = self.key(key, scope);
                    let value = match &value.kind {
                        Kind::Function(function) if !function.is_arrow => {
                            self.closure(function, scope, Value::Object(Rc::clone(&members)))
                        }
                        _ => self.expression(value, scope),
                    };
                    if let Some(key) = key {
                        members.set(&key, value);
                    }
                }
                Property::Getter(key, function) => {
                    let closure = Rc::new(Closure {
                        function: Rc::clone(function),
                        scope: Rc::clone(scope),
                        this: Value::Object(Rc::clone(&members)),
                    });
                    if let Some(key) = self.key(key, scope) {
                        members.set_getter(&key, closure);
                    }
                }
                Property::Spread(value) => match self.expression(value, scope) {
                    Value::Object(other) => {
                        for (key, value) in other.entries() {
                            members.set(&key, value);
                        }
                    }
                    Value::Module(file) => {
                        for (key, value) in self.files[file as usize].exports.clone() {
                            members.set(&key, value);
                        }
                    }
                    other => members.set("...", other),
                },
            }
        }
        Value::Object(members)
    }

    fn call(
        &mut self,
        callee: &Expression,
        arguments: &[Element],
        place: Place,
        scope: &Rc<Scope>,
    ) -> Value {
        match &callee.kind {
            Kind::Member(object, name) => {
                let object = self.expression(object, scope);
                // `schemas.query?.parse(req.query)` where there is none.
                if matches!(object, Value::Undefined) {
                    return Value::Undefined;
                }
                let arguments = self.elements(arguments, scope);
                // In a chain of calls each is told by its own name.
                let mut place = place;
                place.range.start = callee.range.end.saturating_sub(name.len() as u32);
                self.call_method(&object, name, arguments, place)
            }
            Kind::Index(object, index) => {
                let object = self.expression(object, scope);
                let index = self.expression(index, scope);
                let arguments = self.elements(arguments, scope);
                match (&index, &object) {
                    (Value::Text(name), _) => self.call_method(&object, name, arguments, place),
                    (_, Value::Router(_)) => {
                        self.unknown(
                            "extract-method",
                            "the method of this route is computed at run time; the route is not in the document",
                            place,
                        );
                        object
                    }
                    _ => self.unknown_call("", None, arguments, place),
                }
            }
            Kind::Name(name) if name == "require" && scope.get(name).is_none() => {
                let arguments = self.elements(arguments, scope);
                match arguments.first().and_then(Value::as_text) {
                    Some(name) => self.require(name, scope.file),
                    None => Value::Unknown,
                }
            }
            _ => {
                let name = match &callee.kind {
                    Kind::Name(name) => name.as_str(),
                    _ => "",
                };
                let callee = self.expression(callee, scope);
                let arguments = self.elements(arguments, scope);
                self.call_value(&callee, name, arguments, place)
            }
        }
    }

    fn require(&mut self, name: &str, from: u32) -> Value {
        match self.import(name, from) {
            Value::Module(file) => {
                let set = self.files[file as usize].common_js.clone();
                set.unwrap_or(Value::Module(file))
            }
            other => other,
        }
    }

    fn choice(
        &mut self,
        test: &Expression,
        then: &Expression,
        otherwise: &Expression,
        scope: &Rc<Scope>,
    ) -> Value {
        match self.expression(test, scope).truth() {
            Some(true) => return self.expression(then, scope),
            Some(false) => return self.expression(otherwise, scope),
            None => {}
        }
        let before = self.states();
        let first = self.expression(then, scope);
        let after = self.swap_states(before);
        let second = self.expression(otherwise, scope);
        self.add_states(after);
        match (&first, &second) {
            (Value::Undefined, _) => second,
            (_, Value::Undefined) => first,
            _ => Value::OneOf(Rc::new(vec![first, second])),
        }
    }

    fn index(&mut self, object: &Value, index: &Value) -> Value {
        match (object, index) {
            (Value::Array(items), Value::Number(at)) => {
                let at: Option<usize> = at.parse().ok();
                let items = items.borrow();
                at.and_then(|at| items.get(at).cloned())
                    .unwrap_or(Value::Unknown)
            }
            (object, Value::Text(name)) => self.member(object, name),
            _ => Value::Unknown,
        }
    }

    /// The member of a value.
    pub(in crate::extract) fn member(&mut self, object: &Value, name: &str) -> Value {
        self.member_at(object, name, Place::default())
    }

    fn member_at(&mut self, object: &Value, name: &str, place: Place) -> Value {
        match object {
            Value::Object(members) => {
                if let Some(getter) = members.getter(name) {
                    return self.call_closure(&getter, Vec::new(), None);
                }
                let value = members.get(name);
                value.map_or(Value::Undefined, |value| self.settled(value))
            }
            Value::Module(_) => self.exported(object, name),
            Value::CommonJs(file) => self.files[*file as usize]
                .common_js
                .clone()
                .unwrap_or(Value::Module(*file)),
            Value::Class(class) => class.statics.get(name).unwrap_or(Value::Undefined),
            Value::Library(library) => member_of_library(library, name),
            Value::Schema(schema) => self.member_of_schema(schema, name),
            Value::Typed(schema) => self
                .schemas
                .property(schema, name)
                .map_or(Value::Unknown, Value::Typed),
            Value::Checked(schema) if name == "data" => Value::Typed(schema.clone()),
            Value::Role(role) => handler::member(self, *role, name, place),
            Value::Input(part, None) => {
                self.touch(*part, Some(name), place);
                Value::Input(*part, Some(name.into()))
            }
            Value::OneOf(all) => {
                let known = all
                    .iter()
                    .find(|it| matches!(it, Value::Object(_) | Value::Typed(_)));
                known.map_or(Value::Unknown, |it| self.member(it, name))
            }
            // @fastify/sensible.
            Value::Router(_) if name == "httpErrors" => Value::library("http-errors", &[]),
            Value::Array(items) if name == "length" => {
                Value::Number(items.borrow().len().to_string().into())
            }
            Value::Closure(_)
            | Value::Router(_)
            | Value::RouteAt(..)
            | Value::Array(_)
            | Value::Text(_)
            | Value::SomeText
            | Value::Input(..) => Value::Method(Rc::new((object.clone(), name.to_owned()))),
            _ => Value::Unknown,
        }
    }

    /// Assigns to the member of a value.
    pub(super) fn set_member(&mut self, object: &Value, name: &str, value: Value, place: Place) {
        match object {
            Value::Object(members) => members.set(name, value),
            Value::CommonJs(file) if name == "exports" => self.export_common_js(*file, value),
            Value::Module(file) => self.export(*file, name, value),
            Value::Class(class) => class.statics.set(name, value),
            Value::Role(role) => handler::assign(self, *role, name, &value, place),
            _ => {}
        }
    }

    /// `new callee(…)`.
    fn construct(&mut self, callee: &Value, arguments: Vec<Value>, place: Place) -> Value {
        match callee {
            Value::Class(class) => self.instance(class, arguments),
            Value::Library(library) => library::construct(self, library, arguments, place),
            _ => self.unknown_call("", None, arguments, place),
        }
    }
}

fn member_of_library(library: &Rc<Library>, name: &str) -> Value {
    // `import x from 'x'` and `import * as x from 'x'` give the same in most packages.
    let mut path: Vec<&str> = library.path.iter().map(String::as_str).collect();
    if name != "default" {
        path.push(name);
    }
    Value::library(Packages::name(&library.package), &path)
}

/// Texts and numbers one behind the other.
fn joined(parts: &[Value]) -> Value {
    let mut text = String::new();
    let mut is_text = false;
    let mut is_known = true;
    for part in parts {
        match part {
            Value::Text(it) => {
                text.push_str(it);
                is_text = true;
            }
            Value::Number(it) => text.push_str(it),
            Value::SomeText => {
                is_text = true;
                is_known = false;
            }
            _ => is_known = false,
        }
    }
    match (is_text, is_known) {
        (true, true) => Value::text(text),
        (true, false) => Value::SomeText,
        (false, _) => Value::Unknown,
    }
}
