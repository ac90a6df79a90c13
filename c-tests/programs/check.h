/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: checks, threads, sleeping and the environment, on Linux and on Windows.
 *
 * Everything else in the programs is spelled as in any program for Windows, so that they also compile with the headers of
 * Windows, unchanged. To be included first.
 */
#ifndef ENLIST_TEST_CHECK_H
#define ENLIST_TEST_CHECK_H

#if !defined(_WIN32) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1
#endif
#if defined(_WIN32) && !defined(_WIN32_WINNT)
#define _WIN32_WINNT 0x0A00
#endif

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

/* UTF-16 text: pointers that are passed on are not const in this API. */
#ifdef _WIN32
#define W(text) ((WCHAR *)L##text)
#else
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>
#define W(text) ((WCHAR *)u##text)
#endif
#define A(text) ((char *)(text))

/* What must hold everywhere. */
#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))

static inline void check_failed(const char *file, int line, const char *what) {
    int error = WSAGetLastError();
    fflush(stdout);
    fprintf(stderr, "%s:%d: %s (last error %d)\n", file, line, what, error);
    fflush(stderr);
    _Exit(1);
}

/* No call sets this error. */
#define UNTOUCHED 123456789

/* A call that must fail with SOCKET_ERROR and this error; and one that must return 0 and leave the last error alone. */
#define FAILS(call, error) check_result((WSASetLastError(UNTOUCHED), (call)), SOCKET_ERROR, (error), __FILE__, __LINE__, #call)
#define WORKS(call) check_result((WSASetLastError(UNTOUCHED), (call)), 0, UNTOUCHED, __FILE__, __LINE__, #call)

static inline void check_result(int result, int expected, int error, const char *file, int line, const char *call) {
    int last_error = WSAGetLastError();
    if (result != expected || last_error != error) {
        fflush(stdout);
        fprintf(stderr, "%s:%d: %s\n  returned %d, expected %d; last error %d, expected %d\n", file, line, call, result,
                expected, last_error, error);
        fflush(stderr);
        _Exit(1);
    }
}

/* Runs a test and prints its name; what it prints itself stands below. */
#define RUN(test) (printf("%s\n", #test), fflush(stdout), (test)())

/* Threads. */
typedef void (*thread_body)(void *argument);

typedef struct {
    thread_body body;
    void *argument;
} thread_start_data;

#ifdef _WIN32
typedef HANDLE thread_handle;

static inline DWORD WINAPI thread_entry(void *data) {
    thread_start_data start = *(thread_start_data *)data;
    free(data);
    start.body(start.argument);
    return 0;
}
#else
typedef pthread_t thread_handle;

static inline void *thread_entry(void *data) {
    thread_start_data start = *(thread_start_data *)data;
    free(data);
    start.body(start.argument);
    return NULL;
}
#endif

static inline thread_handle thread_start(thread_body body, void *argument) {
    thread_handle thread;
    thread_start_data *data = (thread_start_data *)malloc(sizeof *data);
    CHECK(data != NULL);
    data->body = body;
    data->argument = argument;
#ifdef _WIN32
    thread = CreateThread(NULL, 0, thread_entry, data, 0, NULL);
    CHECK(thread != NULL);
#else
    CHECK(pthread_create(&thread, NULL, thread_entry, data) == 0);
#endif
    return thread;
}

static inline void thread_join(thread_handle thread) {
#ifdef _WIN32
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(thread);
#else
    CHECK(pthread_join(thread, NULL) == 0);
#endif
}

static inline void thread_yield(void) {
#ifdef _WIN32
    SwitchToThread();
#else
    sched_yield();
#endif
}

/* Numbers that several threads use. */
static inline long atomic_read(long *number) {
    return __atomic_load_n(number, __ATOMIC_SEQ_CST);
}

static inline void atomic_write(long *number, long value) {
    __atomic_store_n(number, value, __ATOMIC_SEQ_CST);
}

static inline long atomic_add(long *number, long value) {
    return __atomic_add_fetch(number, value, __ATOMIC_SEQ_CST);
}

static inline void sleep_ms(unsigned milliseconds) {
#ifdef _WIN32
    Sleep(milliseconds);
#else
    usleep(milliseconds * 1000);
#endif
}

/* Sets a variable of the environment, or removes it. */
static inline void set_variable(const char *name, const char *value) {
#ifdef _WIN32
    /* One that was not there cannot be removed. */
    CHECK(SetEnvironmentVariableA(name, value) || (value == NULL && GetLastError() == ERROR_ENVVAR_NOT_FOUND));
#else
    CHECK((value == NULL ? unsetenv(name) : setenv(name, value, 1)) == 0);
#endif
}

/* Whether a variable has this value now. On Windows, getenv tells what it was when the program began. The last error stays. */
static inline int variable_is(const char *name, const char *expected) {
#ifdef _WIN32
    char value[256];
    DWORD error = GetLastError(), length = GetEnvironmentVariableA(name, value, sizeof value);
    SetLastError(error);
    return length != 0 && length < sizeof value && strcmp(value, expected) == 0;
#else
    const char *value = getenv(name);
    return value != NULL && strcmp(value, expected) == 0;
#endif
}

/* Small random numbers, the same ones in every run. */
static inline unsigned next_random(unsigned *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

#endif /* ENLIST_TEST_CHECK_H */
