//! Scaffolded projects: made by the real program, built with one shared target folder, served on a free port.
//!
//! ```no_run
//! use backend_tests::scaffold::{Project, fixture};
//! let project = Project::create("petstore", &fixture("petstore.yaml"), &[]).expect("a project");
//! let service = project.serve("orders.db", &[]).expect("a running service");
//! assert_eq!(service.get("/readyz").status, 200);
//! assert!(service.stop().success());
//! ```

mod grow;
mod node;
mod project;
mod service;
mod tool;

pub use grow::{add_vaccinations, serves_vaccinations};
pub use node::packages;
pub use project::{Project, Route, bookshop, fixture};
pub use service::Service;
pub use tool::{forget_cargo, project_cargo, root, run, share_lock, target, tool};
