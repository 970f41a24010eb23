//! The texts that a mapping can name, and their origins.

use regex::Regex;

/// Something that a placeholder can stand for, or that a pattern can take apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A cell of the row, by the place of its column.
    Column(usize),
    /// The name of the unpivoted column.
    Header,
    /// The cell of the unpivoted column.
    Cell,
    /// The cell so many columns behind the unpivoted one.
    Behind(usize),
    /// The name of the file, without its folder.
    File,
    Sheet,
    /// The lines above the header, and those below the table.
    Above,
    Below,
    /// The line of the row.
    Line,
}

/// The names of what is not a column.
pub(super) const RESERVED: [(&str, Origin); 7] = [
    ("header", Origin::Header),
    ("cell", Origin::Cell),
    ("file", Origin::File),
    ("sheet", Origin::Sheet),
    ("above", Origin::Above),
    ("below", Origin::Below),
    ("line", Origin::Line),
];

/// Whether a mapping means something other than a column by a name.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|(reserved, _)| *reserved == name)
}

/// What a text depends on, as bits: a text that is made of two texts depends on what either of them depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Level(u8);

impl Level {
    /// It is the same in the whole file.
    pub(super) const FILE: Self = Self(0);
    pub(super) const ROW: Self = Self(1);
    /// It is the same in a whole unpivoted column.
    pub(super) const COLUMN: Self = Self(2);
    pub(super) const CELL: Self = Self(3);

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Origin {
    /// The origin of this name in a file of so many columns, where a column may have this name: it may also be named by its
    /// place, as `#2`, or by how far it stands behind the unpivoted one, as `+1`.
    pub(super) fn named(name: &str, by_name: Option<usize>, columns: usize) -> Option<Self> {
        if let Some((_, origin)) = RESERVED.iter().find(|(known, _)| *known == name) {
            return Some(*origin);
        }
        let by_place = || {
            let place: usize = name.strip_prefix('#')?.parse().ok()?;
            place.checked_sub(1).filter(|place| *place < columns)
        };
        let behind = || name.strip_prefix('+')?.parse().ok().filter(|places| (1..columns).contains(places));
        by_name.or_else(by_place).map(Self::Column).or_else(|| behind().map(Self::Behind))
    }

    pub(super) fn level(self) -> Level {
        match self {
            Self::File | Self::Sheet | Self::Above | Self::Below => Level::FILE,
            Self::Column(_) | Self::Line => Level::ROW,
            Self::Header => Level::COLUMN,
            Self::Cell | Self::Behind(_) => Level::CELL,
        }
    }

    /// Whether the text has several lines, so that `^` and `$` of a pattern match at the ends of each line.
    pub(super) fn has_lines(self) -> bool {
        matches!(self, Self::Above | Self::Below)
    }
}

/// A pattern, and the places that its named groups fill.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub origin: Origin,
    pub pattern: Regex,
    /// The number of each named group, and the slot that it fills.
    pub groups: Vec<(usize, usize)>,
}
