//! Schemas.

use super::Upgrade;
use super::make::{entries, entry, flag, object, text};
use crate::spec::grammar::{Kind, Shape};
use crate::spec::node::{Entry, Node, Value};

impl Upgrade {
    /// A schema; also the schema keywords of a parameter, header or item.
    pub(super) fn schema(&mut self, node: Node) -> Node {
        let (span, members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        let is_file = members
            .iter()
            .any(|member| member.key == "type" && member.value.as_str() == Some("file"));
        let mut out = Vec::with_capacity(members.len());
        for member in members {
            self.keyword(member, &mut out);
        }
        if is_file {
            out.push(entry("format", text("binary", span)));
        }
        object(out, span)
    }

    fn keyword(&mut self, member: Entry, out: &mut Vec<Entry>) {
        let Entry {
            key,
            key_span,
            value,
        } = member;
        let span = value.span;
        let value = match (key.as_str(), value.as_str()) {
            ("$ref", Some(reference)) => text(&self.moved(reference), span),
            ("type", Some("file")) => text("string", span),
            ("discriminator", Some(_)) => object(vec![entry("propertyName", value)], span),
            ("collectionFormat" | "allowEmptyValue", _) => return,
            ("x-nullable", _) => {
                if value.as_bool() == Some(true) {
                    out.push(Entry {
                        key: "nullable".to_owned(),
                        key_span,
                        value: flag(true, span),
                    });
                }
                return;
            }
            _ => match Kind::Schema.rules().shape_of(&key) {
                Some(Shape::One(Kind::Schema)) => self.schema(value),
                Some(Shape::List(Kind::Schema)) => self.schemas(value),
                Some(Shape::Map(Kind::Schema)) => {
                    super::make::each_value_named(value, |schema| self.schema(schema))
                }
                _ => value,
            },
        };
        out.push(Entry {
            key,
            key_span,
            value,
        });
    }

    fn schemas(&mut self, node: Node) -> Node {
        match node.value {
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.schema(item)).collect();
                Node::new(node.span, Value::Array(items))
            }
            value => Node::new(node.span, value),
        }
    }
}
