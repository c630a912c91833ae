//! Any bytes as JSON and as YAML: reading and checking them ends, and what was read is written and read back the same.
#![no_main]

use backend_codegen::spec::{self, LoadOptions, Memory};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["openapi.json", "openapi.yaml"] {
        let (document, found) =
            spec::load(name, &mut Memory::one(name, bytes), &LoadOptions::default());
        let document = match document {
            Ok(document) => document,
            Err(sources) => {
                let _ = found.render(&sources);
                continue;
            }
        };
        let _ = found.render(&document.sources);
        let _ = spec::validate(&document).render(&document.sources);
        let json = spec::write::to_json(document.root());
        let yaml = spec::write::to_yaml(document.root());
        for (name, text) in [("again.json", json), ("again.yaml", yaml)] {
            let (again, found) = spec::load(
                name,
                &mut Memory::one(name, text.clone()),
                &LoadOptions::default(),
            );
            let Ok(again) = again else {
                panic!("{name}: {found:?}\n{text}")
            };
            assert!(document.root().same_value(again.root()), "{name}\n{text}");
        }
        let _ = spec::write::bundle(&document);
    }
});
