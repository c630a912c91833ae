//! The only code that knows both the generator's model and the runtime.

pub(crate) mod ir_to_traffic;
