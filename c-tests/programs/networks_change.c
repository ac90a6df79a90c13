// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: makes interfaces of its own
// Networks that come, change and go while a program watches NS_NLA. Where the system allows it, the program moves to a network
// namespace of its own, which is off line, and makes and removes an interface there; elsewhere, only stored networks change.
#include "rnr.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <mswsock.h>

static WSAQUERYSETW network(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, NULL);
    query.dwNameSpace = NS_NLA;
    return query;
}

static HANDLE begin(WSAQUERYSETW *query, DWORD flags) {
    HANDLE lookup;
    CHECK(WSALookupServiceBeginW(query, flags, &lookup) == 0);
    return lookup;
}

/* Asks without waiting: 1 when something has changed. */
static int has_changed(HANDLE lookup) {
    WSACOMPLETION at_once;
    DWORD returned;
    memset(&at_once, 0, sizeof at_once);
    at_once.Type = NSP_NOTIFY_IMMEDIATELY;
    if (WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &at_once) == 0) {
        return 1;
    }
    CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
    return 0;
}

/* The rest of the results, each with its flags. */
static void show_rest(HANDLE lookup) {
    result_buffer buffer;
    while (next_w(lookup, LUP_RETURN_NAME | LUP_RETURN_COMMENT, &buffer) == 0) {
        text *line = new_text();
        describe(line, &buffer.w, 1);
        printf("  %s\n", line->bytes);
        free(line);
    }
    printf("  %s\n", error_name(WSAGetLastError()));
}

/* A thread that waits for a change of a lookup. */
typedef struct {
    HANDLE lookup;
    long is_waiting;
    INT result;
    int error;
} watch;

static void wait_for_change(void *argument) {
    watch *one = (watch *)argument;
    DWORD returned;
    atomic_write(&one->is_waiting, 1);
    one->result = WSANSPIoctl(one->lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL);
    one->error = one->result == 0 ? 0 : WSAGetLastError();
}

static thread_handle start_watch(watch *one, HANDLE lookup) {
    thread_handle thread;
    memset(one, 0, sizeof *one);
    one->lookup = lookup;
    thread = thread_start(wait_for_change, one);
    while (!atomic_read(&one->is_waiting)) {
        thread_yield();
    }
    return thread;
}

static void stored_networks_wake_who_waits(void) {
    WSAQUERYSETW every = network(NULL), home = network(W("Home network"));
    HANDLE lookup = begin(&every, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    result_buffer buffer;
    thread_handle thread;
    watch one;
    while (next_w(lookup, 0, &buffer) == 0) {
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    home.lpszComment = W("At home");
    thread = start_watch(&one, lookup);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0));
    thread_join(thread);
    CHECK(one.result == 0);
    show_rest(lookup);
    thread = start_watch(&one, lookup);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    thread_join(thread);
    CHECK(one.result == 0);
    show_rest(lookup);
    thread = start_watch(&one, lookup);
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0));
    thread_join(thread);
    CHECK(one.result == 0);
    show_rest(lookup);
    CHECK(!has_changed(lookup));
    WORKS(WSALookupServiceEnd(lookup));
}

static void the_end_of_a_lookup_ends_the_wait(void) {
    int round;
    for (round = 0; round < 20; round++) {
        WSAQUERYSETW nothing = network(W("no such network"));
        HANDLE lookup = begin(&nothing, LUP_RETURN_NAME);
        thread_handle thread;
        watch one;
        thread = start_watch(&one, lookup);
        WORKS(WSALookupServiceEnd(lookup));
        thread_join(thread);
        /* The wait was ended, or it came too late to begin. */
        CHECK(one.result == SOCKET_ERROR && (one.error == WSA_OPERATION_ABORTED || one.error == WSA_INVALID_HANDLE));
    }
}

static void a_lookup_of_several_namespaces_cannot_be_watched(void) {
    WSAQUERYSETW every = network(NULL);
    HANDLE lookup;
    DWORD returned;
    every.dwNameSpace = NS_ALL;
    lookup = begin(&every, LUP_RETURN_ALL);
    FAILS(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL), WSAEINVAL);
    WORKS(WSALookupServiceEnd(lookup));
}

/* An interface that has an address and, while it is open, a cable. */
static int open_interface(void) {
    struct ifreq request;
    SOCKADDR_IN address = inet_port(0);
    int control = socket(AF_INET, SOCK_DGRAM, 0), device = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (device < 0 || control < 0) {
        return -1;
    }
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "enlist0");
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (ioctl(device, TUNSETIFF, &request) != 0) {
        return -1;
    }
    address.sin_addr.s_addr = htonl(0x0A000001);
    memcpy(&request.ifr_addr, &address, sizeof address);
    CHECK(ioctl(control, SIOCSIFADDR, &request) == 0);
    CHECK(ioctl(control, SIOCGIFFLAGS, &request) == 0);
    request.ifr_flags |= IFF_UP;
    CHECK(ioctl(control, SIOCSIFFLAGS, &request) == 0);
    close(control);
    return device;
}

static void add_default_route(void) {
    struct rtentry route;
    SOCKADDR_IN any = inet_port(0);
    char device[] = "enlist0";
    int control = socket(AF_INET, SOCK_DGRAM, 0);
    any.sin_addr.s_addr = 0;
    memset(&route, 0, sizeof route);
    memcpy(&route.rt_dst, &any, sizeof any);
    memcpy(&route.rt_genmask, &any, sizeof any);
    route.rt_flags = RTF_UP;
    route.rt_dev = device;
    CHECK(control >= 0 && ioctl(control, SIOCADDRT, &route) == 0);
    close(control);
}

#define ANYTHING (-1)

/* What a network's chain says of the Internet. */
static int internet_of(const BLOB *blob) {
    const unsigned char *link = blob->pBlobData;
    for (;;) {
        const NLA_BLOB *head = (const NLA_BLOB *)(const void *)link;
        if (head->header.type == NLA_CONNECTIVITY) {
            return head->data.connectivity.internet;
        }
        CHECK(head->header.nextOffset != 0);
        link += head->header.nextOffset;
    }
}

/* Waits until the lookup tells of the interface with these flags and, unless that is to be passed over, this of the Internet.
   Other changes come as well: the kernel makes and removes an interface in steps. */
static void wait_until_told(HANDLE lookup, DWORD flags, int internet) {
    for (;;) {
        result_buffer buffer;
        DWORD returned;
        CHECK(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL) == 0);
        while (next_w(lookup, 0, &buffer) == 0) {
            CHECK(buffer.w.dwOutputFlags != 0 && buffer.w.lpszServiceInstanceName[0] == 'e');
            if (buffer.w.dwOutputFlags == flags && (internet == ANYTHING || internet_of(buffer.w.lpBlob) == internet)) {
                while (next_w(lookup, 0, &buffer) == 0) {
                }
                return;
            }
        }
        CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    }
}

static int is_on_line(void) {
    WSAQUERYSETW every = network(NULL);
    HANDLE lookup = begin(&every, LUP_RETURN_ALL);
    result_buffer buffer;
    int answer = next_w(lookup, LUP_RETURN_NAME, &buffer) == 0;
    CHECK(WSALookupServiceEnd(lookup) == 0);
    return answer;
}

static void interfaces_come_change_and_go(int is_alone) {
    WSAQUERYSETW every = network(NULL);
    HANDLE lookup;
    thread_handle thread;
    watch one;
    int device;
    result_buffer buffer;
    if (!is_alone) {
        return;
    }
    CHECK(!is_on_line());
    lookup = begin(&every, LUP_RETURN_ALL | LUP_DEEP);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    CHECK(!has_changed(lookup));
    thread = start_watch(&one, lookup);
    device = open_interface();
    CHECK(device >= 0);
    thread_join(thread);
    CHECK(one.result == 0);
    CHECK(is_on_line());
    wait_until_told(lookup, RESULT_IS_ADDED, NLA_INTERNET_NO);
    add_default_route();
    wait_until_told(lookup, RESULT_IS_CHANGED, NLA_INTERNET_YES);
    close(device);
    wait_until_told(lookup, RESULT_IS_DELETED, ANYTHING);
    CHECK(!is_on_line());
    WORKS(WSALookupServiceEnd(lookup));
}

/* Whether this process could move to where it is the only one to make interfaces, and can make one. */
static int move_away(void) {
    int device;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        fprintf(stderr, "no network namespace of its own: %s\n", strerror(errno));
        return 0;
    }
    device = open_interface();
    if (device < 0) {
        fprintf(stderr, "no interface of its own: %s\n", strerror(errno));
        return 0;
    }
    close(device);
    return 1;
}

int main(void) {
    int is_alone = move_away();
    start_winsock();
    RUN(stored_networks_wake_who_waits);
    RUN(the_end_of_a_lookup_ends_the_wait);
    RUN(a_lookup_of_several_namespaces_cannot_be_watched);
    printf("interfaces_come_change_and_go\n");
    interfaces_come_change_and_go(is_alone);
    return 0;
}
