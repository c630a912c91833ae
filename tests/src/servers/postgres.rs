//! PostgreSQL.

use std::process::{Command, Stdio};

use super::{
    Unavailable,
    address::Address,
    programs,
    watchdog::{Watchdog, folder, free_port},
};

/// Starts a server without fsync, which trusts every local connection.
pub(super) fn start() -> Result<(String, Watchdog), Unavailable> {
    let initdb = programs::find("initdb")?;
    // Beside initdb, so that both are of one version.
    let postgres = std::fs::canonicalize(&initdb)?.with_file_name("postgres");
    let folder = folder("postgres")?;
    let data = folder.join("data");
    let mut words = programs::unprivileged(&initdb, &folder);
    words.extend(["-D".into(), data.clone().into()]);
    words.extend(
        [
            "-U",
            "app",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        ]
        .map(Into::into),
    );
    programs::run(&words).inspect_err(|_| drop(std::fs::remove_dir_all(&folder)))?;

    let port = free_port()?;
    let mut words = programs::unprivileged(&postgres, &folder);
    words.extend(["-D".into(), data.into(), "-k".into(), folder.clone().into()]);
    words.extend([
        "-h".into(),
        "127.0.0.1".into(),
        "-p".into(),
        port.to_string().into(),
    ]);
    for setting in ["fsync=off", "max_connections=200", "shared_buffers=64MB"] {
        words.extend(["-c".into(), setting.into()]);
    }
    // SIGQUIT is PostgreSQL's immediate shutdown; it also frees shared memory.
    let watchdog = Watchdog::start(&folder, "QUIT", words)?;
    let url = format!("postgres://app@127.0.0.1:{port}/postgres");
    let psql = programs::find("psql")?;
    watchdog.wait_until(|| {
        Command::new(&psql)
            .args(["-X", "-q", "-c", "SELECT 1", &url])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })?;
    Ok((url, watchdog))
}

/// Creates a database beside the one that `url` names.
pub(super) fn create_database(url: &str, name: &str) -> Result<String, Unavailable> {
    let psql = programs::find("psql")?;
    let statement = format!("CREATE DATABASE \"{name}\"");
    let words = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &statement, url];
    let mut command = vec![psql.into()];
    command.extend(words.map(Into::into));
    programs::run(&command)?;
    Ok(Address::parse(url)?.database(name))
}
