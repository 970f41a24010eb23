//! Predicts the number of a column in the next row, so that few codes have to be looked up.

/// The numbers of one column, row after row: mostly the same as before, or the one that followed it the last time.
#[derive(Default)]
pub(super) struct Expectation {
    last: u32,
    /// For each number the one that last came after it.
    followers: Vec<u32>,
}

impl Expectation {
    /// The number that is expected, if it stands for what the row has.
    #[inline]
    pub(super) fn find(&mut self, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if is_it(self.last) {
            return Some(self.last);
        }
        let follower = self.followers.get(self.last as usize).copied().unwrap_or_default();
        is_it(follower).then(|| {
            self.last = follower;
            follower
        })
    }

    /// Remembers a number that was not expected.
    pub(super) fn learn(&mut self, number: u32) {
        let place = std::mem::replace(&mut self.last, number) as usize;
        if self.followers.len() <= place {
            self.followers.resize(place + 1, 0);
        }
        self.followers[place] = number;
    }
}
