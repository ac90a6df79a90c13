// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: the limit on memory is set with setrlimit.
// not under: sanitizers valgrind; they need more address space than the limit leaves
// Registrations that no longer fit into memory are refused, and leave what is there as it was.
#include "rnr.h"

#include <sys/resource.h>

enum { BLOB_BYTES = 1 << 20, LIMIT_BYTES = 256 << 20 };

static INT register_blob(unsigned number, BLOB *blob) {
    WCHAR name[] = {'b', '0', '0', '0', '0', 0};
    WSAQUERYSETW query;
    unsigned place;
    for (place = 4; place > 0; place--, number /= 10) {
        name[place] = (WCHAR)('0' + number % 10);
    }
    query = query_w(name, CLASS_A);
    query.lpBlob = blob;
    return WSASetServiceW(&query, RNRSERVICE_REGISTER, 0);
}

static void large_blobs_end_in_an_error(void) {
    struct rlimit limit = {LIMIT_BYTES, LIMIT_BYTES};
    static BYTE data[BLOB_BYTES];
    BLOB blob = {BLOB_BYTES, data};
    BLOB small = {1, data};
    unsigned count = 0;
    start_winsock();
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    while (count < 1000 && register_blob(count, &blob) == 0) {
        count++;
    }
    CHECK(count > 10 && count < 1000);
    printf("  refused with %s\n", error_name(WSAGetLastError()));
    /* Neither created, nor replaced. */
    CHECK(register_blob(0, &small) == 0);
    CHECK(register_blob(count, &small) == 0);
    printf("  %s\n", state_of(W("b0001"), CLASS_A));
}

static void large_classes_end_in_an_error(void) {
    static BYTE data[BLOB_BYTES];
    WSANSCLASSINFOW value;
    WSASERVICECLASSINFOW info;
    GUID id = *CLASS_B;
    unsigned count = 0;
    memset(&value, 0, sizeof value);
    value.lpszName = W("value");
    value.lpValue = data;
    value.dwValueSize = BLOB_BYTES;
    memset(&info, 0, sizeof info);
    info.lpServiceClassId = &id;
    info.dwCount = 1;
    info.lpClassInfos = &value;
    /* The blobs have left next to nothing. */
    while (count < 1000 && WSAInstallServiceClassW(&info) == 0) {
        id.Data1 = ++count;
    }
    CHECK(count < 1000);
    printf("  refused with %s\n", error_name(WSAGetLastError()));
    FAILS(WSARemoveServiceClass(&id), WSATYPE_NOT_FOUND);
    value.dwValueSize = 1;
    WORKS(WSAInstallServiceClassW(&info));
    WORKS(WSARemoveServiceClass(&id));
}

int main(void) {
    RUN(large_blobs_end_in_an_error);
    RUN(large_classes_end_in_an_error);
    return 0;
}
