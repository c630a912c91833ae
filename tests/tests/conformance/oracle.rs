//! Derived types against another implementation: the program in `tests/peers/oracle` asks the `jsonschema` crate about random
//! instances, with the schemas that the types emit.

use backend_tests::scaffold::{project_cargo, root, run, share_lock};

#[test]
fn derived_types_and_their_schemas_say_the_same() -> Result<(), String> {
    let folder = root().join("tests/peers/oracle");
    share_lock(&folder)?;
    let printed = run(&mut project_cargo(
        &folder,
        &["run", "--quiet", "--bin", "derived"],
    ))?;
    assert!(
        printed
            .lines()
            .all(|line| line.ends_with("0 judged differently")),
        "{printed}"
    );
    Ok(())
}
