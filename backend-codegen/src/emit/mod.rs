//! The emit stage.
