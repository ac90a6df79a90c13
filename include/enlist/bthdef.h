/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_BTHDEF_H
#define ENLIST_GENERATED_BTHDEF_H

/* Generated from the module `bthdef` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// The longest name of a device or service, in bytes of UTF-8.
#define BTH_MAX_NAME_SIZE 248

/// The longest PIN, in bytes.
#define BTH_MAX_PIN_SIZE 16

/// Length of a link key, in bytes.
#define BTH_LINK_KEY_LENGTH 16

/// The most UUIDs that one search is for.
#define MAX_UUIDS_IN_QUERY 12

/// A remote device, as an inquiry returns it (`LUP_RETURN_BLOB`).
typedef struct BTH_DEVICE_INFO {
    /// `BDIF_…`.
    ULONG flags;
    /// Its address.
    BTH_ADDR address;
    /// Its class.
    BTH_COD classOfDevice;
    /// Its name, in UTF-8: up to `BTH_MAX_NAME_SIZE` bytes, filled up with zeros.
    CHAR name[248];
} BTH_DEVICE_INFO;

/// Service discovery.
#define SDP_PROTOCOL_UUID16 1

/// User datagrams.
#define UDP_PROTOCOL_UUID16 2

/// Serial ports over radio.
#define RFCOMM_PROTOCOL_UUID16 3

/// Transmission control.
#define TCP_PROTOCOL_UUID16 4

/// Telephony control, binary.
#define TCSBIN_PROTOCOL_UUID16 5

/// Telephony control, by AT commands.
#define TCSAT_PROTOCOL_UUID16 6

/// Object exchange.
#define OBEX_PROTOCOL_UUID16 8

/// Internet protocol.
#define IP_PROTOCOL_UUID16 9

/// File transfer.
#define FTP_PROTOCOL_UUID16 10

/// Hypertext transfer.
#define HTTP_PROTOCOL_UUID16 12

/// Wireless sessions.
#define WSP_PROTOCOL_UUID16 14

/// Network encapsulation.
#define BNEP_PROTOCOL_UUID16 15

/// Universal plug and play.
#define UPNP_PROTOCOL_UUID16 16

/// Audio and video control.
#define AVCTP_PROTOCOL_UUID16 23

/// Audio and video distribution.
#define AVDTP_PROTOCOL_UUID16 25

/// Cordless telephony.
#define CMPT_PROTOCOL_UUID16 27

/// Unrestricted digital information.
#define UDI_C_PLANE_PROTOCOL_UUID16 29

/// Logical link control and adaptation.
#define L2CAP_PROTOCOL_UUID16 256

/// The database of service records itself.
#define ServiceDiscoveryServerServiceClassID_UUID16 4096

/// A group of services.
#define BrowseGroupDescriptorServiceClassID_UUID16 4097

/// The group that everybody browses.
#define PublicBrowseGroupServiceClassID_UUID16 4098

/// Serial port.
#define SerialPortServiceClassID_UUID16 4353

/// Access to a local network by PPP.
#define LANAccessUsingPPPServiceClassID_UUID16 4354

/// Dial-up networking.
#define DialupNetworkingServiceClassID_UUID16 4355

/// Synchronisation.
#define IrMCSyncServiceClassID_UUID16 4356

/// Object push.
#define OBEXObjectPushServiceClassID_UUID16 4357

/// File transfer.
#define OBEXFileTransferServiceClassID_UUID16 4358

/// Command of a synchronisation.
#define IrMcSyncCommandServiceClassID_UUID16 4359

/// Headset.
#define HeadsetServiceClassID_UUID16 4360

/// Cordless telephony.
#define CordlessServiceClassID_UUID16 4361

/// Source of sound.
#define AudioSourceServiceClassID_UUID16 4362

/// Sink of sound.
#define AudioSinkSourceServiceClassID_UUID16 4363

/// What a remote control controls.
#define AVRemoteControlTargetServiceClassID_UUID16 4364

/// Distribution of sound.
#define AdvancedAudioDistributionServiceClassID_UUID16 4365

/// Remote control.
#define AVRemoteControlServiceClassID_UUID16 4366

/// Intercom.
#define IntercomServiceClassID_UUID16 4368

/// Fax.
#define FaxServiceClassID_UUID16 4369

/// What a headset belongs to.
#define HeadsetAudioGatewayServiceClassID_UUID16 4370

/// User of a personal network.
#define PANUServiceClassID_UUID16 4373

/// Access point of a network.
#define NAPServiceClassID_UUID16 4374

/// Group network.
#define GNServiceClassID_UUID16 4375

/// Printer.
#define DirectPrintingServiceClassID_UUID16 4376

/// Imaging.
#define ImagingServiceClassID_UUID16 4378

/// Hands-free unit.
#define HandsfreeServiceClassID_UUID16 4382

/// What a hands-free unit belongs to.
#define HandsfreeAudioGatewayServiceClassID_UUID16 4383

/// Keyboard, mouse and the like.
#define HumanInterfaceDeviceServiceClassID_UUID16 4388

/// What the device is.
#define PnPInformationServiceClassID_UUID16 4608

/// Networking of any kind.
#define GenericNetworkingServiceClassID_UUID16 4609

/// File transfer of any kind.
#define GenericFileTransferServiceClassID_UUID16 4610

/// Sound of any kind.
#define GenericAudioServiceClassID_UUID16 4611

/// Telephony of any kind.
#define GenericTelephonyServiceClassID_UUID16 4612

/// Where the format is.
#define COD_FORMAT_BIT_OFFSET 0

/// Where the kind is.
#define COD_MINOR_BIT_OFFSET 2

/// The format.
#define COD_FORMAT_MASK 3

/// The kind.
#define COD_MINOR_MASK 252

/// What the device is.
#define COD_MAJOR_MASK 7936

/// Can be found for a short time only. Counted from bit 13, as in `BTH_SET_SERVICE::fCodService`.
#define COD_SERVICE_LIMITED (1 << 0)

/// Tells where it is.
#define COD_SERVICE_POSITIONING (1 << 3)

/// Gives access to a network.
#define COD_SERVICE_NETWORKING (1 << 4)

/// Prints, speaks and the like.
#define COD_SERVICE_RENDERING (1 << 5)

/// Scans, listens and the like.
#define COD_SERVICE_CAPTURING (1 << 6)

/// Exchanges objects.
#define COD_SERVICE_OBJECT_XFER (1 << 7)

/// Has to do with sound.
#define COD_SERVICE_AUDIO (1 << 8)

/// Makes calls.
#define COD_SERVICE_TELEPHONY (1 << 9)

/// Serves information.
#define COD_SERVICE_INFORMATION (1 << 10)

/// Something else.
#define COD_MAJOR_MISCELLANEOUS 0

/// Computer.
#define COD_MAJOR_COMPUTER 1

/// Telephone.
#define COD_MAJOR_PHONE 2

/// Access point.
#define COD_MAJOR_LAN_ACCESS 3

/// Sound and pictures.
#define COD_MAJOR_AUDIO 4

/// Mouse, keyboard and the like.
#define COD_MAJOR_PERIPHERAL 5

/// Printer, scanner, camera.
#define COD_MAJOR_IMAGING 6

/// Nobody knows.
#define COD_MAJOR_UNCLASSIFIED 31

/// Any computer.
#define COD_COMPUTER_MINOR_UNCLASSIFIED 0

/// Desktop.
#define COD_COMPUTER_MINOR_DESKTOP 1

/// Server.
#define COD_COMPUTER_MINOR_SERVER 2

/// Laptop.
#define COD_COMPUTER_MINOR_LAPTOP 3

/// Handheld.
#define COD_COMPUTER_MINOR_HANDHELD 4

/// Palm-sized.
#define COD_COMPUTER_MINOR_PALM 5

/// Worn on the body.
#define COD_COMPUTER_MINOR_WEARABLE 6

/// Any telephone.
#define COD_PHONE_MINOR_UNCLASSIFIED 0

/// Cellular.
#define COD_PHONE_MINOR_CELLULAR 1

/// Cordless.
#define COD_PHONE_MINOR_CORDLESS 2

/// Smartphone.
#define COD_PHONE_MINOR_SMART 3

/// Modem.
#define COD_PHONE_MINOR_WIRED_MODEM 4

/// Anything with sound.
#define COD_AUDIO_MINOR_UNCLASSIFIED 0

/// Headset.
#define COD_AUDIO_MINOR_HEADSET 1

/// Hands-free unit.
#define COD_AUDIO_MINOR_HANDS_FREE 2

/// Microphone.
#define COD_AUDIO_MINOR_MICROPHONE 4

/// Loudspeaker.
#define COD_AUDIO_MINOR_LOUDSPEAKER 5

/// Headphones.
#define COD_AUDIO_MINOR_HEADPHONES 6

/// The lowest one.
#define BTH_ADDR_IAC_FIRST 10390272

/// Devices that can be found for a short time.
#define BTH_ADDR_LIAC 10390272

/// All devices.
#define BTH_ADDR_GIAC 10390323

/// The address is there.
#define BDIF_ADDRESS (1 << 0)

/// The class of device is there.
#define BDIF_COD (1 << 1)

/// The name is there.
#define BDIF_NAME (1 << 2)

/// The device is paired.
#define BDIF_PAIRED (1 << 3)

/// The device is remembered.
#define BDIF_PERSONAL (1 << 4)

/// The device is connected.
#define BDIF_CONNECTED (1 << 5)

/// The number of the record.
#define SDP_ATTRIB_RECORD_HANDLE 0

/// Classes of the service, the most specific one first.
#define SDP_ATTRIB_CLASS_ID_LIST 1

/// Changes with the record.
#define SDP_ATTRIB_RECORD_STATE 2

/// One service, wherever it is.
#define SDP_ATTRIB_SERVICE_ID 3

/// How the service is reached.
#define SDP_ATTRIB_PROTOCOL_DESCRIPTOR_LIST 4

/// Groups that the service belongs to.
#define SDP_ATTRIB_BROWSE_GROUP_LIST 5

/// Languages, their encodings, and where their texts are.
#define SDP_ATTRIB_LANG_BASE_ATTRIB_ID_LIST 6

/// How long the record stays true.
#define SDP_ATTRIB_INFO_TIME_TO_LIVE 7

/// How busy the service is.
#define SDP_ATTRIB_AVAILABILITY 8

/// Profiles that the service follows.
#define SDP_ATTRIB_PROFILE_DESCRIPTOR_LIST 9

/// Where it is documented.
#define SDP_ATTRIB_DOCUMENTATION_URL 10

/// Where its client is.
#define SDP_ATTRIB_CLIENT_EXECUTABLE_URL 11

/// Where its icon is.
#define SDP_ATTRIB_ICON_URL 12

/// What else it is reached by.
#define SDP_ATTRIB_ADDITIONAL_PROTOCOL_DESCRIPTOR_LIST 13

/// The first one that a profile defines.
#define SDP_ATTRIB_PROFILE_SPECIFIC 512

/// The first of three numbers for a language: which one.
#define LANG_BASE_LANGUAGE_INDEX 0

/// The second one: its encoding.
#define LANG_BASE_ENCODING_INDEX 1

/// The third one: where its texts are.
#define LANG_BASE_OFFSET_INDEX 2

/// Where the texts of the first language are.
#define LANG_DEFAULT_ID 256

/// The name of the service, from there.
#define STRING_NAME_OFFSET 0

/// What it does.
#define STRING_DESCRIPTION_OFFSET 1

/// Who provides it.
#define STRING_PROVIDER_NAME_OFFSET 2

/// The version of the protocol.
#define SDP_ERROR_INVALID_SDP_VERSION 1

/// No such record.
#define SDP_ERROR_INVALID_RECORD_HANDLE 2

/// The form of the request.
#define SDP_ERROR_INVALID_REQUEST_SYNTAX 3

/// The size of the packet.
#define SDP_ERROR_INVALID_PDU_SIZE 4

/// The request to go on.
#define SDP_ERROR_INVALID_CONTINUATION_STATE 5

/// Means are short.
#define SDP_ERROR_INSUFFICIENT_RESOURCES 6

/// Service discovery.
#define PSM_SDP 1

/// Serial ports.
#define PSM_RFCOMM 3

/// Telephony control.
#define PSM_TCS_BIN 5

/// Cordless telephony.
#define PSM_TCS_BIN_CORDLESS 7

/// Control of a keyboard or the like.
#define PSM_HID_CONTROL 17

/// What a keyboard or the like sends.
#define PSM_HID_INTERRUPT 19

/// Audio and video control.
#define PSM_AVCTP 23

/// Audio and video distribution.
#define PSM_AVDTP 25

/// Unrestricted digital information.
#define PSM_UDI_C_PLANE 29

#endif  /* ENLIST_GENERATED_BTHDEF_H */
