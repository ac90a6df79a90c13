// SPDX-License-Identifier: MIT OR Apache-2.0
// What programs in the field do, whether or not the reference pages allow it.
// not under: valgrind; it runs one thread at a time, and this takes many minutes there
#include "rnr.h"

static void register_two(void) {
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("Alpha"), CLASS_A, 1u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("Beta"), CLASS_A, 2u, 3u, END));
}

/* A loop as in most samples: flags 0 at Next, one length variable that is set once and never again. */
static void a_length_that_is_never_reset_serves_the_whole_loop(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    union {
        WSAQUERYSETW result;
        char bytes[1024];
    } buffer;
    DWORD length = sizeof buffer;
    HANDLE lookup;
    int found = 0;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    while (WSALookupServiceNextW(lookup, 0, &length, &buffer.result) == 0) {
        CHECK(length == sizeof buffer);
        found++;
    }
    printf("  %d found, then %s\n", found, error_name(WSAGetLastError()));
    WORKS(WSALookupServiceEnd(lookup));
}

/* The size of the struct alone is given, and the buffer is large: after one WSAEFAULT the length is right. */
static void a_length_that_is_too_small_is_corrected_in_passing(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    char *memory = (char *)malloc(4096);
    WSAQUERYSETW *result = (WSAQUERYSETW *)(void *)memory;
    DWORD length = sizeof(WSAQUERYSETW);
    HANDLE lookup;
    int found = 0, refused = 0;
    CHECK(memory != NULL);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    for (;;) {
        if (WSALookupServiceNextW(lookup, 0, &length, result) == 0) {
            found++;
        } else if (WSAGetLastError() == WSAEFAULT) {
            CHECK(length > sizeof(WSAQUERYSETW) && length <= 4096);
            refused++;
        } else {
            break;
        }
    }
    printf("  %d found, %d times too small, then %s\n", found, refused, error_name(WSAGetLastError()));
    WORKS(WSALookupServiceEnd(lookup));
    free(memory);
}

/* One that doubles its memory by the size that it is told. */
static void growing_the_buffer_by_the_size_that_is_told_works(void) {
    WSAQUERYSETA query = query_a(A("*"), CLASS_A);
    DWORD length = 1;
    WSAQUERYSETA *result = (WSAQUERYSETA *)malloc(length);
    HANDLE lookup;
    int found = 0;
    WORKS(WSALookupServiceBeginA(&query, LUP_RETURN_ALL, &lookup));
    for (;;) {
        if (WSALookupServiceNextA(lookup, LUP_RETURN_ALL, &length, result) == 0) {
            printf("  %s, %u addresses\n", result->lpszServiceInstanceName, (unsigned)result->dwNumberOfCsAddrs);
            found++;
        } else if (WSAGetLastError() == WSAEFAULT) {
            free(result);
            result = (WSAQUERYSETA *)malloc(length);
            CHECK(result != NULL);
        } else {
            break;
        }
    }
    CHECK(found == 2);
    free(result);
    WORKS(WSALookupServiceEnd(lookup));
}

/* One buffer for question and answers. */
static void the_query_structure_is_the_result_buffer(void) {
    union {
        WSAQUERYSETW query;
        char bytes[2048];
    } buffer;
    DWORD length = sizeof buffer;
    HANDLE lookup;
    WCHAR name[] = {'B', 'e', 't', 'a', 0};
    GUID class_id = *CLASS_A;
    memset(&buffer, 0, sizeof buffer);
    buffer.query.dwSize = sizeof(WSAQUERYSETW);
    buffer.query.dwNameSpace = NS_ALL;
    buffer.query.lpszServiceInstanceName = name;
    buffer.query.lpServiceClassId = &class_id;
    WORKS(WSALookupServiceBeginW(&buffer.query, LUP_RETURN_NAME | LUP_RETURN_ADDR, &lookup));
    memset(name, 0, sizeof name);
    memset(&class_id, 0, sizeof class_id);
    WORKS(WSALookupServiceNextW(lookup, 0, &length, &buffer.query));
    CHECK(buffer.query.dwNumberOfCsAddrs == 2 && buffer.query.lpszServiceInstanceName[0] == 'B');
    FAILS(WSALookupServiceNextW(lookup, 0, &length, &buffer.query), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void no_name_and_an_empty_one_and_a_star_enumerate(void) {
    static WCHAR *const names[] = {NULL, W(""), W("*")};
    static char *const ansi_names[] = {NULL, A(""), A("*")};
    size_t index;
    for (index = 0; index < 3; index++) {
        WSAQUERYSETW wide = query_w(names[index], CLASS_A);
        WSAQUERYSETA ansi = query_a(ansi_names[index], CLASS_A);
        show_w(&wide, LUP_RETURN_NAME);
        show_a(&ansi, LUP_RETURN_NAME);
    }
}

/* An array of fixed size whose tail was never filled. */
static void all_zero_addresses_behind_the_others_are_passed_over(void) {
    SOCKADDR_IN address = inet_port(80);
    CSADDR_INFO infos[10];
    WSAQUERYSETW query = query_w(W("Gamma"), CLASS_B);
    memset(infos, 0, sizeof infos);
    infos[0] = tcp_at(&address, NULL);
    infos[1] = tcp_at(NULL, &address);
    query.dwNumberOfCsAddrs = 10;
    query.lpcsaBuffer = infos;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_ADDR);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_ADDR);
}

/* The address as a socket tells it, sides zeroed as in the directory's sample, a protocol that is none. */
static void the_registration_of_the_directory_sample_is_kept_as_it_is(void) {
    SOCKADDR_IN local, remote = inet_port(5001);
    CSADDR_INFO info;
    WSAQUERYSETW query = query_w(W("Publication"), CLASS_B);
    WSAVERSION version;
    memset(&local, 0, sizeof local);
    local.sin_family = AF_INET;
    version.dwVersion = 2;
    version.ecHow = COMP_NOTLESS;
    info = tcp_at(&local, &remote);
    info.iProtocol = PF_INET;
    query.lpVersion = &version;
    query.lpszComment = W("published");
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_ALL);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_ALL);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

/* The same service again at each start, without having been deregistered at the last one. */
static void registering_again_at_each_start_is_no_error(void) {
    int round;
    for (round = 0; round < 3; round++) {
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("Restarted"), CLASS_B, 4000u + (unsigned)round, END));
    }
    printf("  %s\n", state_of(W("Restarted"), CLASS_B));
    /* And one that takes stale addresses away before. */
    WORKS(set_ports(RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE, W("Restarted"), CLASS_B, 4001u, 4002u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("Restarted"), CLASS_B, 4003u, END));
    printf("  %s\n", state_of(W("Restarted"), CLASS_B));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("Restarted"), CLASS_B, END));
}

/* The error is read after the handle was closed, or closed twice. */
static void the_error_is_saved_before_the_end(void) {
    WSAQUERYSETW query = query_w(W("Nobody"), CLASS_A);
    result_buffer buffer;
    HANDLE lookup;
    int error;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    CHECK(next_w(lookup, 0, &buffer) == SOCKET_ERROR);
    error = WSAGetLastError();
    CHECK(WSALookupServiceEnd(lookup) == 0);
    CHECK(error == WSASERVICE_NOT_FOUND && WSAGetLastError() == WSASERVICE_NOT_FOUND);
}

/* Classes made from port numbers need not be installed. */
static void classes_made_from_numbers_are_classes(void) {
    GUID class_id;
    WSAQUERYSETW query;
    SOCKADDR_IN address = inet_port(8080);
    CSADDR_INFO info = tcp_at(&address, NULL);
    memset(&class_id, 0, sizeof class_id);
    class_id.Data1 = 0x00090000 | 8080;
    class_id.Data4[0] = 0xC0;
    class_id.Data4[7] = 0x46;
    query = query_w(W("Web"), &class_id);
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_ALL);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static long stop, started;

static void serve(void *unused) {
    WSAQUERYSETW query = query_w(NULL, CLASS_C);
    result_buffer buffer;
    HANDLE lookup;
    (void)unused;
    atomic_add(&started, 1);
    while (!atomic_read(&stop)) {
        INT result = set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("Server"), CLASS_C, 7u, END);
        CHECK(result == 0);
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
        while (next_w(lookup, 0, &buffer) == 0) {
        }
        CHECK(WSAGetLastError() == WSA_E_NO_MORE);
        WORKS(WSALookupServiceEnd(lookup));
    }
}

/* A console handler deletes the registration on a thread of its own, while others are inside calls. */
static void a_service_is_deleted_from_another_thread_while_calls_are_running(void) {
    thread_handle threads[3];
    int index, deleted = 0;
    for (index = 0; index < 3; index++) {
        threads[index] = thread_start(serve, NULL);
    }
    while (atomic_read(&started) < 3) {
        thread_yield();
    }
    while (deleted < 2000) {
        if (set_ports(RNRSERVICE_DELETE, 0, W("Server"), CLASS_C, END) == 0) {
            deleted++;
        } else {
            CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
        }
    }
    atomic_write(&stop, 1);
    for (index = 0; index < 3; index++) {
        thread_join(threads[index]);
    }
    if (set_ports(RNRSERVICE_DELETE, 0, W("Server"), CLASS_C, END) != 0) {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
    }
    printf("  %s\n", state_of(W("Server"), CLASS_C));
}

/* Handles that are never ended, and a clean-up in between. */
static void lookups_that_are_left_open_end_with_the_cleanup(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    HANDLE lookup;
    int index;
    for (index = 0; index < 100; index++) {
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    }
    CHECK(WSACleanup() == 0);
    start_winsock();
    show_w(&query, LUP_RETURN_NAME);
}

int main(void) {
    start_winsock();
    register_two();
    RUN(a_length_that_is_never_reset_serves_the_whole_loop);
    RUN(a_length_that_is_too_small_is_corrected_in_passing);
    RUN(growing_the_buffer_by_the_size_that_is_told_works);
    RUN(the_query_structure_is_the_result_buffer);
    RUN(no_name_and_an_empty_one_and_a_star_enumerate);
    RUN(all_zero_addresses_behind_the_others_are_passed_over);
    RUN(the_registration_of_the_directory_sample_is_kept_as_it_is);
    RUN(registering_again_at_each_start_is_no_error);
    RUN(the_error_is_saved_before_the_end);
    RUN(classes_made_from_numbers_are_classes);
    RUN(a_service_is_deleted_from_another_thread_while_calls_are_running);
    RUN(lookups_that_are_left_open_end_with_the_cleanup);
    return 0;
}
