// SPDX-License-Identifier: MIT OR Apache-2.0
// WSAAddressToString and WSAStringToAddress: every family, both directions, both forms, every error and every size.
#include "check.h"

#include <wsipx.h>
#include <ws2bth.h>

#define FILL 0x5A
#define ROOM 100

typedef union {
    USHORT family;
    SOCKADDR_IN in;
    SOCKADDR_IN6 in6;
    SOCKADDR_IPX ipx;
    SOCKADDR_BTH bth;
    unsigned char bytes[128];
} any_address;

/* A text in both forms. */
typedef struct {
    char a[ROOM];
    WCHAR w[ROOM];
} both_texts;

static const char *error_name(int error) {
    return error == WSAEFAULT ? "WSAEFAULT" : error == WSAEINVAL ? "WSAEINVAL" : "another error";
}

static int is_filled(const void *start, size_t size) {
    const unsigned char *bytes = (const unsigned char *)start;
    size_t index;
    for (index = 0; index < size; index++) {
        if (bytes[index] != FILL) {
            return 0;
        }
    }
    return 1;
}

/* Every byte becomes one character, whatever it is. */
static WCHAR *widened(const char *text) {
    static WCHAR wide[ROOM];
    size_t index = 0;
    CHECK(strlen(text) < ROOM);
    do {
        wide[index] = (unsigned char)text[index];
    } while (text[index++] != 0);
    return wide;
}

static int call_to_string(int wide, void *address, DWORD size, both_texts *texts, DWORD *length) {
    WSASetLastError(UNTOUCHED);
    return wide ? WSAAddressToStringW((LPSOCKADDR)address, size, NULL, texts == NULL ? NULL : texts->w, length)
                : WSAAddressToStringA((LPSOCKADDR)address, size, NULL, texts == NULL ? NULL : texts->a, length);
}

static int call_to_address(int wide, const char *text, int family, void *address, INT *length) {
    WSASetLastError(UNTOUCHED);
    return wide ? WSAStringToAddressW(widened(text), family, NULL, (LPSOCKADDR)address, length)
                : WSAStringToAddressA(A(text), family, NULL, (LPSOCKADDR)address, length);
}

/* What both forms write of an address: the same characters, the same length, and nothing behind the terminator. */
static const char *text_of(void *address, DWORD size) {
    static both_texts texts;
    DWORD lengths[2] = {ROOM, ROOM}, index;
    memset(&texts, FILL, sizeof texts);
    CHECK(call_to_string(0, address, size, &texts, &lengths[0]) == 0);
    CHECK(WSAGetLastError() == UNTOUCHED);
    CHECK(call_to_string(1, address, size, &texts, &lengths[1]) == 0);
    CHECK(WSAGetLastError() == UNTOUCHED);
    CHECK(lengths[0] == lengths[1] && lengths[0] == strlen(texts.a) + 1);
    for (index = 0; index < lengths[0]; index++) {
        CHECK(texts.w[index] == (unsigned char)texts.a[index]);
    }
    CHECK(is_filled(texts.a + lengths[0], ROOM - lengths[0]));
    CHECK(is_filled(texts.w + lengths[0], sizeof(WCHAR) * (ROOM - lengths[0])));
    return texts.a;
}

/* The same, of an address under another number for its family. */
static const char *text_under(int family, any_address *address, DWORD size) {
    any_address other = *address;
    other.family = (USHORT)family;
    return text_of(&other, size);
}

static INT size_of_family(int family) {
    switch (family) {
    case 2:
        return sizeof(SOCKADDR_IN);
    case 23:
    case 10:
        return sizeof(SOCKADDR_IN6);
    case 6:
    case 4:
        return sizeof(SOCKADDR_IPX);
    default:
        return sizeof(SOCKADDR_BTH);
    }
}

/* What both forms make of a text: an address that fits exactly, under the family's number; or an error that changes nothing. */
static int make(const char *text, int family, any_address *address) {
    any_address made[2];
    int form, results[2], errors[2];
    for (form = 0; form < 2; form++) {
        INT length = sizeof made[form];
        memset(&made[form], FILL, sizeof made[form]);
        results[form] = call_to_address(form, text, family, &made[form], &length);
        errors[form] = WSAGetLastError();
        if (results[form] == 0) {
            CHECK(errors[form] == UNTOUCHED);
            CHECK(length == size_of_family(family));
            CHECK(made[form].family == family);
            CHECK(is_filled(made[form].bytes + length, sizeof made[form] - (size_t)length));
        } else {
            CHECK(results[form] == SOCKET_ERROR);
            CHECK(length == sizeof made[form]);
            CHECK(is_filled(&made[form], sizeof made[form]));
        }
    }
    CHECK(results[0] == results[1] && errors[0] == errors[1]);
    CHECK(memcmp(&made[0], &made[1], sizeof made[0]) == 0);
    *address = made[0];
    return results[0] == 0 ? 0 : errors[0];
}

/* Prints what each text is under each of the two numbers of the family. */
static void print_made(const char *const *texts, int number, int other) {
    for (; *texts != NULL; texts++) {
        any_address address, again;
        int error = make(*texts, number, &address);
        CHECK(make(*texts, other, &again) == error);
        if (error != 0) {
            printf("  \"%s\": %s\n", *texts, error_name(error));
            continue;
        }
        CHECK(memcmp(address.bytes + 2, again.bytes + 2, sizeof address - 2) == 0);
        printf("  \"%s\": %s\n", *texts, text_of(&address, (DWORD)size_of_family(number)));
        /* And the text of that is the same address. */
        CHECK(make(text_of(&address, (DWORD)size_of_family(number)), number, &again) == 0);
        CHECK(memcmp(&address, &again, sizeof address) == 0);
    }
}

static any_address inet(DWORD host, unsigned port) {
    any_address address;
    memset(&address, 0, sizeof address);
    address.in.sin_family = 2;
    address.in.sin_port = htons((unsigned short)port);
    address.in.sin_addr.s_addr = htonl(host);
    return address;
}

static any_address inet6(const char *text, DWORD scope, unsigned port) {
    any_address address;
    CHECK(make(text, 23, &address) == 0);
    address.in6.sin6_scope_id = scope;
    address.in6.sin6_port = htons((unsigned short)port);
    return address;
}

static any_address ipx(unsigned socket_number) {
    static const char network[4] = {0, 0, 0, 0x1A}, node[6] = {0, 0x11, 0x22, 0x33, 0x44, (char)0xAF};
    any_address address;
    memset(&address, 0, sizeof address);
    address.ipx.sa_family = 6;
    memcpy(address.ipx.sa_netnum, network, sizeof network);
    memcpy(address.ipx.sa_nodenum, node, sizeof node);
    address.ipx.sa_socket = htons((unsigned short)socket_number);
    return address;
}

static any_address bluetooth(BTH_ADDR device, ULONG port) {
    any_address address;
    memset(&address, 0, sizeof address);
    address.bth.addressFamily = 32;
    address.bth.btAddr = device;
    address.bth.port = port;
    return address;
}

static void print_text(any_address address, DWORD size) {
    const char *text = text_of(&address, size);
    printf("  %s, length %u\n", text, (unsigned)strlen(text) + 1);
}

static void ipv4_addresses_are_written(void) {
    any_address address = inet(0x01020304, 0);
    print_text(inet(0x7F000001, 80), sizeof(SOCKADDR_IN));
    print_text(inet(0x7F000001, 0), sizeof(SOCKADDR_IN));
    print_text(inet(0, 0), sizeof(SOCKADDR_IN));
    print_text(inet(0xFFFFFFFF, 65535), sizeof(SOCKADDR_IN));
    memset(address.in.sin_zero, FILL, sizeof address.in.sin_zero);
    print_text(address, sizeof(SOCKADDR_IN));
}

static void ipv6_addresses_are_written(void) {
    static const char *const hosts[] = {"::",
                                        "::1",
                                        "::ffff",
                                        "ABCD:EF::",
                                        "1:0:0:2:0:0:0:3",
                                        "1:0:0:2:3:0:0:4",
                                        "1:0:2:3:4:5:6:7",
                                        "0:1:2:3:4:5:6:7",
                                        "1:2:3:4:5:6:7:0",
                                        "1:2:3:4:5:6:0:0",
                                        "::1:0:0",
                                        "::102:304",
                                        "::1:0",
                                        "::ffff:102:304",
                                        "::ffff:0:1",
                                        "::fffe:102:304",
                                        "::ffff:0:102:304",
                                        "::ffff:1:102:304",
                                        "64:ff9b::102:304",
                                        "::5efe:0:0",
                                        "fe80::5efe:102:304",
                                        "fe80::200:5efe:102:304",
                                        "fe80::100:5efe:102:304",
                                        "1:2:3:4:0:5efe:102:304"};
    size_t index;
    any_address flow = inet6("fe80::1", 0, 0);
    print_text(inet6("fe80::1", 5, 80), sizeof(SOCKADDR_IN6));
    print_text(inet6("fe80::1", 5, 0), sizeof(SOCKADDR_IN6));
    print_text(inet6("fe80::1", 0, 80), sizeof(SOCKADDR_IN6));
    print_text(inet6("fe80::1", 0, 0), sizeof(SOCKADDR_IN6));
    print_text(inet6("1111:2222:3333:4444:5555:6666:7777:8888", 0xFFFFFFFF, 65535), sizeof(SOCKADDR_IN6));
    flow.in6.sin6_flowinfo = htonl(7);
    print_text(flow, sizeof(SOCKADDR_IN6));
    for (index = 0; index < sizeof hosts / sizeof hosts[0]; index++) {
        any_address address = inet6(hosts[index], 0, 0);
        printf("  %s: %s\n", hosts[index], text_of(&address, sizeof(SOCKADDR_IN6)));
    }
}

static void ipx_addresses_are_written(void) {
    any_address nothing;
    memset(&nothing, 0, sizeof nothing);
    nothing.ipx.sa_family = 6;
    print_text(ipx(0x0451), sizeof(SOCKADDR_IPX));
    print_text(ipx(0), sizeof(SOCKADDR_IPX));
    print_text(nothing, sizeof(SOCKADDR_IPX));
}

static void bluetooth_addresses_are_written(void) {
    any_address more = bluetooth(0xFFFF0011223344AFu, 0);
    print_text(bluetooth(0x0011223344AFu, 0), sizeof(SOCKADDR_BTH));
    print_text(bluetooth(0x0011223344AFu, 6), sizeof(SOCKADDR_BTH));
    print_text(bluetooth(0, BT_PORT_ANY), sizeof(SOCKADDR_BTH));
    more.bth.serviceClassId.Data1 = 1;
    print_text(more, sizeof(SOCKADDR_BTH));
}

static void families_are_known_by_both_numbers(void) {
    any_address in6 = inet6("fe80::1", 5, 80), sap = ipx(0x0451), bth = bluetooth(0x0011223344AFu, 0);
    printf("  %s\n", text_under(10, &in6, sizeof(SOCKADDR_IN6)));
    printf("  %s\n", text_under(4, &sap, sizeof(SOCKADDR_IPX)));
    printf("  %s\n", text_under(31, &bth, sizeof(SOCKADDR_BTH)));
    /* Those that programs are compiled with are among them. */
    printf("  %s\n", text_under(AF_INET6, &in6, sizeof(SOCKADDR_IN6)));
    printf("  %s\n", text_under(AF_IPX, &sap, sizeof(SOCKADDR_IPX)));
    printf("  %s\n", text_under(AF_BTH, &bth, sizeof(SOCKADDR_BTH)));
}

static void other_families_have_no_text(void) {
    static const int numbers[] = {0, 1, 3, 5, 17, 99, -1, 0x10002, 0x7FFFFFFF};
    size_t index;
    for (index = 0; index < sizeof numbers / sizeof numbers[0]; index++) {
        int form;
        any_address address = inet(0x7F000001, 80);
        both_texts texts;
        CHECK(make("1.2.3.4", numbers[index], &address) == WSAEINVAL);
        if (numbers[index] < 0 || numbers[index] > 0xFFFF) {
            continue;
        }
        address.family = (USHORT)numbers[index];
        memset(&texts, FILL, sizeof texts);
        for (form = 0; form < 2; form++) {
            /* The family is looked at before the room, and before the size of the address. */
            DWORD length = 1, size;
            for (size = 2; size <= sizeof address; size++) {
                CHECK(call_to_string(form, &address, size, &texts, &length) == SOCKET_ERROR);
                CHECK(WSAGetLastError() == WSAEINVAL && length == 1);
            }
        }
        CHECK(is_filled(&texts, sizeof texts));
    }
}

static void ipv4_texts_are_read(void) {
    static const char *const texts[] = {"1.2.3.4", "1.2.3.4:80", "1.2", "1.2.3", "1", "1:80", "0x7f.1", "0X7F.0.0.1:80",
        "010.0x10.3", "001.002.003.004", "0", "4294967295", "0xffffffff", "037777777777", "1.16777215", "1.2.65535",
        "255.255.255.255:65535", "1.2.3.4:0x50", "1.2.3.4:0120", "0x123456789",
        "1.2.3.4:65536", "1.2.3.4:", "256.1.1.1", " 1.2.3.4", "1.2.3.4 ", "", " ", ".", "1.", ".1", "1..2", "1.2.3.4.5",
        "1.2.3.256", "1.16777216", "1.2.65536", "4294967296", "0x100000000", "0x", "08", "0x.1", "1.1.1.0a", "a.b.c.d",
        "-1", "+1", "1. 2", "1.2.3.4:0", "1.2.3.4:00", "1:080", "1:0x", "1:0x10000", "1:-1", "1:+1", "1: 80", "1:80 ", "1:80:90",
        "1::80", "::1", "[1.2.3.4]:80", "1.2.3.4%1", "1.2.3.4/24", "localhost", NULL};
    print_made(texts, 2, 2);
}

static void ipv6_texts_are_read(void) {
    static const char *const texts[] = {"::1", "::", "::ffff:1.2.3.4", "fe80::1%3", "FE80::1%3", "[::1]:80", "[::1]",
        "[fe80::1%3]", "[fe80::1%3]:80", "[::1]:0x50", "[::1]:0120", "fe80::1%0", "fe80::1%4294967295",
        "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "::01.2.003.4%5",
        "fe80::1%3:80", "[fe80::1]%3:80", "fe80::1%", "fe80::1%eth0", "fe80::1%03", "fe80::1%0x3", "fe80::1%-1",
        "fe80::1%4294967296", "[::1]:", "[::1]:0", "[::1]:080", "[::1]:65536", "[::1]80", "[::1]: 80", "[::1]:80 ", "[::1",
        "::1]", "[]", "[[::1]]", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "::1::", "1:::2", ":1", "1:", "12345::",
        "00001::", "g::", "::0x1", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.256", "::0001.2.3.4", "1.2.3.4", " ::1", "::1 ",
        "::1/64", "", NULL};
    print_made(texts, 23, 10);
}

static void ipx_texts_are_read(void) {
    static const char *const texts[] = {"0000001A.0011223344AF:0451", "0000001a.0011223344af:0451", "FFFFFFFF.FFFFFFFFFFFF:FFFF",
        "0000001A.0011223344AF", "1A.0011223344AF:0451", "0000001A.0011223344AF:451", "0000001A.0011223344AF:04510",
        "0000001A:0011223344AF:0451", "0000001G.0011223344AF:0451", " 0000001A.0011223344AF:0451", "1.2.3.4", "", NULL};
    print_made(texts, 6, 4);
}

static void bluetooth_texts_are_read(void) {
    static const char *const texts[] = {"(00:11:22:33:44:AF)", "00:11:22:33:44:AF", "(00:11:22:33:44:af)", "(00:11:22:33:44:AF):6",
        "(00:11:22:33:44:AF):4294967295", "(00:11:22:33:44:AF", "00:11:22:33:44:AF)", "00:11:22:33:44:AF:6",
        "(00:11:22:33:44:AF):", "(00:11:22:33:44:AF):0", "(00:11:22:33:44:AF):4294967296", "(00:11:22:33:44)",
        "00:11:22:33:44:55:66", "0:11:22:33:44:55", "00-11-22-33-44-55", "001122334455", "00:11:22:33:44:5G", " 00:11:22:33:44:55",
        "()", "", NULL};
    print_made(texts, 32, 31);
}

static void characters_beyond_ascii_are_in_no_address(void) {
    static WCHAR digits[] = {0xFF11, '.', '2', 0}, cut[] = {0x0131, '.', '2', 0}, half[] = {'1', '.', 0xD800, 0};
    WCHAR *const texts[] = {digits, cut, half};
    any_address address;
    size_t index;
    CHECK(make("1.2.3.\xB2", 2, &address) == WSAEINVAL);
    CHECK(make("\xEF\xBC\x91.2", 2, &address) == WSAEINVAL);
    for (index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        INT length = sizeof address;
        FAILS(WSAStringToAddressW(texts[index], 2, NULL, (LPSOCKADDR)&address, &length), WSAEINVAL);
        CHECK(length == sizeof address);
    }
}

/* Every room: too little is told what is needed, and nothing is written; enough is enough. */
static void check_rooms(any_address address, DWORD size) {
    DWORD needed = (DWORD)strlen(text_of(&address, size)) + 1, room;
    int form;
    for (form = 0; form < 2; form++) {
        for (room = 0; room < needed + 3; room++) {
            both_texts texts;
            DWORD length = room;
            int result;
            memset(&texts, FILL, sizeof texts);
            result = call_to_string(form, &address, size, &texts, &length);
            CHECK(length == needed);
            if (room < needed) {
                CHECK(result == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
                CHECK(is_filled(&texts, sizeof texts));
            } else {
                CHECK(result == 0 && WSAGetLastError() == UNTOUCHED);
                CHECK(is_filled(texts.a + (form ? 0 : needed), sizeof texts.a - (form ? 0 : needed)));
                CHECK(is_filled(texts.w + (form ? needed : 0), sizeof texts.w - sizeof(WCHAR) * (form ? needed : 0)));
            }
        }
        /* No buffer is as good as no room. */
        for (room = 0; room < needed + 3; room++) {
            DWORD length = room;
            CHECK(call_to_string(form, &address, size, NULL, &length) == SOCKET_ERROR);
            CHECK(WSAGetLastError() == WSAEFAULT && length == needed);
        }
    }
}

static void texts_need_room_for_their_terminator(void) {
    check_rooms(inet(0x7F000001, 80), sizeof(SOCKADDR_IN));
    check_rooms(inet(0, 0), sizeof(SOCKADDR_IN));
    check_rooms(inet6("::", 0, 0), sizeof(SOCKADDR_IN6));
    check_rooms(inet6("1111:2222:3333:4444:0:5efe:255.255.255.255", 0xFFFFFFFF, 65535), sizeof(SOCKADDR_IN6));
    check_rooms(ipx(1), sizeof(SOCKADDR_IPX));
}

static void bluetooth_texts_need_room_for_40_characters(void) {
    any_address address = bluetooth(0x0011223344AFu, 0);
    int form;
    for (form = 0; form < 2; form++) {
        DWORD room, length;
        for (room = 0; room < 44; room++) {
            both_texts texts;
            int result;
            length = room;
            memset(&texts, FILL, sizeof texts);
            result = call_to_string(form, &address, sizeof(SOCKADDR_BTH), &texts, &length);
            if (room < 40) {
                CHECK(result == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT && length == room);
                CHECK(is_filled(&texts, sizeof texts));
            } else {
                CHECK(result == 0 && length == 20);
            }
        }
        length = 50;
        CHECK(call_to_string(form, &address, sizeof(SOCKADDR_BTH), NULL, &length) == SOCKET_ERROR);
        CHECK(WSAGetLastError() == WSAEFAULT && length == 50);
    }
}

/* Every size of an address that is written: shorter is refused, longer does not matter. */
static void addresses_must_be_complete(void) {
    any_address addresses[4];
    int which, form;
    addresses[0] = inet(0x7F000001, 80);
    addresses[1] = inet6("fe80::1", 5, 80);
    addresses[2] = ipx(0x0451);
    addresses[3] = bluetooth(0x0011223344AFu, 6);
    for (which = 0; which < 4; which++) {
        DWORD needed = (DWORD)size_of_family(addresses[which].family), size;
        for (form = 0; form < 2; form++) {
            for (size = 0; size <= sizeof(any_address); size++) {
                both_texts texts;
                DWORD length = ROOM;
                int result;
                memset(&texts, FILL, sizeof texts);
                result = call_to_string(form, &addresses[which], size, &texts, &length);
                if (size < needed) {
                    CHECK(result == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT && length == ROOM);
                    CHECK(is_filled(&texts, sizeof texts));
                } else {
                    CHECK(result == 0 && length < ROOM);
                }
            }
        }
        printf("  %s\n", text_of(&addresses[which], 0xFFFFFFFF));
    }
}

/* Every size of a buffer for an address, with texts that are right and wrong: the size is looked at first. */
static void addresses_need_room(void) {
    static const int families[] = {2, 23, 10, 6, 4, 32, 31};
    static const char *const texts[] = {"1.2.3.4", "::1", "::1", "00000001.001122334455:0451", "00000001.001122334455:0451",
                                        "00:11:22:33:44:55", "00:11:22:33:44:55"};
    size_t which;
    for (which = 0; which < sizeof families / sizeof families[0]; which++) {
        INT needed = size_of_family(families[which]), room;
        int form;
        for (form = 0; form < 2; form++) {
            for (room = -2; room < needed + 3; room++) {
                any_address address;
                INT length = room;
                int result;
                memset(&address, FILL, sizeof address);
                result = call_to_address(form, texts[which], families[which], &address, &length);
                CHECK(length == needed);
                if (room < needed) {
                    CHECK(result == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
                    CHECK(is_filled(&address, sizeof address));
                } else {
                    CHECK(result == 0 && WSAGetLastError() == UNTOUCHED);
                    CHECK(is_filled(address.bytes + needed, sizeof address - (size_t)needed));
                }

                length = room;
                memset(&address, FILL, sizeof address);
                CHECK(call_to_address(form, "none \xE9", families[which], &address, &length) == SOCKET_ERROR);
                CHECK(WSAGetLastError() == (room < needed ? WSAEFAULT : WSAEINVAL));
                CHECK(length == (room < needed ? needed : room));
                CHECK(is_filled(&address, sizeof address));
            }
        }
    }
}

static void null_pointers_are_recognised(void) {
    any_address address = inet(0x7F000001, 80), other = address;
    LPSOCKADDR pointer = (LPSOCKADDR)&address;
    char text[ROOM];
    WCHAR wide[ROOM];
    DWORD length = ROOM;
    INT size = 3;
    memset(text, FILL, sizeof text);
    memset(wide, FILL, sizeof wide);
    other.family = 99;

    FAILS(WSAAddressToStringA(NULL, sizeof address, NULL, text, &length), WSAEFAULT);
    FAILS(WSAAddressToStringW(NULL, sizeof address, NULL, wide, &length), WSAEFAULT);
    FAILS(WSAAddressToStringA(NULL, 0, NULL, NULL, NULL), WSAEFAULT);
    FAILS(WSAAddressToStringW(NULL, 0, NULL, NULL, NULL), WSAEFAULT);
    FAILS(WSAAddressToStringA(pointer, sizeof address, NULL, text, NULL), WSAEFAULT);
    FAILS(WSAAddressToStringW(pointer, sizeof address, NULL, wide, NULL), WSAEFAULT);
    FAILS(WSAAddressToStringA((LPSOCKADDR)&other, sizeof other, NULL, text, NULL), WSAEFAULT);
    FAILS(WSAAddressToStringW((LPSOCKADDR)&other, sizeof other, NULL, wide, NULL), WSAEFAULT);
    CHECK(length == ROOM && is_filled(text, sizeof text) && is_filled(wide, sizeof wide));

    /* The buffer comes before the text, the text before the family, and the family before the size. */
    FAILS(WSAStringToAddressA(NULL, 99, NULL, NULL, &size), WSAEFAULT);
    FAILS(WSAStringToAddressW(NULL, 99, NULL, NULL, &size), WSAEFAULT);
    FAILS(WSAStringToAddressA(NULL, 99, NULL, pointer, NULL), WSAEFAULT);
    FAILS(WSAStringToAddressW(NULL, 99, NULL, pointer, NULL), WSAEFAULT);
    FAILS(WSAStringToAddressA(A("1.2.3.4"), 2, NULL, NULL, &size), WSAEFAULT);
    FAILS(WSAStringToAddressW(W("1.2.3.4"), 2, NULL, NULL, &size), WSAEFAULT);
    FAILS(WSAStringToAddressA(A("1.2.3.4"), 2, NULL, pointer, NULL), WSAEFAULT);
    FAILS(WSAStringToAddressW(W("1.2.3.4"), 2, NULL, pointer, NULL), WSAEFAULT);
    FAILS(WSAStringToAddressA(NULL, 2, NULL, pointer, &size), WSAEINVAL);
    FAILS(WSAStringToAddressW(NULL, 2, NULL, pointer, &size), WSAEINVAL);
    FAILS(WSAStringToAddressA(A("1.2.3.4"), 99, NULL, pointer, &size), WSAEINVAL);
    FAILS(WSAStringToAddressW(W("1.2.3.4"), 99, NULL, pointer, &size), WSAEINVAL);
    CHECK(size == 3 && strcmp(text_of(&address, sizeof(SOCKADDR_IN)), "127.0.0.1:80") == 0);
}

/* Of a protocol, only the address family is looked at. */
static void protocols_must_be_of_the_family(void) {
    static const struct {
        int family, error;
    } rows[] = {{0, 0}, {23, 0}, {10, 0}, {2, WSAEINVAL}, {6, WSAEINVAL}, {32, WSAEINVAL}, {99, WSAEINVAL}, {-1, WSAEINVAL}};
    any_address address = inet6("fe80::1", 5, 80);
    size_t index;
    for (index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        WSAPROTOCOL_INFOA info;
        WSAPROTOCOL_INFOW info_w;
        both_texts texts;
        any_address made;
        DWORD length = 1;
        INT size = 1, error = rows[index].error;
        memset(&info, FILL, sizeof info);
        memset(&info_w, FILL, sizeof info_w);
        info.iAddressFamily = info_w.iAddressFamily = rows[index].family;
        /* It is looked at before the room. */
        FAILS(WSAAddressToStringA((LPSOCKADDR)&address, sizeof address, &info, texts.a, &length), error ? error : WSAEFAULT);
        CHECK(length == (error ? 1u : 15u));
        length = 1;
        FAILS(WSAAddressToStringW((LPSOCKADDR)&address, sizeof address, &info_w, texts.w, &length), error ? error : WSAEFAULT);
        CHECK(length == (error ? 1u : 15u));
        FAILS(WSAStringToAddressA(A("bad"), 23, &info, (LPSOCKADDR)&made, &size), error ? error : WSAEFAULT);
        CHECK(size == (error ? 1 : 28));
        size = 1;
        FAILS(WSAStringToAddressW(W("bad"), 23, &info_w, (LPSOCKADDR)&made, &size), error ? error : WSAEFAULT);
        CHECK(size == (error ? 1 : 28));
        if (error == 0) {
            length = 15;
            WORKS(WSAAddressToStringA((LPSOCKADDR)&address, sizeof address, &info, texts.a, &length));
            WORKS(WSAAddressToStringW((LPSOCKADDR)&address, sizeof address, &info_w, texts.w, &length));
            WORKS(WSAStringToAddressA(texts.a, 23, &info, (LPSOCKADDR)&made, &size));
            WORKS(WSAStringToAddressW(texts.w, 23, &info_w, (LPSOCKADDR)&made, &size));
            CHECK(memcmp(&made, &address, sizeof(SOCKADDR_IN6)) == 0);
        }
    }
}

static void unaligned_memory_serves(void) {
    any_address address = inet6("fe80::1", 5, 80), made;
    unsigned char memory[300];
    unsigned char *place = memory + 1, *text = memory + 101, *length_place = memory + 201;
    DWORD length = 40;
    INT size = sizeof address;
    memset(memory, FILL, sizeof memory);
    memcpy(place, &address, sizeof(SOCKADDR_IN6));
    memcpy(length_place, &length, sizeof length);
    WORKS(WSAAddressToStringW((LPSOCKADDR)place, sizeof(SOCKADDR_IN6), NULL, (LPWSTR)text, (LPDWORD)length_place));
    memcpy(&length, length_place, sizeof length);
    CHECK(length == 15);
    memset(place, FILL, sizeof(SOCKADDR_IN6));
    memcpy(length_place, &size, sizeof size);
    WORKS(WSAStringToAddressW((LPWSTR)text, 23, NULL, (LPSOCKADDR)place, (LPINT)length_place));
    memcpy(&made, place, sizeof(SOCKADDR_IN6));
    CHECK(memcmp(&made, &address, sizeof(SOCKADDR_IN6)) == 0);
}

/* All of the above ran without a start-up; the same answers come after one, and after its end. */
static void a_startup_changes_nothing(void) {
    any_address address;
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(make("1.2.3.4:80", 2, &address) == 0);
    printf("  %s\n", text_of(&address, sizeof(SOCKADDR_IN)));
    CHECK(WSACleanup() == 0);
    CHECK(make("1.2.3.4:81", 2, &address) == 0);
    printf("  %s\n", text_of(&address, sizeof(SOCKADDR_IN)));
}

int main(void) {
    RUN(ipv4_addresses_are_written);
    RUN(ipv6_addresses_are_written);
    RUN(ipx_addresses_are_written);
    RUN(bluetooth_addresses_are_written);
    RUN(families_are_known_by_both_numbers);
    RUN(other_families_have_no_text);
    RUN(ipv4_texts_are_read);
    RUN(ipv6_texts_are_read);
    RUN(ipx_texts_are_read);
    RUN(bluetooth_texts_are_read);
    RUN(characters_beyond_ascii_are_in_no_address);
    RUN(texts_need_room_for_their_terminator);
    RUN(bluetooth_texts_need_room_for_40_characters);
    RUN(addresses_must_be_complete);
    RUN(addresses_need_room);
    RUN(null_pointers_are_recognised);
    RUN(protocols_must_be_of_the_family);
    RUN(unaligned_memory_serves);
    RUN(a_startup_changes_nothing);
    return 0;
}
