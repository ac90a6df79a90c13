// SPDX-License-Identifier: MIT OR Apache-2.0
// Networks that are stored in NS_NLA: the operations, their flags, and everything that is refused. None of the names is that
// of an interface, so that only stored networks are seen.
//
// not under: wine; NS_NLA, which lists the networks of Linux, is not there

#include "classes.h"

#include <mswsock.h>

static WSAQUERYSETW network(WCHAR *name, WCHAR *friendly_name) {
    WSAQUERYSETW query = query_w(name, NULL);
    query.dwNameSpace = NS_NLA;
    query.lpszComment = friendly_name;
    return query;
}

static GUID *network_class(void) {
    static GUID id = NLA_SERVICE_CLASS_GUID;
    return &id;
}

static void show(WCHAR *name) {
    WSAQUERYSETW query = network(name, NULL);
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT | LUP_RETURN_TYPE);
}

static void register_stores_and_delete_forgets(void) {
    WSAQUERYSETW home = network(W("Home network"), W("passed over"));
    FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0));
    show(W("home NETWORK"));
    FAILS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0), WSAEALREADY);
    home.lpszServiceInstanceName = W("HOME network");
    FAILS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0), WSAEALREADY);
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0));
    show(W("home network"));
    FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
}

static void friendly_names_are_stored_and_removed_by_their_flag(void) {
    WSAQUERYSETW home = network(W("Home network"), W("At home"));
    FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_FRIENDLY_NAME), WSASERVICE_NOT_FOUND);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    show(W("home network"));
    home.lpszComment = W("Elsewhere");
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    show(W("home network"));
    home.lpszComment = W("");
    FAILS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME), WSAEINVAL);
    home.lpszComment = NULL;
    FAILS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME), WSAEINVAL);
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_FRIENDLY_NAME));
    show(W("home network"));
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_FRIENDLY_NAME));
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0));
    show(W("home network"));
}

static void the_ansi_form_does_the_same(void) {
    WSAQUERYSETA home = query_a(A("caf\xC3\xA9"), network_class());
    home.dwNameSpace = NS_NLA;
    home.lpszComment = A("\xC3\xA0 la mer");
    WORKS(WSASetServiceA(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    show(W("CAF\u00C9"));
    show_a(&home, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    FAILS(WSASetServiceA(&home, RNRSERVICE_REGISTER, 0), WSAEALREADY);
    WORKS(WSASetServiceA(&home, RNRSERVICE_DELETE, 0));
    FAILS(WSASetServiceA(&home, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
}

static void a_result_can_be_given_back(void) {
    WSAQUERYSETW home = network(W("Home network"), W("At home")), query = network(W("Home network"), NULL);
    result_buffer buffer;
    HANDLE lookup;
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT | LUP_RETURN_TYPE, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    WORKS(WSASetServiceW(&buffer.w, RNRSERVICE_DELETE, 0));
    WORKS(WSASetServiceW(&buffer.w, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    show(W("home network"));
    WORKS(WSASetServiceW(&buffer.w, RNRSERVICE_DELETE, 0));
    WORKS(WSALookupServiceEnd(lookup));
}

/* Which stored networks a lookup lists: those that have what it asks for. No network that is not there has a blob. */
static void the_class_of_networks_stays_while_one_is_stored(void) {
    WSAQUERYSETW home = network(W("Home network"), NULL);
    WORKS(install_named(network_class(), W("Networks")));
    WORKS(install_named(CLASS_A, W("Example")));
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0));
    FAILS(WSARemoveServiceClass(network_class()), WSAETOOMANYREFS);
    WORKS(WSARemoveServiceClass(CLASS_A));
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0));
    WORKS(WSARemoveServiceClass(network_class()));
    FAILS(WSARemoveServiceClass(network_class()), WSATYPE_NOT_FOUND);
}

static void flags_restrict_the_list(void) {
    WSAQUERYSETW plain = network(W("Stored one"), NULL), named = network(W("Stored two"), W("The second"));
    static const DWORD flags[] = {LUP_RETURN_NAME, LUP_RETURN_NAME | LUP_RETURN_COMMENT, LUP_RETURN_COMMENT, LUP_RETURN_BLOB,
                                  LUP_RETURN_ALL, LUP_RETURN_ALL | LUP_DEEP};
    size_t index;
    WORKS(WSASetServiceW(&plain, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&named, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    for (index = 0; index < sizeof flags / sizeof flags[0]; index++) {
        printf("  %x\n", (unsigned)flags[index]);
        plain.lpszComment = NULL;
        show_w(&plain, flags[index]);
        show_w(&named, flags[index]);
    }
    WORKS(WSASetServiceW(&plain, RNRSERVICE_DELETE, 0));
    WORKS(WSASetServiceW(&named, RNRSERVICE_DELETE, 0));
}

static void set_user(int user) {
#ifdef _WIN32
    (void)user;
#else
    CHECK(seteuid((uid_t)user) == 0);
#endif
}

static int is_administrator(void) {
#ifdef _WIN32
    return 0;
#else
    return geteuid() == 0;
#endif
}

/* Administrators store for everybody, others do not. Whoever runs this as an administrator sees both. */
static void what_concerns_everybody_is_for_administrators(void) {
    WSAQUERYSETW home = network(W("Home network"), W("Everybody's")), own = network(W("Home network"), W("Mine"));
    int privileged = is_administrator();
    if (privileged) {
        FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_ALLUSERS_NETWORK), WSASERVICE_NOT_FOUND);
        WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_ALLUSERS_NETWORK));
        FAILS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_ALLUSERS_NETWORK), WSAEALREADY);
        WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_ALLUSERS_NETWORK | NLA_FRIENDLY_NAME));
        /* The user's own is another one. */
        FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
        set_user(65534);
    }
    FAILS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_ALLUSERS_NETWORK), WSAEACCES);
    FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_ALLUSERS_NETWORK), WSAEACCES);
    FAILS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_ALLUSERS_NETWORK | NLA_FRIENDLY_NAME), WSAEACCES);
    WORKS(WSASetServiceW(&own, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    show(W("home network"));
    WORKS(WSASetServiceW(&own, RNRSERVICE_DELETE, 0));
    if (privileged) {
        text *seen = lookup_w(&own, LUP_RETURN_COMMENT, 0);
        CHECK(strstr(seen->bytes, "Everybody's") != NULL);
        free(seen);
        set_user(0);
        WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, NLA_ALLUSERS_NETWORK));
    }
    show(W("home network"));
}

static void what_is_no_network_is_refused(void) {
    WSAQUERYSETW query = network(W("Home network"), W("At home"));
    SOCKADDR_IN inet = inet_port(80);
    unsigned char ipx[14] = {6, 0, 1};
    CSADDR_INFO info = tcp_at(&inet, NULL);
    int operation;
    query.lpServiceClassId = CLASS_A;
    for (operation = RNRSERVICE_REGISTER; operation <= RNRSERVICE_DELETE; operation++) {
        FAILS(WSASetServiceW(&query, (WSAESETSERVICEOP)operation, 0), WSAEINVAL);
    }
    query.lpServiceClassId = network_class();
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0), WSAEOPNOTSUPP);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, NLA_FRIENDLY_NAME), WSAEOPNOTSUPP);
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 4), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0x80000000), WSAEINVAL);
    query.lpszContext = W("somewhere");
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpszContext = W("\\");
    query.lpszServiceInstanceName = W("");
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpszServiceInstanceName = NULL;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpszServiceInstanceName = W("Home network");
    query.lpcsaBuffer = &info;
    query.dwNumberOfCsAddrs = 1;
    info.iProtocol = 1000;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEPFNOSUPPORT);
    info.iProtocol = IPPROTO_TCP;
    info.RemoteAddr.lpSockaddr = (LPSOCKADDR)ipx;
    info.RemoteAddr.iSockaddrLength = sizeof ipx;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEAFNOSUPPORT);
    info.RemoteAddr = info.LocalAddr;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    show(W("home network"));
}

static void registrations_everywhere_store_no_network(void) {
    WSAQUERYSETW query = query_w(W("Home network"), CLASS_A);
    query.dwNameSpace = NS_ALL;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show(W("home network"));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    /* Without a class nobody takes it. */
    query.lpServiceClassId = NULL;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    show(W("home network"));
}

static void begun(WSAQUERYSETW *query, DWORD flags, int error) {
    HANDLE lookup;
    if (error != 0) {
        FAILS(WSALookupServiceBeginW(query, flags, &lookup), error);
    } else {
        WORKS(WSALookupServiceBeginW(query, flags, &lookup));
        WORKS(WSALookupServiceEnd(lookup));
    }
}

static void lookups_are_refused_as_documented(void) {
    WSAQUERYSETW query = network(NULL, NULL);
    AFPROTOCOLS protocols[2];
    WSAVERSION version;
    begun(&query, LUP_RETURN_ALL | LUP_CONTAINERS, WSANO_DATA);
    begun(&query, LUP_RETURN_ALL | LUP_NOCONTAINERS, 0);
    query.lpServiceClassId = CLASS_A;
    begun(&query, LUP_RETURN_ALL, WSASERVICE_NOT_FOUND);
    query.lpServiceClassId = network_class();
    begun(&query, LUP_RETURN_ALL, 0);
    query.lpafpProtocols = protocols;
    query.dwNumberOfProtocols = 1;
    protocols[0].iProtocol = 0;
    protocols[0].iAddressFamily = 6;
    begun(&query, LUP_RETURN_ALL, WSAEINVAL);
    protocols[0].iAddressFamily = AF_UNSPEC;
    begun(&query, LUP_RETURN_ALL, 0);
    protocols[0].iProtocol = 1000;
    begun(&query, LUP_RETURN_ALL, WSAEINVAL);
    query.dwNumberOfProtocols = 2;
    protocols[1].iAddressFamily = AF_INET;
    protocols[1].iProtocol = IPPROTO_UDP;
    begun(&query, LUP_RETURN_ALL, 0);
    query.dwNumberOfProtocols = 0;
    query.lpszContext = W("somewhere");
    begun(&query, LUP_RETURN_ALL, WSAEINVAL);
    query.lpszContext = NULL;
    version.dwVersion = 0;
    version.ecHow = (WSAECOMPARATOR)2;
    query.lpVersion = &version;
    begun(&query, LUP_RETURN_ALL, WSAEINVAL);
}

/* A lookup in every namespace lists no network as soon as it restricts anything. */
static void lookups_everywhere_for_a_name_or_a_class_find_no_network(void) {
    WSAQUERYSETW home = network(W("Home network"), NULL), query = query_w(W("Home network"), NULL);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0));
    query.dwNameSpace = NS_ALL;
    show_w(&query, LUP_RETURN_NAME);
    query.lpServiceClassId = CLASS_A;
    show_w(&query, LUP_RETURN_NAME);
    query.lpServiceClassId = network_class();
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0));
}

int main(void) {
    start_winsock();
    RUN(register_stores_and_delete_forgets);
    RUN(friendly_names_are_stored_and_removed_by_their_flag);
    RUN(the_ansi_form_does_the_same);
    RUN(a_result_can_be_given_back);
    RUN(the_class_of_networks_stays_while_one_is_stored);
    RUN(flags_restrict_the_list);
    RUN(what_concerns_everybody_is_for_administrators);
    RUN(what_is_no_network_is_refused);
    RUN(registrations_everywhere_store_no_network);
    RUN(lookups_are_refused_as_documented);
    RUN(lookups_everywhere_for_a_name_or_a_class_find_no_network);
    return 0;
}
