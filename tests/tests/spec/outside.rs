//! What a reference may reach: files of the folder, and more only when allowed.

use std::path::Path;

use backend_codegen::spec::{self, LoadOptions, Memory};

use crate::reading::Reading;

const ENTRY: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {$ref: REF}}}\n";

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

#[test]
fn a_file_outside_of_the_folder_is_read_only_when_allowed() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("secret.yaml"), "type: string\n");
    let entry = folder.path().join("api/openapi.yaml");
    write(&entry, &ENTRY.replace("REF", "../secret.yaml"));
    assert_eq!(
        Reading::file(&entry, false).outcome(),
        "error spec-ref-outside"
    );
    assert_eq!(Reading::file(&entry, true).outcome(), "clean");
}

#[cfg(unix)]
#[test]
fn symbolic_links_do_not_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("secret/a.yaml"), "type: string\n");
    let entry = folder.path().join("api/openapi.yaml");
    for (link, target, reference) in [
        ("file.yaml", "../secret/a.yaml", "file.yaml"),
        ("folder", "../secret", "folder/a.yaml"),
    ] {
        write(&entry, &ENTRY.replace("REF", reference));
        std::os::unix::fs::symlink(target, folder.path().join("api").join(link)).expect("a link");
        assert_eq!(
            Reading::file(&entry, false).outcome(),
            "error spec-ref-outside",
            "{link}"
        );
        assert_eq!(Reading::file(&entry, true).outcome(), "clean", "{link}");
    }
}

#[cfg(unix)]
#[test]
fn links_inside_of_the_folder_and_to_the_entry_are_fine() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("api/types/a.yaml"), "type: string\n");
    let entry = folder.path().join("api/openapi.yaml");
    write(&entry, &ENTRY.replace("REF", "b.yaml"));
    std::os::unix::fs::symlink("types/a.yaml", folder.path().join("api/b.yaml")).expect("a link");
    assert_eq!(Reading::file(&entry, false).outcome(), "clean");
}

#[cfg(unix)]
#[test]
fn devices_and_folders_are_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let entry = folder.path().join("openapi.yaml");
    for reference in ["/dev/zero", "/dev/stdin", "/proc/self/mem", "/"] {
        write(&entry, &ENTRY.replace("REF", reference));
        assert_eq!(
            Reading::file(&entry, true).outcome(),
            "error spec-file",
            "{reference}"
        );
    }
}

#[test]
fn a_document_from_a_host_stays_on_it_and_in_its_folder() {
    let read = |reference: &str, allow_ref: bool| {
        let entry = "https://example.org/v1/openapi.yaml?token=hidden";
        let mut files = Memory::one(entry, ENTRY.replace("REF", reference));
        for location in [
            "https://example.org/v1/a.yaml",
            "https://example.org/a.yaml",
            "https://other.org/a.yaml",
        ] {
            files = files.with(location, "type: string\n");
        }
        let options = LoadOptions {
            allow_ref,
            ..LoadOptions::default()
        };
        let (document, found) = spec::load(entry, &mut files, &options);
        let document = document.expect("the entry is there");
        assert!(!found.render(&document.sources).contains("hidden"));
        found.iter().next().map(|diagnostic| diagnostic.code)
    };
    assert_eq!(read("a.yaml", false), None);
    for reference in [
        "../a.yaml",
        "//other.org/a.yaml",
        "https://other.org/a.yaml",
    ] {
        assert_eq!(
            read(reference, false),
            Some("spec-ref-outside"),
            "{reference}"
        );
        assert_eq!(read(reference, true), None, "{reference}");
    }
    assert_eq!(read("file:///etc/passwd", false), Some("spec-ref-outside"));
}
