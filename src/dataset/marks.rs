//! Finds certain bytes in a text. Cells are short, so many bytes are compared at once.

/// How many bytes are looked at together.
const WINDOW: usize = 64;

/// The places of a few bytes in a text, from its start to its end.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    marks: [u8; 3],
    /// Where the window starts, and the places in it that have not been returned, one bit each.
    start: usize,
    found: u64,
    /// Where the next window starts.
    next: usize,
}

impl<'a> Marks<'a> {
    pub(super) fn new(marks: [u8; 3], bytes: &'a [u8]) -> Self {
        Self { bytes, marks, start: 0, found: 0, next: 0 }
    }

    /// Continues with the marks at a byte or after it.
    pub(super) fn seek(&mut self, at: usize) {
        (self.found, self.next) = (0, at);
    }

    /// One bit for each byte of a window: whether it is a mark.
    fn places(&self, window: &[u8; WINDOW]) -> u64 {
        let [first, second, third] = self.marks;
        // Without branches, so that compilers compare many bytes by one instruction.
        let is_mark = window.map(|byte| u8::from((byte == first) | (byte == second) | (byte == third)));
        let mut found = 0;
        for (place, bytes) in is_mark.as_chunks().0.iter().enumerate() {
            // Moves the lowest bit of each of eight bytes, none of which carries into another, into the highest byte.
            let bits = u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            found |= bits << (8 * place);
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
