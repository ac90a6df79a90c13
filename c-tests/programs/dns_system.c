// SPDX-License-Identifier: MIT OR Apache-2.0
// The system's resolver, asked for what every machine knows without asking anybody else.
#include "dns.h"

static WSAQUERYSETW inet_query(const WCHAR *name, GUID *service_class) {
    static AFPROTOCOLS inet;
    WSAQUERYSETW query = dns_query(name, service_class);
    inet.iAddressFamily = AF_INET;
    inet.iProtocol = 0;
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = &inet;
    return query;
}

static void this_machine_is_found_by_its_usual_name(void) {
    WSAQUERYSETW query = inet_query(W("localhost"), CLASS_TCP(80));
    ask(&query, LUP_RETURN_ADDR, NULL);
}

/* Which other names there are is up to the machine. */
static void its_hostent_has_the_same_address(void) {
    WSAQUERYSETW query = inet_query(W("localhost"), CLASS_BY_NAME);
    result_buffer buffer;
    text *host = new_text();
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwNumberOfCsAddrs >= 1);
    add_hostent(host, buffer.w.lpBlob);
    CHECK(strstr(host->bytes, " 127.0.0.1") != NULL);
    free(host);
    while (next_w(lookup, 0, &buffer) == 0) {
        CHECK(buffer.w.dwOutputFlags == RESULT_IS_ALIAS && buffer.w.lpBlob == NULL);
        CHECK(buffer.w.dwNumberOfCsAddrs == 0 && buffer.w.lpszServiceInstanceName != NULL);
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void its_address_has_a_name(void) {
    WSAQUERYSETW query = dns_query(W("127.0.0.1"), CLASS_BY_ADDRESS);
    result_buffer buffer;
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.lpszServiceInstanceName[0] != 0);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void ask_again_and_again(void *unused) {
    int round;
    (void)unused;
    for (round = 0; round < 20; round++) {
        its_hostent_has_the_same_address();
        its_address_has_a_name();
    }
}

static void many_threads_may_ask_at_once(void) {
    thread_handle threads[8];
    int index;
    for (index = 0; index < 8; index++) {
        threads[index] = thread_start(ask_again_and_again, NULL);
    }
    for (index = 0; index < 8; index++) {
        thread_join(threads[index]);
    }
}

int main(void) {
    start_winsock();
    RUN(this_machine_is_found_by_its_usual_name);
    RUN(its_hostent_has_the_same_address);
    RUN(its_address_has_a_name);
    RUN(many_threads_may_ask_at_once);
    return 0;
}
