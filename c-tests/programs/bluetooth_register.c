// SPDX-License-Identifier: MIT OR Apache-2.0
// Bluetooth services that are registered by their address: the record that is made, who finds it, and every refusal.
#include "bth.h"
#include "classes.h"

static void a_service_is_found_at_the_local_radio_until_it_is_deleted(void) {
    SOCKADDR_BTH address = bth_port(5);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETW query = bth_query(W("Gr\u00FC\u00DFe"), own_class());
    query.lpszComment = W("says hello");
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    show_local();
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    show_services(LOCAL_RADIO, own_class(), LUP_RETURN_ALL);
    /* By other UUIDs of the record, by none of them, and by other texts of the same address. */
    show_services(LOCAL_RADIO, (GUID *)&RFCOMM_PROTOCOL_UUID, LUP_RETURN_NAME);
    show_services(LOCAL_RADIO, (GUID *)&PublicBrowseGroupServiceClass_UUID, LUP_RETURN_NAME);
    show_services(LOCAL_RADIO, serial_port(), LUP_RETURN_NAME);
    show_services(W("00:00:5e:00:53:01"), own_class(), LUP_RETURN_NAME);
    show_services(W("(00:00:00:00:00:00)"), own_class(), LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    show_local();
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
}

static void the_ansi_form_registers_the_same(void) {
    SOCKADDR_BTH address = bth_port(6);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETA query = query_a(A("Gr\xC3\xBC\xC3\x9F" "e"), own_class());
    WSAQUERYSETA search = query_a(NULL, own_class());
    query.dwNameSpace = NS_BTH;
    query.lpszComment = A("says hello");
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    search.dwNameSpace = NS_BTH;
    search.lpszContext = A("(00:00:5E:00:53:01)");
    print_text(lookup_a(&search, LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_COMMENT, 0));
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
}

static void protocol_and_port_are_unique_and_name_the_record(void) {
    SOCKADDR_BTH address = bth_port(7);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETW query = bth_query(W("port"), own_class());
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEADDRINUSE);
    /* Nothing else counts: neither name, class and device, nor protocol 0, which is RFCOMM. */
    query.lpszServiceInstanceName = W("other");
    query.lpServiceClassId = serial_port();
    address.btAddr = 1;
    info.iProtocol = 0;
    info.iSocketType = 0;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEADDRINUSE);
    info.iProtocol = BTHPROTO_L2CAP;
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    info.iProtocol = 0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    info.iProtocol = BTHPROTO_L2CAP;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    show_local();
}

static void a_class_stays_while_records_of_it_are_registered(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL;
    record_blob blob;
    WORKS(install_named(own_class(), W("Example")));
    CHECK(set_channel(RNRSERVICE_REGISTER, W("port"), own_class(), 7) == 0);
    FAILS(WSARemoveServiceClass(own_class()), WSAETOOMANYREFS);
    CHECK(set_channel(RNRSERVICE_DELETE, NULL, NULL, 7) == 0);
    WORKS(WSARemoveServiceClass(own_class()));
    /* That of a record which was given whole. */
    WORKS(install_named(serial_port(), W("Serial port")));
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    FAILS(WSARemoveServiceClass(serial_port()), WSAETOOMANYREFS);
    WORKS(set_record(RNRSERVICE_DELETE, &blob, 45));
    WORKS(WSARemoveServiceClass(serial_port()));
    FAILS(WSARemoveServiceClass(serial_port()), WSATYPE_NOT_FOUND);
}

static void what_the_record_needs_is_demanded(void) {
    SOCKADDR_BTH address = bth_port(8), spare = bth_port(9);
    CSADDR_INFO infos[2];
    WSAQUERYSETW query = bth_query(W("refused"), own_class());
    infos[0] = waiting_at(&address);
    infos[1] = waiting_at(&spare);
    query.lpcsaBuffer = infos;
    /* One address, and one only. */
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.dwNumberOfCsAddrs = 2;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.dwNumberOfCsAddrs = 1;
    query.lpServiceClassId = NULL;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpServiceClassId = own_class();
    /* Flags, and the operation that there is not. */
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0x80000000), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, SERVICE_MULTIPLE), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0), WSAEINVAL);
    /* The local address, of the family, of a protocol that there is, at a port that there is. */
    infos[0].RemoteAddr = infos[0].LocalAddr;
    infos[0].LocalAddr.lpSockaddr = NULL;
    infos[0].LocalAddr.iSockaddrLength = 0;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    infos[0] = waiting_at(&address);
    address.addressFamily = AF_INET;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    address.addressFamily = AF_BTH;
    infos[0].iProtocol = 6;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    infos[0].iProtocol = BTHPROTO_RFCOMM;
    address.port = 31;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    address.port = BT_PORT_ANY;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    infos[0].iProtocol = BTHPROTO_L2CAP;
    address.port = BT_PORT_MAX + 1;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    show_local();
}

/* What programs get away with on Windows. */
static void real_programs_work(void) {
    SOCKADDR_BTH address = bth_port(10);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETW query = bth_query(W("quirk"), own_class()), stale;
    GUID *nowhere = (GUID *)(UINT_PTR)0xDEAD0;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;

    printf("  the number that Linux gives to the family\n");
    address.addressFamily = 31;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    address.addressFamily = AF_BTH;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEADDRINUSE);
    show_local();

    printf("  a deletion whose query set is stale but for the address\n");
    memset(&stale, 0, sizeof stale);
    stale.dwSize = sizeof stale;
    stale.dwNameSpace = NS_BTH;
    stale.lpszServiceInstanceName = (WCHAR *)(void *)nowhere;
    stale.lpServiceClassId = nowhere;
    stale.lpVersion = (WSAVERSION *)(void *)nowhere;
    stale.lpszComment = (WCHAR *)(void *)nowhere;
    stale.lpszContext = (WCHAR *)(void *)nowhere;
    stale.dwNumberOfProtocols = 17;
    stale.lpafpProtocols = (AFPROTOCOLS *)(void *)nowhere;
    stale.lpszQueryString = (WCHAR *)(void *)nowhere;
    stale.dwNumberOfCsAddrs = 1;
    stale.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&stale, RNRSERVICE_DELETE, 0));
    show_local();

    printf("  every namespace, and 16 of the 30 bytes\n");
    query.dwNameSpace = NS_ALL;
    info.LocalAddr.iSockaddrLength = 16;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    printf("  and again, for a service of another class\n");
    query.lpServiceClassId = serial_port();
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    query.lpServiceClassId = own_class();
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    show_local();
    query.lpServiceClassId = serial_port();
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    query.lpServiceClassId = own_class();
    show_local();

    printf("  the family alone\n");
    query.dwNameSpace = NS_BTH;
    info.LocalAddr.iSockaddrLength = 2;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    info.LocalAddr.iSockaddrLength = 1;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);

    printf("  no name, the rest of an array zeroed, the provider named instead of the namespace\n");
    {
        CSADDR_INFO infos[4];
        memset(infos, 0, sizeof infos);
        infos[0] = waiting_at(&address);
        query.lpszServiceInstanceName = NULL;
        query.dwNameSpace = 99;
        query.lpNSProviderId = (GUID *)&SVCID_BTH_PROVIDER;
        query.dwNumberOfCsAddrs = 4;
        query.lpcsaBuffer = infos;
        WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
        show_local();
        WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    }
}

static void a_call_to_every_namespace_reaches_it_with_its_addresses_only(void) {
    SOCKADDR_IN inet = inet_port(80);
    SOCKADDR_BTH address = bth_port(11);
    CSADDR_INFO info = tcp_at(&inet, NULL);
    WSAQUERYSETW query = query_w(W("everywhere"), CLASS_A);
    BYTE bytes[64];
    BLOB blob;
    query.dwNameSpace = NS_ALL;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    query.lpszServiceInstanceName = NULL;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);

    /* There, a blob is nobody's BTH_SET_SERVICE, and what would be pointers in one lead nowhere. */
    memset(bytes, 0x5A, sizeof bytes);
    blob.cbSize = sizeof bytes;
    blob.pBlobData = bytes;
    query = query_w(W("everywhere"), CLASS_A);
    query.dwNameSpace = NS_ALL;
    query.lpBlob = &blob;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    info = waiting_at(&address);
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    show_local();
}

static void a_search_needs_a_device_and_something_to_search_for(void) {
    WSAQUERYSETW query = bth_query(NULL, own_class());
    HANDLE lookup;
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSAEINVAL);
    query.lpszContext = W("somewhere");
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSAEINVAL);
    query.lpszContext = LOCAL_RADIO;
    query.lpServiceClassId = NULL;
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSAEINVAL);
    query.lpServiceClassId = own_class();
    query.lpszContext = W("(00:00:5E:00:53:02)");
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSASERVICE_NOT_FOUND);
    /* The local database answers whether or not anything is cached. */
    query.lpszContext = LOCAL_RADIO;
    WORKS(WSALookupServiceBeginW(&query, 0, &lookup));
    WORKS(WSALookupServiceEnd(lookup));
    /* Nobody is around. */
    query = bth_query(NULL, NULL);
    show_w(&query, LUP_CONTAINERS | LUP_FLUSHCACHE | LUP_RETURN_ALL);
}

static void records_end_with_the_session(void) {
    CHECK(set_channel(RNRSERVICE_REGISTER, W("kept"), own_class(), 12) == 0);
    start_winsock();
    CHECK(WSACleanup() == 0);
    show_local();
    CHECK(WSACleanup() == 0);
    start_winsock();
    show_local();
    CHECK(set_channel(RNRSERVICE_DELETE, W("kept"), own_class(), 12) == WSASERVICE_NOT_FOUND);
    CHECK(set_channel(RNRSERVICE_REGISTER, W("again"), own_class(), 12) == 0);
    show_local();
}

int main(void) {
    start_winsock();
    RUN(a_service_is_found_at_the_local_radio_until_it_is_deleted);
    RUN(the_ansi_form_registers_the_same);
    RUN(protocol_and_port_are_unique_and_name_the_record);
    RUN(a_class_stays_while_records_of_it_are_registered);
    RUN(what_the_record_needs_is_demanded);
    RUN(real_programs_work);
    RUN(a_call_to_every_namespace_reaches_it_with_its_addresses_only);
    RUN(a_search_needs_a_device_and_something_to_search_for);
    RUN(records_end_with_the_session);
    return 0;
}
