//! The document that a command is given: a file, a URL, or the starter.

use std::{fs, io};

use backend_codegen::{
    diagnostic::Diagnostics,
    emit::render::Templates,
    generate,
    settings::Envelope,
    spec::{Document, Fetch, FetchError, LoadOptions, Memory, load, validate, write},
};
use url::Url;

use crate::{error::CliError, fetch::Documents, progress::Progress};

/// A document that was read, and the text that a project keeps of it.
#[derive(Debug)]
pub(crate) struct Input {
    /// The document with its positions.
    pub(crate) document: Document,
    /// What was wrong with it on reading.
    pub(crate) diagnostics: Diagnostics,
    /// How it is called in messages.
    pub(crate) shown: String,
}

impl Input {
    /// The file name under which a project keeps the document.
    pub(crate) fn file_name(&self) -> &'static str {
        if self.is_json() {
            "openapi.json"
        } else {
            "openapi.yaml"
        }
    }

    fn is_json(&self) -> bool {
        let entry = &self.document.sources.get(0).text;
        entry.trim_start().starts_with('{')
    }

    /// The document as a project reads it that keeps a copy, where that is another one: many files are kept as one, in
    /// which other places have other names.
    ///
    /// # Errors
    /// When the copy cannot be read back.
    pub(crate) fn copy(&self) -> Result<Option<Document>, CliError> {
        if self.is_one_file() {
            return Ok(None);
        }
        let name = self.file_name();
        let mut memory = Memory::one(name, self.text());
        match load(name, &mut memory, &LoadOptions::default()) {
            (Ok(document), _) => Ok(Some(document)),
            (Err(sources), diagnostics) => {
                let message = format!("{} cannot be kept as one file", self.shown);
                Err(CliError::input(message).diagnostics(diagnostics, sources))
            }
        }
    }

    fn is_one_file(&self) -> bool {
        self.document.sources.iter().count() == 1
    }

    /// The text that a project keeps: the file as it is, or one document made of all files.
    pub(crate) fn text(&self) -> String {
        if self.is_one_file() {
            return self.document.sources.get(0).text.clone();
        }
        let whole = write::bundle(&self.document);
        if self.is_json() {
            write::to_json(&whole)
        } else {
            write::to_yaml(&whole)
        }
    }
}

/// Reads the document at a path or URL.
///
/// The errors of a document that could be read are left in [`Input::diagnostics`]: the rest of it may be usable.
pub(crate) fn read(spec: &str, allow_ref: bool) -> Result<Input, CliError> {
    let shown = if spec.contains("://") {
        check_url(spec)?;
        redacted(spec)
    } else {
        check_file(spec)?;
        spec.to_owned()
    };
    let mut entry = Entry {
        documents: Documents::new(spec, allow_ref)?,
        failure: None,
        is_first: true,
    };
    let _progress = Progress::start(format!("reading {shown}"));
    let input = read_with(spec, shown.clone(), &mut entry, allow_ref);
    match entry.failure {
        Some(error @ FetchError::TooLarge(_)) => {
            Err(CliError::input(format!("{shown} cannot be read: {error}"))
                .help("split it into several files, or leave large examples out"))
        }
        Some(error) => Err(
            CliError::environment(format!("{shown} cannot be read: {error}"))
                .help("check the address, and that it answers without signing in"),
        ),
        None => input,
    }
}

/// Remembers whether the first file could be had at all: an environment that fails is no fault of a document.
struct Entry {
    documents: Documents,
    failure: Option<FetchError>,
    is_first: bool,
}

impl Fetch for Entry {
    fn read(&mut self, location: &str) -> Result<Vec<u8>, FetchError> {
        let read = self.documents.read(location);
        if std::mem::take(&mut self.is_first) {
            self.failure = read.as_ref().err().cloned();
        }
        read
    }
}

/// The starter document, with answers in the envelope that was chosen.
pub(crate) fn starter(templates: &Templates, envelope: Envelope) -> Result<Input, CliError> {
    let text = generate::starter(templates, envelope)
        .map_err(|problem| CliError::input(problem.message))?;
    let mut memory = Memory::one("openapi.yaml", text);
    read_with(
        "openapi.yaml",
        "the starter document".to_owned(),
        &mut memory,
        false,
    )
}

/// The document of the demo.
pub(crate) fn bookshop() -> Result<Input, CliError> {
    let mut memory = Memory::one("bookshop.yaml", backend_templates::bookshop());
    read_with(
        "bookshop.yaml",
        "the bookshop document".to_owned(),
        &mut memory,
        false,
    )
}

fn read_with(
    entry: &str,
    shown: String,
    fetch: &mut dyn Fetch,
    allow_ref: bool,
) -> Result<Input, CliError> {
    let options = LoadOptions {
        allow_ref,
        ..LoadOptions::default()
    };
    match load(entry, fetch, &options) {
        (Ok(document), mut diagnostics) => {
            diagnostics.extend(validate(&document));
            Ok(Input {
                document,
                diagnostics,
                shown,
            })
        }
        (Err(sources), diagnostics) => Err(CliError::input(format!(
            "{shown} cannot be read as a document"
        ))
        .diagnostics(diagnostics, sources)),
    }
}

/// Scheme and syntax of a URL; anything else would end in a confusing network error.
fn check_url(spec: &str) -> Result<Url, CliError> {
    let help = "a document is read from a file, or from an http:// or https:// URL";
    let url = Url::parse(spec).map_err(|error| {
        CliError::usage(format!("`{}` is not a URL: {error}", redacted(spec))).help(help)
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(CliError::usage(format!("`{scheme}` URLs are not read")).help(help)),
    }
}

/// A URL without what may be secret: user, password, query and fragment.
pub(crate) fn redacted(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest
        .split_once('/')
        .map_or((rest, None), |(a, p)| (a, Some(p)));
    let host = authority.rsplit('@').next().unwrap_or_default();
    match path {
        Some(path) => format!("{scheme}://{host}/{path}"),
        None => format!("{scheme}://{host}"),
    }
}

fn check_file(spec: &str) -> Result<(), CliError> {
    let metadata = fs::metadata(spec).map_err(|error| unreadable(spec, &error))?;
    if metadata.is_dir() {
        return Err(
            CliError::usage(format!("`{spec}` is a folder")).help(format!(
                "name the document in it, such as `{}/openapi.yaml`",
                spec.trim_end_matches('/')
            )),
        );
    }
    fs::File::open(spec)
        .map(drop)
        .map_err(|error| unreadable(spec, &error))
}

fn unreadable(spec: &str, error: &io::Error) -> CliError {
    match error.kind() {
        io::ErrorKind::NotFound => CliError::usage(format!("there is no file `{spec}`"))
            .help("check the path; a document can also be read from an http:// or https:// URL"),
        io::ErrorKind::PermissionDenied => {
            CliError::environment(format!("`{spec}` may not be read")).help("check its permissions")
        }
        _ => CliError::environment(format!("`{spec}` cannot be read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_urls_have_no_secrets() {
        for (url, shown) in [
            (
                "https://user:pass@host.example/a/b.yaml?token=x#y",
                "https://host.example/a/b.yaml",
            ),
            ("http://host:8080", "http://host:8080"),
            ("https://a@b@host/x@y", "https://host/x@y"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn the_shipped_documents_are_read_without_a_complaint() {
        let templates = Templates::default();
        let starters = [Envelope::Data, Envelope::Success, Envelope::None]
            .map(|envelope| starter(&templates, envelope).unwrap());
        for input in starters.into_iter().chain([bookshop().unwrap()]) {
            let Input {
                diagnostics,
                document,
                ..
            } = &input;
            assert!(
                diagnostics.is_empty(),
                "{}",
                diagnostics.render(&document.sources)
            );
            assert_eq!(input.file_name(), "openapi.yaml");
        }
    }
}
