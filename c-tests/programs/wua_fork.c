// SPDX-License-Identifier: MIT OR Apache-2.0
// fork while other threads are inside the methods of objects: the child can use every one of them, and the parent goes on.
// linux only: there is no fork on Windows
// seconds: 120
// not under: sanitizers valgrind; the sanitizers' own locks are not ready for fork in a threaded program, and valgrind takes minutes
#include "wua.h"

#include "children.h"

enum { FORKS = 300, CHILD_SECONDS = 20 };

static long stop;
static IUpdateServiceManager2 *manager;
static IUpdateSession3 *session;
static IStringCollection *strings;
static IEnumVARIANT *items;
static BSTR name;

/* One round through the methods that change what an object keeps. */
static void use(void) {
    IUpdateServiceCollection *services = NULL;
    IStringCollection *copy = NULL;
    BSTR text = NULL;
    LONG count = 0;
    RETURNS(CALL(manager, put_ClientApplicationID, name), S_OK);
    RETURNS(CALL(manager, get_ClientApplicationID, &text), S_OK);
    CHECK(SysStringLen(text) == SysStringLen(name));
    SysFreeString(text);
    RETURNS(CALL(session, put_ClientApplicationID, name), S_OK);
    RETURNS(CALL(session, put_UserLocale, 1033), S_OK);
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    CALL(services, Release);
    RETURNS(CALL(strings, Insert, 0, name), S_OK);
    RETURNS(CALL(strings, RemoveAt, 0), S_OK);
    RETURNS(CALL(strings, put_Item, 0, name), S_OK);
    RETURNS(CALL(strings, get_Count, &count), S_OK);
    RETURNS(CALL(strings, Copy, &copy), S_OK);
    CALL(copy, Release);
    RETURNS(CALL(items, Reset), S_OK);
    (void)CALL(items, Skip, 1);
}

static void use_again_and_again(void *unused) {
    (void)unused;
    while (!atomic_read(&stop)) {
        use();
    }
}

static void be_child(unsigned unused) {
    IUpdateServiceManager2 *another;
    (void)unused;
    alarm(CHILD_SECONDS);
    use();
    another = new_manager();
    RETURNS(add_service2(another, MICROSOFT_UPDATE, 7, NULL), S_OK);
    CALL(another, Release);
    CALL(items, Release), CALL(strings, Release), CALL(session, Release), CALL(manager, Release);
}

static void children_can_use_every_object(void) {
    thread_handle threads[2];
    IUnknown *unknown = NULL;
    unsigned index;
    name = text_of(W("a program with a name that takes a while to copy, again and again and again and again"));
    RETURNS(CoCreateInstance(REF(CLSID_StringCollection), NULL, CLSCTX_ALL, REF(IID_IStringCollection), (void **)&strings), S_OK);
    for (index = 0; index < 20; index++) {
        LONG added;
        RETURNS(CALL(strings, Add, name, &added), S_OK);
    }
    RETURNS(CALL(strings, get__NewEnum, &unknown), S_OK);
    RETURNS(CALL(unknown, QueryInterface, REF(IID_IEnumVARIANT), (void **)&items), S_OK);
    CALL(unknown, Release);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_ALL, REF(IID_IUpdateSession3), (void **)&session), S_OK);
    RETURNS(CALL(session, CreateUpdateServiceManager, &manager), S_OK);
    threads[0] = thread_start(use_again_and_again, NULL);
    threads[1] = thread_start(use_again_and_again, NULL);
    for (index = 0; index < FORKS; index++) {
        in_process(be_child, index);
    }
    atomic_write(&stop, 1);
    thread_join(threads[0]);
    thread_join(threads[1]);
    use();
    show_registration(manager, MICROSOFT_UPDATE);
    CALL(items, Release), CALL(strings, Release), CALL(session, Release), CALL(manager, Release);
    SysFreeString(name);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(children_can_use_every_object);
    CoUninitialize();
    return 0;
}
