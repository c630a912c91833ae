//! The two services, built alike and started on free ports.

use std::{path::Path, process::Command};

use backend_tests::scaffold::{Project, Service, fixture, project_cargo, share_lock};

use crate::{
    process::run,
    root::{root, target},
};

/// Built with these settings, whatever the projects themselves say.
const PROFILE: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
    ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// The petstore as this tool writes it.
pub(super) fn generated() -> Result<Service, String> {
    let project = Project::create("bench-petstore", &fixture("petstore.yaml"), &["--minimal"])?;
    build(project.cargo(&["build", "--release", "--quiet"]))?;
    start("bench-petstore", &project.folder)
}

/// The petstore as a person writes it.
pub(super) fn by_hand() -> Result<Service, String> {
    let folder = root().join("tests/peers/petstore");
    share_lock(&folder)?;
    build(project_cargo(&folder, &["build", "--release", "--quiet"]))?;
    let work = target().join("scaffold/bench-petstore-by-hand");
    std::fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    start("petstore-by-hand", &work)
}

fn build(mut command: Command) -> Result<(), String> {
    run(command.envs(PROFILE))
}

/// Starts with an empty SQLite file; the log goes through the pipe that the harness reads, for both alike.
fn start(program: &str, folder: &Path) -> Result<Service, String> {
    for suffix in ["", "-wal", "-shm"] {
        let file = folder.join(format!("bench.db{suffix}"));
        if file.exists() {
            std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    let url = format!("sqlite:{}", folder.join("bench.db").display());
    let program = target().join("scaffold-target/release").join(program);
    Service::start(
        &program,
        folder,
        &[("DATABASE_URL", &url), ("LOG_FORMAT", "json")],
    )
}
