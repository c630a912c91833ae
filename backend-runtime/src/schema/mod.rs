//! The static schema table that types carry.
