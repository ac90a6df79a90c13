/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Runs the server and the client as two threads of one program. */
#include <pthread.h>
#include <stdio.h>

#include "demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int is_ready;

int demo_failed(const char *who, const char *call, int error) {
    fprintf(stderr, "%s: %s: error %d\n", who, call, error);
    return 1;
}

static void ready(void) {
    pthread_mutex_lock(&lock);
    is_ready = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static void *server(void *failed) {
    *(int *)failed = demo_server(ready);
    /* A server that failed early must not keep the client waiting. */
    ready();
    return NULL;
}

int main(void) {
    pthread_t thread;
    int server_failed = 1;

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("Server and client are two threads of one program here: processes do not share registrations yet.\n\n");
    if (pthread_create(&thread, NULL, server, &server_failed) != 0) {
        perror("pthread_create");
        return 1;
    }
    pthread_mutex_lock(&lock);
    while (!is_ready) {
        pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);

    if (demo_client() != 0) {
        /* The server may wait for a connection that will never come. */
        return 1;
    }
    pthread_join(thread, NULL);
    return server_failed || demo_client_after();
}
