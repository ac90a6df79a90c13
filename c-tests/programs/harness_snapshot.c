// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// env: ENLIST_ACP=65001
// The state as JSON: always in the same order, and put back as it was.
#include "bth.h"

#include <ws2spi.h>

#include "../../include/enlist.h"

static char *take(void) {
    size_t size = 0, needed;
    char *text;
    CHECK(enlist_snapshot(NULL, &size) == ENLIST_NO_ROOM && size > 0);
    text = (char *)malloc(size);
    CHECK(text != NULL);
    needed = size;
    CHECK(enlist_snapshot(text, &size) == ENLIST_OK && size == needed && strlen(text) == size - 1);
    return text;
}

/* A member of the outermost object, without the catalogue, which differs from system to system. */
static void show(const char *text, const char *name, const char *next) {
    const char *from = strstr(text, name), *to;
    CHECK(from != NULL);
    to = next == NULL ? from + strlen(from) : strstr(from, next);
    CHECK(to != NULL);
    printf("  %.*s\n", (int)(to - from), from);
}

static void fill(void) {
    unsigned char bytes[] = {1, 2, 255};
    BLOB blob;
    WSAVERSION version = {3, COMP_EQUAL};
    WSAQUERYSETW rich = query_w(W("Rich \"one\""), CLASS_B);
    WSASERVICECLASSINFOW info;
    SOCKADDR_IN port = inet_port(80);
    CSADDR_INFO address = tcp_at(NULL, &port);
    blob.cbSize = sizeof bytes;
    blob.pBlobData = bytes;
    rich.lpVersion = &version;
    rich.lpszComment = W("quick");
    rich.lpBlob = &blob;
    rich.dwNumberOfCsAddrs = 1;
    rich.lpcsaBuffer = &address;
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("beta"), CLASS_A, 2u, 1u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("alpha"), CLASS_A, 3u, END));
    WORKS(set_ports(RNRSERVICE_DEREGISTER, 0, W("alpha"), CLASS_A, END));
    WORKS(WSASetServiceW(&rich, RNRSERVICE_REGISTER, 0));
    memset(&info, 0, sizeof info);
    info.lpServiceClassId = CLASS_B;
    info.lpszServiceClassName = W("Rich ones");
    WORKS(WSAInstallServiceClassW(&info));
}

static void show_all(void) {
    WSAQUERYSETW everything = query_w(NULL, CLASS_A);
    show_w(&everything, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    everything.lpServiceClassId = CLASS_B;
    show_w(&everything, LUP_RETURN_ALL);
    printf("  %s\n", state_of(W("alpha"), CLASS_A));
}

static void it_is_one_line_of_json(void) {
    char *text;
    start_winsock();
    fill();
    text = take();
    show(text, "{\"format\"", ",\"catalogue\"");
    show(text, "\"services\"", ",\"records\"");
    CHECK(strchr(text, '\n') == NULL);
    free(text);
}

static void it_is_put_back(void) {
    char *before = take(), *after;
    CHECK(WSCEnableNSProvider(sap_provider(), 0) == 0);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("beta"), CLASS_A, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("gamma"), CLASS_A, 9u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("alpha"), CLASS_A, 7u, END));
    CHECK(enlist_restore(before) == ENLIST_OK);
    after = take();
    CHECK(strcmp(before, after) == 0);
    free(after);
    show_all();
    CHECK(enlist_reset() == ENLIST_OK);
    start_winsock();
    show_all();
    CHECK(enlist_restore(before) == ENLIST_OK);
    after = take();
    CHECK(strcmp(before, after) == 0);
    free(after);
    show_all();
    /* A lookup that is open shows, and is not put back. */
    {
        WSAQUERYSETW everything = query_w(NULL, CLASS_A);
        HANDLE lookup;
        WORKS(WSALookupServiceBeginW(&everything, LUP_RETURN_NAME, &lookup));
        after = take();
        show(after, "\"startups\"", ",\"code_page\"");
        free(after);
        WORKS(WSALookupServiceEnd(lookup));
    }
    free(before);
}

static void sap_tells_what_comes_back(void) {
    GUID *sap_class = sap_class_numbered(0);
    SOCKADDR address;
    CSADDR_INFO info;
    WSAQUERYSETW server = query_w(W("SERVER"), sap_class);
    char *before;
    memset(&address, 0, sizeof address);
    address.sa_family = 6;
    memcpy(address.sa_data, "\1\2\3\4\5\6\7\10\11\12\4\121", 12);
    memset(&info, 0, sizeof info);
    info.LocalAddr.lpSockaddr = &address;
    info.LocalAddr.iSockaddrLength = 14;
    server.dwNameSpace = NS_SAP;
    server.dwNumberOfCsAddrs = 1;
    server.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&server, RNRSERVICE_REGISTER, 0));
    show_w(&server, LUP_RETURN_NAME);
    before = take();
    WORKS(WSASetServiceW(&server, RNRSERVICE_DELETE, 0));
    show_w(&server, LUP_RETURN_NAME);
    CHECK(enlist_restore(before) == ENLIST_OK);
    show_w(&server, LUP_RETURN_NAME);
    CHECK(enlist_clock_advance(24 * 3600 * 1000) == ENLIST_OK);
    show_w(&server, LUP_RETURN_NAME);
    free(before);
}

static void bluetooth_has_its_records_again(void) {
    char *before, *after;
    WORKS(set_channel(RNRSERVICE_REGISTER, W("first"), own_class(), 4));
    WORKS(set_channel(RNRSERVICE_REGISTER, W("second"), own_class(), 5));
    before = take();
    show(before, "\"records\"", ",\"updates\"");
    WORKS(set_channel(RNRSERVICE_DELETE, W("first"), own_class(), 4));
    WORKS(set_channel(RNRSERVICE_REGISTER, W("third"), own_class(), 6));
    CHECK(enlist_restore(before) == ENLIST_OK);
    after = take();
    CHECK(strcmp(before, after) == 0);
    free(before);
    free(after);
    CHECK(set_channel(RNRSERVICE_REGISTER, W("again"), own_class(), 4) == WSAEADDRINUSE);
    show_local();
    WORKS(set_channel(RNRSERVICE_DELETE, W("first"), own_class(), 4));
    WORKS(set_channel(RNRSERVICE_DELETE, W("second"), own_class(), 5));
}

static void what_is_no_snapshot_changes_nothing(void) {
    char *before = take(), *text = take(), *place;
    CHECK(enlist_restore(NULL) == ENLIST_INVALID);
    CHECK(enlist_restore("") == ENLIST_INVALID);
    CHECK(enlist_restore("{}") == ENLIST_INVALID);
    text[strlen(text) / 2] = 0;
    CHECK(enlist_restore(text) == ENLIST_INVALID);
    free(text);
    text = take();
    place = strstr(text, "\"format\":1");
    CHECK(place != NULL);
    place[9] = '2';
    CHECK(enlist_restore(text) == ENLIST_INVALID);
    free(text);
    CHECK(enlist_snapshot(NULL, NULL) == ENLIST_INVALID);
    text = take();
    CHECK(strcmp(before, text) == 0);
    free(text);
    free(before);
}

/* What the snapshot would be with one text in the place of another is refused, and nothing changes. */
static void refused_with(const char *snapshot, const char *from, const char *to) {
    const char *place = strstr(snapshot, from);
    size_t head, size = strlen(snapshot) + strlen(to) + 1;
    char *text = (char *)malloc(size), *after;
    CHECK(place != NULL && text != NULL);
    head = (size_t)(place - snapshot);
    memcpy(text, snapshot, head);
    snprintf(text + head, size - head, "%s%s", to, place + strlen(from));
    CHECK(enlist_restore(text) == ENLIST_INVALID);
    free(text);
    after = take();
    CHECK(strcmp(after, snapshot) == 0);
    free(after);
}

static void what_no_program_can_have_made_changes_nothing(void) {
    char *before;
    CHECK(enlist_reset() == ENLIST_OK);
    start_winsock();
    fill();
    WORKS(set_channel(RNRSERVICE_REGISTER, W("first"), own_class(), 4));
    before = take();
    refused_with(before, "\"records\":[{\"number\":", "\"records\":[{\"number\":200000000");
    refused_with(before, "\"label\":\"rfcomm 4\"", "\"label\":\"rfcomm four\"");
    refused_with(before, "\"data\":\"35", "\"data\":\"ff");
    refused_with(before, "\"name\":\"beta\",\"context\":\"\"},\"service\"",
                 "\"name\":\"other\",\"context\":\"\"},\"service\"");
    refused_with(before, "\"comment\":\"quick\"", "\"comment\":\"a\\u0000b\"");
    refused_with(before, "\"remote\":\"020000507f0000010000000000000000\"", "\"remote\":\"\"");
    refused_with(before, "\"name\":\"Rich ones\"", "\"name\":\"Rich\\u0000ones\"");
    refused_with(before, "\"identifier\":\"", "\"identifier\":\"\\u0000");
    refused_with(before, "\"setup_prefix\":\"wu\"", "\"setup_prefix\":\"w\\u0000\"");
    refused_with(before, "\"url\":\"https:", "\"url\":\"ftp:");
    refused_with(before, "\"issued\":null", "\"issued\":[18446744073709551615,0]");
    CHECK(enlist_restore(before) == ENLIST_OK);
    free(before);
}

int main(void) {
    RUN(it_is_one_line_of_json);
    RUN(it_is_put_back);
    RUN(sap_tells_what_comes_back);
    RUN(bluetooth_has_its_records_again);
    RUN(what_is_no_snapshot_changes_nothing);
    RUN(what_no_program_can_have_made_changes_nothing);
    return 0;
}
