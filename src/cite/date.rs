//! Dates as a source has them: a day, a month or a year.

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Year, month and day of `2025-08-13`, or only the first of them for `2025-08` and `2025`; `None` for another text.
pub(super) fn date_parts(text: &str) -> Option<Vec<usize>> {
    let shapes = [(4, 1..=9999), (2, 1..=12), (2, 1..=31)];
    if text.split('-').count() > shapes.len() {
        return None;
    }
    let numbers = text.split('-').zip(shapes).map(|(digits, (width, range))| {
        let is_number = digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|number| is_number && range.contains(number))
    });
    numbers.collect()
}
