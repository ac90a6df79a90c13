/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_SPORDER_H
#define ENLIST_GENERATED_SPORDER_H

/* Generated from the module `sporder` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Brings the catalogue into another order: calls reach providers, and results come, in it.
///
/// # Parameters
/// `lpProviderId`: the identifiers of all providers, each once. `dwNumberOfEntries`: how many there are.
///
/// # Returns
/// 0, or the error code itself.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: a provider is missing, unknown, or named twice.
/// * `WSANO_RECOVERY`: the file of the catalogue cannot be written for want of rights.
/// * `WSATRY_AGAIN`: another process is changing the catalogue.
/// * `WSA_NOT_ENOUGH_MEMORY`: the file would be larger than 1 MiB.
/// * `WSASYSCALLFAILURE`: the file is no catalogue, or cannot be read or written for another reason.
///
/// # Behaviour
/// Needs no `WSAStartup`; seen as an installation is. Source: the reference page of `WSCWriteNameSpaceOrder`.
///
/// # Safety
/// `lpProviderId` is null, or has `dwNumberOfEntries` readable elements.
INT WSCWriteNameSpaceOrder(GUID *lpProviderId, DWORD dwNumberOfEntries);

/// Brings the 32-bit catalogue into another order, of which there is only one: that of no entries.
///
/// # Returns
/// 0 for no entries, or the error code itself: `WSAEFAULT` for a null pointer, `WSAEINVAL` for any entry.
///
/// # Safety
/// As for [`WSCWriteNameSpaceOrder`].
INT WSCWriteNameSpaceOrder32(GUID *lpProviderId, DWORD dwNumberOfEntries);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_SPORDER_H */
