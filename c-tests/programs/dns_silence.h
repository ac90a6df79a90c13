/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs about DNS: a server that never answers, and a thread that waits for it.
 */
#ifndef ENLIST_TEST_DNS_SILENCE_H
#define ENLIST_TEST_DNS_SILENCE_H

#include "dns.h"

static int server;

static inline void listen_in_silence(void) {
    SOCKADDR_IN address = inet_port(0);
    socklen_t length = sizeof address;
    char variable[64];
    server = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(server >= 0 && bind(server, (SOCKADDR *)&address, sizeof address) == 0);
    CHECK(getsockname(server, (SOCKADDR *)&address, &length) == 0);
    snprintf(variable, sizeof variable, "127.0.0.1:%u", ntohs(address.sin_port));
    set_variable("ENLIST_DNS_SERVER", variable);
}

static inline void wait_for_a_question(void) {
    char question[512];
    CHECK(recv(server, question, sizeof question, 0) > 12);
}

/* A question is repeated after some seconds only. */
static inline void no_question_has_come(void) {
    char question[512];
    CHECK(recv(server, question, sizeof question, MSG_DONTWAIT) < 0);
}

static HANDLE lookup;
static int error;

static inline void next(void *unused) {
    result_buffer *buffer = (result_buffer *)malloc(sizeof *buffer);
    (void)unused;
    CHECK(buffer != NULL && next_w(lookup, 0, buffer) == SOCKET_ERROR);
    error = WSAGetLastError();
    free(buffer);
}

static inline void waiting(void (*stop)(void), WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = dns_query(name, service_class);
    thread_handle thread;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    thread = thread_start(next, NULL);
    wait_for_a_question();
    stop();
    thread_join(thread);
    no_question_has_come();
    printf("  %s\n", error_name(error));
}

#endif /* ENLIST_TEST_DNS_SILENCE_H */
