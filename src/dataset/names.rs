//! The parts of file names, and what they mean.

/// The last part of a path, however its system divides it.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The name of a file without its extensions.
pub(crate) fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Whether a file describes the data of another, as those of a World Bank download do.
pub(crate) fn is_metadata(path: &str) -> bool {
    file_name(path).starts_with("Metadata_")
}
