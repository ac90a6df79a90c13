// SPDX-License-Identifier: MIT OR Apache-2.0
//! Real cabinets: one for each way in which one can be wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod mutations;
mod rows;
mod surgery;
mod workshop;

use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use self::workshop::Workshop;
use super::{Refusal, Trust, UnixTime, Wanted, authorize};

const SERVICE: Uuid = Uuid::from_u128(0x7971_f918_a847_4430_9279_4a52_d1ef_e18d);

const PLAIN: Wanted = Wanted {
    service_id: SERVICE,
    with_automatic_updates: false,
};

const XML: &str = "<?xml version='1.0' encoding='utf-8'?>
<ServiceAuthorization version='1'>
  <ServiceID>7971f918-a847-4430-9279-4a52d1efe18d</ServiceID>
  <Name>Example Update</Name>
  <CanRegisterWithAU>true</CanRegisterWithAU>
  <ServiceUrl>https://update.example/v1/</ServiceUrl>
  <RedirectUrls><Url>https://redirect.example/</Url></RedirectUrls>
</ServiceAuthorization>
";

/// The real time, at which the programs stamp.
fn today() -> UnixTime {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

/// The beginning of a year, or nearly.
fn year(year: u64) -> UnixTime {
    UnixTime::from_secs((year - 1970) * 31_556_952 + 86_400)
}

/// Trust as a file of this text would say it.
fn trusting(shop: &Workshop, pem: &str) -> Trust {
    shop.write("trust.txt", pem);
    Trust::read(&shop.path("trust.txt"), &[]).unwrap()
}

/// What becomes of a cabinet, today.
fn outcome(cabinet: &[u8], trust: &Trust) -> Result<(), Refusal> {
    authorize(cabinet, PLAIN, trust, today()).map(|_| ())
}
