//! The temporary files in which SQLite sorts and groups more rows than it holds in memory.
//!
//! SQLite has no limit of their size, but deletes them as soon as they are open. Linux lists the open files of a process.

/// The size of the open files of this process that have been deleted; `None` where the system does not say.
#[cfg(target_os = "linux")]
pub(super) fn bytes() -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let open = std::fs::read_dir("/proc/self/fd").ok()?;
    let facts = open.flatten().filter_map(|entry| std::fs::metadata(entry.path()).ok());
    Some(facts.filter(|facts| facts.is_file() && facts.nlink() == 0).map(|facts| facts.len()).sum())
}

/// The size of the open files of this process that have been deleted; `None` where the system does not say.
#[cfg(not(target_os = "linux"))]
pub(super) fn bytes() -> Option<u64> {
    None
}
