// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork on Windows.
// env: ENLIST_SAP=local
// seconds: 120
// fork while other threads register with SAP: every child finds the station's locks free.
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
#include "rnr.h"

#include <signal.h>
#include <sys/wait.h>

#define THREADS 3
#define FORKS 200
#define CHILD_SECONDS 10

static long stop;

static WSAQUERYSETW sap_query(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, SAP_A);
    query.dwNameSpace = NS_SAP;
    return query;
}

static void register_and_look(WCHAR *name) {
    unsigned char ipx[14] = {6, 0, 1};
    CSADDR_INFO info = tcp_at(NULL, NULL);
    WSAQUERYSETW query = sap_query(name);
    result_buffer buffer;
    HANDLE lookup;
    info.RemoteAddr.lpSockaddr = (LPSOCKADDR)ipx;
    info.RemoteAddr.iSockaddrLength = sizeof ipx;
    query.lpcsaBuffer = &info;
    query.dwNumberOfCsAddrs = 1;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwNumberOfCsAddrs == 1);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void hammer(void *argument) {
    WCHAR name[2] = {0, 0};
    name[0] = (WCHAR)('A' + *(int *)argument);
    while (!atomic_read(&stop)) {
        register_and_look(name);
    }
}

int main(void) {
    thread_handle threads[THREADS];
    int numbers[THREADS], index, status;
    start_winsock();
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(hammer, &numbers[index]);
    }
    for (index = 0; index < FORKS; index++) {
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            /* One that hangs is killed by this. */
            alarm(CHILD_SECONDS);
            register_and_look(W("child"));
            _exit(0);
        }
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    atomic_write(&stop, 1);
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
    printf("every child could register and look up\n");
    return 0;
}
