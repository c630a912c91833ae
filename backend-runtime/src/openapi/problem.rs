//! What keeps routes and document from being true.

use std::fmt;

/// One problem, with the handlers it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Two operations have one `operationId`.
    DuplicateOperationId {
        /// The id.
        id: String,
        /// Both handlers.
        handlers: [String; 2],
    },
    /// Two operations have one method and path.
    DuplicateRoute {
        /// `GET /users/{id}`
        route: String,
        /// Both handlers.
        handlers: [String; 2],
    },
    /// Two paths name a parameter at the same place differently, which the router does not distinguish.
    PathConflict {
        /// Both paths.
        paths: [String; 2],
        /// Both handlers.
        handlers: [String; 2],
    },
    /// The path's parameters and those that the handler reads differ.
    PathMismatch {
        /// The whole path, prefixes of `nest` included.
        path: String,
        /// The handler.
        handler: String,
        /// In the path, and not read.
        unread: Vec<String>,
        /// Read, and not in the path.
        unknown: Vec<String>,
    },
    /// Types that differ have one component name.
    ConflictingComponent {
        /// The name.
        name: String,
    },
    /// An operation declares no response.
    MissingResponses {
        /// The handler.
        handler: String,
        /// `GET /users/{id}`
        route: String,
    },
    /// An operation reads two bodies.
    SeveralBodies {
        /// The handler.
        handler: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::DuplicateOperationId {
                id,
                handlers: [one, other],
            } => write!(
                f,
                "operationId `{id}` is that of `{one}` and of `{other}`: give one of them `id = \"…\"`"
            ),
            Problem::DuplicateRoute {
                route,
                handlers: [one, other],
            } => {
                write!(
                    f,
                    "`{route}` is answered by `{one}` and by `{other}`: remove one of them"
                )
            }
            Problem::PathConflict {
                paths: [path, second],
                handlers: [one, other],
            } => write!(
                f,
                "`{path}` of `{one}` and `{second}` of `{other}` name the parameter at one place differently: \
                 use one name"
            ),
            Problem::PathMismatch {
                path,
                handler,
                unread,
                unknown,
            } => {
                write!(f, "`{handler}` does not fit its path `{path}`:")?;
                if !unread.is_empty() {
                    write!(f, " it does not read {}", quoted(unread))?;
                }
                if !unread.is_empty() && !unknown.is_empty() {
                    f.write_str(", and")?;
                }
                if !unknown.is_empty() {
                    write!(
                        f,
                        " it reads {}, which the path does not have",
                        quoted(unknown)
                    )?;
                }
                f.write_str(": make the fields of its `Path` those of the path")
            }
            Problem::ConflictingComponent { name } => write!(
                f,
                "two different types are components named `{name}`: give one of them `#[schema(name = \"…\")]`"
            ),
            Problem::MissingResponses { handler, route } => write!(
                f,
                "`{handler}` (`{route}`) declares no response: return a type that does, or write `responses(…)`"
            ),
            Problem::SeveralBodies { handler } => {
                write!(
                    f,
                    "`{handler}` reads the request body twice: keep one of its body extractors"
                )
            }
        }
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Every problem found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
