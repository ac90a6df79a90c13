// SPDX-License-Identifier: MIT OR Apache-2.0
// Processes that share the update services: what one registers the others have, and a pending registration is completed once.
// linux only: there is no fork on Windows
// env: ENLIST_STORE={new}
// env: ENLIST_TRUST={cabs}/trust
// env: TEST_CABS={cabs}
#include "wua.h"

#include <signal.h>
#include <sys/wait.h>

#define PROCESSES 4
#define WINDOWS_STORE W("855e8a7c-ecb4-4ca3-b045-1dfa50104289")

static int ready[2], go[2];

/* Runs a function in a process that has not used the library. */
static pid_t begin_manager(const char *url, void (*body)(IUpdateServiceManager2 *manager)) {
    pid_t child;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        IUpdateServiceManager2 *manager;
        set_variable("ENLIST_UPDATE_URL", url);
        RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
        manager = new_manager();
        body(manager);
        CHECK(CALL(manager, Release) == 0);
        CoUninitialize();
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

static void in_process(const char *url, void (*body)(IUpdateServiceManager2 *manager)) {
    end_process(begin_manager(url, body));
}

static int count_services(IUpdateServiceManager2 *manager, const WCHAR *id) {
    IUpdateServiceCollection *services = NULL;
    LONG count = 0, index;
    int found = 0;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get_Count, &count), S_OK);
    for (index = 0; index < count; index++) {
        IUpdateService *service = NULL;
        BSTR text = NULL;
        RETURNS(CALL(services, get_Item, index, &service), S_OK);
        RETURNS(CALL(service, get_ServiceID, &text), S_OK);
        found += id == NULL || memcmp(text, id, 72) == 0;
        SysFreeString(text);
        CALL(service, Release);
    }
    CALL(services, Release);
    return found;
}

static void show(IUpdateServiceManager2 *manager) {
    show_registration(manager, MICROSOFT_UPDATE);
    show_registration(manager, WINDOWS_UPDATE);
}

static void opt_in(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
}

static void opt_in_off_line(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), WU_E_NO_CONNECTION);
}

static void opt_out(IUpdateServiceManager2 *manager) {
    BSTR id = text_of(MICROSOFT_UPDATE);
    RETURNS(CALL(manager, RemoveService, id), S_OK);
    SysFreeString(id);
}

static void what_is_registered_is_registered_for_all(void) {
    in_process("emulated", opt_in);
    in_process("emulated", show);
    in_process("emulated", opt_out);
    in_process("emulated", show);
}

/* Goes on line when all are there. */
static void contact(IUpdateServiceManager2 *manager) {
    char byte = 0;
    CHECK(write(ready[1], &byte, 1) == 1);
    CHECK(read(go[0], &byte, 1) == 1);
    RETURNS(add_service2(manager, WINDOWS_STORE, 2, NULL), S_OK);
}

static void counted(IUpdateServiceManager2 *manager) {
    CHECK(count_services(manager, MICROSOFT_UPDATE) == 1);
    CHECK(count_services(manager, NULL) == 4);
    show(manager);
}

static void a_pending_registration_is_completed_once(void) {
    pid_t processes[PROCESSES];
    char bytes[PROCESSES] = {0};
    int i;
    in_process("off", opt_in_off_line);
    in_process("off", show);
    CHECK(pipe(ready) == 0 && pipe(go) == 0);
    for (i = 0; i < PROCESSES; i++) {
        processes[i] = begin_manager("emulated", contact);
    }
    for (i = 0; i < PROCESSES; i++) {
        CHECK(read(ready[0], bytes, 1) == 1);
    }
    CHECK(write(go[1], bytes, PROCESSES) == PROCESSES);
    for (i = 0; i < PROCESSES; i++) {
        end_process(processes[i]);
    }
    in_process("off", counted);
    in_process("off", opt_out);
}

__attribute__((noreturn)) static void add_volatile(IUpdateServiceManager2 *manager) {
    BSTR name = text_of(W("Offline")), path;
    IUpdateService *service = NULL;
    WCHAR wide[1024];
    char text[1024], byte = 0;
    size_t i = 0;
    CHECK(snprintf(text, sizeof text, "%s/scan.cab", getenv("TEST_CABS")) < (int)sizeof text);
    do {
        wide[i] = (WCHAR)(unsigned char)text[i];
    } while (text[i++] != 0);
    path = text_of(wide);
    RETURNS(CALL(manager, AddScanPackageService, name, path, 0, &service), S_OK);
    CHECK(write(ready[1], &byte, 1) == 1);
    for (;;) {
        pause();
    }
}

static void count(IUpdateServiceManager2 *manager) {
    printf("  %d services\n", count_services(manager, NULL));
}

static void a_volatile_service_ends_with_its_process(void) {
    pid_t holder = begin_manager("off", add_volatile);
    char byte;
    int status;
    CHECK(read(ready[0], &byte, 1) == 1);
    in_process("off", count);
    CHECK(kill(holder, SIGKILL) == 0 && waitpid(holder, &status, 0) == holder);
    in_process("off", count);
}

int main(void) {
    RUN(what_is_registered_is_registered_for_all);
    RUN(a_pending_registration_is_completed_once);
    RUN(a_volatile_service_ends_with_its_process);
    return 0;
}
