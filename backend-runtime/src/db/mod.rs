//! Database engines: connections and error mapping.
