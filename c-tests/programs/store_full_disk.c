// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}/disk/store
// linux only: it mounts a disk, which it can fill.
// needs: a disk of its own
// seconds: 200
// not under: valgrind sanitizers; every step is a process, and there are hundreds
// A disk that is full, at whatever moment: an error, the state as it was before, and a store that works again when there is room.
#include "children.h"
#include "rnr.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define PAGE 4096
#define PAGES 128

static char disk[600], filler[700];

static void write_text(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    CHECK(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text) && close(file) == 0);
}

/* Mounts are this program's own from here on. */
static void leave_the_others(void) {
    char map[64];
    unsigned user = getuid(), group = getgid();
    CHECK(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
    write_text("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %u 1", user);
    write_text("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "0 %u 1", group);
    write_text("/proc/self/gid_map", map);
}

static void mount_disk(void) {
    char options[32];
    snprintf(options, sizeof options, "size=%d,mode=700", PAGES * PAGE);
    CHECK(mount("none", disk, "tmpfs", 0, options) == 0);
}

/* Leaves so many pages free. */
static void fill_disk(unsigned leave) {
    static const char page[PAGE] = {1};
    int file = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    off_t size;
    CHECK(file >= 0);
    while (write(file, page, sizeof page) == sizeof page) {
    }
    size = lseek(file, 0, SEEK_END);
    CHECK(size >= (off_t)leave * PAGE && ftruncate(file, size - (off_t)leave * PAGE) == 0);
    CHECK(close(file) == 0);
}

/* Starts, registers and looks. What cannot be done has changed nothing. */
static void try_it(unsigned number) {
    WSADATA data;
    char expected[64];
    int result = WSAStartup(MAKEWORD(2, 2), &data);
    if (result != 0) {
        CHECK(result == WSASYSNOTREADY);
        _exit(0);
    }
    if (set_ports(RNRSERVICE_REGISTER, 0, W("service"), CLASS_A, number, END) == 0) {
        snprintf(expected, sizeof expected, "ports %u, registered", number);
        CHECK(strcmp(state_of(W("service"), CLASS_A), expected) == 0);
    } else {
        CHECK(WSAGetLastError() == WSA_NOT_ENOUGH_MEMORY);
        CHECK(strcmp(state_of(W("service"), CLASS_A), "missing") == 0);
    }
}

static void do_it(unsigned number) {
    char expected[64];
    start_winsock();
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("service"), CLASS_A, number, END));
    snprintf(expected, sizeof expected, "ports %u, registered", number);
    CHECK(strcmp(state_of(W("service"), CLASS_A), expected) == 0);
    CHECK(WSACleanup() == 0);
}

/* The disk is full at every step on the way from nothing to the first registration. */
static void a_new_store(void) {
    unsigned leave;
    for (leave = 0; leave < 48; leave++) {
        mount_disk();
        fill_disk(leave);
        in_process(try_it, 1);
        CHECK(unlink(filler) == 0);
        in_process(do_it, 2);
        CHECK(umount2(disk, MNT_DETACH) == 0);
    }
}

static INT put_blob(WCHAR *name, unsigned size) {
    static unsigned char bytes[20000];
    WSAQUERYSETW query = query_w(name, CLASS_B);
    BLOB blob;
    CHECK(size <= sizeof bytes);
    blob.cbSize = size;
    blob.pBlobData = bytes;
    query.lpBlob = &blob;
    return WSASetServiceW(&query, RNRSERVICE_REGISTER, 0);
}

static unsigned count_services(unsigned first_size) {
    WSAQUERYSETW query = query_w(NULL, CLASS_B);
    static result_buffer buffer;
    HANDLE lookup;
    unsigned count = 0;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    while (next_w(lookup, 0, &buffer) == 0) {
        CHECK(buffer.w.lpBlob->cbSize == first_size + count);
        count++;
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    return count;
}

#define SIZE 10000

static void check_count(unsigned count) {
    start_winsock();
    CHECK(count_services(SIZE) == count);
    CHECK(WSACleanup() == 0);
}

static WCHAR *numbered(unsigned number) {
    static WCHAR name[3];
    name[0] = (WCHAR)('a' + number / 26);
    name[1] = (WCHAR)('a' + number % 26);
    return name;
}

static void a_store_that_grows(void) {
    unsigned count = 0;
    mount_disk();
    fill_disk(PAGES - 20);
    start_winsock();
    while (put_blob(numbered(count), SIZE + count) == 0) {
        count++;
    }
    CHECK(WSAGetLastError() == WSA_NOT_ENOUGH_MEMORY && count > 5);
    CHECK(count_services(SIZE) == count);
    in_process(check_count, count);
    FAILS(put_blob(numbered(count), SIZE + count), WSA_NOT_ENOUGH_MEMORY);
    CHECK(count_services(SIZE) == count);
    in_process(check_count, count);
    CHECK(unlink(filler) == 0);
    WORKS(put_blob(numbered(count), SIZE + count));
    count++;
    CHECK(count_services(SIZE) == count);
    in_process(check_count, count);
    CHECK(WSACleanup() == 0);
}

int main(void) {
    char *slash;
    snprintf(disk, sizeof disk, "%s", getenv("ENLIST_STORE"));
    slash = strrchr(disk, '/');
    *slash = '\0';
    slash = strrchr(disk, '/');
    *slash = '\0';
    CHECK(mkdir(disk, 0700) == 0);
    *slash = '/';
    CHECK(mkdir(disk, 0700) == 0);
    snprintf(filler, sizeof filler, "%s/filler", disk);
    leave_the_others();
    RUN(a_new_store);
    RUN(a_store_that_grows);
    return 0;
}
