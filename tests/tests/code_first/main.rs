//! Services that start from code: handlers with attributes, the router that registers them once, and their document.

mod accepted;
mod document;
mod problems;
mod serving;
mod shop;
