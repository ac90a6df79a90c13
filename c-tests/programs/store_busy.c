// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: locks that belong to an open file.
// A start that waits for a busy store keeps nobody waiting but itself.
#include "rnr.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes by which SQLite locks a database. */
#define LOCKED_BYTES 0x40000002
#define LOCKED_COUNT 510

static int database;

static void lock_database(short kind) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = LOCKED_BYTES;
    lock.l_len = LOCKED_COUNT;
    CHECK(fcntl(database, F_OFD_SETLK, &lock) == 0);
}

static volatile int is_over;

static void start_again(void *unused) {
    (void)unused;
    start_winsock();
    is_over = 1;
}

int main(void) {
    char path[4096];
    thread_handle starting;
    start_winsock();
    CHECK(WSACleanup() == 0);
    snprintf(path, sizeof path, "%s/services.db", getenv("ENLIST_STORE"));
    database = open(path, O_RDWR | O_CLOEXEC);
    CHECK(database >= 0);
    lock_database(F_WRLCK);
    starting = thread_start(start_again, NULL);
    /* Long enough for the other thread to come to the store; were it not, there would be nothing to wait for. */
    sleep_ms(300);
    CHECK(!is_over);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    CHECK(!is_over);
    lock_database(F_UNLCK);
    thread_join(starting);
    CHECK(is_over);
    CHECK(WSACleanup() == 0);
    printf("a clean-up does not wait for a start\n");
    CHECK(close(database) == 0);
    return 0;
}
