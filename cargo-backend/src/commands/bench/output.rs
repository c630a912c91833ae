//! Where reports go: standard output and files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anstream::print;
use backend_runtime::bench::report::{self, Report};

use super::args::{Format, Output};
use crate::error::CliError;

/// One place a report goes to; `None` is standard output.
pub(crate) struct Sink {
    format: Format,
    file: Option<PathBuf>,
}

/// Where the report was asked to go, checked before anything runs.
pub(crate) fn sinks(output: &Output) -> Result<Vec<Sink>, CliError> {
    let mut sinks = vec![Sink {
        format: output.output,
        file: None,
    }];
    for file in &output.save {
        let format = format_of(file)?;
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(CliError::usage(format!(
                "`--save {}`: the folder does not exist",
                file.display()
            ))
            .help("create it first, or name a file in a folder that exists"));
        }
        sinks.push(Sink {
            format,
            file: Some(file.clone()),
        });
    }
    Ok(sinks)
}

/// The format that the name of a file asks for.
pub(crate) fn format_of(file: &Path) -> Result<Format, CliError> {
    let extension = file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    Format::by_extension(extension).ok_or_else(|| {
        CliError::usage(format!(
            "`--save {}`: no report format has this extension",
            file.display()
        ))
        .help("end the name in .json, .html, .txt or .xml (JUnit)")
    })
}

impl Format {
    fn by_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "txt" => Self::Text,
            "json" => Self::Json,
            "html" | "htm" => Self::Html,
            "xml" => Self::Junit,
            _ => return None,
        })
    }

    fn render(self, report: &Report) -> String {
        match self {
            Self::Text => report::render_text(report),
            Self::Json => report::render_json(report),
            Self::Html => report::render_html(report),
            Self::Junit => report::render_junit(report),
        }
    }
}

/// Writes the report everywhere it was asked for.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(crate) fn deliver(report: &Report, sinks: &[Sink]) -> Result<(), CliError> {
    for sink in sinks {
        let text = sink.format.render(report);
        match &sink.file {
            None => print!("{text}"),
            Some(file) => fs::write(file, text).map_err(|error| {
                CliError::environment(format!("cannot write {}: {error}", file.display()))
                    .help("check the folder's permissions and free space")
            })?,
        }
    }
    Ok(())
}
