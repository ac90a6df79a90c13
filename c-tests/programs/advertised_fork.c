// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: forks
// not under: valgrind; what a thread of the parent holds is lost in the child
// A child that a process makes while a thread of it is inside a provider of version 2 does not wait for that thread.
#include "advertise.h"

#include <sys/wait.h>

static GUID mail = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x38}};

static long is_waiting, was_ended, was_cleaned_up;

static int WSAAPI clean_up(LPGUID id, LPVOID session) {
    (void)id;
    (void)session;
    atomic_add(&was_cleaned_up, 1);
    return 0;
}

static int WSAAPI begin(LPGUID id, LPWSAQUERYSET2W query, DWORD flags, LPVOID session, LPHANDLE lookup) {
    (void)id;
    (void)query;
    (void)flags;
    (void)session;
    *lookup = (HANDLE)&is_waiting;
    return 0;
}

static nothing WSAAPI next(HANDLE call, HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSET2W results) {
    (void)lookup;
    (void)flags;
    (void)length;
    (void)results;
    atomic_write(&is_waiting, 1);
    while (!atomic_read(&was_ended)) {
        sleep_ms(1);
    }
    complete(call, WSA_E_CANCELLED);
    return NOTHING;
}

static int WSAAPI end(HANDLE lookup) {
    (void)lookup;
    atomic_write(&was_ended, 1);
    return 0;
}

static void call_next(void *lookup) {
    result_buffer buffer;
    FAILS(next_w(*(HANDLE *)lookup, 0, &buffer), WSA_E_CANCELLED);
}

static void a_child_waits_for_nobody_who_is_not_there(void) {
    NSPV2_ROUTINE table;
    WSAQUERYSETW query = query_w(W("somebody"), NULL);
    thread_handle thread;
    HANDLE lookup;
    pid_t child;
    int status;
    query.dwNameSpace = NS_EMAIL;
    memset(&table, 0, sizeof table);
    table.cbSize = sizeof table;
    table.NSPv2Cleanup = clean_up;
    table.NSPv2LookupServiceBegin = begin;
    table.NSPv2LookupServiceNextEx = next;
    table.NSPv2LookupServiceEnd = end;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    thread = thread_start(call_next, &lookup);
    while (!atomic_read(&is_waiting)) {
        thread_yield();
    }
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        time_t began = time(NULL);
        WORKS(WSAUnadvertiseProvider(&mail));
        CHECK(atomic_read(&was_cleaned_up) == 1);
        /* It would have given up after ten seconds. */
        CHECK(time(NULL) - began < 9);
        WORKS(ADVERTISE(&mail, &table));
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
        WORKS(WSALookupServiceEnd(lookup));
        CHECK(WSACleanup() == 0);
        CHECK(atomic_read(&was_cleaned_up) == 2);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(!atomic_read(&was_cleaned_up));
    WORKS(WSAUnadvertiseProvider(&mail));
    CHECK(atomic_read(&was_cleaned_up) == 1);
    thread_join(thread);
    WORKS(WSALookupServiceEnd(lookup));
}

int main(void) {
    unsigned char byte = 1;
    BLOB domains = {1, &byte};
    start_winsock();
    WORKS(WSCInstallNameSpaceEx(W("Mail"), W(""), NS_EMAIL, 2, &mail, &domains));
    RUN(a_child_waits_for_nobody_who_is_not_there);
    CHECK(WSACleanup() == 0);
    return 0;
}
