//! What ends the reading of figures early.

#![allow(clippy::expect_used)]

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{channel, sync_channel};

use super::collector::{Follow, Message, OrderedCollector};
use super::reader::check_place;
use super::sort::check_size;
use crate::error::Result;
use crate::problem::{Problems, RejectedRow};

struct Nobody;

impl Follow for Nobody {
    fn progress(&mut self, _: u64) -> Result<()> {
        Ok(())
    }

    fn rejected(&mut self, _: usize, _: &[RejectedRow]) -> Result<()> {
        Ok(())
    }
}

#[test]
fn a_panic_ends_the_collection_and_is_no_error() {
    let (results, queue) = sync_channel(1);
    let (tickets, _ticket_queue) = channel();
    let (mut problems, suggests) = (Problems::default(), AtomicBool::new(true));
    let mut nobody = Nobody;
    let collector = OrderedCollector::new(&[], &mut problems, &mut nobody, &suggests, tickets);
    results.send(Message::Panicked).expect("a queue");
    // Another thread still holds the queue open.
    let done = collector.collect(&queue).expect("what came before the panic");
    assert!(done.is_empty());
    drop(results);
}

#[test]
fn places_that_do_not_fit_into_a_figure_are_errors() {
    let most = u64::from(u32::MAX);
    assert_eq!(check_place(7, most).ok(), Some(7));
    let error = check_place(7, most + 1).expect_err("too many lines");
    assert_eq!(error.to_string(), "the file has more than 4294967295 lines");
    assert!(check_size(u32::MAX as usize).is_ok());
    #[cfg(target_pointer_width = "64")]
    assert!(check_size(u32::MAX as usize + 1).is_err());
}
