// SPDX-License-Identifier: MIT OR Apache-2.0
// Fork handlers of the program's own, which were there before the library's and so run while that is in the middle of a fork: what
// they call is refused in the parent, and works in the child; an object that ends there is left as it is.
// linux only: there is no fork on Windows
// env: ENLIST_UPDATE_AGENT=thread
// not under: sanitizers valgrind; an object is left, and the thread of the parent with it
#include "wua.h"

#include <pthread.h>

#include "children.h"

static IUpdateServiceManager2 *manager, *ended;
static HRESULT before, in_parent, in_child;

static HRESULT use(void) {
    IUpdateServiceCollection *services = NULL;
    HRESULT result = CALL(manager, get_Services, &services);
    CHECK((result == S_OK) == (services != NULL));
    if (services != NULL) {
        CALL(services, Release);
    }
    return result;
}

static void prepare(void) {
    void *same = NULL;
    if (manager == NULL) {
        return;
    }
    before = use();
    RETURNS(CALL(manager, QueryInterface, REF(IID_IDispatch), &same), S_OK);
    CALL(manager, Release);
    if (ended != NULL) {
        CHECK(CALL(ended, Release) == 0);
        ended = NULL;
    }
}

static void parent(void) {
    if (manager != NULL) {
        in_parent = use();
    }
}

static void child(void) {
    if (manager != NULL) {
        in_child = use();
    }
}

static void check_child(unsigned unused) {
    (void)unused;
    RETURNS(before, E_UNEXPECTED);
    RETURNS(in_child, S_OK);
    RETURNS(use(), S_OK);
    CALL(manager, Release);
}

static void handlers_that_use_objects(void) {
    CHECK(pthread_atfork(prepare, parent, child) == 0);
    RETURNS(CoInitialize(NULL), S_OK);
    ended = new_manager();
    manager = new_manager();
    in_process(check_child, 0);
    RETURNS(before, E_UNEXPECTED);
    RETURNS(in_parent, E_UNEXPECTED);
    RETURNS(use(), S_OK);
    in_process(check_child, 0);
    CALL(manager, Release);
    manager = NULL;
    CoUninitialize();
}

int main(void) {
    RUN(handlers_that_use_objects);
    return 0;
}
