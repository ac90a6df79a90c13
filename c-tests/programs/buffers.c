// SPDX-License-Identifier: MIT OR Apache-2.0
// seconds: 120
// The buffer of WSALookupServiceNext: sizes to the byte, nothing written beyond them, and nothing lost when it is too small.
#include "rnr.h"

#include <stdint.h>

#define ROOM 4096
#define RED 0xA5

/* Results are delivered into the middle, or so; all around it stays red. */
static unsigned char area[ROOM + 64];

static INT next(int wide, HANDLE lookup, DWORD flags, DWORD *length, void *buffer) {
    return wide ? WSALookupServiceNextW(lookup, flags, length, (WSAQUERYSETW *)buffer)
                : WSALookupServiceNextA(lookup, flags, length, (WSAQUERYSETA *)buffer);
}

static INT begin(int wide, WSAQUERYSETW *query, DWORD flags, HANDLE *lookup) {
    return wide ? WSALookupServiceBeginW(query, flags, lookup) : WSALookupServiceBeginA((WSAQUERYSETA *)query, flags, lookup);
}

static int is_red(const unsigned char *from, const unsigned char *to) {
    for (; from < to; from++) {
        if (*from != RED) {
            return 0;
        }
    }
    return 1;
}

static int is_name(const WSAQUERYSETW *result, int wide, const char *name) {
    if (!wide) {
        return strcmp((const char *)result->lpszServiceInstanceName, name) == 0;
    } else {
        const WCHAR *string = result->lpszServiceInstanceName;
        while (*name != '\0' && *string == (WCHAR)*name) {
            string++;
            name++;
        }
        return *name == '\0' && *string == 0;
    }
}

/* Two services of class A with everything in them, and texts that are longer in one form than in the other. */
static void register_all(void) {
    static BYTE data[] = {1, 2, 3, 4, 5};
    SOCKADDR_IN6 inet6;
    SOCKADDR_IN inet = inet_port(80);
    CSADDR_INFO infos[2];
    WSAQUERYSETW query;
    WSAVERSION version;
    BLOB blob;
    memset(&inet6, 0, sizeof inet6);
    inet6.sin6_family = AF_INET6;
    infos[0] = tcp_at(NULL, &inet);
    infos[1] = tcp_at(&inet, NULL);
    infos[1].RemoteAddr.lpSockaddr = (LPSOCKADDR)&inet6;
    /* Shorter than the family says, and odd. */
    infos[1].RemoteAddr.iSockaddrLength = 27;
    version.dwVersion = 1;
    version.ecHow = COMP_EQUAL;
    blob.cbSize = sizeof data;
    blob.pBlobData = data;
    query = query_w(W("first"), CLASS_A);
    query.lpVersion = &version;
    query.lpszComment = W("\u00E9\u4E2D\U0001F600!");
    query.lpszContext = W("\u00C9\\place");
    query.dwNumberOfCsAddrs = 2;
    query.lpcsaBuffer = infos;
    query.lpBlob = &blob;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.lpszServiceInstanceName = W("second");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.lpszServiceInstanceName = W("third");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
}

static HANDLE begin_all(int wide) {
    static const char ansi_context[] = "\xC3\x89\\place";
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    HANDLE lookup;
    query.lpszContext = wide ? W("\u00C9\\place") : (WCHAR *)ansi_context;
    WORKS(begin(wide, &query, LUP_RETURN_ALL, &lookup));
    return lookup;
}

/* Everything that the result points to: inside the buffer, behind the struct, and aligned. */
typedef struct {
    const unsigned char *start, *end;
} limits;

static void check_inside(limits buffer, const void *item, size_t size, size_t alignment) {
    const unsigned char *from = (const unsigned char *)item;
    CHECK(from != NULL);
    CHECK(from >= buffer.start + sizeof(WSAQUERYSETW) && from <= buffer.end && size <= (size_t)(buffer.end - from));
    CHECK((UINT_PTR)from % alignment == 0);
}

static size_t string_size(const WCHAR *string, int wide) {
    size_t length = 0;
    if (!wide) {
        return strlen((const char *)string) + 1;
    }
    while (string[length] != 0) {
        length++;
    }
    return (length + 1) * sizeof(WCHAR);
}

static void check_result_inside(unsigned char *start, DWORD size, int wide) {
    limits buffer;
    WSAQUERYSETW result;
    DWORD index;
    size_t unit = wide ? sizeof(WCHAR) : 1;
    buffer.start = start;
    buffer.end = start + size;
    memcpy(&result, start, sizeof result);
    CHECK(result.dwSize == sizeof result && result.dwNumberOfCsAddrs == 2);
    check_inside(buffer, result.lpszServiceInstanceName, string_size(result.lpszServiceInstanceName, wide), unit);
    check_inside(buffer, result.lpszComment, string_size(result.lpszComment, wide), unit);
    check_inside(buffer, result.lpszContext, string_size(result.lpszContext, wide), unit);
    check_inside(buffer, result.lpServiceClassId, sizeof(GUID), 8);
    check_inside(buffer, result.lpNSProviderId, sizeof(GUID), 8);
    check_inside(buffer, result.lpVersion, sizeof(WSAVERSION), 8);
    check_inside(buffer, result.lpcsaBuffer, 2 * sizeof(CSADDR_INFO), 8);
    for (index = 0; index < 2; index++) {
        const CSADDR_INFO *info = &result.lpcsaBuffer[index];
        check_inside(buffer, info->LocalAddr.lpSockaddr, (size_t)info->LocalAddr.iSockaddrLength, 8);
        check_inside(buffer, info->RemoteAddr.lpSockaddr, (size_t)info->RemoteAddr.iSockaddrLength, 8);
    }
    check_inside(buffer, result.lpBlob, sizeof(BLOB), 8);
    check_inside(buffer, result.lpBlob->pBlobData, result.lpBlob->cbSize, 8);
    CHECK(same_guid(result.lpServiceClassId, CLASS_A) && result.lpBlob->cbSize == 5 && result.lpBlob->pBlobData[4] == 5);
    CHECK(result.lpcsaBuffer[1].RemoteAddr.iSockaddrLength == 27);
    CHECK(strcmp(wide ? "" : (char *)result.lpszComment, wide ? "" : "\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80!") == 0);
    CHECK(!wide || memcmp(result.lpszComment, W("\u00E9\u4E2D\U0001F600!"), 6 * sizeof(WCHAR)) == 0);
}

static void no_buffer_asks_for_the_size(int wide) {
    HANDLE lookup = begin_all(wide);
    DWORD first = 0, again = 0;
    FAILS(next(wide, lookup, 0, &first, NULL), WSAEFAULT);
    CHECK(first > sizeof(WSAQUERYSETW) && first < ROOM);
    FAILS(next(wide, lookup, 0, &again, NULL), WSAEFAULT);
    CHECK(again == first);
    again = 0;
    memset(area, RED, sizeof area);
    FAILS(next(wide, lookup, 0, &again, area), WSAEFAULT);
    CHECK(again == first && is_red(area, area + sizeof area));
    WORKS(WSALookupServiceEnd(lookup));
}

static void the_size_is_exact_and_no_smaller_one_is_touched(int wide) {
    int offset;
    /* However the buffer is aligned. */
    for (offset = 0; offset < 8; offset++) {
        unsigned char *start = area + 16 + offset;
        HANDLE lookup = begin_all(wide);
        DWORD exact = 0, size, length;
        FAILS(next(wide, lookup, 0, &exact, start), WSAEFAULT);
        for (size = 0; size < exact; size++) {
            length = size;
            memset(area, RED, sizeof area);
            FAILS(next(wide, lookup, 0, &length, start), WSAEFAULT);
            CHECK(length == exact);
            CHECK(is_red(area, area + sizeof area));
        }
        length = exact;
        WORKS(next(wide, lookup, 0, &length, start));
        CHECK(length == exact);
        CHECK(is_red(area, start) && is_red(start + exact, area + sizeof area));
        check_result_inside(start, exact, wide);
        {
            WSAQUERYSETW result;
            memcpy(&result, start, sizeof result);
            CHECK(is_name(&result, wide, "first"));
        }
        /* The next one is the second, and in a large buffer it takes no more than it would say. */
        length = 0;
        FAILS(next(wide, lookup, 0, &length, start), WSAEFAULT);
        exact = length;
        length = ROOM;
        memset(area, RED, sizeof area);
        WORKS(next(wide, lookup, 0, &length, start));
        CHECK(length == ROOM && is_red(area, start) && is_red(start + exact, area + sizeof area));
        check_result_inside(start, exact, wide);
        WORKS(WSALookupServiceEnd(lookup));
    }
}

static void the_size_asked_for_without_a_buffer_is_enough_for_an_aligned_one(int wide) {
    HANDLE lookup = begin_all(wide);
    DWORD length = 0;
    unsigned char *start = area + (8 - (UINT_PTR)area % 8) % 8;
    FAILS(next(wide, lookup, 0, &length, NULL), WSAEFAULT);
    WORKS(next(wide, lookup, 0, &length, start));
    WORKS(WSALookupServiceEnd(lookup));
}

static void a_result_that_did_not_fit_comes_again_unless_it_is_flushed(int wide) {
    HANDLE lookup = begin_all(wide);
    result_buffer buffer;
    DWORD length;
    int round;
    for (round = 0; round < 5; round++) {
        length = 100;
        FAILS(next(wide, lookup, 0, &length, &buffer), WSAEFAULT);
    }
    length = sizeof buffer;
    WORKS(next(wide, lookup, LUP_FLUSHPREVIOUS, &length, &buffer));
    CHECK(is_name(&buffer.w, wide, "second"));
    /* Flushing without anything to flush skips nothing. */
    length = sizeof buffer;
    WORKS(next(wide, lookup, LUP_FLUSHPREVIOUS, &length, &buffer));
    CHECK(is_name(&buffer.w, wide, "third"));
    FAILS(next(wide, lookup, LUP_FLUSHPREVIOUS, &length, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));

    lookup = begin_all(wide);
    length = sizeof buffer;
    WORKS(next(wide, lookup, LUP_FLUSHPREVIOUS, &length, &buffer));
    CHECK(is_name(&buffer.w, wide, "first"));
    /* The next but one, when the one that comes after the flushed one does not fit either. */
    length = 0;
    FAILS(next(wide, lookup, 0, &length, NULL), WSAEFAULT);
    length = 0;
    FAILS(next(wide, lookup, LUP_FLUSHPREVIOUS, &length, NULL), WSAEFAULT);
    length = sizeof buffer;
    WORKS(next(wide, lookup, 0, &length, &buffer));
    CHECK(is_name(&buffer.w, wide, "third"));
    FAILS(next(wide, lookup, 0, &length, &buffer), WSA_E_NO_MORE);
    CHECK(length == sizeof buffer);
    WORKS(WSALookupServiceEnd(lookup));

    /* The last one flushed. */
    lookup = begin_all(wide);
    length = sizeof buffer;
    WORKS(next(wide, lookup, 0, &length, &buffer));
    WORKS(next(wide, lookup, 0, &length, &buffer));
    length = 0;
    FAILS(next(wide, lookup, 0, &length, NULL), WSAEFAULT);
    length = sizeof buffer;
    FAILS(next(wide, lookup, LUP_FLUSHPREVIOUS, &length, &buffer), WSA_E_NO_MORE);
    FAILS(next(wide, lookup, 0, &length, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void less_is_needed_when_less_is_asked_for(int wide) {
    HANDLE lookup = begin_all(wide);
    DWORD all = 0, name = 0;
    result_buffer buffer;
    FAILS(next(wide, lookup, 0, &all, NULL), WSAEFAULT);
    FAILS(next(wide, lookup, LUP_RETURN_NAME, &name, NULL), WSAEFAULT);
    CHECK(name < all);
    WORKS(next(wide, lookup, LUP_RETURN_NAME, &name, &buffer));
    CHECK(is_name(&buffer.w, wide, "first") && buffer.w.lpBlob == NULL);
    WORKS(WSALookupServiceEnd(lookup));
}

static void what_the_buffer_holds_before_does_not_matter(int wide) {
    HANDLE lookup = begin_all(wide);
    result_buffer buffer;
    DWORD length = sizeof buffer;
    memset(&buffer, 0xFF, sizeof buffer);
    WORKS(next(wide, lookup, 0, &length, &buffer));
    memset(&buffer, 0, sizeof buffer);
    buffer.w.dwSize = 1;
    WORKS(next(wide, lookup, 0, &length, &buffer));
    CHECK(is_name(&buffer.w, wide, "second"));
    WORKS(WSALookupServiceEnd(lookup));
}

static void unused_members_are_null_whatever_was_there(int wide) {
    WSAQUERYSETW query = query_w(NULL, CLASS_B);
    result_buffer buffer;
    HANDLE lookup;
    DWORD length = sizeof buffer;
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("bare"), CLASS_B, END));
    WORKS(begin(wide, &query, LUP_RETURN_ALL, &lookup));
    memset(&buffer, 0xFF, sizeof buffer);
    WORKS(next(wide, lookup, 0, &length, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    CHECK(buffer.w.dwSize == sizeof(WSAQUERYSETW));
    CHECK(is_name(&buffer.w, wide, "bare") && same_guid(buffer.w.lpServiceClassId, CLASS_B));
    CHECK(buffer.w.lpVersion == NULL && buffer.w.lpszComment == NULL && buffer.w.lpszContext == NULL);
    CHECK(buffer.w.dwNameSpace == NS_NTDS && same_guid(buffer.w.lpNSProviderId, directory_provider()));
    CHECK(buffer.w.dwNumberOfProtocols == 0 && buffer.w.lpafpProtocols == NULL && buffer.w.lpszQueryString == NULL);
    CHECK(buffer.w.dwNumberOfCsAddrs == 0 && buffer.w.lpcsaBuffer == NULL);
    CHECK(buffer.w.dwOutputFlags == 0 && buffer.w.lpBlob == NULL);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("bare"), CLASS_B, END));
}

static void the_length_variable_may_be_unaligned(int wide) {
    HANDLE lookup = begin_all(wide);
    unsigned char bytes[8];
    result_buffer buffer;
    DWORD length = 10;
    memcpy(bytes + 1, &length, sizeof length);
    FAILS(next(wide, lookup, 0, (DWORD *)(void *)(bytes + 1), &buffer), WSAEFAULT);
    memcpy(&length, bytes + 1, sizeof length);
    CHECK(length > 100);
    WORKS(next(wide, lookup, 0, (DWORD *)(void *)(bytes + 1), &buffer));
    WORKS(WSALookupServiceEnd(lookup));
}

/* Whatever is last in the buffer, nothing of it is written beyond the size that was said. */
static void every_choice_of_members_ends_where_it_says(int wide) {
    SOCKADDR_IN inet = inet_port(80);
    CSADDR_INFO infos[3];
    WSAQUERYSETW queries[4];
    BYTE data[3] = {1, 2, 3};
    BLOB blob;
    WSAVERSION version;
    unsigned which, choice, offset;
    version.dwVersion = 1;
    version.ecHow = COMP_EQUAL;
    blob.cbSize = sizeof data;
    blob.pBlobData = data;
    infos[0] = tcp_at(NULL, &inet);
    infos[1] = tcp_at(&inet, NULL);
    infos[2] = tcp_at(&inet, &inet);
    for (which = 0; which < 4; which++) {
        static WCHAR *const names[] = {W("remote"), W("local"), W("both"), W("several")};
        WSAQUERYSETW *query = &queries[which];
        *query = query_w(names[which], CLASS_B);
        query->dwNumberOfCsAddrs = which == 3 ? 3 : 1;
        query->lpcsaBuffer = which == 3 ? infos : &infos[which];
        query->lpVersion = &version;
        query->lpBlob = &blob;
        query->lpszComment = W("odd");
        WORKS(WSASetServiceW(query, RNRSERVICE_REGISTER, 0));
        query->lpVersion = NULL;
        query->lpBlob = NULL;
        for (choice = 0; choice < 256; choice++) {
            for (offset = 0; offset < 16; offset++) {
                unsigned char *start = area + 16 + offset / 2;
                DWORD flags = choice << 4, side = offset % 2 == 0 ? 0 : LUP_RES_SERVICE, exact = 0;
                HANDLE lookup;
                WORKS(WSALookupServiceBeginW(query, flags, &lookup));
                FAILS(next(wide, lookup, side, &exact, start), WSAEFAULT);
                memset(area, RED, sizeof area);
                WORKS(next(wide, lookup, side, &exact, start));
                CHECK(is_red(area, start) && is_red(start + exact, area + sizeof area));
                WORKS(WSALookupServiceEnd(lookup));
            }
        }
        WORKS(WSASetServiceW(query, RNRSERVICE_DELETE, 0));
    }
}

/* The needed sizes differ between the forms by their strings alone. */
static void the_forms_differ_by_the_sizes_of_their_strings(void) {
    static const struct {
        const char *ansi;
        WCHAR *wide;
    } names[] = {{"a", W("a")},
                 {"abcdefgh", W("abcdefgh")},
                 {"\xC3\xA9\xC3\xA9\xC3\xA9", W("\u00E9\u00E9\u00E9")},
                 {"\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD", W("\u4E2D\u4E2D\u4E2D\u4E2D")},
                 {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", W("\U0001F600\U0001F600")}};
    size_t index;
    for (index = 0; index < sizeof names / sizeof names[0]; index++) {
        WSAQUERYSETW query = query_w(names[index].wide, CLASS_C);
        HANDLE lookup;
        DWORD wide = 0, ansi = 0, fixed_w = 0, fixed_a = 0;
        WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME | LUP_RETURN_TYPE, &lookup));
        FAILS(WSALookupServiceNextW(lookup, LUP_RETURN_TYPE, &fixed_w, NULL), WSAEFAULT);
        FAILS(WSALookupServiceNextA(lookup, LUP_RETURN_TYPE, &fixed_a, NULL), WSAEFAULT);
        FAILS(WSALookupServiceNextW(lookup, LUP_RETURN_NAME | LUP_RETURN_TYPE, &wide, NULL), WSAEFAULT);
        FAILS(WSALookupServiceNextA(lookup, LUP_RETURN_NAME | LUP_RETURN_TYPE, &ansi, NULL), WSAEFAULT);
        CHECK(fixed_w == fixed_a);
        printf("  without the name %u, W + %u, A + %u\n", (unsigned)fixed_w, (unsigned)(wide - fixed_w),
               (unsigned)(ansi - fixed_a));
        WORKS(WSALookupServiceEnd(lookup));
        WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    }
}

#define RUN_BOTH(test) (printf("%s\n", #test), fflush(stdout), (test)(1), (test)(0))

/* Who asks for the size may pass any pointer: nothing is written through it. */
static void a_size_is_told_whatever_the_pointer(void) {
    WSAQUERYSETW query = query_w(W("anywhere"), CLASS_C);
    uintptr_t ends[] = {UINTPTR_MAX, UINTPTR_MAX - 6, UINTPTR_MAX - 7, 1};
    DWORD length = 0, aligned, index;
    HANDLE lookup;
    CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == 0);
    CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_NAME | LUP_RETURN_TYPE, &lookup) == 0);
    CHECK(WSALookupServiceNextW(lookup, 0, &length, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    aligned = length;
    for (index = 0; index < sizeof ends / sizeof ends[0]; index++) {
        length = 0;
        CHECK(WSALookupServiceNextW(lookup, 0, &length, (WSAQUERYSETW *)ends[index]) == SOCKET_ERROR);
        CHECK(WSAGetLastError() == WSAEFAULT && length >= aligned && length < aligned + 8);
        length = 0;
        CHECK(WSAEnumNameSpaceProvidersW(&length, (WSANAMESPACE_INFOW *)ends[index]) == SOCKET_ERROR);
        CHECK(WSAGetLastError() == WSAEFAULT && length > 0);
    }
    CHECK(WSALookupServiceEnd(lookup) == 0);
    CHECK(WSASetServiceW(&query, RNRSERVICE_DELETE, 0) == 0);
}

int main(void) {
    start_winsock();
    register_all();
    RUN_BOTH(no_buffer_asks_for_the_size);
    RUN_BOTH(the_size_is_exact_and_no_smaller_one_is_touched);
    RUN_BOTH(every_choice_of_members_ends_where_it_says);
    RUN_BOTH(the_size_asked_for_without_a_buffer_is_enough_for_an_aligned_one);
    RUN_BOTH(a_result_that_did_not_fit_comes_again_unless_it_is_flushed);
    RUN_BOTH(less_is_needed_when_less_is_asked_for);
    RUN_BOTH(what_the_buffer_holds_before_does_not_matter);
    RUN_BOTH(unused_members_are_null_whatever_was_there);
    RUN_BOTH(the_length_variable_may_be_unaligned);
    RUN(the_forms_differ_by_the_sizes_of_their_strings);
    RUN(a_size_is_told_whatever_the_pointer);
    return 0;
}
