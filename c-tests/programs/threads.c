// SPDX-License-Identifier: MIT OR Apache-2.0
// seconds: 240
// Threads that register, look up, deregister and delete at random: nothing is lost, and nothing is torn.
// not under: valgrind; it runs one thread at a time, and this takes many minutes there
#include "rnr.h"

#define THREADS 6
#define ROUNDS 15000
#define OWN 8
#define SHARED 12

/* Every service carries its own checksum: the version is a random number, and name, comment, ports and blob follow from it. */
typedef struct {
    WSAQUERYSETW query;
    WCHAR name[24], comment[64];
    WSAVERSION version;
    SOCKADDR_IN addresses[8];
    CSADDR_INFO infos[8];
    BLOB blob;
    BYTE data[256];
} service;

static void fill_name(WCHAR *name, const char *kind, unsigned number) {
    char bytes[24];
    int index;
    snprintf(bytes, sizeof bytes, "%s %u", kind, number);
    for (index = 0; bytes[index] != '\0'; index++) {
        name[index] = (WCHAR)bytes[index];
    }
    name[index] = 0;
}

static void fill(service *made, const char *kind, unsigned number, DWORD seed) {
    unsigned index, count = seed % 8 + 1, state = seed;
    made->query = query_w(made->name, CLASS_A);
    fill_name(made->name, kind, number);
    made->version.dwVersion = seed;
    made->version.ecHow = COMP_EQUAL;
    made->query.lpVersion = &made->version;
    for (index = 0; index < seed % 63; index++) {
        made->comment[index] = (WCHAR)('!' + next_random(&state) % 90);
    }
    made->comment[index] = 0;
    made->query.lpszComment = made->comment;
    for (index = 0; index < count; index++) {
        made->addresses[index] = inet_port((seed + index) % 60000 + 1);
        made->infos[index] = tcp_at(NULL, &made->addresses[index]);
    }
    made->query.dwNumberOfCsAddrs = count;
    made->query.lpcsaBuffer = made->infos;
    made->blob.cbSize = seed % 256;
    made->blob.pBlobData = made->data;
    for (index = 0; index < seed % 256; index++) {
        made->data[index] = (BYTE)next_random(&state);
    }
    made->query.lpBlob = &made->blob;
}

/* What was read belongs to one registration: all of it follows from its version. */
static void check_whole(const WSAQUERYSETW *result) {
    service expected;
    DWORD index;
    size_t length = 0;
    CHECK(result->lpVersion != NULL);
    fill(&expected, "", 0, result->lpVersion->dwVersion);
    while (expected.comment[length] != 0) {
        length++;
    }
    CHECK(memcmp(result->lpszComment, expected.comment, (length + 1) * sizeof(WCHAR)) == 0);
    CHECK(result->dwNumberOfCsAddrs == expected.query.dwNumberOfCsAddrs);
    for (index = 0; index < result->dwNumberOfCsAddrs; index++) {
        const SOCKET_ADDRESS *address = &result->lpcsaBuffer[index].RemoteAddr;
        CHECK(address->iSockaddrLength == (INT)sizeof(SOCKADDR_IN));
        CHECK(memcmp(address->lpSockaddr, &expected.addresses[index], sizeof(SOCKADDR_IN)) == 0);
    }
    CHECK(result->lpBlob->cbSize == expected.blob.cbSize);
    CHECK(result->lpBlob->cbSize == 0 || memcmp(result->lpBlob->pBlobData, expected.data, expected.blob.cbSize) == 0);
}

/* Looks a service up; its version, or 0 when it is not there. */
static DWORD look_up(WSAQUERYSETW *query) {
    result_buffer buffer;
    WSAQUERYSETW restrictions = query_w(query->lpszServiceInstanceName, query->lpServiceClassId);
    HANDLE lookup;
    DWORD found = 0;
    WORKS(WSALookupServiceBeginW(&restrictions, LUP_RETURN_ALL, &lookup));
    if (next_w(lookup, 0, &buffer) == 0) {
        check_whole(&buffer.w);
        found = buffer.w.lpVersion->dwVersion;
    } else {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND || WSAGetLastError() == WSANO_DATA);
    }
    WORKS(WSALookupServiceEnd(lookup));
    return found;
}

static void enumerate(void) {
    result_buffer buffer;
    WSAQUERYSETW restrictions = query_w(NULL, CLASS_A);
    HANDLE lookup;
    int found = 0;
    WORKS(WSALookupServiceBeginW(&restrictions, LUP_RETURN_ALL, &lookup));
    while (next_w(lookup, 0, &buffer) == 0) {
        check_whole(&buffer.w);
        found++;
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    CHECK(found <= THREADS * OWN + SHARED);
    WORKS(WSALookupServiceEnd(lookup));
}

static DWORD versions[THREADS][OWN];

static void work(void *argument) {
    unsigned self = *(unsigned *)argument, state = self * 7919 + 1, round;
    HANDLE open[4] = {NULL, NULL, NULL, NULL};
    service given;
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    for (round = 0; round < ROUNDS; round++) {
        unsigned own = next_random(&state) % OWN, number = self * OWN + own;
        DWORD *version = &versions[self][own];
        DWORD seed = (next_random(&state) << 8 | self) + 1;
        switch (next_random(&state) % 8) {
        case 0:
        case 1:
            /* Services that only this thread touches are exactly as it left them. */
            fill(&given, "own", number, seed);
            WORKS(WSASetServiceW(&given.query, RNRSERVICE_REGISTER, 0));
            *version = seed;
            break;
        case 2:
            fill(&given, "own", number, seed);
            CHECK(look_up(&given.query) == *version);
            break;
        case 3:
            fill(&given, "own", number, seed);
            CHECK((WSASetServiceW(&given.query, RNRSERVICE_DELETE, 0) == 0) == (*version != 0));
            CHECK(look_up(&given.query) == 0);
            *version = 0;
            break;
        case 4:
            /* Services that all threads fight for are whole, or not there. */
            fill(&given, "shared", next_random(&state) % SHARED, seed);
            WORKS(WSASetServiceW(&given.query, RNRSERVICE_REGISTER, 0));
            look_up(&given.query);
            break;
        case 5:
            fill(&given, "shared", next_random(&state) % SHARED, seed);
            look_up(&given.query);
            if (WSASetServiceW(&given.query, RNRSERVICE_DELETE, 0) != 0) {
                CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
            }
            break;
        case 6: {
            /* Handles that stay open for a while. */
            unsigned slot = next_random(&state) % 4;
            if (open[slot] != NULL) {
                result_buffer buffer;
                if (next_w(open[slot], 0, &buffer) == 0) {
                    check_whole(&buffer.w);
                }
                WORKS(WSALookupServiceEnd(open[slot]));
                FAILS(WSALookupServiceEnd(open[slot]), WSA_INVALID_HANDLE);
                open[slot] = NULL;
            } else {
                WSAQUERYSETW restrictions = query_w(NULL, CLASS_A);
                WORKS(WSALookupServiceBeginW(&restrictions, LUP_RETURN_ALL, &open[slot]));
            }
            break;
        }
        default:
            if (round % 16 == 0) {
                enumerate();
            }
        }
    }
    CHECK(WSACleanup() == 0);
}

static void nothing_is_lost_and_nothing_is_torn(void) {
    thread_handle threads[THREADS];
    unsigned numbers[THREADS], index, own, left = 0, found = 0;
    WSAQUERYSETW restrictions = query_w(NULL, CLASS_A);
    result_buffer buffer;
    HANDLE lookup;
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(work, &numbers[index]);
    }
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
    for (index = 0; index < THREADS; index++) {
        for (own = 0; own < OWN; own++) {
            service given;
            fill(&given, "own", index * OWN + own, 1);
            CHECK(look_up(&given.query) == versions[index][own]);
            left += versions[index][own] != 0;
        }
    }
    /* And the enumeration has each of them once, and nothing that nobody made. */
    WORKS(WSALookupServiceBeginW(&restrictions, LUP_RETURN_ALL, &lookup));
    while (next_w(lookup, 0, &buffer) == 0) {
        found += buffer.w.lpszServiceInstanceName[0] == 'o';
        check_whole(&buffer.w);
    }
    CHECK(found == left);
    WORKS(WSALookupServiceEnd(lookup));
    /* What is left can be deleted, once. */
    WORKS(WSALookupServiceBeginW(&restrictions, LUP_RETURN_NAME | LUP_RETURN_TYPE, &lookup));
    while (next_w(lookup, 0, &buffer) == 0) {
        WORKS(WSASetServiceW(&buffer.w, RNRSERVICE_DELETE, 0));
        FAILS(WSASetServiceW(&buffer.w, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    }
    WORKS(WSALookupServiceEnd(lookup));
    show_w(&restrictions, LUP_RETURN_NAME);
}

static void add_addresses_one_by_one(void *argument) {
    unsigned self = *(unsigned *)argument, index;
    for (index = 0; index < 100; index++) {
        WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("together"), CLASS_B, 1000u + self * 100u + index, END));
    }
}

static void remove_addresses_one_by_one(void *argument) {
    unsigned self = *(unsigned *)argument, index;
    for (index = 0; index < 100; index++) {
        WORKS(set_ports(RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE, W("together"), CLASS_B, 1000u + self * 100u + index, END));
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

static void addresses_that_several_threads_add_are_all_there(void) {
    static union {
        WSAQUERYSETW w;
        unsigned char bytes[262144];
    } buffer;
    WSAQUERYSETW query = query_w(W("together"), CLASS_B);
    DWORD length = sizeof buffer;
    HANDLE lookup;
    run_all(add_addresses_one_by_one);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(WSALookupServiceNextW(lookup, 0, &length, &buffer.w));
    printf("  %u addresses\n", (unsigned)buffer.w.dwNumberOfCsAddrs);
    WORKS(WSALookupServiceEnd(lookup));
    run_all(remove_addresses_one_by_one);
    printf("  %s\n", state_of(W("together"), CLASS_B));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("together"), CLASS_B, END));
}

static long successes;

static void delete_the_same(void *unused) {
    (void)unused;
    if (set_ports(RNRSERVICE_DELETE, 0, W("once"), CLASS_B, END) == 0) {
        atomic_add(&successes, 1);
    } else {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
    }
}

static void only_one_of_several_threads_deletes_an_object(void) {
    int round;
    for (round = 0; round < 200; round++) {
        successes = 0;
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("once"), CLASS_B, END));
        run_all(delete_the_same);
        CHECK(successes == 1);
    }
    printf("  200 times\n");
}

int main(void) {
    start_winsock();
    RUN(nothing_is_lost_and_nothing_is_torn);
    RUN(addresses_that_several_threads_add_are_all_there);
    RUN(only_one_of_several_threads_deletes_an_object);
    return 0;
}
