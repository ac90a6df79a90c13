/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Bluetooth: devices, the UUIDs of protocols and service classes, and the numbers of service records.
 */
#ifndef ENLIST_BTHDEF_H
#define ENLIST_BTHDEF_H

#include "guiddef.h"
#include "windef.h"

/* 48 bits; the byte that is printed first is the most significant one. */
typedef ULONGLONG BTH_ADDR, *PBTH_ADDR;
/* Class of device: 24 bits. */
typedef ULONG BTH_COD, *PBTH_COD;

#include "enlist/bthdef.h"

typedef BTH_DEVICE_INFO *PBTH_DEVICE_INFO;

#define BTH_ADDR_NULL ((BTH_ADDR)0)

/* The halves of an address. */
#define NAP_MASK ((ULONGLONG)0xFFFF00000000)
#define SAP_MASK ((ULONGLONG)0x0000FFFFFFFF)
#define NAP_BIT_OFFSET 32
#define SAP_BIT_OFFSET 0
#define GET_NAP(address) (((address) & NAP_MASK) >> NAP_BIT_OFFSET)
#define GET_SAP(address) (((address) & SAP_MASK) >> SAP_BIT_OFFSET)
#define SET_NAP(nap) (((ULONGLONG)(USHORT)(nap)) << NAP_BIT_OFFSET)
#define SET_SAP(sap) (((ULONGLONG)(ULONG)(sap)) << SAP_BIT_OFFSET)
#define SET_NAP_SAP(nap, sap) (SET_NAP(nap) | SET_SAP(sap))

/* The parts of a class of device. */
#define COD_MAJOR_BIT_OFFSET 8
#define COD_SERVICE_BIT_OFFSET 13
#define COD_SERVICE_MASK 0x00FFE000
#define GET_COD_FORMAT(cod) (((cod) & COD_FORMAT_MASK) >> COD_FORMAT_BIT_OFFSET)
#define GET_COD_MINOR(cod) (((cod) & COD_MINOR_MASK) >> COD_MINOR_BIT_OFFSET)
#define GET_COD_MAJOR(cod) (((cod) & COD_MAJOR_MASK) >> COD_MAJOR_BIT_OFFSET)
#define GET_COD_SERVICE(cod) (((cod) & COD_SERVICE_MASK) >> COD_SERVICE_BIT_OFFSET)

/* UUIDs in full. A short one stands in Data1; the rest is the same in all of them. */
#define ENLIST_BLUETOOTH_UUID(name, number)                                                                            \
    DEFINE_GUID(name, number, 0x0000, 0x1000, 0x80, 0x00, 0x00, 0x80, 0x5F, 0x9B, 0x34, 0xFB)

ENLIST_BLUETOOTH_UUID(BLUETOOTH_BASE_UUID, 0);

/* Protocols. */
ENLIST_BLUETOOTH_UUID(SDP_PROTOCOL_UUID, SDP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(UDP_PROTOCOL_UUID, UDP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(RFCOMM_PROTOCOL_UUID, RFCOMM_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(TCP_PROTOCOL_UUID, TCP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(TCSBIN_PROTOCOL_UUID, TCSBIN_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(TCSAT_PROTOCOL_UUID, TCSAT_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(OBEX_PROTOCOL_UUID, OBEX_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(IP_PROTOCOL_UUID, IP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(FTP_PROTOCOL_UUID, FTP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(HTTP_PROTOCOL_UUID, HTTP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(WSP_PROTOCOL_UUID, WSP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(BNEP_PROTOCOL_UUID, BNEP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(UPNP_PROTOCOL_UUID, UPNP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(AVCTP_PROTOCOL_UUID, AVCTP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(AVDTP_PROTOCOL_UUID, AVDTP_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(CMPT_PROTOCOL_UUID, CMPT_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(UDI_C_PLANE_PROTOCOL_UUID, UDI_C_PLANE_PROTOCOL_UUID16);
ENLIST_BLUETOOTH_UUID(L2CAP_PROTOCOL_UUID, L2CAP_PROTOCOL_UUID16);

/* Service classes. */
ENLIST_BLUETOOTH_UUID(ServiceDiscoveryServerServiceClassID_UUID, ServiceDiscoveryServerServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(BrowseGroupDescriptorServiceClassID_UUID, BrowseGroupDescriptorServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(PublicBrowseGroupServiceClass_UUID, PublicBrowseGroupServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(SerialPortServiceClass_UUID, SerialPortServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(LANAccessUsingPPPServiceClass_UUID, LANAccessUsingPPPServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(DialupNetworkingServiceClass_UUID, DialupNetworkingServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(IrMCSyncServiceClass_UUID, IrMCSyncServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(OBEXObjectPushServiceClass_UUID, OBEXObjectPushServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(OBEXFileTransferServiceClass_UUID, OBEXFileTransferServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(IrMCSyncCommandServiceClass_UUID, IrMcSyncCommandServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(HeadsetServiceClass_UUID, HeadsetServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(CordlessTelephonyServiceClass_UUID, CordlessServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(AudioSourceServiceClass_UUID, AudioSourceServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(AudioSinkServiceClass_UUID, AudioSinkSourceServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(AVRemoteControlTargetServiceClass_UUID, AVRemoteControlTargetServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(AdvancedAudioDistributionServiceClass_UUID, AdvancedAudioDistributionServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(AVRemoteControlServiceClass_UUID, AVRemoteControlServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(IntercomServiceClass_UUID, IntercomServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(FaxServiceClass_UUID, FaxServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(HeadsetAudioGatewayServiceClass_UUID, HeadsetAudioGatewayServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(PANUServiceClass_UUID, PANUServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(NAPServiceClass_UUID, NAPServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(GNServiceClass_UUID, GNServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(DirectPrintingServiceClass_UUID, DirectPrintingServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(ImagingServiceClass_UUID, ImagingServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(HandsfreeServiceClass_UUID, HandsfreeServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(HandsfreeAudioGatewayServiceClass_UUID, HandsfreeAudioGatewayServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(HumanInterfaceDeviceServiceClass_UUID, HumanInterfaceDeviceServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(PnPInformationServiceClass_UUID, PnPInformationServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(GenericNetworkingServiceClass_UUID, GenericNetworkingServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(GenericFileTransferServiceClass_UUID, GenericFileTransferServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(GenericAudioServiceClass_UUID, GenericAudioServiceClassID_UUID16);
ENLIST_BLUETOOTH_UUID(GenericTelephonyServiceClass_UUID, GenericTelephonyServiceClassID_UUID16);

#endif /* ENLIST_BTHDEF_H */
