//! What a load does with wrong rows, and with stored figures that it does not contain.

/// What a load does with wrong rows, and with stored figures that it does not contain.
///
/// A load that keeps going cannot be complete as well: a rejected row would count as one that is left out, and its stored
/// figure would be withdrawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadMode {
    /// All rows are written, or none where one is wrong. Stored figures that the load does not contain stay.
    #[default]
    AllOrNothing,
    /// The correct rows are written, and the wrong ones are kept as rejected.
    KeepGoing,
    /// All rows are written, or none. The figures that an earlier load of the same datasets contained and this one does not
    /// are withdrawn.
    Complete,
}
