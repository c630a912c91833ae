//! Which members and items some keyword has looked at (JSON Schema 2020-12 §11).

/// Members and items by their place in the value.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    places: Vec<bool>,
    all: bool,
}

impl Evaluated {
    /// One member or item.
    pub(super) fn mark(&mut self, place: usize) {
        if self.places.len() <= place {
            self.places.resize(place + 1, false);
        }
        self.places[place] = true;
    }

    /// Everything.
    pub(super) fn mark_all(&mut self) {
        self.all = true;
    }

    pub(super) fn has(&self, place: usize) -> bool {
        self.all || self.places.get(place).copied().unwrap_or(false)
    }

    /// What another schema for the same value has looked at.
    pub(super) fn merge(&mut self, other: Evaluated) {
        self.all |= other.all;
        for (place, _) in other.places.iter().enumerate().filter(|(_, seen)| **seen) {
            self.mark(place);
        }
    }
}
