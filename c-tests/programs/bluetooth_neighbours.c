// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_BLUETOOTH={folder}/bluetooth_neighbours.toml
// A Bluetooth client among the devices of a description: which there are, and what they offer.
#include "bth.h"

#define RADIO W("(02:00:00:00:00:01)")
#define HEADSET W("(00:00:5E:00:53:10)")
#define TELEPHONE W("(00:00:5E:00:53:11)")

static void show_devices(DWORD begin_flags, DWORD next_flags) {
    WSAQUERYSETW query = bth_query(NULL, NULL);
    print_text(lookup_w(&query, LUP_CONTAINERS | begin_flags, next_flags));
}

static void an_inquiry_finds_who_answers_and_who_is_known(void) {
    DWORD members = LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_ADDR;
    printf("  afresh\n");
    show_devices(LUP_FLUSHCACHE | members, 0);
    printf("  as far as known\n");
    show_devices(members, 0);
}

static void the_flags_of_either_call_say_what_is_returned(void) {
    printf("  Begin's\n");
    show_devices(LUP_RETURN_NAME, 0);
    printf("  Next's, as the reference has it\n");
    show_devices(0, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    show_devices(0, LUP_CONTAINERS | LUP_FLUSHCACHE | LUP_RETURN_NAME);
    printf("  both\n");
    show_devices(LUP_RETURN_NAME | LUP_RETURN_TYPE, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    printf("  none\n");
    show_devices(0, LUP_CONTAINERS);
    printf("  the radio to bind to\n");
    show_devices(LUP_RETURN_ADDR, LUP_RES_SERVICE | LUP_RETURN_ADDR);
}

/* The telephone's BTH_DEVICE_INFO, under some flags. */
static BTH_DEVICE_INFO device_info(DWORD flags) {
    static result_buffer buffer;
    WSAQUERYSETW query = bth_query(NULL, NULL);
    BTH_DEVICE_INFO info;
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_CONTAINERS, &lookup));
    WORKS(next_w(lookup, flags, &buffer));
    WORKS(next_w(lookup, flags, &buffer));
    CHECK(buffer.w.dwOutputFlags == BTHNS_RESULT_DEVICE_CONNECTED);
    CHECK(buffer.w.lpBlob != NULL && buffer.w.lpBlob->cbSize == sizeof info);
    memcpy(&info, buffer.w.lpBlob->pBlobData, sizeof info);
    WORKS(WSALookupServiceEnd(lookup));
    return info;
}

static void a_device_is_described_in_a_blob(void) {
    BTH_DEVICE_INFO info = device_info(LUP_RETURN_BLOB);
    CHECK(info.flags == (BDIF_ADDRESS | BDIF_COD | BDIF_CONNECTED) && info.name[0] == '\0');
    info = device_info(LUP_RETURN_BLOB | LUP_RETURN_NAME);
    CHECK(info.flags == (BDIF_ADDRESS | BDIF_COD | BDIF_NAME | BDIF_CONNECTED));
    CHECK(info.address == 0x00005E005311 && info.classOfDevice == 0x5A020C);
    CHECK(GET_COD_MAJOR(info.classOfDevice) == COD_MAJOR_PHONE);
    CHECK(strcmp(info.name, "T\xC3\xA9l\xC3\xA9phone") == 0);
}

static void an_inquiry_takes_an_access_code(void) {
    BTH_QUERY_DEVICE question;
    WSAQUERYSETW query = bth_query(NULL, NULL);
    HANDLE lookup;
    BLOB blob;
    question.LAP = BTH_ADDR_GIAC;
    question.length = SDP_DEFAULT_INQUIRY_SECONDS;
    blob.cbSize = sizeof question;
    blob.pBlobData = (BYTE *)&question;
    query.lpBlob = &blob;
    show_w(&query, LUP_CONTAINERS | LUP_FLUSHCACHE | LUP_RETURN_NAME);
    blob.cbSize = sizeof question - 1;
    FAILS(WSALookupServiceBeginW(&query, LUP_CONTAINERS | LUP_FLUSHCACHE, &lookup), WSAEINVAL);
}

/* Everything but the namespace is left over from something else. */
static void an_inquiry_looks_at_nothing_else(void) {
    WSAQUERYSETW query = bth_query(W("name"), CLASS_A);
    WSAVERSION version;
    AFPROTOCOLS protocols;
    memset(&version, 0xFF, sizeof version);
    memset(&protocols, 0xFF, sizeof protocols);
    query.lpVersion = &version;
    query.lpszContext = W("somewhere");
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = &protocols;
    show_w(&query, LUP_CONTAINERS | LUP_RETURN_NAME);
}

static void a_device_is_asked_for_its_services(void) {
    DWORD members = LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_COMMENT | LUP_RETURN_ADDR;
    printf("  everything\n");
    show_services(HEADSET, l2cap(), members);
    show_services(TELEPHONE, l2cap(), LUP_RETURN_ALL);
    printf("  one class\n");
    show_services(HEADSET, (GUID *)&HeadsetServiceClass_UUID, members);
    show_services(HEADSET, own_class(), members);
    printf("  a class that it does not have\n");
    show_services(TELEPHONE, own_class(), members);
    printf("  a device without services\n");
    show_services(W("00:00:5E:00:53:12"), l2cap(), members);
}

static void a_device_that_does_not_answer_fails_begin(void) {
    WSAQUERYSETW query = bth_query(NULL, l2cap());
    HANDLE lookup;
    query.lpszContext = W("(00:00:5E:00:53:13)");
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSASERVICE_NOT_FOUND);
    query.lpszContext = W("(00:00:5E:00:53:FF)");
    FAILS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE, &lookup), WSASERVICE_NOT_FOUND);
    /* Services are not cached. */
    query.lpszContext = HEADSET;
    FAILS(WSALookupServiceBeginW(&query, 0, &lookup), WSASERVICE_NOT_FOUND);
}

static void a_server_on_the_described_radio_is_found_there(void) {
    CHECK(set_channel(RNRSERVICE_REGISTER, W("server"), own_class(), 4) == 0);
    show_services(RADIO, own_class(), LUP_RETURN_NAME | LUP_RETURN_ADDR);
    show_services(HEADSET, own_class(), LUP_RETURN_ADDR);
    CHECK(set_channel(RNRSERVICE_DELETE, W("server"), own_class(), 4) == 0);
}

/* A result buffer of the usual size, filled in beforehand; too small ones first. */
static void results_fit_the_buffers_of_programs(void) {
    WSAQUERYSETW query = bth_query(NULL, NULL);
    union {
        WSAQUERYSETW result;
        unsigned char bytes[4096];
    } buffer;
    HANDLE lookup;
    DWORD length = 0;
    int count = 0;
    WORKS(WSALookupServiceBeginW(&query, LUP_CONTAINERS | LUP_FLUSHCACHE, &lookup));
    FAILS(WSALookupServiceNextW(lookup, LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_BLOB, &length, NULL), WSAEFAULT);
    CHECK(length > sizeof buffer.result && length < 1024);
    for (;;) {
        memset(&buffer, 0, sizeof buffer);
        buffer.result.dwSize = sizeof buffer.result;
        buffer.result.dwNameSpace = NS_BTH;
        length = sizeof buffer;
        if (WSALookupServiceNextW(lookup, LUP_CONTAINERS | LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_BLOB,
                                  &length, &buffer.result) != 0) {
            break;
        }
        CHECK(buffer.result.lpcsaBuffer->RemoteAddr.iSockaddrLength == sizeof(SOCKADDR_BTH));
        CHECK(buffer.result.lpBlob->cbSize == sizeof(BTH_DEVICE_INFO));
        count++;
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    printf("  %d devices\n", count);
}

static void calls_to_every_namespace_leave_it_alone_unless_they_name_a_device(void) {
    WSAQUERYSETW query = query_w(NULL, NULL);
    query.dwNameSpace = NS_ALL;
    printf("  containers, and everything of a class\n");
    show_w(&query, LUP_CONTAINERS | LUP_FLUSHCACHE | LUP_RETURN_NAME);
    query.lpServiceClassId = CLASS_A;
    show_w(&query, LUP_FLUSHCACHE | LUP_RETURN_ALL);
    printf("  a device\n");
    query.lpszContext = HEADSET;
    query.lpServiceClassId = l2cap();
    show_w(&query, LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_ADDR);
}

int main(void) {
    start_winsock();
    RUN(an_inquiry_finds_who_answers_and_who_is_known);
    RUN(the_flags_of_either_call_say_what_is_returned);
    RUN(a_device_is_described_in_a_blob);
    RUN(an_inquiry_takes_an_access_code);
    RUN(an_inquiry_looks_at_nothing_else);
    RUN(a_device_is_asked_for_its_services);
    RUN(a_device_that_does_not_answer_fails_begin);
    RUN(a_server_on_the_described_radio_is_found_there);
    RUN(results_fit_the_buffers_of_programs);
    RUN(calls_to_every_namespace_leave_it_alone_unless_they_name_a_device);
    return 0;
}
