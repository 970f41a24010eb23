//! Opens, migrates and locks database files. No other module does.

mod as_of;
mod authorizer;
pub(crate) mod bulk;
mod clock;
mod connection;
mod database;
mod fault;
mod functions;
mod header;
mod journal;
mod migrate;
mod mistake;
mod plain;
pub(crate) mod row_history;
mod running;
mod sandbox;
mod schema;
mod statement;
mod temporary;
#[cfg(test)]
mod tests;
mod transaction;
pub(crate) mod within;

pub(crate) use as_of::Published;
pub(crate) use clock::Limits;
pub(crate) use database::Store;
pub(crate) use fault::sqlite;
pub(crate) use journal::all_beside;
pub use migrate::{APPLICATION_ID, SCHEMA_VERSION};
pub(crate) use plain::PlainFile;
pub(crate) use row_history::RowHistory;
pub(crate) use sandbox::Sandbox;
pub(crate) use statement::{Cursor, Row, Statement};
pub(crate) use transaction::Transaction;
