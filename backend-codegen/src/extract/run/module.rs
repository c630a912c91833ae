//! Files: imports, exports, and the names that stand for other files.

use std::rc::Rc;

use super::{Program, Progress};
use crate::extract::library::Packages;
use crate::extract::value::{Scope, Value};

/// What a file may be called without its ending.
const ENDINGS: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "mjs", "cjs", "jsx"];

impl Program {
    /// Runs a file unless it has begun to.
    pub(super) fn run_file(&mut self, file: u32) {
        let entry = &mut self.files[file as usize];
        if entry.progress != Progress::Waiting {
            return;
        }
        entry.progress = Progress::Running;
        let Some(module) = entry.module.clone() else {
            return;
        };
        let scope = Rc::clone(&entry.scope);
        // A file is run while another one runs a handler, when the handler imports it.
        let recording = self.recording.take();
        self.block_in(&module.body, &scope);
        self.recording = recording;
        self.files[file as usize].progress = Progress::Done;
    }

    /// What `from` means by the name of a module.
    pub(super) fn import(&mut self, name: &str, from: u32) -> Value {
        match self.resolve(name, from) {
            Some(file) => {
                self.run_file(file);
                Value::Module(file)
            }
            None if name.starts_with('.') => Value::Unknown,
            None => Value::library(Packages::name(name), &[]),
        }
    }

    /// The file that a name stands for: relative ones, and those of the usual aliases (`@/`, `~/`, `src/`).
    fn resolve(&self, name: &str, from: u32) -> Option<u32> {
        let from = &self.files[from as usize].path;
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        if name.starts_with('.') {
            return self.file_named(&join(folder, name)?);
        }
        let alias = ["@/", "~/", "#/", "$/"];
        let rest = alias.iter().find_map(|prefix| name.strip_prefix(prefix));
        let rest = rest.or_else(|| name.contains('/').then_some(name))?;
        let above = folder.rmatch_indices('/').map(|(at, _)| &folder[..at]);
        let folders = std::iter::once(folder).chain(above).chain([""]);
        folders
            .flat_map(|folder| [under(folder, rest), under(folder, &format!("src/{rest}"))])
            .find_map(|path| self.file_named(&path))
    }

    fn file_named(&self, path: &str) -> Option<u32> {
        let known = |path: &str| self.by_path.get(path).copied();
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
        // `./a.js` is written where `./a.ts` is meant.
        let of_script = match ending {
            "js" => ["ts", "tsx"]
                .iter()
                .find_map(|it| known(&format!("{stem}.{it}"))),
            "mjs" => known(&format!("{stem}.mts")),
            "cjs" => known(&format!("{stem}.cts")),
            _ => None,
        };
        known(path)
            .or(of_script)
            .or_else(|| ENDINGS.iter().find_map(|it| known(&format!("{path}.{it}"))))
            .or_else(|| {
                let folder = if path.is_empty() {
                    String::new()
                } else {
                    format!("{path}/")
                };
                ENDINGS
                    .iter()
                    .find_map(|it| known(&format!("{folder}index.{it}")))
            })
    }

    /// The value that a module gives under a name.
    pub(super) fn exported(&mut self, module: &Value, name: &str) -> Value {
        match module {
            Value::Module(file) => self.exported_by(*file, name, 0),
            // `import x from 'x'` and `import * as x from 'x'` give the same in most packages.
            Value::Library(_) if matches!(name, "*" | "default") => module.clone(),
            Value::Library(library) => {
                let mut path = library.path.clone();
                path.push(name.to_owned());
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                Value::library(&library.package, &path)
            }
            _ => Value::Unknown,
        }
    }

    fn exported_by(&mut self, file: u32, name: &str, depth: usize) -> Value {
        const DEEPEST: usize = 32;
        if depth == DEEPEST {
            return Value::Unknown;
        }
        let entry = &self.files[file as usize];
        if name == "*" {
            return entry.common_js.clone().unwrap_or(Value::Module(file));
        }
        if let Some(value) = entry.exports.get(name).cloned() {
            return self.settled(value);
        }
        if let Some(value) = entry.common_js.clone() {
            return match name {
                "default" => value,
                name => self.member(&value, name),
            };
        }
        for other in entry.all_of.clone() {
            let value = match other {
                Value::Module(other) => self.exported_by(other, name, depth + 1),
                other => self.exported(&other, name),
            };
            if !value.is_unknown() {
                return value;
            }
        }
        // In a cycle the name is exported further down.
        match self.files[file as usize].progress {
            Progress::Running => Value::Pending(file, name.into()),
            Progress::Waiting | Progress::Done => Value::Unknown,
        }
    }

    /// The value of a name that stood for something which had no value when it was written down.
    pub(in crate::extract) fn settled(&self, value: Value) -> Value {
        let Value::Pending(file, name) = &value else {
            return value;
        };
        let entry = &self.files[*file as usize];
        let known = entry
            .exports
            .get(&**name)
            .cloned()
            .or_else(|| entry.scope.get(name));
        match known {
            Some(Value::Pending(..)) | None => value,
            Some(known) => known,
        }
    }

    /// Declares the names that an import brings.
    pub(super) fn bind_import(&mut self, local: &str, name: &str, module: &Value, scope: &Scope) {
        let value = self.exported(module, name);
        scope.declare(local, value);
    }

    /// Takes note of an export.
    pub(super) fn export(&mut self, file: u32, name: &str, value: Value) {
        self.files[file as usize]
            .exports
            .insert(name.to_owned(), value);
    }

    /// `module.exports = value`.
    pub(super) fn export_common_js(&mut self, file: u32, value: Value) {
        self.files[file as usize].common_js = Some(value);
    }
}

fn under(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

/// The path with `.` and `..` taken out; none when it leaves the program.
fn join(folder: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    Some(format!("{root}{}", parts.join("/")))
}
