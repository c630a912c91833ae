//! One folder per target framework.

pub mod rust_axum;
pub mod ts_express;
pub mod ts_fastify;
pub mod ts_hono;
pub mod ts_koa;
pub mod ts_nestjs;
