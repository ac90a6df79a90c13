/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_WS2BTH_H
#define ENLIST_GENERATED_WS2BTH_H

/* Generated from the module `ws2bth` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// Digits of a device's address.
#define BTH_ADDR_STRING_SIZE 12

/// The address of a Bluetooth socket. Packed, so that most members are unaligned.
typedef struct  SOCKADDR_BTH {
    /// `AF_BTH`.
    USHORT addressFamily;
    /// The device; 0 stands for this machine's own.
    BTH_ADDR btAddr;
    /// The service to connect to, when no port is given.
    GUID serviceClassId;
    /// RFCOMM channel or L2CAP port; 0 is none.
    ULONG port;
} SOCKADDR_BTH;

/// The blob of a registration in NS_BTH: a service record. Packed; the record goes on behind the struct.
typedef struct  BTH_SET_SERVICE {
    /// In: `BTH_SDP_VERSION`. Receives the version that is used.
    ULONG *pSdpVersion;
    /// In: 0, or the handle of a record that is replaced or deleted. Receives the handle, which serves for nothing else.
    HANDLE *pRecordHandle;
    /// `COD_SERVICE_…`: what the service adds to the class of this device.
    ULONG fCodService;
    /// 0.
    ULONG Reserved[5];
    /// Length of the record, in bytes.
    ULONG ulRecordLength;
    /// The first byte of the record.
    UCHAR pRecord[1];
} BTH_SET_SERVICE;

/// The blob of an inquiry for devices. Packed.
typedef struct  BTH_QUERY_DEVICE {
    /// Access code: which devices are to answer.
    ULONG LAP;
    /// How long it may take, in seconds.
    UCHAR length;
} BTH_QUERY_DEVICE;

/// The blob of a search for services. The ranges go on behind the struct.
typedef struct  BTH_QUERY_SERVICE {
    /// `SDP_SERVICE_…_REQUEST`.
    ULONG type;
    /// Number of the record that is asked for.
    ULONG serviceHandle;
    /// What records must hold: `MAX_UUIDS_IN_QUERY` at most, ended by one that is all zero when there are fewer.
    SdpQueryUuid uuids[12];
    /// Number of ranges.
    ULONG numRange;
    /// The first range of attributes that are asked for.
    SdpAttributeRange pRange[1];
} BTH_QUERY_SERVICE;

/// Serial ports over radio.
#define BTHPROTO_RFCOMM 3

/// Logical link control and adaptation.
#define BTHPROTO_L2CAP 256

/// The lowest port.
#define BT_PORT_MIN 1

/// The highest port.
#define BT_PORT_MAX 65535

/// The lowest L2CAP port that is given to those who want any.
#define BT_PORT_DYN_FIRST 4097

/// Level of options of the service discovery protocol.
#define SOL_SDP 257

/// Authenticates the other side.
#define SO_BTH_AUTHENTICATE ((1u << 31) | 1)

/// Encrypts the connection.
#define SO_BTH_ENCRYPT 2

/// Size of packets.
#define SO_BTH_MTU ((1u << 31) | 7)

/// The largest size of packets.
#define SO_BTH_MTU_MAX ((1u << 31) | 8)

/// The smallest size of packets.
#define SO_BTH_MTU_MIN ((1u << 31) | 10)

/// The largest size of packets over RFCOMM.
#define RFCOMM_MAX_MTU 1011

/// The smallest size of packets over RFCOMM.
#define RFCOMM_MIN_MTU 23

/// Version of the service discovery protocol, in `BTH_SET_SERVICE`.
#define BTH_SDP_VERSION 1

/// How long an inquiry takes by default.
#define SDP_DEFAULT_INQUIRY_SECONDS 6

/// How long an inquiry takes at most.
#define SDP_MAX_INQUIRY_SECONDS 60

/// How many devices an inquiry finds at most by default.
#define SDP_DEFAULT_INQUIRY_MAX_RESPONSES 255

/// Which records hold all of the UUIDs: their numbers.
#define SDP_SERVICE_SEARCH_REQUEST 1

/// Attributes of the record with a number.
#define SDP_SERVICE_ATTRIBUTE_REQUEST 2

/// Attributes of the records that hold all of the UUIDs.
#define SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST 3

/// It is connected.
#define BTHNS_RESULT_DEVICE_CONNECTED (1 << 16)

/// It is remembered.
#define BTHNS_RESULT_DEVICE_REMEMBERED (1 << 17)

/// It is paired, and so remembered.
#define BTHNS_RESULT_DEVICE_AUTHENTICATED (1 << 18)

#endif  /* ENLIST_GENERATED_WS2BTH_H */
