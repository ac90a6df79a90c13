// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: a process is made by fork, and Windows may need a restart to install providers
// not under: valgrind; a forked child keeps what threads of its parent had
// WSAProviderConfigChange: who waits is told when the catalogue changes, by whatever process.
#include "rnr.h"

#include <sys/wait.h>

#include <ws2spi.h>

static char folder[] = "/tmp/enlist-config-XXXXXX";

static GUID id = {0x7C0E9A10, 0x22B1, 0x4D3F, {0x80, 0x11, 0x5A, 0x6B, 0x7C, 0x8D, 0x9E, 0x01}};

static void change(void) {
    CHECK(WSCInstallNameSpace(W("Fleeting"), W("/nowhere/fleeting.so"), NS_DNS, 1, &id) == 0);
    CHECK(WSCUnInstallNameSpace(&id) == 0);
}

static HANDLE new_handle(void) {
    HANDLE handle = NULL;
    WORKS(WSAProviderConfigChange(&handle, NULL, NULL));
    CHECK(handle != NULL && handle != INVALID_HANDLE_VALUE);
    return handle;
}

static void the_first_call_gives_a_handle(void) {
    HANDLE handle = NULL, wrong = (HANDLE)&id;
    WSADATA data;
    FAILS(WSAProviderConfigChange(&handle, NULL, NULL), WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    FAILS(WSAProviderConfigChange(NULL, NULL, NULL), WSAEFAULT);
    FAILS(WSAProviderConfigChange(&wrong, NULL, NULL), WSA_INVALID_HANDLE);
    wrong = INVALID_HANDLE_VALUE;
    FAILS(WSAProviderConfigChange(&wrong, NULL, NULL), WSA_INVALID_HANDLE);
    handle = new_handle();
    CHECK(handle == new_handle());
    CHECK(CloseHandle(handle));
    CHECK(!CloseHandle(NULL) && GetLastError() == 6);
}

static long waiting, told;

static void wait_for_a_change(void *argument) {
    HANDLE handle = new_handle();
    (void)argument;
    atomic_add(&waiting, 1);
    if (WSAProviderConfigChange(&handle, NULL, NULL) == 0) {
        atomic_add(&told, 1);
    } else {
        /* The latter when the clean-up came before the call. */
        CHECK(WSAGetLastError() == WSA_OPERATION_ABORTED || WSAGetLastError() == WSANOTINITIALISED);
    }
}

/* Changes until everybody who waits has been told: whether a thread is in the call already cannot be seen from outside. */
static void change_until_told(thread_handle *threads, int count) {
    int index;
    while (atomic_read(&told) < count) {
        change();
        sleep_ms(1);
    }
    for (index = 0; index < count; index++) {
        thread_join(threads[index]);
    }
    CHECK(atomic_read(&told) == count);
}

static void whoever_waits_is_told(void) {
    thread_handle threads[3];
    int index;
    atomic_write(&told, 0);
    for (index = 0; index < 3; index++) {
        threads[index] = thread_start(wait_for_a_change, NULL);
    }
    change_until_told(threads, 3);
}

static WSAOVERLAPPED overlapped;
static long completed;
static DWORD error_told;

static void CALLBACK completion(DWORD error, DWORD transferred, LPWSAOVERLAPPED operation, DWORD flags) {
    CHECK(transferred == 0 && operation == &overlapped && flags == 0);
    error_told = error;
    atomic_add(&completed, 1);
}

static WSAOVERLAPPED later;
static long later_completed;

static void CALLBACK later_completion(DWORD error, DWORD transferred, LPWSAOVERLAPPED operation, DWORD flags) {
    CHECK(error == 0 && transferred == 0 && operation == &later && flags == 0);
    atomic_add(&later_completed, 1);
}

static void a_routine_is_called_once(void) {
    HANDLE handle = new_handle();
    atomic_write(&completed, 0);
    FAILS(WSAProviderConfigChange(&handle, &overlapped, NULL), WSAEOPNOTSUPP);
    FAILS(WSAProviderConfigChange(&handle, &overlapped, completion), WSA_IO_PENDING);
    change();
    while (atomic_read(&completed) == 0) {
        sleep_ms(1);
    }
    /* The next change is told to who asked for it, and to nobody else. */
    FAILS(WSAProviderConfigChange(&handle, &later, later_completion), WSA_IO_PENDING);
    change();
    while (atomic_read(&later_completed) == 0) {
        sleep_ms(1);
    }
    CHECK(atomic_read(&completed) == 1 && error_told == 0);
}

static void another_process_changes_the_file(void) {
    HANDLE handle = new_handle();
    pid_t process;
    int status;
    FAILS(WSAProviderConfigChange(&handle, &overlapped, completion), WSA_IO_PENDING);
    atomic_write(&completed, 0);
    process = fork();
    CHECK(process >= 0);
    if (process == 0) {
        CHECK(WSCInstallNameSpace(W("From elsewhere"), W("/nowhere/elsewhere.so"), NS_DNS, 1, &id) == 0);
        CHECK(atomic_read(&completed) == 0);
        _exit(0);
    }
    CHECK(waitpid(process, &status, 0) == process && status == 0);
    while (atomic_read(&completed) == 0) {
        sleep_ms(1);
    }
    CHECK(error_told == 0);
    CHECK(WSCUnInstallNameSpace(&id) == 0);
}

static void the_last_clean_up_ends_every_wait(void) {
    HANDLE handle = new_handle();
    thread_handle thread;
    WSADATA data;
    atomic_write(&completed, 0);
    atomic_write(&waiting, 0);
    atomic_write(&told, 0);
    FAILS(WSAProviderConfigChange(&handle, &overlapped, completion), WSA_IO_PENDING);
    thread = thread_start(wait_for_a_change, NULL);
    while (atomic_read(&waiting) == 0) {
        thread_yield();
    }
    CHECK(WSACleanup() == 0);
    while (atomic_read(&completed) == 0) {
        sleep_ms(1);
    }
    CHECK(error_told == WSA_OPERATION_ABORTED);
    thread_join(thread);
    CHECK(atomic_read(&told) == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(handle == new_handle());
    CHECK(WSACleanup() == 0);
}

int main(void) {
    char path[64], command[64];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/catalog.toml", folder);
    set_variable("ENLIST_CATALOG", path);
    RUN(the_first_call_gives_a_handle);
    RUN(whoever_waits_is_told);
    RUN(a_routine_is_called_once);
    RUN(another_process_changes_the_file);
    RUN(the_last_clean_up_ends_every_wait);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CHECK(system(command) == 0);
    return 0;
}
