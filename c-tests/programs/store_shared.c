// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// seconds: 120
// Processes of any system that share a store: nothing is lost among them, each finds what another has registered, and what lives
// with a process goes with it. A test of its own has one of Wine and one of Linux do the same.
#include "bth.h"
#include "processes.h"

#define WRITERS 3
#define ADDRESSES 15

static void write_common(unsigned writer) {
    unsigned round;
    for (round = 0; round < ADDRESSES; round++) {
        unsigned port = 1 + writer * ADDRESSES + round;
        WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("common"), CLASS_A, port, END));
        CHECK(strcmp(state_of(W("common"), CLASS_A), "missing") != 0);
    }
}

static void count_common(unsigned writers) {
    static result_buffer buffer;
    char seen[1 + WRITERS * ADDRESSES] = {0};
    WSAQUERYSETW query = query_w(W("common"), CLASS_A);
    HANDLE lookup;
    DWORD index;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwNumberOfCsAddrs == writers * ADDRESSES);
    for (index = 0; index < buffer.w.dwNumberOfCsAddrs; index++) {
        SOCKADDR_IN inet;
        memcpy(&inet, buffer.w.lpcsaBuffer[index].RemoteAddr.lpSockaddr, sizeof inet);
        CHECK(ntohs(inet.sin_port) <= writers * ADDRESSES);
        seen[ntohs(inet.sin_port)]++;
    }
    for (index = 1; index <= writers * ADDRESSES; index++) {
        CHECK(seen[index] == 1);
    }
    WORKS(WSALookupServiceEnd(lookup));
    printf("every address of %u writers is there, once\n", writers);
}

/* Waits until somebody has registered a service of this name. */
static void await(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, CLASS_B);
    result_buffer *buffer = (result_buffer *)malloc(sizeof *buffer);
    int found = 0;
    CHECK(buffer != NULL);
    while (!found) {
        HANDLE lookup;
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup) == 0);
        found = next_w(lookup, 0, buffer) == 0;
        CHECK(WSALookupServiceEnd(lookup) == 0);
        sleep_ms(1);
    }
    free(buffer);
}

/* Lives with a Bluetooth service until it may end, without a word. */
static void serve(void) {
    CHECK(set_channel(RNRSERVICE_REGISTER, W("their port"), serial_port(), 1) == 0);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("ready"), CLASS_B, 1u, END));
    await(W("go"));
    _Exit(0);
}

static void what_lives_with_a_process_goes_with_it(void) {
    process_handle other = process_start("serve", 0);
    await(W("ready"));
    show_services(LOCAL_RADIO, l2cap(), LUP_RETURN_NAME);
    CHECK(set_channel(RNRSERVICE_REGISTER, W("mine"), serial_port(), 1) == WSAEADDRINUSE);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("go"), CLASS_B, 1u, END));
    process_end(other);
    show_services(LOCAL_RADIO, l2cap(), LUP_RETURN_NAME);
    CHECK(set_channel(RNRSERVICE_REGISTER, W("mine"), serial_port(), 1) == 0);
    show_services(LOCAL_RADIO, l2cap(), LUP_RETURN_NAME);
}

static void nothing_is_lost_among_processes(void) {
    process_handle writers[WRITERS];
    unsigned writer;
    for (writer = 0; writer < WRITERS; writer++) {
        writers[writer] = process_start("write", writer);
    }
    for (writer = 0; writer < WRITERS; writer++) {
        process_end(writers[writer]);
    }
    count_common(WRITERS);
    process_end(process_start("count", WRITERS));
}

int main(int count, char **arguments) {
    unsigned number = count > 2 ? (unsigned)atoi(arguments[2]) : 0;
    start_winsock();
    if (count < 2) {
        RUN(nothing_is_lost_among_processes);
        RUN(what_lives_with_a_process_goes_with_it);
    } else if (strcmp(arguments[1], "write") == 0) {
        write_common(number);
    } else if (strcmp(arguments[1], "count") == 0) {
        count_common(number);
    } else {
        serve();
    }
    CHECK(WSACleanup() == 0);
    return 0;
}
