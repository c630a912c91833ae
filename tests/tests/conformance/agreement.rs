//! A sample of published documents: the types that their schemas become and the `jsonschema` crate say the same of
//! instances, but for what the committed list names. All documents: `cargo xtask corpus --agree`.

use std::path::Path;

use backend_tests::{agreement, skipped};

/// Composition, unions with and without discriminators, nullable, 3.1, limits of every kind.
const SAMPLE: [&str; 6] = [
    "oai/v3.0/petstore-expanded.yaml",
    "ogen/positive/allOf.yml",
    "ogen/positive/sample.json",
    "ogen/examples/redoc/discriminator.json",
    "readme/v3.0/polymorphism.json",
    "readme/v3.1/schema-types.json",
];

/// Instances of each schema, as many as `cargo xtask corpus --agree` makes: fewer would not show all that the list names.
const COUNT: usize = 200;

#[test]
fn generated_types_judge_as_json_schema_does() -> Result<(), String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/openapi");
    if !corpus.is_dir() {
        skipped(format_args!("{} is not there", corpus.display()));
        return Ok(());
    }
    let known = agreement::known()?;
    let (mut schemas, mut instances, mut valid) = (0, 0, 0);
    for name in SAMPLE {
        let judged = agreement::judge(name, &corpus.join(name), false, COUNT)?;
        let expected = known.get(name).cloned().unwrap_or_default();
        assert_eq!(
            judged.classes(),
            expected,
            "{name}: {:#?}",
            judged.different
        );
        schemas += judged.schemas;
        instances += judged.instances;
        valid += judged.valid;
    }
    assert!(schemas > 100, "{schemas}");
    // Both verdicts must be tried.
    assert!(
        valid * 5 > instances && (instances - valid) * 5 > instances,
        "{valid} of {instances}"
    );
    Ok(())
}
