//! The crates that are compiled: the same 200 structs, with the attributes of each contender.

use std::fmt::Write as _;

use crate::root;

/// How many structs a crate has; each has the eight fields below.
const STRUCTS: usize = 200;

/// A crate: its dependencies, what its types derive, how its fields are constrained, what its functions do.
pub(super) struct Contender {
    /// The name of the crate.
    pub(super) name: &'static str,
    /// It is somebody else's.
    pub(super) peer: bool,
    dependencies: &'static str,
    /// Imports and further items.
    head: &'static str,
    derives: &'static str,
    /// For email, id, name, age, url, tags, address, role, and for street, city, zip.
    attributes: [&'static str; 11],
    /// What a function does with a `value` of type `NAME` that was read.
    check: &'static str,
    /// A function that gives the schema of `NAME`.
    schema: &'static str,
}

const NOTHING: [&str; 11] = [""; 11];

/// serde alone first: it is the base.
pub(super) const CONTENDERS: [Contender; 4] = [
    Contender {
        name: "serde",
        peer: false,
        dependencies: "",
        head: "",
        derives: "",
        attributes: NOTHING,
        check: "",
        schema: "",
    },
    Contender {
        name: "backend",
        peer: false,
        dependencies: "backend-runtime = { path = \"RUNTIME\", default-features = false, features = [\"validate\"] }\n",
        head: "use backend_runtime::schema::{Node, Schema};\nuse backend_runtime::validate::Validate;\n",
        derives: ", Validate, Schema",
        attributes: [
            "#[schema(format = \"email\")]",
            "#[schema(format = \"uuid\")]",
            "#[schema(min_length = 1, max_length = 100)]",
            "#[schema(maximum = 150)]",
            "#[schema(format = \"uri\")]",
            "#[schema(max_items = 10, items(min_length = 1, max_length = 32))]",
            "",
            "",
            "#[schema(min_length = 1, max_length = 100)]",
            "#[schema(min_length = 1, max_length = 100)]",
            "#[schema(pattern = \"^[0-9]{5}(-[0-9]{4})?$\")]",
        ],
        check: "value.validate().map_err(|violations| violations.to_string())?;",
        schema: "pub fn schema_INDEX() -> &'static Node { <NAME as Schema>::schema() }\n",
    },
    Contender {
        name: "garde-utoipa",
        peer: true,
        dependencies: "garde = { version = \"0.23\", features = [\"derive\", \"email\", \"url\", \"pattern\", \"regex\"] }\nutoipa = \"6.0.0-beta.0\"\n",
        head: "use garde::Validate;\nuse utoipa::{PartialSchema, ToSchema};\nfn uuid(text: &str, _: &()) -> garde::Result { if text.len() == 36 { Ok(()) } else { Err(garde::Error::new(\"uuid\")) } }\n",
        derives: ", Validate, ToSchema",
        attributes: [
            "#[garde(email)] #[schema(format = \"email\")]",
            "#[garde(custom(uuid))] #[schema(format = \"uuid\")]",
            "#[garde(length(chars, min = 1, max = 100))] #[schema(min_length = 1, max_length = 100)]",
            "#[garde(range(max = 150))] #[schema(maximum = 150)]",
            "#[garde(url)] #[schema(format = \"uri\")]",
            "#[garde(length(max = 10), inner(length(chars, min = 1, max = 32)))] #[schema(max_items = 10)]",
            "#[garde(dive)]",
            "#[garde(skip)]",
            "#[garde(length(chars, min = 1, max = 100))] #[schema(min_length = 1, max_length = 100)]",
            "#[garde(length(chars, min = 1, max = 100))] #[schema(min_length = 1, max_length = 100)]",
            "#[garde(pattern(\"^[0-9]{5}(-[0-9]{4})?$\"))] #[schema(pattern = \"^[0-9]{5}(-[0-9]{4})?$\")]",
        ],
        check: "value.validate().map_err(|report| report.to_string())?;",
        schema: "pub fn schema_INDEX() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> { <NAME as PartialSchema>::schema() }\n",
    },
    Contender {
        name: "validator-schemars",
        peer: true,
        dependencies: "validator = { version = \"0.21\", features = [\"derive\"] }\nschemars = \"1.2\"\nregex = \"1\"\n",
        head: "use schemars::JsonSchema;\nuse validator::{Validate, ValidationError};\nstatic ZIP: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| regex::Regex::new(\"^[0-9]{5}(-[0-9]{4})?$\").unwrap());\nfn uuid(text: &str) -> Result<(), ValidationError> { if text.len() == 36 { Ok(()) } else { Err(ValidationError::new(\"uuid\")) } }\nfn tags(tags: &[String]) -> Result<(), ValidationError> { if tags.iter().all(|tag| (1..=32).contains(&tag.chars().count())) { Ok(()) } else { Err(ValidationError::new(\"tag\")) } }\n",
        derives: ", Validate, JsonSchema",
        attributes: [
            "#[validate(email)]",
            "#[validate(custom(function = \"uuid\"))]",
            "#[validate(length(min = 1, max = 100))]",
            "#[validate(range(max = 150))]",
            "#[validate(url)]",
            "#[validate(length(max = 10), custom(function = \"tags\"))]",
            "#[validate(nested)]",
            "",
            "#[validate(length(min = 1, max = 100))]",
            "#[validate(length(min = 1, max = 100))]",
            "#[validate(regex(path = *ZIP))]",
        ],
        check: "value.validate().map_err(|errors| errors.to_string())?;",
        schema: "pub fn schema_INDEX() -> schemars::Schema { schemars::schema_for!(NAME) }\n",
    },
];

impl Contender {
    pub(super) fn manifest(&self) -> String {
        let runtime = root::root().join("backend-runtime");
        let dependencies = self
            .dependencies
            .replace("RUNTIME", &runtime.display().to_string());
        format!(
            "[package]\nname = \"compile-{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n{dependencies}",
            self.name
        )
    }

    pub(super) fn source(&self) -> String {
        let [
            email,
            id,
            name,
            age,
            url,
            tags,
            address,
            role,
            street,
            city,
            zip,
        ] = self.attributes;
        let derives = self.derives;
        let mut text = format!(
            "#![allow(dead_code)]\nuse serde::{{Deserialize, Serialize}};\n{}\n#[derive(Serialize, Deserialize{derives})]\npub struct Address {{\n    {street} pub street: String,\n    {city} pub city: String,\n    {zip} pub zip: String,\n}}\n",
            self.head
        );
        // `Validate` of the peers is for structs; ours has enums too.
        let enum_derives = match self.name {
            "garde-utoipa" => ", ToSchema",
            "validator-schemars" => ", JsonSchema",
            _ => derives,
        };
        let _ = writeln!(
            text,
            "#[derive(Serialize, Deserialize{enum_derives})]\n#[serde(rename_all = \"lowercase\")]\npub enum Role {{ Admin, Member, Guest }}"
        );
        for index in 0..STRUCTS {
            let user = format!("User{index}");
            let (check, schema) = (
                self.check,
                self.schema
                    .replace("INDEX", &index.to_string())
                    .replace("NAME", &user),
            );
            let _ = write!(
                text,
                "#[derive(Serialize, Deserialize{derives})]\npub struct {user} {{\n    {email} pub email: String,\n    {id} pub id: String,\n    {name} pub name: String,\n    {age} pub age: u8,\n    {url} pub url: String,\n    {tags} pub tags: Vec<String>,\n    {address} pub address: Address,\n    {role} pub role: Role,\n}}\npub fn read_{index}(bytes: &[u8]) -> Result<String, String> {{\n    let value: {user} = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;\n    {check}\n    serde_json::to_string(&value).map_err(|error| error.to_string())\n}}\n{schema}"
            );
        }
        text
    }
}
