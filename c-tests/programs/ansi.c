// SPDX-License-Identifier: MIT OR Apache-2.0
// The A forms, in UTF-8: what one form registers the other finds; the caller's memory is its own again as soon as a call
// returns, and is as it was.
#include "rnr.h"

#define E_ACUTE "\xC3\xA9"
#define MIDDLE "\xE4\xB8\xAD"
#define GRIN "\xF0\x9F\x98\x80"

static void show_both(WCHAR *wide, char *ansi) {
    WSAQUERYSETW wide_query = query_w(wide, CLASS_A);
    WSAQUERYSETA ansi_query = query_a(ansi, CLASS_A);
    show_w(&wide_query, LUP_DEEP | LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    show_a(&ansi_query, LUP_DEEP | LUP_RETURN_NAME | LUP_RETURN_COMMENT);
}

static void what_a_registers_w_finds_and_the_reverse(void) {
    WSAQUERYSETA ansi = query_a(A("caf" E_ACUTE " " GRIN), CLASS_A);
    WSAQUERYSETW wide = query_w(W("na\u00EFve \u4E2D"), CLASS_A);
    ansi.lpszComment = A(MIDDLE MIDDLE);
    ansi.lpszContext = A("pl" E_ACUTE);
    WORKS(WSASetServiceA(&ansi, RNRSERVICE_REGISTER, 0));
    show_both(W("CAF\u00C9 \U0001F600"), A("Caf" E_ACUTE " " GRIN));
    wide.lpszComment = W("\U0001F600");
    WORKS(WSASetServiceW(&wide, RNRSERVICE_REGISTER, 0));
    show_both(W("na\u00EFve \u4E2D"), A("NA\xC3\x8FVE " MIDDLE));
    /* One form updates and deletes what the other made. */
    ansi = query_a(A("na\xC3\xAFve " MIDDLE), CLASS_A);
    ansi.lpszComment = A("from A");
    WORKS(WSASetServiceA(&ansi, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    show_both(W("na\u00EFve \u4E2D"), A("na\xC3\xAFve " MIDDLE));
    WORKS(WSASetServiceA(&ansi, RNRSERVICE_DELETE, 0));
    wide = query_w(W("caf\u00E9 \U0001F600"), CLASS_A);
    wide.lpszContext = W("pl\u00E9");
    WORKS(WSASetServiceW(&wide, RNRSERVICE_DELETE, 0));
    show_both(NULL, NULL);
}

/* A registration whose every part stands in memory that is compared, overwritten and freed. */
typedef struct {
    WSAQUERYSETA query;
    GUID class_id, provider;
    WSAVERSION version;
    CSADDR_INFO infos[2];
    SOCKADDR_IN local, remote;
    BLOB blob;
    BYTE data[6];
    char name[16], comment[32], context[16], query_string[16];
    AFPROTOCOLS protocols[2];
} whole;

static void fill(whole *all) {
    memset(all, 0, sizeof *all);
    all->class_id = *CLASS_B;
    all->provider = *directory_provider();
    all->version.dwVersion = 9;
    all->local = inet_port(1);
    all->remote = inet_port(2);
    all->infos[0] = tcp_at(&all->local, &all->remote);
    memcpy(all->data, "\x00\x80\xC3\xFF\xE9\x00", 6);
    all->blob.cbSize = 6;
    all->blob.pBlobData = all->data;
    strcpy(all->name, "Own");
    strcpy(all->comment, "caf" E_ACUTE);
    strcpy(all->context, "\\Place\\");
    strcpy(all->query_string, "rest");
    all->query = query_a(all->name, &all->class_id);
    all->query.lpVersion = &all->version;
    all->query.lpszComment = all->comment;
    all->query.dwNameSpace = 77;
    all->query.lpNSProviderId = &all->provider;
    all->query.lpszContext = all->context;
    all->query.lpszQueryString = all->query_string;
    all->query.dwNumberOfProtocols = 2;
    all->query.lpafpProtocols = all->protocols;
    all->query.dwNumberOfCsAddrs = 2;
    all->query.lpcsaBuffer = all->infos;
    all->query.dwOutputFlags = 0x77;
    all->query.lpBlob = &all->blob;
}

static void the_callers_memory_is_not_changed_and_not_kept(void) {
    whole *given = (whole *)malloc(sizeof *given), *before = (whole *)malloc(sizeof *before);
    WSAQUERYSETW query = query_w(W("own"), CLASS_B);
    HANDLE lookup;
    result_buffer buffer;
    text *found = new_text();
    CHECK(given != NULL && before != NULL);
    query.lpszContext = W("place");

    fill(given);
    memcpy(before, given, sizeof *given);
    WORKS(WSASetServiceA(&given->query, RNRSERVICE_REGISTER, 0));
    CHECK(memcmp(before, given, sizeof *given) == 0);
    memset(given, 0xDD, sizeof *given);
    free(given);
    show_w(&query, LUP_RETURN_ALL);

    given = (whole *)malloc(sizeof *given);
    CHECK(given != NULL);
    fill(given);
    /* As restrictions: protocols and version would not fit. */
    given->query.lpVersion = NULL;
    memcpy(before, given, sizeof *given);
    WORKS(WSALookupServiceBeginA(&given->query, LUP_RETURN_ALL, &lookup));
    CHECK(memcmp(before, given, sizeof *given) == 0);
    memset(given, 0xDD, sizeof *given);
    free(given);
    WORKS(next_a(lookup, 0, &buffer));
    describe(found, &buffer.w, 0);
    printf("  %s\n", found->bytes);
    free(found);
    WORKS(WSALookupServiceEnd(lookup));

    /* The W form neither. */
    {
        WCHAR name[] = {'o', 'w', 'n', 0}, context[] = {'\\', 'P', 'l', 'a', 'c', 'e', 0};
        WSAQUERYSETW wide = query_w(name, CLASS_B), wide_before;
        wide.lpszContext = context;
        wide.lpszComment = name;
        memcpy(&wide_before, &wide, sizeof wide);
        WORKS(WSASetServiceW(&wide, RNRSERVICE_REGISTER, 0));
        CHECK(memcmp(&wide_before, &wide, sizeof wide) == 0);
        memset(name, 'x', sizeof name - sizeof(WCHAR));
        show_w(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    }
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    free(before);
}

static void blobs_are_bytes_and_never_converted(void) {
    BYTE data[256];
    BLOB blob;
    WSAQUERYSETA query = query_a(A("blob"), CLASS_B);
    result_buffer buffer;
    HANDLE lookup;
    int index;
    for (index = 0; index < 256; index++) {
        data[index] = (BYTE)(255 - index);
    }
    blob.cbSize = sizeof data;
    blob.pBlobData = data;
    query.lpBlob = &blob;
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    query.lpBlob = NULL;
    WORKS(WSALookupServiceBeginA(&query, LUP_RETURN_BLOB, &lookup));
    WORKS(next_a(lookup, 0, &buffer));
    CHECK(buffer.a.lpBlob->cbSize == 256 && memcmp(buffer.a.lpBlob->pBlobData, data, 256) == 0);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSALookupServiceBeginA(&query, LUP_RETURN_BLOB, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.lpBlob->cbSize == 256 && memcmp(buffer.w.lpBlob->pBlobData, data, 256) == 0);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
}

static void bytes_that_are_not_utf_8_become_replacement_characters(void) {
    WSAQUERYSETA query = query_a(A("A\xC3(\xFF"), CLASS_A);
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    show_both(NULL, NULL);
    /* The same bytes mean the same object, and so does what they became. */
    show_both(W("a\uFFFD(\uFFFD"), A("A\xC3(\xFF"));
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
}

static void unpaired_surrogates_stay_in_w_and_are_replaced_in_a(void) {
    static WCHAR lone[] = {0xD83D, 'A', 0};
    WSAQUERYSETW query = query_w(lone, CLASS_A);
    query.lpszComment = lone;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    {
        WSAQUERYSETA every = query_a(NULL, CLASS_A);
        show_a(&every, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
        /* What A shows is another name. */
        every.lpszServiceInstanceName = A("\xEF\xBF\xBD"
                                          "A");
        show_a(&every, LUP_RETURN_NAME);
    }
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void the_published_vector_converts(void) {
    WSAQUERYSETW query = query_w(W("A\u4E2D\u20AC\u00E9\U0001F600"), CLASS_A);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_both(NULL, A("A" MIDDLE "\xE2\x82\xAC" E_ACUTE GRIN));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void the_limit_counts_characters_and_not_bytes(void) {
    char *three = (char *)malloc(3 * 32767 + 1), *four = (char *)malloc(4 * 16384 + 1);
    WSAQUERYSETA query = query_a(A("limit"), CLASS_A);
    int index;
    CHECK(three != NULL && four != NULL);
    for (index = 0; index < 32767; index++) {
        memcpy(three + 3 * index, MIDDLE, 3);
    }
    for (index = 0; index < 16384; index++) {
        memcpy(four + 4 * index, GRIN, 4);
    }
    query.lpszComment = three;
    three[3 * 32767] = '\0';
    FAILS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    three[3 * 32766] = '\0';
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    query.lpszComment = four;
    four[4 * 16384] = '\0';
    FAILS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    four[4 * 16383] = '\0';
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
    free(three);
    free(four);
}

int main(void) {
    start_winsock();
    RUN(what_a_registers_w_finds_and_the_reverse);
    RUN(the_callers_memory_is_not_changed_and_not_kept);
    RUN(blobs_are_bytes_and_never_converted);
    RUN(bytes_that_are_not_utf_8_become_replacement_characters);
    RUN(unpaired_surrogates_stay_in_w_and_are_replaced_in_a);
    RUN(the_published_vector_converts);
    RUN(the_limit_counts_characters_and_not_bytes);
    return 0;
}
