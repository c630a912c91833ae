//! One file per subcommand: its arguments and what it does with the libraries.

pub(crate) mod bench;
pub(crate) mod doctor;
pub(crate) mod migrate;
