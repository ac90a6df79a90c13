// SPDX-License-Identifier: MIT OR Apache-2.0
//! The error codes. They are plain `int`s in C, so that `%d` prints them and `switch` takes them.

use crate::ffi::ws2def::INT;

/// What a call returns that failed; the reason is in the last error.
pub const SOCKET_ERROR: INT = -1;
/// The handle of a lookup or an event is not valid.
pub const WSA_INVALID_HANDLE: INT = 6;
/// No memory is left.
pub const WSA_NOT_ENOUGH_MEMORY: INT = 8;
/// A parameter is not valid.
pub const WSA_INVALID_PARAMETER: INT = 87;
/// The overlapped operation was cancelled.
pub const WSA_OPERATION_ABORTED: INT = 995;
/// The overlapped operation has not finished.
pub const WSA_IO_INCOMPLETE: INT = 996;
/// The overlapped operation will finish later.
pub const WSA_IO_PENDING: INT = 997;
/// The number that the older codes are counted from.
pub const WSABASEERR: INT = 10000;
/// A blocking call was interrupted.
pub const WSAEINTR: INT = 10004;
/// The file handle is not valid.
pub const WSAEBADF: INT = 10009;
/// Permission is denied.
pub const WSAEACCES: INT = 10013;
/// A pointer is not valid, or a buffer is too small.
pub const WSAEFAULT: INT = 10014;
/// An argument is not valid.
pub const WSAEINVAL: INT = 10022;
/// Too many sockets are open.
pub const WSAEMFILE: INT = 10024;
/// The call would have to wait.
pub const WSAEWOULDBLOCK: INT = 10035;
/// A blocking call is running.
pub const WSAEINPROGRESS: INT = 10036;
/// It is being done, or has been done, already.
pub const WSAEALREADY: INT = 10037;
/// The handle is not that of a socket.
pub const WSAENOTSOCK: INT = 10038;
/// A destination address is required.
pub const WSAEDESTADDRREQ: INT = 10039;
/// The message is too long.
pub const WSAEMSGSIZE: INT = 10040;
/// The protocol does not fit the socket type.
pub const WSAEPROTOTYPE: INT = 10041;
/// The protocol does not have the option.
pub const WSAENOPROTOOPT: INT = 10042;
/// The protocol is not supported.
pub const WSAEPROTONOSUPPORT: INT = 10043;
/// The socket type is not supported.
pub const WSAESOCKTNOSUPPORT: INT = 10044;
/// The operation is not supported.
pub const WSAEOPNOTSUPP: INT = 10045;
/// The protocol family is not supported.
pub const WSAEPFNOSUPPORT: INT = 10046;
/// The address family does not fit the protocol.
pub const WSAEAFNOSUPPORT: INT = 10047;
/// The address is in use.
pub const WSAEADDRINUSE: INT = 10048;
/// The address is not one of this machine.
pub const WSAEADDRNOTAVAIL: INT = 10049;
/// The network is down.
pub const WSAENETDOWN: INT = 10050;
/// The network cannot be reached.
pub const WSAENETUNREACH: INT = 10051;
/// The network dropped the connection.
pub const WSAENETRESET: INT = 10052;
/// The connection was aborted on this side.
pub const WSAECONNABORTED: INT = 10053;
/// The connection was reset by the other side.
pub const WSAECONNRESET: INT = 10054;
/// No buffer space is left.
pub const WSAENOBUFS: INT = 10055;
/// The socket is connected.
pub const WSAEISCONN: INT = 10056;
/// The socket is not connected.
pub const WSAENOTCONN: INT = 10057;
/// The socket was shut down.
pub const WSAESHUTDOWN: INT = 10058;
/// Something still refers to the object.
pub const WSAETOOMANYREFS: INT = 10059;
/// The time is up.
pub const WSAETIMEDOUT: INT = 10060;
/// The other side refused the connection.
pub const WSAECONNREFUSED: INT = 10061;
/// A name leads back to itself.
pub const WSAELOOP: INT = 10062;
/// A name is too long.
pub const WSAENAMETOOLONG: INT = 10063;
/// The host is down.
pub const WSAEHOSTDOWN: INT = 10064;
/// The host cannot be reached.
pub const WSAEHOSTUNREACH: INT = 10065;
/// The directory is not empty.
pub const WSAENOTEMPTY: INT = 10066;
/// Too many processes use the library.
pub const WSAEPROCLIM: INT = 10067;
/// The user's quota is used up.
pub const WSAEUSERS: INT = 10068;
/// The disk quota is used up.
pub const WSAEDQUOT: INT = 10069;
/// The file reference is no longer available.
pub const WSAESTALE: INT = 10070;
/// The item is on another machine.
pub const WSAEREMOTE: INT = 10071;
/// The network subsystem is not ready.
pub const WSASYSNOTREADY: INT = 10091;
/// The version asked for is not supported.
pub const WSAVERNOTSUPPORTED: INT = 10092;
/// `WSAStartup` has not been called with success.
pub const WSANOTINITIALISED: INT = 10093;
/// The other side is shutting down in good order.
pub const WSAEDISCON: INT = 10101;
/// There are no more results; the older spelling of `WSA_E_NO_MORE`.
pub const WSAENOMORE: INT = 10102;
/// The lookup was ended meanwhile; the older spelling of `WSA_E_CANCELLED`.
pub const WSAECANCELLED: INT = 10103;
/// The provider's function table is not valid.
pub const WSAEINVALIDPROCTABLE: INT = 10104;
/// The provider is not valid.
pub const WSAEINVALIDPROVIDER: INT = 10105;
/// The provider could not be loaded or started.
pub const WSAEPROVIDERFAILEDINIT: INT = 10106;
/// A system call failed that should not.
pub const WSASYSCALLFAILURE: INT = 10107;
/// No such service is known.
pub const WSASERVICE_NOT_FOUND: INT = 10108;
/// No such service class is known.
pub const WSATYPE_NOT_FOUND: INT = 10109;
/// There are no more results.
pub const WSA_E_NO_MORE: INT = 10110;
/// The lookup was ended meanwhile.
pub const WSA_E_CANCELLED: INT = 10111;
/// The query was refused.
pub const WSAEREFUSED: INT = 10112;
/// No such host is known.
pub const WSAHOST_NOT_FOUND: INT = 11001;
/// No answer now; there may be one later.
pub const WSATRY_AGAIN: INT = 11002;
/// The query failed for good.
pub const WSANO_RECOVERY: INT = 11003;
/// The name is valid but has no data of the kind asked for.
pub const WSANO_DATA: INT = 11004;
/// The same code by its other name.
pub const WSANO_ADDRESS: INT = 11004;
/// Quality of service: a receiver has arrived.
pub const WSA_QOS_RECEIVERS: INT = 11005;
/// Quality of service: a sender has arrived.
pub const WSA_QOS_SENDERS: INT = 11006;
/// Quality of service: there are no senders.
pub const WSA_QOS_NO_SENDERS: INT = 11007;
/// Quality of service: there are no receivers.
pub const WSA_QOS_NO_RECEIVERS: INT = 11008;
/// Quality of service: the reservation is confirmed.
pub const WSA_QOS_REQUEST_CONFIRMED: INT = 11009;
/// Quality of service: resources are lacking.
pub const WSA_QOS_ADMISSION_FAILURE: INT = 11010;
/// Quality of service: refused by policy.
pub const WSA_QOS_POLICY_FAILURE: INT = 11011;
/// Quality of service: the style is unknown or conflicts.
pub const WSA_QOS_BAD_STYLE: INT = 11012;
/// Quality of service: a filter or provider object is wrong.
pub const WSA_QOS_BAD_OBJECT: INT = 11013;
/// Quality of service: the flow specification is wrong.
pub const WSA_QOS_TRAFFIC_CTRL_ERROR: INT = 11014;
/// Quality of service: an error of no other kind.
pub const WSA_QOS_GENERIC_ERROR: INT = 11015;
/// Quality of service: wrong service type in the flow specification.
pub const WSA_QOS_ESERVICETYPE: INT = 11016;
/// Quality of service: wrong flow specification.
pub const WSA_QOS_EFLOWSPEC: INT = 11017;
/// Quality of service: wrong provider-specific buffer.
pub const WSA_QOS_EPROVSPECBUF: INT = 11018;
/// Quality of service: wrong filter style.
pub const WSA_QOS_EFILTERSTYLE: INT = 11019;
/// Quality of service: wrong filter type.
pub const WSA_QOS_EFILTERTYPE: INT = 11020;
/// Quality of service: wrong number of filters.
pub const WSA_QOS_EFILTERCOUNT: INT = 11021;
/// Quality of service: wrong object length.
pub const WSA_QOS_EOBJLENGTH: INT = 11022;
/// Quality of service: wrong number of flow descriptors.
pub const WSA_QOS_EFLOWCOUNT: INT = 11023;
/// Quality of service: unknown provider-specific object (spelt so in Windows, too).
pub const WSA_QOS_EUNKOWNPSOBJ: INT = 11024;
/// Quality of service: wrong policy object.
pub const WSA_QOS_EPOLICYOBJ: INT = 11025;
/// Quality of service: wrong flow descriptor.
pub const WSA_QOS_EFLOWDESC: INT = 11026;
/// Quality of service: wrong provider-specific flow specification.
pub const WSA_QOS_EPSFLOWSPEC: INT = 11027;
/// Quality of service: wrong provider-specific filter.
pub const WSA_QOS_EPSFILTERSPEC: INT = 11028;
/// Quality of service: wrong shape-discard object.
pub const WSA_QOS_ESDMODEOBJ: INT = 11029;
/// Quality of service: wrong shaping-rate object.
pub const WSA_QOS_ESHAPERATEOBJ: INT = 11030;
/// Quality of service: reserved policy element type.
pub const WSA_QOS_RESERVED_PETYPE: INT = 11031;
/// No such host is known by secure means.
pub const WSA_SECURE_HOST_NOT_FOUND: INT = 11032;
/// A name-based security policy could not be added.
pub const WSA_IPSEC_NAME_POLICY_ERROR: INT = 11033;
/// Peer names: no such cloud.
pub const WSA_PNRP_CLOUD_NOT_FOUND: INT = 11501;
/// Peer names: the cloud is disabled.
pub const WSA_PNRP_CLOUD_DISABLED: INT = 11502;
/// Peer names: the identity is not valid.
pub const WSA_PNRP_INVALID_IDENTITY: INT = 11503;
/// Peer names: the machine is too busy.
pub const WSA_PNRP_TOO_MUCH_LOAD: INT = 11504;
/// Peer names: the cloud takes no registrations.
pub const WSA_PNRP_CLOUD_IS_SEARCH_ONLY: INT = 11505;
/// Peer names: the compartment is not valid.
pub const WSA_PNRP_CLIENT_INVALID_COMPARTMENT_ID: INT = 11506;
/// Peer names: the name is registered already.
pub const WSA_PNRP_DUPLICATE_PEER_NAME: INT = 11508;
/// Peer names: the cloud has lost its network.
pub const WSA_PNRP_CLOUD_IS_DEAD: INT = 11509;
