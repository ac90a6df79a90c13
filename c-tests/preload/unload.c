// SPDX-License-Identifier: MIT OR Apache-2.0
// Loads the library by hand, uses it on threads, and unloads it while they are still there: nothing of it may run, or be
// missed, when they end.
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <winsock2.h>

static pthread_barrier_t used, unloaded;
static LPFN_WSASTARTUP startup;
static LPFN_WSAGETLASTERROR last_error;
static LPFN_WSALOOKUPSERVICEEND end;

static void *use(void *failed) {
    WSADATA data;
    *(int *)failed = startup(MAKEWORD(2, 2), &data) != 0 || end(NULL) != SOCKET_ERROR || last_error() != WSA_INVALID_HANDLE;
    pthread_barrier_wait(&used);
    pthread_barrier_wait(&unloaded);
    return NULL;
}

int main(int argc, char **argv) {
    pthread_t threads[4];
    int failed[4], round, index;
    for (round = 0; round < 3; round++) {
        void *library = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) {
            printf("%s\n", dlerror());
            return 1;
        }
        *(void **)&startup = dlsym(library, "WSAStartup");
        *(void **)&last_error = dlsym(library, "WSAGetLastError");
        *(void **)&end = dlsym(library, "WSALookupServiceEnd");
        pthread_barrier_init(&used, NULL, 5);
        pthread_barrier_init(&unloaded, NULL, 5);
        for (index = 0; index < 4; index++) {
            pthread_create(&threads[index], NULL, use, &failed[index]);
        }
        pthread_barrier_wait(&used);
        printf("unloaded: %d\n", dlclose(library));
        pthread_barrier_wait(&unloaded);
        for (index = 0; index < 4; index++) {
            pthread_join(threads[index], NULL);
            printf("thread %s\n", failed[index] ? "failed" : "worked");
        }
    }
    /* The handlers that it left behind for fork are still there. */
    fflush(stdout);
    if (fork() == 0) {
        _exit(5);
    }
    wait(&round);
    printf("the child ended with %d\n", WEXITSTATUS(round));
    return 0;
}
