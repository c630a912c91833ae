/// The operations of one tag: one API trait, one handler file.
#[derive(Debug, Clone)]
pub struct Group {
    /// The tag as in the document; operations without one are grouped by their first path segment.
    pub name: String,
    /// The tag's description.
    pub description: Option<String>,
    /// Indices into `Api::operations`, in document order.
    pub operations: Vec<usize>,
}
