// SPDX-License-Identifier: MIT OR Apache-2.0
// The thread that tries pending registrations again: it completes them, lasts as long as there is a manager, and survives fork.
// linux only: there is no fork on Windows
// server: update
// env: ENLIST_TRUST={cabs}/trust
// env: ENLIST_UPDATE_AGENT=thread
// env: ENLIST_STORE={new}
// seconds: 120
// not under: sanitizers valgrind; the sanitizers' own locks are not ready for fork in a threaded program, and valgrind counts threads of its own
#include "update_server.h"

#include <dirent.h>
#include <olectl.h>
#include <sys/wait.h>

#define OTHER_SERVICE W("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
#define PROCESSES 3

static UpdateServiceRegistrationState state_of(IUpdateServiceManager2 *manager, const WCHAR *id) {
    BSTR text = text_of(id);
    IUpdateServiceRegistration *registration = NULL;
    UpdateServiceRegistrationState state;
    RETURNS(CALL(manager, QueryServiceRegistration, text, &registration), S_OK);
    RETURNS(CALL(registration, get_RegistrationState, &state), S_OK);
    CALL(registration, Release);
    SysFreeString(text);
    return state;
}

static void wait_until_registered(IUpdateServiceManager2 *manager, const WCHAR *id) {
    while (state_of(manager, id) != usrsRegistered) {
        sleep_ms(20);
    }
}

static int count_threads(void) {
    DIR *folder = opendir("/proc/self/task");
    struct dirent *entry;
    int count = 0;
    CHECK(folder != NULL);
    while ((entry = readdir(folder)) != NULL) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

/* The last release ends the thread, and only then the library may be unloaded. */
static void end(IUpdateServiceManager2 *manager) {
    CHECK(CALL(manager, Release) == 0);
    while (DllCanUnloadNow() != S_OK) {
        sleep_ms(1);
    }
    while (count_threads() != 1) {
        sleep_ms(1);
    }
}

static void what_is_pending_is_registered_in_time(void) {
    IUpdateServiceManager2 *manager;
    CHECK(count_threads() == 1);
    manager = new_manager();
    CHECK(count_threads() == 2 && DllCanUnloadNow() == S_FALSE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL);
    RETURNS(add_service2(manager, OTHER_SERVICE, 1, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, OTHER_SERVICE);
    open_server();
    wait_until_registered(manager, UNKNOWN_SERVICE);
    wait_until_registered(manager, OTHER_SERVICE);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, OTHER_SERVICE);
    end(manager);
}

static void a_child_has_a_thread_of_its_own(void) {
    IUpdateServiceManager2 *manager = new_manager();
    BSTR id = text_of(UNKNOWN_SERVICE);
    pid_t child;
    int status;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        IUpdateServiceManager2 *another;
        CHECK(count_threads() == 1);
        another = new_manager();
        CHECK(count_threads() == 2);
        RETURNS(CALL(another, RemoveService, id), S_OK);
        RETURNS(add_service2(another, UNKNOWN_SERVICE, 5, NULL), S_OK);
        wait_until_registered(another, UNKNOWN_SERVICE);
        /* The parent's thread does not keep the library in use here. */
        CHECK(CALL(another, Release) == 0);
        end(manager);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(count_threads() == 2);
    SysFreeString(id);
    end(manager);
}

static void attend(void) {
    IUpdateServiceManager2 *manager = new_manager();
    wait_until_registered(manager, OTHER_SERVICE);
    _exit(0);
}

static void several_processes_fetch_it_once(void) {
    IUpdateServiceManager2 *manager = new_manager();
    BSTR id = text_of(OTHER_SERVICE);
    pid_t children[PROCESSES];
    int i, status, before = count_requests("GET closed/aaaaaaaa");
    CHECK(unlink(door_of_the_server()) == 0);
    RETURNS(CALL(manager, RemoveService, id), S_OK);
    RETURNS(add_service2(manager, OTHER_SERVICE, 5, NULL), S_OK);
    fflush(stdout);
    for (i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        CHECK(children[i] >= 0);
        if (children[i] == 0) {
            attend();
        }
    }
    /* When everybody has tried at least once. */
    while (count_requests("HEAD closed/aaaaaaaa") < PROCESSES + 1) {
        sleep_ms(20);
    }
    open_server();
    for (i = 0; i < PROCESSES; i++) {
        CHECK(waitpid(children[i], &status, 0) == children[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    CHECK(count_requests("GET closed/aaaaaaaa") == before + 1);
    SysFreeString(id);
    end(manager);
}

int main(void) {
    char url[200];
    CHECK(snprintf(url, sizeof url, "%s/closed", getenv("TEST_SERVER")) < (int)sizeof url);
    set_variable("ENLIST_UPDATE_URL", url);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RUN(what_is_pending_is_registered_in_time);
    RUN(a_child_has_a_thread_of_its_own);
    RUN(several_processes_fetch_it_once);
    CoUninitialize();
    return 0;
}
