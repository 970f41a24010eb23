//! What is expected of the next row, so that little need be looked up.

/// The numbers that rows have one after the other: mostly the same, or the one that followed last time.
#[derive(Default)]
pub struct Sequence {
    pub last: u32,
    /// By a number the other that last came behind it.
    followers: Vec<u32>,
}

impl Sequence {
    /// The number that followed last time.
    #[inline]
    pub fn follower(&self) -> u32 {
        self.followers.get(self.last as usize).copied().unwrap_or_default()
    }

    /// The number that is expected, if it stands for what is looked for.
    #[inline]
    pub fn expect(&mut self, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if is_it(self.last) {
            return Some(self.last);
        }
        let follower = self.follower();
        is_it(follower).then(|| {
            self.last = follower;
            follower
        })
    }

    /// Goes on to a number that was not expected.
    pub fn go_on(&mut self, number: u32) {
        let place = std::mem::replace(&mut self.last, number) as usize;
        if self.followers.len() <= place {
            self.followers.resize(place + 1, 0);
        }
        self.followers[place] = number;
    }
}
