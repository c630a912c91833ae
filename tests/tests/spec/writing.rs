//! Documents written again say the same, and many files become one.

use backend_codegen::spec::write::{bundle, to_json, to_yaml};

use crate::reading::{Reading, corpus, documents_below, fixtures};

#[test]
fn what_is_written_reads_back_the_same() {
    let mut documents = documents_below(&fixtures("valid"));
    documents.extend(documents_below(&fixtures("hostile/injection")));
    documents.extend(
        corpus()
            .map(|corpus| documents_below(&corpus.join("ogen")))
            .unwrap_or_default(),
    );
    let mut written = 0;
    for path in documents {
        let Ok(document) = Reading::file(&path, true).document else {
            continue;
        };
        for (name, text) in [
            ("again.json", to_json(document.root())),
            ("again.yaml", to_yaml(document.root())),
        ] {
            let again = Reading::text(name, text);
            let Ok(again_document) = &again.document else {
                panic!("{}\n{}", path.display(), again.rendered())
            };
            assert!(
                document.root().same_value(again_document.root()),
                "{} as {name}",
                path.display()
            );
        }
        written += 1;
    }
    assert!(written > 100, "{written}");
}

#[test]
fn many_files_become_one_document() {
    let reading = Reading::file(&fixtures("valid/files/openapi.yaml"), false);
    assert_eq!(reading.rendered(), "");
    let document = reading.document.expect("a document");
    let text = to_yaml(&bundle(&document));
    let again = Reading::text("bundled.yaml", text.clone());
    assert_eq!(again.rendered(), "", "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn digital_ocean_bundles_into_one_clean_document() {
    let Some(corpus) = corpus() else { return };
    let entry = corpus.join("digitalocean/DigitalOcean-public.v2.yaml");
    let reading = Reading::file(&entry, false);
    let document = reading.document.expect("a document");
    assert!(document.sources.len() > 1_000);
    let again = Reading::text("bundled.json", to_json(&bundle(&document)));
    // Its patterns too, of which one escapes what need not be: Annex B of ECMA-262 has it.
    assert_eq!(again.rendered(), "");
    assert_eq!(again.document.expect("a document").sources.len(), 1);
}
