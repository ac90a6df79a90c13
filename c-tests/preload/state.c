// SPDX-License-Identifier: MIT OR Apache-2.0
// Prints what a library could have changed in a program that does nothing, or that has used Winsock (with an argument):
// environment, threads, descriptors, signals, and whatever else the process shows of itself.
#define _GNU_SOURCE 1
#include <dirent.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <winsock2.h>

extern char **environ;

static void use(void) {
    static GUID service_class = {0x5AD3C2F0, 0x11E4, 0x4B7A, {0x9C, 0x21, 0x3D, 0x58, 0x6E, 0x70, 0x84, 0x03}};
    static char name[] = "state";
    WSADATA data;
    WSAQUERYSETA query;
    union {
        WSAQUERYSETA a;
        char bytes[4096];
    } buffer;
    HANDLE lookup = NULL;
    DWORD length = sizeof buffer;
    memset(&query, 0, sizeof query);
    query.dwSize = sizeof query;
    query.dwNameSpace = NS_ALL;
    query.lpszServiceInstanceName = name;
    query.lpServiceClassId = &service_class;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0 || WSASetServiceA(&query, RNRSERVICE_REGISTER, 0) != 0 ||
        WSALookupServiceBeginA(&query, LUP_RETURN_NAME, &lookup) != 0 ||
        WSALookupServiceNextA(lookup, 0, &length, &buffer.a) != 0 || WSALookupServiceEnd(lookup) != 0) {
        printf("Winsock does not work: %d\n", WSAGetLastError());
    }
}

static int by_name(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The entries of a folder, sorted; those with a link with what they point to, from the third on. */
static void print_folder(const char *path, int names) {
    char *entries[256];
    size_t count = 0, index;
    struct dirent *entry;
    DIR *folder = opendir(path);
    while (folder != NULL && (entry = readdir(folder)) != NULL && count < 256) {
        entries[count++] = strdup(entry->d_name);
    }
    qsort(entries, count, sizeof entries[0], by_name);
    for (index = 0; index < count; index++) {
        char link[512], target[512];
        ssize_t length;
        snprintf(link, sizeof link, "%s/%s", path, entries[index]);
        length = readlink(link, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        if (names) {
            printf(" %s%s%s", entries[index], atoi(entries[index]) > 2 ? "=" : "",
                   atoi(entries[index]) > 2 && strncmp(target, "/proc/", 6) != 0 ? target : "");
        }
        free(entries[index]);
    }
    if (!names) {
        printf(" %u", (unsigned)count);
    }
    printf("\n");
    closedir(folder);
}

int main(int argc, char **argv) {
    int number;
    stack_t stack;
    sigset_t blocked;
    struct rlimit limit;
    mode_t mask;
    if (argc > 1 && strcmp(argv[1], "use") == 0) {
        use();
    }
    for (number = 0; environ[number] != NULL; number++) {
        if (strncmp(environ[number], "LD_PRELOAD=", 11) != 0) {
            printf("environment %s\n", environ[number]);
        }
    }
    printf("threads");
    print_folder("/proc/self/task", 0);
    printf("descriptors");
    print_folder("/proc/self/fd", 1);
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (number = 1; number < 65; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0) {
            printf("signal %d: %s, flags %x%s\n", number,
                   action.sa_handler == SIG_DFL   ? "default"
                   : action.sa_handler == SIG_IGN ? "ignored"
                                                  : "handled",
                   (unsigned)action.sa_flags, sigismember(&blocked, number) == 1 ? ", blocked" : "");
        }
    }
    sigaltstack(NULL, &stack);
    printf("signal stack %s\n", (stack.ss_flags & SS_DISABLE) != 0 ? "none" : "there is one");
    printf("locale %s\n", setlocale(LC_ALL, NULL));
    mask = umask(022);
    printf("file mode mask %o\n", (unsigned)mask);
    for (number = 0; number < RLIM_NLIMITS; number++) {
        getrlimit(number, &limit);
        printf("limit %d: %llx of %llx\n", number, (unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max);
    }
    fprintf(stderr, "to the error stream\n");
    return 3;
}
