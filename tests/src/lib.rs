//! Help for whole-program tests: throwaway servers on free ports, scaffolded projects and their services.

pub mod agreement;
pub mod http;
pub mod judges;
pub mod roundtrip;
pub mod scaffold;
pub mod servers;

/// Says why a test did nothing; the machine lacks something that `cargo xtask test` would install.
#[expect(
    clippy::print_stderr,
    reason = "a skipped test must be seen to be skipped"
)]
pub fn skipped(reason: impl std::fmt::Display) {
    eprintln!("skipped: {reason}");
}
