// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// env: ENLIST_SAP=local
// linux only: there is no fork on Windows.
// What is registered with SAP and Bluetooth is found by every process that shares the store, and ends with its own.
#include "bth.h"

#include <signal.h>
#include <sys/wait.h>

static int done[2];

/* A word from one process to another. */
static void say(int *to) {
    CHECK(write(to[1], "x", 1) == 1);
}

static void hear(int *from) {
    char word;
    CHECK(read(from[0], &word, 1) == 1);
}

static INT set_sap(WSAESETSERVICEOP operation, DWORD flags, WCHAR *name, unsigned char node) {
    unsigned char ipx[14] = {6, 0, 1};
    CSADDR_INFO info = tcp_at(NULL, NULL);
    WSAQUERYSETW query = query_w(name, SAP_A);
    ipx[13] = node;
    info.RemoteAddr.lpSockaddr = (LPSOCKADDR)ipx;
    info.RemoteAddr.iSockaddrLength = sizeof ipx;
    query.dwNameSpace = NS_SAP;
    query.lpcsaBuffer = &info;
    query.dwNumberOfCsAddrs = node != 0;
    return WSASetServiceW(&query, operation, flags);
}

static void show(const char *when) {
    WSAQUERYSETW query = query_w(NULL, SAP_A);
    printf("%s\n", when);
    query.dwNameSpace = NS_SAP;
    print_text(lookup_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR, 0));
    show_services(LOCAL_RADIO, l2cap(), LUP_RETURN_NAME);
    fflush(stdout);
}

/* Runs in a process that has not started Winsock, and lives until it is told to end. */
static pid_t begin(void (*body)(void)) {
    pid_t child;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        start_winsock();
        body();
        say(done);
        for (;;) {
            pause();
        }
    }
    hear(done);
    return child;
}

static void kill_it(pid_t child) {
    int status;
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

static void register_everything(void) {
    WORKS(set_sap(RNRSERVICE_REGISTER, 0, W("theirs"), 1));
    WORKS(set_sap(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("common"), 2));
    CHECK(set_channel(RNRSERVICE_REGISTER, W("their port"), serial_port(), 1) == 0);
}

static void register_the_same(void) {
    WORKS(set_sap(RNRSERVICE_REGISTER, 0, W("at one address"), 6));
}

static void end_the_session(void) {
    CHECK(set_channel(RNRSERVICE_REGISTER, W("of a session"), serial_port(), 3) == 0);
    WORKS(set_sap(RNRSERVICE_REGISTER, 0, W("of a process"), 3));
    /* Its own start, and the one of the process that it was forked from. */
    CHECK(WSACleanup() == 0);
    CHECK(WSACleanup() == 0);
}

static void wait_for_ever(void *unused) {
    (void)unused;
    for (;;) {
        pause();
    }
}

/* A process ends with its last thread, and not with its first. */
static void leave_it_to_a_thread(void) {
    WORKS(set_sap(RNRSERVICE_REGISTER, 0, W("of a thread"), 4));
    thread_start(wait_for_ever, NULL);
    say(done);
    pthread_exit(NULL);
}

/* Waits until nothing but the thread is left. */
static void await_the_thread(pid_t process) {
    char path[64], line[512] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    while (strstr(line, ") Z ") == NULL) {
        FILE *file = fopen(path, "r");
        CHECK(file != NULL && fgets(line, sizeof line, file) != NULL && fclose(file) == 0);
        sleep_ms(1);
    }
}

/* What was there when the process began is its parent's. */
static void a_child_has_its_own(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL;
    record_blob blob;
    int status;
    pid_t child;
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, sizeof blob));
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        FAILS(set_record(RNRSERVICE_DELETE, &blob, sizeof blob), WSASERVICE_NOT_FOUND);
        CHECK(set_channel(RNRSERVICE_REGISTER, W("of the child"), serial_port(), 5) == 0);
        WORKS(set_sap(RNRSERVICE_REGISTER, 0, W("of the child"), 5));
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    show("a child of this process has ended");
    WORKS(set_record(RNRSERVICE_DELETE, &blob, sizeof blob));
}

int main(void) {
    pid_t other;
    CHECK(pipe(done) == 0);
    other = begin(register_everything);
    start_winsock();
    show("somebody has registered");
    CHECK(set_channel(RNRSERVICE_REGISTER, W("my port"), serial_port(), 1) == WSAEADDRINUSE);
    CHECK(set_channel(RNRSERVICE_DELETE, W("their port"), serial_port(), 1) == WSASERVICE_NOT_FOUND);
    WORKS(set_sap(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("common"), 7));
    CHECK(set_channel(RNRSERVICE_REGISTER, W("my port"), serial_port(), 2) == 0);
    show("and this process, too");
    kill_it(other);
    show("the other is dead");
    CHECK(set_channel(RNRSERVICE_REGISTER, W("their place"), serial_port(), 1) == 0);
    other = begin(end_the_session);
    show("somebody has ended a session and lives on");
    kill_it(other);
    show("and is dead now");
    other = begin(leave_it_to_a_thread);
    await_the_thread(other);
    show("somebody's first thread has ended");
    kill_it(other);
    show("and the other one, too");
    other = begin(register_the_same);
    WORKS(set_sap(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("at one address"), 6));
    kill_it(other);
    show("whoever has registered the same address has it still");
    WORKS(set_sap(RNRSERVICE_DELETE, 0, W("at one address"), 0));
    a_child_has_its_own();
    WORKS(set_sap(RNRSERVICE_DELETE, 0, W("common"), 0));
    show("a service was deleted");
    CHECK(WSACleanup() == 0);
    return 0;
}
