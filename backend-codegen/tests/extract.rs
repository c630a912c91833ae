//! Documents from sample services that this tool did not write, one for each framework, and from hostile sources.
#![cfg(feature = "extract")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use backend_codegen::diagnostic::Severity;
use backend_codegen::extract::{About, Extraction, extract};
use backend_codegen::lower::{LowerOptions, lower};
use backend_codegen::spec::{LoadOptions, Memory, load, validate, write};

fn collect(root: &Path, folder: &Path, out: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder)
        .expect("a folder of fixtures")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, out);
        } else if path.extension().is_some_and(|it| it == "ts" || it == "js") {
            let name = path.strip_prefix(root).expect("below the root");
            let text = fs::read_to_string(&path).expect("UTF-8");
            out.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

fn fixture(framework: &str) -> BTreeMap<String, String> {
    let root: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "../tests/fixtures/extract",
        framework,
    ]
    .iter()
    .collect();
    let mut files = BTreeMap::new();
    collect(&root, &root, &mut files);
    files
}

fn read(files: &BTreeMap<String, String>) -> Extraction {
    let about = About {
        title: "sample".to_owned(),
        version: "1.0.0".to_owned(),
    };
    extract(files, &about, &|_| {}).expect("memory for a stack")
}

fn one(path: &str, text: &str) -> Extraction {
    read(&BTreeMap::from([(path.to_owned(), text.to_owned())]))
}

/// The document is one that the rest of the tool accepts: no error on reading, checking and lowering.
fn check(extraction: &Extraction) -> String {
    let yaml = write::to_yaml(&extraction.document);
    let mut memory = Memory::one("openapi.yaml", yaml.as_str());
    let (document, mut found) = load("openapi.yaml", &mut memory, &LoadOptions::default());
    let document = document.unwrap_or_else(|_| panic!("not a document:\n{yaml}"));
    found.extend(validate(&document));
    assert!(
        found.is_empty(),
        "{}\n{yaml}",
        found.render(&document.sources)
    );
    let (api, problems) = lower(&document, &LowerOptions::default());
    assert!(
        !problems.has_errors(),
        "{}",
        problems.render(&document.sources)
    );
    assert_eq!(api.operations.len(), extraction.operations);
    yaml
}

fn snapshot(framework: &str) {
    let files = fixture(framework);
    let extraction = read(&files);
    let yaml = check(&extraction);
    let again = write::to_yaml(&read(&files).document);
    assert_eq!(yaml, again, "the same sources give the same document");
    insta::assert_snapshot!(format!("{framework}_document"), yaml);
    let unknown = extraction.diagnostics.render(&extraction.sources);
    insta::assert_snapshot!(format!("{framework}_unknown"), unknown);
}

#[test]
fn express_routes_middleware_and_hand_written_validation() {
    snapshot("express");
}

#[test]
fn fastify_plugins_schemas_and_type_providers() {
    snapshot("fastify");
}

#[test]
fn koa_routers_in_common_js() {
    snapshot("koa");
}

#[test]
fn hono_chains_and_validators() {
    snapshot("hono");
}

#[test]
fn nestjs_controllers_and_classes() {
    snapshot("nestjs");
}

#[test]
fn a_file_with_a_syntax_error_costs_that_file_only() {
    let files = BTreeMap::from([
        ("a.ts".to_owned(), "import express from 'express'\nconst app = express()\napp.get('/a', (q, s) => s.json(1))".to_owned()),
        ("b.ts".to_owned(), "const = 1".to_owned()),
    ]);
    let extraction = read(&files);
    assert_eq!(extraction.operations, 1);
    let errors = extraction
        .diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|it| it.render(&extraction.sources)).collect();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("b.ts:1:7"), "{}", errors[0]);
}

#[test]
fn deep_nesting_overflows_no_stack() {
    let n = 400;
    for text in [
        format!("x = {}1{}", "(".repeat(n), ")".repeat(n)),
        format!("x = {}1", "!".repeat(20_000)),
        format!("{}1", "a=>".repeat(5_000)),
        format!("x = {}{}", "[".repeat(5_000), "]".repeat(5_000)),
        format!("x = {}1", "a?b:".repeat(4_000)),
        format!("x{}", ".a()".repeat(4_000)),
        format!("if(a);{}", "else if(a);".repeat(4_000)),
        format!("type A = {}b", "keyof ".repeat(10_000)),
        format!("x = {}", "{a:".repeat(4_000)),
        format!("x = {}1{}", "`${".repeat(4_000), "}`".repeat(4_000)),
    ] {
        let extraction = one("a.ts", &text);
        assert_eq!(extraction.operations, 0);
    }
}

#[test]
fn programs_that_call_themselves_end() {
    let program = "import express from 'express'\nimport { z } from 'zod'\nconst app = express()\n\
        const f = (n) => g(n) + g(n); const g = (n) => f(n) + f(n); f(1)\n\
        let s = z.string(); for (const i of [1,2,3]) { s = z.tuple([s, s]) }\n\
        const loop = () => { app.use(loop()); return app }\n\
        app.use('/x', app)\napp.get('/a', (req, res) => { while (true) { res.json(f(1)) } })\nloop()";
    let extraction = one("a.ts", program);
    check(&extraction);
}

#[test]
fn sizes_are_limited() {
    let extraction = one("a.js", &"a;".repeat(40_000));
    let found = extraction.diagnostics.render(&extraction.sources);
    assert!(
        found.contains("words and signs; at most 60000 are read"),
        "{found}"
    );
}

#[test]
fn validators_of_zod_keep_their_rules() {
    let program = r"
import { Hono } from 'hono'
import { zValidator } from '@hono/zod-validator'
import * as z from 'zod'
const A = z.object({ a: z.string(), b: z.number().optional() })
const app = new Hono()
app.post('/x', zValidator('json', z.object({
  email: z.email(), slug: z.string().regex(/^[a-z\/]+$/).regex(/x/), n: z.number().gt(0).lte(10).multipleOf(2),
  big: z.bigint(), u: z.union([z.string(), z.null()]), lit: z.literal(['a', 'b']), nul: z.string().nullable(),
  rec: z.record(z.enum(['p', 'q']), z.number()), any: z.unknown(), both: A.and(z.object({ c: z.boolean() })),
  req: A.required(), part: A.partial(), keys: A.keyof(), arr: z.string().array().length(2), strict: A.strict(),
  def: z.int().default(3), date: z.coerce.date(), except: z.enum(['a', 'b', 'c']).exclude(['a']),
})), (c) => c.body(null, 204))";
    let extraction = one("a.ts", program);
    let yaml = check(&extraction);
    assert!(
        extraction.diagnostics.is_empty(),
        "{}",
        extraction.diagnostics.render(&extraction.sources)
    );
    insta::assert_snapshot!("zod", yaml);
}
