// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_BLUETOOTH=off
// A machine without Bluetooth: the namespace is not there, and the others do not change.
//
// wine: NS_NLA, which lists the networks of Linux, is not there

#include "bth.h"

static void every_call_to_the_namespace_finds_nobody(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL, lookup;
    record_blob blob;
    WSAQUERYSETW query = bth_query(NULL, NULL);
    CHECK(set_channel(RNRSERVICE_REGISTER, W("name"), own_class(), 1) == WSASERVICE_NOT_FOUND);
    CHECK(set_channel(RNRSERVICE_DEREGISTER, W("name"), own_class(), 1) == WSASERVICE_NOT_FOUND);
    CHECK(set_channel(RNRSERVICE_DELETE, W("name"), own_class(), 1) == WSASERVICE_NOT_FOUND);
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    FAILS(set_record(RNRSERVICE_REGISTER, &blob, 45), WSASERVICE_NOT_FOUND);
    CHECK(handle == NULL);
    FAILS(WSALookupServiceBeginW(&query, LUP_CONTAINERS | LUP_FLUSHCACHE, &lookup), WSASERVICE_NOT_FOUND);
    query.lpszContext = LOCAL_RADIO;
    query.lpServiceClassId = l2cap();
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSASERVICE_NOT_FOUND);
    /* By its identifier it is unknown, as any other. */
    query.lpNSProviderId = (GUID *)&SVCID_BTH_PROVIDER;
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSAEINVAL);
}

static void the_catalogue_does_not_list_it(void) {
    WSANAMESPACE_INFOA infos[16];
    DWORD length = sizeof infos;
    int count = WSAEnumNameSpaceProvidersA(&length, infos), index;
    for (index = 0; index < count; index++) {
        printf("  %u %s\n", (unsigned)infos[index].dwNameSpace, infos[index].lpszIdentifier);
    }
}

static void an_address_of_its_family_is_like_any_other(void) {
    SOCKADDR_BTH address = bth_port(1);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETW query = query_w(W("name"), own_class());
    query.dwNameSpace = NS_ALL;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
}

int main(void) {
    start_winsock();
    RUN(every_call_to_the_namespace_finds_nobody);
    RUN(the_catalogue_does_not_list_it);
    RUN(an_address_of_its_family_is_like_any_other);
    return 0;
}
