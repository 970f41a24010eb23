//! How SQLite reaches the disk while it changes a file: as the system's own VFS does (<https://www.sqlite.org/vfs.html>), but
//! that what is appended to a rollback journal is collected and written in large pieces. SQLite itself writes three for every
//! page: its number, the page, its checksum.
//!
//! Nothing else differs. SQLite changes no page of the file before it has synced the journal, and a sync writes what was
//! collected first; what has not been written is read from where it was collected. With `PRAGMA synchronous = off` SQLite
//! would not sync: that is for files whose journal is in memory.
//!
//! All that is unsafe in this program is in this file.
#![expect(unsafe_code, reason = "SQLite calls a VFS through pointers, and gives it the memory of its files")]

use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;
use std::{ptr, slice};

use rusqlite::ffi;

/// The name under which SQLite knows this VFS.
const NAME: &CStr = c"yearbook";

/// How many bytes are collected before they are written.
const PIECE: usize = 64 << 10;

/// The system's VFS but for its name, how it opens a file and what memory a file takes.
#[repr(C)]
struct Vfs {
    base: ffi::sqlite3_vfs,
    system: *mut ffi::sqlite3_vfs,
}

/// A journal. Its memory is SQLite's, and what the system's VFS keeps of the same file lies right behind.
#[repr(C, align(8))]
struct Journal {
    base: ffi::sqlite3_file,
    /// How many bytes the file has.
    written: u64,
    /// What comes behind them.
    collected: Vec<u8>,
}

impl Journal {
    fn end(&self) -> u64 {
        self.written + self.collected.len() as u64
    }
}

/// The name by which to open a file that is to be changed; none where SQLite has no VFS to build on.
pub fn name() -> Option<&'static CStr> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    REGISTERED.get_or_init(register).then_some(NAME)
}

fn register() -> bool {
    // SAFETY: `sqlite3_vfs_find` initializes SQLite and gives a VFS that is never removed, or null.
    let system = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
    // SAFETY: as above. Its other functions find all that they need in the fields that are copied.
    let Some(mut base) = (unsafe { system.as_ref() }).copied() else { return false };
    let Ok(size) = c_int::try_from(size_of::<Journal>()) else { return false };
    base.szOsFile += size;
    base.zName = NAME.as_ptr();
    base.pNext = ptr::null_mut();
    base.xOpen = Some(open);
    let vfs = Box::into_raw(Box::new(Vfs { base, system }));
    // SAFETY: the VFS stays where it is as long as the program runs, and begins with what SQLite knows of it.
    unsafe { ffi::sqlite3_vfs_register(vfs.cast(), 0) == ffi::SQLITE_OK }
}

/// Calls a method of the system's VFS on a journal.
macro_rules! system {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let system = system_of($file);
        match (*(*system).pMethods).$method {
            Some(method) => method(system $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    }};
}

/// Opens a journal; every other file is opened by the system's VFS alone.
unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite calls this with the VFS that was registered, which is a `Vfs`.
    let system = unsafe { (*vfs.cast::<Vfs>()).system };
    // SAFETY: it is the VFS that was found.
    let Some(open_system) = (unsafe { (*system).xOpen }) else { return ffi::SQLITE_CANTOPEN };
    if flags & ffi::SQLITE_OPEN_MAIN_JOURNAL == 0 {
        // SAFETY: the arguments are SQLite's own, and there is more memory than that VFS asks for.
        return unsafe { open_system(system, name, file, flags, flags_out) };
    }
    // SAFETY: SQLite gives `szOsFile` bytes, aligned to eight: a `Journal` and behind it what that VFS asks for.
    unsafe {
        let behind = system_of(file);
        (*behind).pMethods = ptr::null();
        let mut code = open_system(system, name, behind, flags, flags_out);
        let mut size = 0;
        if code == ffi::SQLITE_OK {
            code = system!(file, xFileSize, &raw mut size);
        }
        if code != ffi::SQLITE_OK {
            if !(*behind).pMethods.is_null() {
                system!(file, xClose);
            }
            // SQLite closes what has methods, even where it could not be opened.
            (*file).pMethods = ptr::null();
            return code;
        }
        let base = ffi::sqlite3_file { pMethods: &raw const METHODS };
        let written = u64::try_from(size).unwrap_or_default();
        ptr::write(file.cast(), Journal { base, written, collected: Vec::with_capacity(PIECE) });
        code
    }
}

/// What the system's VFS keeps of a journal.
///
/// # Safety
///
/// `file` is memory that SQLite gave for a journal of this VFS.
unsafe fn system_of(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: that memory begins with a `Journal`, by `szOsFile`.
    unsafe { file.byte_add(size_of::<Journal>()) }
}

/// A method that only hands on what it is given.
macro_rules! hand_on {
    ($name:ident, $method:ident $(, $argument:ident: $kind:ty)*) => {
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $kind)*) -> c_int {
            // SAFETY: SQLite calls it with a journal that is open, and the arguments are its own.
            unsafe { system!(file, $method $(, $argument)*) }
        }
    };
}

hand_on!(lock, xLock, level: c_int);
hand_on!(unlock, xUnlock, level: c_int);
hand_on!(check_reserved_lock, xCheckReservedLock, result: *mut c_int);
hand_on!(file_control, xFileControl, operation: c_int, argument: *mut c_void);
hand_on!(sector_size, xSectorSize);
hand_on!(device_characteristics, xDeviceCharacteristics);

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// Writes what was collected. What the disk does not take is kept: SQLite, which then rolls back, can still read it.
///
/// # Safety
///
/// `file` is a journal that is open.
unsafe fn flush(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the journal is open, and nobody else refers to it during a call.
    let Journal { written, collected, .. } = unsafe { &mut *file.cast::<Journal>() };
    if collected.is_empty() {
        return ffi::SQLITE_OK;
    }
    let (Ok(offset), Ok(length)) = (i64::try_from(*written), c_int::try_from(collected.len())) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: the bytes are there, as many as told.
    let code = unsafe { system!(file, xWrite, collected.as_ptr().cast(), length, offset) };
    if code == ffi::SQLITE_OK {
        *written += collected.len() as u64;
        collected.clear();
    }
    code
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, bytes: *const c_void, length: c_int, offset: i64) -> c_int {
    let (Ok(size), Ok(from)) = (usize::try_from(length), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite calls it with a journal that is open, and with as many bytes as it tells.
    unsafe {
        let journal = file.cast::<Journal>();
        let appends = from == (*journal).end();
        if !appends || (*journal).collected.len() + size > PIECE {
            let code = flush(file);
            if code != ffi::SQLITE_OK {
                return code;
            }
        }
        if appends {
            (*journal).collected.extend_from_slice(slice::from_raw_parts(bytes.cast(), size));
            return ffi::SQLITE_OK;
        }
        let code = system!(file, xWrite, bytes, length, offset);
        if code == ffi::SQLITE_OK {
            (*journal).written = (*journal).written.max(from + size as u64);
        }
        code
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, length: c_int, offset: i64) -> c_int {
    let (Ok(size), Ok(from)) = (usize::try_from(length), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_READ;
    };
    // SAFETY: SQLite calls it with a journal that is open, and with room for as many bytes as it tells.
    unsafe {
        let Journal { written, collected, .. } = &*file.cast::<Journal>();
        let skipped = from.checked_sub(*written).and_then(|skipped| usize::try_from(skipped).ok());
        if let Some(found) = skipped.and_then(|skipped| collected.get(skipped..skipped + size)) {
            slice::from_raw_parts_mut(into.cast::<u8>(), size).copy_from_slice(found);
            return ffi::SQLITE_OK;
        }
        if from + size as u64 > *written {
            let code = flush(file);
            if code != ffi::SQLITE_OK {
                return code;
            }
        }
        system!(file, xRead, into, length, offset)
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open.
    unsafe {
        let code = flush(file);
        if code != ffi::SQLITE_OK {
            return code;
        }
        let code = system!(file, xTruncate, size);
        if code == ffi::SQLITE_OK {
            (*file.cast::<Journal>()).written = u64::try_from(size).unwrap_or_default();
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open.
    unsafe {
        match flush(file) {
            ffi::SQLITE_OK => system!(file, xSync, flags),
            code => code,
        }
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open, and with a place for the answer.
    unsafe {
        *size = i64::try_from((*file.cast::<Journal>()).end()).unwrap_or(i64::MAX);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open, and never again after this.
    unsafe {
        let flushed = flush(file);
        ptr::drop_in_place(&raw mut (*file.cast::<Journal>()).collected);
        match system!(file, xClose) {
            ffi::SQLITE_OK => flushed,
            code => code,
        }
    }
}
