// SPDX-License-Identifier: MIT OR Apache-2.0
// Services by name and by port, as `getservbyname` and `getservbyport` ask for them. Nobody is asked but the system's list.
#include "dns.h"

#define SERVICE (LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_BLOB | LUP_RETURN_ADDR)

static void a_service_has_its_canonical_class_and_a_servent(void) {
    static const WCHAR *const names[] = {
        W("ftp/tcp"), W("21/tcp"), W("ftp"), W("FTP/TCP"), W("21"), W("domain/udp"), W("53/udp"), W("tftp"),
    };
    size_t index;
    for (index = 0; index < sizeof names / sizeof names[0]; index++) {
        ask_for(names[index], CLASS_SERVICE, SERVICE, add_servent);
    }
}

static void every_namespace_may_be_asked(void) {
    WSAQUERYSETW query = dns_query(W("ftp/tcp"), CLASS_SERVICE);
    query.dwNameSpace = NS_ALL;
    ask(&query, SERVICE, add_servent);
    query.lpszServiceInstanceName = W("no-such-service/tcp");
    ask(&query, SERVICE, add_servent);
}

static void what_is_no_service_is_not_found(void) {
    ask_for(W("no-such-service"), CLASS_SERVICE, SERVICE, add_servent);
    ask_for(W("tftp/tcp"), CLASS_SERVICE, SERVICE, add_servent);
    ask_for(W("65535/udp"), CLASS_SERVICE, SERVICE, add_servent);
    ask_for(W("65536/udp"), CLASS_SERVICE, SERVICE, add_servent);
    ask_for(W("ftp/ipx"), CLASS_SERVICE, SERVICE, add_servent);
    ask_for(W("/tcp"), CLASS_SERVICE, SERVICE, add_servent);
    ask_for(NULL, CLASS_SERVICE, SERVICE, add_servent);
}

int main(void) {
    start_winsock();
    RUN(a_service_has_its_canonical_class_and_a_servent);
    RUN(every_namespace_may_be_asked);
    RUN(what_is_no_service_is_not_found);
    return 0;
}
