//! Help for whole-program tests: throwaway servers on free ports, scaffolded projects and their services.

pub mod http;
pub mod scaffold;
pub mod servers;
