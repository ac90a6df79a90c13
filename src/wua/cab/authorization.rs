// SPDX-License-Identifier: MIT OR Apache-2.0
//! The text of an authorization: `authorization.xml`.
//!
//! The format of Microsoft's own cabs is not published. This one carries what the interfaces tell about a service.

#![forbid(unsafe_code)]

use std::str::FromStr;

use der::DateTime;
use roxmltree::{Document, Node, ParsingOptions};
use uuid::Uuid;

use super::{Authorization, Refusal, UnixTime, Wanted};
use crate::policy;
use crate::wua::authorization::{is_text, is_url};

/// Whether an authorization allows what is wanted.
pub(super) fn permits(
    authorization: &Authorization,
    wanted: Wanted,
    now: UnixTime,
) -> Result<(), Refusal> {
    if authorization.service_id != wanted.service_id {
        return Err(Refusal::WrongService);
    }
    if authorization.expires.is_some_and(|end| end < now) {
        return Err(Refusal::AuthorizationExpired);
    }
    if wanted.with_automatic_updates && !authorization.can_register_with_automatic_updates {
        return Err(Refusal::AutomaticUpdatesForbidden);
    }
    Ok(())
}

const ROOT: &str = "ServiceAuthorization";
const VERSION: &str = "1";

/// Reads an authorization.
pub(super) fn parse(text: &[u8]) -> Result<Authorization, Refusal> {
    let invalid = Refusal::BadAuthorization;
    let text = str::from_utf8(text).map_err(|_| invalid)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: policy::AUTHORIZATION_NODE_LIMIT,
        ..ParsingOptions::default()
    };
    if depth_bound(text) > policy::AUTHORIZATION_DEPTH_LIMIT {
        return Err(invalid);
    }
    let document = Document::parse_with_options(text, options).map_err(|_| invalid)?;
    let root = document.root_element();
    let is_known = root.tag_name().name() == ROOT
        && root.tag_name().namespace().is_none()
        && root.attribute("version") == Some(VERSION)
        && root.attributes().len() == 1;
    if !is_known {
        return Err(invalid);
    }
    Fields::of(root)
        .and_then(|fields| fields.authorization())
        .map_err(|fault| match fault {
            Fault::Missing => Refusal::NoAuthorization,
            Fault::Invalid => invalid,
        })
}

/// No less than the depth of the deepest element, without a parser, which may use the stack for each level.
fn depth_bound(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut depth: usize = 0;
    let mut deepest = 0;
    for pair in bytes.windows(2) {
        match pair {
            [b'<', b'/'] | [b'/', b'>'] => depth = depth.saturating_sub(1),
            [b'<', b'!' | b'?'] => {}
            [b'<', _] => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            _ => {}
        }
    }
    deepest
}

enum Fault {
    Missing,
    Invalid,
}

#[derive(Default)]
struct Fields {
    service_id: Option<String>,
    name: Option<String>,
    issue_date: Option<String>,
    expiration_date: Option<String>,
    can_register: Option<String>,
    offers: Option<String>,
    managed: Option<String>,
    service_url: Option<String>,
    setup_prefix: Option<String>,
    certificate: Option<String>,
    redirect_urls: Option<Vec<String>>,
}

impl Fields {
    fn of(root: Node<'_, '_>) -> Result<Self, Fault> {
        let mut fields = Self::default();
        for element in elements(root)? {
            let slot = match element.tag_name().name() {
                "ServiceID" => &mut fields.service_id,
                "Name" => &mut fields.name,
                "IssueDate" => &mut fields.issue_date,
                "ExpirationDate" => &mut fields.expiration_date,
                "CanRegisterWithAU" => &mut fields.can_register,
                "OffersWindowsUpdates" => &mut fields.offers,
                "IsManaged" => &mut fields.managed,
                "ServiceUrl" => &mut fields.service_url,
                "SetupPrefix" => &mut fields.setup_prefix,
                "ContentValidationCert" => &mut fields.certificate,
                "RedirectUrls" if fields.redirect_urls.is_none() => {
                    fields.redirect_urls = Some(redirect_urls(element)?);
                    continue;
                }
                _ => return Err(Fault::Invalid),
            };
            if slot.replace(text(element)?).is_some() {
                return Err(Fault::Invalid);
            }
        }
        Ok(fields)
    }

    fn authorization(self) -> Result<Authorization, Fault> {
        let flag = |text: Option<String>| match text.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Fault::Invalid),
        };
        let service_id = self.service_id.ok_or(Fault::Missing)?;
        let name = self.name.ok_or(Fault::Missing)?;
        Ok(Authorization {
            service_id: service_id_of(&service_id).ok_or(Fault::Invalid)?,
            name: if name.is_empty() {
                return Err(Fault::Missing);
            } else {
                name
            },
            issued: self.issue_date.as_deref().map(date).transpose()?,
            expires: self.expiration_date.as_deref().map(date).transpose()?,
            can_register_with_automatic_updates: flag(self.can_register)?,
            offers_windows_updates: flag(self.offers)?,
            is_managed: flag(self.managed)?,
            service_url: self
                .service_url
                .filter(|url| !url.is_empty())
                .map(url)
                .transpose()?
                .unwrap_or_default(),
            setup_prefix: self.setup_prefix.unwrap_or_default(),
            redirect_urls: self.redirect_urls.unwrap_or_default(),
            content_validation_certificate: self.certificate.as_deref().map(hash).transpose()?,
        })
    }
}

/// The child elements; there may be no text between them.
fn elements<'a, 'input>(parent: Node<'a, 'input>) -> Result<Vec<Node<'a, 'input>>, Fault> {
    let mut found = Vec::new();
    for child in parent.children() {
        if child.is_element() {
            if child.tag_name().namespace().is_some() || child.attributes().len() != 0 {
                return Err(Fault::Invalid);
            }
            found.push(child);
        } else if child.is_text() && !child.text().unwrap_or_default().trim().is_empty() {
            return Err(Fault::Invalid);
        }
    }
    Ok(found)
}

fn redirect_urls(element: Node<'_, '_>) -> Result<Vec<String>, Fault> {
    let mut urls = Vec::new();
    for child in elements(element)? {
        if child.tag_name().name() != "Url" || urls.len() >= policy::REDIRECT_URL_LIMIT {
            return Err(Fault::Invalid);
        }
        urls.push(url(text(child)?)?);
    }
    Ok(urls)
}

/// The text of an element that has nothing else, without the white space around it.
fn text(element: Node<'_, '_>) -> Result<String, Fault> {
    let mut text = String::new();
    for child in element.children() {
        if child.is_element() {
            return Err(Fault::Invalid);
        }
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    let text = text.trim();
    if is_text(text) {
        Ok(text.to_owned())
    } else {
        Err(Fault::Invalid)
    }
}

/// As the methods take it: hyphenated, without braces.
fn service_id_of(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (text.len() == uuid::fmt::Hyphenated::LENGTH).then_some(id)
}

/// RFC 3339, in UTC and whole seconds, from 1970.
fn date(text: &str) -> Result<UnixTime, Fault> {
    let date = DateTime::from_str(text).map_err(|_| Fault::Invalid)?;
    Ok(date.unix_duration())
}

fn url(text: String) -> Result<String, Fault> {
    if is_url(&text) {
        Ok(text)
    } else {
        Err(Fault::Invalid)
    }
}

fn hash(text: &str) -> Result<[u8; 20], Fault> {
    let mut hash = [0; 20];
    if text.len() != hash.len() * 2 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Fault::Invalid);
    }
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = str::from_utf8(digits).map_err(|_| Fault::Invalid)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| Fault::Invalid)?;
    }
    Ok(hash)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ID: &str = "<ServiceID>7971f918-a847-4430-9279-4a52d1efe18d</ServiceID>";
    const NAME: &str = "<Name>A service</Name>";

    fn authorization(inner: &str) -> Result<Authorization, Refusal> {
        parse(
            format!("<ServiceAuthorization version='1'>{ID}{NAME}{inner}</ServiceAuthorization>")
                .as_bytes(),
        )
    }

    fn refused(text: &str) -> u32 {
        parse(text.as_bytes()).unwrap_err().hresult()
    }

    #[test]
    fn what_is_not_said_is_no_empty_or_never() {
        let least = authorization("").unwrap();
        assert_eq!(
            least,
            Authorization {
                service_id: Uuid::from_u128(0x7971_f918_a847_4430_9279_4a52_d1ef_e18d),
                name: "A service".to_owned(),
                issued: None,
                expires: None,
                can_register_with_automatic_updates: false,
                offers_windows_updates: false,
                is_managed: false,
                service_url: String::new(),
                setup_prefix: String::new(),
                redirect_urls: Vec::new(),
                content_validation_certificate: None,
            }
        );
    }

    #[test]
    fn everything_that_is_said_is_read() {
        let all = authorization(
            "<!-- in any order --><IssueDate> 2003-01-01T00:00:00Z
             </IssueDate><ExpirationDate>5254-06-18T21:21:00Z</ExpirationDate>
             <CanRegisterWithAU>true</CanRegisterWithAU><OffersWindowsUpdates>true</OffersWindowsUpdates>
             <IsManaged>true</IsManaged><ServiceUrl>https://example.test/v6/?a&amp;b</ServiceUrl>
             <SetupPrefix><![CDATA[mu]]></SetupPrefix><RedirectUrls><Url>http://a.test/</Url><Url>https://b.test/</Url></RedirectUrls>
             <ContentValidationCert>000102030405060708090a0b0c0d0e0f101112FF</ContentValidationCert>",
        )
        .unwrap();
        assert_eq!(all.issued, Some(UnixTime::from_secs(1_041_379_200)));
        assert_eq!(all.expires, Some(UnixTime::from_secs(103_647_676_860)));
        assert!(all.can_register_with_automatic_updates);
        assert!(all.offers_windows_updates);
        assert!(all.is_managed);
        assert_eq!(all.service_url, "https://example.test/v6/?a&b");
        assert_eq!(all.setup_prefix, "mu");
        assert_eq!(all.redirect_urls, ["http://a.test/", "https://b.test/"]);
        let hash = all.content_validation_certificate.unwrap();
        assert_eq!(hash.first_chunk(), Some(&[0, 1, 2]));
        assert_eq!(hash.last(), Some(&0xFF));
    }

    #[test]
    fn an_id_and_a_name_are_needed() {
        let root =
            |inner| format!("<ServiceAuthorization version='1'>{inner}</ServiceAuthorization>");
        assert_eq!(refused(&root(NAME)), 0x8024_000D);
        assert_eq!(refused(&root(ID)), 0x8024_000D);
        assert_eq!(refused(&root(&format!("{ID}<Name> </Name>"))), 0x8024_000D);
    }

    #[test]
    fn whatever_is_not_understood_is_refused() {
        for inner in [
            "<Unknown/>",
            "stray",
            ID,
            "<IssueDate>2003-01-01</IssueDate>",
            "<IssueDate>2003-02-30T00:00:00Z</IssueDate>",
            "<IssueDate>2003-01-01T00:00:00+01:00</IssueDate>",
            "<IssueDate>1601-01-01T00:00:00Z</IssueDate>",
            "<IsManaged>yes</IsManaged>",
            "<IsManaged><b/></IsManaged>",
            "<IsManaged a='1'>true</IsManaged>",
            "<IsManaged xmlns='a'>true</IsManaged>",
            "<ServiceUrl>ftp://example.test/</ServiceUrl>",
            "<ServiceUrl>http:///</ServiceUrl>",
            "<ServiceUrl>http://a b/</ServiceUrl>",
            "<RedirectUrls><Uri/></RedirectUrls>",
            "<RedirectUrls/><RedirectUrls/>",
            "<SetupPrefix>a&#7;</SetupPrefix>",
            "<SetupPrefix>&unknown;</SetupPrefix>",
            "<ContentValidationCert>00</ContentValidationCert>",
            "<ContentValidationCert>+0010203040506070809000102030405060708090</ContentValidationCert>",
        ] {
            assert_eq!(
                authorization(inner).unwrap_err().hresult(),
                0x8024_000E,
                "{inner}"
            );
        }
        for document in [
            "",
            "text",
            "<ServiceAuthorization version='1'>",
            "<ServiceAuthorization version='2'/>",
            "<ServiceAuthorization/>",
            "<ServiceAuthorization version='1' more=''/>",
            "<Other version='1'/>",
            "<ServiceAuthorization version='1' xmlns='a'/>",
            "<ServiceAuthorization version='1'><ServiceID>{7971f918-a847-4430-9279-4a52d1efe18d}</ServiceID><Name>a</Name></ServiceAuthorization>",
            "<ServiceAuthorization version='1'><ServiceID>7971f918a847443092794a52d1efe18d</ServiceID><Name>a</Name></ServiceAuthorization>",
        ] {
            assert_eq!(refused(document), 0x8024_000E, "{document}");
        }
        assert_eq!(parse(b"\xFF\xFE<\0").unwrap_err().hresult(), 0x8024_000E);
    }

    #[test]
    fn a_declaration_and_the_mark_of_the_encoding_may_come_first() {
        let text = format!("<ServiceAuthorization version='1'>{ID}{NAME}</ServiceAuthorization>");
        for before in ["\u{FEFF}", "<?xml version='1.0' encoding='utf-8'?>\r\n"] {
            parse(format!("{before}{text}").as_bytes()).unwrap();
        }
    }

    #[test]
    fn entities_depth_and_length_are_bounded() {
        assert_eq!(
            refused(
                "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>\
                 <ServiceAuthorization version='1'>&b;</ServiceAuthorization>"
            ),
            0x8024_000E
        );
        assert_eq!(
            refused("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><ServiceAuthorization version='1'/>"),
            0x8024_000E
        );
        // Deeper than the parser would survive if it went deeper itself.
        assert_eq!(refused(&"<a>".repeat(1_000_000)), 0x8024_000E);
        assert_eq!(refused(&"<a b='".repeat(1_000_000)), 0x8024_000E);
        let long = |count| format!("<SetupPrefix>{}</SetupPrefix>", "é".repeat(count));
        authorization(&long(policy::AUTHORIZATION_TEXT_LIMIT)).unwrap();
        authorization(&long(policy::AUTHORIZATION_TEXT_LIMIT + 1)).unwrap_err();
        let many = |count| {
            format!(
                "<RedirectUrls>{}</RedirectUrls>",
                "<Url>http://a</Url>".repeat(count)
            )
        };
        authorization(&many(policy::REDIRECT_URL_LIMIT)).unwrap();
        authorization(&many(policy::REDIRECT_URL_LIMIT + 1)).unwrap_err();
        authorization(&"<!---->".repeat(policy::AUTHORIZATION_NODE_LIMIT as usize)).unwrap_err();
    }

    #[test]
    fn an_authorization_permits_its_service_until_it_expires() {
        let given = authorization("<ExpirationDate>2030-01-01T00:00:00Z</ExpirationDate>").unwrap();
        let end = given.expires.unwrap();
        let wanted = Wanted {
            service_id: given.service_id,
            with_automatic_updates: false,
        };
        assert_eq!(permits(&given, wanted, end), Ok(()));
        assert_eq!(
            permits(&given, wanted, end + UnixTime::from_secs(1)),
            Err(Refusal::AuthorizationExpired)
        );
        let other = Wanted {
            service_id: Uuid::from_u128(1),
            ..wanted
        };
        assert_eq!(permits(&given, other, end), Err(Refusal::WrongService));
        let with_automatic_updates = Wanted {
            with_automatic_updates: true,
            ..wanted
        };
        assert_eq!(
            permits(&given, with_automatic_updates, end),
            Err(Refusal::AutomaticUpdatesForbidden)
        );
    }
}
