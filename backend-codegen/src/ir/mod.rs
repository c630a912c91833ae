//! The ir stage.
