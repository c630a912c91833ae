//! Whether the types that a document becomes and the `jsonschema` crate say the same of its schemas' instances.
//!
//! Every schema of a document, named or in place, becomes the body of an operation. Instances are made from it by a fixed
//! seed, half of them with one constraint broken; the oracle (`tests/peers/oracle`) judges them by the schema in JSON
//! Schema's words, the compiled types by their bytes.

mod cases;
mod known;

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use backend_codegen::{
    disk::Disk,
    lower::{LowerOptions, lower},
    settings::Selection,
    spec::{self, LoadOptions, Memory},
};

use crate::{
    judges,
    scaffold::{project_cargo, root, run, share_lock, target},
};
pub use known::{Known, known};

/// What came of the schemas of one document.
#[derive(Debug, Default)]
pub struct Agreement {
    /// How many schemas there are.
    pub schemas: usize,
    /// How many instances were judged.
    pub instances: usize,
    /// How many of them the oracle takes for valid.
    pub valid: usize,
    /// Instances that are judged differently.
    pub different: Vec<Different>,
    /// Schemas that the oracle refuses, and why.
    pub unjudged: Vec<(String, String)>,
}

/// An instance that is judged differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Different {
    /// The place of its schema in the document.
    pub schema: String,
    /// What the type says: `accepts`, `rejects` or `panics`.
    pub verdict: String,
    /// The instance.
    pub instance: String,
}

impl Agreement {
    /// The schemas that are judged differently, each once with the verdict of the type, and those that the oracle refuses:
    /// `accepts #/components/schemas/Pet`, sorted.
    #[must_use]
    pub fn classes(&self) -> Vec<String> {
        let different = self.different.iter();
        let mut classes: Vec<String> = different
            .map(|one| format!("{} {}", one.verdict, one.schema))
            .chain(
                self.unjudged
                    .iter()
                    .map(|(schema, _)| format!("unjudged {schema}")),
            )
            .collect();
        classes.sort();
        classes.dedup();
        classes
    }
}

/// Judges `count` instances of each schema of a document.
///
/// # Errors
/// When the document does not load, its types do not compile, or a program fails.
pub fn judge(name: &str, path: &Path, allow_ref: bool, count: usize) -> Result<Agreement, String> {
    let cases = cases::read(&bundled(path, allow_ref)?)?;
    let program = format!("agree-{}", plain(name));
    let file = target().join("agreement").join(format!("{program}.json"));
    std::fs::create_dir_all(target().join("agreement")).map_err(|error| error.to_string())?;
    std::fs::write(&file, &cases.document).map_err(|error| error.to_string())?;
    let (document, found) = spec::load(
        "cases.json",
        &mut Memory::one("cases.json", cases.document.clone()),
        &LoadOptions::default(),
    );
    let document = document.map_err(|sources| found.render(&sources))?;
    let options = LowerOptions {
        selection: Selection {
            include_tags: vec![cases::TAG.to_owned()],
            ..Selection::default()
        },
        ..LowerOptions::default()
    };
    let (api, _) = lower(&document, &options);
    let source = judges::source(&api)?;
    let programs = judges::compile("agreement", &[(program, source)])?;
    let judged = oracle(&file, count)?;
    let agreement = compare(&cases.places, &judged, &programs[0]);
    // There are many, and each is large.
    std::fs::remove_file(&programs[0]).map_err(|error| error.to_string())?;
    std::fs::remove_file(&file).map_err(|error| error.to_string())?;
    agreement
}

fn plain(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    name.chars().map(plain).collect()
}

/// All files of a document as one, upgraded to OpenAPI 3.
fn bundled(path: &Path, allow_ref: bool) -> Result<String, String> {
    let mut disk =
        Disk::for_entry(path, allow_ref).map_err(|error| format!("{}: {error}", path.display()))?;
    let options = LoadOptions {
        allow_ref,
        ..LoadOptions::default()
    };
    let (document, found) = spec::load(&path.to_string_lossy(), &mut disk, &options);
    let document = document.map_err(|sources| found.render(&sources))?;
    Ok(spec::write::to_json(&spec::write::bundle(&document)))
}

/// What the oracle prints about the document of cases; the program is built at most once a process.
fn oracle(file: &Path, count: usize) -> Result<String, String> {
    static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| {
        let folder = root().join("tests/peers/oracle");
        share_lock(&folder)?;
        run(&mut project_cargo(
            &folder,
            &["build", "--quiet", "--bin", "corpus"],
        ))?;
        Ok(target().join("scaffold-target/debug/corpus"))
    });
    let program = program.as_ref().map_err(Clone::clone)?;
    run(Command::new(program).arg(file).arg(count.to_string()))
}

fn compare(places: &[String], judged: &str, program: &Path) -> Result<Agreement, String> {
    let mut agreement = Agreement {
        schemas: places.len(),
        ..Agreement::default()
    };
    let mut questions = String::new();
    let mut asked = Vec::new();
    for line in judged.lines() {
        let mut columns = line.splitn(3, '\t');
        let (Some(number), Some(verdict), Some(text)) =
            (columns.next(), columns.next(), columns.next())
        else {
            return Err(format!("the oracle prints `{line}`"));
        };
        let place = number
            .parse()
            .ok()
            .and_then(|number: usize| places.get(number));
        let place = place.ok_or_else(|| format!("the oracle judges `{number}`"))?;
        if verdict == "unjudged" {
            agreement.unjudged.push((place.clone(), text.to_owned()));
            continue;
        }
        agreement.instances += 1;
        agreement.valid += usize::from(verdict == "valid");
        questions.push_str(&format!("{number}\t{text}\n"));
        asked.push((place, verdict == "valid", text));
    }
    let answers = judges::ask(program, &questions)?;
    if answers.lines().count() != asked.len() {
        return Err(format!(
            "{} answers to {} questions",
            answers.lines().count(),
            asked.len()
        ));
    }
    for (answer, (place, valid, instance)) in answers.lines().zip(asked) {
        if answer != if valid { "accepts" } else { "rejects" } {
            agreement.different.push(Different {
                schema: place.clone(),
                verdict: answer.to_owned(),
                instance: instance.to_owned(),
            });
        }
    }
    Ok(agreement)
}
