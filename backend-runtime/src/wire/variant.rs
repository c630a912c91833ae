/// Why a text is not a value of a string enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the enumeration's values")]
pub struct UnknownVariant;
