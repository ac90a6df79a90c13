// SPDX-License-Identifier: MIT OR Apache-2.0
// server: dns
// wine: there is no hosts file
// The built-in DNS provider is removed and installed again under the path that Windows gives it: it is the same provider.
#include "dns.h"

#include <ws2spi.h>

/* What needs no server: the hosts file has it. */
static void look_up_localhost(void) {
    WSAQUERYSETW query = dns_query(W("localhost"), CLASS_TCP(80));
    AFPROTOCOLS inet;
    inet.iAddressFamily = AF_INET;
    inet.iProtocol = 0;
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = &inet;
    ask(&query, LUP_RETURN_ADDR, NULL);
}

static void removed_it_is_not_asked(void) {
    look_up_localhost();
    WORKS(WSCUnInstallNameSpace(dns_provider()));
    look_up_localhost();
}

static void installed_under_its_path_on_windows_it_answers_again(void) {
    WORKS(WSCInstallNameSpace(W("Tcpip"), W("%SystemRoot%\\System32\\mswsock.dll"), NS_DNS, 0, dns_provider()));
    look_up_localhost();
    ask_for(W("v4.test"), CLASS_BY_NAME, LUP_RETURN_NAME | LUP_RETURN_BLOB, add_hostent);
}

static void by_its_identifier_alone_it_is_found_too(void) {
    WSAQUERYSETW query = dns_query(W("v4.test"), CLASS_BY_NAME);
    query.dwNameSpace = NS_ALL;
    query.lpNSProviderId = dns_provider();
    ask(&query, LUP_RETURN_NAME, NULL);
}

int main(void) {
    start_winsock();
    RUN(removed_it_is_not_asked);
    RUN(installed_under_its_path_on_windows_it_answers_again);
    RUN(by_its_identifier_alone_it_is_found_too);
    return 0;
}
