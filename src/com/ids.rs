// SPDX-License-Identifier: MIT OR Apache-2.0
//! The identifiers of interfaces and classes.

#![forbid(unsafe_code)]

use crate::ffi::guiddef::GUID;

/// From the number that the text form shows.
const fn guid(number: u128) -> GUID {
    let [a, b, c, d, e, f, g, h, tail @ ..] = number.to_be_bytes();
    GUID {
        Data1: u32::from_be_bytes([a, b, c, d]),
        Data2: u16::from_be_bytes([e, f]),
        Data3: u16::from_be_bytes([g, h]),
        Data4: tail,
    }
}

pub(crate) const NULL: GUID = guid(0);

pub(crate) const UNKNOWN: GUID = guid(0x00000000_0000_0000_C000_000000000046);
pub(crate) const CLASS_FACTORY: GUID = guid(0x00000001_0000_0000_C000_000000000046);
pub(crate) const DISPATCH: GUID = guid(0x00020400_0000_0000_C000_000000000046);
pub(crate) const ENUM_VARIANT: GUID = guid(0x00020404_0000_0000_C000_000000000046);
pub(crate) const ERROR_INFO: GUID = guid(0x1CF2B120_547D_101B_8E65_08002B2BD119);
pub(crate) const SUPPORT_ERROR_INFO: GUID = guid(0xDF0B3D60_548F_101B_8E65_08002B2BD119);

pub(crate) const MANAGER: GUID = guid(0x23857E3C_02BA_44A3_9423_B1C900805F37);
pub(crate) const MANAGER_2: GUID = guid(0x0BB8531D_7E8D_424F_986C_A0B8F60A3E7B);
pub(crate) const REGISTRATION: GUID = guid(0xDDE02280_12B3_4E0B_937B_6747F6ACB286);
pub(crate) const SERVICE: GUID = guid(0x76B3B17E_AED6_4DA5_85F0_83587F81ABE3);
pub(crate) const SERVICE_2: GUID = guid(0x1518B460_6518_4172_940F_C75883B24CEB);
pub(crate) const SERVICE_COLLECTION: GUID = guid(0x9B0353AA_0E52_44FF_B8B0_1F7FA0437F88);
pub(crate) const STRING_COLLECTION: GUID = guid(0xEFF90582_2DDC_480F_A06D_60F3FBC362C3);
pub(crate) const SESSION: GUID = guid(0x816858A4_260D_4260_933A_2585F1ABC76B);
pub(crate) const SESSION_2: GUID = guid(0x91CAF7B0_EB23_49ED_9937_C52D817F46F7);
pub(crate) const SESSION_3: GUID = guid(0x918EFD1E_B5D8_4C90_8540_AEB9BDC56F9D);

pub(crate) const UPDATE_LOCKDOWN: GUID = guid(0xA976C28D_75A1_42AA_94AE_8AF8B872089A);

pub(crate) const CLASS_MANAGER: GUID = guid(0xF8D253D9_89A4_4DAA_87B6_1168369F0B21);
pub(crate) const CLASS_STRING_COLLECTION: GUID = guid(0x72C97D74_7C3B_40AE_B77D_ABDB22EBA6FB);
pub(crate) const CLASS_SESSION: GUID = guid(0x4CB43D7F_7EEE_4906_8698_60DA1C38F2FE);

/// All of them but the null one, as the headers call them.
pub(crate) const NAMES: &[(&str, GUID)] = &[
    ("IID_IUnknown", UNKNOWN),
    ("IID_IClassFactory", CLASS_FACTORY),
    ("IID_IDispatch", DISPATCH),
    ("IID_IEnumVARIANT", ENUM_VARIANT),
    ("IID_IErrorInfo", ERROR_INFO),
    ("IID_ISupportErrorInfo", SUPPORT_ERROR_INFO),
    ("IID_IUpdateServiceManager", MANAGER),
    ("IID_IUpdateServiceManager2", MANAGER_2),
    ("IID_IUpdateServiceRegistration", REGISTRATION),
    ("IID_IUpdateService", SERVICE),
    ("IID_IUpdateService2", SERVICE_2),
    ("IID_IUpdateServiceCollection", SERVICE_COLLECTION),
    ("IID_IStringCollection", STRING_COLLECTION),
    ("IID_IUpdateSession", SESSION),
    ("IID_IUpdateSession2", SESSION_2),
    ("IID_IUpdateSession3", SESSION_3),
    ("IID_IUpdateLockdown", UPDATE_LOCKDOWN),
    ("CLSID_UpdateServiceManager", CLASS_MANAGER),
    ("CLSID_StringCollection", CLASS_STRING_COLLECTION),
    ("CLSID_UpdateSession", CLASS_SESSION),
];
