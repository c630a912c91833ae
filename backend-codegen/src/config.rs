//! `backend.toml`: what a project was generated with and goes on being generated with.
//!
//! Text in, settings out; both doors use it, the command line and `build.rs`.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::{
    emit::render::{Language, Literal},
    settings::{Database, Envelope, ProjectSettings, RuntimeSource, Selection},
};

/// Where the file stands in a project.
pub const CONFIG_PATH: &str = "backend.toml";

/// The settings of a project that outlive the command that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectConfig {
    /// The document's path inside the project.
    #[serde(default = "default_spec")]
    pub spec: String,
    /// The target's id in the registry.
    #[serde(default = "default_framework")]
    pub framework: String,
    /// The database.
    #[serde(default)]
    pub database: Database,
    /// The envelope of success responses that the document does not define.
    #[serde(default)]
    pub envelope: Envelope,
    /// Tests, Dockerfile and the like are left out.
    #[serde(default)]
    pub minimal: bool,
    /// The project was there before: only what follows from the document is written, around the user's own program.
    #[serde(default)]
    pub embedded: bool,
    /// References may leave the document's folder or host, as with `--allow-ref`.
    #[serde(default)]
    pub allow_ref: bool,
    /// Which operations are generated.
    #[serde(default)]
    pub selection: Selection,
}

fn default_spec() -> String {
    "openapi.yaml".to_owned()
}

fn default_framework() -> String {
    "axum".to_owned()
}

impl Default for ProjectConfig {
    fn default() -> Self {
        Self {
            spec: default_spec(),
            framework: default_framework(),
            database: Database::default(),
            envelope: Envelope::default(),
            minimal: false,
            embedded: false,
            allow_ref: false,
            selection: Selection::default(),
        }
    }
}

/// A `backend.toml` that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{CONFIG_PATH} cannot be used: {0}")]
pub struct ConfigError(String);

impl ProjectConfig {
    /// Reads the text of a `backend.toml`.
    ///
    /// # Errors
    ///
    /// Not TOML, an unknown key, or a value that does not exist; the message has line, column and the line itself.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError(error.to_string().trim_end().to_owned()))
    }

    /// The text that a new project starts with.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from(
            "# What `cargo backend generate` and build.rs follow. Change it, then run `cargo backend generate`.\n",
        );
        line(&mut text, "spec", &quoted(&self.spec));
        line(&mut text, "framework", &quoted(&self.framework));
        line(&mut text, "database", &quoted(self.database.name()));
        line(&mut text, "envelope", &quoted(self.envelope.name()));
        if self.minimal {
            line(&mut text, "minimal", "true");
        }
        if self.embedded {
            line(&mut text, "embedded", "true");
        }
        if self.allow_ref {
            line(&mut text, "allow_ref", "true");
        }
        if self.selection != Selection::default() {
            text.push_str("\n[selection]\n");
            list(&mut text, "include_tags", &self.selection.include_tags);
            list(&mut text, "exclude_tags", &self.selection.exclude_tags);
            list(&mut text, "operations", &self.selection.operations);
        }
        text
    }

    /// Everything an emitter needs, with what the project's Cargo.toml or the command line adds.
    #[must_use]
    pub fn settings(&self, package: String, runtime: RuntimeSource) -> ProjectSettings {
        ProjectSettings {
            package,
            spec: self.spec.clone(),
            framework: self.framework.clone(),
            database: self.database,
            envelope: self.envelope,
            minimal: self.minimal,
            embedded: self.embedded,
            runtime,
            selection: self.selection.clone(),
        }
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    writeln!(text, "{key} = {value}").expect("strings take every text");
}

fn list(text: &mut String, key: &str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
        line(text, key, &format!("[{}]", values.join(", ")));
    }
}

fn quoted(text: &str) -> String {
    let literal = Literal::string(Language::Toml, text).expect("TOML has a literal for every text");
    literal.as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_as_the_same_settings() {
        let config = ProjectConfig {
            database: Database::Postgres,
            envelope: Envelope::None,
            minimal: true,
            embedded: true,
            allow_ref: true,
            selection: Selection {
                include_tags: vec!["a \"b\"".to_owned(), "\u{7f}".to_owned()],
                ..Selection::default()
            },
            ..ProjectConfig::default()
        };
        assert_eq!(ProjectConfig::parse(&config.to_text()).unwrap(), config);
        let plain = ProjectConfig::default();
        assert_eq!(ProjectConfig::parse(&plain.to_text()).unwrap(), plain);
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(ProjectConfig::parse("").unwrap(), ProjectConfig::default());
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let error = ProjectConfig::parse("spec = \"a.yaml\"\ndatabase = \"oracle\"\n").unwrap_err();
        insta::assert_snapshot!(error, @r#"
        backend.toml cannot be used: TOML parse error at line 2, column 12
          |
        2 | database = "oracle"
          |            ^^^^^^^^
        unknown variant `oracle`, expected one of `sqlite`, `postgres`, `mysql`, `none`
        "#);
        assert!(ProjectConfig::parse("databse = \"sqlite\"").is_err());
    }
}
