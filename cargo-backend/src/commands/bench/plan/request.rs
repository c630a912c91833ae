//! The request: method, headers, body, placeholders.

use std::{fs, io::Read as _, path::Path};

use backend_runtime::bench::{
    BenchError,
    request::{Body, Csv, FormField, Request, Template, multipart},
};
use base64::Engine as _;
use url::Url;

use super::super::args::RequestArgs;

/// Sent unless `-H` says otherwise.
const USER_AGENT: &str = concat!("cargo-backend/", env!("CARGO_PKG_VERSION"));

/// The rows for placeholders.
pub(crate) fn csv(args: &RequestArgs) -> Result<Option<Csv>, BenchError> {
    let Some(file) = &args.csv else {
        return Ok(None);
    };
    let text = fs::read_to_string(file).map_err(|error| unreadable("--csv", file, &error))?;
    Csv::parse(&text).map(Some)
}

/// The request for one URL.
pub(crate) fn build(
    args: &RequestArgs,
    url: &Url,
    csv: Option<&Csv>,
    seed: u64,
) -> Result<Request, BenchError> {
    let (body, implied_type) = body(args, csv, seed)?;
    let default = if matches!(body, Body::None) {
        "GET"
    } else {
        "POST"
    };
    let method = args.method.as_deref().unwrap_or(default);
    if method.is_empty() || !method.bytes().all(is_token) {
        return Err(BenchError::usage(
            format!("`--method {method}` is not an HTTP method"),
            "use a method such as GET or POST",
        ));
    }
    Ok(Request {
        method: method.to_ascii_uppercase(),
        path: Template::parse("the URL", &path(url), csv)?,
        headers: headers(args, implied_type, csv)?,
        body,
    })
}

/// Path and query, with the placeholders as they were written: the URL parser has escaped their braces.
pub(super) fn path(url: &Url) -> String {
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    let mut out = String::new();
    let mut rest = path.as_str();
    let (open, close) = ("%7B%7B", "%7D%7D");
    while let Some((before, after)) = rest.split_once(open).or_else(|| rest.split_once("{{")) {
        let Some((inside, tail)) = after.split_once(close).or_else(|| after.split_once("}}"))
        else {
            break;
        };
        out.push_str(before);
        out.push_str(&format!("{{{{{}}}}}", inside.replace("%20", " ")));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Headers for requests whose bodies are described elsewhere.
pub(super) fn common_headers(
    args: &RequestArgs,
    csv: Option<&Csv>,
) -> Result<Vec<(String, Template)>, BenchError> {
    headers(args, None, csv)
}

fn headers(
    args: &RequestArgs,
    implied_type: Option<String>,
    csv: Option<&Csv>,
) -> Result<Vec<(String, Template)>, BenchError> {
    let mut headers = Vec::new();
    for text in &args.headers {
        let (name, value) = header("--header", text)?;
        headers.push((name, Template::parse("`--header`", &value, csv)?));
    }
    let mut add = |name: &str, value: String, csv: Option<&Csv>| -> Result<(), BenchError> {
        let value = checked(name, value)?;
        if !headers
            .iter()
            .any(|(known, _): &(String, Template)| known.eq_ignore_ascii_case(name))
        {
            headers.push((
                name.to_owned(),
                Template::parse(&format!("header `{name}`"), &value, csv)?,
            ));
        }
        Ok(())
    };
    if let Some(kind) = args.content_type.clone().or(implied_type) {
        add("Content-Type", kind, csv)?;
    }
    if let Some(auth) = &args.auth {
        if !auth.contains(':') {
            // What was written may be the password, so it is not repeated.
            return Err(BenchError::usage(
                "`--auth` has no `:`",
                "write it as `--auth USER:PASSWORD`; the password may be empty",
            ));
        }
        let encoded = base64::engine::general_purpose::STANDARD.encode(auth);
        add("Authorization", format!("Basic {encoded}"), None)?;
    }
    if let Some(token) = &args.bearer {
        add("Authorization", format!("Bearer {token}"), csv)?;
    }
    if args.cookies.iter().any(|cookie| !cookie.contains('=')) {
        return Err(BenchError::usage(
            "`--cookie` has no `=`",
            "write it as `--cookie NAME=VALUE`",
        ));
    }
    if !args.cookies.is_empty() {
        add("Cookie", args.cookies.join("; "), csv)?;
    }
    add("User-Agent", USER_AGENT.to_owned(), None)?;
    add("Accept", "*/*".to_owned(), None)?;
    Ok(headers)
}

/// Reads `Name: value`, given with `flag`.
pub(crate) fn header(flag: &str, text: &str) -> Result<(String, String), BenchError> {
    let wrong = || {
        BenchError::usage(
            // The value may be a secret, so only the name is repeated.
            format!(
                "`{flag}`: `{}` is not a header",
                text.split(':').next().unwrap_or_default()
            ),
            "write it as `Name: value`",
        )
    };
    let (name, value) = text.split_once(':').ok_or_else(wrong)?;
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(wrong());
    }
    Ok((name.to_owned(), checked(name, value.trim().to_owned())?))
}

/// A value that cannot break out of its line.
fn checked(name: &str, value: String) -> Result<String, BenchError> {
    if value
        .bytes()
        .any(|byte| (byte < 0x20 && byte != b'\t') || byte == 0x7f)
    {
        return Err(BenchError::usage(
            format!("header `{name}` has a control character in its value"),
            "remove line breaks and control characters",
        ));
    }
    Ok(value)
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn body(
    args: &RequestArgs,
    csv: Option<&Csv>,
    seed: u64,
) -> Result<(Body, Option<String>), BenchError> {
    if !args.form.is_empty() {
        let fields = args
            .form
            .iter()
            .map(|text| field(text))
            .collect::<Result<Vec<_>, _>>()?;
        let (kind, bytes) = multipart(&fields, seed);
        return Ok((Body::Bytes(bytes), Some(kind)));
    }
    if let Some(text) = &args.body {
        return Ok((
            Body::Template(Template::parse("`--body`", text, csv)?),
            Some(guessed_type(text)),
        ));
    }
    let Some(file) = &args.data else {
        return Ok((Body::None, None));
    };
    let bytes = read(file)?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            let place = format!("`--data {file}`");
            let kind = guessed_type(&text);
            Ok((
                Body::Template(Template::parse(&place, &text, csv)?),
                Some(kind),
            ))
        }
        Err(error) => Ok((
            Body::Bytes(error.into_bytes()),
            Some("application/octet-stream".to_owned()),
        )),
    }
}

fn guessed_type(text: &str) -> String {
    let json = text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("{{");
    if json {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    }
    .to_owned()
}

fn read(file: &str) -> Result<Vec<u8>, BenchError> {
    let name = file.strip_prefix('@').unwrap_or(file);
    if name == "-" {
        let mut bytes = Vec::new();
        return match std::io::stdin().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(unreadable("--data", Path::new("standard input"), &error)),
        };
    }
    fs::read(name).map_err(|error| unreadable("--data", Path::new(name), &error))
}

fn field(text: &str) -> Result<FormField, BenchError> {
    let Some((name, value)) = text.split_once('=').filter(|(name, _)| !name.is_empty()) else {
        return Err(BenchError::usage(
            format!("`--form {text}` is not a field"),
            "write `name=value`, or `name=@file` for a file",
        ));
    };
    let Some(file) = value.strip_prefix('@') else {
        return Ok(FormField {
            name: name.to_owned(),
            file_name: None,
            value: value.as_bytes().to_vec(),
        });
    };
    let path = Path::new(file);
    Ok(FormField {
        name: name.to_owned(),
        file_name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        value: fs::read(path).map_err(|error| unreadable("--form", path, &error))?,
    })
}

fn unreadable(flag: &str, file: &Path, error: &std::io::Error) -> BenchError {
    BenchError::usage(
        format!("`{flag} {}`: {error}", file.display()),
        "name a file that exists and can be read",
    )
}
