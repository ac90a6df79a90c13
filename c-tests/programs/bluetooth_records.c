// SPDX-License-Identifier: MIT OR Apache-2.0
// Bluetooth services that are registered by a record of the caller's making, and what happens to its version and handle.
#include "bth.h"

static int is_known(void) {
    WSAQUERYSETW query = bth_query(NULL, serial_port());
    text *found;
    int known;
    query.lpszContext = LOCAL_RADIO;
    found = lookup_w(&query, LUP_FLUSHCACHE | LUP_RETURN_NAME, 0);
    known = strstr(found->bytes, "\"Raw\"") != NULL;
    free(found);
    return known;
}

static void a_record_is_registered_under_a_handle_and_deleted_by_it(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL;
    record_blob blob;
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 44 + sizeof raw_record));
    CHECK(version == BTH_SDP_VERSION && handle != NULL);
    /* With the number of the record in it. */
    show_services(LOCAL_RADIO, serial_port(), LUP_RETURN_ALL);
    CHECK(is_known());
    WORKS(set_record(RNRSERVICE_DELETE, &blob, sizeof(BTH_SET_SERVICE)));
    CHECK(!is_known());
    FAILS(set_record(RNRSERVICE_DELETE, &blob, sizeof(BTH_SET_SERVICE)), WSASERVICE_NOT_FOUND);
}

/* The struct with the record behind it, with the record from its last member on, and the struct alone; a deletion takes less. */
static void the_size_of_the_blob_need_not_cover_the_record(void) {
    static const ULONG sizes[] = {44 + sizeof raw_record, 45 + sizeof raw_record, 45, 44};
    size_t index;
    for (index = 0; index < sizeof sizes / sizeof sizes[0]; index++) {
        ULONG version = BTH_SDP_VERSION;
        HANDLE handle = NULL;
        record_blob blob;
        fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
        WORKS(set_record(RNRSERVICE_REGISTER, &blob, sizes[index]));
        CHECK(is_known());
        WORKS(set_record(RNRSERVICE_DELETE, &blob, index == 0 ? 16 : sizes[index]));
        CHECK(!is_known());
    }
}

static void the_ansi_form_tells_the_handle_too(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL;
    record_blob record;
    WSAQUERYSETA query = query_a(NULL, NULL);
    BLOB blob;
    fill_record_blob(&record, &version, &handle, raw_record, sizeof raw_record);
    blob.cbSize = 45;
    blob.pBlobData = record.bytes;
    query.dwNameSpace = NS_BTH;
    query.lpBlob = &blob;
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    CHECK(handle != NULL && is_known());
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
    CHECK(!is_known());
}

/* Whatever stands beside a blob does not count, and is not even looked at. */
static void the_blob_wins(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL;
    record_blob record;
    WSAQUERYSETW query = bth_query((WCHAR *)(UINT_PTR)0xDEAD0, (GUID *)(UINT_PTR)0xDEAD0);
    BLOB blob;
    fill_record_blob(&record, &version, &handle, raw_record, sizeof raw_record);
    blob.cbSize = 45;
    blob.pBlobData = record.bytes;
    query.lpBlob = &blob;
    query.lpszComment = query.lpszServiceInstanceName;
    query.lpszContext = query.lpszServiceInstanceName;
    query.dwNumberOfCsAddrs = 77;
    query.lpcsaBuffer = (CSADDR_INFO *)(UINT_PTR)0xDEAD0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_local();
    /* The channel does not name the record. */
    CHECK(set_channel(RNRSERVICE_DELETE, NULL, NULL, 7) == WSASERVICE_NOT_FOUND);
    CHECK(is_known());
    query.dwNameSpace = NS_ALL;
    query.lpNSProviderId = (GUID *)&SVCID_BTH_PROVIDER;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    CHECK(!is_known());
}

static void a_channel_in_a_record_is_taken(void) {
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL, other = NULL;
    record_blob blob, next;
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    fill_record_blob(&next, &version, &other, raw_record, sizeof raw_record);
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    CHECK(set_channel(RNRSERVICE_REGISTER, W("address"), own_class(), 7) == WSAEADDRINUSE);
    /* Several records of one server name one channel. */
    WORKS(set_record(RNRSERVICE_REGISTER, &next, 45));
    WORKS(set_record(RNRSERVICE_DELETE, &blob, 45));
    CHECK(set_channel(RNRSERVICE_REGISTER, W("address"), own_class(), 7) == WSAEADDRINUSE);
    WORKS(set_record(RNRSERVICE_DELETE, &next, 45));
    /* The other way round; a new record, and one in the place of another. */
    CHECK(set_channel(RNRSERVICE_REGISTER, W("address"), own_class(), 7) == 0);
    handle = NULL;
    FAILS(set_record(RNRSERVICE_REGISTER, &blob, 45), WSAEADDRINUSE);
    CHECK(handle == NULL);
    /* Channel 8. */
    blob.bytes[44 + 26] = 8;
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    blob.bytes[44 + 26] = 7;
    FAILS(set_record(RNRSERVICE_REGISTER, &blob, 45), WSAEADDRINUSE);
    CHECK(set_channel(RNRSERVICE_REGISTER, W("address"), own_class(), 8) == WSAEADDRINUSE);
    WORKS(set_record(RNRSERVICE_DELETE, &blob, 45));
    CHECK(set_channel(RNRSERVICE_DELETE, NULL, NULL, 7) == 0);
}

static void a_record_takes_the_place_of_another(void) {
    static const char name[] = "New";
    ULONG version = BTH_SDP_VERSION;
    HANDLE handle = NULL, first;
    record_blob blob;
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    first = handle;
    memcpy(blob.bytes + 44 + sizeof raw_record - 3, name, 3);
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    CHECK(handle == first);
    show_local();
    WORKS(set_record(RNRSERVICE_DELETE, &blob, 45));
    FAILS(set_record(RNRSERVICE_REGISTER, &blob, 45), WSAEINVAL);
    show_local();
}

static void refuse(record_blob *blob, ULONG size) {
    HANDLE before = blob->service.pRecordHandle == NULL ? NULL : *blob->service.pRecordHandle;
    FAILS(set_record(RNRSERVICE_REGISTER, blob, size), WSAEINVAL);
    CHECK(blob->service.pRecordHandle == NULL || *blob->service.pRecordHandle == before);
    CHECK(!is_known());
}

static void what_is_missing_or_malformed_is_refused(void) {
    ULONG version = BTH_SDP_VERSION, length;
    HANDLE handle = NULL;
    record_blob blob;
    WSAQUERYSETW query = bth_query(NULL, NULL);
    BLOB empty;
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    /* Too small a blob, or none. */
    for (length = 0; length < 44; length++) {
        refuse(&blob, length);
    }
    for (length = 0; length < 16; length++) {
        FAILS(set_record(RNRSERVICE_DELETE, &blob, length), WSAEINVAL);
    }
    memset(&empty, 0, sizeof empty);
    query.lpBlob = &empty;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSAEINVAL);
    empty.cbSize = 45;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    /* Null pointers. */
    blob.service.pSdpVersion = NULL;
    refuse(&blob, 45);
    FAILS(set_record(RNRSERVICE_DELETE, &blob, 45), WSAEINVAL);
    blob.service.pSdpVersion = &version;
    blob.service.pRecordHandle = NULL;
    refuse(&blob, 45);
    FAILS(set_record(RNRSERVICE_DELETE, &blob, 45), WSAEINVAL);
    blob.service.pRecordHandle = &handle;
    /* Versions that there are not. */
    for (version = 0; version < 4; version += 2) {
        refuse(&blob, 45);
        CHECK(version == 0 || version == 2);
    }
    version = BTH_SDP_VERSION;
    /* Every length but the right one, and lengths beyond all measure. */
    for (length = 0; length < sizeof raw_record + 8; length++) {
        blob.service.ulRecordLength = length;
        if (length != sizeof raw_record) {
            refuse(&blob, 45);
        }
    }
    blob.service.ulRecordLength = 0x10001;
    refuse(&blob, 45);
    blob.service.ulRecordLength = 0xFFFFFFFF;
    refuse(&blob, 45);
    blob.service.ulRecordLength = sizeof raw_record;
    /* A lying length inside; no classes. */
    blob.bytes[44 + 6] = 4;
    refuse(&blob, 45);
    blob.bytes[44 + 6] = 3;
    blob.bytes[44 + 4] = 2;
    refuse(&blob, 45);
    blob.bytes[44 + 4] = 1;
    /* Flags, and the operation that there is not. */
    empty.cbSize = 45;
    empty.pBlobData = blob.bytes;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0), WSAEINVAL);
    /* It was right all along. */
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    WORKS(set_record(RNRSERVICE_DELETE, &blob, 45));
}

/* A BTH_QUERY_SERVICE with one UUID and one range of attributes. */
static BTH_QUERY_SERVICE ask(ULONG type, ULONG number, USHORT uuid, USHORT first, USHORT last) {
    BTH_QUERY_SERVICE question;
    memset(&question, 0, sizeof question);
    question.type = type;
    question.serviceHandle = number;
    question.uuids[0].u.uuid16 = uuid;
    question.uuids[0].uuidType = SDP_ST_UUID16;
    question.numRange = 1;
    question.pRange[0].minAttribute = first;
    question.pRange[0].maxAttribute = last;
    return question;
}

static void show_answer(BTH_QUERY_SERVICE question) {
    WSAQUERYSETW query = bth_query(NULL, NULL);
    BLOB blob;
    blob.cbSize = sizeof question;
    blob.pBlobData = (BYTE *)&question;
    query.lpszContext = LOCAL_RADIO;
    query.lpBlob = &blob;
    show_w(&query, LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_BLOB);
}

static ULONG first_number(USHORT uuid) {
    BTH_QUERY_SERVICE question = ask(SDP_SERVICE_SEARCH_REQUEST, 0, uuid, 0, 0);
    WSAQUERYSETW query = bth_query(NULL, NULL);
    static result_buffer buffer;
    HANDLE lookup;
    BLOB blob;
    ULONG number;
    blob.cbSize = sizeof question;
    blob.pBlobData = (BYTE *)&question;
    query.lpszContext = LOCAL_RADIO;
    query.lpBlob = &blob;
    WORKS(WSALookupServiceBeginW(&query, LUP_FLUSHCACHE | LUP_RETURN_BLOB, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.lpBlob != NULL && buffer.w.lpBlob->cbSize >= sizeof number);
    memcpy(&number, buffer.w.lpBlob->pBlobData, sizeof number);
    WORKS(WSALookupServiceEnd(lookup));
    return number;
}

static void records_are_asked_for_by_number_and_by_attribute(void) {
    ULONG version = BTH_SDP_VERSION, number;
    HANDLE handle = NULL, stolen;
    record_blob blob;
    fill_record_blob(&blob, &version, &handle, raw_record, sizeof raw_record);
    printf("  numbers, of none\n");
    show_answer(ask(SDP_SERVICE_SEARCH_REQUEST, 0, 0x1101, 0, 0));
    WORKS(set_record(RNRSERVICE_REGISTER, &blob, 45));
    CHECK(set_channel(RNRSERVICE_REGISTER, W("address"), serial_port(), 3) == 0);
    number = first_number(0x1101);
    printf("  some attributes of the record with a number\n");
    show_answer(ask(SDP_SERVICE_ATTRIBUTE_REQUEST, number, 0, 0x0001, 0x0004));
    show_answer(ask(SDP_SERVICE_ATTRIBUTE_REQUEST, number, 0, 0x0100, 0x0100));
    show_answer(ask(SDP_SERVICE_ATTRIBUTE_REQUEST, number, 0, 0x0900, 0x0A00));
    printf("  a number that no record has\n");
    show_answer(ask(SDP_SERVICE_ATTRIBUTE_REQUEST, number + 1000, 0, 0, 0xFFFF));
    printf("  names of the records with a UUID\n");
    show_answer(ask(SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST, 0, 0x1101, 0x0100, 0x0100));
    printf("  of none\n");
    show_answer(ask(SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST, 0, 0x1108, 0, 0xFFFF));
    printf("  questions that make no sense\n");
    show_answer(ask(0, 0, 0x1101, 0, 0xFFFF));
    show_answer(ask(4, 0, 0x1101, 0, 0xFFFF));
    show_answer(ask(SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST, 0, 0x1101, 1, 0));
    /* The number of a record is not its handle. */
    stolen = (HANDLE)(UINT_PTR)number;
    CHECK(stolen != handle);
    blob.service.pRecordHandle = &stolen;
    FAILS(set_record(RNRSERVICE_DELETE, &blob, 45), WSASERVICE_NOT_FOUND);
    blob.service.pRecordHandle = &handle;
    WORKS(set_record(RNRSERVICE_DELETE, &blob, 45));
    CHECK(set_channel(RNRSERVICE_DELETE, NULL, NULL, 3) == 0);
}

int main(void) {
    start_winsock();
    RUN(a_record_is_registered_under_a_handle_and_deleted_by_it);
    RUN(the_size_of_the_blob_need_not_cover_the_record);
    RUN(the_ansi_form_tells_the_handle_too);
    RUN(the_blob_wins);
    RUN(a_channel_in_a_record_is_taken);
    RUN(a_record_takes_the_place_of_another);
    RUN(what_is_missing_or_malformed_is_refused);
    RUN(records_are_asked_for_by_number_and_by_attribute);
    return 0;
}
