// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// What the store has no room for is refused before anything is put back, and the catalogue stays, too.
#include "rnr.h"

#include <ws2spi.h>

#include "../../include/enlist.h"

static char *take(void) {
    size_t size = 0;
    char *text;
    CHECK(enlist_snapshot(NULL, &size) == ENLIST_NO_ROOM && size > 0);
    text = (char *)malloc(size);
    CHECK(text != NULL);
    CHECK(enlist_snapshot(text, &size) == ENLIST_OK);
    return text;
}

/* The snapshot with a blob of so many bytes. */
static char *with_blob(const char *snapshot, size_t bytes) {
    static const char BLOB_OF_ONE[] = "\"blob\":\"";
    const char *place = strstr(snapshot, BLOB_OF_ONE);
    size_t head, size = strlen(snapshot) + 2 * bytes + 1;
    char *text = (char *)malloc(size);
    CHECK(place != NULL && text != NULL);
    head = (size_t)(place - snapshot) + sizeof BLOB_OF_ONE - 1;
    memcpy(text, snapshot, head);
    memset(text + head, '0', 2 * bytes);
    /* Behind the one byte that was there. */
    strcpy(text + head + 2 * bytes, snapshot + head + 2);
    return text;
}

static void what_is_too_large_for_the_store_changes_nothing(void) {
    unsigned char byte = 7;
    BLOB blob;
    WSAQUERYSETW service = query_w(W("large"), CLASS_A);
    GUID id = {0x7C0E9A10, 0x22B1, 0x4D3F, {0x80, 0x11, 0x5A, 0x6B, 0x7C, 0x8D, 0x00, 0x01}};
    WCHAR name[] = {'N', 'e', 'w', 0};
    char *before, *large, *later, *after;
    start_winsock();
    blob.cbSize = 1;
    blob.pBlobData = &byte;
    service.lpBlob = &blob;
    WORKS(WSASetServiceW(&service, RNRSERVICE_REGISTER, 0));
    before = take();
    WORKS(WSCInstallNameSpace(name, W("/nowhere/program.so"), NS_DNS, 1, &id));
    later = take();
    CHECK(strcmp(before, later) != 0);
    large = with_blob(before, 1024 * 1024);
    CHECK(enlist_restore(large) == ENLIST_INVALID);
    after = take();
    CHECK(strcmp(after, later) == 0);
    free(large);
    free(after);
    large = with_blob(before, 1024 * 1024 - 1024);
    CHECK(enlist_restore(large) == ENLIST_OK);
    CHECK(enlist_restore(before) == ENLIST_OK);
    after = take();
    CHECK(strcmp(after, before) == 0);
    free(after);
    free(large);
    free(later);
    free(before);
}

int main(void) {
    RUN(what_is_too_large_for_the_store_changes_nothing);
    return 0;
}
