// SPDX-License-Identifier: MIT OR Apache-2.0
// Every argument wrong in every way, in both forms: each gives its own code and leaves everything as it was.
#include "rnr.h"

/* The forms differ in the type of their strings only, so one query set serves both. */
static INT set_service(int wide, WSAQUERYSETW *query, int operation, DWORD flags) {
    return wide ? WSASetServiceW(query, (WSAESETSERVICEOP)operation, flags)
                : WSASetServiceA((WSAQUERYSETA *)query, (WSAESETSERVICEOP)operation, flags);
}

static INT begin(int wide, WSAQUERYSETW *query, DWORD flags, HANDLE *lookup) {
    return wide ? WSALookupServiceBeginW(query, flags, lookup) : WSALookupServiceBeginA((WSAQUERYSETA *)query, flags, lookup);
}

static INT next(int wide, HANDLE lookup, DWORD *length, void *buffer) {
    return wide ? WSALookupServiceNextW(lookup, 0, length, (WSAQUERYSETW *)buffer)
                : WSALookupServiceNextA(lookup, 0, length, (WSAQUERYSETA *)buffer);
}

static INT providers(int wide, DWORD *length, void *buffer) {
    return wide ? WSAEnumNameSpaceProvidersW(length, (WSANAMESPACE_INFOW *)buffer)
                : WSAEnumNameSpaceProvidersA(length, (WSANAMESPACE_INFOA *)buffer);
}

#define STRING(wide, content) ((wide) ? W(content) : (WCHAR *)A(content))
#define WILD(type) ((type *)(UINT_PTR)0x10)
#define OPERATIONS(operation) (operation) = RNRSERVICE_REGISTER; (operation) <= RNRSERVICE_DELETE; (operation)++

static text *known;

/* All that there is: what both forms say about the known service, and that it is the only one. */
static text *everything(void) {
    WSAQUERYSETW wide = query_w(W("known"), CLASS_A);
    WSAQUERYSETA ansi = query_a(A("known"), CLASS_A);
    WSAQUERYSETW all = query_w(NULL, NULL);
    text *parts[3], *together = new_text();
    int index;
    parts[0] = lookup_w(&wide, LUP_RETURN_ALL, 0);
    parts[1] = lookup_a(&ansi, LUP_RETURN_ALL, 0);
    parts[2] = lookup_w(&all, LUP_RETURN_ALL | LUP_DEEP, 0);
    for (index = 0; index < 3; index++) {
        add_text(together, "%s", parts[index]->bytes);
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

/* A registration that fails, in every operation, and changes nothing. */
#define REFUSED(query, error)                                                                                          \
    do {                                                                                                               \
        int refused_operation;                                                                                         \
        for (OPERATIONS(refused_operation)) {                                                                          \
            FAILS(set_service(wide, (query), refused_operation, 0), (error));                                          \
            FAILS(set_service(wide, (query), refused_operation, SERVICE_MULTIPLE), (error));                           \
        }                                                                                                              \
        check_unchanged(__LINE__);                                                                                     \
    } while (0)

/* A lookup that cannot begin, and leaves the handle as it was. */
#define NOT_BEGUN(query, flags, error)                                                                                 \
    do {                                                                                                               \
        HANDLE lookup = WILD(void);                                                                                    \
        FAILS(begin(wide, (query), (flags), &lookup), (error));                                                        \
        CHECK(lookup == WILD(void));                                                                                   \
        check_unchanged(__LINE__);                                                                                     \
    } while (0)

static WSAQUERYSETW known_query(int wide) {
    return query_w(STRING(wide, "known"), CLASS_A);
}

static const DWORD wrong_sizes[] = {0, 1, 60, 119, 121, 112, 128, 0x7FFFFFFF, 0xFFFFFFFF};
#define EACH(index, array) (index) = 0; (index) < (int)(sizeof(array) / sizeof((array)[0])); (index)++

static void null_query_sets_are_bad_pointers(int wide) {
    int operation;
    REFUSED(NULL, WSAEFAULT);
    for (operation = -2; operation < 5; operation++) {
        FAILS(set_service(wide, NULL, operation, 0xFFFFFFFF), WSAEFAULT);
    }
    NOT_BEGUN(NULL, LUP_RETURN_ALL, WSAEFAULT);
    FAILS(begin(wide, NULL, LUP_RETURN_ALL, NULL), WSAEFAULT);
}

static void wrong_sizes_are_refused_before_anything_else_is_read(int wide) {
    int index;
    for (EACH(index, wrong_sizes)) {
        WSAQUERYSETW query;
        /* Nothing that this points to can be read. */
        memset(&query, 0x55, sizeof query);
        query.dwSize = wrong_sizes[index];
        REFUSED(&query, WSAEINVAL);
        FAILS(set_service(wide, &query, 3, 0), WSAEINVAL);
        NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
        FAILS(begin(wide, &query, LUP_RETURN_ALL, NULL), WSAEFAULT);
    }
}

static void unknown_operations_are_refused_before_the_query_set_is_looked_into(int wide) {
    static const int wrong[] = {3, 4, -1, -2, 0x100, 0x10000, 0x7FFFFFFF, -0x7FFFFFFF - 1};
    int index;
    for (EACH(index, wrong)) {
        WSAQUERYSETW query = known_query(wide);
        FAILS(set_service(wide, &query, wrong[index], 0), WSAEINVAL);
        query.lpszServiceInstanceName = WILD(WCHAR);
        query.lpServiceClassId = WILD(GUID);
        query.dwNameSpace = 99;
        FAILS(set_service(wide, &query, wrong[index], SERVICE_MULTIPLE), WSAEINVAL);
    }
    check_unchanged(__LINE__);
}

static void names_and_classes_are_needed_by_the_directory(int wide) {
    WSAQUERYSETW query = known_query(wide);
    query.lpszServiceInstanceName = NULL;
    REFUSED(&query, WSAEINVAL);
    query.lpszServiceInstanceName = STRING(wide, "");
    REFUSED(&query, WSAEINVAL);
    query = known_query(wide);
    query.lpServiceClassId = NULL;
    REFUSED(&query, WSAEINVAL);
}

static void unknown_namespaces_have_no_provider(int wide) {
    static const DWORD unknown[] = {1, 2, 11, 13, 17, 31, 33, 99, 0x80000000, 0xFFFFFFFF};
    int index;
    for (EACH(index, unknown)) {
        WSAQUERYSETW query = known_query(wide);
        query.dwNameSpace = unknown[index];
        REFUSED(&query, WSASERVICE_NOT_FOUND);
        NOT_BEGUN(&query, LUP_RETURN_ALL, WSASERVICE_NOT_FOUND);
    }
}

static void unknown_provider_ids_are_refused_whatever_the_namespace(int wide) {
    WSAQUERYSETW query = known_query(wide);
    GUID zero;
    memset(&zero, 0, sizeof zero);
    query.lpNSProviderId = CLASS_A;
    REFUSED(&query, WSAEINVAL);
    NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
    query.dwNameSpace = 99;
    REFUSED(&query, WSAEINVAL);
    query.dwNameSpace = NS_ALL;
    query.lpNSProviderId = &zero;
    REFUSED(&query, WSAEINVAL);
    NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
    /* SAP has an id, but is not in the catalogue. */
    query.lpNSProviderId = sap_provider();
    REFUSED(&query, WSAEINVAL);
    NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
}

static void address_counts_must_have_their_array(int wide) {
    SOCKADDR_IN socket_address = inet_port(4);
    CSADDR_INFO one = tcp_at(NULL, &socket_address);
    static const DWORD counts[] = {1, 2, 65536, 65537, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    int index;
    for (EACH(index, counts)) {
        WSAQUERYSETW query = known_query(wide);
        query.dwNumberOfCsAddrs = counts[index];
        REFUSED(&query, WSAEINVAL);
        if (counts[index] > 65536) {
            query.lpcsaBuffer = &one;
            REFUSED(&query, WSAEINVAL);
        }
    }
}

static void socket_addresses_must_be_what_their_length_says(int wide) {
    static const INT lengths[] = {-1, -16, -0x7FFFFFFF - 1, 129, 130, 4096, 0x7FFFFFFF};
    static unsigned char room[4096];
    int index, side;
    for (side = 0; side < 2; side++) {
        for (EACH(index, lengths)) {
            WSAQUERYSETW query = known_query(wide);
            SOCKADDR_IN good = inet_port(4);
            CSADDR_INFO infos[2];
            SOCKET_ADDRESS *address;
            infos[0] = tcp_at(&good, &good);
            infos[1] = infos[0];
            address = side == 0 ? &infos[1].LocalAddr : &infos[1].RemoteAddr;
            address->lpSockaddr = (LPSOCKADDR)room;
            address->iSockaddrLength = lengths[index];
            query.dwNumberOfCsAddrs = 2;
            query.lpcsaBuffer = infos;
            REFUSED(&query, WSAEINVAL);
            address->lpSockaddr = NULL;
            REFUSED(&query, WSAEINVAL);
            address->iSockaddrLength = 16;
            REFUSED(&query, WSAEINVAL);
            address->iSockaddrLength = 1;
            REFUSED(&query, WSAEINVAL);
        }
    }
}

static void blobs_must_be_what_their_size_says(int wide) {
    static BYTE room[16];
    WSAQUERYSETW query = known_query(wide);
    BLOB blob;
    query.lpBlob = &blob;
    blob.pBlobData = NULL;
    blob.cbSize = 1;
    REFUSED(&query, WSAEINVAL);
    NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
    blob.cbSize = 0xFFFFFFFF;
    REFUSED(&query, WSAEINVAL);
    blob.pBlobData = room;
    REFUSED(&query, WSAEINVAL);
    NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
    blob.cbSize = 0x100001;
    REFUSED(&query, WSAEINVAL);
}

static void protocol_counts_must_have_their_array(int wide) {
    static AFPROTOCOLS any;
    static const DWORD counts[] = {1, 2, 4096, 4097, 0x7FFFFFFF, 0xFFFFFFFF};
    int index;
    for (EACH(index, counts)) {
        WSAQUERYSETW query = known_query(wide);
        query.dwNumberOfProtocols = counts[index];
        NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
        if (counts[index] > 4096) {
            query.lpafpProtocols = &any;
            NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
        }
    }
}

static void comparators_must_be_known_in_a_lookup(int wide) {
    static const int wrong[] = {2, 3, -1, 0x7FFFFFFF};
    int index;
    for (EACH(index, wrong)) {
        WSAQUERYSETW query = known_query(wide);
        WSAVERSION version;
        version.dwVersion = 1;
        version.ecHow = (WSAECOMPARATOR)wrong[index];
        query.lpVersion = &version;
        NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
    }
}

/* A string of so many characters. */
static WCHAR *string_of(int wide, int length) {
    WCHAR *string = (WCHAR *)malloc(((size_t)length + 1) * sizeof(WCHAR));
    int index;
    CHECK(string != NULL);
    for (index = 0; index < length; index++) {
        if (wide) {
            string[index] = 'x';
        } else {
            ((char *)string)[index] = 'x';
        }
    }
    if (wide) {
        string[length] = 0;
    } else {
        ((char *)string)[length] = '\0';
    }
    return string;
}

static void strings_of_32767_characters_are_too_long(int wide) {
    static const int lengths[] = {32767, 32768, 100000};
    int index;
    for (EACH(index, lengths)) {
        WCHAR *string = string_of(wide, lengths[index]);
        WSAQUERYSETW query = known_query(wide);
        query.lpszServiceInstanceName = string;
        REFUSED(&query, WSAEINVAL);
        NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
        query = known_query(wide);
        query.lpszComment = string;
        REFUSED(&query, WSAEINVAL);
        query = known_query(wide);
        query.lpszContext = string;
        REFUSED(&query, WSAEINVAL);
        NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
        free(string);
    }
}

static void strings_of_32766_characters_are_taken(int wide) {
    WCHAR *string = string_of(wide, 32766);
    static union {
        WSAQUERYSETW w;
        unsigned char bytes[0x40000];
    } buffer;
    DWORD length = sizeof buffer;
    WSAQUERYSETW query = query_w(string, CLASS_B);
    HANDLE lookup;
    query.lpszComment = string;
    query.lpszContext = string;
    WORKS(set_service(wide, &query, RNRSERVICE_REGISTER, 0));
    WORKS(begin(wide, &query, LUP_RETURN_NAME | LUP_RETURN_COMMENT, &lookup));
    WORKS(next(wide, lookup, &length, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    if (wide) {
        CHECK(memcmp(buffer.w.lpszServiceInstanceName, string, 32767 * sizeof(WCHAR)) == 0);
        CHECK(memcmp(buffer.w.lpszComment, string, 32767 * sizeof(WCHAR)) == 0);
        CHECK(memcmp(buffer.w.lpszContext, string, 32767 * sizeof(WCHAR)) == 0);
    } else {
        CHECK(strcmp((char *)buffer.w.lpszServiceInstanceName, (char *)string) == 0);
        CHECK(strcmp((char *)buffer.w.lpszComment, (char *)string) == 0);
        CHECK(strcmp((char *)buffer.w.lpszContext, (char *)string) == 0);
    }
    WORKS(set_service(wide, &query, RNRSERVICE_DELETE, 0));
    free(string);
    check_unchanged(__LINE__);
}

static void the_largest_counts_and_sizes_are_taken(int wide) {
    CSADDR_INFO *infos = (CSADDR_INFO *)calloc(65536, sizeof(CSADDR_INFO));
    AFPROTOCOLS *protocols = (AFPROTOCOLS *)calloc(4096, sizeof(AFPROTOCOLS));
    BYTE *data = (BYTE *)calloc(0x100000, 1);
    unsigned char address[128];
    WSAQUERYSETW query = query_w(STRING(wide, "large"), CLASS_B);
    BLOB blob;
    HANDLE lookup;
    result_buffer small;
    DWORD length = sizeof small;
    CHECK(infos != NULL && protocols != NULL && data != NULL);
    memset(address, 0xEE, sizeof address);
    infos[0].RemoteAddr.lpSockaddr = (LPSOCKADDR)address;
    infos[0].RemoteAddr.iSockaddrLength = sizeof address;
    infos[65535].LocalAddr.lpSockaddr = (LPSOCKADDR)address;
    infos[65535].LocalAddr.iSockaddrLength = 1;
    blob.cbSize = 0x100000;
    blob.pBlobData = data;
    query.dwNumberOfCsAddrs = 65536;
    query.lpcsaBuffer = infos;
    query.lpBlob = &blob;
    query.dwNumberOfProtocols = 4096;
    query.lpafpProtocols = protocols;
    WORKS(set_service(wide, &query, RNRSERVICE_REGISTER, 0));
    WORKS(begin(wide, &query, LUP_RETURN_ALL & ~LUP_RETURN_BLOB, &lookup));
    WORKS(next(wide, lookup, &length, &small));
    CHECK(small.w.dwNumberOfCsAddrs == 2);
    CHECK(small.w.lpcsaBuffer[0].RemoteAddr.iSockaddrLength == 128);
    CHECK(memcmp(small.w.lpcsaBuffer[0].RemoteAddr.lpSockaddr, address, 128) == 0);
    CHECK(small.w.lpcsaBuffer[1].LocalAddr.iSockaddrLength == 1);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(begin(wide, &query, LUP_RETURN_BLOB, &lookup));
    length = sizeof small;
    FAILS(next(wide, lookup, &length, &small), WSAEFAULT);
    CHECK(length > 0x100000);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(set_service(wide, &query, RNRSERVICE_DELETE, 0));
    free(infos);
    free(protocols);
    free(data);
    check_unchanged(__LINE__);
}

static void what_is_wrong_inside_is_found_before_the_provider_is_chosen(int wide) {
    WSAQUERYSETW query = known_query(wide);
    query.dwNameSpace = 99;
    query.dwNumberOfCsAddrs = 1;
    REFUSED(&query, WSAEINVAL);
    query.dwNumberOfCsAddrs = 0;
    query.lpszServiceInstanceName = NULL;
    REFUSED(&query, WSASERVICE_NOT_FOUND);
    query.dwNumberOfProtocols = 1;
    NOT_BEGUN(&query, LUP_RETURN_ALL, WSAEINVAL);
}

static void members_that_mean_nothing_are_not_looked_at(int wide) {
    WSAQUERYSETW query = known_query(wide);
    HANDLE lookup;
    query.dwOutputFlags = 0xFFFFFFFF;
    query.dwNumberOfProtocols = 0xFFFFFFFF;
    query.lpafpProtocols = WILD(AFPROTOCOLS);
    query.lpszQueryString = WILD(WCHAR);
    WORKS(set_service(wide, &query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    check_unchanged(__LINE__);
    query = known_query(wide);
    query.dwOutputFlags = 0xFFFFFFFF;
    query.lpszComment = WILD(WCHAR);
    query.dwNumberOfCsAddrs = 0xFFFFFFFF;
    query.lpcsaBuffer = WILD(CSADDR_INFO);
    WORKS(begin(wide, &query, LUP_RETURN_ALL, &lookup));
    WORKS(WSALookupServiceEnd(lookup));
}

static void unknown_flags_are_passed_over(int wide) {
    WSAQUERYSETW query = known_query(wide);
    HANDLE lookup;
    result_buffer buffer;
    DWORD length = sizeof buffer;
    WORKS(set_service(wide, &query, RNRSERVICE_REGISTER, 0xFFFFFFFF));
    WORKS(set_service(wide, &query, RNRSERVICE_DEREGISTER, 0xFFFFFFFF));
    WORKS(set_service(wide, &query, RNRSERVICE_DELETE, 0xFFFFFFFF));
    WORKS(begin(wide, &query, 0xFFFFFFFF & ~(DWORD)(LUP_CONTAINERS | LUP_NOCONTAINERS), &lookup));
    WORKS(next(wide, lookup, &length, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    check_unchanged(__LINE__);
}

static void pointers_of_next_are_looked_at_before_the_handle(int wide) {
    WSAQUERYSETW query = known_query(wide);
    result_buffer buffer;
    HANDLE lookup;
    DWORD length = 1000;
    WORKS(begin(wide, &query, LUP_RETURN_ALL, &lookup));
    FAILS(next(wide, lookup, NULL, &buffer), WSAEFAULT);
    FAILS(next(wide, lookup, NULL, NULL), WSAEFAULT);
    FAILS(next(wide, lookup, &length, NULL), WSAEFAULT);
    CHECK(length == 1000);
    FAILS(next(wide, NULL, NULL, NULL), WSAEFAULT);
    FAILS(next(wide, NULL, &length, NULL), WSAEFAULT);
    FAILS(next(wide, NULL, &length, &buffer), WSA_INVALID_HANDLE);
    FAILS(next(wide, WILD(void), &length, &buffer), WSA_INVALID_HANDLE);
    FAILS(next(wide, INVALID_HANDLE_VALUE, &length, &buffer), WSA_INVALID_HANDLE);
    CHECK(length == 1000);
    length = 0;
    FAILS(next(wide, NULL, &length, NULL), WSA_INVALID_HANDLE);
    CHECK(length == 0);
    /* None of them has used up the result. */
    length = sizeof buffer;
    WORKS(next(wide, lookup, &length, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
}

static void ends_need_an_open_handle(int wide) {
    (void)wide;
    FAILS(WSALookupServiceEnd(NULL), WSA_INVALID_HANDLE);
    FAILS(WSALookupServiceEnd(INVALID_HANDLE_VALUE), WSA_INVALID_HANDLE);
    FAILS(WSALookupServiceEnd(WILD(void)), WSA_INVALID_HANDLE);
}

static void CALLBACK never_called(DWORD error, DWORD transferred, LPWSAOVERLAPPED overlapped, DWORD flags) {
    (void)error, (void)transferred, (void)overlapped, (void)flags;
    CHECK(0);
}

/* The same whatever the buffers are, which are not looked at. */
static void not_done(HANDLE lookup, DWORD code, DWORD *returned, WSACOMPLETION *completion, int error) {
    FAILS(WSANSPIoctl(lookup, code, NULL, 0, NULL, 0, returned, completion), error);
    FAILS(WSANSPIoctl(lookup, code, WILD(void), 0xFFFFFFFF, WILD(void), 0xFFFFFFFF, returned, completion), error);
    FAILS(WSANSPIoctl(lookup, code, NULL, 1, WILD(void), 0, returned, completion), error);
    CHECK(returned == NULL || *returned == 77);
}

static void questions_for_changes_are_looked_at_in_their_order(int wide) {
    static const DWORD codes[] = {0, 0x88000018, 0x8800001A, 0x08000019, 0x80000019, 0xFFFFFFFF};
    static const int types[] = {-1, 5, 0x7FFFFFFF, -0x7FFFFFFF - 1};
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    DWORD returned = 77, change = SIO_NSP_NOTIFY_CHANGE;
    WSACOMPLETION completion;
    WSAOVERLAPPED overlapped;
    HANDLE lookup;
    int index, type;
    WORKS(begin(wide, &query, LUP_RETURN_NAME, &lookup));

    /* Everything is wrong, then ever less. */
    not_done(NULL, 0, NULL, WILD(WSACOMPLETION), WSAEFAULT);
    not_done(lookup, change, NULL, NULL, WSAEFAULT);
    for (EACH(index, codes)) {
        not_done(NULL, codes[index], &returned, WILD(WSACOMPLETION), WSAEINVAL);
        not_done(lookup, codes[index], &returned, NULL, WSAEINVAL);
    }
    for (EACH(index, types)) {
        memset(&completion, 0x55, sizeof completion);
        memcpy(&completion.Type, &types[index], sizeof completion.Type);
        not_done(NULL, change, &returned, &completion, WSAEINVAL);
        not_done(lookup, change, &returned, &completion, WSAEINVAL);
    }
    memset(&completion, 0, sizeof completion);
    completion.Type = NSP_NOTIFY_APC;
    not_done(NULL, change, &returned, &completion, WSAEFAULT);
    not_done(lookup, change, &returned, &completion, WSAEFAULT);
    completion.Parameters.Apc.lpOverlapped = &overlapped;
    not_done(NULL, change, &returned, &completion, WSAEFAULT);
    completion.Parameters.Apc.lpOverlapped = NULL;
    completion.Parameters.Apc.lpfnCompletionProc = never_called;
    not_done(lookup, change, &returned, &completion, WSAEFAULT);
    for (type = NSP_NOTIFY_IMMEDIATELY; type <= NSP_NOTIFY_APC; type++) {
        memset(&completion, 0, sizeof completion);
        completion.Type = (WSACOMPLETIONTYPE)type;
        if (type == NSP_NOTIFY_APC) {
            memset(&overlapped, 0x55, sizeof overlapped);
            completion.Parameters.Apc.lpOverlapped = &overlapped;
            completion.Parameters.Apc.lpfnCompletionProc = never_called;
        }
        not_done(NULL, change, &returned, &completion, WSA_INVALID_HANDLE);
        not_done(INVALID_HANDLE_VALUE, change, &returned, &completion, WSA_INVALID_HANDLE);
        not_done(WILD(void), change, &returned, &completion, WSA_INVALID_HANDLE);
        CHECK(type != NSP_NOTIFY_APC || overlapped.Internal == (ULONG_PTR)0x5555555555555555);
    }
    not_done(NULL, change, &returned, NULL, WSA_INVALID_HANDLE);

    /* Nothing is wrong. */
    completion.Type = NSP_NOTIFY_IMMEDIATELY;
    not_done(lookup, change, &returned, &completion, WSAEWOULDBLOCK);
    WORKS(WSALookupServiceEnd(lookup));
    check_unchanged(__LINE__);
}

static void pointers_of_the_provider_list_are_looked_at(int wide) {
    DWORD length = 0;
    FAILS(providers(wide, NULL, NULL), WSAEFAULT);
    FAILS(providers(wide, NULL, WILD(void)), WSAEFAULT);
    FAILS(providers(wide, &length, NULL), WSAEFAULT);
    CHECK(length > 0);
    length = 0xFFFFFFFF;
    FAILS(providers(wide, &length, NULL), WSAEFAULT);
    CHECK(length > 0 && length < 0xFFFFFFFF);
    length = 0;
    FAILS(providers(wide, &length, WILD(void)), WSAEFAULT);
    check_unchanged(__LINE__);
}

static void register_known(void) {
    static BYTE data[] = {1, 2, 3, 0, 255};
    SOCKADDR_IN address = inet_port(4711);
    CSADDR_INFO info = tcp_at(NULL, &address);
    WSAQUERYSETW query = query_w(W("known"), CLASS_A);
    WSAVERSION version;
    BLOB blob;
    version.dwVersion = 7;
    version.ecHow = COMP_EQUAL;
    blob.cbSize = sizeof data;
    blob.pBlobData = data;
    query.lpVersion = &version;
    query.lpszComment = W("stays as it is");
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    query.lpBlob = &blob;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
}

#define RUN_BOTH(test) (printf("%s\n", #test), fflush(stdout), (test)(1), (test)(0))

int main(void) {
    start_winsock();
    register_known();
    known = everything();
    fputs(known->bytes, stdout);
    RUN_BOTH(null_query_sets_are_bad_pointers);
    RUN_BOTH(wrong_sizes_are_refused_before_anything_else_is_read);
    RUN_BOTH(unknown_operations_are_refused_before_the_query_set_is_looked_into);
    RUN_BOTH(names_and_classes_are_needed_by_the_directory);
    RUN_BOTH(unknown_namespaces_have_no_provider);
    RUN_BOTH(unknown_provider_ids_are_refused_whatever_the_namespace);
    RUN_BOTH(address_counts_must_have_their_array);
    RUN_BOTH(socket_addresses_must_be_what_their_length_says);
    RUN_BOTH(blobs_must_be_what_their_size_says);
    RUN_BOTH(protocol_counts_must_have_their_array);
    RUN_BOTH(comparators_must_be_known_in_a_lookup);
    RUN_BOTH(strings_of_32767_characters_are_too_long);
    RUN_BOTH(strings_of_32766_characters_are_taken);
    RUN_BOTH(the_largest_counts_and_sizes_are_taken);
    RUN_BOTH(what_is_wrong_inside_is_found_before_the_provider_is_chosen);
    RUN_BOTH(members_that_mean_nothing_are_not_looked_at);
    RUN_BOTH(unknown_flags_are_passed_over);
    RUN_BOTH(pointers_of_next_are_looked_at_before_the_handle);
    RUN_BOTH(ends_need_an_open_handle);
    RUN_BOTH(questions_for_changes_are_looked_at_in_their_order);
    RUN_BOTH(pointers_of_the_provider_list_are_looked_at);
    return 0;
}
