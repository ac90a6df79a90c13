// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who calls, and what the machine allows: what a method checks after its arguments.

#![forbid(unsafe_code)]

use widestring::U16String;

use crate::hresult::HResult;
use crate::policy;

/// The program that calls, as the object through which it does knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    /// What it calls itself.
    pub(crate) name: U16String,
    /// Whether the object was locked down.
    pub(crate) is_locked_down: bool,
}

impl Client {
    /// One that has not said what it is called.
    pub(crate) fn unnamed() -> Self {
        Self {
            name: U16String::from_str(policy::UNSET_CLIENT_APPLICATION_ID),
            is_locked_down: false,
        }
    }
}

/// The properties of the caller and of the machine that decide whether a method may do its work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The call comes from another machine.
    pub(crate) is_remote: bool,
    /// The caller is not an administrator.
    pub(crate) is_ordinary: bool,
    /// Web sites may not use the objects.
    pub(crate) is_locked_down: bool,
    /// The update service of the machine is disabled.
    pub(crate) is_disabled: bool,
    /// Whether malformed ids are answered as the GUID parser of a remote call does.
    pub(crate) has_rpc_ids: bool,
    /// What policy forbids when a call goes on line.
    pub(crate) policy: Policy,
}

/// What policy forbids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Nothing.
    #[default]
    Free,
    /// Any use of Windows Update.
    NoAccess,
    /// Contact with servers on the Internet.
    NoInternet,
}

/// Words that cannot both be true.
const CONTRADICTIONS: [[&str; 2]; 2] = [["administrator", "user"], ["no-access", "no-internet"]];

impl Caller {
    /// Reads a list of words; the empty list is a local administrator whom nothing is forbidden.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let has = |wanted: &&str| text.split(',').any(|word| word.trim() == *wanted);
        if CONTRADICTIONS.iter().any(|pair| pair.iter().all(has)) {
            return None;
        }
        let mut caller = Self::default();
        for word in text.split(',').map(str::trim) {
            match word {
                "administrator" => {}
                "remote" => caller.is_remote = true,
                "user" => caller.is_ordinary = true,
                "locked-down" => caller.is_locked_down = true,
                "service-disabled" => caller.is_disabled = true,
                "rpc-ids" => caller.has_rpc_ids = true,
                "no-access" => caller.policy = Policy::NoAccess,
                "no-internet" => caller.policy = Policy::NoInternet,
                _ => return None,
            }
        }
        Some(caller)
    }

    /// The same caller through an object that may be locked down.
    pub(crate) fn through(self, client: &Client) -> Self {
        Self {
            is_locked_down: self.is_locked_down || client.is_locked_down,
            ..self
        }
    }

    /// For methods that change something.
    pub(crate) fn may_change(self) -> Result<(), HResult> {
        if self.is_ordinary {
            return Err(HResult::E_ACCESSDENIED);
        }
        self.may_use()?;
        self.may_read()
    }

    /// For methods that change something and serve nobody from another machine.
    pub(crate) fn may_change_here(self) -> Result<(), HResult> {
        if self.is_remote {
            return Err(HResult::E_ACCESSDENIED);
        }
        self.may_change()
    }

    /// For methods that a lockdown refuses.
    pub(crate) fn may_use(self) -> Result<(), HResult> {
        if self.is_locked_down {
            return Err(HResult::WU_E_INVALID_OPERATION);
        }
        Ok(())
    }

    /// For methods that ask the machine's update service.
    pub(crate) fn may_read(self) -> Result<(), HResult> {
        if self.is_disabled {
            return Err(HResult::ERROR_SERVICE_DISABLED);
        }
        Ok(())
    }

    /// For calls that go on line.
    pub(crate) fn may_go_on_line(self) -> Result<(), HResult> {
        match self.policy {
            Policy::Free => Ok(()),
            Policy::NoAccess => Err(HResult::WU_E_CALL_CANCELLED_BY_POLICY),
            Policy::NoInternet => Err(HResult::WU_E_REDIRECTOR_CONNECT_POLICY),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read() {
        assert_eq!(Caller::parse("administrator"), Some(Caller::default()));
        let all = Caller::parse("remote, user,locked-down,service-disabled,rpc-ids,no-internet");
        let expected = Caller {
            is_remote: true,
            is_ordinary: true,
            is_locked_down: true,
            is_disabled: true,
            has_rpc_ids: true,
            policy: Policy::NoInternet,
        };
        assert_eq!(all, Some(expected));
        for wrong in ["Remote", "remote,", "remote user", "root"] {
            assert_eq!(Caller::parse(wrong), None, "{wrong}");
        }
        for contradiction in ["administrator,user", "no-internet, remote, no-access"] {
            assert_eq!(Caller::parse(contradiction), None, "{contradiction}");
        }
        assert!(Caller::parse("user,user,remote").is_some());
    }

    #[test]
    fn the_first_thing_that_forbids_a_change_decides() {
        let mut caller =
            Caller::parse("remote,user,locked-down,service-disabled").unwrap_or_default();
        assert_eq!(caller.may_change_here(), Err(HResult::E_ACCESSDENIED));
        caller.is_remote = false;
        assert_eq!(caller.may_change_here(), Err(HResult::E_ACCESSDENIED));
        caller.is_ordinary = false;
        assert_eq!(caller.may_change(), Err(HResult::WU_E_INVALID_OPERATION));
        caller.is_locked_down = false;
        assert_eq!(caller.may_change(), Err(HResult::ERROR_SERVICE_DISABLED));
        caller.is_disabled = false;
        assert_eq!(caller.may_change_here(), Ok(()));
    }
}
