// SPDX-License-Identifier: MIT OR Apache-2.0
//! Changes to the signature of a cabinet that no program makes.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{CertificateSet, SignedData, SignerInfo, SignerInfos};
use der::asn1::{Any, ObjectIdentifier, SetOfVec};
use der::{Decode, Encode};
use x509_cert::attr::Attribute;

use crate::wua::cab::envelope;

pub(super) const TOKEN: &str = "1.3.6.1.4.1.311.3.3.1";
pub(super) const COUNTER_SIGNATURE: &str = "1.2.840.113549.1.9.6";
pub(super) const NESTED_SIGNATURE: &str = "1.3.6.1.4.1.311.2.4.1";

/// The signature of a cabinet, without padding.
pub(super) fn signature(cabinet: &[u8]) -> Vec<u8> {
    let padded = envelope::open(cabinet).unwrap().signature;
    ContentInfo::from_der(padded).map_or_else(
        |_| {
            let end = (0..8)
                .map(|zeros| &padded[..padded.len() - zeros])
                .find(|cut| ContentInfo::from_der(cut).is_ok());
            end.unwrap().to_vec()
        },
        |_| padded.to_vec(),
    )
}

/// The cabinet with another signature, as long as that one is.
pub(super) fn replace_signature(cabinet: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut changed = envelope::open(cabinet).unwrap().cabinet.to_vec();
    changed[48..52].copy_from_slice(&u32::try_from(signature.len()).unwrap().to_le_bytes());
    changed.extend_from_slice(signature);
    changed
}

pub(super) fn signed_data(signature: &[u8]) -> SignedData {
    let info = ContentInfo::from_der(signature).unwrap();
    info.content.decode_as().unwrap()
}

/// The cabinet with its signed data changed.
pub(super) fn change(cabinet: &[u8], change: impl FnOnce(&mut SignedData)) -> Vec<u8> {
    let mut info = ContentInfo::from_der(&signature(cabinet)).unwrap();
    let mut data: SignedData = info.content.decode_as().unwrap();
    change(&mut data);
    info.content = Any::encode_from(&data).unwrap();
    replace_signature(cabinet, &info.to_der().unwrap())
}

/// The cabinet with its signer changed.
pub(super) fn change_signer(cabinet: &[u8], alter: impl FnOnce(&mut SignerInfo)) -> Vec<u8> {
    change(cabinet, |data| {
        let mut signer = data.signer_infos.0.get(0).unwrap().clone();
        alter(&mut signer);
        data.signer_infos = SignerInfos(SetOfVec::try_from(vec![signer]).unwrap());
    })
}

/// The cabinet with an attribute that is not signed, and with more certificates.
pub(super) fn attach(
    cabinet: &[u8],
    kind: &str,
    value: &[u8],
    certificates: Option<CertificateSet>,
) -> Vec<u8> {
    let with_certificates = change(cabinet, |data| {
        let present = data.certificates.take().map(|set| set.0.into_vec());
        let more = certificates.map(|set| set.0.into_vec());
        let mut all: Vec<CertificateChoices> = Vec::new();
        for one in present.into_iter().chain(more).flatten() {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        data.certificates = Some(CertificateSet(SetOfVec::try_from(all).unwrap()));
    });
    change_signer(&with_certificates, |signer| {
        let mut attributes = signer.unsigned_attrs.take().unwrap_or_default();
        let attribute = Attribute {
            oid: ObjectIdentifier::new_unwrap(kind),
            values: SetOfVec::try_from(vec![Any::from_der(value).unwrap()]).unwrap(),
        };
        attributes.insert(attribute).unwrap();
        signer.unsigned_attrs = Some(attributes);
    })
}

/// The octets that a timestamp is about.
pub(super) fn signature_value(cabinet: &[u8]) -> Vec<u8> {
    let data = signed_data(&signature(cabinet));
    let signer = data.signer_infos.0.get(0).unwrap();
    signer.signature.as_bytes().to_vec()
}
