//! Reading documents: what is valid, faulty, hostile, and what other people publish.

mod corpus;
mod hostile;
mod huge;
mod inert;
mod invalid;
mod outside;
mod reading;
mod sketch;
mod upgrade;
mod writing;
