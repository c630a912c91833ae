//! Instances by a schema, from a fixed seed: what it asks for, with values close to its limits, and the same with one
//! constraint broken somewhere inside.

mod broken;
mod merged;
mod text;

pub use merged::target;

use merged::Merged;
use serde_json::{Map, Value};

/// How deep optional things nest.
const DEEP: usize = 5;

/// Where even required things end; a schema that asks for more has no finite instance.
const DEEPEST: usize = 40;

/// How many values one instance may hold.
const MOST: usize = 2_000;

/// A source of instances; the same name gives the same ones.
pub struct Instances<'s> {
    root: &'s Value,
    schema: &'s Value,
    state: u64,
    /// Values that have been made for the instance under way.
    made: usize,
    /// Which of them is to be broken.
    broken: Option<usize>,
}

impl<'s> Instances<'s> {
    /// Instances of a schema; references lead into the root.
    pub fn of(root: &'s Value, schema: &'s Value, name: &str) -> Self {
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Instances {
            root,
            schema,
            state: seed | 1,
            made: 0,
            broken: None,
        }
    }

    /// The next instance, which is meant to be valid.
    pub fn valid(&mut self) -> Value {
        self.broken = None;
        self.whole()
    }

    /// The next instance, with one constraint broken.
    pub fn broken(&mut self) -> Value {
        let before = self.state;
        self.broken = None;
        self.whole();
        let place = self.random(self.made);
        let after = self.state;
        self.state = before;
        self.broken = Some(place);
        let instance = self.whole();
        self.state ^= after;
        self.state |= 1;
        instance
    }

    fn whole(&mut self) -> Value {
        self.made = 0;
        self.value(vec![self.schema], 0)
    }

    /// xorshift64*
    fn random(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let mixed = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        mixed as usize % below.max(1)
    }

    fn one<'v, T>(&mut self, list: &'v [T]) -> Option<&'v T> {
        list.get(self.random(list.len()))
    }

    /// A value that all of these schemas describe.
    fn value(&mut self, schemas: Vec<&'s Value>, depth: usize) -> Value {
        let place = self.made;
        self.made += 1;
        if depth > DEEPEST || self.made > MOST {
            return Value::Null;
        }
        let merged = Merged::of(self, schemas, depth);
        if self.broken == Some(place) {
            return self.broken_value(&merged, depth);
        }
        self.fitting(&merged, depth)
    }

    fn fitting(&mut self, merged: &Merged<'s>, depth: usize) -> Value {
        if let Some(values) = &merged.values {
            return self.one(values).copied().cloned().unwrap_or_default();
        }
        if !merged.examples.is_empty() && self.random(6) == 0 {
            return self
                .one(&merged.examples)
                .copied()
                .cloned()
                .unwrap_or_default();
        }
        let Some(name) = self.one(&merged.types).copied() else {
            return self.anything(depth);
        };
        match name {
            "null" => Value::Null,
            "boolean" => (self.random(2) == 0).into(),
            "integer" => self.integer(merged),
            "number" => self.number(merged),
            "string" => self.text(merged),
            "array" => self.array(merged, depth),
            _ => self.object(merged, depth),
        }
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.random(if depth > DEEP { 5 } else { 7 }) {
            0 => Value::Null,
            1 => (self.random(2) == 0).into(),
            2 => (self.random(20) as i64 - 3).into(),
            3 => [0.5, 1.0, -2.25, 1e9][self.random(4)].into(),
            4 => ["", "a", "no", "é", "2020-02-29"][self.random(5)].into(),
            5 => (0..self.random(3))
                .map(|_| self.anything(depth + 1))
                .collect(),
            _ => {
                let names = ["a", "b", "x", "xy"];
                let mut members = Map::new();
                for _ in 0..self.random(3) {
                    let name = names[self.random(names.len())].to_owned();
                    let member = self.anything(depth + 1);
                    members.insert(name, member);
                }
                Value::Object(members)
            }
        }
    }

    fn integer(&mut self, merged: &Merged<'s>) -> Value {
        let low = merged
            .low()
            .map(|(low, open)| (low + f64::from(u8::from(open))).ceil());
        let high = merged
            .high()
            .map(|(high, open)| (high - f64::from(u8::from(open))).floor());
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) if low > -1e9 || high < 1e9 => (low, high),
            (Some(low), _) if low > -1e9 => (low, low + 1000.0),
            (_, Some(high)) if high < 1e9 => (high - 1000.0, high),
            _ => (-3.0, 1000.0),
        };
        let step = merged
            .number("multipleOf")
            .filter(|step| *step >= 1.0)
            .unwrap_or(1.0);
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        let chosen = match self.random(4) {
            0 => first,
            1 => last,
            _ => first + (self.random(1 << 20) as f64 % (last - first + 1.0).max(1.0)),
        };
        let value = chosen * step;
        // `1.0` is an integer too.
        if self.random(12) == 0 || value.abs() >= 9e15 {
            return value.into();
        }
        (value as i64).into()
    }

    fn number(&mut self, merged: &Merged<'s>) -> Value {
        let (low, high) = match (merged.low(), merged.high()) {
            (None, None) => (-10.0, 1000.0),
            (Some((low, _)), None) => (low, low + 1000.0),
            (None, Some((high, _))) => (high - 1000.0, high),
            (Some((low, _)), Some((high, _))) => (low, high),
        };
        if let Some(step) = merged.number("multipleOf").filter(|step| *step > 0.0) {
            return ((low / step).ceil() * step).into();
        }
        let share = match self.random(5) {
            0 if merged.low().is_none_or(|(_, open)| !open) => 0.0,
            1 if merged.high().is_none_or(|(_, open)| !open) => 1.0,
            _ => 0.01 + self.random(98) as f64 / 100.0,
        };
        let value = low + (high - low) * share;
        if self.random(2) == 0 && value.trunc() > low && value.abs() < 9e15 {
            return (value.trunc() as i64).into();
        }
        value.into()
    }

    fn array(&mut self, merged: &Merged<'s>, depth: usize) -> Value {
        let prefix = merged.prefix();
        let least = merged.greatest("minItems").unwrap_or(0) as usize;
        let most = merged
            .least("maxItems")
            .map_or(usize::MAX, |most| most as usize);
        let more = if depth > DEEP { 0 } else { self.random(4) };
        let count = least
            .max(prefix.min(most))
            .saturating_add(more)
            .min(most.max(least))
            .min(200);
        let unique = merged.is("uniqueItems");
        let mut items: Vec<Value> = Vec::new();
        for _ in 0..count * 4 {
            if items.len() >= count {
                break;
            }
            let item = self.value(merged.item(items.len()), depth + 1);
            if !(unique && items.contains(&item)) {
                items.push(item);
            }
        }
        if let Some(contained) = merged.first("contains")
            && self.random(4) > 0
        {
            items.insert(0, self.value(vec![contained], depth + 1));
        }
        Value::Array(items)
    }

    fn object(&mut self, merged: &Merged<'s>, depth: usize) -> Value {
        let mut members = Map::new();
        let required = merged.required();
        for (name, schemas) in merged.properties() {
            let wanted = required.contains(&name) || (depth <= DEEP && self.random(3) > 0);
            if wanted {
                let value = self.value(schemas, depth + 1);
                members.insert(name.to_owned(), value);
            }
        }
        for name in required {
            if !members.contains_key(name) {
                let value = self.value(merged.additional(), depth + 1);
                members.insert(name.to_owned(), value);
            }
        }
        self.others(merged, depth, &mut members);
        Value::Object(members)
    }

    /// Members that no property names.
    fn others(&mut self, merged: &Merged<'s>, depth: usize, members: &mut Map<String, Value>) {
        let least = merged.greatest("minProperties").unwrap_or(0) as usize;
        let missing = least.saturating_sub(members.len());
        let free = !merged.is_closed() && depth <= DEEP;
        let more = match merged.additional().is_empty() {
            _ if !free => 0,
            true => usize::from(self.random(10) == 0),
            false => self.random(3),
        };
        for number in 0..missing + more {
            let name = match merged.first("propertyNames") {
                Some(names) => match self.value(vec![names], depth + 1) {
                    Value::String(name) => name,
                    _ => format!("key{number}"),
                },
                None => ["a", "b", "xy", "Z", "extra"][self.random(5)].to_owned(),
            };
            if !members.contains_key(&name) {
                let value = self.value(merged.additional(), depth + 1);
                members.insert(name, value);
            }
        }
    }
}
