//! Where certain bytes stand in a text: cells are short, so many are found at once.

use wide::u8x16;

/// How many bytes are looked at together.
const WINDOW: usize = 64;

/// The places of a few bytes in a text, from its start to its end.
pub struct Marks<'a> {
    bytes: &'a [u8],
    marks: [u8x16; 3],
    /// Where the window starts, and the places in it that have not been returned, one bit each.
    start: usize,
    found: u64,
    /// Where the next window starts.
    next: usize,
}

impl<'a> Marks<'a> {
    pub fn new(marks: [u8; 3], bytes: &'a [u8]) -> Self {
        Self { bytes, marks: marks.map(u8x16::splat), start: 0, found: 0, next: 0 }
    }

    /// Goes on with the marks at a byte and behind it.
    pub fn seek(&mut self, at: usize) {
        (self.found, self.next) = (0, at);
    }

    fn places(&self, window: &[u8; WINDOW]) -> u64 {
        let mut found = 0;
        for (place, lane) in window.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let [first, second, third] = self.marks.map(|mark| lane.simd_eq(mark));
            found |= u64::from((first | second | third).to_bitmask()) << (16 * place);
        }
        found
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            let rest = self.bytes.get(self.next..).filter(|rest| !rest.is_empty())?;
            self.start = self.next;
            self.next += WINDOW;
            self.found = match rest.first_chunk() {
                Some(window) => self.places(window),
                None => {
                    let mut window = [0; WINDOW];
                    window[..rest.len()].copy_from_slice(rest);
                    self.places(&window) & ((1 << rest.len()) - 1)
                }
            };
        }
        let place = self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(self.start + place)
    }
}
