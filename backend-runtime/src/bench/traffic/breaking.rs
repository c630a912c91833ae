//! Breaking exactly one constraint of a valid request.

use serde_json::Value;

use super::{Additional, Kind, Parameter, Schema, Style};
use crate::bench::request::Random;

/// One way to break a value: what becomes of the place at a pointer.
enum Break {
    Replace(String, Value),
    Remove(String, String),
}

/// How a value will travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As JSON, which keeps types.
    Json,
    /// As text without types: a number is a string as well, nothing is as good as absent.
    Text,
}

/// A value of this schema with one constraint broken, and which; `None` when nothing in it can be broken.
pub(crate) fn break_one(
    value: &Value,
    schema: &Schema,
    schemas: &[Schema],
    random: &mut Random,
) -> Option<(Value, String)> {
    apply(
        value,
        Breaking {
            form: Form::Json,
            schemas,
            ways: Vec::new(),
        }
        .of(value, schema),
        random,
    )
}

/// A value that a parameter of this kind cannot have, and what is broken; `None` when nothing in it can be broken.
pub(crate) fn break_parameter(
    value: &Value,
    parameter: &Parameter,
    schemas: &[Schema],
    random: &mut Random,
) -> Option<(Value, String)> {
    let form = match parameter.style {
        Style::Content => Form::Json,
        _ => Form::Text,
    };
    let mut ways = Breaking {
        form,
        schemas,
        ways: Vec::new(),
    }
    .of(value, &parameter.schema);
    // A member of an object that is spread over the query is a parameter of its own, and an unknown one is ignored.
    if parameter.style == Style::Form && parameter.explode {
        ways.retain(
            |way| !matches!(way, Break::Replace(pointer, Value::Object(_)) if pointer.is_empty()),
        );
    }
    let (broken, what) = apply(value, ways, random)?;
    Some((broken, format!("{}: {what}", parameter.name)))
}

fn apply(value: &Value, mut ways: Vec<Break>, random: &mut Random) -> Option<(Value, String)> {
    if ways.is_empty() {
        return None;
    }
    let way = ways.swap_remove(random.below(ways.len() as u64) as usize);
    let mut broken = value.clone();
    let what = match way {
        Break::Replace(pointer, with) => {
            let what = format!(
                "{} = {with}",
                if pointer.is_empty() { "all" } else { &pointer }
            );
            *broken.pointer_mut(&pointer)? = with;
            what
        }
        Break::Remove(pointer, name) => {
            broken.pointer_mut(&pointer)?.as_object_mut()?.remove(&name);
            format!("{pointer}/{name} missing")
        }
    };
    let long = what.char_indices().nth(80).map(|(end, _)| end);
    Some((
        broken,
        long.map_or(what.clone(), |end| format!("{}…", &what[..end])),
    ))
}

/// Collects the ways in which a value can be broken.
struct Breaking<'a> {
    form: Form,
    schemas: &'a [Schema],
    ways: Vec<Break>,
}

impl Breaking<'_> {
    fn of(mut self, value: &Value, schema: &Schema) -> Vec<Break> {
        self.collect(value, schema, "");
        self.ways
    }

    fn replace(&mut self, at: &str, with: impl Into<Value>) {
        let with = with.into();
        let is_nothing = match &with {
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if self.form == Form::Json || !is_nothing {
            self.ways.push(Break::Replace(at.to_owned(), with));
        }
    }

    /// A value of another type, which only JSON can tell.
    fn retype(&mut self, at: &str, with: impl Into<Value>) {
        if self.form == Form::Json {
            self.replace(at, with);
        }
    }

    fn collect(&mut self, value: &Value, schema: &Schema, at: &str) {
        let schema = schema.resolved(self.schemas);
        if value.is_null() {
            return;
        }
        match &schema.kind {
            // Breaking one alternative may be keeping another.
            Kind::Any | Kind::Never | Kind::Ref(_) | Kind::Union { .. } => {}
            Kind::Boolean => self.replace(at, "neither"),
            Kind::Integer { low, high, .. } => {
                self.replace(at, "many");
                let beyond = [low.checked_sub(1), high.checked_add(1)];
                beyond
                    .into_iter()
                    .flatten()
                    .for_each(|number| self.replace(at, number));
            }
            Kind::Number { low, high, .. } => {
                self.replace(at, "much");
                let beyond = [low.map(|low| low - 1.0), high.map(|high| high + 1.0)];
                beyond
                    .into_iter()
                    .flatten()
                    .for_each(|number| self.replace(at, number));
            }
            Kind::String { .. } => self.string(&schema.kind, at),
            Kind::Enum(values) => {
                let known: String = values.concat().chars().take(20).collect();
                self.replace(at, format!("{known}-not"));
            }
            Kind::Array { .. } => self.array(value, &schema.kind, at),
            Kind::Object { .. } => self.object(value, &schema.kind, at),
        }
    }

    fn string(&mut self, kind: &Kind, at: &str) {
        let Kind::String {
            min_length,
            max_length,
            format,
            ..
        } = kind
        else {
            return;
        };
        self.retype(at, 12);
        if let Some(max) = max_length.filter(|max| *max < 10_000) {
            self.replace(at, "x".repeat(max as usize + 1));
        }
        if *min_length > 0 {
            self.replace(at, "x".repeat(*min_length as usize - 1));
        }
        let known = ["date-time", "date", "uuid", "email", "ipv4", "ipv6"];
        if known.contains(&format.as_str()) {
            self.replace(at, "not that");
        }
    }

    fn array(&mut self, value: &Value, kind: &Kind, at: &str) {
        let Kind::Array {
            items,
            min,
            max,
            unique,
        } = kind
        else {
            return;
        };
        self.retype(at, "no list");
        if *min > 0 {
            self.replace(at, Vec::<Value>::new());
        }
        let given = value.as_array().map_or(&[][..], Vec::as_slice);
        if let Some(first) = given.first() {
            if let Some(max) = max.filter(|max| *max < 100) {
                self.replace(at, vec![first.clone(); max as usize + 1]);
            }
            if *unique {
                self.replace(at, [given, std::slice::from_ref(first)].concat());
            }
        }
        for (index, item) in given.iter().enumerate() {
            self.collect(item, items, &format!("{at}/{index}"));
        }
    }

    fn object(&mut self, value: &Value, kind: &Kind, at: &str) {
        let Kind::Object {
            fields, additional, ..
        } = kind
        else {
            return;
        };
        if at.is_empty() {
            self.retype(at, "no object");
        }
        for field in fields {
            let Some(inner) = value.get(&field.name) else {
                continue;
            };
            if field.required {
                self.ways
                    .push(Break::Remove(at.to_owned(), field.name.clone()));
            }
            let escaped = field.name.replace('~', "~0").replace('/', "~1");
            self.collect(inner, &field.schema, &format!("{at}/{escaped}"));
        }
        if let (Additional::Refused, Some(object)) = (additional, value.as_object()) {
            let mut more = object.clone();
            more.insert("notDescribedAnywhere".to_owned(), Value::from(1));
            self.replace(at, Value::Object(more));
        }
    }
}
