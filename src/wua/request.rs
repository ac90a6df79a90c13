// SPDX-License-Identifier: MIT OR Apache-2.0
//! The arguments of the methods, and the order in which they are checked.

#![forbid(unsafe_code)]

use uuid::Uuid;
use widestring::{U16Str, U16String};

use super::authorization::Wanted;
use super::caller::{Caller, Client};
use crate::hresult::HResult;
use crate::policy;

/// `asfAllowPendingRegistration`.
const PENDING: i32 = 1;
/// `asfAllowOnlineRegistration`.
const ONLINE: i32 = 2;
/// `asfRegisterServiceWithAU`.
const AUTOMATIC_UPDATES: i32 = 4;

/// A registration that is asked for, with arguments that make sense, by somebody who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) wanted: Wanted,
    pub(crate) way: Way,
    /// The program that asks, as it calls itself.
    pub(crate) client: U16String,
}

/// How the service is to be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Now, by the authorization cab in this file.
    Cab(U16String),
    /// Now, on line.
    Online {
        /// Whether a failure is tried again later.
        or_later: bool,
    },
    /// Later.
    Later,
}

/// Checks the arguments of `AddService2`, and then its caller.
pub(crate) fn add_service2(
    id: &U16Str,
    flags: i32,
    path: &U16Str,
    client: &Client,
    caller: Caller,
) -> Result<Request, HResult> {
    let service_id = service_id(id, caller)?;
    if flags & !(PENDING | ONLINE | AUTOMATIC_UPDATES) != 0 {
        return Err(policy::UNKNOWN_ADD_SERVICE_FLAG);
    }
    let without_cab = flags & (PENDING | ONLINE) != 0;
    if without_cab && !path.is_empty() {
        return Err(HResult::E_INVALIDARG);
    }
    if caller.is_remote && path.is_empty() {
        return Err(HResult::E_ACCESSDENIED);
    }
    if !without_cab && path.is_empty() {
        return Err(HResult::E_INVALIDARG);
    }
    caller.through(client).may_change()?;
    let way = if flags & ONLINE != 0 {
        caller.may_go_on_line()?;
        Way::Online {
            or_later: flags & PENDING != 0,
        }
    } else if without_cab {
        Way::Later
    } else {
        Way::Cab(path.to_owned())
    };
    let wanted = Wanted {
        service_id,
        with_automatic_updates: flags & AUTOMATIC_UPDATES != 0,
    };
    Ok(Request {
        wanted,
        way,
        client: client.name.clone(),
    })
}

/// Checks the arguments of `AddService`, and then its caller: a local cab, without Automatic Updates.
pub(crate) fn add_service(
    id: &U16Str,
    path: &U16Str,
    client: &Client,
    caller: Caller,
) -> Result<Request, HResult> {
    let service_id = service_id(id, caller)?;
    if path.is_empty() {
        return Err(HResult::E_INVALIDARG);
    }
    caller.through(client).may_change_here()?;
    Ok(Request {
        wanted: Wanted {
            service_id,
            with_automatic_updates: false,
        },
        way: Way::Cab(path.to_owned()),
        client: client.name.clone(),
    })
}

/// Reads the id of a service: a GUID with hyphens and without braces, in either case.
pub(crate) fn service_id(text: &U16Str, caller: Caller) -> Result<Uuid, HResult> {
    let malformed = if caller.has_rpc_ids && !text.is_empty() {
        policy::MALFORMED_RPC_SERVICE_ID
    } else {
        policy::MALFORMED_SERVICE_ID
    };
    if text.len() != uuid::fmt::Hyphenated::LENGTH {
        return Err(malformed);
    }
    let text = text.to_string().map_err(|_| malformed)?;
    text.parse::<uuid::fmt::Hyphenated>()
        .map(Uuid::from)
        .map_err(|_| malformed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use widestring::u16str;

    #[test]
    fn an_id_is_a_bare_guid() {
        let id = "7971f918-a847-4430-9279-4a52d1efe18d";
        for text in [id.to_owned(), id.to_uppercase()] {
            let read = service_id(&U16String::from_str(&text), Caller::default()).unwrap();
            assert_eq!(read.hyphenated().to_string(), id);
        }
        for wrong in [
            "",
            "{7971f918-a847-4430-9279-4a52d1efe18d}",
            " 7971f918-a847-4430-9279-4a52d1efe18d",
            "7971f918-a847-4430-9279-4a52d1efe18d ",
            "7971f918-a847-4430-9279-4a52d1efe18",
            "7971f918-a847-4430-9279-4a52d1efe18g",
            "7971f918a84744309279-4a52d1efe18d----",
            "7971f918_a847_4430_9279_4a52d1efe18d",
            "7971f918a84744309279-4a52d1efe18d-12",
            "7971f918a84744309279 4a52d1efe18d",
            "urn:uuid:7971f918-a847-4430-9279-4a5",
        ] {
            let text = U16String::from_str(wrong);
            let result = service_id(&text, Caller::default());
            assert_eq!(result, Err(HResult::E_INVALIDARG), "{wrong:?}");
            let remote = Caller {
                has_rpc_ids: true,
                ..Caller::default()
            };
            let code = if wrong.is_empty() {
                0x8007_0057
            } else {
                0x8007_06A9
            };
            assert_eq!(service_id(&text, remote), Err(HResult(code)), "{wrong:?}");
        }
        let mut broken = U16String::from_str(id);
        broken.pop_char();
        broken.push_slice([0xD800]);
        assert_eq!(
            service_id(&broken, Caller::default()),
            Err(HResult::E_INVALIDARG)
        );
    }

    /// The documented order of checks, as a list of conditions; the first that holds decides.
    #[test]
    fn the_first_check_that_fails_decides() {
        const ID: &U16Str = u16str!("7971f918-a847-4430-9279-4a52d1efe18d");
        let callers = (0..32).map(|bits| Caller {
            is_remote: bits & 1 != 0,
            is_ordinary: bits & 2 != 0,
            is_locked_down: bits & 4 != 0,
            is_disabled: bits & 8 != 0,
            has_rpc_ids: false,
            policy: if bits & 16 == 0 {
                super::super::caller::Policy::Free
            } else {
                super::super::caller::Policy::NoInternet
            },
        });
        for caller in callers {
            for id in [ID, u16str!(""), u16str!("x")] {
                for path in [u16str!(""), u16str!("a.cab")] {
                    for flags in [-1, i32::MIN, 0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 0x10007] {
                        let conditions = [
                            (id.len() != 36, 0x8007_0057),
                            (!(0..=7).contains(&flags), 0x8007_0057),
                            (flags & 3 != 0 && !path.is_empty(), 0x8007_0057),
                            (caller.is_remote && path.is_empty(), 0x8007_0005),
                            (flags & 3 == 0 && path.is_empty(), 0x8007_0057),
                            (caller.is_ordinary, 0x8007_0005),
                            (caller.is_locked_down, 0x8024_0036),
                            (caller.is_disabled, 0x8007_0422),
                            (
                                flags & 2 != 0 && caller.policy != Default::default(),
                                0x8024_500C,
                            ),
                        ];
                        let expected = conditions.iter().find(|(holds, _)| *holds);
                        let client = Client::unnamed();
                        let found = add_service2(id, flags, path, &client, caller);
                        // An object that is locked down is as good as a caller that is.
                        let locked = Client {
                            is_locked_down: caller.is_locked_down,
                            ..client
                        };
                        let free = Caller {
                            is_locked_down: false,
                            ..caller
                        };
                        assert_eq!(add_service2(id, flags, path, &locked, free), found);
                        assert_eq!(
                            found.as_ref().err().map(|error| error.0),
                            expected.map(|(_, code)| *code),
                            "{id:?} {flags} {path:?} {caller:?}"
                        );
                        if let Ok(request) = found {
                            assert_eq!(
                                request.way,
                                match flags & 3 {
                                    0 => Way::Cab(path.to_owned()),
                                    1 => Way::Later,
                                    pending_and_online => Way::Online {
                                        or_later: pending_and_online == 3
                                    },
                                }
                            );
                            assert_eq!(request.wanted.with_automatic_updates, flags >= 4);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_older_method_needs_a_cab_and_a_local_caller() {
        let id = u16str!("7971f918-a847-4430-9279-4a52d1efe18d");
        let (none, path) = (u16str!(""), u16str!("a.cab"));
        let remote = Caller {
            is_remote: true,
            ..Caller::default()
        };
        let ask = |id, path, caller| {
            add_service(id, path, &Client::unnamed(), caller).map(|request| request.way)
        };
        let invalid = Err(HResult::E_INVALIDARG);
        assert_eq!(ask(none, path, remote), invalid);
        assert_eq!(ask(id, none, remote), invalid);
        assert_eq!(ask(id, path, remote), Err(HResult::E_ACCESSDENIED));
        assert_eq!(
            ask(id, path, Caller::default()),
            Ok(Way::Cab(path.to_owned()))
        );
    }
}
