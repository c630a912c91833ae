//! Every target, one line each.

use super::{
    target::Target,
    targets::{
        rust_axum::Axum, ts_express::Express, ts_fastify::Fastify, ts_hono::Hono, ts_koa::Koa,
        ts_nestjs::Nest,
    },
};

/// The targets, the default one first.
pub static TARGETS: [&dyn Target; 6] = [&Axum, &Hono, &Fastify, &Express, &Koa, &Nest];

/// The ids of all targets, in order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().map(|target| target.id())
}

/// The target of an id.
pub fn find(id: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().copied().find(|target| target.id() == id)
}
