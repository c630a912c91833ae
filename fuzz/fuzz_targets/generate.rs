//! Any document that can be read becomes Rust that parses.
#![no_main]

use backend_codegen::emit::targets::rust_axum::out;
use backend_codegen::lower::{LowerOptions, lower};
use backend_codegen::spec::{self, LoadOptions, Memory};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let name = "openapi.yaml";
    let (Ok(document), _) =
        spec::load(name, &mut Memory::one(name, bytes), &LoadOptions::default())
    else {
        return;
    };
    let (api, _) = lower(&document, &LowerOptions::default());
    let files = out::emit(&api, name);
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(&file.text) {
            panic!("{}: {error}\n{}", file.path, file.text);
        }
    }
});
