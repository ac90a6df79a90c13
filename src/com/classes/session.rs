// SPDX-License-Identifier: MIT OR Apache-2.0
//! UpdateSession, as the second way to a service manager. What searches, downloads or installs is not implemented.

#![forbid(unsafe_code)]

use widestring::U16String;

use super::manager::Manager;
use crate::com::object::{AnyObject, Reference, Text};
use crate::hresult::HResult;
use crate::policy;
use crate::sync::ObjectMutex;
use crate::wua::agent::Agent;
use crate::wua::caller::Client;

pub(crate) struct Session {
    agent: &'static Agent,
    own: ObjectMutex<Options>,
}

struct Options {
    client: U16String,
    locale: i32,
}

impl Session {
    pub(crate) fn object(agent: &'static Agent) -> Reference {
        Reference::new(Self {
            agent,
            own: ObjectMutex::new(Options {
                client: Client::unnamed().name,
                locale: policy::USER_LOCALE,
            }),
        })
    }

    pub(crate) fn client_application_id(&self) -> Result<U16String, HResult> {
        Ok(self.own.lock().client.clone())
    }

    pub(crate) fn put_client_application_id(&self, value: Text) -> Result<(), HResult> {
        self.own.lock().client = value.or_empty();
        Ok(())
    }

    pub(crate) fn is_read_only(&self) -> Result<bool, HResult> {
        Ok(false)
    }

    pub(crate) fn web_proxy(&self) -> Result<Reference, HResult> {
        Err(HResult::E_NOTIMPL)
    }

    pub(crate) fn put_web_proxy(&self, _: AnyObject) -> Result<(), HResult> {
        Err(HResult::E_NOTIMPL)
    }

    pub(crate) fn create_searcher(&self) -> Result<Reference, HResult> {
        Err(HResult::E_NOTIMPL)
    }

    pub(crate) fn create_downloader(&self) -> Result<Reference, HResult> {
        Err(HResult::E_NOTIMPL)
    }

    pub(crate) fn create_installer(&self) -> Result<Reference, HResult> {
        Err(HResult::E_NOTIMPL)
    }

    pub(crate) fn user_locale(&self) -> Result<i32, HResult> {
        Ok(self.own.lock().locale)
    }

    pub(crate) fn put_user_locale(&self, locale: i32) -> Result<(), HResult> {
        self.own.lock().locale = locale;
        Ok(())
    }

    /// The manager goes by the session's name until it gets one of its own.
    pub(crate) fn create_service_manager(&self) -> Result<Reference, HResult> {
        let client = self.client_application_id()?;
        Ok(Manager::object(self.agent, Some(client)))
    }

    pub(crate) fn query_history(&self, _: Text, _: i32, _: i32) -> Result<Reference, HResult> {
        Err(HResult::E_NOTIMPL)
    }
}
