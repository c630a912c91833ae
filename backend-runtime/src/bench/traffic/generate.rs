//! Random values of a schema.

use serde_json::{Map, Value};

use super::{Additional, Field, Kind, References, Schema, formats, pattern};
use crate::bench::request::Random;

/// Deeper than this, optional parts are left out; much deeper, nothing is made at all.
const DEEP: usize = 4;
const TOO_DEEP: usize = 32;

/// Makes random values of schemas.
pub(crate) struct Generator<'a> {
    pub(crate) schemas: &'a [Schema],
    pub(crate) random: &'a mut Random,
    /// Members that are named after a resource get ids that are known.
    pub(crate) references: References<'a>,
}

impl Generator<'_> {
    /// A value; `None` when there is none, or none that can be found.
    pub(crate) fn value(&mut self, schema: &Schema) -> Option<Value> {
        self.at(schema, 0)
    }

    fn at(&mut self, schema: &Schema, depth: usize) -> Option<Value> {
        if depth > TOO_DEEP {
            return None;
        }
        let schema = schema.resolved(self.schemas);
        if let Some(example) = schema.example.as_ref().filter(|_| schema.partial) {
            return Some(example.clone());
        }
        if schema.nullable && (depth > DEEP || self.random.below(8) == 0) {
            return Some(Value::Null);
        }
        let made = self.kind(&schema.kind, depth);
        made.or_else(|| schema.example.clone())
            .or_else(|| schema.nullable.then_some(Value::Null))
    }

    fn kind(&mut self, kind: &Kind, depth: usize) -> Option<Value> {
        Some(match kind {
            Kind::Any => Value::from(formats::word(self.random)),
            Kind::Never | Kind::Ref(_) => return None,
            Kind::Boolean => Value::from(self.random.below(2) == 0),
            Kind::Integer {
                low,
                high,
                step,
                values,
            } => match values.as_slice() {
                [] => Value::from(self.integer(*low, *high, *step)?),
                values => Value::from(values[self.random.below(values.len() as u64) as usize]),
            },
            Kind::Number {
                low, high, step, ..
            } => self.number(*low, *high, *step)?,
            Kind::String {
                format,
                min_length,
                max_length,
                pattern,
            } => {
                Value::from(self.string(format, (*min_length, *max_length), pattern.as_deref())?)
            }
            Kind::Enum(values) => Value::from(
                values
                    .get(self.random.below(values.len() as u64) as usize)?
                    .as_str(),
            ),
            Kind::Array {
                items,
                min,
                max,
                unique,
            } => self.array(items, (*min, *max), *unique, depth)?,
            Kind::Object {
                fields,
                additional,
                min,
                ..
            } => self.object(fields, additional, *min, depth)?,
            Kind::Union {
                variants,
                discriminator,
                ..
            } => self.union(variants, discriminator.as_deref(), depth)?,
        })
    }

    fn integer(&mut self, low: i64, high: i64, step: i64) -> Option<i64> {
        // Without bounds small numbers are what people send.
        let (near_low, near_high) = match (low, high) {
            (i64::MIN..=-1_000_001, 1_000_001..) => (0, 1000),
            (i64::MIN..=-1_000_001, high) => (high.saturating_sub(1000), high),
            (low, 1_000_001..) => (low, low.saturating_add(1000)),
            both => both,
        };
        let step = step.max(1);
        let (first, last) = (
            near_low.div_euclid(step) + i64::from(near_low.rem_euclid(step) != 0),
            near_high.div_euclid(step),
        );
        match first <= last {
            true => Some(self.random.between(first, last) * step),
            // A multiple may lie beyond the nearby numbers.
            false => (first * step <= high).then_some(first * step),
        }
    }

    fn number(&mut self, low: Option<f64>, high: Option<f64>, step: Option<f64>) -> Option<Value> {
        let (low, high) = match (low, high) {
            (None, None) => (0.0, 1000.0),
            (Some(low), None) => (low, low + 1000.0),
            (None, Some(high)) => (high - 1000.0, high),
            (Some(low), Some(high)) => (low, high),
        };
        // Kept off the ends, which may be excluded.
        let value = low + (high - low) * (0.05 + 0.9 * self.random.unit());
        let value = match step {
            Some(step) if step > 0.0 => (value / step).round() * step,
            // Two decimals as long as they stay inside.
            _ => {
                let rounded = (value * 100.0).round() / 100.0;
                if rounded > low && rounded < high {
                    rounded
                } else {
                    value
                }
            }
        };
        serde_json::Number::from_f64(value).map(Value::Number)
    }

    fn string(
        &mut self,
        format: &str,
        (min, max): (u64, Option<u64>),
        pattern: Option<&str>,
    ) -> Option<String> {
        if let Some(pattern) = pattern {
            return pattern::matching(pattern, (min, max), self.random);
        }
        if let Some(made) = formats::make(format, self.random) {
            return Some(made);
        }
        let most = max.unwrap_or(min.max(12)).max(min);
        let wanted = self
            .random
            .between(min.max(1).min(most) as i64, most.min(min + 24) as i64)
            as usize;
        let mut out = String::new();
        while out.len() < wanted {
            if !out.is_empty() {
                out.push('-');
            }
            out.push_str(formats::word(self.random));
            // Uniqueness constraints are common and never written down.
            out.push_str(&self.random.below(100_000).to_string());
        }
        out.truncate(wanted);
        Some(out)
    }

    fn array(
        &mut self,
        items: &Schema,
        (min, max): (u64, Option<u64>),
        unique: bool,
        depth: usize,
    ) -> Option<Value> {
        let extra = if depth > DEEP { 0 } else { 3 };
        let most = max.unwrap_or(min + extra).min(min + extra).max(min);
        let count = self.random.between(min as i64, most as i64) as u64;
        let mut out: Vec<Value> = Vec::new();
        for _ in 0..count * 10 {
            if out.len() as u64 == count {
                break;
            }
            match self.at(items, depth + 1) {
                Some(item) if unique && out.contains(&item) => {}
                Some(item) => out.push(item),
                None => break,
            }
        }
        (out.len() as u64 >= min).then_some(Value::Array(out))
    }

    fn object(
        &mut self,
        fields: &[Field],
        additional: &Additional,
        min: u64,
        depth: usize,
    ) -> Option<Value> {
        let mut out = Map::new();
        for field in fields {
            let wanted = field.required
                || (depth <= DEEP && self.random.below(3) > 0)
                || (out.len() as u64) < min;
            if !wanted {
                continue;
            }
            let reference = (self.references).value(&field.name, &field.schema, self.random);
            match reference.or_else(|| self.at(&field.schema, depth + 1)) {
                Some(value) => {
                    out.insert(field.name.clone(), value);
                }
                None if field.required => return None,
                None => {}
            }
        }
        if let Additional::Schema(schema) = additional {
            let wanted = if fields.is_empty() { min.max(1) } else { min };
            for number in 0..wanted.saturating_sub(out.len() as u64) {
                let value = self.at(schema, depth + 1)?;
                out.insert(format!("{}{number}", formats::word(self.random)), value);
            }
        }
        (out.len() as u64 >= min).then_some(Value::Object(out))
    }

    fn union(
        &mut self,
        variants: &[(Option<String>, Schema)],
        discriminator: Option<&str>,
        depth: usize,
    ) -> Option<Value> {
        let start = self.random.below(variants.len().max(1) as u64) as usize;
        // A variant that leads back to itself is left for another one when it gets deep.
        for step in 0..variants.len() {
            let (tag, schema) = &variants[(start + step) % variants.len()];
            if let Some(mut value) = self.at(schema, depth + 1) {
                if let (Some(property), Some(tag), Some(object)) =
                    (discriminator, tag, value.as_object_mut())
                {
                    object.insert(property.to_owned(), Value::from(tag.as_str()));
                }
                return Some(value);
            }
        }
        None
    }
}
