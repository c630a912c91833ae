//! `SERVICE openapi`: the service prints its own document.

use std::io::Write;
use std::process::ExitCode;

use serde_json::Value;

use super::{Dialect, Options, Problems};

/// Answers `openapi [--effective] [--version 3.0|3.1]` on the command line of a service: prints the document as JSON and
/// returns the exit code. `None` when the service was started for something else.
///
/// It needs no settings and connects to nothing, so `main` calls it first:
///
/// ```no_run
/// # fn router() -> backend_runtime::openapi::ApiRouter { backend_runtime::openapi::ApiRouter::new() }
/// # fn main() -> std::process::ExitCode {
/// if let Some(code) = backend_runtime::openapi::command(|options| router().document(options)) {
///     return code;
/// }
/// # std::process::ExitCode::SUCCESS
/// # }
/// ```
pub fn command(document: impl FnOnce(Options) -> Result<Value, Problems>) -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next()? != "openapi" {
        return None;
    }
    let arguments: Vec<String> = arguments.collect();
    Some(match read(&arguments) {
        Ok(options) => print(document(options)),
        Err(message) => {
            tell(&message);
            ExitCode::from(2)
        }
    })
}

fn read(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options::PLAIN;
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        match argument {
            "--effective" => options.effective = true,
            "--version" => {
                options.dialect = Some(match rest.next() {
                    Some("3.0") => Dialect::OpenApi30,
                    Some("3.1") => Dialect::OpenApi31,
                    _ => return Err("--version takes 3.0 or 3.1".to_owned()),
                });
            }
            other => {
                return Err(format!(
                    "`openapi` does not know `{other}`: it takes --effective and --version 3.0|3.1"
                ));
            }
        }
    }
    Ok(options)
}

fn print(document: Result<Value, Problems>) -> ExitCode {
    let document = match document {
        Ok(document) => document,
        Err(problems) => {
            for problem in &problems.0 {
                tell(&problem.to_string());
            }
            return ExitCode::from(3);
        }
    };
    match writeln!(std::io::stdout().lock(), "{document:#}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("standard output: {error}"));
            ExitCode::from(4)
        }
    }
}

fn tell(message: &str) {
    // Nobody is left to be told when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "error: {message}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<Options, String> {
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        read(&arguments)
    }

    #[test]
    fn reads_its_arguments() {
        let plain = options(&[]).unwrap();
        assert!(!plain.effective && plain.dialect.is_none());
        let all = options(&["--effective", "--version", "3.0"]).unwrap();
        assert!(all.effective && all.dialect == Some(Dialect::OpenApi30));
        assert!(options(&["--version"]).is_err() && options(&["--version", "2"]).is_err());
        assert!(
            options(&["--efective"])
                .unwrap_err()
                .contains("`--efective`")
        );
    }
}
