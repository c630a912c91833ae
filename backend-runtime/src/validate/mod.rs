//! Validators: the typed check, and the walk that reports every violation.
