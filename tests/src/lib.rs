//! Help for whole-program tests: throwaway servers on free ports.

pub mod servers;
