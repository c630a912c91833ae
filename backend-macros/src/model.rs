//! What the derives know about a type after its attributes are read.

use crate::serde::Serde;
use crate::syntax::{Errors, Expr, parse_attributes};
use syn::ext::IdentExt;
use syn::{
    Attribute, Data, DeriveInput, Expr as SynExpr, Fields, GenericArgument, Generics, Ident, Lit,
    Member, Meta,
};
use syn::{PathArguments, Type};

/// A type with `#[derive]`.
pub(crate) struct Container {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) expr: Expr,
    pub(crate) serde: Serde,
    pub(crate) docs: Option<String>,
    pub(crate) body: Body,
}

pub(crate) enum Body {
    Struct(Shape),
    Enum(Vec<Variant>),
}

/// The fields of a struct or variant.
pub(crate) enum Shape {
    Named(Vec<Field>),
    /// One field without name: the value itself.
    Newtype(Box<Field>),
    Tuple(Vec<Field>),
    Unit,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// The name that JSON has.
    pub(crate) name: String,
    pub(crate) expr: Expr,
    pub(crate) serde: Serde,
    pub(crate) docs: Option<String>,
    pub(crate) shape: Shape,
}

pub(crate) struct Field {
    pub(crate) member: Member,
    /// The name that JSON has.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) expr: Expr,
    pub(crate) serde: Serde,
    pub(crate) docs: Option<String>,
}

impl Container {
    pub(crate) fn of(input: DeriveInput, errors: &mut Errors) -> Option<Self> {
        let serde = Serde::of(&input.attrs);
        let body = match &input.data {
            Data::Struct(data) => Body::Struct(Shape::of(&data.fields, serde.rename_all, errors)),
            Data::Enum(data) => Body::Enum(
                data.variants
                    .iter()
                    .map(|variant| Variant::of(variant, &serde, errors))
                    .collect(),
            ),
            Data::Union(data) => {
                errors.at(
                    data.union_token.span,
                    "a `union` has no JSON form; use an enum",
                );
                return None;
            }
        };
        Some(Container {
            expr: parse_attributes(&input.attrs, errors),
            docs: docs(&input.attrs),
            ident: input.ident,
            generics: input.generics,
            serde,
            body,
        })
    }

    /// The component name; generic types have none, as each instance is another schema.
    pub(crate) fn component(&self) -> Option<String> {
        if self.expr.has("inline") {
            return None;
        }
        let given = self.expr.text("name").map(str::to_owned);
        if given.is_none() && self.generics.type_params().next().is_some() {
            return None;
        }
        given
            .or_else(|| self.serde.rename.clone())
            .or_else(|| Some(self.ident.unraw().to_string()))
    }
}

impl Variant {
    fn of(variant: &syn::Variant, container: &Serde, errors: &mut Errors) -> Self {
        let serde = Serde::of(&variant.attrs);
        let rust = variant.ident.unraw().to_string();
        let name = serde.rename.clone().unwrap_or_else(|| {
            container
                .rename_all
                .map_or_else(|| rust.clone(), |case| case.variant(&rust))
        });
        let case = serde.rename_all.or(container.rename_all_fields);
        Variant {
            shape: Shape::of(&variant.fields, case, errors),
            expr: parse_attributes(&variant.attrs, errors),
            docs: docs(&variant.attrs),
            ident: variant.ident.clone(),
            name,
            serde,
        }
    }
}

impl Shape {
    fn of(fields: &Fields, case: Option<crate::serde::Case>, errors: &mut Errors) -> Self {
        let mut list: Vec<Field> = fields
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let serde = Serde::of(&field.attrs);
                let rust = field
                    .ident
                    .as_ref()
                    .map_or_else(|| index.to_string(), |ident| ident.unraw().to_string());
                let name = serde
                    .rename
                    .clone()
                    .unwrap_or_else(|| case.map_or_else(|| rust.clone(), |case| case.field(&rust)));
                Field {
                    member: field
                        .ident
                        .clone()
                        .map_or_else(|| Member::from(index), Member::from),
                    name,
                    ty: field.ty.clone(),
                    expr: parse_attributes(&field.attrs, errors),
                    docs: docs(&field.attrs),
                    serde,
                }
            })
            .collect();
        match fields {
            Fields::Unit => Shape::Unit,
            Fields::Named(_) => Shape::Named(list),
            Fields::Unnamed(_) if list.len() == 1 => list
                .pop()
                .map_or(Shape::Unit, |field| Shape::Newtype(Box::new(field))),
            Fields::Unnamed(_) => Shape::Tuple(list),
        }
    }
}

impl Field {
    /// Whether the member must be there.
    pub(crate) fn is_required(&self, container_default: bool) -> bool {
        let optional = option_inner(&self.ty).is_some() && self.serde.with.is_none();
        !self.serde.default && !container_default && !optional
    }

    /// Whether null is refused although the type is an `Option`.
    pub(crate) fn refuses_null(&self) -> bool {
        self.serde
            .with
            .as_deref()
            .is_some_and(|with| with == "optional" || with.ends_with("::optional"))
    }

    /// The type whose schema the member has.
    pub(crate) fn schema_type(&self) -> &Type {
        match option_inner(&self.ty) {
            Some(inner) if self.refuses_null() => inner,
            _ => &self.ty,
        }
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.expr.has("read_only") || self.serde.skip_deserializing
    }
}

/// Doc comments as one text.
pub(crate) fn docs(attributes: &[Attribute]) -> Option<String> {
    let mut lines = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
    {
        if let Meta::NameValue(pair) = &attribute.meta
            && let SynExpr::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            let line = text.value();
            lines.push(
                line.strip_prefix(' ')
                    .unwrap_or(&line)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The name of a type's last segment and its type arguments.
pub(crate) fn path_of(ty: &Type) -> Option<(String, Vec<&Type>)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|argument| {
                if let GenericArgument::Type(ty) = argument {
                    Some(ty)
                } else {
                    None
                }
            })
            .collect(),
        _ => Vec::new(),
    };
    Some((last.ident.to_string(), arguments))
}

/// `T` of `Option<T>`.
pub(crate) fn option_inner(ty: &Type) -> Option<&Type> {
    match path_of(ty)? {
        (name, arguments) if name == "Option" => arguments.first().copied(),
        _ => None,
    }
}

/// The type inside of a list or map, looking through `Option`, `Box`, `Patch`.
pub(crate) fn element(ty: &Type) -> Option<&Type> {
    if let Type::Array(array) = ty {
        return Some(&array.elem);
    }
    let (name, arguments) = path_of(ty)?;
    match name.as_str() {
        "Option" | "Box" | "Arc" | "Rc" | "Patch" => element(arguments.first()?),
        "Vec" | "VecDeque" | "BTreeSet" | "HashSet" => arguments.first().copied(),
        // `wire::Map<T>` and `serde_json::Map<String, Value>`
        "Map" => arguments.last().copied(),
        "BTreeMap" | "HashMap" => arguments.get(1).copied(),
        _ => None,
    }
}

/// Types whose values are always valid by themselves; without those whose names somebody may well give to another type.
pub(crate) fn is_plain(ty: &Type) -> bool {
    const PLAIN: &[&str] = &[
        "String",
        "str",
        "bool",
        "char",
        "i8",
        "i16",
        "i32",
        "i64",
        "isize",
        "u8",
        "u16",
        "u32",
        "u64",
        "usize",
        "f32",
        "f64",
        "Uuid",
        "OffsetDateTime",
        "Ipv4Addr",
        "Ipv6Addr",
        "IpAddr",
    ];
    match ty {
        Type::Array(array) => is_plain(&array.elem),
        Type::Reference(reference) => is_plain(&reference.elem),
        Type::Path(_) => match path_of(ty) {
            Some((name, arguments)) if arguments.is_empty() => PLAIN.contains(&name.as_str()),
            Some((name, arguments)) => {
                const CONTAINERS: &[&str] = &[
                    "Option", "Vec", "Box", "Arc", "Rc", "BTreeMap", "HashMap", "BTreeSet",
                    "HashSet", "VecDeque", "Cow",
                ];
                CONTAINERS.contains(&name.as_str()) && arguments.into_iter().all(is_plain)
            }
            None => false,
        },
        _ => false,
    }
}

/// Whether a flattened field takes all members that are left.
pub(crate) fn is_map(ty: &Type) -> bool {
    path_of(ty).is_some_and(|(name, _)| {
        matches!(name.as_str(), "BTreeMap" | "HashMap" | "Map" | "IndexMap")
    })
}
