//! From the model of a document to what the load tester makes traffic from.

use backend_codegen::ir::{
    self, Additional, Api, Bounds, ContentKind, IntegerFormat, Kind, Location, Method, PathSegment,
    RawKeyword, RawSchema, StatusPattern, StringFormat, Style,
};
use backend_runtime::bench::traffic::{self, Media, PathPart, Place, Statuses, Traffic};

/// Shares of operations: by identifier before by tag before by method.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights {
    /// Key and share, as given: an operation's identifier, `tag:NAME`, or a method in capitals.
    pub(crate) given: Vec<(String, u32)>,
}

impl Weights {
    fn of(&self, operation: &ir::Operation) -> u32 {
        let tag = format!("tag:{}", operation.group);
        let keys = [
            operation.id.as_str(),
            tag.as_str(),
            operation.method.as_str(),
        ];
        let named = keys
            .iter()
            .find_map(|key| self.given.iter().find(|(given, _)| given == key));
        match named {
            Some((_, weight)) => *weight,
            // Deleting is destructive, and starves the operations that need what was deleted.
            None => {
                u32::from(operation.method != Method::Delete && operation.method != Method::Trace)
            }
        }
    }

    /// Keys that no operation, tag or method has.
    pub(crate) fn unknown(&self, api: &Api) -> Option<&str> {
        let known = |key: &str| {
            let of = |operation: &ir::Operation| {
                operation.id == key || key.strip_prefix("tag:") == Some(operation.group.as_str())
            };
            Method::ALL.iter().any(|method| method.as_str() == key) || api.operations.iter().any(of)
        };
        self.given
            .iter()
            .map(|(key, _)| key.as_str())
            .find(|key| !known(key))
    }
}

/// The traffic of an API whose paths are served below `base`.
pub(crate) fn traffic(api: &Api, base: &str, weights: &Weights) -> Traffic {
    let operations = api
        .operations
        .iter()
        .filter(|operation| operation.refusal.is_none());
    Traffic {
        operations: operations
            .map(|operation| lower_operation(operation, base, weights))
            .collect(),
        schemas: api
            .types
            .iter()
            .map(|(_, definition)| schema(&definition.schema))
            .collect(),
        negative: 0.0,
        headers: Vec::new(),
    }
}

fn lower_operation(operation: &ir::Operation, base: &str, weights: &Weights) -> traffic::Operation {
    traffic::Operation {
        name: operation.id.clone(),
        method: operation.method.as_str().to_owned(),
        path: path(operation, base),
        weight: weights.of(operation),
        parameters: operation.parameters.iter().map(parameter).collect(),
        body: operation.body.as_ref().and_then(body),
        responses: operation.responses.iter().map(response).collect(),
    }
}

fn path(operation: &ir::Operation, base: &str) -> Vec<PathPart> {
    let mut parts = vec![PathPart::Text(base.to_owned())];
    for segment in &operation.path.segments {
        push_text(&mut parts, "/");
        push_segment(&mut parts, segment, operation);
    }
    parts
}

fn push_segment(parts: &mut Vec<PathPart>, segment: &PathSegment, operation: &ir::Operation) {
    match segment {
        PathSegment::Literal(text) => push_text(parts, text),
        PathSegment::Mixed(inner) => inner
            .iter()
            .for_each(|inner| push_segment(parts, inner, operation)),
        PathSegment::Parameter(name) => {
            let index = operation.parameters.iter().position(|parameter| {
                parameter.location == Location::Path && parameter.name == *name
            });
            match index {
                Some(index) => parts.push(PathPart::Parameter(index)),
                // A name in braces that is not described; any text will do.
                None => push_text(parts, "0"),
            }
        }
    }
}

fn push_text(parts: &mut Vec<PathPart>, more: &str) {
    match parts.last_mut() {
        Some(PathPart::Text(text)) => text.push_str(more),
        _ => parts.push(PathPart::Text(more.to_owned())),
    }
}

fn parameter(parameter: &ir::Parameter) -> traffic::Parameter {
    let style = match (&parameter.content, parameter.style) {
        (Some(_), _) => traffic::Style::Content,
        (None, Style::Form) => traffic::Style::Form,
        (None, Style::Simple) => traffic::Style::Simple,
        (None, Style::Label) => traffic::Style::Label,
        (None, Style::Matrix) => traffic::Style::Matrix,
        (None, Style::SpaceDelimited) => traffic::Style::SpaceDelimited,
        (None, Style::PipeDelimited) => traffic::Style::PipeDelimited,
        (None, Style::DeepObject) => traffic::Style::DeepObject,
    };
    traffic::Parameter {
        name: parameter.name.clone(),
        place: match parameter.location {
            Location::Path => Place::Path,
            Location::Query => Place::Query,
            Location::Header => Place::Header,
            Location::Cookie => Place::Cookie,
        },
        style,
        explode: parameter.explode,
        required: parameter.required,
        schema: schema(&parameter.schema),
    }
}

/// The first media type that can be written; JSON where there is a choice.
fn body(body: &ir::Body) -> Option<traffic::Body> {
    let content = body
        .contents
        .iter()
        .find(|content| content.kind == ContentKind::Json)
        .or_else(|| body.contents.first())?;
    let media = match content.kind {
        ContentKind::Json => Media::Json,
        ContentKind::Form => Media::Form,
        ContentKind::Multipart => Media::Multipart,
        ContentKind::Text | ContentKind::EventStream => Media::Text,
        ContentKind::Binary => Media::Binary,
    };
    let schema = content.schema.as_ref().map(schema).map(|mut schema| {
        if schema.example.is_none() {
            schema.example.clone_from(&content.example);
        }
        schema
    });
    Some(traffic::Body {
        content_type: match content.media_type.contains('*') {
            true => "application/octet-stream".to_owned(),
            false => content.media_type.clone(),
        },
        media,
        schema,
    })
}

fn response(response: &ir::Response) -> traffic::Response {
    let json = response
        .contents
        .iter()
        .find(|content| content.kind == ContentKind::Json);
    // Several media types: which one comes depends on the server.
    let only_json = response.contents.len() == 1;
    traffic::Response {
        statuses: match response.status {
            StatusPattern::Code(code) => Statuses::Code(code),
            StatusPattern::Range(class) => Statuses::Class(u16::from(class)),
            StatusPattern::Default => Statuses::Others,
        },
        schema: json
            .filter(|_| only_json)
            .and_then(|content| content.schema.as_ref())
            .map(schema),
    }
}

fn schema(from: &ir::Schema) -> traffic::Schema {
    let mut kind = kind(&from.kind);
    // `enum` and `const` of mixed types are kept as keywords; the strings among them are enough to make values.
    if let (traffic::Kind::Any, Some(values)) = (&kind, listed_strings(&from.assertions)) {
        kind = traffic::Kind::Enum(values);
    }
    traffic::Schema {
        kind,
        nullable: from.nullable,
        example: from
            .meta
            .example
            .clone()
            .or_else(|| from.meta.default.clone()),
        partial: !from.assertions.is_empty(),
    }
}

fn listed_strings(assertions: &[RawSchema]) -> Option<Vec<String>> {
    let keywords = assertions.iter().flat_map(|schema| &schema.keywords);
    for keyword in keywords {
        let values = match keyword {
            RawKeyword::Enum(values) => values.clone(),
            RawKeyword::Const(value) => vec![value.clone()],
            _ => continue,
        };
        let strings: Vec<_> = values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        return (!strings.is_empty() && strings.len() == values.len()).then_some(strings);
    }
    None
}

fn kind(from: &Kind) -> traffic::Kind {
    match from {
        Kind::Any => traffic::Kind::Any,
        Kind::Never => traffic::Kind::Never,
        Kind::Ref(id) => traffic::Kind::Ref(id.0 as usize),
        Kind::Boolean => traffic::Kind::Boolean,
        Kind::Integer {
            format,
            bounds,
            values,
        } => integer(*format, bounds, values),
        Kind::Number { bounds, .. } => number(bounds),
        Kind::String(string) => traffic::Kind::String {
            format: format_name(&string.format).to_owned(),
            min_length: string.min_length.unwrap_or(0),
            max_length: string.max_length,
            pattern: string.pattern.as_ref().map(|pattern| pattern.0.clone()),
        },
        Kind::Enum(values) => traffic::Kind::Enum(values.clone()),
        Kind::Array(array) => traffic::Kind::Array {
            items: Box::new(schema(&array.items)),
            min: array.min_items.unwrap_or(0),
            max: array.max_items,
            unique: array.unique_items,
        },
        Kind::Map(map) => traffic::Kind::Object {
            fields: Vec::new(),
            additional: traffic::Additional::Schema(Box::new(schema(&map.values))),
            min: map.min_properties.unwrap_or(0),
            max: map.max_properties,
        },
        Kind::Object(object) => traffic::Kind::Object {
            fields: object.fields.iter().map(field).collect(),
            additional: match &object.additional {
                Additional::Ignored => traffic::Additional::Ignored,
                Additional::Refused => traffic::Additional::Refused,
                Additional::Kept(kept) => traffic::Additional::Schema(Box::new(schema(kept))),
            },
            min: object.min_properties.unwrap_or(0),
            max: object.max_properties,
        },
        Kind::Union(union) => traffic::Kind::Union {
            variants: union
                .variants
                .iter()
                .map(|variant| (variant.tags.first().cloned(), schema(&variant.schema)))
                .collect(),
            discriminator: union.discriminator.clone(),
            exactly_one: union.mode == ir::UnionMode::OneOf,
        },
    }
}

fn field(field: &ir::Field) -> traffic::Field {
    traffic::Field {
        name: field.name.clone(),
        schema: schema(&field.schema),
        required: field.required,
    }
}

fn integer(format: IntegerFormat, bounds: &Bounds, values: &[i128]) -> traffic::Kind {
    let (least, most): (i128, i128) = match format {
        IntegerFormat::Int32 => (i32::MIN.into(), i32::MAX.into()),
        IntegerFormat::Int64 => (i64::MIN.into(), i64::MAX.into()),
        IntegerFormat::Uint32 => (0, u32::MAX.into()),
        IntegerFormat::Uint64 => (0, i64::MAX.into()),
    };
    // A bound with a fraction holds for the whole numbers inside it.
    let up = |number: &ir::Number| {
        number
            .as_i128()
            .or_else(|| number.as_f64().map(|value| value.ceil() as i128))
    };
    let down = |number: &ir::Number| {
        number
            .as_i128()
            .or_else(|| number.as_f64().map(|value| value.floor() as i128))
    };
    let lows = [
        bounds.minimum.as_ref().and_then(up),
        bounds
            .exclusive_minimum
            .as_ref()
            .and_then(down)
            .map(|low| low + 1),
    ];
    let highs = [
        bounds.maximum.as_ref().and_then(down),
        bounds
            .exclusive_maximum
            .as_ref()
            .and_then(up)
            .map(|high| high - 1),
    ];
    let low = lows.into_iter().flatten().fold(least, i128::max);
    let high = highs.into_iter().flatten().fold(most, i128::min);
    let narrow = |value: i128| value.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    traffic::Kind::Integer {
        low: narrow(low),
        high: narrow(high),
        step: bounds
            .multiple_of
            .as_ref()
            .and_then(ir::Number::as_i128)
            .map_or(1, narrow),
        values: values.iter().copied().map(narrow).collect(),
    }
}

fn number(bounds: &Bounds) -> traffic::Kind {
    let value = |number: &Option<ir::Number>| number.as_ref().and_then(ir::Number::as_f64);
    let (low, open_low) = match (value(&bounds.minimum), value(&bounds.exclusive_minimum)) {
        (Some(low), Some(open)) if open >= low => (Some(open), true),
        (None, Some(open)) => (Some(open), true),
        (low, _) => (low, false),
    };
    let (high, open_high) = match (value(&bounds.maximum), value(&bounds.exclusive_maximum)) {
        (Some(high), Some(open)) if open <= high => (Some(open), true),
        (None, Some(open)) => (Some(open), true),
        (high, _) => (high, false),
    };
    traffic::Kind::Number {
        low,
        high,
        open_low,
        open_high,
        step: value(&bounds.multiple_of),
    }
}

fn format_name(format: &StringFormat) -> &str {
    match format {
        StringFormat::Plain => "",
        StringFormat::DateTime => "date-time",
        StringFormat::Date => "date",
        StringFormat::Uuid => "uuid",
        StringFormat::Byte => "byte",
        StringFormat::Binary => "binary",
        StringFormat::Decimal => "decimal",
        StringFormat::Ipv4 => "ipv4",
        StringFormat::Ipv6 => "ipv6",
        StringFormat::Checked(name) => name,
        StringFormat::Annotation(name) => name,
    }
}
