//! The fingerprint of a load: one checksum, by which the same load is recognised.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::num::NonZero;
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};
use twox_hash::XxHash3_128;

use super::digest::{PIECE, hexadecimal};
use super::package::Package;
use crate::thread;

/// How many bytes of a piece are read at once.
const BUFFER: usize = 64 << 10;

/// One checksum of everything that a load reads, in hexadecimal. `contents` are those of the files, in the order in which
/// the descriptors name them; `context` is what else decides what is made of them.
pub(crate) fn fingerprint(packages: &[Package], contents: impl IntoIterator<Item = u128>, context: &str) -> String {
    let mut hasher = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    add(context.as_bytes());
    for package in packages {
        add(package.name.as_bytes());
        add(package.text.as_bytes());
        for resource in &package.descriptor.resources {
            add(resource.encoding.as_deref().unwrap_or_default().as_bytes());
            let mapping = resource.rules.as_ref().map(|mapping| mapping.contents());
            mapping.into_iter().flatten().for_each(|bytes| add(&bytes));
        }
        for report in &package.reports {
            add(report.path.as_bytes());
            add(report.text.as_bytes());
        }
    }
    // What a mapping makes of a file may depend on its name.
    files(packages).for_each(|(package, path)| add(package.stored_path(path).as_bytes()));
    for content in contents {
        add(&content.to_le_bytes());
    }
    hexadecimal(&hasher.finalize())
}

/// The files of datasets in the order in which the descriptors name them.
fn files(packages: &[Package]) -> impl Iterator<Item = (&Package, &str)> {
    packages.iter().flat_map(|package| {
        let paths = package.descriptor.resources.iter().flat_map(|resource| resource.paths());
        paths.map(move |path| (package, path.as_str()))
    })
}

/// The size of every file in bytes, in the order in which the descriptors name them.
pub(crate) fn sizes(packages: &[Package]) -> io::Result<Vec<u64>> {
    files(packages).map(|(package, path)| package.folder.open(path).map(|(_, size)| size)).collect()
}

/// The [`content`](super::Digest::content) of every file, in the order in which the descriptors name them, without reading a row.
pub(crate) fn contents(packages: &[Package]) -> io::Result<Vec<u128>> {
    contents_in_pieces(packages, PIECE)
}

fn contents_in_pieces(packages: &[Package], piece_size: u64) -> io::Result<Vec<u128>> {
    let files: Vec<(&Package, &str)> = files(packages).collect();
    let mut pieces = Vec::new();
    for (file, (package, path)) in files.iter().enumerate() {
        let (_, size) = package.folder.open(path)?;
        pieces.extend((0..size.div_ceil(piece_size)).map(|piece| (file, piece * piece_size)));
    }
    let hashes = side_by_side(&pieces, |&(file, start)| {
        let (package, path) = files[file];
        let (mut input, _) = package.folder.open(path)?;
        input.seek(SeekFrom::Start(start))?;
        let (mut hasher, mut input) = (XxHash3_128::new(), BufReader::with_capacity(BUFFER, input.take(piece_size)));
        loop {
            let bytes = input.fill_buf()?;
            if bytes.is_empty() {
                return Ok(hasher.finish_128());
            }
            hasher.write(bytes);
            let length = bytes.len();
            input.consume(length);
        }
    })?;
    let mut contents = vec![XxHash3_128::new(); files.len()];
    for ((file, _), hash) in pieces.iter().zip(hashes) {
        contents[*file].write(&hash.to_le_bytes());
    }
    Ok(contents.iter().map(XxHash3_128::finish_128).collect())
}

/// Applies `work` to all items, on as many threads as there are processors and the system allows. The results are in the order
/// of the items.
fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> io::Result<R> + Sync) -> io::Result<Vec<R>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let queue = Mutex::new(items.iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let work_all = || {
        let next = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
        while let Some((number, item)) = next() {
            let result = work(item);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((number, result));
        }
    };
    std::thread::scope(|scope| {
        (1..threads).for_each(|_| drop(thread::start_in(scope, work_all)));
        work_all();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use crate::dataset::Folder;
    use crate::dataset::digest::Digester;
    use crate::problem::Problems;

    #[test]
    fn threads_that_share_the_files_find_what_reading_them_finds() {
        let folder = Folder::disk(concat!(env!("CARGO_MANIFEST_DIR"), "/data/ningbo"));
        let packages = Package::open_all(&[folder], &mut Problems::default()).expect("datasets");
        for piece_size in [1000, PIECE] {
            let read = files(&packages).map(|(package, path)| {
                let mut digester = Digester::with_pieces(piece_size);
                digester.update(&package.folder.read(path).expect("a file"));
                digester.finish().content
            });
            let read: Vec<u128> = read.collect();
            assert!(read.len() > 10, "{} files", read.len());
            assert_eq!(contents_in_pieces(&packages, piece_size).expect("the contents"), read);
        }
    }
}
