// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: makes interfaces of its own
// needs: a network of its own
// Interfaces that come, change and go while a program watches NS_NLA: it moves to a network namespace of its own, which is off
// line, and makes and removes an interface there.
#include "networks.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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

static void interfaces_come_change_and_go(void) {
    WSAQUERYSETW every = network(NULL);
    HANDLE lookup;
    thread_handle thread;
    watch one;
    int device;
    result_buffer buffer;
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

int main(void) {
    CHECK(unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0);
    start_winsock();
    RUN(interfaces_come_change_and_go);
    return 0;
}
