/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What lookups in NS_NLA tell of a network, and how networks are stored. The extensions to sockets that Windows declares here,
 * too, are not part of libenlist.
 */
#ifndef ENLIST_MSWSOCK_H
#define ENLIST_MSWSOCK_H

#include "winsock2.h"

#include "enlist/mswsock.h"

/* The provider, and the class of networks. */
#define NLA_NAMESPACE_GUID                                                                                             \
    { 0x6642243A, 0x3BA8, 0x4AA6, { 0xBA, 0xA5, 0x2E, 0x0B, 0xD7, 0x1F, 0xDD, 0x83 } }
#define NLA_SERVICE_CLASS_GUID                                                                                         \
    { 0x0037E515, 0xB5C9, 0x4A43, { 0xBA, 0xDA, 0x8B, 0x48, 0xA8, 0x7A, 0xD2, 0x39 } }

typedef enum _NLA_BLOB_DATA_TYPE {
    NLA_RAW_DATA = 0,        /* data of no kind */
    NLA_INTERFACE = 1,       /* the interface */
    NLA_802_1X_LOCATION = 2, /* the place of a wireless network */
    NLA_CONNECTIVITY = 3,    /* the connections */
    NLA_ICS = 4              /* the machine that shares its connection */
} NLA_BLOB_DATA_TYPE, *PNLA_BLOB_DATA_TYPE;

typedef enum _NLA_CONNECTIVITY_TYPE {
    NLA_NETWORK_AD_HOC = 0,    /* of machines that found each other */
    NLA_NETWORK_MANAGED = 1,   /* of a domain */
    NLA_NETWORK_UNMANAGED = 2, /* of no domain */
    NLA_NETWORK_UNKNOWN = 3    /* nobody knows */
} NLA_CONNECTIVITY_TYPE, *PNLA_CONNECTIVITY_TYPE;

typedef enum _NLA_INTERNET {
    NLA_INTERNET_UNKNOWN = 0, /* nobody knows */
    NLA_INTERNET_NO = 1,      /* out of reach */
    NLA_INTERNET_YES = 2      /* to be reached */
} NLA_INTERNET, *PNLA_INTERNET;

/* One link of the chain that tells of a network. It has the size that it says, not that of the struct. */
typedef struct _NLA_BLOB {
    struct {
        NLA_BLOB_DATA_TYPE type;
        DWORD dwSize;     /* bytes of this one, head included */
        DWORD nextOffset; /* bytes from here to the next one; 0 in the last */
    } header;
    union {
        CHAR rawData[1]; /* NLA_RAW_DATA */
        struct {
            DWORD dwType;        /* as the Internet numbers types of interfaces */
            DWORD dwSpeed;       /* bits a second; 0 when it is not known */
            CHAR adapterName[1]; /* as long as it takes, with a terminator */
        } interfaceData;         /* NLA_INTERFACE */
        struct {
            CHAR information[1];
        } locationData; /* NLA_802_1X_LOCATION */
        struct {
            NLA_CONNECTIVITY_TYPE type;
            NLA_INTERNET internet;
        } connectivity; /* NLA_CONNECTIVITY */
        struct {
            struct {
                DWORD speed;
                DWORD type;
                DWORD state;
                WCHAR machineName[256];
                WCHAR sharedAdapterName[256];
            } remote;
        } ICS; /* NLA_ICS */
    } data;
} NLA_BLOB, *PNLA_BLOB, *LPNLA_BLOB;

#endif /* ENLIST_MSWSOCK_H */
