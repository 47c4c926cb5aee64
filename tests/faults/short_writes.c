/* Preloaded into a command (LD_PRELOAD), it lets the system write less than it is asked to, as write(2) may: half of
   what is given, and nothing at all in every seventh call, which a signal is said to have interrupted. Only regular
   files are meant. When the command ends, the number of such calls is appended to the file named by SHORT_WRITES. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long disturbed;

/* How many bytes a call may write; 0 where it is interrupted. */
static size_t allowed(int file, size_t wanted) {
    struct stat about;
    if (wanted < 2 || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return wanted;
    return ++disturbed % 7 == 0 ? 0 : (wanted + 1) / 2;
}

static ssize_t interrupted(void) {
    errno = EINTR;
    return -1;
}

ssize_t write(int file, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    size_t part = allowed(file, size);
    return part || !size ? real(file, data, part) : interrupted();
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    size_t part = allowed(file, size);
    return part || !size ? real(file, data, part, at) : interrupted();
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return pwrite64(file, data, size, at);
}

__attribute__((destructor)) static void tell(void) {
    const char *name = getenv("SHORT_WRITES");
    FILE *file = name ? fopen(name, "a") : NULL;
    if (!file) return;
    fprintf(file, "%ld\n", disturbed);
    fclose(file);
}
