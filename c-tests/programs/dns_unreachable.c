// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_DNS_SERVER=127.0.0.1:1
// Nobody listens there: what DNS cannot tell must not keep anybody from what others know.
#include "dns.h"

static void a_host_cannot_be_told(void) {
    ask_for(W("web.test"), CLASS_TCP(80), LUP_RETURN_ADDR, NULL);
    ask_for(W("test"), CLASS_DNS(15), LUP_RETURN_BLOB, NULL);
    ask_for(W("192.0.2.1"), CLASS_BY_ADDRESS, LUP_RETURN_NAME, NULL);
}

static void what_the_directory_has_is_found(void) {
    WSAQUERYSETW query = query_w(W("Web"), CLASS_TCP(80));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.dwNameSpace = NS_ALL;
    ask(&query, LUP_RETURN_NAME, NULL);
    printf("  what it has in vain\n");
    ask(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR, NULL);
    printf("  what it has not\n");
    query.lpszServiceInstanceName = W("ftp");
    ask(&query, LUP_RETURN_NAME, NULL);
}

static void begin_asks_nobody_and_end_may_come_at_once(void) {
    WSAQUERYSETW query = dns_query(W("web.test"), CLASS_TCP(80));
    HANDLE lookup;
    int round;
    for (round = 0; round < 1000; round++) {
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
        WORKS(WSALookupServiceEnd(lookup));
    }
}

int main(void) {
    start_winsock();
    RUN(a_host_cannot_be_told);
    RUN(what_the_directory_has_is_found);
    RUN(begin_asks_nobody_and_end_may_come_at_once);
    return 0;
}
