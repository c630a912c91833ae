//! The program as people call it.

use std::process::Command;

use backend_tests::scaffold::{run, tool};

#[test]
fn cargo_finds_the_program_on_the_search_path() {
    let folder = tool()
        .expect("the program is built")
        .parent()
        .expect("it lies in a folder");
    let mut path = vec![folder.to_owned()];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let path = std::env::join_paths(path).expect("no colon in a folder's name");
    let by_cargo = run(Command::new("cargo")
        .args(["backend", "--version"])
        .env("PATH", path));
    let alone = run(Command::new(tool().expect("the program is built")).arg("--version"));
    assert_eq!(by_cargo.expect("as a subcommand"), alone.expect("alone"));
}
