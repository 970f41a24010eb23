//! Lists that are longer than a page: each page has a part of the rows, and links to the others.

use maud::{Markup, html};

use super::address::Place;

/// The most rows of a list on one page.
pub(super) const ROWS: usize = 500;

/// How many pages before and after a page are linked by their numbers, beside the first and the last one.
const NEAR: usize = 3;

/// One of the pages of a list.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The path of the first page.
    first: String,
    /// From one on.
    pub number: usize,
    /// How many pages there are; one for an empty list.
    pub pages: usize,
}

impl Part {
    /// The pages of a list of so many rows.
    pub(super) fn all(path: &str, rows: usize) -> impl Iterator<Item = Self> + use<> {
        let (first, pages) = (path.to_owned(), rows.div_ceil(ROWS).max(1));
        (1..=pages).map(move |number| Self { first: first.clone(), number, pages })
    }

    /// The page of a row, by its index.
    pub(super) fn of_row(path: &str, row: usize) -> String {
        numbered(path, row / ROWS + 1)
    }

    pub(super) fn path(&self) -> String {
        numbered(&self.first, self.number)
    }

    pub(super) fn is_first(&self) -> bool {
        self.number == 1
    }

    /// The rows of the page among all rows.
    pub(super) fn of<'a, T>(&self, rows: &'a [T]) -> &'a [T] {
        let first = (self.number - 1) * ROWS;
        rows.get(first..rows.len().min(first + ROWS)).unwrap_or_default()
    }

    /// The title of the page.
    pub(super) fn title(&self, title: &str) -> String {
        match self.is_first() {
            true => title.to_owned(),
            false => format!("{title}, page {} of {}", self.number, self.pages),
        }
    }

    /// The links to the other pages.
    pub(super) fn links(&self) -> Markup {
        let place = Place::of(&self.first);
        let is_shown = |number: &usize| *number == 1 || *number == self.pages || number.abs_diff(self.number) <= NEAR;
        let shown: Vec<usize> = (1..=self.pages).filter(is_shown).collect();
        html! {
            @if self.pages > 1 {
                nav.pages aria-label="Pages of this list" {
                    ul {
                        @for (index, number) in shown.iter().enumerate() {
                            @if index > 0 && shown[index - 1] + 1 < *number { li { "…" } }
                            li {
                                @let path = place.to(&numbered(&self.first, *number));
                                @if *number == self.number { a href=(path) aria-current="page" { (number) } }
                                @else { a href=(path) { (number) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The path of a page of a list. No code becomes a name with a dot, so that it is the path of no other page.
pub(super) fn numbered(path: &str, number: usize) -> String {
    match (number, path.rsplit_once('.')) {
        (1, _) | (_, None) => path.to_owned(),
        (_, Some((stem, ending))) => format!("{stem}.{number}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_has_pages_that_are_linked_by_their_numbers() {
        let pages: Vec<Part> = Part::all("region/index.html", 20 * ROWS + 1).collect();
        let rows: Vec<usize> = (0..=20 * ROWS).collect();
        assert_eq!((pages.len(), pages[20].of(&rows)), (21, &rows[20 * ROWS..]));
        assert_eq!((pages[1].of(&rows).len(), pages[20].of(&rows[..1]).len()), (ROWS, 0));
        assert_eq!(pages[1].path(), "region/index.2.html");
        assert_eq!(Part::of_row("region/index.html", ROWS - 1), "region/index.html");
        assert_eq!(Part::of_row("region/index.html", ROWS), "region/index.2.html");
        let links = pages[9].links().into_string();
        let text: String = links.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
        assert_eq!(text, "1…78910111213…21");
        assert!(links.contains("href=\"../region/index.html\""), "{links}");
        assert_eq!(Part::all("region/index.html", 0).count(), 1);
        assert!(pages[..1][0].title("Regions") == "Regions" && pages[1].title("Regions") == "Regions, page 2 of 21");
    }
}
