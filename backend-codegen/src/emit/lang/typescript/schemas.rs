//! `src/generated/schemas.ts`: one schema for each named type, and the type inferred from it.

use std::collections::HashSet;

use super::{
    Expr, TsNames,
    expr::WIDTH,
    order::{order, references},
    schema::{Scope, field_expr, schema_expr, size_rules, with_rules, with_words, wordless, words},
    text::key,
    writer::{HEADER, Imports, Writer},
};
use crate::ir::{Additional, Api, ContentKind, Kind, Object, Schema, TypeDef, TypeId};

/// The text of the file.
pub fn schemas_file(api: &Api, names: &TsNames) -> String {
    let mut imports = Imports::default();
    let mut body = Writer::default();
    let mut defined = HashSet::new();
    let files = multipart_bodies(api);
    for id in order(api) {
        let definition = &api.types[id];
        let scope = Scope {
            api,
            names,
            defined: Some(&defined),
            files: files.contains(&id),
        };
        let object = object_of(id, definition, &scope, &mut imports);
        let base = object
            .as_ref()
            .filter(|_| needs_base(definition))
            .map(|_| base_name(api, names, id));
        let root = base.clone().map(Expr::text).or_else(|| object.clone());
        let expr = definition_expr(definition, root, &scope, &mut imports);
        // What is said about a type that has a name in the document stands beside that.
        let expr = match names.component(id) {
            Some(_) => expr,
            None => with_words(
                expr,
                words(&definition.schema, definition.schema.meta.default.as_ref()),
            ),
        };
        body.blank();
        if let Some(text) = &definition.schema.meta.description {
            body.doc(text);
        }
        let name = names.ty(id);
        let mut ty = String::new();
        if let (Some(base), Some(object)) = (&base, &object) {
            body.expr(&format!("const {base} = "), object, ";");
            ty = base_type(base, definition);
        }
        body.expr(&format!("export const {name}{ty} = "), &expr, ";");
        inferred(name, &mut body);
        imports.value("zod", "z");
        defined.insert(id);
    }
    let mut writer = Writer::default();
    writer.line(HEADER);
    if defined.is_empty() {
        writer.blank();
        writer.line("export {};");
        return writer.finish();
    }
    writer.blank();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

/// The type of a schema.
fn inferred(name: &str, writer: &mut Writer) {
    let flat = format!("export type {name} = z.infer<typeof {name}>;");
    if flat.chars().count() <= WIDTH {
        return writer.line(flat);
    }
    writer.open(format!("export type {name} = z.infer<"));
    writer.line(format!("typeof {name}"));
    writer.close(">;");
}

/// Types that are bodies of forms with files.
fn multipart_bodies(api: &Api) -> HashSet<TypeId> {
    let bodies = api
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    bodies
        .flat_map(|body| &body.contents)
        .filter(|content| content.kind == ContentKind::Multipart)
        .filter_map(|content| match content.schema.as_ref()?.kind {
            Kind::Ref(id) => Some(id),
            _ => None,
        })
        .collect()
}

/// Whether the object is written apart, under a name of its own: the compiler cannot infer the type of a schema that
/// holds itself through what is called on it and through checks around it.
fn needs_base(definition: &TypeDef) -> bool {
    let schema = &definition.schema;
    let Kind::Object(object) = &schema.kind else {
        return false;
    };
    let is_checked = !schema.assertions.is_empty()
        || object.min_properties.is_some()
        || object.max_properties.is_some();
    definition.recursive && is_checked && matches!(object.additional, Additional::Kept(_))
}

fn base_name(api: &Api, names: &TsNames, id: TypeId) -> String {
    let mut name = format!("{}Object", names.ty(id));
    while api.types.iter().any(|(other, _)| names.ty(other) == name) {
        name.push('_');
    }
    name
}

fn base_type(base: &str, definition: &TypeDef) -> String {
    if definition.schema.nullable {
        format!(": z.ZodNullable<typeof {base}>")
    } else {
        format!(": typeof {base}")
    }
}

fn object_of(
    id: TypeId,
    definition: &TypeDef,
    scope: &Scope<'_>,
    imports: &mut Imports,
) -> Option<Expr> {
    let Kind::Object(object) = &definition.schema.kind else {
        return None;
    };
    let defaults = definition.in_requests && !definition.in_merges;
    Some(object_expr(id, object, defaults, scope, imports))
}

/// The schema of a type; that of an object is `root` with what is checked around it.
fn definition_expr(
    definition: &TypeDef,
    root: Option<Expr>,
    scope: &Scope<'_>,
    imports: &mut Imports,
) -> Expr {
    let (Kind::Object(object), Some(expr)) = (&definition.schema.kind, root) else {
        return wordless(&definition.schema, scope, imports);
    };
    let rules = size_rules(object.min_properties, object.max_properties, imports);
    let expr = with_rules(expr, rules, imports);
    let expr = super::raw::with_assertions(expr, &definition.schema, scope, imports);
    if definition.schema.nullable {
        expr.then("nullable", Vec::new())
    } else {
        expr
    }
}

fn object_expr(
    id: TypeId,
    object: &Object,
    defaults: bool,
    scope: &Scope<'_>,
    imports: &mut Imports,
) -> Expr {
    imports.value("zod", "z");
    let everything = Scope {
        api: scope.api,
        names: scope.names,
        defined: None,
        files: scope.files,
    };
    let members = object
        .fields
        .iter()
        .map(|field| {
            let name = key(&field.name);
            if is_late(id, &field.schema, scope) {
                let expr = field_expr(field, defaults, &everything, imports);
                let ty = getter_type(field, scope).map_or_else(String::new, |ty| format!(": {ty}"));
                return (format!("get {name}(){ty}"), Expr::Getter(Box::new(expr)));
            }
            (name, field_expr(field, defaults, scope, imports))
        })
        .collect();
    let members = Expr::Object(members);
    match &object.additional {
        Additional::Ignored => Expr::z("object", vec![members]),
        Additional::Refused => Expr::z("strictObject", vec![members]),
        Additional::Kept(values) => {
            let is_any = matches!(values.kind, Kind::Any);
            let mut values = schema_expr(values, scope, imports);
            // An index signature holds for the declared members too, whatever their types.
            if !is_any && !object.fields.is_empty() {
                imports.value("../lib/checks.js", "untyped");
                values = Expr::call("untyped", vec![values]);
            }
            Expr::z("object", vec![members]).then("catchall", vec![values])
        }
    }
}

/// Whether a property's schema stands below, so that only a getter can read it.
fn is_late(id: TypeId, schema: &Schema, scope: &Scope<'_>) -> bool {
    references(schema).iter().any(|target| {
        *target == id
            || scope
                .defined
                .is_some_and(|defined| !defined.contains(target))
    })
}

/// What a getter returns: without it, the type of a schema that holds itself could not be inferred.
fn getter_type(field: &crate::ir::Field, scope: &Scope<'_>) -> Option<String> {
    let inner = type_of(&field.schema, scope)?;
    Some(if field.required {
        inner
    } else {
        format!("z.ZodOptional<{inner}>")
    })
}

fn type_of(schema: &Schema, scope: &Scope<'_>) -> Option<String> {
    let inner = match &schema.kind {
        Kind::Ref(id) => format!("typeof {}", scope.names.ty(*id)),
        Kind::Array(array) => format!("z.ZodArray<{}>", type_of(&array.items, scope)?),
        Kind::Map(map) if map.keys.is_none() => {
            format!("z.ZodRecord<z.ZodString, {}>", type_of(&map.values, scope)?)
        }
        _ => return None,
    };
    Some(if schema.nullable {
        format!("z.ZodNullable<{inner}>")
    } else {
        inner
    })
}
