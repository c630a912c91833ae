//! Extractors, errors, middleware and the server loop.
