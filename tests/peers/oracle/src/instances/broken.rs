//! One constraint of a value broken.

use serde_json::{Value, json};

use super::{Instances, merged::Merged};

impl<'s> Instances<'s> {
    /// A value that breaks one thing that the schemas ask for.
    pub(super) fn broken_value(&mut self, merged: &Merged<'s>, depth: usize) -> Value {
        let fitting = self.fitting(merged, depth + 1);
        let mut ways = self.of_any_kind(merged);
        match &fitting {
            Value::String(text) => self.text_ways(merged, text, &mut ways),
            Value::Number(_) => Self::number_ways(merged, &mut ways),
            Value::Array(items) => self.array_ways(merged, items, depth, &mut ways),
            Value::Object(_) => self.object_ways(merged, &fitting, depth, &mut ways),
            Value::Null | Value::Bool(_) => {}
        }
        let chosen = self.random(ways.len());
        ways.swap_remove(chosen)
    }

    /// Values of other types.
    fn of_any_kind(&mut self, merged: &Merged<'s>) -> Vec<Value> {
        let all = [
            json!(null),
            json!(true),
            json!(7),
            json!(0.5),
            json!("no"),
            json!([]),
            json!({}),
        ];
        let of = |value: &Value| match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_i64() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let others: Vec<Value> = all
            .into_iter()
            .filter(|value| merged.types.is_empty() || !merged.types.contains(&of(value)))
            .collect();
        // One wrong type is as good as another: the more telling faults come more often.
        vec![self.one(&others).cloned().unwrap_or_default()]
    }

    fn text_ways(&mut self, merged: &Merged<'s>, text: &str, ways: &mut Vec<Value>) {
        if let Some(most) = merged.least("maxLength").filter(|most| *most < 20_000) {
            let longer = match text.is_empty() {
                true => "ab".repeat(most as usize + 1),
                false => text.repeat(most as usize + 1),
            };
            ways.push(
                longer
                    .chars()
                    .take(most as usize + 1)
                    .collect::<String>()
                    .into(),
            );
        }
        if let Some(least) = merged.greatest("minLength").filter(|least| *least > 0) {
            ways.push(
                text.chars()
                    .take(least as usize - 1)
                    .collect::<String>()
                    .into(),
            );
        }
        if merged.first("pattern").is_some()
            || merged.first("format").is_some()
            || merged.values.is_some()
        {
            ways.push(format!("{text}\u{20ac}").into());
            ways.push(text.chars().skip(1).collect::<String>().into());
            ways.push("".into());
            ways.push(text.to_uppercase().into());
            ways.push(["2021-02-29", "no", " ", "a b", "256.0.0.1", "%"][self.random(6)].into());
        }
    }

    fn number_ways(merged: &Merged<'s>, ways: &mut Vec<Value>) {
        let whole = merged.types.contains(&"integer");
        if whole {
            ways.push(json!(1.5));
            ways.push(json!(9_223_372_036_854_775_807_i64));
            ways.push(json!(2_147_483_648_i64));
        }
        let number = |value: f64| match whole && value.abs() < 9e15 {
            true => json!(value as i64),
            false => json!(value),
        };
        if let Some((low, open)) = merged.low() {
            ways.push(number(if open { low } else { low - 1.0 }));
        }
        if let Some((high, open)) = merged.high() {
            ways.push(number(if open { high } else { high + 1.0 }));
        }
        if let Some(step) = merged.number("multipleOf") {
            ways.push(json!(step * 1.5));
        }
        if merged.values.is_some() {
            ways.push(json!(-77));
        }
    }

    fn array_ways(
        &mut self,
        merged: &Merged<'s>,
        items: &[Value],
        depth: usize,
        ways: &mut Vec<Value>,
    ) {
        let one = items
            .first()
            .cloned()
            .unwrap_or_else(|| self.value(merged.item(0), depth + 1));
        if let Some(most) = merged.least("maxItems").filter(|most| *most < 1_000) {
            let mut more = items.to_vec();
            while more.len() as u64 <= most {
                let item = self.value(merged.item(more.len()), depth + 1);
                more.push(item);
            }
            ways.push(more.into());
        }
        if let Some(least) = merged.greatest("minItems").filter(|least| *least > 0) {
            ways.push(items.iter().take(least as usize - 1).cloned().collect());
        }
        if merged.is("uniqueItems") {
            ways.push(json!([one.clone(), one]));
        }
        if merged.first("contains").is_some() {
            ways.push(json!([]));
        }
    }

    fn object_ways(
        &mut self,
        merged: &Merged<'s>,
        fitting: &Value,
        depth: usize,
        ways: &mut Vec<Value>,
    ) {
        let members = fitting.as_object().cloned().unwrap_or_default();
        if let Some(name) = self.one(&merged.required()).copied() {
            let mut less = members.clone();
            less.remove(name);
            ways.push(less.into());
        }
        let mut more = members.clone();
        more.insert("unheardOf".to_owned(), json!({"a": 1}));
        ways.push(more.into());
        // Something in a member, whatever its schema says.
        let names: Vec<String> = members.keys().cloned().collect();
        if let Some(name) = self.one(&names) {
            let mut changed = members.clone();
            changed.insert(name.clone(), Value::Null);
            ways.push(changed.into());
        }
        if let Some(most) = merged.least("maxProperties").filter(|most| *most < 1_000) {
            let mut many = members;
            for number in 0..=most {
                let value = self.value(merged.additional(), depth + 1);
                many.insert(format!("more{number}"), value);
            }
            ways.push(many.into());
        }
    }
}
