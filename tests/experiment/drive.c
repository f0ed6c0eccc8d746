/* A drive that has no locks (FLOCK_ERR) or cannot flush a folder (FSYNC_ERR): both answer with this error number. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

int flock(int file, int operation) {
    const char *error = getenv("FLOCK_ERR");
    if (error) { errno = atoi(error); return -1; }
    int (*real)(int, int) = dlsym(RTLD_NEXT, "flock");
    return real(file, operation);
}

int fsync(int file) {
    const char *error = getenv("FSYNC_ERR");
    struct stat found;
    if (error && fstat(file, &found) == 0 && S_ISDIR(found.st_mode)) { errno = atoi(error); return -1; }
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    return real(file);
}
