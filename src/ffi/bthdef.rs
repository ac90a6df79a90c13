// SPDX-License-Identifier: MIT OR Apache-2.0
//! `bthdef.h`: devices, and the numbers of the Bluetooth specification.

use super::ws2bth::BTH_ADDR;
use super::ws2def::{CHAR, ULONG, USHORT};

/// Class of device: 24 bits.
pub type BTH_COD = ULONG;

// Sizes.

/// The longest name of a device or service, in bytes of UTF-8.
pub const BTH_MAX_NAME_SIZE: usize = 248;
/// The longest PIN, in bytes.
pub const BTH_MAX_PIN_SIZE: usize = 16;
/// Length of a link key, in bytes.
pub const BTH_LINK_KEY_LENGTH: usize = 16;
/// The most UUIDs that one search is for.
pub const MAX_UUIDS_IN_QUERY: usize = 12;

// Protocols, by their short UUIDs.

/// Service discovery.
pub const SDP_PROTOCOL_UUID16: USHORT = 0x0001;
/// User datagrams.
pub const UDP_PROTOCOL_UUID16: USHORT = 0x0002;
/// Serial ports over radio.
pub const RFCOMM_PROTOCOL_UUID16: USHORT = 0x0003;
/// Transmission control.
pub const TCP_PROTOCOL_UUID16: USHORT = 0x0004;
/// Telephony control, binary.
pub const TCSBIN_PROTOCOL_UUID16: USHORT = 0x0005;
/// Telephony control, by AT commands.
pub const TCSAT_PROTOCOL_UUID16: USHORT = 0x0006;
/// Object exchange.
pub const OBEX_PROTOCOL_UUID16: USHORT = 0x0008;
/// Internet protocol.
pub const IP_PROTOCOL_UUID16: USHORT = 0x0009;
/// File transfer.
pub const FTP_PROTOCOL_UUID16: USHORT = 0x000A;
/// Hypertext transfer.
pub const HTTP_PROTOCOL_UUID16: USHORT = 0x000C;
/// Wireless sessions.
pub const WSP_PROTOCOL_UUID16: USHORT = 0x000E;
/// Network encapsulation.
pub const BNEP_PROTOCOL_UUID16: USHORT = 0x000F;
/// Universal plug and play.
pub const UPNP_PROTOCOL_UUID16: USHORT = 0x0010;
/// Audio and video control.
pub const AVCTP_PROTOCOL_UUID16: USHORT = 0x0017;
/// Audio and video distribution.
pub const AVDTP_PROTOCOL_UUID16: USHORT = 0x0019;
/// Cordless telephony.
pub const CMPT_PROTOCOL_UUID16: USHORT = 0x001B;
/// Unrestricted digital information.
pub const UDI_C_PLANE_PROTOCOL_UUID16: USHORT = 0x001D;
/// Logical link control and adaptation.
pub const L2CAP_PROTOCOL_UUID16: USHORT = 0x0100;

// Service classes, by their short UUIDs.

/// The database of service records itself.
pub const ServiceDiscoveryServerServiceClassID_UUID16: USHORT = 0x1000;
/// A group of services.
pub const BrowseGroupDescriptorServiceClassID_UUID16: USHORT = 0x1001;
/// The group that everybody browses.
pub const PublicBrowseGroupServiceClassID_UUID16: USHORT = 0x1002;
/// Serial port.
pub const SerialPortServiceClassID_UUID16: USHORT = 0x1101;
/// Access to a local network by PPP.
pub const LANAccessUsingPPPServiceClassID_UUID16: USHORT = 0x1102;
/// Dial-up networking.
pub const DialupNetworkingServiceClassID_UUID16: USHORT = 0x1103;
/// Synchronisation.
pub const IrMCSyncServiceClassID_UUID16: USHORT = 0x1104;
/// Object push.
pub const OBEXObjectPushServiceClassID_UUID16: USHORT = 0x1105;
/// File transfer.
pub const OBEXFileTransferServiceClassID_UUID16: USHORT = 0x1106;
/// Command of a synchronisation.
pub const IrMcSyncCommandServiceClassID_UUID16: USHORT = 0x1107;
/// Headset.
pub const HeadsetServiceClassID_UUID16: USHORT = 0x1108;
/// Cordless telephony.
pub const CordlessServiceClassID_UUID16: USHORT = 0x1109;
/// Source of sound.
pub const AudioSourceServiceClassID_UUID16: USHORT = 0x110A;
/// Sink of sound.
pub const AudioSinkSourceServiceClassID_UUID16: USHORT = 0x110B;
/// What a remote control controls.
pub const AVRemoteControlTargetServiceClassID_UUID16: USHORT = 0x110C;
/// Distribution of sound.
pub const AdvancedAudioDistributionServiceClassID_UUID16: USHORT = 0x110D;
/// Remote control.
pub const AVRemoteControlServiceClassID_UUID16: USHORT = 0x110E;
/// Intercom.
pub const IntercomServiceClassID_UUID16: USHORT = 0x1110;
/// Fax.
pub const FaxServiceClassID_UUID16: USHORT = 0x1111;
/// What a headset belongs to.
pub const HeadsetAudioGatewayServiceClassID_UUID16: USHORT = 0x1112;
/// User of a personal network.
pub const PANUServiceClassID_UUID16: USHORT = 0x1115;
/// Access point of a network.
pub const NAPServiceClassID_UUID16: USHORT = 0x1116;
/// Group network.
pub const GNServiceClassID_UUID16: USHORT = 0x1117;
/// Printer.
pub const DirectPrintingServiceClassID_UUID16: USHORT = 0x1118;
/// Imaging.
pub const ImagingServiceClassID_UUID16: USHORT = 0x111A;
/// Hands-free unit.
pub const HandsfreeServiceClassID_UUID16: USHORT = 0x111E;
/// What a hands-free unit belongs to.
pub const HandsfreeAudioGatewayServiceClassID_UUID16: USHORT = 0x111F;
/// Keyboard, mouse and the like.
pub const HumanInterfaceDeviceServiceClassID_UUID16: USHORT = 0x1124;
/// What the device is.
pub const PnPInformationServiceClassID_UUID16: USHORT = 0x1200;
/// Networking of any kind.
pub const GenericNetworkingServiceClassID_UUID16: USHORT = 0x1201;
/// File transfer of any kind.
pub const GenericFileTransferServiceClassID_UUID16: USHORT = 0x1202;
/// Sound of any kind.
pub const GenericAudioServiceClassID_UUID16: USHORT = 0x1203;
/// Telephony of any kind.
pub const GenericTelephonyServiceClassID_UUID16: USHORT = 0x1204;

// Class of device: what it serves for (bits 13 to 23), what it is (8 to 12), and of which kind (2 to 7).

/// Where the format is.
pub const COD_FORMAT_BIT_OFFSET: ULONG = 0;
/// Where the kind is.
pub const COD_MINOR_BIT_OFFSET: ULONG = 2;
/// The format.
pub const COD_FORMAT_MASK: ULONG = 0x0000_0003;
/// The kind.
pub const COD_MINOR_MASK: ULONG = 0x0000_00FC;
/// What the device is.
pub const COD_MAJOR_MASK: ULONG = 0x0000_1F00;
/// Can be found for a short time only. Counted from bit 13, as in `BTH_SET_SERVICE::fCodService`.
pub const COD_SERVICE_LIMITED: ULONG = 1 << 0;
/// Tells where it is.
pub const COD_SERVICE_POSITIONING: ULONG = 1 << 3;
/// Gives access to a network.
pub const COD_SERVICE_NETWORKING: ULONG = 1 << 4;
/// Prints, speaks and the like.
pub const COD_SERVICE_RENDERING: ULONG = 1 << 5;
/// Scans, listens and the like.
pub const COD_SERVICE_CAPTURING: ULONG = 1 << 6;
/// Exchanges objects.
pub const COD_SERVICE_OBJECT_XFER: ULONG = 1 << 7;
/// Has to do with sound.
pub const COD_SERVICE_AUDIO: ULONG = 1 << 8;
/// Makes calls.
pub const COD_SERVICE_TELEPHONY: ULONG = 1 << 9;
/// Serves information.
pub const COD_SERVICE_INFORMATION: ULONG = 1 << 10;
/// Something else.
pub const COD_MAJOR_MISCELLANEOUS: ULONG = 0x00;
/// Computer.
pub const COD_MAJOR_COMPUTER: ULONG = 0x01;
/// Telephone.
pub const COD_MAJOR_PHONE: ULONG = 0x02;
/// Access point.
pub const COD_MAJOR_LAN_ACCESS: ULONG = 0x03;
/// Sound and pictures.
pub const COD_MAJOR_AUDIO: ULONG = 0x04;
/// Mouse, keyboard and the like.
pub const COD_MAJOR_PERIPHERAL: ULONG = 0x05;
/// Printer, scanner, camera.
pub const COD_MAJOR_IMAGING: ULONG = 0x06;
/// Nobody knows.
pub const COD_MAJOR_UNCLASSIFIED: ULONG = 0x1F;
/// Any computer.
pub const COD_COMPUTER_MINOR_UNCLASSIFIED: ULONG = 0x00;
/// Desktop.
pub const COD_COMPUTER_MINOR_DESKTOP: ULONG = 0x01;
/// Server.
pub const COD_COMPUTER_MINOR_SERVER: ULONG = 0x02;
/// Laptop.
pub const COD_COMPUTER_MINOR_LAPTOP: ULONG = 0x03;
/// Handheld.
pub const COD_COMPUTER_MINOR_HANDHELD: ULONG = 0x04;
/// Palm-sized.
pub const COD_COMPUTER_MINOR_PALM: ULONG = 0x05;
/// Worn on the body.
pub const COD_COMPUTER_MINOR_WEARABLE: ULONG = 0x06;
/// Any telephone.
pub const COD_PHONE_MINOR_UNCLASSIFIED: ULONG = 0x00;
/// Cellular.
pub const COD_PHONE_MINOR_CELLULAR: ULONG = 0x01;
/// Cordless.
pub const COD_PHONE_MINOR_CORDLESS: ULONG = 0x02;
/// Smartphone.
pub const COD_PHONE_MINOR_SMART: ULONG = 0x03;
/// Modem.
pub const COD_PHONE_MINOR_WIRED_MODEM: ULONG = 0x04;
/// Anything with sound.
pub const COD_AUDIO_MINOR_UNCLASSIFIED: ULONG = 0x00;
/// Headset.
pub const COD_AUDIO_MINOR_HEADSET: ULONG = 0x01;
/// Hands-free unit.
pub const COD_AUDIO_MINOR_HANDS_FREE: ULONG = 0x02;
/// Microphone.
pub const COD_AUDIO_MINOR_MICROPHONE: ULONG = 0x04;
/// Loudspeaker.
pub const COD_AUDIO_MINOR_LOUDSPEAKER: ULONG = 0x05;
/// Headphones.
pub const COD_AUDIO_MINOR_HEADPHONES: ULONG = 0x06;

// Access codes of inquiries.

/// The lowest one.
pub const BTH_ADDR_IAC_FIRST: ULONG = 0x009E_8B00;
/// Devices that can be found for a short time.
pub const BTH_ADDR_LIAC: ULONG = 0x009E_8B00;
/// All devices.
pub const BTH_ADDR_GIAC: ULONG = 0x009E_8B33;

// What a `BTH_DEVICE_INFO` holds, and says.

/// The address is there.
pub const BDIF_ADDRESS: ULONG = 1 << 0;
/// The class of device is there.
pub const BDIF_COD: ULONG = 1 << 1;
/// The name is there.
pub const BDIF_NAME: ULONG = 1 << 2;
/// The device is paired.
pub const BDIF_PAIRED: ULONG = 1 << 3;
/// The device is remembered.
pub const BDIF_PERSONAL: ULONG = 1 << 4;
/// The device is connected.
pub const BDIF_CONNECTED: ULONG = 1 << 5;

// Attributes of a service record.

/// The number of the record.
pub const SDP_ATTRIB_RECORD_HANDLE: USHORT = 0x0000;
/// Classes of the service, the most specific one first.
pub const SDP_ATTRIB_CLASS_ID_LIST: USHORT = 0x0001;
/// Changes with the record.
pub const SDP_ATTRIB_RECORD_STATE: USHORT = 0x0002;
/// One service, wherever it is.
pub const SDP_ATTRIB_SERVICE_ID: USHORT = 0x0003;
/// How the service is reached.
pub const SDP_ATTRIB_PROTOCOL_DESCRIPTOR_LIST: USHORT = 0x0004;
/// Groups that the service belongs to.
pub const SDP_ATTRIB_BROWSE_GROUP_LIST: USHORT = 0x0005;
/// Languages, their encodings, and where their texts are.
pub const SDP_ATTRIB_LANG_BASE_ATTRIB_ID_LIST: USHORT = 0x0006;
/// How long the record stays true.
pub const SDP_ATTRIB_INFO_TIME_TO_LIVE: USHORT = 0x0007;
/// How busy the service is.
pub const SDP_ATTRIB_AVAILABILITY: USHORT = 0x0008;
/// Profiles that the service follows.
pub const SDP_ATTRIB_PROFILE_DESCRIPTOR_LIST: USHORT = 0x0009;
/// Where it is documented.
pub const SDP_ATTRIB_DOCUMENTATION_URL: USHORT = 0x000A;
/// Where its client is.
pub const SDP_ATTRIB_CLIENT_EXECUTABLE_URL: USHORT = 0x000B;
/// Where its icon is.
pub const SDP_ATTRIB_ICON_URL: USHORT = 0x000C;
/// What else it is reached by.
pub const SDP_ATTRIB_ADDITIONAL_PROTOCOL_DESCRIPTOR_LIST: USHORT = 0x000D;
/// The first one that a profile defines.
pub const SDP_ATTRIB_PROFILE_SPECIFIC: USHORT = 0x0200;
/// The first of three numbers for a language: which one.
pub const LANG_BASE_LANGUAGE_INDEX: USHORT = 0;
/// The second one: its encoding.
pub const LANG_BASE_ENCODING_INDEX: USHORT = 1;
/// The third one: where its texts are.
pub const LANG_BASE_OFFSET_INDEX: USHORT = 2;
/// Where the texts of the first language are.
pub const LANG_DEFAULT_ID: USHORT = 0x0100;
/// The name of the service, from there.
pub const STRING_NAME_OFFSET: USHORT = 0;
/// What it does.
pub const STRING_DESCRIPTION_OFFSET: USHORT = 1;
/// Who provides it.
pub const STRING_PROVIDER_NAME_OFFSET: USHORT = 2;

// Why an exchange with a database of service records failed.

/// The version of the protocol.
pub const SDP_ERROR_INVALID_SDP_VERSION: USHORT = 0x0001;
/// No such record.
pub const SDP_ERROR_INVALID_RECORD_HANDLE: USHORT = 0x0002;
/// The form of the request.
pub const SDP_ERROR_INVALID_REQUEST_SYNTAX: USHORT = 0x0003;
/// The size of the packet.
pub const SDP_ERROR_INVALID_PDU_SIZE: USHORT = 0x0004;
/// The request to go on.
pub const SDP_ERROR_INVALID_CONTINUATION_STATE: USHORT = 0x0005;
/// Means are short.
pub const SDP_ERROR_INSUFFICIENT_RESOURCES: USHORT = 0x0006;

// Ports of L2CAP that protocols have.

/// Service discovery.
pub const PSM_SDP: USHORT = 0x0001;
/// Serial ports.
pub const PSM_RFCOMM: USHORT = 0x0003;
/// Telephony control.
pub const PSM_TCS_BIN: USHORT = 0x0005;
/// Cordless telephony.
pub const PSM_TCS_BIN_CORDLESS: USHORT = 0x0007;
/// Control of a keyboard or the like.
pub const PSM_HID_CONTROL: USHORT = 0x0011;
/// What a keyboard or the like sends.
pub const PSM_HID_INTERRUPT: USHORT = 0x0013;
/// Audio and video control.
pub const PSM_AVCTP: USHORT = 0x0017;
/// Audio and video distribution.
pub const PSM_AVDTP: USHORT = 0x0019;
/// Unrestricted digital information.
pub const PSM_UDI_C_PLANE: USHORT = 0x001D;

/// A remote device, as an inquiry returns it (`LUP_RETURN_BLOB`).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct BTH_DEVICE_INFO {
    /// `BDIF_…`.
    pub flags: ULONG,
    /// Its address.
    pub address: BTH_ADDR,
    /// Its class.
    pub classOfDevice: BTH_COD,
    /// Its name, in UTF-8: up to `BTH_MAX_NAME_SIZE` bytes, filled up with zeros.
    pub name: [CHAR; 248],
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<BTH_DEVICE_INFO>() == 272);
    assert!(offset_of!(BTH_DEVICE_INFO, address) == 8);
    assert!(offset_of!(BTH_DEVICE_INFO, name) == 20);
    assert!(
        size_of::<BTH_DEVICE_INFO>() - offset_of!(BTH_DEVICE_INFO, name) == BTH_MAX_NAME_SIZE + 4
    );
};
