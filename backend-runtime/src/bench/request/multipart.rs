//! `multipart/form-data` bodies (RFC 7578).

/// One field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormField {
    /// Its name.
    pub name: String,
    /// The file name, for a file.
    pub file_name: Option<String>,
    /// Its value or the file's bytes.
    pub value: Vec<u8>,
}

/// The content type and body of a form.
pub fn multipart(fields: &[FormField], seed: u64) -> (String, Vec<u8>) {
    let boundary = boundary(fields, seed);
    let mut body = Vec::new();
    for field in fields {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                quoted(&field.name)
            )
            .as_bytes(),
        );
        if let Some(file_name) = &field.file_name {
            body.extend_from_slice(
                format!(
                    "; filename=\"{}\"\r\nContent-Type: application/octet-stream",
                    quoted(file_name)
                )
                .as_bytes(),
            );
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&field.value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// A boundary that occurs in none of the values.
fn boundary(fields: &[FormField], seed: u64) -> String {
    let mut random = super::Random::new(seed);
    loop {
        let candidate = format!("cargo-backend-{:016x}", random.next());
        let bytes = candidate.as_bytes();
        let taken = fields.iter().any(|field| {
            field
                .value
                .windows(bytes.len())
                .any(|window| window == bytes)
        });
        if !taken {
            return candidate;
        }
    }
}

/// As browsers escape it (HTML living standard, multipart/form-data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_values_and_files() {
        let fields = [
            FormField {
                name: "a\"b".into(),
                file_name: None,
                value: b"1".to_vec(),
            },
            FormField {
                name: "f".into(),
                file_name: Some("x.bin".into()),
                value: vec![0, 255],
            },
        ];
        let (kind, body) = multipart(&fields, 1);
        let boundary = kind.split_once("boundary=").unwrap().1;
        let text = String::from_utf8_lossy(&body);
        assert!(text.starts_with(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n"
        )));
        assert!(
            text.contains(
                "name=\"f\"; filename=\"x.bin\"\r\nContent-Type: application/octet-stream"
            )
        );
        assert!(text.ends_with(&format!("--{boundary}--\r\n")));
    }
}
