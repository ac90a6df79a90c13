/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: Bluetooth addresses, query sets, service records and the blobs that hold them.
 */
#ifndef ENLIST_TEST_BTH_H
#define ENLIST_TEST_BTH_H

#include "rnr.h"

#include <initguid.h>
#include <ws2bth.h>

/* The radio of this machine when nothing describes another one. */
#define LOCAL_RADIO W("(00:00:5E:00:53:01)")

/* As programs have them: a class of their own, and well-known ones. */
static inline GUID *own_class(void) {
    static GUID id = {0x62182BF7, 0x97C8, 0x45F9, {0xAA, 0x2C, 0x53, 0xC5, 0xF2, 0x00, 0x8B, 0xE0}};
    return &id;
}

static inline GUID *serial_port(void) {
    return (GUID *)&SerialPortServiceClass_UUID;
}

static inline GUID *l2cap(void) {
    return (GUID *)&L2CAP_PROTOCOL_UUID;
}

static inline SOCKADDR_BTH bth_port(ULONG port) {
    SOCKADDR_BTH address;
    memset(&address, 0, sizeof address);
    address.addressFamily = AF_BTH;
    address.btAddr = 0x00005E005301;
    address.port = port;
    return address;
}

/* Where a service waits: the local address only, as browsers do it. */
static inline CSADDR_INFO waiting_at(SOCKADDR_BTH *local) {
    CSADDR_INFO info;
    memset(&info, 0, sizeof info);
    info.LocalAddr.lpSockaddr = (LPSOCKADDR)local;
    info.LocalAddr.iSockaddrLength = sizeof *local;
    info.iSocketType = SOCK_STREAM;
    info.iProtocol = BTHPROTO_RFCOMM;
    return info;
}

static inline WSAQUERYSETW bth_query(WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.dwNameSpace = NS_BTH;
    return query;
}

/* Registers or deletes a serial port at a channel; 0 or the error. */
static inline int set_channel(WSAESETSERVICEOP operation, WCHAR *name, GUID *service_class, ULONG channel) {
    SOCKADDR_BTH address = bth_port(channel);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETW query = bth_query(name, service_class);
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    return WSASetServiceW(&query, operation, 0) == 0 ? 0 : WSAGetLastError();
}

/* Prints which services of a device hold a UUID. */
static inline void show_services(WCHAR *device, GUID *uuid, DWORD flags) {
    WSAQUERYSETW query = bth_query(NULL, uuid);
    query.lpszContext = device;
    print_text(lookup_w(&query, LUP_FLUSHCACHE | flags, 0));
}

static inline void show_local(void) {
    show_services(LOCAL_RADIO, l2cap(), LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_COMMENT | LUP_RETURN_ADDR);
}

/* A record: serial port, RFCOMM channel 7, named "Raw". */
static const unsigned char raw_record[] = {
    0x35, 0x21, /* a sequence of 33 bytes */
    0x09, 0x00, 0x01, 0x35, 0x03, 0x19, 0x11, 0x01,
    0x09, 0x00, 0x04, 0x35, 0x0C, 0x35, 0x03, 0x19, 0x01, 0x00, 0x35, 0x05, 0x19, 0x00, 0x03, 0x08, 0x07,
    0x09, 0x01, 0x00, 0x25, 0x03, 'R', 'a', 'w',
};

/* A BTH_SET_SERVICE with room for a record behind it. */
typedef union {
    BTH_SET_SERVICE service;
    unsigned char bytes[512];
} record_blob;

static inline void fill_record_blob(record_blob *blob, ULONG *version, HANDLE *handle, const void *record, size_t length) {
    memset(blob, 0, sizeof *blob);
    CHECK(offsetof(BTH_SET_SERVICE, pRecord) + length <= sizeof *blob);
    blob->service.pSdpVersion = version;
    blob->service.pRecordHandle = handle;
    blob->service.fCodService = COD_SERVICE_INFORMATION;
    blob->service.ulRecordLength = (ULONG)length;
    memcpy(blob->bytes + offsetof(BTH_SET_SERVICE, pRecord), record, length);
}

/* Passes such a blob of that size on. */
static inline INT set_record(WSAESETSERVICEOP operation, record_blob *record, ULONG size) {
    WSAQUERYSETW query = bth_query(NULL, NULL);
    BLOB blob;
    blob.cbSize = size;
    blob.pBlobData = record->bytes;
    query.lpBlob = &blob;
    return WSASetServiceW(&query, operation, 0);
}

#endif /* ENLIST_TEST_BTH_H */
