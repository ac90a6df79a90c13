// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: every step is a process of its own, made by fork
// The catalogue is in the store: what one process changes another finds with its next start, unless a file is named.
#include "children.h"
#include "rnr.h"

#include <ws2spi.h>
#include <sporder.h>

#include "../../include/enlist.h"

static GUID numbered(unsigned number) {
    GUID id = {0x7C0E9A10, 0x22B1, 0x4D3F, {0x80, 0x11, 0x5A, 0x6B, 0x7C, 0x8D, 0x00, 0x00}};
    id.Data4[7] = (unsigned char)number;
    return id;
}

static void list(unsigned unused) {
    static union {
        WSANAMESPACE_INFOA infos[16];
        unsigned char bytes[8192];
    } buffer;
    DWORD length = sizeof buffer;
    WSADATA data;
    int count, index;
    (void)unused;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    count = WSAEnumNameSpaceProvidersA(&length, buffer.infos);
    CHECK(count >= 0);
    for (index = 0; index < count; index++) {
        printf("  %s%s\n", buffer.infos[index].lpszIdentifier, buffer.infos[index].fActive ? "" : ", disabled");
    }
    CHECK(WSACleanup() == 0);
}

static void install(unsigned number) {
    WCHAR name[] = {'N', 'u', 'm', 'b', 'e', 'r', ' ', 0, 0};
    GUID id = numbered(number);
    name[7] = (WCHAR)('0' + number);
    WORKS(WSCInstallNameSpace(name, W("/nowhere/program.so"), NS_DNS, 1, &id));
}

static void disable(unsigned number) {
    GUID id = numbered(number);
    WORKS(WSCEnableNSProvider(&id, FALSE));
}

/* Puts the last one first. */
static void reorder(unsigned unused) {
    static union {
        WSANAMESPACE_INFOA infos[16];
        unsigned char bytes[8192];
    } buffer;
    DWORD length = sizeof buffer;
    GUID order[16];
    WSADATA data;
    int count, index;
    (void)unused;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    count = WSAEnumNameSpaceProvidersA(&length, buffer.infos);
    CHECK(count > 0);
    for (index = 0; index < count; index++) {
        order[(index + 1) % count] = buffer.infos[index].NSProviderId;
    }
    CHECK(WSCWriteNameSpaceOrder(order, (DWORD)count) == 0);
    CHECK(WSACleanup() == 0);
}

static void uninstall(unsigned number) {
    GUID id = numbered(number);
    WORKS(WSCUnInstallNameSpace(&id));
}

static void several_install(unsigned first) {
    pid_t processes[4];
    unsigned number;
    for (number = 0; number < 4; number++) {
        processes[number] = begin_process(install, first + number);
    }
    for (number = 0; number < 4; number++) {
        end_process(processes[number]);
    }
}

static char *take(void) {
    size_t size = 0;
    char *text;
    CHECK(enlist_snapshot(NULL, &size) == ENLIST_NO_ROOM && size > 0);
    text = (char *)malloc(size);
    CHECK(text != NULL && enlist_snapshot(text, &size) == ENLIST_OK);
    return text;
}

/* A snapshot shows what is in the store, and not what this process has once read there; so it is put back, too. */
static void put_back(unsigned number) {
    WSADATA data;
    char *before, *changed, *after;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    before = take();
    in_process(install, number);
    changed = take();
    CHECK(strcmp(before, changed) != 0);
    CHECK(enlist_restore(before) == ENLIST_OK);
    after = take();
    CHECK(strcmp(before, after) == 0);
    CHECK(WSACleanup() == 0);
    free(before);
    free(changed);
    free(after);
}

static void with_a_file(unsigned number) {
    char path[4096];
    snprintf(path, sizeof path, "%s.toml", getenv("ENLIST_STORE"));
    set_variable("ENLIST_CATALOG", path);
    list(0);
    install(number);
    list(0);
    CHECK(unlink(path) == 0);
    strcat(path, ".lock");
    CHECK(unlink(path) == 0);
}

int main(void) {
    printf("at first\n");
    in_process(list, 0);
    in_process(install, 1);
    in_process(install, 2);
    in_process(disable, 1);
    in_process(reorder, 0);
    printf("changed by four\n");
    in_process(list, 0);
    printf("with a file\n");
    in_process(with_a_file, 3);
    printf("without again\n");
    in_process(uninstall, 2);
    in_process(list, 0);
    in_process(uninstall, 1);
    several_install(4);
    for (unsigned number = 4; number < 8; number++) {
        in_process(uninstall, number);
    }
    in_process(put_back, 8);
    printf("nothing was lost\n");
    in_process(list, 0);
    return 0;
}
