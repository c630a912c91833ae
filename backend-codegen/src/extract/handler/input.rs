//! Parts of a request that are read or validated.

use serde_json::json;

use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Part, Place, Value};

impl Program {
    /// A part of the request, or a member of it, is read.
    pub(in crate::extract) fn touch(&mut self, part: Part, key: Option<&str>, place: Place) {
        if let Some(recording) = &mut self.recording {
            let key = key.map(str::to_owned);
            // `const {page} = req.query` reads the member where the query is read.
            let of_whole = recording.touched.iter().find(|(known, ..)| *known == part);
            let place = match of_whole {
                Some((.., whole)) if place == Place::default() => *whole,
                _ => place,
            };
            let same =
                |(known, name, _): &(Part, Option<String>, Place)| *known == part && *name == key;
            if !recording.touched.iter().any(same) {
                recording.touched.push((part, key, place));
            }
        }
    }

    /// A part of the request has to satisfy a schema.
    pub(in crate::extract) fn input(&mut self, part: Part, schema: &Schema, place: Place) {
        let known = match &self.recording {
            Some(recording) => recording.schema_of(part).cloned(),
            None => return,
        };
        // Two validators of one part have to hold both.
        let schema = match known {
            Some(known) => self
                .schemas
                .of(json!({"allOf": [known.reference(), schema.reference()]})),
            None => schema.clone(),
        };
        if let Some(recording) = &mut self.recording {
            recording.inputs.retain(|(known, ..)| *known != part);
            recording.inputs.push((part, schema, place));
        }
    }

    /// `schema.parse(value)`.
    pub(in crate::extract) fn checked(
        &mut self,
        schema: &Schema,
        value: Option<&Value>,
        place: Place,
    ) {
        match value {
            Some(Value::Input(part, None)) => self.input(*part, schema, place),
            Some(Value::Input(part, Some(key))) => {
                if let Some(recording) = &mut self.recording {
                    recording
                        .fields
                        .push((*part, key.to_string(), schema.clone()));
                }
            }
            Some(Value::Object(members)) => {
                // `schema.parse({body: req.body, query: req.query})`.
                for (name, value) in members.entries() {
                    if let (Value::Input(part, None), Some(schema)) =
                        (&value, self.schemas.property(schema, &name))
                    {
                        self.input(*part, &schema, place);
                    }
                }
            }
            _ => {}
        }
    }

    /// The part of the request that a name of validators stands for.
    pub(in crate::extract) fn part_named(name: &str) -> Option<Part> {
        Some(match name {
            "body" | "json" => Part::Body,
            "query" | "querystring" | "queries" => Part::Query,
            "params" | "param" | "path" => Part::Path,
            "headers" | "header" => Part::Header,
            "cookies" | "cookie" => Part::Cookie,
            "form" => Part::Form,
            _ => return None,
        })
    }
}
