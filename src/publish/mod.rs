//! A site of pages about a database: every figure has an address, and leads to who states it.
//!
//! Data flows one way: the sandbox reads, the rows become plain structs (`book`, `figures`, `kept`), a template of `page` makes markup
//! of them, and `crate::folder` writes a file only where its bytes differ.

mod address;
mod ask;
mod book;
mod cite;
mod downloads;
mod figures;
mod kept;
mod layout;
mod ledger;
mod markup;
mod page;
mod part;
mod picture;
mod reading;
mod reports;
mod rows;
mod site;
mod stated;
mod tables;

pub(crate) use ask::LARGEST;
pub(crate) use site::{Options, publish};
