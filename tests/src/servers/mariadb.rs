//! MariaDB.

use std::{
    ffi::OsString,
    process::{Command, Stdio},
};

use super::{
    Unavailable,
    address::Address,
    programs,
    watchdog::{Watchdog, folder, free_port},
};

/// Starts a server that does not wait for the disk; the account `root` has no password.
pub(super) fn start() -> Result<(String, Watchdog), Unavailable> {
    let install = programs::find("mariadb-install-db")?;
    let mariadbd = programs::find("mariadbd")?;
    let folder = folder("mariadb")?;
    let data = argument("--datadir=", &folder.join("data"));
    let mut words = programs::unprivileged(&install, &folder);
    words.extend(["--no-defaults".into(), data.clone()]);
    words.extend(["--auth-root-authentication-method=normal", "--skip-test-db"].map(Into::into));
    programs::run(&words).inspect_err(|_| drop(std::fs::remove_dir_all(&folder)))?;

    let port = free_port()?;
    let mut words = programs::unprivileged(&mariadbd, &folder);
    words.extend(["--no-defaults".into(), data]);
    words.push(argument("--socket=", &folder.join("my.sock")));
    words.push(argument("--pid-file=", &folder.join("my.pid")));
    words.push(format!("--port={port}").into());
    words.push("--bind-address=127.0.0.1".into());
    words.push("--innodb-flush-log-at-trx-commit=0".into());
    words.push("--innodb-buffer-pool-size=32M".into());
    words.push("--max-connections=200".into());
    // Nothing in it outlives the server, so it need not shut down in order.
    let watchdog = Watchdog::start(&folder, "KILL", words)?;
    let url = format!("mysql://root@127.0.0.1:{port}/mysql");
    watchdog.wait_until(|| {
        client(&url, "SELECT 1").is_ok_and(|mut command| {
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        })
    })?;
    Ok((url, watchdog))
}

/// Creates a database beside the one that `url` names.
pub(super) fn create_database(url: &str, name: &str) -> Result<String, Unavailable> {
    let output = client(url, &format!("CREATE DATABASE `{name}`"))?.output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(Unavailable(format!("mariadb failed: {}", text.trim())));
    }
    Ok(Address::parse(url)?.database(name))
}

fn client(url: &str, statement: &str) -> Result<Command, Unavailable> {
    let address = Address::parse(url)?;
    let mut command = Command::new(programs::find("mariadb")?);
    command
        .args(["--no-defaults", "--protocol=tcp", "--skip-ssl"])
        .args(["--host", &address.host, "--port", &address.port])
        .args(["--user", &address.user, "--execute", statement])
        .env("MYSQL_PWD", &address.password)
        .stdin(Stdio::null());
    Ok(command)
}

fn argument(name: &str, value: &std::path::Path) -> OsString {
    let mut word = OsString::from(name);
    word.push(value);
    word
}
