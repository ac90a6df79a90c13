// SPDX-License-Identifier: MIT OR Apache-2.0
// seconds: 240
// Threads that install, describe, name, use and remove service classes at random: nothing is lost, and nothing is torn.
// not under: valgrind; it runs one thread at a time, and this takes many minutes there
#include "classes.h"

#define THREADS 6
#define ROUNDS 15000
#define OWN 4
#define SHARED 4

/* A class carries its own checksum: its name is one letter so many times, and values and their data follow from that. */
typedef struct {
    GUID id;
    WSASERVICECLASSINFOW info;
    WSANSCLASSINFOW values[8];
    WCHAR name[32];
    BYTE data[64];
} described;

static GUID numbered(unsigned kind, unsigned number) {
    GUID id = *CLASS_C;
    id.Data1 = kind;
    id.Data2 = (unsigned short)number;
    return id;
}

static void fill(described *made, GUID id, unsigned seed) {
    unsigned index, length = seed % 31 + 1, count = seed % 9;
    memset(made, 0, sizeof *made);
    made->id = id;
    for (index = 0; index < length; index++) {
        made->name[index] = (WCHAR)('a' + seed % 26);
    }
    memset(made->data, (int)(seed % 251), sizeof made->data);
    for (index = 0; index < count; index++) {
        made->values[index] = value_w(made->name, NS_ALL, seed, seed % 65, made->data);
    }
    made->info = class_w(&made->id, made->name, count, made->values);
}

static DWORD length_of(const WCHAR *name) {
    DWORD length = 0;
    while (name[length] != 0) {
        CHECK(name[length] == name[0]);
        length++;
    }
    return length;
}

/* Whether the class is there; all that is told about it belongs together. */
static int is_there(GUID *id) {
    class_buffer buffer;
    const WSASERVICECLASSINFOW *info = &buffer.info;
    DWORD size = sizeof buffer, length, index;
    if (WSAGetServiceClassInfoW(directory_provider(), id, &size, &buffer.info) != 0) {
        CHECK(WSAGetLastError() == WSATYPE_NOT_FOUND);
        return 0;
    }
    CHECK(same_guid(info->lpServiceClassId, id));
    length = length_of(info->lpszServiceClassName);
    CHECK(length > 0);
    for (index = 0; index < info->dwCount; index++) {
        const WSANSCLASSINFOW *value = &info->lpClassInfos[index];
        unsigned seed = value->dwValueType, byte;
        CHECK(info->dwCount == seed % 9 && length == seed % 31 + 1);
        CHECK(length_of(value->lpszName) == length && value->lpszName[0] == (WCHAR)('a' + seed % 26));
        CHECK(value->dwValueSize == seed % 65);
        for (byte = 0; byte < value->dwValueSize; byte++) {
            CHECK(((BYTE *)value->lpValue)[byte] == seed % 251);
        }
    }
    return 1;
}

static int is_named(GUID *id) {
    WCHAR name[64];
    DWORD length = 64;
    if (WSAGetServiceClassNameByClassIdW(id, name, &length) != 0) {
        CHECK(WSAGetLastError() == WSATYPE_NOT_FOUND);
        return 0;
    }
    CHECK(length == length_of(name) + 1);
    return 1;
}

static void work(void *argument) {
    unsigned self = *(unsigned *)argument, state = self * 7919 + 1, round;
    int installed[OWN] = {0};
    described given;
    for (round = 0; round < ROUNDS; round++) {
        unsigned own = next_random(&state) % OWN, seed = next_random(&state);
        GUID id = numbered(self + 1, own), shared = numbered(0xFF, next_random(&state) % SHARED);
        switch (next_random(&state) % 8) {
        case 0:
        case 1:
            /* Classes that only this thread touches are exactly as it left them. */
            fill(&given, id, seed);
            CHECK((WSAInstallServiceClassW(&given.info) == 0) == !installed[own]);
            CHECK(installed[own] ? WSAGetLastError() == WSAEALREADY : 1);
            installed[own] = 1;
            break;
        case 2:
            CHECK(is_there(&id) == installed[own]);
            CHECK(is_named(&id) == installed[own]);
            break;
        case 3:
            CHECK((WSARemoveServiceClass(&id) == 0) == installed[own]);
            CHECK(installed[own] ? 1 : WSAGetLastError() == WSATYPE_NOT_FOUND);
            installed[own] = 0;
            break;
        case 4:
            if (installed[own]) {
                WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("user"), &id, 1u, END));
                FAILS(WSARemoveServiceClass(&id), WSAETOOMANYREFS);
                WORKS(set_ports(RNRSERVICE_DELETE, 0, W("user"), &id, END));
            }
            break;
        case 5:
            /* Classes that all threads fight for are whole, or not there. */
            fill(&given, shared, seed);
            CHECK(WSAInstallServiceClassW(&given.info) == 0 || WSAGetLastError() == WSAEALREADY);
            break;
        case 6:
            is_there(&shared);
            is_named(&shared);
            break;
        default:
            CHECK(WSARemoveServiceClass(&shared) == 0 || WSAGetLastError() == WSATYPE_NOT_FOUND);
        }
    }
}

static void run_all(thread_body body) {
    thread_handle threads[THREADS];
    unsigned numbers[THREADS], index;
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(body, &numbers[index]);
    }
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
}

static void nothing_is_lost_and_nothing_is_torn(void) {
    run_all(work);
}

static long successes;

static void install_the_same(void *unused) {
    (void)unused;
    if (install_named(CLASS_A, W("once")) == 0) {
        atomic_add(&successes, 1);
    } else {
        CHECK(WSAGetLastError() == WSAEALREADY);
    }
}

static void remove_the_same(void *unused) {
    (void)unused;
    if (WSARemoveServiceClass(CLASS_A) == 0) {
        atomic_add(&successes, 1);
    } else {
        CHECK(WSAGetLastError() == WSATYPE_NOT_FOUND);
    }
}

static void only_one_of_several_threads_installs_and_only_one_removes(void) {
    int round;
    for (round = 0; round < 200; round++) {
        successes = 0;
        run_all(install_the_same);
        CHECK(successes == 1);
        successes = 0;
        run_all(remove_the_same);
        CHECK(successes == 1);
    }
    printf("  200 times\n");
}

int main(void) {
    start_winsock();
    RUN(nothing_is_lost_and_nothing_is_torn);
    RUN(only_one_of_several_threads_installs_and_only_one_removes);
    return 0;
}
