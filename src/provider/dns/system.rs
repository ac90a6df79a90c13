// SPDX-License-Identifier: MIT OR Apache-2.0
//! The system's resolver and its lists: the calls of the C library, and the thread that makes them.
//!
//! No safe binding of them all exists: the small ones have `getaddrinfo` and `getnameinfo`, but neither the list of services
//! nor the signal mask that the thread needs.

#![allow(unsafe_code)]

#[cfg(windows)]
pub(super) use portable::*;
#[cfg(unix)]
pub(super) use unix::*;

#[cfg(unix)]
mod unix {
    use std::ffi::{CStr, CString};
    use std::mem::MaybeUninit;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
    use std::ptr;

    use libc::{c_char, c_int};

    use super::super::question::{Families, Transport};
    use super::super::resolver::HostEntry;
    use super::super::services::ServiceEntry;
    use crate::error::Error;

    /// Room for a host name.
    const NAME_SIZE: usize = 1025;

    /// Entries of lists that need more than this are passed over.
    const ENTRY_SIZE_LIMIT: usize = 1 << 16;

    // The C library has these, and the libc crate has not.
    unsafe extern "C" {
        fn getservbyname_r(
            name: *const c_char,
            proto: *const c_char,
            result_buf: *mut libc::servent,
            buf: *mut c_char,
            buflen: usize,
            result: *mut *mut libc::servent,
        ) -> c_int;
        fn getservbyport_r(
            port: c_int,
            proto: *const c_char,
            result_buf: *mut libc::servent,
            buf: *mut c_char,
            buflen: usize,
            result: *mut *mut libc::servent,
        ) -> c_int;
    }

    /// The name of this machine.
    pub(in super::super) fn host_name() -> Result<String, Error> {
        let mut buffer = [0u8; NAME_SIZE];
        // One less than there is: a name that is cut off may lack its terminator.
        // SAFETY: the buffer is writable for this size.
        let failed = unsafe { libc::gethostname(buffer.as_mut_ptr().cast(), NAME_SIZE - 1) };
        if failed != 0 {
            return Err(Error::NoRecovery);
        }
        read_text(&buffer)
    }

    /// The host of a name, with its addresses of the wanted families.
    pub(in super::super) fn resolve(name: &str, families: Families) -> Result<HostEntry, Error> {
        let asked = CString::new(name).map_err(|_| Error::HostNotFound)?;
        // SAFETY: a struct of numbers and pointers, all of which may be zero.
        let mut hints: libc::addrinfo = unsafe { MaybeUninit::zeroed().assume_init() };
        hints.ai_flags = libc::AI_CANONNAME;
        hints.ai_family = match (families.inet, families.inet6) {
            (true, false) => libc::AF_INET,
            (false, true) => libc::AF_INET6,
            _ => libc::AF_UNSPEC,
        };
        // Of several entries for one address, one.
        hints.ai_socktype = libc::SOCK_STREAM;
        let mut list = ptr::null_mut();
        // SAFETY: a terminated name, no service, hints as they must be, and a place for the result.
        let code =
            unsafe { libc::getaddrinfo(asked.as_ptr(), ptr::null(), &raw const hints, &mut list) };
        if code != 0 {
            return Err(failure(code));
        }
        let list = AddressList(list);
        let mut host = HostEntry::default();
        let mut next = list.0;
        while !next.is_null() {
            // SAFETY: an entry of the list, which lives until it is dropped.
            let entry = unsafe { &*next };
            if host.name.is_empty() && !entry.ai_canonname.is_null() {
                // SAFETY: the name of an entry is terminated, and lives as long as it.
                let own = unsafe { CStr::from_ptr(entry.ai_canonname) };
                host.name = own.to_string_lossy().into_owned();
            }
            // SAFETY: the address of an entry of the list.
            if let Some(address) = unsafe { socket_address(entry.ai_addr, entry.ai_addrlen) } {
                host.add_address(address);
            }
            next = entry.ai_next;
        }
        let asked = name.strip_suffix('.').unwrap_or(name);
        if host.name.is_empty() {
            host.name = asked.to_owned();
        }
        if !is_completed(&host.name, asked) {
            host.add_alias(asked);
        }
        Ok(host)
    }

    /// Whether a name is another one with a domain of the search list behind it: then that is no alias.
    fn is_completed(whole: &str, part: &str) -> bool {
        whole
            .split_at_checked(part.len())
            .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(part) && rest.starts_with('.'))
    }

    /// The name of the host that has an address.
    pub(in super::super) fn name_of(address: IpAddr) -> Result<String, Error> {
        let mut buffer = [0u8; NAME_SIZE];
        let (host, size) = (buffer.as_mut_ptr().cast::<c_char>(), NAME_SIZE as u32);
        let flags = libc::NI_NAMEREQD;
        let code = match address {
            IpAddr::V4(address) => {
                // SAFETY: a struct of numbers.
                let mut socket: libc::sockaddr_in = unsafe { MaybeUninit::zeroed().assume_init() };
                socket.sin_family = libc::AF_INET as libc::sa_family_t;
                socket.sin_addr.s_addr = u32::from_ne_bytes(address.octets());
                let (from, length) = ((&raw const socket).cast(), size_of_val(&socket) as u32);
                // SAFETY: an address of its size, and a buffer of its size; no service is asked for.
                unsafe { libc::getnameinfo(from, length, host, size, ptr::null_mut(), 0, flags) }
            }
            IpAddr::V6(address) => {
                // SAFETY: a struct of numbers.
                let mut socket: libc::sockaddr_in6 = unsafe { MaybeUninit::zeroed().assume_init() };
                socket.sin6_family = libc::AF_INET6 as libc::sa_family_t;
                socket.sin6_addr.s6_addr = address.octets();
                let (from, length) = ((&raw const socket).cast(), size_of_val(&socket) as u32);
                // SAFETY: as above.
                unsafe { libc::getnameinfo(from, length, host, size, ptr::null_mut(), 0, flags) }
            }
        };
        if code != 0 {
            return Err(failure(code));
        }
        read_text(&buffer)
    }

    /// A service of the system's list by its name, spelled as it is there.
    pub(in super::super) fn service_by_name(
        name: &str,
        transport: Transport,
    ) -> Result<Option<ServiceEntry>, Error> {
        let name = CString::new(name).map_err(|_| Error::ServiceNotFound)?;
        service(transport, |protocol, entry, buffer, size, found| {
            // SAFETY: terminated texts, and places of their sizes.
            unsafe { getservbyname_r(name.as_ptr(), protocol, entry, buffer, size, found) }
        })
    }

    /// A service of the system's list by its port.
    pub(in super::super) fn service_by_port(
        port: u16,
        transport: Transport,
    ) -> Result<Option<ServiceEntry>, Error> {
        service(transport, |protocol, entry, buffer, size, found| {
            let port = c_int::from(port.to_be());
            // SAFETY: a terminated text, and places of their sizes.
            unsafe { getservbyport_r(port, protocol, entry, buffer, size, found) }
        })
    }

    fn service(
        transport: Transport,
        find: impl Fn(
            *const c_char,
            *mut libc::servent,
            *mut c_char,
            usize,
            *mut *mut libc::servent,
        ) -> c_int,
    ) -> Result<Option<ServiceEntry>, Error> {
        let protocol = CString::new(transport.name()).map_err(|_| Error::Internal)?;
        let mut size = 1024;
        loop {
            let mut buffer = vec![0u8; size];
            let mut entry = MaybeUninit::uninit();
            let mut found = ptr::null_mut();
            let code = find(
                protocol.as_ptr(),
                entry.as_mut_ptr(),
                buffer.as_mut_ptr().cast(),
                size,
                &mut found,
            );
            if code == libc::ERANGE && size < ENTRY_SIZE_LIMIT {
                size *= 4;
                continue;
            }
            if code != 0 || found.is_null() {
                return Ok(None);
            }
            // SAFETY: the call succeeded, and points to what it has filled.
            let entry = unsafe { &*found };
            // SAFETY: its texts are terminated, and stand in the buffer.
            let name = unsafe { CStr::from_ptr(entry.s_name) };
            let mut aliases = Vec::new();
            let mut next = entry.s_aliases;
            loop {
                // SAFETY: the list ends with a null pointer, which was not reached yet.
                let alias = unsafe { *next };
                if alias.is_null() {
                    break;
                }
                // SAFETY: as for the name.
                let alias = unsafe { CStr::from_ptr(alias) };
                aliases.push(alias.to_string_lossy().into_owned());
                next = next.wrapping_add(1);
            }
            return Ok(Some(ServiceEntry {
                name: name.to_string_lossy().into_owned(),
                aliases,
                port: u16::from_be(entry.s_port as u16),
                transport,
            }));
        }
    }

    /// What `getaddrinfo` made.
    struct AddressList(*mut libc::addrinfo);

    impl Drop for AddressList {
        fn drop(&mut self) {
            // SAFETY: made by getaddrinfo, and freed once.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }

    /// Reads an address of the families that we know.
    ///
    /// # Safety
    /// `address` is null, or readable for `length` bytes.
    unsafe fn socket_address(
        address: *const libc::sockaddr,
        length: libc::socklen_t,
    ) -> Option<SocketAddr> {
        let length = length as usize;
        if address.is_null() || length < size_of::<libc::sa_family_t>() {
            return None;
        }
        // SAFETY: readable for its family by the check above.
        let family = unsafe { address.cast::<libc::sa_family_t>().read_unaligned() };
        match c_int::from(family) {
            libc::AF_INET if length >= size_of::<libc::sockaddr_in>() => {
                // SAFETY: an address of this family and size.
                let inet = unsafe { address.cast::<libc::sockaddr_in>().read_unaligned() };
                let host = Ipv4Addr::from(inet.sin_addr.s_addr.to_ne_bytes());
                Some(SocketAddrV4::new(host, 0).into())
            }
            libc::AF_INET6 if length >= size_of::<libc::sockaddr_in6>() => {
                // SAFETY: an address of this family and size.
                let inet6 = unsafe { address.cast::<libc::sockaddr_in6>().read_unaligned() };
                let host = Ipv6Addr::from(inet6.sin6_addr.s6_addr);
                Some(SocketAddrV6::new(host, 0, 0, inet6.sin6_scope_id).into())
            }
            _ => None,
        }
    }

    fn read_text(buffer: &[u8]) -> Result<String, Error> {
        let text = CStr::from_bytes_until_nul(buffer).map_err(|_| Error::NoRecovery)?;
        Ok(text.to_string_lossy().into_owned())
    }

    fn failure(code: c_int) -> Error {
        /// Of hosts without addresses of the family; glibc has it and the libc crate has not.
        const EAI_ADDRFAMILY: c_int = -9;
        match code {
            libc::EAI_NONAME => Error::HostNotFound,
            libc::EAI_AGAIN => Error::TryAgain,
            libc::EAI_NODATA | EAI_ADDRFAMILY => Error::NoData,
            libc::EAI_MEMORY => Error::OutOfMemory,
            _ => Error::NoRecovery,
        }
    }

    #[cfg(test)]
    #[allow(clippy::unwrap_used, clippy::indexing_slicing)]
    mod tests {

        use super::*;

        #[test]
        fn this_machine_is_known() {
            assert!(!host_name().unwrap().is_empty());
            let families = Families {
                inet: true,
                inet6: false,
            };
            let local = resolve("localhost", families).unwrap();
            assert!(local.addresses.iter().all(|one| one.ip().is_loopback()));
            assert!(!local.addresses.is_empty());
            // Not every machine has a name for this address.
            match name_of(Ipv4Addr::LOCALHOST.into()) {
                Ok(name) => assert!(!name.is_empty()),
                Err(error) => assert!(matches!(error, Error::HostNotFound | Error::TryAgain)),
            }
        }

        #[test]
        fn codes_of_the_resolver_become_causes() {
            assert_eq!(failure(libc::EAI_NONAME), Error::HostNotFound);
            assert_eq!(failure(libc::EAI_AGAIN), Error::TryAgain);
            assert_eq!(failure(libc::EAI_FAIL), Error::NoRecovery);
            assert_eq!(failure(libc::EAI_NODATA), Error::NoData);
            assert_eq!(failure(libc::EAI_MEMORY), Error::OutOfMemory);
            assert_eq!(failure(libc::EAI_SYSTEM), Error::NoRecovery);
        }

        #[test]
        fn a_name_that_was_completed_is_no_alias() {
            assert!(is_completed("Web.example.com", "web"));
            assert!(!is_completed("web2.example.com", "web"));
            assert!(!is_completed("web", "web"));
            assert!(!is_completed("w", "web"));
        }
    }
}

/// On Windows: what the standard library can do, and two calls of the genuine Winsock. Services are those of our own list.
#[cfg(windows)]
mod portable {
    use std::io;
    use std::net::{IpAddr, ToSocketAddrs};

    use super::super::question::{Families, Transport};
    use super::super::resolver::HostEntry;
    use super::super::services::ServiceEntry;
    use crate::error::Error;
    use crate::windows;

    pub(in super::super) fn host_name() -> Result<String, Error> {
        windows::host_name().ok_or(Error::NoRecovery)
    }

    pub(in super::super) fn resolve(name: &str, families: Families) -> Result<HostEntry, Error> {
        let mut host = HostEntry::new(name.strip_suffix('.').unwrap_or(name));
        let addresses = (name, 0).to_socket_addrs().map_err(failure)?;
        addresses
            .filter(|address| match address.ip() {
                IpAddr::V4(_) => families.inet,
                IpAddr::V6(_) => families.inet6,
            })
            .for_each(|address| host.add_address(address));
        if host.addresses.is_empty() {
            return Err(Error::NoData);
        }
        Ok(host)
    }

    pub(in super::super) fn name_of(address: IpAddr) -> Result<String, Error> {
        windows::name_of(address).map_err(|code| failure(io::Error::from_raw_os_error(code)))
    }

    fn failure(error: io::Error) -> Error {
        match error.raw_os_error() {
            Some(11001) => Error::HostNotFound, // WSAHOST_NOT_FOUND
            Some(11002) => Error::TryAgain,     // WSATRY_AGAIN
            Some(11004) => Error::NoData,       // WSANO_DATA
            _ => Error::NoRecovery,
        }
    }

    pub(in super::super) fn service_by_name(
        _name: &str,
        _transport: Transport,
    ) -> Result<Option<ServiceEntry>, Error> {
        Ok(None)
    }

    pub(in super::super) fn service_by_port(
        _port: u16,
        _transport: Transport,
    ) -> Result<Option<ServiceEntry>, Error> {
        Ok(None)
    }
}
