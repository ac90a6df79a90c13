/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: describing service classes, and printing what is known about one.
 */
#ifndef ENLIST_TEST_CLASSES_H
#define ENLIST_TEST_CLASSES_H

#include "rnr.h"

#include <svcguid.h>

/* The structs of both forms have one layout, so one struct serves both, with strings that are cast. */
static inline WSASERVICECLASSINFOW class_w(GUID *id, WCHAR *name, DWORD count, WSANSCLASSINFOW *values) {
    WSASERVICECLASSINFOW info;
    memset(&info, 0, sizeof info);
    info.lpServiceClassId = id;
    info.lpszServiceClassName = name;
    info.dwCount = count;
    info.lpClassInfos = values;
    return info;
}

static inline WSANSCLASSINFOW value_w(WCHAR *name, DWORD name_space, DWORD type, DWORD size, void *data) {
    WSANSCLASSINFOW value;
    memset(&value, 0, sizeof value);
    value.lpszName = name;
    value.dwNameSpace = name_space;
    value.dwValueType = type;
    value.dwValueSize = size;
    value.lpValue = data;
    return value;
}

static inline INT install(int wide, WSASERVICECLASSINFOW *info) {
    return wide ? WSAInstallServiceClassW(info) : WSAInstallServiceClassA((WSASERVICECLASSINFOA *)info);
}

static inline INT get_info(int wide, GUID *provider, GUID *id, DWORD *size, void *info) {
    return wide ? WSAGetServiceClassInfoW(provider, id, size, (WSASERVICECLASSINFOW *)info)
                : WSAGetServiceClassInfoA(provider, id, size, (WSASERVICECLASSINFOA *)info);
}

static inline INT get_name(int wide, GUID *id, void *name, DWORD *length) {
    return wide ? WSAGetServiceClassNameByClassIdW(id, (WCHAR *)name, length)
                : WSAGetServiceClassNameByClassIdA(id, (CHAR *)name, length);
}

/* Installs a class that has nothing but a name. */
static inline INT install_named(GUID *id, WCHAR *name) {
    WSASERVICECLASSINFOW info = class_w(id, name, 0, NULL);
    return WSAInstallServiceClassW(&info);
}

typedef union {
    WSASERVICECLASSINFOW info;
    unsigned char bytes[8192];
} class_buffer;

static inline void add_class_string(text *to, const WCHAR *string, int wide) {
    if (string == NULL) {
        add_text(to, "none");
    } else if (wide) {
        add_string_w(to, string);
    } else {
        add_string_a(to, (const char *)string);
    }
}

/* What a provider says about a class, on one line. */
static inline text *class_info(int wide, GUID *provider, GUID *id) {
    static class_buffer buffer;
    const WSASERVICECLASSINFOW *info = &buffer.info;
    text *line = new_text();
    DWORD size = sizeof buffer, index;
    memset(&buffer, 0xA5, sizeof buffer);
    if (get_info(wide, provider, id, &size, &buffer) != 0) {
        add_text(line, "%s", error_name(WSAGetLastError()));
        return line;
    }
    CHECK(size == sizeof buffer && same_guid(info->lpServiceClassId, id));
    CHECK((info->dwCount == 0) == (info->lpClassInfos == NULL));
    add_text(line, "name=");
    add_class_string(line, info->lpszServiceClassName, wide);
    for (index = 0; index < info->dwCount; index++) {
        const WSANSCLASSINFOW *value = &info->lpClassInfos[index];
        CHECK((value->lpValue == NULL) == (value->dwValueSize == 0));
        add_text(line, " ");
        add_class_string(line, value->lpszName, wide);
        add_text(line, "/%u/%u=", (unsigned)value->dwNameSpace, (unsigned)value->dwValueType);
        add_bytes(line, value->lpValue, value->dwValueSize);
    }
    return line;
}

static inline text *class_name(int wide, GUID *id) {
    union {
        WCHAR w[512];
        char a[1024];
    } name;
    DWORD length = 512, index = 0;
    text *line = new_text();
    if (get_name(wide, id, &name, &length) != 0) {
        add_text(line, "%s", error_name(WSAGetLastError()));
        CHECK(WSAGetLastError() == WSAEFAULT || length == 512);
        return line;
    }
    while (wide ? name.w[index] != 0 : name.a[index] != '\0') {
        index++;
    }
    CHECK(length == index + 1);
    add_class_string(line, name.w, wide);
    return line;
}

/* Both functions, in both forms: once when they agree, which they do while all is ASCII. */
static inline void show_class(const char *what, GUID *provider, GUID *id) {
    text *info = class_info(1, provider, id), *info_a = class_info(0, provider, id);
    text *name = class_name(1, id), *name_a = class_name(0, id);
    CHECK(strcmp(info->bytes, info_a->bytes) == 0 && strcmp(name->bytes, name_a->bytes) == 0);
    printf("  %s: %s; called %s\n", what, info->bytes, name->bytes);
    free(info);
    free(info_a);
    free(name);
    free(name_a);
}

#endif /* ENLIST_TEST_CLASSES_H */
