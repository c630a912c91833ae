//! What one document may cost.

/// Bounds on what is read. The defaults hold for every public document known to us; hostile ones end in a clear error.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of all files together.
    pub total_bytes: usize,
    /// How deep values may nest; at most [`Limits::DEEPEST`] is honoured, so that walking a tree cannot overflow a stack.
    pub depth: usize,
    /// Values of all files together.
    pub nodes: usize,
    /// Values that YAML aliases and merges may add by copying.
    pub alias_nodes: usize,
    /// Number of files.
    pub files: usize,
}

impl Limits {
    /// The greatest depth that can be allowed.
    pub const DEEPEST: usize = 500;

    /// The depth that is in force.
    pub(crate) fn effective_depth(&self) -> usize {
        self.depth.min(Self::DEEPEST)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 40 << 20,
            total_bytes: 80 << 20,
            depth: 200,
            nodes: 4_000_000,
            alias_nodes: 500_000,
            files: 20_000,
        }
    }
}
