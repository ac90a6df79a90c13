// SPDX-License-Identifier: MIT OR Apache-2.0
// Every argument of the functions about service classes wrong in every way, in both forms: each gives its own code and leaves
// everything as it was.
#include "classes.h"

#define STRING(wide, content) ((wide) ? W(content) : (WCHAR *)A(content))
#define WILD(type) ((type *)(UINT_PTR)0x10)
#define EACH(index, array) (index) = 0; (index) < (int)(sizeof(array) / sizeof((array)[0])); (index)++

static text *known;

static text *everything(void) {
    text *together = new_text(), *parts[4];
    int index;
    parts[0] = class_info(1, directory_provider(), CLASS_A);
    parts[1] = class_info(1, directory_provider(), CLASS_B);
    parts[2] = class_name(1, CLASS_A);
    parts[3] = class_name(1, CLASS_B);
    for (index = 0; index < 4; index++) {
        add_text(together, "  %s\n", parts[index]->bytes);
        free(parts[index]);
    }
    return together;
}

static void check_unchanged(int line) {
    text *now = everything();
    if (strcmp(now->bytes, known->bytes) != 0) {
        fprintf(stderr, "changed in line %d, now:\n%s", line, now->bytes);
        exit(1);
    }
    free(now);
}

#define REFUSED(info)                                                                                                  \
    do {                                                                                                               \
        FAILS(install(wide, (info)), WSAEINVAL);                                                                       \
        check_unchanged(__LINE__);                                                                                     \
    } while (0)

static void null_descriptions_and_ids_are_refused(int wide) {
    WSASERVICECLASSINFOW info = class_w(NULL, STRING(wide, "name"), 0, NULL);
    REFUSED(NULL);
    REFUSED(&info);
    FAILS(WSARemoveServiceClass(NULL), WSAEINVAL);
    check_unchanged(__LINE__);
}

static void the_id_of_zeros_is_refused(int wide) {
    GUID nil;
    DWORD length = 77;
    WSASERVICECLASSINFOW info = class_w(&nil, STRING(wide, "name"), 0, NULL);
    memset(&nil, 0, sizeof nil);
    REFUSED(&info);
    FAILS(WSARemoveServiceClass(&nil), WSATYPE_NOT_FOUND);
    FAILS(get_name(wide, &nil, NULL, &length), WSA_INVALID_PARAMETER);
    CHECK(length == 77);
    FAILS(get_info(wide, directory_provider(), &nil, &length, NULL), WSATYPE_NOT_FOUND);
    FAILS(get_info(wide, &nil, CLASS_A, &length, NULL), WSAEINVAL);
    CHECK(length == 77);
}

static void counts_must_have_their_array(int wide) {
    static const DWORD counts[] = {1, 2, 256, 257, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    WSANSCLASSINFOW one = value_w(STRING(wide, "value"), NS_ALL, REG_NONE, 0, NULL);
    int index;
    for (EACH(index, counts)) {
        WSASERVICECLASSINFOW info = class_w(CLASS_B, STRING(wide, "name"), counts[index], NULL);
        REFUSED(&info);
        if (counts[index] > 256) {
            info.lpClassInfos = &one;
            REFUSED(&info);
        }
    }
}

static void values_must_have_a_name_and_their_data(int wide) {
    static const DWORD sizes[] = {1, 4, 0x100000, 0x100001, 0x7FFFFFFF, 0xFFFFFFFF};
    static BYTE data[16];
    WSANSCLASSINFOW values[2];
    WSASERVICECLASSINFOW info = class_w(CLASS_B, STRING(wide, "name"), 2, values);
    int index;
    values[0] = value_w(STRING(wide, "good"), NS_ALL, REG_BINARY, sizeof data, data);
    values[1] = values[0];
    values[1].lpszName = NULL;
    REFUSED(&info);
    for (EACH(index, sizes)) {
        values[1] = value_w(STRING(wide, "bad"), NS_ALL, REG_BINARY, sizes[index], NULL);
        REFUSED(&info);
        if (sizes[index] > 0x100000) {
            values[1].lpValue = data;
            REFUSED(&info);
        }
        /* Whoever the value is meant for. */
        values[1].dwNameSpace = 99;
        REFUSED(&info);
    }
}

/* A string of so many characters. */
static WCHAR *string_of(int wide, int length) {
    WCHAR *string = (WCHAR *)calloc((size_t)length + 1, sizeof(WCHAR));
    int index;
    CHECK(string != NULL);
    for (index = 0; index < length; index++) {
        if (wide) {
            string[index] = 'x';
        } else {
            ((char *)string)[index] = 'x';
        }
    }
    return string;
}

static void strings_of_32767_characters_are_too_long(int wide) {
    static const int lengths[] = {32767, 32768, 100000};
    int index;
    for (EACH(index, lengths)) {
        WCHAR *string = string_of(wide, lengths[index]);
        WSANSCLASSINFOW value = value_w(string, NS_ALL, REG_NONE, 0, NULL);
        WSASERVICECLASSINFOW info = class_w(CLASS_B, string, 0, NULL);
        REFUSED(&info);
        info = class_w(CLASS_B, STRING(wide, "name"), 1, &value);
        REFUSED(&info);
        free(string);
    }
}

static void the_largest_descriptions_are_taken(int wide) {
    WCHAR *string = string_of(wide, 32766), *name = string_of(1, 32767);
    BYTE *data = (BYTE *)calloc(0x100000, 1);
    WSANSCLASSINFOW *values = (WSANSCLASSINFOW *)calloc(256, sizeof(WSANSCLASSINFOW));
    WSASERVICECLASSINFOW info = class_w(CLASS_B, string, 256, values);
    DWORD index, size = 0, length = 32767;
    CHECK(data != NULL && values != NULL);
    data[0xFFFFF] = 1;
    for (index = 0; index < 256; index++) {
        values[index] = value_w(string, NS_ALL, REG_BINARY, 0, data);
    }
    values[255].dwValueSize = 0x100000;
    WORKS(install(wide, &info));
    WORKS(get_name(wide, CLASS_B, name, &length));
    CHECK(length == 32767 && memcmp(name, string, 32767 * (wide ? sizeof(WCHAR) : 1)) == 0);
    FAILS(get_info(wide, directory_provider(), CLASS_B, &size, NULL), WSAEFAULT);
    CHECK(size > 0x100000 + 257u * 32767u * (wide ? 2 : 1));
    {
        WSASERVICECLASSINFOW *told = (WSASERVICECLASSINFOW *)malloc(size);
        CHECK(told != NULL);
        WORKS(get_info(wide, directory_provider(), CLASS_B, &size, told));
        CHECK(told->dwCount == 256 && memcmp(told->lpClassInfos[255].lpValue, data, 0x100000) == 0);
        free(told);
    }
    WORKS(WSARemoveServiceClass(CLASS_B));
    free(string);
    free(name);
    free(data);
    free(values);
    check_unchanged(__LINE__);
}

static void a_refused_value_leaves_no_class_behind(int wide) {
    WSANSCLASSINFOW values[2];
    WSASERVICECLASSINFOW info = class_w(CLASS_B, STRING(wide, "name"), 2, values);
    values[0] = value_w(STRING(wide, "good"), NS_ALL, REG_NONE, 0, NULL);
    values[1] = value_w(NULL, NS_ALL, REG_NONE, 0, NULL);
    REFUSED(&info);
    FAILS(WSARemoveServiceClass(CLASS_B), WSATYPE_NOT_FOUND);
}

static void pointers_are_looked_at_before_the_provider_and_the_class(int wide) {
    static class_buffer buffer;
    DWORD size = sizeof buffer;
    FAILS(get_info(wide, NULL, CLASS_A, &size, &buffer), WSAEINVAL);
    FAILS(get_info(wide, directory_provider(), NULL, &size, &buffer), WSAEINVAL);
    FAILS(get_info(wide, directory_provider(), CLASS_A, NULL, &buffer), WSAEINVAL);
    FAILS(get_info(wide, NULL, NULL, NULL, NULL), WSAEINVAL);
    /* The provider, then the class, then the buffer. */
    FAILS(get_info(wide, CLASS_A, CLASS_A, NULL, NULL), WSAEINVAL);
    FAILS(get_info(wide, CLASS_A, CLASS_B, &size, NULL), WSAEINVAL);
    FAILS(get_info(wide, sap_provider(), CLASS_A, &size, &buffer), WSAEINVAL);
    FAILS(get_info(wide, directory_provider(), CLASS_B, &size, &buffer), WSATYPE_NOT_FOUND);
    FAILS(get_info(wide, directory_provider(), CLASS_B, &size, NULL), WSATYPE_NOT_FOUND);
    FAILS(get_info(wide, directory_provider(), CLASS_B, NULL, NULL), WSAEINVAL);
    FAILS(get_info(wide, dns_provider(), CLASS_A, &size, &buffer), WSATYPE_NOT_FOUND);
    CHECK(size == sizeof buffer);
    /* Without a buffer the size does not matter. */
    FAILS(get_info(wide, directory_provider(), CLASS_A, &size, NULL), WSAEFAULT);
    CHECK(size > sizeof(WSASERVICECLASSINFOW) && size < sizeof buffer);

    size = sizeof buffer;
    FAILS(get_name(wide, NULL, &buffer, &size), WSAEINVAL);
    FAILS(get_name(wide, CLASS_A, &buffer, NULL), WSAEINVAL);
    FAILS(get_name(wide, CLASS_A, NULL, NULL), WSAEINVAL);
    FAILS(get_name(wide, NULL, NULL, NULL), WSAEINVAL);
    FAILS(get_name(wide, CLASS_B, &buffer, NULL), WSAEINVAL);
    FAILS(get_name(wide, CLASS_B, &buffer, &size), WSATYPE_NOT_FOUND);
    FAILS(get_name(wide, CLASS_B, NULL, &size), WSATYPE_NOT_FOUND);
    CHECK(size == sizeof buffer);
    check_unchanged(__LINE__);
}

static void unaligned_memory_is_read_and_written(int wide) {
    static unsigned char room[sizeof(WSASERVICECLASSINFOW) + sizeof(WSANSCLASSINFOW) + sizeof(GUID) + 8];
    WSANSCLASSINFOW value = value_w(STRING(wide, "value"), NS_ALL, REG_NONE, 0, NULL);
    WSASERVICECLASSINFOW info;
    unsigned char *info_at = room + 1, *value_at = info_at + sizeof info, *id_at = value_at + sizeof value;
    memcpy(id_at, CLASS_B, sizeof(GUID));
    memcpy(value_at, &value, sizeof value);
    info = class_w((GUID *)(void *)id_at, STRING(wide, "name"), 1, (WSANSCLASSINFOW *)(void *)value_at);
    memcpy(info_at, &info, sizeof info);
    WORKS(install(wide, (WSASERVICECLASSINFOW *)(void *)info_at));
    memset(room, 0, sizeof room);
    memcpy(id_at, CLASS_B, sizeof(GUID));
    FAILS(get_info(wide, directory_provider(), (GUID *)(void *)id_at, (DWORD *)(void *)info_at, NULL), WSAEFAULT);
    FAILS(get_name(wide, (GUID *)(void *)id_at, NULL, (DWORD *)(void *)info_at), WSAEFAULT);
    CHECK(info_at[0] == 5);
    WORKS(WSARemoveServiceClass((GUID *)(void *)id_at));
    check_unchanged(__LINE__);
}

static void a_size_is_told_whatever_the_pointer(int wide) {
    static const UINT_PTR anywhere[] = {1, 7, ~(UINT_PTR)0, ~(UINT_PTR)0 - 7};
    DWORD aligned = 0, length;
    int index;
    FAILS(get_info(wide, directory_provider(), CLASS_A, &aligned, NULL), WSAEFAULT);
    for (EACH(index, anywhere)) {
        length = 0;
        FAILS(get_info(wide, directory_provider(), CLASS_A, &length, (void *)anywhere[index]), WSAEFAULT);
        CHECK(length >= aligned && length < aligned + 8);
        length = 0;
        FAILS(get_name(wide, CLASS_A, (void *)anywhere[index], &length), WSAEFAULT);
        CHECK(length == sizeof "Known");
    }
}

#define RUN_BOTH(test) (printf("%s\n", #test), fflush(stdout), (test)(1), (test)(0))

int main(void) {
    DWORD port = 5;
    WSANSCLASSINFOW value = value_w(W("TcpPort"), NS_NTDS, REG_DWORD, sizeof port, &port);
    WSASERVICECLASSINFOW info = class_w(CLASS_A, W("Known"), 1, &value);
    start_winsock();
    WORKS(WSAInstallServiceClassW(&info));
    known = everything();
    fputs(known->bytes, stdout);
    RUN_BOTH(null_descriptions_and_ids_are_refused);
    RUN_BOTH(the_id_of_zeros_is_refused);
    RUN_BOTH(counts_must_have_their_array);
    RUN_BOTH(values_must_have_a_name_and_their_data);
    RUN_BOTH(strings_of_32767_characters_are_too_long);
    RUN_BOTH(the_largest_descriptions_are_taken);
    RUN_BOTH(a_refused_value_leaves_no_class_behind);
    RUN_BOTH(pointers_are_looked_at_before_the_provider_and_the_class);
    RUN_BOTH(unaligned_memory_is_read_and_written);
    RUN_BOTH(a_size_is_told_whatever_the_pointer);
    free(known);
    return 0;
}
