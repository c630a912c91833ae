//! The document read back from a compiled service equals its source; what the model does not hold is listed.
//!
//! `fixtures/roundtrip.txt` has a line for each difference that is known, `document pointer code`, and is kept exact:
//! a difference that is not listed fails, and so does a line without its difference.

use std::process::Command;

use backend_tests::{
    roundtrip::{Trip, assert_listed, line, round_trip},
    scaffold::{self, fixture, tool},
};

/// Compares, and holds what differs to the list.
fn round(name: &str, spec: &std::path::Path) -> Trip {
    let trip =
        round_trip(&format!("{name}-back"), spec, &[]).expect("a service that prints its document");
    assert_listed("roundtrip.txt", name, &trip.report);
    only_errors_are_added(&trip);
    trip
}

/// `--effective` is the document and what the service answers of its own: a 4XX and a 5XX where nothing else is said, the
/// ids and success responses that it assumes, and where it is itself.
fn only_errors_are_added(trip: &Trip) {
    for difference in &trip.effective.differences {
        let ours = matches!(
            difference.code.as_str(),
            "response-added" | "server-added" | "server-removed"
        ) || difference.pointer.ends_with("/operationId");
        let mut known = trip.report.differences.iter().map(line);
        assert!(
            ours || known.any(|known| known == line(difference)),
            "{}: {}",
            line(difference),
            difference.message
        );
    }
    for (path, item) in trip.document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(responses) = operation["responses"].as_object() else {
                continue;
            };
            let open =
                |range: &str| !responses.contains_key("default") && !responses.contains_key(range);
            for range in ["4XX", "5XX"] {
                let path = path.replace('~', "~0").replace('/', "~1");
                let added = format!("/paths/{path}/{method}/responses/{range} response-added");
                let told = trip
                    .effective
                    .differences
                    .iter()
                    .any(|one| line(one) == added);
                assert_eq!(told, open(range), "{added}");
            }
        }
    }
}

#[test]
fn petstore() {
    let trip = round("petstore", &fixture("petstore.yaml"));
    a_check_compares_the_code_with_the_file(&trip);
}

/// `cargo backend openapi --check FILE` on a compiled service.
fn a_check_compares_the_code_with_the_file(trip: &Trip) {
    let check = |file: &str| {
        let cargo = trip.project.cargo(&[]);
        let mut command = Command::new(tool().expect("the program"));
        command
            .args(["backend", "openapi", "--check", file])
            .current_dir(&trip.project.folder);
        for (name, value) in cargo.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let output = command.output().expect("the program runs");
        let told = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&told).into_owned(),
        )
    };
    let (code, told) = check("openapi.yaml");
    assert_eq!(code, Some(0), "{told}");
    let text = std::fs::read_to_string(trip.project.folder.join("openapi.yaml"))
        .expect("the document of the project");
    let changed = trip.project.folder.join("changed.yaml");
    std::fs::write(&changed, text.replace("maximum: 100", "maximum: 90")).expect("a file");
    let (code, told) = check("changed.yaml");
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("/paths/~1pets/get/parameters") && told.contains("`maximum`"),
        "{told}"
    );
}

#[test]
fn webhooks_and_callbacks() {
    round("deliveries", &fixture("deliveries.yaml"));
}

#[test]
fn families() {
    round("family", &fixture("family.yaml"));
}

#[test]
fn petstore_expanded() {
    round("petstore-expanded", &fixture("petstore-expanded.yaml"));
}

#[test]
fn bookshop() {
    round("bookshop", &scaffold::bookshop());
}

#[test]
fn openapi_3_1() {
    round("trips", &fixture("trips-3.1.yaml"));
}

#[test]
fn several_files() {
    round("todos", &fixture("multi-file/openapi.yaml"));
}

#[test]
fn every_parameter_style() {
    round("parameters", &fixture("parameters.yaml"));
}

#[test]
fn unions() {
    round("unions", &fixture("unions.yaml"));
}

#[test]
fn uploads_and_streams() {
    round("uploads", &fixture("uploads.yaml"));
}
