// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// env: ENLIST_STORE_MODE=open
// linux only: it is about descriptors.
// not under: valgrind sanitizers; they have descriptors of their own, which this program closes
// Programs that close, replace and use every descriptor, while the store keeps one of its own: it is given up, not used.
#define KEPT 4
#include "store_descriptors.c"
