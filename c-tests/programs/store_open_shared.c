// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// env: ENLIST_STORE_MODE=open
// seconds: 120
// Processes of any system that share a store and keep it open: as without that.
#include "store_shared.c"
