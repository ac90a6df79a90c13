// SPDX-License-Identifier: MIT OR Apache-2.0
// server: dns
// Records of any type: the blob is the server's answer.
#include "dns.h"

#define RAW (LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_BLOB)

/* The end of a name in a message. */
static const unsigned char *behind_name(const unsigned char *place, const unsigned char *end) {
    for (;;) {
        CHECK(place < end);
        if (*place == 0) {
            return place + 1;
        }
        if ((*place & 0xC0) == 0xC0) {
            return place + 2;
        }
        place += 1 + *place;
    }
}

static unsigned number(const unsigned char *place) {
    return (unsigned)place[0] << 8 | place[1];
}

/* The records of an answer: their types, and their bytes unless these may be compressed. */
static void add_message(text *to, const BLOB *blob) {
    const unsigned char *place = blob->pBlobData, *end = place + blob->cbSize;
    unsigned questions, answers;
    CHECK(blob->cbSize >= 12);
    questions = number(place + 4);
    answers = number(place + 6);
    CHECK((place[2] & 0x80) != 0 && questions == 1 && (place[3] & 15) == 0);
    add_text(to, " answers=%u", answers);
    place = behind_name(place + 12, end) + 4;
    while (answers-- > 0) {
        unsigned type, length;
        place = behind_name(place, end);
        type = number(place);
        length = number(place + 8);
        place += 10;
        CHECK(place + length <= end);
        add_text(to, " %u:", type);
        if (length > 100) {
            add_text(to, "%u bytes", length);
        } else if (type == 16 || type == 1 || type == 19 || type > 65000) {
            add_bytes(to, place, length);
        } else if (type == 33) {
            add_bytes(to, place, 6);
        } else if (type == 15) {
            add_bytes(to, place, 2);
        }
        place += length;
    }
}

static void each_type_is_answered_with_the_whole_message(void) {
    ask_for(W("test"), CLASS_DNS(15), RAW, add_message);
    ask_for(W("_ftp._tcp.test"), CLASS_DNS(33), RAW, add_message);
    ask_for(W("text.test"), CLASS_DNS(16), RAW, add_message);
    ask_for(W("10.2.0.192.in-addr.arpa"), CLASS_DNS(12), RAW, add_message);
    ask_for(W("_ipp._tcp.test"), CLASS_DNS(12), RAW, add_message);
    ask_for(W("test"), CLASS_DNS(2), RAW, add_message);
    ask_for(W("test."), CLASS_DNS(6), RAW, add_message);
    ask_for(W("www.test"), CLASS_DNS(5), RAW, add_message);
}

static void types_that_few_know_are_none_the_worse(void) {
    ask_for(W("old.test"), CLASS_DNS(19), RAW, add_message);
    ask_for(W("new.test"), CLASS_DNS(65280), RAW, add_message);
    ask_for(W("web.test"), CLASS_DNS(19), RAW, add_message);
    ask_for(W("nobody.test"), CLASS_DNS(65280), RAW, add_message);
}

static void an_answer_that_is_cut_off_comes_whole(void) {
    ask_for(W("large.test"), CLASS_DNS(16), RAW, add_message);
}

static void what_is_not_there_has_its_error(void) {
    ask_for(W("web.test"), CLASS_DNS(15), RAW, add_message);
    ask_for(W("nobody.test"), CLASS_DNS(15), RAW, add_message);
    ask_for(W("example.invalid"), CLASS_DNS(15), RAW, add_message);
    ask_for(W("a..b"), CLASS_DNS(15), RAW, add_message);
    ask_for(NULL, CLASS_DNS(15), RAW, add_message);
}

int main(void) {
    start_winsock();
    RUN(each_type_is_answered_with_the_whole_message);
    RUN(types_that_few_know_are_none_the_worse);
    RUN(an_answer_that_is_cut_off_comes_whole);
    RUN(what_is_not_there_has_its_error);
    return 0;
}
