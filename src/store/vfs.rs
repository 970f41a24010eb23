//! How SQLite reaches the disk while it changes a file: as the system's own VFS does (<https://www.sqlite.org/vfs.html>), but
//! that what is appended to a rollback journal is collected and written in large pieces. SQLite itself writes three for every
//! page: its number, the page, its checksum.
//!
//! Nothing else differs. SQLite changes no page of the file before it has synced the journal, and a sync writes what was
//! collected first; what has not been written is read from where it was collected. A journal that will not be synced is
//! written as it comes.
//!
//! All that is unsafe in this program is in this file.
#![expect(unsafe_code, reason = "SQLite calls a VFS through pointers, and gives it the memory of its files")]

use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;
use std::{ptr, slice};

use rusqlite::ffi;

/// The name under which SQLite knows this VFS.
const NAME: &CStr = c"yearbook";

/// How many bytes are collected before they are written; SQLite writes no more at once.
const PIECE: usize = 64 << 10;

/// How long the header of a journal is without what fills its sector
/// (<https://www.sqlite.org/fileformat2.html#the_rollback_journal>).
const HEADER: usize = 28;

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
    /// What lies behind.
    system: *mut ffi::sqlite3_file,
    /// How many bytes the file has.
    written: u64,
    /// What comes after them.
    collected: Vec<u8>,
    /// Whether it will be synced before the file is changed.
    is_synced: bool,
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

/// Calls a method of the system's VFS on a file of its own.
macro_rules! system {
    ($system:expr, $method:ident $(, $argument:expr)*) => {
        match (*(*$system).pMethods).$method {
            Some(method) => method($system $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    };
}

/// Opens a journal; every other file is opened by the system's VFS alone.
unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite calls this with the VFS that was registered, which is a `Vfs` and has the VFS that was found.
    unsafe {
        let system_vfs = (*vfs.cast::<Vfs>()).system;
        let Some(open_system) = (*system_vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        if flags & ffi::SQLITE_OPEN_MAIN_JOURNAL == 0 {
            return open_system(system_vfs, name, file, flags, flags_out);
        }
        // SQLite gives `szOsFile` bytes, aligned to eight: a `Journal` and behind it what that VFS asks for.
        let system = file.byte_add(size_of::<Journal>());
        (*system).pMethods = ptr::null();
        let mut code = open_system(system_vfs, name, system, flags, flags_out);
        let mut size = 0;
        if code == ffi::SQLITE_OK {
            code = system!(system, xFileSize, &raw mut size);
        }
        if code != ffi::SQLITE_OK {
            if !(*system).pMethods.is_null() {
                system!(system, xClose);
            }
            // SQLite closes what has methods, even where it could not be opened.
            (*file).pMethods = ptr::null();
            return code;
        }
        let base = ffi::sqlite3_file { pMethods: &raw const METHODS };
        let written = u64::try_from(size).unwrap_or_default();
        ptr::write(file.cast(), Journal { base, system, written, collected: Vec::new(), is_synced: false });
        code
    }
}

/// A method that only hands on what it is given.
macro_rules! hand_on {
    ($name:ident, $method:ident $(, $argument:ident: $kind:ty)*) => {
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $kind)*) -> c_int {
            // SAFETY: SQLite calls it with a journal that is open, and the arguments are its own.
            unsafe { system!((*file.cast::<Journal>()).system, $method $(, $argument)*) }
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

impl Journal {
    fn end(&self) -> u64 {
        self.written + self.collected.len() as u64
    }

    /// Writes what was collected. What the disk does not take is kept: SQLite, which then rolls back, can still read it.
    fn flush(&mut self) -> c_int {
        if self.collected.is_empty() {
            return ffi::SQLITE_OK;
        }
        let (Ok(offset), Ok(length)) = (i64::try_from(self.written), c_int::try_from(self.collected.len())) else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        // SAFETY: a journal is open as long as it is there, and the bytes are as many as told.
        let code = unsafe { system!(self.system, xWrite, self.collected.as_ptr().cast(), length, offset) };
        if code == ffi::SQLITE_OK {
            self.written = self.end();
            self.collected.clear();
        }
        code
    }

    /// Collects what comes at the end.
    fn collect(&mut self, bytes: &[u8]) -> c_int {
        if self.collected.capacity() == 0 && self.collected.try_reserve_exact(PIECE).is_err() {
            return ffi::SQLITE_NOMEM;
        }
        self.collected.extend_from_slice(bytes);
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, bytes: *const c_void, length: c_int, offset: i64) -> c_int {
    let (Ok(size), Ok(from)) = (usize::try_from(length), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite calls it with a journal that is open, and with as many bytes as it tells.
    let (journal, told) = unsafe { (&mut *file.cast::<Journal>(), slice::from_raw_parts(bytes.cast::<u8>(), size)) };
    if from == 0 && size >= HEADER {
        // A journal that SQLite will sync gets its mark only then: until it has one, nobody takes it for whole.
        journal.is_synced = told.first() == Some(&0);
    }
    let appends = journal.is_synced && from == journal.end();
    if !appends || journal.collected.len() + size > PIECE {
        let code = journal.flush();
        if code != ffi::SQLITE_OK {
            return code;
        }
    }
    if appends {
        return journal.collect(told);
    }
    // SAFETY: as above.
    let code = unsafe { system!(journal.system, xWrite, bytes, length, offset) };
    if code == ffi::SQLITE_OK {
        journal.written = journal.written.max(from + size as u64);
    }
    code
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, length: c_int, offset: i64) -> c_int {
    let (Ok(size), Ok(from)) = (usize::try_from(length), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_READ;
    };
    // SAFETY: SQLite calls it with a journal that is open, and with room for as many bytes as it tells.
    unsafe {
        let Journal { system, written, collected, .. } = &*file.cast::<Journal>();
        let in_file = usize::try_from(written.saturating_sub(from)).unwrap_or(size).min(size);
        if collected.is_empty() || in_file == size {
            return system!(*system, xRead, into, length, offset);
        }
        if in_file > 0 {
            let code = system!(*system, xRead, into, in_file as c_int, offset);
            if code != ffi::SQLITE_OK {
                return code;
            }
        }
        let skipped = usize::try_from(from.saturating_sub(*written)).unwrap_or(usize::MAX);
        let found = collected.get(skipped..).unwrap_or_default();
        let (into, rest) = (into.cast::<u8>().add(in_file), size - in_file);
        let copied = rest.min(found.len());
        ptr::copy_nonoverlapping(found.as_ptr(), into, copied);
        ptr::write_bytes(into.add(copied), 0, rest - copied);
        if copied == rest { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_SHORT_READ }
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let Ok(end) = u64::try_from(size) else { return ffi::SQLITE_IOERR_TRUNCATE };
    // SAFETY: SQLite calls it with a journal that is open.
    unsafe {
        let journal = &mut *file.cast::<Journal>();
        if end <= journal.written {
            // What goes needs no room on the disk first.
            journal.collected.clear();
        }
        let mut code = journal.flush();
        if code == ffi::SQLITE_OK {
            code = system!(journal.system, xTruncate, size);
        }
        if code == ffi::SQLITE_OK {
            journal.written = end;
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open.
    unsafe {
        let journal = &mut *file.cast::<Journal>();
        match journal.flush() {
            ffi::SQLITE_OK => system!(journal.system, xSync, flags),
            code => code,
        }
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open, and with a place for the answer.
    unsafe {
        let journal = &mut *file.cast::<Journal>();
        if !journal.collected.is_empty() {
            *size = i64::try_from(journal.end()).unwrap_or(i64::MAX);
            return ffi::SQLITE_OK;
        }
        // Where SQLite keeps a journal open between transactions, another program may have changed it.
        let code = system!(journal.system, xFileSize, size);
        if code == ffi::SQLITE_OK {
            journal.written = u64::try_from(*size).unwrap_or_default();
        }
        code
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite calls it with a journal that is open, and never again after this.
    unsafe {
        let mut journal = ptr::read(file.cast::<Journal>());
        let flushed = journal.flush();
        match system!(journal.system, xClose) {
            ffi::SQLITE_OK => flushed,
            code => code,
        }
    }
}
