//! The TypeScript services: generated ones, and the five of `tests/peers/petstore-node`.

use backend_tests::scaffold::{Project, Service, fixture, packages};

use crate::process::run;

/// The frameworks, by the names that `--framework` of `new` knows.
pub(super) const FRAMEWORKS: [&str; 5] = ["hono", "fastify", "express", "koa", "nestjs"];

/// What a project or peer is started with: as on a server.
const SETTINGS: [(&str, &str); 1] = [("NODE_ENV", "production")];

/// The petstore as this tool writes it, with an empty SQLite file.
pub(super) fn generated(framework: &str) -> Result<Service, String> {
    let name = format!("bench-petstore-{framework}");
    let options = ["--minimal", "--framework", framework];
    let project = Project::create(&name, &fixture("petstore.yaml"), &options)?;
    project.serve_node("bench.db", &SETTINGS)
}

/// The compiled programs that a person wrote.
#[derive(Debug)]
pub(super) struct Peer(Project);

/// Compiles them.
pub(super) fn peer() -> Result<Peer, String> {
    if packages().is_none() {
        return Err("target/node has no packages; run `cargo xtask test --stage install`".into());
    }
    let project = Project::peer("petstore-node")?;
    if let Some(mut compiler) = project.node("tsc", &[]) {
        run(&mut compiler)?;
    }
    Ok(Peer(project))
}

impl Peer {
    /// Starts one, with an empty SQLite file.
    pub(super) fn start(&self, framework: &str) -> Result<Service, String> {
        let program = format!("dist/{framework}.js");
        let database = format!("{framework}.db");
        self.0.start_node(&program, &database, &SETTINGS)
    }
}
