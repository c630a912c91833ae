//! Folders and classes of a module.

use crate::ir::names::upper_camel;

/// Folders below `src/` that every project has.
const TAKEN: [&str; 9] = [
    "app",
    "common",
    "core",
    "db",
    "endpoints",
    "generated",
    "lib",
    "repositories",
    "services",
];

/// The folder of a module, beside those that every project has.
pub(super) fn folder(module: &str) -> String {
    if TAKEN.contains(&module) {
        format!("{module}-api")
    } else {
        module.to_owned()
    }
}

/// `BooksController`, `BooksModule`.
pub(super) fn class(module: &str, kind: &str) -> String {
    format!("{}{kind}", upper_camel(&folder(module), "Other"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_never_gets_a_folder_of_the_project() {
        assert_eq!(folder("books"), "books");
        assert_eq!(folder("core"), "core-api");
        assert_eq!(class("core", "Module"), "CoreApiModule");
        assert_eq!(class("pet-store", "Controller"), "PetStoreController");
    }
}
