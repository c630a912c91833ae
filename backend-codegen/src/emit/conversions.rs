//! Functions between types that the emitters ask for while they write a file, each named once.

use std::cell::RefCell;

use crate::ir::TypeId;

/// The functions of one file.
#[derive(Default)]
pub(crate) struct Functions(RefCell<Vec<(TypeId, TypeId, String)>>);

impl Functions {
    /// The name of the function from one type to another; the first that asks for it gives the stem.
    pub(crate) fn name(&self, from: TypeId, to: TypeId, stem: impl Fn() -> String) -> String {
        let mut functions = self.0.borrow_mut();
        let known = functions
            .iter()
            .find(|(own, other, _)| (*own, *other) == (from, to));
        if let Some((_, _, name)) = known {
            return name.clone();
        }
        let stem = stem();
        let mut name = stem.clone();
        let mut number = 2;
        while functions.iter().any(|(_, _, known)| *known == name) {
            name = format!("{stem}{number}");
            number += 1;
        }
        functions.push((from, to, name.clone()));
        name
    }

    /// Calls `write` for each, and for those that it asks for meanwhile.
    pub(crate) fn each(&self, mut write: impl FnMut(TypeId, TypeId, &str)) {
        let mut position = 0;
        loop {
            let next = self.0.borrow().get(position).cloned();
            let Some((from, to, name)) = next else { return };
            position += 1;
            write(from, to, &name);
        }
    }
}
