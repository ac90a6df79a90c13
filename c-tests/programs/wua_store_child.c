// SPDX-License-Identifier: MIT OR Apache-2.0
// A child has nothing open of the store in which its parent finds the update services.
// linux only: there is no fork on Windows
// not under: valgrind; a child gives up what belongs to the connections of its parent, unfreed
// env: ENLIST_STORE={new}
// env: ENLIST_STORE_MODE=open
#include "wua.h"
#include "descriptors.h"

#include <sys/wait.h>

static void count_services(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceCollection *services = NULL;
    LONG count = 0;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get_Count, &count), S_OK);
    CHECK(count == 3);
    CHECK(CALL(services, Release) == 0);
    CHECK(CALL(manager, Release) == 0);
}

static void a_child_opens_its_own(void) {
    int status;
    pid_t child;
    count_services();
    CHECK(open_files_of_the_store() == 4);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(open_files_of_the_store() == 0);
        count_services();
        CHECK(open_files_of_the_store() == 4);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(open_files_of_the_store() == 4);
}

int main(void) {
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RUN(a_child_opens_its_own);
    CoUninitialize();
    return 0;
}
