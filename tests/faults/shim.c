/* Stands between a program and the C library (LD_PRELOAD), counts the calls that change files, and lets one of them fail or
 * writes all of them down. It ends a program that is about to lose a lock: see `close`. Environment:
 *   FAULT_AT     the number of the call at which the fault begins, from 1
 *   FAULT_KIND   "error" (this call fails), "full" (this and all later ones that need space fail), "short" (half of it is
 *                written), "kill" (the program is killed before it)
 *   FAULT_THREADS  the number of threads that can be started
 *   FAULT_COUNT  a file that gets the number of calls when the program ends
 *   FAULT_LOG    a file that gets a record of every call: see `log_call` */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { NOTHING, ERROR, FULL, SHORT, KILL };
enum call { WRITE = 1, TRUNCATE, SYNC, CREATE, RENAME, LINK, UNLINK, SYNC_FOLDER };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long calls, fault_at, threads = -1;
static enum kind kind;
static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("FAULT_AT"), *of = getenv("FAULT_KIND"), *log = getenv("FAULT_LOG");
    const char *most = getenv("FAULT_THREADS");
    threads = most ? atol(most) : -1;
    fault_at = at ? atol(at) : 0;
    kind = !of ? NOTHING : !strcmp(of, "error") ? ERROR : !strcmp(of, "full") ? FULL : !strcmp(of, "short") ? SHORT : KILL;
    if (log) log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void end(void) {
    const char *count = getenv("FAULT_COUNT");
    if (!count) return;
    char text[32];
    int length = snprintf(text, sizeof text, "%ld", calls);
    int file = syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    syscall(SYS_write, file, text, length);
    syscall(SYS_close, file);
}

#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The fault of the next call: NOTHING, or what shall happen to it. */
static enum kind next_fault(int needs_space) {
    pthread_mutex_lock(&mutex);
    long number = ++calls;
    pthread_mutex_unlock(&mutex);
    if (!fault_at || number < fault_at) return NOTHING;
    if (kind == FULL) return needs_space ? FULL : NOTHING;
    if (number > fault_at) return NOTHING;
    if (kind == KILL) kill(getpid(), SIGKILL), pause();
    return kind;
}

static int fails(int needs_space) {
    switch (next_fault(needs_space)) {
    case ERROR: errno = EIO; return 1;
    case FULL: errno = ENOSPC; return 1;
    default: return 0;
    }
}

static int is_file(int fd) {
    struct stat facts;
    return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

static uint64_t inode_of(int fd) {
    struct stat facts;
    return fstat(fd, &facts) == 0 ? facts.st_ino : 0;
}

/* A record: the call, the inode, an offset or a length, and the lengths of two texts, each as 8 bytes; then the texts. */
static void log_call(enum call call, uint64_t inode, uint64_t at, const void *first, size_t first_length, const char *second) {
    if (log_file < 0) return;
    uint64_t head[5] = {call, inode, at, first_length, second ? strlen(second) : 0};
    pthread_mutex_lock(&mutex);
    syscall(SYS_write, log_file, head, sizeof head);
    syscall(SYS_write, log_file, first, first_length);
    if (second) syscall(SYS_write, log_file, second, strlen(second));
    pthread_mutex_unlock(&mutex);
}

static int opened(int (*original)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    int creates = (flags & O_CREAT) && strncmp(path, "/dev/", 5);
    if (creates && fails(1)) return -1;
    int fd = original(path, flags, mode);
    if (creates && fd >= 0) log_call(CREATE, inode_of(fd), 0, path, strlen(path), NULL);
    return fd;
}

#define OPEN(name)                                     \
    int name(const char *path, int flags, ...) {       \
        va_list list;                                  \
        va_start(list, flags);                         \
        mode_t mode = va_arg(list, mode_t);            \
        va_end(list);                                  \
        return opened(ORIGINAL(name), path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

/* How much of a write is done: -1 where it fails. */
static ssize_t allowed(int fd, size_t length) {
    if (!is_file(fd)) return length;
    switch (next_fault(1)) {
    case ERROR: errno = EIO; return -1;
    case FULL: errno = ENOSPC; return -1;
    case SHORT: return length > 1 ? length / 2 : length;
    default: return length;
    }
}

ssize_t write(int fd, const void *bytes, size_t length) {
    ssize_t most = allowed(fd, length);
    if (most < 0) return -1;
    off_t at = log_file >= 0 && is_file(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = ORIGINAL(write)(fd, bytes, most);
    if (done > 0 && is_file(fd)) log_call(WRITE, inode_of(fd), at, bytes, done, NULL);
    return done;
}

static ssize_t written_at(ssize_t (*original)(int, const void *, size_t, off_t), int fd, const void *bytes, size_t length, off_t at) {
    ssize_t most = allowed(fd, length);
    if (most < 0) return -1;
    ssize_t done = original(fd, bytes, most, at);
    if (done > 0) log_call(WRITE, inode_of(fd), at, bytes, done, NULL);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return written_at(ORIGINAL(pwrite), fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return written_at(ORIGINAL(pwrite64), fd, bytes, length, at); }

static int truncated(int (*original)(int, off_t), int fd, off_t length) {
    if (fails(0)) return -1;
    int done = original(fd, length);
    if (done == 0) log_call(TRUNCATE, inode_of(fd), length, NULL, 0, NULL);
    return done;
}

int ftruncate(int fd, off_t length) { return truncated(ORIGINAL(ftruncate), fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(ORIGINAL(ftruncate64), fd, length); }

static int synced(int (*original)(int), int fd) {
    if (fails(0)) return -1;
    int done = original(fd);
    if (done == 0) log_call(is_file(fd) ? SYNC : SYNC_FOLDER, inode_of(fd), 0, NULL, 0, NULL);
    return done;
}

int fsync(int fd) { return synced(ORIGINAL(fsync), fd); }
int fdatasync(int fd) { return synced(ORIGINAL(fdatasync), fd); }

int rename(const char *from, const char *to) {
    if (fails(0)) return -1;
    int done = ORIGINAL(rename)(from, to);
    if (done == 0) log_call(RENAME, 0, 0, from, strlen(from), to);
    return done;
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (fails(1)) return -1;
    int done = ORIGINAL(linkat)(from_folder, from, to_folder, to, flags);
    if (done == 0) log_call(LINK, 0, 0, from, strlen(from), to);
    return done;
}

int unlink(const char *path) {
    if (fails(0)) return -1;
    int done = ORIGINAL(unlink)(path);
    if (done == 0) log_call(UNLINK, 0, 0, path, strlen(path), NULL);
    return done;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *argument) {
    pthread_mutex_lock(&mutex);
    int is_refused = threads == 0;
    if (threads > 0) threads--;
    pthread_mutex_unlock(&mutex);
    return is_refused ? EAGAIN : ORIGINAL(pthread_create)(thread, attributes, work, argument);
}

/* Whether this process holds a POSIX lock on a file, found by asking for a lock that belongs to a handle. */
static int is_locked(int fd) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return syscall(SYS_fcntl, fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid == getpid();
}

/* Closing any handle of a file releases all POSIX locks of the process on it. SQLite waits until it holds none, except on
 * the index of a log, which it closes for the last time. */
int close(int fd) {
    if (is_file(fd) && is_locked(fd)) {
        char link[32], path[4096] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, path, sizeof path - 1) < 0 || !strstr(path, "-shm")) {
            dprintf(2, "a lock is lost on %s\n", path);
            _exit(70);
        }
    }
    return ORIGINAL(close)(fd);
}

int flock(int fd, int operation) {
    if (fails(0)) return -1;
    return ORIGINAL(flock)(fd, operation);
}
