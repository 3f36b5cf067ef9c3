/*
 * What a disk would hold if the power went now: preloaded into a server whose files are below $POWER_DATA.
 *
 * Beside the data, on the same file system, is the platter ($POWER_PLATTER), which outlives the process:
 *
 *   table         which bytes of which file no sync has covered yet
 *   pins/INODE    a second name of each file, so that its inode is never given to another one
 *   images/INODE  what of the file has reached the disk
 *   names         which names have: "+ INODE PATH", or all of a folder, "= FOLDER", ". INODE NAME" ..., "!"
 *
 * fsync and fdatasync of a file bring what it held when they began to the platter, once they have returned, and its name
 * if no sync of it came before, as journaling file systems do; fsync of a folder brings its names (new, renamed, removed).
 * sync_file_range brings nothing.
 * Not seen: O_SYNC, mmap, pwritev, fallocate, copies within the kernel, io_uring, names with a line feed.
 * What stdio writes is not seen either, but covered as long as it makes the file longer.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 65536
/* The function of the C library behind ours; looked up once. */
#define NEXT(name)                                             \
    ({                                                         \
        static __typeof__(name) *found;                        \
        if (!found) found = (__typeof__(name) *)next(#name);   \
        found;                                                 \
    })

struct file {
    ino_t inode;
    off_t from, to; /* the bytes that may differ from the image; those behind its end come on top */
    int named;
    unsigned long touched;
};

static struct table {
    pthread_mutex_t turn;
    int ready, count;
    struct file files[FILES];
} *table;

static char data[PATH_MAX], platter[PATH_MAX];
static dev_t device;

/* The first write may come before our constructor. */
static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static void fail(const char *what) {
    dprintf(2, "power: %s: %s\n", what, strerror(errno));
    abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("POWER_DATA"), *beside = getenv("POWER_PLATTER");
    if (!where || !beside) return;
    struct stat is;
    if (!realpath(where, data) || !realpath(beside, platter) || stat(platter, &is)) fail("folders");
    device = is.st_dev;
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/table", platter);
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || flock(fd, LOCK_EX) || syscall(SYS_ftruncate, fd, sizeof *table)) fail(path);
    struct table *shared = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED) fail("mmap");
    if (!shared->ready) {
        pthread_mutexattr_t kind;
        pthread_mutexattr_init(&kind);
        pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
        /* Whoever holds it may be killed. */
        pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
        pthread_mutex_init(&shared->turn, &kind);
        shared->ready = 1;
    }
    table = shared;
    /* Closing does not unlock: the mapping keeps the file open. */
    flock(fd, LOCK_UN);
    close(fd);
}

static void lock(void) {
    if (pthread_mutex_lock(&table->turn) == EOWNERDEAD) pthread_mutex_consistent(&table->turn);
}
static void unlock(void) { pthread_mutex_unlock(&table->turn); }
static struct file *find(ino_t inode) {
    for (int at = table->count - 1; at >= 0; at--)
        if (table->files[at].inode == inode) return &table->files[at];
    return NULL;
}

static const char *within(const char *folder, ino_t inode) {
    static __thread char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s/%llu", platter, folder, (unsigned long long)inode);
    return path;
}

/* The path below the data folder; NULL elsewhere. */
static const char *inside(int fd) {
    static __thread char path[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t above = strlen(data);
    if (length < 0) return NULL;
    path[length] = 0;
    if (strncmp(path, data, above)) return NULL;
    return path[above] == '/' ? path + above + 1 : path[above] == 0 ? "." : NULL;
}

/* Call with the lock held. A file that this platter sees for the first time is pinned. */
static struct file *file_of(int fd, ino_t inode) {
    struct file *file = find(inode);
    if (file) return file;
    if (!inside(fd)) return NULL;
    if (table->count == FILES) fail("too many files");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    /* What has a pin already was there, with its name, when the platter was made. */
    int named = linkat(AT_FDCWD, link, AT_FDCWD, within("pins", inode), AT_SYMLINK_FOLLOW);
    /* A file without a name is nobody's after a power cut. */
    if (named && errno != EEXIST) return NULL;
    file = &table->files[table->count];
    *file = (struct file){.inode = inode, .named = named != 0};
    table->count++;
    return file;
}

static void touch(int fd, off_t from, off_t to) {
    struct stat is;
    int before = errno;
    if (table && from >= 0 && !fstat(fd, &is) && S_ISREG(is.st_mode) && is.st_dev == device) {
        lock();
        struct file *file = file_of(fd, is.st_ino);
        if (file) file->touched++;
        if (file && from < to) {
            if (file->from == file->to) file->from = from, file->to = to;
            if (from < file->from) file->from = from;
            if (to > file->to) file->to = to;
        }
        unlock();
    }
    errno = before;
}

static void copy(int from, int to, off_t at, off_t end) {
    static __thread char buffer[1 << 16];
    while (at < end) {
        size_t wanted = end - at < (off_t)sizeof buffer ? (size_t)(end - at) : sizeof buffer;
        ssize_t got = syscall(SYS_pread64, from, buffer, wanted, at);
        if (got == 0) return;
        if (got < 0 || syscall(SYS_pwrite64, to, buffer, got, at) != got) fail("copy");
        at += got;
    }
}

static void record(const char *events, size_t length) {
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/names", platter);
    int names = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (names < 0 || syscall(SYS_write, names, events, length) != (ssize_t)length) fail(path);
    close(names);
}

static void name(int fd, struct file *file, nlink_t links) {
    char event[PATH_MAX + 64];
    const char *path = inside(fd);
    /* With only its pin left it has no name any more. */
    if (file->named || links < 2 || !path) return;
    int length = snprintf(event, sizeof event, "+ %llu %s\n", (unsigned long long)file->inode, path);
    record(event, length);
    file->named = 1;
}

/* What a sync covers, as it was when it began. */
struct cover {
    struct stat is;
    struct file before;
};

static void bring(int fd, const struct cover *cover) {
    const struct file *before = &cover->before;
    struct file *file = find(before->inode);
    off_t size = cover->is.st_size;
    /*
     * A descriptor of ours only if the program's is for writing only: closing one gives up every POSIX lock that the
     * process has on the file, and SQLite relies on its locks.
     */
    int reads = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
    int live = reads ? fd : (int)syscall(SYS_openat, AT_FDCWD, within("pins", file->inode), O_RDONLY | O_CLOEXEC);
    int image = syscall(SYS_openat, AT_FDCWD, within("images", file->inode), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat old, now;
    if (live < 0 || image < 0 || fstat(image, &old) || fstat(live, &now)) fail("image");
    copy(live, image, before->from, before->to < size ? before->to : size);
    copy(live, image, old.st_size, size);
    if (now.st_size < old.st_size && syscall(SYS_ftruncate, image, now.st_size)) fail("image");
    /* Otherwise the next sync brings this once more, and what came meanwhile. */
    if (file->touched == before->touched) file->from = file->to = 0;
    name(fd, file, cover->is.st_nlink);
    if (!reads) close(live);
    close(image);
}

static void bring_names(int fd) {
    const char *path = inside(fd);
    char *events = NULL;
    size_t length = 0;
    int copied = path ? syscall(SYS_openat, fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    DIR *folder = copied < 0 ? NULL : fdopendir(copied);
    if (!folder) return;
    FILE *text = open_memstream(&events, &length);
    fprintf(text, "= %s\n", path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct stat is;
        if (fstatat(copied, entry->d_name, &is, AT_SYMLINK_NOFOLLOW) || !S_ISREG(is.st_mode)) continue;
        fprintf(text, ". %llu %s\n", (unsigned long long)is.st_ino, entry->d_name);
        struct file *file = find(is.st_ino);
        if (file) file->named = 1;
    }
    fputs("!\n", text);
    fclose(text);
    closedir(folder);
    record(events, length);
    free(events);
}

static int synced(int fd, int (*call)(int)) {
    struct cover cover = {.before.inode = 0};
    int known = table && !fstat(fd, &cover.is) && cover.is.st_dev == device;
    if (known && S_ISREG(cover.is.st_mode)) {
        lock();
        struct file *file = file_of(fd, cover.is.st_ino);
        if (file) cover.before = *file;
        fstat(fd, &cover.is);
        unlock();
    }
    int failed = call(fd), error = errno;
    if (!failed && known) {
        lock();
        if (cover.before.inode) bring(fd, &cover);
        if (S_ISDIR(cover.is.st_mode)) bring_names(fd);
        unlock();
    }
    errno = error;
    return failed;
}

int fsync(int fd) { return synced(fd, NEXT(fsync)); }
int fdatasync(int fd) { return synced(fd, NEXT(fdatasync)); }

/*
 * What a write touches is noted before, since the process may be killed once the bytes are in the file, and again
 * afterwards, since another thread's sync may have come in between.
 */
#define WRITE(call)               \
    touch(fd, at, at + length);   \
    ssize_t done = (call);        \
    touch(fd, at, at + length);   \
    return done

/* Where the next write goes, unless it is appended: what is behind the end needs no note. -1: no file. */
static off_t place(int fd) {
    int before = errno;
    off_t at = table ? lseek(fd, 0, SEEK_CUR) : -1;
    errno = before;
    return at;
}

static off_t total(const struct iovec *parts, int count) {
    off_t length = 0;
    for (int at = 0; at < count; at++) length += parts[at].iov_len;
    return length;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    off_t at = place(fd), length = count;
    WRITE(NEXT(write)(fd, bytes, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    off_t at = place(fd), length = total(parts, count);
    WRITE(NEXT(writev)(fd, parts, count));
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    off_t length = count;
    WRITE(NEXT(pwrite)(fd, bytes, count, at));
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    off_t length = count;
    WRITE(NEXT(pwrite64)(fd, bytes, count, at));
}

static int cut_to(int fd, off_t length, int (*call)(int, off_t)) {
    struct stat is;
    off_t size = fstat(fd, &is) ? 0 : is.st_size, from = length < size ? length : size, to = length + size - from;
    touch(fd, from, to);
    int failed = call(fd, length);
    touch(fd, from, to);
    return failed;
}

int ftruncate(int fd, off_t length) { return cut_to(fd, length, NEXT(ftruncate)); }
int ftruncate64(int fd, off64_t length) { return cut_to(fd, length, NEXT(ftruncate64)); }

int truncate(const char *path, off_t length) {
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    int failed = ftruncate(fd, length), error = errno;
    close(fd);
    errno = error;
    return failed;
}

int truncate64(const char *path, off64_t length) { return truncate(path, length); }

static off_t size_of(int folder, const char *path) {
    struct stat is;
    int before = errno;
    off_t size = table && !fstatat(folder, path, &is, 0) ? is.st_size : 0;
    errno = before;
    return size;
}

/* Noted when it is opened for writing: its pin, and what is gone if it was emptied. */
static int opened(int fd, int flags, off_t was) {
    if (fd >= 0 && (flags & O_ACCMODE) != O_RDONLY) touch(fd, 0, flags & O_TRUNC ? was : 0);
    return fd;
}

static int takes_mode(int flags) { return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE; }

#define MODE(flags)                            \
    mode_t mode = 0;                           \
    if (takes_mode(flags)) {                   \
        va_list more;                          \
        va_start(more, flags);                 \
        mode = va_arg(more, mode_t);           \
        va_end(more);                          \
    }

#define OPEN(name)                                         \
    int name(const char *path, int flags, ...) {           \
        MODE(flags)                                        \
        return openat(AT_FDCWD, path, flags, mode);        \
    }

#define OPENAT(name)                                                        \
    int name(int folder, const char *path, int flags, ...) {                \
        MODE(flags)                                                         \
        off_t was = size_of(folder, path);                                  \
        return opened(NEXT(name)(folder, path, flags, mode), flags, was);   \
    }

OPENAT(openat)
OPENAT(openat64)
OPEN(open)
OPEN(open64)

/* What programs call that were compiled with -D_FORTIFY_SOURCE. */
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open(path, flags); }
int __openat_2(int folder, const char *path, int flags) { return openat(folder, path, flags); }
int __openat64_2(int folder, const char *path, int flags) { return openat(folder, path, flags); }

int creat(const char *path, mode_t mode) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static FILE *fopened(FILE *file, const char *mode, off_t was) {
    if (file && (mode[0] != 'r' || strchr(mode, '+'))) touch(fileno(file), 0, mode[0] == 'w' ? was : 0);
    return file;
}

FILE *fopen(const char *path, const char *mode) {
    off_t was = size_of(AT_FDCWD, path);
    return fopened(NEXT(fopen)(path, mode), mode, was);
}

FILE *fopen64(const char *path, const char *mode) {
    off_t was = size_of(AT_FDCWD, path);
    return fopened(NEXT(fopen64)(path, mode), mode, was);
}
