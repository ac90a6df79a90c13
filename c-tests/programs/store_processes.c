// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: there is no fork on Windows.
// Processes that share a store: what one registers the next lookup of any other finds, and nothing is lost among them.
#include "rnr.h"

#include <sys/wait.h>

#define WRITERS 4
#define ADDRESSES 15

/* Runs a function in a process that has not started Winsock. */
static pid_t begin_process(void (*body)(unsigned), unsigned number) {
    pid_t child;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        start_winsock();
        body(number);
        CHECK(WSACleanup() == 0);
        fflush(stdout);
        _exit(0);
    }
    return child;
}

static void end_process(pid_t child) {
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void in_process(void (*body)(unsigned), unsigned number) {
    end_process(begin_process(body, number));
}

static void extend_common(unsigned writer) {
    unsigned round;
    for (round = 0; round < ADDRESSES; round++) {
        unsigned port = 1 + writer * ADDRESSES + round;
        WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("common"), CLASS_A, port, END));
        CHECK(strcmp(state_of(W("common"), CLASS_A), "missing") != 0);
    }
}

static void count_addresses(unsigned expected) {
    static union {
        WSAQUERYSETW set;
        char bytes[65536];
    } buffer;
    DWORD size = sizeof buffer, index;
    char seen[WRITERS * ADDRESSES + 1] = {0};
    HANDLE lookup;
    WSAQUERYSETW query = query_w(W("common"), CLASS_A);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(WSALookupServiceNextW(lookup, 0, &size, &buffer.set));
    CHECK(buffer.set.dwNumberOfCsAddrs == expected);
    for (index = 0; index < expected; index++) {
        SOCKADDR_IN inet;
        memcpy(&inet, buffer.set.lpcsaBuffer[index].RemoteAddr.lpSockaddr, sizeof inet);
        seen[ntohs(inet.sin_port)]++;
    }
    for (index = 1; index <= expected; index++) {
        CHECK(seen[index] == 1);
    }
    WORKS(WSALookupServiceEnd(lookup));
    printf("  %u addresses\n", expected);
}

static void processes_that_add_to_one_service_lose_nothing(void) {
    pid_t writers[WRITERS];
    unsigned index;
    for (index = 0; index < WRITERS; index++) {
        writers[index] = begin_process(extend_common, index);
    }
    for (index = 0; index < WRITERS; index++) {
        end_process(writers[index]);
    }
    in_process(count_addresses, WRITERS * ADDRESSES);
}

static int to_child[2], to_parent[2];

static void tell(int *pipe) {
    char byte = 'x';
    CHECK(write(pipe[1], &byte, 1) == 1);
}

static void listen_to(int *pipe) {
    char byte;
    CHECK(read(pipe[0], &byte, 1) == 1);
}

static void show_state(unsigned expected_port) {
    char expected[64];
    snprintf(expected, sizeof expected, "ports %u, registered", expected_port);
    CHECK(strcmp(state_of(W("ball"), CLASS_B), expected) == 0);
}

static void answer(unsigned rounds) {
    unsigned round;
    for (round = 1; round <= rounds; round++) {
        listen_to(to_child);
        show_state(round * 2);
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("ball"), CLASS_B, round * 2 + 1, END));
        show_state(round * 2 + 1);
        tell(to_parent);
        listen_to(to_child);
        CHECK(strcmp(state_of(W("ball"), CLASS_B), "missing") == 0);
        tell(to_parent);
    }
}

static void the_next_lookup_of_another_process_sees_it(void) {
    enum { ROUNDS = 100 };
    unsigned round;
    pid_t child;
    CHECK(pipe(to_child) == 0 && pipe(to_parent) == 0);
    child = begin_process(answer, ROUNDS);
    start_winsock();
    for (round = 1; round <= ROUNDS; round++) {
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("ball"), CLASS_B, round * 2, END));
        show_state(round * 2);
        tell(to_child);
        listen_to(to_parent);
        show_state(round * 2 + 1);
        WORKS(set_ports(RNRSERVICE_DELETE, 0, W("ball"), CLASS_B, END));
        tell(to_child);
        listen_to(to_parent);
        CHECK(strcmp(state_of(W("ball"), CLASS_B), "missing") == 0);
    }
    end_process(child);
    printf("  %d rounds\n", ROUNDS);
}

static void what_is_registered_outlives_the_last_clean_up_and_its_process(void) {
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("lasting"), CLASS_C, 7u, END));
    CHECK(WSACleanup() == 0);
    start_winsock();
    printf("  %s\n", state_of(W("lasting"), CLASS_C));
    CHECK(WSACleanup() == 0);
}

static void show_lasting(unsigned unused) {
    (void)unused;
    printf("  %s\n", state_of(W("lasting"), CLASS_C));
}

static void a_later_process_finds_it(void) {
    in_process(show_lasting, 0);
}

static void a_forked_child_shares_the_store_with_its_parent(void) {
    pid_t child;
    int status;
    start_winsock();
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(strcmp(state_of(W("lasting"), CLASS_C), "ports 7, registered") == 0);
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("lasting"), CLASS_C, 8u, END));
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    printf("  %s\n", state_of(W("lasting"), CLASS_C));
    CHECK(WSACleanup() == 0);
}

static void install(unsigned unused) {
    WSASERVICECLASSINFOW description;
    (void)unused;
    memset(&description, 0, sizeof description);
    description.lpServiceClassId = CLASS_A;
    description.lpszServiceClassName = W("shared class");
    WORKS(WSAInstallServiceClassW(&description));
}

static void classes_are_shared(void) {
    static union {
        WCHAR text[128];
        char bytes[256];
    } name;
    DWORD size = sizeof name;
    in_process(install, 0);
    start_winsock();
    WORKS(WSAGetServiceClassNameByClassIdW(CLASS_A, name.text, &size));
    CHECK(memcmp(name.text, W("shared class"), 13 * sizeof(WCHAR)) == 0);
    CHECK(WSACleanup() == 0);
}

int main(void) {
    RUN(processes_that_add_to_one_service_lose_nothing);
    RUN(the_next_lookup_of_another_process_sees_it);
    RUN(what_is_registered_outlives_the_last_clean_up_and_its_process);
    RUN(a_later_process_finds_it);
    RUN(a_forked_child_shares_the_store_with_its_parent);
    RUN(classes_are_shared);
    return 0;
}
