//! The `use` lines of a file, and types written with the names that they bring.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use proc_macro2::{TokenStream, TokenTree};

use crate::emit::{layout::Writer, words::identifiers};

/// Names that a file takes from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Imports {
    external: BTreeMap<String, BTreeSet<String>>,
    own: BTreeMap<String, BTreeSet<String>>,
    taken: HashSet<String>,
}

impl Imports {
    /// Imports for a file that defines or imports these names otherwise.
    pub(super) fn reserving<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            taken: names.into_iter().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// `use path::name;` of another crate.
    pub(super) fn external(&mut self, path: &str, name: &str) {
        self.external
            .entry(path.to_owned())
            .or_default()
            .insert(name.to_owned());
    }

    /// `use crate::path::name;`
    pub(super) fn own(&mut self, path: &str, name: &str) {
        self.own
            .entry(format!("crate::{path}"))
            .or_default()
            .insert(name.to_owned());
    }

    /// `use crate::module;`
    pub(super) fn own_module(&mut self, module: &str) {
        self.own
            .entry(format!("crate::{module}"))
            .or_default()
            .insert("self".to_owned());
    }

    /// A generated type by name, imported unless the name means something else in this file.
    pub(super) fn named(&mut self, name: &str) -> String {
        if self.taken.contains(name) {
            self.own("api", "types");
            return format!("types::{name}");
        }
        self.own("api::types", name);
        name.to_owned()
    }

    /// A type of generated code with its paths turned into imports.
    pub(super) fn ty(&mut self, tokens: &TokenStream) -> String {
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut words: Vec<String> = Vec::new();
        for tree in trees {
            match tree {
                TokenTree::Punct(punct) => words.push(punct.as_char().to_string()),
                TokenTree::Ident(ident) => words.push(ident.to_string()),
                TokenTree::Group(group) => words.push(group.to_string()),
                TokenTree::Literal(literal) => words.push(literal.to_string()),
            }
        }
        let text = words.concat();
        let mut out = String::new();
        let mut path = String::new();
        for character in text.chars().chain(std::iter::once('\0')) {
            if character.is_alphanumeric()
                || character == '_'
                || character == ':'
                || character == '#'
            {
                path.push(character);
                continue;
            }
            out.push_str(&self.path(&std::mem::take(&mut path)));
            if character != '\0' {
                out.push(character);
            }
        }
        out.replace(',', ", ")
    }

    fn path(&mut self, path: &str) -> String {
        let Some((module, name)) = path.rsplit_once("::") else {
            return path.to_owned();
        };
        match module {
            "types" => self.named(name),
            "wire" => {
                self.external("backend_runtime", "wire");
                path.to_owned()
            }
            "uuid" | "time" | "rust_decimal" | "std::net" if !self.taken.contains(name) => {
                self.external(module, name);
                name.to_owned()
            }
            _ => path.to_owned(),
        }
    }

    /// Forgets the types of other crates and of the API that a text does not mention: what a file may need is asked for
    /// before it is known what it says.
    pub(super) fn keep_mentioned(&mut self, text: &str) {
        let words = identifiers(text);
        let is_type = |name: &String| name.starts_with(char::is_uppercase);
        // Traits are used without being named.
        let crates = [
            "uuid",
            "time",
            "rust_decimal",
            "std::net",
            "backend_runtime::decimal",
        ];
        for (_, names) in self
            .external
            .iter_mut()
            .filter(|(path, _)| crates.contains(&path.as_str()))
        {
            names.retain(|name| !is_type(name) || words.contains(name.as_str()));
        }
        self.external.retain(|_, names| !names.is_empty());
        if let Some(types) = self.own.get_mut("crate::api::types") {
            types.retain(|name| words.contains(name.as_str()));
        }
        self.own.retain(|_, names| !names.is_empty());
    }

    /// The `use` lines, other crates first.
    pub(super) fn write(&self, writer: &mut Writer) {
        for group in [&self.external, &self.own] {
            writer.imports(
                group
                    .iter()
                    .map(|(path, names)| (path.as_str(), names.iter().cloned().collect())),
            );
            if !group.is_empty() {
                writer.blank();
            }
        }
    }
}
